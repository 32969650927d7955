//! A continuous kernel as the taps of a discrete one.

use super::{Error, Integral, Knot, Signal, Support, Tolerance, integrate};
use alloc::vec::Vec;
use conv_plan::taps::{MAX_TAPS, Taps};

/// The taps of a sampled kernel, and what the samples leave out.
///
/// ```
/// # use conv_runtime::continuous::{Function, sample};
/// let decay = sample(&Function::new(|t: f64| (-t).exp(), 0.0..)?, 1.0, 0.0..=2.0)?;
/// assert_eq!((decay.first, decay.values.len()), (0, 3));
/// assert_eq!(decay.taps().shape(), [3]);
/// # Ok::<(), conv_runtime::continuous::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// The taps: `w(k * step) * step` for each whole `k` in the support.
    pub values: Vec<f64>,
    /// The `k` of the first tap: with `mode: convolve`, tap `i` weighs the input of `first + i`
    /// steps ago. In the full convolution, output 0 is `first` steps after the first sample of the input.
    pub first: i64,
    /// The truncation error: the integral of `|w|` outside the support. No input that stays within
    /// `[-1, 1]` can lose more.
    pub truncation: Integral,
    /// The sampling error for a constant: the sum of the taps differs from the integral of `w` over
    /// the support by at most this. It falls with the square of the step or faster where `w` is
    /// smooth and small at both ends, and with the step where it jumps.
    pub sampling: f64,
}

impl Samples {
    /// The values as the taps of a kernel for signals, whose mode is to be
    /// [`Convolve`](conv_plan::window::Mode::Convolve): in a correlation the first would weigh the
    /// oldest input.
    ///
    /// ```
    /// # use conv_plan::window::{Mode, Padding};
    /// # use conv_runtime::continuous::{Function, sample};
    /// # use conv_runtime::{DynSignal, SignalFilter};
    /// let decay = sample(&Function::new(|t: f64| (-t).exp(), 0.0..)?, 1.0, 0.0..=2.0)?;
    /// let filter = DynSignal::<f64, f64>::builder(decay.taps())
    ///     .mode(Mode::Convolve)
    ///     .padding(Padding::Causal)
    ///     .build()?;
    /// assert_eq!(filter.apply(&[1.0, 0.0, 0.0])?, decay.values);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn taps(&self) -> Taps {
        Taps::from(self.values.as_slice())
    }
}

/// The size of a function, on one side of a support.
struct Outside<S> {
    signal: S,
    support: Support,
}

impl<S: Signal> Signal for Outside<S> {
    fn at(&self, t: f64) -> f64 {
        self.signal.at(t).abs()
    }

    fn support(&self) -> Support {
        self.signal.support().intersection(self.support)
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        self.signal.knots(within)
    }

    fn shift(&self) -> f64 {
        self.signal.shift()
    }
}

/// A function cut to a support.
struct Cut<S> {
    signal: S,
    support: Support,
}

impl<S: Signal> Signal for Cut<S> {
    fn at(&self, t: f64) -> f64 {
        if self.support.contains(t) {
            self.signal.at(t)
        } else {
            0.0
        }
    }

    fn support(&self) -> Support {
        self.signal.support().intersection(self.support)
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        self.signal.knots(within)
    }

    fn shift(&self) -> f64 {
        self.signal.shift()
    }
}

/// Turns a continuous kernel into taps: its values at the multiples of `step` inside `support`,
/// times `step`.
///
/// ```
/// # use conv_runtime::{DynSignal, SignalFilter as _};
/// # use conv_runtime::continuous::{Error, Function, sample};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bell = |a: f64| (-0.5 * a * a).exp() / (2.0 * std::f64::consts::PI).sqrt();
/// let bell = sample(&Function::new(bell, ..)?, 0.5, -4.0..=4.0)?;
/// assert_eq!((bell.values.len(), bell.first), (17, -8));
/// // 0.006 % lies outside, and the sum is right to that.
/// assert!((6.3e-5..6.4e-5).contains(&bell.truncation.value));
/// assert!(bell.sampling < 1e-4);
///
/// let blur = DynSignal::<f64, f64>::builder(bell.taps()).build()?;
/// assert!((blur.apply(&[1.0; 17])?[0] - 1.0).abs() < 1e-4);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// - [`Error::Step`] unless the step is positive and finite.
/// - [`Error::EmptySupport`], [`Error::InfiniteSupport`].
/// - [`Error::NoTaps`] if no multiple of the step is in the support, [`Error::TooManyTaps`] if more
///   are than a kernel can have.
/// - [`Error::NotFinite`] if the kernel is NaN or infinite at one of them.
/// - Those of [`integrate`], of the kernel inside the support and of its size outside.
pub fn sample(
    w: &(impl Signal + ?Sized),
    step: f64,
    support: impl Into<Support>,
) -> Result<Samples, Error> {
    let support = support.into().checked()?;
    let (start, end) = (support.start(), support.end());
    if !support.is_finite() {
        return Err(Error::InfiniteSupport { start, end });
    }
    if !(step > 0.0 && step.is_finite()) {
        return Err(Error::Step { step });
    }
    let (first, last) = (
        whole(start / step, f64::ceil),
        whole(end / step, f64::floor),
    );
    let found = last - first + 1.0;
    if found < 1.0 {
        return Err(Error::NoTaps { step, start, end });
    }
    // Beyond 2^53, not every whole number is one of `f64`. NaN, from an infinite quotient, is
    // refused too.
    let whole = first.abs() < 9e15 && last.abs() < 9e15;
    if !(whole && found <= MAX_TAPS as f64) {
        let limit = MAX_TAPS;
        return Err(Error::TooManyTaps { found, limit });
    }
    let first = first as i64;
    let value = |k: i64| {
        // Those at the ends are inside, however `k * step` is rounded.
        let at = (k as f64 * step).clamp(start, end);
        match w.at(at) {
            value if (value * step).is_finite() => Ok(value * step),
            value => Err(Error::NotFinite { at, value }),
        }
    };
    let values: Vec<f64> = (first..=last as i64).map(value).collect::<Result<_, _>>()?;

    let tolerance = Tolerance::default();
    let outside = |support| integrate(&Outside { signal: w, support }, tolerance);
    let (before, after) = (outside((..start).into())?, outside((end..).into())?);
    let inside = integrate(&Cut { signal: w, support }, tolerance)?;
    let sum: f64 = values.iter().sum();
    let size: f64 = values.iter().map(|value| value.abs()).sum();
    let rounding = size * f64::EPSILON * values.len() as f64;
    Ok(Samples {
        values,
        first,
        truncation: Integral {
            value: before.value + after.value,
            error: before.error + after.error,
        },
        sampling: (sum - inside.value).abs() + inside.error + rounding,
    })
}

/// `0.3 / 0.1` is meant to be 3: a quotient next to a whole number is that number.
fn whole(quotient: f64, round: fn(f64) -> f64) -> f64 {
    let near = quotient.round();
    if (quotient - near).abs() <= 4.0 * f64::EPSILON * near.abs() {
        near
    } else {
        round(quotient)
    }
}
