//! Register tiles: blocks of outputs that are summed in registers.
//!
//! Both kinds walk the taps in order and add `x * weight` to every sum of the tile:
//!
//! ```text
//! Across   B channels x V vectors of neighbouring outputs: loads x, broadcasts weights
//! Deep     P neighbouring outputs x vectors of channels:   broadcasts x, loads weights
//! ```
//!
//! An output's operations are the same in both, so that the tile may be chosen by size and level.
//! The input of tap `k` is `offsets[k]` behind the input of the tile's first output, which makes windows,
//! strides, dilations and channels one list (the indirect convolution of Dukhan, 2019).

use super::activate::{Activate, LayerLane};
use super::pack::{BLOCK, Block};
use fearless_simd::{Simd, SimdBase};

/// A band of outputs of one group: where its input is, and what is done with the sums.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Band<'a, A> {
    /// Staged input; the window of output (0, 0) begins at its beginning.
    pub(crate) input: &'a [A],
    /// From the window of an output row to the next.
    pub(crate) row_step: usize,
    /// From the beginning of a window to the input of each tap.
    pub(crate) offsets: &'a [usize],
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
    /// From a channel to the next.
    pub(crate) channel: usize,
    /// From a row to the next.
    pub(crate) row: usize,
    /// From a column to the next.
    pub(crate) column: usize,
}

/// The first columns of tiles of `size` outputs; the last tile overlaps the one before.
#[inline(always)]
fn starts(columns: usize, size: usize) -> impl Iterator<Item = usize> {
    (0..columns.div_ceil(size)).map(move |tile| (tile * size).min(columns.saturating_sub(size)))
}

/// Sums the `count` first channels of a block in tiles of `B` channels and `V` vectors of columns.
#[inline(always)]
pub(crate) fn across<S: Simd, A: LayerLane, const B: usize, const V: usize>(
    s: S,
    band: &Band<'_, A>,
    block: Block<'_, A>,
    count: usize,
    target: &mut Target<'_, A>,
) {
    let lanes = A::Vector::<S>::LEN;
    let mut channel = 0;
    while channel < count {
        // The last channels are summed again rather than one by one.
        let at = channel.min(count.saturating_sub(B));
        let there = B.min(count - at);
        for y in 0..band.rows {
            for x in starts(band.columns, V * lanes) {
                let sums = across_tile::<S, A, B, V>(s, band, block, at, y * band.row_step + x);
                let to = at * target.channel + y * target.row + x * target.column;
                let width = (V * lanes).min(band.columns - x);
                let mut b = 0;
                while b < B {
                    if b < there {
                        store_row::<S, A, V>(
                            s,
                            band,
                            sums[b],
                            target,
                            to + b * target.channel,
                            width,
                        );
                    }
                    b += 1;
                }
            }
        }
        channel = at + B;
    }
}

#[inline(always)]
fn across_tile<S: Simd, A: LayerLane, const B: usize, const V: usize>(
    s: S,
    band: &Band<'_, A>,
    block: Block<'_, A>,
    channel: usize,
    base: usize,
) -> [[A::Vector<S>; V]; B] {
    let lanes = A::Vector::<S>::LEN;
    let mut sums = [[A::Vector::<S>::splat(s, A::EMPTY); V]; B];
    let mut b = 0;
    while b < B {
        sums[b] = [A::Vector::<S>::splat(s, block.bias[channel + b]); V];
        b += 1;
    }
    for (&offset, weights) in band.offsets.iter().zip(block.taps) {
        let window = &band.input[base + offset..base + offset + V * lanes];
        let weights = &weights[channel..channel + B];
        let mut x = [A::Vector::<S>::splat(s, A::EMPTY); V];
        let mut v = 0;
        while v < V {
            x[v] = A::Vector::<S>::from_slice(s, &window[v * lanes..(v + 1) * lanes]);
            v += 1;
        }
        let mut b = 0;
        while b < B {
            let weight = A::Vector::<S>::splat(s, weights[b]);
            let mut v = 0;
            while v < V {
                sums[b][v] = A::mul_add::<S>(x[v], weight, sums[b][v]);
                v += 1;
            }
            b += 1;
        }
    }
    sums
}

/// Stores `width` outputs of one channel, `V` vectors or less.
#[inline(always)]
fn store_row<S: Simd, A: LayerLane, const V: usize>(
    s: S,
    band: &Band<'_, A>,
    sums: [A::Vector<S>; V],
    target: &mut Target<'_, A>,
    to: usize,
    width: usize,
) {
    let lanes = A::Vector::<S>::LEN;
    let mut v = 0;
    while v < V {
        let vector = A::activate::<S>(s, sums[v], &band.activate);
        let left = width.saturating_sub(v * lanes).min(lanes);
        if target.column == 1 && left == lanes {
            let to = to + v * lanes;
            vector.store_slice(&mut target.data[to..to + lanes]);
        } else {
            let mut at = to + v * lanes * target.column;
            for &lane in &vector.as_slice()[..left] {
                target.data[at] = lane;
                at += target.column;
            }
        }
        v += 1;
    }
}

