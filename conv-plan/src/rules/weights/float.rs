//! The float path: taps rounded once, and whether results have to saturate.

use super::product::Sums;
use super::{Checked, axis, float_accumulator, in_order, product};
use crate::fault::{Faults, Subject, Voice};
use crate::number::{AccumulatorType, ElementType, Overflow, exact_to_double, exact_to_single};
use crate::rules::{Missing, Mix, Options, Presence, TapSource, Weights};
use crate::taps::{Tap, Taps};
use crate::window::Axis;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use num_rational::BigRational;
use num_traits::One;

/// Whether sums are floats.
pub(in crate::rules) fn is_float(options: &Options) -> bool {
    let first = match &options.source {
        TapSource::Taps(taps) => taps.is_float(),
        TapSource::Shape { .. } => false,
    };
    let mut beside = options.combined.iter().flat_map(|all| &all.others);
    first
        || options.input.is_float()
        || options.scale.as_ref().is_some_and(Tap::is_float)
        || beside.any(Taps::is_float)
}

pub(super) fn weights(
    options: &Options,
    taps: &Taps,
    scale: &BigRational,
    mix: Option<&Mix>,
    faults: &mut Faults,
) -> Option<Checked> {
    let accumulator = float_accumulator(options);
    let double = accumulator == AccumulatorType::F64;
    let factors = product::factors(taps, scale, Sums::of(options));
    // The sum of the taps that took part must not cancel.
    let whole = options.missing == Missing::Propagate;
    if let Some(factors) = factors.filter(|factors| whole || factors.products == 1) {
        let largest = match accumulator {
            AccumulatorType::F64 => f64::MAX,
            _ => f64::from(f32::MAX),
        };
        let beyond = |tap: f64| tap.is_nan() || tap.abs() > largest;
        if let Some(index) = (0..factors.count()).find(|&at| beyond(factors.tap(at))) {
            let ty = accumulator.name();
            faults.add(
                Subject::Taps,
                format!(
                    "`{ty}` cannot hold tap {}, a product: write smaller numbers",
                    taps.place(index)
                ),
            );
            return None;
        }
        let all = (0..factors.count()).map(|index| (factors.tap(index), factors.magnitude(index)));
        let overflow = float_overflow(options, all, accumulator, mix, faults);
        let weights = Weights::of_factors(&factors, double);
        return Some(Checked {
            weights,
            factors: Some(factors),
            presence: Presence::Written,
            overflow,
            mix: None,
        });
    }
    let before = faults.len();
    let mut doubles = Vec::with_capacity(taps.values().len());
    for (index, tap) in taps.values().iter().enumerate() {
        if let (Tap::Binary(value), true) = (tap, scale.is_one())
            && let Some(rounded) = rounded(*value, accumulator)
        {
            doubles.push(rounded);
            continue;
        }
        let Some(exact) = tap.exact() else {
            faults.add(
                Subject::Tap(index),
                "a tap must be finite, and this is NaN or infinite: write a finite number",
            );
            continue;
        };
        let scaled = &exact * scale;
        let value = match accumulator {
            AccumulatorType::F64 => exact_to_double(&scaled),
            _ => f64::from(exact_to_single(&scaled)),
        };
        if value.is_infinite() {
            faults.add(
                Subject::Tap(index),
                too_large(options, &exact, accumulator, faults.voice),
            );
        }
        doubles.push(value);
    }
    if faults.len() != before {
        return None;
    }
    let doubles = in_order(doubles, options.window.mode);
    let all = doubles.iter().map(|&tap| (tap, tap.abs()));
    let overflow = float_overflow(options, all, accumulator, mix, faults);
    let weights = match accumulator {
        AccumulatorType::F64 => Weights::F64(doubles),
        _ => Weights::F32(doubles.iter().map(|&tap| tap as f32).collect()),
    };
    Some(Checked::new(weights, Presence::Written, overflow))
}

/// A float as a tap without a scale, which takes no exact numbers; `None` if it is not finite or
/// becomes so.
fn rounded(tap: f64, accumulator: AccumulatorType) -> Option<f64> {
    let value = match accumulator {
        AccumulatorType::F64 => tap,
        _ => f64::from(tap as f32),
    };
    // Exact numbers have one zero.
    value.is_finite().then_some(value + 0.0)
}

