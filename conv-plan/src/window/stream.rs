//! A signal that comes in blocks: what of its padding is known before its end.

use super::{AxisPadding, Border, Window};
use core::fmt;

/// The axis of a kernel whose signals come in blocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreamAxis {
    /// Padding before the first element.
    pub before: usize,
    /// Padding after the last element.
    pub after: usize,
    /// Elements from the first tap to the last.
    pub extent: usize,
    /// Distance between outputs.
    pub stride: usize,
    /// What the padding holds.
    pub border: Border,
}

/// Why signals of a kernel cannot come in blocks.
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
        let (before, after) = match axis.padding {
            AxisPadding::Valid => (0, 0),
            AxisPadding::Full => (reach, reach),
            AxisPadding::Causal => (reach, 0),
            AxisPadding::Explicit { before, after } => (before, after),
            AxisPadding::Same | AxisPadding::SameLower if axis.stride > 1 => {
                return Err(StreamError::Same);
            }
            AxisPadding::Same => (reach / 2, reach - reach / 2),
            AxisPadding::SameLower => (reach - reach / 2, reach / 2),
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
            _ if self.before == 0 => 0,
            Border::Replicate => 1,
            Border::Reflect => self.before,
            Border::Reflect101 => self.before.saturating_add(1),
        }
    }

    /// Padded elements that have to be kept: those of a window that is not complete yet, and those
    /// that the padding after the last element repeats.
    #[must_use]
    pub const fn kept(&self) -> usize {
        let repeated = match self.border {
            Border::Replicate => 1,
            Border::Reflect | Border::Reflect101 => self.after.saturating_add(1),
            Border::Zero | Border::Constant(_) | Border::Wrap => 0,
        };
        if self.extent > repeated {
            self.extent - 1
        } else {
            repeated
        }
    }

    /// Elements of the buffer of a stream.
    #[must_use]
    pub const fn buffer(&self) -> usize {
        let (opening, closing) = if self.mirrors() {
            let opening = self.before.saturating_add(self.opening());
            (opening, self.kept().saturating_add(self.after))
        } else {
            (0, self.kept())
        };
        let most = if opening > closing { opening } else { closing };
        most.saturating_add(self.extent).saturating_add(Self::ROOM)
    }

    /// Elements by which the outputs of a stream come after those that they stand at.
    #[must_use]
    pub const fn latency(&self) -> usize {
        (self.extent - 1).saturating_sub(self.before)
    }
}
