//! The laws of convolution on random kernels and inputs, signals and planes.
//!
//! ```text
//! algebra     `full` commutes, associates and distributes
//! shifts      flipped taps, shifted inputs, shared parameters, local connectivity
//! sums        gain, range, inner products, circular convolution by DFT
//! ```
//!
//! A law holds exactly for integers, and for floats within `gamma(n) * sum(|tap * x|)` for each
//! side, where `n` counts the roundings on a term's longest way to its output and
//! `gamma(n) = n u / (1 - n u)` (Higham, Accuracy and Stability of Numerical Algorithms, section
//! 3.1). Cases are drawn from fixed seeds; each test says how many. Laws of running kernels run on
//! every CPU level, on run-time kernels and on loops that the macro wrote.
#![allow(clippy::unwrap_used)]

mod algebra;
mod shifts;
mod sums;

use conv_kernel::prelude::*;
use conv_kernel::{Element, ElementType, Scalar, Tap};
use conv_kernel_tests::cases::Random;

/// What a run-time kernel is built with; signals take the last number of a pair.
#[derive(Debug, Clone)]
pub(crate) struct How {
    mode: Mode,
    padding: [[usize; 2]; 2],
    border: [Border; 2],
    dilation: [usize; 2],
    /// The taps are divided by this.
    divisor: i64,
}

impl How {
    /// Nothing but the taps: correlation of what is inside.
    pub(crate) const VALID: Self = Self {
        mode: Mode::Correlate,
        padding: [[0; 2]; 2],
        border: [Border::Zero; 2],
        dilation: [1; 2],
        divisor: 1,
    };

    /// The `full` convolution with these taps.
    pub(crate) fn full(taps: &Taps) -> Self {
        let [rows, columns] = sides(taps);
        Self {
            mode: Mode::Convolve,
            padding: [[rows - 1; 2], [columns - 1; 2]],
            ..Self::VALID
        }
    }
}

/// Rows and columns of taps.
pub(crate) fn sides(taps: &Taps) -> [usize; 2] {
    match *taps.shape() {
        [columns] => [1, columns],
        [rows, columns] => [rows, columns],
        _ => panic!("taps have one axis or two"),
    }
}

/// A plane kernel for taps of two axes and a signal kernel for taps of one, known at run time.
pub(crate) enum Runtime<In, Out> {
    Plane(DynKernel<In, Out>),
    Signal(DynSignal<In, Out>),
}

impl<In: Element, Out: Element> Runtime<In, Out> {
    pub(crate) fn new(taps: &Taps, how: &How) -> Self {
        // Only integers overflow, and only where the sums are wider than the output.
        let wraps = In::TYPE == ElementType::I32;
        macro_rules! built {
            ($kind:ident, $padding:expr, $border:expr, $dilation:expr) => {{
                let mut builder = $kind::builder(taps.clone())
                    .mode(how.mode)
                    .dilation($dilation);
                if how.padding != [[0; 2]; 2] {
                    builder = builder.padding($padding).border($border);
                }
                if how.divisor != 1 {
                    builder = builder.scale(Tap::ratio(1, how.divisor).unwrap());
                }
                if wraps {
                    builder = builder.overflow(Overflow::Wrap);
                }
                builder.build().unwrap()
            }};
        }
        if taps.shape().len() == 1 {
            let amounts = Padding::Amounts(how.padding[1].to_vec());
            Self::Signal(built!(DynSignal, amounts, how.border[1], how.dilation[1]))
        } else {
            Self::Plane(built!(DynKernel, how.padding, how.border, how.dilation))
        }
    }

    pub(crate) fn run(&self, level: Level, x: &PlaneBuf<In>) -> PlaneBuf<Out> {
        match self {
            Self::Plane(kernel) => on_plane(level, kernel, x),
            Self::Signal(kernel) => on_signal(level, kernel, x),
        }
    }
}

/// A plane filter on a level.
pub(crate) fn on_plane<F: Filter>(
    level: Level,
    filter: &F,
    x: &PlaneBuf<F::In>,
) -> PlaneBuf<F::Out> {
    let (width, height) = filter.output_size(x.width(), x.height()).unwrap();
    let mut y = PlaneBuf::filled(width, height, F::Out::default()).unwrap();
    filter
        .apply_into_at(level, x.as_plane(), y.as_plane_mut())
        .unwrap();
    y
}

/// A signal filter on a level; the signal is a plane of one row.
pub(crate) fn on_signal<F: SignalFilter>(
    level: Level,
    filter: &F,
    x: &PlaneBuf<F::In>,
) -> PlaneBuf<F::Out> {
    assert_eq!(x.height(), 1);
    let mut y = vec![F::Out::default(); filter.output_len(x.width()).unwrap()];
    filter.apply_into_at(level, x.data(), &mut y).unwrap();
    let width = y.len();
    PlaneBuf::from_vec(y, width, 1).unwrap()
}

