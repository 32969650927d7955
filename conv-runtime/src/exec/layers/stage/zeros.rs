//! Planes between zeros: rows are copied, for a stride of 2 into even and odd columns.

use super::{Frame, Patch, Pixels};
use crate::exec::layers::lane::LayerLane;
use conv_plan::window::{ResolvedAxis, Run};
use core::ops::Range;
use fearless_simd::{Simd, SimdBase};

/// Whether the columns of a frame are neighbours, or every second one and those between them.
pub(super) fn copies(frame: &Frame) -> bool {
    Columns::new(frame, 1).is_some()
}

/// The columns of a row, in the order of their places.
#[derive(Clone, Copy)]
enum Columns {
    Neighbours(Run),
    EvenAndOdd([Run; 2]),
}

impl Columns {
    #[inline(always)]
    fn new(frame: &Frame, outputs: usize) -> Option<Self> {
        let mut runs = frame.columns.runs(outputs);
        match (runs.next(), runs.next(), runs.len()) {
            (Some(run), None, 0) if run.step == 1 => Some(Self::Neighbours(run)),
            (Some(even), Some(odd), 0) if even.step == 2 && odd.first == 1 => {
                Some(Self::EvenAndOdd([even, odd]))
            }
            _ => None,
        }
    }
}

/// Stages channels, row by row.
#[inline(always)]
pub(in crate::exec::layers) fn zero_padded<S: Simd, A: LayerLane>(
    s: S,
    pixels: Pixels<'_, A>,
    channels: Range<usize>,
    frame: &Frame,
    patch: Patch,
    to: &mut [A],
) {
    let Some(staged) = Columns::new(frame, patch.columns) else {
        return;
    };
    let (rows, columns) = (pixels.rows, pixels.columns);
    let inside = |run: Run| {
        let inside = run.inside(patch.left, columns);
        let first = patch.left + run.first + inside.start * run.step;
        (inside, first.saturating_sub(columns.before))
    };
    for (index, channel) in channels.enumerate() {
        let plane = &pixels.image[pixels.strides.of_channel(channel)..];
        let to = &mut to[index * frame.channel..];
        match staged {
            Columns::Neighbours(run) => {
                let (within, x) = inside(run);
                for (at, y) in each_row(frame, patch, rows) {
                    let to = &mut to[at..at + run.count];
                    if y >= rows.input || within.is_empty() {
                        to.fill(A::default());
                        continue;
                    }
                    let (left, rest) = to.split_at_mut(within.start);
                    let (to, right) = rest.split_at_mut(within.len());
                    clear(left);
                    clear(right);
                    to.copy_from_slice(&plane[y * columns.input + x..][..within.len()]);
                }
            }
            Columns::EvenAndOdd(runs) => {
                let [(even, x), (odd, odd_x)] = runs.map(inside);
                let count = even.len() + odd.len();
                for (at, y) in each_row(frame, patch, rows) {
                    let (first, second) = to[at..].split_at_mut(runs[1].place);
                    let (first, second) =
                        (&mut first[..runs[0].count], &mut second[..runs[1].count]);
                    if y >= rows.input || count == 0 {
                        first.fill(A::default());
                        second.fill(A::default());
                        continue;
                    }
                    let from = &plane[y * columns.input + x.min(odd_x)..][..count];
                    // Column 0 of the input may be one of the odd ones.
                    if x < odd_x {
                        split::<S, A>(s, from, first, even.start, second, odd.start);
                    } else {
                        split::<S, A>(s, from, second, odd.start, first, even.start);
                    }
                }
            }
        }
    }
}

/// Where each row of a frame begins, and which row of the input it is, beyond all if none.
#[inline(always)]
fn each_row<'a>(
    frame: &'a Frame,
    patch: Patch,
    rows: &'a ResolvedAxis,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    frame.rows.runs(patch.rows).flat_map(move |run| {
        (0..run.count).map(move |index| {
            let position = patch.top + run.first + index * run.step;
            let at = (run.place + index) * frame.row;
            (at, position.wrapping_sub(rows.before))
        })
    })
}

/// Fills with zeros. The usual margin is one element, for which `fill` would be a call.
#[inline(always)]
pub(super) fn clear<A: Default + Copy>(margin: &mut [A]) {
    match margin {
        [] => {}
        [only] => *only = A::default(),
        all => all.fill(A::default()),
    }
}

/// Copies the even elements of `from` after `skip_first` zeros, and the odd ones after
/// `skip_second`.
#[inline(always)]
fn split<S: Simd, A: LayerLane>(
    s: S,
    from: &[A],
    first: &mut [A],
    skip_first: usize,
    second: &mut [A],
    skip_second: usize,
) {
    let lanes = A::Vector::<S>::LEN;
    let (left, first) = first.split_at_mut(skip_first.min(first.len()));
    clear(left);
    let (left, second) = second.split_at_mut(skip_second.min(second.len()));
    clear(left);
    let (first, right) = first.split_at_mut(from.len().div_ceil(2).min(first.len()));
    clear(right);
    let (second, right) = second.split_at_mut((from.len() / 2).min(second.len()));
    clear(right);
    let whole = first.len().min(second.len()) / lanes * lanes;
    let (mut x, mut at) = (from, 0);
    while at < whole {
        let (pairs, rest) = x.split_at(2 * lanes);
        let low = A::Vector::<S>::from_slice(s, &pairs[..lanes]);
        let (even, odd) = low.deinterleave(A::Vector::<S>::from_slice(s, &pairs[lanes..]));
        even.store_slice(&mut first[at..at + lanes]);
        odd.store_slice(&mut second[at..at + lanes]);
        x = rest;
        at += lanes;
    }
    for (to, from) in first[at..].iter_mut().zip(x.iter().step_by(2)) {
        *to = *from;
    }
    for (to, from) in second[at..].iter_mut().zip(x.iter().skip(1).step_by(2)) {
        *to = *from;
    }
}
