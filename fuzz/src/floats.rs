//! Floats whose bits follow from no definition: near the reference, within a bound that is stated.

use super::options::exact;
use conv_kernel::plan::fft_error;
use conv_kernel::rules::Weights;
use conv_kernel::{Border, ConvSpec, Element, Missing, Plane, reference};

/// That outputs by FFT, in blocks of so many points or directly, are within the bound of its error.
pub(super) fn by_fft<In: Element, Out: Element>(
    spec: &ConvSpec,
    points: Option<usize>,
    src: Plane<'_, In>,
    found: &[Out],
) {
    let plain = spec.combination().is_none() && spec.missing() == Missing::Propagate;
    let taps: Vec<f64> = (0..spec.tap_count()).map(|tap| spec.tap_f64(tap)).collect();
    let Some(largest) = moderate(spec, src, &taps).filter(|_| plain && !exact(spec)) else {
        return;
    };
    let norm = taps.iter().map(|tap| tap * tap).sum::<f64>().sqrt();
    let total = taps.iter().map(|tap| tap.abs()).sum::<f64>();
    let unit = match spec.weights() {
        Weights::F32(_) => f64::from(f32::EPSILON) / 2.0,
        _ => f64::EPSILON / 2.0,
    };
    let error = points.map_or(0.0, |points| {
        fft_error(points, unit, norm, largest * (2.0 * points as f64).sqrt())
    });
    let direct = reference::tolerance(spec, 2 * taps.len() + 1, total * largest);
    let sums = reference::sums(spec, src).expect("the reference takes every kernel");
    for (sum, &found) in sums.data().iter().zip(found) {
        near(sum.to_f64(), found, error + direct, spec);
    }
}

/// That a mix of floats is within the bound of a sum of all its products.
pub(super) fn mixed<In: Element, Out: Element>(
    spec: &ConvSpec,
    src: Plane<'_, In>,
    expected: &[Out],
    found: &[Out],
) {
    let taps: Vec<f64> = (0..spec.tap_count()).map(|tap| spec.tap_f64(tap)).collect();
    let Some(mix) = spec.mix().filter(|_| !exact(spec)) else {
        return;
    };
    let weights: Vec<f64> = (0..mix.channels()).map(|at| mix.weight(at)).collect();
    let all: Vec<f64> = taps.iter().chain(&weights).copied().collect();
    let Some(largest) = moderate(spec, src, &all) else {
        return;
    };
    let sum = |values: &[f64]| values.iter().map(|value| value.abs()).sum::<f64>();
    let magnitude = sum(&taps) * (sum(&weights) * largest).max(largest);
    let tolerance = reference::tolerance(spec, 2 * taps.len() + weights.len() + 1, magnitude);
    for (&expected, &found) in expected.iter().zip(found) {
        // What is expected has been rounded to an output.
        near(expected.to_f64(), found, tolerance, spec);
    }
}

fn near<Out: Element>(sum: f64, found: Out, tolerance: f64, spec: &ConvSpec) {
    let least = rounded::<Out>((sum - tolerance).next_down());
    let most = rounded::<Out>((sum + tolerance).next_up());
    assert!(
        least <= found && found <= most,
        "{found} is not {sum} +- {tolerance}: {spec}"
    );
}

/// As an output: ties to even, and saturating.
fn rounded<Out: Element>(value: f64) -> Out {
    // Conversion to an integer truncates.
    Out::from_f64(match Out::TYPE.is_float() {
        true => value,
        false => value.round_ties_even(),
    })
}

/// The largest input or border, if neither these nor the factors are so large or so small that
/// something may overflow or underflow on the way, which no bound covers.
fn moderate<In: Element>(spec: &ConvSpec, src: Plane<'_, In>, factors: &[f64]) -> Option<f64> {
    let window = spec.window();
    let borders = [window.row_border, window.column_border].map(|border| match border {
        Border::Constant(value) => value,
        _ => 0.0,
    });
    let inputs = src.rows().flatten().map(|x| x.to_f64()).chain(borders);
    let inputs: Vec<f64> = inputs.map(f64::abs).collect();
    let all = inputs.iter().chain(factors).all(is_moderate);
    all.then(|| inputs.into_iter().fold(0.0, f64::max))
}

/// Whether neither squares nor sums of such numbers overflow or underflow in `f32`.
pub(super) fn is_moderate(value: &f64) -> bool {
    *value == 0.0 || (2f64.powi(-40)..2f64.powi(40)).contains(&value.abs())
}
