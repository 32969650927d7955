//! Options, kernels and layers as data: the same after writing and reading, and never unchecked.
#![allow(clippy::unwrap_used)]

mod refused;

use conv_kernel::{
    AccumulatorType, Algorithm, Element, ElementType, LayerValues, PerAxis, Tap, Winograd,
    prelude::*,
};
use conv_plan::rules::layer::ZeroPoints;
use conv_plan::window::WindowOptions;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{from_str, to_string};

/// What was written and read again.
fn again<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let text = to_string(value).unwrap();
    from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Why a text is no `T`, without the place that `serde_json` adds.
fn refused<T: DeserializeOwned>(text: &str) -> String {
    let Err(error) = from_str::<T>(text) else {
        panic!("accepted: {text}");
    };
    let error = error.to_string();
    error.split(" at line ").next().unwrap().to_owned()
}

#[test]
fn options_are_written_as_words() {
    fn written<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
        value: T,
        expected: &str,
    ) {
        assert_eq!(to_string(&value).unwrap(), expected);
        assert_eq!(again(&value), value);
    }
    written(Border::Reflect101, r#""reflect101""#);
    written(Border::Constant(0.1), r#"{"constant":0.1}"#);
    written(Border::Constant(f64::NAN), r#"{"constant":"nan"}"#);
    for (text, value) in [(r#"{"constant":7}"#, 7.0), (r#"{"constant":-7}"#, -7.0)] {
        assert_eq!(from_str::<Border>(text).unwrap(), Border::Constant(value));
    }
    written(Missing::Renormalize, r#""renormalize""#);
    written(Padding::SameLower, r#""same_lower""#);
    written(Padding::from(2), r#"{"amount":2}"#);
    written(Padding::from([1, 2]), r#"{"amounts":[1,2]}"#);
    written(
        Padding::from([[1, 2], [3, 4]]),
        r#"{"sides":[[1,2],[3,4]]}"#,
    );
    written(PerAxis::All(3), r#"{"all":3}"#);
    written(PerAxis::<usize>::from([1, 2]), r#"{"each":[1,2]}"#);
    written(Mode::Convolve, r#""convolve""#);
    written(Method::Fft, r#""fft""#);
    written(Overflow::Saturate, r#""saturate""#);
    written(Layout::Nhwc, r#""nhwc""#);
    written(Layout::Nchw16, r#""nchw16""#);
    written(Activation::HardSwish, r#""hard_swish""#);
    written(Activation::Clamp(-1.0, 1.5), r#"{"clamp":[-1.0,1.5]}"#);
    written(Winograd::Auto, r#""auto""#);
    written(Algorithm::Winograd4, r#""winograd4""#);
    written(ElementType::U8, r#""u8""#);
    written(AccumulatorType::I64, r#""i64""#);
    written(LayerValues::from([0.5f32, 1.0]), r#"{"f32":[0.5,1.0]}"#);
    written(LayerValues::from([1u8]), r#"{"integer":[1]}"#);
    let zeros = ZeroPoints {
        input: 3,
        weights: vec![1, 2],
    };
    written(zeros, r#"{"input":3,"weights":[1,2]}"#);
    let same = WindowOptions {
        padding: Padding::Same,
        ..WindowOptions::DEFAULT
    };
    assert_eq!(
        from_str::<WindowOptions>(r#"{"padding":"same"}"#).unwrap(),
        same
    );
    assert_eq!(again(&same), same);
}

#[test]
fn taps_keep_every_digit() {
    let mut random = conv_kernel_tests::cases::Random::new(3);
    let mut floats = vec![0.1, -0.0, 5e-324, f64::MIN_POSITIVE, f64::MAX, 1.0, 1e300];
    floats.extend((0..300).map(|_| f64::from_bits(random.bits())));
    for float in floats.into_iter().filter(|float| float.is_finite()) {
        let Tap::Binary(read) = again(&Tap::Binary(float)) else {
            panic!("{float} became exact");
        };
        assert_eq!(read.to_bits(), float.to_bits());
    }
    let huge = Tap::integer(i64::MAX);
    let product = Taps::from([huge.clone()]).scaled(huge.clone()).scaled(huge);
    assert_eq!(again(&product), product);
    let sixteenth = Taps::from([Tap::ratio(1, 16).unwrap(), Tap::integer(-2)]);
    let expected = r#"{"shape":[2],"values":["1/16","-2"],"ragged":false}"#;
    assert_eq!(to_string(&sixteenth).unwrap(), expected);
    assert_eq!(again(&sixteenth), sixteenth);
    // The exact value of a float literal: neither a fraction nor the nearest double.
    let literal = Taps::from([1, 10])
        .scaled(0.5)
        .scaled(Tap::ratio(1, 3).unwrap());
    assert!(to_string(&literal).unwrap().contains("float 1/6"));
    assert_eq!(again(&literal), literal);
    let numbers: Vec<Tap> = from_str(r#"[1, -2, 0.5, "1/4", 18446744073709551615]"#).unwrap();
    let exact = |tap: &Tap| tap.to_string();
    let shown: Vec<String> = numbers.iter().map(exact).collect();
    assert_eq!(shown, ["1", "-2", "0.5", "1/4", "18446744073709551615"]);
}

#[test]
fn text_that_is_no_tap_is_refused() {
    for text in [
        "", "x", "1/0", "1/2/3", "+1/2", "1_0/3", "float", "float x", "/2", "1/",
    ] {
        let expected = format!(
            "`{text}` is not a tap: write an integer, a fraction such as `1/16`, or a float such as `0.5`"
        );
        assert_eq!(refused::<Tap>(&format!("{text:?}")), expected);
        assert_eq!(text.parse::<Tap>().unwrap_err().to_string(), expected);
    }
    let long = "1".repeat(5000);
    let expected = "a tap of 5000 characters: write 4096 or fewer";
    assert_eq!(refused::<Tap>(&format!("{long:?}")), expected);
}

conv_kernel! {
    struct Dense: f32 { shape: [2, 2], mode: convolve }
    struct DenseIntegers: u8 -> i16 { shape: [3], accumulator: i64, scale: 1/3, overflow: wrap }
    struct DenseScaled: i32 -> f64 { shape: [1, 3], scale: 0.1, padding: same, border: wrap }
    struct Anchored: u8 -> i16 {
        taps: [[1, 2, -3], [4, 5, 6]], mode: convolve, padding: same, anchor: [1, 2],
        border: [replicate, constant(7)],
    }
    struct Thirds: i16 -> u8 {
        taps: [[1/3, 1/6], [1/2, 2]], scale: 3/4, overflow: saturate, stride: [1, 2],
    }
    struct Fir: f32 -> f64 { taps: [0.1, 1/3, -2], dilation: 3, padding: causal }
    struct Floats: u8 -> i8 { taps: [0.1, 0.7], overflow: saturate, padding: [0, 3] }
}

#[test]
fn kernels_are_the_same_after_reading() {
    fn plane<In: Element, Out: Element>(kernel: &DynKernel<In, Out>) {
        let read = again(kernel);
        assert_eq!(read.kernel(), kernel.kernel());
        assert_eq!(read.explain(), kernel.explain());
    }
    fn signal<In: Element, Out: Element>(kernel: &DynSignal<In, Out>) {
        let read = again(kernel);
        assert_eq!(read.kernel(), kernel.kernel());
        assert_eq!(read.explain(), kernel.explain());
    }
    plane(&Anchored.to_dyn());
    plane(&Thirds.to_dyn());
    signal(&Fir.to_dyn());
    signal(&Floats.to_dyn());
    plane(&Dense::new([[0.1, 0.0], [3.0, -2.0]]).unwrap().to_dyn());
    signal(&DenseIntegers::new([1, 0, 9]).unwrap().to_dyn());
    plane(&DenseScaled::new([[0.1, 0.0, 7.0]]).unwrap().to_dyn());
    for padding in [
        Padding::Valid,
        Padding::Same,
        Padding::SameLower,
        Padding::Full,
    ] {
        let built = DynKernel::<u8, i32>::builder([[0, 1], [2, 3]]);
        plane(&built.padding(padding.clone()).build().unwrap());
        let built = DynSignal::<f64, f64>::builder([0.1, 0.2]);
        signal(&built.padding(padding).stride(2).build().unwrap());
    }
    for method in [Method::Direct, Method::Fft, Method::Auto] {
        let built = DynKernel::<u8, i32>::builder([[0, 1], [2, 3]]).method(method);
        plane(&built.build().unwrap());
        let built = DynSignal::<f32, f32>::builder(vec![0.5f32; 5000]);
        if method != Method::Direct {
            signal(&built.method(method).build().unwrap());
        }
    }
    let one = DynKernel::<u8, u8>::builder([[1]]);
    plane(
        &one.padding(Padding::Same)
            .anchor([0, 0])
            .border(Border::Wrap)
            .build()
            .unwrap(),
    );
}

#[test]
fn banks_are_the_same_after_reading() {
    let soft = [[0.25f32, 0.5, 0.25], [0.5, 1.0, 0.5]];
    let bank = DynBank::<f32, f32, 2>::builder([soft, [[0.0, -1.0, 1.0], [0.0, 0.1, 0.0]]])
        .padding(Padding::Same)
        .border(Border::Replicate)
        .build()
        .unwrap();
    let read = again(&bank);
    assert_eq!(read.explain(), bank.explain());
    let plane = Plane::new(&[1.0, 2.5, -3.0, 0.1, 9.0, 7.0], 3, 2).unwrap();
    assert_eq!(read.apply(plane).unwrap(), bank.apply(plane).unwrap());
}

#[test]
fn banks_of_signals_are_the_same_after_reading() {
    let bank = DynSignalBank::<f32, f32, 2>::builder([[0.25f32, 0.5, 0.25], [-1.0, 0.3, 1.0]])
        .padding(Padding::Same)
        .stride(2)
        .interpolate(3)
        .build()
        .unwrap();
    let read = again(&bank);
    assert_eq!(read.explain(), bank.explain());
    let signal = [1.0, 2.5, -3.0, 0.1, 9.0, 7.0];
    assert_eq!(read.apply(&signal).unwrap(), bank.apply(&signal).unwrap());
}

#[test]
fn a_dense_kernel_stays_dense_to_the_sign_of_a_zero() {
    let kernel = Dense::new([[-0.0, 0.0], [0.0, -0.0]]).unwrap().to_dyn();
    let read = again(&kernel);
    let bits = |kernel: &DynKernel<f32, f32>, x: [f32; 4]| {
        let out = kernel.apply(Plane::new(&x, 2, 2).unwrap()).unwrap();
        out.data()[0].to_bits()
    };
    for x in [
        [1.0; 4],
        [-1.0; 4],
        [1.0, -1.0, 1.0, -1.0],
        [-1.0, 1.0, 1.0, -1.0],
    ] {
        assert_eq!(bits(&read, x), bits(&kernel, x));
    }
    let nan = bits(&read, [f32::NAN, 1.0, 1.0, 1.0]);
    assert!(f32::from_bits(nan).is_nan(), "a zero tap is multiplied");
}

#[test]
fn layers_are_the_same_after_reading() {
    fn same<In: Element, Out: Element>(layer: &DynLayer<In, Out>) {
        let read = again(layer);
        assert_eq!(read.explain().kernel(), layer.explain().kernel());
        assert_eq!(read.explain(), layer.explain());
    }
    let weights: Vec<f32> = (0..54).map(|index| index as f32 / 7.0 - 3.0).collect();
    let layer = || DynLayer::<f32, f32>::builder(weights.clone(), [6, 1, 3, 3]);
    same(&layer().build().unwrap());
    let full = layer()
        .bias(vec![0.1f32; 6])
        .groups(2)
        .mode(Mode::Convolve)
        .padding([1, 2])
        .border([Border::Wrap, Border::Constant(0.1)])
        .layout(Layout::Nhwc)
        .activation(Activation::Leaky(0.1));
    same(&full.build().unwrap());
    let anchored = layer()
        .padding(Padding::Same)
        .anchor([0, 2])
        .mode(Mode::Convolve);
    same(&anchored.build().unwrap());
    for algorithm in [
        Algorithm::Direct,
        Algorithm::Winograd2,
        Algorithm::Winograd4,
    ] {
        let layer = layer().winograd(Winograd::Auto).build().unwrap();
        let layer = layer.with_algorithm(algorithm).unwrap();
        assert_eq!(again(&layer).explain().algorithm(), algorithm);
        same(&layer);
    }
    let one_axis = DynLayer::<f64, f64>::builder(vec![0.1f64; 6], [2, 1, 3]);
    same(&one_axis.padding(Padding::Causal).build().unwrap());
    let quantised = DynLayer::<u8, i8>::builder(vec![255, 0, 3, 130], [2, 1, 1, 2])
        .zero_points(7, vec![128, 3])
        .mode(Mode::Convolve)
        .quantization(Quantization {
            input_scale: 0.1,
            weight_scales: vec![0.2, 0.3],
            output_scale: 0.7,
            output_zero: -3,
        });
    same(&quantised.build().unwrap());
}

/// A format without names: what is left out when it is written is missing when it is read.
#[test]
fn formats_of_fields_in_order_bring_everything_back() {
    fn through<T: Serialize + DeserializeOwned>(value: &T) -> T {
        let bytes = postcard::to_allocvec(value).unwrap();
        postcard::from_bytes(&bytes).unwrap()
    }
    let kernel = DynKernel::<u8, i16>::builder([[1, 2], [-1, 3]])
        .stride(2)
        .padding(1)
        .border(Border::Reflect101)
        .overflow(Overflow::Saturate)
        .build()
        .unwrap();
    assert_eq!(through(&kernel).kernel(), kernel.kernel());
    let mean = DynSignal::<f32, f32>::builder([0.25, 0.75])
        .build()
        .unwrap();
    assert_eq!(through(&mean).kernel(), mean.kernel());
    let weights: Vec<f32> = (0..36).map(|at| at as f32 / 8.0).collect();
    let layer = DynLayer::<f32, f32>::builder(weights.clone(), [2, 2, 3, 3])
        .bias([0.5f32, -0.5])
        .padding(1)
        .activation(Activation::Relu)
        .winograd(Winograd::Auto)
        .build()
        .unwrap();
    assert_eq!(through(&layer).explain().kernel(), layer.explain().kernel());
    let up = DynLayer::<f32, f32>::transposed(weights, [2, 2, 3, 3])
        .stride(2)
        .output_padding(1)
        .build()
        .unwrap();
    assert_eq!(through(&up).explain().kernel(), up.explain().kernel());
}

#[test]
fn combinations_of_kernels_of_other_scales_are_the_same_again() {
    use conv_kernel::taps::library::{smooth::binomial, sobel_x};
    let difference = |[a, b]: [conv_kernel::Value; 2]| a - b;
    let third = || Taps::new(vec![1, 1], vec![Tap::ratio(2, 3).unwrap()]);
    let tiny = || Taps::new(vec![1, 1], vec![Tap::ratio(1, 1 << 30).unwrap()]);
    let one = || Taps::from([[1]]);
    for both in [
        [binomial([5, 5]).unwrap(), one()],
        [one(), binomial([5, 5]).unwrap()],
        [third(), binomial([3, 3]).unwrap()],
        [tiny(), one()],
        [sobel_x(), Taps::from([[2, 4]])],
    ] {
        let kernel = DynKernel::<u8, f64>::combine(both, difference)
            .build()
            .unwrap();
        let read = again(&kernel);
        assert_eq!(read.kernel(), kernel.kernel());
        assert_eq!(read.explain(), kernel.explain());
    }
    for scale in [-1, -6] {
        let kernel = DynKernel::<i16, f64>::combine([[[1, 2]], [[2, 3]]], difference)
            .scale(scale)
            .build()
            .unwrap();
        assert_eq!(again(&kernel).kernel(), kernel.kernel());
    }
}

#[test]
fn what_was_done_to_taps_is_written_too() {
    let quantized = DynKernel::<u8, u8>::builder([[0.3, 0.7]])
        .quantize(Quantize::new(8))
        .build()
        .unwrap();
    let blur = conv_kernel::taps::library::disk(2.5).unwrap();
    let approximate = DynKernel::<f32, f32>::builder(blur)
        .separable(Separable::Approximate(0.5))
        .build()
        .unwrap();
    assert!(approximate.kernel().separable_error() > Some(0.0));
    let read = again(&quantized);
    assert_eq!(read.kernel(), quantized.kernel());
    assert_eq!(read.explain(), quantized.explain());
    let read = again(&approximate);
    assert_eq!(read.kernel(), approximate.kernel());
    assert_eq!(read.explain(), approximate.explain());
}

#[test]
fn products_are_read_as_they_were_written() {
    use conv_kernel::taps::library::{difference_of_gaussians, smooth::gaussian};
    for sigma in [1.5, 1.0000001, 1.00000001] {
        let kernel = difference_of_gaussians([9, 9], 1.0, sigma).unwrap();
        assert_eq!(again(&kernel), kernel);
    }
    for (size, sigma, taps) in [
        (13, 3.0, Taps::from([[-1, 1]])),
        (25, 5.0, Taps::from([[-1, 0, 1]])),
        (5, 100.0, Taps::from([[-1, 1]])),
    ] {
        let kernel = gaussian([size, size], sigma).unwrap().convolved(&taps);
        assert_eq!(again(&kernel), kernel);
    }
}
