//! Reads which planes are a column times a row: `exact`, or `approximate(1e-6)`.

use super::number::number;
use super::tokens::{group, inside, is_word, shown};
use super::value::choice;
use crate::diag::{Diagnostics, Noun, Place};
use crate::written::Spanned;
use conv_plan::rules::Separable;
use proc_macro2::{Delimiter, TokenTree};

const BOUND: Noun = Noun {
    what: "a bound",
    many: "bounds",
    such_as: "1e-6",
};

const WITHOUT_BOUND: &str = "`approximate` needs a bound: write `approximate(1e-6)`";

/// Reads `exact`, or `approximate(1e-6)`, whose place is that of the number.
pub fn separable(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Separable>> {
    let names = [("exact", Some(Separable::Exact)), ("approximate", None)];
    let synonym = |word: &str| match word {
        "approx" | "nearly" | "auto" | "true" | "always" | "two_pass" => {
            Some("`approximate(1e-6)`")
        }
        "false" | "never" | "default" => Some("`exact`"),
        _ => None,
    };
    let place = Place::of(tokens, otherwise);
    let what = "a value of `separable`";
    let (word, argument) = match tokens {
        [word @ TokenTree::Ident(_), argument] => (word, group(argument, Delimiter::Parenthesis)),
        [word, ..] => (word, None),
        [] => {
            choice(what, &names, synonym, tokens, otherwise, errors);
            return None;
        }
    };
    let Some(argument) = argument else {
        if number(BOUND, tokens, place, &mut Diagnostics::default()).is_some() {
            let bound = shown(tokens);
            errors.report(
                place,
                format!("`{bound}` is not {what}: write `approximate({bound})`"),
            );
            return None;
        }
        let named = choice(what, &names, synonym, tokens, otherwise, errors)?;
        if named.value.is_none() {
            errors.report(place, WITHOUT_BOUND);
        }
        let value = named.value?;
        return Some(Spanned { value, place });
    };
    let inner = inside(argument);
    // Only one of the words takes a number.
    let is_bound = || {
        let bound = number(BOUND, &inner, place, &mut Diagnostics::default());
        bound.is_some_and(|bound| {
            let bound = bound.value.double();
            bound > 0.0 && bound < 1.0
        })
    };
    if !names.iter().any(|(name, _)| is_word(word, name)) && is_bound() {
        let bound = shown(&inner);
        errors.report(
            word,
            format!("`{word}` is not {what}: write `approximate({bound})`"),
        );
        return None;
    }
    let named = choice(
        what,
        &names,
        synonym,
        core::slice::from_ref(word),
        place,
        errors,
    )?;
    if named.value.is_some() {
        errors.report(
            argument.span(),
            format!("`{word}` takes no value: remove `({})`", shown(&inner)),
        );
        return None;
    }
    if inner.is_empty() {
        errors.report(place, WITHOUT_BOUND);
        return None;
    }
    let bound = number(BOUND, &inner, place, errors)?;
    Some(Spanned {
        value: Separable::Approximate(bound.value.double()),
        place: bound.place,
    })
}
