//! The direct algorithm: every output is one sum over its window, in register tiles.
//!
//! ```text
//! for each image, for each group of channels:
//!     input read where it lies, windows of one tap:
//!         for each chunk of pixels, copied first if the plan says so: sweep
//!     input read where it lies, other windows:
//!         sweep over all output rows
//!     otherwise:
//!         for each band of output rows: stage its input, sweep
//!         (of blocks of channels: at the edges only, `blocks`)
//! a sweep: for each block of output channels, move tiles over the band
//! ```
//!
//! The sums are those of ONNX `Conv`. No matrix of patches (`im2col`) is made: tiles find the input
//! of each tap by its offset (Zhang, Franchetti and Low, High Performance Zero-Memory Overhead
//! Direct Convolutions, 2018, show that a direct loop needs none to be fast). Bands are about as
//! high as the first-level cache holds, so that what was staged is still there for every block of
//! channels.

mod blocks;

use super::call::Call;
use super::lane::LayerLane;
use super::pack::Blocks;
use super::scratch::Buffers;
use super::stage::{Frame, GroupInput, near, row_step};
use super::sweep::{Writer, sweep};
use super::tile::TileBand;
use crate::data::{Error, grown};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{LayerLowering, Reading, STAGED};
use conv_plan::rules::layer::{LayerSpec, Resolved};

