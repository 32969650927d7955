//! The rules of `map` and `combine`.

use super::{Combination, Combined, Part};
use crate::analysis::{Bounds, Factors, sum_bounds};
use crate::fault::{Faults, Subject};
use crate::number::{AccumulatorType, ElementType, Overflow};
use crate::pointwise::{Misfit, Node, Program, SumRange, Value};
use crate::rules::common::{self, Common};
use crate::rules::weights::{self, Checked, float_range};
use crate::rules::{Method, Missing, Options, TapSource, Weights};
use crate::taps::Taps;
use crate::window::Axis;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;

/// The options with all kernels as large as the largest, each with its middle on the middle of the
/// others.
pub(in crate::rules) fn aligned(options: &Options) -> Option<Options> {
    let (combined, TapSource::Taps(first)) = (options.combined.as_ref()?, &options.source) else {
        return None;
    };
    let common = Common::of(first, &combined.others)?;
    let shape = common.shape()?;
    let large = |taps: &Taps| common::padded(taps, shape, options.window.mode);
    Some(Options {
        source: TapSource::Taps(large(first)),
        combined: Some(Combined {
            others: combined.others.iter().map(large).collect(),
            ..combined.clone()
        }),
        ..options.clone()
    })
}

/// The options of a kernel whose sums are combined, with these taps: its outputs are sums. It
/// stands beside all of them, since it has floats where one of them does.
pub(in crate::rules) fn sums_of(options: &Options, taps: &Taps) -> Options {
    let combined = options.combined.as_ref().map(|combined| {
        let mut combined = combined.clone();
        if let TapSource::Taps(first) = &options.source {
            combined.others.push(first.clone());
        }
        combined
    });
    Options {
        output: match options.output {
            ElementType::F64 => ElementType::F64,
            // Whatever fits it: no result is stored.
            _ => ElementType::F32,
        },
        source: TapSource::Taps(taps.clone()),
        overflow: None,
        combined,
        ..options.clone()
    }
}

/// The combination of options that have one, whose first kernel was checked. A mistake is a fault,
/// and then there is none.
pub(in crate::rules) fn check(
    options: &Options,
    first: &Checked,
    sizes: &[usize],
    faults: &mut Faults,
) -> Option<Combination> {
    let combined = options.combined.as_ref()?;
    let before = faults.len();
    let mut others = Vec::with_capacity(combined.others.len());
    for (index, taps) in combined.others.iter().enumerate() {
        let options = sums_of(options, taps);
        let mut own = Faults::new(faults.voice);
        let checked = weights::check(&options, Some(sizes), &mut own);
        faults.take(own, |subject| match subject {
            Subject::Taps | Subject::Tap(_) => Subject::Part(index + 1),
            subject => subject,
        });
        others.extend(checked.map(|checked| Part {
            weights: checked.weights,
            factors: checked.factors,
        }));
    }
    if faults.len() != before {
        return None;
    }
    let own = (&first.weights, first.factors.as_ref());
    let all = core::iter::once(own).chain(others.iter().map(Part::taps));
    let ranges: Vec<SumRange> = all.map(|taps| range(taps, options.input)).collect();
    let types = (options.input, options.output);
    match program(
        &combined.value,
        &ranges,
        &first.weights,
        types,
        options.overflow,
    ) {
        Ok(program) => Some(Combination {
            names: combined.names.clone(),
            others,
            value: combined.value.clone(),
            program,
        }),
        Err(misfit) => {
            report(&misfit, combined, options, faults);
            None
        }
    }
}

/// Which kernels may have the keys.
pub(in crate::rules) fn belongs(options: &Options, faults: &mut Faults) {
    let Some(combined) = &options.combined else {
        return;
    };
    if let TapSource::Taps(first) = &options.source {
        Common::check(first, &combined.others, combined.subject(), faults);
    }
    let subject = combined.subject();
    value(combined, subject, faults);
    let key = faults.voice.key(subject);
    let other = if matches!(options.source, TapSource::Shape { .. }) {
        faults.add_key(
            subject,
            format!("{key} needs taps that are known, and those of a `shape` come later: use `DynKernel` or `DynSignal`, or remove {key}"),
        );
        return;
    } else if options.channels.is_some() {
        Subject::Channels
    } else if options.missing != Missing::Propagate {
        Subject::Missing
    } else if options.window.interpolate > 1 {
        Subject::Interpolate
    } else if options.method != Method::Direct && cfg!(feature = "fft") {
        Subject::Method
    } else if options.quantize.is_some() {
        Subject::Quantize
    } else if !options.require.is_empty() && !combined.others.is_empty() {
        Subject::Require(0)
    } else {
        return;
    };
    let other = faults.voice.key(other);
    faults.add_key(
        subject,
        format!("{key} and {other} exclude each other: remove one"),
    );
}

