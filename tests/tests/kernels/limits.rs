//! Kernels at the edges of their types.

use conv_kernel::prelude::*;
use conv_kernel::taps::library;
use conv_kernel::{DynSignal, Tap, Taps, verify};

#[test]
fn a_shift_by_the_width_of_a_lane_takes_a_wider_lane() {
    for (taps, scale) in [
        (Taps::from([1, 1]), Tap::ratio(1, 65536)),
        (Taps::from([0, 0]), Tap::ratio(3, 65536)),
        (Taps::from([-1, 1]), Tap::ratio(1, 32768)),
    ] {
        let kernel = DynSignal::<u8, i32>::builder(taps)
            .scale(scale.unwrap())
            .build()
            .unwrap();
        verify(&kernel).unwrap();
    }
}

#[test]
fn two_passes_overflow_no_sooner_than_the_sum() {
    let single = |taps: Taps, x: f32| {
        let kernel = DynKernel::<f32, f32>::builder(taps)
            .padding(Padding::Same)
            .border(Border::Replicate)
            .build()
            .unwrap();
        let data = vec![x; 12 * 9];
        let plane = Plane::new(&data, 12, 9).unwrap();
        kernel.apply(plane).unwrap().into_vec()
    };
    let binomial = library::binomial(5);
    assert!(single(binomial, 1e38).iter().all(|&y| y == 1e38));
    let mean = Taps::from([[0.04f32; 5]; 5]);
    assert!(
        single(mean, 1e38)
            .iter()
            .all(|y| (y / 1e38 - 1.0).abs() < 1e-5)
    );
    let mut steep = [[2f32.powi(-60); 4]; 4];
    steep[3] = [1.0; 4];
    assert!(
        single(Taps::from(steep), 1e21)
            .iter()
            .all(|&y| (y / 4e21 - 1.0).abs() < 1e-6)
    );
}

/// Columns of Gaussians, once rounded, sum to a little more than 1.
#[test]
fn two_passes_take_the_largest_inputs() {
    let (width, height, middle) = (12, 9, 6);
    for (size, sigma) in [(5, 1.0), (7, 1.3), (3, 0.8), (9, 2.0)] {
        let taps = library::smooth::gaussian([size, size], sigma).unwrap();
        let row: Vec<f64> = (library::smooth::gaussian(size, sigma)
            .unwrap()
            .values()
            .iter())
        .map(|tap| tap.to_string().parse().unwrap())
        .collect();
        let kernel = DynKernel::<f32, f32>::builder(taps)
            .padding(Padding::Same)
            .border(Border::Replicate)
            .build()
            .unwrap();
        let stripe = |index: usize| {
            if index % width == middle {
                f32::MAX
            } else {
                0.0
            }
        };
        let data: Vec<f32> = (0..width * height).map(stripe).collect();
        let plane = Plane::new(&data, width, height).unwrap();
        let filtered = kernel.apply(plane).unwrap().into_vec();
        for (index, y) in filtered.into_iter().enumerate() {
            let tap = (index % width + size / 2).checked_sub(middle);
            let expected = tap.and_then(|tap| row.get(tap)).unwrap_or(&0.0);
            let share = f64::from(y) / f64::from(f32::MAX);
            assert!(
                (share - expected).abs() < 1e-6,
                "{size} {sigma}: {share}, not {expected}"
            );
        }
    }
}

/// Types with the names of the parameters and bodies of generated code.
mod names {
    #![allow(dead_code)]
    pub(crate) struct N;
    pub(crate) struct M;
    pub(crate) struct OH;
    pub(crate) struct FnMut;
    conv_kernel::conv_kernel! {
        pub(crate) struct H: u8 -> i16 { taps: [[-1, 1], [1, -1]] }
        pub(crate) struct W: u8 -> i16 { taps: [-1, 1] }
        pub(crate) struct __Direct: f32 { taps: [[1, 2, 3], [4, 5, 6]] }
    }
}

#[test]
fn names_in_scope_do_not_meet_those_of_generated_code() {
    assert_eq!(
        names::H.apply_array::<2, 2, 1, 1>(&[[1, 2], [3, 5]]),
        [[-1]]
    );
    assert_eq!(names::W.apply_array::<3, 2>(&[1, 2, 4]), [1, 2]);
    assert_eq!(
        names::__Direct.apply_array::<2, 3, 1, 1>(&[[1.0; 3]; 2]),
        [[21.0]]
    );
}

#[test]
fn matrix_rows_below_the_last_are_empty_however_far() {
    let kernel = DynKernel::<u8, i32>::builder([[1], [1]])
        .stride(2)
        .build()
        .unwrap();
    let matrix = kernel.matrix(1, 8).unwrap();
    assert_eq!(matrix.entry(usize::MAX, 0), 0.0);
    assert_eq!(matrix.offset(usize::MAX / 2 + 5), 0.0);
}

#[test]
fn a_common_denominator_beyond_64_bits_is_one_fault() {
    let error = DynKernel::<u8, u8>::builder(library::binomial(64))
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string().matches("64 bits cannot hold").count(),
        1,
        "{error}"
    );
}
