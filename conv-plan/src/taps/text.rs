//! Taps as text: what `Display` writes, `FromStr` reads as the same number.

use super::{Tap, Taps};
use crate::number::Few;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// What stands before a fraction that takes the float path.
const FLOAT: &str = "float ";

/// Characters that a tap may have: an exact `f64` needs less than half of them, and reading a
/// number takes time that is quadratic in its digits.
const LONGEST: usize = 4096;

/// An integer or fraction as `2` or `1/16`, a float with its shortest digits, as `0.1` or `1e300`,
/// and the exact value of a float literal as `float 1/10`.
///
/// ```
/// # use conv_plan::taps::Tap;
/// assert_eq!(Tap::integer(-2).to_string(), "-2");
/// assert_eq!(Tap::Binary(1.0).to_string(), "1.0");
/// assert_eq!("1/16".parse::<Tap>().ok(), Tap::ratio(1, 16));
/// ```
impl fmt::Display for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(value) => fmt::Display::fmt(value, f),
            Self::Decimal(value) => write!(f, "{FLOAT}{value}"),
            Self::Binary(value) => fmt::Debug::fmt(value, f),
        }
    }
}

/// As `Display`: the digits of an exact number, not its words in memory.
impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The shape and the first taps, in one line.
///
/// ```
/// # use conv_plan::taps::Taps;
/// let taps = Taps::from([[1, 2], [3, 4]]);
/// assert_eq!(format!("{taps:?}"), "Taps(2x2, [1, 2, 3, 4])");
/// ```
impl fmt::Debug for Taps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Taps(")?;
        for (axis, size) in self.shape.iter().enumerate() {
            write!(f, "{}{size}", if axis == 0 { "" } else { "x" })?;
        }
        let ragged = if self.is_ragged() { ", ragged" } else { "" };
        write!(f, "{ragged}, {:?})", Few::new(&self.values))
    }
}

/// Text that is no tap.
///
/// ```
/// # use conv_plan::taps::Tap;
/// assert_eq!("1/4".parse::<Tap>().ok(), Tap::ratio(1, 4));
/// assert!("a quarter".parse::<Tap>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct TapError(String);

impl TapError {
    fn of(text: &str) -> Self {
        if text.len() > LONGEST {
            let found = text.len();
            return Self(format!(
                "a tap of {found} characters: write {LONGEST} or fewer"
            ));
        }
        Self(format!(
            "`{text}` is not a tap: write an integer, a fraction such as `1/16`, or a float such as `0.5`"
        ))
    }
}

impl fmt::Display for TapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for TapError {}

impl FromStr for Tap {
    type Err = TapError;

    /// Reads what `Display` writes.
    ///
    /// # Errors
    ///
    /// [`TapError`] for anything else, for a denominator of 0, and for more than 4096 characters.
    fn from_str(text: &str) -> Result<Self, TapError> {
        let tap = match text.strip_prefix(FLOAT) {
            _ if text.len() > LONGEST => None,
            Some(value) => rational(value).map(Self::Decimal),
            None => rational(text)
                .map(Self::Ratio)
                .or_else(|| text.parse().ok().map(Self::Binary)),
        };
        tap.ok_or_else(|| TapError::of(text))
    }
}

/// An integer or a fraction; the fraction need not be in lowest terms.
fn rational(text: &str) -> Option<BigRational> {
    let (numerator, denominator) = match text.split_once('/') {
        Some((numerator, denominator)) => (numerator, integer(denominator)?),
        None => (text, BigInt::from(1)),
    };
    (!denominator.is_zero()).then_some(())?;
    Some(BigRational::new(integer(numerator)?, denominator))
}

fn integer(text: &str) -> Option<BigInt> {
    // `BigInt` would also read underscores and a plus sign.
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
