//! The full convolution of taps, over common denominators.
//!
//! ```text
//! taps of each array -> integers over the common denominator of the array
//! full convolution of the integers, as one product of two large numbers
//! over the product of both denominators -> fractions in lowest terms
//! ```
//!
//! Sums of fractions one by one would take time for the denominators of all that came before.

use super::lowest::{Common, Denominator};
use super::{Form, Tap, Taps, room};
use alloc::borrow::Cow;
use alloc::vec::Vec;
use num_bigint::{BigInt, BigUint, Sign};
use num_rational::BigRational;
use num_traits::One;

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
        let Some(mut values) = room(&shape) else {
            return Self::unformed(shape);
        };
        let Some((a, b)) = Integers::of(self).zip(Integers::of(other)) else {
            return Self {
                form: Form::TooFine,
                ..Self::unformed(shape)
            };
        };
        // The sums that a tap of some kind takes part in.
        let touched = |in_a: &dyn Fn(usize) -> bool, in_b: &dyn Fn(usize) -> bool| {
            let mut changes = alloc::vec![0i64; rows * columns + 1];
            touch(&mut changes, columns, (in_a, [ar, ac]), [br, bc]);
            touch(&mut changes, columns, (in_b, [br, bc]), [ar, ac]);
            let mut parts = 0;
            changes.into_iter().map(move |change| {
                parts += change;
                parts > 0
            })
        };
        let floats = touched(&|at| self.values[at].is_float(), &|at| {
            other.values[at].is_float()
        });
        let endless = touched(&|at| a.values[at].is_none(), &|at| b.values[at].is_none());
        let sums = sums((&a.values, ac), (&b.values, bc), rows * columns);
        let common = Denominator::new(a.common * b.common, sums.len());
        let sums = sums.into_iter().zip(floats.zip(endless));
        values.extend(sums.map(|(sum, (float, endless))| match (float, endless) {
            (_, true) => Tap::Binary(f64::NAN),
            (true, _) => Tap::Decimal(common.under(sum)),
            (false, _) => Tap::Ratio(common.under(sum)),
        }));
        Self::new(shape, values).products_convolved(self, other)
    }
}

/// Counts the taps of an array that take part in each sum: how many more than in the sum before it.
fn touch(
    changes: &mut [i64],
    columns: usize,
    (takes_part, [own_rows, own_columns]): (&dyn Fn(usize) -> bool, [usize; 2]),
    [rows, across]: [usize; 2],
) {
    for at in (0..own_rows * own_columns).filter(|&at| takes_part(at)) {
        for row in 0..rows {
            let first = (at / own_columns + row) * columns + at % own_columns;
            changes[first] += 1;
            changes[first + across] -= 1;
        }
    }
}

/// The full convolution of integers, of which there are `count` sums; none counts as 0.
///
/// Kronecker's substitution: each array is one number, whose digits are the integers and can hold
/// any sum, so that the digits of the product are the sums. Rows are padded to those of the result.
fn sums(
    (a, a_columns): (&[Option<BigInt>], usize),
    (b, b_columns): (&[Option<BigInt>], usize),
    count: usize,
) -> Vec<BigInt> {
    let bits = |values: &[Option<BigInt>]| values.iter().flatten().map(BigInt::bits).max();
    let terms = a.len().min(b.len()).ilog2() + 1;
    // With a sign, in words of 32 bits.
    let bits = bits(a).unwrap_or(0) + bits(b).unwrap_or(0) + u64::from(terms) + 1;
    let words = bits.div_ceil(32) as usize;
    let columns = a_columns + b_columns - 1;
    let packed = |values: &[Option<BigInt>], own: usize| {
        let of = |sign: Sign| {
            let mut digits = alloc::vec![0; values.len() / own * columns * words];
            for (at, value) in values.iter().enumerate() {
                let value = value.as_ref().filter(|value| value.sign() == sign);
                let first = (at / own * columns + at % own) * words;
                let places = digits.iter_mut().skip(first);
                let value = value.into_iter().flat_map(|value| value.iter_u32_digits());
                places.zip(value).for_each(|(place, digit)| *place = digit);
            }
            BigInt::from(BigUint::new(digits))
        };
        of(Sign::Plus) - of(Sign::Minus)
    };
    let product = packed(a, a_columns) * packed(b, b_columns);
    // Half of a digit more makes all of them positive.
    let half = BigInt::one() << (32 * words - 1);
    let mut halves = alloc::vec![0; count * words];
    for top in halves.iter_mut().skip(words - 1).step_by(words) {
        *top = 1 << 31;
    }
    let product = product + BigInt::from(BigUint::new(halves));
    let digits = product.magnitude().to_u32_digits();
    let sum = |digit: &[u32]| BigInt::from(BigUint::from_slice(digit)) - &half;
    digits.chunks(words).map(sum).collect()
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
        let exact: Vec<Option<Cow<'_, BigRational>>> =
            taps.values.iter().map(Tap::as_exact).collect();
        let mut common = Common::new();
        for tap in exact.iter().flatten() {
            common.include(tap.denom());
            if common.bits() > MAX_BITS {
                return None;
            }
        }
        let over =
            |tap: &Option<Cow<'_, BigRational>>| tap.as_ref().map(|tap| common.over_this(tap));
        let values = exact.iter().map(over).collect();
        Some(Self {
            values,
            common: common.value(),
        })
    }
}
