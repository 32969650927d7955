//! Reads borders.

use super::count::list;
use super::number::number;
use super::tokens::{brackets, group, inside, shown};
use super::value::choice;
use crate::diag::{Diagnostics, Noun, Place};
use crate::written::{Axes, Outside, Spanned};
use conv_plan::window::Border;
use num_traits::Zero;
use proc_macro2::{Delimiter, TokenTree};

/// Reads `zero` and its like, `constant(1)`, or a list of one for each axis.
pub fn border(
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
        let named = choice(
            "a border",
            &NAMES,
            synonym,
            &[name.clone().into()],
            place,
            errors,
        )?;
        if named.value.is_some() {
            errors.report(
                argument.span(),
                format!("`{name}` takes no value: remove `({})`", shown(&inner)),
            );
        }
        return None;
    }
    let number = number(CONSTANT, tokens, place, &mut Diagnostics::default());
    if let Some(number) = number {
        let value = shown(tokens);
        let zero = number.value.exact().is_zero();
        let or = if zero { " or `zero`" } else { "" };
        errors.report(
            place,
            format!("`{value}` is not a border: write `constant({value})`{or}"),
        );
        return None;
    }
    let named = choice("a border", &NAMES, synonym, tokens, otherwise, errors)?;
    let Some(border) = named.value else {
        errors.report(place, WITHOUT_VALUE);
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
        "zeros" => Some("`zero`"),
        "border_constant" => Some("`zero`, or `constant(1)`"),
        "clamp" | "edge" | "nearest" | "extend" | "border_replicate" => Some("`replicate`"),
        "symmetric" | "border_reflect" => Some("`reflect`"),
        "mirror" | "reflect_101" | "border_reflect_101" | "border_reflect101"
        | "border_default" => Some("`reflect101`"),
        "circular" | "periodic" | "tile" | "border_wrap" => Some("`wrap`"),
        "nan" => Some("`constant(nan)`"),
        _ => None,
    }
}

const CONSTANT: Noun = Noun {
    what: "a border constant",
    many: "border constants",
    such_as: "0",
};

const WITHOUT_VALUE: &str = "`constant` needs a value: write `constant(0)`";

/// Reads the argument of `constant`.
fn constant(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Outside>> {
    let place = Place::of(tokens, otherwise);
    if tokens.is_empty() {
        errors.report(place, WITHOUT_VALUE);
        return None;
    }
    if let Some(TokenTree::Ident(last)) = tokens.last()
        && last.to_string().eq_ignore_ascii_case("nan")
    {
        if tokens.len() == 1 && last == "nan" {
            return Some(Spanned {
                value: Outside::Named(Border::Constant(f64::NAN)),
                place,
            });
        }
        let value = shown(tokens);
        errors.report(
            place,
            format!("`{value}` is not {}: write `nan`", CONSTANT.what),
        );
        return None;
    }
    let number = number(CONSTANT, tokens, otherwise, errors)?;
    Some(Spanned {
        value: Outside::Constant(number.value),
        place,
    })
}
