//! The loops of tables, compiled here once for each accumulator and not in each crate.
//!
//! ```text
//! tiles     bands of rows, or rows without neighbours among their taps
//! halves    bands of rows that are widened as they are loaded
//! row       rows, in blocks of columns if they have many taps
//! paired    rows of 16-bit integers, summed in pairs of taps
//! ```
//!
//! [`Held`] is which of them an input's rows are for: rows of half an accumulator's width are read
//! where they lie, all others are staged in the accumulator's type.

use super::blocks;
use super::body::{Band, Body, One, block, sweep};
use super::job::Job;
use super::memory::Buffered;
use super::row::{Apart, Few, Paired};
use super::separable::in_bands;
use super::stage::Stage;
use super::table::{Table, TableBand};
use crate::data::Error;
use crate::exec::simd::{Lane, Load, Store, View, known};
use conv_plan::number::Epilogue;
#[cfg(feature = "alloc")]
use conv_plan::plan::Tile;
use conv_plan::plan::block_of;
use fearless_simd::{Level as Token, Simd, dispatch};

/// Lanes in which the loops sum rows of `E`, with products and sums that are rounded each if
/// `STRICT`.
pub trait TableLane<E: Load<Self>, const R: usize, const STRICT: bool = false>:
    Lane + Buffered + Store<Self>
{
    /// Columns of a tile.
    fn block(token: Token) -> usize;

    /// The sums of a band, or of each of some lines, if bands have one row.
    fn sum(
        token: Token,
        table: &TableBand<'_, Self, R, STRICT>,
        view: View<'_, E>,
        lines: usize,
        out: (&mut [Self], usize, usize),
    );

    /// What the epilogue makes of the sums of some lines, if there is a loop for that: sums that
    /// registers hold need not be stored before.
    fn bytes(
        token: Token,
        table: &TableBand<'_, Self, R, STRICT>,
        view: View<'_, E>,
        lines: usize,
        out: (&mut [u8], usize, usize),
    ) -> bool {
        let _ = (token, table, view, lines, out);
        false
    }
}

/// Implements the loops for tiles of these rows and vectors, by the number of registers.
///
/// Strict ones are compiled where they are used: nobody else waits for them, or links them.
macro_rules! table_lanes {
    ($run:ident $bytes:ident $rows:literal, $vectors:literal, $wide:literal: $($element:ident => $lane:ident)*) => {$(
        table_lanes! { @one false [] $run $bytes $rows, $vectors, $wide: $element => $lane }
    )*};
    (strict $run:ident $rows:literal, $vectors:literal, $wide:literal: $($lane:ident)*) => {$(
        table_lanes! { @one true [#[inline]] $run none $rows, $vectors, $wide: $lane => $lane }
    )*};
    (@one $strict:literal [$($inline:tt)*] $run:ident $bytes:ident $rows:literal, $vectors:literal, $wide:literal: $element:ident => $lane:ident) => {
        // The plan says what these are.
        #[cfg(feature = "alloc")]
        const _: () = {
            let tile = if size_of::<$element>() < size_of::<$lane>() && $rows > 1 {
                Tile::WIDENED
            } else {
                Tile::of_table($rows, size_of::<$lane>())
            };
            assert!(tile.vectors == $vectors && tile.wide == $wide);
        };
        impl TableLane<$element, $rows, $strict> for $lane {
            fn block(token: Token) -> usize {
                block::<Self, $vectors, $wide>(token)
            }
            $($inline)*
            fn sum(
                token: Token,
                table: &TableBand<'_, Self, $rows, $strict>,
                view: View<'_, $element>,
                lines: usize,
                (out, pitch, width): (&mut [Self], usize, usize),
            ) {
                dispatch!(token, s => {
                    $run::<_, $element, Self, $rows, $vectors, $wide, $strict>(s, table, view, lines, (out, pitch, width))
                });
            }
            table_lanes! { @bytes $bytes $element, $vectors }
        }
    };
    (@bytes none $element:ident, $vectors:literal) => {};
    (@bytes $bytes:ident $element:ident, $vectors:literal) => {
        fn bytes(
            token: Token,
            table: &TableBand<'_, Self, 1>,
            view: View<'_, $element>,
            lines: usize,
            out: (&mut [u8], usize, usize),
        ) -> bool {
            let Some(few) = Few::of(table)
                .filter(|_| table.epilogue.kind(Self::TYPE) == Epilogue::SHIFTED) else {
                return false;
            };
            dispatch!(token, s => {
                $bytes::<_, $element, Self, $vectors>(s, (table, few), view, lines, out)
            })
        }
    };
}

table_lanes! { tiles none 8, 1, 1: u16 => u16 i16 => i16 }
table_lanes! { tiles none 8, 1, 2: i32 => i32 i64 => i64 f32 => f32 f64 => f64 }
table_lanes! { halves none 8, 2, 2: u8 => u16 u8 => i16 i8 => i16 u16 => i32 i16 => i32 }
table_lanes! { row bytes 1, 2, 2: u16 => u16 i16 => i16 }
table_lanes! { row none 1, 4, 4: i32 => i32 i64 => i64 f32 => f32 f64 => f64 }
table_lanes! { strict tiles 8, 1, 2: f32 f64 }
table_lanes! { strict row 1, 4, 4: f32 f64 }
table_lanes! { widened none 1, 4, 4: u16 => i32 i32 => i64 }
table_lanes! { paired paired_bytes 1, 4, 4: i16 => i32 }

/// Bands of eight rows whose elements are half as wide as their sums: twice four rows, because the
/// vectors of a tile come in pairs.
#[inline(always)]
fn halves<S, E, A, const R: usize, const V: usize, const W: usize, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, A, R, STRICT>,
    view: View<'_, E>,
    _: usize,
    (out, pitch, width): (&mut [A], usize, usize),
) where
    S: Simd,
    E: Load<A>,
    A: Lane + Store<A>,
{
    let half = table.in_rows::<4>();
    for row in [0, 4] {
        let (view, out) = (view.below(row * table.step), &mut out[row * pitch..]);
        sweep::<S, E, A, A, _, 4, V, W, 1>(
            s,
            &One(&Table(&half)),
            view,
            (1, 1),
            (out, pitch, width),
        );
    }
}

/// Bands, tile by tile.
#[inline(always)]
fn tiles<S, E, A, const R: usize, const V: usize, const W: usize, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, A, R, STRICT>,
    view: View<'_, E>,
    lines: usize,
    out: (&mut [A], usize, usize),
) where
    S: Simd,
    E: Load<A>,
    A: Lane + Store<A>,
{
    each_line::<S, E, A, _, R, V, W>(s, &Table(table), view, lines, out);
}

