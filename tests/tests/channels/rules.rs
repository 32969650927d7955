//! What is refused, and in which words.

use super::{LumaSobel, SOBEL};
use conv_kernel::prelude::*;
use conv_kernel::{ConvMatrix, ElementType, KernelBuilder, MixFilter, Tap, reference};

fn refused<In, Out, const N: usize>(weights: [f64; N]) -> String
where
    In: conv_kernel::Element,
    Out: conv_kernel::Element,
{
    let builder = DynKernel::<In, Out>::builder(SOBEL).overflow(Overflow::Saturate);
    builder.channels(weights).build().unwrap_err().to_string()
}

#[test]
fn each_mistake_has_one_message() {
    assert_eq!(
        refused::<u8, i16, 0>([]),
        "`.channels(..)`: pixels have at least one channel: write a weight for each, such as `[0.299, 0.587, 0.114]`"
    );
    assert_eq!(
        refused::<u8, i16, 2>([0.0, -0.0]),
        "`.channels(..)`: every weight is 0, and nothing is left of a pixel: write at least one that is not"
    );
    assert_eq!(
        refused::<u8, i16, 3>([0.5, f64::NAN, 1.0]),
        "the weight of channel 1: a weight must be finite, and this is NaN or infinite: write a finite number"
    );
    assert_eq!(
        refused::<f32, f32, 2>([1.0, f64::INFINITY]),
        "the weight of channel 1: a weight must be finite, and this is NaN or infinite: write a finite number"
    );
    assert_eq!(
        refused::<f32, f32, 2>([1.0, 1e300]),
        "the weight of channel 1: `f32` cannot hold 1e300: write a smaller number"
    );
    assert_eq!(
        refused::<i32, i32, 2>([1.0, 1.0]),
        "`.channels(..)`: mixed values range over [-4294967296, 4294967294], which 32 bits cannot hold: write smaller weights, with fewer digits, or floats as taps, such as `1.0`"
    );
    assert_eq!(
        refused::<u8, i16, 2>([1e-30, 1.0]),
        "`.channels(..)`: as fractions over one denominator the weights need more than 64 bits: write smaller ones or fewer digits, or `<f32, i16>`"
    );
    let many = refused::<u8, i16, 65>([1.0; 65]);
    assert!(
        many.contains("at most 64 channels are mixed, and there are 65 weights"),
        "{many}"
    );
}

#[test]
fn a_float_is_the_decimal_that_is_written() {
    let kernel = |weights: [f64; 3]| {
        let builder = DynKernel::<u8, i16>::builder(SOBEL).overflow(Overflow::Saturate);
        builder.channels(weights).build().unwrap().kernel()
    };
    let exact = DynKernel::<u8, i16>::builder(SOBEL)
        .overflow(Overflow::Saturate)
        .channels([299, 587, 114].map(|weight| Tap::ratio(weight, 1000).unwrap()))
        .build()
        .unwrap();
    assert_eq!(kernel([0.299, 0.587, 0.114]), exact.kernel());
    assert_eq!(kernel([0.25, 1.5e-1, 12.0]).mix().unwrap().weight(2), 240.0);
}

#[test]
fn taps_and_weights_are_proven_together() {
    // 4 * 255 fits, and 4 * 255 * 40 does not.
    let gradient = |weight: i64| {
        DynKernel::<u8, i16>::builder(SOBEL)
            .channels([weight, 0])
            .build()
    };
    assert!(gradient(32).is_ok());
    let error = gradient(33).unwrap_err().to_string();
    assert_eq!(
        error,
        "the output type: results range over [-33660, 33660], which `i16` cannot hold: write `<u8, i32>`, or add `.overflow(Overflow::Saturate)` or `.overflow(Overflow::Wrap)`"
    );
}

#[test]
fn the_key_is_for_taps_of_two_axes_that_are_summed_directly() {
    let signal = DynKernel::<u8, i16>::builder([1, 2])
        .channels([1, 2])
        .build();
    assert_eq!(
        signal.unwrap_err().to_string(),
        "`.channels(..)`: a signal has no pixels, whose channels are mixed: remove `.channels(..)`, or give rows of taps"
    );
    let fft = DynKernel::<u8, i16>::builder(SOBEL)
        .method(Method::Auto)
        .channels([1, 2])
        .build();
    assert_eq!(
        fft.unwrap_err().to_string(),
        "`.method(..)`: what `.channels(..)` mixes is summed directly: remove `.method(..)`"
    );
}

#[test]
fn what_works_on_planes_refuses_a_kernel_of_pixels() {
    let kernel = LumaSobel.kernel();
    let mistake = Error::MixedChannels {
        expected: 3,
        found: 1,
    };
    assert_eq!(ConvMatrix::new(&kernel, 4, 4).unwrap_err(), mistake);
    let plane = Plane::new(&[1u8, 2, 3], 3, 1).unwrap();
    assert_eq!(
        reference::correlate::<u8, i16>(&kernel, plane).unwrap_err(),
        mistake
    );
    let four = Pixels::new(&[[1u8, 2, 3, 4]], 1, 1).unwrap();
    let found = reference::correlate_mixed::<u8, i16, 4>(&kernel, four).unwrap_err();
    assert_eq!(
        found,
        Error::MixedChannels {
            expected: 3,
            found: 4
        }
    );
}

#[test]
fn options_of_other_types_are_refused() {
    let taps = conv_kernel::rules::TapSource::Taps([[1]].into());
    let options = conv_kernel::rules::Options::new(ElementType::U8, ElementType::U8, taps);
    let built = KernelBuilder::<f32, f32>::from_options(options)
        .channels([1])
        .build();
    assert!(matches!(built, Err(Error::Types { .. })), "{built:?}");
}
