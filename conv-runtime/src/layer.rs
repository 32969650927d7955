//! Layers: multi-channel convolutions, `[out][in / groups][row][column]`.
//!
//! ```text
//! LayerOptions -> LayerKernel (checked) -> LayerPlan -> packed weights
//! image -> stage (padded planes of the accumulator) -> register tiles -> activation -> output
//! ```
//!
//! Layers are dense: every weight is multiplied, a zero too, and by NaN as by any number.
//!
//! `Y[o, i, j] = bias[o] + sum over c, m, n of X[c, i*s + m*d, j*s + n*d] * K[o, c, m, n]`,
//! which is ONNX `Conv`. Sums begin with the bias and go over channels, rows and columns in this
//! order, whatever the layout, the tile, the batch or the number of threads; only
//! another [`Algorithm`] has another order.

#[cfg(feature = "simd")]
mod activate;
// There is no clock on `wasm32-unknown-unknown`.
#[cfg(all(
    feature = "std",
    feature = "simd",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod autotune;
#[cfg(feature = "simd")]
mod builder;
mod check;
#[cfg(feature = "simd")]
mod compiled;
#[cfg(feature = "simd")]
mod compute;
mod declare;
#[cfg(feature = "simd")]
mod depthwise;
#[cfg(feature = "simd")]
mod direct;
#[cfg(feature = "simd")]
mod dynamic;
mod explain;
#[cfg(feature = "simd")]
pub(crate) mod generated;
mod numbers;
mod options;
#[cfg(feature = "simd")]
mod pack;
#[cfg(feature = "rayon")]
mod parallel;
mod plan;
#[cfg(feature = "simd")]
mod quantise;
mod shape;
#[cfg(feature = "simd")]
mod stage;
#[cfg(feature = "simd")]
mod sweep;
#[cfg(feature = "simd")]
mod tile;
#[cfg(feature = "simd")]
mod tiling;
mod winograd;

#[cfg(all(
    feature = "std",
    feature = "simd",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use autotune::{Timing, Timings};
#[cfg(feature = "simd")]
pub use builder::LayerBuilder;
pub use check::MAX_WEIGHTS;
#[cfg(feature = "simd")]
pub use compute::LayerScratch;
pub use declare::LayerDeclaration;
#[cfg(feature = "simd")]
pub use dynamic::{DynLayer, Layer};
pub use options::{
    Activation, LayerOptions, LayerValues, Layout, Numbers, Quantization, Winograd, ZeroPoints,
};
pub use plan::{Algorithm, LayerPlan};
pub use shape::{LayerShape, Resolved, ShapeError, TensorShape, resolve};
pub(crate) use winograd::Filtering;

use crate::element::ElementType;
use crate::kernel::Mode;
use crate::shape::Geometry;

/// A layer that keeps every rule of the language.
///
/// The weights are in correlation order, with their zero points subtracted.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerKernel {
    /// Type of the input elements.
    pub input: ElementType,
    /// Type of the output elements.
    pub output: ElementType,
    /// Channels, window and groups.
    pub shape: LayerShape,
    /// Sizes, padding and borders of the window.
    pub geometry: Geometry,
    /// The layout of input and output.
    pub layout: Layout,
    /// The weights, `[out][in / groups][row][column]`; empty until they are given.
    pub weights: LayerValues,
    /// One number for each output channel, if there is a bias.
    pub bias: Option<LayerValues>,
    /// What happens to the sums.
    pub activation: Option<Activation>,
    /// Whether Winograd's algorithm may be used.
    pub winograd: Winograd,
    /// The integers that stand for 0.
    pub zero_points: ZeroPoints,
    /// How sums become integers of the output type.
    pub quantization: Option<Quantization>,
    /// Whether windows of weights that are given are flipped.
    pub mode: Mode,
}
