//! Depthwise layers whose channels lie side by side: each channel is a lane.
//!
//! ```text
//! for each image, for each block of its channels:
//!     output rows and columns whose windows lie inside the input:  read where they lie
//!     the others, at the edges, in bands of rows:                  read from padded rows
//! to read: for each output row, for each vector of channels, for each tile of pixels, sum (`tile`)
//! ```
//!
//! This is ONNX `Conv` with a group for each channel, in `nhwc`, where all channels are one block,
//! or block by block in `nchw16`. The weights are packed as if all channels were one group, so a
//! vector of them meets a vector of a pixel. The order of an output's operations is that of every
//! direct layer.

mod tile;

pub(crate) use tile::{ChannelBand, sweep};

use super::call::Call;
use super::lane::LayerLane;
use super::pack::Blocks;
use super::scratch::Buffers;
use super::stage::{PixelRows, inside, near, row_step};
use crate::data::{Error, grown};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{BLOCK, LayerLowering, Reading};
use conv_plan::rules::layer::Layout;
use conv_plan::window::Axis;
use core::ops::Range;

/// Columns that are worth two strips of staged ones beside them.
const INNER: usize = 8;

/// A block of the channels of an image, and where its outputs go.
struct Block<'a, In, A> {
    rows: PixelRows<'a, In>,
    packed: Blocks<'a, A>,
    /// Channels that are the layer's.
    there: usize,
    out: &'a mut [A],
}

/// Output rows and columns.
type Region = (Range<usize>, Range<usize>);

