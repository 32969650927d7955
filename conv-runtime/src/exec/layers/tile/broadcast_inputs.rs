//! Tiles of columns and vectors of channels: weights are loaded, inputs are broadcast.
//!
//! ```text
//! for each output row, for each P of its columns:
//!     sums[p][q] = the q-th vector of bias, of one block of channels or two
//!     for each tap k:
//!         w[q] = the q-th vector of weights[k]
//!         for each p, for each q: sums[p][q] += input[offsets[k] + p] * w[q]
//!     store activation(sums): vectors of channels as they are (`nhwc`),
//!                             in blocks, filled up with zeros (`nchw16`),
//!                             transposed to vectors of columns first (`nchw`)
//! ```
//!
//! For P * Q multiply-adds a tap takes P broadcasts and Q loads. The last columns are a tile that
//! overlaps the one before.

use super::{Target, TileBand, lane_steps, starts};
use crate::exec::activate::activate_tile;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::multiply::Multiply;
use crate::exec::layers::pack::ChannelBlock;
use conv_plan::plan::layer::BLOCK;
use fearless_simd::{Simd, SimdBase};

/// Sums the `count` first channels of `N` blocks in tiles of `P` columns.
#[inline(always)]
pub(crate) fn broadcast_inputs<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const P: usize,
    const N: usize,
    const STEP: usize,
