//! The arithmetic of the oracle: exact sums, rounding, overflow, and the error bound.
#![allow(clippy::unwrap_used)]

use conv_kernel::reference::{Exact, Sum, correlate_signal, magnitudes, sums, tolerance};
use conv_kernel::{ConvSpec, Overflow, Plane, Scalar, Tap, Taps};
use conv_kernel_tests::cases::{Random, kernel};
use conv_plan::rules::Options;

/// One sum of a kernel that spans the whole input.
fn sum_of<In: Scalar>(kernel: &ConvSpec, x: &[In]) -> Sum {
    sums(kernel, Plane::new(x, x.len(), 1).unwrap())
        .unwrap()
        .data()[0]
}

fn one_of<In: Scalar, Out: Scalar>(kernel: &ConvSpec, x: &[In]) -> Out {
    correlate_signal(kernel, x).unwrap()[0]
}

fn saturate(options: &mut Options) {
    options.overflow = Some(Overflow::Saturate);
}

fn ratio(multiply: i64, divide: i64) -> Option<Tap> {
    Tap::ratio(multiply, divide)
}

/// Tap, scale, overflow, inputs, outputs.
type Case = (
    i64,
    Option<Tap>,
    Option<Overflow>,
    &'static [i8],
    &'static [i8],
);

#[test]
fn integer_results_are_rounded_ties_to_even_then_saturated_or_wrapped() {
    let (saturated, wrapped) = (Some(Overflow::Saturate), Some(Overflow::Wrap));
    let table: [Case; 7] = [
        (
            1,
            ratio(1, 2),
            None,
            &[0, 1, 2, 3, 5, 7, 9],
            &[0, 0, 1, 2, 2, 4, 4],
        ),
        (
            1,
            ratio(1, 2),
            None,
            &[-1, -2, -3, -5, -7],
            &[0, -1, -2, -2, -4],
        ),
        (
            1,
            ratio(1, 3),
            None,
            &[1, 2, 4, 5, -1, -2, -4],
            &[0, 1, 1, 2, 0, -1, -1],
        ),
        (
            1,
            ratio(5, 6),
            None,
            &[3, 9, 15, -3, -9, -15],
            &[2, 8, 12, -2, -8, -12],
        ),
        (
            2,
            None,
            saturated,
            &[63, 64, 127, -64, -65],
            &[126, 127, 127, -128, -128],
        ),
        (
            2,
            None,
            wrapped,
            &[63, 64, 127, -64, -65],
            &[126, -128, -2, -128, 126],
        ),
        (
            3,
            ratio(1, 2),
            wrapped,
            &[85, 100, -100],
            &[-128, -106, 106],
        ),
    ];
    for (tap, scale, overflow, x, y) in table {
        let kernel = kernel::<i8, i8>([tap], |options| {
            options.scale = scale.clone();
            options.overflow = overflow;
        });
        let found: Vec<i8> = correlate_signal(&kernel.unwrap(), x).unwrap();
        assert_eq!(found, y, "{tap} times {scale:?}, {overflow:?}");
    }
}

#[test]
fn wrapping_is_modulo_two_to_the_bits_of_the_output() {
    let mut random = Random::new(2);
    for _ in 0..500 {
        let taps: Vec<i64> = (0..4).map(|_| random.integer(-1 << 28, 1 << 28)).collect();
        let x: Vec<i32> = random.elements(4);
        let exact: i128 = taps
            .iter()
            .zip(&x)
            .map(|(&t, &x)| i128::from(t) * i128::from(x))
            .sum();
        let wrap = |options: &mut Options| options.overflow = Some(Overflow::Wrap);
        let to_bytes = kernel::<i32, u8>(taps.clone(), wrap).unwrap();
        assert_eq!(
            i128::from(one_of::<i32, u8>(&to_bytes, &x)),
            exact.rem_euclid(256)
        );
        let to_words = kernel::<i32, i32>(taps, wrap).unwrap();
        let found = i128::from(one_of::<i32, i32>(&to_words, &x));
        assert_eq!((found - exact).rem_euclid(1 << 32), 0);
        let Exact::Integer(sum) = sum_of(&to_words, &x).exact else {
            panic!("an integer kernel has integer sums");
        };
        assert_eq!(sum, exact);
    }
}

