//! Short pieces of rows, many at a time.
//!
//! A call of `memcpy` takes as long as a copy of a few elements. So a piece of `n` elements is
//! copied as two of `h` each, `h < n <= 2 h`: its first and its last, which overlap. Their size is
//! a power of two that is known when this is compiled, so they are moves of registers.

/// Bytes up to which a copy is moves of registers, which have 16 bytes without a level. With rows of
/// 256 bytes an `f32` 3x3 at 64x64 took 1.1 times as long as with `memcpy`.
const SHORT: usize = 128;

/// Some pieces, the first of which begins where its slice does.
#[derive(Debug, Clone, Copy)]
pub struct Pieces {
    pub(super) count: usize,
    /// From the beginning of one to that of the next, where they are read and where they are
    /// written; pieces do not overlap.
    pub(super) steps: [usize; 2],
}

/// Copies the first `width` elements of each piece.
pub(super) fn copy<T: Copy>(from: &[T], to: &mut [T], pieces: Pieces, width: usize) {
    let widths = [width; 2];
    let short = size_of::<T>() * width <= SHORT;
    match if short { width } else { usize::MAX } {
        0 => {}
        1 => each(from, to, pieces, widths, |from, to| to[0] = from[0]),
        2 => each(from, to, pieces, widths, ends::<T, 1>),
        3..=4 => each(from, to, pieces, widths, ends::<T, 2>),
        5..=8 => each(from, to, pieces, widths, ends::<T, 4>),
        9..=16 => each(from, to, pieces, widths, ends::<T, 8>),
        17..=32 => each(from, to, pieces, widths, ends::<T, 16>),
        33..=64 => each(from, to, pieces, widths, ends::<T, 32>),
        65..=128 => each(from, to, pieces, widths, ends::<T, 64>),
        _ => each(from, to, pieces, widths, |from, to| {
            to.copy_from_slice(from)
        }),
    }
}

/// Copies single elements of each piece: to where, and from where.
pub(super) fn pick<T: Copy>(from: &[T], to: &mut [T], pieces: Pieces, places: &[(u32, u32)]) {
    let (fours, rest) = places.as_chunks::<4>();
    let (twos, ones) = rest.as_chunks::<2>();
    fours
        .iter()
        .for_each(|places| some(from, to, pieces, places));
    twos.iter()
        .for_each(|places| some(from, to, pieces, places));
    ones.iter()
        .for_each(|&place| some(from, to, pieces, &[place]));
}

/// `N` of those elements of each piece.
#[inline(always)]
fn some<T: Copy, const N: usize>(
    from: &[T],
    to: &mut [T],
    pieces: Pieces,
    places: &[(u32, u32); N],
) {
    let widths = places.iter().fold([0; 2], |[read, write], &(to, from)| {
        [read.max(from as usize + 1), write.max(to as usize + 1)]
    });
    each(from, to, pieces, widths, |from, to| {
        for &(at, place) in places {
            to[at as usize] = from[place as usize];
        }
    });
}

/// Calls `copy` with so many elements of each piece.
///
/// Chunks of both, zipped, would begin with two divisions.
#[inline(always)]
fn each<T>(
    from: &[T],
    to: &mut [T],
    pieces: Pieces,
    widths: [usize; 2],
    copy: impl Fn(&[T], &mut [T]),
) {
    let (mut from, mut to) = (from, to);
    let [read, write] = pieces.steps;
    for index in 0..pieces.count {
        if index > 0 {
            from = &from[read..];
            to = &mut core::mem::take(&mut to)[write..];
        }
        copy(&from[..widths[0]], &mut to[..widths[1]]);
    }
}

/// Copies the first and the last `H` elements.
#[inline(always)]
fn ends<T: Copy, const H: usize>(from: &[T], to: &mut [T]) {
    let (Some(first), Some(last)) = (from.first_chunk::<H>(), from.last_chunk::<H>()) else {
        return;
    };
    if let Some(to) = to.first_chunk_mut::<H>() {
        *to = *first;
    }
    if let Some(to) = to.last_chunk_mut::<H>() {
        *to = *last;
    }
}
