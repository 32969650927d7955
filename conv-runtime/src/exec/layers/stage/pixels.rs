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
    /// Stages one padded row, in `phases` of as many columns.
    pub(crate) fn stage<A: LayerLane>(&self, row: usize, phases: usize, to: &mut [A])
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
            let first = (columns.before * unit).min(to.len());
            let count = line.min(to.len() - first);
            self.converted(&from[..count], &mut to[first..first + count]);
            let end = (columns.before + columns.input) * unit;
            let (left, right) = to.split_at_mut(end.min(to.len()));
            self.margin(from, 0, &mut left[..first]);
            self.margin(from, columns.before + columns.input, right);
            return;
        }
        let length = to.len() / phases;
        for (phase, to) in to.chunks_exact_mut(length).enumerate() {
            for (index, to) in to.chunks_exact_mut(unit).enumerate() {
                let position = index * phases + phase;
                match position.checked_sub(columns.before) {
                    Some(x) if x < columns.input => {
                        self.converted(&from[x * unit..(x + 1) * unit], to);
                    }
                    _ => self.margin(from, position, to),
                }
            }
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
