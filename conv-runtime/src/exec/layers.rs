//! Layers: multi-channel convolutions, `[out][in / groups][row][column]`.
//!
//! ```text
//! LayerOptions -> LayerSpec (checked) -> LayerPlan -> packed weights
//! image -> stage (padded planes of the accumulator) -> register tiles -> activation -> output
//! ```
//!
//! Layers are dense: every weight is multiplied, a zero too, and by NaN like by any other value.
//!
//! `Y[o, i, j] = bias[o] + sum over c, m, n of X[c, i*s + m*d, j*s + n*d] * K[o, c, m, n]`, which
//! is ONNX `Conv`. Sums begin with the bias and go over channels, rows and columns in this order,
//! whatever the layout, the tile, the batch or the number of threads; only another
//! [`Algorithm`](conv_plan::plan::layer::Algorithm) has another order.

mod activate;
mod compute;
mod depthwise;
mod direct;
mod dispatch;
mod pack;
#[cfg(feature = "rayon")]
mod parallel;
mod prepared;
mod quantise;
mod stage;
mod sweep;
mod tile;
mod tilings;
mod winograd;

pub use compute::LayerScratch;
#[cfg(feature = "rayon")]
pub(crate) use parallel::run as run_parallel;
pub use prepared::Prepared;
