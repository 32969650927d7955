//! What taps are made from, besides numbers: sizes, angles, and the error of an argument.

use super::real::{Real, fraction};
use super::{Tap, TapValue};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

/// An argument of a named kernel, or of the algebra, that nothing can be made from.
///
/// `Display` and `Debug` print a sentence that names the argument.
///
/// ```
/// # use conv_plan::taps::library::smooth;
/// let error = smooth::mean([3, 0]).unwrap_err();
/// assert_eq!((error.argument(), error.axis()), ("size", Some(1)));
/// assert!(error.to_string().contains("`size`"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct TapsError {
    argument: &'static str,
    axis: Option<usize>,
    message: String,
}

impl TapsError {
    pub(super) fn new(argument: &'static str, message: impl Into<String>) -> Self {
        Self {
            argument,
            axis: None,
            message: message.into(),
        }
    }

    /// The value of one axis of an argument is wrong.
    pub(super) fn on_axis(self, axis: usize) -> Self {
        Self {
            axis: Some(axis),
            ..self
        }
    }

    /// A value out of its range: "`size` is 0: write 1 to 4096".
    pub(super) fn range(argument: &'static str, value: impl fmt::Display, range: &str) -> Self {
        Self::new(argument, format!("`{argument}` is {value}: write {range}"))
    }

    /// The name of the argument that is wrong.
    #[must_use]
    pub const fn argument(&self) -> &'static str {
        self.argument
    }

    /// Which of several values of the argument is wrong, if one of them is.
    #[must_use]
    pub const fn axis(&self) -> Option<usize> {
        self.axis
    }
}

impl fmt::Display for TapsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for TapsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for TapsError {}

/// Taps on an axis.
const LONGEST: usize = 4096;

/// Taps of an array that is made: with FFT a kernel may have more than
/// [`MAX_TAPS`](super::MAX_TAPS).
const MOST: usize = if cfg!(feature = "fft") {
    1 << 16
} else {
    super::MAX_TAPS
};

/// The size of a kernel: `5` makes one axis, `[3, 5]` makes 3 rows of 5 columns.
///
/// ```
/// # use conv_plan::taps::{Size, library::smooth};
/// let (row, plane) = (Size::from(5), Size::from([3, 5]));
/// assert_eq!(smooth::mean(row)?.shape(), [5]);
/// assert_eq!(smooth::mean(plane)?.shape(), [3, 5]);
/// # Ok::<(), conv_plan::taps::TapsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size(Vec<usize>);

impl From<usize> for Size {
    fn from(size: usize) -> Self {
        Self(alloc::vec![size])
    }
}

impl From<[usize; 2]> for Size {
    fn from(size: [usize; 2]) -> Self {
        Self(size.into())
    }
}

impl Size {
    /// The size of each axis, if taps of that size are made.
    pub(super) fn checked(self) -> Result<Vec<usize>, TapsError> {
        self.named("size")
    }

    /// As [`checked`](Self::checked), for an argument of another name.
    pub(super) fn named(self, argument: &'static str) -> Result<Vec<usize>, TapsError> {
        for (axis, &size) in self.0.iter().enumerate() {
            if !(1..=LONGEST).contains(&size) {
                let error = TapsError::range(argument, size, &format!("1 to {LONGEST}"));
                return Err(if self.0.len() > 1 {
                    error.on_axis(axis)
                } else {
                    error
                });
            }
        }
        let count: usize = self.0.iter().product();
        if count > MOST {
            return Err(TapsError::new(
                argument,
                format!("`{argument}` gives {count} taps: write one of at most {MOST}"),
            ));
        }
        Ok(self.0)
    }
}

/// One number for all axes, or one for each: `1.5`, `[1.0, 2.5]`.
///
/// ```
/// # use conv_plan::taps::{Sigma, library::smooth};
/// let (both, each) = (Sigma::from(1.5), Sigma::from([1.5, 1.5]));
/// assert_eq!(smooth::gaussian([5, 5], both)?, smooth::gaussian([5, 5], each)?);
/// # Ok::<(), conv_plan::taps::TapsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sigma(pub(super) Vec<Tap>);

impl<T: TapValue> From<T> for Sigma {
    fn from(value: T) -> Self {
        Self(alloc::vec![value.into()])
    }
}

