//! Rows split into the phases of a column stride, all phases in one go.
//!
//! Pixel `i` goes to phase `i % phases`, where it is pixel `i / phases`: what taps meet for
//! neighbouring outputs are neighbours then.

use fearless_simd::Simd;

/// Where the elements of a row go.
#[derive(Debug, Clone, Copy)]
pub struct Split {
    pub(super) phases: usize,
    /// Elements of a pixel.
    pub(super) channels: usize,
    /// Elements from one phase to the next.
    pub(super) pitch: usize,
    /// The pixel that the first one is.
    pub(super) first: usize,
}

impl Split {
    /// The place of an element.
    pub(super) const fn place(&self, element: usize) -> usize {
        let (pixel, channel) = (element / self.channels, element % self.channels);
        (pixel % self.phases) * self.pitch + pixel / self.phases * self.channels + channel
    }
}

/// What elements that are split become.
pub(super) trait Becomes<T, E> {
    fn of(element: T) -> E;
}

/// Elements as they are.
struct Same;

impl<T> Becomes<T, T> for Same {
    #[inline(always)]
    fn of(element: T) -> T {
        element
    }
}

/// Splits `count` lines of `length` elements, which begin `step` apart; one split line comes after
/// the other.
#[inline(always)]
pub(super) fn split_lines<S: Simd, T: Copy>(
    s: S,
    (lines, step, length): (&[T], usize, usize),
    (each, count): (Split, usize),
    to: &mut [T],
) {
    let all = each.phases * each.pitch;
    for (index, to) in to.chunks_exact_mut(all).take(count).enumerate() {
        split::<S, T, T, Same>(s, &lines[index * step..][..length], each, to);
    }
}

/// Writes elements as what `P` makes of them, each to its place.
#[inline(always)]
pub(super) fn split<S: Simd, T: Copy, E, P: Becomes<T, E>>(
    _: S,
    from: &[T],
    split: Split,
    to: &mut [E],
) {
    let Split {
        phases,
        channels,
        pitch,
        first,
    } = split;
    // One by one, to a pixel of phase 0.
    let ahead = (phases - first % phases) % phases * channels;
    let (head, from) = from.split_at(ahead.min(from.len()));
    for (index, &element) in head.iter().enumerate() {
        to[split.place(first * channels + index)] = P::of(element);
    }
    if from.is_empty() {
        return;
    }
    let at = first.div_ceil(phases);
    let done = match phases {
        2 if channels == 1 => together::<T, E, P, 2>(from, (pitch, at), to),
        3 if channels == 1 => together::<T, E, P, 3>(from, (pitch, at), to),
        4 if channels == 1 => together::<T, E, P, 4>(from, (pitch, at), to),
        _ => 0,
    };
    let at = at * phases * channels + done;
    if channels == 1 {
        for phase in 0..phases.min(from.len() - done) {
            let to = &mut to[split.place(at + phase)..];
            for (to, &from) in to
                .iter_mut()
                .zip(from[done + phase..].iter().step_by(phases))
            {
                *to = P::of(from);
            }
        }
        return;
    }
    let from = &from[done..];
    match channels {
        2 => pixels::<T, E, P, 2>(from, split, at, to),
        3 => pixels::<T, E, P, 3>(from, split, at, to),
        4 => pixels::<T, E, P, 4>(from, split, at, to),
        _ => {
            for (index, &element) in from.iter().enumerate() {
                to[split.place(at + index)] = P::of(element);
            }
        }
    }
}

/// Whole pixels of `C` elements, the first of which is element `at` of its row.
#[inline(always)]
fn pixels<T: Copy, E, P: Becomes<T, E>, const C: usize>(
    from: &[T],
    split: Split,
    at: usize,
    to: &mut [E],
) {
    let (from, _) = from.as_chunks::<C>();
    for phase in 0..split.phases.min(from.len()) {
        let to = &mut to[split.place(at + phase * C)..];
        let (to, _) = to.as_chunks_mut::<C>();
        for (to, &from) in to
            .iter_mut()
            .zip(from[phase..].iter().step_by(split.phases))
        {
            *to = from.map(P::of);
        }
    }
}

/// Elements of `K` phases from element `at` of each on, as many as all phases have; returns how
/// many were taken.
#[inline(always)]
fn together<T: Copy, E, P: Becomes<T, E>, const K: usize>(
    from: &[T],
    (pitch, at): (usize, usize),
    to: &mut [E],
) -> usize {
    let (all, _) = from.as_chunks::<K>();
    let count = all.len();
    let mut rows = to.chunks_mut(pitch);
    let rows: [&mut [E]; K] = core::array::from_fn(|_| {
        let row = rows.next().unwrap_or_default();
        row.get_mut(at..at + count).unwrap_or_default()
    });
    if rows.iter().any(|row| row.len() != count) {
        return 0;
    }
    for (index, elements) in all.iter().enumerate() {
        let mut phase = 0;
        while phase < K {
            rows[phase][index] = P::of(elements[phase]);
            phase += 1;
        }
    }
    count * K
}
