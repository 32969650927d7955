//! The factors of tables, and how far their product is from them.

use super::tables::{BLUR5, BLUR7, BLUR11, Blur5, Blur11, DOUBLES, Doubles, OBLONG};
use super::{is_two_passes, within};
use conv_kernel::prelude::*;
use conv_kernel::{ConvSpec, Tap, Taps, taps};
use conv_kernel_tests::cases::{Random, kernel};

/// The greatest difference between a product and a tap, over the largest tap: products of singles
/// are exact as doubles, and so is the difference of numbers that are this near to each other.
fn greatest_difference(kernel: &ConvSpec, taps: &[f64]) -> f64 {
    let products = (0..taps.len()).map(|index| kernel.tap_f64(index));
    let off = products
        .zip(taps)
        .map(|(product, tap)| (product - tap).abs());
    let largest = taps.iter().fold(0.0f64, |most, tap| most.max(tap.abs()));
    off.fold(0.0, f64::max) / largest
}

#[test]
fn the_error_is_the_greatest_difference_over_the_largest_tap() {
    fn flat<const R: usize, const C: usize>(rows: [[f32; C]; R]) -> Vec<f64> {
        rows.as_flattened().iter().map(|&tap| tap.into()).collect()
    }
    for (name, taps, flat) in [
        ("5x5", Taps::from(BLUR5), flat(BLUR5)),
        ("7x7", BLUR7.into(), flat(BLUR7)),
        ("11x11", BLUR11.into(), flat(BLUR11)),
        ("7x9", OBLONG.into(), flat(OBLONG)),
    ] {
        let kernel = kernel::<f32, f32>(taps, within(1e-6)).unwrap();
        let (found, stated) = (
            greatest_difference(&kernel, &flat),
            kernel.separable_error().unwrap(),
        );
        assert!(
            (found - stated).abs() <= 1e-15 * stated,
            "{name}: {found}, {stated}"
        );
        // Half a last place of a tap, and of each of its factors.
        assert!(
            stated > 0.0 && stated < 1.5 * f64::from(f32::EPSILON),
            "{name}: {stated}"
        );
        assert!(is_two_passes(&kernel), "{name}");
    }
    let doubles = Doubles.kernel().separable_error().unwrap();
    assert!(doubles > 0.0 && doubles < 1.5 * f64::EPSILON, "{doubles}");
}

/// Of a table of a Gaussian the factors are one-axis Gaussians, each within its rounding and that of
/// the table.
#[test]
fn the_factors_of_a_gaussian_are_gaussians() {
    let near = |found: &[f64], expected: &Taps, bound: f64| {
        let expected: Vec<f64> = expected
            .values()
            .iter()
            .map(|tap| match tap {
                Tap::Binary(value) => *value,
                other => panic!("{other}"),
            })
            .collect();
        let middle = found.len() / 2;
        for (a, b) in found.iter().zip(&expected) {
            let (found, expected) = (a / found[middle], b / expected[middle]);
            assert!(
                (found / expected - 1.0).abs() <= bound,
                "{found} {expected}"
            );
        }
    };
    let gaussian = |size: usize, sigma: f64| taps::library::smooth::gaussian(size, sigma).unwrap();
    let unit = f64::from(f32::EPSILON);
    let oblong = kernel::<f32, f32>(OBLONG, within(1e-6)).unwrap();
    let factors = oblong.factors().unwrap();
    near(&factors.column, &gaussian(7, 2.5), 2.0 * unit);
    near(&factors.row, &gaussian(9, 1.0), 2.0 * unit);
    let doubles = kernel::<f64, f64>(DOUBLES, within(1e-15)).unwrap();
    let factors = doubles.factors().unwrap();
    near(&factors.column, &gaussian(9, 1.5), 2.0 * f64::EPSILON);
    near(&factors.row, &gaussian(9, 1.5), 2.0 * f64::EPSILON);
}

