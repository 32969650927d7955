//! Borders and what goes with them: constants of the input's type, and `padding: valid`, which
//! leaves nothing outside.

use super::{element, per_axis};
use crate::spec::{Axes, Body, Key, Number, Outside, Spec};
use conv_plan::number::{ElementType, exact_to_double, exact_to_single};
use conv_plan::window::{Border, Padding, PerAxis};
use conv_syntax::diag::Diagnostics;
use num_rational::BigRational;

/// Reports constants that are fractions, and what has no effect with `padding: valid`.
pub(super) fn borders(spec: &Spec, errors: &mut Diagnostics) {
    let body = &spec.body;
    if let (Some(border), true) = (body.key(Key::Border), says_valid(body))
        && body.border.written().is_some()
    {
        errors.report(
            border,
            "`border` has no effect with `padding: valid`: write `padding: same`, or remove `border`",
        );
    }
    if let (Some(anchor), true) = (body.key(Key::Anchor), says_valid(body))
        && body.anchor.written().is_some()
    {
        errors.report(
            anchor,
            "`anchor` is for `padding: same`: write `padding: same`, or remove `anchor`",
        );
    }
    let input = element(&spec.input);
    let all = match body.border.written() {
        None => Vec::new(),
        Some(Axes::All(one)) => vec![one],
        Some(Axes::Each(each)) => each.value.iter().collect(),
    };
    for outside in all {
        let Outside::Constant(number) = &outside.value else {
            continue;
        };
        let Number::Fraction(exact) = number else {
            continue;
        };
        errors.report(outside.place, of_fraction(exact, input));
    }
}

/// The message for a border constant that is a fraction.
fn of_fraction(exact: &BigRational, input: ElementType) -> String {
    match input.range() {
        Some((min, max)) => format!(
            "`{input}` cannot hold the border constant {exact}: write an integer from {min} to {max}"
        ),
        None => {
            let quotient = match input {
                ElementType::F32 => format!("{:?}", exact_to_single(exact)),
                _ => format!("{:?}", exact_to_double(exact)),
            };
            format!("a border constant is not a fraction: write `{quotient}`")
        }
    }
}

/// Whether `padding: valid` is written out, which the rules cannot tell from the default.
pub(super) fn says_valid(body: &Body) -> bool {
    let padding = body.padding.written();
    padding.is_some_and(|padding| padding.value == Padding::Valid)
}

/// The border, with constants that cannot be wrong in place of broken ones.
pub(super) fn border(body: &Body, input: ElementType) -> Option<PerAxis<Border>> {
    body.border.written()?;
    if says_valid(body) {
        return None;
    }
    Some(per_axis(&body.border, Border::Zero, |border| {
        border.border(input)
    }))
}
