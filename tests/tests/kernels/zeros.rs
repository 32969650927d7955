//! Zero taps and padded zeros contribute nothing, whatever lies beside them.

use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::same_bits;
use conv_kernel_tests::each_level;

conv_kernel! {
    struct Literals: f32 { taps: [[0, 1.5, 0], [1.5, 0, -2], [0, 3, 0]], padding: same }
    struct Memory: f64 {
        taps: [[0, 1, 2, 3], [4.5, 0, 5, 0], [6, 7, 0, 8], [9, 0, 10, -11]],
        padding: same,
    }
    struct Separable: f32 {
        taps: [
            [1, 2, 0, 3, 1], [0, 0, 0, 0, 0], [2, 4, 0, 6, 2], [4, 8, 0, 12, 4], [1, 2, 0, 3, 1],
        ],
        scale: 0.125,
        padding: same,
    }
    struct Table: f32 {
        taps: [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 0],
            [1, 2, 0, 3, 4, 5, 6, 7, 8, 9],
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 1],
            [1, 2, 3, 0, 5, 6, 0, 8, 9, 1],
            [1, 2, 3, 0, 5, 6, 0, 8, 9, 1],
            [2, 3, 4, 5, 6, 7, 8, 9, 1, 1],
            [3, 4, 5, 6, 7, 8, 9, 1, 2, 2],
            [0, 4, 5, 6, 7, 8, 9, 1, 2, 0],
            [0, 4, 5, 6, 7.5, 8, 9, 1, 2, 0],
        ],
        padding: same,
    }
    struct Strided: f32 { taps: [[0, 1.5, 0], [1.5, 0, -2], [0, 3, 0]], stride: 2, dilation: 2, padding: 2 }
    struct Given: f32 { shape: [3, 3], padding: same }
    struct Alone: f32 { taps: [[2]], padding: 3 }
    struct Difference: f32 { taps: [[-1, 1]], padding: 1 }
}

/// The outputs of a filter at a level.
fn at<F: Filter>(filter: &F, level: Level, data: &[F::In], width: usize) -> Vec<F::Out> {
    let src = Plane::new(data, width, data.len() / width).unwrap();
    let (columns, rows) = filter.output_size(width, src.height()).unwrap();
    let mut out = vec![F::Out::default(); columns * rows];
    let dst = PlaneMut::new(&mut out, columns, rows).unwrap();
    filter.apply_into_at(level, src, dst).unwrap();
    out
}

/// That one element of `special` changes the outputs whose taps meet it, and no other.
fn only_taps_meet<F: Filter>(
    level: Level,
    filter: &F,
    spoiled: impl Fn(f64) -> bool,
    special: f64,
) {
    use conv_kernel::Scalar;
    let (width, height) = (37, 17);
    let kernel = filter.kernel();
    let window = kernel.window();
    let (rows, columns) = window.resolve(width, height).unwrap();
    let clean: Vec<F::In> = Random::new(3).elements(width * height);
    for (row, column) in [(0, 0), (8, 18), (16, 36), (1, 35), (15, 2)] {
        let mut data = clean.clone();
        data[row * width + column] = F::In::from_f64(special);
        let mut without = clean.clone();
        without[row * width + column] = F::In::default();
        let (found, base) = (
            at(filter, level, &data, width),
            at(filter, level, &without, width),
        );
        for (index, (found, base)) in found.into_iter().zip(base).enumerate() {
            let (y, x) = (index / columns.output, index % columns.output);
            let meets = (0..kernel.tap_count()).any(|tap| {
                let (i, j) = (tap / window.columns.kernel, tap % window.columns.kernel);
                let met_row = y * window.rows.stride + i * window.rows.dilation;
                let met_column = x * window.columns.stride + j * window.columns.dilation;
                (met_row, met_column) == (row + rows.before, column + columns.before)
                    && spoiled(kernel.tap_f64(tap))
            });
            let context =
                format!("{filter:?} at {level}, {special} in {row}, {column}: output {y}, {x}");
            if meets {
                assert!(!found.to_f64().is_finite(), "{context} is {found}");
            } else {
                assert!(same_bits(found, base), "{context} is {found}, not {base}");
            }
        }
    }
}

fn nan_and_infinity_spoil_only_what_a_tap_other_than_zero_meets(level: Level) {
    for special in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let tap = |tap: f64| tap != 0.0;
        only_taps_meet(level, &Literals, tap, special);
        only_taps_meet(level, &Memory, tap, special);
        only_taps_meet(level, &Separable, tap, special);
        only_taps_meet(level, &Table, tap, special);
        only_taps_meet(level, &Strided, tap, special);
        only_taps_meet(level, &Literals.to_dyn(), tap, special);
        only_taps_meet(level, &Separable.to_dyn(), tap, special);
    }
}

fn taps_that_come_at_run_time_are_all_multiplied(level: Level) {
    let given = Given::new([[0.0, 1.0, 0.0], [0.0; 3], [2.0, 0.0, -1.0]]).unwrap();
    for special in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        only_taps_meet(level, &given, |_| true, special);
        only_taps_meet(level, &given.to_dyn(), |_| true, special);
    }
}

fn padded_zeros_are_zero_beside_nan_and_infinity(level: Level) {
    for special in [f32::NAN, f32::INFINITY] {
        let data = [special; 6];
        for (index, value) in at(&Alone, level, &data, 3).into_iter().enumerate() {
            let (y, x) = (index / 9, index % 9);
            let inside = (3..5).contains(&y) && (3..6).contains(&x);
            assert_eq!(!value.is_finite(), inside, "{value} at {y}, {x}");
            assert!(inside || value == 0.0, "{value} at {y}, {x}");
        }
    }
    let data = [f32::INFINITY, 1.0, f32::INFINITY];
    let found = at(&Difference, level, &data, 3);
    let inf = f32::INFINITY;
    assert_eq!(found[4..8], [inf, -inf, inf, -inf], "{level}");
}

each_level! {
    nan_and_infinity_spoil_only_what_a_tap_other_than_zero_meets,
    taps_that_come_at_run_time_are_all_multiplied,
    padded_zeros_are_zero_beside_nan_and_infinity,
}
