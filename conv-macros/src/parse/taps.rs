//! Reads the tap array: numbers in brackets, nested to any depth.

use super::number::number;
use super::tokens::{Piece, brackets, group, inside, is_punct, pieces};
use crate::diag::{Diagnostics, Noun, Place};
use crate::spec::{Node, Number, Spanned};
use proc_macro2::{Delimiter, TokenTree};

const TAP: Noun = Noun {
    what: "a tap",
    such_as: "`2`, `-0.5` or `1/16`",
};

pub(super) fn taps(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Node> {
    let place = Place::of(tokens, otherwise);
    if let [token] = tokens
        && let Some(array) = group(token, Delimiter::Bracket)
    {
        return row(&inside(array), place, errors);
    }
    let message = match tokens {
        [TokenTree::Ident(_), ..] => {
            "kernel expressions are not supported yet: write the taps as an array of numbers, such as `[[1, 2, 1], [2, 4, 2], [1, 2, 1]]`"
        }
        _ => {
            "the taps are an array: write `[1, 2, 1]` for a signal kernel, `[[1, 2], [3, 4]]` for a plane kernel, or four levels of brackets for a layer"
        }
    };
    errors.report(place, message);
    None
}

/// Reads what is between two brackets; every element that is wrong is reported.
fn row(tokens: &[TokenTree], place: Place, errors: &mut Diagnostics) -> Option<Node> {
    let before = errors.count();
    let mut nodes = Vec::new();
    for Piece { tokens, comma } in pieces(tokens) {
        match (tokens, comma) {
            ([], Some(comma)) => errors.report(comma, "expected a tap before this `,`"),
            _ => nodes.extend(node(tokens, place, errors)),
        }
    }
    (errors.count() == before).then_some(Node::Row(Spanned {
        value: nodes,
        place,
    }))
}

fn node(tokens: &[TokenTree], otherwise: Place, errors: &mut Diagnostics) -> Option<Node> {
    let place = Place::of(tokens, otherwise);
    if let Some(array) = brackets(tokens) {
        return row(&array, place, errors);
    }
    if let [first, second, ..] = tokens
        && let Some(message) = missing_comma(first, second)
    {
        errors.report(second, message);
        return None;
    }
    let number: Option<Spanned<Number>> = number(TAP, tokens, otherwise, errors);
    number.map(Node::Tap)
}

/// The message for two rows or two numbers side by side.
fn missing_comma(first: &TokenTree, second: &TokenTree) -> Option<&'static str> {
    let is_row = |token| group(token, Delimiter::Bracket).is_some();
    match (first, second) {
        (TokenTree::Literal(_), TokenTree::Literal(_)) => Some("missing `,` before this tap"),
        (TokenTree::Literal(_), sign) if is_punct(sign, '-') => {
            Some("missing `,` before this `-`, since the macro does not subtract")
        }
        _ if is_row(first) && is_row(second) => Some("missing `,` before this row"),
        _ => None,
    }
}