/// A body over each of some lines, or over a band.
#[inline(always)]
fn each_line<S, E, A, B, const R: usize, const V: usize, const W: usize>(
    s: S,
    body: &B,
    view: View<'_, E>,
    lines: usize,
    out: (&mut [A], usize, usize),
) where
    S: Simd,
    E: Load<A>,
    A: Lane + Store<A>,
    B: Body<E, A, R>,
{
    sweep::<S, E, A, A, One<'_, B>, R, V, W, 1>(s, &One(body), view, (lines, 1), out);
}

/// Rows, in blocks where the plan says so.
#[expect(
    clippy::extra_unused_type_parameters,
    reason = "all loops are named alike"
)]
#[inline(always)]
fn row<S, E, A, const R: usize, const V: usize, const W: usize, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, A, 1, STRICT>,
    view: View<'_, A>,
    lines: usize,
    (out, pitch, width): (&mut [A], usize, usize),
) where
    S: Simd,
    A: Lane + Load<A> + Store<A>,
{
    if const { block_of(A::TYPE).is_some() } && table.in_blocks() && table.channels == 1 {
        for line in 0..lines {
            let out = out[line * pitch..].get_mut(..width).unwrap_or_default();
            blocks::along::<S, A, STRICT>(s, table, view.below(line), out);
        }
    } else {
        widened::<S, A, A, 1, V, W, STRICT>(s, table, view, lines, (out, pitch, width));
    }
}

/// Rows whose elements may be half as wide as their sums.
#[inline(always)]
fn widened<S, E, A, const R: usize, const V: usize, const W: usize, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, A, 1, STRICT>,
    view: View<'_, E>,
    lines: usize,
    out: (&mut [A], usize, usize),
) where
    S: Simd,
    E: Load<A>,
    A: Lane + Store<A>,
{
    if let Some(few) = Few::of(table) {
        few.sum::<S, E, A, V>(s, view, lines, &Epilogue::IDENTITY, out);
    } else if table.channels > 1 {
        each_line::<S, E, A, _, 1, V, W>(s, &Apart(table), view, lines, out);
    } else {
        tiles::<S, E, A, 1, V, W, STRICT>(s, table, view, lines, out);
    }
}

