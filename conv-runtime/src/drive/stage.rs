//! Rows made ready for a body: converted to lanes, extended by their border,
//! and, for a column stride, split into phases.
//!
//! A staged row of `count` padded positions from `start` on holds position
//! `start + i` at `[i % phases][i / phases]`, each phase `pitch` lanes long: a
//! strided kernel then reads neighbours from one phase with plain loads.
//!
//! The conversions are methods of concrete types, so that they are compiled
//! once, here, and not again in each crate that has kernels.

use super::lane::Lane;
use super::view::View;
use crate::border::Origin;
use crate::element::Scalar;
use crate::plane::Plane;
use crate::shape::{Border, Extent};
use fearless_simd::{Level as Token, Simd, dispatch};

/// Element types that rows of `A` can be staged from.
pub trait Stage<A: Lane>: Scalar {
    /// The elements themselves, if they are lanes already.
    fn as_lanes(row: &[Self]) -> Option<&[A]>;

    /// The value of one element. The planner chooses `A` so that this is exact.
    fn lane(self) -> A;

    /// Converts elements to lanes.
    fn convert(token: Token, from: &[Self], to: &mut [A]);

    /// Converts every `step`th element to a lane.
    fn pick(token: Token, from: &[Self], step: usize, to: &mut [A]);
}

/// Element types that rows of every accumulator can be staged from.
pub trait Staged:
    Stage<u16> + Stage<i16> + Stage<i32> + Stage<i64> + Stage<f32> + Stage<f64>
{
}

impl<T> Staged for T where
    T: Stage<u16> + Stage<i16> + Stage<i32> + Stage<i64> + Stage<f32> + Stage<f64>
{
}

macro_rules! stage {
    ($($element:ident => $($lane:ident)*;)*) => {$($(
        impl Stage<$lane> for $element {
            #[inline(always)]
            fn as_lanes(row: &[Self]) -> Option<&[$lane]> {
                let _ = row;
                stage!(@same $element $lane row)
            }
            #[inline(always)]
            fn lane(self) -> $lane {
                self as $lane
            }
            fn convert(token: Token, from: &[Self], to: &mut [$lane]) {
                dispatch!(token, s => convert(s, from, to));
            }
            fn pick(token: Token, from: &[Self], step: usize, to: &mut [$lane]) {
                dispatch!(token, s => pick(s, from, step, to));
            }
        }
    )*)*};
    (@same u16 u16 $row:ident) => { Some($row) };
    (@same i16 i16 $row:ident) => { Some($row) };
    (@same i32 i32 $row:ident) => { Some($row) };
    (@same f32 f32 $row:ident) => { Some($row) };
    (@same f64 f64 $row:ident) => { Some($row) };
    (@same $element:ident $lane:ident $row:ident) => { None };
}

stage! {
    u8 => u16 i16 i32 i64 f32 f64;
    i8 => u16 i16 i32 i64 f32 f64;
    u16 => u16 i16 i32 i64 f32 f64;
    i16 => u16 i16 i32 i64 f32 f64;
    i32 => u16 i16 i32 i64 f32 f64;
    f32 => u16 i16 i32 i64 f32 f64;
    f64 => u16 i16 i32 i64 f32 f64;
}

/// An input plane with its borders: the padded world that kernels see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Padded<'a, In> {
    pub(super) token: Token,
    pub(super) plane: Plane<'a, In>,
    pub(super) rows: Extent,
    pub(super) columns: Extent,
    pub(super) row_border: Border,
    pub(super) column_border: Border,
}

