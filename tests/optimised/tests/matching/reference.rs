//! The definition: for each place, the sums of the formula over the pixels of the window.
//!
//! Means first, then deviations, in `f64`; and for integers everything in `i128`, with one
//! division in `f64`.

use crate::Picture;
use conv_kernel::matching::{Pixel, Score};

/// Roundings of `f64`.
pub(crate) const U: f64 = 1.0 / (1u64 << 53) as f64;

/// A score as the definition has it, and by how much the code may be off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    pub(crate) value: f64,
    pub(crate) off: f64,
}

/// The weight, the template's pixel and the window's, for each pixel that counts.
fn window<T: Pixel>(
    picture: &Picture<T>,
    template: &Picture<T>,
    mask: Option<&Picture<f32>>,
    (x, y): (usize, usize),
) -> Vec<(f64, f64, f64)> {
    let mut all = Vec::new();
    for row in 0..template.height {
        for column in 0..template.width {
            let at = row * template.width + column;
            let m: f64 = mask.map_or(1.0, |mask| mask.pixels[at].into());
            let under = picture.pixels[(y + row) * picture.width + x + column];
            if m != 0.0 {
                all.push((m, template.pixels[at].into(), under.into()));
            }
        }
    }
    all
}

/// Calls `check` with the index of each place and its pixels.
pub(crate) fn each_place<T: Pixel>(
    picture: &Picture<T>,
    template: &Picture<T>,
    mask: Option<&Picture<f32>>,
    mut check: impl FnMut(usize, &[(f64, f64, f64)]),
) {
    let across = picture.width - template.width + 1;
    let down = picture.height - template.height + 1;
    for index in 0..across * down {
        let place = (index % across, index / across);
        check(index, &window(picture, template, mask, place));
    }
}

/// The score of integers under weights of 1: exact sums, a few roundings of `f64`, one of `f32`.
pub(crate) fn integers(pixels: &[(f64, f64, f64)], score: Score) -> Expected {
    let total = |value: &dyn Fn(i128, i128) -> i128| -> i128 {
        pixels
            .iter()
            .map(|&(_, t, i)| value(t as i128, i as i128))
            .sum()
    };
    let n = pixels.len() as i128;
    let (t, i) = (total(&|t, _| t), total(&|_, i| i));
    let (tt, ii, ti) = (
        total(&|t, _| t * t),
        total(&|_, i| i * i),
        total(&|t, i| t * i),
    );
    let norms = |a: i128, b: i128| (a as f64).sqrt() * (b as f64).sqrt();
    let product = n * ti - t * i;
    let (of_template, of_window) = (n * tt - t * t, n * ii - i * i);
    let value = match score {
        Score::SumOfSquares => total(&|t, i| (t - i) * (t - i)) as f64,
        Score::SumOfSquaresNormed if tt == 0 || ii == 0 => 1.0,
        Score::SumOfSquaresNormed => {
            (total(&|t, i| (t - i) * (t - i)) as f64 / norms(tt, ii)).min(1.0)
        }
        Score::Correlation => ti as f64,
        Score::CorrelationNormed if tt == 0 || ii == 0 => 0.0,
        Score::CorrelationNormed => ti as f64 / norms(tt, ii),
        Score::Coefficient => product as f64 / n as f64,
        Score::CoefficientNormed if of_template == 0 || of_window == 0 => 0.0,
        Score::CoefficientNormed => product as f64 / norms(of_template, of_window),
        _ => panic!("a new score needs its definition"),
    };
    Expected {
        value,
        // Half a unit of `f32`, and 16 roundings of `f64` on both sides.
        off: value.abs() * (f64::from(f32::EPSILON) / 2.0 + 16.0 * U),
    }
}

/// The score of anything, and the error that the documentation allows.
pub(crate) fn floats(
    pixels: &[(f64, f64, f64)],
    score: Score,
    [width, height]: [usize; 2],
    largest: f64,
) -> Expected {
    let total = |value: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
        pixels.iter().map(|&(m, t, i)| value(m, t, i)).sum()
    };
    // Terms one after the other, in the code and here, and the operations around them.
    let k = (width * height) as f64 + 8.0;
    let weight = total(&|m, _, _| m);
    let mean_t = total(&|m, t, _| m * t) / weight;
    let mean_i = total(&|m, _, i| m * i) / weight;
    let tt = total(&|m, t, _| (m * t).powi(2));
    let ii = total(&|m, _, i| (m * i).powi(2));
    let differences = total(&|m, t, i| (m * (t - i)).powi(2));
    // What is documented, and as many terms here of at most `2 (tt + ii)`.
    let differences_off = (4.0 + 2.0) * k * U * (tt + ii);
    let ti = total(&|m, t, i| m * t * m * i);
    let ti_off = 2.0 * k * U * total(&|m, t, i| m * m * (t.abs() + mean_t.abs()) * i.abs());
    let product = total(&|m, t, i| m * (t - mean_t) * m * (i - mean_i));
    // What is summed is less the picture's mean, so at most twice the largest pixel.
    let product_off = 4.0 * k * U * total(&|m, t, _| m * m * (t - mean_t).abs() * 2.0 * largest);
    let of_template = total(&|m, t, _| (m * (t - mean_t)).powi(2));
    let of_window = total(&|m, _, i| (m * (i - mean_i)).powi(2));
    let (norm, norm_of_deviations) = (
        tt.sqrt() * ii.sqrt(),
        (of_template.sqrt() * of_window.sqrt()),
    );
    let (value, off) = match score {
        Score::SumOfSquares => (differences, differences_off),
        Score::SumOfSquaresNormed if norm == 0.0 => (1.0, 0.0),
        Score::SumOfSquaresNormed => {
            let value = (differences / norm).min(1.0);
            (value, differences_off / norm + k * U * value)
        }
        Score::Correlation => (ti, ti_off),
        Score::CorrelationNormed if norm == 0.0 => (0.0, 0.0),
        Score::CorrelationNormed => (ti / norm, ti_off / norm + k * U),
        Score::Coefficient => (product, product_off),
        Score::CoefficientNormed if norm_of_deviations == 0.0 => (0.0, 0.0),
        Score::CoefficientNormed => (product / norm_of_deviations, 1e-5),
        _ => panic!("a new score needs its definition"),
    };
    Expected {
        value,
        off: off + value.abs() * f64::from(f32::EPSILON),
    }
}

/// All scores of a picture are what the definition has.
#[track_caller]
pub(crate) fn assert_defined<T: Pixel>(
    picture: &Picture<T>,
    template: &Picture<T>,
    mask: Option<&Picture<f32>>,
) {
    let binary = mask.is_none_or(|mask| mask.pixels.iter().all(|&m| m == 0.0 || m == 1.0));
    let exact = T::TYPE.range().is_some() && binary;
    let largest = picture.pixels.iter().map(|&pixel| pixel.into().abs());
    let largest = largest.fold(0.0, f64::max);
    let size = [template.width, template.height];
    for score in Score::ALL {
        let found = picture.scores(template, mask, score);
        each_place(picture, template, mask, |index, pixels| {
            let expected = if exact {
                integers(pixels, score)
            } else {
                floats(pixels, score, size, largest)
            };
            let found = f64::from(found[index]);
            assert!(
                (found - expected.value).abs() <= expected.off,
                "{score} of {size:?} in {}x{} at {index}: {found}, not {expected:?}",
                picture.width,
                picture.height
            );
        });
    }
}
