//! More taps than a direct sum may have.

use conv_kernel::prelude::*;
use conv_kernel::{Tap, Taps, reference};
use conv_kernel_tests::cases::Random;

#[test]
fn ten_thousand_taps_over_a_signal_are_exact() {
    let mut random = Random::new(1);
    let taps: Vec<i64> = (0..10_000).map(|_| random.integer(-99, 99)).collect();
    let x: Vec<i16> = random.elements(3_000);
    let kernel = DynSignal::<i16, f64>::builder(taps)
        .padding(Padding::Full)
        .method(Method::Auto)
        .build()
        .unwrap();
    let expected = reference::correlate_signal::<i16, f64>(&kernel.kernel(), &x).unwrap();
    assert_eq!(kernel.apply(&x).unwrap(), expected);
    let into = |level| {
        let mut found = vec![0.5; expected.len()];
        kernel.apply_into_at(level, &x, &mut found).unwrap();
        found
    };
    for level in Level::available() {
        assert_eq!(into(level), expected, "{level}");
    }
}

#[test]
fn a_plane_of_taps_larger_than_the_picture_is_exact() {
    let mut random = Random::new(2);
    let values = (0..90 * 70)
        .map(|_| Tap::integer(random.integer(0, 255)))
        .collect();
    let kernel = DynKernel::<u8, i32>::builder(Taps::new(vec![90, 70], values))
        .padding(Padding::Same)
        .border(Border::Reflect)
        .method(Method::Fft)
        .build()
        .unwrap();
    let x: Vec<u8> = random.elements(40 * 30);
    let src = Plane::new(&x, 40, 30).unwrap();
    let expected = reference::correlate::<u8, i32>(&kernel.kernel(), src).unwrap();
    assert_eq!(kernel.apply(src).unwrap(), expected);
}

#[test]
fn a_million_taps_of_one_value_are_a_running_sum() {
    let count = 1_000_000;
    let kernel = DynSignal::<f32, f32>::builder(vec![1.0f32; count])
        .method(Method::Fft)
        .build()
        .unwrap();
    let x: Vec<f32> = (0..count + 1000).map(|at| (at % 16) as f32 - 7.5).collect();
    let found = kernel.apply(&x).unwrap();
    // Sums of whole periods of 16 are 0.
    let points = kernel
        .estimates(x.len())
        .unwrap()
        .unwrap()
        .block
        .unwrap()
        .points();
    let inputs = (count as f64 + 1000.0).sqrt() * 7.5;
    let bound = conv_kernel::plan::fft_error(points, 2f64.powi(-24), 1000.0, inputs);
    assert_eq!(found.len(), 1001);
    assert!(
        found.iter().all(|&sum| f64::from(sum).abs() <= bound),
        "{bound}"
    );
    assert!(
        found.iter().all(|&sum| sum.abs() < 2.0),
        "far below the bound"
    );
}

#[test]
fn a_plan_of_many_taps_says_that_there_is_no_direct_way() {
    let kernel = DynSignal::<f32, f32>::builder(vec![1.0f32; 5000])
        .method(Method::Auto)
        .build()
        .unwrap();
    let plan = kernel.explain().to_string();
    assert!(plan.contains("fft: overlap-save in f32"), "{plan}");
    assert!(
        plan.contains("directly not at all, with so many taps"),
        "{plan}"
    );
    assert_eq!(kernel.estimates(1 << 16).unwrap().unwrap().direct, None);
}

#[test]
fn the_adjoint_of_many_taps_is_the_transposed_matrix() {
    let mut random = Random::new(4);
    let taps: Vec<i64> = (0..4500).map(|_| random.integer(-9, 9)).collect();
    let kernel = DynSignal::<i16, f64>::builder(taps)
        .padding(Padding::Full)
        .stride(3)
        .method(Method::Fft)
        .build()
        .unwrap();
    let (adjoint, matrix) = (kernel.adjoint(40).unwrap(), kernel.matrix(40).unwrap());
    let y: Vec<i32> = (0..matrix.rows())
        .map(|_| random.integer(-9, 9) as i32)
        .collect();
    let wide: Vec<i64> = y.iter().map(|&y| y.into()).collect();
    let expected = matrix.transpose_matvec_exact(&wide).unwrap();
    assert_eq!(adjoint.apply_exact(&y).unwrap(), expected);
}
