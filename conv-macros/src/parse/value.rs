//! Reads the values that are words, the padding, the scale and the crate's path.

use super::count::{PADDING, count, list};
use super::number::number;
use super::tokens::{brackets, is_punct, pieces, word};
use crate::diag::{Diagnostics, Noun, Place, instead};
use crate::paths::Krate;
use crate::spec::{Number, Spanned};
use conv_plan::number::{AccumulatorType, Overflow};
use conv_plan::window::{Mode, Padding};
use proc_macro2::TokenTree;

/// Reads one of `choices`, each a name and its value.
pub(super) fn choice<T: Copy>(
    what: &str,
    choices: &[(&str, T)],
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<T>> {
    let place = Place::of(tokens, otherwise);
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let Some(word) = word(tokens).map(ToString::to_string) else {
        errors.report(
            place,
            format!("this is not {what}: {}", instead("", &names)),
        );
        return None;
    };
    let found = choices.iter().find(|(name, _)| *name == word);
    if found.is_none() {
        errors.report(
            place,
            format!("`{word}` is not {what}: {}", instead(&word, &names)),
        );
    }
    found.map(|&(_, value)| Spanned { value, place })
}

pub(super) fn mode(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Mode>> {
    let modes = [("correlate", Mode::Correlate), ("convolve", Mode::Convolve)];
    choice("a mode", &modes, tokens, otherwise, errors)
}

pub(super) fn overflow(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Overflow>> {
    let rules = [("saturate", Overflow::Saturate), ("wrap", Overflow::Wrap)];
    choice("an overflow rule", &rules, tokens, otherwise, errors)
}

pub(super) fn accumulator(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<AccumulatorType>> {
    let types = [("i32", AccumulatorType::I32), ("i64", AccumulatorType::I64)];
    choice("an accumulator type", &types, tokens, otherwise, errors)
}

const SCALE: Noun = Noun {
    what: "the scale",
    such_as: "`2`, `0.5` or `1/16`",
};

pub(super) fn scale(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Number>> {
    number(SCALE, tokens, otherwise, errors)
}

pub(super) fn padding(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Padding>> {
    const NAMES: [(&str, &Padding); 5] = [
        ("valid", &Padding::Valid),
        ("same", &Padding::Same),
        ("same_lower", &Padding::SameLower),
        ("full", &Padding::Full),
        ("causal", &Padding::Causal),
    ];
    let place = Place::of(tokens, otherwise);
    if word(tokens).is_some() {
        let named = choice("a padding", &NAMES, tokens, otherwise, errors)?;
        return Some(Spanned {
            value: named.value.clone(),
            place,
        });
    }
    let Some(inner) = brackets(tokens) else {
        let amount = count(&PADDING, tokens, otherwise, errors)?;
        return Some(Spanned {
            value: Padding::Amount(amount.value),
            place,
        });
    };
    let pairs = pieces(&inner)
        .iter()
        .any(|piece| brackets(piece.tokens).is_some());
    let value = if pairs {
        let sides = list(&inner, place, errors, |tokens, errors| {
            sides(tokens, place, errors)
        })?;
        Padding::Sides(sides.value)
    } else {
        let amounts = list(&inner, place, errors, |tokens, errors| {
            count(&PADDING, tokens, place, errors)
        })?;
        Padding::Amounts(amounts.value.iter().map(|amount| amount.value).collect())
    };
    Some(Spanned { value, place })
}

/// Reads `[before, after]` within a list of pairs.
fn sides(tokens: &[TokenTree], otherwise: Place, errors: &mut Diagnostics) -> Option<[usize; 2]> {
    let place = Place::of(tokens, otherwise);
    let message = "expected a pair of sides: write `[[top, bottom], [left, right]]`";
    let Some(inner) = brackets(tokens) else {
        errors.report(place, message);
        return None;
    };
    let pair = list(&inner, place, errors, |tokens, errors| {
        count(&PADDING, tokens, place, errors)
    })?;
    match pair.value.as_slice() {
        [before, after] => Some([before.value, after.value]),
        _ => {
            errors.report(place, message);
            None
        }
    }
}

/// Reads `a::b` or `::a::b`.
pub(super) fn path(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Krate> {
    let mut rest = strip_colons(tokens).unwrap_or(tokens);
    let complete = loop {
        match rest {
            [TokenTree::Ident(_)] => break true,
            [TokenTree::Ident(_), after @ ..] => match strip_colons(after) {
                Some(after) => rest = after,
                None => break false,
            },
            _ => break false,
        }
    };
    if complete {
        return Some(Krate::new(tokens.iter().cloned().collect()));
    }
    errors.report(
        Place::of(tokens, otherwise),
        "expected the path of the crate `conv-kernel`: write a path such as `::conv_kernel`",
    );
    None
}

fn strip_colons(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [first, second, rest @ ..] if is_punct(first, ':') && is_punct(second, ':') => Some(rest),
        _ => None,
    }
}
