//! The window of a convolution: size, stride, dilation, padding and border of each axis.
//!
//! One type for signals, planes and layers. [`WindowOptions`] is what a user asks for, [`Geometry`]
//! what keeps the rules, [`Extent`] one axis of it over an input of a known size.

mod axis;
mod border;
#[cfg(feature = "alloc")]
mod check;
#[cfg(feature = "alloc")]
mod options;

pub use axis::{Axis, AxisName, AxisPadding, Border, Extent, Geometry, SizeError};
pub use border::Origin;
#[cfg(feature = "alloc")]
pub(crate) use check::Noun;
#[cfg(feature = "alloc")]
pub use options::{Mode, Padding, PerAxis, WindowOptions};
