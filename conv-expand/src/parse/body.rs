//! Reads the keys between the braces, one between two commas.

use super::tokens::{Piece, SHOWN, brackets, group, is_punct, pieces, shown};
use super::{
    activation, border, closure, count, late, layer, layers, place, quantize, repair, require,
    separable, taps, value,
};
use crate::spec::{Body, GivenKey, Key, Late, LateMistake};
use conv_syntax::diag::{Diagnostics, Place, nearest, repeated};
use num_traits::Zero;
use proc_macro2::{Delimiter, TokenTree};

/// The body of a struct that has none, which has been reported.
pub(super) fn missing() -> Body {
    let mut body = Body::default();
    body.set_taps(None);
    body
}

pub(super) fn body(tokens: &[TokenTree], errors: &mut Diagnostics) -> Body {
    let mut body = Body {
        announced: keys(tokens),
        ..Body::default()
    };
    for Piece { tokens, comma } in pieces(tokens) {
        let mut rest = without_attributes(tokens, errors);
        if let ([], Some(comma)) = (tokens, comma) {
            errors.report(comma, "no key before this `,`: remove one `,`");
        }
        while !rest.is_empty() {
            rest = entry(rest, &mut body, errors);
        }
    }
    for late in std::mem::take(&mut body.late) {
        errors.report(late.place, late::message(&late, &body));
    }
    body
}

