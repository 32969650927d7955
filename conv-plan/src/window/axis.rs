//! Sizes: the one formula for output size, padding and halo.
//!
//! Everything here is checked arithmetic in `const fn`, shared by the macro,
//! the loops, the reference and the matrix view.
//!
//! With `extent = dilation * (kernel - 1) + 1`, an axis of `n` elements gives
//! `floor((n + before + after - extent) / stride) + 1` outputs (the formula of
//! ONNX `Conv`); `same` gives `ceil(n / stride)`.
//!
//! With `interpolate: l` the window goes over the input with `l - 1` zeros after each element
//! except the last: `(n - 1) * l + 1` elements, which is what the formulas count, and what padding
//! and stride are counted in. A border extends the input, and the zeros go between what it repeats,
//! too. `same` and `causal` count the zeros after the last element as padding, so that they give
//! `ceil(n * l / stride)` outputs; `full` is SciPy's `upfirdn`.

use super::{AxisName, SizeError};

/// How much an input is extended along one axis.
///
/// ```
/// # use conv_plan::window::{Axis, AxisName, AxisPadding, SizeError};
/// let five = |padding| Axis { kernel: 5, padding, ..Axis::TRIVIAL };
/// let outputs = |padding| five(padding).resolve(AxisName::Columns, 10).map(|axis| axis.output);
/// assert_eq!((outputs(AxisPadding::Valid)?, outputs(AxisPadding::Same)?), (6, 10));
/// assert_eq!((outputs(AxisPadding::Full)?, outputs(AxisPadding::Causal)?), (14, 10));
/// # Ok::<(), SizeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AxisPadding {
    /// Not at all.
    #[default]
    Valid,
    /// So that the output has `ceil(n / stride)` elements; the odd one after (ONNX `SAME_UPPER`).
    Same,
    /// As `Same`, with the odd one before (ONNX `SAME_LOWER`).
    SameLower,
    /// By `dilation * (kernel - 1)` on both sides.
    Full,
    /// By `dilation * (kernel - 1)` before: an output never sees a later input. After the last
    /// element by the zeros that interpolation would put there.
    Causal,
    /// By these amounts.
    Explicit {
        /// Elements before the first.
        before: usize,
        /// Elements after the last.
        after: usize,
    },
}

/// The fixed part of one axis: everything except the input's size.
///
/// ```
/// # use conv_plan::window::{Axis, AxisName, AxisPadding, SizeError};
/// let padding = AxisPadding::Same;
/// let axis = Axis { kernel: 3, stride: 2, dilation: 2, padding, ..Axis::TRIVIAL };
/// assert_eq!((axis.extent(), axis.rate()), (Some(5), 1));
/// let resolved = axis.resolve(AxisName::Columns, 10)?;
/// assert_eq!((resolved.before, resolved.after, resolved.output), (1, 2, 5));
/// // Over pixels of 3 channels, neighbouring taps meet elements that are 3 apart.
/// assert_eq!(axis.interleaved(3).dilation, 6);
/// # Ok::<(), SizeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Axis {
    /// Number of taps, at least 1.
    pub kernel: usize,
    /// Distance between outputs, at least 1; a 0 counts as 1.
    pub stride: usize,
    /// Distance between taps, at least 1.
    pub dilation: usize,
    /// The padding.
    pub padding: AxisPadding,
    /// What the rate of the input is raised by, at least 1: `interpolate - 1` zeros are inserted
    /// between elements. A 0 counts as 1.
    pub interpolate: usize,
}

/// An axis resolved for an input of a known size.
///
/// ```
/// # use conv_plan::window::{Axis, AxisName, AxisPadding, Border, Origin, SizeError};
/// let five = Axis { kernel: 5, padding: AxisPadding::Same, ..Axis::TRIVIAL };
/// let axis = five.resolve(AxisName::Columns, 4)?;
/// // Position 0 is two places before the first element: `cb|abcd|cb` at the edge.
/// assert_eq!(axis.origin(Border::Reflect101, 0), Origin::Input(2));
/// assert_eq!(axis.read(Border::Reflect101, 0..2), 1..3);
/// // The same axis over pixels of 3 channels, and back.
/// let pixels = axis.interleaved(3)?;
/// assert_eq!(pixels.origin_of(3, Border::Reflect101, 1), Origin::Input(7));
/// assert_eq!(pixels.one_of(3), axis);
/// assert_eq!(axis.elements(), (axis, 0));
/// # Ok::<(), SizeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResolvedAxis {
    /// Elements of the input.
    pub input: usize,
    /// Padding before the first element.
    pub before: usize,
    /// Padding after the last element.
    pub after: usize,
    /// Elements of the output, at least 1.
    pub output: usize,
    /// As in the axis: padding is counted with inserted zeros, the input without.
    pub interpolate: usize,
}

