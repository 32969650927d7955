//! Facts about taps: the range of their sums, their exact rank, and exact factors of rank 1.
//!
//! The range proof is interval arithmetic: every input element is free within
//! its type, so the bounds of the sum are reached, not just safe.

#[cfg(feature = "alloc")]
mod factors;
#[cfg(feature = "alloc")]
mod rank;
#[cfg(feature = "fft")]
mod transform;

#[cfg(feature = "alloc")]
pub use factors::{Factors, factor_doubles, factor_integers, factors_of_tap};
#[cfg(feature = "alloc")]
pub(crate) use rank::collected;
#[cfg(feature = "alloc")]
pub use rank::{pivoted, rank_of_doubles, rank_of_integers};
#[cfg(feature = "fft")]
pub(crate) use transform::{at_least, least_size};
#[cfg(feature = "fft")]
pub use transform::{exact_block, fft_error};

use crate::number::{ElementType, divide_ties_even};
use crate::window::Axis;
use core::fmt;

/// The smallest and the largest value of a sum.
///
/// ```
/// # use conv_plan::analysis::Bounds;
/// # use conv_plan::number::ElementType;
/// let byte = Bounds::of(ElementType::U8).ok_or("a float")?;
/// // -1 and 2 times a byte.
/// let sum = Bounds::ZERO.plus(-1, byte).plus(2, byte);
/// assert_eq!((sum, sum.largest()), (Bounds { min: -255, max: 510 }, 510));
/// assert!(sum.fits((-32768, 32767)));
/// assert_eq!(sum.scaled(1, 2).union(byte), Bounds { min: -128, max: 255 });
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// The smallest value.
    pub min: i128,
    /// The largest value.
    pub max: i128,
}

impl Bounds {
    /// The bounds of 0 alone.
    pub const ZERO: Self = Self { min: 0, max: 0 };

    /// The values of an integer element type; `None` for a float.
    #[must_use]
    pub const fn of(element: ElementType) -> Option<Self> {
        match element.range() {
            Some((min, max)) => Some(Self {
                min: min as i128,
                max: max as i128,
            }),
            None => None,
        }
    }

    /// The bounds of `self + tap * x` for every `x` within `input`; saturates beyond 128 bits.
    #[must_use]
    pub const fn plus(self, tap: i64, input: Self) -> Self {
        let tap = tap as i128;
        let (low, high) = if tap < 0 {
            (tap.saturating_mul(input.max), tap.saturating_mul(input.min))
        } else {
            (tap.saturating_mul(input.min), tap.saturating_mul(input.max))
        };
        Self {
            min: self.min.saturating_add(low),
            max: self.max.saturating_add(high),
        }
    }

    /// The smallest bounds that hold both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self {
            min: if self.min < other.min {
                self.min
            } else {
                other.min
            },
            max: if self.max > other.max {
                self.max
            } else {
                other.max
            },
        }
    }

    /// Whether every value is within `[min, max]`.
    #[must_use]
    pub const fn fits(self, (min, max): (i64, i64)) -> bool {
        self.min >= min as i128 && self.max <= max as i128
    }

    /// The larger of the two magnitudes.
    #[must_use]
    pub const fn largest(self) -> i128 {
        let low = self.min.saturating_abs();
        let high = self.max.saturating_abs();
        if low > high { low } else { high }
    }

    /// The bounds of `ties-even(x * multiply / divide)`; saturates beyond 128 bits.
    #[must_use]
    pub const fn scaled(self, multiply: i64, divide: i64) -> Self {
        let a = divide_ties_even(self.min.saturating_mul(multiply as i128), divide as i128);
        let b = divide_ties_even(self.max.saturating_mul(multiply as i128), divide as i128);
        if a < b {
            Self { min: a, max: b }
        } else {
            Self { min: b, max: a }
        }
    }
}

/// As an interval; a bound at an end of 128 bits may be saturated, and is not a number.
///
/// ```
/// # use conv_plan::analysis::Bounds;
/// assert_eq!(Bounds { min: -5, max: 7 }.to_string(), "[-5, 7]");
/// let beyond = Bounds { min: 0, max: i128::MAX };
/// assert_eq!(beyond.to_string(), "[0, 2^127 or more]");
/// ```
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = |f: &mut fmt::Formatter<'_>, value| match value {
            i128::MIN => f.write_str("-2^127 or less"),
            i128::MAX => f.write_str("2^127 or more"),
            value => write!(f, "{value}"),
        };
        f.write_str("[")?;
        bound(f, self.min)?;
        f.write_str(", ")?;
        bound(f, self.max)?;
        f.write_str("]")
    }
}

