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
            "`.border(..)`: a border has no effect with `.padding(Padding::Valid)`, since nothing outside the input is read: remove it, or write a padding such as `.padding(Padding::Same)`",
        ),
        (
            said!(plane().padding(Padding::Causal)),
            "`.padding(..)`: `Padding::Causal` is for signal kernels, which have one axis to pad in front: write `Padding::Same`, `Padding::Full` or numbers",
        ),
        (
            said!(plane().padding(1).anchor([0, 0])),
            "`.anchor(..)`: an anchor decides where `.padding(Padding::Same)` puts its padding: add `.padding(Padding::Same)`, or give the padding as numbers instead",
        ),
        (
            said!(plane().padding(Padding::Same).anchor([0, 0]).stride(2)),
            "`.anchor(..)`: an anchor needs stride 1: write `.stride(1)`, or remove the anchor and give the padding as numbers",
        ),
        (
            said!(plane().scale(0)),
            "`.scale(..)`: a scale of 0 makes every output 0: write the factor that the sum is multiplied by, such as `Tap::ratio(1, 16)`",
        ),
        (
            said!(signal([-1, 1])),
            "the output type: results range over [-255, 255], which `u8` cannot hold: write `<u8, i16>`, or add `.overflow(Overflow::Saturate)` or `.overflow(Overflow::Wrap)`",
        ),
        (
            said!(float()),
            "the output type: sums of `f32` can be too large for `u8`: add `.overflow(Overflow::Saturate)`, or write `<f32, f32>`",
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
            "tap 1: a tap must be finite, and this is NaN or infinite",
        ),
        (
            said!(DynSignal::<f32, f32>::builder([1.0, 1e300])),
            "tap 1: this tap is beyond `f32`, whose largest value is 3.4028235e38: write a smaller number, or `<f32, f64>` to sum in `f64`",
        ),
        (
            said!(DynKernel::<u8, u8>::builder([1, 0])),
            "the taps: one axis makes a signal kernel: use `DynSignal`, or give rows of taps",
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
            "`.padding(..)`: `Padding::Causal` is for layers with one axis, which it pads in front: write `Padding::Same`, `Padding::Full` or numbers",
        ),
        (
            said!(layer().winograd(Winograd::Always)),
            "`.winograd(..)`: Winograd's algorithm is for float layers of 3x3 with stride 1 and dilation 1: write `Winograd::Auto` or `Winograd::Never`",
        ),
        (
            said!(integers(vec![1])),
            "`.quantization(..)`: sums of `u8` do not fit `u8`: write `<u8, i32>`, or add `.quantization(..)`",
        ),
        (
            said!(
                DynLayer::<u8, i32>::builder(vec![1], [1, 1, 1, 1])
                    .activation(Activation::HardSwish)
            ),
            "`.activation(..)`: the sums are integers, which stay integers only with `Activation::Relu`, `Activation::Relu6` and `Activation::Clamp`: write one of these, or make it a layer of `f32`",
        ),
        (
            said!(DynLayer::<f32, u8>::builder(vec![0.5f32], [1, 1, 1, 1])),
            "the output type: a layer of `f32` gives `f32`, not `u8`: write `<f32, f32>`",
        ),
        (
            said!(DynLayer::<f32, f32>::builder(vec![0.5f32], [1, 1, 2, 2])),
            "the weights: 1 number where `[out][in / groups][row][column]` has 4: give one for each",
        ),
        (
            said!(layer().bias(vec![0.5f32; 2])),
            "`.bias(..)`: 2 numbers for 1 output channels: give one for each",
        ),
    ] {
        assert_eq!(found, expected);
    }
}

#[test]
fn one_fault_in_many_places_is_said_once() {
    let stride = said!(plane().stride([0, 0]));
    let expected = "`.stride(..)`: a stride cannot be 0: write 1 or more";
    assert_eq!(stride, expected);
    let taps = said!(DynSignal::<f32, f32>::builder([
        1.0,
        f32::NAN,
        f32::NAN,
        f32::INFINITY
    ]));
    assert_eq!(
        taps,
        "tap 1: a tap must be finite, and this is NaN or infinite"
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
    let expected = "scale: a scale of 0 makes every output 0: write the factor that the sum is multiplied by, such as `1/16`";
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
        "`.activation(..)`: the lower bound 1e300 is above the upper bound -1e300: swap them"
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
