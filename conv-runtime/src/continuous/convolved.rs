//! The convolution of two functions as a function of time.

use super::{Error, Integral, Signal, Steps, Support, Tolerance};

/// Which of the two functions is folded and shifted; the results are the same.
///
/// ```
/// # use conv_runtime::continuous::{Convolved, Error, Form, Function};
/// let pulse = Function::new(|_| 1.0, 0.0..=1.0)?;
/// let other = Convolved::new(&pulse, &pulse).form(Form::FoldInput).at(0.5)?;
/// assert!((other.value - 0.5).abs() <= other.error);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// The integral of `x(a) w(t - a)`.
    #[default]
    FoldKernel,
    /// The integral of `x(t - a) w(a)`.
    FoldInput,
}

/// `s(t) = integral of x(a) w(t - a) da`.
///
/// ```
/// # use conv_runtime::continuous::{Convolved, Error, Form, Function, Tolerance};
///
/// # fn main() -> Result<(), Error> {
/// let step = Function::new(|_| 1.0, 0.0..)?;
/// let decay = Function::new(|a: f64| (-a).exp(), 0.0..)?;
/// let charge = Convolved::new(&step, &decay).tolerance(Tolerance::new(1e-12, 0.0)?);
///
/// let at = charge.at(1.0)?;
/// assert!((at.value - (1.0 - (-1.0f64).exp())).abs() <= at.error);
/// assert_eq!(charge.at(-1.0)?.value, 0.0);
///
/// let other = charge.form(Form::FoldInput).at(1.0)?;
/// assert!((at.value - other.value).abs() <= at.error + other.error);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convolved<X, W> {
    x: X,
    w: W,
    form: Form,
    tolerance: Tolerance,
}

impl<X: Signal, W: Signal> Convolved<X, W> {
    /// `x` convolved with `w`. Both may be references.
    pub fn new(x: X, w: W) -> Self {
        Self {
            x,
            w,
            form: Form::default(),
            tolerance: Tolerance::default(),
        }
    }

    /// The form of the integral; without this, [`Form::FoldKernel`].
    #[must_use]
    pub fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The error to accept; without this, that of [`Tolerance::default`].
    #[must_use]
    pub fn tolerance(self, tolerance: Tolerance) -> Self {
        Self { tolerance, ..self }
    }

    /// The value at `t`, with an estimate of its error.
    ///
    /// Where the supports do not meet, it is exactly 0.
    ///
    /// # Errors
    ///
    /// - [`Error::Time`] if `t` is NaN or infinite.
    /// - Those of [`integrate`](super::integrate).
    pub fn at(&self, t: f64) -> Result<Integral, Error> {
        match self.form {
            Form::FoldKernel => Steps::new(&self.x, &self.w, t)?.integrate(self.tolerance),
            Form::FoldInput => Steps::new(&self.w, &self.x, t)?.integrate(self.tolerance),
        }
    }

    /// The interval outside which the convolution is 0: the sum of both supports.
    ///
    /// ```
    /// # use conv_runtime::continuous::{Convolved, Error, Function, Support};
    /// let pulse = Function::new(|_| 1.0, 0.0..1.0)?;
    /// assert_eq!(Convolved::new(&pulse, &pulse).support(), Support::from(0.0..2.0));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn support(&self) -> Support {
        self.x.support().sum(self.w.support())
    }
}
