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
//! neighbouring inputs. Planes of floats between zeros are read where they lie (`lying`).

mod lying;

pub(crate) use lying::{LyingPlanes, lying};

use super::{Target, TileBand, span, starts, store_lines};
use crate::exec::activate::activate_tile;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::ChannelBlock;
use crate::exec::simd::wide;
use fearless_simd::{Simd, SimdBase};

/// Output rows and vectors of the usual tile: 3x3 in steps of one has few enough weights for more
/// sums.
///
/// 32 channels of 112x112 on AVX-512: 3x3 took 56 us with 8 rows of two vectors, 75 with 4 of one;
/// 5x5 took 222 us with 4 rows of two vectors, 175 with one.
const fn usual<S: Simd>(k: usize, step: usize) -> (usize, usize) {
    match (k, step) {
        (3, 1) => (MANY, if wide::<S>() { 2 } else { 1 }),
        _ => (FEW, 1),
    }
}

/// Output rows of the tile for higher bands.
const MANY: usize = 8;

/// Output rows of the tile for lower bands.
const FEW: usize = 4;

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
        let mut weights = [[A::Vector::<S>::splat(s, A::EMPTY); K]; K];
        let mut tap = 0;
        while tap < K * K {
            weights[tap / K][tap % K] = A::Vector::<S>::splat(s, block.taps[tap].0[channel]);
            tap += 1;
        }
        let sums = ChannelSums::<S, A, K, STEP> {
            weights,
            bias: A::Vector::<S>::splat(s, block.bias.0[channel]),
        };
        let channel = channel * target.channel;
        if band.rows < FEW {
            sums.rows::<1>(s, band, channel, target);
        } else if const { usual::<S>(K, STEP).0 == FEW } || band.rows < MANY {
            sums.rows::<FEW>(s, band, channel, target);
        } else {
            sums.rows::<MANY>(s, band, channel, target);
        }
    }
}

/// What sums of one channel are made of.
struct ChannelSums<S: Simd, A: LayerLane, const K: usize, const STEP: usize> {
    weights: [[A::Vector<S>; K]; K],
    bias: A::Vector<S>,
}

impl<S: Simd, A: LayerLane, const K: usize, const STEP: usize> ChannelSums<S, A, K, STEP> {
    /// The channel in tiles of `R` rows.
    #[inline(always)]
    fn rows<const R: usize>(
        &self,
        s: S,
        band: &TileBand<'_, A>,
        channel: usize,
        target: &mut Target<'_, A>,
    ) {
        let lanes = A::Vector::<S>::LEN;
        for y in starts(band.rows, R) {
            let mut x = 0;
            while x < band.columns {
                let left = band.columns - x;
                let at = (channel, y, x);
                if const { usual::<S>(K, STEP).1 == 2 } && left > lanes {
                    x += self.store::<R, 2>(s, band, at, target);
                } else {
                    // The last tile overlaps the one before.
                    let x_last = x.min(band.columns.saturating_sub(lanes));
                    x = x_last + self.store::<R, 1>(s, band, (channel, y, x_last), target);
                }
            }
        }
    }

    /// Stores a tile of `V` vectors of columns, or as many as there are; returns how many columns.
    #[inline(always)]
    fn store<const R: usize, const V: usize>(
        &self,
        s: S,
        band: &TileBand<'_, A>,
        (channel, y, x): (usize, usize, usize),
        target: &mut Target<'_, A>,
    ) -> usize {
        let (last, width) = span::<S, A, V>(band.columns - x);
        let input = &band.input[y * band.row_step + x..];
        let sums = self.tile::<R, V>(s, band, input, last);
        let sums = activate_tile::<S, A, R, V>(s, sums, &band.activate);
        let to = channel + y * target.row + x * target.column;
        store_lines::<S, A, R, V>(sums, R, target, (to, target.row), (last, width));
        width
    }

    #[inline(always)]
    fn tile<const R: usize, const V: usize>(
        &self,
        s: S,
        band: &TileBand<'_, A>,
        input: &[A],
        last: usize,
    ) -> [[A::Vector<S>; V]; R] {
        let lanes = A::Vector::<S>::LEN;
        let mut sums = [[self.bias; V]; R];
        // Windows of output rows are STEP input rows apart; with a step of 2 the odd columns lie
        // after the even ones.
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
            let even = &rest[..last + lanes + (K - 1) / STEP];
            let odd = if STEP == 1 {
                even
            } else {
                &rest[phase..][..last + lanes + (K - 2) / STEP]
            };
            let mut column = 0;
            while column < K {
                let window = if column % STEP == 0 { even } else { odd };
                let mut v = 0;
                while v < V {
                    let at = column / STEP + if v + 1 < V { v * lanes } else { last };
                    let x = A::Vector::<S>::from_slice(s, &window[at..at + lanes]);
                    let mut output = 0;
                    while output < R {
                        if row >= output * STEP && row < output * STEP + K {
                            let weight = self.weights[row - output * STEP][column];
                            sums[output][v] = A::mul_add::<S>(x, weight, sums[output][v]);
                        }
                        output += 1;
                    }
                    v += 1;
                }
                column += 1;
            }
            row += 1;
        }
        sums
    }
}
