//! The window of a convolution: size, stride, dilation, padding and border of each axis.
//!
//! One type for signals, planes and layers. [`WindowOptions`] is what a user asks for, [`Window`]
//! what keeps the rules, [`ResolvedAxis`] one axis of it over an input of a known size.

mod axis;
mod border;
#[cfg(feature = "alloc")]
mod check;
mod interleaved;
#[cfg(feature = "alloc")]
mod options;
mod phases;
#[cfg(feature = "layers")]
mod places;
mod polyphase;
mod position;
mod size_error;
mod stream;
mod transposed;
mod words;
#[cfg(feature = "alloc")]
pub(crate) use words::Short;

pub use axis::{Axis, AxisPadding, Border, ResolvedAxis, Window};
pub use border::Origin;
#[cfg(feature = "alloc")]
pub(crate) use check::Noun;
#[cfg(feature = "layers")]
pub(crate) use check::spread;
#[cfg(feature = "serde")]
pub(crate) use options::NO_OPTIONS;
#[cfg(feature = "alloc")]
pub use options::{Mode, Padding, PerAxis, WindowOptions};
pub use phases::Phase;
pub(crate) use phases::gcd;
#[cfg(feature = "layers")]
pub use places::{Places, Run};
pub use polyphase::{Branch, Polyphase};
pub use size_error::{AxisName, SizeError};
pub use stream::{StreamAxis, StreamError};
