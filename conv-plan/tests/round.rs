//! Correct rounding, against facts that others established: Rust's decimal parser and IEEE
//! hardware.
#![allow(clippy::unwrap_used)]

use conv_kernel_cases::Random;
use conv_plan::number::divide_ties_even;
use conv_plan::number::{Scale, exact_to_double, exact_to_scale, exact_to_single};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{FromPrimitive, Pow};

/// The exact value of a decimal such as `-1.25e-3`.
fn decimal(text: &str) -> BigRational {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let number: BigInt = format!("{whole}{fraction}").parse().unwrap();
    let exponent = exponent.parse::<i32>().unwrap() - fraction.len() as i32;
    BigRational::from(number) * power(10, exponent)
}

fn power(base: i64, exponent: i32) -> BigRational {
    Pow::pow(BigRational::from_integer(base.into()), exponent)
}

/// Checks that the text is rounded as Rust's parser rounds it, to both formats.
fn check(text: &str) {
    let value = decimal(text);
    assert_eq!(
        exact_to_double(&value),
        text.parse::<f64>().unwrap(),
        "{text}"
    );
    assert_eq!(
        exact_to_single(&value),
        text.parse::<f32>().unwrap(),
        "{text}"
    );
}

#[test]
fn decimals_at_the_edges_of_the_formats_round_as_the_parser_says() {
    for text in [
        "0",
        "1",
        "-1",
        "0.1",
        "-0.3333333333333333333333333",
        "16777217",         // 2^24 + 1: a tie of singles, to even
        "16777219",         // 2^24 + 3
        "9007199254740993", // 2^53 + 1: a tie of doubles
        "9007199254740995",
        "9007199254740993.0000000000000000001",
        "1.000000059604644775390625", // 1 + 2^-24
        "1.000000059604644775390625000000000001",
        "1.00000005960464477539062499999999999",
        "340282346638528859811704183484516925440", // the largest single
        "340282356779733661637539395458142568447", // just below the tie with infinity
        "340282356779733661637539395458142568448", // that tie
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "-1e400",
        "1.1754943508222875e-38", // the smallest normal single
        "1.1754942807573643e-38", // the largest subnormal one
        "1.4012984643248171e-45", // the smallest
        "7.0064923216240853e-46", // about half of it, just below
        "7.0064923216240854e-46", // and just above
        "2.1019476964872256e-45", // about 1.5 of it
        "2.2250738585072014e-308",
        "2.2250738585072011e-308", // the parser bug of PHP and Java
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "1e-400",
        "-1e-46",
    ] {
        check(text);
    }
}

#[test]
fn random_decimals_round_as_the_parser_says() {
    let mut random = Random::new(3);
    for (smallest, largest) in [(-50, 40), (-345, 310), (-5, 5)] {
        for _ in 0..20_000 {
            let length = 1 + random.size(24);
            let digits: String = (0..length)
                .map(|_| char::from(b'0' + random.size(9) as u8))
                .collect();
            let sign = random.pick(&["", "-"]);
            let point = random.size(length - 1) + 1;
            let (whole, fraction) = digits.split_at(point);
            let exponent = random.integer(smallest, largest);
            check(&format!("{sign}{whole}.{fraction}e{exponent}"));
        }
    }
}

#[test]
fn numbers_halfway_between_singles_go_to_the_even_one_and_neighbours_to_the_nearer() {
    let mut random = Random::new(4);
    let patterns = [0, 1, 2, 0x007f_fffe, 0x007f_ffff, 0x0080_0000, 0x7f7f_fffe];
    let random = (0..5000).map(|_| random.size(0x7f7f_fffe) as u32);
    for bits in patterns.into_iter().chain(random) {
        let (low, high) = (f32::from_bits(bits), f32::from_bits(bits + 1));
        let middle = f64::midpoint(f64::from(low), f64::from(high));
        let even = if bits % 2 == 0 { low } else { high };
        let exact = BigRational::from_f64(middle).unwrap();
        assert_eq!(exact_to_single(&exact), even, "{bits:#x}");
        let little = power(2, -1200);
        assert_eq!(exact_to_single(&(&exact - &little)), low, "{bits:#x}");
        assert_eq!(exact_to_single(&(exact + little)), high, "{bits:#x}");
        check(&format!("{middle:.160e}"));
    }
}

fn nonzero(value: i64) -> i64 {
    if value == 0 { 1 } else { value }
}

/// Doubles of all magnitudes, subnormals included.
fn any_double(random: &mut Random) -> f64 {
    loop {
        let value = f64::from_bits(random.bits());
        if value.is_finite() {
            return value;
        }
    }
}

