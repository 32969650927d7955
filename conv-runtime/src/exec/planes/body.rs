//! Bodies, and the loop that moves one along a band of rows.
//!
//! A [`Body`] computes one tile: `R` output rows of `V` vectors. [`Tiles`]
//! walks it over a band; the last tile overlaps the one before it, so there is
//! no scalar tail. The drivers see it as a [`Band`], which chooses the level:
//! that keeps what is compiled for each kernel and level down to one loop.

use super::job::{ROWS, TILE};
use super::tap_by_tap::{self, LANES, Pick, TapByTap, finish_anyhow};
use crate::exec::simd::{Block, Lane, Load, Store, View, dispatch_shared, each, wide};
use crate::exec::trace::ran;
use conv_plan::number::Epilogue;
use core::marker::PhantomData;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// The unrolled heart of a kernel: rows of `E` to sums in lanes of `A`.
pub trait Body<E: Load<A>, A: Lane, const R: usize>: Sync {
    /// Whether products and sums are rounded each, on every level.
    const STRICT: bool = false;

    /// The kind of the epilogue, where that is known.
    const KIND: u8 = Epilogue::ANYHOW;

    /// The epilogue: what happens to the sums.
    fn epilogue(&self) -> &Epilogue;

    /// Calls `visit` with the row, column and value of each tap, in the order of operations.
    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A));

    /// The sums of the tile of `V` vectors whose first output is in column `x` of row 0 of `view`,
    /// whose pixels have `N` elements.
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, A, R, V>;
}

/// What a tile of sums comes from: a body, or several and what is made of their sums.
pub(super) trait TileSource<E, A: Lane, const R: usize>: Sync {
    /// As [`Body::KIND`].
    const KIND: u8;

    /// What happens to the sums.
    fn epilogue(&self) -> &Epilogue;

    /// As [`Body::tile`].
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, A, R, V>;
}

/// The tiles of a body.
pub(super) struct One<'b, B>(pub(super) &'b B);

impl<E: Load<A>, A: Lane, B: Body<E, A, R>, const R: usize> TileSource<E, A, R> for One<'_, B> {
    const KIND: u8 = B::KIND;

    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        self.0.epilogue()
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, A, R, V> {
        self.0.tile::<S, V, N>(s, view, x)
    }
}

/// A body that can be moved along rows, whatever its kernel and accumulator.
pub trait Band<E: Copy, Out>: TapByTap<E, Out> {
    /// Output rows computed together.
    fn rows(&self) -> usize;

    /// Output columns that one tile covers: the least width of a band.
    fn block(&self, token: Token) -> usize;

    /// Computes a band of `width` columns; output row `r` begins at `r * pitch` of `out`.
    fn run(&self, token: Token, view: View<'_, E>, out: &mut [Out], pitch: usize, width: usize);

    /// Computes `count` bands below each other, the rows of each `step` rows of the view below
    /// those of the one before it.
    fn run_bands(
        &self,
        token: Token,
        view: View<'_, E>,
        bands: (usize, usize),
        out: (&mut [Out], usize, usize),
    );
}

/// A body as a `Band`, in tiles of `R` rows and `V` vectors, or `W` on levels with 32 registers, of
/// pixels of `N` elements.
#[derive(Debug)]
pub struct Tiles<B, A, const R: usize, const V: usize, const W: usize, const N: usize>(
    B,
    PhantomData<A>,
);

impl<B, A, const R: usize, const V: usize, const W: usize, const N: usize> Tiles<B, A, R, V, W, N> {
    /// This body.
    #[must_use]
    pub const fn new(body: B) -> Self {
        Self(body, PhantomData)
    }
}

impl<E, A, Out, B, const R: usize, const V: usize, const W: usize, const N: usize> Band<E, Out>
    for Tiles<B, A, R, V, W, N>
where
    E: Load<A>,
    A: Lane,
    Out: Store<A>,
    B: Body<E, A, R>,
{
    fn rows(&self) -> usize {
        R
    }

    fn block(&self, token: Token) -> usize {
        block::<A, V, W>(token)
    }

    fn run(&self, token: Token, view: View<'_, E>, out: &mut [Out], pitch: usize, width: usize) {
        self.run_bands(token, view, (1, 1), (out, pitch, width));
    }

    fn run_bands(
        &self,
        token: Token,
        view: View<'_, E>,
        (count, step): (usize, usize),
        (out, pitch, width): (&mut [Out], usize, usize),
    ) {
        let tiles = One(&self.0);
        ran!(
            "{} in tiles of {R} x {}",
            core::any::type_name::<B>(),
            block::<A, V, W>(token) / block::<A, 1, 1>(token)
        );
        dispatch_shared!(sse2_will_do::<A, Out>(B::KIND), token, s => {
            sweep::<_, E, A, Out, One<'_, B>, R, V, W, N>(
                s, &tiles, view, (count, step), (out, pitch, width),
            );
        });
    }
}

