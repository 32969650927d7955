//! Where the elements of a staged row come from: found once for a block of columns, since it is the
//! same for every row of the input.

use super::memory::Buffered;
use super::pieces::Pieces;
use super::stage::{Column, Padded, Row, Stage};
use conv_plan::window::Border;
use core::ops::Range;

/// Columns beside the input that a [`Frame`] keeps one by one.
pub(super) const MARGINS: usize = 32;

/// A staged row of one phase.
#[derive(Debug, Clone)]
pub(super) struct Frame<E> {
    /// What is copied, and to where.
    from: Range<usize>,
    to: Range<usize>,
    /// Elements that the border repeats: to where, and from which column.
    repeated: [(u32, u32); MARGINS],
    count: usize,
    /// What the border is filled with, before and after.
    filled: [Range<usize>; 2],
    value: E,
    /// What lies beyond the padding, and is 0.
    beyond: Range<usize>,
}

impl<E: Buffered> Frame<E> {
    /// The frame of `count` positions from `start` on, which hold `constant` of what the border is
    /// filled with; `None` if the border repeats too many.
    pub(super) fn new<In>(
        source: &Padded<'_, In>,
        (start, count): (usize, usize),
        constant: impl Fn(f64) -> E,
    ) -> Option<Self> {
        let (part, limit) = (source.part_columns(), source.limit());
        let first = part.start.clamp(start, start + count);
        let end = part.end.clamp(first, start + count);
        let padded = limit.clamp(end, start + count);
        let inside = if first < end {
            first - part.start..end - part.start
        } else {
            0..0
        };
        let mut frame = Self {
            from: inside,
            to: first - start..end - start,
            repeated: [(0, 0); MARGINS],
            count: 0,
            filled: [0..0, 0..0],
            value: E::default(),
            beyond: padded - start..count,
        };
        match source.column_border {
            Border::Zero => frame.filled = [0..first - start, end - start..padded - start],
            Border::Constant(value) => {
                frame.filled = [0..first - start, end - start..padded - start];
                frame.value = constant(value);
            }
            Border::Replicate | Border::Reflect | Border::Reflect101 | Border::Wrap => {
                for position in (start..first).chain(end..padded) {
                    let Column::Part(column) = source.column_at(position) else {
                        return None;
                    };
                    let place = (u32::try_from(position - start), u32::try_from(column));
                    *frame.repeated.get_mut(frame.count)? = (place.0.ok()?, place.1.ok()?);
                    frame.count += 1;
                }
            }
        }
        Some(frame)
    }

    /// Stages the rows from a position on that lie below each other in the input, at most `most`
    /// and `pitch` elements apart, or one that its border repeats; returns how many.
    pub(super) fn stage<In: Stage<E>>(
        &self,
        source: &Padded<'_, In>,
        position: usize,
        (to, pitch, most): (&mut [E], usize, usize),
    ) -> usize {
        let Row::Input(row) = source.row(position) else {
            return 0;
        };
        let (part, stride) = (source.part_rows(), source.plane.stride());
        let (from, count) = if part.contains(&position) {
            let from = &source.plane.data()[(position - part.start) * stride..];
            (from, most.min(part.end - position))
        } else {
            (row, 1)
        };
        match In::as_staged(from).filter(|_| count > 1) {
            Some(elements) => {
                let rows = Pieces {
                    count,
                    steps: [stride, pitch],
                };
                self.copy(elements, to, rows);
            }
            None => {
                for (from, to) in from.chunks(stride).zip(to.chunks_mut(pitch)).take(count) {
                    self.convert(source, from, to);
                }
            }
        }
        let to = &mut to[..count * pitch];
        to.chunks_exact_mut(pitch).for_each(|row| self.fill(row));
        source.shown.of(source.token, to);
        count
    }

    /// Stages what comes from the input in one row.
    #[inline]
    fn convert<In: Stage<E>>(&self, source: &Padded<'_, In>, row: &[In], to: &mut [E]) {
        let inside = &row[self.from.clone()];
        let within = &mut to[self.to.clone()];
        match In::as_staged(inside) {
            Some(elements) => within.copy_from_slice(elements),
            None => In::convert(source.token, inside, within),
        }
        for &(position, column) in &self.repeated[..self.count] {
            to[position as usize] = row[column as usize].staged();
        }
    }

    /// Writes what is the same in every row.
    #[inline]
    pub(super) fn fill(&self, to: &mut [E]) {
        let [before, after] = &self.filled;
        let zero = E::default();
        for (range, value) in [
            (before, self.value),
            (after, self.value),
            (&self.beyond, zero),
        ] {
            match &mut to[range.clone()] {
                [] => {}
                // The usual case, for which `fill` is a call.
                [only] => *only = value,
                all => all.fill(value),
            }
        }
    }

    /// Copies what comes from some rows of the input to as many staged ones.
    pub(super) fn copy(&self, rows: &[E], to: &mut [E], pieces: Pieces) {
        let (from, within) = (&rows[self.from.start..], &mut to[self.to.start..]);
        E::pieces(from, within, pieces, self.from.len());
        E::pick(rows, to, pieces, &self.repeated[..self.count]);
    }
}