#[test]
fn float_results_of_integers_are_the_rounded_sum_times_the_rounded_scale() {
    // (tap, scale, input, single, double): rounding the sum once and the scale once, then the
    // product.
    let third = "0.333333333333333333333333333333333333";
    let (single, double) = (third.parse::<f32>().unwrap(), third.parse::<f64>().unwrap());
    let big = 16_777_217; // 2^24 + 1, a tie of singles
    let table = [
        (1, None, big, 16_777_216.0f32, 16_777_217.0f64),
        (1, None, big + 2, 16_777_220.0, 16_777_219.0),
        (1, ratio(1, 3), 1, single, double),
        (
            1,
            ratio(1, 3),
            big,
            16_777_216.0 * single,
            16_777_217.0 * double,
        ),
        (
            4_294_967_295i64,
            None,
            2_097_153,
            9_007_203_549_708_288.0,
            9_007_203_547_611_136.0,
        ),
        (-1, ratio(1, 256), 3, -0.011_718_75, -0.011_718_75),
    ];
    for (tap, scale, x, single, double) in table {
        let scaled = |options: &mut Options| options.scale = scale.clone();
        let to_single = kernel::<i32, f32>([tap], scaled).unwrap();
        assert_eq!(one_of::<i32, f32>(&to_single, &[x]), single, "{tap} * {x}");
        let to_double = kernel::<i32, f64>([tap], scaled).unwrap();
        assert_eq!(one_of::<i32, f64>(&to_double, &[x]), double, "{tap} * {x}");
    }
}

#[test]
fn a_random_scale_is_rounded_before_it_multiplies() {
    let mut random = Random::new(8);
    for _ in 0..2000 {
        let (multiply, divide) = (random.integer(1, 999), random.integer(1, 999));
        let scaled = |options: &mut Options| options.scale = ratio(multiply, divide);
        let x: Vec<i16> = random.elements(1);
        let sum = f32::from(x[0]);
        // Small integers are exact, so the hardware divides them to the nearest single.
        let expected = sum * (multiply as f32 / divide as f32);
        let kernel = kernel::<i16, f32>([1], scaled).unwrap();
        assert_eq!(
            one_of::<i16, f32>(&kernel, &x),
            expected,
            "{x:?} * {multiply}/{divide}"
        );
    }
}

#[test]
fn float_sums_keep_what_cancels() {
    let ones = kernel::<f64, f64>([1.0; 3], |_| {}).unwrap();
    assert_eq!(one_of::<f64, f64>(&ones, &[1e16, 1.0, -1e16]), 1.0);
    assert_eq!(one_of::<f64, f64>(&ones, &[1.0, 1e-20, -1.0]), 1e-20);
    // (1 + e)(1 - e) - 1 = -e^2, which a product rounded to a double loses.
    let e = f64::EPSILON;
    let taps: Vec<f64> = vec![1.0 + e, 1.0];
    let product = kernel::<f64, f64>(taps, |_| {}).unwrap();
    assert_eq!(one_of::<f64, f64>(&product, &[1.0 - e, -1.0]), -e * e);
    let single = kernel::<f32, f32>([1.0; 3], |_| {}).unwrap();
    assert_eq!(one_of::<f32, f32>(&single, &[1e30, 1.0, -1e30]), 1.0);
}