impl<E, A, Out, B, const R: usize, const V: usize, const W: usize, const N: usize> TapByTap<E, Out>
    for Tiles<B, A, R, V, W, N>
where
    E: Load<A>,
    A: Lane,
    Out: Store<A>,
    B: Body<E, A, R>,
{
    fn tap_by_tap(&self, token: Token, pick: &mut Pick<'_, E>, out: &mut [Out; LANES]) {
        tap_by_tap::sums(
            token,
            &|visit| self.0.visit(visit),
            (self.0.epilogue(), finish_anyhow),
            pick,
            out,
            if const { B::STRICT } {
                A::add_rounded_products
            } else {
                A::add_products
            },
        );
    }
}

/// Whether SSE2 has all that these sums need, and what is made of them by an epilogue of a kind.
///
/// So it is for floats that are stored as they are, and for 16-bit sums that are not divided as
/// floats, and not widened: without SSE4.2 a `u8` sharpen took 1.0 times as long, a 5x5 in two passes
/// 1.0, a 3x3 binomial 1.03, Sobel into `i16` 1.07; but 32-bit sums 2.2, and those divided by 9 3.5
/// (EPYC).
const fn sse2_will_do<A: Lane, Out: Store<A>>(kind: u8) -> bool {
    if A::TYPE.is_float() {
        Out::SAME
    } else {
        A::TYPE.bytes() == 2
            && size_of::<Out>() <= 2
            && matches!(kind, Epilogue::SHIFTED | Epilogue::NARROWED)
    }
}

/// Columns of a tile at a level.
pub(super) fn block<A: Lane, const V: usize, const W: usize>(token: Token) -> usize {
    #[inline(always)]
    fn length<S: Simd, A: Lane, const V: usize, const W: usize>(_: S) -> usize {
        A::Vector::<S>::LEN * if wide::<S>() { W } else { V }
    }
    dispatch!(token, s => length::<_, A, V, W>(s))
}

/// Bands below each other, as [`Band::run_bands`] has them, with the number of vectors that suits
/// the level.
#[inline(always)]
pub(super) fn sweep<
    S,
    E,
    A,
    Out,
    T,
    const R: usize,
    const V: usize,
    const W: usize,
    const N: usize,
>(
    s: S,
    tiles: &T,
    mut view: View<'_, E>,
    (count, step): (usize, usize),
    (mut out, pitch, width): (&mut [Out], usize, usize),
) where
    S: Simd,
    E: Copy,
    A: Lane,
    Out: Store<A>,
    T: TileSource<E, A, R>,
{
    for left in (0..count).rev() {
        // Decided before code is generated: only one of them is compiled for each level.
        if const { V != W && wide::<S>() } {
            walk::<S, E, A, Out, T, R, W, N>(s, tiles, view, out, pitch, width);
        } else {
            walk::<S, E, A, Out, T, R, V, N>(s, tiles, view, out, pitch, width);
        }
        if left > 0 {
            view = view.below(step);
            out = &mut out[R * pitch..];
        }
    }
}

/// Tiles along a band.
#[inline(always)]
fn walk<S, E, A, Out, T, const R: usize, const V: usize, const N: usize>(
    s: S,
    tiles: &T,
    view: View<'_, E>,
    out: &mut [Out],
    pitch: usize,
    width: usize,
) where
    S: Simd,
    E: Copy,
    A: Lane,
    Out: Store<A>,
    T: TileSource<E, A, R>,
{
    const {
        assert!(
            R <= ROWS && A::Vector::<S>::LEN * V * R <= TILE,
            "a tile is larger than the spare output"
        );
    }
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
        let sums = tiles.tile::<S, V, N>(s, view, x);
        each!(row < R, {
            let (epilogue, out) = (tiles.epilogue(), &mut rows[row][x..end]);
            // `T::KIND` itself cannot be an argument, since `T` is a parameter.
            if const { T::KIND == Epilogue::SHIFTED } {
                Out::store::<S, V, { Epilogue::SHIFTED }>(s, epilogue, sums[row], out);
            } else if const { T::KIND == Epilogue::NARROWED } {
                Out::store::<S, V, { Epilogue::NARROWED }>(s, epilogue, sums[row], out);
            } else {
                Out::store::<S, V, { Epilogue::ANYHOW }>(s, epilogue, sums[row], out);
            }
        });
        if x == last {
            return;
        }
        x = end.min(last);
    }
}

/// The first `width` elements of each of `R` rows.
#[cfg_attr(not(unoptimised), inline(always))]
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