#[test]
fn symmetry_stays() {
    let odd = [
        [-0.1, -0.2, 0.0, 0.2, 0.1],
        [-0.3, -0.6001, 0.0, 0.6001, 0.3],
        [-0.3, -0.6, 0.0, 0.6, 0.3],
        [-0.1, -0.2, 0.0, 0.2, 0.1],
    ];
    let factors = kernel::<f32, f32>(odd, within(1e-3))
        .unwrap()
        .factors()
        .cloned()
        .unwrap();
    for (one, other) in factors.row.iter().zip(factors.row.iter().rev()) {
        assert_eq!(*one, 0.0 - other);
    }
    for spec in [Blur5.kernel(), Blur11.kernel(), Doubles.kernel()] {
        let factors = spec.factors().unwrap();
        assert!(
            factors.column.iter().eq(factors.column.iter().rev()),
            "{factors:?}"
        );
        assert!(
            factors.row.iter().eq(factors.row.iter().rev()),
            "{factors:?}"
        );
    }
}

/// No other factors are nearer by the sum of squares: the product fits each row and each column
/// best, and it has at least the sum of squares of any single row or column.
#[test]
fn the_product_is_the_nearest_by_least_squares() {
    let mut random = Random::new(23);
    for round in 0..200 {
        let (rows, columns) = (4 + round % 5, 4 + round % 7);
        let mut factor =
            |count: usize| -> Vec<f64> { (0..count).map(|_| random.unit() - 0.4).collect() };
        let (a, b, noise) = (factor(rows), factor(columns), factor(rows * columns));
        let strength = [1e-3, 1e-6, 0.03][round % 3];
        let tap = |i: usize, j: usize| a[i] * b[j] + strength * noise[i * columns + j];
        let taps: Vec<Vec<f64>> = (0..rows)
            .map(|i| (0..columns).map(|j| tap(i, j)).collect())
            .collect();
        let spec = kernel::<f64, f64>(taps, within(0.9)).unwrap();
        let Some(factors) = spec.factors() else {
            panic!("{spec}");
        };
        let (c, r) = (&factors.column, &factors.row);
        let square = |factor: &[f64]| factor.iter().map(|value| value * value).sum::<f64>();
        let (down, across) = (square(c), square(r));
        for (i, factor) in c.iter().enumerate() {
            let along: f64 = (0..columns).map(|j| tap(i, j) * r[j]).sum();
            assert!(
                (along - factor * across).abs() <= 1e-13 * down.sqrt() * across,
                "row {i}"
            );
        }
        for (j, factor) in r.iter().enumerate() {
            let along: f64 = (0..rows).map(|i| tap(i, j) * c[i]).sum();
            assert!(
                (along - factor * down).abs() <= 1e-13 * across.sqrt() * down,
                "column {j}"
            );
        }
        let energy = (0..rows).map(|i| (0..columns).map(|j| tap(i, j).powi(2)).sum::<f64>());
        assert!(energy.fold(0.0, f64::max) <= down * across * (1.0 + 1e-12));
    }
}

#[test]
fn the_scale_is_part_of_the_column_and_not_of_the_error() {
    let plain = kernel::<f32, f32>(BLUR7, within(1e-6)).unwrap();
    let scaled = kernel::<f32, f32>(BLUR7, |options| {
        within(1e-6)(options);
        options.scale = Some(Tap::integer(8));
    });
    let scaled = scaled.unwrap();
    assert_eq!(plain.separable_error(), scaled.separable_error());
    for index in 0..49 {
        assert_eq!(8.0 * plain.tap_f64(index), scaled.tap_f64(index));
    }
}

#[test]
fn convolve_flips_both_factors() {
    let table = [
        [0.1, 0.2, -0.3, 0.4],
        [0.2, 0.4001, -0.6, 0.8],
        [0.5, 1.0, -1.5, 2.0],
        [0.1, 0.2, -0.3, 0.4],
    ];
    let convolved = kernel::<f32, f32>(table, |options| {
        within(1e-3)(options);
        options.window.mode = Mode::Convolve;
    });
    let (convolved, plain) = (
        convolved.unwrap(),
        kernel::<f32, f32>(table, within(1e-3)).unwrap(),
    );
    assert_eq!(convolved.separable_error(), plain.separable_error());
    for index in 0..16 {
        assert_eq!(convolved.tap_f64(index), plain.tap_f64(15 - index));
    }
}

#[test]
fn data_holds_the_factors() {
    let spec = Blur11.kernel();
    let text = serde_json::to_string(&spec).unwrap();
    let again: ConvSpec = serde_json::from_str(&text).unwrap();
    assert_eq!(again.factors(), spec.factors());
    assert_eq!(again.weights(), spec.weights());
}
