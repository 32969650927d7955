//! What a user asks of a window, not yet checked: the same keys for kernels and layers.

use super::{AxisPadding, Border};
use alloc::vec::Vec;

/// One value for all axes, or one for each, rows first.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Padding {
    /// None: the kernel stays inside the input.
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

/// The direction in which taps meet the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// Tap `i` meets input `x + i`: what deep learning calls convolution.
    #[default]
    Correlate,
    /// The taps, and the anchor, are flipped first: the mathematical convolution.
    Convolve,
}

/// Where a window goes over its input, and what it meets outside.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowOptions {
    /// Distance between outputs.
    pub stride: PerAxis<usize>,
    /// Distance between taps.
    pub dilation: PerAxis<usize>,
    /// How far the input is extended.
    pub padding: Padding,
    /// What the extension holds; `None` if nothing was said, which means zero.
    pub border: Option<PerAxis<Border>>,
    /// Correlation or convolution.
    pub mode: Mode,
    /// The tap on the output position.
    pub anchor: Option<Vec<usize>>,
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
    };
}

impl Default for WindowOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}
