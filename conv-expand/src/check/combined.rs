//! What is made of sums: the keys `map` and `combine`, and the names of kernels.

use super::source::PlacedSource;
use crate::spec::{Body, Closure, Key, Spec};
use conv_plan::rules::Combined;
use conv_syntax::diag::{Diagnostics, nearest};

/// What the options say of it; `None` if nothing is made of sums, or if the keys are wrong, which
/// is reported.
pub(super) fn combined(
    spec: &Spec,
    taps: Option<&PlacedSource>,
    errors: &mut Diagnostics,
) -> Option<Combined> {
    let body = &spec.body;
    if body.names.is_empty() {
        one(body, errors)
    } else if body.is_bank() {
        None
    } else {
        let closure = several(body, errors)?;
        let value = closure.value.clone().with_sums(|parameter| {
            let (name, _) = &closure.parameters[parameter];
            let named = body.names.iter().position(|(known, _)| known == name);
            named.unwrap_or(parameter)
        });
        Some(Combined {
            names: body.names.iter().map(|(name, _)| name.clone()).collect(),
            others: taps?.others.clone(),
            value,
        })
    }
}

/// The closure over the sum of one kernel.
fn one(body: &Body, errors: &mut Diagnostics) -> Option<Combined> {
    if let Some(key) = body.key(Key::Combine) {
        // Taps that cannot be read may be several.
        if body.first.is_broken() {
            return None;
        }
        errors.report(
            key,
            "`combine` is for several kernels: name them, as in `taps: { gx: sobel_x, gy: sobel_y }`, or write `map: |v| ..`",
        );
        return None;
    }
    let closure = body.map.written()?;
    if let [_, (name, place), ..] = closure.parameters.as_slice() {
        errors.report(
            *place,
            format!("`map` has one parameter, the sum of one kernel: remove `{name}`"),
        );
        return None;
    }
    if let Some((place, message)) = closure.unused("map") {
        errors.report(place, message);
        return None;
    }
    let names = closure.parameters.iter().map(|(name, _)| name.clone());
    Some(Combined {
        names: names.collect(),
        ..Combined::map(closure.value.clone())
    })
}

/// The closure over the sums of several kernels, whose parameters are their names.
fn several<'b>(body: &'b Body, errors: &mut Diagnostics) -> Option<&'b Closure> {
    let names: Vec<&str> = body.names.iter().map(|(name, _)| name.as_str()).collect();
    let write = format!("|{}| ..", names.join(", "));
    if let Some(key) = body.key(Key::Map) {
        errors.report(
            key,
            format!(
                "`map` is for one kernel, and this has {}: write `combine: {write}`",
                names.len()
            ),
        );
        return None;
    }
    let closure = body.combine.written()?;
    let is_parameter = |name: &str| closure.parameters.iter().any(|(known, _)| known == name);
    for (name, place) in &closure.parameters {
        if !names.contains(&name.as_str()) {
            let mut free = names.clone();
            free.retain(|name| !is_parameter(name));
            let message = match nearest(name, &free) {
                Some(near) => format!("no kernel is named `{name}`: did you mean `{near}`?"),
                None => format!("no kernel is named `{name}`: write `{write}`"),
            };
            errors.report(*place, message);
            return None;
        }
    }
    if let Some((name, place)) = body.names.iter().find(|(name, _)| !is_parameter(name)) {
        errors.report(
            *place,
            format!(
                "`{name}` is no parameter of `combine`: write `{write}`, or remove this kernel"
            ),
        );
        return None;
    }
    if let Some((place, message)) = closure.unused("combine") {
        errors.report(place, message);
        return None;
    }
    Some(closure)
}
