//! Generic loops that call a body: rows, tiles, line buffers, borders, levels.
//!
//! ```text
//! Job          one call: sizes resolved, level chosen, memory at hand
//!   direct     one pass:   strips of staged rows, or straight over the input
//!   separable  two passes: a vertical one into lines, a horizontal one over them
//!   gather     neither fits the buffers: one tap at a time
//! Stage        input elements -> padded rows (border, phases, conversion)
//! Load         elements -> lanes
//! Body         rows -> sums of one tile; the only part that knows the kernel
//! Store        sums -> output elements (scale, rounding, overflow)
//! ```
//!
//! A plan is interpreted, and a large kernel computed, by a body that follows a table (`scheduled`).
//! Only a [`Body`] and the loop in `body` that moves it are compiled for
//! each kernel and level. All the rest is compiled for element types.

mod body;
mod direct;
mod gather;
mod job;
mod lane;
mod level;
mod load;
mod memory;
#[cfg(feature = "rayon")]
mod parallel;
mod rolling;
mod scheduled;
mod separable;
mod stage;
mod store;
mod view;

#[cfg(feature = "alloc")]
pub(crate) use body::wide;
pub use body::{Band, Body, Tiles};
pub use job::Job;
pub use lane::Lane;
pub use level::Level;
pub(crate) use level::detected;
pub use load::{Load, dot_pairs};
#[cfg(feature = "alloc")]
pub use memory::Scratch;
pub use memory::{Buffered, Memory, Use};
#[cfg(feature = "rayon")]
pub(crate) use parallel::in_bands;
pub use scheduled::Scheduled;
#[cfg(feature = "alloc")]
pub(crate) use scheduled::Tabled;
#[cfg(feature = "alloc")]
pub(crate) use stage::Padded;
pub use stage::{Stage, Staged};
pub use store::{Store, Stored};
pub use view::{Block, View, add, empty, load, mul_add, opaque, splat, sub, zero};
