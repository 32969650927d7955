//! Bodies that follow a table of loads: large kernels, and every kernel whose
//! taps are known only at run time.
//!
//! The table's loop is compiled here, once for each accumulator, and not in each crate for each
//! kernel. Sums whose type is not the output's go to a buffer of lanes, and a second sweep over the
//! buffer applies the epilogue.

use super::blocks;
use super::body::{Band, Body, block, walk_wide};
use super::memory::Buffered;
use super::tap_by_tap::{self, LANES, Pick};
use crate::exec::simd::{Block, Lane, Load, Store, View, empty, load, mul_add, splat, zero};
use crate::exec::trace::ran;
use conv_plan::number::{AccumulatorType, Epilogue};
#[cfg(feature = "alloc")]
use conv_plan::plan::Tile;
use conv_plan::plan::{Segment, block_of};
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// A pass as a table, for tiles of `R` rows.
#[derive(Debug, Clone, Copy)]
pub struct TableBand<'a, A, const R: usize> {
    /// The segments, in order.
    pub segments: &'a [Segment],
    /// Rows of a view from one output row to the next.
    pub step: usize,
    /// Columns of the blocks that a row is read in, or more than any row has.
    pub block: usize,
    /// The value of each tap.
    pub taps: &'a [A],
    /// The row and column of each tap.
    pub places: &'a [(usize, usize)],
    /// The epilogue: what happens to the sums.
    pub epilogue: &'a Epilogue,
}

impl<A: Lane, const R: usize> TableBand<'_, A, R> {
    /// Whether this is a row in blocks.
    #[inline(always)]
    const fn in_blocks(&self) -> bool {
        match block_of(A::TYPE) {
            Some(block) => R == 1 && self.block == block,
            None => false,
        }
    }

    fn visit_taps(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        for (&(row, column), &tap) in self.places.iter().zip(self.taps) {
            visit(row, column, tap);
        }
    }
}

/// The body of a table, which stores its sums as they are.
struct Table<'t, 'a, A, const R: usize>(&'t TableBand<'a, A, R>);

impl<A: Lane + Load<A>, const R: usize> Body<A, A, R> for Table<'_, '_, A, R> {
    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        &Epilogue::IDENTITY
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        self.0.visit_taps(visit);
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize>(
        &self,
        s: S,
        view: View<'_, A>,
        x: usize,
    ) -> Block<S, A, R, V> {
        let table = self.0;
        if table.taps.is_empty() {
            return zero::<S, A, R, V>(s);
        }
        let mut sums = empty::<S, A, R, V>(s);
        for segment in table.segments {
            let taps = &table.taps[segment.first..segment.first + segment.count];
            let at = x + segment.offset;
            if const { R == 1 } {
                along::<S, A, R, V>(s, view, (segment.row, at), taps, &mut sums);
            } else {
                let from = (segment.row, table.step, at);
                down::<S, A, R, V, 0>(s, view, from, taps, &mut sums);
            }
        }
        sums
    }
}

/// Taps along a row, added to the sums of the only row of outputs.
#[inline(always)]
fn along<S: Simd, A: Lane + Load<A>, const R: usize, const V: usize>(
    s: S,
    view: View<'_, A>,
    (row, x): (usize, usize),
    taps: &[A],
    sums: &mut Block<S, A, R, V>,
) {
    // Windows of one slice need no checks.
    let window = view.window::<S, A, V>(row, x, taps.len() - 1);
    for (window, &tap) in window.windows(A::Vector::<S>::LEN * V).zip(taps) {
        let v = load::<S, A, A, V>(s, window, 0);
        mul_add::<S, A, V>(&mut sums[0], v, splat::<S, A>(s, tap));
    }
}

