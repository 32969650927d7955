//! The matrix view against the definition, exhaustively on small shapes.
//!
//! Signals: the whole product of sizes 1..9, kernels 1..5, strides 1..3, dilations 1..2, every
//! padding 0..4 before and after (and the named ones) and every border. Planes: the whole product
//! of both sizes 1..9, both kernels 1..5, both strides 1..3, both dilations 1..2 and the six
//! vertical borders; the paddings 0..4 of the four sides and the horizontal border of each of these
//! 437,400 windows are drawn at random.
#![allow(clippy::unwrap_used)]

use conv_kernel::matrix::im2col;
use conv_kernel::reference::{self, Exact, correlate, correlate_signal, sums};
use conv_kernel::rules::{LayerOptions, Numbers};
use conv_kernel::{Border, ConvMatrix, DynSignal, ElementType, Error, LayerSpec, Padding, Plane};
use conv_kernel::{SignalFilter, Tap, Taps};
use conv_kernel_tests::cases::{BORDERS, Random, every_signal, kernel, random_kernel};
use conv_plan::rules::{Dimensions, Options};
use conv_plan::window::{Axis, AxisPadding, Window};

const SIZES: std::ops::RangeInclusive<usize> = 1..=9;
const KERNELS: std::ops::RangeInclusive<usize> = 1..=5;

fn same(options: &mut Options) {
    options.window.padding = Padding::Same;
}

#[test]
fn the_matrix_of_every_small_signal_is_the_definition() {
    let mut random = Random::new(1);
    let mut count = 0;
    every_signal(|window, length| {
        count += 1;
        let kernel = random_kernel(&mut random, window, Dimensions::Signal);
        let matrix = ConvMatrix::signal(&kernel, length).unwrap();
        let x: Vec<i8> = random.elements(length);
        let expected: Vec<i32> = correlate_signal(&kernel, &x).unwrap();
        let found: Vec<i32> = matrix.apply(&x).unwrap();
        assert_eq!(found, expected, "{window:?} on {length}");
        let wide: Vec<i64> = x.iter().map(|&x| x.into()).collect();
        let exact = matrix.matvec_exact(&wide).unwrap();
        assert!(
            exact.iter().copied().eq(expected.iter().map(|&y| y.into())),
            "{window:?}"
        );
        check_entries(&matrix, &wide, &exact);
    });
    assert!(count > 30_000, "{count}");
}

#[test]
fn the_dense_form_of_a_long_row_takes_one_walk_over_it() {
    // All 4096 taps of a row meet the same few elements: a walk for each took minutes.
    let taps: Vec<i64> = (0..4096).map(|tap| tap % 251 - 125).collect();
    let floats: Vec<f64> = taps.iter().map(|&tap| tap as f64 / 3.0).collect();
    for taps in [Taps::from(taps), Taps::from(floats)] {
        let kernel = DynSignal::<f64, f64>::builder(taps)
            .padding(Padding::Same)
            .border(Border::Reflect)
            .build()
            .unwrap();
        let matrix = kernel.matrix(700).unwrap();
        let dense = matrix.to_dense().unwrap();
        for (i, j) in [(0, 0), (0, 699), (350, 1), (699, 350), (699, 699)] {
            assert_eq!(dense.get(i, j), Some(matrix.entry(i, j)), "{i}, {j}");
        }
    }
}

