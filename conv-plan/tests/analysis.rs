//! The range proof and the exact factors, against brute force.
#![allow(clippy::unwrap_used)]

use conv_kernel_cases::Random;
use conv_plan::analysis::{
    Bounds, Factors, factor_doubles, factor_integers, rank_of_doubles, rank_of_integers,
    sum_bounds, working_bounds,
};
use conv_plan::number::{AccumulatorType, ElementType, divide_ties_even};

const INTEGERS: [ElementType; 5] = [
    ElementType::U8,
    ElementType::I8,
    ElementType::U16,
    ElementType::I16,
    ElementType::I32,
];

#[test]
fn sums_reach_their_bounds_at_extreme_inputs_and_partial_sums_stay_within() {
    let mut random = Random::new(1);
    for element in INTEGERS {
        let input = Bounds::of(element).unwrap();
        for _ in 0..300 {
            let count = 1 + random.size(5);
            let taps: Vec<i64> = (0..count).map(|_| random.integer(-9, 9)).collect();
            let bounds = sum_bounds(taps.iter().copied(), input);
            let (mut least, mut most) = (i128::MAX, i128::MIN);
            // Base 3: each tap left out, on the smallest input, on the largest.
            for corner in 0..3usize.pow(count as u32) {
                let choice = |tap: usize| corner / 3usize.pow(tap as u32) % 3;
                let sum: i128 = taps
                    .iter()
                    .enumerate()
                    .map(|(index, &tap)| i128::from(tap) * [0, input.min, input.max][choice(index)])
                    .sum();
                (least, most) = (least.min(sum), most.max(sum));
            }
            assert_eq!(
                bounds,
                Bounds {
                    min: least,
                    max: most
                },
                "{taps:?} on {element}"
            );
        }
    }
}

#[test]
fn scaled_bounds_are_those_of_every_scaled_sum() {
    let mut random = Random::new(2);
    for _ in 0..500 {
        let min = i128::from(random.integer(-300, 100));
        let max = min + i128::from(random.integer(0, 300));
        let multiply = [random.integer(-20, -1), random.integer(1, 20)][random.size(1)];
        let divide = random.integer(1, 40);
        let all =
            (min..=max).map(|sum| divide_ties_even(sum * i128::from(multiply), divide.into()));
        let expected = Bounds {
            min: all.clone().min().unwrap(),
            max: all.max().unwrap(),
        };
        let found = Bounds { min, max }.scaled(multiply, divide);
        assert_eq!(found, expected, "[{min}, {max}] * {multiply} / {divide}");
    }
}

#[test]
fn working_bounds_hold_sums_products_and_the_bias_of_a_shift() {
    let sum = Bounds { min: -100, max: 50 };
    // (multiply, divide) -> everything that is computed
    let table = [
        ((1, 1), (-100, 50)),
        ((3, 1), (-300, 150)),
        ((-3, 1), (-150, 300)),
        ((1, 16), (-100, 58)),
        ((-1, 16), (-100, 108)),
        ((3, 64), (-300, 182)),
        ((1, 9), (-100, 50)),
    ];
    for ((multiply, divide), (min, max)) in table {
        let found = working_bounds(sum, multiply, divide, ElementType::U8);
        assert_eq!(found, Bounds { min, max }, "times {multiply} / {divide}");
        let float = working_bounds(sum, multiply, divide, ElementType::F32);
        assert_eq!(float, sum, "a float output is scaled as a float");
    }
}

