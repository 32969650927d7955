//! How staged rows lie in memory, and where taps find their inputs in them.
//!
//! ```text
//! planes   [channel][row][column]            tiles load neighbouring columns
//! blocks   [block][row][column][channel]     tiles broadcast the channels of a pixel
//! ```
//!
//! Rows and columns are those that some tap of some output reads, in the order of [`Places`].

use crate::data::Error;
use alloc::vec::Vec;
use conv_plan::plan::layer::BLOCK;
use conv_plan::rules::layer::{LayerSpec, Resolved, Strides};
use conv_plan::window::{Places, Window};

/// How staged rows lie in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The rows that are there.
    pub(crate) rows: Places,
    /// The columns that are there.
    pub(crate) columns: Places,
    /// From one column to the next.
    pub(crate) column: usize,
    /// From one row to the next.
    pub(crate) row: usize,
    /// From one channel of a block, or word of channels, to the next.
    pub(crate) channel: usize,
    /// From one block of channels to the next.
    pub(crate) block: usize,
}

/// The part of the padded input that a frame holds: what some neighbouring outputs read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patch {
    /// The first padded row and column that they may read.
    pub(crate) top: usize,
    pub(crate) left: usize,
    /// Rows and columns of outputs.
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

impl Patch {
    /// What `rows` rows of outputs from row `first.0` on read, and columns in the same way.
    pub(crate) const fn of_outputs(
        window: &Window,
        first: (usize, usize),
        (rows, columns): (usize, usize),
    ) -> Self {
        Self {
            top: first.0.saturating_mul(window.rows.stride),
            left: first.1.saturating_mul(window.columns.stride),
            rows,
            columns,
        }
    }
}

impl Frame {
    /// The frame of `planes` planes for some rows and columns of outputs, and its elements; `None`
    /// if it is larger than memory.
    pub(crate) fn planes(
        window: &Window,
        (rows, columns): (usize, usize),
        planes: usize,
    ) -> Option<(Self, usize)> {
        let places = (
            window.rows.places_in_order(rows),
            window.columns.places(columns),
        );
        let (frame, plane) = Self::of_pixels(places, 1)?;
        let elements = plane.checked_mul(planes)?;
        Some((frame, elements))
    }

    /// As [`planes`](Self::planes), of the blocks of so many channels.
    pub(crate) fn blocks(
        window: &Window,
        (rows, columns): (usize, usize),
        channels: usize,
    ) -> Option<(Self, usize)> {
        let places = (
            window.rows.places_in_order(rows),
            window.columns.places(columns),
        );
        let (frame, block) = Self::of_pixels(places, BLOCK)?;
        Some((frame, block.checked_mul(channels.div_ceil(BLOCK))?))
    }

    /// As [`planes`](Self::planes), of pixels that have `unit` channels side by side, whose columns
    /// are in order too.
    pub(crate) fn pixels(
        window: &Window,
        (rows, columns): (usize, usize),
        unit: usize,
    ) -> Option<(Self, usize)> {
        let places = (
            window.rows.places_in_order(rows),
            window.columns.places_in_order(columns),
        );
        Self::of_pixels(places, unit)
    }

    /// The frame of pixels of `unit` channels, and the elements of one plane of them.
    fn of_pixels((rows, columns): (Places, Places), unit: usize) -> Option<(Self, usize)> {
        let row = columns.length()?.checked_mul(unit)?;
        let plane = row.checked_mul(rows.length()?)?;
        let frame = Self {
            rows,
            columns,
            column: unit,
            row,
            channel: if unit == 1 { plane } else { 1 },
            block: if unit == 1 {
                plane.saturating_mul(BLOCK)
            } else {
                plane
            },
        };
        Some((frame, plane))
    }

    /// The frame of planes of one row, which windows of one tap read.
    pub(crate) const fn of_product(window: &Window, columns: usize) -> Self {
        Self {
            rows: window.rows.places_that_lie(),
            columns: window.columns.places_that_lie(),
            column: 1,
            row: columns,
            channel: columns,
            block: columns.saturating_mul(BLOCK),
        }
    }

    /// The frame of an image that is read where it lies.
    pub(crate) const fn of_image(kernel: &LayerSpec, resolved: &Resolved) -> Self {
        let Strides {
            block,
            channel,
            row,
            column,
        } = Strides::new(&resolved.input, kernel.layout());
        Self {
            rows: kernel.window().rows.places_that_lie(),
            columns: kernel.window().columns.places_that_lie(),
            column,
            row,
            channel,
            block,
        }
    }

    /// Elements from one output row's window to the next. With one output row the stride may be of
    /// any size; nothing is read that far away.
    pub(crate) const fn row_step(&self) -> usize {
        self.row.saturating_mul(self.rows.step())
    }

    /// Elements from one output column's window to the next.
    pub(crate) const fn column_step(&self) -> usize {
        self.column.saturating_mul(self.columns.step())
    }

    /// How far the input of each tap is from the beginning of its window, in the order of
    /// operations: of so many channels, or words of channels.
    pub(crate) fn offsets(
        &self,
        window: &Window,
        channels: usize,
        to: &mut Vec<u32>,
    ) -> Result<(), Error> {
        let (rows, columns) = (window.rows.kernel, window.columns.kernel);
        let fits = |offset: usize| u32::try_from(offset).map_err(|_| Error::SizeOverflow);
        to.clear();
        to.try_reserve(channels * rows * columns)?;
        let mut last = 0;
        for row in 0..rows {
            let row = self.rows.of_tap(row) * self.row;
            for column in 0..columns {
                let offset = fits(row + self.columns.of_tap(column) * self.column)?;
                last = last.max(offset);
                to.push(offset);
            }
        }
        for channel in 1..channels {
            let channel = fits(channel / BLOCK * self.block + channel % BLOCK * self.channel)?;
            channel.checked_add(last).ok_or(Error::SizeOverflow)?;
            for tap in 0..rows * columns {
                to.push(to[tap] + channel);
            }
        }
        Ok(())
    }
}
