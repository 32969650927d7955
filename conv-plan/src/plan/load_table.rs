//! A pass as a table: every load of a tile, and the taps that it is multiplied by.
//!
//! ```text
//! for each segment: one row of the view
//!     for each step: load a vector, add it times its tap to each output row that it belongs to
//! ```
//!
//! All output rows of the tile share a load, which matters more than anything else: if each output
//! row loaded for itself, loads that cross cache lines would hold up the multiply-adds. Going down
//! the input rows, and from left to right in each, keeps the plan's order of operations for each
//! output.

/// Consecutive steps in one row of a view, for the same output rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Row of the view, for a tile whose first output is in row 0.
    pub row: usize,
    /// The least offset of its steps.
    pub offset: usize,
    /// From there to the greatest offset.
    pub reach: usize,
    /// Index of its first step.
    pub first: usize,
    /// Number of its steps.
    pub count: usize,
    /// Bit `r` is set if output row `r` takes part.
    pub outputs: u32,
}

/// One load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step<A, const R: usize> {
    /// From the segment's offset to the load.
    pub offset: usize,
    /// The tap of each output row; meaningless for rows that take no part.
    pub taps: [A; R],
}

/// The table of a pass whose tile has any number of rows.
#[cfg(feature = "alloc")]
#[derive(Debug, Clone, PartialEq)]
pub struct LoadTable {
    /// The segments, in order.
    pub segments: alloc::vec::Vec<Segment>,
    /// The steps: an offset, and a tap for each output row that takes part.
    pub steps: alloc::vec::Vec<(usize, alloc::vec::Vec<Option<super::Coefficient>>)>,
}

#[cfg(feature = "alloc")]
impl LoadTable {
    /// The table of a pass for tiles of `rows` output rows, of which a segment names at most 32.
    #[must_use]
    pub fn new(pass: &super::Pass, rows: usize) -> Self {
        let rows = rows.min(u32::BITS as usize);
        use alloc::collections::BTreeMap;
        use alloc::vec::Vec;
        let steps = &pass.steps;
        // By input row and kernel column: the order of operations of every output.
        let mut loads: BTreeMap<(usize, usize), (usize, usize, Vec<_>)> = BTreeMap::new();
        for output in 0..rows {
            for tap in &pass.taps {
                let (row, offset) = steps.place(tap.row, tap.column);
                let row = row.saturating_add(output.saturating_mul(steps.view_stride()));
                let key = output
                    .saturating_mul(steps.row_stride)
                    .saturating_add(tap.row.saturating_mul(steps.row_dilation));
                let load = loads
                    .entry((key, tap.column))
                    .or_insert_with(|| (row, offset, alloc::vec![None; rows]));
                load.2[output] = Some(tap.coefficient);
            }
        }
        let mut table = Self {
            segments: Vec::new(),
            steps: Vec::new(),
        };
        for (row, offset, taps) in loads.into_values() {
            table.push(row, offset, taps);
        }
        table
    }

    fn push(
        &mut self,
        row: usize,
        offset: usize,
        taps: alloc::vec::Vec<Option<super::Coefficient>>,
    ) {
        let outputs = (0u32..)
            .zip(&taps)
            .filter(|(_, tap)| tap.is_some())
            .fold(0, |mask, (output, _)| mask | 1 << output);
        match self.segments.last_mut() {
            Some(last) if last.row == row && last.outputs == outputs && last.offset <= offset => {
                last.count += 1;
                last.reach = last.reach.max(offset - last.offset);
            }
            _ => self.segments.push(Segment {
                row,
                offset,
                reach: 0,
                first: self.steps.len(),
                count: 1,
                outputs,
            }),
        }
        let start = self.segments.last().map_or(offset, |last| last.offset);
        self.steps.push((offset - start, taps));
    }
}
