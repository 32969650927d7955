//! Kernels and layers, the inputs that they get, and hashes of what they give.
//!
//! ```text
//! declared kernel -> inputs of four sizes -> outputs on a level -> one hash
//!                                                                   | bits.txt, for all targets
//! ```
//!
//! A hash is of the bytes of all outputs in little-endian order. Integers, and floats whose
//! arithmetic is strict, have one on every target and level; other floats have two: with fused
//! multiply-adds, and without.

mod inputs;
pub mod known;
pub mod planes;
pub mod signals;
pub mod tensors;

pub use inputs::{Bits, Hash, elements};

use conv_kernel::Level;

/// How a kernel is called on a level, and how all ways to compute it are compared.
pub struct Row {
    /// What stands in `bits.txt`.
    pub name: &'static str,
    /// Whether results depend on fused multiply-adds.
    pub float: bool,
    /// The hash of the outputs on a level.
    pub hash: fn(Level) -> u64,
    /// [`conv_kernel::verify`], where it takes such a kernel.
    pub verify: fn() -> Result<(), conv_kernel::Error>,
}

/// All rows.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mut rows = planes::rows();
    rows.extend(signals::rows());
    rows.extend(tensors::rows());
    rows.extend(known::rows());
    rows
}

/// Whether multiply-adds are fused on a level.
#[must_use]
pub const fn fused(level: Level) -> bool {
    matches!(level, Level::Avx2 | Level::Avx512 | Level::Neon)
}