impl<In: Scalar> Call<'_, In> {
    /// As [`direct`](Self::direct), for interleaved depthwise layers.
    pub(crate) fn depthwise<A: LayerLane>(
        &self,
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        ran!("channels in lanes");
        let (input, output) = (self.resolved.input, self.resolved.output);
        let layout = self.kernel.layout();
        let (blocks, unit) = match layout {
            Layout::Nchw16 => (input.channels.div_ceil(BLOCK), BLOCK),
            _ => (1, input.channels),
        };
        let sizes = input.image(layout).zip(self.memory().image(layout));
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        let (whole, inner) = (
            (0..output.rows, 0..output.columns),
            self.inner_region(lowering.reading),
        );
        let pixels = self.images.chunks_exact(from / blocks);
        // Of an image that begins at a later row, the last chunk lacks the rows before.
        let outputs = out.chunks_mut(to / blocks);
        for (index, (pixels, out)) in pixels.zip(outputs).enumerate() {
            let first = index % blocks * unit;
            let mut block = Block {
                rows: PixelRows {
                    kernel: self.kernel,
                    resolved: self.resolved,
                    token: self.token,
                    pixels,
                    unit,
                },
                packed: packed.from(first / BLOCK),
                there: unit.min(input.channels - first),
                out,
            };
            let Some((pixels, (rows, columns))) = In::as_staged(pixels).zip(inner.clone()) else {
                self.staged(&mut block, whole.clone(), buffers)?;
                continue;
            };
            ran!("inner pixels in place");
            self.in_place(&mut block, pixels, (rows.clone(), columns.clone()), buffers)?;
            for region in [
                (0..rows.start, whole.1.clone()),
                (rows.clone(), 0..columns.start),
                (rows.clone(), columns.end..output.columns),
                (rows.end..output.rows, whole.1.clone()),
            ] {
                self.staged(&mut block, region, buffers)?;
            }
        }
        Ok(())
    }

    /// The outputs whose windows lie inside the input, if they can be read there and there are many.
    fn inner_region(&self, reading: Reading) -> Option<Region> {
        let (kernel, resolved) = (self.kernel, self.resolved);
        let window = kernel.window();
        if reading != Reading::Edges {
            return None;
        }
        let rows = inside(&resolved.rows, &window.rows);
        let last = resolved.output.rows;
        let local = |row: usize| row.saturating_sub(self.first_row).min(last);
        let rows = local(rows.start)..local(rows.end);
        let columns = inside(&resolved.columns, &window.columns);
        (!rows.is_empty() && columns.len() >= INNER).then_some((rows, columns))
    }

    /// Computes outputs from the image as it lies.
    fn in_place<A: LayerLane>(
        &self,
        block: &mut Block<'_, In, A>,
        pixels: &[A],
        (rows, columns): Region,
        buffers: &mut Buffers<A>,
    ) -> Result<(), Error> {
        let (resolved, unit) = (self.resolved, block.rows.unit);
        let window = self.kernel.window();
        let line = resolved.input.columns * unit;
        self.offsets((line, unit), &mut buffers.offsets)?;
        let top = (self.first_row + rows.start) * window.rows.stride - resolved.rows.before;
        let left = columns.start * window.columns.stride - resolved.columns.before;
        let input = &pixels[top * line + left * unit..];
        self.sweep(block, (line, input), (rows, columns), &buffers.offsets);
        Ok(())
    }

    /// Computes outputs from padded rows of whole pixels, in bands.
    fn staged<A: LayerLane>(
        &self,
        block: &mut Block<'_, In, A>,
        (rows, columns): Region,
        buffers: &mut Buffers<A>,
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        if rows.is_empty() || columns.is_empty() {
            return Ok(());
        }
        let (window, unit) = (self.kernel.window(), block.rows.unit);
        let reach = |axis: &Axis, outputs: usize| {
            let reach = (outputs - 1).checked_mul(axis.stride)?;
            reach.checked_add(axis.extent()?)
        };
        let wide = reach(&window.columns, columns.len()).and_then(|wide| wide.checked_mul(unit));
        let wide = wide.ok_or(Error::SizeOverflow)?;
        let extent = window.rows.saturating_extent();
        let shared = extent.saturating_sub(window.rows.stride);
        let high = (near() / wide).max(shared.saturating_mul(4));
        let most = (high.saturating_sub(extent) / window.rows.stride + 1).min(rows.len());
        let staged = reach(&window.rows, most)
            .and_then(|high| high.checked_mul(wide))
            .and_then(|staged| staged.checked_add(BLOCK))
            .ok_or(Error::SizeOverflow)?;
        self.offsets((wide, unit), &mut buffers.offsets)?;
        let stage = grown(&mut buffers.stage, staged)?;
        let left = columns.start * window.columns.stride;
        for first in rows.clone().step_by(most) {
            let band = first..rows.end.min(first + most);
            let top = (self.first_row + first) * window.rows.stride;
            let high = (band.len() - 1) * window.rows.stride + extent;
            for (row, to) in stage.chunks_exact_mut(wide).take(high).enumerate() {
                block.rows.stage(top + row, left, 1, to);
            }
            self.sweep(
                block,
                (wide, stage),
                (band, columns.clone()),
                &buffers.offsets,
            );
        }
        Ok(())
    }

    /// How far the input of each tap is from the beginning of its window, in rows of so many
    /// elements and pixels of so many.
    fn offsets(&self, (line, unit): (usize, usize), to: &mut Vec<u32>) -> Result<(), Error> {
        let (rows, columns) = (&self.kernel.window().rows, &self.kernel.window().columns);
        to.clear();
        to.try_reserve(rows.kernel * columns.kernel)?;
        for row in 0..rows.kernel {
            for column in 0..columns.kernel {
                let offset = row * rows.dilation * line + column * columns.dilation * unit;
                to.push(u32::try_from(offset).map_err(|_| Error::SizeOverflow)?);
            }
        }
        Ok(())
    }

    /// Sums a region whose first window begins with `input`, in rows of `line` elements.
    fn sweep<A: LayerLane>(
        &self,
        block: &mut Block<'_, In, A>,
        (line, input): (usize, &[A]),
        (rows, columns): Region,
        offsets: &[u32],
    ) {
        let (window, unit) = (self.kernel.window(), block.rows.unit);
        let out_line = self.resolved.output.columns * unit;
        let band = ChannelBand {
            input,
            offsets,
            window: match window.columns.dilation {
                1 => (window.columns.kernel, window.columns.stride),
                _ => (0, 0),
            },
            steps: (
                row_step(line, window.rows.stride),
                window.columns.stride.saturating_mul(unit),
            ),
            channels: unit,
            there: block.there,
            columns: columns.len(),
            rows: rows.len(),
            line: out_line,
            activate: A::activation(self.activation),
        };
        let out = &mut block.out[rows.start * out_line + columns.start * unit..];
        A::depthwise(self.token, &band, block.packed, out);
    }
}
