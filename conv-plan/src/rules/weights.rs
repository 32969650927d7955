//! The rules of taps and scale, and the range proof.

mod float;
pub(super) mod product;

pub(super) use float::{is_float, range as float_range};

use super::{Mix, Options, Presence, TapSource, Weights, mix};
use crate::analysis::{Bounds, Factors, branch_bounds, working_bounds};
use crate::fault::{Faults, Subject, Voice};
use crate::number::{
    AccumulatorType, ElementType, Overflow, Scale, exact_to_double, exact_to_scale,
};
use crate::taps::{Tap, Taps};
use crate::window::{Axis, Mode, PerAxis};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// What a checked source becomes.
pub(super) struct Checked {
    pub(super) weights: Weights,
    pub(super) factors: Option<Factors<f64>>,
    pub(super) presence: Presence,
    pub(super) overflow: Option<Overflow>,
    pub(super) mix: Option<Mix>,
}

impl Checked {
    const fn new(weights: Weights, presence: Presence, overflow: Option<Overflow>) -> Self {
        Self {
            weights,
            factors: None,
            presence,
            overflow,
            mix: None,
        }
    }
}

pub(super) fn check(
    options: &Options,
    sizes: Option<&[usize]>,
    faults: &mut Faults,
) -> Option<Checked> {
    let scale = scale(options.scale.as_ref(), faults);
    let float = is_float(options);
    if (float || options.output.is_float()) && options.overflow == Some(Overflow::Wrap) {
        let voice = faults.voice;
        let [wrap, saturate] =
            ["wrap", "saturate"].map(|word| voice.value(Subject::Overflow, word));
        if options.output.is_float() {
            let key = voice.key(Subject::Overflow);
            faults.add_key(
                Subject::Overflow,
                format!("a float output holds every result: remove {key}"),
            );
        } else {
            faults.add(
                Subject::Overflow,
                format!("{wrap} is for integer sums, and these are floats: write {saturate}"),
            );
        }
    }
    let accumulator = float.then(|| float_accumulator(options));
    let mix = mix::check(options, sizes, accumulator, faults);
    if mix.is_none() && options.channels.is_some() {
        // What the sums are within depends on them.
        return None;
    }
    let checked = match &options.source {
        TapSource::Taps(taps) if float => {
            float::weights(options, taps, &scale?, mix.as_ref(), faults)
        }
        TapSource::Taps(taps) => integer_weights(options, taps, &scale?, mix.as_ref(), faults),
        TapSource::Shape { accumulator, .. } => {
            runtime_weights(options, sizes, *accumulator, float, &scale?, faults)
        }
    };
    checked.map(|checked| Checked { mix, ..checked })
}

pub(super) fn scale(scale: Option<&Tap>, faults: &mut Faults) -> Option<BigRational> {
    let Some(scale) = scale else {
        return Some(BigRational::one());
    };
    match scale.exact() {
        None => {
            let key = faults.voice.key(Subject::Scale);
            faults.add(
                Subject::Scale,
                format!("{key} must be finite: write a finite number"),
            );
            None
        }
        Some(value) if value.is_zero() => {
            let key = faults.voice.key(Subject::Scale);
            let fraction = faults.voice.fraction(1, 16);
            faults.add(
                Subject::Scale,
                format!(
                    "{key} cannot be 0: write what the sum is multiplied by, such as {fraction}"
                ),
            );
            None
        }
        Some(value) => Some(value),
    }
}

