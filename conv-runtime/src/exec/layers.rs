//! Layers: multi-channel convolutions, `[out][in / groups][row][column]`.
//!
//! ```text
//! LayerOptions -> LayerSpec (checked) -> LayerPlan -> packed weights
//! image -> stage (padded planes of the accumulator) -> register tiles -> activation -> output
//! ```
//!
//! [`Prepared`] holds the plan and the weights, packed in blocks of 16 output channels that tiles
//! of every level read (`pack`). For a size and a level conv-plan decides the loops, how they read
//! their input, and the tiles (`plan/layer/lowering`); the scratch keeps the decision for the next
//! call, `compute` calls the loops that it names, and they obey:
//!
//! - `direct` reads the input in one of four ways ([`Reading`](conv_plan::plan::layer::Reading)):
//!   where it lies; between masks, as `planes` of depthwise layers with a border of zeros; as
//!   copies of chunks of pixels, for windows of one tap; staged, band by band of output rows, as
//!   planes of the accumulator (`stage`: borders, phases of a stride, zero points, channels that
//!   lie side by side transposed). `sweep` moves register tiles over what is read.
//! - In the layout `nchw16` blocks of channels stay blocks, and are staged at the edges only
//!   (`direct/blocks`); 8-bit words, Winograd's algorithm and groups that begin inside a block get
//!   planes there too.
//! - `tile/broadcast_weights` loads columns and broadcasts weights, `tile/broadcast_inputs` the
//!   other way round, `tile/planar` shares the loads of one channel between rows. A list of offsets
//!   says where each tap's input is, so that windows, strides, dilations and channels are one loop.
//! - Lanes of 8-bit layers are words of two or four channels (`stage/words`), whose products one
//!   instruction sums (`multiply`); the tiles are the same.
//! - `depthwise` has a lane for each channel where channels lie side by side; `winograd` transforms the same staged planes.
//! - [`activate`](super::activate) is applied to a tile before it is stored, `quantise` to the sums of whole images.
//! - `chain` runs two layers as one, band by band of rows.
//!
//! What is compiled for levels is in the traits of `dispatch`, which this crate implements for each
//! accumulator: a crate with layers compiles none of it.
//!
//! Layers are dense: every weight is multiplied, a zero too, and by NaN like by any other value.
//!
//! `Y[o, i, j] = bias[o] + sum over c, m, n of X[c, i*s + m*d, j*s + n*d] * K[o, c, m, n]`, which
//! is ONNX `Conv`. Sums begin with the bias and go over channels, rows and columns in this order,
//! whatever the layout, the tile, the batch or the number of threads; only another
//! [`Algorithm`](conv_plan::plan::layer::Algorithm) has another order.

mod call;
mod chain;
mod compute;
mod depthwise;
mod direct;
mod dispatch;
mod gradient;
mod lane;
mod multiply;
mod pack;
#[cfg(feature = "rayon")]
mod parallel;
mod planes;
mod prepared;
mod quantise;
mod scratch;
mod stage;
mod sweep;
mod tile;
mod tilings;
mod transposed;
mod winograd;

pub use chain::ChainScratch;
pub(crate) use chain::Pair;
#[cfg(feature = "rayon")]
pub(crate) use chain::run_parallel as run_chain_parallel;
pub(crate) use gradient::{
    Differentiable, bias as bias_gradient, input as input_gradient, weights as weight_gradient,
};
#[cfg(feature = "rayon")]
pub(crate) use gradient::{
    parallel_input as parallel_input_gradient, parallel_weights as parallel_weight_gradient,
};
#[cfg(feature = "rayon")]
pub(crate) use parallel::run as run_parallel;
pub use prepared::Prepared;
pub use scratch::LayerScratch;