/// Taps down a column, added to the sums of all rows of outputs, which are `P` elements apart if that
/// is not 0.
#[inline(always)]
pub(super) fn down<S: Simd, A: Lane + Load<A>, const R: usize, const V: usize, const P: usize>(
    s: S,
    view: View<'_, A>,
    from: (usize, usize, usize),
    taps: &[A],
    sums: &mut Block<S, A, R, V>,
) {
    const { assert!(R <= 16, "rows that no piece is for") };
    if const { matches!(A::TYPE, AccumulatorType::I64) } {
        // A product takes so many operations that loads do not count.
        let (mut row, step, x) = from;
        for &tap in taps {
            piece::<S, A, R, V, P, 1>(s, view, (row, step, x), [tap], sums);
            row += step;
        }
        return;
    }
    match *taps {
        [a] => piece::<S, A, R, V, P, 1>(s, view, from, [a], sums),
        [a, b] => piece::<S, A, R, V, P, 2>(s, view, from, [a, b], sums),
        [a, b, c] => piece::<S, A, R, V, P, 3>(s, view, from, [a, b, c], sums),
        [a, b, c, d] => piece::<S, A, R, V, P, 4>(s, view, from, [a, b, c, d], sums),
        [a, b, c, d, e] => piece::<S, A, R, V, P, 5>(s, view, from, [a, b, c, d, e], sums),
        [a, b, c, d, e, f] if const { Segment::longest(A::TYPE, P > 0) == 7 } => {
            piece::<S, A, R, V, P, 6>(s, view, from, [a, b, c, d, e, f], sums);
        }
        [a, b, c, d, e, f, g] if const { Segment::longest(A::TYPE, P > 0) == 7 } => {
            piece::<S, A, R, V, P, 7>(s, view, from, [a, b, c, d, e, f, g], sums);
        }
        _ => debug_assert!(false, "a segment of {} taps", taps.len()),
    }
}

/// Some taps of a column: each input row is loaded once.
#[inline(always)]
fn piece<
    S: Simd,
    A: Lane + Load<A>,
    const R: usize,
    const V: usize,
    const P: usize,
    const N: usize,
>(
    s: S,
    view: View<'_, A>,
    (row, step, x): (usize, usize, usize),
    taps: [A; N],
    sums: &mut Block<S, A, R, V>,
) {
    let mut splats = [splat::<S, A>(s, A::EMPTY); N];
    let mut index = 0;
    while index < N {
        splats[index] = splat::<S, A>(s, taps[index]);
        index += 1;
    }
    let (mut rest, jump) = if const { P == 0 } {
        view.down(row, x, step)
    } else {
        // One check for all loads.
        let reach = const { P * (R + N - 2) };
        (view.window::<S, A, V>(row, x, reach), P)
    };
    // Statements, since a loop over so many rows would not be unrolled, and the sums live in memory.
    macro_rules! inputs {
        ($($input:literal)*) => {$(
            if const { $input < R + N - 1 } {
                if const { $input > 0 } {
                    rest = &rest[jump..];
                }
                let v = load::<S, A, A, V>(s, rest, 0);
                let mut output = const { if $input < N { 0 } else { $input + 1 - N } };
                while output < R && output <= $input {
                    mul_add::<S, A, V>(&mut sums[output], v, splats[$input - output]);
                    output += 1;
                }
            }
        )*};
    }
    inputs! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 }
}

/// Lanes for which the loops are compiled.
pub trait TableLane<const R: usize>: Lane + Buffered + Load<Self> + Store<Self> {
    /// Columns of a tile.
    fn block(token: Token) -> usize;

    /// The sums of a band.
    fn sum(
        token: Token,
        table: &TableBand<'_, Self, R>,
        view: View<'_, Self>,
        out: (&mut [Self], usize, usize),
    );
}

/// Implements the loops for tiles of these rows and vectors, by the number of registers.
macro_rules! table_lanes {
    ($run:ident $rows:literal, $vectors:literal, $wide:literal: $($lane:ident)*) => {$(
        // The plan says what these are.
        #[cfg(feature = "alloc")]
        const _: () = {
            let tile = Tile::of_table($rows, size_of::<$lane>());
            assert!(tile.vectors == $vectors && tile.wide == $wide);
        };
        impl TableLane<$rows> for $lane {
            fn block(token: Token) -> usize {
                block::<Self, $vectors, $wide>(token)
            }
            fn sum(
                token: Token,
                table: &TableBand<'_, Self, $rows>,
                view: View<'_, Self>,
                (out, pitch, width): (&mut [Self], usize, usize),
            ) {
                dispatch!(token, s => {
                    $run::<_, Self, $rows, $vectors, $wide>(s, table, view, out, pitch, width)
                });
            }
        }
    )*};
}