/// The keys in front of the colons of a body.
fn keys(tokens: &[TokenTree]) -> Vec<Key> {
    let key = |pair: &[TokenTree]| match pair {
        [TokenTree::Ident(word), colon] if is_punct(colon, ':') => Key::named(&word.to_string()),
        _ => None,
    };
    tokens.windows(2).filter_map(key).collect()
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
            "keys take no attributes or doc comments: move this above the `struct`, or write a `//` comment",
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
    if let Some(key) = quoted(first) {
        errors.report(first, format!("remove the quotes: write `{}`", key.name()));
        leave_broken(key, body);
        return &[];
    }
    let TokenTree::Ident(word) = first else {
        errors.report(
            Place::of(tokens, first.into()),
            "a key and its value go here: write a pair, such as `stride: 2`",
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
            let (at, message) = match (key, after) {
                (None, _) => (
                    place,
                    format!(
                        "a key and its value go here: write a pair, such as `{name}: {example}`"
                    ),
                ),
                (Some(_), []) => (
                    place,
                    format!("`{word}` has no value: write `{name}: {example}`"),
                ),
                (Some(_), [equals, value @ ..]) if is_punct(equals, '=') => {
                    // `=>` is meant too.
                    let value = match value {
                        [head, value @ ..] if is_punct(head, '>') => value,
                        value => value,
                    };
                    let value = shown(value);
                    if (1..=SHOWN).contains(&value.chars().count()) {
                        (
                            Place::of(tokens, place),
                            format!("a key takes `:`, not `=`: write `{name}: {value}`"),
                        )
                    } else {
                        (
                            equals.into(),
                            "a key takes `:`, not `=`: write `:`".to_owned(),
                        )
                    }
                }
                (Some(_), _) => (place, format!("`:` is missing: add `:` after `{word}`")),
            };
            errors.report(at, message);
            if let Some(key) = key
                && open(key, place, place, body, errors)
            {
                leave_broken(key, body);
            }
            return &[];
        }
    };
    let (value, rest) = until_next_key(value, errors);
    let Some(key) = key else {
        let synonym = Key::meant(&word);
        // They are near to `channels`, which is for kernels.
        let sizes = matches!(&*word, "in_channels" | "out_channels");
        let near = || nearest(&word, &names).and_then(Key::named);
        // The key that was meant is not missing: nothing may be reported as if it were.
        let meant = synonym.or_else(|| if sizes { None } else { near() });
        match meant {
            Some(key) if body.announces(key) => errors.report(
                place,
                format!(
                    "unknown key `{word}`, and `{}` is given already: remove one of them",
                    key.name()
                ),
            ),
            Some(Key::Scale) if is_divisor(&word) => errors.report(
                place.to(Place::of(value, place)),
                match over_1(value) {
                    Some(scale) => format!("unknown key `{word}`: write `scale: {scale}`"),
                    None => format!(
                        "unknown key `{word}`: write a fraction, such as `scale: {}`",
                        Key::Scale.example()
                    ),
                },
            ),
            Some(key) if synonym.is_some() => errors.report(
                place,
                format!("unknown key `{word}`: write `{}`", key.name()),
            ),
            Some(key) => errors.report(
                place,
                format!("unknown key `{word}`: did you mean `{}`?", key.name()),
            ),
            None => {
                // The sizes that were meant are not missing.
                let given = [Key::Taps, Key::Shape, Key::Weights];
                if sizes && !given.into_iter().any(|key| body.announces(key)) {
                    leave_broken(Key::Shape, body);
                }
                body.late.push(Late {
                    place,
                    what: LateMistake::UnknownKey(word, is_false(value)),
                });
            }
        }
        if let Some(key) = meant
            && body.key(key).is_none()
        {
            leave_broken(key, body);
        }
        return rest;
    };
    if !open(key, place, place.to(Place::of(value, place)), body, errors) {
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

/// The key in quotes.
fn quoted(token: &TokenTree) -> Option<Key> {
    let text = syn::parse2::<syn::LitStr>(token.clone().into()).ok()?;
    Key::named(&text.value())
}

fn is_false(value: &[TokenTree]) -> bool {
    matches!(value, [TokenTree::Ident(word)] if word == "false")
}

/// Whether the sum would be divided by the value, which `scale` multiplies it by.
fn is_divisor(word: &str) -> bool {
    matches!(word, "divisor" | "divide" | "denominator" | "norm")
}

/// The scale that divides by this value.
fn over_1(value: &[TokenTree]) -> Option<String> {
    let mut silent = Diagnostics::default();
    let divisor = value::scale(value, Place::call(), &mut silent)?;
    let divisor = divisor.value.exact();
    (!divisor.is_zero()).then(|| divisor.recip().to_string())
}

/// Notes that a key was given; `false` if it was given before.
fn open(key: Key, place: Place, entry: Place, body: &mut Body, errors: &mut Diagnostics) -> bool {
    if body.key(key).is_some() {
        errors.report(place, repeated(key.name()));
        return false;
    }
    body.keys.push(GivenKey {
        value: key,
        place,
        entry,
    });
    true
}

/// Splits a value that runs into the next key, because a comma is missing.
fn until_next_key<'a>(
    tokens: &'a [TokenTree],
    errors: &mut Diagnostics,
) -> (&'a [TokenTree], &'a [TokenTree]) {
    let in_bars = |at: usize| {
        let bars = tokens.iter().take(at).filter(|token| is_punct(token, '|'));
        !bars.count().is_multiple_of(2)
    };
    let starts_key = |at: usize| match tokens.get(at..) {
        Some([TokenTree::Ident(word), colon, rest @ ..]) if !in_bars(at) => {
            let path = rest.first().is_some_and(|next| is_punct(next, ':'))
                || at
                    .checked_sub(1)
                    .and_then(|before| tokens.get(before))
                    .is_some_and(|before| is_punct(before, ':'));
            // No value has a single colon in it, so an unknown key ends one too.
            let known = Key::named(&word.to_string()).is_some();
            (known || at > 0) && is_punct(colon, ':') && !path
        }
        _ => false,
    };
    let end = (0..tokens.len()).find(|&at| starts_key(at));
    let (value, rest) = tokens.split_at(end.unwrap_or(tokens.len()));
    match (value, rest) {
        ([value @ .., last], _) if is_punct(last, ';') => {
            errors.report(last, "keys are separated by commas: write `,`");
            (value, rest)
        }
        ([_, ..], [key, ..]) => {
            errors.report(key, format!("missing comma: add `,` before `{key}`"));
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
        Key::Taps => body.set_taps(taps::taps(tokens, place, errors)),
        Key::Shape => body.shape = count::shape(tokens, place, errors).into(),
        Key::Weights => {
            body.weights = layer::weights(tokens, place, errors).into();
            // An array in this place was meant to be `taps`, which decide what is declared.
            if brackets(tokens).is_some() {
                body.set_taps(taps::taps(tokens, place, &mut Diagnostics::default()));
            }
        }
        Key::Axes => body.axes = layer::axes(tokens, place, errors).into(),
        Key::Bias => {
            let given = body.announces(Key::Shape);
            body.bias = layer::bias(tokens, given, place, errors).into();
        }
        Key::Layout => body.layout = layers::layout(tokens, place, errors).into(),
        Key::Groups => body.groups = layer::groups(tokens, place, errors).into(),
        Key::Activation => body.activation = activation::activation(tokens, place, errors).into(),
        Key::Winograd => body.winograd = layers::winograd(tokens, place, errors).into(),
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
        Key::Method => body.method = value::method(tokens, place, errors).into(),
        Key::Scale => body.scale = value::scale(tokens, place, errors).into(),
        Key::Overflow => body.overflow = value::overflow(tokens, place, errors).into(),
        Key::Anchor => body.anchor = count::counts(&count::ANCHOR, tokens, place, errors).into(),
        Key::Arithmetic => body.arithmetic = value::arithmetic(tokens, place, errors).into(),
        Key::Missing => body.missing = value::missing(tokens, place, errors).into(),
        Key::Crate => body.krate = place::path(tokens, place, errors).into(),
        Key::Interpolate => {
            body.interpolate = count::only(&count::INTERPOLATE, tokens, place, errors).into();
        }
        Key::Channels => body.channels = value::channels(tokens, place, errors).into(),
        Key::Map => {
            body.map = closure::closure(("map", key.example()), tokens, place, errors).into();
        }
        Key::Combine => {
            let key = ("combine", key.example());
            body.combine = closure::closure(key, tokens, place, errors).into();
        }
        Key::Verify => body.verify = place::verify(tokens, place, errors).into(),
        Key::Quantize => body.quantize = quantize::quantize(tokens, place, errors).into(),
        Key::Separable => body.separable = separable::separable(tokens, place, errors).into(),
        Key::Require => body.require = require::require(tokens, place, errors).into(),
    }
}
