//! Staged rows kept while a band of outputs goes down a plane: each row of a block of columns is
//! staged once, together with those below it as far as they stay in L1, and those still needed are
//! moved up now and then.

use super::frame::Frame;
use super::memory::Buffered;
use super::stage::{Padded, Stage};
use crate::exec::caches::{LINE, caches};
use crate::exec::simd::View;

/// Elements from one phase of a staged row to the next: an odd number of lines, so that rows below
/// each other fall into different sets of a cache.
///
/// A row is split by pixels of so many `channels`.
pub(in crate::exec) fn pitch<E>(
    columns: usize,
    (phases, channels): (usize, usize),
) -> Option<usize> {
    let count = match phases {
        1 => columns,
        _ => columns
            .div_ceil(channels)
            .div_ceil(phases)
            .checked_mul(channels)?,
    };
    // Many phases are short.
    if phases > 4 {
        return Some(count);
    }
    let lines = count.checked_mul(size_of::<E>())?.div_ceil(LINE) | 1;
    lines.checked_mul(LINE / size_of::<E>())
}

/// A sliding window of staged rows: each row is staged once on the way down.
#[derive(Debug)]
pub(super) struct Slider<'a, 'b, In, E> {
    source: Padded<'a, In>,
    buffer: &'b mut [E],
    columns: (usize, usize),
    phases: usize,
    pitch: usize,
    /// Of rows of one phase.
    frame: Option<Frame<E>>,
    /// Rows that the buffer holds.
    capacity: usize,
    /// Position of the row at the beginning of the buffer.
    base: usize,
    /// Rows in the buffer.
    held: usize,
    /// The position up to which rows are staged before they are asked for, as far as they stay in
    /// L1.
    ahead: usize,
}

impl<'a, 'b, In: Stage<E>, E: Buffered> Slider<'a, 'b, In, E> {
    /// Rows of `count` positions from `start` on, in `phases` phases; those before row `ahead` are
    /// staged ahead, as far as they stay in L1.
    pub(super) fn new(
        source: Padded<'a, In>,
        buffer: &'b mut [E],
        columns: (usize, usize),
        phases: usize,
        ahead: usize,
    ) -> Self {
        let pitch = pitch::<E>(columns.1, (phases, source.channels)).unwrap_or(columns.1);
        Self {
            source,
            capacity: buffer.len() / (phases * pitch),
            buffer,
            columns,
            phases,
            pitch,
            frame: (phases == 1)
                .then(|| Frame::new(&source, columns, |value| In::from_f64(value).staged()))
                .flatten(),
            base: 0,
            held: 0,
            ahead,
        }
    }

    /// The rows from position `first` on, and how many there are, which is `needed` or more; never
    /// goes back up.
    pub(super) fn view(&mut self, first: usize, needed: usize) -> (View<'_, E>, usize) {
        let row = self.phases * self.pitch;
        if self.held == 0 || first >= self.base + self.held {
            self.base = first;
            self.held = 0;
        } else if first + needed > self.base + self.capacity {
            let skip = first - self.base;
            self.buffer.copy_within(skip * row..self.held * row, 0);
            self.base = first;
            self.held -= skip;
        }
        if self.base + self.held < first + needed {
            // Only as many as stay in L1 until they are read: with room for 28 rows of 1 KiB, an
            // `f32` 7x7 took 4 % longer.
            let near = caches().staged_bytes() / size_of::<E>() / row.max(1);
            let room = (first + near).min(self.base + self.capacity);
            self.stage(self.ahead.min(room).max(first + needed));
        }
        let view = View::new(&self.buffer[(first - self.base) * row..], self.pitch);
        (view, self.base + self.held - first)
    }

    /// Stages the rows before position `end`.
    fn stage(&mut self, end: usize) {
        let row = self.phases * self.pitch;
        loop {
            let position = self.base + self.held;
            if position >= end {
                return;
            }
            let to = &mut self.buffer[self.held * row..];
            let all = end - position;
            if let Some(frame) = &self.frame {
                let staged = frame.stage(&self.source, position, (to, row, all));
                if staged > 0 {
                    self.held += staged;
                    continue;
                }
            }
            let layout = (self.phases, self.pitch);
            self.source
                .stage(position, self.columns, layout, &mut to[..row]);
            self.held += 1;
        }
    }
}
