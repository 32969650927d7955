//! Reads the keys between the braces, one between two commas.

use super::tokens::{Piece, brackets, group, is_punct, pieces};
use super::{border, count, layer, repair, taps, value};
use crate::diag::{Diagnostics, Place, nearest, one_of, repeated};
use crate::spec::{Body, Entry, Key, Spanned};
use proc_macro2::{Delimiter, TokenTree};

/// The body of a struct that has none, which has been reported.
pub(super) fn missing() -> Body {
    Body {
        taps: Entry::Broken,
        ..Body::default()
    }
}

pub(super) fn body(tokens: &[TokenTree], errors: &mut Diagnostics) -> Body {
    let mut body = Body::default();
    for Piece { tokens, comma } in pieces(tokens) {
        let mut rest = without_attributes(tokens, errors);
        if let ([], Some(comma)) = (tokens, comma) {
            errors.report(comma, "expected a key before this `,`: remove it");
        }
        while !rest.is_empty() {
            rest = entry(rest, &mut body, errors);
        }
    }
    body
}

/// Reports attributes and doc comments before a key.
fn without_attributes<'a>(
    mut tokens: &'a [TokenTree],
    errors: &mut Diagnostics,
) -> &'a [TokenTree] {
    while let [pound, list, rest @ ..] = tokens
        && is_punct(pound, '#')
        && group(list, Delimiter::Bracket).is_some()
    {
        errors.report(
            Place::of(&[pound.clone(), list.clone()], pound.into()),
            "attributes and doc comments belong to the struct: move it there, or write a `//` comment",
        );
        tokens = rest;
    }
    tokens
}

/// Reads `key: value`; what follows a missing comma is left over.
fn entry<'a>(
    tokens: &'a [TokenTree],
    body: &mut Body,
    errors: &mut Diagnostics,
) -> &'a [TokenTree] {
    let names = Key::ALL.map(Key::name);
    let [first, after @ ..] = tokens else {
        return tokens;
    };
    let TokenTree::Ident(word) = first else {
        errors.report(
            Place::of(tokens, first.into()),
            "expected a key and its value, such as `stride: 2`",
        );
        return &[];
    };
    let word = word.to_string();
    let place = Place::from(first);
    let key = Key::named(&word);
    let value = match after {
        [colon, value @ ..] if is_punct(colon, ':') => value,
        _ => {
            let example = key.map_or("2", Key::example);
            let name = key.map_or("stride", Key::name);
            let message = match (key, after) {
                (None, _) => format!("expected a key and its value, such as `{name}: {example}`"),
                (Some(_), []) => format!("`{word}` has no value: write `{name}: {example}`"),
                (Some(_), _) => format!("expected `:` after `{word}`: write `{name}: {example}`"),
            };
            let at = match (key, after) {
                (Some(_), [next, ..]) => next.into(),
                _ => place,
            };
            errors.report(at, message);
            if let Some(key) = key
                && open(key, place, body, errors)
            {
                leave_broken(key, body);
            }
            return &[];
        }
    };
    let (value, rest) = until_next_key(value, errors);
    let Some(key) = key else {
        // The key that was meant is not missing: nothing may be reported as if it were.
        let meant = Key::meant(&word).or_else(|| nearest(&word, &names).and_then(Key::named));
        let message = match meant {
            Some(Key::Scale) if is_divisor(&word) => {
                let scale = match value {
                    [TokenTree::Literal(divisor)] => format!("1/{divisor}"),
                    _ => Key::Scale.example().to_owned(),
                };
                format!("unknown key `{word}`: did you mean `scale: {scale}`?")
            }
            Some(key) => format!("unknown key `{word}`: did you mean `{}`?", key.name()),
            None => format!("unknown key `{word}`: write {}", one_of(&names)),
        };
        if let Some(key) = meant
            && body.key(key).is_none()
        {
            leave_broken(key, body);
        }
        errors.report(place, message);
        return rest;
    };
    if !open(key, place, body, errors) {
        return rest;
    }
    if value.is_empty() {
        errors.report(
            place,
            format!("`{word}` has no value: write `{word}: {}`", key.example()),
        );
        leave_broken(key, body);
    } else {
        repair::value(key, value, place, body, errors);
    }
    rest
}

