//! Functions of time: what has a value, a support and knots.

use super::{Error, Support};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// A point at which an integral is cut in two.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Signal, Support};
/// let pulse = Function::new(|_| 1.0, 0.0..1.0)?;
/// let knots = pulse.knots(Support::EVERYWHERE);
/// assert!(knots.iter().any(|knot| knot.at == 1.0));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    /// Where it is.
    pub at: f64,
    /// Whether the function may change ever faster towards it, and is looked at ever closer: at an
    /// end of a support, at a peak. A corner between two samples is no such point.
    pub centre: bool,
}

/// A function of time with a support.
///
/// [`Function`] makes one from a closure, [`Sampled`](super::Sampled) from samples.
///
/// ```
/// # use conv_runtime::continuous::{Error, Knot, Signal, Support, Tolerance, integrate};
/// /// A roof of height 1 over -1 to 1.
/// struct Roof;
///
/// impl Signal for Roof {
///     fn at(&self, t: f64) -> f64 {
///         (1.0 - t.abs()).max(0.0)
///     }
///
///     fn support(&self) -> Support {
///         Support::from(-1.0..=1.0)
///     }
///
///     fn knots(&self, within: Support) -> Vec<Knot> {
///         let corners = [-1.0, 0.0, 1.0].map(|at| Knot { at, centre: false });
///         corners.into_iter().filter(|knot| within.contains(knot.at)).collect()
///     }
/// }
///
/// assert_eq!((Roof.at(0.5), Roof.support().end(), Roof.shift()), (0.5, 1.0, 0.0));
/// assert_eq!(Roof.knots(Support::from(-0.5..=0.5)).len(), 1);
/// let area = integrate(&Roof, Tolerance::default())?;
/// assert!((area.value - 1.0).abs() <= area.error);
/// # Ok::<(), Error>(())
/// ```
pub trait Signal {
    /// The value at `t`; 0 outside the support.
    fn at(&self, t: f64) -> f64;

    /// The interval outside which it is 0.
    fn support(&self) -> Support;

    /// Where it jumps, bends or peaks, in any order: at least the finite ends of its support, as
    /// far as they are in `within`.
    fn knots(&self, within: Support) -> Vec<Knot>;

    /// How far its arguments are moved before they are used. Their rounding grows with it, and
    /// error estimates allow for that.
    fn shift(&self) -> f64 {
        0.0
    }
}

macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<S: Signal + ?Sized> Signal for $pointer {
            fn at(&self, t: f64) -> f64 {
                (**self).at(t)
            }

            fn support(&self) -> Support {
                (**self).support()
            }

            fn knots(&self, within: Support) -> Vec<Knot> {
                (**self).knots(within)
            }

            fn shift(&self) -> f64 {
                (**self).shift()
            }
        }
    )*};
}

through!(&S, Box<S>);

/// A closure with the support to which it is cut.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Signal as _};
///
/// # fn main() -> Result<(), Error> {
/// let decay = Function::new(|a: f64| (-a).exp(), 0.0..)?;
/// assert_eq!((decay.at(-1.0), decay.at(0.0)), (0.0, 1.0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Function<F> {
    formula: F,
    support: Support,
    knots: Vec<f64>,
}

impl<F: Fn(f64) -> f64> Function<F> {
    /// `formula` inside `support`, which may be a range such as `0.0..`, and 0 outside.
    ///
    /// The formula is called only with arguments inside.
    ///
    /// # Errors
    ///
    /// [`Error::EmptySupport`].
    pub fn new(formula: F, support: impl Into<Support>) -> Result<Self, Error> {
        Ok(Self {
            formula,
            support: support.into().checked()?,
            knots: Vec::new(),
        })
    }

    /// Adds points inside the support where the formula jumps, bends or has a narrow peak.
    ///
    /// Without knots, a function on all times is looked at most closely around 0.
    ///
    /// ```
    /// use conv_runtime::continuous::{Error, Function, Tolerance, integrate};
    ///
    /// # fn main() -> Result<(), Error> {
    /// let peak = |a: f64| (-1e6 * (a - 40.0).powi(2)).exp() * (1e6 / std::f64::consts::PI).sqrt();
    /// let missed = Function::new(peak, ..)?;
    /// assert_eq!(integrate(&missed, Tolerance::default())?.value, 0.0);
    ///
    /// let found = missed.with_knots([40.0])?;
    /// let integral = integrate(&found, Tolerance::default())?;
    /// assert!((integral.value - 1.0).abs() <= integral.error);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Knot`] for one that is NaN or infinite.
    pub fn with_knots(mut self, knots: impl IntoIterator<Item = f64>) -> Result<Self, Error> {
        for at in knots {
            if !at.is_finite() {
                return Err(Error::Knot { at });
            }
            self.knots.push(at);
        }
        Ok(self)
    }
}

impl<F: Fn(f64) -> f64> Signal for Function<F> {
    fn at(&self, t: f64) -> f64 {
        if self.support.contains(t) {
            (self.formula)(t)
        } else {
            0.0
        }
    }

    fn support(&self) -> Support {
        self.support
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        let ends = [self.support.start(), self.support.end()];
        let unbounded = ends.iter().all(|end| end.is_infinite()) && self.knots.is_empty();
        let all = ends.into_iter().chain(self.knots.iter().copied());
        all.chain(unbounded.then_some(0.0))
            .filter(|at| at.is_finite() && within.contains(*at))
            .map(|at| Knot { at, centre: true })
            .collect()
    }
}

impl<F> fmt::Debug for Function<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function")
            .field("support", &self.support)
            .field("knots", &self.knots)
            .finish_non_exhaustive()
    }
}
