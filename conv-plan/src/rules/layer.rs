//! What a user asks of a layer, checked: `LayerOptions` in, `LayerSpec` or every `Fault` out.
//!
//! Without the feature `layers` only the words of the language are here, so that the macro
//! understands a layer well enough to say which feature it needs. Without `alloc` there is what a
//! declared layer carries to run time, and its sizes.

#[cfg(all(feature = "alloc", feature = "layers"))]
mod check;
#[cfg(all(feature = "alloc", feature = "layers"))]
mod constants;
#[cfg(feature = "layers")]
mod declaration;
#[cfg(all(feature = "alloc", feature = "layers"))]
mod derivative;
#[cfg(feature = "ndarray")]
mod ndarray;
#[cfg(all(feature = "alloc", feature = "layers"))]
mod numbers;
#[cfg(feature = "alloc")]
mod options;
#[cfg(feature = "alloc")]
mod quantised;
#[cfg(all(feature = "layers", feature = "serde"))]
mod serial;
#[cfg(feature = "layers")]
mod shape;
#[cfg(all(feature = "alloc", feature = "layers"))]
mod spec;
#[cfg(feature = "layers")]
mod strides;
mod words;

#[cfg(all(feature = "alloc", feature = "layers"))]
pub use check::MAX_WEIGHTS;
#[cfg(feature = "layers")]
pub use declaration::LayerDeclaration;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use numbers::LayerError;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub(crate) use numbers::exchanged_channels;
#[cfg(feature = "alloc")]
pub use options::{LayerOptions, LayerValues, Numbers};
#[cfg(feature = "alloc")]
pub use quantised::{Quantization, ZeroPoints};
#[cfg(feature = "layers")]
pub use shape::{LayerShape, Resolved, ShapeError, TensorShape, resolve};
#[cfg(all(feature = "alloc", feature = "layers"))]
pub use spec::LayerSpec;
#[cfg(feature = "layers")]
pub use strides::Strides;
pub use words::{Activation, Layout, Winograd};
