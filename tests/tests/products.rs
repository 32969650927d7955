//! Kernels of floats that are written as a product of a column and a row: each factor is rounded
//! once, and whoever computes with the taps uses exactly those factors.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::taps::library::{self, gaussians, smooth};
use conv_kernel::{ConvSpec, Tap, verify};
use conv_kernel_tests::cases::{Random, kernel};
use conv_plan::plan::{Passes, Plan};
use conv_plan::rules::Options;
use num_rational::BigRational;

conv_kernel! {
    struct Blur: f32 { taps: gaussian([7, 9], [1.0, 1.5]), padding: same, border: reflect101 }
    struct Bytes: u8 {
        taps: gaussian([5, 5], 1.25), padding: same, border: replicate, overflow: saturate,
    }
    struct Slope: u8 -> f32 {
        taps: gaussian([7, 7], 1.5, order: [0, 1]), padding: [3, 2], stride: [2, 1], dilation: [1, 2],
    }
    struct Cascade: f32 { taps: sobel_x * gaussian([5, 7], 1.0) / 8, mode: convolve, scale: 0.3 }
    struct Outer: i16 -> f32 {
        taps: outer([0.1, 0.7, 0.2, -0.3, 0.9], gaussian(6, 1.0)), padding: full, border: wrap,
    }
    struct ByFft: f32 { taps: gaussian([15, 15], 2.5), padding: same, method: fft }
    struct Doubles: f64 { taps: gaussian([7, 9], [1.0, 1.5]), padding: same, border: reflect101 }
    struct Wide: i32 -> f64 {
        taps: outer([0.1, 0.7, 0.2, -0.3, 0.9], gaussian(6, 1.0)), scale: 0.7, padding: full,
        stride: [2, 1], border: wrap,
    }
    struct DoublesByFft: f64 { taps: gaussian([15, 15], 2.5), padding: same, method: fft }
    struct Strict: f64 { taps: gaussian([9, 9], 1.75), arithmetic: strict }
    struct Holes: f64 { taps: gaussian([9, 9], 1.75), padding: same, missing: renormalize }
    struct Size: f64 {
        taps: { x: gaussian([9, 9], 1.5, order: [0, 1]), y: gaussian([9, 9], 1.5, order: [1, 0]) },
        combine: |x, y| hypot(x, y),
    }
}

fn is_two_passes(kernel: &ConvSpec) -> bool {
    matches!(Plan::new(kernel).passes(), Passes::Two { .. })
}

#[test]
fn reference_matrix_dynamic_and_generated_kernels_agree_on_every_level() {
    verify(&Blur).unwrap();
    verify(&Bytes).unwrap();
    verify(&Slope).unwrap();
    verify(&Cascade).unwrap();
    verify(&Outer).unwrap();
    verify(&ByFft).unwrap();
    verify(&Doubles).unwrap();
    verify(&Wide).unwrap();
    verify(&DoublesByFft).unwrap();
    verify(&Strict).unwrap();
    verify(&Holes).unwrap();
    verify(&Size).unwrap();
}

#[test]
fn products_of_floats_have_two_passes_where_these_are_cheaper() {
    let as_is = |_: &mut _| ();
    let large = smooth::gaussian([31, 31], 4.5).unwrap();
    let single = kernel::<f32, f32>(large.clone(), as_is).unwrap();
    assert!(is_two_passes(&single));
    assert_eq!(Plan::new(&single).operations(), 62);
    let log = library::laplacian_of_gaussian([9, 9], 1.5).unwrap();
    for (name, taps, two) in [
        ("a small one", smooth::gaussian([3, 3], 1).unwrap(), false),
        ("a column", smooth::gaussian([9, 1], 1).unwrap(), false),
        ("a sum", log, false),
        (
            "tails that are 0",
            smooth::gaussian([31, 31], 0.25).unwrap(),
            true,
        ),
        (
            "a product of floats",
            Taps::outer(&[0.1; 5].into(), &[0.3, 0.1, 0.7, 0.2].into()),
            true,
        ),
    ] {
        let found = kernel::<f32, f32>(taps, as_is).unwrap();
        assert_eq!(is_two_passes(&found), two, "{name}");
        assert_eq!(found.factors().is_some(), two, "{name}");
    }
    let double = kernel::<f64, f64>(large, as_is).unwrap();
    assert!(is_two_passes(&double));
    assert_eq!(Plan::new(&double).operations(), 62);
    // No double is the product of the tails.
    let tails = smooth::gaussian([61, 61], 1.0).unwrap();
    assert!(
        kernel::<f64, f64>(tails.clone(), as_is)
            .unwrap()
            .factors()
            .is_none()
    );
    assert!(
        kernel::<f32, f32>(tails, as_is)
            .unwrap()
            .factors()
            .is_some()
    );
    let strided = kernel::<f32, f32>(smooth::gaussian([5, 5], 1).unwrap(), |options| {
        options.window.stride = conv_kernel::PerAxis::All(5);
    });
    assert!(!is_two_passes(&strided.unwrap()));
}

#[test]
fn each_factor_is_rounded_once() {
    let scale = Tap::ratio(3, 7).unwrap();
    let taps = smooth::gaussian([9, 11], [1.5, 2.25]).unwrap();
    let single = |exact: &_| f64::from(conv_plan::number::exact_to_single(exact));
    let scaled = |options: &mut Options| options.scale = Some(scale.clone());
    rounded_once(
        &kernel::<f32, f32>(taps.clone(), scaled).unwrap(),
        &scale,
        &single,
    );
    let spec = kernel::<f64, f64>(taps, scaled).unwrap();
    rounded_once(&spec, &scale, &conv_plan::number::exact_to_double);
}

