//! The facts about kernels: constants of declared ones, answers of run-time ones, and what outputs
//! show.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::window::AxisPadding;
use conv_kernel::{Facts, Tap};
use conv_plan::analysis::{rank_of_doubles, rank_of_integers};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: sobel_x, padding: same, border: reflect101 }
    struct Flipped: u8 -> i16 { taps: [[1, 2], [3, 4]], mode: convolve, padding: same, anchor: [0, 1] }
    struct Smooth: u8 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16, stride: [1, 2], dilation: 3, padding: [1, 0] }
    struct Thirds: i16 -> i16 { taps: [1/3, 1/3, 1/3], padding: full }
    struct Down: i8 -> f32 { taps: [[-1, 0], [0, 3]], scale: -1/7 }
    struct Floats: u8 -> f32 { taps: [0.1, -0.3, 0.0], scale: 0.5, stride: 4, padding: causal }
    struct Open: f32 { taps: gaussian([7, 7], 1.5), padding: same }
    struct Luma: u8 -> i16 { taps: [[-1, 0, 2]], channels: [0.299, 0.587, 0.114] }
    struct Up: i16 -> i32 { taps: [1, 2, 3, 2, 1], interpolate: 2, padding: same }
    struct Later: u8 -> i32 { shape: [2, 3], stride: 2, padding: [[1, 2], [3, 4]] }
    struct Cross: u8 -> i16 { taps: [[0, 1], [-1, 0]] }
    struct Nothing: u8 { taps: [[0, 0], [0, 0]] }
    struct Round: u8 -> i32 { taps: [[1, 0, 1], [0, 1, 0], [1, 1, 0]] }
}

#[test]
fn windows_are_constants_of_the_kernels_axes() {
    assert_eq!(Sobel::SHAPE, [3, 3]);
    assert_eq!((Sobel::STRIDE, Sobel::DILATION), ([1, 1], [1, 1]));
    assert_eq!(Sobel::PADDING, [AxisPadding::Same; 2]);
    assert_eq!((Smooth::STRIDE, Smooth::DILATION), ([1, 2], [3, 3]));
    assert_eq!(
        Smooth::PADDING,
        [1, 0].map(|p| AxisPadding::Explicit {
            before: p,
            after: p
        })
    );
    // The anchor [0, 1] is flipped to [1, 0].
    let [rows, columns] = Flipped::PADDING;
    assert_eq!(
        rows,
        AxisPadding::Explicit {
            before: 1,
            after: 0
        }
    );
    assert_eq!(
        columns,
        AxisPadding::Explicit {
            before: 0,
            after: 1
        }
    );
    assert_eq!(Floats::SHAPE, [3]);
    assert_eq!((Floats::STRIDE, Floats::DILATION), (4, 1));
    assert_eq!(Floats::PADDING, AxisPadding::Causal);
    assert_eq!(Floats::HALO, [2, 0]);
    assert_eq!((Later::SHAPE, Later::STRIDE), ([2, 3], [2, 2]));
    assert_eq!(Later::OPS_PER_OUTPUT, 6);
    assert_eq!(Later::HALO, [[1, 0], [3, 0]]);
}

#[test]
fn taps_are_in_the_order_of_correlation_times_the_scale() {
    assert_eq!(
        Sobel::TAPS,
        [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]
    );
    assert_eq!(Flipped::TAPS, [[4.0, 3.0], [2.0, 1.0]]);
    assert_eq!(Smooth::TAPS[1], [0.125, 0.25, 0.125]);
    assert_eq!(Thirds::TAPS, [1.0 / 3.0; 3]);
    assert_eq!(Down::TAPS, [[1.0 / 7.0, 0.0], [0.0, -3.0 / 7.0]]);
    assert_eq!(Floats::TAPS, [0.05f32, -0.15, 0.0].map(f64::from));
    assert_eq!(Luma::TAPS, [[-1.0, 0.0, 2.0]]);
}

#[test]
fn counts_and_gains_are_those_of_the_taps() {
    assert_eq!((Sobel::NONZERO, Sobel::GAIN), (6, 0.0));
    assert_eq!((Thirds::NONZERO, Thirds::GAIN), (3, 1.0));
    assert_eq!((Down::NONZERO, Down::GAIN), (2, -2.0 / 7.0));
    assert_eq!((Nothing::NONZERO, Nothing::GAIN), (0, 0.0));
    assert_eq!(Smooth::GAIN, 1.0);
    // The weights of the channels have a sum of 1.
    assert_eq!((Luma::NONZERO, Luma::GAIN), (2, 1.0));
    assert_eq!(Up::GAIN, 9.0);
    // The nearest singles of 0.05 and 0.15, added without an error.
    assert_eq!(Floats::GAIN, f64::from(0.05f32) - f64::from(0.15f32));
    // 49 products of singles near a sum of 1, each off by 2^-24 of itself and 2^-53 before.
    assert!((Open::GAIN - 1.0).abs() <= 3.0 * f64::from(f32::EPSILON));
}