/// Entries, rows, the dense form, offsets and the adjoint against one product `A x + b`.
fn check_entries(matrix: &ConvMatrix, x: &[i64], exact: &[i128]) {
    let dense = matrix.to_dense().unwrap();
    assert_eq!(
        (dense.rows(), dense.columns()),
        (matrix.rows(), matrix.columns())
    );
    for (i, &sum) in exact.iter().enumerate() {
        let mut from_rows = vec![0.0; matrix.columns()];
        for (j, term) in matrix.row(i) {
            from_rows[j] += term.to_f64();
        }
        assert_eq!(dense.row(i).unwrap(), from_rows);
        let mut total = matrix.offset_exact(i).unwrap();
        assert_eq!(matrix.offset(i), total as f64);
        for (j, &x) in x.iter().enumerate() {
            let entry = matrix.entry_exact(i, j).unwrap();
            assert_eq!(matrix.entry(i, j), entry as f64);
            assert_eq!(dense.get(i, j), Some(entry as f64));
            total += entry * i128::from(x);
        }
        assert_eq!(total, sum);
    }
    let x: Vec<f64> = x.iter().map(|&x| x as f64).collect();
    let y: Vec<f64> = (0..matrix.rows())
        .map(|i| (i as f64 * 37.0) % 19.0 - 9.0)
        .collect();
    let image = matrix.matvec(&x).unwrap();
    assert!(
        image
            .iter()
            .copied()
            .eq(exact.iter().map(|&sum| sum as f64))
    );
    let linear = image
        .iter()
        .enumerate()
        .map(|(i, sum)| sum - matrix.offset(i));
    let adjoint = matrix.transpose_matvec(&y).unwrap();
    let left: f64 = linear.zip(&y).map(|(ax, y)| ax * y).sum();
    let right: f64 = adjoint.iter().zip(&x).map(|(aty, x)| aty * x).sum();
    assert_eq!(left, right, "<Ax, y> = <x, A^T y>");
}

#[test]
fn the_matrix_of_every_small_plane_is_the_definition_and_so_are_its_patches() {
    let mut random = Random::new(2);
    let mut count = 0;
    let axis = |random: &mut Random, kernel, stride, dilation| Axis {
        kernel,
        stride,
        dilation,
        padding: AxisPadding::Explicit {
            before: random.size(4),
            after: random.size(4),
        },
        interpolate: 1,
    };
    let each = || SIZES.flat_map(|size| KERNELS.map(move |kernel| (size, kernel)));
    let steps = || (1..=3).flat_map(|stride| (1..=2).map(move |dilation| (stride, dilation)));
    for (height, row_kernel) in each() {
        for (width, column_kernel) in each() {
            for (row_stride, row_dilation) in steps() {
                for (column_stride, column_dilation) in steps() {
                    for row_border in BORDERS {
                        let window = Window {
                            rows: axis(&mut random, row_kernel, row_stride, row_dilation),
                            columns: axis(
                                &mut random,
                                column_kernel,
                                column_stride,
                                column_dilation,
                            ),
                            row_border,
                            column_border: random.pick(&BORDERS),
                        };
                        if window.resolve(width, height).is_ok() {
                            count += 1;
                            check_plane(&mut random, window, width, height);
                        }
                    }
                }
            }
        }
    }
    assert!(count > 350_000, "{count}");
}

fn check_plane(random: &mut Random, window: Window, width: usize, height: usize) {
    let kernel = random_kernel(random, window, Dimensions::Plane);
    let data: Vec<i8> = random.elements(width * height);
    let src = Plane::new(&data, width, height).unwrap();
    let expected = correlate::<i8, i32>(&kernel, src).unwrap();
    let matrix = ConvMatrix::new(&kernel, width, height).unwrap();
    let found: Vec<i32> = matrix.apply(&data).unwrap();
    assert_eq!(found, expected.data(), "{window:?} on {width}x{height}");

    let patches = im2col(&window, src).unwrap();
    assert_eq!(
        (patches.width(), patches.height()),
        (kernel.tap_count(), matrix.rows())
    );
    let product = patches.as_plane().rows().map(|patch| -> f64 {
        let products = patch.iter().enumerate();
        products
            .map(|(tap, &x)| kernel.tap_f64(tap) * f64::from(x))
            .sum()
    });
    assert!(
        product.eq(found.iter().map(|&y| f64::from(y))),
        "{window:?}"
    );

    if random.size(99) == 0 {
        let wide: Vec<i64> = data.iter().map(|&x| x.into()).collect();
        check_entries(&matrix, &wide, &matrix.matvec_exact(&wide).unwrap());
    }
}