impl<In: Scalar> Call<'_, In> {
    /// Computes all images into `out`, which has the shape of the output, in bands of rows.
    pub(crate) fn direct<A: LayerLane>(
        &self,
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        self.each_group(out, |source, out| {
            if lowering.reads_blocks() && lowering.reading == Reading::Staged {
                return self.bands_of_blocks(source, lowering, packed, buffers, out);
            }
            let stage = |frame, rows, to: &mut [A]| source.stage(frame, rows, to);
            self.bands(source, lowering, packed, buffers, out, stage)
        })
    }

    /// The bands of one group, whose input `stage` makes ready.
    pub(super) fn bands<A: LayerLane>(
        &self,
        source: GroupInput<'_, In>,
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
        mut stage: impl FnMut(Frame, (usize, usize), &mut [A]) -> Result<(), Error>,
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let (kernel, resolved) = (self.kernel, self.resolved);
        let (rows, columns) = (resolved.output.rows, resolved.output.columns);
        let window = &kernel.window();
        let mut target = Writer::new(kernel, self.memory(), source.group, out);
        if let Some(image) = self.as_planned(source, lowering.reading) {
            let frame = Frame::of_image(resolved, kernel.layout());
            frame.offsets(kernel, lowering.products, &mut buffers.offsets)?;
            let band = TileBand {
                input: image,
                row_step: row_step(frame.row, window.rows.stride),
                offsets: &buffers.offsets,
                products: lowering.products,
                rows,
                columns,
                activate: A::activation(self.activation),
            };
            sweep(self.token, &lowering.pieces, &band, packed, &mut target);
            return Ok(());
        }

        let planes = lowering.products.words(kernel.shape().group_inputs);
        let most = band_rows(kernel, resolved, planes);
        let frame = Frame::planes(kernel, resolved, most, planes);
        let (frame, staged) = frame.ok_or(Error::SizeOverflow)?;
        // Tiles that are wider than the output read on after its last row.
        let buffer = grown(
            &mut buffers.stage,
            staged
                .checked_add(lowering.overhang)
                .ok_or(Error::SizeOverflow)?,
        )?;
        frame.offsets(kernel, lowering.products, &mut buffers.offsets)?;
        let mut first = 0;
        while first < rows {
            target.first = first * columns;
            let count = most.min(rows - first);
            stage(frame, (self.first_row + first, count), buffer)?;
            let band = TileBand {
                input: buffer,
                row_step: row_step(frame.row, window.rows.stride),
                offsets: &buffers.offsets,
                products: lowering.products,
                rows: count,
                columns,
                activate: A::activation(self.activation),
            };
            sweep(self.token, &lowering.pieces, &band, packed, &mut target);
            first += count;
        }
        Ok(())
    }

    /// As [`direct`](Self::direct), for windows of one tap: a matrix product, over chunks of pixels
    /// that stay in a cache.
    pub(crate) fn pointwise<A: LayerLane>(
        &self,
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        self.each_group(out, |source, out| {
            let Some(image) = self.as_planned(source, lowering.reading) else {
                // The checked kernel has the element types of the call.
                return Ok(());
            };
            let mut target = Writer::new(self.kernel, self.memory(), source.group, out);
            self.product(image, lowering, packed, buffers, &mut target)
        })
    }

    /// The product for one group, whose input is `image`.
    fn product<A: LayerLane>(
        &self,
        image: &[A],
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        target: &mut Writer<'_, A>,
    ) -> Result<(), Error> {
        let (kernel, input, output) = (self.kernel, self.resolved.input, self.resolved.output);
        // A band of output rows is read from planes that have more.
        let plane = input.rows * input.columns;
        let pixels = output.rows * output.columns;
        let channels = kernel.shape().group_inputs;
        let (columns, overhang) = (lowering.columns, lowering.overhang);
        let copied = lowering.reading == Reading::Copied;
        ran!("pointwise{}", if copied { ", copied" } else { "" });
        let frame = if copied {
            Frame::of_planes(columns, columns, columns)
        } else {
            Frame::of_image(self.resolved, kernel.layout())
        };
        frame.offsets(kernel, lowering.products, &mut buffers.offsets)?;
        let stage = if copied {
            grown(&mut buffers.stage, channels * columns + overhang)?
        } else {
            &mut []
        };
        let mut first = 0;
        loop {
            if copied {
                let planes = image.chunks(plane);
                for (plane, to) in planes.zip(stage.chunks_exact_mut(columns)) {
                    to.copy_from_slice(&plane[first..first + columns]);
                }
            }
            let band = TileBand {
                input: if copied {
                    &*stage
                } else {
                    &image[first * frame.column..]
                },
                row_step: 0,
                offsets: &buffers.offsets,
                products: lowering.products,
                rows: 1,
                columns,
                activate: A::activation(self.activation),
            };
            target.first = first;
            sweep(self.token, &lowering.pieces, &band, packed, target);
            if first + columns >= pixels {
                return Ok(());
            }
            // The last chunk overlaps the one before.
            first = (first + columns).min(pixels - columns);
        }
    }

    /// The channels of a group where they lie, from the first output row's window on; `None` if
    /// they are staged.
    fn as_planned<'a, A: LayerLane>(
        &self,
        source: GroupInput<'a, In>,
        reading: Reading,
    ) -> Option<&'a [A]>
    where
        In: Stage<A>,
    {
        let image = match reading {
            Reading::Staged | Reading::Masked | Reading::Edges => None,
            Reading::InPlace | Reading::Copied => self.as_it_lies::<A>(source),
        };
        ran!(
            "{}",
            if image.is_some() {
                "in place"
            } else {
                "staged"
            }
        );
        debug_assert!(
            image.is_some() || reading == Reading::Staged,
            "an input that cannot be read where it lies was planned to be"
        );
        let row_step = row_step(
            Frame::of_image(self.resolved, self.kernel.layout()).row,
            self.kernel.window().rows.stride,
        );
        image.map(|image| &image[self.first_row * row_step..])
    }

    /// The channels of a group, where they lie.
    fn as_it_lies<'a, A: LayerLane>(&self, source: GroupInput<'a, In>) -> Option<&'a [A]>
    where
        In: Stage<A>,
    {
        let channels = self.kernel.shape().group_inputs;
        let area = self.resolved.input.rows * self.resolved.input.columns;
        let first = source.group * channels * area;
        let stored = self.kernel.layout().stored(channels)?;
        In::as_staged(source.image.get(first..first + stored * area)?)
    }
}

/// Output rows of a staged band of `planes` planes.
fn band_rows(kernel: &LayerSpec, resolved: &Resolved, planes: usize) -> usize {
    let window = &kernel.window();
    let extent = window.rows.saturating_extent();
    let width = resolved.columns.input + resolved.columns.before + resolved.columns.after;
    let row = width.max(1).saturating_mul(planes);
    // Rows that two bands share are staged twice: the others have to outnumber them.
    let shared = extent.saturating_sub(window.rows.stride);
    let high = (near() / row)
        .max(shared.saturating_mul(8))
        .min(STAGED / row);
    let rows = high.saturating_sub(extent) / window.rows.stride + 1;
    rows.max(extent.div_ceil(window.rows.stride))
        .clamp(1, resolved.output.rows)
}
