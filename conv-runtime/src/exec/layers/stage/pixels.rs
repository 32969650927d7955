//! Padded rows of whole pixels, each with some channels side by side: those of `nhwc`, or of a block
//! of `nchw16`.
//!
//! ```text
//! for a padded row:
//!     a row outside the input:  what the border says: zeros, a constant, or another row
//!     left margin, the row's pixels as the accumulator's type, right margin
//!     minus the zero point of the input, so that a padded zero is 0
//!     a column stride s:        position p goes to phase p % s, index p / s
//! ```

use crate::exec::layers::lane::LayerLane;
use crate::exec::planes::Stage;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::BLOCK;
use conv_plan::rules::layer::{LayerSpec, Resolved};
use conv_plan::window::{Border, Origin};
use fearless_simd::Level as Token;

/// Rows of pixels that are staged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PixelRows<'a, In> {
    pub(crate) kernel: &'a LayerSpec,
    pub(crate) resolved: &'a Resolved,
    pub(crate) token: Token,
    /// The pixels of an image, or of a block of its channels.
    pub(crate) pixels: &'a [In],
    /// Elements of a pixel.
    pub(crate) unit: usize,
}

impl<In: Scalar> PixelRows<'_, In> {
    /// Stages one padded row from a column on, in `phases` of as many columns.
    pub(crate) fn stage<A: LayerLane>(&self, row: usize, left: usize, phases: usize, to: &mut [A])
    where
        In: Stage<A>,
    {
        let (rows, columns) = (&self.resolved.rows, &self.resolved.columns);
        let (unit, window) = (self.unit, self.kernel.window());
        let line = columns.input * unit;
        let from = match rows.origin(window.row_border, row) {
            // A stride may leave the last rows unread.
            _ if row >= rows.before + rows.input + rows.after => return to.fill(A::default()),
            Origin::Input(y) => &self.pixels[y * line..(y + 1) * line],
            Origin::Constant(value) => {
                return to.fill(self.constant(window.row_border, value));
            }
        };
        if phases == 1 {
            let width = to.len() / unit;
            // The columns of the input, counted from the first that is staged.
            let first = columns.before.saturating_sub(left).min(width);
            let x = left.saturating_sub(columns.before).min(columns.input);
            let count = (columns.input - x).min(width - first);
            let (before, rest) = to.split_at_mut(first * unit);
            let (within, after) = rest.split_at_mut(count * unit);
            self.converted(&from[x * unit..(x + count) * unit], within);
            self.margin(from, left, before);
            self.margin(from, left + first + count, after);
            return;
        }
        let length = to.len() / phases;
        for (phase, to) in to.chunks_exact_mut(length).enumerate() {
            // The first pixel of the input in this phase, and where it goes.
            let skipped = columns.before.saturating_sub(left + phase);
            let first = skipped.div_ceil(phases).min(length / unit);
            let x = (left + phase + first * phases).saturating_sub(columns.before);
            let count = columns.input.saturating_sub(x).div_ceil(phases);
            let end = first + count.min(length / unit - first);
            self.picked(from, (x, phases), &mut to[first * unit..end * unit]);
            for index in (0..first).chain(end..length / unit) {
                let position = left + index * phases + phase;
                self.margin(from, position, &mut to[index * unit..(index + 1) * unit]);
            }
        }
    }

    /// Every `step`th pixel of the input, from the pixel `x` on.
    fn picked<A: LayerLane>(&self, from: &[In], (x, step): (usize, usize), to: &mut [A])
    where
        In: Stage<A>,
    {
        let unit = self.unit;
        if unit == BLOCK
            && self.kernel.zero_points().input == 0
            && let Some(from) = In::as_staged(from)
        {
            // Copies of a size that is known.
            let pixels = from.as_chunks::<BLOCK>().0.iter().skip(x).step_by(step);
            for (to, from) in to.as_chunks_mut::<BLOCK>().0.iter_mut().zip(pixels) {
                *to = *from;
            }
            return;
        }
        for (index, to) in to.chunks_exact_mut(unit).enumerate() {
            let x = x + index * step;
            self.converted(&from[x * unit..(x + 1) * unit], to);
        }
    }

    /// Pixels of the input.
    fn converted<A: LayerLane>(&self, from: &[In], to: &mut [A])
    where
        In: Stage<A>,
    {
        match In::as_staged(from) {
            Some(from) => to.copy_from_slice(from),
            None => In::convert(self.token, from, to),
        }
        let zero = self.kernel.zero_points().input;
        if zero != 0 {
            let zero = A::from_i64(zero.into());
            for value in to {
                *value = value.minus(zero);
            }
        }
    }

    /// What is beside a row, from position `first` on.
    fn margin<A: LayerLane>(&self, from: &[In], first: usize, to: &mut [A])
    where
        In: Stage<A>,
    {
        let columns = &self.resolved.columns;
        let beside = self.kernel.window().column_border;
        for (index, to) in to.chunks_exact_mut(self.unit).enumerate() {
            let position = first + index;
            match columns.origin(beside, position) {
                _ if position >= columns.before + columns.input + columns.after => {
                    to.fill(A::default());
                }
                Origin::Constant(value) => to.fill(self.constant(beside, value)),
                Origin::Input(x) => {
                    self.converted(&from[x * self.unit..(x + 1) * self.unit], to);
                }
            }
        }
    }

    fn constant<A: LayerLane>(&self, border: Border, value: f64) -> A
    where
        In: Stage<A>,
    {
        match border {
            Border::Zero => A::default(),
            _ => {
                let zero = self.kernel.zero_points().input;
                In::from_f64(value).staged().minus(A::from_i64(zero.into()))
            }
        }
    }
}