impl<'a, In: Scalar> Padded<'a, In> {
    /// The row at a padded position: elements, or one constant that fills it.
    fn row(&self, position: usize) -> Result<&'a [In], f64> {
        if position >= self.rows.before + self.rows.input + self.rows.after {
            return Err(0.0);
        }
        match self.rows.origin(self.row_border, position) {
            Origin::Input(index) => self.plane.row(index).ok_or(0.0),
            Origin::Constant(value) => Err(value),
        }
    }

    /// Stages `count` positions of one row from column position `start` on.
    ///
    /// Positions beyond the padding are 0: they only feed outputs that are thrown away.
    pub(super) fn stage<A: Lane>(
        &self,
        row: usize,
        (start, count): (usize, usize),
        (phases, pitch): (usize, usize),
        to: &mut [A],
    ) where
        In: Stage<A>,
    {
        let place = |i: usize| (i % phases) * pitch + i / phases;
        let source = match self.row(row) {
            Ok(source) => source,
            Err(value) => {
                to.fill(In::from_f64(value).lane());
                return;
            }
        };
        let limit = self.columns.before + self.columns.input + self.columns.after;
        let first = self.columns.before.clamp(start, start + count);
        let end = (self.columns.before + self.columns.input).clamp(first, start + count);
        for position in (start..first).chain(end..start + count) {
            to[place(position - start)] = if position >= limit {
                A::default()
            } else {
                match self.columns.origin(self.column_border, position) {
                    Origin::Input(index) => source[index].lane(),
                    Origin::Constant(value) => In::from_f64(value).lane(),
                }
            };
        }
        if first == end {
            return;
        }
        let inside = &source[first - self.columns.before..end - self.columns.before];
        if phases == 1 {
            In::convert(self.token, inside, &mut to[first - start..end - start]);
        } else {
            for (phase, from) in
                (0..phases.min(inside.len())).map(|skip| (first - start + skip, &inside[skip..]))
            {
                let at = place(phase);
                let length = from.len().div_ceil(phases);
                In::pick(self.token, from, phases, &mut to[at..at + length]);
            }
        }
    }
}

#[inline(always)]
fn convert<S: Simd, In: Stage<A>, A: Lane>(_: S, from: &[In], to: &mut [A]) {
    match In::as_lanes(from) {
        Some(lanes) => to.copy_from_slice(lanes),
        None => {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = from.lane();
            }
        }
    }
}

#[inline(always)]
fn pick<S: Simd, In: Stage<A>, A: Lane>(_: S, from: &[In], step: usize, to: &mut [A]) {
    if step == 2 {
        let mut pairs = from.chunks_exact(2);
        let mut to = to.iter_mut();
        // The pairs come first: `zip` asks its left side for one more than it uses.
        for (pair, to) in pairs.by_ref().zip(to.by_ref()) {
            *to = pair[0].lane();
        }
        if let (Some(to), Some(last)) = (to.next(), pairs.remainder().first()) {
            *to = last.lane();
        }
    } else {
        for (to, from) in to.iter_mut().zip(from.iter().step_by(step)) {
            *to = from.lane();
        }
    }
}

/// A sliding window of staged rows: each row is staged once on the way down.
#[derive(Debug)]
pub(super) struct Slider<'a, 'b, In, A> {
    source: Padded<'a, In>,
    buffer: &'b mut [A],
    columns: (usize, usize),
    phases: usize,
    pitch: usize,
    /// Position of the row at the beginning of the buffer.
    base: usize,
    /// Rows in the buffer.
    held: usize,
}

impl<'a, 'b, In: Stage<A>, A: Lane> Slider<'a, 'b, In, A> {
    /// Rows of `count` positions from `start` on, in `phases` phases.
    pub(super) fn new(
        source: Padded<'a, In>,
        buffer: &'b mut [A],
        columns: (usize, usize),
        phases: usize,
    ) -> Self {
        Self {
            source,
            buffer,
            columns,
            phases,
            pitch: columns.1.div_ceil(phases),
            base: 0,
            held: 0,
        }
    }

    /// The rows from position `first` on, `needed` of them; never goes back up.
    pub(super) fn view(&mut self, first: usize, needed: usize) -> View<'_, A> {
        let row = self.phases * self.pitch;
        let capacity = self.buffer.len() / row;
        if self.held == 0 || first >= self.base + self.held {
            self.base = first;
            self.held = 0;
        } else if first + needed > self.base + capacity {
            let skip = first - self.base;
            self.buffer.copy_within(skip * row..self.held * row, 0);
            self.base = first;
            self.held -= skip;
        }
        while self.base + self.held < first + needed {
            let to = &mut self.buffer[self.held * row..(self.held + 1) * row];
            self.source.stage(
                self.base + self.held,
                self.columns,
                (self.phases, self.pitch),
                to,
            );
            self.held += 1;
        }
        View::new(&self.buffer[(first - self.base) * row..], self.pitch)
    }
}

impl<In: Stage<A>, A: Lane> Slider<'_, '_, In, A> {
    /// Some columns of some rows on their own; the rows held so far are forgotten.
    pub(super) fn aside(
        &mut self,
        first: usize,
        needed: usize,
        columns: (usize, usize),
    ) -> View<'_, A> {
        self.held = 0;
        let pitch = columns.1;
        for (row, to) in self.buffer.chunks_exact_mut(pitch).take(needed).enumerate() {
            self.source.stage(first + row, columns, (1, pitch), to);
        }
        View::new(self.buffer, pitch)
    }
}
