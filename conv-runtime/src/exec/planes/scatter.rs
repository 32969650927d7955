//! Positions of a padded plane to the elements that they came from: the transpose of a border.

use crate::data::{Plane, PlaneMut};
use conv_plan::window::{Border, Origin, ResolvedAxis};
use core::ops::{AddAssign, Range};

/// One axis of what is spread over an input.
#[derive(Debug, Clone)]
pub(crate) struct SpreadAxis {
    pub(crate) sizes: ResolvedAxis,
    border: Border,
    /// From one position to the next.
    pub(crate) stride: usize,
    /// The padded positions that end in some element.
    pub(crate) wanted: Range<usize>,
}

impl SpreadAxis {
    pub(crate) fn new(sizes: ResolvedAxis, border: Border, stride: usize) -> Self {
        // With the zeros between elements, which are spread to nothing.
        let length = (sizes.input - 1) * sizes.interpolate + 1;
        let input = sizes.before..sizes.before + length;
        Self {
            sizes,
            border,
            stride,
            wanted: match border {
                Border::Zero | Border::Constant(_) => input,
                _ => 0..sizes.before + length + sizes.after,
            },
        }
    }

    /// Whether each position is an element, in order.
    pub(crate) fn is_plain(&self) -> bool {
        let rate = self.sizes.interpolate;
        (self.stride, rate) == (1, 1) && self.wanted.len() == self.sizes.input
    }

    /// The element at a wanted position; `None` for a constant.
    fn element(&self, position: usize) -> Option<usize> {
        match self.sizes.origin(self.border, self.wanted.start + position) {
            Origin::Input(element) => Some(element),
            Origin::Constant(_) => None,
        }
    }
}

/// Where sums are added.
pub(crate) struct Target<'a, T> {
    rows: &'a SpreadAxis,
    columns: &'a SpreadAxis,
    dst: PlaneMut<'a, T>,
    /// Elements of a pixel, which lie side by side: 1 for a plane.
    unit: usize,
}

impl<'a, T: Copy + AddAssign> Target<'a, T> {
    pub(crate) fn new(rows: &'a SpreadAxis, columns: &'a SpreadAxis, dst: PlaneMut<'a, T>) -> Self {
        Self::of_pixels(rows, columns, dst, 1)
    }

    /// As [`new`](Self::new), where each pixel has `unit` elements.
    pub(crate) fn of_pixels(
        rows: &'a SpreadAxis,
        columns: &'a SpreadAxis,
        dst: PlaneMut<'a, T>,
        unit: usize,
    ) -> Self {
        Self {
            rows,
            columns,
            dst,
            unit,
        }
    }

    /// Adds the sums of a phase that begins at this row and column of what is wanted.
    pub(crate) fn add<S: Copy>(
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
                add_row((self.columns, self.unit), column, sums, to, &value);
            }
        }
    }
}

fn add_row<S: Copy, T: Copy + AddAssign>(
    (axis, unit): (&SpreadAxis, usize),
    first: usize,
    sums: &[S],
    to: &mut [T],
    value: &impl Fn(S) -> T,
) {
    let (pixels, width) = (sums.len() / unit, to.len() / unit);
    // Sums from `inside` on are elements of the input in order; those before and after are margins.
    let margin = axis.sizes.before - axis.wanted.start;
    let inside = margin
        .saturating_sub(first)
        .div_ceil(axis.stride)
        .min(pixels);
    let start = (first + inside * axis.stride).saturating_sub(margin);
    let length = if axis.sizes.interpolate > 1 {
        // Zeros stand between the elements: each is looked up.
        0
    } else {
        let left = width.saturating_sub(start).div_ceil(axis.stride);
        left.min(pixels - inside)
    };
    let within = &sums[inside * unit..(inside + length) * unit];
    if let Some(to) = to.get_mut(start * unit..) {
        if axis.stride == 1 {
            add(within, to, value);
        } else if unit == 1 {
            for (to, &sum) in to.iter_mut().step_by(axis.stride).zip(within) {
                *to += value(sum);
            }
        } else {
            let steps = to.chunks_mut(axis.stride * unit);
            for (to, sums) in steps.zip(within.chunks_exact(unit)) {
                add(sums, to, value);
            }
        }
    }
    for index in (0..inside).chain(inside + length..pixels) {
        if let Some(element) = axis.element(first + index * axis.stride)
            && let Some(to) = to.get_mut(element * unit..)
        {
            add(&sums[index * unit..(index + 1) * unit], to, value);
        }
    }
}

fn add<S: Copy, T: Copy + AddAssign>(sums: &[S], to: &mut [T], value: &impl Fn(S) -> T) {
    for (to, &sum) in to.iter_mut().zip(sums) {
        *to += value(sum);
    }
}
