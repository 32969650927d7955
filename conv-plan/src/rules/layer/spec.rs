//! A layer that keeps every rule.

use super::{
    Activation, LayerShape, LayerValues, Layout, Quantization, Resolved, ShapeError, TensorShape,
    Winograd, ZeroPoints, resolve,
};
use crate::number::ElementType;
use crate::window::{Mode, Window};
use alloc::sync::Arc;
use core::ops::Range;

/// A layer that keeps every rule of the language.
///
/// The weights are in correlation order, with their zero points subtracted; copies of a layer share
/// them.
///
/// ```
/// # use conv_plan::fault::Voice;
/// # use conv_plan::number::ElementType;
/// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Layout, Numbers, Winograd};
/// # use conv_plan::window::Mode;
/// let f32 = ElementType::F32;
/// let options = LayerOptions::new(f32, f32, [8, 3, 1, 1], Numbers::AtRunTime);
/// let layer = LayerSpec::check_in(options, Voice::Builder)?;
/// assert_eq!(layer.output_shape([1, 3, 9, 9]), Ok([1, 8, 9, 9]));
/// assert_eq!(layer.resolve([1, 3, 9, 9]).map(|sizes| sizes.rows.output), Ok(9));
/// assert_eq!((layer.input(), layer.output()), (ElementType::F32, ElementType::F32));
/// assert_eq!((layer.shape().outputs, layer.window().rows.kernel), (8, 1));
/// assert_eq!((layer.layout(), layer.winograd()), (Layout::Nchw, Winograd::Never));
/// assert_eq!(layer.mode(), Mode::Correlate);
/// assert!(layer.bias().is_none() && layer.activation().is_none());
/// assert!(layer.quantization().is_none());
/// assert_eq!((layer.zero_points().input, layer.parameters()), (0, 24));
/// // The weights come later.
/// assert!(layer.weights().is_empty() && !layer.is_interleaved_depthwise());
/// let layer = layer.with_numbers(vec![0.5f32; 24].into(), None)?;
/// assert_eq!(layer.weights().len(), 24);
/// assert!(layer.is_same(&layer.clone()));
/// # Ok::<(), conv_plan::rules::layer::LayerError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LayerSpec {
    /// Type of the input elements.
    pub(crate) input: ElementType,
    /// Type of the output elements.
    pub(crate) output: ElementType,
    /// Channels, window and groups.
    pub(crate) shape: LayerShape,
    /// Sizes, padding and borders of the window.
    pub(crate) window: Window,
    /// The layout of input and output.
    pub(crate) layout: Layout,
    /// The weights, `[out][in / groups][row][column]`; empty until they are given.
    pub(crate) weights: Arc<LayerValues>,
    /// One number for each output channel, if there is a bias.
    pub(crate) bias: Option<Arc<LayerValues>>,
    /// What happens to the sums.
    pub(crate) activation: Option<Activation>,
    /// Whether Winograd's algorithm may be used.
    pub(crate) winograd: Winograd,
    /// The integers that stand for 0.
    pub(crate) zero_points: ZeroPoints,
    /// How sums become integers of the output type.
    pub(crate) quantization: Option<Quantization>,
    /// Whether windows of weights that are given are flipped.
    pub(crate) mode: Mode,
}

impl LayerSpec {
    /// Type of the input elements.
    #[must_use]
    pub const fn input(&self) -> ElementType {
        self.input
    }

    /// Type of the output elements.
    #[must_use]
    pub const fn output(&self) -> ElementType {
        self.output
    }

    /// Channels, window and groups.
    #[must_use]
    pub const fn shape(&self) -> LayerShape {
        self.shape
    }

    /// Sizes, padding and borders of the window.
    #[must_use]
    pub const fn window(&self) -> Window {
        self.window
    }

    /// The layout of input and output.
    #[must_use]
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// The weights, `[out][in / groups][row][column]`; empty until they are given.
    #[must_use]
    pub fn weights(&self) -> &LayerValues {
        &self.weights
    }

    /// One number for each output channel, if there is a bias.
    #[must_use]
    pub fn bias(&self) -> Option<&LayerValues> {
        self.bias.as_deref()
    }

    /// What happens to the sums.
    #[must_use]
    pub const fn activation(&self) -> Option<Activation> {
        self.activation
    }

    /// Whether Winograd's algorithm may be used.
    #[must_use]
    pub const fn winograd(&self) -> Winograd {
        self.winograd
    }

    /// The integers that stand for 0.
    #[must_use]
    pub const fn zero_points(&self) -> &ZeroPoints {
        &self.zero_points
    }

    /// How sums become integers of the output type.
    #[must_use]
    pub const fn quantization(&self) -> Option<&Quantization> {
        self.quantization.as_ref()
    }

    /// Whether windows of weights that are given are flipped.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }
}

impl LayerSpec {
    /// Whether this is a copy of the other, with the very same weights.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.weights, &other.weights)
            && (self.shape, self.window, self.layout, self.input)
                == (other.shape, other.window, other.layout, other.input)
    }

    /// Whether every channel is a group of its own, and channels lie side by side, all of them or
    /// in blocks.
    #[must_use]
    pub const fn is_interleaved_depthwise(&self) -> bool {
        !matches!(self.layout, Layout::Nchw)
            && self.shape.groups > 1
            && self.shape.group_inputs == 1
            && self.shape.group_outputs() == 1
    }

    /// The layer of these output channels, without weights and bias: whole groups if there are
    /// several.
    ///
    /// `None` if there are no such channels, for a part of a group, and for a transposed layer.
    #[doc(hidden)]
    #[must_use]
    pub fn part(&self, channels: Range<usize>) -> Option<Self> {
        let whole = &self.shape;
        let outputs = channels.end.checked_sub(channels.start)?;
        if outputs == 0 || channels.end > whole.outputs || whole.transposed.is_some() {
            return None;
        }
        let groups = if whole.groups == 1 {
            1
        } else {
            let each = whole.group_outputs();
            if !channels.start.is_multiple_of(each) || !outputs.is_multiple_of(each) {
                return None;
            }
            outputs / each
        };
        let scales = |whole: &[f32]| match whole {
            [one] => alloc::vec![*one],
            each => each.get(channels.clone()).unwrap_or_default().to_vec(),
        };
        Some(Self {
            shape: LayerShape {
                outputs,
                groups,
                ..*whole
            },
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
        })
    }
}

impl LayerSpec {
    /// The sizes for an input whose shape is in the order of the layout.
    ///
    /// # Errors
    ///
    /// As [`resolve`].
    pub const fn resolve(&self, input: [usize; 4]) -> Result<Resolved, ShapeError> {
        resolve(
            &self.shape,
            &self.window,
            self.layout,
            TensorShape::new(input, self.layout),
        )
    }

    /// The shape of the output, in the order of the layout, for an input of this shape.
    ///
    /// # Errors
    ///
    /// [`ShapeError::Channels`] for a wrong number of channels, [`ShapeError::Rows`] if a layer
    /// with one axis is given several rows, [`ShapeError::Size`] for an image without rows or
    /// columns, a size that overflows, or a window that does not fit into the padded input.
    pub fn output_shape(&self, input: [usize; 4]) -> Result<[usize; 4], ShapeError> {
        Ok(self.resolve(input)?.output.to_array(self.layout))
    }

    /// Parameters of the layer: its weights and bias.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.shape.weights() + self.bias.as_ref().map_or(0, |bias| bias.len())
    }
}
