//! Positions of the padded plane to the elements that they came from.

use super::AdjointAxis;
use crate::data::{Plane, PlaneMut};
use conv_plan::window::Origin;
use core::ops::AddAssign;

/// Where sums are added.
pub(super) struct Target<'a, T> {
    rows: &'a AdjointAxis,
    columns: &'a AdjointAxis,
    dst: PlaneMut<'a, T>,
}

impl AdjointAxis {
    /// The element at a wanted position; `None` for a constant.
    fn element(&self, position: usize) -> Option<usize> {
        match self.sizes.origin(self.border, self.wanted.start + position) {
            Origin::Input(element) => Some(element),
            Origin::Constant(_) => None,
        }
    }
}

impl<'a, T: Copy + AddAssign> Target<'a, T> {
    pub(super) fn new(
        rows: &'a AdjointAxis,
        columns: &'a AdjointAxis,
        dst: PlaneMut<'a, T>,
    ) -> Self {
        Self { rows, columns, dst }
    }

    /// Adds the sums of a phase that begins at this row and column of what is wanted.
    pub(super) fn add<S: Copy>(
        &mut self,
        (row, column): (usize, usize),
        sums: Plane<'_, S>,
        value: impl Fn(S) -> T,
    ) {
        let positions = (row..).step_by(self.rows.stride);
        for (position, sums) in positions.zip(sums.rows()) {
            if let Some(to) = self
                .rows
                .element(position)
                .and_then(|y| self.dst.row_mut(y))
            {
                add_row(self.columns, column, sums, to, &value);
            }
        }
    }
}

fn add_row<S: Copy, T: Copy + AddAssign>(
    axis: &AdjointAxis,
    first: usize,
    sums: &[S],
    to: &mut [T],
    value: &impl Fn(S) -> T,
) {
    // Sums from `inside` on are elements of the input in order; those before and after are margins.
    let margin = axis.sizes.before - axis.wanted.start;
    let inside = margin
        .saturating_sub(first)
        .div_ceil(axis.stride)
        .min(sums.len());
    let (before, rest) = sums.split_at(inside);
    let start = (first + inside * axis.stride).saturating_sub(margin);
    let length = to
        .len()
        .saturating_sub(start)
        .div_ceil(axis.stride)
        .min(rest.len());
    let (within, after) = rest.split_at(length);
    if let Some(to) = to.get_mut(start..) {
        if axis.stride == 1 {
            for (to, &sum) in to.iter_mut().zip(within) {
                *to += value(sum);
            }
        } else {
            for (to, &sum) in to.iter_mut().step_by(axis.stride).zip(within) {
                *to += value(sum);
            }
        }
    }
    let margins = before
        .iter()
        .zip(0..)
        .chain(after.iter().zip(inside + length..));
    for (&sum, index) in margins {
        let element = axis.element(first + index * axis.stride);
        if let Some(to) = element.and_then(|element| to.get_mut(element)) {
            *to += value(sum);
        }
    }
}
