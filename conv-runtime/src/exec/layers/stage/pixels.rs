//! Padded rows of whole pixels, each with some channels side by side: those of `nhwc`, or of a
//! block of `nchw16`.
//!
//! ```text
//! for a padded row:
//!     a row outside the input:  what the border says: zeros, a constant, or another row
//!     left margin, the row's pixels as the accumulator's type, right margin
//!     minus the zero point of the input, so that a padded zero is 0
//!     each in the order of the frame
//! ```

use super::{Frame, Patch};
use crate::exec::layers::lane::LayerLane;
use crate::exec::planes::Stage;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::BLOCK;
use conv_plan::rules::layer::{LayerSpec, Resolved};
use conv_plan::window::{Border, Origin};
use core::ops::Range;
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
    /// Stages the rows of a patch.
    pub(crate) fn stage<A: LayerLane>(&self, frame: &Frame, patch: Patch, to: &mut [A])
    where
        In: Stage<A>,
    {
        for column in frame.columns.runs(patch.columns) {
            let at = (patch.left + column.first, column.step);
            let inside = column.inside(patch.left, &self.resolved.columns);
            for run in frame.rows.runs(patch.rows) {
                for index in 0..run.count {
                    let place = (run.place + index) * frame.row + column.place * self.unit;
                    let to = &mut to[place..place + column.count * self.unit];
                    let position = patch.top + run.first + index * run.step;
                    self.row(position, at, inside.clone(), to);
                }
            }
        }
    }

    /// Stages pixels of one padded row from the column `left` on, `step` columns apart, of which
    /// some are in the input.
    fn row<A: LayerLane>(
        &self,
        row: usize,
        (left, step): (usize, usize),
        inside: Range<usize>,
        to: &mut [A],
    ) where
        In: Stage<A>,
    {
        let (rows, columns) = (&self.resolved.rows, &self.resolved.columns);
        let (unit, border) = (self.unit, self.kernel.window().row_border);
        let line = columns.input * unit;
        let from = match rows.origin(border, row) {
            Origin::Input(y) => &self.pixels[y * line..(y + 1) * line],
            Origin::Constant(value) => return to.fill(self.constant(border, value)),
        };
        if !inside.is_empty() {
            let x = left + inside.start * step - columns.before;
            let to = &mut to[inside.start * unit..inside.end * unit];
            if step == 1 {
                self.converted(&from[x * unit..][..to.len()], to);
            } else {
                self.picked(from, (x, step), to);
            }
        }
        let after = left + inside.end * step;
        let (to, right) = to.split_at_mut(inside.end * unit);
        self.margin(from, (left, step), &mut to[..inside.start * unit]);
        self.margin(from, (after, step), right);
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
    fn margin<A: LayerLane>(&self, from: &[In], (first, step): (usize, usize), to: &mut [A])
    where
        In: Stage<A>,
    {
        let (columns, unit) = (&self.resolved.columns, self.unit);
        let border = self.kernel.window().column_border;
        for (index, to) in to.chunks_exact_mut(unit).enumerate() {
            match columns.origin(border, first + index * step) {
                Origin::Constant(value) => to.fill(self.constant(border, value)),
                Origin::Input(x) => self.converted(&from[x * unit..(x + 1) * unit], to),
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