#[test]
fn bounds_saturate_and_never_overflow() {
    let extremes = [i128::MIN, -1, 0, 1, i128::MAX];
    let integers = [i64::MIN, -1, 0, 1, i64::MAX];
    for min in extremes {
        for max in extremes {
            let bounds = Bounds { min, max };
            assert!(bounds.largest() >= 0);
            for tap in integers {
                let _ = bounds.plus(tap, bounds);
                for divide in integers {
                    let scaled = bounds.scaled(tap, divide);
                    assert!(scaled.min <= scaled.max);
                    let _ = working_bounds(bounds, tap, divide, ElementType::I32);
                }
            }
        }
    }
    let i64s = AccumulatorType::I64.range().unwrap();
    assert!(
        !Bounds {
            min: 0,
            max: 1 << 63
        }
        .fits(i64s)
    );
    assert!(
        Bounds {
            min: -1 << 63,
            max: (1 << 63) - 1
        }
        .fits(i64s)
    );
}

fn product(factors: &Factors<i128>) -> Vec<i128> {
    let row = &factors.row;
    factors
        .column
        .iter()
        .flat_map(|c| row.iter().map(move |r| c * r))
        .collect()
}

#[test]
fn a_2x2_matrix_has_factors_exactly_if_its_determinant_is_zero_and_it_is_not() {
    let entries = -4..=4i128;
    for a in entries.clone() {
        for b in entries.clone() {
            for c in entries.clone() {
                for d in entries.clone() {
                    let taps = [a, b, c, d];
                    let rank_one = a * d == b * c && taps != [0; 4];
                    let factors = factor_integers(&taps, 2);
                    assert_eq!(factors.is_some(), rank_one, "{taps:?}");
                    if let Some(factors) = factors {
                        assert_eq!(product(&factors), taps);
                    }
                }
            }
        }
    }
}

#[test]
fn outer_products_are_factored_with_a_primitive_row_and_a_change_of_one_tap_is_seen() {
    let mut random = Random::new(3);
    for _ in 0..2000 {
        let (rows, columns) = (2 + random.size(4), 2 + random.size(4));
        let mut vector = |length| -> Vec<i128> {
            (0..length)
                .map(|_| i128::from(random.integer(-12, 12)))
                .collect()
        };
        let (column, row) = (vector(rows), vector(columns));
        let mut taps = product(&Factors {
            column,
            row,
            products: 1,
        });
        if taps.iter().all(|&tap| tap == 0) {
            assert_eq!(factor_integers(&taps, columns), None);
            continue;
        }
        let factors = factor_integers(&taps, columns).unwrap();
        assert_eq!(product(&factors), taps);
        let divisor = (2..=12).find(|d| factors.row.iter().all(|r| r % d == 0));
        assert_eq!(divisor, None, "{:?}", factors.row);

        let several = taps.iter().filter(|&&tap| tap != 0).count() > rows.max(columns);
        if several {
            let at = taps.iter().position(|&tap| tap != 0).unwrap();
            taps[at] += 1;
            assert_eq!(factor_integers(&taps, columns), None, "{taps:?}");
        }
    }
}

#[test]
fn float_factors_are_exact_and_as_narrow_as_asked() {
    let mut random = Random::new(4);
    for (bits, precision) in [(11, 24), (25, 53)] {
        for _ in 0..1000 {
            let mut vector = |length: usize| -> Vec<f64> {
                (0..length)
                    .map(|_| random.integer(-(1 << bits), 1 << bits) as f64 / 1024.0)
                    .collect()
            };
            let (column, row) = (vector(4), vector(3));
            let taps: Vec<f64> = column
                .iter()
                .flat_map(|c| row.iter().map(move |r| c * r))
                .collect();
            let factors = factor_doubles(&taps, 3, precision).unwrap();
            let again = factors
                .column
                .iter()
                .flat_map(|c| factors.row.iter().map(move |r| c * r));
            assert!(again.eq(taps.iter().copied()), "{taps:?}");
            // A column of at most 1 in all cannot overflow before the inputs do.
            let total: f64 = factors.column.iter().map(|c| c.abs()).sum();
            assert!(total > 0.5 && total <= 1.0, "{total}");
            if precision == 24 {
                let narrow = |value: &f64| f64::from(*value as f32) == *value;
                assert!(factors.column.iter().chain(&factors.row).all(narrow));
            }
        }
    }
}

