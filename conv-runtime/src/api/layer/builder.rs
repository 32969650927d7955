//! The builder of run-time layers: the keys of the language as methods.

use super::DynLayer;
use crate::api::builders::window_methods;
use crate::data::Error;
use crate::exec::Element;
use alloc::vec::Vec;
use conv_plan::fault::Voice;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{
    Activation, LayerOptions, LayerSpec, LayerValues, Layout, Numbers, Quantization, Winograd,
};
use conv_plan::window::PerAxis;
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

    /// A builder for a transposed layer (ONNX `ConvTranspose`), also called a deconvolution: each
    /// input adds its multiple of the window to the output, a stride apart.
    ///
    /// The weights are `[in][out / groups][row][column]` of this shape, or
    /// `[in][out / groups][tap]` for one axis. On each axis the output has
    /// `(n - 1) * stride - before - after + dilation * (k - 1) + 1 + output_padding` elements, or
    /// `n * stride` with `Padding::Same`. It has no border, no anchor and no algorithm of
    /// Winograd's.
    ///
    /// ```
    /// # use conv_runtime::{DynLayer, Error, Layer};
    /// let spread = DynLayer::<f32, f32>::transposed([1.0f32, 2.0, 3.0], [1, 1, 3])
    ///     .stride(2)
    ///     .build()?;
    /// assert_eq!(spread.apply(&[1.0, 2.0], [1, 1, 1, 2])?, [1.0, 2.0, 5.0, 4.0, 6.0]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn transposed(
        weights: impl Into<LayerValues>,
        shape: impl Into<Vec<usize>>,
    ) -> LayerBuilder<In, Out> {
        let mut builder = Self::builder(weights, shape);
        builder.options.transposed = true;
        builder
    }
}

/// Builds a [`DynLayer`].
///
/// ```
/// # use conv_plan::rules::layer::{Activation, Layout, Winograd};
/// # use conv_plan::window::{Border, Mode};
/// # use conv_runtime::{DynLayer, Error, Layer};
/// let layer = DynLayer::<f32, f32>::builder([1.0f32, 2.0, 3.0], [1, 1, 1, 3])
///     .padding([0, 1])
///     .border(Border::Zero)
///     .stride([1, 2])
///     .dilation(1)
///     .mode(Mode::Correlate)
///     .bias([-8.0f32])
///     .groups(1)
///     .layout(Layout::Nhwc)
///     .activation(Activation::Relu)
///     .winograd(Winograd::Never)
///     .build()?;
/// // 2 * 1 + 3 * 2 - 8 and 1 * 2 + 2 * 3 + 3 * 4 - 8.
/// assert_eq!(layer.apply(&[1.0, 2.0, 3.0, 4.0], [1, 1, 4, 1])?, [0.0, 12.0]);
/// # Ok::<(), Error>(())
/// ```
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

    /// What a transposed layer adds to the size of its output, at the end of each axis: one number,
    /// or one for each axis, rows first. Default 0.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynLayer, Error, Layer};
    /// let spread = DynLayer::<f32, f32>::transposed([1.0f32, 1.0], [1, 1, 2]).stride(2);
    /// let spread = spread.output_padding(1).build()?;
    /// assert_eq!(spread.apply(&[3.0, 5.0], [1, 1, 1, 2])?, [3.0, 3.0, 5.0, 5.0, 0.0]);
    /// // The first of two taps on the output position, in place of the one in the middle.
    /// let ahead = DynLayer::<f32, f32>::builder([0.0f32, 1.0], [1, 1, 2]).padding(Padding::Same);
    /// assert_eq!(ahead.anchor([0]).build()?.apply(&[3.0, 5.0], [1, 1, 1, 2])?, [5.0, 0.0]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn output_padding(mut self, padding: impl Into<PerAxis<usize>>) -> Self {
        self.options.output_padding = padding.into();
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

    /// Whether Winograd's algorithm may be used. Default `Winograd::Never`: its sums round
    /// differently, and overflow with smaller inputs, as `explain` says.
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
    ///
    /// ```
    /// # use conv_plan::rules::layer::Quantization;
    /// # use conv_runtime::{DynLayer, Error, Layer};
    /// let layer = DynLayer::<u8, u8>::builder([3u8, 5], [1, 2, 1, 1])
    ///     .zero_points(128, [1])
    ///     .quantization(Quantization {
    ///         input_scale: 0.5,
    ///         weight_scales: vec![0.5],
    ///         output_scale: 1.0,
    ///         output_zero: 100,
    ///     })
    ///     .build()?;
    /// // ((138 - 128) * (3 - 1) + (129 - 128) * (5 - 1)) / 4 + 100
    /// assert_eq!(layer.apply(&[138, 129], [1, 2, 1, 1])?, [106]);
    /// # Ok::<(), Error>(())
    /// ```
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
