//! Tiles of neighbouring pixels: a vector of channels is multiplied by a vector of weights.
//!
//! ```text
//! for each output row, for each vector of channels, for each P pixels:
//!     sums[p] = bias
//!     pixels of a block, windows of the usual widths, without dilation:
//!         for each row of the window, for each p, for each tap k of the row:
//!             sums[p] += input[(p * step + k) * 16] * weights[k]
//!     others:
//!         for each tap k, for each p:  sums[p] += input[p * step + offsets[k]] * weights[k]
//!     store activation(sums)
//! ```
//!
//! Neighbouring windows overlap, and the first way loads what they share once, which matters most
//! where input that is read where it lies begins inside a cache line. It is for pixels of one size,
//! so that one comparison checks the loads of a row. An output meets its taps row by row and left
//! to right in both.

use crate::exec::activate::{Activate, activate_tile};
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::{Blocks, ChannelBlock};
use crate::exec::layers::tile::{lane_steps, starts};
use conv_plan::number::AccumulatorType;
use conv_plan::plan::layer::BLOCK;
use fearless_simd::{Simd, SimdBase};

/// Pixels of a tile.
const PIXELS: usize = 6;

/// Pixels of a tile whose windows share loads: of the two, the size whose tiles overlap less.
///
/// Planes of most networks have a multiple of 7 columns: 960 channels of 7x7 took 25 us with
/// smaller tiles and 19 with this one, 256 of 28x28 67 us with tiles of 8 and 62 with 7 (AVX-512).
const SHARING: [usize; 2] = [8, 7];

/// Rows of whole pixels, and where taps find their inputs in them.
#[derive(Debug)]
pub(crate) struct ChannelBand<'a, A> {
    /// From the window of the first output on.
    pub(super) input: &'a [A],
    pub(super) offsets: &'a [u32],
    /// Columns of a window, and how far apart those of neighbouring outputs are: 0 where taps are
    /// not side by side.
    pub(super) window: (usize, usize),
    /// From one output row's window to the next, and from one output column's to the next.
    pub(super) steps: (usize, usize),
    /// Channels of a pixel, and how many of them are the layer's: the others become 0.
    pub(super) channels: usize,
    pub(super) there: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// From one row of outputs to the next.
    pub(super) line: usize,
    pub(super) activate: Activate<A>,
}

/// A vector of channels.
#[derive(Clone, Copy)]
struct Channels<'a, A> {
    block: ChannelBlock<'a, A>,
    /// The first of them in the block, and in the band.
    lane: usize,
    channel: usize,
}

/// Whether there are tiles that share loads: each is compiled for every level.
const fn shares<S: Simd, A: LayerLane>() -> bool {
    matches!(A::TYPE, AccumulatorType::F32) && A::Vector::<S>::LEN >= 8
}

#[inline(always)]
pub(crate) fn sweep<S: Simd, A: LayerLane>(
    s: S,
    band: &ChannelBand<'_, A>,
    packed: Blocks<'_, A>,
    out: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    for channel in (0..band.channels).step_by(lanes) {
        let of = Channels {
            block: packed.block(0, channel / BLOCK),
            lane: channel % BLOCK,
            channel,
        };
        for y in 0..band.rows {
            let input = &band.input[y * band.steps.0 + channel..];
            let out = &mut out[y * band.line + channel..];
            if !shared_row(s, band, of, input, out) {
                any_row(s, band, of, input, out);
            }
        }
    }
}

/// A row of outputs in tiles that share loads, if its windows and its length allow it.
#[inline(always)]
fn shared_row<S: Simd, A: LayerLane>(
    s: S,
    band: &ChannelBand<'_, A>,
    of: Channels<'_, A>,
    input: &[A],
    out: &mut [A],
) -> bool {
    let [long, short] = SHARING;
    if const { !shares::<S, A>() } || band.channels != BLOCK || band.columns < short {
        return false;
    }
    let computed = |size| band.columns.div_ceil(size) * size;
    let is_short = band.columns < long || computed(short) < computed(long);
    macro_rules! rows {
        ($($k:literal $step:literal)*) => {
            match (band.window, is_short) {
                $((($k, $step), false) => row::<S, A, { SHARING[0] }, $k, $step>(s, band, of, input, out),
                (($k, $step), true) => row::<S, A, { SHARING[1] }, $k, $step>(s, band, of, input, out),)*
                _ => return false,
            }
        };
    }
    rows! { 3 1 3 2 5 1 5 2 }
    true
}

/// A row of outputs whose windows have `K` columns, `STEP` apart.
#[inline(always)]
fn row<S: Simd, A: LayerLane, const P: usize, const K: usize, const STEP: usize>(
    s: S,
    band: &ChannelBand<'_, A>,
    of: Channels<'_, A>,
    input: &[A],
    out: &mut [A],
) {
    for x in starts(band.columns, P) {
        let input = &input[x * STEP * BLOCK..];
        let sums = shared::<S, A, P, K, STEP>(s, band, of, input);
        store(s, band, of.channel, sums, BLOCK, &mut out[x * BLOCK..]);
    }
}

