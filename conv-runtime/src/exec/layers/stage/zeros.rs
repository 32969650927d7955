//! Planes between zeros: rows are copied, for a stride of 2 into even and odd columns.

use super::{Frame, Patch, Pixels};
use crate::exec::layers::lane::LayerLane;
use conv_plan::window::Run;
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
    let runs = match staged {
        Columns::Neighbours(run) => [run; 2],
        Columns::EvenAndOdd(runs) => runs,
    };
    let mut parts = [(0..0, 0), (0..0, 0)];
    let mut part = 0;
    while part < 2 {
        let run = runs[part];
        let inside = run.inside(patch.left, columns);
        let first = patch.left + run.first + inside.start * run.step;
        parts[part] = (inside, first.saturating_sub(columns.before));
        part += 1;
    }
    for (index, channel) in channels.enumerate() {
        let plane = &pixels.image[pixels.strides.of_channel(channel)..];
        let to = &mut to[index * frame.channel..];
        for run in frame.rows.runs(patch.rows) {
            let mut y = (patch.top + run.first).wrapping_sub(rows.before);
            let mut at = run.place * frame.row;
            for _ in 0..run.count {
                let line = if y < rows.input {
                    &plane[y * columns.input..][..columns.input]
                } else {
                    &[]
                };
                let to = &mut to[at..];
                match staged {
                    Columns::Neighbours(run) => copied(line, &parts[0], &mut to[..run.count]),
                    Columns::EvenAndOdd(runs) => {
                        let (first, second) = to.split_at_mut(runs[1].place);
                        let (first, second) =
                            (&mut first[..runs[0].count], &mut second[..runs[1].count]);
                        halves::<S, A>(s, line, &parts, [first, second]);
                    }
                }
                y = y.wrapping_add(run.step);
                at += frame.row;
            }
        }
    }
}

/// The places of a run that are in the input, and the first element there.
type Part = (Range<usize>, usize);

/// Copies neighbours of a row, which is empty if it is above or below the input.
#[inline(always)]
fn copied<A: LayerLane>(line: &[A], (inside, x): &Part, to: &mut [A]) {
    if line.is_empty() || inside.is_empty() {
        to.fill(A::default());
        return;
    }
    let (left, rest) = to.split_at_mut(inside.start);
    let (to, right) = rest.split_at_mut(inside.end - inside.start);
    clear(left);
    clear(right);
    to.copy_from_slice(&line[*x..*x + to.len()]);
}

/// Copies every second element of a row, and those between them.
#[inline(always)]
fn halves<S: Simd, A: LayerLane>(
    s: S,
    line: &[A],
    [(even, x), (odd, odd_x)]: &[Part; 2],
    [first, second]: [&mut [A]; 2],
) {
    let count = even.len() + odd.len();
    if line.is_empty() || count == 0 {
        first.fill(A::default());
        second.fill(A::default());
        return;
    }
    let from = &line[*x.min(odd_x)..][..count];
    // Column 0 of the input may be one of the odd ones.
    if x < odd_x {
        split::<S, A>(s, from, first, even.start, second, odd.start);
    } else {
        split::<S, A>(s, from, second, odd.start, first, even.start);
    }
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
