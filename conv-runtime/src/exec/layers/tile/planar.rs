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
//! Where a plane is read between zeros that are not there, the first lane of a row's first column
//! and the last lane of its last one are set to 0 after the load.
//!
//! With one input channel in a group there is little to add for each load, so a tile is several
//! rows high, and every vector of input is loaded once for all of them. An output still meets its
//! taps row by row and left to right. Where outputs are 2 columns apart, staged rows have their
//! even columns first and their odd ones after, so that neighbouring outputs still find
//! neighbouring inputs.

use super::{Target, TileBand, span, starts, store_lines};
use crate::exec::layers::activate::activate_tile;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::ChannelBlock;
use crate::exec::simd::wide;
use conv_plan::number::AccumulatorType;
use conv_plan::plan::layer::{BLOCK, LayerLowering};
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

/// Whether there is a tile that masks the columns beside a row.
const fn is_masked<A: LayerLane>(k: usize, step: usize) -> bool {
    k == 3 && step == 1 && matches!(A::TYPE, AccumulatorType::F32 | AccumulatorType::F64)
}

/// Output rows of the tile for higher bands.
const MANY: usize = LayerLowering::LEAST_BETWEEN;

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
    let masks = Masks::new(s);
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
            masks,
        };
        let channel = channel * target.channel;
        if band.masked {
            if const { is_masked::<A>(K, STEP) } {
                sums.rows::<MANY, true>(s, band, channel, target);
            }
        } else if band.rows < FEW {
            sums.rows::<1, false>(s, band, channel, target);
        } else if const { usual::<S>(K, STEP).0 == FEW } || band.rows < MANY {
            sums.rows::<FEW, false>(s, band, channel, target);
        } else {
            sums.rows::<MANY, false>(s, band, channel, target);
        }
    }
}

/// What sums of one channel are made of.
struct ChannelSums<S: Simd, A: LayerLane, const K: usize, const STEP: usize> {
    weights: [[A::Vector<S>; K]; K],
    bias: A::Vector<S>,
    masks: Masks<S, A>,
}

/// Greater than 0 in lanes that count.
#[derive(Clone, Copy)]
struct Masks<S: Simd, A: LayerLane> {
    /// Every lane.
    all: A::Vector<S>,
    /// All but the first, which is left of a row.
    left: A::Vector<S>,
    /// All but the last, which is right of a row.
    right: A::Vector<S>,
}

impl<S: Simd, A: LayerLane> Masks<S, A> {
    #[inline(always)]
    fn new(s: S) -> Self {
        let lanes = A::Vector::<S>::LEN;
        let one = A::from_i64(1);
        // As many as lanes of the widest level.
        let (mut left, mut right) = ([one; BLOCK], [one; BLOCK]);
        left[0] = A::default();
        right[lanes - 1] = A::default();
        Self {
            all: A::Vector::<S>::splat(s, one),
            left: A::Vector::<S>::from_slice(s, &left[..lanes]),
            right: A::Vector::<S>::from_slice(s, &right[..lanes]),
        }
    }
}

impl<S: Simd, A: LayerLane, const K: usize, const STEP: usize> ChannelSums<S, A, K, STEP> {
    /// The channel in tiles of `R` rows.
    #[inline(always)]
    fn rows<const R: usize, const MASKED: bool>(
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
                    x += self.store::<R, 2, MASKED>(s, band, at, target);
                } else {
                    // The last tile overlaps the one before.
                    let x_last = x.min(band.columns.saturating_sub(lanes));
                    x = x_last + self.store::<R, 1, MASKED>(s, band, (channel, y, x_last), target);
                }
            }
        }
    }

    /// Stores a tile of `V` vectors of columns, or as many as there are; returns how many columns.
    #[inline(always)]
    fn store<const R: usize, const V: usize, const MASKED: bool>(
        &self,
        s: S,
        band: &TileBand<'_, A>,
        (channel, y, x): (usize, usize, usize),
        target: &mut Target<'_, A>,
    ) -> usize {
        let (last, width) = span::<S, A, V>(band.columns - x);
        let input = &band.input[y * band.row_step + x..];
        let edges = (MASKED && x == 0, MASKED && x + width == band.columns);
        let sums = self.tile::<R, V, MASKED>(s, band, input, last, edges);
        let sums = activate_tile::<S, A, R, V>(s, sums, &band.activate);
        let to = channel + y * target.row + x * target.column;
        store_lines::<S, A, R, V>(sums, R, target, (to, target.row), (last, width));
        width
    }

    #[inline(always)]
    fn tile<const R: usize, const V: usize, const MASKED: bool>(
        &self,
        s: S,
        band: &TileBand<'_, A>,
        input: &[A],
        last: usize,
        (first_column, last_column): (bool, bool),
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
        let left = if first_column {
            self.masks.left
        } else {
            self.masks.all
        };
        let right = if last_column {
            self.masks.right
        } else {
            self.masks.all
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
                    let mut x = A::Vector::<S>::from_slice(s, &window[at..at + lanes]);
                    if const { MASKED } && column == 0 && v == 0 {
                        x = A::keep::<S>(s, x, left);
                    }
                    if const { MASKED } && column + 1 == K && v + 1 == V {
                        x = A::keep::<S>(s, x, right);
                    }
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
