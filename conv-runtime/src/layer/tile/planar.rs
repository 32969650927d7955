//! Tiles of one channel: output rows that share the input rows of their windows.
//!
//! With one input channel a group there is little to add for each load, so a tile is several rows
//! high, and every vector of input is loaded once for all of them.

use super::{Band, Target, span, starts, store_lines};
use crate::layer::activate::{LayerLane, activate_tile};
use crate::layer::pack::Block;
use fearless_simd::{Simd, SimdBase};

/// Output rows of a tile.
const ROWS: usize = 4;

/// Sums the `count` first channels of a block for a window of `K` rows and columns whose rows are not
/// dilated; output rows are `STEP` input rows apart.
#[inline(always)]
pub(crate) fn planar<S: Simd, A: LayerLane, const K: usize, const STEP: usize, const V: usize>(
    s: S,
    band: &Band<'_, A>,
    block: Block<'_, A>,
    count: usize,
    target: &mut Target<'_, A>,
) {
    for channel in 0..count {
        if band.rows < ROWS {
            rows::<S, A, K, STEP, V, 1>(s, band, block, channel, target);
        } else {
            rows::<S, A, K, STEP, V, ROWS>(s, band, block, channel, target);
        }
    }
}

/// One channel in tiles of `R` rows and `V` vectors of columns.
#[inline(always)]
fn rows<
    S: Simd,
    A: LayerLane,
    const K: usize,
    const STEP: usize,
    const V: usize,
    const R: usize,
>(
    s: S,
    band: &Band<'_, A>,
    block: Block<'_, A>,
    channel: usize,
    target: &mut Target<'_, A>,
) {
    let lanes = A::Vector::<S>::LEN;
    let (last, width) = span::<S, A, V>(band.columns);
    let mut weights = [[A::Vector::<S>::splat(s, A::EMPTY); K]; K];
    let mut tap = 0;
    while tap < K * K {
        weights[tap / K][tap % K] = A::Vector::<S>::splat(s, block.taps[tap].0[channel]);
        tap += 1;
    }
    let bias = A::Vector::<S>::splat(s, block.bias.0[channel]);
    for y in starts(band.rows, R) {
        for x in starts(band.columns, V * lanes) {
            let base = y * band.row_step + x;
            let sums = planar_tile::<S, A, K, STEP, V, R>(s, band, &weights, bias, base, last);
            let sums = activate_tile::<S, A, R, V>(s, sums, &band.activate);
            let to = channel * target.channel + y * target.row + x * target.column;
            store_lines::<S, A, R, V>(sums, R, target, (to, target.row), (last, width));
        }
    }
}

#[inline(always)]
fn planar_tile<
    S: Simd,
    A: LayerLane,
    const K: usize,
    const STEP: usize,
    const V: usize,
    const R: usize,
>(
    s: S,
    band: &Band<'_, A>,
    weights: &[[A::Vector<S>; K]; K],
    bias: A::Vector<S>,
    base: usize,
    last: usize,
) -> [[A::Vector<S>; V]; R] {
    let lanes = A::Vector::<S>::LEN;
    let mut sums = [[bias; V]; R];
    // Input rows are as far apart as the windows of output rows, divided by the step.
    let pitch = band.row_step / STEP;
    let mut input = 0;
    while input < (R - 1) * STEP + K {
        let mut column = 0;
        while column < K {
            let at = base + input * pitch + band.offsets[column];
            let window = &band.input[at..at + last + lanes];
            let mut x = [bias; V];
            let mut v = 0;
            while v < V {
                let first = if v + 1 < V { v * lanes } else { last };
                x[v] = A::Vector::<S>::from_slice(s, &window[first..first + lanes]);
                v += 1;
            }
            let mut output = 0;
            while output < R {
                if input >= output * STEP && input < output * STEP + K {
                    let weight = weights[input - output * STEP][column];
                    let mut v = 0;
                    while v < V {
                        sums[output][v] = A::mul_add::<S>(x[v], weight, sums[output][v]);
                        v += 1;
                    }
                }
                output += 1;
            }
            column += 1;
        }
        input += 1;
    }
    sums
}