/// The bounds of every partial sum of `taps`, in whatever order they are added.
///
/// `input` holds 0, so each product's bounds do too and the partial sums'
/// bounds only grow: those of the whole sum cover them all.
#[must_use]
pub fn sum_bounds(taps: impl IntoIterator<Item = i64>, input: Bounds) -> Bounds {
    taps.into_iter()
        .fold(Bounds::ZERO, |bounds, tap| bounds.plus(tap, input))
}

/// The [`sum_bounds`] of the branches of an axis: an output of an interpolated signal has the taps
/// of one branch, and the others of its window meet inserted zeros.
#[must_use]
pub fn branch_bounds(
    axis: &Axis,
    taps: impl IntoIterator<Item = i64, IntoIter: Clone>,
    input: Bounds,
) -> Bounds {
    if axis.rate() == 1 {
        return sum_bounds(taps, input);
    }
    let (taps, polyphase) = (taps.into_iter(), axis.polyphase());
    (0..polyphase.count())
        .map(|first| sum_bounds(taps.clone().skip(first).step_by(polyphase.step()), input))
        .fold(Bounds::ZERO, Bounds::union)
}

/// The bounds of everything the integer path computes from sums within `sum`:
/// the sums; unless the output is a float, which is scaled as one, also the products with the
/// scale's numerator, and those with the bias of rounding (half the divisor, added before a shift).
#[must_use]
pub const fn working_bounds(
    sum: Bounds,
    multiply: i64,
    divide: i64,
    output: ElementType,
) -> Bounds {
    if output.is_float() {
        return sum;
    }
    let product = sum.scaled(multiply, 1);
    let shifted = divide > 1 && divide & (divide - 1) == 0;
    let bias = if shifted { (divide / 2) as i128 } else { 0 };
    let biased = Bounds {
        min: product.min,
        max: product.max.saturating_add(bias),
    };
    sum.union(product).union(biased)
}

/// Multiply-adds that a second pass has to save to be worth its line buffer.
///
/// At 1920x1080 on AVX-512 a 3x3 binomial, which saves 3, takes 0.83 ms in one pass and
/// 1.03 in two for `f32`, 0.33 and 0.35 for `u8`.
const LINE_BUFFER_COST: usize = 4;

/// Multiply-adds for each output element in two passes of so many taps.
///
/// The vertical pass computes every column, so with a column stride it does
/// several for each output.
#[must_use]
pub const fn two_passes(vertical: usize, horizontal: usize, column_stride: usize) -> usize {
    vertical
        .saturating_mul(column_stride)
        .saturating_add(horizontal)
}

/// Whether two passes for each of some products, two or more, of so many multiply-adds in all, are
/// cheaper than one pass over so many taps that are not 0, whose loads serve more multiply-adds.
///
/// On an EPYC a difference of Gaussians of `f32` took, dense over summed: 7x7 (28 for 49) 0.80, 9x9
/// (36 for 81) 1.1, 15x15 2.0, 31x31 6.3; a Laplacian of a Gaussian 9x9 (50 for 81) 0.87, 11x11 (66
/// for 121) 1.06, 13x13 (78 for 169) 1.3; a plane minus its Gaussian 5x5 (12 for 25) 0.73, 7x7 (16
/// for 49) 1.07 (1920x1080, AVX-512).
#[must_use]
pub const fn sum_of_products_pays(products: usize, operations: usize, taps: usize) -> bool {
    let lines = products.saturating_mul(LINE_BUFFER_COST);
    operations.saturating_mul(2).saturating_add(lines) <= taps
}

/// Whether two passes are cheaper than one pass over so many taps that are not 0.
#[must_use]
pub const fn two_passes_pay(
    vertical: usize,
    horizontal: usize,
    column_stride: usize,
    taps: usize,
) -> bool {
    let cost = two_passes(vertical, horizontal, column_stride);
    vertical > 1 && horizontal > 1 && cost.saturating_add(LINE_BUFFER_COST) <= taps
}
