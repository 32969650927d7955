//! Winograd's minimal filtering; `conv_plan` has its matrices and their source.

pub(super) mod input;
pub(super) mod output;
pub(super) mod product;
mod run;
mod weights;

pub(crate) use run::TileBuffers;
pub(crate) use weights::pack;
