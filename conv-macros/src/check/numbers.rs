//! Exact numbers to the type in which a layer computes.

use crate::diag::{Diagnostics, Place};
use conv_plan::number::{ElementType, exact_to_double, exact_to_single};
use conv_plan::rules::layer::LayerValues;
use conv_plan::taps::Tap;
use num_traits::ToPrimitive;

/// The numbers, each rounded once; the first that the type cannot hold is reported.
pub(super) fn rounded<'a>(
    numbers: impl Iterator<Item = (&'a Tap, Place)>,
    input: ElementType,
    errors: &mut Diagnostics,
) -> Option<LayerValues> {
    match input {
        ElementType::F32 => each(numbers, single, errors).map(LayerValues::F32),
        ElementType::F64 => each(numbers, double, errors).map(LayerValues::F64),
        _ => each(numbers, |tap| integer(tap, input), errors).map(LayerValues::Integer),
    }
}

fn each<'a, T>(
    numbers: impl Iterator<Item = (&'a Tap, Place)>,
    round: impl Fn(&Tap) -> Result<T, String>,
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
pub(super) fn single(number: &Tap) -> Result<f32, String> {
    match number.exact().map(|exact| exact_to_single(&exact)) {
        Some(value) if value.is_finite() => Ok(value),
        _ => Err(format!(
            "this is beyond `f32`, whose largest value is {:e}: write a smaller number, or make it a layer of `f64`",
            f32::MAX
        )),
    }
}

/// The nearest number of double precision.
pub(super) fn double(number: &Tap) -> Result<f64, String> {
    match number.exact().map(|exact| exact_to_double(&exact)) {
        Some(value) if value.is_finite() => Ok(value),
        _ => Err(format!(
            "this is beyond `f64`, whose largest value is {:e}: write a smaller number",
            f64::MAX
        )),
    }
}

fn integer(number: &Tap, input: ElementType) -> Result<i32, String> {
    match number {
        Tap::Ratio(value) if value.is_integer() => value.to_i32().ok_or_else(|| {
            format!(
                "this is beyond `i32`, in which a layer of `{input}` computes: write a number from {} to {}",
                i32::MIN,
                i32::MAX
            )
        }),
        _ => Err(format!(
            "a layer of `{input}` computes with integers: write an integer, or make it a layer of `f32`"
        )),
    }
}