#[test]
fn float_results_are_rounded_once_even_next_to_a_tie() {
    let tie = 2f64.powi(-24);
    let tiny = 2f64.powi(-90);
    let up = 1.0 + f32::EPSILON;
    let narrow = kernel::<f64, f32>([1.0; 3], |_| {}).unwrap();
    let table = [
        ([1.0, tie, 0.0], 1.0f32),
        ([1.0, tie, tiny], up),
        ([1.0, tie, -tiny], 1.0),
        ([1.0, 3.0 * tie, -tiny], up),
        ([1.0, 3.0 * tie, 0.0], 1.0 + 2.0 * f32::EPSILON),
        ([-1.0, -tie, -tiny], -up),
        ([f64::from(f32::MAX), 0.0, 2f64.powi(103)], f32::INFINITY),
        ([f64::from(f32::MAX), -tiny, 2f64.powi(103)], f32::MAX),
    ];
    for (x, expected) in table {
        assert_eq!(one_of::<f64, f32>(&narrow, &x), expected, "{x:?}");
    }
    let integer = kernel::<f64, u8>([1.0; 3], saturate).unwrap();
    let table = [
        ([0.5, 0.0, 0.0], 0),
        ([0.5, tiny, 0.0], 1),
        ([1.5, 0.0, 0.0], 2),
        ([1.5, -tiny, 0.0], 1),
        ([2.5, 0.0, 0.0], 2),
        ([254.5, 0.0, 0.0], 254),
        ([254.5, tiny, 0.0], 255),
        ([300.0, 0.0, 0.0], 255),
        ([-0.6, 0.0, 0.0], 0),
        ([f64::NAN, 0.0, 0.0], 0),
        ([f64::INFINITY, 0.0, 0.0], 255),
        ([f64::NEG_INFINITY, 0.0, 0.0], 0),
        ([f64::NEG_INFINITY, f64::INFINITY, 0.0], 0),
        ([1e300, 0.0, 0.0], 255),
    ];
    for (x, expected) in table {
        assert_eq!(one_of::<f64, u8>(&integer, &x), expected, "{x:?}");
    }
}

#[test]
fn magnitudes_are_sums_of_absolute_products() {
    let bytes = kernel::<i8, i32>([[1, -2], [0, 3]], |_| {}).unwrap();
    let x = [-5i8, 6, 7, -8];
    let found = magnitudes(&bytes, Plane::new(&x, 2, 2).unwrap()).unwrap();
    assert_eq!(found.data(), [5.0 + 12.0 + 24.0]);
    let floats = kernel::<f32, f32>([1.0, 0.0], |_| {}).unwrap();
    let x = [1.0, f32::NAN, f32::INFINITY, -2.5, 0.0];
    let found = magnitudes(&floats, Plane::new(&x, 5, 1).unwrap()).unwrap();
    assert_eq!((found.data()[0], found.data()[3]), (1.0, 2.5));
    assert!(found.data()[1].is_nan() && found.data()[2].is_nan());
}

#[test]
fn the_tolerance_is_gamma_of_the_operations_and_an_underflow_term() {
    let single = kernel::<f32, f32>([1.5], |_| {}).unwrap();
    let double = kernel::<f64, f64>([1.5], |_| {}).unwrap();
    let integer = kernel::<u8, u16>([1], |_| {}).unwrap();
    for (kernel, unit) in [(&single, 2f64.powi(-24)), (&double, 2f64.powi(-53))] {
        for operations in [1u32, 9, 25, 4096] {
            let n = f64::from(operations);
            let gamma = n * unit / (1.0 - n * unit);
            for magnitude in [1.0, 1e-20, 1e20] {
                let found = tolerance(kernel, operations as usize, magnitude);
                assert!(
                    (found / (gamma * magnitude) - 1.0).abs() < 1e-11,
                    "{n}, {magnitude}"
                );
                assert!(found >= gamma * magnitude);
            }
        }
    }
    assert_eq!(tolerance(&single, 3, 0.0), 3.0 * 2f64.powi(-149));
    assert_eq!(tolerance(&double, 3, 0.0), 3.0 * f64::from_bits(1));
    assert_eq!(tolerance(&single, 1 << 24, 1.0), f64::INFINITY);
    assert_eq!(tolerance(&integer, 9, 1e9), 0.0);
}

/// Sums in single precision, in the order of the taps and in the reverse.
fn naive(taps: &[f32], x: &[f32]) -> [f32; 3] {
    let products = || taps.iter().zip(x).map(|(t, x)| t * x);
    let fused = taps
        .iter()
        .zip(x)
        .fold(0.0, |sum, (&t, &x)| f32::mul_add(t, x, sum));
    [products().sum(), products().rev().sum(), fused]
}

