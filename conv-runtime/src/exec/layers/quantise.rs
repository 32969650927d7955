//! From exact sums to quantised integers: the requantisation of ONNX `QLinearConv`.

use conv_plan::number::Scalar;
use conv_plan::rules::layer::{Activation, LayerSpec, Layout, Quantization};

/// What each channel's sums are multiplied by, and the bounds of the products.
struct Requantiser<'a> {
    quantization: &'a Quantization,
    bounds: (f64, f64),
}

impl<'a> Requantiser<'a> {
    fn new(quantization: &'a Quantization, activation: Option<Activation>) -> Self {
        let unit = f64::from(quantization.output_scale);
        let bounds = match activation {
            Some(Activation::Relu) => (0.0, f64::INFINITY),
            Some(Activation::Relu6) => (0.0, 6.0 / unit),
            Some(Activation::Clamp(low, high)) => (low / unit, high / unit),
            // The others are refused for integers.
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        Self {
            quantization,
            bounds,
        }
    }

    fn multiplier(&self, channel: usize) -> f64 {
        let Quantization {
            input_scale,
            weight_scales,
            output_scale,
            ..
        } = self.quantization;
        let weight_scale = match weight_scales.as_slice() {
            [one] => *one,
            each => {
                debug_assert!(
                    channel < each.len(),
                    "the check wants one scale for each channel"
                );
                each.get(channel).copied().unwrap_or(1.0)
            }
        };
        f64::from(*input_scale) * f64::from(weight_scale) / f64::from(*output_scale)
    }

    fn quantise<Out: Scalar>(&self, sum: i32, multiplier: f64) -> Out {
        let (low, high) = self.bounds;
        // Halves of integers below 2^53 are exact, so this rounds once.
        let product = (f64::from(sum) * multiplier).max(low).min(high);
        Out::from_f64(libm::rint(product) + f64::from(self.quantization.output_zero))
    }
}

/// Quantises the sums of whole images.
pub(crate) fn quantise<Out: Scalar>(
    kernel: &LayerSpec,
    quantization: &Quantization,
    area: usize,
    sums: &[i32],
    y: &mut [Out],
) {
    let requantiser = Requantiser::new(quantization, kernel.activation());
    let channels = kernel.shape().outputs;
    match kernel.layout() {
        Layout::Nchw => {
            let planes = sums.chunks(area.max(1)).zip(y.chunks_mut(area.max(1)));
            for (plane, (sums, y)) in planes.enumerate() {
                let multiplier = requantiser.multiplier(plane % channels);
                for (&sum, y) in sums.iter().zip(y) {
                    *y = requantiser.quantise(sum, multiplier);
                }
            }
        }
        Layout::Nhwc => {
            for (sums, y) in sums.chunks(channels).zip(y.chunks_mut(channels)) {
                for (channel, (&sum, y)) in sums.iter().zip(y).enumerate() {
                    *y = requantiser.quantise(sum, requantiser.multiplier(channel));
                }
            }
        }
    }
}
