//! A plan as a run-time kernel follows it: by tables of loads.

use super::pass::{Lowering, Pass, RowSums, Tile};
use super::proof::Proof;
use super::{Passes, Plan, Steps};
use crate::analysis::two_passes;
use crate::number::{AccumulatorType, ElementType};
use crate::rules::Dimensions;

impl Plan {
    /// The same operations, lowered for taps that are known only at run time: each pass follows a
    /// table.
    ///
    /// Integers, which are exact in any order, are summed in other ways where that is faster: sums
    /// of rows that output rows would share are lines of a first pass, and what a table widens as
    /// it is loaded is in no blocks.
    #[must_use]
    pub fn interpreted(mut self) -> Self {
        if self.fused {
            (self.parts, self.fused) = (Self::of_parts(&self.kernel), false);
            self.passes = (self.parts.first()).map_or(self.passes, |part| part.passes.clone());
        }
        self.parts = self.parts.into_iter().map(Self::interpreted).collect();
        if let Passes::One(pass) = &self.passes
            && let Some(RowSums { row, column }) = &pass.lowering.row_sums
            && row.len().min(column.len()) > 2
            && two_passes(column.len(), row.len(), self.kernel.window().columns.stride)
                <= pass.taps.len()
        {
            let proof = Proof::new(&self.kernel, &pass.taps);
            self.passes = proof.separable(alloc::vec![column.clone()], row.clone());
        }
        let tabled = |pass: &mut Pass, rows, widens| {
            pass.lowering = Lowering::table(rows, &pass.steps, pass.accumulator, widens);
        };
        let rows = match self.kernel.dimensions {
            Dimensions::Signal => 1,
            Dimensions::Plane => Tile::TABLE_ROWS,
        };
        let input = self.kernel.staged();
        let widens = |pass: &Pass| rows > 1 && widened_by_tables(input, pass.accumulator);
        match &mut self.passes {
            Passes::One(pass) => tabled(pass, rows, widens(pass)),
            // They follow tables as they are.
            Passes::Polyphase(_) => {}
            Passes::Two {
                vertical,
                horizontal,
            } => {
                let mut wider = false;
                for vertical in vertical {
                    let lanes = lanes_of_tables(vertical.accumulator, horizontal.accumulator);
                    (vertical.accumulator, horizontal.accumulator) = lanes;
                    tabled(vertical, rows, widens(vertical));
                    wider = vertical.accumulator != horizontal.accumulator;
                }
                if wider {
                    let steps = &mut horizontal.steps;
                    steps.block = Steps::WHOLE;
                    steps.sort_across(&mut horizontal.taps);
                }
                tabled(horizontal, 1, wider);
            }
        }
        self
    }
}

/// The lanes of two passes that follow tables, which hold the sums of these: lines are widened to
/// twice their width and no more.
const fn lanes_of_tables(
    vertical: AccumulatorType,
    horizontal: AccumulatorType,
) -> (AccumulatorType, AccumulatorType) {
    use AccumulatorType::{F32, F64, I16, I32, I64, U16};
    match (vertical, horizontal) {
        (U16, U16) => (U16, U16),
        (I16, I16) => (I16, I16),
        (I32, I32) => (I32, I32),
        (F32, _) => (F32, F32),
        (F64, _) => (F64, F64),
        (U16, I16 | I32) => (U16, I32),
        (I16, U16 | I32) => (I16, I32),
        (U16 | I16 | I32, _) => (I32, I64),
        (I64, _) => (I64, I64),
    }
}

/// Whether tables over planes widen elements to sums of twice their width.
pub(super) const fn widened_by_tables(input: ElementType, accumulator: AccumulatorType) -> bool {
    use AccumulatorType::{I16, I32, U16};
    matches!(
        (input, accumulator),
        (ElementType::U8, U16 | I16)
            | (ElementType::I8, I16)
            | (ElementType::U16 | ElementType::I16, I32)
    )
}
