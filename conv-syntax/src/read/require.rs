//! Reads what is required of the taps: a word, or a list of them.

use super::count::list;
use super::tokens::brackets;
use super::value::choice;
use crate::diag::{Diagnostics, Place};
use crate::written::Spanned;
use conv_plan::rules::Require;
use proc_macro2::TokenTree;

/// Reads `unit_gain` and its like, or a list of them.
pub fn require(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Vec<Spanned<Require>>>> {
    let place = Place::of(tokens, otherwise);
    let Some(inner) = brackets(tokens) else {
        let only = word(tokens, otherwise, errors)?;
        let value = vec![only];
        return Some(Spanned { value, place });
    };
    if inner.is_empty() {
        errors.report(
            place,
            "nothing is required: write a word, such as `unit_gain`, or remove `require`",
        );
        return None;
    }
    let words = list(&inner, place, errors, |tokens, errors| {
        word(tokens, place, errors)
    })?;
    for (index, required) in words.value.iter().enumerate() {
        let before = words.value.iter().take(index);
        if before.into_iter().any(|one| one.value == required.value) {
            let name = required.value.name();
            errors.report(
                required.place,
                format!("`{name}` is required twice: remove one of them"),
            );
            return None;
        }
    }
    Some(Spanned { place, ..words })
}

fn word(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Require>> {
    let words = Require::ALL.map(|require| (require.name(), require));
    let synonym = |word: &str| match word {
        "normalized" | "normalised" | "normalize" | "unit" | "unity" | "dc" => Some("`unit_gain`"),
        "zero_sum" | "zero_mean" | "zero_dc" => Some("`zero_gain`"),
        "positive" | "nonnegative" | "weights" => Some("`non_negative`"),
        "even" | "palindromic" | "linear_phase" => Some("`symmetric`"),
        "rank1" | "rank_1" | "rank_one" | "two_pass" => Some("`separable`"),
        _ => None,
    };
    choice("a requirement", &words, synonym, tokens, otherwise, errors)
}
