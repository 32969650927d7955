//! A layer that keeps every rule.

use super::{Activation, LayerShape, LayerValues, Layout, Quantization, Winograd, ZeroPoints};
use crate::number::ElementType;
use crate::window::{Mode, Window};
use alloc::sync::Arc;

/// A layer that keeps every rule of the language.
///
/// The weights are in correlation order, with their zero points subtracted; copies of a layer share them.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerSpec {
    /// Type of the input elements.
    pub input: ElementType,
    /// Type of the output elements.
    pub output: ElementType,
    /// Channels, window and groups.
    pub shape: LayerShape,
    /// Sizes, padding and borders of the window.
    pub window: Window,
    /// The layout of input and output.
    pub layout: Layout,
    /// The weights, `[out][in / groups][row][column]`; empty until they are given.
    pub weights: Arc<LayerValues>,
    /// One number for each output channel, if there is a bias.
    pub bias: Option<Arc<LayerValues>>,
    /// What happens to the sums.
    pub activation: Option<Activation>,
    /// Whether Winograd's algorithm may be used.
    pub winograd: Winograd,
    /// The integers that stand for 0.
    pub zero_points: ZeroPoints,
    /// How sums become integers of the output type.
    pub quantization: Option<Quantization>,
    /// Whether windows of weights that are given are flipped.
    pub mode: Mode,
}

impl LayerSpec {
    /// Whether every channel is a group of its own, and channels lie side by side.
    #[must_use]
    pub const fn is_interleaved_depthwise(&self) -> bool {
        matches!(self.layout, Layout::Nhwc)
            && self.shape.groups > 1
            && self.shape.group_inputs == 1
            && self.shape.group_outputs() == 1
    }

    /// The layer of the output channels from `first` on that this shape has, without its numbers.
    #[must_use]
    pub fn part(&self, shape: LayerShape, first: usize) -> Self {
        let scales = |whole: &[f32]| match whole {
            [one] => alloc::vec![*one],
            each => each
                .iter()
                .skip(first)
                .take(shape.outputs)
                .copied()
                .collect(),
        };
        Self {
            shape,
            weights: Arc::new(LayerValues::empty(self.input)),
            bias: None,
            zero_points: ZeroPoints {
                input: self.zero_points.input,
                weights: alloc::vec::Vec::new(),
            },
            quantization: self.quantization.as_ref().map(|whole| Quantization {
                weight_scales: scales(&whole.weight_scales),
                ..*whole
            }),
            ..*self
        }
    }
}
