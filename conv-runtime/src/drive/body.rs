//! Bodies, and the loop that moves one along a band of rows.
//!
//! A [`Body`] computes one tile: `R` output rows of `V` vectors. [`Tiles`]
//! walks it over a band; the last tile overlaps the one before it, so there is
//! no scalar tail. The drivers see it as a [`Band`], which chooses the level:
//! that keeps what is compiled for each kernel and level down to one loop.

use super::lane::Lane;
use super::store::Store;
use super::view::{Block, View};
use crate::finish::Finish;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// The unrolled heart of a kernel.
pub trait Body<A: Lane, const R: usize, const V: usize>: Sync {
    /// What happens to the sums.
    fn finish(&self) -> &Finish;

    /// Calls `visit` with the row, the column and the value of each tap, in the order of operations.
    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A));

    /// The sums of the tile whose first output is in column `x` of row 0 of `view`.
    fn tile<S: Simd>(&self, s: S, view: View<'_, A>, x: usize) -> Block<S, A, R, V>;
}

/// A body that can be moved along rows, whatever its kernel.
pub(super) trait Band<A, Out>: Sync {
    /// Output rows that are computed together.
    fn rows(&self) -> usize;

    /// Output columns that one tile covers: the least width of a band.
    fn block(&self, token: Token) -> usize;

    /// What happens to the sums.
    fn finish(&self) -> &Finish;

    /// As [`Body::visit`].
    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A));

    /// Computes a band of `width` columns; output row `r` begins at `r * pitch` of `out`.
    fn run(&self, token: Token, view: View<'_, A>, out: &mut [Out], pitch: usize, width: usize);
}

/// A body as a [`Band`].
#[derive(Debug)]
pub(super) struct Tiles<B, const R: usize, const V: usize>(pub(super) B);

impl<A: Lane, Out: Store<A>, B: Body<A, R, V>, const R: usize, const V: usize> Band<A, Out>
    for Tiles<B, R, V>
{
    fn rows(&self) -> usize {
        R
    }

    fn block(&self, token: Token) -> usize {
        lanes::<A>(token) * V
    }

    fn finish(&self) -> &Finish {
        self.0.finish()
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        self.0.visit(visit);
    }

    fn run(&self, token: Token, view: View<'_, A>, out: &mut [Out], pitch: usize, width: usize) {
        dispatch!(token, s => walk(s, &self.0, view, out, pitch, width));
    }
}

/// Lanes of a vector at a level.
pub(super) fn lanes<A: Lane>(token: Token) -> usize {
    #[inline(always)]
    fn length<S: Simd, A: Lane>(_: S) -> usize {
        A::Vector::<S>::LEN
    }
    dispatch!(token, s => length::<_, A>(s))
}

#[inline(always)]
pub(super) fn walk<
    S: Simd,
    A: Lane,
    Out: Store<A>,
    B: Body<A, R, V>,
    const R: usize,
    const V: usize,
>(
    s: S,
    body: &B,
    view: View<'_, A>,
    out: &mut [Out],
    pitch: usize,
    width: usize,
) {
    let block = A::Vector::<S>::LEN * V;
    let (Some(last), Some(rows)) = (
        width.checked_sub(block),
        split_rows::<Out, R>(out, pitch, width),
    ) else {
        return;
    };
    let mut x = 0;
    loop {
        // Checked before the sums and not at each store: a branch among the
        // stores makes the compiler compute one output row after the other,
        // which spills everything that they share (a 7x7 took twice as long).
        let end = x + block;
        if end > width {
            return;
        }
        let sums = body.tile(s, view, x);
        let mut row = 0;
        while row < R {
            Out::store::<S, V>(s, body.finish(), sums[row], &mut rows[row][x..end]);
            row += 1;
        }
        if x == last {
            return;
        }
        x = end.min(last);
    }
}

/// The first `width` elements of each of `R` rows.
#[inline(always)]
fn split_rows<Out, const R: usize>(
    out: &mut [Out],
    pitch: usize,
    width: usize,
) -> Option<[&mut [Out]; R]> {
    let mut rows: [&mut [Out]; R] = core::array::from_fn(|_| &mut [][..]);
    let mut rest = out;
    let mut row = 0;
    while row < R {
        let (first, others) = if row + 1 < R {
            rest.split_at_mut_checked(pitch)?
        } else {
            (rest, &mut [][..])
        };
        rows[row] = first.get_mut(..width)?;
        rest = others;
        row += 1;
    }
    Some(rows)
}
