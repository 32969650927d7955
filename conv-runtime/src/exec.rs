//! How sums are computed: [`simd`] is what vectors can do, [`planes`] and [`layers`] the loops.
//!
//! Plans decide; these rooms obey, and choose only how much they hold in memory at once.

mod element;
#[cfg(feature = "layers")]
pub(crate) mod layers;
pub(crate) mod planes;
pub(crate) mod simd;
pub(crate) mod trace;

pub use element::Element;
