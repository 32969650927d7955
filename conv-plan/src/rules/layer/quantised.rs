//! The integers of quantised layers: what stands for 0, and what a step is.

use alloc::vec::Vec;

/// The integers that stand for 0 in a quantised layer: `real = scale * (integer - zero)`.
///
/// ```
/// # use conv_plan::rules::layer::ZeroPoints;
/// // A byte of 128 stands for 0, and so does a weight of 3, in every output channel.
/// let points = ZeroPoints { input: 128, weights: vec![3] };
/// assert_ne!(points, ZeroPoints::default());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct ZeroPoints {
    /// That of the input, which also fills a zero border.
    pub input: i32,
    /// Those of the weights: none, one, or one for each output channel.
    pub weights: Vec<i32>,
}

/// How sums of a quantised layer become integers again (ONNX `QLinearConv`).
///
/// `q = ties_even(sum * input_scale * weight_scale / output_scale) + output_zero`, saturated to the
/// output type. The product of the scales is formed in double precision and multiplied by the sum
/// in double precision. An activation bounds the product before it is rounded; its bounds are
/// divided by the output scale.
///
/// ```
/// # use conv_plan::rules::layer::Quantization;
/// let (weight_scales, output_scale) = (vec![0.25], 2.0);
/// // A sum of 64 is 64 * 0.5 * 0.25 / 2 = 4 above the zero of the output: 14.
/// let quantization =
///     Quantization { input_scale: 0.5, weight_scales, output_scale, output_zero: 10 };
/// assert_eq!(quantization, quantization.clone());
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Quantization {
    /// Scale of the input.
    pub input_scale: f32,
    /// Scales of the weights: one, or one for each output channel.
    pub weight_scales: Vec<f32>,
    /// Scale of the output.
    pub output_scale: f32,
    /// The integer that stands for 0 in the output.
    pub output_zero: i32,
}
