//! What taps meet on one axis: inputs, or a border.

use super::Constant;
use crate::exec::planes::Stage;
use conv_plan::window::{Axis, Border, Origin, ResolvedAxis};

/// What a tap meets on one axis.
#[derive(Clone, Copy)]
pub(super) enum Met {
    Input(usize),
    Border,
    /// Nothing, and it is not multiplied: the output is of another phase.
    Nothing,
}

/// One axis of the window over an input.
pub(super) struct Side<'a, A> {
    pub(super) axis: &'a Axis,
    sizes: &'a ResolvedAxis,
    border: Border,
    /// What stands in a border of constants.
    pub(super) constant: A,
    transposed: bool,
}

impl<'a, A> Side<'a, A> {
    pub(super) fn new<In: Stage<A>>(
        axis: &'a Axis,
        sizes: &'a ResolvedAxis,
        border: Border,
        transposed: bool,
    ) -> Self
    where
        A: Constant,
    {
        Self {
            axis,
            sizes,
            border,
            constant: match border {
                Border::Constant(value) => In::from_f64(value).staged(),
                _ => A::default(),
            },
            transposed,
        }
    }

    /// The tap that is summed at this place, counted from the first input that it meets.
    #[inline(always)]
    pub(super) fn tap(&self, place: usize) -> usize {
        if self.transposed {
            self.axis.kernel - 1 - place
        } else {
            place
        }
    }

    /// The input that the first tap of an output meets, if no tap of it meets a border.
    #[inline(always)]
    pub(super) fn inside(&self, output: usize) -> Option<usize> {
        // Not of any size would its products fit.
        if self.transposed {
            return None;
        }
        let Axis {
            kernel,
            stride,
            dilation,
            ..
        } = *self.axis;
        let first = (output * stride).checked_sub(self.sizes.before)?;
        let last = first + (kernel - 1) * dilation;
        (last < self.sizes.input).then_some(first)
    }

    /// What a tap of an output meets.
    #[inline(always)]
    pub(super) fn meets(&self, output: usize, tap: usize) -> Met {
        let Axis {
            stride, dilation, ..
        } = *self.axis;
        if !self.transposed {
            let position = output * stride + tap * dilation;
            return match self.sizes.origin(self.border, position) {
                Origin::Input(input) => Met::Input(input),
                Origin::Constant(_) => Met::Border,
            };
        }
        // Checked sizes fit `isize`.
        let distance = (output + self.sizes.before) as isize - (tap * dilation) as isize;
        let stride = stride as isize;
        if distance.checked_rem(stride) != Some(0) {
            return Met::Nothing;
        }
        match distance.checked_div(stride).map(usize::try_from) {
            Some(Ok(input)) if input < self.sizes.input => Met::Input(input),
            // A zero that the phase is padded by.
            _ => Met::Border,
        }
    }
}
