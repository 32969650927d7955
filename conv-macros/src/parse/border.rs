//! Reads borders.

use super::count::list;
use super::number::number;
use super::tokens::{brackets, group, inside, word};
use super::value::choice;
use crate::diag::{Diagnostics, Noun, Place};
use crate::spec::{Axes, Outside, Spanned};
use conv_plan::window::Border;
use proc_macro2::{Delimiter, TokenTree};

pub(super) fn border(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Axes<Outside>> {
    let place = Place::of(tokens, otherwise);
    match brackets(tokens) {
        Some(inner) => list(&inner, place, errors, |tokens, errors| {
            outside(tokens, place, errors)
        })
        .map(Axes::Each),
        None => outside(tokens, otherwise, errors).map(Axes::All),
    }
}

/// Reads the border of one axis.
fn outside(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Outside>> {
    const NAMES: [(&str, Option<Border>); 6] = [
        ("zero", Some(Border::Zero)),
        ("constant", None),
        ("replicate", Some(Border::Replicate)),
        ("reflect", Some(Border::Reflect)),
        ("reflect101", Some(Border::Reflect101)),
        ("wrap", Some(Border::Wrap)),
    ];
    let place = Place::of(tokens, otherwise);
    if let [TokenTree::Ident(name), argument] = tokens
        && let Some(argument) = group(argument, Delimiter::Parenthesis)
    {
        let inner = inside(argument);
        if name == "constant" {
            return constant(&inner, place, errors);
        }
        let named = choice("a border", &NAMES, &[name.clone().into()], place, errors)?;
        if named.value.is_some() {
            errors.report(
                argument.span(),
                format!("only `constant` takes a value: write `{name}`"),
            );
        }
        return None;
    }
    if let Some(name) = word(tokens)
        && let Some(border) = synonym(&name.to_string())
    {
        errors.report(place, format!("`{name}` is not a border: write `{border}`"));
        return None;
    }
    let named = choice("a border", &NAMES, tokens, otherwise, errors)?;
    let Some(border) = named.value else {
        errors.report(place, "`constant` needs its value: write `constant(1)`");
        return None;
    };
    Some(Spanned {
        value: Outside::Named(border),
        place,
    })
}

/// Our name for a border that other libraries call `name`.
fn synonym(name: &str) -> Option<&'static str> {
    match name {
        "clamp" | "edge" | "nearest" | "extend" => Some("replicate"),
        "symmetric" => Some("reflect"),
        "mirror" => Some("reflect101"),
        "circular" | "periodic" | "tile" => Some("wrap"),
        _ => None,
    }
}

const CONSTANT: Noun = Noun {
    what: "the border constant",
    such_as: "`2` or `-0.5`",
};

/// Reads the argument of `constant`.
fn constant(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Outside>> {
    let place = Place::of(tokens, otherwise);
    if tokens.is_empty() {
        errors.report(place, "`constant` needs its value: write `constant(1)`");
        return None;
    }
    let number = number(CONSTANT, tokens, otherwise, errors)?;
    if number.value.decimal.is_none() {
        errors.report(
            place,
            "the border constant is one element, not a fraction: write `2` or `-0.5`",
        );
        return None;
    }
    Some(Spanned {
        value: Outside::Constant(number.value),
        place,
    })
}
