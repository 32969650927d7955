//! Bands of output rows whose input has its channels in blocks, in the layout `nchw16`.
//!
//! ```text
//! for each band of output rows:
//!     windows reach past the top or the bottom, or rows are short:
//!         for each block of columns, all of them if rows are short: stage padded rows, sweep
//!     otherwise:
//!         sweep the columns between the first and the last tile of a row, where their input lies
//!         for the first and the last tile: stage what they read, sweep
//! ```
//!
//! What is staged lies as the input does, between margins, so both are read in the same way. Little
//! of it has to be staged, which counts where few channels of outputs read it.

use super::band_rows;
use crate::data::{Error, grown};
use crate::exec::layers::call::Call;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::Blocks;
use crate::exec::layers::scratch::Buffers;
use crate::exec::layers::stage::{Frame, GroupInput, Patch, inside};
use crate::exec::layers::sweep::{Writer, sweep};
use crate::exec::layers::tile::{TileBand, starts};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{BLOCK, LayerLowering, Piece, Pieces, Products, Tiling};
use core::ops::Range;

/// What is read where it lies.
#[derive(Debug, Clone)]
struct Inner<'a, A> {
    /// The blocks of the group.
    image: &'a [A],
    /// Output rows whose windows lie inside.
    rows: Range<usize>,
    /// The columns of the first and of the last tile.
    edge: usize,
}

impl<In: Scalar> Call<'_, In> {
    /// The bands of one group.
    pub(super) fn bands_of_blocks<A: LayerLane>(
        &self,
        source: GroupInput<'_, In>,
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        ran!("staged");
        let (kernel, resolved) = (self.kernel, self.resolved);
        let (rows, columns) = (resolved.output.rows, resolved.output.columns);
        let (channels, window) = (kernel.shape().group_inputs, kernel.window());
        let row = window.columns.places(lowering.columns).length();
        let most = band_rows(&window, row, channels.next_multiple_of(BLOCK)).min(rows);
        let frame = Frame::blocks(&window, (most, lowering.columns), channels);
        let (frame, mut staged) = frame.ok_or(Error::SizeOverflow)?;
        frame.offsets(&window, channels, &mut buffers.offsets)?;
        let inner = self.inner_blocks::<A>(source, lowering);
        let image = Frame::of_image(kernel, resolved);
        let mut edges = frame;
        if let Some(inner) = &inner {
            let of_edges = Frame::blocks(&window, (most, inner.edge), channels);
            let elements;
            (edges, elements) = of_edges.ok_or(Error::SizeOverflow)?;
            staged = staged.max(elements);
            edges.offsets(&window, channels, &mut buffers.edge_offsets)?;
            image.offsets(&window, channels, &mut buffers.inner_offsets)?;
        }
        let stage = grown(&mut buffers.stage, staged)?;
        let mut target = Writer::new(kernel, self.memory(), source.group, out);
        let mut first = 0;
        while first < rows {
            let (inside, end) = match &inner {
                Some(inner) if first < inner.rows.start => (None, inner.rows.start),
                Some(inner) if first < inner.rows.end => (Some(inner), inner.rows.end),
                _ => (None, rows),
            };
            let count = most.min(end - first);
            let top = self.first_row + first;
            let patch = |left, columns| Patch::of_outputs(&window, (top, left), (count, columns));
            let Some(inner) = inside else {
                let columns_at_once = lowering.columns;
                // The last block of columns overlaps the one before.
                for left in starts(columns, columns_at_once) {
                    source.blocks(&frame, patch(left, columns_at_once), stage);
                    let offsets = &buffers.offsets;
                    let band = self.band(stage, &frame, offsets, (count, columns_at_once));
                    target.first = first * columns + left;
                    sweep(self.token, &lowering.pieces, &band, packed, &mut target);
                }
                first += count;
                continue;
            };
            let tiling = lowering.pieces.main.tiling;
            let piece = |columns| Pieces {
                main: Piece {
                    tiling,
                    first: 0,
                    columns,
                },
                rest: None,
            };
            let row = top * window.rows.stride - resolved.rows.before;
            let input = &inner.image[row * image.row..];
            // Column 0 of the output begins before the input: the piece begins later.
            let input = &input[(inner.edge - resolved.columns.before) * BLOCK..];
            let middle = columns - 2 * inner.edge;
            let offsets = &buffers.inner_offsets;
            let of_image = self.band(input, &image, offsets, (count, middle));
            target.first = first * columns + inner.edge;
            sweep(self.token, &piece(middle), &of_image, packed, &mut target);
            for left in [0, columns - inner.edge] {
                source.blocks(&edges, patch(left, inner.edge), stage);
                let offsets = &buffers.edge_offsets;
                let band = self.band(stage, &edges, offsets, (count, inner.edge));
                target.first = first * columns + left;
                sweep(self.token, &piece(inner.edge), &band, packed, &mut target);
            }
            first += count;
        }
        Ok(())
    }

    fn band<'a, A: LayerLane>(
        &self,
        input: &'a [A],
        frame: &Frame,
        offsets: &'a [u32],
        (rows, columns): (usize, usize),
    ) -> TileBand<'a, A> {
        TileBand {
            input,
            row_step: frame.row_step(),
            offsets,
            products: Products::One,
            rows,
            columns,
            activate: A::activation(self.activation),
        }
    }

    /// What can be read where it lies, if rows have other tiles than the first and the last.
    fn inner_blocks<'a, A: LayerLane>(
        &self,
        source: GroupInput<'a, In>,
        lowering: &LayerLowering,
    ) -> Option<Inner<'a, A>>
    where
        In: Stage<A>,
    {
        let (kernel, resolved) = (self.kernel, self.resolved);
        let Tiling::BroadcastPixels(edge, _) = lowering.pieces.main.tiling else {
            return None;
        };
        let window = kernel.window();
        let columns = resolved.output.columns;
        let within = inside(&resolved.columns, &window.columns);
        let wide = columns >= 3 * edge && within.start <= edge && columns - edge <= within.end;
        if !wide || window.columns.stride != 1 || kernel.zero_points().input != 0 {
            return None;
        }
        let rows = inside(&resolved.rows, &window.rows);
        let last = resolved.output.rows;
        let local = |row: usize| row.saturating_sub(self.first_row).min(last);
        Some(Inner {
            image: self.as_it_lies(source)?,
            rows: local(rows.start)..local(rows.end),
            edge,
        })
    }
}
