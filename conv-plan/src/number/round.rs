//! Correct rounding of exact numbers to floats.
//!
//! A tap and its scale are multiplied exactly and rounded once (IEEE 754
//! round-half-to-even, subnormals included). Everything ends in `compose`,
//! which rounds `mantissa * 2^exponent` plus a sticky bit.

/// The part of a float format that rounding depends on.
#[derive(Debug, Clone, Copy)]
struct Format {
    /// Bits of the significand, the hidden one included.
    precision: i32,
    /// Exponent of the smallest subnormal.
    smallest: i32,
    /// Exponent that the largest finite value stays below.
    limit: i32,
}

const SINGLE: Format = Format {
    precision: 24,
    smallest: -149,
    limit: 128,
};

const DOUBLE: Format = Format {
    precision: 53,
    smallest: -1074,
    limit: 1024,
};

/// `±mantissa * 2^exponent`, rounded to nearest, ties to even; infinite on overflow.
///
/// `sticky` says that the exact value is a little larger than `mantissa`.
fn compose(negative: bool, mantissa: u128, exponent: i32, sticky: bool, format: Format) -> f64 {
    if mantissa == 0 {
        return if negative { -0.0 } else { 0.0 };
    }
    let bits = 128 - mantissa.leading_zeros() as i32;
    let drop = (bits - format.precision).max(format.smallest.saturating_sub(exponent));
    let (mut kept, shift) = if drop <= 0 {
        (mantissa, 0)
    } else if drop > 128 {
        (0, drop)
    } else {
        let half = 1u128 << (drop - 1);
        let below = mantissa & (half - 1);
        let kept = if drop == 128 { 0 } else { mantissa >> drop };
        let at_half = mantissa & half != 0;
        let up = at_half && (below != 0 || sticky || kept & 1 == 1);
        (kept + u128::from(up), drop)
    };
    let mut exponent = exponent.saturating_add(shift);
    let top = (128 - kept.leading_zeros() as i32).saturating_add(exponent);
    if kept != 0 && top > format.limit {
        return if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    while kept >= 1 << 53 {
        kept >>= 1;
        exponent += 1;
    }
    let magnitude = scale_by_power(kept as f64, exponent);
    if negative { -magnitude } else { magnitude }
}

/// `value * 2^exponent` where the result is representable.
fn scale_by_power(mut value: f64, mut exponent: i32) -> f64 {
    while exponent > 0 {
        let step = exponent.min(1000);
        value *= f64::from_bits(((1023 + step) as u64) << 52);
        exponent -= step;
    }
    while exponent < 0 && value != 0.0 {
        let step = (-exponent).min(1000);
        value *= f64::from_bits(((1023 - step) as u64) << 52);
        exponent += step;
    }
    value
}

/// A finite double as `±mantissa * 2^exponent`.
fn decompose(value: f64) -> (bool, u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let (mantissa, exponent) = if biased == 0 {
        (fraction, -1074)
    } else {
        (fraction | 1 << 52, biased - 1075)
    };
    (bits >> 63 == 1, mantissa, exponent)
}

/// An exact factor `multiply / divide * 2^exponent`.
///
/// This form holds every double, every fraction of 64-bit integers and every
/// decimal of up to 18 digits and 27 places, without an allocator.
///
/// ```
/// # use conv_plan::number::Scale;
/// let third = Scale { multiply: 1, divide: 3, exponent: 0 };
/// assert_eq!(third.fold_double(1.0), 1.0 / 3.0);
/// assert_eq!(third.fold_single(2.0), 2.0f32 / 3.0);
/// assert_eq!(Scale::ONE.fold_double(0.1), 0.1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scale {
    /// The numerator, not 0.
    pub multiply: i64,
    /// The denominator, positive; a 0 counts as 1.
    pub divide: i64,
    /// The power of two.
    pub exponent: i32,
}

impl Scale {
    /// The factor 1.
    pub const ONE: Self = Self {
        multiply: 1,
        divide: 1,
        exponent: 0,
    };

    /// `tap * self`, computed exactly and rounded once to a double.
    ///
    /// Infinite or NaN if `tap` is, or on overflow.
    #[must_use]
    pub fn fold_double(&self, tap: f64) -> f64 {
        self.fold(tap, DOUBLE)
    }

    /// `tap * self`, computed exactly and rounded once to a single.
    ///
    /// Infinite or NaN if `tap` is, or on overflow.
    #[must_use]
    pub fn fold_single(&self, tap: f32) -> f32 {
        self.fold(f64::from(tap), SINGLE) as f32
    }

