//! Reads `#[attrs] vis struct Name: In -> Out`, then the body.

use super::tokens::{group, inside, is_punct, is_word};
use super::{body, words};
use crate::spec::{Entry, Spanned, Spec};
use conv_plan::number::ElementType;
use conv_syntax::diag::{Diagnostics, Place, instead, one_of};
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Attribute, Visibility};

/// Reads one struct and moves `rest` to what follows it.
///
/// `None` if not even a name could be read; `rest` then begins with the
/// offending token.
pub(super) fn declaration(rest: &mut &[TokenTree], errors: &mut Diagnostics) -> Option<Spec> {
    let before = errors.count();
    let attrs = attributes(rest, errors);
    let vis = visibility(rest);
    let ident = name(rest, errors)?;
    let place = Place::from(ident.span());
    let (types, braces) = until_braces(rest);
    let (input, output) = types_of(&ident, types, errors);
    let mut language = Vec::new();
    words::of_types(types, &mut language);
    let body = match braces {
        Some(tokens) => {
            words::of_body(&tokens, &mut language);
            body::body(&tokens, errors)
        }
        None => {
            errors.report(
                place,
                format!("`{ident}` has no body: add `{{ taps: [..] }}` after the types"),
            );
            body::missing()
        }
    };
    if let [first, after @ ..] = rest
        && is_punct(first, ';')
    {
        *rest = after;
    }
    Some(Spec {
        attrs,
        vis,
        ident,
        input,
        output,
        body,
        words: language,
        sound: errors.count() == before,
    })
}

fn attributes(rest: &mut &[TokenTree], errors: &mut Diagnostics) -> Vec<Attribute> {
    let mut tokens = TokenStream::new();
    while let [pound, list, after @ ..] = rest
        && is_punct(pound, '#')
        && group(list, Delimiter::Bracket).is_some()
    {
        tokens.extend([pound.clone(), list.clone()]);
        *rest = after;
    }
    Attribute::parse_outer
        .parse2(tokens)
        .unwrap_or_else(|error| {
            errors.add(error);
            Vec::new()
        })
}

fn visibility(rest: &mut &[TokenTree]) -> Visibility {
    let length = match rest {
        [public, scope, ..] if is_word(public, "pub") && is_scope(scope) => 2,
        [public, ..] if is_word(public, "pub") => 1,
        _ => 0,
    };
    let (vis, after) = rest.split_at(length);
    *rest = after;
    syn::parse2(vis.iter().cloned().collect()).unwrap_or(Visibility::Inherited)
}

/// Whether this is the `(crate)` of `pub(crate)` or one of its kin.
fn is_scope(token: &TokenTree) -> bool {
    group(token, Delimiter::Parenthesis).is_some_and(|group| {
        inside(group).first().is_some_and(|first| {
            ["crate", "self", "super", "in"]
                .iter()
                .any(|word| is_word(first, word))
        })
    })
}

/// Reads `struct Name`.
fn name(rest: &mut &[TokenTree], errors: &mut Diagnostics) -> Option<Ident> {
    const FORM: &str = "`struct Name: In -> Out { taps: [..] }`";
    match rest {
        [keyword, name, after @ ..] if is_word(keyword, "struct") => {
            match syn::parse2::<Ident>(name.clone().into()) {
                Ok(ident) => {
                    *rest = after;
                    Some(ident)
                }
                Err(_) => {
                    errors.report(
                        name,
                        format!("this cannot be a struct's name: write {FORM}"),
                    );
                    *rest = rest.get(1..).unwrap_or_default();
                    None
                }
            }
        }
        [token, ..] => {
            let message = if is_word(token, "struct") {
                format!("the struct has no name: write {FORM}")
            } else {
                format!("only kernels go in `conv_kernel!`: move this out, or write {FORM}")
            };
            errors.report(token, message);
            None
        }
        [] => {
            errors.report(
                Place::call(),
                format!("a kernel is missing after the last attribute or `pub`: add {FORM}"),
            );
            None
        }
    }
}

/// The tokens before the braces, and those inside them.
///
/// A struct without braces ends before a `;` or the next struct.
fn until_braces<'a>(rest: &mut &'a [TokenTree]) -> (&'a [TokenTree], Option<Vec<TokenTree>>) {
    let ends = |token: &TokenTree| {
        group(token, Delimiter::Brace).is_some()
            || is_punct(token, ';')
            || is_punct(token, '#')
            || is_word(token, "struct")
            || is_word(token, "pub")
    };
    let length = rest.iter().take_while(|token| !ends(token)).count();
    let (types, after) = rest.split_at(length);
    *rest = after;
    let braces = match after {
        [first, after @ ..] => group(first, Delimiter::Brace).map(|braces| {
            *rest = after;
            inside(braces)
        }),
        [] => None,
    };
    (types, braces)
}

type Element = Entry<Spanned<ElementType>>;

