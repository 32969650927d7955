//! Reads counts of elements and lists of them: stride, dilation, shape, anchor.

use super::number::number;
use super::tokens::{Piece, brackets, pieces};
use crate::diag::{Diagnostics, Noun, Place};
use crate::spec::{Axes, Spanned};
use conv_plan::taps::Tap;
use num_traits::{Signed, ToPrimitive};
use proc_macro2::TokenTree;

/// The largest count that is read, so that a declaration means the same on 32-bit targets.
const LARGEST: usize = i32::MAX as usize;

/// What a count is for.
pub(super) struct Count {
    noun: Noun,
    /// The least that it may be, for messages; the kernel's check enforces it.
    least: usize,
}

impl Count {
    const fn at_least_1(what: &'static str) -> Self {
        Self {
            noun: Noun {
                what,
                such_as: "`1` or `2`",
            },
            least: 1,
        }
    }

    const fn at_least_0(what: &'static str) -> Self {
        Self {
            noun: Noun {
                what,
                such_as: "`0` or `1`",
            },
            least: 0,
        }
    }
}

pub(super) const STRIDE: Count = Count::at_least_1("a stride");
pub(super) const DILATION: Count = Count::at_least_1("a dilation");
pub(super) const ANCHOR: Count = Count::at_least_0("an anchor");
pub(super) const GROUPS: Count = Count::at_least_1("a number of groups");
pub(super) const AXES: Count = Count::at_least_1("a number of axes");
pub(super) const PADDING: Count = Count::at_least_0("a padding");
pub(super) const OUTPUT_PADDING: Count = Count::at_least_0("an output padding");
const SIZE: Count = Count::at_least_1("a size");

/// Reads a count of elements.
pub(super) fn count(
    count: &Count,
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<usize>> {
    let Count { noun, least } = count;
    let what = noun.what;
    let read = number(*noun, tokens, otherwise, errors)?;
    let place = read.place;
    let message = match &read.value.tap {
        Tap::Ratio(value) if value.is_negative() => {
            format!("{what} cannot be negative: write {least} or more")
        }
        Tap::Ratio(value) if value.is_integer() => {
            match value.to_usize().filter(|&value| value <= LARGEST) {
                Some(value) => return Some(Spanned { value, place }),
                None => format!("this is too large for {what}: write at most {LARGEST}"),
            }
        }
        _ => format!("{what} is a whole number: write an integer literal, {least} or more"),
    };
    errors.report(place, message);
    None
}

/// Reads the elements of a list; every one that is wrong is reported.
pub(super) fn list<T>(
    tokens: &[TokenTree],
    place: Place,
    errors: &mut Diagnostics,
    mut element: impl FnMut(&[TokenTree], &mut Diagnostics) -> Option<T>,
) -> Option<Spanned<Vec<T>>> {
    let before = errors.count();
    let mut value = Vec::new();
    for Piece { tokens, comma } in pieces(tokens) {
        match (tokens, comma) {
            ([], Some(comma)) => errors.report(comma, "expected a value before this `,`"),
            _ => value.extend(element(tokens, errors)),
        }
    }
    (errors.count() == before).then_some(Spanned { value, place })
}

/// Reads `2` or `[2, 1]`.
pub(super) fn counts(
    kind: &Count,
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Axes<usize>> {
    let place = Place::of(tokens, otherwise);
    match brackets(tokens) {
        Some(inner) => list(&inner, place, errors, |tokens, errors| {
            count(kind, tokens, place, errors)
        })
        .map(Axes::Each),
        None => count(kind, tokens, otherwise, errors).map(Axes::All),
    }
}

/// Reads `[3, 3]`.
pub(super) fn shape(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Vec<Spanned<usize>>>> {
    let place = Place::of(tokens, otherwise);
    let Some(inner) = brackets(tokens) else {
        errors.report(
            place,
            "the shape is a list of sizes: write `[5]` for a signal kernel, `[3, 3]` for a plane kernel, or `[32, 16, 3, 3]` for a layer",
        );
        return None;
    };
    list(&inner, place, errors, |tokens, errors| {
        count(&SIZE, tokens, place, errors)
    })
}