/// What a value may read, and be made of.
fn value(combined: &Combined, subject: Subject, faults: &mut Faults) {
    let (read, kernels) = (combined.value.sums(), 1 + combined.others.len());
    if read > kernels {
        faults.add(
            subject,
            format!(
                "this reads sum {}, and the first of {kernels} is sum 0: write a smaller number",
                read - 1
            ),
        );
    }
    let finite = |node: &Node| !matches!(node, Node::Float(value) if !value.is_finite());
    if !combined.value.nodes().iter().all(finite) {
        faults.add(
            subject,
            "a constant must be finite, and this has one that is NaN or infinite: write a finite number",
        );
    }
}

/// What is known of the sums of a kernel of these weights, and factors if it has some, over
/// elements of this type.
pub(super) fn range(
    (weights, factors): (&Weights, Option<&Factors<f64>>),
    input: ElementType,
) -> SumRange {
    let (count, accumulator) = match weights {
        Weights::Integer {
            taps,
            multiply,
            divide,
        } => {
            return SumRange::Exact {
                sums: sum_bounds(
                    taps.iter().copied(),
                    Bounds::of(input).unwrap_or(Bounds::ZERO),
                ),
                multiply: *multiply,
                divide: *divide,
            };
        }
        Weights::F32(taps) => (taps.len(), AccumulatorType::F32),
        Weights::F64(taps) => (taps.len(), AccumulatorType::F64),
    };
    let taps = (0..count).map(|index| match (factors, weights) {
        (Some(factors), _) => (factors.tap(index), factors.magnitude(index)),
        (None, weights) => {
            let tap = weights.tap_f64(index);
            (tap, tap.abs())
        }
    });
    // Interpolation does not go with `map` and `combine`.
    let range = float_range(&Axis::TRIVIAL, input, taps, accumulator, None);
    let (low, high) = range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    SumRange::Float { low, high }
}

pub(super) fn program(
    value: &Value,
    ranges: &[SumRange],
    first: &Weights,
    (input, output): (ElementType, ElementType),
    overflow: Option<Overflow>,
) -> Result<Program, Misfit> {
    let double =
        matches!(first, Weights::F64(_)) || input == ElementType::F64 || output == ElementType::F64;
    Program::new(value, ranges, output, double, overflow)
}

/// A misfit as a fault.
fn report(misfit: &Misfit, combined: &Combined, options: &Options, faults: &mut Faults) {
    let voice = faults.voice;
    let at = |place: Option<usize>| place.map_or(combined.subject(), Subject::Value);
    let (subject, message) = match misfit {
        Misfit::Wide {
            place,
            range,
            divide,
            sum,
        } => {
            let over = if *divide == 1 {
                String::new()
            } else {
                let one = BigRational::new(BigInt::one(), BigInt::from(*divide));
                format!(" times {one}")
            };
            let instead = if *sum {
                "write smaller taps, or floats, such as `1.0`"
            } else {
                "divide before, or multiply by a float, such as `1.0`"
            };
            (
                at(*place),
                format!(
                    "this ranges over {range}{over}, which the 53 bits of a double cannot hold: {instead}"
                ),
            )
        }
        Misfit::Zero { place } => (
            at(*place),
            String::from("this divides by 0: write another divisor"),
        ),
        Misfit::Output { range, whole } => {
            let (low, high) = (shown(range.0), shown(range.1));
            let output = options.output;
            let saturate = voice.set(Subject::Overflow, "saturate");
            let wrap = if *whole {
                format!(" or {}", voice.set(Subject::Overflow, "wrap"))
            } else {
                String::new()
            };
            let wider = ElementType::ALL.into_iter().find(|element| {
                element
                    .range()
                    .is_some_and(|(min, max)| min as f64 <= range.0 && range.1 <= max as f64)
            });
            let wider = voice.types(options.input, wider.map_or("f32", ElementType::name));
            (
                Subject::Output,
                format!(
                    "results range over [{low}, {high}], which `{output}` cannot hold: write {wider}, or add {saturate}{wrap}"
                ),
            )
        }
        Misfit::Long { place } => (
            at(*place),
            String::from("this constant has more than 128 bits: write a simpler one, or a float"),
        ),
        Misfit::Deep => (
            combined.subject(),
            format!(
                "more than {} values are needed at once: write an expression with fewer",
                Program::REGISTERS
            ),
        ),
        Misfit::Wrap => {
            let [wrap, saturate] =
                ["wrap", "saturate"].map(|word| voice.value(Subject::Overflow, word));
            (
                Subject::Overflow,
                format!("{wrap} is for whole numbers, and this makes floats: write {saturate}"),
            )
        }
    };
    faults.add(subject, message);
}

/// A bound in a message.
fn shown(value: f64) -> String {
    if value == f64::INFINITY {
        String::from("infinity")
    } else if value == f64::NEG_INFINITY {
        String::from("-infinity")
    } else if value.abs() < 1e15 && value == value as i64 as f64 {
        format!("{value:.0}")
    } else {
        format!("{value:.4e}")
    }
}
