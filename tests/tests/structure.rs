//! The patterns that matrices claim: Toeplitz, circulant, and both block by block.
#![allow(clippy::unwrap_used)]

use conv_kernel::Border;
use conv_kernel::ConvMatrix;
use conv_kernel::matrix::Structure;
use conv_kernel_tests::cases::{Random, every_signal, kernel, random_kernel};
use conv_plan::rules::Dimensions;
use conv_plan::window::{Axis, AxisPadding, Window};

#[test]
fn example_4_five_elements_and_three_taps_are_the_toeplitz_matrix_of_the_picture() {
    for (k0, k1, k2) in [(1, 0, 0), (0, 1, 0), (0, 0, 1), (3, -5, 7)] {
        let kernel = kernel::<u8, i16>([k0, k1, k2], |_| {}).unwrap();
        let matrix = ConvMatrix::signal(&kernel, 5).unwrap();
        let t = [[k0, k1, k2, 0, 0], [0, k0, k1, k2, 0], [0, 0, k0, k1, k2]];
        let entries: Vec<f64> = t.as_flattened().iter().map(|&k| f64::from(k)).collect();
        assert_eq!(matrix.to_dense().unwrap().entries(), entries);
        assert_eq!(matrix.structure(), Structure::Toeplitz);
    }
}

/// Entry `(i, j)` of a signal's matrix as a function of `j - i`, modulo `period` if it is not 0.
fn follows_diagonals(matrix: &ConvMatrix, period: usize) -> bool {
    let mut seen = std::collections::BTreeMap::new();
    let entries = (0..matrix.rows()).flat_map(|i| (0..matrix.columns()).map(move |j| (i, j)));
    entries.into_iter().all(|(i, j)| {
        let diagonal = j as isize - i as isize;
        let diagonal = if period == 0 {
            diagonal
        } else {
            diagonal.rem_euclid(period as isize)
        };
        *seen.entry(diagonal).or_insert(matrix.entry(i, j)) == matrix.entry(i, j)
    })
}

#[test]
fn a_claimed_structure_is_there_in_every_small_signal() {
    let mut random = Random::new(4);
    let mut found = [0; 3];
    every_signal(|window, length| {
        let kernel = random_kernel(&mut random, window, Dimensions::Signal);
        let matrix = ConvMatrix::signal(&kernel, length).unwrap();
        let (claim, true_claim) = match matrix.structure() {
            Structure::Toeplitz => (0, follows_diagonals(&matrix, 0)),
            Structure::Circulant => {
                let square = matrix.rows() == length;
                (1, square && follows_diagonals(&matrix, length))
            }
            Structure::General => (2, true),
            other => panic!("{other:?} is not for signals"),
        };
        found[claim] += 1;
        assert!(
            true_claim,
            "{:?}: {window:?} on {length}",
            matrix.structure()
        );
    });
    assert!(found.iter().all(|&count| count > 500), "{found:?}");
}

#[test]
fn structures_are_those_of_the_table_and_hold_block_by_block() {
    use Structure::{BlockToeplitz, Circulant, DoublyCirculant, General, Toeplitz};
    let (zero, wrap, mirror) = (Border::Zero, Border::Wrap, Border::Reflect);
    let table = [
        ((zero, zero, 1, 5, 4), BlockToeplitz),
        ((wrap, wrap, 1, 5, 4), DoublyCirculant),
        ((wrap, zero, 1, 5, 4), BlockToeplitz),
        ((zero, wrap, 1, 5, 4), BlockToeplitz),
        ((Border::Constant(3.0), wrap, 1, 5, 4), BlockToeplitz),
        ((mirror, zero, 1, 5, 4), General),
        ((zero, mirror, 1, 5, 4), General),
        ((zero, zero, 2, 5, 4), General),
        ((mirror, zero, 1, 5, 1), Toeplitz),
        ((mirror, wrap, 1, 5, 1), Circulant),
        ((wrap, mirror, 1, 1, 4), Circulant),
        ((zero, mirror, 1, 1, 4), Toeplitz),
        ((mirror, mirror, 1, 1, 1), Circulant),
    ];
    let mut random = Random::new(5);
    for ((vertical, horizontal, stride, width, height), expected) in table {
        let axis = Axis {
            kernel: 3,
            stride,
            dilation: 1,
            padding: AxisPadding::Same,
            interpolate: 1,
        };
        let window = Window {
            rows: axis,
            columns: axis,
            row_border: vertical,
            column_border: horizontal,
        };
        let kernel = random_kernel(&mut random, window, Dimensions::Plane);
        let matrix = ConvMatrix::new(&kernel, width, height).unwrap();
        assert_eq!(matrix.structure(), expected, "{vertical:?}, {horizontal:?}");
        let shifted = |i: usize, by: usize, size: usize| (i + by) % size;
        let area = width * height;
        for (i, j) in (0..matrix.rows()).flat_map(|i| (0..matrix.columns()).map(move |j| (i, j))) {
            let (y, x, v, u) = (i / width, i % width, j / width, j % width);
            let inside = x + 1 < width && u + 1 < width;
            let below = y + 1 < height && v + 1 < height;
            let along = matrix.entry(i, j);
            if expected == DoublyCirculant {
                let i = shifted(y, 1, height) * width + shifted(x, 1, width);
                let j = shifted(v, 1, height) * width + shifted(u, 1, width);
                assert_eq!(matrix.entry(i, j), along);
            }
            if expected == Circulant {
                assert_eq!(
                    matrix.entry(shifted(i, 1, area), shifted(j, 1, area)),
                    along
                );
            }
            if expected == BlockToeplitz && inside {
                assert_eq!(matrix.entry(i + 1, j + 1), along, "within a block");
            }
            if expected == BlockToeplitz && below {
                assert_eq!(matrix.entry(i + width, j + width), along, "block by block");
            }
            if expected == Toeplitz && i + 1 < area && j + 1 < area {
                assert_eq!(matrix.entry(i + 1, j + 1), along);
            }
        }
    }
}
