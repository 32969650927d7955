//! Winograd's minimal filtering F(m x m, 3x3), with tiles of 2x2 or 4x4 outputs.
//!
//! ```text
//! weights   U = G g G^T                  for each window of weights, when the layer is made
//! run       for each image, for each group, for each block of tiles:
//! input         V = B^T d B              for each tile of each input channel
//! product       M = sum over c of U o V  one matrix product at each of the (m + 2)^2 positions
//! output        Y = A^T M A              for each tile of each output channel; bias, activation
//! ```
//!
//! The matrices, their source (Winograd, 1980; Lavin and Gray, 2016) and the error bound are in
//! `conv_plan`.

pub(super) mod input;
pub(super) mod output;
pub(super) mod product;
mod run;
mod weights;

pub(crate) use run::TileBuffers;
pub(crate) use weights::pack;
