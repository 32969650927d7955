//! Reads the values that only declarations have: the crate's path, and where kernels are verified.

use super::tokens::is_punct;
use super::value::choice;
use crate::paths::Krate;
use crate::spec::{Spanned, Verify};
use conv_syntax::diag::{Diagnostics, Place};
use proc_macro2::TokenTree;

pub(super) fn verify(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Verify>> {
    let synonym = |word: &str| matches!(word, "true" | "tests" | "always").then_some("`test`");
    let places = [("test", Verify::Test)];
    choice(
        "a place of `verify`",
        &places,
        synonym,
        tokens,
        otherwise,
        errors,
    )
}

/// Reads `a::b` or `::a::b`.
pub(super) fn path(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Krate> {
    let mut rest = strip_colons(tokens).unwrap_or(tokens);
    let complete = loop {
        match rest {
            [TokenTree::Ident(_)] => break true,
            [TokenTree::Ident(_), after @ ..] => match strip_colons(after) {
                Some(after) => rest = after,
                None => break false,
            },
            _ => break false,
        }
    };
    if complete {
        return Some(Krate::new(tokens.iter().cloned().collect()));
    }
    errors.report(
        Place::of(tokens, otherwise),
        "`crate` is the path of the crate `conv-kernel`: write a path, such as `::conv_kernel`",
    );
    None
}

fn strip_colons(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [first, second, rest @ ..] if is_punct(first, ':') && is_punct(second, ':') => Some(rest),
        _ => None,
    }
}
