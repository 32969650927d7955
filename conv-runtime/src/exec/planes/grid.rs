//! Sizes of a call: a window resolved for an input, in elements.

use crate::data::{Error, Plane, PlaneMut};
use conv_plan::window::{Axis, ResolvedAxis, Window};
use core::ops::Range;

/// A window resolved for an input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grid {
    pub(super) window: Window,
    pub(super) channels: usize,
    pub(super) rows: ResolvedAxis,
    pub(super) columns: ResolvedAxis,
}

impl Grid {
    /// The axes of a window over pixels.
    ///
    /// # Errors
    ///
    /// [`Error::SizeOverflow`] if there are more elements than can be counted.
    pub(crate) fn of(
        window: &Window,
        channels: usize,
        (rows, columns): (ResolvedAxis, ResolvedAxis),
    ) -> Result<Self, Error> {
        Ok(Self {
            window: Window {
                columns: window.columns.interleaved(channels),
                ..*window
            },
            channels,
            rows,
            columns: columns.interleaved(channels)?,
        })
    }

    /// The grid of an input, whose output has the size that a kernel gives it.
    ///
    /// # Errors
    ///
    /// Those of [`Window::resolve`]; [`Error::OutputSize`] for an output of any other size.
    pub(super) fn new<In, Out>(
        window: &Window,
        channels: usize,
        plane: Plane<'_, In>,
        out: &PlaneMut<'_, Out>,
    ) -> Result<Self, Error> {
        let (rows, columns) = window.resolve(plane.width() / channels, plane.height())?;
        Self::check((columns.output, rows.output), channels, out)?;
        Self::of(window, channels, (rows, columns))
    }

    /// That an output has this size, width and height in pixels.
    ///
    /// # Errors
    ///
    /// [`Error::OutputSize`].
    pub(crate) fn check<Out>(
        (width, height): (usize, usize),
        channels: usize,
        out: &PlaneMut<'_, Out>,
    ) -> Result<(), Error> {
        let (found_width, found_height) = (out.width() / channels, out.height());
        if (found_width, found_height) == (width, height) {
            return Ok(());
        }
        Err(Error::OutputSize {
            expected_width: width,
            expected_height: height,
            found_width,
            found_height,
        })
    }

    /// The elements of the whole output.
    pub(super) fn elements(&self) -> usize {
        self.rows.output.saturating_mul(self.columns.output)
    }
}

/// Padded elements that `outputs` of an axis need; saturates, since a tile may have more rows than
/// the output.
pub(in crate::exec) fn needed(axis: &Axis, outputs: usize) -> usize {
    (outputs - 1)
        .saturating_mul(axis.stride)
        .saturating_add(axis.saturating_extent())
}

/// The outputs of an axis whose windows touch no padding.
pub(super) fn inner(axis: &ResolvedAxis, stride: usize, extent: usize) -> Range<usize> {
    let first = axis.before.div_ceil(stride);
    match (axis.before + axis.input).checked_sub(extent) {
        Some(last) if last / stride + 1 > first => first..(last / stride + 1).min(axis.output),
        _ => 0..0,
    }
}
