//! Density, bandwidth, rank, and the matrices of other crates.

use conv_kernel::matrix::Dense;
use conv_kernel::prelude::*;
use conv_kernel::{ConvMatrix, Tap};
use conv_kernel_tests::cases::{BORDERS, Random, every_signal, kernel, random_kernel};
use conv_plan::rules::Dimensions;
use conv_plan::window::{Axis, AxisPadding, Window};

/// The rank of integers by fraction-free elimination (Bareiss, "Sylvester's identity and multistep
/// integer-preserving Gaussian elimination", 1968): every intermediate is a minor.
fn rank_by_minors(dense: &Dense) -> usize {
    let mut rows: Vec<Vec<i128>> = (0..dense.rows())
        .map(|i| {
            dense
                .row(i)
                .unwrap()
                .iter()
                .map(|&entry| entry as i128)
                .collect()
        })
        .collect();
    let (mut rank, mut last) = (0, 1);
    for column in 0..dense.columns() {
        let Some(pivot) = (rank..rows.len()).find(|&i| rows[i][column] != 0) else {
            continue;
        };
        rows.swap(rank, pivot);
        let (top, below) = rows.split_at_mut(rank + 1);
        let top = &top[rank];
        for row in below {
            let factor = row[column];
            for (entry, &above) in row.iter_mut().zip(top) {
                let minor =
                    entry.checked_mul(top[column]).unwrap() - factor.checked_mul(above).unwrap();
                assert_eq!(minor % last, 0);
                *entry = minor / last;
            }
        }
        last = top[column];
        rank += 1;
    }
    rank
}

/// Everything that is said of a matrix of small integers; its rank, and whether that is full.
fn check(matrix: &ConvMatrix, what: &dyn std::fmt::Debug) -> (usize, bool) {
    let dense = matrix.to_dense().unwrap();
    let (rows, columns) = (dense.rows(), dense.columns());
    let (mut count, mut lower, mut upper) = (0, 0, 0);
    for (i, j) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
        if dense.get(i, j) != Some(0.0) {
            count += 1;
            lower = lower.max(i as isize - j as isize);
            upper = upper.max(j as isize - i as isize);
        }
    }
    assert_eq!(matrix.nonzeros(), Ok(count), "{what:?}");
    let density = count as f64 / (rows * columns) as f64;
    assert_eq!(matrix.density(), Ok(density), "{what:?}");
    let bandwidth = (lower as usize, upper as usize);
    assert_eq!(matrix.bandwidth(), Ok(bandwidth), "{what:?}");

    let sparse = matrix.to_csr().unwrap();
    assert_eq!(
        (sparse.rows(), sparse.cols(), sparse.nnz()),
        (rows, columns, count)
    );
    let array = matrix.to_ndarray().unwrap();
    assert_eq!(array.dim(), (rows, columns));
    for (i, row) in array.outer_iter().enumerate() {
        assert_eq!(row.to_vec(), dense.row(i).unwrap(), "{what:?}");
    }
    assert_eq!(sparse.to_dense(), array, "{what:?}");

    let rank = matrix.rank().unwrap();
    assert_eq!(rank, rank_by_minors(&dense), "{what:?}");
    (rank, rank == rows.min(columns))
}

/// Sizes 1..9, kernels 1..5, strides 1..3, dilations 1..2, every padding and border.
#[test]
fn numbers_of_every_small_signal_are_those_of_its_entries() {
    let mut random = Random::new(1);
    let mut found = [0; 2];
    every_signal(|window, length| {
        let kernel = random_kernel(&mut random, window, Dimensions::Signal);
        let matrix = ConvMatrix::signal(&kernel, length).unwrap();
        let (_, full) = check(&matrix, &(window, length));
        found[usize::from(full)] += 1;
    });
    assert!(found.iter().all(|&count| count > 1_000), "{found:?}");
}

/// Both sizes 1..3, both kernels 1..3, both strides and dilations 1..2 and every vertical border;
/// paddings to 1 and horizontal borders are drawn: 7,776 windows, less those without an output.
#[test]
fn numbers_of_every_small_plane_are_those_of_its_entries() {
    let mut random = Random::new(2);
    let mut count = 0;
    let steps = || {
        (1..=3).flat_map(|kernel| {
            (1..=2).flat_map(move |stride| (1..=2).map(move |dilation| [kernel, stride, dilation]))
        })
    };
    for (height, width) in (1..=3).flat_map(|height| (1..=3).map(move |width| (height, width))) {
        for rows in steps() {
            for columns in steps() {
                for row_border in BORDERS {
                    let mut axis = |[kernel, stride, dilation]: [usize; 3]| Axis {
                        kernel,
                        stride,
                        dilation,
                        padding: AxisPadding::Explicit {
                            before: random.size(1),
                            after: random.size(1),
                        },
                        interpolate: 1,
                    };
                    let window = Window {
                        rows: axis(rows),
                        columns: axis(columns),
                        row_border,
                        column_border: random.pick(&BORDERS),
                    };
                    let kernel = random_kernel(&mut random, window, Dimensions::Plane);
                    if let Ok(matrix) = ConvMatrix::new(&kernel, width, height) {
                        count += 1;
                        check(&matrix, &(window, width, height));
                    }
                }
            }
        }
    }
    assert!(count > 4_000, "{count}");
}

