//! Bodies that follow a table of loads: large kernels, and every kernel whose
//! taps are known only at run time.
//!
//! The table's loop is compiled here, once for each accumulator, and not in each crate for each
//! kernel. Sums whose type is not the output's go to a buffer of lanes, and a second sweep over the
//! buffer applies the epilogue.

use super::body::{Band, Body, block, walk_wide};
use super::memory::Buffered;
use super::rolling::roll;
use super::tap_by_tap::{self, LANES, Pick};
use crate::exec::simd::{Block, Lane, Load, Store, View, empty, load, mul_add, splat, wide, zero};
use crate::exec::trace::ran;
use conv_plan::number::Epilogue;
#[cfg(feature = "alloc")]
use conv_plan::plan::Tile;
use conv_plan::plan::{Segment, Step};
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// A pass as a table, for tiles of `R` rows.
#[derive(Debug, Clone, Copy)]
pub struct TableBand<'a, A, const R: usize> {
    /// The segments, in order.
    pub segments: &'a [Segment],
    /// Their steps.
    pub steps: &'a [Step<A, R>],
    /// Row, column and value of each tap.
    pub taps: &'a [(usize, usize, A)],
    /// The epilogue: what happens to the sums.
    pub epilogue: &'a Epilogue,
}

/// The body of a table, which stores its sums as they are.
struct Table<'t, 'a, A, const R: usize>(&'t TableBand<'a, A, R>);

impl<A: Lane + Load<A>, const R: usize> Body<A, A, R> for Table<'_, '_, A, R> {
    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        &Epilogue::IDENTITY
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        for &(row, column, tap) in self.0.taps {
            visit(row, column, tap);
        }
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize>(
        &self,
        s: S,
        view: View<'_, A>,
        x: usize,
    ) -> Block<S, A, R, V> {
        let table = self.0;
        if table.steps.is_empty() {
            return zero::<S, A, R, V>(s);
        }
        let mut sums = empty::<S, A, R, V>(s);
        for segment in table.segments {
            let window = view.window::<S, A, V>(segment.row, x + segment.offset, segment.reach);
            let steps = &table.steps[segment.first..segment.first + segment.count];
            let dense = segment.reach + 1 == segment.count;
            // One loop for each range of rows that a dense kernel needs: a test inside the loop
            // costs as much as two rows of sums.
            match segment.outputs {
                outputs if dense && outputs + 1 == 1 << R => {
                    run::<S, A, R, V, 0, R>(s, window, steps, &mut sums);
                }
                0b0001 if dense => run::<S, A, R, V, 0, 1>(s, window, steps, &mut sums),
                0b0011 if dense => run::<S, A, R, V, 0, 2>(s, window, steps, &mut sums),
                0b0111 if dense => run::<S, A, R, V, 0, 3>(s, window, steps, &mut sums),
                0b1110 if dense => run::<S, A, R, V, 1, 4>(s, window, steps, &mut sums),
                0b1100 if dense => run::<S, A, R, V, 2, 4>(s, window, steps, &mut sums),
                0b1000 if dense => run::<S, A, R, V, 3, 4>(s, window, steps, &mut sums),
                outputs => {
                    for step in steps {
                        let v = load::<S, A, A, V>(s, window, step.offset);
                        let mut row = 0;
                        while row < R {
                            if outputs >> row & 1 == 1 {
                                let tap = splat::<S, A>(s, step.taps[row]);
                                mul_add::<S, A, V>(&mut sums[row], v, tap);
                            }
                            row += 1;
                        }
                    }
                }
            }
        }
        sums
    }
}

/// Steps at neighbouring offsets for the output rows from `FROM` to `TO`.
#[inline(always)]
fn run<
    S: Simd,
    A: Lane + Load<A>,
    const R: usize,
    const V: usize,
    const FROM: usize,
    const TO: usize,
>(
    s: S,
    window: &[A],
    steps: &[Step<A, R>],
    sums: &mut Block<S, A, R, V>,
) {
    for (window, step) in window.windows(A::Vector::<S>::LEN * V).zip(steps) {
        let v = load::<S, A, A, V>(s, window, 0);
        let mut row = FROM;
        while row < TO && row < R {
            let tap = splat::<S, A>(s, step.taps[row]);
            mul_add::<S, A, V>(&mut sums[row], v, tap);
            row += 1;
        }
    }
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

table_lanes! { along 4, 2, 2: u16 i16 }
table_lanes! { along 4, 2, 4: i32 i64 f32 f64 }
table_lanes! { along_row 1, 2, 2: u16 i16 }
table_lanes! { along_row 1, 4, 4: i32 i64 f32 f64 }

/// A band, tile by tile.
#[inline(always)]
fn along<S, A, const R: usize, const V: usize, const W: usize>(
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

/// A row: what a long dense filter can roll over, and the rest tile by tile.
#[inline(always)]
fn along_row<S, A, const R: usize, const V: usize, const W: usize>(
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
    let mut done = 0;
    if let [segment] = table.segments
        && segment.reach + 1 == segment.count
        && let Some(out) = out.get_mut(..width)
    {
        let x = view.rest(segment.row, segment.offset);
        done = if const { wide::<S>() } {
            roll::<S, A, true>(s, table.steps, x, out)
        } else {
            roll::<S, A, false>(s, table.steps, x, out)
        };
    }
    if done < width {
        // The last tile overlaps the one before instead of being narrower.
        let tile = A::Vector::<S>::LEN * if wide::<S>() { W } else { V };
        let from = done.min(width.saturating_sub(tile));
        let rest = out.get_mut(from..).unwrap_or_default();
        let view = view.from(from);
        walk_wide::<S, A, A, A, _, 1, V, W>(s, &Table(table), view, rest, pitch, width - from);
    }
}

/// Columns that are summed before the epilogue is applied.
const CHUNK: usize = 256;

impl<A: TableLane<R>, Out: Store<A>, const R: usize> Band<A, Out> for TableBand<'_, A, R> {
    fn rows(&self) -> usize {
        R
    }

    fn block(&self, token: Token) -> usize {
        A::block(token)
    }

    fn run(&self, token: Token, view: View<'_, A>, out: &mut [Out], pitch: usize, width: usize) {
        ran!(
            "table in tiles of {R} x {}",
            A::block(token) / block::<A, 1, 1>(token)
        );
        if (self.epilogue.multiply, self.epilogue.divide) == (1, 1)
            && let Some(lanes) = Out::as_lanes(out)
        {
            <A as TableLane<R>>::sum(token, self, view, (lanes, pitch, width));
            return;
        }
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

    fn tap_by_tap(&self, token: Token, pick: &mut Pick<'_, A>, out: &mut [Out; LANES]) {
        let visit = |visit: &mut dyn FnMut(usize, usize, A)| {
            for &(row, column, tap) in self.taps {
                visit(row, column, tap);
            }
        };
        tap_by_tap::sums(token, &visit, self.epilogue, pick, out);
    }
}
