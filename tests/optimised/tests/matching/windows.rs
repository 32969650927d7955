//! Windows without variance or without light, large and small values, offsets, NaN.

use crate::Picture;
use crate::reference::assert_defined;
use conv_kernel::matching::{Pixel, Score};
use conv_kernel_tests::cases::Random;

const COEFFICIENTS: [Score; 2] = [Score::Coefficient, Score::CoefficientNormed];

/// A picture that varies in its first ten columns only; a template of some size from there.
fn flat<T: Pixel>(values: &[T], [width, height]: [usize; 2], mask: Option<&Picture<f32>>) {
    let random = &mut Random::new(10);
    for &value in values {
        let mut picture = Picture::filled(value, 2 * width + 10, height + 9);
        for row in picture.pixels.chunks_exact_mut(2 * width + 10) {
            row[..10].copy_from_slice(&random.elements::<T>(10));
        }
        let template = picture.cut(0, 0, width, height);
        for score in COEFFICIENTS {
            let scores = picture.scores(&template, mask, score);
            for row in scores.chunks_exact(width + 11) {
                let (varied, plain) = row.split_at(10);
                let exact = plain.iter().all(|&score| score == 0.0);
                assert!(exact, "{score} of windows that are all {value}: {plain:?}");
                let found = varied[..9].iter().all(|&score| score != 0.0);
                assert!(found, "{score}: {varied:?}");
            }
        }
        let constant = Picture::filled(value, width, height);
        for score in COEFFICIENTS {
            let scores = picture.scores(&constant, mask, score);
            let exact = scores.iter().all(|&score| score == 0.0);
            assert!(exact, "{score} of a template that is all {value}");
        }
    }
}

#[test]
fn coefficients_of_windows_and_templates_without_variance_are_0() {
    // Sums of the larger one are rounded.
    for size in [[5, 7], [63, 61]] {
        flat::<u8>(&[0, 1, 77, 255], size, None);
        flat::<u16>(&[0, 1, 777, 65535], size, None);
        flat::<f32>(&[0.0, 0.1, -0.3, 0.77], size, None);
        let weight = |index: usize| 0.1 + 0.3 * (index % 4) as f32;
        let weights = (0..size[0] * size[1]).map(weight).collect();
        let mask = Picture::new(weights, size[0], size[1]);
        flat::<u8>(&[77, 255], size, Some(&mask));
        flat::<f32>(&[0.1, -0.3, 0.77], size, Some(&mask));
    }
}

#[test]
fn coefficients_of_constant_pictures_are_0() {
    let random = &mut Random::new(11);
    let template = Picture::<f32>::random(random, 6, 6);
    let mask = Picture::new([0.1, 0.9, 0.3].repeat(12), 6, 6);
    for value in [0.1, 1e-40, -3.3e38, 1e9, 0.0] {
        let picture = Picture::filled(value, 20, 20);
        for score in COEFFICIENTS {
            for mask in [None, Some(&mask)] {
                let scores = picture.scores(&template, mask, score);
                assert!(
                    scores.iter().all(|&score| score == 0.0),
                    "{score} of {value}"
                );
            }
        }
    }
}

#[test]
fn one_pixel_has_no_variance() {
    let picture = Picture::new(vec![3, 200, 7u8], 3, 1);
    for score in COEFFICIENTS {
        let scores = picture.scores(&Picture::filled(9, 1, 1), None, score);
        assert_eq!(scores, [0.0; 3]);
    }
}

#[test]
fn the_smallest_variance_of_integers_counts() {
    let mut picture = Picture::filled(255u8, 64, 64);
    picture.pixels[1000] = 254;
    let scores = picture.scores(&picture, None, Score::CoefficientNormed);
    assert_eq!(scores, [1.0]);
    let mask = Picture::filled(1.0f32, 64, 64);
    let scores = picture.scores(&picture, Some(&mask), Score::CoefficientNormed);
    assert_eq!(scores, [1.0]);
}

#[test]
fn one_step_of_a_byte_counts_in_floats_too() {
    let mut picture = Picture::filled(1.0f32, 64, 64);
    picture.pixels[..200].fill(0.0);
    picture.pixels[40 * 64 + 10] = 254.0 / 255.0;
    let template = picture.cut(0, 32, 24, 24);
    let scores = picture.scores(&template, None, Score::CoefficientNormed);
    assert!((scores[32 * 41] - 1.0).abs() <= 1e-5, "{}", scores[32 * 41]);
}

#[test]
fn without_any_light_normed_scores_are_those_of_no_match() {
    let dark = Picture::filled(0u8, 4, 4);
    let cases = [
        (Score::SumOfSquaresNormed, 1.0),
        (Score::CorrelationNormed, 0.0),
    ];
    for (score, expected) in cases {
        for template in [Picture::filled(0, 2, 2), Picture::filled(9, 2, 2)] {
            assert_eq!(
                dark.scores(&template, None, score),
                [expected; 9],
                "{score}"
            );
        }
        let (dark, template) = (Picture::filled(0f32, 4, 4), Picture::filled(0.5, 2, 2));
        assert_eq!(
            dark.scores(&template, None, score),
            [expected; 9],
            "{score}"
        );
    }
}

