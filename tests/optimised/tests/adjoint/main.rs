//! Adjoints against the transposed matrix and against the identity that defines them.
//!
//! The matrix is exact; integers agree exactly, also in floats that hold them, and floats within
//! the stated bound.
#![allow(clippy::unwrap_used)]

mod floats;

use conv_kernel::prelude::*;
use conv_kernel::{Adjoint, ConvMatrix};
use conv_kernel_tests::cases::{BORDERS, Random, every_signal};
use conv_plan::window::{Axis, AxisPadding, Window};

conv_kernel! {
    struct SobelX: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: reflect101,
    }
    struct Blur: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/16,
        padding: same,
        border: [replicate, wrap],
        stride: [2, 3],
    }
    struct Dilated: i16 -> i32 {
        taps: [[3, -1, 4], [-1, 5, 9]],
        mode: convolve,
        dilation: [2, 3],
        stride: [1, 2],
        padding: [[3, 0], [1, 7]],
        border: [constant(5), reflect],
    }
    struct Learned: f32 { shape: [3, 4], padding: full, border: replicate }
    struct Decimate: f64 {
        taps: [0.1, -0.2, 0.3, 0.4, 0.3, -0.2, 0.1],
        stride: 3,
        padding: same,
        border: reflect101,
    }
    struct Slope: f32 { taps: [[0.5, 0.0, -0.5], [1.25, 0.0, -1.25]], padding: same, border: wrap }
}

#[test]
fn the_gradient_of_a_correlation_is_worked_example_17() {
    let (a, b, c) = (2.0f32, 3.0, 5.0);
    let kernel = DynSignal::<f32, f32>::builder([a, b, c]).build().unwrap();
    let gradient = kernel.adjoint(4).unwrap().apply(&[1.0f32, 1.0]).unwrap();
    assert_eq!(gradient, [a, a + b, b + c, c]);
}

#[test]
fn the_adjoint_of_a_stride_is_worked_example_15() {
    let kernel = DynSignal::<i32, i32>::builder([1, 2, 3])
        .stride(2)
        .overflow(Overflow::Saturate)
        .build()
        .unwrap();
    let spread = |length| kernel.adjoint(length).unwrap().apply_exact(&[1, 2]);
    assert_eq!(spread(5).unwrap(), [1, 2, 5, 4, 6]);
    assert_eq!(spread(6).unwrap(), [1, 2, 5, 4, 6, 0]);
}

fn integers(random: &mut Random, length: usize) -> Vec<i32> {
    (0..length).map(|_| random.integer(-9, 9) as i32).collect()
}

/// Small integers, which every type holds exactly.
fn check_exact(adjoint: &Adjoint, matrix: &ConvMatrix, y: &[i32], what: &dyn std::fmt::Debug) {
    let wide: Vec<i64> = y.iter().map(|&y| y.into()).collect();
    let expected = matrix.transpose_matvec_exact(&wide).unwrap();
    let (width, height) = adjoint.input_size();
    let found = adjoint.apply_exact(Plane::new(y, width, height).unwrap());
    assert_eq!(found.unwrap().data(), expected, "{what:?}");
    let single: Vec<f32> = y.iter().map(|&y| y as f32).collect();
    let double: Vec<f64> = y.iter().map(|&y| y.into()).collect();
    let single = adjoint
        .apply(Plane::new(&single, width, height).unwrap())
        .unwrap();
    let double = adjoint
        .apply(Plane::new(&double, width, height).unwrap())
        .unwrap();
    let exactly = |found: f64, sum: i128| found == sum as f64;
    assert!(
        single
            .data()
            .iter()
            .zip(&expected)
            .all(|(&found, &sum)| exactly(found.into(), sum)),
        "{what:?}: {single:?}, not {expected:?}"
    );
    assert!(
        double
            .data()
            .iter()
            .zip(&expected)
            .all(|(&found, &sum)| exactly(found, sum)),
        "{what:?}: {double:?}, not {expected:?}"
    );
}

