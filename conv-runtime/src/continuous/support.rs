//! Where a function is not zero.

use super::Error;
use core::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// The interval outside which a function is 0; its ends may be infinite.
///
/// Ranges of `f64` are supports. Whether they include their ends makes no difference to an
/// integral, and both ends count as inside.
///
/// ```
/// # use conv_runtime::continuous::Support;
/// assert_eq!(Support::from(0.0..), Support::from(0.0..f64::INFINITY));
/// assert!(Support::from(0.0..=1.0).contains(1.0));
/// assert_eq!(Support::EVERYWHERE.start(), f64::NEG_INFINITY);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    start: f64,
    end: f64,
}

impl Support {
    /// All times.
    pub const EVERYWHERE: Self = Self {
        start: f64::NEG_INFINITY,
        end: f64::INFINITY,
    };

    /// From `start` to `end`.
    ///
    /// ```
    /// # use conv_runtime::continuous::{Error, Support};
    /// let pulse = Support::new(0.0, 1.0)?;
    /// assert_eq!((pulse.start(), pulse.end()), (0.0, 1.0));
    /// assert!(pulse.is_finite() && !pulse.is_empty() && !Support::EVERYWHERE.is_finite());
    /// assert!(Support::new(1.0, 1.0).is_err());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::EmptySupport`], unless `start` is less than `end`.
    pub fn new(start: f64, end: f64) -> Result<Self, Error> {
        Self { start, end }.checked()
    }

    /// Where it begins: a number, or minus infinity.
    #[must_use]
    pub const fn start(self) -> f64 {
        self.start
    }

    /// Where it ends: a number, or infinity.
    #[must_use]
    pub const fn end(self) -> f64 {
        self.end
    }

    /// Whether a function with this support may be other than 0 at `t`.
    #[must_use]
    pub const fn contains(self, t: f64) -> bool {
        self.start <= t && t <= self.end
    }

    /// Whether it has no length, so that every integral over it is 0.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        // Also where an end is NaN.
        self.start.is_nan() || self.end.is_nan() || self.start >= self.end
    }

    /// Whether both ends are numbers.
    #[must_use]
    pub const fn is_finite(self) -> bool {
        self.start.is_finite() && self.end.is_finite()
    }

    pub(super) fn checked(self) -> Result<Self, Error> {
        let Self { start, end } = self;
        if self.is_empty() {
            return Err(Error::EmptySupport { start, end });
        }
        Ok(self)
    }

    /// That of `f(-a)`.
    pub(super) fn folded(self) -> Self {
        Self {
            start: -self.end,
            end: -self.start,
        }
    }

    /// That of `f(a - by)`.
    pub(super) fn shifted(self, by: f64) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
        }
    }

    /// That of a product; empty if its factors do not meet.
    pub(super) fn intersection(self, other: Self) -> Self {
        Self {
            start: self.start.max(other.start),
            end: self.end.min(other.end),
        }
    }

    /// That of a convolution.
    pub(super) fn sum(self, other: Self) -> Self {
        Self {
            start: self.start + other.start,
            end: self.end + other.end,
        }
    }
}

macro_rules! from_range {
    ($($range:ty, $value:ident => $start:expr, $end:expr;)*) => {$(
        impl From<$range> for Support {
            fn from($value: $range) -> Self {
                Self { start: $start, end: $end }
            }
        }
    )*};
}

from_range! {
    Range<f64>, range => range.start, range.end;
    RangeInclusive<f64>, range => *range.start(), *range.end();
    RangeFrom<f64>, range => range.start, f64::INFINITY;
    RangeTo<f64>, range => f64::NEG_INFINITY, range.end;
    RangeToInclusive<f64>, range => f64::NEG_INFINITY, range.end;
    RangeFull, _range => f64::NEG_INFINITY, f64::INFINITY;
}
