//! Depthwise layers whose channels lie side by side: each channel is a lane.
//!
//! ```text
//! for each image, for each block of its channels:
//!     output rows and columns whose windows lie inside the input:  read where they lie
//!     the others, at the edges, in bands of rows, and of columns
//!     where rows are long:                                         read from padded rows
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
use super::stage::{Frame, Patch, PixelRows, inside, near};
use crate::data::{Error, grown};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{BLOCK, LayerLowering, Reading};
use conv_plan::rules::layer::Layout;
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

/// The bands of a region that is staged.
struct PixelBands {
    region: Region,
    frame: Frame,
    /// Rows and columns of outputs of a band; the last ones have fewer.
    size: (usize, usize),
    /// Elements that are staged, with those that vectors read on.
    elements: usize,
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
        let whole = (0..output.rows, 0..output.columns);
        let inner = self.inner_region(lowering.reading);
        let at_edges = inner.clone().map(|(rows, columns)| {
            [
                (0..rows.start, whole.1.clone()),
                (rows.clone(), 0..columns.start),
                (rows.clone(), columns.end..output.columns),
                (rows.end..output.rows, whole.1.clone()),
            ]
        });
        let mut staged = [const { None }; 4];
        let mut most = 0;
        let regions = at_edges.unwrap_or([whole, (0..0, 0..0), (0..0, 0..0), (0..0, 0..0)]);
        for (region, staged) in regions.into_iter().zip(&mut staged) {
            if !region.0.is_empty() && !region.1.is_empty() {
                let bands = self.bands_of_pixels(region, lowering.columns, unit)?;
                most = most.max(bands.elements);
                *staged = Some(bands);
            }
        }
        grown(&mut buffers.stage, most)?;
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
            if let Some((pixels, region)) = In::as_staged(pixels).zip(inner.clone()) {
                ran!("inner pixels in place");
                self.in_place(&mut block, pixels, region, buffers)?;
            }
            for bands in staged.iter().flatten() {
                self.staged(&mut block, bands, buffers)?;
            }
        }
        Ok(())
    }

    /// The outputs whose windows lie inside the input, if they can be read there and there are
    /// many.
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
        let (resolved, window) = (self.resolved, self.kernel.window());
        let frame = Frame::of_image(self.kernel, resolved);
        frame.offsets(&window, 1, &mut buffers.offsets)?;
        let top = (self.first_row + rows.start) * window.rows.stride - resolved.rows.before;
        let left = columns.start * window.columns.stride - resolved.columns.before;
        let input = &pixels[top * frame.row + left * frame.column..];
        self.sweep(block, (&frame, input), (rows, columns), &buffers.offsets);
        Ok(())
    }

    /// The bands of a region, of at most so many columns.
    fn bands_of_pixels(
        &self,
        (rows, columns): Region,
        most: usize,
        unit: usize,
    ) -> Result<PixelBands, Error> {
        let window = self.kernel.window();
        let wide = columns.len().min(most);
        let row = window.columns.places_in_order(wide).length();
        let row = row.and_then(|row| row.checked_mul(unit));
        let [_, shared] = window.rows.own_and_shared();
        let high = (near() / row.ok_or(Error::SizeOverflow)?).max(shared.saturating_mul(4));
        let high = window.rows.outputs_in(high).min(rows.len());
        let frame = Frame::pixels(&window, (high, wide), unit);
        let (frame, staged) = frame.ok_or(Error::SizeOverflow)?;
        Ok(PixelBands {
            region: (rows, columns),
            frame,
            size: (high, wide),
            // The last vector of channels reads on.
            elements: staged.checked_add(BLOCK).ok_or(Error::SizeOverflow)?,
        })
    }

    /// Computes outputs from padded rows of whole pixels, in bands.
    fn staged<A: LayerLane>(
        &self,
        block: &mut Block<'_, In, A>,
        bands: &PixelBands,
        buffers: &mut Buffers<A>,
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let (window, frame, (high, wide)) = (self.kernel.window(), &bands.frame, bands.size);
        let (rows, columns) = bands.region.clone();
        frame.offsets(&window, 1, &mut buffers.offsets)?;
        let stage = &mut buffers.stage[..bands.elements];
        for left in columns.clone().step_by(wide) {
            for first in rows.clone().step_by(high) {
                let band = first..rows.end.min(first + high);
                let part = left..columns.end.min(left + wide);
                let at = (self.first_row + first, left);
                let patch = Patch::of_outputs(&window, at, (band.len(), part.len()));
                block.rows.stage(frame, patch, stage);
                self.sweep(block, (frame, stage), (band, part), &buffers.offsets);
            }
        }
        Ok(())
    }

    /// Sums a region whose first window begins with `input`, which lies as the frame says.
    fn sweep<A: LayerLane>(
        &self,
        block: &mut Block<'_, In, A>,
        (frame, input): (&Frame, &[A]),
        (rows, columns): Region,
        offsets: &[u32],
    ) {
        let (window, unit) = (self.kernel.window(), block.rows.unit);
        let out_line = self.resolved.output.columns * unit;
        let band = ChannelBand {
            input,
            offsets,
            window: match (window.columns.dilation, frame.columns.step()) {
                (1, step) if step == window.columns.stride => (window.columns.kernel, step),
                _ => (0, 0),
            },
            steps: (frame.row_step(), frame.column_step()),
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
