//! What the taps of a window meet, on a plane of one channel.

use conv_plan::window::{Axis, Origin, ResolvedAxis, Window};

/// What a tap meets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Met {
    /// The input element with this flat index.
    Input(usize),
    /// A constant border with this value.
    Constant(f64),
}

impl Met {
    /// Its value, given the elements of the input.
    pub(super) fn value(self, element: &dyn Fn(usize) -> f64) -> f64 {
        match self {
            Self::Input(index) => element(index),
            Self::Constant(value) => value,
        }
    }
}

/// What a tap of an output meets; both are counted row by row, and inside the window and the
/// output.
pub(super) fn met(
    window: &Window,
    (rows, columns): (&ResolvedAxis, &ResolvedAxis),
    output: usize,
    tap: usize,
) -> Met {
    let (width, reach) = (columns.output.max(1), window.columns.kernel.max(1));
    // A stride of 0 counts as 1.
    let (down, right) = (window.rows.stride.max(1), window.columns.stride.max(1));
    let row = output / width * down + tap / reach * window.rows.dilation;
    let column = output % width * right + tap % reach * window.columns.dilation;
    let vertical = rows.origin(window.row_border, row);
    let horizontal = columns.origin(window.column_border, column);
    match (vertical, horizontal) {
        (Origin::Input(v), Origin::Input(u)) => Met::Input(v * columns.input + u),
        (Origin::Constant(value), _) | (_, Origin::Constant(value)) => Met::Constant(value),
    }
}

/// The input element that reaches an output of a transposed window through a tap.
pub(super) fn met_transposed(
    window: &Window,
    (rows, columns): (&ResolvedAxis, &ResolvedAxis),
    (output, tap): (usize, usize),
) -> Option<usize> {
    let (width, reach) = (columns.output.max(1), window.columns.kernel.max(1));
    let along = |axis: &Axis, sizes: &ResolvedAxis, output: usize, tap: usize| {
        let distance = (output + sizes.before).checked_sub(tap * axis.dilation)?;
        (distance.is_multiple_of(axis.stride)).then_some(distance / axis.stride)
    };
    let row = along(&window.rows, rows, output / width, tap / reach)?;
    let column = along(&window.columns, columns, output % width, tap % reach)?;
    (row < rows.input && column < columns.input).then_some(row * columns.input + column)
}
