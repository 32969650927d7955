//! Register tiles: blocks of outputs that are summed in registers.
//!
//! ```text
//! sums = bias
//! for each tap k, in the order of operations:
//!     x = the inputs of the tile's outputs, from offsets[k] on
//!     w = the weights of the tile's channels for tap k
//!     sums += x * w, for each pair of them
//! store activation(sums)
//!
//! BroadcastWeights   B channels x V vectors of neighbouring outputs: loads x, broadcasts w
//! BroadcastInputs    P neighbouring outputs x Q vectors of channels: broadcasts x, loads w
//! BroadcastPixels    as BroadcastInputs, of inputs whose channels lie in blocks
//! Planar             R rows x a vector of neighbouring outputs of one channel: rows share loads
//! ```
//!
//! Sums that stay in registers while inputs and weights stream past are the inner kernel of a
//! matrix product (Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008).
//! The input of tap `k` is `offsets[k]` elements after the input of the tile's first output, so
//! windows, strides, dilations and channels are one list (Dukhan, The Indirect Convolution
//! Algorithm, 2019).
//!
//! Where a lane is a word of several channels, `x * w` is a sum of products ([`Multiply`]).
//!
//! [`Multiply`]: super::multiply::Multiply
//!
//! An output's operations are the same in all tiles, so size and level may choose between them.

mod broadcast_inputs;
mod broadcast_weights;
mod planar;

pub(crate) use broadcast_inputs::{broadcast_inputs, transposed};
pub(crate) use broadcast_weights::broadcast_weights;
pub(crate) use planar::{LyingPlanes, lying, planar};

use super::lane::LayerLane;
use crate::exec::activate::Activate;
use conv_plan::plan::layer::{BLOCK, Products};
use fearless_simd::{Simd, SimdBase};

/// A band of outputs of one group: where its input is, and what happens to the sums.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TileBand<'a, A> {
    /// Staged input; the window of output (0, 0) begins at its beginning.
    pub(crate) input: &'a [A],
    /// From the window of one output row to that of the next.
    pub(crate) row_step: usize,
    /// From the beginning of a window to the input of each tap; 32 bits, so that adding to them
    /// cannot overflow and one comparison checks a load.
    pub(crate) offsets: &'a [u32],
    /// What a multiply-add sums.
    pub(crate) products: Products,
    /// Output rows.
    pub(crate) rows: usize,
    /// Output columns.
    pub(crate) columns: usize,
    /// What happens to the sums.
    pub(crate) activate: Activate<A>,
}

/// Where outputs go.
#[derive(Debug)]
pub(crate) struct Target<'a, A> {
    /// The output, from the first channel and the first row of the band on.
    pub(crate) data: &'a mut [A],
    /// From one block of channels to the next.
    pub(crate) block: usize,
    /// From one channel of a block to the next.
    pub(crate) channel: usize,
    /// From one row to the next.
    pub(crate) row: usize,
    /// From one column to the next.
    pub(crate) column: usize,
    /// Whether the last block is written as a whole, with zeros after the last channel.
    pub(crate) fills: bool,
}

/// The first columns of tiles of `size` outputs; the last tile overlaps the one before.
#[inline(always)]
pub(crate) fn starts(columns: usize, size: usize) -> impl Iterator<Item = usize> {
    (0..columns.div_ceil(size)).map(move |tile| (tile * size).min(columns.saturating_sub(size)))
}

/// Stores the first `there` lines of a tile, which begin at `to` and lie `step` apart.
///
/// The last vector of a line is `last` columns after the first one; a line has `width` columns.
#[inline(always)]
fn store_lines<S: Simd, A: LayerLane, const R: usize, const V: usize>(
    sums: [[A::Vector<S>; V]; R],
    there: usize,
    target: &mut Target<'_, A>,
    (to, step): (usize, usize),
    (last, width): (usize, usize),
) {
    let lanes = A::Vector::<S>::LEN;
    if there == R && target.column == 1 && width == last + lanes {
        let mut r = 0;
        while r < R {
            let line = &mut target.data[to + r * step..to + r * step + last + lanes];
            let mut v = 0;
            while v < V {
                let first = if v + 1 < V { v * lanes } else { last };
                sums[r][v].store_slice(&mut line[first..first + lanes]);
                v += 1;
            }
            r += 1;
        }
        return;
    }
    // In memory, so that the usual case keeps its sums in registers.
    let spilled = sums;
    for (r, sums) in spilled.iter().take(there).enumerate() {
        for (v, sums) in sums.iter().enumerate() {
            let first = if v + 1 < V { v * lanes } else { last };
            let there = lanes.min(width.saturating_sub(first));
            for (lane, &sum) in sums.as_slice()[..there].iter().enumerate() {
                target.data[to + r * step + (first + lane) * target.column] = sum;
            }
        }
    }
}

/// Where the last vector of a tile begins in rows of `columns`, and how many columns the tile
/// covers: a tile that is wider than a row moves its last vector back to the row's last columns.
#[inline(always)]
fn span<S: Simd, A: LayerLane, const V: usize>(columns: usize) -> (usize, usize) {
    let lanes = A::Vector::<S>::LEN;
    let last = columns.saturating_sub(lanes).min((V - 1) * lanes);
    (last, columns.min(last + lanes))
}

/// How far each lane is from the first, if neighbours are `step` apart.
#[inline(always)]
pub(crate) fn lane_steps<S: Simd, A: LayerLane>(s: S, step: usize) -> A::Vector<S> {
    let mut steps = [A::default(); BLOCK];
    for (lane, to) in steps.iter_mut().enumerate() {
        *to = A::from_i64((lane * step) as i64);
    }
    A::Vector::<S>::from_slice(s, &steps[..A::Vector::<S>::LEN])
}