impl Axis {
    /// An axis of one tap: what a signal has for rows.
    pub const TRIVIAL: Self = Self {
        kernel: 1,
        stride: 1,
        dilation: 1,
        padding: AxisPadding::Valid,
        interpolate: 1,
    };

    /// Input elements from the first tap to the last: `dilation * (kernel - 1) + 1`.
    ///
    /// `None` if that overflows.
    #[must_use]
    pub const fn extent(&self) -> Option<usize> {
        match self.dilation.checked_mul(self.kernel.saturating_sub(1)) {
            Some(reach) => reach.checked_add(1),
            None => None,
        }
    }

    /// The [`extent`](Self::extent), which an axis that keeps the rules has; saturates for others.
    #[doc(hidden)]
    #[must_use]
    pub const fn saturating_extent(&self) -> usize {
        match self.extent() {
            Some(extent) => extent,
            None => usize::MAX,
        }
    }

    /// Elements that an output may read before and after the input element at its position, apart
    /// from those that a border repeats.
    const fn halo(&self) -> [usize; 2] {
        let reach = self.saturating_extent() - 1;
        let [before, after] = match self.padding {
            AxisPadding::Valid => [0, reach],
            AxisPadding::Full | AxisPadding::Causal => [reach, 0],
            AxisPadding::Explicit { before, .. } => [before, reach.saturating_sub(before)],
            AxisPadding::Same if self.stride > 1 => [reach / 2, reach],
            AxisPadding::SameLower if self.stride > 1 => [reach - reach / 2, reach],
            AxisPadding::Same => [reach / 2, reach - reach / 2],
            AxisPadding::SameLower => [reach - reach / 2, reach / 2],
        };
        // From the element at or before an output's position.
        let rate = self.rate();
        [before / rate, after.div_ceil(rate)]
    }

    /// What the rate of the input is raised by.
    #[inline]
    #[must_use]
    pub const fn rate(&self) -> usize {
        if self.interpolate == 0 {
            1
        } else {
            self.interpolate
        }
    }

    /// Padding and output size for an input of `input` elements.
    ///
    /// # Errors
    ///
    /// [`SizeError::Empty`] for an input of 0; [`SizeError::Overflow`] when a size does not
    /// fit `isize`; [`SizeError::TooSmall`] when the kernel does not fit
    /// even once into the padded input.
    pub const fn resolve(&self, name: AxisName, input: usize) -> Result<ResolvedAxis, SizeError> {
        if input == 0 {
            return Err(SizeError::Empty);
        }
        let Some(extent) = self.extent() else {
            return Err(SizeError::Overflow);
        };
        let reach = extent - 1;
        let stride = if self.stride == 0 { 1 } else { self.stride };
        let rate = self.rate();
        // With the zeros that interpolation would put after the last element.
        let all = match input.checked_mul(rate) {
            Some(all) if all <= isize::MAX as usize => all,
            _ => return Err(SizeError::Overflow),
        };
        let (before, after) = match self.padding {
            AxisPadding::Valid => (0, 0),
            AxisPadding::Full => (reach, reach),
            AxisPadding::Causal => (reach, rate - 1),
            AxisPadding::Explicit { before, after } => (before, after),
            AxisPadding::Same | AxisPadding::SameLower => {
                let output = all.div_ceil(stride);
                let Some(needed) = ((output - 1) * stride).checked_add(extent) else {
                    return Err(SizeError::Overflow);
                };
                let total = needed.saturating_sub(all);
                let small = total / 2;
                let (before, after) = match self.padding {
                    AxisPadding::Same => (small, total - small),
                    _ => (total - small, small),
                };
                (before, after.saturating_add(rate - 1))
            }
        };
        let padded = match (all - (rate - 1)).checked_add(before) {
            Some(sum) => match sum.checked_add(after) {
                Some(padded) if padded <= isize::MAX as usize => padded,
                _ => return Err(SizeError::Overflow),
            },
            None => return Err(SizeError::Overflow),
        };
        let Some(slack) = padded.checked_sub(extent) else {
            return Err(SizeError::TooSmall {
                axis: name,
                padded,
                extent,
            });
        };
        Ok(ResolvedAxis {
            input,
            before,
            after,
            output: slack / stride + 1,
            interpolate: rate,
        })
    }
}