>(
    s: S,
    band: &TileBand<'_, A>,
    blocks: [ChannelBlock<'_, A>; 2],
    count: usize,
    target: &mut Target<'_, A>,
) {
    // Decided before code is generated: one of these is compiled for each level.
    if const { N * BLOCK == A::Vector::<S>::LEN } {
        broadcast_inputs_vectors::<S, A, M, P, 1, STEP>(s, band, blocks, count, target);
    } else if const { N * BLOCK == 2 * A::Vector::<S>::LEN } {
        broadcast_inputs_vectors::<S, A, M, P, 2, STEP>(s, band, blocks, count, target);
    } else if const { N * BLOCK == 4 * A::Vector::<S>::LEN } {
        broadcast_inputs_vectors::<S, A, M, P, 4, STEP>(s, band, blocks, count, target);
    } else if const { N * BLOCK == 8 * A::Vector::<S>::LEN } {
        broadcast_inputs_vectors::<S, A, M, P, 8, STEP>(s, band, blocks, count, target);
    } else {
        broadcast_inputs_vectors::<S, A, M, P, { 2 * BLOCK }, STEP>(s, band, blocks, count, target);
    }
}

#[inline(always)]
fn broadcast_inputs_vectors<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const P: usize,
    const Q: usize,
    const STEP: usize,
>(
    s: S,
    band: &TileBand<'_, A>,
    blocks: [ChannelBlock<'_, A>; 2],
    count: usize,
    target: &mut Target<'_, A>,
) {
    for y in 0..band.rows {
        for x in starts(band.columns, P) {
            let base = y * band.row_step + x * STEP;
            let sums = broadcast_inputs_tile::<S, A, M, P, Q, STEP>(s, band, blocks, base);
            let sums = activate_tile::<S, A, P, Q>(s, sums, &band.activate);
            let to = y * target.row + x * target.column;
            let width = P.min(band.columns - x);
            store_columns::<S, A, P, Q, STEP>(s, sums, count, target, to, width);
        }
    }
}

#[inline(always)]
fn broadcast_inputs_tile<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const P: usize,
    const Q: usize,
    const STEP: usize,
>(
    s: S,
    band: &TileBand<'_, A>,
    blocks: [ChannelBlock<'_, A>; 2],
    base: usize,
) -> [[A::Vector<S>; Q]; P] {
    let lanes = A::Vector::<S>::LEN;
    let mut bias = [A::Vector::<S>::splat(s, A::EMPTY); Q];
    let mut q = 0;
    while q < Q {
        let lane = q * lanes;
        bias[q] = A::Vector::<S>::from_slice(
            s,
            &blocks[lane / BLOCK].bias.0[lane % BLOCK..lane % BLOCK + lanes],
        );
        q += 1;
    }
    let mut sums = [bias; P];
    let taps = blocks[0].taps.iter().zip(blocks[1].taps);
    let input = &band.input[base..];
    for (&offset, (first, second)) in band.offsets.iter().zip(taps) {
        let window = &input[offset as usize..offset as usize + (P - 1) * STEP + 1];
        let both = [first, second];
        let mut weights = [A::Vector::<S>::splat(s, A::EMPTY); Q];
        let mut q = 0;
        while q < Q {
            let lane = q * lanes;
            weights[q] = A::Vector::<S>::from_slice(
                s,
                &both[lane / BLOCK].0[lane % BLOCK..lane % BLOCK + lanes],
            );
            q += 1;
        }
        let mut p = 0;
        while p < P {
            let x = A::Vector::<S>::splat(s, window[p * STEP]);
            let mut q = 0;
            while q < Q {
                sums[p][q] = M::mul_add(x, weights[q], sums[p][q]);
                q += 1;
            }
            p += 1;
        }
    }
    sums
}

/// Stores the first `count` channels of `width` columns.
#[inline(always)]
fn store_columns<S: Simd, A: LayerLane, const P: usize, const Q: usize, const STEP: usize>(
    s: S,
    sums: [[A::Vector<S>; Q]; P],
    count: usize,
    target: &mut Target<'_, A>,
    to: usize,
    width: usize,
) {
    let lanes = A::Vector::<S>::LEN;
    if target.channel == 1 && width == P && (count == Q * lanes || target.fills) {
        // Inputs in blocks have outputs in blocks: one comparison for the stores of a block.
        let pixel = if const { STEP == BLOCK } {
            BLOCK
        } else {
            target.column
        };
        let mut q = 0;
        while q < Q {
            let lane = q * lanes;
            let to = to + lane / BLOCK * target.block + lane % BLOCK;
            if lane < count.next_multiple_of(BLOCK) {
                let pixels = &mut target.data[to..][..(P - 1) * pixel + lanes];
                let mut column = [sums[0][q]; P];
                let mut p = 1;
                while p < P {
                    column[p] = sums[p][q];
                    p += 1;
                }
                if lane + lanes > count {
                    let number = lane_steps::<S, A>(s, 1);
                    let there = A::from_i64(count.saturating_sub(lane) as i64);
                    let mut p = 0;
                    while p < P {
                        column[p] = A::keep::<S>(s, column[p], number, [A::default(), there]);
                        p += 1;
                    }
                }
                let mut p = 0;
                while p < P {
                    column[p].store_slice(&mut pixels[p * pixel..p * pixel + lanes]);
                    p += 1;
                }
            }
            q += 1;
        }
    } else if target.column == 1 && count == Q * lanes && width == P {
        let mut q = 0;
        while q < Q {
            let mut first = 0;
            while first < P {
                let mut group = [sums[first][q]; BLOCK];
                let mut p = 1;
                while p < lanes && first + p < P {
                    group[p] = sums[first + p][q];
                    p += 1;
                }
                let channels = transposed::<S, A>(group);
                let there = if P - first < lanes { P - first } else { lanes };
                let mut channel = 0;
                while channel < lanes {
                    let mut row = [A::default(); BLOCK];
                    channels[channel].store_slice(&mut row[..lanes]);
                    let lane = q * lanes + channel;
                    let to =
                        to + lane / BLOCK * target.block + lane % BLOCK * target.channel + first;
                    target.data[to..to + there].copy_from_slice(&row[..there]);
                    channel += 1;
                }
                first += lanes;
            }
            q += 1;
        }
    } else {
        let spilled = sums;
        for (p, sums) in spilled.iter().take(width).enumerate() {
            for (q, sums) in sums.iter().enumerate() {
                let there = lanes.min(count.saturating_sub(q * lanes));
                for (lane, &sum) in sums.as_slice()[..there].iter().enumerate() {
                    let channel = q * lanes + lane;
                    let channel = channel / BLOCK * target.block + channel % BLOCK * target.channel;
                    target.data[to + channel + p * target.column] = sum;
                }
            }
        }
    }
}

/// The first `LEN` vectors transposed, by perfect shuffles (Stone, Parallel Processing with the
/// Perfect Shuffle, 1971).
#[inline(always)]
pub(crate) fn transposed<S: Simd, A: LayerLane>(
    mut rows: [A::Vector<S>; BLOCK],
) -> [A::Vector<S>; BLOCK] {
    let lanes = A::Vector::<S>::LEN;
    let mut done = 1;
    while done < lanes {
        let mut next = rows;
        let mut pair = 0;
        while pair < lanes / 2 {
            let (low, high) = rows[pair].interleave(rows[pair + lanes / 2]);
            next[2 * pair] = low;
            next[2 * pair + 1] = high;
            pair += 1;
        }
        rows = next;
        done *= 2;
    }
    rows
}
