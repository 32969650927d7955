//! Layers: what they can do, how they are built, and what is made of them.

mod adjoint;
// There is no clock on `wasm32-unknown-unknown`.
#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod autotune;
mod builder;
mod chain;
mod dynamic;
mod gradient;
mod methods;
mod reorder;

pub use adjoint::LayerAdjoint;
#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use autotune::{Timing, Timings};
pub use builder::LayerBuilder;
pub use chain::Chain;
pub use dynamic::DynLayer;
pub use methods::Layer;
pub use reorder::{reorder, reorder_into};

use crate::data::{Error, try_filled};
use alloc::vec::Vec;
use conv_plan::rules::layer::Layout;

/// A tensor of this shape.
fn filled<T: Clone + Default>(layout: Layout, shape: [usize; 4]) -> Result<Vec<T>, Error> {
    let length = layout.elements(shape);
    try_filled(length.ok_or(Error::SizeOverflow)?, T::default())
}
