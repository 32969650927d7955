//! The window of a convolution: size, stride, dilation, padding and border of each axis.
//!
//! One type for signals, planes and layers. [`WindowOptions`] is what a user asks for, [`Window`]
//! what keeps the rules, [`ResolvedAxis`] one axis of it over an input of a known size.

mod axis;
mod border;
#[cfg(feature = "alloc")]
mod check;
mod interleaved;
#[cfg(any(feature = "alloc", feature = "layers"))]
mod mode;
#[cfg(feature = "alloc")]
mod options;
mod phases;
#[cfg(all(feature = "alloc", feature = "layers"))]
mod places;
mod polyphase;
mod position;
mod size_error;
mod stream;
mod transposed;
mod words;
#[cfg(any(feature = "alloc", feature = "layers"))]
pub(crate) use words::Short;

pub use axis::{Axis, AxisPadding, Border, ResolvedAxis, Window};
pub use border::Origin;
#[cfg(feature = "alloc")]
pub(crate) use check::Noun;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub(crate) use check::spread;
#[cfg(any(feature = "alloc", feature = "layers"))]
pub use mode::Mode;
#[cfg(feature = "serde")]
pub(crate) use options::NO_OPTIONS;
#[cfg(feature = "alloc")]
pub use options::{Padding, PerAxis, WindowOptions};
pub use phases::Phase;
pub(crate) use phases::gcd;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use places::{Places, Run};
pub use polyphase::{Branch, Polyphase};
pub use size_error::{AxisName, SizeError};
pub use stream::{StreamAxis, StreamError};
