//! Exact numbers to the type in which a layer computes.

use crate::spec::Number;
use conv_plan::number::ElementType;
use conv_plan::rules::layer::LayerValues;
use conv_syntax::diag::{Diagnostics, Place};
use num_traits::ToPrimitive;

/// What numbers are for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Use {
    Weights,
    Bias,
}

/// The numbers, each rounded once; the first that the type cannot hold is reported.
pub(super) fn rounded<'a>(
    numbers: impl Iterator<Item = (&'a Number, Place)>,
    purpose: Use,
    input: ElementType,
    errors: &mut Diagnostics,
) -> Option<LayerValues> {
    match input {
        ElementType::F32 => each(numbers, single, errors).map(LayerValues::F32),
        ElementType::F64 => each(numbers, double, errors).map(LayerValues::F64),
        _ => each(numbers, |tap| integer(tap, purpose, input), errors).map(LayerValues::Integer),
    }
}

fn each<'a, T>(
    numbers: impl Iterator<Item = (&'a Number, Place)>,
    round: impl Fn(&Number) -> Result<T, String>,
    errors: &mut Diagnostics,
) -> Option<Vec<T>> {
    let mut values = Vec::new();
    for (number, place) in numbers {
        match round(number) {
            Ok(value) => values.push(value),
            Err(message) => {
                errors.report(place, message);
                return None;
            }
        }
    }
    Some(values)
}

/// The nearest number of single precision.
pub(super) fn single(number: &Number) -> Result<f32, String> {
    match number.single() {
        value if value.is_finite() => Ok(value),
        _ => Err(format!(
            "`f32` cannot hold {}: write a number from {:e} to {:e}, or `f64` as the type",
            format_args!("{:e}", number.double()),
            f32::MIN,
            f32::MAX
        )),
    }
}

/// The nearest number of double precision.
pub(super) fn double(number: &Number) -> Result<f64, String> {
    match number.double() {
        value if value.is_finite() => Ok(value),
        _ => Err(format!(
            "`f64` cannot hold this: write a number from {:e} to {:e}",
            f64::MIN,
            f64::MAX
        )),
    }
}

fn integer(number: &Number, purpose: Use, input: ElementType) -> Result<i32, String> {
    if let Number::Integer(digits) = number
        && let Ok(value) = digits.parse()
    {
        return Ok(value);
    }
    let exact = number.exact();
    if matches!(number, Number::Decimal(_)) || !exact.is_integer() {
        let [below, above] = [exact.floor(), exact.ceil()];
        let instead = if below == above {
            format!("`{below}`")
        } else {
            format!("`{below}` or `{above}`")
        };
        return Err(format!(
            "a layer of `{input}` computes in integers: write {instead}, or `f32` as the type"
        ));
    }
    exact.to_integer().to_i32().ok_or_else(|| {
        // What the proof of the sums accepts of one number alone.
        let (min, max) = input.range().unwrap_or((0, 1));
        let most = match purpose {
            Use::Weights => i64::from(i32::MAX) / min.abs().max(max),
            Use::Bias => i64::from(i32::MAX),
        };
        let what = match purpose {
            Use::Weights => "weight",
            Use::Bias => "bias",
        };
        format!("`i32` cannot hold sums of this {what}: write a number from -{most} to {most}")
    })
}
