//! Where the elements of a tensor lie in memory.

use super::{Layout, TensorShape};

/// Elements from one place of a tensor to the next, along each of its axes.
///
/// ```text
/// nchw     [image][channel][row][column]
/// nhwc     [image][row][column][channel]
/// nchw16   [image][block][row][column][channel of the block]
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strides {
    /// From one block of [`Layout::BLOCK`] channels to the next.
    pub block: usize,
    /// From one channel of a block to the next.
    pub channel: usize,
    /// From one row to the next.
    pub row: usize,
    /// From one column to the next.
    pub column: usize,
}

impl Strides {
    /// The strides of a tensor whose elements fit the memory.
    #[must_use]
    pub const fn new(shape: &TensorShape, layout: Layout) -> Self {
        let area = shape.rows.saturating_mul(shape.columns);
        let (block, channel, column) = match layout {
            Layout::Nchw => (Layout::BLOCK.saturating_mul(area), area, 1),
            Layout::Nhwc => (Layout::BLOCK, 1, shape.channels),
            Layout::Nchw16 => (Layout::BLOCK.saturating_mul(area), 1, Layout::BLOCK),
        };
        Self {
            block,
            channel,
            row: shape.columns.saturating_mul(column),
            column,
        }
    }

    /// From the first channel of an image to this one.
    #[must_use]
    pub const fn of_channel(&self, channel: usize) -> usize {
        channel / Layout::BLOCK * self.block + channel % Layout::BLOCK * self.channel
    }
}
