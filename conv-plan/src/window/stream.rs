//! A signal that comes in blocks: what of its padding is known before its end.
//!
//! With `interpolate` paddings, windows and strides are counted in positions, of which inserted
//! zeros take most; what a stream keeps are elements, and those that a border repeats.

use super::{AxisPadding, Border, Window};
use core::fmt;

/// The axis of a kernel whose signals come in blocks.
///
/// ```
/// # use conv_plan::window::{Axis, AxisPadding, Border, StreamError, Window};
/// let five = Axis { kernel: 5, padding: AxisPadding::Same, ..Axis::TRIVIAL };
/// let window = Window { columns: five, column_border: Border::Reflect101, ..Window::TRIVIAL };
/// let axis = window.streamed()?;
/// // The mirrored elements before the first are known when the first three have come.
/// assert_eq!((axis.before, axis.after, axis.latency(), axis.opening()), (2, 2, 2, 3));
/// assert_eq!((axis.elements_before(), axis.elements_after(), axis.first()), (2, 2, 0));
/// assert!(axis.kept() < axis.buffer());
/// // Nothing is inserted between elements.
/// assert_eq!((axis.zeros(), axis.last_zeros()), (0, 0));
/// # Ok::<(), StreamError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreamAxis {
    /// Padding before the first element, in positions.
    pub before: usize,
    /// Padding after the last element, in positions.
    pub after: usize,
    /// Positions from the first tap to the last.
    pub extent: usize,
    /// Distance between outputs.
    pub stride: usize,
    /// What the padding holds.
    pub border: Border,
    /// Positions from an element to the next, at least 1.
    pub interpolate: usize,
}

/// Why signals of a kernel cannot come in blocks.
///
/// ```
/// # use conv_plan::window::{Axis, AxisPadding, Border, StreamError, Window};
/// let three = Axis { kernel: 3, padding: AxisPadding::Same, ..Axis::TRIVIAL };
/// let window = Window { columns: three, column_border: Border::Wrap, ..Window::TRIVIAL };
/// assert_eq!(window.streamed(), Err(StreamError::Wrap));
/// assert_eq!(StreamError::Wrap.to_string(), StreamError::Wrap.message());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamError {
    /// The border repeats the end of the signal before its beginning.
    Wrap,
    /// The padding before the first element depends on how many follow.
    Same,
    /// A size does not fit.
    Overflow,
}

impl StreamError {
    /// In words.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Wrap => {
                "a stream cannot wrap around, since what stands before its beginning comes at its end: use another border"
            }
            Self::Same => {
                "with a stride, how much `same` pads depends on the length of the signal, which a stream does not know: give the amounts, or use `causal`"
            }
            Self::Overflow => "the elements from the first tap to the last do not fit `usize`",
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for StreamError {}

impl Window {
    /// The columns of this window over a signal whose length is not known yet.
    ///
    /// # Errors
    ///
    /// [`StreamError`].
    pub const fn streamed(&self) -> Result<StreamAxis, StreamError> {
        let axis = &self.columns;
        let Some(extent) = axis.extent() else {
            return Err(StreamError::Overflow);
        };
        let reach = extent - 1;
        let interpolate = axis.rate();
        let more = interpolate - 1;
        let (before, after) = match axis.padding {
            AxisPadding::Valid => (0, 0),
            AxisPadding::Full => (reach, reach),
            AxisPadding::Causal => (reach, more),
            AxisPadding::Explicit { before, after } => (before, after),
            AxisPadding::Same | AxisPadding::SameLower if axis.stride > 1 => {
                return Err(StreamError::Same);
            }
            AxisPadding::Same => (reach / 2, (reach - reach / 2).saturating_add(more)),
            AxisPadding::SameLower => (reach - reach / 2, (reach / 2).saturating_add(more)),
        };
        if matches!(self.column_border, Border::Wrap) && (before > 0 || after > 0) {
            return Err(StreamError::Wrap);
        }
        Ok(StreamAxis {
            before,
            after,
            extent,
            stride: if axis.stride == 0 { 1 } else { axis.stride },
            border: self.column_border,
            interpolate,
        })
    }
}

impl StreamAxis {
    /// Elements that a buffer of a stream has room for besides those that it has to keep.
    const ROOM: usize = 64;

    /// Whether the padding mirrors the signal.
    const fn mirrors(&self) -> bool {
        matches!(self.border, Border::Reflect | Border::Reflect101)
    }

    /// Elements that have to come before the padding in front of them is known.
    #[must_use]
    pub const fn opening(&self) -> usize {
        match self.border {
            Border::Zero | Border::Constant(_) | Border::Wrap => 0,
            _ if self.elements_before() == 0 => 0,
            Border::Replicate => 1,
            Border::Reflect => self.elements_before(),
            Border::Reflect101 => self.elements_before().saturating_add(1),
        }
    }

    /// Elements of the padding before the first one, the first of which may stand before all
    /// windows.
    #[must_use]
    pub const fn elements_before(&self) -> usize {
        self.before.div_ceil(self.interpolate)
    }

    /// Elements of the padding after the last one.
    #[must_use]
    pub const fn elements_after(&self) -> usize {
        self.after / self.interpolate
    }

    /// Where the first window begins, from the first padded element on.
    #[must_use]
    pub const fn first(&self) -> usize {
        (self.interpolate - self.before % self.interpolate) % self.interpolate
    }

    /// Zeros after the last element that has come that are part of the signal whether another one
    /// comes or not.
    #[must_use]
    pub const fn zeros(&self) -> usize {
        if self.after < self.interpolate - 1 {
            self.after
        } else {
            self.interpolate - 1
        }
    }

    /// Zeros after the last element of the padding.
    #[must_use]
    pub const fn last_zeros(&self) -> usize {
        self.after % self.interpolate
    }

    /// Padded elements that have to be kept: those of a window that is not complete yet, and those
    /// that the padding after the last element repeats.
    #[must_use]
    pub const fn kept(&self) -> usize {
        let repeated = match self.border {
            Border::Replicate => 1,
            Border::Reflect | Border::Reflect101 => self.elements_after().saturating_add(1),
            Border::Zero | Border::Constant(_) | Border::Wrap => 0,
        };
        let within = (self.extent - 1).div_ceil(self.interpolate);
        // A window may begin among the zeros after an element, which is kept too.
        let within = within + (self.interpolate > 1) as usize;
        if within > repeated { within } else { repeated }
    }

    /// Elements of the buffer of a stream.
    #[must_use]
    pub const fn buffer(&self) -> usize {
        let (opening, closing) = if self.mirrors() {
            let opening = self.elements_before().saturating_add(self.opening());
            (opening, self.kept().saturating_add(self.elements_after()))
        } else {
            (0, self.kept())
        };
        let most = if opening > closing { opening } else { closing };
        let window = (self.extent - 1).div_ceil(self.interpolate) + 1;
        most.saturating_add(window).saturating_add(Self::ROOM)
    }

    /// Positions by which the outputs of a stream come after those that they stand at.
    #[must_use]
    pub const fn latency(&self) -> usize {
        (self.extent - 1).saturating_sub(self.before)
    }
}