/// How an element outside the input is found, for one axis.
///
/// Two constants that are NaN are equal, so that a kernel with such a border equals its copy.
///
/// ```
/// # use conv_plan::window::{Axis, AxisName, AxisPadding, Border, Origin, SizeError};
/// let axis = Axis { kernel: 3, padding: AxisPadding::Same, ..Axis::TRIVIAL };
/// let abc = axis.resolve(AxisName::Columns, 3)?;
/// // One place before the first of three elements, and one after the last.
/// let ends = |border| [abc.origin(border, 0), abc.origin(border, 4)];
/// assert_eq!(ends(Border::Replicate), [Origin::Input(0), Origin::Input(2)]);
/// assert_eq!(ends(Border::Reflect101), [Origin::Input(1), Origin::Input(1)]);
/// assert_eq!(ends(Border::Wrap), [Origin::Input(2), Origin::Input(0)]);
/// # Ok::<(), SizeError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Border {
    /// It is 0 and contributes nothing.
    #[default]
    Zero,
    /// It is this value, which must fit the input type. Of floats it may be NaN: then so is every
    /// output with a tap on it, unless NaN is left out; zero taps are on nothing.
    #[cfg_attr(feature = "serde", serde(with = "super::words::constant"))]
    Constant(f64),
    /// The nearest element: `aaa|abc|ccc`.
    Replicate,
    /// Mirrored at the edge: `cba|abc|cba`.
    Reflect,
    /// Mirrored at the outermost element: `cb|abc|ba`.
    Reflect101,
    /// Periodic: `abc|abc|abc`.
    Wrap,
}

impl PartialEq for Border {
    fn eq(&self, other: &Self) -> bool {
        use Border::{Constant, Reflect, Reflect101, Replicate, Wrap, Zero};
        match (self, other) {
            (Constant(one), Constant(two)) => one == two || one.is_nan() && two.is_nan(),
            (Zero, Zero)
            | (Replicate, Replicate)
            | (Reflect, Reflect)
            | (Reflect101, Reflect101)
            | (Wrap, Wrap) => true,
            _ => false,
        }
    }
}

/// The fixed window of a kernel: both axes and their borders.
///
/// A signal kernel has one row of taps.
///
/// ```
/// # use conv_plan::window::{Axis, AxisPadding, Border, SizeError, Window};
/// let five = Axis { kernel: 5, padding: AxisPadding::Same, ..Axis::TRIVIAL };
/// let window = Window { columns: five, column_border: Border::Replicate, ..Window::TRIVIAL };
/// let (rows, columns) = window.resolve(640, 480)?;
/// assert_eq!((rows.output, columns.output), (480, 640));
/// assert_eq!(window.halo(), [[0, 0], [2, 2]]);
/// assert_eq!(window.streamed().map(|axis| axis.latency()), Ok(2));
/// # Ok::<(), SizeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// The vertical axis.
    pub rows: Axis,
    /// The horizontal axis.
    pub columns: Axis,
    /// What lies above and below the input.
    pub row_border: Border,
    /// What lies left and right of the input.
    pub column_border: Border,
}

impl Window {
    /// One tap on each axis.
    pub const TRIVIAL: Self = Self {
        rows: Axis::TRIVIAL,
        columns: Axis::TRIVIAL,
        row_border: Border::Zero,
        column_border: Border::Zero,
    };

    /// Rows and columns that a window spans.
    #[cfg(feature = "fft")]
    pub(crate) const fn extents(&self) -> [usize; 2] {
        [
            self.rows.saturating_extent(),
            self.columns.saturating_extent(),
        ]
    }

    /// Elements that an output may read before and after the input element at its position times
    /// the stride, for rows and for columns. With `same` and a stride, what is before depends on
    /// the size: these are the most there can be.
    #[must_use]
    pub const fn halo(&self) -> [[usize; 2]; 2] {
        [self.rows.halo(), self.columns.halo()]
    }

    /// Both axes resolved for an input of the given size, as (rows, columns).
    ///
    /// # Errors
    ///
    /// As [`Axis::resolve`].
    pub const fn resolve(
        &self,
        width: usize,
        height: usize,
    ) -> Result<(ResolvedAxis, ResolvedAxis), SizeError> {
        let rows = match self.rows.resolve(AxisName::Rows, height) {
            Ok(rows) => rows,
            Err(error) => return Err(error),
        };
        match self.columns.resolve(AxisName::Columns, width) {
            Ok(columns) => match rows.output.checked_mul(columns.output) {
                Some(area) if area <= isize::MAX as usize => Ok((rows, columns)),
                _ => Err(SizeError::Overflow),
            },
            Err(error) => Err(error),
        }
    }
}
