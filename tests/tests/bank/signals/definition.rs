//! Banks of signals against definitions that are written here, and what filter banks promise.

use super::kernels::{Haar, Split, outputs};
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::each_level;

conv_kernel! {
    /// A step of the wavelet of Daubechies with four taps, round the end of the signal.
    struct Daubechies: f64 {
        taps: {
            low: [0.48296291314453414, 0.8365163037378079, 0.2241438680420134, -0.12940952255126037],
            high: [-0.12940952255126037, -0.2241438680420134, 0.8365163037378079, -0.48296291314453414],
        },
        stride: 2, padding: [0, 2], border: wrap,
    }

    /// A low band, and what it leaves of the signal.
    struct Complementary: f32 {
        taps: {
            low: lowpass(31, 0.5, hamming), high: impulse(31) - lowpass(31, 0.5, hamming),
        },
        padding: same, border: reflect101,
    }

    /// A wave at a fifth of the rate, and the same a quarter of a period later.
    struct Quadrature: i16 -> i32 {
        taps: { cosine: [-2, 1, 5, 1, -2], sine: [3, 4, 0, -4, -3] },
        padding: same, border: reflect101, dilation: 2,
    }
}

/// The place in a signal of `length` elements that `reflect101` takes for `place`.
fn mirrored(place: i64, length: usize) -> usize {
    let last = length as i64 - 1;
    if last == 0 {
        return 0;
    }
    let place = place.rem_euclid(2 * last);
    place.min(2 * last - place) as usize
}

fn a_quadrature_pair_is_that_of_the_definition(level: Level) {
    let taps = [[-2i128, 1, 5, 1, -2], [3, 4, 0, -4, -3]];
    let mut random = Random::new(46);
    for length in (1..=40).chain([1000, 100_003]) {
        let src: Vec<i16> = random.elements(length);
        let found = outputs(&Quadrature, level, &src);
        for (found, taps) in found.iter().zip(taps) {
            for (x, &found) in found.iter().enumerate() {
                let at = |tap: usize| src[mirrored(x as i64 + 2 * (tap as i64 - 2), length)];
                let sum = taps.iter().enumerate();
                let sum: i128 = sum.map(|(tap, &t)| t * i128::from(at(tap))).sum();
                assert_eq!(i128::from(found), sum, "{length} at {x}");
            }
        }
    }
}

each_level!(a_quadrature_pair_is_that_of_the_definition);

fn complementary_bands_add_up_to_the_signal(level: Level) {
    let mut random = Random::new(47);
    for length in [1, 16, 100, 100_003] {
        let src: Vec<f32> = (0..length).map(|_| random.unit() as f32).collect();
        let [low, high] = outputs(&Complementary, level, &src);
        for (x, &expected) in src.iter().enumerate() {
            let sum = f64::from(low[x]) + f64::from(high[x]);
            assert!((sum - f64::from(expected)).abs() < 1e-5, "{length} at {x}");
        }
    }
}

each_level!(complementary_bands_add_up_to_the_signal);

/// The sums and the differences of the pairs of a signal give it back, to the bit.
fn nothing_is_lost_by_the_haar_wavelet(level: Level) {
    let mut random = Random::new(48);
    for length in [2, 4, 34, 1000, 100_002] {
        let src: Vec<i16> = random.elements(length);
        let [sums, differences] = outputs(&Haar, level, &src);
        let pairs = sums.iter().zip(&differences);
        let found: Vec<i16> = pairs
            .flat_map(|(sum, difference)| [(sum + difference) / 2, (sum - difference) / 2])
            .map(|value| i16::try_from(value).unwrap())
            .collect();
        assert_eq!(found, src);
    }
}

each_level!(nothing_is_lost_by_the_haar_wavelet);

/// An orthogonal wavelet is undone by its transposed matrix.
#[test]
fn nothing_is_lost_by_a_wavelet_of_four_taps() {
    let mut random = Random::new(49);
    for length in [4, 6, 64, 1002] {
        let src: Vec<f64> = (0..length).map(|_| random.unit()).collect();
        let bands = Daubechies.apply(&src).unwrap();
        let mut found = vec![0.0; length];
        for (band, kernel) in bands.iter().zip(Daubechies.kernels()) {
            assert_eq!(band.len(), length / 2);
            let part = kernel.adjoint(length).unwrap().apply(band).unwrap();
            for (found, part) in found.iter_mut().zip(&part) {
                *found += part;
            }
        }
        for (found, expected) in found.iter().zip(&src) {
            assert!((found - expected).abs() < 1e-12, "{length}");
        }
    }
}

/// The sums in doubles, for lengths of every block.
#[test]
fn the_bands_of_a_split_are_those_of_the_definition() {
    let taps = Split.kernels().map(|kernel| {
        let kernel = kernel.kernel();
        let taps = (0..31).map(|tap| kernel.tap_f64(tap));
        taps.collect::<Vec<f64>>()
    });
    let mut random = Random::new(50);
    for length in [1, 2, 30, 31, 32, 500, 20_011] {
        let src: Vec<f32> = (0..length).map(|_| random.unit() as f32).collect();
        let found = Split.apply(&src).unwrap();
        for (found, taps) in found.iter().zip(&taps) {
            for (x, &found) in found.iter().enumerate() {
                let at = |tap: usize| src[mirrored(x as i64 + tap as i64 - 15, length)];
                let sum = taps.iter().enumerate();
                let sum: f64 = sum.map(|(tap, t)| t * f64::from(at(tap))).sum();
                assert!((f64::from(found) - sum).abs() < 1e-5, "{length} at {x}");
            }
        }
    }
}
