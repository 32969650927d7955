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
        let (width, height) = (out.width() / channels, out.height());
        if (columns.output, rows.output) != (width, height) {
            return Err(Error::OutputSize {
                expected_width: columns.output,
                expected_height: rows.output,
                found_width: width,
                found_height: height,
            });
        }
        Self::of(window, channels, (rows, columns))
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