impl<T: TapValue> From<[T; 2]> for Sigma {
    fn from(values: [T; 2]) -> Self {
        Self(values.into_iter().map(Into::into).collect())
    }
}

impl Sigma {
    /// A positive number for each of some axes.
    pub(super) fn on(
        self,
        argument: &'static str,
        axes: usize,
    ) -> Result<Vec<BigRational>, TapsError> {
        let mut values = self.positive(argument)?;
        if let ([value], true) = (values.as_slice(), axes > 1) {
            values.resize(axes, value.clone());
        }
        if values.len() != axes {
            return Err(TapsError::new(
                argument,
                format!(
                    "`{argument}` has {} values, and the kernel {axes} axis: write one number, or two sizes",
                    values.len()
                ),
            ));
        }
        Ok(values)
    }

    /// The numbers, if they are positive.
    pub(super) fn positive(self, argument: &'static str) -> Result<Vec<BigRational>, TapsError> {
        let several = self.0.len() > 1;
        let positive = |(axis, value): (usize, &Tap)| {
            positive(argument, value).map_err(
                |error| {
                    if several { error.on_axis(axis) } else { error }
                },
            )
        };
        self.0.iter().enumerate().map(positive).collect()
    }
}

/// An angle, exactly: a multiple of pi is not rounded. Which way it is counted, each kernel says.
///
/// ```
/// # use conv_plan::taps::Angle;
/// assert_eq!(Angle::degrees(45), Angle::pi(1, 4));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Angle {
    radians: Tap,
    half_turns: Tap,
}

impl Angle {
    /// An angle in radians.
    ///
    /// ```
    /// # use conv_plan::taps::Angle;
    /// assert_eq!(Angle::radians(0), Angle::degrees(0));
    /// ```
    #[must_use]
    pub fn radians(radians: impl Into<Tap>) -> Self {
        Self::sum(radians.into(), Tap::integer(0))
    }

    /// An angle in degrees: exact, since they are fractions of pi.
    #[must_use]
    pub fn degrees(degrees: impl Into<Tap>) -> Self {
        let degree = Tap::Ratio(fraction(1, 180));
        Self::sum(
            Tap::integer(0),
            super::algebra::product(&degrees.into(), &degree),
        )
    }

    /// `numerator / denominator` times pi; a denominator of 0 counts as 1.
    #[must_use]
    pub fn pi(numerator: i64, denominator: i64) -> Self {
        let denominator = if denominator == 0 { 1 } else { denominator };
        Self::sum(
            Tap::integer(0),
            Tap::Ratio(fraction(numerator, denominator)),
        )
    }

    /// `radians + half_turns * pi`.
    pub(super) const fn sum(radians: Tap, half_turns: Tap) -> Self {
        Self {
            radians,
            half_turns,
        }
    }

    /// The angle in half turns, for the functions of reals.
    pub(super) fn half_turns(&self, argument: &'static str) -> Result<Real, TapsError> {
        let radians = finite(argument, &self.radians)?;
        let half_turns = finite(argument, &self.half_turns)?;
        let most = fraction(1 << 20, 1);
        if radians.abs() > most || half_turns.abs() > most {
            return Err(TapsError::new(
                argument,
                format!("`{argument}` is more than {most}: write an angle within one turn"),
            ));
        }
        let radians = Real::from(radians);
        Ok(Real::from(half_turns)
            + if radians.is_zero() {
                radians
            } else {
                radians / Real::PI
            })
    }
}

/// The exact value of a number.
pub(super) fn finite(argument: &'static str, value: &Tap) -> Result<BigRational, TapsError> {
    value.exact().ok_or_else(|| {
        TapsError::new(
            argument,
            format!("`{argument}` is {value}: write a finite number"),
        )
    })
}

/// The exact value of a number above 0.
pub(super) fn positive(argument: &'static str, value: &Tap) -> Result<BigRational, TapsError> {
    let exact = finite(argument, value)?;
    if exact.is_zero() || exact.is_negative() {
        let value = shown(value);
        return Err(TapsError::range(argument, value, "a number above 0"));
    }
    Ok(exact)
}

/// A number as a user writes it.
pub(super) fn shown(value: &Tap) -> String {
    match value {
        Tap::Decimal(value) => format!("{:?}", crate::number::exact_to_double(value)),
        value => format!("{value}"),
    }
}
