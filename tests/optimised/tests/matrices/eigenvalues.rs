//! The eigenvalues of circulant matrices, against the definition of the DFT.
//!
//! The bound of a fast transform: for `n` elements that are powers of 2 its error is at most
//! `log2(n) eta` times the transform, in the 2-norm, with `eta` below `8 u` (Higham, Accuracy and
//! Stability of Numerical Algorithms, theorem 24.2). Other lengths become three such transforms of
//! less than `4 n` elements (Bluestein, 1970). So each eigenvalue is within
//! `3 * 8 u * log2(4 n) * sqrt(n) * ||c||` of its value, the norm being that of the first row.

use crate::{How, plane};
use conv_kernel::matrix::Complex;
use conv_kernel::{Border, ConvMatrix, DynKernel, DynLayer, Error, Filter, Layer, Tap, Taps};
use conv_kernel_tests::cases::Random;

type Number = Complex<f64>;

const ROUNDOFF: f64 = 1.0 / (1u64 << 53) as f64;

/// The bound above.
fn transform_error(n: usize, norm: f64) -> f64 {
    let n = n as f64;
    24.0 * ROUNDOFF * (4.0 * n).log2() * n.sqrt() * norm
}

/// `exp(sign 2 pi i (v y / height + u x / width))` at every pixel: the angle is reduced while it is
/// a pair of integers, so that each part is within `8 u`.
fn vector([height, width]: [usize; 2], k: usize, sign: f64) -> Vec<Number> {
    let (v, u) = (k / width, k % width);
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (y, x)));
    pixels
        .map(|(y, x)| {
            let turns =
                (v * y % height) as f64 / height as f64 + (u * x % width) as f64 / width as f64;
            Number::cis(sign * std::f64::consts::TAU * turns)
        })
        .collect()
}

/// A matrix that goes around both axes.
fn circulant(random: &mut Random, taps: &Taps, sides: [usize; 2], size: [usize; 2]) -> ConvMatrix {
    let padding = sides.map(|taps| {
        let before = random.size(taps - 1);
        [before, taps - 1 - before]
    });
    let how = How {
        padding,
        border: Border::Wrap,
        ..How::VALID
    };
    ConvMatrix::new(&how.spec::<f64>(taps, None), size[1], size[0]).unwrap()
}

fn drawn(random: &mut Random, rows: usize, columns: usize) -> (Taps, [usize; 2]) {
    let sides = [1 + random.size(rows - 1), 2 + random.size(columns - 2)];
    let values = random.elements::<f64>(sides[0] * sides[1]);
    let taps = plane(sides, values.into_iter().map(Tap::Binary).collect());
    (taps, sides)
}

/// Rows and columns: powers of 2, products and primes, rows longer and shorter than the taps.
const SIZES: [[usize; 2]; 14] = [
    [1, 2],
    [1, 3],
    [1, 8],
    [1, 12],
    [1, 13],
    [1, 64],
    [1, 97],
    [1, 120],
    [2, 2],
    [3, 5],
    [8, 8],
    [7, 12],
    [13, 11],
    [5, 1],
];

/// The sum of magnitudes and the 2-norm of the first row.
fn norms(matrix: &ConvMatrix) -> (f64, f64) {
    let row = (0..matrix.columns()).map(|j| matrix.entry(0, j));
    let (sum, square) = row.fold((0.0, 0.0), |(sum, square), c| {
        (sum + c.abs(), square + c * c)
    });
    (sum, square.sqrt())
}

#[test]
fn every_fourier_vector_is_an_eigenvector_with_its_eigenvalue() {
    let mut random = Random::new(1);
    for size in SIZES.repeat(3) {
        let (taps, sides) = drawn(&mut random, 3, 5);
        let matrix = circulant(&mut random, &taps, sides, size);
        let n = size[0] * size[1];
        let (sum, norm) = norms(&matrix);
        let eigenvalues = matrix.eigenvalues().unwrap();
        assert_eq!(eigenvalues.len(), n);
        for (k, &eigenvalue) in eigenvalues.iter().enumerate() {
            let v = vector(size, k, 1.0);
            for i in 0..n {
                let image: Number = matrix.row(i).map(|(j, tap)| v[j] * tap.to_f64()).sum();
                // The vector has an error of 8 u in each part, a sum of 15 taps 16 u.
                let bound = 2.0 * (8.0 + 8.0 + 16.0) * ROUNDOFF * sum + transform_error(n, norm);
                let error = (image - eigenvalue * v[i]).norm();
                assert!(error <= bound, "{size:?}, {k}: {error} beyond {bound}");
            }
        }
    }
}

