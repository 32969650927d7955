//! Depthwise layers whose channels lie side by side: each channel is a lane.
//!
//! ```text
//! for each image, for each band of output rows:
//!     stage its input: padded rows of whole pixels
//!     for each output row, for each vector of channels, for each P pixels:
//!         sums[p] = bias
//!         for each tap k: sums[p] += input[p * step + offsets[k]] * weights[k]
//!         store activation(sums)
//! ```
//!
//! This is ONNX `Conv` with a group for each channel, in `nhwc`, or block by block in `nchw16`. The weights are packed as if all
//! channels were one group, so a vector of them meets a vector of a pixel. The order of an output's
//! operations is that of every direct layer.

use super::activate::activate_tile;
use super::call::Call;
use super::lane::LayerLane;
use super::pack::Blocks;
use super::scratch::Buffers;
use super::stage::{NEAR, PixelRows, row_step};
use super::tile::first_lanes;
use crate::data::{Error, grown};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::BLOCK;
use conv_plan::rules::layer::Layout;
use fearless_simd::{Simd, SimdBase};

/// Pixels of a tile.
const PIXELS: usize = 6;

/// Staged rows of whole pixels, and where taps find their inputs in them.
#[derive(Debug)]
pub(crate) struct ChannelBand<'a, A> {
    input: &'a [A],
    offsets: &'a [u32],
    /// From one output row's window to the next, and from one output column's to the next.
    steps: (usize, u32),
    /// Channels of a pixel, and how many of them are the layer's: the others become 0.
    channels: usize,
    there: usize,
    columns: usize,
    rows: usize,
    activate: super::activate::Activate<A>,
}

impl<In: Scalar> Call<'_, In> {
    /// As [`direct`](Self::direct), for interleaved depthwise layers.
    pub(crate) fn depthwise<A: LayerLane>(
        &self,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        ran!("channels in lanes");
        let (kernel, resolved) = (self.kernel, self.resolved);
        let (rows, columns) = (&kernel.window().rows, &kernel.window().columns);
        let layout = kernel.layout();
        // Channels of a pixel, in each block of them.
        let channels = match layout {
            Layout::Nchw16 => Layout::BLOCK,
            _ => resolved.input.channels,
        };
        let sizes = resolved
            .input
            .image(layout)
            .zip(resolved.output.image(layout));
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        let extent = (
            rows.extent().ok_or(Error::SizeOverflow)?,
            columns.extent().ok_or(Error::SizeOverflow)?,
        );
        let wide = (resolved.output.columns - 1)
            .checked_mul(columns.stride)
            .and_then(|reach| reach.checked_add(extent.1))
            .and_then(|wide| wide.checked_mul(channels))
            .ok_or(Error::SizeOverflow)?;
        let shared = extent.0.saturating_sub(rows.stride);
        let high = (NEAR / wide).max(shared.saturating_mul(4));
        let most = (high.saturating_sub(extent.0) / rows.stride + 1).min(resolved.output.rows);
        let staged = (most - 1)
            .checked_mul(rows.stride)
            .and_then(|reach| reach.checked_add(extent.0))
            .and_then(|high| high.checked_mul(wide))
            .and_then(|staged| staged.checked_add(BLOCK))
            .ok_or(Error::SizeOverflow)?;
        buffers.offsets.clear();
        for row in 0..rows.kernel {
            for column in 0..columns.kernel {
                let offset = row * rows.dilation * wide + column * columns.dilation * channels;
                let offset = u32::try_from(offset).map_err(|_| Error::SizeOverflow)?;
                buffers.offsets.push(offset);
            }
        }
        let step = u32::try_from(columns.stride.saturating_mul(channels))
            .map_err(|_| Error::SizeOverflow)?;
        let stage = grown(&mut buffers.stage, staged)?;
        let line = resolved.output.columns * channels;
        let blocks = resolved.input.channels.div_ceil(channels);
        let images = self.images.chunks_exact(from / blocks);
        let outputs = out.chunks_exact_mut(to / blocks);
        for (index, (pixels, out)) in images.zip(outputs).enumerate() {
            let block = index % blocks;
            let there = (resolved.input.channels - block * channels).min(channels);
            let rows_of_pixels = PixelRows {
                kernel,
                resolved,
                token: self.token,
                pixels,
                unit: channels,
            };
            let mut first = 0;
            while first < resolved.output.rows {
                let count = most.min(resolved.output.rows - first);
                let top = (self.first_row + first) * rows.stride;
                let high = (count - 1) * rows.stride + extent.0;
                for (row, to) in stage.chunks_exact_mut(wide).take(high).enumerate() {
                    rows_of_pixels.stage(top + row, 1, to);
                }
                let band = ChannelBand {
                    input: stage,
                    offsets: &buffers.offsets,
                    steps: (row_step(wide, rows.stride), step),
                    channels,
                    there,
                    columns: resolved.output.columns,
                    rows: count,
                    activate: A::activation(self.activation),
                };
                let out = &mut out[first * line..(first + count) * line];
                A::depthwise(
                    self.token,
                    &band,
                    packed.from(block * channels / BLOCK),
                    out,
                );
                first += count;
            }
        }
        Ok(())
    }
}

