//! Whether a kernel makes a convolution a weighted average of the past.

use super::{Error, Integral, Knot, Signal, Support, Tolerance, integrate};
use alloc::vec::Vec;
use core::cell::Cell;
use core::fmt;

/// How far from 1 the integral of a density may be, beyond its own error.
const SLACK: f64 = 1e-9;

/// A way in which a kernel is no weighted average, or not one of the past.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Violation, WeightedAverage};
/// // Weights that sum to 2: a constant of 1 would become 2.
/// let double = Function::new(|_| 2.0, 0.0..1.0)?;
/// let found = WeightedAverage::check(&double)?;
/// let [Violation::Integral(sum)] = found.violations[..] else { panic!("nothing else") };
/// assert!((sum.value - 2.0).abs() < 1e-9);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Violation {
    /// The weights do not sum to 1: a constant would come out as another constant.
    Integral(Integral),
    /// A weight is negative: the average could leave the range of its input.
    Negative {
        /// Where the most negative weight was found.
        at: f64,
        /// The weight.
        value: f64,
    },
    /// A weight of a negative argument: the average would need the future.
    NotCausal {
        /// Where the largest such weight was found.
        at: f64,
        /// The weight.
        value: f64,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integral(integral) => write!(f, "the integral is {integral}, not 1"),
            Self::Negative { at, value } => write!(f, "negative: {value} at {at}"),
            Self::NotCausal { at, value } => {
                write!(f, "not causal: {value} at {at}, where it must be 0")
            }
        }
    }
}

/// What [`check`](Self::check) found: as the weights of a noisy sensor's positions or of a
/// thermometer's past, a kernel is a density and causal.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Violation, WeightedAverage};
///
/// # fn main() -> Result<(), Error> {
/// let thermometer = Function::new(|a: f64| 0.5 * (-0.5 * a).exp(), 0.0..)?;
/// let found = WeightedAverage::check(&thermometer)?;
/// assert!(found.is_density() && found.is_causal());
///
/// let pulse = Function::new(|_| 1.0, -0.5..0.5)?;
/// let found = WeightedAverage::check(&pulse)?;
/// assert!(found.is_density());
/// assert!(matches!(found.violations[..], [Violation::NotCausal { at, .. }] if at < 0.0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedAverage {
    /// The integral of the kernel.
    pub integral: Integral,
    /// Everything that was found, each kind at most once; empty for a density that is causal.
    pub violations: Vec<Violation>,
}

impl WeightedAverage {
    /// Looks at a kernel: at its integral, and at its values at its knots and wherever the integral
    /// needed them.
    ///
    /// A kernel is a density if its integral is 1 to within `1e-9` and the estimated error, and no
    /// value is negative; it is causal if no value before 0 is other than 0.
    ///
    /// # Errors
    ///
    /// Those of [`integrate`].
    pub fn check(w: &(impl Signal + ?Sized)) -> Result<Self, Error> {
        let watched = Watched {
            signal: w,
            lowest: Cell::default(),
            future: Cell::default(),
        };
        let integral = integrate(&watched, Tolerance::default())?;
        let support = w.support();
        for knot in w.knots(support) {
            // At a knot a function may be infinite, or NaN, which the integral does not see.
            let _ = watched.at(knot.at);
        }
        let mut violations = Vec::new();
        if (integral.value - 1.0).abs() > SLACK + integral.error {
            violations.push(Violation::Integral(integral));
        }
        let (at, value) = watched.lowest.get();
        if value < 0.0 {
            violations.push(Violation::Negative { at, value });
        }
        let (at, value) = watched.future.get();
        if value != 0.0 {
            violations.push(Violation::NotCausal { at, value });
        }
        Ok(Self {
            integral,
            violations,
        })
    }

    /// Whether the weights are those of an average: their integral is 1, and none is negative.
    #[must_use]
    pub fn is_density(&self) -> bool {
        let only_causality =
            |violation: &Violation| matches!(violation, Violation::NotCausal { .. });
        self.violations.iter().all(only_causality)
    }

    /// Whether only the past and the present have weights.
    #[must_use]
    pub fn is_causal(&self) -> bool {
        let causality = |violation: &Violation| matches!(violation, Violation::NotCausal { .. });
        !self.violations.iter().any(causality)
    }
}

/// A function that notes its lowest value, and its largest before 0.
struct Watched<S> {
    signal: S,
    lowest: Cell<(f64, f64)>,
    future: Cell<(f64, f64)>,
}

impl<S: Signal> Signal for Watched<S> {
    fn at(&self, t: f64) -> f64 {
        let value = self.signal.at(t);
        if value < self.lowest.get().1 {
            self.lowest.set((t, value));
        }
        if t < 0.0 && value.abs() > self.future.get().1.abs() {
            self.future.set((t, value));
        }
        value
    }

    fn support(&self) -> Support {
        self.signal.support()
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        self.signal.knots(within)
    }

    fn shift(&self) -> f64 {
        self.signal.shift()
    }
}
