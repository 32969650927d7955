//! Ranges of floats, rounded outwards.

use super::node::Comparison;
use crate::number::{sqrt, ties_even};

/// The least and the greatest value of a float.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) low: f64,
    pub(super) high: f64,
    /// Whether it may be NaN instead.
    pub(super) nan: bool,
}

impl Span {
    /// Anything.
    pub(super) const ALL: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
        nan: true,
    };

    pub(super) const fn new(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            nan: false,
        }
    }

    /// The same, which may be NaN too.
    pub(super) const fn or_nan(self, nan: bool) -> Self {
        Self {
            nan: self.nan || nan,
            ..self
        }
    }

    /// The same, which is NaN where one of these is.
    pub(super) const fn with(self, a: Self, b: Self) -> Self {
        Self {
            nan: self.nan || a.nan || b.nan,
            ..self
        }
    }

    /// Whether it may be infinite on this side.
    fn reaches(self, side: f64) -> bool {
        if side < 0.0 {
            self.low == f64::NEG_INFINITY
        } else {
            self.high == f64::INFINITY
        }
    }

    pub(super) fn is_finite(self) -> bool {
        !self.reaches(-1.0) && !self.reaches(1.0)
    }

    fn holds_0(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// The span of these, some of which may be NaN: then it is unknown.
    fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut span = Self::new(f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            if value.is_nan() {
                return Self::ALL;
            }
            span.low = span.low.min(value);
            span.high = span.high.max(value);
        }
        span
    }

    /// The span of what these become when they are rounded, which is two of the last place off at
    /// most, and never less than the least of the type.
    pub(super) fn rounded(self, single: bool) -> Self {
        let (unit, least) = if single {
            (f64::from(f32::EPSILON), f64::from(f32::MIN_POSITIVE))
        } else {
            (f64::EPSILON, f64::MIN_POSITIVE)
        };
        let out = |value: f64| match value.is_finite() {
            true => value.abs() * unit * 2.0 + least,
            false => 0.0,
        };
        let (low, high) = (self.low - out(self.low), self.high + out(self.high));
        // Beyond the largest value a float is infinite.
        let largest = if single {
            f64::from(f32::MAX)
        } else {
            f64::MAX
        };
        Self {
            low: if low < -largest {
                f64::NEG_INFINITY
            } else {
                low
            },
            high: if high > largest { f64::INFINITY } else { high },
            nan: self.nan,
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let sums = Self::of([self.low + other.low, self.high + other.high]).with(self, other);
        Self {
            nan: sums.nan
                || self.reaches(1.0) && other.reaches(-1.0)
                || self.reaches(-1.0) && other.reaches(1.0),
            ..sums
        }
    }

    pub(super) fn minus(self, other: Self) -> Self {
        let negative = Self {
            low: -other.high,
            high: -other.low,
            nan: other.nan,
        };
        self.plus(negative)
    }

    pub(super) fn times(self, other: Self) -> Self {
        // 0 times infinity is NaN, and any other of these ends is not reached.
        let nan = self.holds_0() && !other.is_finite() || other.holds_0() && !self.is_finite();
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        Self::of([
            product(self.low, other.low),
            product(self.low, other.high),
            product(self.high, other.low),
            product(self.high, other.high),
        ])
        .with(self, other)
        .or_nan(nan)
    }

    pub(super) fn over(self, other: Self) -> Self {
        if other.low <= 0.0 && other.high >= 0.0 {
            return Self::ALL;
        }
        Self::of([
            self.low / other.low,
            self.low / other.high,
            self.high / other.low,
            self.high / other.high,
        ])
        .with(self, other)
        .or_nan(!self.is_finite() && !other.is_finite())
    }

    pub(super) fn abs(self) -> Self {
        let (low, high) = (self.low.abs(), self.high.abs());
        Self {
            low: if self.low <= 0.0 && self.high >= 0.0 {
                0.0
            } else {
                low.min(high)
            },
            high: low.max(high),
            nan: self.nan,
        }
    }

    /// The second if it is less, else the first; which is the first where the second is NaN.
    pub(super) fn min(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: if other.nan {
                self.high
            } else {
                self.high.min(other.high)
            },
            nan: self.nan,
        }
    }

    /// The second if it is greater, else the first.
    pub(super) fn max(self, other: Self) -> Self {
        Self {
            low: if other.nan {
                self.low
            } else {
                self.low.max(other.low)
            },
            high: self.high.max(other.high),
            nan: self.nan,
        }
    }

    pub(super) fn either(self, other: Self) -> Self {
        Self::new(self.low.min(other.low), self.high.max(other.high)).with(self, other)
    }

    /// Whether all values are so related, if all or none are. NaN is related to nothing.
    pub(super) fn related(self, is: Comparison, other: Self) -> Option<bool> {
        let (a, b) = (self, other);
        let (all, none) = match is {
            Comparison::Less => (a.high < b.low, a.low >= b.high),
            Comparison::LessEqual => (a.high <= b.low, a.low > b.high),
            Comparison::Equal => (
                a.low == a.high && b.low == b.high && a.low == b.low,
                a.high < b.low || b.high < a.low,
            ),
        };
        let all = all && !a.nan && !b.nan;
        (all || none).then_some(all)
    }

    /// The span of its square roots.
    pub(super) fn sqrt(self) -> Self {
        Self {
            low: sqrt(self.low.max(0.0)),
            high: sqrt(self.high.max(0.0)),
            nan: self.nan || self.low < 0.0,
        }
    }

    /// The span of the nearest whole numbers.
    pub(super) fn whole(self) -> Self {
        Self {
            low: ties_even(self.low),
            high: ties_even(self.high),
            nan: self.nan,
        }
    }
}
