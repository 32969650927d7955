//! What a user asks of a window, not yet checked: the same keys for kernels and layers.

#[cfg(feature = "serde")]
use super::{Axis, Window};
use super::{AxisPadding, Border, Mode};
use alloc::vec::Vec;

/// One value for all axes, or one for each, rows first.
///
/// ```
/// # use conv_plan::window::PerAxis;
/// assert_eq!(PerAxis::from(2), PerAxis::All(2));
/// // Rows, then columns.
/// assert_eq!(PerAxis::from([1, 2]), PerAxis::Each(vec![1, 2]));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum PerAxis<T> {
    /// The same on every axis.
    All(T),
    /// One for each axis.
    Each(Vec<T>),
}

impl<T> From<T> for PerAxis<T> {
    fn from(value: T) -> Self {
        Self::All(value)
    }
}

impl<T, const N: usize> From<[T; N]> for PerAxis<T> {
    fn from(values: [T; N]) -> Self {
        Self::Each(values.into())
    }
}

/// The padding of all axes.
///
/// ```
/// # use conv_plan::window::Padding;
/// assert_eq!(Padding::from(1), Padding::Amount(1));
/// // Vertical, then horizontal; top and bottom, then left and right.
/// assert_eq!(Padding::from([1, 2]), Padding::Amounts(vec![1, 2]));
/// assert_eq!(Padding::from([[1, 0], [2, 0]]), Padding::Sides(vec![[1, 0], [2, 0]]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Padding {
    /// None: the kernel stays inside the input.
    #[default]
    Valid,
    /// `ceil(n / stride)` outputs; the odd element of padding after (ONNX `SAME_UPPER`).
    Same,
    /// As `Same`, the odd element before (ONNX `SAME_LOWER`).
    SameLower,
    /// Every position in which the kernel touches the input.
    Full,
    /// All padding before; signals only.
    Causal,
    /// The same number of elements on every side.
    Amount(usize),
    /// `[vertical, horizontal]` on a plane, `[before, after]` on a signal.
    Amounts(Vec<usize>),
    /// `[[top, bottom], [left, right]]`.
    Sides(Vec<[usize; 2]>),
}

impl From<usize> for Padding {
    fn from(amount: usize) -> Self {
        Self::Amount(amount)
    }
}

impl From<[usize; 2]> for Padding {
    fn from(amounts: [usize; 2]) -> Self {
        Self::Amounts(amounts.into())
    }
}

impl From<[[usize; 2]; 2]> for Padding {
    fn from(sides: [[usize; 2]; 2]) -> Self {
        Self::Sides(sides.into())
    }
}

impl Padding {
    /// The padding of the axis that has this name alone, if it names one.
    pub(crate) const fn named(&self) -> Option<AxisPadding> {
        match self {
            Self::Valid => Some(AxisPadding::Valid),
            Self::Same => Some(AxisPadding::Same),
            Self::SameLower => Some(AxisPadding::SameLower),
            Self::Full => Some(AxisPadding::Full),
            Self::Causal => Some(AxisPadding::Causal),
            Self::Amount(_) | Self::Amounts(_) | Self::Sides(_) => None,
        }
    }
}

/// Where a window goes over its input, and what it meets outside.
///
/// ```
/// # use conv_plan::window::{Border, Padding, PerAxis, WindowOptions};
/// let same = WindowOptions {
///     padding: Padding::Same,
///     border: Some(PerAxis::All(Border::Reflect101)),
///     ..WindowOptions::DEFAULT
/// };
/// assert_eq!((same.stride, same.interpolate), (PerAxis::All(1), 1));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct WindowOptions {
    /// Distance between outputs.
    pub stride: PerAxis<usize>,
    /// Distance between taps.
    pub dilation: PerAxis<usize>,
    /// How far the input is extended.
    pub padding: Padding,
    /// What the extension holds; `None` if nothing was asked for, which means zero.
    pub border: Option<PerAxis<Border>>,
    /// Correlation or convolution.
    pub mode: Mode,
    /// The tap on the output position.
    pub anchor: Option<Vec<usize>>,
    /// What the rate of a signal is raised by: zeros are inserted between its elements.
    pub interpolate: usize,
}

impl WindowOptions {
    /// Every key has its default.
    pub const DEFAULT: Self = Self {
        stride: PerAxis::All(1),
        dilation: PerAxis::All(1),
        padding: Padding::Valid,
        border: None,
        mode: Mode::Correlate,
        anchor: None,
        interpolate: 1,
    };
}

/// Why a window has no options.
#[cfg(feature = "serde")]
pub(crate) const NO_OPTIONS: &str =
    "a window with paddings of two kinds has no form in the language";

#[cfg(feature = "serde")]
impl WindowOptions {
    /// The options that describe a checked window, whose taps are in correlation order; `None` if
    /// its axes have paddings of two kinds, which no option gives ([`NO_OPTIONS`]).
    pub(crate) fn of(window: &Window, one_axis: bool) -> Option<Self> {
        let (rows, columns) = (window.rows, window.columns);
        let each = |value: fn(Axis) -> usize| {
            PerAxis::Each(if one_axis {
                alloc::vec![value(columns)]
            } else {
                alloc::vec![value(rows), value(columns)]
            })
        };
        let padding = match (rows.padding, columns.padding) {
            (_, AxisPadding::Explicit { before, after }) if one_axis => {
                Padding::Amounts(alloc::vec![before, after])
            }
            (
                AxisPadding::Explicit {
                    before: top,
                    after: bottom,
                },
                AxisPadding::Explicit {
                    before: left,
                    after: right,
                },
            ) => Padding::Sides(alloc::vec![[top, bottom], [left, right]]),
            (rows, columns) if one_axis || rows == columns => match columns {
                AxisPadding::Valid => Padding::Valid,
                AxisPadding::Same => Padding::Same,
                AxisPadding::SameLower => Padding::SameLower,
                AxisPadding::Full => Padding::Full,
                AxisPadding::Causal => Padding::Causal,
                AxisPadding::Explicit { .. } => return None,
            },
            _ => return None,
        };
        let borders = if one_axis {
            alloc::vec![window.column_border]
        } else {
            alloc::vec![window.row_border, window.column_border]
        };
        Some(Self {
            stride: each(|axis| axis.stride),
            dilation: each(|axis| axis.dilation),
            border: (padding != Padding::Valid).then_some(PerAxis::Each(borders)),
            padding,
            mode: Mode::Correlate,
            anchor: None,
            interpolate: columns.interpolate,
        })
    }
}

impl Default for WindowOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}