/// Sums the `count` first channels of `N` blocks in tiles of `P` columns.
#[inline(always)]
pub(crate) fn deep<S: Simd, A: LayerLane, const P: usize, const N: usize>(
    s: S,
    band: &Band<'_, A>,
    blocks: [Block<'_, A>; 2],
    count: usize,
    target: &mut Target<'_, A>,
) {
    // Decided before code is generated: one of these is compiled for each level.
    if const { N * BLOCK == A::Vector::<S>::LEN } {
        deep_vectors::<S, A, P, 1>(s, band, blocks, count, target);
    } else if const { N * BLOCK == 2 * A::Vector::<S>::LEN } {
        deep_vectors::<S, A, P, 2>(s, band, blocks, count, target);
    } else if const { N * BLOCK == 4 * A::Vector::<S>::LEN } {
        deep_vectors::<S, A, P, 4>(s, band, blocks, count, target);
    } else if const { N * BLOCK == 8 * A::Vector::<S>::LEN } {
        deep_vectors::<S, A, P, 8>(s, band, blocks, count, target);
    } else {
        deep_vectors::<S, A, P, { 2 * BLOCK }>(s, band, blocks, count, target);
    }
}

#[inline(always)]
fn deep_vectors<S: Simd, A: LayerLane, const P: usize, const Q: usize>(
    s: S,
    band: &Band<'_, A>,
    blocks: [Block<'_, A>; 2],
    count: usize,
    target: &mut Target<'_, A>,
) {
    for y in 0..band.rows {
        for x in starts(band.columns, P) {
            let sums = deep_tile::<S, A, P, Q>(s, band, blocks, y * band.row_step + x);
            let to = y * target.row + x * target.column;
            let width = P.min(band.columns - x);
            store_columns::<S, A, P, Q>(s, band, sums, count, target, to, width);
        }
    }
}

#[inline(always)]
fn deep_tile<S: Simd, A: LayerLane, const P: usize, const Q: usize>(
    s: S,
    band: &Band<'_, A>,
    blocks: [Block<'_, A>; 2],
    base: usize,
) -> [[A::Vector<S>; Q]; P] {
    let lanes = A::Vector::<S>::LEN;
    let mut bias = [A::Vector::<S>::splat(s, A::EMPTY); Q];
    let mut q = 0;
    while q < Q {
        let lane = q * lanes;
        bias[q] = A::Vector::<S>::from_slice(
            s,
            &blocks[lane / BLOCK].bias[lane % BLOCK..lane % BLOCK + lanes],
        );
        q += 1;
    }
    let mut sums = [bias; P];
    let taps = blocks[0].taps.iter().zip(blocks[1].taps);
    for (&offset, (first, second)) in band.offsets.iter().zip(taps) {
        let window = &band.input[base + offset..base + offset + P];
        let both = [first, second];
        let mut weights = [A::Vector::<S>::splat(s, A::EMPTY); Q];
        let mut q = 0;
        while q < Q {
            let lane = q * lanes;
            weights[q] = A::Vector::<S>::from_slice(
                s,
                &both[lane / BLOCK][lane % BLOCK..lane % BLOCK + lanes],
            );
            q += 1;
        }
        let mut p = 0;
        while p < P {
            let x = A::Vector::<S>::splat(s, window[p]);
            let mut q = 0;
            while q < Q {
                sums[p][q] = A::mul_add::<S>(x, weights[q], sums[p][q]);
                q += 1;
            }
            p += 1;
        }
    }
    sums
}

/// Stores the first `count` channels of `width` columns.
#[inline(always)]
fn store_columns<S: Simd, A: LayerLane, const P: usize, const Q: usize>(
    s: S,
    band: &Band<'_, A>,
    sums: [[A::Vector<S>; Q]; P],
    count: usize,
    target: &mut Target<'_, A>,
    to: usize,
    width: usize,
) {
    let lanes = A::Vector::<S>::LEN;
    let mut tile = [[A::default(); 2 * BLOCK]; P];
    let mut p = 0;
    while p < P {
        let mut q = 0;
        while q < Q {
            let vector = A::activate::<S>(s, sums[p][q], &band.activate);
            vector.store_slice(&mut tile[p][q * lanes..(q + 1) * lanes]);
            q += 1;
        }
        p += 1;
    }
    if target.channel == 1 {
        for (p, channels) in tile[..width].iter().enumerate() {
            let at = to + p * target.column;
            target.data[at..at + count].copy_from_slice(&channels[..count]);
        }
        return;
    }
    for channel in 0..count {
        let mut at = to + channel * target.channel;
        for column in &tile[..width] {
            target.data[at] = column[channel];
            at += target.column;
        }
    }
}
