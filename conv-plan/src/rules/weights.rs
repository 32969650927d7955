//! The rules of taps and scale, and the range proof.

mod float;

use super::{Options, Presence, TapSource, Weights};
use crate::analysis::{Bounds, sum_bounds, working_bounds};
use crate::fault::{Faults, Subject, Voice};
use crate::number::{AccumulatorType, ElementType, Overflow, Scale, exact_to_scale};
use crate::taps::{Tap, Taps};
use crate::window::Mode;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

/// What a checked source becomes.
type Checked = (Weights, Presence, Option<Overflow>);

pub(super) fn check(
    options: &Options,
    sizes: Option<&[usize]>,
    faults: &mut Faults,
) -> Option<Checked> {
    let scale = scale(options.scale.as_ref(), faults);
    let float_taps = match &options.source {
        TapSource::Taps(taps) => taps.is_float(),
        TapSource::Shape { .. } => false,
    };
    let float =
        options.input.is_float() || float_taps || options.scale.as_ref().is_some_and(Tap::is_float);
    if float && options.overflow == Some(Overflow::Wrap) {
        let voice = faults.voice;
        let [wrap, saturate] =
            ["wrap", "saturate"].map(|word| voice.value(Subject::Overflow, word));
        faults.add(
            Subject::Overflow,
            if options.output.is_float() {
                let key = voice.key(Subject::Overflow);
                format!("a float output holds every result: remove {key}")
            } else {
                format!("{wrap} is for integer sums, and these are floats: write {saturate}")
            },
        );
    }
    match &options.source {
        TapSource::Taps(taps) if float => float::weights(options, taps, &scale?, faults),
        TapSource::Taps(taps) => integer_weights(options, taps, &scale?, faults),
        TapSource::Shape { accumulator, .. } => {
            runtime_weights(options, sizes, *accumulator, float, &scale?, faults)
        }
    }
}

fn scale(scale: Option<&Tap>, faults: &mut Faults) -> Option<BigRational> {
    let Some(scale) = scale else {
        return Some(BigRational::one());
    };
    match scale.exact() {
        None => {
            faults.add(Subject::Scale, "the scale is not finite");
            None
        }
        Some(value) if value.is_zero() => {
            let fraction = faults.voice.fraction();
            faults.add(
                Subject::Scale,
                format!(
                    "a scale of 0 makes every output 0: write the factor that the sum is multiplied by, such as {fraction}"
                ),
            );
            None
        }
        Some(value) => Some(value),
    }
}

/// The type in which the float path forms sums.
fn float_accumulator(options: &Options) -> AccumulatorType {
    let double = matches!(options.input, ElementType::I32 | ElementType::F64)
        || options.output == ElementType::F64;
    if double {
        AccumulatorType::F64
    } else {
        AccumulatorType::F32
    }
}

fn in_order<T>(mut values: Vec<T>, mode: Mode) -> Vec<T> {
    if mode == Mode::Convolve {
        values.reverse();
    }
    values
}

fn integer_weights(
    options: &Options,
    taps: &Taps,
    scale: &BigRational,
    faults: &mut Faults,
) -> Option<Checked> {
    let exact: Vec<BigRational> = taps.values().iter().filter_map(Tap::exact).collect();
    let common = common_denominator(&exact, faults)?;
    let before = faults.len();
    let mut numerators = Vec::with_capacity(exact.len());
    for (index, tap) in exact.iter().enumerate() {
        match (tap.numer() * (&common / tap.denom())).to_i64() {
            Some(numerator) => numerators.push(numerator),
            None => {
                // The first says it all: a common denominator makes every tap large.
                faults.add(
                    Subject::Tap(index),
                    format!(
                        "{} is beyond 64-bit integers: use a smaller tap, or a float such as `1.0`",
                        over(tap.numer() * (&common / tap.denom()), &common)
                    ),
                );
                break;
            }
        }
    }
    if faults.len() != before {
        return None;
    }
    let numerators = in_order(numerators, options.window.mode);
    let total = scale / BigRational::from_integer(common);
    let (multiply, divide) = fraction(&total, options.scale.is_some(), faults)?;
    let input = Bounds::of(options.input)?;
    let sum = sum_bounds(numerators.iter().copied(), input);
    let working = working_bounds(sum, multiply, divide, options.output);
    if !working.union(input).fits((i64::MIN, i64::MAX)) {
        // The results would not fit `Out` either, but that is the same mistake.
        faults.add(
            Subject::Taps,
            format!(
                "sums range over {working}, beyond a 64-bit accumulator: use smaller taps, or float taps such as `1.0`"
            ),
        );
        return None;
    }
    let overflow = integer_overflow(options, sum.scaled(multiply, divide), faults);
    let weights = Weights::Integer {
        taps: numerators,
        multiply,
        divide,
    };
    Some((weights, Presence::Written, overflow))
}

