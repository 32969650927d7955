//! What algorithms need of an instruction set: levels, lanes, loads and stores.

mod each;
mod lane;
mod level;
mod load;
pub mod steps;
mod store;
mod view;

pub(super) use each::each;
pub(crate) use lane::Lane;
pub(crate) use lane::wide;
pub(super) use lane::{add_product, add_products};
pub(crate) use level::detected;
#[cfg(feature = "fft")]
pub(crate) use level::vector_bytes;
pub(super) use level::{SSE2_IS_COMPILED, dispatch_shared, reached};
pub use load::dot_pairs;
pub(crate) use load::{Load, Widen, loaded};
pub(crate) use load::{add_pairs, by_output};
pub use steps::Vector;
pub(crate) use store::{Store, Stored, known};
pub use view::{Block, View, add, empty, load, opaque, splat, sub, sum_products, zero};
