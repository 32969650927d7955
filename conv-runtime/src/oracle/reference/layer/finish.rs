//! From sums to outputs: activation, quantisation, and how far floats may be from them.

use super::super::rounding::ties_even;
use super::super::sum::{dot_tolerance, precision};
use super::{LayerSum, layer_sums, layer_types};
use crate::data::{Error, try_filled};
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::rules::layer::{Activation, LayerSpec, Layout, Quantization, TensorShape};

/// What a layer makes of a batch, by definition, in the order of its layout.
///
/// ```
/// # use conv_plan::rules::layer::Activation;
/// # use conv_runtime::{DynLayer, Error, Layer, reference};
/// let layer = DynLayer::<f32, f32>::builder([1.0f32, -1.0], [1, 1, 1, 2])
///     .activation(Activation::Relu)
///     .build()?;
/// let x = [3.0f32, 1.0, 2.0];
/// let y: Vec<f32> = reference::layer(layer.explain().kernel(), &x, [1, 1, 1, 3])?;
/// assert_eq!(y, [2.0, 0.0]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Types`] if `In -> Out` is not the layer's; otherwise those of [`layer_sums`].
pub fn layer<In: Scalar, Out: Scalar>(
    kernel: &LayerSpec,
    x: &[In],
    shape: [usize; 4],
) -> Result<Vec<Out>, Error> {
    layer_types(kernel, (In::TYPE, Out::TYPE))?;
    let output = TensorShape::new(kernel.output_shape(shape)?, kernel.layout());
    let sums = layer_sums(kernel, x, shape)?;
    let mut y = try_filled(sums.len(), Out::default())?;
    for (index, (y, sum)) in y.iter_mut().zip(sums).enumerate() {
        let channel = channel(kernel.layout(), output, index);
        // What fills up the last block of channels is 0.
        if channel < output.channels {
            *y = sum.finish(kernel, channel);
        }
    }
    Ok(y)
}

/// The channel of the element at `index`.
const fn channel(layout: Layout, shape: TensorShape, index: usize) -> usize {
    let area = shape.rows * shape.columns;
    match layout {
        Layout::Nchw => index / area % shape.channels,
        Layout::Nhwc => index % shape.channels,
        Layout::Nchw16 => index / (area * 16) % shape.channels.div_ceil(16) * 16 + index % 16,
    }
}

impl LayerSum {
    /// The layer's output in an output channel: activation and quantisation applied.
    #[must_use]
    pub fn finish<Out: Scalar>(self, kernel: &LayerSpec, channel: usize) -> Out {
        let (result, (low, high)) = if kernel.input().is_float() {
            return Out::from_f64(activate(rounded(kernel), self.value));
        } else if let Some(quantization) = &kernel.quantization() {
            quantised(self.integer, quantization, kernel.activation(), channel)
        } else {
            (self.integer, bounds(kernel.activation(), |bound| bound))
        };
        let zero = kernel.quantization().as_ref().map_or(0, |q| q.output_zero);
        let result = result.max(low).min(high).saturating_add(zero.into());
        let (min, max) = Out::TYPE.range().unwrap_or((i64::MIN, i64::MAX));
        Out::from_i64_wrapping(result.clamp(min.into(), max.into()) as i64)
    }

    /// Whether `found` is a right output in an output channel, of a sum within `tolerance` of this
    /// one.
    ///
    /// For integers only the exact result is right. For floats `tolerance` grows with the slope of
    /// the activation and a few roundings of its own; if an input is NaN or infinite, `found` must
    /// be the same special value; and anything is right where `tolerance` is infinite, or the
    /// magnitude of the finite terms reaches the largest value of the type: a partial sum may
    /// overflow there, beside an infinity too.
    #[must_use]
    pub fn agrees<Out: Scalar>(
        self,
        kernel: &LayerSpec,
        channel: usize,
        tolerance: f64,
        found: Out,
    ) -> bool {
        let expected: Out = self.finish(kernel, channel);
        let value = found.to_f64();
        if found == expected || (value.is_nan() && expected.to_f64().is_nan()) {
            return true;
        }
        if !kernel.input().is_float() {
            return false;
        }
        let (_, _, largest) = precision(kernel.input());
        // A tolerance from a magnitude that is NaN is NaN, which `max` leaves out.
        if self.finite + tolerance.max(0.0) >= largest {
            return true;
        }
        if self.magnitude.is_nan() {
            return false;
        }
        let activated = activate(rounded(kernel), self.value);
        (value - activated).abs() <= activated_tolerance(kernel, self.value, tolerance)
    }
}

/// How far a float sum may be from the exact one after `operations` multiply-adds, the bias counted
/// as one: `gamma(n) * magnitude` and an underflow term, as
/// [`tolerance`](crate::reference::tolerance) has them for planes, and infinite in the same cases.
/// 0 for integers.
///
/// A bias goes through `n - 1` additions, a product through as many and its own rounding; that
/// holds for sums in any order, with or without FMA.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer, reference};
/// let plan = DynLayer::<f32, f32>::builder([0.1f32, 0.2], [1, 1, 2]).build()?.explain();
/// let tolerance = reference::layer_tolerance(plan.kernel(), plan.operations(), 1.0);
/// // Two operations, each of which rounds by at most 2^-24.
/// assert!((2.0..2.1).contains(&(tolerance / 2f64.powi(-24))));
/// # Ok::<(), Error>(())
/// ```
#[must_use]
pub fn layer_tolerance(kernel: &LayerSpec, operations: usize, magnitude: f64) -> f64 {
    if kernel.input().is_float() {
        dot_tolerance(kernel.input(), operations, magnitude, 1.0)
    } else {
        0.0
    }
}

