//! Samples joined by straight lines.

use super::{Error, Knot, Signal, Support};
use alloc::vec::Vec;

/// Samples at equal steps, with straight lines between them, and 0 before the first and after the
/// last.
///
/// ```
/// # use conv_runtime::continuous::{Error, Sampled, Signal as _};
///
/// # fn main() -> Result<(), Error> {
/// let ramp = Sampled::new(10.0, 0.5, [0.0, 1.0, 3.0])?;
/// assert_eq!((ramp.at(10.25), ramp.at(11.0), ramp.at(11.5)), (0.5, 3.0, 0.0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    start: f64,
    step: f64,
    values: Vec<f64>,
}

impl Sampled {
    /// `values[i]` at `start + i * step`.
    ///
    /// # Errors
    ///
    /// - [`Error::Step`] unless the step is positive, all times are finite, and neighbours differ.
    /// - [`Error::TooFewSamples`] for fewer than two.
    /// - [`Error::NotFinite`] for a value that is NaN or infinite.
    pub fn new(start: f64, step: f64, values: impl Into<Vec<f64>>) -> Result<Self, Error> {
        let values = values.into();
        let found = values.len();
        if found < 2 {
            return Err(Error::TooFewSamples { found });
        }
        let sampled = Self {
            start,
            step,
            values,
        };
        let (last, before) = (sampled.time(found - 1), sampled.time(found - 2));
        let apart = start < start + step && before < last;
        if !(step > 0.0 && step.is_finite() && start.is_finite() && last.is_finite() && apart) {
            return Err(Error::Step { step });
        }
        let wrong = sampled.values.iter().position(|value| !value.is_finite());
        if let Some(index) = wrong {
            return Err(Error::NotFinite {
                at: sampled.time(index),
                value: sampled.values[index],
            });
        }
        Ok(sampled)
    }

    /// The time of the first sample.
    ///
    /// ```
    /// # use conv_runtime::continuous::{Error, Sampled};
    /// let ramp = Sampled::new(10.0, 0.5, [0.0, 1.0, 3.0])?;
    /// assert_eq!((ramp.start(), ramp.step(), ramp.values()[2]), (10.0, 0.5, 3.0));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn start(&self) -> f64 {
        self.start
    }

    /// The time between two samples.
    #[must_use]
    pub const fn step(&self) -> f64 {
        self.step
    }

    /// The samples.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    fn time(&self, index: usize) -> f64 {
        self.start + index as f64 * self.step
    }
}

impl Signal for Sampled {
    fn at(&self, t: f64) -> f64 {
        if !self.support().contains(t) {
            return 0.0;
        }
        let place = (t - self.start) / self.step;
        // There are two samples at least, and the cast saturates.
        let index = (place as usize).min(self.values.len() - 2);
        let part = (place - index as f64).min(1.0);
        self.values[index] * (1.0 - part) + self.values[index + 1] * part
    }

    fn support(&self) -> Support {
        Support::from(self.start..self.time(self.values.len() - 1))
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        let count = self.values.len();
        let place = |t: f64| (t - self.start) / self.step;
        // Casts saturate, so that infinite ends take all samples.
        let first = place(within.start()).floor() as usize;
        let last = place(within.end()).ceil() as usize;
        (first..count.min(last.saturating_add(1)))
            .map(|index| Knot {
                at: self.time(index),
                centre: false,
            })
            .filter(|knot| within.contains(knot.at))
            .collect()
    }
}
