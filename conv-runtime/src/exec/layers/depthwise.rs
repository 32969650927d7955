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
//! This is ONNX `Conv` with a group for each channel, in `nhwc`. The weights are packed as if all
//! channels were one group, so a vector of them meets a vector of a pixel. The order of an output's
//! operations is that of every direct layer.

use super::activate::activate_tile;
use super::call::Call;
use super::lane::LayerLane;
use super::pack::Blocks;
use super::scratch::Buffers;
use super::stage::{near, row_step};
use crate::data::{Error, grown};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::BLOCK;
use conv_plan::rules::layer::LayerShape;
use conv_plan::window::{Border, Origin};
use fearless_simd::{Simd, SimdBase};

/// Pixels of a tile.
const PIXELS: usize = 6;

/// The shape in which the weights of such a layer are packed: a lane for each channel.
pub(crate) const fn packed_shape(shape: LayerShape) -> LayerShape {
    LayerShape { groups: 1, ..shape }
}

/// Staged rows of whole pixels, and where taps find their inputs in them.
#[derive(Debug)]
pub(crate) struct ChannelBand<'a, A> {
    input: &'a [A],
    offsets: &'a [u32],
    /// From one output row's window to the next, and from one output column's to the next.
    steps: (usize, u32),
    channels: usize,
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
        let channels = resolved.input.channels;
        let sizes = resolved.input.image().zip(resolved.output.image());
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
        let high = (near() / wide).max(shared.saturating_mul(4));
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
        for (image, out) in self.images.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
            let line = resolved.output.columns * channels;
            let mut first = 0;
            while first < resolved.output.rows {
                let count = most.min(resolved.output.rows - first);
                let top = (self.first_row + first) * rows.stride;
                let high = (count - 1) * rows.stride + extent.0;
                for (row, to) in stage.chunks_exact_mut(wide).take(high).enumerate() {
                    self.stage_pixels(image, top + row, to);
                }
                let band = ChannelBand {
                    input: stage,
                    offsets: &buffers.offsets,
                    steps: (row_step(wide, rows.stride), step),
                    channels,
                    columns: resolved.output.columns,
                    rows: count,
                    activate: A::activation(self.activation),
                };
                let out = &mut out[first * line..(first + count) * line];
                A::depthwise(self.token, &band, packed, out);
                first += count;
            }
        }
        Ok(())
    }

    /// Stages one padded row of whole pixels.
    fn stage_pixels<A: LayerLane>(&self, image: &[In], row: usize, to: &mut [A])
    where
        In: Stage<A>,
    {
        let (rows, columns) = (&self.resolved.rows, &self.resolved.columns);
        let channels = self.resolved.input.channels;
        let zero = self.kernel.zero_points().input;
        let constant = |border: Border, value: f64| match border {
            Border::Zero => A::default(),
            _ => In::from_f64(value).staged().minus(A::from_i64(zero.into())),
        };
        let (above, beside) = (
            self.kernel.window().row_border,
            self.kernel.window().column_border,
        );
        let line = columns.input * channels;
        let from = match rows.origin(above, row) {
            Origin::Input(y) => &image[y * line..(y + 1) * line],
            Origin::Constant(value) => return to.fill(constant(above, value)),
        };
        let first = (columns.before * channels).min(to.len());
        let count = line.min(to.len() - first);
        let within = &mut to[first..first + count];
        match In::as_staged(&from[..count]) {
            Some(from) => within.copy_from_slice(from),
            None => In::convert(self.token, &from[..count], within),
        }
        if zero != 0 {
            let zero = A::from_i64(zero.into());
            for value in within {
                *value = value.minus(zero);
            }
        }
        let end = (columns.before + columns.input) * channels;
        for (position, to) in to.chunks_exact_mut(channels).enumerate() {
            if position * channels >= first && position * channels < end {
                continue;
            }
            match columns.origin(beside, position) {
                Origin::Constant(value) => to.fill(constant(beside, value)),
                Origin::Input(x) => {
                    let from = &from[x * channels..(x + 1) * channels];
                    for (to, from) in to.iter_mut().zip(from) {
                        *to = from.staged().minus(A::from_i64(zero.into()));
                    }
                }
            }
        }
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
    let sums = activate_tile::<S, A, P, 1>(s, sums, &band.activate);
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
