//! The result of a value: its lanes, and the epilogue that stores it.

use super::angle::Floats;
use super::build::{Builder, Float, Fraction, Made, WHOLE};
use super::node::Comparison;
use super::program::{Lanes, Misfit, Program, Step, SumRange};
use super::range::Span;
use crate::number::{ElementType, Epilogue, Overflow};
use alloc::vec::Vec;

/// The program whose last step is stored as the output type.
pub(super) fn result(
    built: &mut Builder,
    output: ElementType,
    overflow: Option<Overflow>,
) -> Result<Program, Misfit> {
    let result = built.result.take();
    let (step, epilogue, range) = match (result, output.range()) {
        (Some(Made::Exact(fraction)), Some(range)) => whole(built, fraction, range, overflow)?,
        (Some(Made::Constant(value)), Some(range)) => {
            let made = built.fraction(&Made::Constant(value))?;
            whole(built, made, range, overflow)?
        }
        (Some(Made::Float(float)), Some(range)) => {
            if overflow == Some(Overflow::Wrap) {
                return Err(Misfit::Wrap);
            }
            let span = float.span.whole();
            // NaN becomes 0, which every type holds.
            let zero = |bound: f64| if span.nan { 0.0 } else { bound };
            // A bound of -0 is 0.
            let found = (
                span.low.min(zero(span.low)) + 0.0,
                span.high.max(zero(span.high)) + 0.0,
            );
            let fits = found.0 >= range.0 as f64 && found.1 <= range.1 as f64;
            if !fits && overflow.is_none() {
                return Err(Misfit::Output {
                    range: found,
                    whole: false,
                });
            }
            let rule = overflow.filter(|_| !fits);
            (float.step, Epilogue::float(rule), found)
        }
        (made, None) => {
            let made = made.unwrap_or(Made::Float(Float {
                step: 0,
                span: Span::ALL,
            }));
            let float = built.as_float(&made);
            let found = (float.span.low, float.span.high);
            (float.step, Epilogue::IDENTITY, found)
        }
        (None, Some(_)) => (0, Epilogue::IDENTITY, (0.0, 0.0)),
    };
    let lanes = lanes(built);
    let (steps, floats) = pruned(built, step);
    let registers = registers(&steps);
    if registers.iter().any(|&at| at >= Program::REGISTERS) {
        return Err(Misfit::Deep);
    }
    Ok(Program {
        lanes,
        sums: stored(built, lanes),
        steps,
        floats,
        epilogue,
        range,
        registers,
    })
}

/// A place for each step that no value has which is still needed.
fn registers(steps: &[Step]) -> Vec<usize> {
    let mut last = alloc::vec![0; steps.len()];
    for (index, step) in steps.iter().enumerate() {
        for operand in step.operands() {
            last[operand] = index;
        }
    }
    let mut free = Vec::new();
    let mut count = 0;
    let mut places: Vec<usize> = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        // The place of an operand that is read for the last time can take the result.
        let mut done: Vec<usize> = step.operands().filter(|&at| last[at] == index).collect();
        done.sort_unstable();
        done.dedup();
        free.extend(done.into_iter().map(|at| places[at]));
        let place = free.pop().unwrap_or_else(|| {
            count += 1;
            count - 1
        });
        places.push(place);
    }
    places
}

/// A fraction as an integer output: rounded once, with the rule of overflow.
fn whole(
    built: &mut Builder,
    fraction: Fraction,
    limits: (i64, i64),
    overflow: Option<Overflow>,
) -> Result<(usize, Epilogue, (f64, f64)), Misfit> {
    let divide = i64::try_from(fraction.divide).unwrap_or(i64::MAX);
    let results = fraction.range.scaled(1, divide);
    let range = (results.min as f64, results.max as f64);
    let rule = if results.fits(limits) {
        None
    } else if overflow.is_none() {
        return Err(Misfit::Output { range, whole: true });
    } else {
        overflow
    };
    if !built.single {
        let rounded = if divide == 1 {
            fraction
        } else {
            built.divide(fraction)?
        };
        let step = match rule {
            Some(Overflow::Wrap) => wrapped(built, rounded.step, limits),
            _ => rounded.step,
        };
        return Ok((step, Epilogue::float(rule), range));
    }
    if divide != 1 {
        // What the epilogue adds before a shift must fit the lanes.
        built.reserve(fraction);
    }
    let largest = fraction.range.largest().saturating_add(fraction.divide);
    Ok((
        fraction.step,
        Epilogue::integer(1, divide, largest.min(WHOLE), rule),
        range,
    ))
}

/// A whole number, held in a double, modulo the size of a type.
fn wrapped(built: &mut Builder, step: usize, (min, max): (i64, i64)) -> usize {
    let size = (i128::from(max) - i128::from(min) + 1) as f64;
    let value = Float {
        step,
        span: Span::ALL,
    };
    let (size, share) = (built.constant(size), built.constant(1.0 / size));
    let times = built.mul(value, share);
    let times = built.float(Step::Round(times.step), Span::ALL);
    let whole = built.mul(times, size);
    // Between half the size below 0 and half the size above, both ends included.
    let rest = built.sub(value, whole);
    let (low, high) = (built.constant(min as f64), built.constant(max as f64));
    let up = built.add(rest, size);
    let rest = built.choose(Comparison::Less, rest, low, [up, rest]);
    let down = built.sub(rest, size);
    built
        .choose(Comparison::Less, high, rest, [down, rest])
        .step
}

/// The narrowest lanes that hold every step.
fn lanes(built: &Builder) -> Lanes {
    let floats = built.whole.iter().any(Option::is_none);
    if !built.single {
        Lanes::Bits64
    } else if floats || !built.sums.iter().all(is_narrow) || built.largest() > i128::from(i16::MAX)
    {
        Lanes::Bits32
    } else {
        Lanes::Bits16
    }
}

/// Whether 16 bits hold a sum, before its scale.
const fn is_narrow(sum: &SumRange) -> bool {
    match sum {
        SumRange::Exact { sums, .. } => sums.fits((i16::MIN as i64, i16::MAX as i64)),
        SumRange::Float { .. } => false,
    }
}

/// The type in which sums are stored for steps in these lanes.
fn stored(built: &Builder, lanes: Lanes) -> ElementType {
    let float = |sum: &SumRange| matches!(sum, SumRange::Float { .. });
    match lanes {
        Lanes::Bits64 => ElementType::F64,
        _ if built.sums.iter().any(float) => ElementType::F32,
        _ if built.sums.iter().all(is_narrow) => ElementType::I16,
        _ => ElementType::I32,
    }
}

/// The steps that the result needs, which is the last, and whether each gives a float.
fn pruned(built: &Builder, result: usize) -> (Vec<Step>, Vec<bool>) {
    let mut needed = alloc::vec![false; built.steps.len()];
    if let Some(last) = needed.get_mut(result) {
        *last = true;
    }
    for index in (0..built.steps.len()).rev() {
        if needed[index] {
            for operand in built.steps[index].operands() {
                needed[operand] = true;
            }
        }
    }
    let mut numbers = alloc::vec![0; built.steps.len()];
    let (mut steps, mut floats) = (Vec::new(), Vec::new());
    for (index, &step) in built.steps.iter().enumerate() {
        if needed[index] {
            numbers[index] = steps.len();
            steps.push(step.map(|operand| numbers[operand]));
            floats.push(built.whole[index].is_none());
        }
    }
    (steps, floats)
}