/// The message for a tap beyond the type of the sum.
fn too_large(
    options: &Options,
    tap: &BigRational,
    accumulator: AccumulatorType,
    voice: Voice,
) -> String {
    let (ty, range, wider) = match accumulator {
        AccumulatorType::F64 => (
            "f64",
            format!("from {:e} to {:e}", f64::MIN, f64::MAX),
            String::new(),
        ),
        _ => (
            "f32",
            format!("from {:e} to {:e}", f32::MIN, f32::MAX),
            format!(", or {}", voice.types(options.input, "f64")),
        ),
    };
    let tap = exact_to_double(tap);
    match options.scale {
        Some(_) => {
            format!("`{ty}` cannot hold {tap:e} times the scale: write a smaller number{wider}")
        }
        None => format!("`{ty}` cannot hold {tap:e}: write a number {range}{wider}"),
    }
}

/// Whether float results need to saturate, and a fault if they do and may not; of each tap its
/// value and magnitude.
fn float_overflow(
    options: &Options,
    taps: impl ExactSizeIterator<Item = (f64, f64)>,
    accumulator: AccumulatorType,
    mix: Option<&Mix>,
    faults: &mut Faults,
) -> Option<Overflow> {
    let (least, most) = options.output.range()?;
    let axis = axis(options, taps.len());
    let range = range(&axis, options.input, taps, accumulator, mix);
    if let Some((low, high)) = range
        && low > least as f64 - 0.5
        && high < most as f64 + 0.5
    {
        return None;
    }
    if options.overflow.is_none() {
        let (input, output) = (options.input, options.output);
        let saturate = faults.voice.set(Subject::Overflow, "saturate");
        faults.add(
            Subject::Output,
            match range {
                Some((low, high)) => format!(
                    "results range over about [{}, {}], rounding included, which `{output}` cannot hold: add {saturate}, or write {}",
                    shown(low),
                    shown(high),
                    faults.voice.types(input, "f32")
                ),
                None => format!(
                    "`{output}` cannot hold every sum of `{input}`: add {saturate}, or write {}",
                    faults.voice.types(input, input)
                ),
            },
        );
    }
    Some(Overflow::Saturate)
}

/// The range of float sums of integers of a type, the rounding of the taps and of the sums
/// included; `None` for an input of floats, which have none. Of each tap the value and the
/// magnitude, which is larger if it is a sum of products. Of an interpolated axis, an output has
/// the taps of one branch.
pub(in crate::rules) fn range(
    axis: &Axis,
    input: ElementType,
    taps: impl ExactSizeIterator<Item = (f64, f64)>,
    accumulator: AccumulatorType,
    mix: Option<&Mix>,
) -> Option<(f64, f64)> {
    if axis.rate() == 1 {
        return range_of_all(input, taps, accumulator, mix);
    }
    let (taps, polyphase) = (taps.collect::<Vec<_>>(), axis.polyphase());
    (0..polyphase.count()).try_fold((0.0f64, 0.0f64), |(low, high), first| {
        let branch: Vec<(f64, f64)> = (taps.iter().skip(first).step_by(polyphase.step()))
            .copied()
            .collect();
        let (least, most) = range_of_all(input, branch.into_iter(), accumulator, mix)?;
        Some((low.min(least), high.max(most)))
    })
}

fn range_of_all(
    input: ElementType,
    taps: impl ExactSizeIterator<Item = (f64, f64)>,
    accumulator: AccumulatorType,
    mix: Option<&Mix>,
) -> Option<(f64, f64)> {
    let range = input.range()?;
    let (min, max) = match mix {
        Some(mix) => mix.about(range),
        None => (range.0 as f64, range.1 as f64),
    };
    let channels = mix.map_or(0, Mix::channels);
    // Both ends together bound the magnitudes of the terms that are mixed.
    let largest = match mix {
        Some(_) => min.abs() + max.abs(),
        None => min.abs().max(max.abs()),
    };
    let operations = taps.len() + channels;
    let (mut low, mut high, mut total) = (0.0f64, 0.0f64, 0.0f64);
    for (tap, magnitude) in taps {
        let (a, b) = (tap * min, tap * max);
        low += a.min(b);
        high += a.max(b);
        total += magnitude * largest;
    }
    let unit = match accumulator {
        AccumulatorType::F64 => f64::EPSILON,
        _ => f64::from(f32::EPSILON),
    };
    // gamma(n) with twice the operations of one sum covers the rounding of
    // the taps, of the sum and of these bounds.
    let error = (2.0 * operations as f64 + 4.0) * unit * total;
    Some((low - error, high + error))
}

/// A bound in a message: a tenth is precise enough, and no number is longer than a line.
fn shown(value: f64) -> String {
    if value.abs() < 0.05 {
        String::from("0")
    } else if value.abs() < 1e9 {
        format!("{value:.1}")
    } else {
        format!("{value:.1e}")
    }
}