#[test]
fn ranks_are_exact() {
    assert_eq!((Sobel::RANK, Smooth::RANK, Thirds::RANK), (1, 1, 1));
    assert_eq!((Cross::RANK, Nothing::RANK), (2, 0));
    // Written as a product that has two passes.
    assert_eq!((Open::RANK, Open::OPS_PER_OUTPUT), (1, 14));
    assert_eq!((Sobel::OPS_PER_OUTPUT, Round::OPS_PER_OUTPUT), (6, 5));
    assert_eq!(Round::RANK, 3);
}

#[test]
fn results_of_integers_reach_both_ends_of_their_range() {
    assert_eq!((Sobel::MIN_SUM, Sobel::MAX_SUM), (-1020.0, 1020.0));
    assert_eq!((Smooth::MIN_SUM, Smooth::MAX_SUM), (0.0, 255.0));
    assert_eq!((Thirds::MIN_SUM, Thirds::MAX_SUM), (-32768.0, 32767.0));
    // Each branch has taps of its own: 1 + 3 + 1 and 2 + 2.
    assert_eq!((Up::MIN_SUM, Up::MAX_SUM), (-5.0 * 32768.0, 5.0 * 32767.0));
    assert_eq!((Luma::MIN_SUM, Luma::MAX_SUM), (-255.0, 510.0));
    // Outwards: (-128 - 3 * 127) / 7 and (127 + 3 * 128) / 7 are no doubles.
    let sevenths = |numerator: i64| BigRational::new(numerator.into(), 7.into());
    let exact = |value: f64| BigRational::from_float(value).unwrap();
    for (end, numerator, outwards) in [(Down::MIN_SUM, -509, -1.0), (Down::MAX_SUM, 511, 1.0)] {
        let beyond = (exact(end) - sevenths(numerator)) * exact(outwards);
        assert!(beyond >= BigRational::zero(), "{end}");
        let inwards = if outwards > 0.0 {
            end.next_down()
        } else {
            end.next_up()
        };
        assert!((exact(inwards) - sevenths(numerator)) * exact(outwards) <= BigRational::zero());
    }
    // As outputs show.
    let most = [[0u8, 0, 255], [0, 0, 255], [0, 0, 255]];
    let [[sum]] = Sobel3.apply_array(&most);
    assert_eq!(f64::from(sum), Sobel::MAX_SUM);
}

conv_kernel! {
    struct Sobel3: u8 -> i16 { taps: sobel_x }
}

#[test]
fn results_of_floats_have_room_for_rounding_and_no_end_without_one_of_the_input() {
    assert_eq!(
        (Open::MIN_SUM, Open::MAX_SUM),
        (f64::NEG_INFINITY, f64::INFINITY)
    );
    let exact = [f64::from(-0.15f32) * 255.0, f64::from(0.05f32) * 255.0];
    assert!(Floats::MIN_SUM < exact[0] && exact[1] < Floats::MAX_SUM);
    assert!(Floats::MAX_SUM - exact[1] < 1e-3 && exact[0] - Floats::MIN_SUM < 1e-3);
}

/// Compares the constants with what run time says.
macro_rules! agree {
    ($kernel:ident, $facts:expr, $flat:expr) => {
        let facts: Facts = $facts;
        assert_eq!(facts.taps().unwrap(), $flat, stringify!($kernel));
        assert_eq!(facts.nonzero(), $kernel::NONZERO);
        assert_eq!(facts.rank().unwrap(), $kernel::RANK);
        assert_eq!(facts.gain(), $kernel::GAIN);
        assert_eq!(facts.results(), [$kernel::MIN_SUM, $kernel::MAX_SUM]);
        assert_eq!(facts.operations(), $kernel::OPS_PER_OUTPUT);
    };
}

#[test]
fn run_time_kernels_tell_what_constants_say() {
    agree!(Sobel, Sobel.facts(), Sobel::TAPS.as_flattened());
    agree!(Sobel, Sobel.to_dyn().facts(), Sobel::TAPS.as_flattened());
    agree!(Down, Down.to_dyn().facts(), Down::TAPS.as_flattened());
    agree!(Open, Open.to_dyn().facts(), Open::TAPS.as_flattened());
    agree!(Nothing, Nothing.facts(), Nothing::TAPS.as_flattened());
    agree!(Thirds, Thirds.to_dyn().facts(), Thirds::TAPS);
    agree!(Floats, Floats.facts(), Floats::TAPS);
    agree!(Up, Up.to_dyn().facts(), Up::TAPS);
    agree!(Luma, Luma.facts(), Luma::TAPS.as_flattened());
    agree!(Luma, Luma.to_dyn().facts(), Luma::TAPS.as_flattened());
    let (facts, signal) = (Smooth.to_dyn().facts(), Floats.facts());
    assert_eq!(
        (facts.shape(), facts.stride()),
        (Smooth::SHAPE, Smooth::STRIDE)
    );
    assert_eq!(
        (facts.dilation(), facts.halo()),
        (Smooth::DILATION, Smooth::HALO)
    );
    assert_eq!(facts.padding(), Smooth::PADDING);
    assert_eq!((signal.shape(), signal.stride()), ([1, 3], [1, 4]));
    assert_eq!(signal.padding(), [AxisPadding::Valid, Floats::PADDING]);
}

