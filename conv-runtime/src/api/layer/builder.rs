//! The builder of run-time layers: the keys of the language as methods.

use super::DynLayer;
use crate::api::window_methods::window_methods;
use crate::data::Error;
use crate::exec::Element;
use alloc::vec::Vec;
use conv_plan::fault::Voice;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{
    Activation, LayerOptions, LayerSpec, LayerValues, Layout, Numbers, Quantization, Winograd,
};
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

window_methods!(LayerBuilder);

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
