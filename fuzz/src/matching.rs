//! Template matching: the definition, window by window.

use super::Draw;
use super::floats::is_moderate;
use super::options::{built, told};
use conv_kernel::matching::{Buffers, Pixel, Score, Template, peaks};
use conv_kernel::{Error, Plane, PlaneBuf};
use conv_kernel_tests::checks::difference;

/// Draws a picture, a template that is cut from it or is not, and a mask or none, and compares.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(3) {
        0 => typed::<u8>(draw),
        1 => typed::<u16>(draw),
        _ => typed::<f32>(draw),
    }
}

fn typed<T: Pixel>(draw: &mut Draw<'_>) {
    let (width, height) = (draw.between(1, 40), draw.between(1, 14));
    let pixels = draw.elements::<T>(width * height);
    let picture = Plane::new(&pixels, width, height).expect("a plane");
    let (columns, rows) = (draw.between(1, 12), draw.between(1, 9));
    let cut = picture.sub(draw.below(width), draw.below(height), columns, rows);
    let other = draw.elements::<T>(columns * rows);
    let template = match cut {
        Ok(cut) if draw.one_in(2) => cut,
        _ => Plane::new(&other, columns, rows).expect("a plane"),
    };
    let binary = draw.one_in(2);
    let weights: Vec<f32> = match binary {
        true => (0..columns * rows).map(|_| draw.below(2) as f32).collect(),
        false => draw.elements(columns * rows),
    };
    let masked = draw.one_in(3);
    let made = match masked {
        true => Template::masked(
            template,
            Plane::new(&weights, columns, rows).expect("a plane"),
        ),
        false => Template::new(template),
    };
    let Some(made) = built(made) else { return };
    let weights = match masked {
        true => weights,
        false => vec![1.0; columns * rows],
    };
    let exact = T::TYPE.range().is_some() && (binary || !masked);
    let mut buffers = Buffers::new();
    for score in Score::ALL {
        let Ok(scores) = made.find(picture, score) else {
            let refused = made.find(picture, score).map(drop);
            assert!(
                matches!(refused, Err(Error::InputTooSmall { .. })),
                "{refused:?}"
            );
            return;
        };
        let (across, down) = made.output_size(width, height).expect("there are places");
        let mut again = PlaneBuf::filled(across, down, 0.0).expect("it is small");
        let found = made.find_with(picture, score, again.as_plane_mut(), &mut buffers);
        assert_eq!(
            (found, difference(again.data(), scores.data())),
            (Ok(()), None)
        );
        for (at, &found) in scores.data().iter().enumerate() {
            let under = picture
                .sub(at % across, at / across, columns, rows)
                .expect("a place");
            let pixels = counted(template, under, &weights);
            if exact {
                let (value, off) = defined(&pixels, score);
                let found = f64::from(found);
                assert!(
                    (found - value).abs() <= off,
                    "{score} at {at}: {found}, not {value} +- {off}"
                );
            } else {
                let finite = pixels.iter().all(|(t, i)| t.is_finite() && i.is_finite());
                assert_eq!(
                    found.is_finite(),
                    finite,
                    "{score} at {at}: {found} of {pixels:?}"
                );
                if binary || !masked {
                    near(&pixels, score, found.into());
                }
            }
        }
        apart(draw, &scores, score);
    }
}

/// The template's pixel and the window's, where the weight is not 0.
fn counted<T: Pixel>(
    template: Plane<'_, T>,
    under: Plane<'_, T>,
    weights: &[f32],
) -> Vec<(f64, f64)> {
    let both = template
        .rows()
        .flatten()
        .zip(under.rows().flatten())
        .zip(weights);
    both.filter(|&(_, &weight)| weight != 0.0)
        .map(|((&t, &i), _)| (t.into(), i.into()))
        .collect()
}

/// A score in exact integers, with one division, and what it may be off: half a unit of `f32`, and
/// a few roundings.
fn defined(pixels: &[(f64, f64)], score: Score) -> (f64, f64) {
    let total = |value: fn(i128, i128) -> i128| -> i128 {
        pixels
            .iter()
            .map(|&(t, i)| value(t as i128, i as i128))
            .sum()
    };
    let n = pixels.len() as i128;
    let (t, i) = (total(|t, _| t), total(|_, i| i));
    let (tt, ii, ti) = (
        total(|t, _| t * t),
        total(|_, i| i * i),
        total(|t, i| t * i),
    );
    let norms = |a: i128, b: i128| (a as f64).sqrt() * (b as f64).sqrt();
    let (product, of_template, of_window) = (n * ti - t * i, n * tt - t * t, n * ii - i * i);
    let squares = total(|t, i| (t - i) * (t - i)) as f64;
    let value = match score {
        Score::SumOfSquares => squares,
        Score::SumOfSquaresNormed if tt == 0 || ii == 0 => 1.0,
        Score::SumOfSquaresNormed => (squares / norms(tt, ii)).min(1.0),
        Score::Correlation => ti as f64,
        Score::CorrelationNormed if tt == 0 || ii == 0 => 0.0,
        Score::CorrelationNormed => ti as f64 / norms(tt, ii),
        Score::Coefficient => product as f64 / n as f64,
        Score::CoefficientNormed if of_template == 0 || of_window == 0 => 0.0,
        Score::CoefficientNormed => product as f64 / norms(of_template, of_window),
        _ => unreachable!("a new score needs its definition"),
    };
    (value, value.abs() * f64::from(f32::EPSILON))
}

/// That a score that is a sum is within the bound that is stated, and half a unit of `f32`. Pixels
/// that are so large or small that squares overflow or underflow are left out.
fn near(pixels: &[(f64, f64)], score: Score, found: f64) {
    let all = |(t, i): &(f64, f64)| is_moderate(t) && is_moderate(i);
    if !pixels.iter().all(all) {
        return;
    }
    let total =
        |value: fn(f64, f64) -> f64| -> f64 { pixels.iter().map(|&(t, i)| value(t, i)).sum() };
    let (tt, ii) = (total(|t, _| t * t), total(|_, i| i * i));
    let roundings = 4.0 * (pixels.len() as f64 + 8.0) * (f64::EPSILON / 2.0);
    let (value, off) = match score {
        Score::SumOfSquares => (total(|t, i| (t - i) * (t - i)), roundings * (tt + ii)),
        // By FFT.
        Score::Correlation => (total(|t, i| t * i), 1e-9 * (tt * ii).sqrt()),
        _ => return,
    };
    let off = off + value.abs() * f64::from(f32::EPSILON) + f64::from(f32::MIN_POSITIVE);
    assert!(
        (found - value).abs() <= off,
        "{score}: {found}, not {value} +- {off}, of {pixels:?}"
    );
}

/// Places are best first, at the threshold or better, and apart.
fn apart(draw: &mut Draw<'_>, scores: &PlaneBuf<f32>, score: Score) {
    let threshold = match draw.one_in(2) {
        true => scores.data()[draw.below(scores.data().len())],
        false => draw.float() as f32,
    };
    let distance = draw.size(6);
    let found = match peaks(scores.as_plane(), threshold, distance, score.best()) {
        Ok(found) => found,
        Err(error) => return told(&error),
    };
    for (rank, place) in found.iter().enumerate() {
        assert_eq!(scores[(place.x, place.y)], place.score);
        let near = found[..rank]
            .iter()
            .any(|other| place.x.abs_diff(other.x).max(place.y.abs_diff(other.y)) < distance);
        assert!(!near, "{found:?} {distance}");
    }
}
