//! Reals with 128 significant bits, for taps that no fraction holds.
//!
//! ```text
//! exact numbers -> Real -> arithmetic, and the functions of `functions` -> f64, rounded once
//! ```
//!
//! Whole numbers in, whole numbers out: the same bits on every host, whatever its floats are. An
//! operation is off by at most `2^-126` of its result, a function by `2^-118`, so a tap that takes
//! thousands of operations is still known to some 110 bits, and its double is the nearest one
//! unless the true value is that near to the middle of two; then it is the other of these.

mod divisor;
mod functions;

use crate::number::parts_to_double;
use core::ops::{Add, Div, Mul, Neg, Sub};
use divisor::Divisor;
use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

/// `±mantissa * 2^exponent`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Real {
    negative: bool,
    /// Its highest bit is set, except in 0.
    mantissa: u128,
    exponent: i32,
}

const TOP: u128 = 1 << 127;

impl Real {
    pub(super) const ZERO: Self = Self {
        negative: false,
        mantissa: 0,
        exponent: 0,
    };
    pub(super) const ONE: Self = Self {
        negative: false,
        mantissa: TOP,
        exponent: -127,
    };
    /// Rounded down, as the next: the bits after these are `0010..` and `0100..`.
    pub(super) const PI: Self = Self {
        negative: false,
        mantissa: 0xC90F_DAA2_2168_C234_C4C6_628B_80DC_1CD1,
        exponent: -126,
    };
    const LN_2: Self = Self {
        negative: false,
        mantissa: 0xB172_17F7_D1CF_79AB_C9E3_B398_03F2_F6AF,
        exponent: -128,
    };

    const fn new(negative: bool, mantissa: u128, exponent: i32) -> Self {
        if mantissa == 0 {
            return Self::ZERO;
        }
        let shift = mantissa.leading_zeros();
        Self {
            negative,
            mantissa: mantissa << shift,
            exponent: exponent.saturating_sub(shift as i32),
        }
    }

    pub(super) fn integer(value: i64) -> Self {
        Self::new(value < 0, u128::from(value.unsigned_abs()), 0)
    }

    /// A double, exactly; 0 unless it is finite.
    pub(super) fn double(value: f64) -> Self {
        if !value.is_finite() {
            return Self::ZERO;
        }
        let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(value);
        Self::new(sign < 0, u128::from(mantissa), i32::from(exponent))
    }

    /// The nearest double.
    pub(super) fn to_f64(self) -> f64 {
        // A tap has one zero.
        parts_to_double(self.negative, self.mantissa, self.exponent) + 0.0
    }

    pub(super) const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub(super) const fn abs(self) -> Self {
        Self {
            negative: false,
            ..self
        }
    }

    /// Times a power of two.
    const fn scaled(self, power: i32) -> Self {
        if self.mantissa == 0 {
            return self;
        }
        Self {
            exponent: self.exponent.saturating_add(power),
            ..self
        }
    }

    pub(super) const fn halved(self) -> Self {
        self.scaled(-1)
    }

    /// Whether this is less than `other`.
    pub(super) fn is_below(self, other: Self) -> bool {
        (self - other).negative
    }

    pub(super) fn min(self, other: Self) -> Self {
        if other.is_below(self) { other } else { self }
    }

    pub(super) fn max(self, other: Self) -> Self {
        if self.is_below(other) { other } else { self }
    }

    /// Divided by a whole number that is not 0: faster than by a real.
    pub(super) fn over(self, divisor: u64) -> Self {
        self.over_known(Divisor::new(divisor))
    }

    /// Divided by a whole number whose reciprocal is known: faster still.
    fn over_known(self, divisor: Divisor) -> Self {
        if self.mantissa == 0 {
            return Self::ZERO;
        }
        let (high, low) = ((self.mantissa >> 64) as u64, self.mantissa as u64);
        // Three digits of 64 bits, the first less than the divisor, so that the quotient has two
        // and its highest bit is set.
        let (digits, raise) = if high < divisor.normal {
            ([high, low, 0], 64)
        } else {
            ([high >> 1, high << 63 | low >> 1, low << 63], 63)
        };
        let (first, rest) = divisor.digit(digits[0], digits[1]);
        let (second, _) = divisor.digit(rest, digits[2]);
        Self {
            mantissa: u128::from(first) << 64 | u128::from(second),
            exponent: self.exponent.saturating_sub(raise - divisor.shift),
            ..self
        }
    }