/// A row of outputs of any window.
#[inline(always)]
fn any_row<S: Simd, A: LayerLane>(
    s: S,
    band: &ChannelBand<'_, A>,
    of: Channels<'_, A>,
    input: &[A],
    out: &mut [A],
) {
    let mut x = 0;
    while x < band.columns {
        let input = &input[x * band.steps.1..];
        let out = &mut out[x * band.channels..];
        if x + PIXELS <= band.columns {
            let sums = each::<S, A, PIXELS>(s, band, of, input);
            store(s, band, of.channel, sums, band.channels, out);
            x += PIXELS;
        } else {
            let sums = each::<S, A, 1>(s, band, of, input);
            store(s, band, of.channel, sums, band.channels, out);
            x += 1;
        }
    }
}

/// The sums of `P` pixels whose windows share the columns that they have in common.
#[inline(always)]
fn shared<S: Simd, A: LayerLane, const P: usize, const K: usize, const STEP: usize>(
    s: S,
    band: &ChannelBand<'_, A>,
    of: Channels<'_, A>,
    input: &[A],
) -> [[A::Vector<S>; 1]; P] {
    let lanes = A::Vector::<S>::LEN;
    let columns = (P - 1) * STEP + K;
    let lane = of.lane..of.lane + lanes;
    let mut sums = [[A::Vector::<S>::from_slice(s, &of.block.bias.0[lane.clone()]); 1]; P];
    let rows = band
        .offsets
        .chunks_exact(K)
        .zip(of.block.taps.chunks_exact(K));
    for (offsets, taps) in rows {
        let window = &input[offsets[0] as usize..][..(columns - 1) * BLOCK + lanes];
        let mut weights = [A::Vector::<S>::splat(s, A::EMPTY); K];
        let mut k = 0;
        while k < K {
            weights[k] = A::Vector::<S>::from_slice(s, &taps[k].0[lane.clone()]);
            k += 1;
        }
        // The compiler loads each column once; pixel by pixel it needs few registers for them.
        let mut p = 0;
        while p < P {
            let mut k = 0;
            while k < K {
                let at = (p * STEP + k) * BLOCK;
                let x = A::Vector::<S>::from_slice(s, &window[at..at + lanes]);
                sums[p][0] = A::mul_add::<S>(x, weights[k], sums[p][0]);
                k += 1;
            }
            p += 1;
        }
    }
    sums
}

/// The sums of `P` pixels, tap by tap.
#[inline(always)]
fn each<S: Simd, A: LayerLane, const P: usize>(
    s: S,
    band: &ChannelBand<'_, A>,
    of: Channels<'_, A>,
    input: &[A],
) -> [[A::Vector<S>; 1]; P] {
    let lanes = A::Vector::<S>::LEN;
    let lane = of.lane..of.lane + lanes;
    let bias = A::Vector::<S>::from_slice(s, &of.block.bias.0[lane.clone()]);
    let mut sums = [[bias; 1]; P];
    for (&offset, weights) in band.offsets.iter().zip(of.block.taps) {
        let weights = A::Vector::<S>::from_slice(s, &weights.0[lane.clone()]);
        let input = &input[offset as usize..];
        let mut p = 0;
        while p < P {
            let at = p * band.steps.1;
            let x = A::Vector::<S>::from_slice(s, &input[at..at + lanes]);
            sums[p][0] = A::mul_add::<S>(x, weights, sums[p][0]);
            p += 1;
        }
    }
    sums
}

/// Activates and stores the channels of a tile that exist, in pixels that lie `pixel` elements
/// apart; others of a block become 0.
#[inline(always)]
fn store<S: Simd, A: LayerLane, const P: usize>(
    s: S,
    band: &ChannelBand<'_, A>,
    channel: usize,
    sums: [[A::Vector<S>; 1]; P],
    pixel: usize,
    out: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let there = lanes.min(band.channels - channel);
    let mut sums = activate_tile::<S, A, P, 1>(s, sums, &band.activate);
    if channel + there > band.there {
        let number = lane_steps::<S, A>(s, 1);
        let kept = A::from_i64(band.there.saturating_sub(channel) as i64);
        let mut p = 0;
        while p < P {
            sums[p][0] = A::keep::<S>(s, sums[p][0], number, [A::default(), kept]);
            p += 1;
        }
    }
    let mut p = 0;
    while p < P {
        let to = &mut out[p * pixel..][..there];
        if there == lanes {
            sums[p][0].store_slice(to);
        } else {
            to.copy_from_slice(&sums[p][0].as_slice()[..there]);
        }
        p += 1;
    }
}
