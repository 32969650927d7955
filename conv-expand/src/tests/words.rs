//! What `Display` of an option writes, the macro reads as the same option.

use super::kernel;
use conv_plan::number::{ElementType, Overflow};
use conv_plan::rules::{ConvSpec, Options, TapSource};
use conv_plan::window::{Border, Mode, Padding, PerAxis};

const BORDERS: [Border; 9] = [
    Border::Zero,
    Border::Constant(7.0),
    Border::Constant(-0.5),
    // Of the floats with many digits, one that `f32` holds.
    Border::Constant((1u128 << 70) as f64),
    Border::Constant(f64::NAN),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

/// The kernel of three float taps that the macro reads from these keys.
fn read(keys: &str) -> ConvSpec {
    kernel(&format!("struct K: f32 {{ taps: [1, 2, 3], {keys} }}"))
}

/// The same kernel, from options that `change` was applied to.
fn made(change: impl FnOnce(&mut Options)) -> ConvSpec {
    let taps = TapSource::Taps([1, 2, 3].into());
    let mut options = Options::new(ElementType::F32, ElementType::F32, taps);
    change(&mut options);
    ConvSpec::check(&options).expect("options that keep the rules")
}

#[test]
fn borders_are_read_as_they_are_written() {
    for border in BORDERS {
        let made = made(|options| {
            options.window.padding = Padding::Same;
            options.window.border = Some(border.into());
        });
        assert_eq!(read(&format!("padding: same, border: {border}")), made);
    }
    let each = PerAxis::<Border>::from([Border::Wrap, Border::Constant(2.0)]);
    let plane = kernel(&format!(
        "struct K: f32 {{ taps: [[1, 2, 3]], padding: same, border: {each} }}"
    ));
    assert_eq!(plane.window().row_border, Border::Wrap);
    assert_eq!(plane.window().column_border, Border::Constant(2.0));
}

#[test]
fn paddings_are_read_as_they_are_written() {
    for padding in [
        Padding::Valid,
        Padding::Same,
        Padding::SameLower,
        Padding::Full,
        Padding::Causal,
        Padding::Amount(3),
        Padding::Amounts(vec![1, 2]),
    ] {
        let made = made(|options| options.window.padding = padding.clone());
        assert_eq!(read(&format!("padding: {padding}")), made);
    }
    let sides = Padding::from([[1, 2], [0, 4]]);
    let plane = kernel(&format!(
        "struct K: f32 {{ taps: [[1]], padding: {sides} }}"
    ));
    let written = [plane.window().rows, plane.window().columns].map(|axis| axis.padding);
    assert_eq!(
        written.map(|padding| padding.to_string()),
        ["[1, 2]", "[0, 4]"]
    );
}

#[test]
fn modes_and_overflow_rules_are_read_as_they_are_written() {
    for mode in [Mode::Correlate, Mode::Convolve] {
        let made = made(|options| options.window.mode = mode);
        assert_eq!(read(&format!("mode: {mode}")), made);
    }
    for overflow in [Overflow::Saturate, Overflow::Wrap] {
        let read = kernel(&format!(
            "struct K: u8 {{ taps: [1, 2, 3], overflow: {overflow} }}"
        ));
        assert_eq!(read.overflow(), Some(overflow));
    }
}

#[cfg(feature = "layers")]
#[test]
fn options_of_layers_are_read_as_they_are_written() {
    use conv_plan::rules::layer::{Activation, Layout, Winograd};
    let read = |keys: &str| {
        super::layers::layer(&format!("struct K: f32 {{ shape: [1, 1, 3, 3], {keys} }}")).kernel
    };
    for layout in Layout::ALL {
        assert_eq!(read(&format!("layout: {layout}")).layout(), layout);
    }
    for winograd in [Winograd::Never, Winograd::Auto, Winograd::Always] {
        assert_eq!(read(&format!("winograd: {winograd}")).winograd(), winograd);
    }
    for activation in [
        Activation::Relu,
        Activation::Relu6,
        Activation::Leaky(0.5),
        Activation::Clamp(-1.0, 1.5),
        Activation::Sigmoid,
        Activation::Tanh,
        Activation::HardSwish,
    ] {
        let read = read(&format!("activation: {activation}"));
        assert_eq!(read.activation(), Some(activation));
    }
}
