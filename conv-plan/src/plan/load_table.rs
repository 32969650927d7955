//! A pass as a table: its taps, in runs of neighbours.
//!
//! ```text
//! along a row        for each segment, for each tap: load a vector, add it times the tap
//! rows of a plane    for each segment, taps of one kernel column: load each input row once, from top
//!                    to bottom, and add it to all output rows of the tile that it belongs to
//! a row in blocks    the same, with blocks of the row, or of a phase of it, as rows
//! ```
//!
//! All go through the taps in the plan's order: a plane's column by column, each from top to
//! bottom. Taps down a column are neighbours if each meets for an output row what the one before
//! meets for the next output row: rows of taps that are as far apart as rows of outputs.

#[cfg(feature = "alloc")]
use super::Steps;
use crate::number::AccumulatorType;
use crate::window::gcd;

/// Neighbouring taps: along a row in a table for tiles of one row; a block apart, if the row is in
/// blocks; else down a kernel column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The row of a view, or of a phase, that the first tap meets for the first output row of a
    /// tile.
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

/// The columns of a block of a row with these sums: those of the largest vector, on every level.
///
/// `None` for 16-bit sums, in which few filters of many taps fit, and for 64-bit ones, whose
/// multiplications take so long that loads do not count. Loops that nobody waits for would take
/// longer to build.
#[must_use]
pub const fn block_of(accumulator: AccumulatorType) -> Option<usize> {
    match accumulator {
        AccumulatorType::I32 | AccumulatorType::F32 => Some(16),
        AccumulatorType::F64 => Some(8),
        AccumulatorType::U16 | AccumulatorType::I16 | AccumulatorType::I64 => None,
    }
}

impl Segment {
    /// The most taps of a segment down a column, in a row in blocks or over a plane.
    ///
    /// With 8 sums and a vector of inputs, 7 taps take up 16 registers; a dense `f32` 7x7 at
    /// 256x256 on AVX-512 takes 25 us with them, and 32 with 5. The loops for 6 and 7 take half of
    /// the time that all tables take to build, so only the usual sums of planes have them: rows in
    /// blocks, of 8 or 16 sums, are as fast with 5.
    #[must_use]
    pub const fn longest(accumulator: AccumulatorType, in_blocks: bool) -> usize {
        match accumulator {
            AccumulatorType::F32 | AccumulatorType::F64 | AccumulatorType::I32 if !in_blocks => 7,
            _ => 5,
        }
    }

    /// Whether a row of so many neighbouring taps has a loop of its own, in which registers hold
    /// them from one end of a row to the other.
    ///
    /// Each count is a loop for each level. Gaussians have an odd number of taps, and those of
    /// integers are short.
    #[must_use]
    pub const fn is_few(accumulator: AccumulatorType, taps: usize) -> bool {
        let most = match accumulator {
            AccumulatorType::F32 => 15,
            AccumulatorType::U16 | AccumulatorType::I16 | AccumulatorType::I32 => 7,
            AccumulatorType::I64 | AccumulatorType::F64 => 0,
        };
        taps % 2 == 1 && taps > 1 && taps <= most
    }

    /// Taps down a column, so many rows and elements apart, in as few segments as can be, of nearly
    /// equal lengths.
    #[cfg(feature = "alloc")]
    fn parts(self, (down, along): (usize, usize), longest: usize) -> impl Iterator<Item = Self> {
        let parts = self.count.div_ceil(longest);
        let start = move |part: usize| part * self.count / parts;
        (0..parts).map(move |part| Self {
            row: self.row + start(part) * down,
            offset: self.offset + start(part) * along,
            first: self.first + start(part),
            count: start(part + 1) - start(part),
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
            let (row, offset) = steps.place(tap.row, tap.column);
            let next = |last: &Segment| {
                if block != Steps::WHOLE {
                    row == last.row
                        && offset.checked_sub(last.offset) == last.count.checked_mul(block)
                } else if down {
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
            let in_blocks = block != Steps::WHOLE;
            let longest = Segment::longest(pass.accumulator, in_blocks);
            let step = if in_blocks { (0, block) } else { (step, 0) };
            runs.into_iter()
                .flat_map(|run| run.parts(step, longest))
                .collect()
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