#[test]
fn taps_without_exact_factors_have_none() {
    let table: [(&str, &[f64], usize); 8] = [
        ("rank 2", &[1.0, 2.0, 3.0, 4.0], 2),
        ("zero", &[0.0; 4], 2),
        (
            "rounded products",
            &[0.1 * 0.1, 0.1 * 0.3, 0.3 * 0.1, 0.3 * 0.3],
            2,
        ),
        ("far apart", &[1e300, 1e-300, 1e300, 1e-300], 2),
        ("NaN", &[f64::NAN, 1.0, 1.0, 1.0], 2),
        ("infinite", &[f64::INFINITY; 4], 2),
        ("no columns", &[1.0, 2.0], 0),
        ("half a row", &[1.0, 2.0, 1.0], 2),
    ];
    for (name, taps, columns) in table {
        assert_eq!(factor_doubles(taps, columns, 53), None, "{name}");
    }
    let wide = [1.0, 16_777_217.0, 1.0, 16_777_217.0];
    assert_eq!(factor_doubles(&wide, 2, 24), None);
    assert!(factor_doubles(&wide, 2, 53).is_some());
    let bits13 = [1.0, 4097.0, 1.0, 4097.0];
    assert_eq!(factor_doubles(&bits13, 2, 12), None);
    assert!(factor_doubles(&bits13, 2, 13).is_some());
    for taps in [
        [i128::MIN, 1, 1, 1],
        [i128::MAX, i128::MAX, 1, i128::MAX - 1],
    ] {
        assert_eq!(factor_integers(&taps, 2), None);
    }
    assert!(factor_integers(&[i128::MAX; 4], 2).is_some());
}

#[test]
fn a_tiny_gaussian_still_has_exact_single_factors() {
    for exponent in [-120, -100, 0, 100] {
        let unit = 2f64.powi(exponent);
        let taps = [1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0].map(|tap| tap * unit);
        let factors = factor_doubles(&taps, 3, 24).unwrap();
        assert_eq!(factors.column, [0.25, 0.5, 0.25]);
        assert_eq!(factors.row, [4.0 * unit, 8.0 * unit, 4.0 * unit]);
    }
}

/// Rows that come twice make no rank full, and each prime that is tried takes an elimination.
#[test]
fn the_rank_of_a_mirrored_kernel_is_found_at_once() {
    let wave = |at: usize| {
        let (x, y) = ((at % 63) as f64 - 31.0, (at / 63) as f64 - 31.0);
        (-(x * x + y * y) / 2.0).exp() * (x * 1.5).cos()
    };
    let taps: Vec<f64> = (0..63 * 63).map(wave).collect();
    let begun = std::time::Instant::now();
    let rank = rank_of_doubles(&taps, 63).unwrap();
    assert_eq!(rank, rank_of_doubles(&taps[..32 * 63], 63).unwrap());
    assert!(rank > 1 && rank <= 32, "{rank}");
    // Seconds, with all primes.
    assert!(begun.elapsed().as_millis() < 1000);
    let rows = [0.0, 1.0, -2.0, 0.0, -1.0, 2.0, 0.0, 0.0, 0.0];
    assert_eq!(rank_of_doubles(&rows, 3).unwrap(), 1);
    assert_eq!(rank_of_doubles(&[0.0; 6], 3).unwrap(), 0);
}

#[test]
fn the_least_integer_is_no_negative_of_itself_and_part_of_a_row_is_none() {
    let least = i128::MIN;
    assert_eq!(rank_of_integers(&[least, 1, least, -1], 2), Ok(2));
    let multiples = (1..=257).flat_map(|row| [row, 2 * row]);
    let ragged: Vec<i128> = multiples.chain([7]).collect();
    assert_eq!(rank_of_integers(&ragged, 2), Ok(1));
}
