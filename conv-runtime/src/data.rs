//! Data: views and buffers of planes, levels by name, and the errors of running.

mod error;
mod level;
#[cfg(feature = "alloc")]
mod mismatch;
mod pixels;
mod plane;
#[cfg(feature = "layers")]
mod tensor;

pub use error::Error;
#[cfg(feature = "alloc")]
pub(crate) use error::check_length;
pub use level::Level;
#[cfg(feature = "alloc")]
pub use mismatch::{Mismatch, Way};
#[cfg(feature = "alloc")]
pub use pixels::PixelsBuf;
pub use pixels::{Pixels, PixelsMut};
#[cfg(feature = "alloc")]
pub use plane::PlaneBuf;
pub use plane::{Plane, PlaneMut, Rect};
#[cfg(feature = "alloc")]
pub(crate) use plane::{grown, try_filled};
#[cfg(feature = "layers")]
pub(crate) use tensor::lengths;
