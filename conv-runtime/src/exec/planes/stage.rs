//! Rows made ready for a body: extended by their border, split into phases
//! for a column stride, and converted where bodies cannot load the input's type.
//!
//! A staged row of `count` padded positions from `start` on holds position
//! `start + i` at `[i % phases][i / phases]`, each phase `pitch` elements long: a
//! strided kernel then reads neighbours from one phase with plain loads.
//!
//! The conversions are methods of concrete types, so that they are compiled
//! once, here, and not again in each crate that has kernels.

use super::lanes::Held;
use super::memory::Buffered;
use super::missing::Shown;
use super::phases::{self, Becomes, Split};
use crate::data::Plane;
use conv_plan::number::Scalar;
use conv_plan::window::{Border, Origin, ResolvedAxis};
use core::ops::Range;
use fearless_simd::{Level as Token, Simd, dispatch};

/// Element types that rows of `E` can be staged from.
pub trait Stage<E: Buffered>: Scalar + Buffered {
    /// The elements themselves, if they need no conversion.
    fn as_staged(row: &[Self]) -> Option<&[E]>;

    /// The value of one element. The planner chooses `E` so that this is exact.
    fn staged(self) -> E;

    /// Converts elements.
    fn convert(token: Token, from: &[Self], to: &mut [E]);

    /// Converts every second element.
    #[cfg(all(feature = "alloc", feature = "layers"))]
    fn halve(token: Token, from: &[Self], to: &mut [E]);

    /// Converts elements, and splits them into phases.
    fn split(token: Token, from: &[Self], split: Split, to: &mut [E]);
}

/// Element types that rows of every accumulator can be made from.
pub trait Staged: Held<u16> + Held<i16> + Held<i32> + Held<i64> + Held<f32> + Held<f64> {}

impl<T> Staged for T where T: Held<u16> + Held<i16> + Held<i32> + Held<i64> + Held<f32> + Held<f64> {}

macro_rules! stage {
    ($($element:ident => $($staged:ident)*;)*) => {$($(
        impl Stage<$staged> for $element {
            #[inline(always)]
            fn as_staged(row: &[Self]) -> Option<&[$staged]> {
                let _ = row;
                stage!(@same $element $staged row)
            }
            #[inline(always)]
            fn staged(self) -> $staged {
                self as $staged
            }
            fn convert(token: Token, from: &[Self], to: &mut [$staged]) {
                dispatch!(token, s => convert(s, from, to));
            }
            #[cfg(all(feature = "alloc", feature = "layers"))]
            fn halve(token: Token, from: &[Self], to: &mut [$staged]) {
                dispatch!(token, s => halve(s, from, to));
            }
            fn split(token: Token, from: &[Self], split: Split, to: &mut [$staged]) {
                dispatch!(token, s => phases::split::<_, Self, $staged, Converted>(s, from, split, to));
            }
        }
    )*)*};
    (@same u8 u8 $row:ident) => { Some($row) };
    (@same i8 i8 $row:ident) => { Some($row) };
    (@same u16 u16 $row:ident) => { Some($row) };
    (@same i16 i16 $row:ident) => { Some($row) };
    (@same i32 i32 $row:ident) => { Some($row) };
    (@same f32 f32 $row:ident) => { Some($row) };
    (@same f64 f64 $row:ident) => { Some($row) };
    (@same $element:ident $staged:ident $row:ident) => { None };
}

stage! {
    u8 => u8 u16 i16 i32 i64 f32 f64;
    i8 => i8 u16 i16 i32 i64 f32 f64;
    u16 => u16 i16 i32 i64 f32 f64;
    i16 => u16 i16 i32 i64 f32 f64;
    i32 => u16 i16 i32 i64 f32 f64;
    f32 => u16 i16 i32 i64 f32 f64;
    f64 => u16 i16 i32 i64 f32 f64;
}

