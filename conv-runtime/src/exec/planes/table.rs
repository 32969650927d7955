//! Bodies that follow a table of loads: large kernels, and every kernel whose
//! taps are known only at run time.
//!
//! The table's loop is compiled here, once for each accumulator, and not in each crate for each
//! kernel. Sums whose type is not the output's go to a buffer of lanes, and a second sweep over the
//! buffer applies the epilogue, unless the loop of a row of few taps stores bytes.

use super::blocks;
use super::body::{Band, Body};
use super::lanes::TableLane;
use super::row::along;
use super::tap_by_tap::{self, Finish, LANES, Pick, TapByTap, finish_anyhow};
use crate::exec::simd::{Block, Lane, Load, Store, View, empty, loaded, splat, sum_products, zero};
use crate::exec::trace::ran;
use conv_plan::number::{AccumulatorType, Epilogue};
use conv_plan::plan::{Segment, block_of};
use fearless_simd::{Level as Token, Simd};

/// A pass as a table, for tiles of `R` rows, whose products and sums are rounded each if `STRICT`.
#[derive(Debug, Clone, Copy)]
pub struct TableBand<'a, A, const R: usize, const STRICT: bool = false> {
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
    /// Elements of a pixel; 1 in a plane.
    pub channels: usize,
}

impl<'a, A: Lane, const R: usize, const STRICT: bool> TableBand<'a, A, R, STRICT> {
    /// Whether this is a row in blocks.
    #[inline(always)]
    pub(super) const fn in_blocks(&self) -> bool {
        match block_of(A::TYPE) {
            Some(block) => R == 1 && self.block == block,
            None => false,
        }
    }

    /// The same table, for tiles of another number of rows.
    pub(super) const fn in_rows<const Q: usize>(&self) -> TableBand<'a, A, Q, STRICT> {
        TableBand {
            segments: self.segments,
            step: self.step,
            block: self.block,
            taps: self.taps,
            places: self.places,
            epilogue: self.epilogue,
            channels: self.channels,
        }
    }

    pub(super) fn visit_taps(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        for (&(row, column), &tap) in self.places.iter().zip(self.taps) {
            visit(row, column, tap);
        }
    }

    /// Some outputs, one tap at a time, from inputs that are picked.
    fn picked<E: Load<A>, Out: Store<A>>(
        &self,
        token: Token,
        finish: Finish<A, Out>,
        pick: &mut Pick<'_, E>,
        out: &mut [Out; LANES],
    ) {
        tap_by_tap::sums(
            token,
            &|visit| self.visit_taps(visit),
            (self.epilogue, finish),
            pick,
            out,
            if const { STRICT } {
                A::add_rounded_products
            } else {
                A::add_products
            },
        );
    }
}

/// The body of a table, which stores its sums as they are.
pub(super) struct Table<'t, 'a, A, const R: usize, const STRICT: bool>(
    pub(super) &'t TableBand<'a, A, R, STRICT>,
);

impl<E: Load<A>, A: Lane, const R: usize, const STRICT: bool> Body<E, A, R>
    for Table<'_, '_, A, R, STRICT>
{
    const STRICT: bool = STRICT;

    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        &Epilogue::IDENTITY
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        self.0.visit_taps(visit);
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, A, R, V> {
        let table = self.0;
        if table.taps.is_empty() {
            return zero::<S, A, R, V>(s);
        }
        let mut sums = empty::<S, A, R, V>(s);
        for segment in table.segments {
            let taps = &table.taps[segment.first..segment.first + segment.count];
            let at = x + segment.offset * table.channels;
            if const { R == 1 } {
                along::<S, E, A, R, V, STRICT>(s, view, (segment.row, at), taps, &mut sums);
            } else {
                let from = (segment.row, table.step, at);
                down::<S, E, A, R, V, 0, STRICT>(s, view, from, taps, &mut sums);
            }
        }
        sums
    }
}

