//! Options of kernels and layers, as the methods of builders.

use super::{Draw, taps};
use conv_kernel::rules::Weights;
use conv_kernel::{
    Arithmetic, Border, ConvSpec, DynKernel, DynSignal, Element, Error, Level, Method, Missing,
    Overflow, Padding, PerAxis, Quantize, Require, Separable, Value,
};

/// More outputs than this are not computed.
pub(super) const OUTPUTS: usize = 4096;

/// What the window of a builder has beyond its defaults.
macro_rules! window {
    ($builder:expr, $draw:ident, $axes:expr) => {{
        use super::options::{borders, padding, steps};
        let mut builder = $builder;
        if $draw.one_in(2) {
            builder = builder
                .padding(padding($draw))
                .border(borders($draw, $axes));
        }
        if $draw.one_in(3) {
            builder = builder.stride(steps($draw, $axes));
        }
        if $draw.one_in(3) {
            builder = builder.dilation(steps($draw, $axes));
        }
        if $draw.one_in(4) {
            builder = builder.mode(conv_kernel::Mode::Convolve);
        }
        if $draw.one_in(16) {
            let anchor: Vec<usize> = (0..$axes).map(|_| $draw.size(4)).collect();
            builder = builder.anchor(anchor);
        }
        builder
    }};
}
pub(super) use window;

/// What a kernel of planes or signals has beyond its window.
macro_rules! kernel {
    ($builder:expr, $draw:ident) => {{
        let mut builder = $builder;
        if !$draw.one_in(4) {
            let overflow = [Overflow::Saturate, Overflow::Wrap];
            builder = builder.overflow($draw.pick(&overflow));
        }
        match $draw.below(13) {
            0 | 1 => builder = builder.scale(taps::number($draw)),
            2 => builder = builder.method($draw.pick(&[Method::Fft, Method::Auto])),
            3 => builder = builder.arithmetic(Arithmetic::Strict),
            4 => builder = builder.missing(Missing::Renormalize),
            5 => builder = builder.quantize(Quantize::new($draw.below(20) as u32)),
            8 => {
                builder =
                    builder.separable(Separable::Approximate(0.5f64.powi($draw.below(30) as i32)))
            }
            6 => builder = builder.require($draw.pick(&Require::ALL)),
            7 => {
                let (which, number) = ($draw.below(8), $draw.integer() % 300);
                builder = builder.map(|sum| value(which, number, sum.clone(), sum));
            }
            _ => {}
        }
        builder
    }};
}

/// A stride or a dilation.
pub(super) fn steps(draw: &mut Draw<'_>, axes: usize) -> PerAxis<usize> {
    let step = |draw: &mut Draw<'_>| match draw.one_in(12) {
        true => draw.size(9),
        false => draw.between(1, 4),
    };
    match draw.one_in(2) {
        true => PerAxis::All(step(draw)),
        false => PerAxis::Each((0..axes).map(|_| step(draw)).collect()),
    }
}

pub(super) fn padding(draw: &mut Draw<'_>) -> Padding {
    let two = |draw: &mut Draw<'_>| [draw.size(5), draw.size(5)];
    match draw.below(9) {
        0 => Padding::Valid,
        1 | 2 => Padding::Same,
        3 => Padding::SameLower,
        4 => Padding::Full,
        5 => Padding::Causal,
        6 => Padding::Amount(draw.size(5)),
        7 => Padding::Amounts(two(draw).into()),
        _ => Padding::Sides(vec![two(draw), two(draw)]),
    }
}

pub(super) fn borders(draw: &mut Draw<'_>, axes: usize) -> PerAxis<Border> {
    let border = |draw: &mut Draw<'_>| match draw.below(7) {
        0 => Border::Zero,
        1 => Border::Constant((draw.integer() % 300) as f64),
        2 => Border::Constant(draw.float()),
        3 => Border::Replicate,
        4 => Border::Reflect,
        5 => Border::Reflect101,
        _ => Border::Wrap,
    };
    match draw.one_in(2) {
        true => PerAxis::All(border(draw)),
        false => PerAxis::Each((0..axes).map(|_| border(draw)).collect()),
    }
}

/// What is made of two sums.
fn value(which: usize, number: i64, one: Value, other: Value) -> Value {
    match which {
        0 => one.abs() + other.abs(),
        1 => one / 2 + number,
        2 => one.max(other) - number,
        3 => one.hypot(other),
        4 => one.clone().lt(number).then_else(other, one),
        5 => one.clamp(-number.abs(), number.abs()),
        6 => one.abs().sqrt().round(),
        _ => one.atan2(other),
    }
}

/// A kernel of planes, unless a rule is broken.
pub(super) fn plane<In: Element, Out: Element>(draw: &mut Draw<'_>) -> Option<DynKernel<In, Out>> {
    let first = taps::drawn(draw, 2);
    let builder = match draw.one_in(10) {
        true => {
            let (which, number) = (draw.below(8), draw.integer() % 300);
            let both = [first, taps::drawn(draw, 2)];
            DynKernel::combine(both, |[one, other]| value(which, number, one, other))
        }
        false => DynKernel::builder(first),
    };
    built(kernel!(window!(builder, draw, 2), draw).build())
}

/// A kernel of signals, unless a rule is broken.
pub(super) fn signal<In: Element, Out: Element>(draw: &mut Draw<'_>) -> Option<DynSignal<In, Out>> {
    let mut builder = DynSignal::builder(taps::drawn(draw, 1));
    if draw.one_in(5) {
        builder = builder.interpolate(draw.size(5));
    }
    built(kernel!(window!(builder, draw, 1), draw).build())
}

/// What was built, or `None`, if the error has words for its user.
pub(super) fn built<T>(result: Result<T, Error>) -> Option<T> {
    result.inspect_err(told).ok()
}

/// That an error says something.
pub(super) fn told(error: &Error) {
    assert!(error.to_string().len() > 10, "{error:?}");
    assert!(!matches!(error, Error::Mismatch(_)), "{error}");
}

/// Whether the bits of a kernel follow from the definition alone, or from the plan of direct sums.
pub(super) fn direct(kernel: &ConvSpec) -> bool {
    exact(kernel) || kernel.method() == Method::Direct
}

/// Whether the sums are integers.
pub(super) fn exact(kernel: &ConvSpec) -> bool {
    matches!(kernel.weights(), Weights::Integer { .. })
}

/// The levels that are here.
pub(super) fn levels() -> Vec<Level> {
    Level::available().collect()
}

/// Width and height of a picture: a few rows, some wider than a vector of bytes.
pub(super) fn size(draw: &mut Draw<'_>) -> (usize, usize) {
    let wide = draw.one_in(4);
    (
        draw.between(1, if wide { 150 } else { 20 }),
        draw.between(1, 12),
    )
}

/// That a result has this error, or none of both has one.
pub(super) fn same_error<T, U>(found: &Result<T, Error>, expected: &Result<U, Error>) {
    assert_eq!(found.as_ref().err(), expected.as_ref().err());
}

/// Whether an output is small enough to be computed.
pub(super) fn computed(width: usize, height: usize) -> bool {
    width
        .checked_mul(height)
        .is_some_and(|outputs| outputs <= OUTPUTS)
}
