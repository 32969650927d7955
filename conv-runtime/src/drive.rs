//! Generic loops that call a body: rows, tiles, line buffers, borders, levels.
//!
//! ```text
//! Job          one call: sizes resolved, level chosen, memory at hand
//!   direct     one pass:   strips of staged rows, or straight over the input
//!   separable  two passes: a vertical one into lines, a horizontal one over them
//!   gather     neither fits the buffers: one tap at a time
//! Stage        input elements -> lanes (border, conversion, phases)
//! Body         lanes -> sums of one tile; the only part that knows the kernel
//! Store        sums -> output elements (scale, rounding, overflow)
//! ```
//!
//! A plan is interpreted by a body that loops over its taps (`interpret`).
//! Only a [`Body`] and the loop in `body` that moves it are compiled for
//! each kernel and level. All the rest is compiled for element types.

mod body;
mod direct;
mod gather;
#[cfg(feature = "alloc")]
mod interpret;
mod job;
mod lane;
mod level;
mod memory;
mod separable;
mod stage;
mod store;
mod view;

pub use body::Body;
#[cfg(feature = "alloc")]
pub(crate) use interpret::{Interpret, Interpreted, Place};
pub use job::Job;
pub use lane::Lane;
pub use level::Level;
pub(crate) use level::detected;
#[cfg(feature = "alloc")]
pub use memory::Scratch;
pub use memory::{Buffered, Memory, Use};
pub use stage::{Stage, Staged};
pub use store::{Store, Stored};
pub use view::{Block, View, add, empty, load, mul_add, opaque, splat, sub, zero};
