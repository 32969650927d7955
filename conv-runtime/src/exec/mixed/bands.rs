//! Blocks of output rows and columns over mixed rows that are extended by their border.

use super::{Mixable, Mixing, Over};
use crate::data::{Error, Plane, Rect};
use crate::exec::element::Element;
use crate::exec::planes::{BufferWork, Job, Memory, needed};
use conv_plan::rules::WeightsRef;
use conv_plan::window::{Axis, AxisPadding, Border, Origin, Window};
use core::ops::Range;

/// A call in blocks of so many output rows and columns.
pub(super) struct Bands<'c, 'a, 'k, In, E, Out> {
    pub(super) call: &'c mut Mixing<'a, In, Out>,
    pub(super) weights: WeightsRef<'k>,
    pub(super) kernel: &'k Over<'k, E, Out>,
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Elements from one mixed row to the next.
    pub(super) pitch: usize,
}

impl<In: Element, E: Mixable, Out: Element> BufferWork<E> for Bands<'_, '_, '_, In, E, Out> {
    fn with(&mut self, memory: &mut Memory<'_>, buffer: &mut [E]) -> Result<(), Error> {
        let window = valid(&self.call.window);
        let (height, width) = (self.call.out.height(), self.call.out.width());
        let [top, left] = self.call.at;
        for x in (0..width).step_by(self.columns) {
            let columns = self.columns.min(width - x);
            let start = (left + x) * window.columns.stride;
            let across = start..start + needed(&window.columns, columns);
            let mut held = 0..0;
            for y in (0..height).step_by(self.rows) {
                let rows = self.rows.min(height - y);
                let start = (top + y) * window.rows.stride;
                let down = start..start + needed(&window.rows, rows);
                self.mix(buffer, &mut held, down.clone(), &across);
                let part = Plane::new(buffer, across.len(), down.len())?.with_stride(self.pitch)?;
                let out = self.call.out.part(Rect::new(x, y, columns, rows))?;
                let token = self.call.token;
                (self.kernel)(Job::new(token, &window, part, out, memory.again())?)?;
            }
        }
        Ok(())
    }
}

impl<In: Element, E: Mixable, Out: Element> Bands<'_, '_, '_, In, E, Out> {
    /// Mixes the padded rows `down`, of which those that are `held` are in the buffer.
    fn mix(
        &self,
        buffer: &mut [E],
        held: &mut Range<usize>,
        down: Range<usize>,
        across: &Range<usize>,
    ) {
        let kept = held.end.saturating_sub(down.start);
        if kept > 0 {
            let from = (down.start - held.start) * self.pitch;
            buffer.copy_within(from..from + kept * self.pitch, 0);
        }
        let rows = buffer.chunks_exact_mut(self.pitch).skip(kept);
        for (row, to) in (down.start + kept..down.end).zip(rows) {
            self.row(row, across, &mut to[..across.len()]);
        }
        *held = down;
    }

    /// Mixes some columns of a padded row; the vertical border decides first.
    fn row(&self, row: usize, across: &Range<usize>, to: &mut [E]) {
        let call = &*self.call;
        let source = match call.rows.origin(call.window.row_border, row) {
            Origin::Input(y) => call.source.row(y).unwrap_or_default(),
            Origin::Constant(value) => {
                to.fill(call.constant(self.weights, value));
                return;
            }
        };
        let before = call.columns.before;
        let first = before.clamp(across.start, across.end);
        let end = (before + call.columns.input).clamp(first, across.end);
        if first < end {
            let pixels = (first - before) * call.channels..(end - before) * call.channels;
            let within = &mut to[first - across.start..end - across.start];
            E::mix(
                call.token,
                (self.weights, call.channels),
                &source[pixels],
                within,
            );
        }
        for position in (across.start..first).chain(end..across.end) {
            let mixed = match call.columns.origin(call.window.column_border, position) {
                Origin::Constant(value) => call.constant(self.weights, value),
                Origin::Input(x) => {
                    let pixel = source.get(x * call.channels..(x + 1) * call.channels);
                    call.pixel(self.weights, pixel.unwrap_or_default())
                }
            };
            to[position - across.start] = mixed;
        }
    }
}

/// The window over rows that are extended already.
fn valid(window: &Window) -> Window {
    let axis = |axis: Axis| Axis {
        padding: AxisPadding::Valid,
        ..axis
    };
    Window {
        rows: axis(window.rows),
        columns: axis(window.columns),
        row_border: Border::Zero,
        column_border: Border::Zero,
    }
}