/// Taps down a column, added to the sums of all rows of outputs, which are `P` elements apart if
/// that is not 0.
#[inline(always)]
pub(super) fn down<
    S: Simd,
    E: Load<A>,
    A: Lane,
    const R: usize,
    const V: usize,
    const P: usize,
    const STRICT: bool,
>(
    s: S,
    view: View<'_, E>,
    from: (usize, usize, usize),
    taps: &[A],
    sums: &mut Block<S, A, R, V>,
) {
    const { assert!(R <= 16, "rows that no piece is for") };
    if const { matches!(A::TYPE, AccumulatorType::I64) } {
        // A product takes so many operations that loads do not count.
        let (mut row, step, x) = from;
        for &tap in taps {
            piece::<S, E, A, R, V, P, 1, STRICT>(s, view, (row, step, x), [tap], sums);
            row += step;
        }
        return;
    }
    match *taps {
        [a] => piece::<S, E, A, R, V, P, 1, STRICT>(s, view, from, [a], sums),
        [a, b] => piece::<S, E, A, R, V, P, 2, STRICT>(s, view, from, [a, b], sums),
        [a, b, c] => piece::<S, E, A, R, V, P, 3, STRICT>(s, view, from, [a, b, c], sums),
        [a, b, c, d] => piece::<S, E, A, R, V, P, 4, STRICT>(s, view, from, [a, b, c, d], sums),
        [a, b, c, d, e] => {
            piece::<S, E, A, R, V, P, 5, STRICT>(s, view, from, [a, b, c, d, e], sums)
        }
        [a, b, c, d, e, f] if const { Segment::longest(A::TYPE, P > 0) == 7 } => {
            piece::<S, E, A, R, V, P, 6, STRICT>(s, view, from, [a, b, c, d, e, f], sums);
        }
        [a, b, c, d, e, f, g] if const { Segment::longest(A::TYPE, P > 0) == 7 } => {
            piece::<S, E, A, R, V, P, 7, STRICT>(s, view, from, [a, b, c, d, e, f, g], sums);
        }
        _ => invariant!(false, "a segment of {} taps", taps.len()),
    }
}

/// Some taps of a column: each input row is loaded once.
#[inline(always)]
fn piece<
    S: Simd,
    E: Load<A>,
    A: Lane,
    const R: usize,
    const V: usize,
    const P: usize,
    const N: usize,
    const STRICT: bool,
>(
    s: S,
    view: View<'_, E>,
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
    // Statements, since a loop over so many rows would not be unrolled, and the sums live in
    // memory.
    macro_rules! inputs {
        ($($input:literal)*) => {$(
            if const { $input < R + N - 1 } {
                if const { $input > 0 } {
                    rest = &rest[jump..];
                }
                let v = loaded::<S, E, A, V>(s, rest, 0);
                let mut output = const { if $input < N { 0 } else { $input + 1 - N } };
                while output < R && output <= $input {
                    sum_products::<S, A, V, STRICT>(&mut sums[output], &v, splats[$input - output]);
                    output += 1;
                }
            }
        )*};
    }
    inputs! { 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 }
}

/// Sums that are held before the epilogue is applied to them: they stay in L1.
const HELD: usize = 2048;

/// The same for a call that has few, since clearing them takes time.
const FEW: usize = 256;