/// The matrix of a signal kernel that goes around.
fn circulant(taps: impl Into<Taps>, length: usize) -> ConvMatrix {
    let kernel = kernel::<u8, f64>(taps, |options| {
        options.window.padding = Padding::Causal;
        options.window.border = Some(Border::Wrap.into());
    });
    ConvMatrix::signal(&kernel.unwrap(), length).unwrap()
}

#[test]
fn the_rank_of_a_circulant_matrix_is_the_number_of_frequencies_that_pass() {
    // A box of 8 stops the multiples of 1/8 other than 0: 7 of 128 frequencies, and none of 127.
    assert_eq!(circulant([1; 8], 128).rank(), Ok(121));
    assert_eq!(circulant([1; 8], 127).rank(), Ok(127));
    // Differences stop 0, sums of neighbours the highest frequency, which odd lengths lack.
    assert_eq!(circulant([1, -1], 64).rank(), Ok(63));
    assert_eq!(circulant([1, 1], 64).rank(), Ok(63));
    assert_eq!(circulant([1, 1], 63).rank(), Ok(63));
    // Floats: 0.1 and 0.2 are not what they say, and stop the same.
    assert_eq!(circulant([0.1, -0.1], 64).rank(), Ok(63));
    assert_eq!(circulant([0.1, 0.2, 0.1], 64).rank(), Ok(63));
    assert_eq!(circulant([0.1, 0.2, 0.1], 63).rank(), Ok(63));
    assert_eq!(circulant([0.1; 8], 128).rank(), Ok(121));
    assert_eq!(circulant([0.1, 0.3, -0.2, 0.5], 256).rank(), Ok(256));
}

#[test]
fn a_prime_that_divides_every_entry_does_not_hide_the_rank() {
    // The two largest primes below 2^31: modulo either of them, one of the matrices is 0.
    for tap in [2_147_483_647_i64, 2_147_483_629] {
        let kernel = kernel::<u8, f64>([tap, 0], |_| {}).unwrap();
        let matrix = ConvMatrix::signal(&kernel, 8).unwrap();
        assert_eq!(matrix.entry_exact(0, 0), Some(tap.into()));
        assert_eq!(matrix.rank(), Ok(7), "{tap}");
    }
}

#[test]
fn a_rank_of_more_than_65536_entries_is_an_error_and_zero_taps_have_rank_0() {
    let too_many = Err(Error::TooManyEntries { limit: 1 << 16 });
    assert_eq!(circulant([1, 2], 257).rank(), too_many);
    assert_eq!(ConvMatrix::RANK_LIMIT, 256 * 256);
    let zero = circulant([0, 0], 256);
    assert_eq!(
        (zero.rank(), zero.density(), zero.bandwidth()),
        (Ok(0), Ok(0.0), Ok((0, 0)))
    );
    let layer = DynLayer::<u8, i32>::builder([1, 2], [1, 2, 1, 1])
        .build()
        .unwrap();
    let none = layer.matrix([0, 2, 3, 3]).unwrap();
    assert_eq!((none.rank(), none.density()), (Ok(0), Ok(0.0)));
    assert_eq!(none.to_csr().unwrap().shape(), (0, 0));
}

#[test]
fn terms_that_cancel_are_no_entries() {
    // Replicated, the first row is `1 - 1` at 0 and `2` at 1.
    let kernel = kernel::<u8, i16>([1, -1, 2], |options| {
        options.window.padding = Padding::Same;
        options.window.border = Some(Border::Replicate.into());
    });
    let matrix = ConvMatrix::signal(&kernel.unwrap(), 3).unwrap();
    assert_eq!(
        matrix.to_dense().unwrap().entries(),
        [0., 2., 0., 1., -1., 2., 0., 1., 1.]
    );
    assert_eq!(matrix.nonzeros(), Ok(6));
    assert_eq!(matrix.to_csr().unwrap().indices(), [1, 0, 1, 2, 1, 2]);
}

#[test]
fn sums_of_floats_in_compressed_rows_are_those_of_the_dense_matrix() {
    let mut random = Random::new(3);
    for border in BORDERS {
        let taps: Vec<Tap> = (0..7).map(|_| Tap::Binary(random.unit())).collect();
        let kernel = kernel::<f64, f64>(Taps::new(vec![7], taps), |options| {
            options.window.padding = Padding::Full;
            options.window.border = Some(border.into());
        });
        // So short that borders fold several taps onto one element.
        let matrix = ConvMatrix::signal(&kernel.unwrap(), 3).unwrap();
        let sparse = matrix.to_csr().unwrap().to_dense();
        assert_eq!(sparse, matrix.to_ndarray().unwrap(), "{border:?}");
    }
}