/// The type in which the float path forms sums.
pub(super) fn float_accumulator(options: &Options) -> AccumulatorType {
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
    mix: Option<&Mix>,
    faults: &mut Faults,
) -> Option<Checked> {
    let exact: Vec<BigRational> = taps.values().iter().filter_map(Tap::exact).collect();
    let common = common_denominator(&exact, faults)?;
    let before = faults.len();
    let mut numerators = Vec::with_capacity(exact.len());
    for (index, tap) in exact.iter().enumerate() {
        match (tap.numer() * (&common / tap.denom())).to_i64() {
            Some(numerator) => numerators.push(numerator),
            None if common.to_i64().is_none() => {
                faults.add(Subject::Taps, beyond(&common));
                break;
            }
            None => {
                // The first says it all: a common denominator makes every tap large.
                faults.add(
                    Subject::Tap(index),
                    format!(
                        "{}, which 64 bits cannot hold: write a smaller number, or a float, such as `{:?}`",
                        over(tap.numer() * (&common / tap.denom()), &common),
                        exact_to_double(tap)
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
    let mixed = mix.map_or(1, Mix::divide);
    let total = scale / BigRational::from_integer(common * mixed);
    let (multiply, divide) = fraction(&total, scale, options.scale.is_some(), faults)?;
    let input = match mix {
        Some(mix) => mix.bounds(),
        None => Bounds::of(options.input),
    }?;
    let sum = branch_bounds(
        &axis(options, numerators.len()),
        numerators.iter().copied(),
        input,
    );
    let working = working_bounds(sum, multiply, divide, options.output);
    if !working.union(input).fits((i64::MIN, i64::MAX)) {
        // The results would not fit `Out` either, but that is the same mistake.
        faults.add(
            Subject::Taps,
            format!(
                "sums range over {working}, which 64 bits cannot hold: write smaller taps, or floats, such as `1.0`"
            ),
        );
        return None;
    }
    let overflow = integer_overflow(options, &exact, sum.scaled(multiply, divide), faults);
    let weights = Weights::Integer {
        taps: numerators,
        multiply,
        divide,
    };
    Some(Checked::new(weights, Presence::Written, overflow))
}

/// What the range of a kernel's sums needs of its axis, if it has one.
fn axis(options: &Options, taps: usize) -> Axis {
    let dilation = match &options.window.dilation {
        PerAxis::All(dilation) => Some(dilation),
        PerAxis::Each(dilations) => dilations.first(),
    };
    Axis {
        kernel: taps,
        dilation: dilation.copied().unwrap_or(1),
        interpolate: options.window.interpolate,
        ..Axis::TRIVIAL
    }
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
                "the taps up to this one have a common denominator that 64 bits cannot hold: write simpler fractions, or floats, such as `0.5`",
            );
            return None;
        }
    }
    Some(common)
}

/// The message for a common denominator beyond 64 bits.
fn beyond(common: &BigInt) -> String {
    format!(
        "the common denominator of the taps is {common}, which 64 bits cannot hold: write simpler fractions, or floats, such as `0.5`"
    )
}

/// A tap over the common denominator, in words.
fn over(numerator: BigInt, common: &BigInt) -> String {
    if common.is_one() {
        format!("this tap is {numerator}")
    } else {
        format!("over the common denominator of the taps, {common}, this tap is {numerator}")
    }
}

/// The whole scale as a fraction of 64-bit integers: the scale that the user gave, if it is
/// `scaled`, over the common denominator of the taps.
fn fraction(
    scale: &BigRational,
    given: &BigRational,
    scaled: bool,
    faults: &mut Faults,
) -> Option<(i64, i64)> {
    let parts = scale.numer().to_i64().zip(scale.denom().to_i64());
    match parts {
        Some(_) => {}
        None if scaled => {
            let key = faults.voice.key(Subject::Scale);
            let found = if scale == given {
                format!("{key} is {scale}")
            } else {
                format!("{key} over the common denominator of the taps is {scale}")
            };
            faults.add(
                Subject::Scale,
                format!(
                    "{found}, which 64 bits cannot hold: write a simpler fraction, or a float, such as `{:?}`",
                    exact_to_double(given)
                ),
            );
        }
        None => faults.add(Subject::Taps, beyond(scale.denom())),
    }
    parts
}

/// The overflow rule that results within these bounds need, and a fault if it is not given.
fn integer_overflow(
    options: &Options,
    taps: &[BigRational],
    result: Bounds,
    faults: &mut Faults,
) -> Option<Overflow> {
    let range = options.output.range()?;
    if result.fits(range) {
        return None;
    }
    if options.overflow.is_none() {
        let mean = mean(taps, options).filter(|_| options.scale.is_none());
        faults.add(
            Subject::Output,
            misfit(result, mean.as_ref(), options, faults.voice),
        );
    }
    options.overflow
}

/// The scale that makes the mean of what a blur adds up; `None` for taps of another kind.
fn mean(taps: &[BigRational], options: &Options) -> Option<BigRational> {
    let channels = options.channels.as_deref().map(mix::total);
    let total = taps.iter().sum::<BigRational>() * channels.unwrap_or_else(BigRational::one);
    let weights = options.channels.iter().flatten();
    let mut parts = weights.filter_map(Tap::exact).chain(taps.iter().cloned());
    let blurs = !parts.any(|part| part.is_negative()) && total > BigRational::one();
    blurs.then(|| total.recip())
}

/// The message for results that the output type cannot hold.
fn misfit(result: Bounds, mean: Option<&BigRational>, options: &Options, voice: Voice) -> String {
    let wider = ElementType::ALL
        .into_iter()
        .find(|element| element.range().is_some_and(|range| result.fits(range)));
    let wider = wider.map_or("f64", ElementType::name);
    let [saturate, wrap] = ["saturate", "wrap"].map(|word| voice.set(Subject::Overflow, word));
    let range = options.output.range();
    let fits =
        Bounds::of(options.input).is_some_and(|input| range.is_some_and(|out| input.fits(out)));
    let scale = match mean {
        Some(mean) if fits => format!("{}, ", voice.scale(mean.numer(), mean.denom())),
        _ => String::new(),
    };
    // One type alone is that of inputs too, which `i32` is seldom meant to be.
    let bytes = match (options.input, options.output) {
        (ElementType::I32, ElementType::I32) => {
            format!(", or {} if the inputs are bytes", voice.types("u8", "i32"))
        }
        _ => String::new(),
    };
    format!(
        "results range over {result}, which `{}` cannot hold: write {}{bytes}, or add {scale}{saturate} or {wrap}",
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
        faults.add_key(
            Subject::Accumulator,
            format!(
                "`accumulator` is for integer sums, and these are `{}`: remove `accumulator`",
                float_accumulator(options)
            ),
        );
    }
    if float && !options.output.is_float() && options.overflow.is_none() {
        faults.add(
            Subject::Output,
            format!(
                "`{}` cannot hold every float sum of taps that come at run time: add `overflow: saturate`, or write `{} -> f32`",
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
                "the scale of a `shape` kernel is a fraction of 64-bit integers times a power of two: write fewer digits",
            );
            return None;
        };
        let overflow = options.overflow.filter(|_| !options.output.is_float());
        let weights = match float_accumulator(options) {
            AccumulatorType::F64 => Weights::F64(alloc::vec![0.0; count]),
            _ => Weights::F32(alloc::vec![0.0; count]),
        };
        let presence = given(float_accumulator(options), folded);
        return Some(Checked::new(weights, presence, overflow));
    }
    let (multiply, divide) = fraction(scale, scale, options.scale.is_some(), faults)?;
    let weights = Weights::Integer {
        taps: alloc::vec![0; count],
        multiply,
        divide,
    };
    let accumulator = accumulator.unwrap_or(AccumulatorType::I32);
    let presence = given(accumulator, Scale::ONE);
    Some(Checked::new(weights, presence, options.overflow))
}
