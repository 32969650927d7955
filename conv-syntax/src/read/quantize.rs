//! Reads how real taps become integers: `8`, or `[8, lossy]`.

use super::count::{BITS, count};
use super::tokens::{brackets, pieces, word};
use crate::diag::{Diagnostics, Place};
use crate::written::Spanned;
use conv_plan::rules::Quantize;
use proc_macro2::TokenTree;

/// Reads `8`, or `[8, lossy]`.
pub fn quantize(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Quantize>> {
    const FORM: &str = "write `8`, or `[8, lossy]` if taps may become 0";
    let place = Place::of(tokens, otherwise);
    let bits = |tokens: &[TokenTree], errors: &mut Diagnostics| {
        let bits = count(&BITS, tokens, place, errors)?.value;
        // What is more than this the check refuses.
        Some(Quantize::new(u32::try_from(bits).unwrap_or(u32::MAX)))
    };
    let Some(inner) = brackets(tokens) else {
        let value = bits(tokens, errors)?;
        return Some(Spanned { value, place });
    };
    let value = match pieces(&inner).as_slice() {
        [only] => bits(only.tokens, errors)?,
        [first, second] => {
            let quantize = bits(first.tokens, errors)?;
            if word(second.tokens).is_none_or(|word| word != "lossy") {
                errors.report(
                    Place::of(second.tokens, place),
                    "after the number of bits comes `lossy`: write `lossy`",
                );
                return None;
            }
            quantize.lossy()
        }
        _ => {
            errors.report(place, format!("`quantize` is a number of bits: {FORM}"));
            return None;
        }
    };
    Some(Spanned { value, place })
}
