//! Reads taps: numbers in brackets, nested to any depth, or an expression.

use super::count::{REPETITIONS, count};
use super::expression::expression;
use super::number::number;
use super::tokens::{
    Piece, SHOWN, brackets, group, inside, is_punct, missing_comma, pieces, shown,
};
use crate::diag::{Diagnostics, Noun, Place};
use crate::written::{Node, Number, Spanned, Taps};
use conv_plan::taps::expression::unknown;
use proc_macro2::{Delimiter, TokenTree};

/// What the numbers of taps are for.
pub const TAP: Noun = Noun {
    what: "a tap",
    many: "taps",
    such_as: "2",
};

/// Taps that repetitions may make: the largest kernel of a file of expressions has as many.
const MOST: usize = 1 << 16;

/// The message for what is neither an array nor the beginning of an expression.
pub const NO_ARRAY: &str = "`taps` is an array: write `[1, 2, 1]` for a signal, `[[1, 2], [3, 4]]` for a plane, `[[[[1, 2], [3, 4]]]]` for a layer";

/// The message for a list of kernels.
const SEVERAL: &str = "several kernels have names: write `{ gx: sobel_x, gy: sobel_y }`";

/// Reads all that may stand under `taps`.
pub fn taps(tokens: &[TokenTree], otherwise: Place, errors: &mut Diagnostics) -> Option<Taps> {
    let place = Place::of(tokens, otherwise);
    if let [token] = tokens
        && let Some(array) = group(token, Delimiter::Bracket)
    {
        return row(&inside(array), place, errors).map(Taps::Array);
    }
    if let [token] = tokens
        && let Some(list) = group(token, Delimiter::Brace)
    {
        return bank(&inside(list), place, errors).map(Taps::Bank);
    }
    if let [token] = tokens
        && let Some(list) = group(token, Delimiter::Parenthesis)
        && are_kernels(&pieces(&inside(list)))
    {
        errors.report(place, SEVERAL);
        return None;
    }
    let number = || number(TAP, tokens, place, &mut Diagnostics::default());
    let message = if tokens.is_empty() {
        NO_ARRAY.to_owned()
    } else if let Some(message) = of_rust(tokens) {
        message
    } else if number().is_some() {
        let tap = shown(tokens);
        format!(
            "`taps` is an array: write `[{tap}]` for a signal, `[[{tap}]]` for a plane, `[[[[{tap}]]]]` for a layer"
        )
    } else if let [TokenTree::Ident(word)] = tokens
        && let Some(message) = unknown(&word.to_string())
    {
        // Known now, so that a value of another key is told the key.
        message
    } else {
        return expression(tokens, place, errors).map(Taps::Expression);
    };
    errors.report(place, message);
    None
}

/// Reads `gx: taps, gy: taps` between two braces.
fn bank(
    tokens: &[TokenTree],
    place: Place,
    errors: &mut Diagnostics,
) -> Option<Vec<(String, Place, Option<Taps>)>> {
    let mut parts: Vec<(String, Place, Option<Taps>)> = Vec::new();
    for Piece { tokens, comma } in pieces(tokens) {
        let (token, value) = match (tokens, comma) {
            ([], Some(comma)) => {
                errors.report(comma, "no kernel before this `,`: remove one `,`");
                return None;
            }
            ([name @ TokenTree::Ident(_), colon, value @ ..], _) if is_punct(colon, ':') => {
                (name, value)
            }
            (tokens, _) => {
                errors.report(
                    Place::of(tokens, place),
                    "a kernel has a name here: write a pair, such as `gx: sobel_x`",
                );
                return None;
            }
        };
        let name = token.to_string();
        if parts.iter().any(|(known, ..)| *known == name) {
            errors.report(
                token,
                format!("two kernels are named `{name}`: give one another name"),
            );
            return None;
        }
        let value = match taps(value, token.into(), errors) {
            Some(Taps::Bank(_)) => {
                errors.report(
                    Place::of(value, token.into()),
                    "the kernels of a bank are no banks: write the taps of one",
                );
                return None;
            }
            taps => taps,
        };
        parts.push((name, token.into(), value));
    }
    if parts.is_empty() {
        errors.report(
            place,
            "this has no kernel: write several with their names, such as `{ gx: sobel_x, gy: sobel_y }`",
        );
        return None;
    }
    Some(parts)
}

/// The message for an array that stands in an expression of Rust.
fn of_rust(tokens: &[TokenTree]) -> Option<String> {
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
        _ => None,
    }
}

/// Reads `value; count` between two brackets: so many equal taps or rows.
fn repetition(
    value: &[TokenTree],
    times: &[TokenTree],
    place: Place,
    errors: &mut Diagnostics,
) -> Option<Node> {
    let before = errors.count();
    let one = node(value, place, errors);
    let times = count(&REPETITIONS, times, place, errors);
    let (one, times) = (one?, times?);
    if errors.count() > before {
        return None;
    }
    // An empty row has no taps, but takes memory.
    let taps = one.taps().max(1).saturating_mul(times.value);
    if taps > MOST {
        errors.report(
            times.place,
            format!("this makes {taps} taps: write a count that makes at most {MOST}"),
        );
        return None;
    }
    Some(Node::Row(Spanned {
        value: vec![one; times.value],
        place,
    }))
}

/// Reads what is between two brackets; every element that is wrong is reported.
pub fn row(tokens: &[TokenTree], place: Place, errors: &mut Diagnostics) -> Option<Node> {
    let mut parts = tokens.split(|token| is_punct(token, ';'));
    match (parts.next(), parts.next(), parts.next()) {
        (Some(value), Some(times), None) => return repetition(value, times, place, errors),
        (_, _, Some(_)) => {
            errors.report(
                place,
                "a repetition has one `;`: write a value and a count, such as `[0.2; 5]`",
            );
            return None;
        }
        _ => {}
    }
    let before = errors.count();
    let mut nodes = Vec::new();
    let pieces = pieces(tokens);
    if are_kernels(&pieces) {
        errors.report(place, SEVERAL);
        return None;
    }
    for Piece { tokens, comma } in pieces {
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

/// Whether several of these begin with the name of a kernel, or with its negative.
fn are_kernels(pieces: &[Piece<'_>]) -> bool {
    let kernel = |piece: &&Piece<'_>| {
        let tokens = match piece.tokens {
            [minus, tokens @ ..] if is_punct(minus, '-') => tokens,
            tokens => tokens,
        };
        is_kernel(tokens) && !starts_with(tokens, "pi")
    };
    pieces.iter().filter(kernel).count() > 1
}

fn starts_with(tokens: &[TokenTree], word: &str) -> bool {
    matches!(tokens, [TokenTree::Ident(first), ..] if first == word)
}

/// Whether this begins with the name of a kernel, or with `pi`.
fn is_kernel(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Ident(word), ..] if unknown(&word.to_string()).is_none())
}

fn node(tokens: &[TokenTree], otherwise: Place, errors: &mut Diagnostics) -> Option<Node> {
    let place = Place::of(tokens, otherwise);
    if let Some(array) = brackets(tokens) {
        return row(&array, place, errors);
    }
    if let [word, ..] = tokens
        && is_kernel(tokens)
    {
        let message = format!("`{word}` is no number: write it without the brackets around it");
        errors.report(place, message);
        return None;
    }
    if let Some((place, message)) = missing_comma(tokens) {
        errors.report(place, message);
        return None;
    }
    let number: Option<Spanned<Number>> = number(TAP, tokens, otherwise, errors);
    number.map(Node::Tap)
}