/// An input plane with its borders: the padded plane that kernels see.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Padded<'a, In> {
    pub(crate) token: Token,
    pub(crate) plane: Plane<'a, In>,
    /// The row and the column of the input that `plane` begins at, if it is a part.
    pub(crate) corner: [usize; 2],
    /// Elements of a pixel, in which columns are counted all the same; 1 in a plane.
    pub(crate) channels: usize,
    pub(crate) rows: ResolvedAxis,
    pub(crate) columns: ResolvedAxis,
    pub(crate) row_border: Border,
    pub(crate) column_border: Border,
    /// What staged rows hold of it.
    pub(crate) shown: Shown,
}

/// What a padded column holds in every row of the input.
pub(super) enum Column {
    /// An element of the part of the input that is at hand.
    Part(usize),
    /// One value.
    Constant(f64),
    /// Nothing that an output needs: it only feeds outputs that are thrown away.
    Beyond,
}

/// A row of the padded plane.
pub(super) enum Row<'a, In> {
    /// Elements of the input.
    Input(&'a [In]),
    /// One value that fills it.
    Constant(f64),
}

impl<'a, In> Padded<'a, In> {
    /// The padded rows that `plane` has.
    pub(super) fn part_rows(&self) -> Range<usize> {
        let first = self.rows.before + self.corner[0];
        first..first + self.plane.height()
    }

    /// Where the elements of a padded column come from.
    #[inline]
    pub(super) fn across(&self, position: usize) -> Origin {
        (self.columns).origin_of(self.channels, self.column_border, position)
    }

    /// What a padded column holds.
    #[inline]
    pub(super) fn column_at(&self, position: usize) -> Column {
        let part = self.part_columns();
        let column = if part.contains(&position) {
            Some(position - part.start)
        } else if position >= self.limit() {
            None
        } else {
            match self.across(position) {
                Origin::Input(column) => column.checked_sub(self.corner[1]),
                Origin::Constant(value) => return Column::Constant(value),
            }
        };
        match column.filter(|&column| column < part.len()) {
            Some(column) => Column::Part(column),
            None => Column::Beyond,
        }
    }

    /// The padded columns that `plane` has.
    pub(super) fn part_columns(&self) -> Range<usize> {
        let first = self.columns.before + self.corner[1];
        first..first + self.plane.width()
    }

    /// Where the padded columns end; where those of `plane` do, if that is a part which ends before
    /// the input: what it does not have only feeds outputs that are thrown away.
    pub(super) fn limit(&self) -> usize {
        let (part, input) = (
            self.part_columns().end,
            self.columns.before + self.columns.input,
        );
        if part < input {
            part
        } else {
            input + self.columns.after
        }
    }
}

