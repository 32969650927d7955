//! Index maps of the borders, total for every size of at least 1 and any overhang.
//!
//! Positions are counted in the padded axis: position 0 is the first padded
//! element, position `before` the first element of the input.

use super::{Border, ResolvedAxis};

/// Where the element at a padded position comes from.
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
        if position >= self.before && position - self.before < self.input {
            return Origin::Input(position - self.before);
        }
        if self.input == 0 {
            return Origin::Constant(0.0);
        }
        match border {
            Border::Zero => Origin::Constant(0.0),
            Border::Constant(value) => Origin::Constant(value),
            Border::Replicate => Origin::Input(if position < self.before {
                0
            } else {
                self.input - 1
            }),
            Border::Wrap => Origin::Input(self.folded(position, self.input)),
            Border::Reflect => {
                let period = self.input.saturating_mul(2);
                let folded = self.folded(position, period);
                Origin::Input(folded.min(period - 1 - folded))
            }
            Border::Reflect101 => {
                let period = (self.input - 1).saturating_mul(2).max(1);
                let folded = self.folded(position, period);
                Origin::Input(folded.min(period - folded).min(self.input - 1))
            }
        }
    }

    /// The index of `position` in the input, modulo `period`, never negative.
    #[inline]
    fn folded(&self, position: usize, period: usize) -> usize {
        // Most overhangs are shorter than a period, and a division costs more than all the rest.
        let modulo = |distance: usize| {
            if distance < period {
                distance
            } else {
                distance % period
            }
        };
        if position >= self.before {
            modulo(position - self.before)
        } else {
            modulo(period - modulo(self.before - position))
        }
    }
}