table_lanes! { tiles 8, 1, 1: u16 i16 }
table_lanes! { tiles 8, 1, 2: i32 i64 f32 f64 }
table_lanes! { row 1, 2, 2: u16 i16 }
table_lanes! { row 1, 4, 4: i32 i64 f32 f64 }

/// A band, tile by tile.
#[inline(always)]
fn tiles<S, A, const R: usize, const V: usize, const W: usize>(
    s: S,
    table: &TableBand<'_, A, R>,
    view: View<'_, A>,
    out: &mut [A],
    pitch: usize,
    width: usize,
) where
    S: Simd,
    A: Lane + Load<A> + Store<A>,
{
    walk_wide::<S, A, A, A, _, R, V, W>(s, &Table(table), view, out, pitch, width);
}

/// A row, in blocks where the plan says so.
#[inline(always)]
fn row<S, A, const R: usize, const V: usize, const W: usize>(
    s: S,
    table: &TableBand<'_, A, 1>,
    view: View<'_, A>,
    out: &mut [A],
    pitch: usize,
    width: usize,
) where
    S: Simd,
    A: Lane + Load<A> + Store<A>,
{
    if const { block_of(A::TYPE).is_some() } && table.in_blocks() {
        let out = out.get_mut(..width).unwrap_or_default();
        blocks::along::<S, A>(s, table, view.rest(0, 0), out);
    } else {
        walk_wide::<S, A, A, A, _, 1, V, W>(s, &Table(table), view, out, pitch, width);
    }
}

impl<A: TableLane<R>, const R: usize> TableBand<'_, A, R> {
    /// Sums `CHUNK` columns before the epilogue is applied to them.
    fn in_chunks<Out: Store<A>, const CHUNK: usize>(
        &self,
        token: Token,
        view: View<'_, A>,
        out: &mut [Out],
        pitch: usize,
        width: usize,
    ) {
        let mut sums = [[A::default(); CHUNK]; R];
        let chunk = width.min(CHUNK);
        let mut x = 0;
        loop {
            let start = x.min(width - chunk);
            let to = (sums.as_flattened_mut(), CHUNK, chunk);
            <A as TableLane<R>>::sum(token, self, view.from(start), to);
            for (row, sums) in sums.iter().enumerate() {
                let at = row * pitch + start;
                let to = &mut out[at..at + chunk];
                Out::epilogue_row(token, self.epilogue, &sums[..chunk], to);
            }
            x = start + chunk;
            if x >= width {
                return;
            }
        }
    }
}

impl<A: TableLane<R>, Out: Store<A>, const R: usize> Band<A, Out> for TableBand<'_, A, R> {
    fn rows(&self) -> usize {
        R
    }

    fn block(&self, token: Token) -> usize {
        if self.in_blocks() {
            blocks::least::<A>(token)
        } else {
            A::block(token)
        }
    }

    fn run(&self, token: Token, view: View<'_, A>, out: &mut [Out], pitch: usize, width: usize) {
        ran!(
            "table in tiles of {R} x {}",
            if self.in_blocks() {
                block::<A, 8, 16>(token)
            } else {
                A::block(token)
            } / block::<A, 1, 1>(token)
        );
        if (self.epilogue.multiply, self.epilogue.divide) == (1, 1)
            && let Some(lanes) = Out::as_lanes(out)
        {
            <A as TableLane<R>>::sum(token, self, view, (lanes, pitch, width));
            return;
        }
        if const { R == 1 } {
            self.in_chunks::<Out, 512>(token, view, out, pitch, width);
        } else {
            self.in_chunks::<Out, 128>(token, view, out, pitch, width);
        }
    }

    fn tap_by_tap(&self, token: Token, pick: &mut Pick<'_, A>, out: &mut [Out; LANES]) {
        tap_by_tap::sums(
            token,
            &|visit| self.visit_taps(visit),
            self.epilogue,
            pick,
            out,
        );
    }
}
