//! M = U V at each position: tiles x channels times channels x output channels.
//!
//! ```text
//! for each position:
//!     for each P tiles, the last P overlapping those before:
//!         sums[p][q] = 0
//!         for each input channel c, in order:
//!             for each p, for each q: sums[p][q] += V[c][p] * the q-th vector of U[c]
//!         store sums at [tile][position][vector]
//! ```
//!
//! A register tile is P tiles x Q vectors of output channels. It broadcasts V and loads U, as the
//! direct algorithm's tiles that broadcast inputs do.

use super::input::Positions;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::{ChannelBlock, Lanes};
use crate::exec::simd::wide;
use conv_plan::plan::layer::BLOCK;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// Products of a strip of output channels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Products<'a, A> {
    /// Transformed tiles.
    pub(crate) tiles: &'a [A],
    /// Where they lie.
    pub(crate) at: Positions,
    /// How many tiles.
    pub(crate) count: usize,
    /// Input channels.
    pub(crate) channels: usize,
    /// The block of each of the vectors of the strip.
    pub(crate) blocks: [ChannelBlock<'a, A>; 2],
    /// The first lane of each of these vectors in its block.
    pub(crate) lanes: [usize; 2],
    /// Vectors: 1 or 2.
    pub(crate) vectors: usize,
    /// From the products of one tile to those of the next.
    pub(crate) tile: usize,
}

impl<A: LayerLane> Products<'_, A> {
    /// Computes the products, `[tile][position][vector]`.
    pub(crate) fn run(&self, token: Token, to: &mut [A]) {
        dispatch!(token, s => strip(s, self, to));
    }
}

#[inline(always)]
fn strip<S: Simd, A: LayerLane>(s: S, products: &Products<'_, A>, to: &mut [A]) {
    // There can be a single vector only where two are more than a block.
    if const { 2 * A::Vector::<S>::LEN > BLOCK } && products.vectors == 1 {
        sized::<S, A, 1>(s, products, to);
    } else {
        sized::<S, A, 2>(s, products, to);
    }
}

#[inline(always)]
fn sized<S: Simd, A: LayerLane, const Q: usize>(s: S, products: &Products<'_, A>, to: &mut [A]) {
    if const { wide::<S>() } {
        match narrowest(products.count, &[14, 12, 10, 8, 4, 1]) {
            14 => walk::<S, A, 14, Q>(s, products, to),
            12 => walk::<S, A, 12, Q>(s, products, to),
            10 => walk::<S, A, 10, Q>(s, products, to),
            8 => walk::<S, A, 8, Q>(s, products, to),
            4 => walk::<S, A, 4, Q>(s, products, to),
            _ => walk::<S, A, 1, Q>(s, products, to),
        }
    } else {
        match narrowest(products.count, &[6, 5, 4, 1]) {
            6 => walk::<S, A, 6, Q>(s, products, to),
            5 => walk::<S, A, 5, Q>(s, products, to),
            4 => walk::<S, A, 4, Q>(s, products, to),
            _ => walk::<S, A, 1, Q>(s, products, to),
        }
    }
}

/// The size of register tiles that computes the fewest tiles twice.
#[inline(always)]
fn narrowest(count: usize, sizes: &[usize]) -> usize {
    let mut best = (usize::MAX, 1);
    for &size in sizes {
        // With few sums, each waits for the one before; starting a register tile costs as much as
        // two of its tiles.
        let cost = count.div_ceil(size) * (size.max(5) + 2);
        if size <= count && cost < best.0 {
            best = (cost, size);
        }
    }
    best.1
}

#[inline(always)]
fn walk<S: Simd, A: LayerLane, const P: usize, const Q: usize>(
    s: S,
    products: &Products<'_, A>,
    to: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let channels = products.channels;
    let taps = products.blocks[0].taps.chunks_exact(channels);
    let both = taps.zip(products.blocks[1].taps.chunks_exact(channels));
    for (position, weights) in both.enumerate() {
        let tiles = &products.tiles[position * products.at.position..];
        let mut tile = 0;
        while tile < products.count {
            // The last register tile overlaps the one before.
            let first = tile.min(products.count - P);
            let sums = sum::<S, A, P, Q>(s, products, &tiles[first..], weights);
            let mut p = 0;
            while p < P {
                let at = (first + p) * products.tile + position * 2 * lanes;
                let mut q = 0;
                while q < Q {
                    sums[p][q].store_slice(&mut to[at + q * lanes..at + (q + 1) * lanes]);
                    q += 1;
                }
                p += 1;
            }
            tile = first + P;
        }
    }
}

#[inline(always)]
fn sum<S: Simd, A: LayerLane, const P: usize, const Q: usize>(
    s: S,
    products: &Products<'_, A>,
    tiles: &[A],
    weights: (&[Lanes<A>], &[Lanes<A>]),
) -> [[A::Vector<S>; Q]; P] {
    let lanes = A::Vector::<S>::LEN;
    // Whole vectors within a block, whatever the caller says.
    let first = products.lanes[0].min(BLOCK - lanes);
    let second = products.lanes[1].min(BLOCK - lanes);
    let mut sums = [[A::Vector::<S>::splat(s, A::EMPTY); Q]; P];
    let rows = tiles.chunks(products.at.channel);
    for (tiles, (one, other)) in rows.zip(weights.0.iter().zip(weights.1)) {
        let tiles = &tiles[..P];
        let mut w = [A::Vector::<S>::from_slice(s, &one.0[first..first + lanes]); Q];
        if const { Q == 2 } {
            w[Q - 1] = A::Vector::<S>::from_slice(s, &other.0[second..second + lanes]);
        }
        let mut p = 0;
        while p < P {
            let x = A::Vector::<S>::splat(s, tiles[p]);
            let mut q = 0;
            while q < Q {
                sums[p][q] = A::mul_add::<S>(x, w[q], sums[p][q]);
                q += 1;
            }
            p += 1;
        }
    }
    sums
}