impl<A: Lane, const R: usize, const STRICT: bool> TableBand<'_, A, R, STRICT> {
    /// Sums as many columns, or lines, as are held before the epilogue is applied to them.
    fn in_chunks<E: Load<A>, Out: Store<A>, const HELD: usize>(
        &self,
        token: Token,
        view: View<'_, E>,
        lines: usize,
        (out, pitch, width): (&mut [Out], usize, usize),
    ) where
        A: TableLane<E, R, STRICT>,
    {
        let mut sums = [A::default(); HELD];
        let chunk = width.min(const { HELD / R });
        let most = if const { R == 1 } {
            HELD / chunk.max(1)
        } else {
            1
        };
        for line in (0..lines).step_by(most) {
            let count = most.min(lines - line);
            let (view, out) = (view.below(line), &mut out[line * pitch..]);
            let mut x = 0;
            while x < width {
                let start = x.min(width - chunk);
                let to = (&mut sums[..], chunk, chunk);
                <A as TableLane<E, R, STRICT>>::sum(token, self, view.from(start), count, to);
                let rows = count * R;
                if pitch == chunk {
                    let to = &mut out[..rows * chunk];
                    Out::epilogue_row(token, self.epilogue, &sums[..rows * chunk], to);
                    break;
                }
                for (row, sums) in sums.chunks_exact(chunk).enumerate().take(rows) {
                    let at = row * pitch + start;
                    Out::epilogue_row(token, self.epilogue, sums, &mut out[at..at + chunk]);
                }
                x = start + chunk;
            }
        }
    }
}

impl<E: Load<A>, A: TableLane<E, R, STRICT>, Out: Store<A>, const R: usize, const STRICT: bool>
    Band<E, Out> for TableBand<'_, A, R, STRICT>
{
    fn rows(&self) -> usize {
        R
    }

    fn block(&self, token: Token) -> usize {
        if self.in_blocks() && self.channels == 1 {
            blocks::least::<A>(token)
        } else {
            <A as TableLane<E, R, STRICT>>::block(token)
        }
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
        if count > 1 && (R, step) != (1, 1) {
            for band in 0..count {
                let out = &mut out[band * R * pitch..];
                self.run(token, view.below(band * step), out, pitch, width);
            }
            return;
        }
        let lines = count;
        ran!(
            "table in tiles of {R} x {}",
            if self.in_blocks() && self.channels == 1 {
                super::body::block::<A, 8, 16>(token)
            } else {
                <A as TableLane<E, R, STRICT>>::block(token)
            } / super::body::block::<A, 1, 1>(token)
        );
        if (self.epilogue.multiply, self.epilogue.divide) == (1, 1)
            && let Some(lanes) = Out::as_lanes(out)
        {
            <A as TableLane<E, R, STRICT>>::sum(token, self, view, lines, (lanes, pitch, width));
            return;
        }
        if let Some(bytes) = Out::as_bytes(out)
            && <A as TableLane<E, R, STRICT>>::bytes(
                token,
                self,
                view,
                lines,
                (bytes, pitch, width),
            )
        {
            return;
        }
        if width.saturating_mul(lines) <= FEW / R {
            self.in_chunks::<E, Out, FEW>(token, view, lines, (out, pitch, width));
        } else {
            self.in_chunks::<E, Out, HELD>(token, view, lines, (out, pitch, width));
        }
    }
}

impl<E: Load<A>, A: Lane, Out: Store<A>, const R: usize, const STRICT: bool> TapByTap<E, Out>
    for TableBand<'_, A, R, STRICT>
{
    fn tap_by_tap(&self, token: Token, pick: &mut Pick<'_, E>, out: &mut [Out; LANES]) {
        self.picked(token, finish_anyhow, pick, out);
    }
}

/// A table whose epilogue is of this `KIND`: of little code, nothing is compiled for the others.
#[derive(Debug, Clone, Copy)]
pub struct OfKind<'a, A, const R: usize, const STRICT: bool, const KIND: u8>(
    pub TableBand<'a, A, R, STRICT>,
);

impl<E: Load<A>, A: Lane, Out: Store<A>, const R: usize, const STRICT: bool, const KIND: u8>
    TapByTap<E, Out> for OfKind<'_, A, R, STRICT, KIND>
{
    fn tap_by_tap(&self, token: Token, pick: &mut Pick<'_, E>, out: &mut [Out; LANES]) {
        self.0
            .picked(token, Out::epilogue_lanes::<KIND, LANES>, pick, out);
    }
}