#[test]
fn float_matrices_are_the_definition_too() {
    let mut random = Random::new(3);
    // As a single, 0.1 is another number.
    for border in BORDERS.into_iter().chain([Border::Constant(0.1)]) {
        let taps: Vec<Vec<f32>> = (0..3)
            .map(|_| {
                (0..4)
                    .map(|_| random.pick(&[0.0, random.clone().unit() as f32]))
                    .collect()
            })
            .collect();
        let kernel = kernel::<f32, f32>(taps, |options| {
            options.window.padding = Padding::Amount(2);
            options.window.border = Some(border.into());
        });
        let kernel = kernel.unwrap();
        let x: Vec<f32> = random.elements(7 * 5);
        let matrix = ConvMatrix::new(&kernel, 7, 5).unwrap();
        let src = Plane::new(&x, 7, 5).unwrap();
        let expected = correlate::<f32, f32>(&kernel, src).unwrap();
        assert_eq!(matrix.apply::<f32, f32>(&x).unwrap(), expected.data());
        let wide: Vec<f64> = x.iter().map(|&x| x.into()).collect();
        let image = matrix.matvec(&wide).unwrap();
        let exact = sums(&kernel, src).unwrap();
        assert!(
            exact
                .data()
                .iter()
                .map(|sum| sum.to_f64())
                .eq(image.iter().copied())
        );
        assert!(matches!(exact.data()[0].exact, Exact::Float { .. }));
        assert_eq!(matrix.matvec_exact(&[0; 35]), Err(Error::FloatPath));
        assert_eq!(
            (matrix.entry_exact(0, 0), matrix.offset_exact(0)),
            (None, None)
        );
        let dense = matrix.to_dense().unwrap();
        for (i, image) in image.iter().enumerate() {
            let row = dense.row(i).unwrap().iter().zip(&wide);
            let sum: f64 = row.map(|(a, x)| a * x).sum::<f64>() + matrix.offset(i);
            assert!((sum - image).abs() < 1e-13);
        }
    }
}

#[test]
fn a_repeated_element_has_several_terms_in_one_column() {
    let kernel = kernel::<u8, i16>([1, 2, 4], |options| {
        options.window.padding = Padding::Same;
        options.window.border = Some(Border::Replicate.into());
    });
    let matrix = ConvMatrix::signal(&kernel.unwrap(), 2).unwrap();
    let columns: Vec<usize> = matrix.row(0).map(|(column, _)| column).collect();
    assert_eq!(columns, [0, 0, 1]);
    assert_eq!(matrix.to_dense().unwrap().entries(), [3.0, 4.0, 1.0, 6.0]);
}

#[test]
fn constants_go_to_the_offset_and_the_scale_stays_outside() {
    let kernel = kernel::<u8, u8>([1, 2, 1], |options| {
        options.window.padding = Padding::Same;
        options.window.border = Some(Border::Constant(100.0).into());
        options.scale = Tap::ratio(1, 4);
    });
    let matrix = ConvMatrix::signal(&kernel.unwrap(), 3).unwrap();
    assert_eq!(matrix.scale(), (1, 4));
    let offsets: Vec<f64> = (0..4).map(|i| matrix.offset(i)).collect();
    assert_eq!(offsets, [100.0, 0.0, 100.0, 0.0]);
    assert_eq!(matrix.matvec_exact(&[1, 2, 3]).unwrap(), [104, 8, 108]);
    assert_eq!(matrix.apply::<u8, u8>(&[1, 2, 3]).unwrap(), [26, 2, 27]);
}

