//! The four steps of a convolution, each a function that can be looked at.

use super::{Error, Integral, Knot, Signal, Support, Tolerance, integrate};
use alloc::vec::Vec;

/// `f(-a)`: the past and the future exchanged.
///
/// ```
/// # use conv_runtime::continuous::{Error, Folded, Function, Signal};
/// let decay = Function::new(|t: f64| (-t).exp(), 0.0..)?;
/// assert_eq!(Folded(&decay).at(-2.0), decay.at(2.0));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Folded<S>(pub S);

impl<S: Signal> Signal for Folded<S> {
    fn at(&self, t: f64) -> f64 {
        self.0.at(-t)
    }

    fn support(&self) -> Support {
        self.0.support().folded()
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        let mut knots = self.0.knots(within.folded());
        knots.iter_mut().for_each(|knot| knot.at = -knot.at);
        knots
    }

    fn shift(&self) -> f64 {
        self.0.shift()
    }
}

/// `f(a - by)`: later by `by`.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Shifted, Signal};
/// let decay = Function::new(|t: f64| (-t).exp(), 0.0..)?;
/// let later = Shifted { signal: &decay, by: 3.0 };
/// assert_eq!((later.at(5.0), later.at(1.0)), (decay.at(2.0), 0.0));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shifted<S> {
    /// What is shifted.
    pub signal: S,
    /// How much later it is.
    pub by: f64,
}

impl<S: Signal> Signal for Shifted<S> {
    fn at(&self, t: f64) -> f64 {
        self.signal.at(t - self.by)
    }

    fn support(&self) -> Support {
        self.signal.support().shifted(self.by)
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        let mut knots = self.signal.knots(within.shifted(-self.by));
        knots.iter_mut().for_each(|knot| knot.at += self.by);
        knots
    }

    fn shift(&self) -> f64 {
        self.signal.shift().abs() + self.by.abs()
    }
}

/// The product of two functions, on the part of their supports that they share.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Product, Signal, Support};
/// let (line, pulse) = (Function::new(|t: f64| t, 0.0..4.0)?, Function::new(|_| 2.0, 3.0..9.0)?);
/// let product = Product(&line, &pulse);
/// assert_eq!((product.at(3.5), product.support()), (7.0, Support::from(3.0..4.0)));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Product<X, W>(pub X, pub W);

impl<X: Signal, W: Signal> Signal for Product<X, W> {
    fn at(&self, t: f64) -> f64 {
        // Where one is 0, the other may be infinite, or unknown.
        match self.0.at(t) {
            0.0 => 0.0,
            x => x * self.1.at(t),
        }
    }

    /// Empty if they share nothing.
    fn support(&self) -> Support {
        self.0.support().intersection(self.1.support())
    }

    fn knots(&self, within: Support) -> Vec<Knot> {
        let mut knots = self.0.knots(within);
        knots.extend(self.1.knots(within));
        knots
    }

    fn shift(&self) -> f64 {
        self.0.shift().max(self.1.shift())
    }
}

/// The convolution of `x` and `w` at one time `t`, step by step: fold `w`, shift it to `t`,
/// multiply by `x`, integrate.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Signal as _, Steps, Tolerance};
///
/// # fn main() -> Result<(), Error> {
/// let x = Function::new(|_| 1.0, 0.0..)?;
/// let w = Function::new(|a: f64| (-a).exp(), 0.0..)?;
/// let steps = Steps::new(&x, &w, 2.0)?;
///
/// assert_eq!(steps.fold().at(-1.0), w.at(1.0));
/// assert_eq!(steps.shift().at(1.5), w.at(0.5));
/// assert_eq!(steps.multiply().at(1.5), x.at(1.5) * w.at(0.5));
///
/// let area = steps.integrate(Tolerance::default())?;
/// assert!((area.value - (1.0 - (-2.0f64).exp())).abs() <= area.error);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steps<X, W> {
    x: X,
    w: W,
    t: f64,
}

impl<X: Signal, W: Signal> Steps<X, W> {
    /// The steps at the time `t`. Both functions may be references.
    ///
    /// # Errors
    ///
    /// [`Error::Time`] if `t` is NaN or infinite.
    pub fn new(x: X, w: W, t: f64) -> Result<Self, Error> {
        if !t.is_finite() {
            return Err(Error::Time { t });
        }
        Ok(Self { x, w, t })
    }

    /// Step 1, `w(-a)`.
    #[must_use]
    pub const fn fold(&self) -> Folded<&W> {
        Folded(&self.w)
    }

    /// Step 2, `w(t - a)`.
    #[must_use]
    pub const fn shift(&self) -> Shifted<Folded<&W>> {
        Shifted {
            signal: self.fold(),
            by: self.t,
        }
    }

    /// Step 3, `x(a) w(t - a)`.
    #[must_use]
    pub const fn multiply(&self) -> Product<&X, Shifted<Folded<&W>>> {
        Product(&self.x, self.shift())
    }

    /// Step 4, the integral of the product: the value of the convolution.
    ///
    /// # Errors
    ///
    /// Those of [`integrate`]; [`Error::NotConverged`] too if all of the kernel's support is rounded
    /// to one argument of the input: folding the input instead may do.
    pub fn integrate(&self, tolerance: Tolerance) -> Result<Integral, Error> {
        let (folded, shifted) = (self.fold().support(), self.shift().support());
        let lost = !folded.is_empty() && shifted.is_empty();
        if lost && self.x.support().contains(shifted.start()) {
            let unknown = Integral {
                value: 0.0,
                error: f64::INFINITY,
            };
            return Err(Error::NotConverged {
                best: unknown,
                tolerance: tolerance.of(0.0),
            });
        }
        integrate(&self.multiply(), tolerance)
    }
}