/// Rows of 16-bit integers, in pairs of taps where they are as narrow.
#[expect(
    clippy::extra_unused_type_parameters,
    reason = "all loops are named alike"
)]
#[inline(always)]
fn paired<S, E, A, const R: usize, const V: usize, const W: usize, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, i32, 1>,
    view: View<'_, i16>,
    lines: usize,
    out: (&mut [i32], usize, usize),
) where
    S: Simd,
{
    if table.channels > 1 {
        each_line::<S, i16, i32, _, 1, V, W>(s, &Apart(table), view, lines, out);
    } else if !Paired::suits(table) {
        tiles::<S, i16, i32, 1, V, W, false>(s, table, view, lines, out);
    } else if let Some(few) = Few::of(table) {
        few.sum_pairs::<S, i32, V>(s, view, lines, &Epilogue::IDENTITY, out);
    } else {
        each_line::<S, i16, i32, _, 1, V, W>(s, &Paired(table), view, lines, out);
    }
}

/// Rows of few taps, as bytes.
#[inline(always)]
fn bytes<S, E, A, const V: usize>(
    s: S,
    (table, few): (&TableBand<'_, A, 1>, Few<'_, A, false>),
    view: View<'_, E>,
    lines: usize,
    out: (&mut [u8], usize, usize),
) -> bool
where
    S: Simd,
    E: Load<A>,
    A: Lane,
    u8: Store<A>,
{
    few.sum::<S, E, u8, V>(
        s,
        view,
        lines,
        &known::<{ Epilogue::SHIFTED }>(table.epilogue),
        out,
    );
    true
}

/// The same of 16-bit integers, in pairs of taps.
#[expect(
    clippy::extra_unused_type_parameters,
    reason = "all loops are named alike"
)]
#[inline(always)]
fn paired_bytes<S: Simd, E, A, const V: usize>(
    s: S,
    (table, few): (&TableBand<'_, i32, 1>, Few<'_, i32, false>),
    view: View<'_, i16>,
    lines: usize,
    out: (&mut [u8], usize, usize),
) -> bool {
    let suits = Paired::suits(table);
    if suits {
        few.sum_pairs::<S, u8, V>(
            s,
            view,
            lines,
            &known::<{ Epilogue::SHIFTED }>(table.epilogue),
            out,
        );
    }
    suits
}

/// Elements whose rows a table for tiles of eight rows sums in lanes of `A`.
pub trait Held<A: Lane + Buffered>: Stage<A> {
    /// Runs a kernel of one pass.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    fn direct<Out: Store<A> + Buffered>(
        job: Job<'_, Self, Out>,
        table: &TableBand<'_, A, 8>,
    ) -> Result<(), Error>;

    /// Runs a kernel of two passes, whose lines hold the sums of the first.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    fn separable<Out: Buffered>(
        job: Job<'_, Self, Out>,
        vertical: &[TableBand<'_, A, 8>],
        horizontal: &dyn Band<A, Out>,
    ) -> Result<(), Error>;
}

macro_rules! held {
    ($($element:ident: $($held:ident => $lane:ident)*;)*) => {$($(
        impl Held<$lane> for $element {
            fn direct<Out: Store<$lane> + Buffered>(
                job: Job<'_, Self, Out>,
                table: &TableBand<'_, $lane, 8>,
            ) -> Result<(), Error> {
                job.direct::<$held>(table)
            }
            fn separable<Out: Buffered>(
                job: Job<'_, Self, Out>,
                vertical: &[TableBand<'_, $lane, 8>],
                horizontal: &dyn Band<$lane, Out>,
            ) -> Result<(), Error> {
                in_bands::<$held, $lane, _, _>(vertical, |vertical| {
                    job.separable::<$held, $lane>(vertical, horizontal)
                })
            }
        }
    )*)*};
}

held! {
    u8: u8 => u16 u8 => i16 i32 => i32 i64 => i64 f32 => f32 f64 => f64;
    i8: u16 => u16 i8 => i16 i32 => i32 i64 => i64 f32 => f32 f64 => f64;
    u16: u16 => u16 i16 => i16 u16 => i32 i64 => i64 f32 => f32 f64 => f64;
    i16: u16 => u16 i16 => i16 i16 => i32 i64 => i64 f32 => f32 f64 => f64;
    i32: u16 => u16 i16 => i16 i32 => i32 i64 => i64 f32 => f32 f64 => f64;
    f32: u16 => u16 i16 => i16 i32 => i32 i64 => i64 f32 => f32 f64 => f64;
    f64: u16 => u16 i16 => i16 i32 => i32 i64 => i64 f32 => f32 f64 => f64;
}