#[test]
fn wrong_lengths_types_and_indices_are_errors_or_empty_and_never_a_panic() {
    let plane = kernel::<u8, i16>([[1, 2], [3, 4]], same).unwrap();
    assert_eq!(ConvMatrix::signal(&plane, 3), Err(Error::Axes));
    assert_eq!(ConvMatrix::new(&plane, 0, 3), Err(Error::Empty));
    assert_eq!(
        ConvMatrix::new(&plane, usize::MAX / 2, 3),
        Err(Error::SizeOverflow)
    );
    let matrix = ConvMatrix::new(&plane, 3, 2).unwrap();
    let wrong = |found| Error::Length { expected: 6, found };
    assert_eq!(matrix.matvec(&[0.0; 5]), Err(wrong(5)));
    assert_eq!(matrix.matvec_exact(&[0; 7]), Err(wrong(7)));
    assert_eq!(matrix.transpose_matvec(&[]), Err(wrong(0)));
    assert_eq!(matrix.apply::<u8, i16>(&[0; 5]), Err(wrong(5)));
    assert!(matches!(
        matrix.apply::<u8, u8>(&[0; 6]),
        Err(Error::Types { .. })
    ));
    for (i, j) in [(6, 0), (0, 6), (usize::MAX, usize::MAX)] {
        assert_eq!(
            (matrix.entry(i, j), matrix.entry_exact(i, j)),
            (0.0, Some(0))
        );
        assert_eq!(matrix.to_dense().unwrap().get(i, j), None);
    }
    assert_eq!(matrix.row(usize::MAX).count(), 0);
    assert_eq!(
        (matrix.offset(usize::MAX), matrix.offset_exact(6)),
        (0.0, Some(0))
    );
    let huge = ConvMatrix::new(&plane, 1 << 30, 1 << 30).unwrap();
    assert_eq!(huge.to_dense(), Err(Error::SizeOverflow));
    assert_eq!(huge.row((1 << 60) - 1).count(), 1);
    let valid = kernel::<u8, i16>(Taps::from([[1, 2], [3, 4]]), |_| {}).unwrap();
    let small = ConvMatrix::new(&valid, 3, 1);
    assert!(matches!(small, Err(Error::InputTooSmall { .. })));
}

#[test]
fn a_layer_without_weights_has_no_reference_and_no_matrix() {
    let options = LayerOptions::new(
        ElementType::F32,
        ElementType::F32,
        [2, 1, 1, 2],
        Numbers::AtRunTime,
    );
    let (spec, shape) = (LayerSpec::check(options).unwrap(), [1, 1, 1, 2]);
    let refused = Some(Error::Length {
        expected: 4,
        found: 0,
    });
    let x = [1.0f32, 2.0];
    let layer = reference::layer::<f32, f32>(&spec, &x, shape);
    assert_eq!(layer.err(), refused);
    assert_eq!(reference::layer_sums(&spec, &x, shape).err(), refused);
    assert_eq!(ConvMatrix::layer(&spec, shape).err(), refused);
}

#[test]
fn a_stride_of_0_counts_as_1_in_patches_too() {
    let columns = Axis {
        kernel: 2,
        stride: 0,
        ..Axis::TRIVIAL
    };
    let window = Window {
        columns,
        ..Window::TRIVIAL
    };
    let patches = im2col(&window, Plane::new(&[1u8, 2, 3], 3, 1).unwrap()).unwrap();
    assert_eq!(patches.data(), [1, 2, 2, 3]);
}

#[test]
fn a_sum_beyond_128_bits_is_an_error() {
    let kernel = DynSignal::<u8, f64>::builder([1i64 << 54])
        .border(Border::Replicate)
        .padding([2000, 0])
        .build()
        .unwrap();
    let matrix = kernel.matrix(3).unwrap();
    let sums = |value| matrix.transpose_matvec_exact(&vec![value; 2003]);
    assert_eq!(sums(i64::MAX), Err(Error::ExactOverflow));
    assert_eq!(sums(1).unwrap()[0], 2001 << 54);
}

#[test]
fn the_rank_of_floats_is_that_of_the_same_floats_near_1() {
    for (taps, length) in [
        ([2.0, 2.0, 1.0], 4),
        ([-2.0, -1.0, 1.0], 4),
        ([-5.0, 3.0, -5.0], 5),
        ([1.0, -2.0, 1.0], 6),
    ] {
        let rank = |unit: f64| {
            let taps: Vec<f64> = taps.iter().map(|tap| tap * unit).collect();
            let kernel = DynSignal::<f64, f64>::builder(taps)
                .padding(Padding::Same)
                .border(Border::Wrap)
                .build()
                .unwrap();
            kernel.matrix(length).unwrap().rank().unwrap()
        };
        let near = rank(1.0);
        for unit in [
            5e-324,
            f64::from_bits(1 << 14),
            2f64.powi(-600),
            1e300,
            2f64.powi(1021),
        ] {
            assert_eq!(rank(unit), near, "{taps:?} times {unit:e}");
        }
    }
}
