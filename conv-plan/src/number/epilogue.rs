//! What happens to a sum: scale, rounding, overflow.
//!
//! On the integer path the sum `N` becomes `ties-even(N * multiply / divide)`. Proven bounds decide
//! how to divide: a float division of exact operands rounds correctly, and cannot cross a tie, as
//! long as `|N * multiply| < 2^(precision - 1)`: a value that is not a tie is at least
//! `1 / (2 * divide)` away from one, and half an ulp is less than that.

use super::{AccumulatorType, Scale};
use core::fmt;

/// What happens when a result does not fit the output type.
///
/// There is no `Default`: a kernel that names no rule is refused where a result might not fit, and
/// neither of these two is a fair guess.
///
/// ```
/// # use conv_plan::number::Overflow;
/// assert_eq!(Overflow::Saturate.to_string(), "saturate");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Overflow {
    /// It becomes the nearest value of the type.
    Saturate,
    /// It is reduced modulo 2^bits.
    Wrap,
}

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Saturate => "saturate",
            Self::Wrap => "wrap",
        })
    }
}

/// How `N * multiply / divide` is rounded to an integer.
///
/// ```
/// # use conv_plan::number::{Division, Epilogue};
/// // A mean of 9 bytes: sums within 2,295 are divided in single precision, exactly.
/// assert_eq!(Epilogue::integer(1, 9, 2295, None).division, Division::F32);
/// assert_eq!(Epilogue::integer(1, 16, 4080, None).division, Division::Shift(4));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Division {
    /// The divisor is 1.
    None,
    /// The divisor is this power of two.
    Shift(u32),
    /// A division in single precision is exact enough.
    F32,
    /// A division in double precision is exact enough.
    F64,
    /// Only integer division is exact enough.
    Integer,
}

/// From a sum to an output element.
///
/// ```
/// # use conv_plan::number::{Division, Epilogue, Overflow};
/// let mean = Epilogue::integer(1, 16, 4080, Some(Overflow::Saturate));
/// assert_eq!((mean.divide, mean.scale_f32), (16, 0.0625));
/// assert_eq!(Epilogue::float(None), Epilogue::IDENTITY);
/// assert_eq!(Epilogue::IDENTITY.division, Division::None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epilogue {
    /// Numerator of the scale. 1 on the float path.
    pub multiply: i64,
    /// Denominator of the scale, positive. 1 on the float path.
    pub divide: i64,
    /// How to divide on the way to an integer output.
    pub division: Division,
    /// The scale correctly rounded, for an `f32` output.
    pub scale_f32: f32,
    /// The scale correctly rounded, for an `f64` output.
    pub scale_f64: f64,
    /// `None` if every result is proven to fit.
    pub overflow: Option<Overflow>,
}

impl Epilogue {
    /// The sum is the result.
    pub const IDENTITY: Self = Self {
        multiply: 1,
        divide: 1,
        division: Division::None,
        scale_f32: 1.0,
        scale_f64: 1.0,
        overflow: None,
    };

    /// A kind of epilogue: any.
    pub const ANYHOW: u8 = 0;
    /// A kind of epilogue: an integer sum is divided by a power of two, and may be saturated.
    pub const SHIFTED: u8 = 1;
    /// A kind of epilogue: an integer sum is the result, and may be saturated.
    pub const NARROWED: u8 = 2;
    /// A kind of epilogue: an integer sum times a number, which may wrap around.
    pub const MULTIPLIED: u8 = 3;
    /// A kind of epilogue: the same, divided by a power of two.
    pub const HALVED: u8 = 4;
    /// A kind of epilogue: the same, divided in single precision, which is exact.
    pub const SINGLE: u8 = 5;
    /// A kind of epilogue: the same, divided in double precision, which is exact.
    pub const DOUBLE: u8 = 6;
    /// A kind of epilogue: the same, divided in integers.
    pub const WHOLE: u8 = 7;

    /// The kind of this epilogue for sums of a type: the first that fits, and
    /// [`ANYHOW`](Self::ANYHOW) for floats. [`SHIFTED`](Self::SHIFTED) and
    /// [`NARROWED`](Self::NARROWED) are of lanes of at most 32 bits.
    ///
    /// ```
    /// use conv_plan::number::{AccumulatorType::{F32, I32, I64, U16}, Epilogue};
    ///
    /// let kind = |multiply, divide, largest| Epilogue::integer(multiply, divide, largest, None);
    /// assert_eq!(kind(1, 16, 4080).kind(U16), Epilogue::SHIFTED);
    /// assert_eq!(kind(1, 1, 4080).kind(U16), Epilogue::NARROWED);
    /// assert_eq!(kind(3, 16, 4080).kind(I32), Epilogue::HALVED);
    /// assert_eq!(kind(1, 1, 1 << 40).kind(I64), Epilogue::MULTIPLIED);
    /// assert_eq!(kind(1, 9, 2295).kind(U16), Epilogue::SINGLE);
    /// assert_eq!(kind(1, 9, 1 << 40).kind(I64), Epilogue::DOUBLE);
    /// assert_eq!(kind(1, 9, 1 << 60).kind(I64), Epilogue::WHOLE);
    /// assert_eq!(Epilogue::IDENTITY.kind(F32), Epilogue::ANYHOW);
    /// ```
    #[must_use]
    pub const fn kind(&self, accumulator: AccumulatorType) -> u8 {
        if accumulator.is_float() {
            return Self::ANYHOW;
        }
        let usual = accumulator.bytes() < 8
            && self.multiply == 1
            && !matches!(self.overflow, Some(Overflow::Wrap));
        match self.division {
            Division::None if usual => Self::NARROWED,
            Division::None => Self::MULTIPLIED,
            Division::Shift(_) if usual => Self::SHIFTED,
            Division::Shift(_) => Self::HALVED,
            Division::F32 => Self::SINGLE,
            Division::F64 => Self::DOUBLE,
            Division::Integer => Self::WHOLE,
        }
    }

    /// The epilogue for products within `largest` in magnitude, on the integer path.
    #[must_use]
    pub fn integer(multiply: i64, divide: i64, largest: i128, overflow: Option<Overflow>) -> Self {
        let division = if divide == 1 {
            Division::None
        } else if divide.unsigned_abs().is_power_of_two() {
            Division::Shift(divide.trailing_zeros())
        } else if largest < 1 << 23 && divide < 1 << 23 {
            Division::F32
        } else if largest < 1 << 52 && divide < 1 << 52 {
            Division::F64
        } else {
            Division::Integer
        };
        let scale = Scale {
            multiply,
            divide,
            exponent: 0,
        };
        Self {
            multiply,
            divide,
            division,
            scale_f32: scale.fold_single(1.0),
            scale_f64: scale.fold_double(1.0),
            overflow,
        }
    }

    /// The epilogue of the float path: the scale is already in the taps.
    #[must_use]
    pub const fn float(overflow: Option<Overflow>) -> Self {
        Self {
            overflow,
            ..Self::IDENTITY
        }
    }
}

/// The integer nearest to `numerator / divide`, ties to even; a `divide` below 1 counts as 1.
#[must_use]
pub const fn divide_ties_even(numerator: i128, divide: i128) -> i128 {
    let divide = if divide < 1 { 1 } else { divide };
    let quotient = numerator.div_euclid(divide);
    let rest = numerator.rem_euclid(divide);
    let up = rest > divide - rest || (rest == divide - rest && quotient & 1 == 1);
    quotient + up as i128
}