/// The least common denominator of the taps.
///
/// Beyond this many bits some numerator or the scale exceeds 64 bits too, unless the scale undoes
/// it; looking further would only take time.
fn common_denominator(taps: &[BigRational], faults: &mut Faults) -> Option<BigInt> {
    const BITS: u64 = 1024;
    let mut common = BigInt::one();
    for (index, tap) in taps.iter().enumerate() {
        common = common.lcm(tap.denom());
        if common.bits() > BITS {
            faults.add(
                Subject::Tap(index),
                "the common denominator of the taps up to this one is far beyond 64 bits: use simpler fractions, or float taps such as `0.5`",
            );
            return None;
        }
    }
    Some(common)
}

/// A tap over the common denominator, in words.
fn over(numerator: BigInt, common: &BigInt) -> String {
    if common.is_one() {
        String::from("this tap")
    } else {
        format!("over the common denominator of the taps, {common}, this tap is {numerator}, which")
    }
}

/// The whole scale as a fraction of 64-bit integers; `scaled` if the user gave a part of it.
fn fraction(scale: &BigRational, scaled: bool, faults: &mut Faults) -> Option<(i64, i64)> {
    let parts = scale.numer().to_i64().zip(scale.denom().to_i64());
    match parts {
        Some(_) => {}
        None if scaled => faults.add(
            Subject::Scale,
            format!(
                "the scale over the common denominator of the taps is {scale}, beyond 64-bit integers: write a simpler fraction, or a float such as `0.5`"
            ),
        ),
        None => faults.add(
            Subject::Taps,
            format!(
                "the common denominator of the taps is {}, beyond 64-bit integers: write simpler fractions, or floats such as `0.5`",
                scale.denom()
            ),
        ),
    }
    parts
}

/// The overflow rule that results within these bounds need, and a fault if it is not given.
fn integer_overflow(options: &Options, result: Bounds, faults: &mut Faults) -> Option<Overflow> {
    let range = options.output.range()?;
    if result.fits(range) {
        return None;
    }
    if options.overflow.is_none() {
        faults.add(Subject::Output, misfit(result, options, faults.voice));
    }
    options.overflow
}

/// The message for results that the output type cannot hold.
fn misfit(result: Bounds, options: &Options, voice: Voice) -> String {
    let wider = ElementType::ALL
        .into_iter()
        .find(|element| element.range().is_some_and(|range| result.fits(range)));
    let wider = wider.map_or("f64", ElementType::name);
    let [saturate, wrap] = ["saturate", "wrap"].map(|word| voice.set(Subject::Overflow, word));
    format!(
        "results range over {result}, which `{}` cannot hold: write {}, or add {saturate} or {wrap}",
        options.output,
        voice.types(options.input, wider)
    )
}

fn runtime_weights(
    options: &Options,
    sizes: Option<&[usize]>,
    accumulator: Option<AccumulatorType>,
    float: bool,
    scale: &BigRational,
    faults: &mut Faults,
) -> Option<Checked> {
    if float && accumulator.is_some() {
        faults.add(
            Subject::Accumulator,
            format!(
                "`accumulator` is for sums of integers, and the sums of this kernel are `{}`: remove it",
                float_accumulator(options)
            ),
        );
    }
    if float && !options.output.is_float() && options.overflow.is_none() {
        faults.add(
            Subject::Output,
            format!(
                "float sums of taps that come at run time can be too large for `{}`: add `overflow: saturate`, or write `{} -> f32`",
                options.output, options.input
            ),
        );
    }
    let count: usize = sizes?.iter().product();
    let given = |accumulator, scale| Presence::RuntimeTaps {
        accumulator,
        scale,
        flipped: options.window.mode == Mode::Convolve,
    };
    if float {
        let Some(folded) = exact_to_scale(scale) else {
            faults.add(
                Subject::Scale,
                "the scale of a `shape` kernel must be a fraction of 64-bit integers times a power of two: use fewer digits",
            );
            return None;
        };
        let overflow = options.overflow.filter(|_| !options.output.is_float());
        let weights = match float_accumulator(options) {
            AccumulatorType::F64 => Weights::F64(alloc::vec![0.0; count]),
            _ => Weights::F32(alloc::vec![0.0; count]),
        };
        return Some((weights, given(float_accumulator(options), folded), overflow));
    }
    let (multiply, divide) = fraction(scale, options.scale.is_some(), faults)?;
    let weights = Weights::Integer {
        taps: alloc::vec![0; count],
        multiply,
        divide,
    };
    let accumulator = accumulator.unwrap_or(AccumulatorType::I32);
    Some((weights, given(accumulator, Scale::ONE), options.overflow))
}
