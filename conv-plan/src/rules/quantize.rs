//! Real taps as integers over a power of two, so that integers stay on the integer path.
//!
//! ```text
//! taps * scale * 2^bits  -> each to the nearest integer
//! sum of these           -> the rounded sum of the real ones: the difference is spread, one unit
//!                           at a time, over the taps whose rounding it makes least worse
//! differences            -> the largest error of a result, over all inputs
//! ```
//!
//! Rounded alone, taps leave a gain that is off by up to half a unit for each: a blur that makes
//! a picture darker. Spreading the rest keeps the gain (the method of largest remainders, as seats
//! are given to parties). Opposite taps that are equal change together, so that a symmetric kernel
//! stays one where that is possible.

use super::spec::rounded_up;
use super::{Mix, Options, Quantize, TapSource, weights};
use crate::analysis::Bounds;
use crate::fault::{Faults, Subject};
use crate::taps::{Tap, Taps};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Options whose real taps have become integers.
pub(super) struct Integers {
    /// The options with the integer taps, whose scale is 1.
    pub(super) options: Options,
    /// Each integer tap over the power of two, less the real one.
    differences: Vec<BigRational>,
}

/// The options of a kernel whose taps are to be quantised; `None` without the option, and if there
/// is a fault, which then stands for all others of the taps.
pub(super) fn check(options: &Options, faults: &mut Faults) -> Option<Integers> {
    let quantize = options.quantize?;
    let before = faults.len();
    belongs(options, quantize, faults);
    let TapSource::Taps(taps) = &options.source else {
        return None;
    };
    if faults.len() != before {
        return None;
    }
    let scale = weights::scale(options.scale.as_ref(), faults)?;
    let unit = BigRational::from_integer(BigInt::one() << quantize.bits);
    let mut real = Vec::with_capacity(taps.values().len());
    for (index, tap) in taps.values().iter().enumerate() {
        match tap.exact() {
            Some(tap) => real.push(tap * &scale * &unit),
            None => faults.add(
                Subject::Tap(index),
                "a tap must be finite, and this is NaN or infinite: write a finite number",
            ),
        }
    }
    if faults.len() != before {
        return None;
    }
    let integers = spread(&real);
    lost(taps, &real, &integers, quantize, faults);
    if faults.len() != before {
        return None;
    }
    let over = |integer: BigInt| BigRational::from_integer(integer) / &unit;
    let quantized: Vec<BigRational> = integers.into_iter().map(over).collect();
    let pairs = quantized.iter().zip(&real);
    let differences = pairs.map(|(tap, real)| tap - real / &unit).collect();
    let values = quantized.into_iter().map(Tap::Ratio).collect();
    Some(Integers {
        options: Options {
            source: TapSource::Taps(Taps::new(taps.shape().to_vec(), values)),
            // Taken into the taps; that there was one is still known.
            scale: options.scale.as_ref().map(|_| Tap::integer(1)),
            ..options.clone()
        },
        differences,
    })
}

impl Integers {
    /// The most that a result may differ from that of the real taps, before both are rounded: every
    /// input is within its type, so the bound is reached. Not below it as a double.
    pub(super) fn error(&self, mix: Option<&Mix>) -> f64 {
        let input = match mix {
            Some(mix) => mix.bounds(),
            None => Bounds::of(self.options.input),
        };
        let Bounds { min, max } = input.unwrap_or(Bounds::ZERO);
        let mixed = BigInt::from(mix.map_or(1, Mix::divide));
        let (mut low, mut high) = (BigRational::zero(), BigRational::zero());
        for difference in &self.differences {
            let [one, two] = [min, max].map(|end| difference * BigInt::from(end) / &mixed);
            let (least, most) = if one < two { (one, two) } else { (two, one) };
            low += least;
            high += most;
        }
        rounded_up(&(-low).max(high))
    }
}

/// Which kernels may have the option, and what it may be.
fn belongs(options: &Options, quantize: Quantize, faults: &mut Faults) {
    let key = faults.voice.key(Subject::Quantize);
    if matches!(options.source, TapSource::Shape { .. }) {
        faults.add_key(
            Subject::Quantize,
            format!(
                "{key} needs taps that are known, and those of a `shape` come later: remove {key}"
            ),
        );
    } else if options.input.is_float() {
        let input = options.input;
        faults.add_key(
            Subject::Quantize,
            format!("sums of `{input}` are floats, whose taps need not be integers: remove {key}"),
        );
    } else if !(1..=Quantize::MOST).contains(&quantize.bits) {
        let bits = quantize.bits;
        faults.add(
            Subject::Quantize,
            format!(
                "{bits} bits are not possible: write 1 to {}",
                Quantize::MOST
            ),
        );
    }
}