/// Rows and columns of something random with one axis or two.
pub(crate) fn drawn_sides(random: &mut Random, axes: usize, most: [usize; 2]) -> [usize; 2] {
    let rows = if axes == 1 {
        1
    } else {
        1 + random.size(most[0] - 1)
    };
    [rows, 1 + random.size(most[1] - 1)]
}

/// An input of these sides: integers over their whole range, floats in [-1, 1).
pub(crate) fn drawn<T: Scalar>(random: &mut Random, [rows, columns]: [usize; 2]) -> PlaneBuf<T> {
    PlaneBuf::from_vec(random.elements(rows * columns), columns, rows).unwrap()
}

/// These values as taps with one axis or two.
pub(crate) fn taps_of<T: Scalar>(axes: usize, values: &PlaneBuf<T>) -> Taps {
    let tap = |value: &T| match T::TYPE.is_float() {
        true => Tap::Binary(value.to_f64()),
        false => Tap::integer(value.to_f64() as i64),
    };
    let shape = match axes {
        1 => vec![values.width()],
        _ => vec![values.height(), values.width()],
    };
    Taps::new(shape, values.data().iter().map(tap).collect())
}

/// Integer taps from -9 to 9, none of them 0.
pub(crate) fn drawn_taps(random: &mut Random, [rows, columns]: [usize; 2]) -> PlaneBuf<i32> {
    let values = (0..rows * columns).map(|_| random.integer(1, 9) as i32 * random.pick(&[-1, 1]));
    PlaneBuf::from_vec(values.collect(), columns, rows).unwrap()
}

/// The `full` convolution by definition: `y[t] = sum over s of a[s] b[t - s]`.
pub(crate) fn definition<A: Copy + Into<f64>, B: Copy + Into<f64>>(
    a: &PlaneBuf<A>,
    b: &PlaneBuf<B>,
) -> PlaneBuf<f64> {
    let (width, height) = (a.width() + b.width() - 1, a.height() + b.height() - 1);
    let mut y = PlaneBuf::filled(width, height, 0.0).unwrap();
    for (i, k) in (0..a.height()).flat_map(|i| (0..a.width()).map(move |k| (i, k))) {
        for (j, l) in (0..b.height()).flat_map(|j| (0..b.width()).map(move |l| (j, l))) {
            y[(k + l, i + j)] += a[(k, i)].into() * b[(l, j)].into();
        }
    }
    y
}

/// Each element without its sign, as a double.
pub(crate) fn magnitudes<T: Scalar>(x: &PlaneBuf<T>) -> PlaneBuf<f64> {
    let values = x.data().iter().map(|x| x.to_f64().abs()).collect();
    PlaneBuf::from_vec(values, x.width(), x.height()).unwrap()
}

/// The sum of two pictures, in their type; integers wrap.
pub(crate) fn added<T: Scalar>(a: &PlaneBuf<T>, b: &PlaneBuf<T>) -> PlaneBuf<T> {
    let sum = |(a, b): (&T, &T)| match T::TYPE.is_float() {
        true => T::from_f64(a.to_f64() + b.to_f64()),
        false => T::from_i64_wrapping(a.to_f64() as i64 + b.to_f64() as i64),
    };
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    let values = a.data().iter().zip(b.data()).map(sum).collect();
    PlaneBuf::from_vec(values, a.width(), a.height()).unwrap()
}

/// `n u / (1 - n u)` for the unit roundoff of an element type.
pub(crate) fn gamma<T: Scalar>(roundings: usize) -> f64 {
    let bits = if T::TYPE == ElementType::F32 { 24 } else { 53 };
    let error = roundings as f64 * 2f64.powi(-bits);
    error / (1.0 - error)
}

/// That two pictures differ by no more than `factor * magnitude`, element by element.
pub(crate) fn close<T: Scalar>(
    left: &PlaneBuf<T>,
    right: &PlaneBuf<T>,
    factor: f64,
    magnitude: &PlaneBuf<f64>,
) {
    let sizes = (left.width(), left.height());
    assert_eq!(sizes, (right.width(), right.height()));
    assert_eq!(sizes, (magnitude.width(), magnitude.height()));
    for ((a, b), magnitude) in left.data().iter().zip(right.data()).zip(magnitude.data()) {
        let error = (a.to_f64() - b.to_f64()).abs();
        // The magnitude is itself a rounded sum, of far fewer than 2^20 doubles.
        let bound = factor * magnitude * (1.0 + 2f64.powi(-32));
        assert!(error <= bound, "{a} and {b}: beyond {bound}");
    }
}