#[test]
fn every_order_of_summation_agrees_and_twice_the_tolerance_does_not() {
    let mut random = Random::new(9);
    for round in 0..2000 {
        let count = 1 + random.size(24);
        let mut floats =
            |scale: f32| -> Vec<f32> { (0..count).map(|_| random.unit() as f32 * scale).collect() };
        let (taps, x) = (floats(1.0), floats([1.0, 1e-38, 1e-44, 1e30][round % 4]));
        let to_single = kernel::<f32, f32>(taps.clone(), |_| {}).unwrap();
        let to_bytes = kernel::<f32, i8>(taps.clone(), saturate).unwrap();
        let sum = sum_of(&to_single, &x);
        for found in naive(&taps, &x) {
            assert!(sum.agrees(&to_single, count, found), "{sum:?} and {found}");
            let rounded = found.round_ties_even() as i8;
            assert!(
                sum.agrees(&to_bytes, count, rounded),
                "{sum:?} and {rounded}"
            );
        }
        let allowed = tolerance(&to_single, count, sum.magnitude);
        for side in [-1.0, 1.0] {
            let wrong = sum.to_f64() + side * (2.0 * allowed + 1e-45);
            assert!(
                !sum.agrees(&to_single, count, wrong as f32),
                "{sum:?} and {wrong}"
            );
            let wrong = sum.finish::<i8>(&to_bytes);
            let near = sum.to_f64().round_ties_even().abs() < 100.0;
            if near {
                let wrong = wrong + if side < 0.0 { -2 } else { 2 };
                assert!(!sum.agrees(&to_bytes, count, wrong), "{sum:?} and {wrong}");
            }
        }
    }
}

#[test]
fn agreement_is_exact_for_integers_and_special_values() {
    let integer = kernel::<u8, i16>([1, 2], |_| {}).unwrap();
    let sum = sum_of(&integer, &[3u8, 4]);
    assert!(sum.agrees(&integer, 2, 11i16));
    assert!(!sum.agrees(&integer, 2, 12i16));

    let single = kernel::<f32, f32>([1.0, 1.0], |_| {}).unwrap();
    let (nan, infinite, most) = (f32::NAN, f32::INFINITY, f32::MAX);
    let table = [
        ([nan, 1.0], nan, true),
        ([nan, 1.0], 1.0, false),
        ([infinite, 1.0], infinite, true),
        ([infinite, 1.0], -infinite, false),
        ([infinite, 1.0], nan, false),
        ([infinite, -infinite], nan, true),
        ([infinite, -infinite], 0.0, false),
        ([1.0, 2.0], nan, false),
        ([1.0, 2.0], infinite, false),
        ([1.0, -1.0], -0.0, true),
        // Beyond the range of the accumulator nothing is promised.
        ([most, most], infinite, true),
        ([most, -most], 0.0, true),
        ([most, -most], nan, true),
    ];
    for (x, found, right) in table {
        assert_eq!(
            sum_of(&single, &x).agrees(&single, 2, found),
            right,
            "{x:?}, {found}"
        );
    }
    let taps: Taps = [1.0, 1.0].into();
    let narrow = kernel::<f64, f32>(taps, |_| {}).unwrap();
    // A double accumulator that is nearly a tie of singles may round to either side of it.
    let sum = sum_of(&narrow, &[1.0f64, 2f64.powi(-24)]);
    assert!(sum.agrees(&narrow, 2, 1.0f32));
    assert!(sum.agrees(&narrow, 2, 1.0 + f32::EPSILON));
    assert!(!sum.agrees(&narrow, 2, 1.0 - f32::EPSILON / 2.0));
    assert!(!sum.agrees(&narrow, 2, 1.0 + 2.0 * f32::EPSILON));
    let sum = sum_of(&narrow, &[1.0f64, 3.0 * 2f64.powi(-24)]);
    assert!(sum.agrees(&narrow, 2, 1.0 + f32::EPSILON));
    assert!(sum.agrees(&narrow, 2, 1.0 + 2.0 * f32::EPSILON));
    assert!(!sum.agrees(&narrow, 2, 1.0f32));
}