/// How far an activation of a sum within `tolerance` of `sum` may be from that of `sum`.
///
/// `tolerance` times the largest slope, and the roundings of the activation, in units of 2^-24 or
/// 2^-53: one for the product of `leaky`; three of the gate of `hard_swish`, relative to at most
/// the sum, and one of the product; for `sigmoid` and `tanh` those of libm (below two units in the
/// last place, each two roundoffs) and of an addition and a division. In double precision the
/// reference has the same roundings.
fn activated_tolerance(kernel: &LayerSpec, sum: f64, tolerance: f64) -> f64 {
    let (unit, smallest, _) = precision(kernel.input());
    let (unit, tolerance) = match kernel.input() {
        ElementType::F64 => (2.0 * unit, tolerance + unit * sum.abs()),
        _ => (unit, tolerance),
    };
    let activation = rounded(kernel);
    let value = activate(activation, sum).abs();
    let reach = sum.abs() + tolerance;
    match activation {
        None | Some(Activation::Relu | Activation::Relu6 | Activation::Clamp(..)) => tolerance,
        Some(Activation::Leaky(slope)) => {
            slope.abs().max(1.0) * tolerance + unit * slope.abs() * reach + smallest
        }
        Some(Activation::Sigmoid) => {
            // An exponential that overflows gives 0 where the value is below 1 / MAX, which is
            // subnormal.
            let subnormal = smallest / unit;
            tolerance / 4.0 + 8.0 * unit * (value + tolerance / 4.0) + subnormal
        }
        Some(Activation::Tanh) => tolerance + 8.0 * unit * (value + tolerance) + smallest,
        Some(Activation::HardSwish) => 1.5 * tolerance + 4.0 * unit * reach + smallest,
    }
}

/// The activation with its parameters rounded to the layer's type.
fn rounded(kernel: &LayerSpec) -> Option<Activation> {
    let round = |value: f64| match kernel.input() {
        ElementType::F32 => f32::from_f64(value).to_f64(),
        _ => value,
    };
    kernel.activation().map(|activation| match activation {
        Activation::Leaky(slope) => Activation::Leaky(round(slope)),
        Activation::Clamp(low, high) => Activation::Clamp(round(low), round(high)),
        other => other,
    })
}

/// The whole numbers between which an activation keeps integers, each made from its bound by `of`.
fn bounds(activation: Option<Activation>, of: impl Fn(f64) -> f64) -> (i128, i128) {
    let bound = |value: f64| of(value) as i128;
    match activation {
        Some(Activation::Relu) => (0, i128::MAX),
        Some(Activation::Relu6) => (0, bound(6.0)),
        Some(Activation::Clamp(low, high)) => (bound(low), bound(high)),
        // The others are refused for integers.
        _ => (i128::MIN, i128::MAX),
    }
}

/// A sum in steps of the output, rounded, and the bounds of the activation in the same steps.
/// Rounding keeps the order, so bounds may be rounded before they are compared.
fn quantised(
    sum: i128,
    quantization: &Quantization,
    activation: Option<Activation>,
    channel: usize,
) -> (i128, (i128, i128)) {
    let scales = &quantization.weight_scales;
    let one = if scales.len() == 1 { 0 } else { channel };
    let weight = scales.get(one).copied().map_or(1.0, f64::from);
    let unit = f64::from(quantization.output_scale);
    let scale = f64::from(quantization.input_scale) * weight / unit;
    let steps = ties_even(sum as f64 * scale) as i128;
    (steps, bounds(activation, |bound| ties_even(bound / unit)))
}

/// The activation of a value, in double precision.
///
/// ```
/// # use conv_plan::rules::layer::Activation;
/// # use conv_runtime::reference::activate;
/// assert_eq!(activate(Some(Activation::Relu6), 7.5), 6.0);
/// assert_eq!(activate(None, -1.0), -1.0);
/// ```
#[must_use]
pub fn activate(activation: Option<Activation>, v: f64) -> f64 {
    match activation {
        _ if v.is_nan() => v,
        None => v,
        Some(Activation::Relu) => v.max(0.0),
        Some(Activation::Relu6) => v.clamp(0.0, 6.0),
        Some(Activation::Leaky(slope)) => {
            if v < 0.0 {
                slope * v
            } else {
                v
            }
        }
        Some(Activation::Clamp(low, high)) => v.max(low).min(high),
        Some(Activation::Sigmoid) => 1.0 / (1.0 + libm::exp(-v)),
        Some(Activation::Tanh) => libm::tanh(v),
        Some(Activation::HardSwish) => v * (v / 6.0 + 0.5).clamp(0.0, 1.0),
    }
}
