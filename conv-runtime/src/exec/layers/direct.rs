//! The direct algorithm: every output is one sum over its window, in register tiles.
//!
//! ```text
//! for each image, for each group of channels:
//!     input read where it lies, windows of one tap:
//!         for each chunk of pixels, copied first if the plan says so: sweep
//!     input read where it lies, other windows:
//!         sweep over all output rows
//!     otherwise:
//!         for each block of columns, all of them if rows are short:
//!             for each band of output rows: stage its input, sweep
//!         (of blocks of channels: at the edges only, `blocks`)
//! a sweep: for each block of output channels, move tiles over the band
//! ```
//!
//! The sums are those of ONNX `Conv`. No matrix of patches (`im2col`) is made: tiles find the input
//! of each tap by its offset (Zhang, Franchetti and Low, High Performance Zero-Memory Overhead
//! Direct Convolutions, 2018, show that a direct loop needs none to be fast). Bands are about as
//! high as the first-level cache holds, so that what was staged is still there for every block of
//! channels; blocks of columns keep them so where one row of outputs reads more.

mod blocks;

use super::call::Call;
use super::lane::LayerLane;
use super::pack::Blocks;
use super::scratch::Buffers;
use super::stage::{Frame, GroupInput, Patch, near};
use super::sweep::{Writer, sweep};
use super::tile::{TileBand, starts};
use crate::data::{Error, grown};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{LayerLowering, Reading, STAGED};
use conv_plan::window::Window;

/// Where the taps of all groups find their inputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bands {
    pub(super) frame: Frame,
    /// Output rows of a band.
    rows: usize,
    /// Elements that are staged, with those that tiles read on.
    staged: usize,
}

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
        if lowering.reads_blocks() && lowering.reading == Reading::Staged {
            return self.each_group(out, |source, out| {
                self.bands_of_blocks(source, lowering, packed, buffers, out)
            });
        }
        let bands = self.bands_of(lowering, buffers)?;
        self.each_group(out, |source, out| {
            let stage = |patch, to: &mut [A]| source.stage(&bands.frame, patch, to);
            self.bands(source, lowering, (&bands, packed), buffers, out, stage);
            Ok(())
        })
    }

    /// Makes room for the bands of a group, and finds the offsets of its taps.
    pub(super) fn bands_of<A: LayerLane>(
        &self,
        lowering: &LayerLowering,
        buffers: &mut Buffers<A>,
    ) -> Result<Bands, Error> {
        let (kernel, output) = (self.kernel, self.resolved.output);
        let (window, size) = (kernel.window(), |rows| (rows, lowering.columns));
        let planes = lowering.products.words(kernel.shape().group_inputs);
        let bands = if lowering.reading == Reading::Staged {
            let row = window.columns.places(lowering.columns).length();
            let rows = band_rows(&window, row, planes).min(output.rows);
            let frame = Frame::planes(&window, size(rows), planes);
            let (frame, staged) = frame.ok_or(Error::SizeOverflow)?;
            // Tiles that are wider than the output read on after its last row.
            let staged = staged.checked_add(lowering.overhang);
            Bands {
                frame,
                rows,
                staged: staged.ok_or(Error::SizeOverflow)?,
            }
        } else {
            Bands {
                frame: Frame::of_image(kernel, self.resolved),
                rows: output.rows,
                staged: 0,
            }
        };
        grown(&mut buffers.stage, bands.staged)?;
        let frame = &bands.frame;
        frame.offsets(&window, planes, &mut buffers.offsets)?;
        Ok(bands)
    }

    /// The bands of one group, whose input `stage` makes ready.
    pub(super) fn bands<A: LayerLane>(
        &self,
        source: GroupInput<'_, In>,
        lowering: &LayerLowering,
        (bands, packed): (&Bands, Blocks<'_, A>),
        buffers: &mut Buffers<A>,
        out: &mut [A],
        mut stage: impl FnMut(Patch, &mut [A]),
    ) where
        In: Stage<A>,
    {
        let (kernel, output) = (self.kernel, self.resolved.output);
        let mut target = Writer::new(kernel, self.memory(), source.group, out);
        let image = self.as_planned(source, lowering.reading);
        let (columns, stage_to) = (lowering.columns, &mut buffers.stage[..bands.staged]);
        // The last block of columns overlaps the one before.
        for left in starts(output.columns, columns) {
            for first in (0..output.rows).step_by(bands.rows) {
                let rows = bands.rows.min(output.rows - first);
                let input = match image {
                    Some(image) => image,
                    None => {
                        let at = (self.first_row + first, left);
                        let patch = Patch::of_outputs(&kernel.window(), at, (rows, columns));
                        stage(patch, stage_to);
                        &*stage_to
                    }
                };
                let band = TileBand {
                    input,
                    row_step: bands.frame.row_step(),
                    offsets: &buffers.offsets,
                    products: lowering.products,
                    rows,
                    columns,
                    activate: A::activation(self.activation),
                };
                target.first = first * output.columns + left;
                sweep(self.token, &lowering.pieces, &band, packed, &mut target);
            }
        }
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
            Frame::of_product(&kernel.window(), columns)
        } else {
            Frame::of_image(kernel, self.resolved)
        };
        frame.offsets(&kernel.window(), channels, &mut buffers.offsets)?;
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
        invariant!(
            image.is_some() || reading == Reading::Staged,
            "an input that cannot be read where it lies was planned to be"
        );
        let row_step = Frame::of_image(self.kernel, self.resolved).row_step();
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

/// Output rows of a band of `planes` staged planes, or channels, whose rows have so many columns.
fn band_rows(window: &Window, row: Option<usize>, planes: usize) -> usize {
    let row = row.and_then(|row| row.checked_mul(planes));
    let row = row.unwrap_or(usize::MAX).max(1);
    let [own, shared] = window.rows.own_and_shared();
    // Rows that two bands share are staged twice: the others have to outnumber them.
    let high = (near() / row).max(shared.saturating_mul(8));
    let rows = window.rows.outputs_in(high.min(STAGED / row));
    rows.max(window.rows.kernel.div_ceil(own))
}
