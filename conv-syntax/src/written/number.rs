//! A number as it is written, and its exact value where that is asked for.
//!
//! Exact values are fractions of integers of any size. Where a number is only rounded, as a weight
//! of a layer is, its digits are enough: `str::parse` rounds them once, and takes a small part of
//! the time.

use conv_plan::number::{exact_to_double, exact_to_single};
use conv_plan::taps::Tap;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, Zero};

/// A number literal or a fraction of two.
#[derive(Debug, Clone)]
pub enum Number {
    /// Sign and decimal digits.
    Integer(String),
    /// Sign, decimal digits with a point, and an exponent, within the range of doubles.
    Decimal(String),
    /// A fraction of two integers.
    Fraction(BigRational),
}

impl Number {
    /// Sign and digits, which `str::parse` reads; a fraction has none.
    #[must_use]
    pub fn digits(&self) -> Option<&str> {
        match self {
            Self::Integer(digits) | Self::Decimal(digits) => Some(digits),
            Self::Fraction(_) => None,
        }
    }

    /// The exact value, as a tap.
    #[must_use]
    pub fn tap(&self) -> Tap {
        match self {
            Self::Integer(digits) => Tap::Ratio(BigRational::from_integer(integer(digits))),
            Self::Decimal(digits) => Tap::Decimal(decimal(digits)),
            Self::Fraction(value) => Tap::Ratio(value.clone()),
        }
    }

    /// The exact value.
    #[must_use]
    pub fn exact(&self) -> BigRational {
        match self {
            Self::Integer(digits) => BigRational::from_integer(integer(digits)),
            Self::Decimal(digits) => decimal(digits),
            Self::Fraction(value) => value.clone(),
        }
    }

    /// The nearest number of single precision; a zero has no sign.
    #[must_use]
    pub fn single(&self) -> f32 {
        let read = self.digits().and_then(|digits| digits.parse::<f32>().ok());
        read.unwrap_or_else(|| exact_to_single(&self.exact())) + 0.0
    }

    /// The nearest number of double precision; a zero has no sign.
    #[must_use]
    pub fn double(&self) -> f64 {
        let read = self.digits().and_then(|digits| digits.parse::<f64>().ok());
        read.unwrap_or_else(|| exact_to_double(&self.exact())) + 0.0
    }
}

fn integer(digits: &str) -> BigInt {
    // Only digits are made to be this.
    BigInt::parse_bytes(digits.as_bytes(), 10).unwrap_or_default()
}

/// The value of `-1.25e-3`.
fn decimal(digits: &str) -> BigRational {
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((digits, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa = integer(&format!("{whole}{fraction}"));
    if mantissa.is_zero() {
        return BigRational::zero();
    }
    // Within the range of doubles, so this is a small power.
    let power = exponent.parse::<i64>().unwrap_or(0) - fraction.len() as i64;
    let tens = Pow::pow(BigInt::from(10), power.unsigned_abs());
    if power < 0 {
        BigRational::new(mantissa, tens)
    } else {
        BigRational::from_integer(mantissa * tens)
    }
}

#[cfg(test)]
mod tests {
    use super::Number;
    use conv_plan::number::{exact_to_double, exact_to_single};

    #[test]
    fn digits_are_rounded_as_the_exact_value_is() {
        let written = [
            "0.0e0",
            "-0.0e0",
            "-1.25e-3",
            "0.1e0",
            "1.00000005960464478e0",
            "16777217.0e0",
            "3.4028235677973366e38",
            "3.4028235677973367e38",
            "1.4e-45",
            "7.0e-46",
            "7.1e-46",
            "4.9e-324",
            "123456789012345678901234567890.5e-10",
        ];
        let decimals = written.map(|digits| Number::Decimal(digits.to_owned()));
        let integers = [
            "0",
            "-7",
            "16777217",
            "-9007199254740993",
            "340282356779733661637539395458142568448",
        ];
        let integers = integers.map(|digits| Number::Integer(digits.to_owned()));
        for number in decimals.iter().chain(&integers) {
            let exact = number.exact();
            assert_eq!(
                number.single().to_bits(),
                exact_to_single(&exact).to_bits(),
                "{number:?}"
            );
            assert_eq!(
                number.double().to_bits(),
                exact_to_double(&exact).to_bits(),
                "{number:?}"
            );
        }
    }
}