/// Whether the sum would be divided by the value, which `scale` multiplies it by.
fn is_divisor(word: &str) -> bool {
    matches!(word, "divisor" | "divide" | "denominator" | "norm")
}

/// Notes that a key was given; `false` if it was given before.
fn open(key: Key, place: Place, body: &mut Body, errors: &mut Diagnostics) -> bool {
    if body.key(key).is_some() {
        errors.report(place, repeated(key.name()));
        return false;
    }
    body.keys.push(Spanned { value: key, place });
    true
}

/// Splits a value that runs into the next key, because a comma is missing.
fn until_next_key<'a>(
    tokens: &'a [TokenTree],
    errors: &mut Diagnostics,
) -> (&'a [TokenTree], &'a [TokenTree]) {
    let starts_key = |at: usize| match tokens.get(at..) {
        Some([TokenTree::Ident(word), colon, rest @ ..]) => {
            let path = rest.first().is_some_and(|next| is_punct(next, ':'))
                || at
                    .checked_sub(1)
                    .and_then(|before| tokens.get(before))
                    .is_some_and(|before| is_punct(before, ':'));
            Key::named(&word.to_string()).is_some() && is_punct(colon, ':') && !path
        }
        _ => false,
    };
    let end = (0..tokens.len()).find(|&at| starts_key(at));
    let (value, rest) = tokens.split_at(end.unwrap_or(tokens.len()));
    match (value, rest) {
        ([value @ .., last], _) if is_punct(last, ';') => {
            errors.report(last, "keys are separated by commas: write `,` here");
            (value, rest)
        }
        ([_, ..], [key, ..]) => {
            errors.report(key, format!("missing `,` before `{key}`"));
            (value, rest)
        }
        _ => (value, rest),
    }
}

/// Marks the entry of a key whose value is missing, which has been reported.
fn leave_broken(key: Key, body: &mut Body) {
    read(key, &[], Place::call(), body, &mut Diagnostics::default());
}

/// Reads the value of one key into its place.
pub(super) fn read(
    key: Key,
    tokens: &[TokenTree],
    place: Place,
    body: &mut Body,
    errors: &mut Diagnostics,
) {
    match key {
        Key::Taps => body.taps = taps::taps(tokens, place, errors).into(),
        Key::Shape => body.shape = count::shape(tokens, place, errors).into(),
        Key::Weights => {
            body.weights = layer::weights(tokens, place, errors).into();
            // An array in this place was meant to be `taps`, which decide what is declared.
            if brackets(tokens).is_some() {
                body.taps = taps::taps(tokens, place, &mut Diagnostics::default()).into();
            }
        }
        Key::Axes => body.axes = layer::axes(tokens, place, errors).into(),
        Key::Bias => body.bias = layer::bias(tokens, place, errors).into(),
        Key::Layout => body.layout = layer::layout(tokens, place, errors).into(),
        Key::Groups => body.groups = layer::groups(tokens, place, errors).into(),
        Key::Activation => body.activation = layer::activation(tokens, place, errors).into(),
        Key::Winograd => body.winograd = layer::winograd(tokens, place, errors).into(),
        Key::Transposed => body.transposed = layer::transposed(tokens, place, errors).into(),
        Key::OutputPadding => {
            body.output_padding =
                count::counts(&count::OUTPUT_PADDING, tokens, place, errors).into();
        }
        Key::Accumulator => body.accumulator = value::accumulator(tokens, place, errors).into(),
        Key::Stride => body.stride = count::counts(&count::STRIDE, tokens, place, errors).into(),
        Key::Dilation => {
            body.dilation = count::counts(&count::DILATION, tokens, place, errors).into();
        }
        Key::Padding => body.padding = value::padding(tokens, place, errors).into(),
        Key::Border => body.border = border::border(tokens, place, errors).into(),
        Key::Mode => body.mode = value::mode(tokens, place, errors).into(),
        Key::Scale => body.scale = value::scale(tokens, place, errors).into(),
        Key::Overflow => body.overflow = value::overflow(tokens, place, errors).into(),
        Key::Anchor => body.anchor = count::counts(&count::ANCHOR, tokens, place, errors).into(),
        Key::Crate => body.krate = value::path(tokens, place, errors).into(),
    }
}
