//! Kernels that the macro declares.

use conv_kernel::prelude::*;
use conv_kernel::verify;

conv_kernel! {
    struct Exact: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: reflect101,
        method: fft,
    }
    struct Rounded: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/16,
        stride: [2, 1],
        padding: same,
        border: [replicate, constant(9)],
        method: fft,
    }
    struct Single: f32 {
        taps: [0.5, -0.25, 0.125, 1.0, 0.75, -0.5],
        padding: full,
        dilation: 3,
        mode: convolve,
        method: fft,
    }
    struct Double: f64 { taps: [[0.5, -0.25], [0.125, 1.0]], padding: [3, 1], border: wrap, method: fft }
    struct Chosen: f32 { taps: [[0.5, -0.25, 3.0], [0.125, 1.0, 0.1], [0.2, 0.3, 0.7]], method: auto }
    struct ToInteger: f32 -> u8 {
        taps: [0.25, 0.5, 0.25],
        padding: same,
        overflow: saturate,
        method: fft,
    }
    struct Plain: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: reflect101,
        method: direct,
    }
}

#[test]
fn declared_kernels_verify() {
    verify(&Exact).unwrap();
    verify(&Rounded).unwrap();
    verify(&Single).unwrap();
    verify(&Double).unwrap();
    verify(&Chosen).unwrap();
    verify(&ToInteger).unwrap();
    verify(&Plain).unwrap();
}

#[test]
fn a_declared_kernel_is_its_run_time_kernel() {
    assert_eq!(Single.kernel().method(), Method::Fft);
    assert_eq!(Chosen.to_dyn().kernel(), Chosen.kernel());
    assert_eq!(Plain.kernel().method(), Method::Direct);
    assert_eq!(Single.estimates(1000), Single.to_dyn().estimates(1000));
    assert_eq!(Plain.estimates(10, 10), Ok(None));
}

#[test]
fn arrays_are_filtered_directly() {
    let rows = [[1u8, 2, 3], [4, 5, 6], [7, 8, 9]];
    let found: [[i16; 3]; 3] = Exact.apply_array(&rows);
    assert_eq!(found, Plain.apply_array(&rows));
    let src = Plane::new(rows.as_flattened(), 3, 3).unwrap();
    assert_eq!(Exact.apply(src).unwrap().data(), found.as_flattened());
}
