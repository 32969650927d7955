//! What a user asks for, checked: [`Options`] in, [`ConvSpec`] or every
//! [`Fault`](crate::fault::Fault) out.
//!
//! The macro and the run-time builder both come here, so there is one set of
//! rules and one set of messages. A fault names the option it is about, and
//! the macro turns that into a source position.

mod arithmetic;
#[cfg(feature = "alloc")]
mod bank;
#[cfg(feature = "alloc")]
mod check;
#[cfg(feature = "alloc")]
mod combination;
#[cfg(feature = "alloc")]
mod common;
mod declaration;
#[cfg(any(feature = "alloc", feature = "layers"))]
pub mod layer;
mod method;
mod missing;
#[cfg(feature = "alloc")]
mod mix;
#[cfg(feature = "alloc")]
mod options;
mod quantization;
#[cfg(feature = "alloc")]
mod quantize;
#[cfg(feature = "alloc")]
mod require;
#[cfg(feature = "alloc")]
mod separable;
#[cfg(feature = "serde")]
mod serial;
#[cfg(feature = "alloc")]
mod spec;
#[cfg(feature = "alloc")]
mod weights;

pub use arithmetic::Arithmetic;
#[cfg(feature = "alloc")]
pub use bank::MAX_KERNELS;
#[cfg(feature = "alloc")]
pub use combination::{Combination, Combined};
pub use declaration::{CombinationRef, Declaration, MAX_CHANNELS, WeightsRef};
pub use method::Method;
pub use missing::Missing;
#[cfg(feature = "alloc")]
pub use mix::Mix;
#[cfg(feature = "alloc")]
pub use options::{Options, TapSource};
pub use quantization::{Quantize, Quantized};
#[cfg(feature = "alloc")]
pub use require::Require;
#[cfg(feature = "alloc")]
pub use separable::Separable;
#[cfg(feature = "alloc")]
pub(crate) use separable::{Hint, at_least};
#[cfg(feature = "alloc")]
pub use spec::{ConvSpec, Dimensions, Presence, Weights};