#[inline(always)]
pub(crate) fn sweep<S: Simd, A: LayerLane>(
    s: S,
    band: &ChannelBand<'_, A>,
    packed: Blocks<'_, A>,
    out: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    for y in 0..band.rows {
        let mut channel = 0;
        while channel < band.channels {
            let mut x = 0;
            while x < band.columns {
                let at = y * band.steps.0 + x * band.steps.1 as usize + channel;
                let input = &band.input[at..];
                let to = (y * band.columns + x) * band.channels + channel;
                let there = lanes.min(band.channels - channel);
                if x + PIXELS <= band.columns {
                    tile::<S, A, PIXELS>(s, band, packed, input, channel, &mut out[to..], there);
                    x += PIXELS;
                } else {
                    tile::<S, A, 1>(s, band, packed, input, channel, &mut out[to..], there);
                    x += 1;
                }
            }
            channel += lanes;
        }
    }
}

/// The sums of `P` pixels and a vector of channels, of which `there` exist.
#[inline(always)]
fn tile<S: Simd, A: LayerLane, const P: usize>(
    s: S,
    band: &ChannelBand<'_, A>,
    packed: Blocks<'_, A>,
    input: &[A],
    channel: usize,
    out: &mut [A],
    there: usize,
) {
    let lanes = A::Vector::<S>::LEN;
    let block = packed.block(0, channel / BLOCK);
    let lane = channel % BLOCK;
    let bias = A::Vector::<S>::from_slice(s, &block.bias.0[lane..lane + lanes]);
    let mut sums = [[bias; 1]; P];
    let step = band.steps.1;
    for (&offset, weights) in band.offsets.iter().zip(block.taps) {
        let weights = A::Vector::<S>::from_slice(s, &weights.0[lane..lane + lanes]);
        let input = &input[offset as usize..];
        let mut p = 0;
        while p < P {
            let at = p * step as usize;
            let x = A::Vector::<S>::from_slice(s, &input[at..at + lanes]);
            sums[p][0] = A::mul_add::<S>(x, weights, sums[p][0]);
            p += 1;
        }
    }
    let mut sums = activate_tile::<S, A, P, 1>(s, sums, &band.activate);
    if channel + there > band.there {
        let kept = first_lanes::<S, A>(s, band.there.saturating_sub(channel));
        let mut p = 0;
        while p < P {
            sums[p][0] = A::keep::<S>(s, sums[p][0], kept);
            p += 1;
        }
    }
    let mut p = 0;
    while p < P {
        let to = &mut out[p * band.channels..][..there];
        if there == lanes {
            sums[p][0].store_slice(to);
        } else {
            to.copy_from_slice(&sums[p][0].as_slice()[..there]);
        }
        p += 1;
    }
}