#[test]
fn folding_a_numerator_is_the_multiplication_of_the_hardware() {
    let mut random = Random::new(5);
    for _ in 0..50_000 {
        let multiply = nonzero(random.integer(-(1 << 53), 1 << 53));
        let scale = Scale {
            multiply,
            ..Scale::ONE
        };
        let tap = any_double(&mut random);
        let expected = tap * multiply as f64;
        assert_eq!(
            scale.fold_double(tap).to_bits(),
            expected.to_bits(),
            "{tap} * {multiply}"
        );
        let (tap, multiply) = (
            f32::from_bits(random.bits() as u32),
            random.integer(1, 1 << 24),
        );
        let (scale, expected) = (Scale { multiply, ..scale }, tap * multiply as f32);
        let found = scale.fold_single(tap);
        let same = found.to_bits() == expected.to_bits() || tap.is_nan() && found.is_nan();
        assert!(same, "{tap} * {multiply}");
    }
}

#[test]
fn folding_a_denominator_is_the_division_of_the_hardware() {
    let mut random = Random::new(6);
    for _ in 0..50_000 {
        let divide = random.integer(1, 1 << 53);
        let scale = Scale {
            divide,
            ..Scale::ONE
        };
        let tap = any_double(&mut random);
        let expected = tap / divide as f64;
        assert_eq!(
            scale.fold_double(tap).to_bits(),
            expected.to_bits(),
            "{tap} / {divide}"
        );
        let (tap, divide) = (
            f32::from_bits(random.bits() as u32),
            random.integer(1, 1 << 24),
        );
        let (scale, expected) = (Scale { divide, ..scale }, tap / divide as f32);
        let found = scale.fold_single(tap);
        let same = found.to_bits() == expected.to_bits() || tap.is_nan() && found.is_nan();
        assert!(same, "{tap} / {divide}");
    }
}

#[test]
fn folding_any_scale_is_rounding_the_exact_product() {
    let mut random = Random::new(7);
    for round in 0..60_000 {
        let scale = Scale {
            multiply: nonzero(random.integer(i64::MIN, i64::MAX - 1)),
            divide: random.integer(1, i64::MAX),
            exponent: random.integer(-100, 100) as i32,
        };
        let ratio = BigRational::new(scale.multiply.into(), scale.divide.into());
        let factor = ratio * power(2, scale.exponent);
        let tap = if round % 4 == 0 {
            any_double(&mut random)
        } else {
            random.unit()
        };
        let exact = BigRational::from_f64(tap).unwrap() * &factor;
        assert_eq!(
            scale.fold_double(tap),
            exact_to_double(&exact),
            "{tap}, {scale:?}"
        );
        let tap = random.unit() as f32;
        let exact = BigRational::from_f32(tap).unwrap() * factor;
        assert_eq!(
            scale.fold_single(tap),
            exact_to_single(&exact),
            "{tap}, {scale:?}"
        );
    }
}

#[test]
fn folding_is_total() {
    let integers = [i64::MIN, -1, 0, 1, i64::MAX];
    let taps = [0.0, -0.0, 5e-324, 1.0, f64::MAX, f64::INFINITY, f64::NAN];
    for multiply in integers {
        for divide in integers {
            for exponent in [i32::MIN, -1, 0, 1, i32::MAX] {
                let scale = Scale {
                    multiply,
                    divide,
                    exponent,
                };
                for tap in taps {
                    let double = scale.fold_double(tap);
                    let single = scale.fold_single(tap as f32);
                    assert_eq!(double.is_nan(), tap.is_nan(), "{tap}, {scale:?}");
                    assert_eq!(single.is_nan(), tap.is_nan(), "{tap}, {scale:?}");
                }
            }
        }
    }
}

#[test]
fn a_scale_holds_doubles_fractions_and_short_decimals_exactly() {
    let decimals = ["0.1", "3e-27", "999999999999999999e-27", "-0.0625", "1e18"].map(decimal);
    let doubles = [0.1, -3.5, f64::MAX, 5e-324, 2f64.powi(-1000)];
    let doubles = doubles.map(|value| BigRational::from_f64(value).unwrap());
    let fractions = [(1, 3), (-7, 9), (i64::MAX, 2), (1, i64::MAX)];
    let fractions = fractions.map(|(p, q)| BigRational::new(p.into(), q.into()));
    for value in decimals.into_iter().chain(doubles).chain(fractions) {
        let scale = exact_to_scale(&value).unwrap();
        let ratio = BigRational::new(scale.multiply.into(), scale.divide.into());
        assert_eq!(ratio * power(2, scale.exponent), value);
    }
    for text in ["0", "5e-324", "0.1234567890123456789012345"] {
        assert_eq!(exact_to_scale(&decimal(text)), None, "{text}");
    }
}

#[test]
fn integer_division_rounds_ties_to_even() {
    for numerator in -60i128..=60 {
        for divide in 1..=12 {
            let found = divide_ties_even(numerator, divide);
            let twice = 2 * (numerator - found * divide).abs();
            assert!(
                twice < divide || twice == divide && found % 2 == 0,
                "{numerator}/{divide}"
            );
        }
    }
    let extremes = [i128::MIN, i128::MIN + 1, -1, 0, 1, i128::MAX];
    for numerator in extremes {
        for divide in extremes {
            let found = divide_ties_even(numerator, divide);
            if divide <= 1 {
                assert_eq!(found, numerator);
            }
        }
    }
}