    /// The whole number below this, if it has at most 62 bits, and what is left: from 0 to 1.
    pub(super) fn floor(self) -> Option<(i64, Self)> {
        let magnitude = self.abs();
        let whole = match self.exponent {
            _ if self.mantissa == 0 => 0,
            ..=-128 => 0,
            exponent @ -127..=-66 => self.mantissa >> exponent.unsigned_abs(),
            _ => return None,
        };
        let whole = i64::try_from(whole).ok()?;
        let rest = magnitude - Self::integer(whole);
        Some(match (self.negative, rest.is_zero()) {
            (false, _) => (whole, rest),
            (true, true) => (-whole, rest),
            (true, false) => (-whole - 1, Self::ONE - rest),
        })
    }
}

impl From<&BigRational> for Real {
    fn from(value: &BigRational) -> Self {
        let (numerator, denominator) = (value.numer().magnitude(), value.denom().magnitude());
        if value.is_zero() {
            return Self::ZERO;
        }
        // The quotient has 127 or 128 bits.
        let raise = 127 + denominator.bits() as i64 - numerator.bits() as i64;
        let quotient = if raise >= 0 {
            (numerator << raise.unsigned_abs()) / denominator
        } else {
            numerator / (denominator << raise.unsigned_abs())
        };
        let exponent = i32::try_from(-raise).unwrap_or(if raise > 0 { i32::MIN } else { i32::MAX });
        let quotient = quotient.to_u128().unwrap_or(u128::MAX);
        Self::new(value.numer().sign() == Sign::Minus, quotient, exponent)
    }
}

impl From<BigRational> for Real {
    fn from(value: BigRational) -> Self {
        Self::from(&value)
    }
}

impl Neg for Real {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            negative: !self.negative && self.mantissa != 0,
            ..self
        }
    }
}

impl Add for Real {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        if self.mantissa == 0 {
            return other;
        }
        if other.mantissa == 0 {
            return self;
        }
        let larger = (self.exponent, self.mantissa) >= (other.exponent, other.mantissa);
        let (large, small) = if larger { (self, other) } else { (other, self) };
        let apart = i64::from(large.exponent) - i64::from(small.exponent);
        let Some(shifted) = u32::try_from(apart)
            .ok()
            .and_then(|apart| small.mantissa.checked_shr(apart))
        else {
            return large;
        };
        if large.negative != small.negative {
            return Self::new(large.negative, large.mantissa - shifted, large.exponent);
        }
        match large.mantissa.checked_add(shifted) {
            Some(sum) => Self::new(large.negative, sum, large.exponent),
            None => {
                let sum = large.mantissa.wrapping_add(shifted) >> 1 | TOP;
                Self::new(large.negative, sum, large.exponent.saturating_add(1))
            }
        }
    }
}

impl Sub for Real {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Real {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let negative = self.negative != other.negative;
        let exponent = self.exponent.saturating_add(other.exponent);
        let (high, low) = wide(self.mantissa, other.mantissa);
        if high & TOP == 0 {
            // The product has 255 bits, or is 0.
            let mantissa = high << 1 | low >> 127;
            return Self::new(negative, mantissa, exponent.saturating_add(127));
        }
        Self::new(negative, high, exponent.saturating_add(128))
    }
}

/// The product, as its high and its low half.
const fn wide(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let low = a0 * b0;
    let first = a1 * b0 + (low >> 64);
    let second = a0 * b1 + (first & LOW);
    (
        a1 * b1 + (first >> 64) + (second >> 64),
        second << 64 | low & LOW,
    )
}

impl Div for Real {
    type Output = Self;

    /// Two digits of 64 bits. A division by 0, which no caller makes, is 0.
    fn div(self, other: Self) -> Self {
        if self.mantissa == 0 || other.mantissa == 0 {
            return Self::ZERO;
        }
        let divisor = Divisor::new((other.mantissa >> 64) as u64);
        // The quotient of two mantissas is between 1/2 and 2: its bit before the point, then half
        // of the next 128, which keeps 127.
        let whole = self.mantissa >= other.mantissa;
        let rest = self.mantissa - if whole { other.mantissa } else { 0 };
        let (first, rest) = divisor.digit_of_two(rest, other.mantissa);
        let (second, _) = divisor.digit_of_two(rest, other.mantissa);
        let fraction = u128::from(first) << 64 | u128::from(second);
        let quotient = u128::from(whole) << 127 | fraction >> 1;
        let exponent = self.exponent.saturating_sub(other.exponent);
        Self::new(
            self.negative != other.negative,
            quotient,
            exponent.saturating_sub(127),
        )
    }
}

impl core::iter::Sum for Real {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, |sum, term| sum + term)
    }
}

/// A fraction of small whole numbers, the second not 0.
pub(super) fn fraction(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(BigInt::from(numerator), BigInt::from(denominator))
}
