//! Layers: what they can do, how they are built, and what is made of them.

#[cfg(feature = "alloc")]
mod adjoint;
// There is no clock on `wasm32-unknown-unknown`.
#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod autotune;
#[cfg(feature = "alloc")]
mod builder;
#[cfg(feature = "alloc")]
mod chain;
mod computed;
#[cfg(feature = "alloc")]
mod dynamic;
#[cfg(feature = "alloc")]
mod gradient;
mod methods;
#[cfg(feature = "alloc")]
mod reorder;

#[cfg(feature = "alloc")]
pub use adjoint::LayerAdjoint;
#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use autotune::{Timing, Timings};
#[cfg(feature = "alloc")]
pub use builder::LayerBuilder;
#[cfg(feature = "alloc")]
pub use chain::Chain;
pub(super) use computed::Computed;
#[cfg(feature = "alloc")]
pub use dynamic::DynLayer;
pub use methods::Layer;
#[cfg(feature = "alloc")]
pub use reorder::{reorder, reorder_into};

#[cfg(feature = "alloc")]
use crate::data::{Error, try_filled};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;
#[cfg(feature = "alloc")]
use conv_plan::rules::layer::Layout;

#[cfg(feature = "alloc")]
/// A tensor of this shape.
fn filled<T: Clone + Default>(layout: Layout, shape: [usize; 4]) -> Result<Vec<T>, Error> {
    let length = layout.elements(shape);
    try_filled(length.ok_or(Error::SizeOverflow)?, T::default())
}