#[test]
fn a_copy_has_exactly_the_best_score() {
    let random = &mut Random::new(12);
    let picture = Picture::<u16>::random(random, 50, 40);
    let template = picture.cut(17, 9, 12, 14);
    let expected = [
        (Score::SumOfSquares, 0.0),
        (Score::SumOfSquaresNormed, 0.0),
        (Score::CorrelationNormed, 1.0),
        (Score::CoefficientNormed, 1.0),
    ];
    for (score, best) in expected {
        let scores = picture.scores(&template, None, score);
        let others = scores
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != 9 * 39 + 17);
        assert_eq!(scores[9 * 39 + 17], best, "{score}");
        assert!(
            others.into_iter().all(|(_, &score)| score != best),
            "{score}"
        );
    }
}

#[test]
fn normed_coefficients_do_not_depend_on_brightness_and_contrast() {
    let random = &mut Random::new(13);
    let dim = Picture::new(
        (0..600).map(|_| random.integer(0, 100) as u8).collect(),
        30,
        20,
    );
    let bright = Picture::new(dim.pixels.iter().map(|&p| 2 * p + 50).collect(), 30, 20);
    let template = dim.cut(3, 4, 7, 6);
    let score = Score::CoefficientNormed;
    let scores = dim.scores(&template, None, score);
    let others = bright.scores(&template, None, score);
    // Exact sums; the square roots differ in their last bits, which half a unit of `f32` shows.
    for (a, b) in scores.into_iter().zip(others) {
        assert!((a - b).abs() <= f32::EPSILON, "{a} and {b}");
    }
}

/// The variance of a window is 1e-9 of its mean square.
#[test]
fn a_large_offset_costs_no_more_than_the_documented_error() {
    let random = &mut Random::new(14);
    let offset = |random: &mut Random| 16384.0 + random.unit() as f32;
    let picture = Picture::new((0..60 * 50).map(|_| offset(random)).collect(), 60, 50);
    let template = picture.cut(20, 11, 24, 16);
    assert_defined(&picture, &template, None);
    let mask = Picture::new((0..24 * 16).map(|i| (i % 5) as f32).collect(), 24, 16);
    assert_defined(&picture, &template, Some(&mask));
}

#[test]
fn scores_of_the_largest_and_smallest_floats_are_finite() {
    let random = &mut Random::new(15);
    for scale in [3.4e38, 1e30, 1e-38, 1e-44] {
        let pixels = (0..200).map(|_| random.unit() as f32 * scale).collect();
        let picture = Picture::new(pixels, 20, 10);
        let template = picture.cut(5, 5, 4, 3);
        for score in Score::ALL {
            let scores = picture.scores(&template, None, score);
            assert!(
                scores.iter().all(|score| score.is_finite()),
                "{score}, {scale:e}"
            );
            let copy = scores[5 * 17 + 5];
            match score {
                Score::CorrelationNormed | Score::CoefficientNormed => {
                    assert!((copy - 1.0).abs() <= 1e-5, "{score}, {scale:e}: {copy}");
                }
                Score::SumOfSquaresNormed => assert!(copy <= 1e-5, "{score}, {scale:e}: {copy}"),
                _ => {}
            }
        }
    }
    let huge = Picture::filled(f32::MAX, 3, 3);
    let scores = huge.scores(&Picture::filled(-f32::MAX, 2, 2), None, Score::Correlation);
    assert_eq!(scores, [-f32::MAX; 4]);
}

#[test]
fn what_is_not_finite_spoils_the_windows_that_have_it_and_no_other() {
    let random = &mut Random::new(16);
    for spoiler in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let clean = Picture::<f32>::random(random, 30, 25);
        let mut picture = clean.clone();
        picture.pixels[12 * 30 + 14] = spoiler;
        let mut template = clean.cut(2, 3, 6, 5);
        // A tap of 0 would hide a NaN from the cross term.
        template.pixels[8] = 0.0;
        let weights = Picture::new((0..30).map(|i| (i % 3) as f32).collect(), 6, 5);
        for (score, mask) in Score::ALL
            .into_iter()
            .flat_map(|s| [(s, None), (s, Some(&weights))])
        {
            let scores = picture.scores(&template, mask, score);
            let expected = clean.scores(&template, mask, score);
            for (index, (&score, &expected)) in scores.iter().zip(&expected).enumerate() {
                let (x, y) = (index % 25, index / 25);
                let under = (14usize.wrapping_sub(x), 12usize.wrapping_sub(y));
                let counts = mask.is_none_or(|mask| {
                    mask.pixels
                        .get(under.1.min(9) * 6 + under.0.min(5))
                        .is_some_and(|&m| m != 0.0)
                });
                if under.0 < 6 && under.1 < 5 && counts {
                    assert!(score.is_nan(), "{spoiler} in {x}, {y}: {score}");
                } else {
                    // Another mean was subtracted, which moves sums by a few roundings of `f64`.
                    let off = (score - expected).abs();
                    assert!(
                        off <= 2.0 * f32::EPSILON * expected.abs().max(1.0),
                        "{x}, {y}: {off}"
                    );
                }
            }
        }
    }
}