fn rounded_once(spec: &ConvSpec, scale: &Tap, rounded: &dyn Fn(&BigRational) -> f64) {
    let factors = spec.factors().unwrap();
    let sum: f64 = factors.column.iter().sum();
    assert!(sum > 0.5 && sum <= 1.0, "{sum}");
    // Up to a power of two, which the column's sum decides.
    let nearest = |found: &[f64], size: usize, sigma: f64, scale: &Tap| {
        let exact = smooth::gaussian(size, sigma).unwrap().scaled(scale.clone());
        for (value, tap) in found.iter().zip(exact.values()) {
            let expected = rounded(&tap.exact().unwrap());
            let ratio = value / expected;
            assert_eq!(ratio.log2().fract(), 0.0, "{value} and {expected}");
        }
    };
    nearest(&factors.column, 9, 1.5, scale);
    nearest(&factors.row, 11, 2.25, &Tap::integer(1));
    for index in 0..99 {
        let product = factors.column[index / 11] * factors.row[index % 11];
        assert_eq!(spec.tap_f64(index), product);
    }
}

#[test]
fn the_algebra_keeps_a_product() {
    let blur = smooth::gaussian([5, 9], [1.0, 1.5]).unwrap();
    let across = gaussians::derivative([7, 7], 1, &[0, 1]).unwrap();
    let spec = |taps: &Taps| kernel::<f32, f32>(taps.clone(), |_| ()).unwrap();
    for (name, taps) in [
        ("flipped", blur.flipped()),
        ("transposed", blur.transposed()),
        ("rotated", across.rotated90()),
        ("scaled", blur.scaled(-3)),
        ("divided", blur.divided(7).unwrap()),
        ("a float times fractions", library::binomial(7).scaled(0.1)),
        (
            "fractions divided by a float",
            library::binomial(7).divided(0.3).unwrap(),
        ),
        ("normalized", across.normalized().unwrap()),
        ("convolved", blur.convolved(&across)),
        ("with an exact product", blur.convolved(&library::sobel_y())),
        (
            "from an exact product",
            library::mean(3, 3).convolved(&blur),
        ),
    ] {
        let found = spec(&taps);
        assert!(found.factors().is_some(), "{name}");
        for (index, tap) in taps.values().iter().enumerate() {
            let exact = conv_plan::number::exact_to_double(&tap.exact().unwrap());
            // Two factors, each rounded once.
            let bound = exact.abs() * f64::from(f32::EPSILON) * 1.0001;
            let off = (found.tap_f64(index) - exact).abs();
            assert!(off <= bound, "{name}, tap {index}: {exact} {off}");
        }
    }
    for (name, taps) in [
        ("a sum", blur.plus(&blur).unwrap()),
        ("with a Laplacian", blur.convolved(&library::laplacian4())),
    ] {
        assert!(spec(&taps).factors().is_none(), "{name}");
    }
}

#[test]
fn a_product_is_read_as_it_was_written() {
    let taps = smooth::gaussian([7, 7], 1.5).unwrap();
    let spec = kernel::<u8, f32>(taps.clone(), |options| options.scale = Tap::ratio(1, 3)).unwrap();
    let text = serde_json::to_string(&spec).unwrap();
    let again: ConvSpec = serde_json::from_str(&text).unwrap();
    assert_eq!(again, spec);
    assert!(again.factors().is_some());
    let double = kernel::<f64, f64>(taps.clone(), |_| ()).unwrap();
    let text = serde_json::to_string(&double).unwrap();
    assert_eq!(serde_json::from_str::<ConvSpec>(&text).unwrap(), double);
    let text = serde_json::to_string(&taps).unwrap();
    assert_eq!(serde_json::from_str::<Taps>(&text).unwrap(), taps);
    let wrong = r#"{"shape":[1,2],"values":["0.5","0.5"],"factors":[[["1.0"],["0.5","0.25"]]]}"#;
    let error = serde_json::from_str::<Taps>(wrong).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("not the sum of the products of `factors`"),
        "{error}"
    );
}

#[test]
fn the_adjoint_of_a_product_is_that_of_its_taps() {
    let mut random = Random::new(5);
    let (width, height) = (13, 11);
    let x: Vec<f32> = (0..width * height).map(|_| random.unit() as f32).collect();
    let forward = Blur.apply(Plane::new(&x, width, height).unwrap()).unwrap();
    let y: Vec<f32> = (0..width * height).map(|_| random.unit() as f32).collect();
    let plane = Plane::new(&y, width, height).unwrap();
    let back = Blur.adjoint(width, height).unwrap().apply(plane).unwrap();
    let dot = |a: &[f32], b: &[f32]| -> f64 {
        a.iter()
            .zip(b)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum()
    };
    let (left, right) = (dot(forward.data(), &y), dot(&x, back.data()));
    // Each output is off by gamma of 16 or 63 operations, and a tap of the adjoint by one more.
    let bound = 80.0 * f64::from(f32::EPSILON) * dot(&vec![1.0; x.len()], &vec![1.0; y.len()]);
    assert!((left - right).abs() <= bound, "{left} {right}");
}

#[test]
fn convolve_flips_both_factors() {
    let column = Taps::from([0.1, 0.7, 0.2, -0.3, 0.9]);
    let taps = Taps::outer(&column, &[0.5, 0.25, 0.1, 0.05].into());
    let convolved = kernel::<f32, f32>(taps.clone(), |options| {
        options.window.mode = Mode::Convolve;
    });
    let correlated = kernel::<f32, f32>(taps.flipped(), |_| ()).unwrap();
    assert_eq!(convolved.unwrap(), correlated);
    let first = correlated.tap_f64(0);
    assert!((first - 0.9 * 0.05).abs() < 1e-7, "{first}");
}
