//! Values in strings: the readers, with the place of each mistake in the string.
//!
//! ```text
//! text -> tokens -> flattened -> a reader -> value, or mistakes as ranges of the text
//! ```

use crate::diag::{Diagnostics, Place};
use crate::read;
use crate::read::tokens::{flatten, group};
use crate::written::{Expression, File};
use conv_plan::taps::{Taps, expression};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::ops::Range;

/// What is wrong with a part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes of the part.
    pub range: Range<usize>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// A reader of one value.
pub type Reader<T> = fn(&[TokenTree], Place, &mut Diagnostics) -> Option<T>;

/// Reads a text that is one value.
///
/// ```
/// use conv_syntax::{read, text};
///
/// let scale = text::read("-1/16", read::value::scale)?;
/// assert_eq!(Some(scale.value.tap()), conv_plan::taps::Tap::ratio(-1, 16));
///
/// let mistakes = text::read("clamp", read::value::overflow).map(drop).unwrap_err();
/// assert_eq!(mistakes[0].range, 0..5);
/// assert_eq!(mistakes[0].message, "`clamp` is not an overflow rule: write `saturate`");
/// # Ok::<(), Vec<text::Mistake>>(())
/// ```
///
/// # Errors
///
/// Every mistake that the reader finds, in the order of the text.
pub fn read<T>(text: &str, reader: Reader<T>) -> Result<T, Vec<Mistake>> {
    read_by(text, reader)
}

/// The tokens of a text.
///
/// ```
/// use conv_syntax::text;
///
/// assert_eq!(text::tokens("2 * [1, 2]").map(|tokens| tokens.into_iter().count()).ok(), Some(3));
/// assert!(text::tokens("[1, 2").map(drop).is_err());
/// ```
///
/// # Errors
///
/// A bracket or a quote that is not closed, or closed twice.
pub fn tokens(text: &str) -> Result<TokenStream, Mistake> {
    text.parse()
        .map_err(|error: proc_macro2::LexError| Mistake {
            range: within(text, error.span().byte_range()),
            message: "this cannot be read: close every bracket and quote, and open none twice"
                .into(),
        })
}

fn read_by<T>(
    text: &str,
    reader: impl FnOnce(&[TokenTree], Place, &mut Diagnostics) -> Option<T>,
) -> Result<T, Vec<Mistake>> {
    let stream = tokens(text).map_err(|mistake| vec![mistake])?;
    let mut errors = Diagnostics::default();
    let tokens = flatten(stream, &mut errors);
    let value = reader(&tokens, Place::call(), &mut errors);
    match value {
        Some(value) if errors.count() == 0 => Ok(value),
        _ => Err(mistakes(text, &errors)),
    }
}

/// The kernels that stand under `taps`, each with its name if there are several.
///
/// `file` returns the taps of a file, or the message about it.
///
/// ```
/// use conv_plan::taps::Taps;
/// use conv_syntax::text;
///
/// let kernels = text::taps("2 * sobel_y", &mut |_| Err("no files".into()))?;
/// assert_eq!(kernels, [(None, Taps::from([[-2, -4, -2], [0, 0, 0], [2, 4, 2]]))]);
///
/// let mistakes = text::taps("sobel_x + laplacian(5)", &mut |_| Err("no files".into()));
/// assert_eq!(mistakes.unwrap_err()[0].range, 20..21);
/// # Ok::<(), Vec<text::Mistake>>(())
/// ```
///
/// # Errors
///
/// Every mistake in the text, in its order.
pub fn taps(
    text: &str,
    file: &mut dyn FnMut(&File) -> Result<Taps, String>,
) -> Result<Vec<(Option<String>, Taps)>, Vec<Mistake>> {
    read_by(text, |tokens, place, errors| {
        // An array alone is an expression too, whose evaluation says what is wrong with its rows.
        if let [token] = tokens
            && group(token, Delimiter::Bracket).is_some()
        {
            let array = read::expression::expression(tokens, place, errors)?;
            return evaluated(&array, file, errors).map(|taps| vec![(None, taps)]);
        }
        kernels(read::taps::taps(tokens, place, errors)?, file, errors)
    })
}

fn kernels(
    written: crate::written::Taps,
    file: &mut dyn FnMut(&File) -> Result<Taps, String>,
    errors: &mut Diagnostics,
) -> Option<Vec<(Option<String>, Taps)>> {
    use crate::written::Taps::{Array, Bank, Expression};
    match written {
        Array(array) => {
            let array = read::expression::of_array(&array);
            evaluated(&array, file, errors).map(|taps| vec![(None, taps)])
        }
        Expression(expression) => {
            evaluated(&expression, file, errors).map(|taps| vec![(None, taps)])
        }
        Bank(parts) => {
            let mut all = Vec::new();
            for (name, _, part) in parts {
                let kernels = part.and_then(|part| kernels(part, file, errors));
                all.extend(
                    kernels
                        .into_iter()
                        .flatten()
                        .map(|(_, taps)| (Some(name.clone()), taps)),
                );
            }
            (errors.count() == 0).then_some(all)
        }
    }
}

fn evaluated(
    written: &Expression,
    file: &mut dyn FnMut(&File) -> Result<Taps, String>,
    errors: &mut Diagnostics,
) -> Option<Taps> {
    let result = expression::evaluate(&written.tree, &mut |index| {
        let named = written.files.get(index);
        named.map_or_else(|| Err("this file was not read".into()), &mut *file)
    });
    match result {
        Ok(taps) => Some(taps),
        Err(mistakes) => {
            for mistake in mistakes {
                let place = written.places.get(mistake.at).copied();
                errors.report(place.unwrap_or(written.place), mistake.message);
            }
            None
        }
    }
}

/// The errors about a text as ranges of it, in its order.
///
/// ```
/// use conv_syntax::diag::Diagnostics;
/// use conv_syntax::text;
///
/// let mut errors = Diagnostics::default();
/// let token = "[1, x]".parse::<proc_macro2::TokenStream>()?;
/// errors.add(syn::Error::new_spanned(token, "this is no number"));
/// assert_eq!(text::mistakes("[1, x]", &errors)[0].range, 0..6);
/// # Ok::<(), proc_macro2::LexError>(())
/// ```
#[must_use]
pub fn mistakes(text: &str, errors: &Diagnostics) -> Vec<Mistake> {
    let mistake = |error: &syn::Error| Mistake {
        range: within(text, error.span().byte_range()),
        message: error.to_string(),
    };
    let mut all: Vec<Mistake> = errors.errors().iter().map(mistake).collect();
    all.sort_by_key(|mistake| (mistake.range.start, mistake.range.end));
    all
}

/// A range of the text; all of it, where there are no tokens.
fn within(text: &str, range: Range<usize>) -> Range<usize> {
    if range.is_empty() || !text.is_char_boundary(range.end) {
        return 0..text.len();
    }
    range
}
