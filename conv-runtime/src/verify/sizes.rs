//! Which sizes of input are compared: those that a window meets, as many as the work allows.

use alloc::vec::Vec;
use conv_plan::window::{Axis, AxisPadding, Window};

/// Steps of one way on each of the first two sizes: the smallest, and one with interior and
/// borders.
const FIRST: usize = 1 << 30;

/// Steps of a size that is run on every kind of input.
const EVERY_INPUT: usize = 1 << 21;

/// Rows and columns of the output at stride 1: below, at and above vectors and tiles.
const PLANES: [(usize, usize); 21] = [
    (1, 1),
    (1, 2),
    (2, 1),
    (3, 3),
    (4, 5),
    (9, 4),
    (5, 7),
    (8, 9),
    (3, 15),
    (17, 17),
    (2, 31),
    (13, 33),
    (9, 64),
    (6, 65),
    (67, 3),
    (7, 127),
    (11, 131),
    (5, 257),
    (6, 1500),
    (1, 16),
    (33, 1),
];

/// Lengths of the output at stride 1.
const LENGTHS: [usize; 8] = [63, 64, 65, 127, 130, 257, 1000, 9000];

/// An input to compare on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Its index among the candidates.
    pub(super) index: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Whether it is small enough for every kind of input.
    pub(super) every_input: bool,
}

/// The sizes to compare on, for a window with one axis or two.
///
/// `steps` is the work of one way on a size, by the candidate's index, its rows and its columns;
/// `None` if there is no output. `left` bounds it over all sizes except the first two.
pub(super) fn choose(
    window: &Window,
    one_axis: bool,
    mut left: usize,
    steps: impl Fn(usize, usize, usize) -> Option<usize>,
) -> Vec<Chosen> {
    let mut chosen = Vec::new();
    for (index, sizes) in candidates(window, one_axis).into_iter().enumerate() {
        // The second is smaller, for a stride that makes the first too large.
        for (rows, columns) in sizes.into_iter().flatten() {
            let Some(steps) = steps(index, rows, columns) else {
                continue;
            };
            let every_input = steps <= EVERY_INPUT;
            let work = if every_input { 3 * steps } else { steps };
            let allowed = if index < 2 { FIRST } else { left };
            if work <= allowed {
                if index >= 2 {
                    left -= work;
                }
                chosen.push(Chosen {
                    index,
                    rows,
                    columns,
                    every_input,
                });
                break;
            }
        }
    }
    chosen
}

/// Sizes of the input in the order of their importance: the smallest, one with interior and
/// borders, all others.
fn candidates(window: &Window, one_axis: bool) -> Vec<[Option<(usize, usize)>; 2]> {
    let (rows, columns) = (&window.rows, &window.columns);
    let mut outputs: Vec<(usize, usize)> = if one_axis {
        (1..40).chain(LENGTHS).map(|length| (1, length)).collect()
    } else {
        PLANES.to_vec()
    };
    let smallest = outputs.remove(0);
    let both = |outputs: (usize, usize), turn: usize, stride: bool| {
        let rows = if one_axis {
            1
        } else {
            input(rows, outputs.0, turn, stride)?
        };
        Some((rows, input(columns, outputs.1, turn, stride)?))
    };
    let interior = || {
        let rows = if one_axis { 1 } else { inside(rows, 2)? };
        Some((rows, inside(columns, 37)?))
    };
    let first = [[both(smallest, 0, false), None], [interior(), None]];
    // Every second size counts outputs at the stride of the axis, the others at stride 1.
    let rest = outputs.into_iter().zip(1..).map(|(outputs, turn)| {
        let strided = if turn % 2 == 1 {
            both(outputs, turn, true)
        } else {
            None
        };
        [strided, both(outputs, turn, false)]
    });
    first.into_iter().chain(rest).collect()
}

/// Elements of an input that gives this many outputs, counted at stride 1 or at that of the axis;
/// how many elements are left over at the end changes from turn to turn.
fn input(axis: &Axis, outputs: usize, turn: usize, strided: bool) -> Option<usize> {
    let stride = if strided { axis.stride.max(1) } else { 1 };
    let more = outputs.saturating_sub(1).checked_mul(stride)?;
    let more = more / axis.rate();
    least(axis)?.checked_add(more)?.checked_add(turn % stride)
}

/// The fewest elements that the window fits into, padding included.
fn least(axis: &Axis) -> Option<usize> {
    let extent = axis.extent()?;
    let positions = match axis.padding {
        AxisPadding::Valid => extent,
        AxisPadding::Explicit { before, after } => {
            extent.saturating_sub(before.saturating_add(after)).max(1)
        }
        _ => 1,
    };
    Some((positions - 1).div_ceil(axis.rate()) + 1)
}

/// An input in which the window has this many places, and some more.
fn inside(axis: &Axis, places: usize) -> Option<usize> {
    let more = axis.stride.max(1).checked_mul(2)?;
    axis.extent()?.checked_add(more)?.checked_add(places)
}
