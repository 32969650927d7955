//! The builder of run-time layers: the keys of the language as methods.

use super::DynLayer;
use crate::data::Error;
use crate::exec::Element;
use alloc::vec::Vec;
use conv_plan::fault::Voice;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{
    Activation, LayerOptions, LayerSpec, LayerValues, Layout, Numbers, Quantization, Winograd,
};
use conv_plan::window::Border;
use conv_plan::window::{Mode, Padding, PerAxis};
use core::marker::PhantomData;

impl<In: Element, Out: Element> DynLayer<In, Out> {
    /// A builder for weights `[out][in / groups][row][column]` of this shape, or
    /// `[out][in / groups][tap]` for one axis; everything else has the language's defaults.
    pub fn builder(
        weights: impl Into<LayerValues>,
        shape: impl Into<Vec<usize>>,
    ) -> LayerBuilder<In, Out> {
        let weights = Numbers::Written(weights.into());
        LayerBuilder {
            options: LayerOptions::new(In::TYPE, Out::TYPE, shape, weights),
            elements: PhantomData,
        }
    }
}

/// Builds a [`DynLayer`].
#[derive(Debug, Clone)]
#[must_use]
pub struct LayerBuilder<In, Out> {
    options: LayerOptions,
    elements: PhantomData<fn(In) -> Out>,
}

impl<In: Element, Out: Element> LayerBuilder<In, Out> {
    /// What each sum begins with, one number for each output channel. Default none.
    pub fn bias(mut self, bias: impl Into<LayerValues>) -> Self {
        self.options.bias = Numbers::Written(bias.into());
        self
    }

    /// Groups of channels that do not see each other; as many as input channels make a
    /// depthwise layer. Default 1.
    pub fn groups(mut self, groups: usize) -> Self {
        self.options.groups = groups;
        self
    }

    /// Distance between outputs: one number, or one for each axis, rows first. Default 1.
    pub fn stride(mut self, stride: impl Into<PerAxis<usize>>) -> Self {
        self.options.window.stride = stride.into();
        self
    }

    /// Distance between taps: one number, or one for each axis, rows first. Default 1.
    pub fn dilation(mut self, dilation: impl Into<PerAxis<usize>>) -> Self {
        self.options.window.dilation = dilation.into();
        self
    }

    /// How far the input is extended: a [`Padding`] or numbers. Default `Padding::Valid`.
    pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
        self.options.window.padding = padding.into();
        self
    }

    /// What the extension holds: one border, or one for each axis, rows first. Default zero.
    pub fn border(mut self, border: impl Into<PerAxis<Border>>) -> Self {
        self.options.window.border = Some(border.into());
        self
    }

    /// Correlation or convolution. Default `Mode::Correlate`, which deep learning calls
    /// convolution.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.options.window.mode = mode;
        self
    }

    /// The tap on the output position, one index for each axis; needs `Padding::Same` and stride 1.
    pub fn anchor(mut self, anchor: impl Into<Vec<usize>>) -> Self {
        self.options.window.anchor = Some(anchor.into());
        self
    }

    /// The layout of input and output. Default `Layout::Nchw`.
    pub fn layout(mut self, layout: Layout) -> Self {
        self.options.layout = layout;
        self
    }

    /// What happens to each sum. Default nothing.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.options.activation = Some(activation);
        self
    }

    /// Whether Winograd's algorithm may be used. Default `Winograd::Never`.
    pub fn winograd(mut self, winograd: Winograd) -> Self {
        self.options.winograd = winograd;
        self
    }

    /// The integers that stand for 0, of the input and of the weights: one for all, or one for each
    /// output channel (ONNX `ConvInteger`). Default 0.
    pub fn zero_points(mut self, input: i32, weights: impl Into<Vec<i32>>) -> Self {
        self.options.zero_points.input = input;
        self.options.zero_points.weights = weights.into();
        self
    }

    /// How sums become integers of the output type (ONNX `QLinearConv`).
    pub fn quantization(mut self, quantization: Quantization) -> Self {
        self.options.quantization = Some(quantization);
        self
    }

    /// Checks everything, plans and packs the weights.
    ///
    /// # Errors
    ///
    /// [`Error::Kernel`] with every rule that is broken, [`Error::OutOfMemory`].
    pub fn build(self) -> Result<DynLayer<In, Out>, Error> {
        let kernel = LayerSpec::check_in(self.options, Voice::Builder)?;
        DynLayer::from_plan(LayerPlan::new(kernel))
    }
}
