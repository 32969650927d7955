//! What errors say: sentences, once each, in the words of what the user called.
#![allow(clippy::unwrap_used)]

use conv_kernel::{ConvSpec, KernelError, Tap, prelude::*};
use conv_plan::number::ElementType;
use conv_plan::rules::{Options, TapSource};

fn plane() -> conv_kernel::KernelBuilder<u8, u8> {
    DynKernel::builder([[0, 1, 0]])
}

/// What the build of a plane kernel, a signal kernel or a layer says.
macro_rules! said {
    ($builder:expr) => {
        $builder.build().unwrap_err().to_string()
    };
}

#[test]
fn builders_of_kernels_speak_of_methods() {
    let signal = |taps: [i32; 2]| DynSignal::<u8, u8>::builder(taps);
    let float = || DynKernel::<f32, u8>::builder([[1.0]]);
    for (found, expected) in [
        (
            said!(plane().border(Border::Wrap)),
            "`.border(..)` has no effect without padding: add `.padding(Padding::Same)`, or remove `.border(..)`",
        ),
        (
            said!(plane().padding(Padding::Causal)),
            "`.padding(..)`: `Padding::Causal` is for signal kernels, which have one axis: write `Padding::Same`, `Padding::Full` or `[[0, 0], [2, 0]]`",
        ),
        (
            said!(plane().padding(1).anchor([0, 0])),
            "`.anchor(..)` is for `.padding(Padding::Same)`: write `.padding(Padding::Same)`, or remove `.anchor(..)`",
        ),
        (
            said!(plane().padding(Padding::Same).anchor([0, 0]).stride(2)),
            "`.anchor(..)` needs stride 1: write `.stride(1)`, or remove `.anchor(..)` and write `.padding([[0, 0], [0, 2]])`",
        ),
        (
            said!(plane().scale(0)),
            "`.scale(..)` cannot be 0: write what the sum is multiplied by, such as `Tap::ratio(1, 16)`",
        ),
        (
            said!(signal([-1, 1])),
            "the output type: results range over [-255, 255], which `u8` cannot hold: write `<u8, i16>`, or add `.overflow(Overflow::Saturate)` or `.overflow(Overflow::Wrap)`",
        ),
        (
            said!(signal([1, 1])),
            "the output type: results range over [0, 510], which `u8` cannot hold: write `<u8, u16>`, or add `.scale(..)` of `Tap::ratio(1, 2)`, `.overflow(Overflow::Saturate)` or `.overflow(Overflow::Wrap)`",
        ),
        (
            said!(plane().stride([1, 2, 1])),
            "`.stride(..)` has 3 values, and a plane kernel has 2 axes: write one value or `[rows, columns]`",
        ),
        (
            said!(DynSignal::<u8, u8>::builder([0, 1, 0]).stride([2, 2])),
            "`.stride(..)` has 2 values, and a signal kernel has 1 axis: write `2`",
        ),
        (
            said!(plane().padding(Padding::Same).anchor([0, 3])),
            "`.anchor(..)`: 3 is outside the kernel, whose size on this axis is 3: write a number from 0 to 2",
        ),
        (
            said!(float()),
            "the output type: `u8` cannot hold every sum of `f32`: add `.overflow(Overflow::Saturate)`, or write `<f32, f32>`",
        ),
        (
            said!(float().overflow(Overflow::Wrap)),
            "`.overflow(..)`: `Overflow::Wrap` is for integer sums, and these are floats: write `Overflow::Saturate`",
        ),
        (
            said!(DynKernel::<f32, f32>::builder([[1.0]]).overflow(Overflow::Wrap)),
            "`.overflow(..)`: a float output holds every result: remove `.overflow(..)`",
        ),
        (
            said!(DynSignal::<f32, f32>::builder([1.0, f32::NAN])),
            "tap 1: a tap must be finite, and this is NaN or infinite: write a finite number",
        ),
        (
            said!(DynSignal::<f32, f32>::builder([1.0, 1e300])),
            "tap 1: `f32` cannot hold 1e300: write a number from -3.4028235e38 to 3.4028235e38, or `<f32, f64>`",
        ),
        (
            said!(DynKernel::<u8, u8>::builder([1, 0])),
            "the taps: one axis makes a signal kernel: use `DynSignal`, or `DynSignalBank` for several, or give rows of taps",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn builders_of_layers_speak_of_methods() {
    let layer = || DynLayer::<f32, f32>::builder(vec![0.5f32; 4], [1, 1, 2, 2]);
    let integers = |taps: Vec<i32>| DynLayer::<u8, u8>::builder(taps, [1, 1, 1, 1]);
    for (found, expected) in [
        (
            said!(layer().padding(Padding::Causal)),
            "`.padding(..)`: `Padding::Causal` is for layers with one axis: write `Padding::Same`, `Padding::Full` or `[[1, 0], [1, 0]]`",
        ),
        (
            said!(layer().winograd(Winograd::Always)),
            "`.winograd(..)`: `Winograd::Always` needs a window of 3x3, and this is 2x2: write `Winograd::Auto` or `Winograd::Never`",
        ),
        (
            said!(layer().groups(3)),
            "`.groups(..)`: 1 output channel cannot be split into 3 equal groups: write 1",
        ),
        (
            said!(layer().activation(Activation::Clamp(1.0, -1.5))),
            "`.activation(..)`: the lower bound 1 is above the upper bound -1.5: write `Activation::Clamp(-1.5, 1.0)`",
        ),
        (
            said!(DynLayer::<u8, i32>::builder(vec![9_000_000], [1, 1, 1, 1])),
            "the weights: the sums of the output channel at index 0 range over [0, 2295000000], which `i32` cannot hold: write smaller weights",
        ),
        (
            said!(
                DynLayer::<u8, i32>::builder(vec![1], [1, 1, 1, 1])
                    .activation(Activation::Clamp(0.5, 7.0))
            ),
            "`.activation(..)`: the sums are `i32`, which cannot hold the bound 0.5: write 0.0 or 1.0",
        ),
        (
            said!(integers(vec![1])),
            "`.quantization(..)`: `u8` cannot hold the sums of a layer: write `<u8, i32>`, or add `.quantization(..)`",
        ),
        (
            said!(
                DynLayer::<u8, i32>::builder(vec![1], [1, 1, 1, 1])
                    .activation(Activation::HardSwish)
            ),
            "`.activation(..)`: `Activation::HardSwish` is for float sums, and these are integers: write `Activation::Relu`, `Activation::Relu6` or `Activation::Clamp(0.0, 255.0)`, or `f32` as the type",
        ),
        (
            said!(DynLayer::<f32, u8>::builder(vec![0.5f32], [1, 1, 1, 1])),
            "the output type: a layer of `f32` has `f32` outputs, not `u8`: write `<f32, f32>`",
        ),
        (
            said!(DynLayer::<f32, f32>::builder(vec![0.5f32], [1, 1, 2, 2])),
            "the weights: 1 number, but `[out][in / groups][row][column]` has 4: write one for each",
        ),
        (
            said!(layer().bias(vec![0.5f32; 2])),
            "`.bias(..)` has 2 numbers, but there is 1 output channel: write 1 number",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn one_fault_in_many_places_is_said_once() {
    let stride = said!(plane().stride([0, 0]));
    let expected = "`.stride(..)` cannot be 0: write 1 or more";
    assert_eq!(stride, expected);
    let taps = said!(DynSignal::<f32, f32>::builder([
        1.0,
        f32::NAN,
        f32::NAN,
        f32::INFINITY
    ]));
    assert_eq!(
        taps,
        "tap 1: a tap must be finite, and this is NaN or infinite: write a finite number"
    );
    let both = said!(plane().stride([0, 0]).dilation([0, 0]).scale(0));
    assert_eq!(both.matches("; ").count(), 2, "{both}");
    let faults = |error: Error| match error {
        Error::Kernel(error) => error.faults().len(),
        other => panic!("{other}"),
    };
    // Each place is still among the faults, for those who look at them one by one.
    assert_eq!(faults(plane().stride([0, 0]).build().unwrap_err()), 2);
}

#[test]
fn rules_that_are_checked_without_a_builder_speak_the_language() {
    let taps = TapSource::Taps([1, 2].into());
    let mut options = Options::new(ElementType::U8, ElementType::U8, taps);
    options.scale = Some(Tap::integer(0));
    let error: KernelError = ConvSpec::check(&options).unwrap_err();
    let expected = "`scale` cannot be 0: write what the sum is multiplied by, such as `1/16`";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn what_main_returns_prints_a_sentence() {
    let errors = [
        Error::Empty,
        Error::OutOfMemory,
        plane().scale(0).build().unwrap_err(),
        Plane::new(&[1, 2], 3, 1).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(format!("{error:?}"), error.to_string());
        assert_eq!(format!("{error:#?}"), error.to_string());
        assert_eq!(
            format!("{:?}", Err::<(), _>(&error)),
            format!("Err({error})")
        );
    }
    let rules = plane().scale(0).build().unwrap_err();
    let Error::Kernel(rules) = rules else {
        panic!("{rules}")
    };
    assert_eq!(format!("{rules:?}"), rules.to_string());
}

#[test]
fn numbers_of_hundreds_of_digits_are_written_with_an_exponent() {
    use conv_kernel::Activation::{Clamp, Leaky};
    assert_eq!(Leaky(0.1).to_string(), "leaky(0.1)");
    assert_eq!(Leaky(1e300).to_string(), "leaky(1e300)");
    assert_eq!(Leaky(-1e-300).to_string(), "leaky(-1e-300)");
    assert_eq!(Clamp(-1e16, 6.0).to_string(), "clamp(-1e16, 6)");
    assert_eq!(Border::Constant(1e-300).to_string(), "constant(1e-300)");
    let layer = DynLayer::<f32, f32>::builder([1.0f32], [1, 1, 1, 1]);
    assert_eq!(
        said!(layer.activation(Clamp(1e300, -1e300))),
        "`.activation(..)`: the lower bound 1e300 is above the upper bound -1e300: write `Activation::Clamp(-1e300, 1e300)`"
    );
}

#[test]
fn bounds_beyond_128_bits_are_not_written_as_numbers() {
    let range = |min, max| Error::Range { min, max }.to_string();
    let rest = "which the accumulator or the output type cannot hold: use smaller taps, a wider type or `overflow`";
    assert_eq!(range(-5, 5), format!("sums range over [-5, 5], {rest}"));
    assert_eq!(
        range(i128::MIN, i128::MAX),
        format!("sums range over [-2^127 or less, 2^127 or more], {rest}")
    );
    let taps = [i64::MAX, i64::MAX];
    let builder = DynSignal::<i32, i32>::builder(taps).scale(i64::MAX);
    let sentence = said!(builder);
    assert!(sentence.contains("[-2^127 or less, "), "{sentence}");
}
