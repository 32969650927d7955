//! Reads the values of layers: axes, groups, layouts, weights and biases.

use super::count::{AXES, GROUPS, count, list};
use super::file::{file, not_a_file};
use super::number::number;
use super::tokens::{brackets, call, flattened, group, shown, word};
use super::value::choice;
use crate::spec::{Bias, File, Spanned};
use conv_syntax::diag::{Diagnostics, Noun, Place, hidden_by};
use proc_macro2::{Delimiter, TokenTree};

pub(super) fn axes(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<usize>> {
    count(&AXES, tokens, otherwise, errors)
}

pub(super) fn groups(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<usize>> {
    count(&GROUPS, tokens, otherwise, errors)
}

pub(super) fn transposed(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<bool>> {
    let choices = [("true", true), ("false", false)];
    let synonym = |word: &str| match word {
        "yes" | "on" => Some("`true`"),
        "no" | "off" | "none" => Some("`false`"),
        _ => None,
    };
    choice(
        "a value of `transposed`",
        &choices,
        synonym,
        tokens,
        otherwise,
        errors,
    )
}

pub(super) fn weights(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<File> {
    let place = Place::of(tokens, otherwise);
    if brackets(tokens).is_some() {
        errors.report(otherwise, "`weights` is for files: write `taps`");
        return None;
    }
    file(tokens, place, errors)
}

/// Reads a bias; `given` says that the weights come at run time.
pub(super) fn bias(
    tokens: &[TokenTree],
    given: bool,
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Bias>> {
    let place = Place::of(tokens, otherwise);
    let form = if given {
        "`true`, and pass the bias to `new`"
    } else {
        "numbers, such as `[0.5]`, or `file(\"bias.npy\")`"
    };
    let value = match word(tokens).map(ToString::to_string).as_deref() {
        Some("true") => Bias::AtRunTime,
        Some("false") => {
            errors.report(otherwise, "a layer has no bias by default: remove `bias`");
            return None;
        }
        Some(word) if word.starts_with(|first: char| first.is_uppercase()) => {
            errors.report(place, hidden_by(word, form));
            return None;
        }
        Some(word) => {
            errors.report(place, format!("`{word}` is not a bias: write {form}"));
            return None;
        }
        None if call(tokens).is_some() => Bias::File(file(tokens, place, errors)?),
        None => match brackets(tokens) {
            Some(inner)
                if inner
                    .iter()
                    .any(|token| group(token, Delimiter::Bracket).is_some()) =>
            {
                let flat = shown(&flattened(&inner));
                errors.report(
                    place,
                    format!("`bias` is one list of numbers: write `[{flat}]`"),
                );
                return None;
            }
            Some(inner) => {
                let numbers = list(&inner, place, errors, |tokens, errors| {
                    number(BIAS, tokens, place, errors)
                })?;
                Bias::Numbers(numbers.value)
            }
            None if number(BIAS, tokens, place, &mut Diagnostics::default()).is_some() => {
                Bias::Bare(shown(tokens))
            }
            None => {
                let (place, message) = match not_a_file(tokens, place) {
                    (place, Some(message)) if !given => (place, message),
                    _ => (place, format!("this is not a bias: write {form}")),
                };
                errors.report(place, message);
                return None;
            }
        },
    };
    Some(Spanned { value, place })
}

const BIAS: Noun = Noun {
    what: "a number of `bias`",
    many: "numbers",
    such_as: "0.5",
};