fn padding_of(padding: AxisPadding) -> Padding {
    match padding {
        AxisPadding::Valid => Padding::Valid,
        AxisPadding::Same => Padding::Same,
        AxisPadding::SameLower => Padding::SameLower,
        AxisPadding::Full => Padding::Full,
        AxisPadding::Causal => Padding::Causal,
        AxisPadding::Explicit { before, after } => Padding::Amounts(vec![before, after]),
    }
}

/// Sizes 1..9, kernels 1..5, strides 1..3, dilations 1..2, every padding and border.
#[test]
fn every_small_signal_has_the_transposed_matrix() {
    let mut random = Random::new(3);
    let mut count = 0;
    every_signal(|window, length| {
        count += 1;
        let Window {
            columns,
            column_border,
            ..
        } = window;
        let taps: Vec<i64> = (0..columns.kernel).map(|_| random.integer(-4, 4)).collect();
        let mut builder = DynSignal::<i8, i32>::builder(taps)
            .stride(columns.stride)
            .dilation(columns.dilation)
            .padding(padding_of(columns.padding));
        if columns.padding != AxisPadding::Valid {
            builder = builder.border(column_border);
        }
        let kernel = builder.build().unwrap();
        let matrix = kernel.matrix(length).unwrap();
        let y = integers(&mut random, matrix.rows());
        let wide: Vec<i64> = y.iter().map(|&y| y.into()).collect();
        let adjoint = kernel.adjoint(length).unwrap();
        let expected = matrix.transpose_matvec_exact(&wide).unwrap();
        assert_eq!(
            adjoint.apply_exact(&y).unwrap(),
            expected,
            "{window:?} on {length}"
        );
        let double: Vec<f64> = y.iter().map(|&y| y.into()).collect();
        let found = adjoint.apply(&double).unwrap();
        assert!(
            found
                .iter()
                .zip(&expected)
                .all(|(&found, &sum)| found == sum as f64)
        );
    });
    assert!(count > 30_000, "{count}");
}

/// Both sizes 1..5, kernels 1..3, strides 1..3, dilations 1..2 and every vertical border; paddings
/// and horizontal borders are drawn: 16,200 windows, less those without an output.
#[test]
fn every_small_plane_has_the_transposed_matrix() {
    let mut random = Random::new(5);
    let mut count = 0;
    let axes = |kernels: usize| {
        (1..=kernels).flat_map(|kernel| {
            (1..=3).flat_map(move |stride| {
                (1..=2).map(move |dilation| Axis {
                    kernel,
                    stride,
                    dilation,
                    padding: AxisPadding::Valid,
                    interpolate: 1,
                })
            })
        })
    };
    for (height, width) in (1..=5).flat_map(|height| (1..=5).map(move |width| (height, width))) {
        for rows in axes(3) {
            for columns in axes(3) {
                // A sixth of the product, with every border as often.
                let border = BORDERS[count % 6];
                let taps: Vec<Vec<i64>> = (0..rows.kernel)
                    .map(|_| (0..columns.kernel).map(|_| random.integer(-4, 4)).collect())
                    .collect();
                let mut amount = || random.size(4);
                let sides = [[amount(), amount()], [amount(), amount()]];
                let kernel = DynKernel::<i8, i32>::builder(taps)
                    .stride([rows.stride, columns.stride])
                    .dilation([rows.dilation, columns.dilation])
                    .padding(sides)
                    .border([border, random.pick(&BORDERS)])
                    .build()
                    .unwrap();
                let Ok(matrix) = kernel.matrix(width, height) else {
                    continue;
                };
                count += 1;
                let y = integers(&mut random, matrix.rows());
                let adjoint = kernel.adjoint(width, height).unwrap();
                check_exact(&adjoint, &matrix, &y, &(&kernel, width, height));
            }
        }
    }
    assert!(count > 6_000, "{count}");
}

