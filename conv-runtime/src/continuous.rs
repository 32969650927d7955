//! Continuous convolution, `s(t) = integral of x(a) w(t - a) da`: what the sums of kernels
//! approximate, for learning and for checking.
//!
//! ```text
//! closure or samples, support -> Signal            fold, shift, multiply: Signals again
//!                                   \-> knots -> panels -> rule -> split the worst -> Integral
//! ```
//!
//! The pulse of height 1 on `[0, 1]` with itself is a triangle:
//!
//! ```
//! # use conv_runtime::continuous::{Convolved, Error, Function};
//!
//! # fn main() -> Result<(), Error> {
//! let pulse = Function::new(|_| 1.0, 0.0..=1.0)?;
//! let triangle = Convolved::new(&pulse, &pulse);
//! let at = triangle.at(0.5)?;
//! assert!((at.value - 0.5).abs() <= at.error);
//! assert!(at.error < 1e-10);
//! # Ok(())
//! # }
//! ```
//!
//! # What an estimate can know
//!
//! Functions are seen at points only. [`Function::with_knots`] is for what the points could miss:
//! the places where a function jumps or bends inside its support, and peaks that are narrower than
//! a hundredth of it. Around the ends of supports and around knots, and around 0 where a support
//! has neither, the points lie ever closer. Jumps, bends and peaks elsewhere are found by halving
//! where the rule and its check differ, which takes longer.

mod average;
mod convolved;
mod error;
mod estimate;
mod integrate;
mod panel;
mod sampled;
mod samples;
mod signal;
mod steps;
mod support;

pub use average::{Violation, WeightedAverage};
pub use convolved::{Convolved, Form};
pub use error::Error;
pub use estimate::Integral;
pub use integrate::{Tolerance, integrate};
pub use sampled::Sampled;
pub use samples::{Samples, sample};
pub use signal::{Function, Knot, Signal};
pub use steps::{Folded, Product, Shifted, Steps};
pub use support::Support;
