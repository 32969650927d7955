//! Data: views and buffers of planes, levels by name, and the errors of running.

mod error;
mod level;
#[cfg(feature = "alloc")]
mod mismatch;
mod plane;

pub use error::Error;
pub use level::Level;
#[cfg(feature = "alloc")]
pub use mismatch::{Mismatch, Way};
#[cfg(feature = "alloc")]
pub use plane::PlaneBuf;
#[cfg(feature = "alloc")]
pub(crate) use plane::try_filled;
pub use plane::{Plane, PlaneMut};
