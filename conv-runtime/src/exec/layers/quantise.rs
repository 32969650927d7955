//! From exact sums to quantised integers: the requantisation of ONNX `QLinearConv`.
//!
//! ```text
//! for each channel, or for each pixel: for each sum
//!     product = the sum times input scale * weight scale / output scale, within the activation
//!     output = product rounded, ties to even, plus the zero point, saturated
//! ```
//!
//! It is double precision in vectors. A product is kept within [`MOST`] before it is rounded, so
//! that adding and subtracting [`SHIFT`] rounds it and leaves it in the low bits (Hacker's Delight,
//! 2nd edition, section 17-1, has it for single precision); what is beyond saturates either way.

use crate::exec::element::{BytesMut, Element};
use conv_plan::number::Scalar;
use conv_plan::rules::layer::{Activation, LayerSpec, Layout, Quantization};
use fearless_simd::{Level as Token, dispatch};

/// More than an output and a zero point of 8 bits together.
const MOST: f64 = 1024.0;

/// `1.5 * 2^52`: doubles near it are the integers.
const SHIFT: f64 = 6_755_399_441_055_744.0;

/// What each channel's sums are multiplied by, and the bounds of the products.
struct Requantiser<'a> {
    quantization: &'a Quantization,
    /// One scale of the weights, or one for each channel.
    scales: &'a [f32],
    bounds: (f64, f64),
}

impl<'a> Requantiser<'a> {
    fn new(quantization: &'a Quantization, activation: Option<Activation>) -> Self {
        let unit = f64::from(quantization.output_scale);
        let (low, high) = match activation {
            Some(Activation::Relu) => (0.0, f64::INFINITY),
            Some(Activation::Relu6) => (0.0, 6.0 / unit),
            Some(Activation::Clamp(low, high)) => (low / unit, high / unit),
            // The others are refused for integers.
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        Self {
            quantization,
            scales: &quantization.weight_scales,
            bounds: (low.clamp(-MOST, MOST), high.clamp(-MOST, MOST)),
        }
    }

    /// The same for the channels from `first` on.
    fn from(&self, first: usize) -> Self {
        let scales = match self.scales {
            [one] => core::slice::from_ref(one),
            each => each.get(first..).unwrap_or_default(),
        };
        Self { scales, ..*self }
    }

    /// The scale of a channel's weights.
    fn weight_scale(&self, channel: usize) -> f32 {
        match self.scales {
            [one] => *one,
            each => {
                invariant!(
                    channel < each.len(),
                    "the check wants one scale for each channel"
                );
                each.get(channel).copied().unwrap_or(1.0)
            }
        }
    }

    #[inline(always)]
    fn multiplier(&self, weight_scale: f32) -> f64 {
        let Quantization {
            input_scale,
            output_scale,
            ..
        } = self.quantization;
        f64::from(*input_scale) * f64::from(weight_scale) / f64::from(*output_scale)
    }

    #[inline(always)]
    fn quantise<Out: Narrow>(&self, sum: i32, multiplier: f64) -> Out {
        let (low, high) = self.bounds;
        let product = f64::from(sum) * multiplier;
        let product = if product > low { product } else { low };
        let product = if product < high { product } else { high };
        // The low half of the bits is the integer.
        let rounded = (product + SHIFT).to_bits() as u32 as i32;
        Out::narrow(rounded + self.quantization.output_zero)
    }

    /// Sums of one channel.
    #[inline(always)]
    fn channel<Out: Narrow>(&self, weight_scale: f32, sums: &[i32], y: &mut [Out]) {
        let multiplier = self.multiplier(weight_scale);
        for (&sum, y) in sums.iter().zip(y) {
            *y = self.quantise(sum, multiplier);
        }
    }

    /// Sums of pixels, each a sum of every channel.
    #[inline(always)]
    fn pixels<Out: Narrow>(&self, channels: usize, sums: &[i32], y: &mut [Out]) {
        let scales = match self.scales {
            [one] => return self.channel(*one, sums, y),
            each => each,
        };
        for (sums, y) in sums.chunks(channels).zip(y.chunks_mut(channels)) {
            for ((&sum, &scale), y) in sums.iter().zip(scales).zip(y) {
                *y = self.quantise(sum, self.multiplier(scale));
            }
        }
    }
}

/// Outputs of 8 bits.
trait Narrow: Scalar {
    /// The nearest value.
    fn narrow(value: i32) -> Self;

    /// See [`Requantiser::channel`].
    fn channel(token: Token, of: &Requantiser<'_>, scale: f32, sums: &[i32], y: &mut [Self]);

    /// See [`Requantiser::pixels`].
    fn pixels(token: Token, of: &Requantiser<'_>, channels: usize, sums: &[i32], y: &mut [Self]);
}

/// Here, so that crates with layers compile none of it.
macro_rules! narrow {
    ($($ty:ident)*) => {$(
        impl Narrow for $ty {
            #[inline(always)]
            fn narrow(value: i32) -> Self {
                value.clamp(Self::MIN.into(), Self::MAX.into()) as Self
            }

            fn channel(token: Token, of: &Requantiser<'_>, scale: f32, sums: &[i32], y: &mut [Self]) {
                dispatch!(token, _s => of.channel(scale, sums, y));
            }

            fn pixels(token: Token, of: &Requantiser<'_>, channels: usize, sums: &[i32], y: &mut [Self]) {
                dispatch!(token, _s => of.pixels(channels, sums, y));
            }
        }
    )*};
}

narrow! { u8 i8 }

/// Quantises sums; a channel has so many of them, and lies so many elements after the one before in
/// `y`.
pub(crate) fn quantise<Out: Element>(
    token: Token,
    kernel: &LayerSpec,
    [area, pitch]: [usize; 2],
    sums: &[i32],
    y: &mut [Out],
) {
    // The checked kernel has the element types of the call.
    match (kernel.quantization(), Out::bytes_mut(y)) {
        (Some(quantization), Some(BytesMut::U8(y))) => {
            narrowed(token, kernel, quantization, [area, pitch], sums, y);
        }
        (Some(quantization), Some(BytesMut::I8(y))) => {
            narrowed(token, kernel, quantization, [area, pitch], sums, y);
        }
        _ => invariant!(false, "outputs of 8 bits are quantised"),
    }
}

fn narrowed<Out: Narrow>(
    token: Token,
    kernel: &LayerSpec,
    quantization: &Quantization,
    [area, pitch]: [usize; 2],
    sums: &[i32],
    y: &mut [Out],
) {
    let requantiser = Requantiser::new(quantization, kernel.activation());
    let channels = kernel.shape().outputs;
    match kernel.layout() {
        Layout::Nchw => {
            let planes = sums.chunks(area.max(1)).zip(y.chunks_mut(pitch.max(1)));
            for (plane, (sums, y)) in planes.enumerate() {
                let scale = requantiser.weight_scale(plane % channels);
                Out::channel(token, &requantiser, scale, sums, y);
            }
        }
        Layout::Nhwc => Out::pixels(token, &requantiser, channels, sums, y),
        Layout::Nchw16 => {
            let [length, pitch] = [area, pitch].map(|pixels| (pixels * Layout::BLOCK).max(1));
            let blocks = sums.chunks(length).zip(y.chunks_mut(pitch));
            for (block, (sums, y)) in blocks.enumerate() {
                let first = block % channels.div_ceil(Layout::BLOCK) * Layout::BLOCK;
                Out::pixels(token, &requantiser.from(first), Layout::BLOCK, sums, y);
            }
        }
    }
}
