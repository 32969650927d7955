//! What an integration returns.

use core::fmt;

/// The value of an integral.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Tolerance, integrate};
/// let line = Function::new(|t: f64| t, 0.0..2.0)?;
/// let area = integrate(&line, Tolerance::default())?;
/// assert!((area.value - 2.0).abs() <= area.error);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Integral {
    /// The value.
    pub value: f64,
    /// An estimate that the error does not exceed.
    pub error: f64,
}

impl fmt::Display for Integral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (error at most {:.1e})", self.value, self.error)
    }
}
