//! Why there is no output size, and on which axis.

/// Why an input has no output size. A plain value, so that `const fn` can return it.
///
/// ```
/// # use conv_plan::window::{Axis, AxisName, SizeError};
/// let three = Axis { kernel: 3, ..Axis::TRIVIAL };
/// let error = SizeError::TooSmall { axis: AxisName::Columns, padded: 2, extent: 3 };
/// assert_eq!(three.resolve(AxisName::Columns, 2), Err(error));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizeError {
    /// The input has no elements.
    Empty,
    /// A size does not fit `isize`.
    Overflow,
    /// The kernel does not fit even once into the padded input.
    TooSmall {
        /// The axis.
        axis: AxisName,
        /// Size of the padded input.
        padded: usize,
        /// Elements from the kernel's first tap to its last.
        extent: usize,
    },
    /// The padding of a transposed convolution leaves no output.
    Cropped {
        /// The axis.
        axis: AxisName,
        /// Outputs without padding.
        whole: usize,
        /// Padding before and after.
        padding: usize,
    },
}

impl core::fmt::Display for SizeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("the input is empty: a plane needs at least one row and one column")
            }
            Self::Overflow => f.write_str("a size is too large to be represented"),
            Self::TooSmall {
                axis,
                padded,
                extent,
            } => write!(
                f,
                "the kernel spans {extent} {axis}, and the padded input has only {padded}: use more padding or a larger input"
            ),
            Self::Cropped {
                axis,
                whole,
                padding,
            } => write!(
                f,
                "the layer makes {whole} {axis}, and a padding of {padding} leaves none: use less padding or a larger input"
            ),
        }
    }
}

impl core::error::Error for SizeError {}

/// One axis of an image: rows or columns.
///
/// ```
/// # use conv_plan::window::AxisName;
/// assert_eq!(AxisName::Rows.name(), "rows");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AxisName {
    /// The vertical axis, given first.
    Rows,
    /// The horizontal axis, given second; the only axis of a signal.
    Columns,
}

impl AxisName {
    /// "rows" or "columns".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Columns => "columns",
        }
    }
}

impl core::fmt::Display for AxisName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}
