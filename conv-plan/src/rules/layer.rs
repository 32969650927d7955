//! What a user asks of a layer, checked: [`LayerOptions`] in, `LayerSpec` or every
//! [`Fault`](crate::fault::Fault) out.
//!
//! Without the feature `layers` only the words of the language are here, so that the macro
//! understands a layer well enough to say which feature it needs.

#[cfg(feature = "layers")]
mod check;
#[cfg(feature = "layers")]
mod declaration;
#[cfg(feature = "layers")]
mod derivative;
#[cfg(feature = "ndarray")]
mod ndarray;
#[cfg(feature = "layers")]
mod numbers;
mod options;
mod quantised;
#[cfg(all(feature = "layers", feature = "serde"))]
mod serial;
#[cfg(feature = "layers")]
mod shape;
#[cfg(feature = "layers")]
mod spec;
#[cfg(feature = "layers")]
mod strides;

#[cfg(feature = "layers")]
pub use check::MAX_WEIGHTS;
#[cfg(feature = "layers")]
pub use declaration::LayerDeclaration;
#[cfg(feature = "layers")]
pub use numbers::LayerError;
#[cfg(feature = "layers")]
pub(crate) use numbers::exchanged_channels;
pub use options::{Activation, LayerOptions, LayerValues, Layout, Numbers, Winograd};
pub use quantised::{Quantization, ZeroPoints};
#[cfg(feature = "layers")]
pub use shape::{LayerShape, Resolved, ShapeError, TensorShape, resolve};
#[cfg(feature = "layers")]
pub use spec::LayerSpec;
#[cfg(feature = "layers")]
pub use strides::Strides;
