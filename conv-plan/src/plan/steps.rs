//! How far apart the outputs and the taps of a pass are, and the order of its taps.

use super::PlannedTap;
use super::load_table::period;

/// Distances between the outputs and between the taps of a pass.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Passes, Plan, Steps};
/// # use conv_plan::rules::{ConvSpec, Options, TapSource};
/// let taps = TapSource::Taps([[1, 2], [3, 4], [5, 6]].into());
/// let mut options = Options::new(ElementType::U8, ElementType::U16, taps);
/// options.window.stride = [2, 1].into();
/// let plan = Plan::new(&ConvSpec::check(&options)?);
/// let Passes::One(pass) = plan.passes() else { panic!("the rank is 2") };
/// let steps = &pass.steps;
/// assert_eq!((steps.view_stride(), steps.input_row(3, 1), steps.phase(2)), (2, 7, 0));
/// assert_eq!((steps.place(1, 1), steps.block), ((1, 1), Steps::WHOLE));
/// // Column by column; in a column, the rows that meet the same input rows come together.
/// assert!(steps.order(2, 0) < steps.order(1, 0) && steps.order(1, 0) < steps.order(0, 1));
/// # Ok::<(), conv_plan::fault::KernelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Steps {
    /// Rows between outputs.
    pub row_stride: usize,
    /// Rows between taps.
    pub row_dilation: usize,
    /// Columns between outputs: the number of phases that rows are split into.
    pub column_stride: usize,
    /// Columns between taps.
    pub column_dilation: usize,
    /// Columns of the blocks that rows are read in; [`Steps::WHOLE`] if they are not.
    pub block: usize,
}

impl Steps {
    /// A block of whole rows.
    pub const WHOLE: usize = usize::MAX;

    /// Rows of a view from one output row to the next.
    #[must_use]
    pub const fn view_stride(&self) -> usize {
        self.row_stride.saturating_mul(self.column_stride)
    }

    /// The input row that a kernel row meets for an output row.
    #[must_use]
    pub const fn input_row(&self, output: usize, row: usize) -> usize {
        let from = output.saturating_mul(self.row_stride);
        from.saturating_add(row.saturating_mul(self.row_dilation))
    }

    /// What taps are sorted by: column by column, each from top to bottom.
    ///
    /// A tile of several output rows then keeps the taps of a column in registers while it goes
    /// down the input rows, each of which it loads once for all output rows. Where output rows are
    /// `row_stride` apart, the taps of a column that meet the same input rows come together first.
    ///
    /// A row in blocks is a plane whose rows are the blocks: of 64 taps in blocks of 16, the order
    /// is 0, 16, 32, 48, 1, 17 and so on. With a column stride each phase of it is such a plane,
    /// and the phases take turns: with a stride of 2, it is 0, 32, 1, 33, 2, 34.
    #[must_use]
    pub const fn order(&self, row: usize, column: usize) -> (usize, usize, usize) {
        if self.block == Self::WHOLE {
            return (column, self.phase(row), row);
        }
        let (phase, offset) = self.place(row, column);
        match (
            offset.checked_div(self.block),
            offset.checked_rem(self.block),
        ) {
            (Some(below), Some(column)) => (column, phase, below),
            _ => (offset, phase, 0),
        }
    }

    /// What the taps of a pass along rows are sorted by, whose kernel has a row for each line that it
    /// reads: line by line, and in blocks as [`order`](Self::order).
    #[must_use]
    pub(super) const fn order_across(&self, row: usize, column: usize) -> (usize, usize, usize) {
        if self.block == Self::WHOLE {
            return (row, column, 0);
        }
        self.order(row, column)
    }

    /// Sorts the taps of a pass.
    pub(super) fn sort(&self, taps: &mut [PlannedTap]) {
        sort(taps, &|tap| self.order(tap.row, tap.column));
    }

    /// Sorts the taps of a pass along rows, as [`order_across`](Self::order_across) has them.
    pub(super) fn sort_across(&self, taps: &mut [PlannedTap]) {
        sort(taps, &|tap| self.order_across(tap.row, tap.column));
    }

    /// The first kernel row that meets the same input rows as this one, for other output rows.
    #[must_use]
    pub const fn phase(&self, row: usize) -> usize {
        row % period(self.row_stride, self.row_dilation)
    }

    /// The row of a view that holds what a tap meets for output row 0, and the offset in it.
    ///
    /// A view has one row for each phase of each input row.
    #[must_use]
    pub const fn place(&self, row: usize, column: usize) -> (usize, usize) {
        let phases = if self.column_stride == 0 {
            1
        } else {
            self.column_stride
        };
        let column = column.saturating_mul(self.column_dilation);
        let row = row.saturating_mul(self.row_dilation).saturating_mul(phases);
        (row.saturating_add(column % phases), column / phases)
    }
}

/// Sorts taps by any key: sorting is 4 kB of code, so it is there once.
fn sort(taps: &mut [PlannedTap], key: &dyn Fn(&PlannedTap) -> (usize, usize, usize)) {
    taps.sort_by_key(key);
}
