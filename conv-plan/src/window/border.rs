//! Index maps of the borders, total for every size of at least 1 and any overhang.
//!
//! Positions are counted in the padded axis: position 0 is the first padded
//! element, position `before` the first element of the input.

use super::{Border, ResolvedAxis};
use core::ops::Range;

/// Where the element at a padded position comes from.
///
/// ```
/// # use conv_plan::window::{Axis, AxisName, AxisPadding, Border, Origin, SizeError};
/// let three = Axis { kernel: 3, padding: AxisPadding::Same, ..Axis::TRIVIAL };
/// let axis = three.resolve(AxisName::Columns, 4)?;
/// assert_eq!(axis.origin(Border::Constant(7.0), 0), Origin::Constant(7.0));
/// assert_eq!(axis.origin(Border::Replicate, 0), Origin::Input(0));
/// assert_eq!(axis.origin(Border::Wrap, 0), Origin::Input(3));
/// # Ok::<(), SizeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Origin {
    /// The input element with this index.
    Input(usize),
    /// This constant.
    Constant(f64),
}

impl ResolvedAxis {
    /// Where the element at `position` of the padded axis comes from.
    ///
    /// An input without elements, which [`Axis::resolve`](crate::window::Axis::resolve)
    /// refuses, is zero everywhere.
    #[inline]
    #[must_use]
    pub fn origin(&self, border: Border, position: usize) -> Origin {
        let (before, position) = if self.interpolate > 1 {
            match self.element_at(position) {
                Some(found) => found,
                None => return Origin::Constant(0.0),
            }
        } else {
            (self.before, position)
        };
        if position >= before && position - before < self.input {
            return Origin::Input(position - before);
        }
        if self.input == 0 {
            return Origin::Constant(0.0);
        }
        // How far to go on from the first element, never negative.
        let folded = |period| match position.checked_sub(before) {
            Some(after) => modulo(after, period),
            None => modulo(period - modulo(before - position, period), period),
        };
        match border {
            Border::Zero => Origin::Constant(0.0),
            Border::Constant(value) => Origin::Constant(value),
            Border::Replicate => Origin::Input(if position < before { 0 } else { self.input - 1 }),
            Border::Wrap => Origin::Input(folded(self.input)),
            Border::Reflect => {
                let period = self.input.saturating_mul(2);
                let folded = folded(period);
                Origin::Input(folded.min(period - 1 - folded))
            }
            Border::Reflect101 => {
                let period = (self.input - 1).saturating_mul(2).max(1);
                let folded = folded(period);
                Origin::Input(folded.min(period - folded).min(self.input - 1))
            }
        }
    }

    /// The elements from the first to the last that some padded positions come from, and the last
    /// of all if they reach beyond it; empty if all of them are constants.
    #[must_use]
    pub fn read(&self, border: Border, positions: Range<usize>) -> Range<usize> {
        if self.interpolate > 1 {
            let (elements, ahead) = self.elements();
            let first = |position: usize| position.saturating_add(ahead).div_ceil(self.interpolate);
            return elements.read(border, first(positions.start)..first(positions.end));
        }
        let inside = self.before..self.before.saturating_add(self.input);
        let within = positions.start.max(inside.start)..positions.end.min(inside.end);
        let mut read = if within.is_empty() {
            self.input..0
        } else {
            within.start - self.before..within.end - self.before
        };
        if self.input == 0 || matches!(border, Border::Zero | Border::Constant(_)) {
            return if within.is_empty() { 0..0 } else { read };
        }
        let limit = inside.end.saturating_add(self.after);
        let before = positions.start..positions.end.min(inside.start);
        let after = positions.start.max(inside.end)..positions.end.min(limit);
        // What reads the padding sees where the input ends.
        if !after.is_empty() {
            read = read.start.min(self.input - 1)..self.input;
        }
        for outside in [before, after] {
            // Further away they only repeat.
            let period = match border {
                Border::Replicate => 1,
                _ => self.input.saturating_mul(2),
            };
            for position in outside.take(period) {
                if let Origin::Input(index) = self.origin(border, position) {
                    read = read.start.min(index)..read.end.max(index + 1);
                }
            }
        }
        if read.is_empty() { 0..0 } else { read }
    }

    /// Where zeros stand between elements: the padding before the first element of the axis
    /// without them, and the position there. `None` for a zero.
    fn element_at(&self, position: usize) -> Option<(usize, usize)> {
        let (elements, ahead) = self.elements();
        let position = position.saturating_add(ahead);
        position
            .is_multiple_of(self.interpolate)
            .then(|| (elements.before, position / self.interpolate))
    }

    /// The axis of the elements alone, without inserted zeros between them, and how many positions
    /// its first one stands before the first padded position. Its output is that of this axis.
    #[must_use]
    pub const fn elements(&self) -> (Self, usize) {
        let rate = if self.interpolate == 0 {
            1
        } else {
            self.interpolate
        };
        let before = self.before.div_ceil(rate);
        let elements = Self {
            before,
            after: self.after / rate,
            interpolate: 1,
            ..*self
        };
        (elements, before * rate - self.before)
    }
}

#[inline]
fn modulo(distance: usize, period: usize) -> usize {
    // Most overhangs are shorter than a period, and a division costs more than all the rest.
    if distance < period {
        distance
    } else {
        distance % period
    }
}
