//! A pass as a table: its taps, in runs of neighbours.
//!
//! ```text
//! along a row        for each segment, for each tap: load a vector, add it times the tap
//! rows of a plane    for each segment, taps of one kernel column: load each input row once, from top
//!                    to bottom, and add it to all output rows of the tile that it belongs to
//! a row in blocks    the same, with blocks of the row as rows
//! ```
//!
//! All go through the taps in the plan's order: a plane's column by column, each from top to
//! bottom. Taps down a column are neighbours if each meets for an output row what the one before
//! meets for the next output row: rows of taps that are as far apart as rows of outputs.

#[cfg(feature = "alloc")]
use super::Steps;
use crate::window::gcd;

/// Neighbouring taps: along a row in a table for tiles of one row without blocks, else down a
/// kernel column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The row of a view that the first tap meets for the first output row of a tile.
    pub row: usize,
    /// The offset in that row.
    pub offset: usize,
    /// Index of the first tap.
    pub first: usize,
    /// Number of taps.
    pub count: usize,
}

/// Kernel rows from one that meets some input rows to the next that meets them, for another output
/// row: outputs are `stride` rows apart, taps `dilation`.
#[must_use]
pub const fn period(stride: usize, dilation: usize) -> usize {
    match stride.checked_div(gcd(stride, dilation)) {
        None | Some(0) => 1,
        Some(period) => period,
    }
}

/// The columns of a block of a row whose sums take this many bytes each: those of the largest
/// vector, on every level.
#[must_use]
pub const fn block_of(bytes: usize) -> usize {
    match 64usize.checked_div(bytes) {
        Some(columns) => columns,
        None => 64,
    }
}

impl Segment {
    /// The most taps of a segment down a column: with 8 sums and a vector of inputs they take up 16
    /// registers.
    pub const LONGEST: usize = 7;

    /// Taps down a column, `step` rows apart, in as few segments as can be, of nearly equal
    /// lengths.
    #[cfg(feature = "alloc")]
    fn parts(self, step: usize) -> impl Iterator<Item = Self> {
        let parts = self.count.div_ceil(Self::LONGEST);
        let start = move |part: usize| part * self.count / parts;
        (0..parts).map(move |part| Self {
            row: self.row + start(part) * step,
            first: self.first + start(part),
            count: start(part + 1) - start(part),
            ..self
        })
    }
}

/// The table of a pass.
#[cfg(feature = "alloc")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadTable {
    /// The segments, which cover all taps in order.
    pub segments: alloc::vec::Vec<Segment>,
    /// Rows of a view from one output row to the next and, in a segment down a column, from one tap
    /// to the next.
    pub step: usize,
    /// The columns of the blocks that a row is read in, whose segments are down columns;
    /// [`Steps::WHOLE`] if there are no blocks.
    pub block: usize,
}

#[cfg(feature = "alloc")]
impl LoadTable {
    /// The table of a pass, for tiles of the rows of its lowering.
    #[must_use]
    pub fn new(pass: &super::Pass) -> Self {
        let steps = &pass.steps;
        let block = steps.block;
        let down = pass.lowering.tile.rows > 1 || block != Steps::WHOLE;
        let step = steps.view_stride();
        let mut runs: alloc::vec::Vec<Segment> = alloc::vec::Vec::new();
        for (index, tap) in pass.taps.iter().enumerate() {
            let (row, offset) = if block == Steps::WHOLE {
                steps.place(tap.row, tap.column)
            } else {
                steps.in_block(tap.column)
            };
            let next = |last: &Segment| {
                if down {
                    offset == last.offset
                        && row.checked_sub(last.row) == last.count.checked_mul(step)
                } else {
                    row == last.row && offset.checked_sub(last.offset) == Some(last.count)
                }
            };
            match runs.last_mut() {
                Some(last) if next(last) => last.count += 1,
                _ => runs.push(Segment {
                    row,
                    offset,
                    first: index,
                    count: 1,
                }),
            }
        }
        let segments = if down {
            runs.into_iter().flat_map(|run| run.parts(step)).collect()
        } else {
            runs
        };
        Self {
            segments,
            step,
            block,
        }
    }
}
