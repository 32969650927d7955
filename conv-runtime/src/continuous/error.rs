//! What can go wrong with functions and integrals.

use super::Integral;
use core::fmt;
use thiserror::Error as ThisError;

/// Why a function could not be made, integrated or sampled.
///
/// `Debug` prints the sentence that `Display` prints.
///
/// ```
/// # use conv_runtime::continuous::Function;
/// let error = Function::new(|a| a, 1.0..1.0).err();
/// let sentence = "the support from 1 to 1 is empty: its start must be less than its end";
/// assert_eq!(error.map(|error| error.to_string()).as_deref(), Some(sentence));
/// ```
#[derive(Clone, PartialEq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// A support without length, or with an end that is NaN.
    #[error("the support from {start} to {end} is empty: its start must be less than its end")]
    EmptySupport {
        /// Where it begins.
        start: f64,
        /// Where it ends.
        end: f64,
    },
    /// Samples were asked of an infinite support.
    #[error("samples from {start} to {end} have no end: give a finite support")]
    InfiniteSupport {
        /// Where it begins.
        start: f64,
        /// Where it ends.
        end: f64,
    },
    /// A function is NaN or infinite at a point of its support.
    #[error(
        "the function is {value} at {at}: leave that point out of its support, or make it a knot"
    )]
    NotFinite {
        /// The argument.
        at: f64,
        /// NaN or an infinity.
        value: f64,
    },
    /// A knot that is NaN or infinite.
    #[error("a knot at {at} cannot be reached: knots are finite")]
    Knot {
        /// The knot.
        at: f64,
    },
    /// A convolution was asked for at a time that is NaN or infinite.
    #[error("a convolution has no value at {t}: ask for a finite time")]
    Time {
        /// The time.
        t: f64,
    },
    /// A step between samples that is zero, negative, NaN or infinite, or lost in rounding.
    #[error(
        "samples cannot be {step} apart here: the step must be positive, and finite with all times"
    )]
    Step {
        /// The step.
        step: f64,
    },
    /// Fewer than two samples, between which there is nothing to interpolate.
    #[error("{found} samples have nothing between them: give at least 2")]
    TooFewSamples {
        /// Samples that were given.
        found: usize,
    },
    /// More taps than a kernel can have.
    #[error(
        "the support holds {found} steps, and a kernel has at most {limit} taps: use a longer step"
    )]
    TooManyTaps {
        /// Taps that the step asks for.
        found: f64,
        /// The most that a kernel can have.
        limit: usize,
    },
    /// The step leaves no sample inside the support.
    #[error(
        "no multiple of the step {step} is in the support from {start} to {end}: use a shorter step"
    )]
    NoTaps {
        /// The step.
        step: f64,
        /// Where the support begins.
        start: f64,
        /// Where the support ends.
        end: f64,
    },
    /// A tolerance that is negative, NaN or infinite.
    #[error("a tolerance of {value} is none: it must be finite and not negative")]
    Tolerance {
        /// The tolerance.
        value: f64,
    },
    /// The estimate stayed above the tolerance: the integral is infinite, oscillates without an
    /// end, or has too many jumps that are not knots; the tolerance is below what `f64` can hold; or
    /// the kernel of a convolution is so narrow that a shift rounds its support to one argument,
    /// where the other [`Form`](super::Form) may do.
    #[error(
        "the integral did not converge: {best} is the best value found, where an error of {tolerance:e} was asked for; give knots, a smaller support or a larger tolerance, or shift the other function of a convolution"
    )]
    NotConverged {
        /// The best value, with its estimate.
        best: Integral,
        /// The error that was asked for, at this value.
        tolerance: f64,
    },
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
