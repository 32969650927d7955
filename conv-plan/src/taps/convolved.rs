//! The full convolution of taps, over common denominators.
//!
//! ```text
//! taps of each array -> integers over the common denominator of the array
//! full convolution of the integers
//! over the product of both denominators -> fractions in lowest terms
//! ```
//!
//! Sums of fractions one by one would take time for the denominators of all that came before.

use super::{Form, Tap, Taps, room};
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// Bits of a common denominator: every `f64` is an integer over 2^1074, and those that are
/// convolved twice are over 2^3222. A kernel of integers may have far fewer.
pub(super) const MAX_BITS: u64 = 4096;

impl Taps {
    /// The full convolution of two tap arrays: one kernel that does the work of both.
    ///
    /// If one of them has no taps or is ragged, it is the result. If the common denominator of the
    /// taps of one has more than 4096 bits, the result has its shape and no taps, and a kernel of
    /// it is refused.
    ///
    /// ```
    /// # use conv_plan::taps::Taps;
    /// assert_eq!(Taps::from([1, 1]).convolved(&[-1, 1].into()), [-1, 0, 1].into());
    /// ```
    #[must_use]
    pub fn convolved(&self, other: &Self) -> Self {
        for taps in [self, other] {
            if taps.form != Form::Whole || taps.values.is_empty() {
                return taps.clone();
            }
        }
        let (ar, ac) = self.rows_columns();
        let (br, bc) = other.rows_columns();
        let (rows, columns) = (ar + br - 1, ac + bc - 1);
        let shape = if self.shape.len() == 1 && other.shape.len() == 1 {
            alloc::vec![columns]
        } else {
            alloc::vec![rows, columns]
        };
        let Some(mut sums) = room::<Sum>(&shape) else {
            return Self::unformed(shape);
        };
        sums.resize(rows * columns, Sum::default());
        let Some((a, b)) = Integers::of(self).zip(Integers::of(other)) else {
            return Self {
                form: Form::TooFine,
                ..Self::unformed(shape)
            };
        };
        for (i, (a, x)) in self.values.iter().zip(&a.values).enumerate() {
            for (j, (b, y)) in other.values.iter().zip(&b.values).enumerate() {
                let sum = &mut sums[(i / ac + j / bc) * columns + i % ac + j % bc];
                sum.float |= a.is_float() || b.is_float();
                match x.as_ref().zip(y.as_ref()) {
                    Some((x, y)) => sum.value += x * y,
                    None => sum.finite = false,
                }
            }
        }
        let common = a.common * b.common;
        let values = sums.into_iter().map(|sum| sum.over(&common));
        Self::new(shape, values.collect()).products_convolved(self, other)
    }
}

/// Taps over their common denominator.
pub(super) struct Integers {
    /// `None` for NaN and infinities.
    pub(super) values: Vec<Option<BigInt>>,
    pub(super) common: BigInt,
}

impl Integers {
    /// `None` if the common denominator is too large.
    pub(super) fn of(taps: &Taps) -> Option<Self> {
        let exact: Vec<Option<BigRational>> = taps.values.iter().map(Tap::exact).collect();
        let mut common = BigInt::one();
        for tap in exact.iter().flatten() {
            common = common.lcm(tap.denom());
            if common.bits() > MAX_BITS {
                return None;
            }
        }
        let over = |tap: &BigRational| tap.numer() * (&common / tap.denom());
        let values = exact.iter().map(|tap| tap.as_ref().map(over)).collect();
        Some(Self { values, common })
    }
}

/// One tap of the result in progress.
#[derive(Clone)]
struct Sum {
    value: BigInt,
    /// Whether a float takes part.
    float: bool,
    finite: bool,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            value: BigInt::zero(),
            float: false,
            finite: true,
        }
    }
}

impl Sum {
    /// The tap; NaN unless all that take part are finite.
    fn over(self, common: &BigInt) -> Tap {
        if !self.finite {
            return Tap::Binary(f64::NAN);
        }
        let value = BigRational::new(self.value, common.clone());
        if self.float {
            Tap::Decimal(value)
        } else {
            Tap::Ratio(value)
        }
    }
}
