//! [`ConvSpec`](crate::rules::ConvSpec) to [`Plan`]: what will be computed, decided once and as a
//! value.
//!
//! The macro prints a [`Plan`] as code, `DynKernel` interprets the same plan,
//! and its `Display` explains it. Steps of the planner:
//!
//! 1. leave out zero taps;
//! 2. look for exact factors of rank 1, or those of the products that floats are the sum of, and
//!    take them if two passes cost less;
//! 3. prove bounds, pass by pass, and choose the narrowest accumulators;
//! 4. choose the tile and how the body reads its taps; where factors exist but two passes cost
//!    more, form the sums of input rows once for all output rows of a tile, if that saves
//!    operations of integers ([`RowSums`]). Small kernels whose sums are combined share a tile
//!    (`fused`).
//!
//! Step 3 is for integers (`proof`). The accumulator of floats follows from the element types
//! alone, and is chosen with the weights, in `rules/weights`.
//!
//! [`Steps::order`] puts the taps of a pass in order, column by column; a row of many taps is a
//! plane of blocks. The order of a pass's taps is the order of operations of every output, whatever
//! computes it: that is what makes float results reproducible. Integers, which are exact in any
//! order, may be added in another one ([`RowSums`], [`Form::Pairs`]).

#[doc(hidden)]
pub mod drivers;
#[cfg(feature = "alloc")]
mod explain;
#[cfg(feature = "alloc")]
mod facts;
#[cfg(feature = "alloc")]
mod fused;
#[cfg(feature = "alloc")]
mod interpreted;
#[cfg(all(feature = "alloc", feature = "layers"))]
pub mod layer;
mod load_table;
#[cfg(feature = "alloc")]
mod pass;
#[cfg(feature = "alloc")]
mod planner;
#[cfg(feature = "alloc")]
mod proof;
#[cfg(feature = "alloc")]
mod steps;
#[cfg(feature = "alloc")]
mod tile;
#[cfg(feature = "fft")]
mod transform;

#[cfg(feature = "alloc")]
pub use facts::Facts;
#[cfg(feature = "alloc")]
pub use load_table::LoadTable;
pub use load_table::{Segment, block_of, period};
#[cfg(feature = "alloc")]
pub use pass::{Coefficient, Form, Lowering, Pass, PlannedTap, RowSums, Tile, distinct};
#[cfg(feature = "alloc")]
pub use planner::{Passes, Plan};
#[cfg(feature = "alloc")]
pub use steps::Steps;
#[cfg(feature = "fft")]
pub use transform::{Block, DirectCost, Estimates, Transform};