/// Reads `: In -> Out` or `: Both`.
fn types_of(ident: &Ident, tokens: &[TokenTree], errors: &mut Diagnostics) -> (Element, Element) {
    let place = Place::from(ident.span());
    let broken = (Entry::Broken, Entry::Broken);
    let types = match tokens {
        [colon, types @ ..] if is_punct(colon, ':') => types,
        [] => {
            errors.report(
                place,
                format!(
                    "`{ident}` has no element types: add them after the name, such as `: u8 -> i16`"
                ),
            );
            return broken;
        }
        [open, ..] if is_punct(open, '<') => return generic(ident, tokens, errors),
        [TokenTree::Group(types)] if types.delimiter() == Delimiter::Parenthesis => {
            let element = element(&inside(types), place, &mut Diagnostics::default());
            let instead = match element.written() {
                Some(ty) => format!(": {}", ty.value),
                None => ": u8 -> i16".to_owned(),
            };
            errors.report(
                Place::of(tokens, place),
                format!("element types go after a colon: write `{instead}`"),
            );
            return broken;
        }
        _ => {
            errors.report(
                Place::of(tokens, place),
                "`:` is missing after the name: write the element types, such as `: u8 -> i16`",
            );
            return broken;
        }
    };
    if types.is_empty() {
        errors.report(
            Place::of(tokens, place),
            "no element types after `:`: add them, such as `u8 -> i16`",
        );
        return broken;
    }
    // `=>` is read as the arrow that was meant.
    let arrow = types.windows(2).position(|pair| {
        matches!(pair, [dash, head]
            if (is_punct(dash, '-') || is_punct(dash, '=')) && is_punct(head, '>'))
    });
    match arrow {
        None => {
            let both = element(types, place, errors);
            (both.clone(), both)
        }
        Some(at) => {
            let (input, rest) = types.split_at(at);
            let (arrow, output) = rest.split_at(2);
            let place = Place::of(arrow, place);
            if arrow.first().is_some_and(|first| is_punct(first, '=')) {
                errors.report(
                    place,
                    "`=>` is not the arrow between element types: write `->`",
                );
            }
            let side = |tokens: &[TokenTree], missing: &str, errors: &mut Diagnostics| {
                if tokens.is_empty() {
                    errors.report(place, missing);
                    return Entry::Broken;
                }
                element(tokens, place, errors)
            };
            (
                side(
                    input,
                    "the input type is missing before `->`: add an element type, such as `u8`",
                    errors,
                ),
                side(
                    output,
                    "the output type is missing after `->`: add an element type, such as `i16`",
                    errors,
                ),
            )
        }
    }
}

/// Reports `<..>` after the name, and reads the types that follow it.
fn generic(ident: &Ident, tokens: &[TokenTree], errors: &mut Diagnostics) -> (Element, Element) {
    let place = Place::from(ident.span());
    let mut depth = 0usize;
    let mut after_dash = false;
    let length = tokens.iter().position(|token| {
        if is_punct(token, '<') {
            depth += 1;
        } else if is_punct(token, '>') && !after_dash {
            depth = depth.saturating_sub(1);
        }
        after_dash = is_punct(token, '-');
        depth == 0
    });
    let (parameters, rest) = tokens.split_at(length.map_or(tokens.len(), |length| length + 1));
    let types = types_of(ident, rest, &mut Diagnostics::default());
    let shown = match parameters {
        [_, _, _] => written(parameters),
        _ => "<..>".to_owned(),
    };
    let also = if types.0.is_broken() || types.1.is_broken() {
        ", and write element types, such as `: u8 -> i16`"
    } else {
        ""
    };
    errors.report(
        Place::of(parameters, place),
        format!("a kernel has no generic parameters: remove `{shown}`{also}"),
    );
    types
}

/// The tokens as a user writes them, next to each other.
fn written(tokens: &[TokenTree]) -> String {
    tokens.iter().map(ToString::to_string).collect()
}

/// Reads one element type; an absent one is reported at `otherwise`.
fn element(tokens: &[TokenTree], otherwise: Place, errors: &mut Diagnostics) -> Element {
    let place = Place::of(tokens, otherwise);
    let names = ElementType::ALL.map(ElementType::name);
    let Some(word) = super::tokens::word(tokens) else {
        let shown = written(tokens);
        let message = match named(tokens).as_slice() {
            [only] => format!("`{shown}` is not an element type: write `{only}`"),
            [input, output] => {
                format!(
                    "the arrow between the element types is missing: write `{input} -> {output}`"
                )
            }
            _ => format!("this is not an element type: write {}", one_of(&names)),
        };
        errors.report(place, message);
        return Entry::Broken;
    };
    let word = word.to_string();
    let known = ElementType::ALL.into_iter().find(|ty| ty.name() == word);
    if known.is_none() {
        let instead = match substitute(&word) {
            Some(other) => format!("write {other}"),
            None => instead(&word, &names),
        };
        errors.report(place, format!("`{word}` is not an element type: {instead}"));
    }
    known.map(|value| Spanned { value, place }).into()
}

/// The element types among the tokens.
fn named(tokens: &[TokenTree]) -> Vec<ElementType> {
    let mut types = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                types.extend(ElementType::ALL.into_iter().find(|ty| ty.name() == word));
            }
            TokenTree::Group(group) => types.extend(named(&inside(group))),
            _ => {}
        }
    }
    types
}

/// What to write instead of a type that exists but is not an element type.
fn substitute(ty: &str) -> Option<&'static str> {
    match ty {
        "u32" | "i64" | "u64" | "i128" | "u128" | "isize" | "usize" => Some("`i32` or `f64`"),
        "f16" | "bf16" => Some("`f32`"),
        "f128" => Some("`f64`"),
        "bool" | "char" => Some("`u8`"),
        _ => None,
    }
}
