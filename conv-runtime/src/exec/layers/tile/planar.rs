//! Tiles of one channel: output rows that share the input rows of their windows.
//!
//! ```text
//! for each channel of the block, its K x K weights broadcast once:
//!     for each R output rows, for each vector of their columns:
//!         sums[r] = bias
//!         for each input row i of the R windows, for each column j of a window:
//!             x = a vector of input row i, from column j on
//!             for each output row r whose window has row i:
//!                 sums[r] += x * weights[i - r * STEP][j]
//!         store activation(sums)
//! ```
//!
//! With one input channel in a group there is little to add for each load, so a tile is several
//! rows high, and every vector of input is loaded once for all of them. An output still meets its
//! taps row by row and left to right. Where outputs are 2 columns apart, staged rows have their
//! even columns first and their odd ones after, so that neighbouring outputs still find
//! neighbouring inputs.

use super::{Target, TileBand, starts, store_lines};
use crate::exec::layers::activate::activate_tile;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::ChannelBlock;
use fearless_simd::{Simd, SimdBase};

/// Output rows of a tile.
const ROWS: usize = 4;

/// Sums the `count` first channels of a block for a window of `K` rows and columns without
/// dilation; outputs are `STEP` rows and columns apart.
#[inline(always)]
pub(crate) fn planar<S: Simd, A: LayerLane, const K: usize, const STEP: usize>(
    s: S,
    band: &TileBand<'_, A>,
    block: ChannelBlock<'_, A>,
    count: usize,
    target: &mut Target<'_, A>,
) {
    for channel in 0..count {
        if band.rows < ROWS {
            rows::<S, A, K, STEP, 1>(s, band, block, channel, target);
        } else {
            rows::<S, A, K, STEP, ROWS>(s, band, block, channel, target);
        }
    }
}

/// One channel in tiles of `R` rows and a vector of columns.
#[inline(always)]
fn rows<S: Simd, A: LayerLane, const K: usize, const STEP: usize, const R: usize>(
    s: S,
    band: &TileBand<'_, A>,
    block: ChannelBlock<'_, A>,
    channel: usize,
    target: &mut Target<'_, A>,
) {
    let lanes = A::Vector::<S>::LEN;
    let width = band.columns.min(lanes);
    let mut weights = [[A::Vector::<S>::splat(s, A::EMPTY); K]; K];
    let mut tap = 0;
    while tap < K * K {
        weights[tap / K][tap % K] = A::Vector::<S>::splat(s, block.taps[tap].0[channel]);
        tap += 1;
    }
    let bias = A::Vector::<S>::splat(s, block.bias.0[channel]);
    for y in starts(band.rows, R) {
        for x in starts(band.columns, lanes) {
            let input = &band.input[y * band.row_step + x..];
            let sums = planar_tile::<S, A, K, STEP, R>(s, band, input, &weights, bias);
            let sums = activate_tile::<S, A, R, 1>(s, sums, &band.activate);
            let to = channel * target.channel + y * target.row + x * target.column;
            store_lines::<S, A, R, 1>(sums, R, target, (to, target.row), (0, width));
        }
    }
}

#[inline(always)]
fn planar_tile<S: Simd, A: LayerLane, const K: usize, const STEP: usize, const R: usize>(
    s: S,
    band: &TileBand<'_, A>,
    input: &[A],
    weights: &[[A::Vector<S>; K]; K],
    bias: A::Vector<S>,
) -> [[A::Vector<S>; 1]; R] {
    let lanes = A::Vector::<S>::LEN;
    let mut sums = [[bias]; R];
    // Windows of output rows are STEP input rows apart; with a step of 2 the odd columns lie after
    // the even ones.
    let pitch = band.row_step / STEP;
    let phase = if STEP == 1 {
        0
    } else {
        band.offsets[1] as usize
    };
    let mut rest = input;
    let mut row = 0;
    while row < (R - 1) * STEP + K {
        if row > 0 {
            rest = &rest[pitch..];
        }
        // One comparison for all loads of a row and a phase.
        let reach = lanes + (K - 1) / STEP;
        let even = &rest[..reach];
        let odd = if STEP == 1 {
            even
        } else {
            &rest[phase..][..lanes + (K - 2) / STEP]
        };
        let mut column = 0;
        while column < K {
            let window = if column % STEP == 0 { even } else { odd };
            let at = column / STEP;
            let x = A::Vector::<S>::from_slice(s, &window[at..at + lanes]);
            let mut output = 0;
            while output < R {
                if row >= output * STEP && row < output * STEP + K {
                    let weight = weights[row - output * STEP][column];
                    sums[output][0] = A::mul_add::<S>(x, weight, sums[output][0]);
                }
                output += 1;
            }
            column += 1;
        }
        row += 1;
    }
    sums
}