#[test]
fn kernels_whose_taps_come_later_tell_theirs_once_they_have_them() -> Result<(), Error> {
    let facts = Later::new([[1, 2, 3], [2, 4, 6]])?.facts();
    assert_eq!((facts.rank().unwrap(), facts.gain()), (1, 18.0));
    assert_eq!(facts.results(), [0.0, 18.0 * 255.0]);
    assert_eq!(facts.operations(), Later::OPS_PER_OUTPUT);
    Ok(())
}

#[test]
fn taps_beyond_doubles_are_rounded_once() -> Result<(), Error> {
    // 2^53 + 1 over 3: rounded first, the numerator would lose its last bit.
    let tap = (1i64 << 53) + 1;
    let kernel = DynSignal::<i8, f64>::builder([Tap::integer(tap), Tap::integer(0)])
        .scale(Tap::ratio(1, 3).unwrap())
        .build()?;
    let third = BigRational::new(tap.into(), 3.into());
    let nearest = kernel.facts().taps().unwrap()[0];
    let distance = |value: f64| {
        let apart = BigRational::from_float(value).unwrap() - &third;
        if apart < BigRational::zero() {
            -apart
        } else {
            apart
        }
    };
    for other in [nearest.next_up(), nearest.next_down()] {
        assert!(distance(nearest) < distance(other), "{nearest} or {other}");
    }
    Ok(())
}

/// The rank by elimination with fractions.
fn rank_by_fractions(entries: &[BigRational], columns: usize) -> usize {
    let mut rows: Vec<Vec<BigRational>> = entries.chunks(columns).map(<[_]>::to_vec).collect();
    let mut rank = 0;
    for column in 0..columns {
        let Some(found) = (rank..rows.len()).find(|&row| !rows[row][column].is_zero()) else {
            continue;
        };
        rows.swap(rank, found);
        for row in rank + 1..rows.len() {
            let factor = &rows[row][column] / &rows[rank][column];
            let top: Vec<BigRational> = rows[rank].iter().map(|entry| entry * &factor).collect();
            for (entry, top) in rows[row].iter_mut().zip(top) {
                *entry -= top;
            }
        }
        rank += 1;
    }
    rank
}

#[test]
fn the_rank_modulo_primes_is_that_of_fractions() {
    let mut state = 7u64;
    let mut random = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % most
    };
    let mut seen = [0; 6];
    for case in 0..500 {
        let (rows, columns, inner) = (1 + random(5), 1 + random(5), random(6));
        let (rows, columns) = (rows as usize, columns as usize);
        // A product of rank `inner` or less, with large entries.
        let mut part = |length: usize| -> Vec<i128> {
            (0..length)
                .map(|_| i128::from(random(1 << 20)) - (1 << 19))
                .collect()
        };
        let (a, b) = (part(rows * inner as usize), part(inner as usize * columns));
        let entry = |i: usize, j: usize| -> i128 {
            (0..inner as usize)
                .map(|k| a[i * inner as usize + k] * b[k * columns + j])
                .sum()
        };
        let integers: Vec<i128> = (0..rows * columns)
            .map(|at| entry(at / columns, at % columns))
            .collect();
        let fractions: Vec<BigRational> =
            integers.iter().map(|&e| BigInt::from(e).into()).collect();
        let expected = rank_by_fractions(&fractions, columns);
        assert_eq!(
            rank_of_integers(&integers, columns).unwrap(),
            expected,
            "case {case}"
        );
        // As floats with exponents far apart, rows scaled by powers of two.
        let power = |i: usize| 2f64.powi(200 * i as i32 - 400);
        let floats: Vec<f64> = integers
            .iter()
            .enumerate()
            .map(|(at, &e)| e as f64 * power(at / columns))
            .collect();
        let exact: Vec<BigRational> = floats
            .iter()
            .map(|&f| BigRational::from_float(f).unwrap())
            .collect();
        assert_eq!(
            rank_of_doubles(&floats, columns).unwrap(),
            rank_by_fractions(&exact, columns)
        );
        seen[expected] += 1;
    }
    assert!(seen.iter().all(|&count| count > 3), "{seen:?}");
}

#[test]
fn a_multiple_of_the_first_prime_is_not_a_zero() {
    let prime = 2_147_483_647i128;
    assert_eq!(rank_of_integers(&[prime, 0, 0, 1], 2).unwrap(), 2);
    assert_eq!(
        rank_of_integers(&[prime, 0, 0, prime * prime], 2).unwrap(),
        2
    );
    assert_eq!(
        rank_of_doubles(&[prime as f64, 0.0, 0.0, 0.5], 2).unwrap(),
        2
    );
}