impl<'a, In: Scalar> Padded<'a, In> {
    /// The row at a padded position.
    #[inline]
    pub(super) fn row(&self, position: usize) -> Row<'a, In> {
        if position >= self.rows.before + self.rows.input + self.rows.after {
            return Row::Constant(0.0);
        }
        match self.rows.origin(self.row_border, position) {
            Origin::Input(index) => match self.plane.row(index.wrapping_sub(self.corner[0])) {
                Some(elements) => Row::Input(elements),
                None => Row::Constant(0.0),
            },
            Origin::Constant(value) => Row::Constant(value),
        }
    }

    /// The element at a padded position of a row.
    #[inline]
    pub(super) fn column(&self, row: &[In], position: usize) -> In {
        match self.across(position) {
            Origin::Input(index) => {
                let element = row.get(index.wrapping_sub(self.corner[1]));
                element.copied().unwrap_or_default()
            }
            Origin::Constant(value) => In::from_f64(value),
        }
    }

    /// Stages the positions of a row from `start` on, which are all before the input or all after
    /// it.
    #[inline]
    fn margin<E: Buffered>(&self, row: &[In], start: usize, to: &mut [E])
    where
        In: Stage<E>,
    {
        let same = match self.column_border {
            Border::Zero => E::default(),
            Border::Constant(value) => In::from_f64(value).staged(),
            Border::Replicate if self.channels == 1 => {
                let last = if start < self.columns.before {
                    0
                } else {
                    row.len() - 1
                };
                row[last].staged()
            }
            Border::Replicate | Border::Reflect | Border::Reflect101 | Border::Wrap => {
                for (position, to) in (start..).zip(to) {
                    *to = self.column(row, position).staged();
                }
                return;
            }
        };
        match to {
            // The usual case, for which `fill` is a call.
            [only] => *only = same,
            all => all.fill(same),
        }
    }

    /// The elements where they lie, if bodies can read them as they are shown.
    pub(super) fn as_staged<E: Buffered>(&self) -> Option<&'a [E]>
    where
        In: Stage<E>,
    {
        In::as_staged(self.plane.data()).filter(|_| self.shown == Shown::All)
    }

    /// Stages `count` positions of one row from column position `start` on, as they are shown.
    ///
    /// Positions beyond the padding only feed outputs that are thrown away; they are 0, because
    /// sums of anything else could exceed the proven bounds.
    pub(crate) fn stage<E: Buffered>(
        &self,
        row: usize,
        (start, count): (usize, usize),
        (phases, pitch): (usize, usize),
        to: &mut [E],
    ) where
        In: Stage<E>,
    {
        self.lay(row, (start, count), (phases, pitch), to);
        self.shown.of(self.token, to);
    }

    /// As [`stage`](Self::stage), whatever is shown.
    fn lay<E: Buffered>(
        &self,
        row: usize,
        (start, count): (usize, usize),
        (phases, pitch): (usize, usize),
        to: &mut [E],
    ) where
        In: Stage<E>,
    {
        let source = match self.row(row) {
            Row::Input(source) => source,
            Row::Constant(value) => {
                to.fill(In::from_f64(value).staged());
                return;
            }
        };
        let (part, limit) = (self.part_columns(), self.limit());
        let first = part.start.clamp(start, start + count);
        let end = part.end.clamp(first, start + count);
        let inside = if first < end {
            &source[first - part.start..end - part.start]
        } else {
            &[]
        };
        if phases == 1 {
            let (before, rest) = to[..count].split_at_mut(first - start);
            let (within, after) = rest.split_at_mut(end - first);
            self.margin(source, start, before);
            match In::as_staged(inside) {
                Some(elements) => within.copy_from_slice(elements),
                None => In::convert(self.token, inside, within),
            }
            let padded = (limit.max(end) - end).min(after.len());
            let (after, beyond) = after.split_at_mut(padded);
            self.margin(source, end, after);
            beyond.fill(E::default());
            return;
        }
        let split = Split {
            phases,
            channels: self.channels,
            pitch,
            first: (first - start) / self.channels,
        };
        for position in (start..first).chain(end..start + count) {
            to[split.place(position - start)] = if position < limit {
                self.column(source, position).staged()
            } else {
                E::default()
            };
        }
        <In as Stage<E>>::split(self.token, inside, split, to);
    }
}

/// Elements as they are staged.
struct Converted;

impl<In: Stage<E>, E: Buffered> Becomes<In, E> for Converted {
    #[inline(always)]
    fn of(element: In) -> E {
        element.staged()
    }
}

#[inline(always)]
fn convert<S: Simd, In: Stage<E>, E: Buffered>(_: S, from: &[In], to: &mut [E]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from.staged();
    }
}

#[cfg(all(feature = "alloc", feature = "layers"))]
#[inline(always)]
fn halve<S: Simd, In: Stage<E>, E: Buffered>(_: S, from: &[In], to: &mut [E]) {
    let (pairs, last) = from.as_chunks::<2>();
    for (&[first, _], to) in pairs.iter().zip(&mut *to) {
        *to = first.staged();
    }
    if let (Some(to), Some(&last)) = (to.get_mut(pairs.len()), last.first()) {
        *to = last.staged();
    }
}
