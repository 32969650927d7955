//! Reads the words that only layers take.

use super::value::choice;
use crate::diag::{Diagnostics, Place};
use crate::written::Spanned;
use conv_plan::rules::layer::{Layout, Winograd};
use proc_macro2::TokenTree;

/// Reads `nchw` and its like.
pub fn layout(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Layout>> {
    let layouts = Layout::ALL.map(|layout| (layout.name(), layout));
    let synonym = |word: &str| match word {
        "channels_first" => Some("`nchw`"),
        "channels_last" => Some("`nhwc`"),
        "blocked" | "nChw16c" => Some("`nchw16`"),
        _ => None,
    };
    choice("a layout", &layouts, synonym, tokens, otherwise, errors)
}

/// Reads `auto`, `never` or `always`.
pub fn winograd(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Winograd>> {
    let choices = [Winograd::Auto, Winograd::Never, Winograd::Always].map(|all| (all.name(), all));
    let synonym = |word: &str| match word {
        "true" | "yes" | "on" => Some("`auto` or `always`"),
        "false" | "no" | "off" => Some("`never`"),
        _ => None,
    };
    choice(
        "a value of `winograd`",
        &choices,
        synonym,
        tokens,
        otherwise,
        errors,
    )
}