/// `<A x, y> = <x, A' y>`, in integers.
fn identity<F: Filter>(filter: &F, width: usize, height: usize, seed: u64) {
    let mut random = Random::new(seed);
    let matrix = filter.matrix(width, height).unwrap();
    let adjoint = filter.adjoint(width, height).unwrap();
    let x: Vec<i64> = (0..matrix.columns())
        .map(|_| random.integer(-255, 255))
        .collect();
    let y: Vec<i32> = (0..matrix.rows())
        .map(|_| random.integer(-99_999, 99_999) as i32)
        .collect();
    let (columns, rows) = adjoint.input_size();
    let gathered = adjoint
        .apply_exact(Plane::new(&y, columns, rows).unwrap())
        .unwrap();
    let left: i128 = (0..matrix.rows())
        .map(|i| {
            // The linear part: what a constant border adds is not of it.
            let sum = matrix
                .row(i)
                .map(|(j, term)| term.to_f64() as i128 * i128::from(x[j]));
            sum.sum::<i128>() * i128::from(y[i])
        })
        .sum();
    let right: i128 = gathered
        .data()
        .iter()
        .zip(&x)
        .map(|(&a, &b)| a * i128::from(b))
        .sum();
    assert_eq!(left, right, "{filter:?} on {width}x{height}");
}

#[test]
fn inner_products_of_declared_kernels_are_equal_exactly() {
    for (seed, (width, height)) in [
        (1, 1),
        (1, 7),
        (9, 2),
        (31, 33),
        (64, 5),
        (130, 67),
        (257, 19),
    ]
    .into_iter()
    .enumerate()
    {
        identity(&SobelX, width, height, seed as u64);
        identity(&Blur, width, height, seed as u64);
        if Dilated.output_size(width, height).is_ok() {
            identity(&Dilated, width, height, seed as u64);
        }
    }
}

#[test]
fn a_scratch_serves_every_size_and_what_was_there_is_overwritten() {
    let mut scratch = Scratch::new();
    for (width, height) in [(40, 30), (3, 3), (65, 2)] {
        let adjoint = Blur.adjoint(width, height).unwrap();
        let (columns, rows) = adjoint.input_size();
        let y = PlaneBuf::filled(columns, rows, 1.5f32).unwrap();
        let expected = adjoint.apply(y.as_plane()).unwrap();
        let mut found = PlaneBuf::filled(width, height, f32::NAN).unwrap();
        adjoint
            .apply_with(y.as_plane(), found.as_plane_mut(), &mut scratch)
            .unwrap();
        assert_eq!(found.data(), expected.data());
    }
}

#[test]
fn wrong_sizes_float_paths_and_large_taps_are_errors() {
    let adjoint = SobelX.adjoint(4, 3).unwrap();
    let short = [0.0f32; 6];
    assert!(matches!(
        adjoint.apply(Plane::new(&short, 3, 2).unwrap()),
        Err(Error::OutputSize {
            expected_width: 4,
            expected_height: 3,
            ..
        })
    ));
    let one = Plane::new(&[1], 1, 1).unwrap();
    assert_eq!(
        Slope.adjoint(1, 1).unwrap().apply_exact(one).unwrap_err(),
        Error::FloatPath
    );
    let large = DynKernel::<u8, f64>::builder([[1i64 << 40]])
        .build()
        .unwrap();
    let error = large.adjoint(1, 1).unwrap().apply_exact(one).unwrap_err();
    assert_eq!(
        error,
        Error::Range {
            min: -(1 << 71),
            max: 1 << 71
        }
    );
    assert_eq!(SobelX.adjoint(0, 3).unwrap_err(), Error::Empty);
    let beyond = DynKernel::<f64, f64>::builder([[1e300]])
        .build()
        .unwrap()
        .adjoint(1, 1)
        .unwrap();
    assert!(matches!(
        beyond.apply(Plane::new(&[1.0f32], 1, 1).unwrap()),
        Err(Error::Kernel(_))
    ));
}
