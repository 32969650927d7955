//! What kernels do to waves, as SciPy computes it, and as outputs show it.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Response, Tap};
use std::f64::consts::TAU;

conv_kernel! {
    struct Causal: f64 { taps: [0.3, -1.7, 2.25, 0.125, -0.6], padding: causal, mode: convolve }
    struct Difference: i16 -> i32 { taps: [-1, 0, 1], padding: same }
    struct Smooth: u8 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], scale: 1/16, padding: same }
    struct Blur: f32 { taps: gaussian([5, 5], 1.0), padding: same }
    struct Skewed: f64 {
        taps: [[0.5, -1.25, 3.0], [0.75, 2.0, -0.1]],
        dilation: [2, 3], padding: [[3, 1], [4, 2]],
    }
    struct Strided: f64 { taps: [0.2, 0.3, -0.4, 0.9], stride: 3, dilation: 2, padding: [5, 0] }
    struct Later: f64 { shape: [5], padding: causal, mode: convolve }
}

/// Rounding of `n` terms within `total`, each with a phase that is off by a few units: `gamma(n)`
/// for the sum, and for each term the phase of at most a turn times `2^-53`, twice, and two
/// functions.
fn bound(taps: &[f64]) -> f64 {
    let total: f64 = taps.iter().map(|tap| tap.abs()).sum();
    (taps.len() as f64 + 3.0 * TAU + 4.0) * f64::EPSILON * total
}

fn numbers(words: &str) -> Vec<f64> {
    words
        .split_whitespace()
        .map(|word| word.parse().unwrap())
        .collect()
}

#[test]
fn a_causal_convolution_has_the_response_of_freqz() -> Result<(), Error> {
    let mut compared = 0;
    for line in include_str!("freqz.txt").lines() {
        let [taps, frequency, gain] =
            [0, 1, 2].map(|part| numbers(line.split('|').nth(part).unwrap()));
        let kernel = DynSignal::<f64, f64>::builder(taps.clone())
            .mode(Mode::Convolve)
            .padding(Padding::Causal)
            .build()?;
        let found = kernel.response(frequency[0]);
        // SciPy evaluates a polynomial, whose error has the same bound.
        let most = 2.0 * bound(&taps);
        assert!((found.re - gain[0]).abs() <= most, "{line}: {found:?}");
        assert!((found.im - gain[1]).abs() <= most, "{line}: {found:?}");
        compared += 1;
    }
    assert_eq!(compared, 80);
    Ok(())
}

#[test]
fn declared_kernels_and_run_time_ones_have_one_response() -> Result<(), Error> {
    for frequency in [0.0, 0.1, -0.3, 0.5, 7.25] {
        assert_eq!(
            Causal.response(frequency),
            Causal.to_dyn().response(frequency)
        );
        let later = Later::new([0.3, -1.7, 2.25, 0.125, -0.6])?;
        assert_eq!(Causal.response(frequency), later.response(frequency));
        let both = [frequency, 0.2];
        assert_eq!(Blur.response(both), Blur.to_dyn().response(both));
    }
    Ok(())
}

#[test]
fn known_kernels_have_known_responses() {
    let near = |found: Response, re: f64, im: f64| {
        assert!(
            (found.re - re).hypot(found.im - im) <= 1e-14,
            "{found:?}, not {re} {im}"
        );
    };
    for f in [0.0, 0.05, 0.125, 0.25, 0.4, 0.5] {
        // x[n + 1] - x[n - 1] is 2i sin(2 pi f).
        near(Difference.response(f), 0.0, 2.0 * (TAU * f).sin());
        // A binomial is a square of cosines on each axis, and its phase is 0.
        let one = |f: f64| (TAU * f / 2.0).cos().powi(2);
        near(Smooth.response([f, 0.1]), one(f) * one(0.1), 0.0);
        near(Smooth.response([0.1, f]), one(f) * one(0.1), 0.0);
    }
    assert_eq!(Smooth.response([0.0, 0.0]).decibels(), 0.0);
    assert_eq!(Difference.response(0.0).decibels(), f64::NEG_INFINITY);
    assert!(Difference.response(f64::NAN).re.is_nan());
}

#[test]
fn a_wave_comes_out_times_the_response() -> Result<(), Error> {
    for frequency in [0.03, 0.21, 0.5] {
        for (kernel, stride) in [
            (&Causal as &dyn SignalFilter<In = f64, Out = f64>, 1),
            (&Strided, 3),
        ] {
            let gain = kernel.response(frequency);
            let wave = |n: f64, part: fn(f64) -> f64| part(TAU * frequency * n);
            let input: Vec<f64> = (0..60).map(|n| wave(f64::from(n), f64::cos)).collect();
            let output = kernel.apply(&input)?;
            for (m, &y) in output.iter().enumerate().skip(4).take(10) {
                let n = (m * stride) as f64;
                let expected = gain.re * wave(n, f64::cos) - gain.im * wave(n, f64::sin);
                // Phases of up to 60 turns, five taps below 5 in all.
                assert!(
                    (y - expected).abs() <= 60.0 * TAU * 5.0 * f64::EPSILON,
                    "{y} {expected}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn a_plane_wave_comes_out_times_the_response() -> Result<(), Error> {
    let [v, h] = [0.11, -0.27];
    let gain = Skewed.response([v, h]);
    let phase = |x: usize, y: usize| TAU * (v * y as f64 + h * x as f64);
    let data: Vec<f64> = (0..24 * 20)
        .map(|at| phase(at % 24, at / 24).cos())
        .collect();
    let output = Skewed.apply(Plane::new(&data, 24, 20)?)?;
    for (x, y) in [(5, 4), (9, 6), (12, 13)] {
        let expected = gain.re * phase(x, y).cos() - gain.im * phase(x, y).sin();
        assert!((output[(x, y)] - expected).abs() <= 20.0 * TAU * 8.0 * f64::EPSILON);
    }
    Ok(())
}

#[test]
fn a_scale_is_part_of_the_response_and_a_period_changes_nothing() -> Result<(), Error> {
    let taps = [1, 5, -2];
    let plain = DynSignal::<i8, i32>::builder(taps).build()?;
    let scaled = DynSignal::<i8, i32>::builder(taps)
        .scale(Tap::ratio(1, 4).unwrap())
        .build()?;
    for f in [0.125, 0.375] {
        let (one, quarter) = (plain.response(f), scaled.response(f));
        assert_eq!((quarter.re * 4.0, quarter.im * 4.0), (one.re, one.im));
        assert_eq!(plain.response(f + 3.0), one);
    }
    Ok(())
}
