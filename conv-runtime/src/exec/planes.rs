//! Generic loops that call a body: rows, tiles, line buffers, borders, levels.
//!
//! ```text
//! Job          one call: sizes resolved, level chosen, memory at hand
//!   direct     one pass:   strips of staged rows, or straight over the input (`edges`: of rows)
//!   separable  two passes: a vertical one into lines, a horizontal one over them
//!   narrow     rows shorter than a tile: parts of the plane side by side, for either
//!   tap_by_tap neither fits the buffers: one tap at a time
//!   missing    NaN is left out: either of these twice where there is one, and a division
//!   bank       a block of several outputs: a job of each kernel for it
//!   combined   sums into a buffer, for each kernel, and what is made of them (`Fused` has bodies
//!              of all kernels at once, and is a band as any other)
//!   polyphase  an interpolated signal: a job of one pass for each branch of its taps
//! Stage        input elements -> padded rows (border, phases, conversion)
//! Load         elements -> lanes
//! Body         rows -> sums of one tile; the only part that knows the kernel
//! Store        sums -> output elements (scale, rounding, overflow)
//! ```
//!
//! `Filter::apply_with` makes a [`Job`]; `apply_par_into` makes one for each band of rows. The
//! generated `run` hands its bodies to the driver of the plan. Both drivers read the input where it
//! lies, if bodies load its type; `stage` makes the rows that need more: extended by their border,
//! split into phases for a column stride, converted. `direct` stages all rows for a column stride,
//! where padded rows of outputs are `narrow`: 512 bytes, or more if the kernel is large,
//! and where the rows of a tile are `crowded`: in few sets of a cache, or read where they seem to
//! be written.
//!
//! Columns are elements: of pixels each has as many as there are channels, so that taps are further
//! apart, and only the border map, phases and where blocks begin know of pixels.
//!
//! A run-time kernel, a large one, and two short passes of `f32` are computed by a body that
//! follows a table of loads (`table`; along a row `row`, or `blocks` for many taps; `lanes` says
//! which). Compiled for each kernel and level are only a [`Body`], the loop in `body` that moves
//! it, and `Store::store`, which is inlined into that loop. Drivers and staging are compiled for
//! element types (those of the `usual` ones here), `table` for accumulators. So a small kernel
//! costs one loop for each level and pass; in a build with debug assertions, where every kernel is
//! a table, none.
//!
//! Everything inside a body is an `#[inline(always)]` function: a closure would leave the level's
//! code. Where nothing is optimised (`unoptimised`, set by `build.rs`), the loads, stores and
//! operations of `simd` and `split_rows` are ordinary functions instead, which compile in a third
//! of the time.

mod bank;
mod blocks;
mod body;
mod bypass;
mod combined;
mod crowded;
mod direct;
mod edges;
mod frame;
mod grid;
#[cfg(feature = "alloc")]
mod interpreted;
mod job;
mod lanes;
mod memory;
mod missing;
mod narrow;
#[cfg(feature = "rayon")]
mod parallel;
mod phases;
mod pieces;
mod polyphase;
mod row;
mod runtime_taps;
#[cfg(feature = "alloc")]
mod scatter;
mod separable;
mod slider;
mod stage;
mod table;
mod tap_by_tap;
mod usual;

pub(crate) use bank::BankJob;
pub use body::{Body, Tiles};
#[cfg(feature = "alloc")]
pub(crate) use combined::{Finish, Steps};
pub use combined::{Formula, Fused};
pub(super) use direct::widest_within;
pub(crate) use grid::Grid;
pub(super) use grid::needed;
#[cfg(feature = "alloc")]
pub(crate) use interpreted::{StrictTables, Sums, Tables};
pub use job::Job;
pub(crate) use memory::Buffered;
pub(crate) use memory::Memory;
#[cfg(feature = "alloc")]
pub(crate) use memory::STACK_LANES;
#[cfg(feature = "alloc")]
pub use memory::Scratch;
pub(super) use memory::{BufferWork, Slot};
#[cfg(feature = "fft")]
pub(crate) use memory::{ComplexBuffers, WithComplex};
#[cfg(feature = "rayon")]
pub(crate) use parallel::{band_rows, bank_in_bands, bank_in_parts, in_bands, in_parts};
pub use runtime_taps::{RuntimeTaps, in_order};
#[cfg(feature = "alloc")]
pub(crate) use scatter::{SpreadAxis, Target};
pub(super) use slider::pitch;
pub(crate) use stage::Stage;
pub(crate) use stage::Staged;
pub use table::{OfKind, TableBand};
pub use usual::{Usual, UsualInTwo};
