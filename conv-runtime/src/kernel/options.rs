//! What a user asked for, from tokens or from builder calls, not yet checked.

use crate::element::{AccumulatorType, ElementType};
use crate::finish::Overflow;
use crate::shape::{AxisPadding, Border};
use crate::taps::{Tap, Taps};
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

/// Where the taps come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// They are known.
    Taps(Taps),
    /// They come at run time, in an array of this shape.
    Shape {
        /// Size of each axis, rows first.
        sizes: Vec<usize>,
        /// The accumulator of an integer kernel; `i32` if absent.
        accumulator: Option<AccumulatorType>,
    },
}

/// What a user asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Type of the input elements.
    pub input: ElementType,
    /// Type of the output elements.
    pub output: ElementType,
    /// The taps, or their shape.
    pub source: Source,
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
    /// What the sum is multiplied by.
    pub scale: Option<Tap>,
    /// What happens to results that do not fit.
    pub overflow: Option<Overflow>,
}

impl Options {
    /// The defaults for taps that are known.
    #[must_use]
    pub fn new(input: ElementType, output: ElementType, source: Source) -> Self {
        Self {
            input,
            output,
            source,
            stride: PerAxis::All(1),
            dilation: PerAxis::All(1),
            padding: Padding::Valid,
            border: None,
            mode: Mode::Correlate,
            anchor: None,
            scale: None,
            overflow: None,
        }
    }
}