    fn fold(&self, tap: f64, format: Format) -> f64 {
        if !tap.is_finite() {
            return tap;
        }
        let (negative, mantissa, exponent) = decompose(tap);
        let negative = negative != (self.multiply < 0);
        let product = u128::from(mantissa) * u128::from(self.multiply.unsigned_abs());
        let divide = u128::from(self.divide.unsigned_abs()).max(1);
        // With the top bit set, the quotient keeps at least 64 bits.
        let raise = product.leading_zeros().min(127);
        let product = product << raise;
        compose(
            negative,
            product / divide,
            exponent
                .saturating_add(self.exponent)
                .saturating_sub(raise as i32),
            product % divide != 0,
            format,
        )
    }
}

/// The square root of a double, correctly rounded; NaN of what is below 0.
///
/// A root of 64 bits cannot lie halfway between two doubles, and what it leaves out is the sticky
/// bit. Rounded again to a single it is the correctly rounded root of a single.
#[cfg(feature = "alloc")]
pub(crate) fn sqrt(value: f64) -> f64 {
    if value.is_nan() || value == 0.0 || value == f64::INFINITY {
        return value;
    }
    let (negative, mantissa, exponent) = decompose(value);
    if negative {
        return f64::NAN;
    }
    let raise = mantissa.leading_zeros() as i32 + 63;
    // The exponent must be even.
    let raise = raise - (exponent - raise).rem_euclid(2);
    let square = u128::from(mantissa) << raise;
    let root = square.isqrt();
    let sticky = root * root != square;
    compose(false, root, (exponent - raise) / 2, sticky, DOUBLE)
}

/// The nearest whole number, ties to even.
///
/// ```
/// # use conv_plan::number::ties_even;
/// assert_eq!([2.5, 3.5, -0.5, 9.96].map(ties_even), [2.0, 4.0, 0.0, 10.0]);
/// ```
#[must_use]
pub fn ties_even(value: f64) -> f64 {
    // Adding 2^52 leaves no bits for a fraction: the addition rounds it away, ties to even.
    const SHIFT: f64 = 4_503_599_627_370_496.0;
    if value.abs() < SHIFT {
        let whole = (value.abs() + SHIFT) - SHIFT;
        if value.is_sign_negative() {
            -whole
        } else {
            whole
        }
    } else {
        value
    }
}

#[cfg(feature = "alloc")]
pub(crate) use exact::parts_to_double;
#[cfg(feature = "alloc")]
pub use exact::{exact_to_double, exact_to_scale, exact_to_single};

#[cfg(feature = "alloc")]
mod exact {
    use super::{DOUBLE, Format, SINGLE, Scale, compose};
    use num_bigint::{BigInt, Sign};
    use num_integer::Integer;
    use num_rational::BigRational;
    use num_traits::{Signed, ToPrimitive, Zero};

    /// The nearest double to an exact number; infinite on overflow.
    #[must_use]
    pub fn exact_to_double(value: &BigRational) -> f64 {
        rounded(value, DOUBLE)
    }

    /// The nearest double to `mantissa * 2^exponent`, negated if `negative`; infinite on overflow.
    #[must_use]
    pub(crate) fn parts_to_double(negative: bool, mantissa: u128, exponent: i32) -> f64 {
        compose(negative, mantissa, exponent, false, DOUBLE)
    }

    /// The nearest single to an exact number; infinite on overflow.
    #[must_use]
    pub fn exact_to_single(value: &BigRational) -> f32 {
        rounded(value, SINGLE) as f32
    }

    fn rounded(value: &BigRational, format: Format) -> f64 {
        if value.is_zero() {
            return 0.0;
        }
        let numerator = value.numer().abs();
        let denominator = value.denom();
        // Shift so that the quotient has 100 or 101 bits.
        let raise = 100 + denominator.bits() as i64 - numerator.bits() as i64;
        let (quotient, rest) = if raise >= 0 {
            (numerator << raise as u64).div_rem(denominator)
        } else {
            numerator.div_rem(&(denominator << raise.unsigned_abs()))
        };
        let exponent = i32::try_from(-raise).unwrap_or(if raise > 0 { i32::MIN } else { i32::MAX });
        compose(
            value.numer().sign() == Sign::Minus,
            quotient.to_u128().unwrap_or(u128::MAX),
            exponent,
            !rest.is_zero(),
            format,
        )
    }

    /// An exact number in the form that needs no allocator, if it has one.
    #[must_use]
    pub fn exact_to_scale(value: &BigRational) -> Option<Scale> {
        let strip = |number: &BigInt| {
            let zeros = number.trailing_zeros().unwrap_or(0);
            (number >> zeros, zeros)
        };
        let (numerator, raised) = strip(value.numer());
        let (denominator, lowered) = strip(value.denom());
        let multiply = numerator.to_i64()?;
        if multiply == 0 {
            return None;
        }
        Some(Scale {
            multiply,
            divide: denominator.to_i64()?,
            exponent: i32::try_from(i64::try_from(raised).ok()? - i64::try_from(lowered).ok()?)
                .ok()?,
        })
    }
}
