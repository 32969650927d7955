//! Reads the tap array: numbers in brackets, nested to any depth.

use super::number::number;
use super::repair::{SHOWN, shown};
use super::tokens::{Piece, brackets, group, inside, is_punct, missing_comma, pieces};
use crate::diag::{Diagnostics, Noun, Place, hidden_by};
use crate::spec::{Node, Number, Spanned};
use num_rational::BigRational;
use num_traits::Zero;
use proc_macro2::{Delimiter, TokenTree};

const TAP: Noun = Noun {
    what: "a tap",
    many: "taps",
    such_as: "2",
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
    let message = expression(tokens).unwrap_or_else(|| match tokens {
        [TokenTree::Ident(word)] => hidden_by(
            &word.to_string(),
            "the taps, such as `[1, 2, 1]` or `[[1, 2], [3, 4]]`",
        ),
        [TokenTree::Group(_) | TokenTree::Ident(_), _, ..] => {
            "kernel expressions are not supported yet: write numbers, such as `[[1, 2, 1], [2, 4, 2], [1, 2, 1]]`".to_owned()
        }
        _ if number(TAP, tokens, place, &mut Diagnostics::default()).is_some() => {
            let tap = shown(tokens);
            format!("`taps` is an array: write `[{tap}]` for a signal, `[[{tap}]]` for a plane, `[[[[{tap}]]]]` for a layer")
        }
        _ => {
            "`taps` is an array: write `[1, 2, 1]` for a signal, `[[1, 2], [3, 4]]` for a plane, `[[[[1, 2], [3, 4]]]]` for a layer".to_owned()
        }
    });
    errors.report(place, message);
    None
}

/// The message for an array that stands in an expression of Rust.
fn expression(tokens: &[TokenTree]) -> Option<String> {
    let written = |array: &TokenTree| {
        group(array, Delimiter::Bracket)?;
        let shown = shown(std::slice::from_ref(array));
        Some(if shown.chars().count() > SHOWN {
            "the array alone".to_owned()
        } else {
            format!("`{shown}`")
        })
    };
    match tokens {
        [and, array] if is_punct(and, '&') => Some(format!(
            "`taps` takes no reference: write {}",
            written(array)?
        )),
        [TokenTree::Ident(vec), not, array] if vec == "vec" && is_punct(not, '!') => {
            Some(format!("`taps` takes no `Vec`: write {}", written(array)?))
        }
        [array, operator, factor @ ..] if group(array, Delimiter::Bracket).is_some() => {
            let factor = exact(factor)?;
            let scale = match operator {
                _ if is_punct(operator, '*') => factor,
                _ if is_punct(operator, '/') && !factor.is_zero() => factor.recip(),
                _ => return None,
            };
            Some(divided(&written(array)?, &scale))
        }
        [factor @ .., times, array] if is_punct(times, '*') => {
            Some(divided(&written(array)?, &exact(factor)?))
        }
        _ => None,
    }
}

/// The message for an array times `scale`.
fn divided(array: &str, scale: &BigRational) -> String {
    format!("the macro does not calculate: write {array}, and add `scale: {scale}`")
}

/// The value of a number.
fn exact(tokens: &[TokenTree]) -> Option<BigRational> {
    let number = number(TAP, tokens, Place::call(), &mut Diagnostics::default())?;
    number.value.tap.exact()
}

/// The message for `[value; count]`.
fn repetition(tokens: &[TokenTree]) -> Option<String> {
    let (value, count) = repeated(tokens)?;
    let instead = match brackets(value) {
        None => count.and_then(|count| list(&shown(value), count)),
        Some(row) => {
            let row = match repeated(&row) {
                Some((tap, columns)) => columns.and_then(|columns| list(&shown(tap), columns)),
                None => Some(shown(value)).filter(|row| row.chars().count() <= SHOWN),
            };
            count.zip(row).map(|(count, row)| {
                list(&row, count).unwrap_or_else(|| format!("{count} rows of `{row}`"))
            })
        }
    };
    let instead = match instead {
        Some(list) if list.starts_with('[') => format!("`{list}`"),
        Some(rows) => rows,
        None => "every tap".to_owned(),
    };
    Some(format!(
        "`[value; count]` is not supported: write {instead}"
    ))
}

/// The value and the count of `value; count`, the count if it is a literal.
fn repeated(tokens: &[TokenTree]) -> Option<(&[TokenTree], Option<usize>)> {
    let mut parts = tokens.split(|token| is_punct(token, ';'));
    let (value, count) = (parts.next()?, parts.next()?);
    let count = match count {
        [TokenTree::Literal(count)] => count.to_string().parse().ok(),
        _ => None,
    };
    Some((value, count))
}

/// A list that holds `one` several times, unless it is too long to be shown.
fn list(one: &str, count: usize) -> Option<String> {
    let length = one.chars().count().saturating_add(2).checked_mul(count)?;
    (count > 0 && length <= SHOWN).then(|| format!("[{}]", vec![one; count].join(", ")))
}

/// Reads what is between two brackets; every element that is wrong is reported.
fn row(tokens: &[TokenTree], place: Place, errors: &mut Diagnostics) -> Option<Node> {
    if let Some(message) = repetition(tokens) {
        errors.report(place, message);
        return None;
    }
    let before = errors.count();
    let mut nodes = Vec::new();
    for Piece { tokens, comma } in pieces(tokens) {
        match (tokens, comma) {
            ([], Some(comma)) => errors.report(comma, "no tap before this `,`: remove one `,`"),
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
    if let Some((place, message)) = missing_comma(tokens) {
        errors.report(place, message);
        return None;
    }
    let number: Option<Spanned<Number>> = number(TAP, tokens, otherwise, errors);
    number.map(Node::Tap)
}