#[test]
fn eigenvalues_of_a_product_are_the_products_of_eigenvalues() {
    let mut random = Random::new(2);
    for size in SIZES.repeat(3) {
        let (taps, sides) = drawn(&mut random, 3, 4);
        let a = circulant(&mut random, &taps, sides, size);
        let (taps, sides) = drawn(&mut random, 2, 5);
        let b = circulant(&mut random, &taps, sides, size);
        let product = a.product(&b).unwrap();
        let n = size[0] * size[1];
        let (of_a, of_b) = (a.eigenvalues().unwrap(), b.eigenvalues().unwrap());
        let ((sum_a, norm_a), (sum_b, norm_b)) = (norms(&a), norms(&b));
        let errors = transform_error(n, norm_a) * sum_b + transform_error(n, norm_b) * sum_a;
        for k in 0..n {
            let v = vector(size, k, 1.0);
            for i in 0..n {
                let image: Number = product.row(i).map(|(j, entry)| v[j] * entry).sum();
                let expected = of_a[k] * of_b[k] * v[i];
                // No row of the product has more than 12 times 10 terms.
                let bound = 2.0 * (8.0 + 8.0 + 120.0) * ROUNDOFF * sum_a * sum_b + 1.1 * errors;
                let error = (image - expected).norm();
                assert!(error <= bound, "{size:?}, {k}: {error} beyond {bound}");
            }
        }
    }
}

/// With the eigenvalues of the kernel as its DFT: `A x` is the inverse DFT of their product with
/// the DFT of `x`, both here by definition.
#[test]
fn example_27_a_circular_convolution_is_the_inverse_dft_of_eigenvalues_times_the_dft() {
    let mut random = Random::new(27);
    for size in SIZES.repeat(3) {
        let (taps, sides) = drawn(&mut random, 3, 5);
        let matrix = circulant(&mut random, &taps, sides, size);
        let n = size[0] * size[1];
        let x: Vec<f64> = random.elements(n);
        let eigenvalues = matrix.eigenvalues().unwrap();
        // x = sum of spectrum[k] v_k.
        let spectrum: Vec<Number> = (0..n)
            .map(|k| {
                let turned = vector(size, k, -1.0);
                let terms = turned.iter().zip(&x).map(|(v, &x)| v * x / n as f64);
                terms.sum()
            })
            .collect();
        let vectors: Vec<Vec<Number>> = (0..n).map(|k| vector(size, k, 1.0)).collect();
        let (sum, norm) = norms(&matrix);
        let of_x: f64 = x.iter().map(|x| x.abs()).sum();
        let found = matrix.matvec(&x).unwrap();
        for i in 0..n {
            let terms = (0..n).map(|k| eigenvalues[k] * spectrum[k] * vectors[k][i]);
            let expected: Number = terms.sum();
            // Each of two sums has n additions; vectors and products are within 16 u.
            let roundings = 2.0 * (2 * n + 32) as f64 * ROUNDOFF * sum;
            let bound = (roundings + transform_error(n, norm)) * of_x;
            let error = (Number::new(found[i], 0.0) - expected).norm();
            assert!(error <= bound, "{size:?}, {i}: {error} beyond {bound}");
        }
    }
}

#[test]
fn eigenvalues_of_integers_are_before_the_scale_and_those_of_one_channel_are_the_planes() {
    let build = |scale: Option<Tap>| {
        let builder = DynKernel::<u8, i32>::builder([[1, 2, 1], [2, 4, 2], [1, 2, 1]])
            .padding([[1, 1], [1, 1]])
            .border(Border::Wrap);
        let builder = match scale {
            Some(scale) => builder.scale(scale),
            None => builder,
        };
        builder.build().unwrap().matrix(4, 4).unwrap()
    };
    let plain = build(None).eigenvalues().unwrap();
    assert_eq!(build(Tap::ratio(1, 16)).eigenvalues().unwrap(), plain);
    // (2 + 2 cos(2 pi v / 4)) (2 + 2 cos(2 pi u / 4)): all sums of small integers.
    let along = [4.0, 2.0, 0.0, 2.0];
    for (k, eigenvalue) in plain.iter().enumerate() {
        assert_eq!(*eigenvalue, Number::new(along[k / 4] * along[k % 4], 0.0));
    }
    let layer = DynLayer::<f32, f32>::builder([1f32, 2., 1., 2., 4., 2., 1., 2., 1.], [1, 1, 3, 3])
        .padding(1)
        .border(Border::Wrap)
        .build()
        .unwrap();
    let matrix = layer.matrix([1, 1, 4, 4]).unwrap();
    assert_eq!(matrix.eigenvalues().unwrap(), plain);
    let batch = layer.matrix([2, 1, 4, 4]).unwrap();
    assert_eq!(batch.eigenvalues(), Err(Error::NotCirculant));
}

#[test]
fn a_matrix_that_is_not_circulant_has_no_eigenvalues_here() {
    let taps = plane([1, 3], vec![Tap::integer(1); 3]);
    let matrix = |how: How| ConvMatrix::new(&how.spec::<i32>(&taps, None), 6, 1).unwrap();
    let around = How {
        padding: [[0; 2], [1; 2]],
        border: Border::Wrap,
        ..How::VALID
    };
    assert!(matrix(around).eigenvalues().is_ok());
    for how in [
        How::VALID,
        How {
            border: Border::Zero,
            ..around
        },
        How {
            stride: [1, 2],
            ..around
        },
        How {
            padding: [[0; 2], [2, 1]],
            ..around
        },
    ] {
        assert_eq!(matrix(how).eigenvalues(), Err(Error::NotCirculant));
    }
}
