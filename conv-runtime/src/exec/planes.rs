//! Generic loops that call a body: rows, tiles, line buffers, borders, levels.
//!
//! ```text
//! Job          one call: sizes resolved, level chosen, memory at hand
//!   direct     one pass:   strips of staged rows, or straight over the input
//!   separable  two passes: a vertical one into lines, a horizontal one over them
//!   tap_by_tap neither fits the buffers: one tap at a time
//! Stage        input elements -> padded rows (border, phases, conversion)
//! Load         elements -> lanes
//! Body         rows -> sums of one tile; the only part that knows the kernel
//! Store        sums -> output elements (scale, rounding, overflow)
//! ```
//!
//! A run-time kernel, and a large one, is computed by a body that follows a table (`table`). Only a
//! [`Body`] and the loop in `body` that moves it are compiled for each kernel and level. All the
//! rest is compiled for element types.

mod body;
mod direct;
#[cfg(feature = "alloc")]
mod interpreted;
mod job;
mod memory;
#[cfg(feature = "rayon")]
mod parallel;
mod rolling;
mod runtime_taps;
mod separable;
mod stage;
mod table;
mod tap_by_tap;

pub use body::{Body, Tiles};
#[cfg(feature = "alloc")]
pub(crate) use interpreted::Tables;
pub use job::Job;
#[cfg(feature = "layers")]
pub(crate) use memory::Buffered;
pub(crate) use memory::Memory;
#[cfg(feature = "alloc")]
pub(crate) use memory::STACK_LANES;
#[cfg(feature = "alloc")]
pub use memory::Scratch;
#[cfg(feature = "rayon")]
pub(crate) use parallel::in_bands;
pub use runtime_taps::RuntimeTaps;
#[cfg(feature = "layers")]
pub(crate) use stage::Padded;
#[cfg(feature = "layers")]
pub(crate) use stage::Stage;
pub(crate) use stage::Staged;
pub use table::TableBand;
