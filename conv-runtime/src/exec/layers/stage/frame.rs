//! How staged rows lie in memory, and where taps find their inputs in them.
//!
//! ```text
//! planes   [channel][row][phase][column]          tiles load neighbouring columns
//! blocks   [block][row][phase][column][channel]   tiles broadcast the channels of a pixel
//! ```

use crate::data::Error;
use alloc::vec::Vec;
use conv_plan::plan::layer::{BLOCK, Products};
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, Strides};

/// How staged rows lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// From one column of a phase to the next.
    pub(crate) column: usize,
    /// From one phase of a row to the next.
    pub(crate) phase: usize,
    /// From one row to the next.
    pub(crate) row: usize,
    /// From one channel of a block, or word of channels, to the next.
    pub(crate) channel: usize,
    /// From one block of channels to the next.
    pub(crate) block: usize,
}

impl Frame {
    /// The frame of `planes` bands of `rows` output rows, and its elements; `None` if it is larger
    /// than memory.
    pub(crate) fn planes(
        kernel: &LayerSpec,
        resolved: &Resolved,
        rows: usize,
        planes: usize,
    ) -> Option<(Self, usize)> {
        let (phase, row, plane) = band(kernel, resolved, rows, 1)?;
        let elements = plane.checked_mul(planes)?;
        Some((Self::of_planes(phase, row, plane), elements))
    }

    /// As [`planes`](Self::planes), of the blocks of so many channels.
    pub(crate) fn blocks(
        kernel: &LayerSpec,
        resolved: &Resolved,
        rows: usize,
        channels: usize,
    ) -> Option<(Self, usize)> {
        let (phase, row, block) = band(kernel, resolved, rows, BLOCK)?;
        let frame = Self {
            column: BLOCK,
            phase,
            row,
            channel: 1,
            block,
        };
        Some((frame, block.checked_mul(channels.div_ceil(BLOCK))?))
    }

    /// The frame of planes of these sizes, which fit the memory.
    pub(crate) const fn of_planes(phase: usize, row: usize, plane: usize) -> Self {
        Self {
            column: 1,
            phase,
            row,
            channel: plane,
            block: BLOCK.saturating_mul(plane),
        }
    }

    /// The frame of an image that is read where it lies.
    pub(crate) const fn of_image(resolved: &Resolved, layout: Layout) -> Self {
        let Strides {
            block,
            channel,
            row,
            column,
        } = Strides::new(&resolved.input, layout);
        Self {
            column,
            phase: row,
            row,
            channel,
            block,
        }
    }

    /// How far the input of each tap is from the beginning of its window, in the order of
    /// operations.
    pub(crate) fn offsets(
        &self,
        kernel: &LayerSpec,
        products: Products,
        to: &mut Vec<u32>,
    ) -> Result<(), Error> {
        let (rows, columns) = (&kernel.window().rows, &kernel.window().columns);
        let planes = products.words(kernel.shape().group_inputs);
        to.clear();
        to.try_reserve(planes * rows.kernel * columns.kernel)
            .map_err(|_| Error::OutOfMemory)?;
        for channel in 0..planes {
            let channel = channel / BLOCK * self.block + channel % BLOCK * self.channel;
            for row in 0..rows.kernel {
                for column in 0..columns.kernel {
                    let reach = column * columns.dilation;
                    let offset = channel
                        + row * rows.dilation * self.row
                        + reach % columns.stride * self.phase
                        + reach / columns.stride * self.column;
                    to.push(u32::try_from(offset).map_err(|_| Error::SizeOverflow)?);
                }
            }
        }
        Ok(())
    }
}

/// Elements of a phase, a row, and all rows that `rows` output rows read, for columns of `unit`
/// elements.
fn band(
    kernel: &LayerSpec,
    resolved: &Resolved,
    rows: usize,
    unit: usize,
) -> Option<(usize, usize, usize)> {
    let window = &kernel.window();
    let phases = window.columns.stride;
    let reach = (resolved.columns.output - 1)
        .checked_mul(phases)?
        .checked_add(window.columns.extent()?)?;
    let phase = reach.div_ceil(phases).checked_mul(unit)?;
    let row = phase.checked_mul(phases)?;
    let high = (rows - 1)
        .checked_mul(window.rows.stride)?
        .checked_add(window.rows.extent()?)?;
    Some((phase, row, row.checked_mul(high)?))
}