/// The nearest integers, with a sum that is the nearest to that of the real numbers.
fn spread(real: &[BigRational]) -> Vec<BigInt> {
    let mut integers: Vec<BigInt> = real
        .iter()
        .map(BigRational::round)
        .map(|r| r.to_integer())
        .collect();
    let sum: BigRational = real.iter().sum();
    let rest = sum.round().to_integer() - integers.iter().sum::<BigInt>();
    // At most half a unit for each tap, and half of one.
    let mut rest = rest.to_i64().unwrap_or(0);
    let step = BigInt::from(rest.signum());
    let last = real.len().saturating_sub(1);
    let symmetric = real.iter().eq(real.iter().rev());
    // Zeros stay, and others do not become 0 as long as there is a choice.
    let kept = |index: usize, integers: &[BigInt]| {
        integers
            .get(index)
            .is_some_and(|integer| !(integer + &step).is_zero())
    };
    // The further below its real number, the better a tap is raised.
    let short = |index: usize, integers: &[BigInt]| match (real.get(index), integers.get(index)) {
        (Some(real), Some(integer)) => (real - integer) * &step,
        _ => BigRational::zero(),
    };
    let change = |index: usize, integers: &mut Vec<BigInt>, rest: &mut i64| {
        if let Some(integer) = integers.get_mut(index) {
            *integer += &step;
            *rest -= rest.signum();
        }
    };
    let middle = last / 2;
    let present = real.get(middle).is_some_and(|tap| !tap.is_zero());
    if symmetric && last.is_multiple_of(2) && rest % 2 != 0 && present && kept(middle, &integers) {
        change(middle, &mut integers, &mut rest);
    }
    let order = |indices: core::ops::Range<usize>, integers: &[BigInt]| {
        let present = indices.filter(|&index| real.get(index).is_some_and(|tap| !tap.is_zero()));
        let mut all: Vec<(bool, BigRational, usize)> = present
            .map(|index| (kept(index, integers), short(index, integers), index))
            .collect();
        all.sort_by(|a, b| (b.0, &b.1).cmp(&(a.0, &a.1)));
        all
    };
    if symmetric {
        for (_, _, index) in order(0..real.len() / 2, &integers) {
            if rest.abs() >= 2 {
                change(index, &mut integers, &mut rest);
                change(last - index, &mut integers, &mut rest);
            }
        }
    }
    for (_, _, index) in order(0..real.len(), &integers) {
        if rest != 0 {
            change(index, &mut integers, &mut rest);
        }
    }
    integers
}

/// Reports a tap that has become 0, unless that may be.
fn lost(
    taps: &Taps,
    real: &[BigRational],
    integers: &[BigInt],
    quantize: Quantize,
    faults: &mut Faults,
) {
    let mut pairs = real.iter().zip(integers);
    let gone = |(real, integer): (&BigRational, &BigInt)| !real.is_zero() && integer.is_zero();
    let (Some(index), false) = (pairs.position(gone), quantize.lossy) else {
        return;
    };
    let value = taps.values().get(index).and_then(Tap::exact);
    let value = value.as_ref().map(short).unwrap_or_default();
    let half = BigRational::new(1.into(), 2.into());
    let enough = (quantize.bits + 1..=Quantize::MOST).find(|bits| {
        let raise = BigRational::from_integer(BigInt::one() << (bits - quantize.bits));
        real.iter()
            .all(|tap| tap.is_zero() || tap.abs() * &raise > half)
    });
    let voice = faults.voice;
    let lossy = Quantize {
        lossy: true,
        ..quantize
    };
    // More bits may need wider sums.
    let instead = [Some(lossy), enough.map(Quantize::new)];
    let instead: Vec<String> = instead
        .into_iter()
        .flatten()
        .map(|one| one.written(voice))
        .collect();
    faults.add(
        Subject::Quantize,
        format!(
            "tap {} is {value}, which {} bits round to 0: write {}",
            taps.place(index),
            quantize.bits,
            instead.join(" or "),
        ),
    );
}

/// A tap in a message.
fn short(value: &BigRational) -> String {
    let exact = format!("{value}");
    if exact.len() <= 12 {
        return exact;
    }
    format!("{:.3e}", crate::number::exact_to_double(value))
}
