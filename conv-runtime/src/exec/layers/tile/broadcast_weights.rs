//! Tiles of channels and columns: inputs are loaded, weights are broadcast.
//!
//! ```text
//! for each B channels of the block:
//!     for each output row, for each V vectors of its columns:
//!         sums[b][v] = bias[b]
//!         for each tap k:
//!             x[v] = the v-th vector of input from offsets[k] on
//!             for each b, for each v: sums[b][v] += x[v] * weights[k][b]
//!         store activation(sums): B channels, V vectors of a row of each
//! ```
//!
//! For B * V multiply-adds a tap takes V loads and B broadcasts. The last channels and the last
//! columns are a tile that overlaps the one before; where a row is narrower than a tile, the last
//! vector moves back to the row's last columns.

use super::{Target, TileBand, span, starts, store_lines};
use crate::exec::activate::activate_tile;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::multiply::Multiply;
use crate::exec::layers::pack::ChannelBlock;
use fearless_simd::{Simd, SimdBase};

/// Sums the `count` first channels of a block in tiles of `B` channels and `V` vectors of columns.
#[inline(always)]
pub(crate) fn broadcast_weights<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const B: usize,
    const V: usize,
>(
    s: S,
    band: &TileBand<'_, A>,
    block: ChannelBlock<'_, A>,
    count: usize,
    target: &mut Target<'_, A>,
) {
    if const { V > 1 } && band.columns < V * A::Vector::<S>::LEN {
        channels::<S, A, M, B, V, false>(s, band, block, count, target);
    } else {
        channels::<S, A, M, B, V, true>(s, band, block, count, target);
    }
}

/// As [`broadcast_weights`]; `WHOLE` says that no tile is wider than a row, or that it is one
/// vector.
#[inline(always)]
fn channels<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const B: usize,
    const V: usize,
    const WHOLE: bool,
>(
    s: S,
    band: &TileBand<'_, A>,
    block: ChannelBlock<'_, A>,
    count: usize,
    target: &mut Target<'_, A>,
) {
    let lanes = A::Vector::<S>::LEN;
    let (last, width) = if WHOLE {
        ((V - 1) * lanes, band.columns.min(V * lanes))
    } else {
        span::<S, A, V>(band.columns)
    };
    let mut channel = 0;
    while channel < count {
        // The last channels are a whole tile, with some channels summed again, instead of one by
        // one.
        let at = channel.min(count.saturating_sub(B));
        let there = B.min(count - at);
        for y in 0..band.rows {
            for x in starts(band.columns, V * lanes) {
                let base = y * band.row_step + x;
                let sums = broadcast_weights_tile::<S, A, M, B, V>(s, band, block, at, base, last);
                let sums = activate_tile::<S, A, B, V>(s, sums, &band.activate);
                let to = at * target.channel + y * target.row + x * target.column;
                store_lines::<S, A, B, V>(sums, there, target, (to, target.channel), (last, width));
            }
        }
        channel = at + B;
    }
}

#[inline(always)]
fn broadcast_weights_tile<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const B: usize,
    const V: usize,
>(
    s: S,
    band: &TileBand<'_, A>,
    block: ChannelBlock<'_, A>,
    channel: usize,
    base: usize,
    last: usize,
) -> [[A::Vector<S>; V]; B] {
    let lanes = A::Vector::<S>::LEN;
    let mut sums = [[A::Vector::<S>::splat(s, A::EMPTY); V]; B];
    let mut b = 0;
    while b < B {
        sums[b] = [A::Vector::<S>::splat(s, block.bias.0[channel + b]); V];
        b += 1;
    }
    let input = &band.input[base..];
    for (&offset, weights) in band.offsets.iter().zip(block.taps) {
        let window = &input[offset as usize..offset as usize + last + lanes];
        let weights = &weights.0[channel..channel + B];
        let mut x = [A::Vector::<S>::splat(s, A::EMPTY); V];
        let mut v = 0;
        while v < V {
            let first = if v + 1 < V { v * lanes } else { last };
            x[v] = A::Vector::<S>::from_slice(s, &window[first..first + lanes]);
            v += 1;
        }
        let mut b = 0;
        while b < B {
            let weight = A::Vector::<S>::splat(s, weights[b]);
            let mut v = 0;
            while v < V {
                sums[b][v] = M::mul_add(x[v], weight, sums[b][v]);
                v += 1;
            }
            b += 1;
        }
    }
    sums
}
