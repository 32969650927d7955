//! Reads counts of elements and lists of them: stride, dilation, shape, anchor.

use super::number::number;
use super::tokens::{Piece, brackets, missing_comma, pieces};
use crate::diag::{Diagnostics, Noun, Place};
use crate::written::{Axes, Number, Spanned};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use proc_macro2::TokenTree;

/// The largest count that is read, so that a declaration means the same on 32-bit targets.
const LARGEST: usize = i32::MAX as usize;

/// What a count is for.
#[derive(Debug, Clone, Copy)]
pub struct Count {
    noun: Noun,
    /// The least that it may be, for messages; the kernel's check enforces it.
    least: usize,
}

impl Count {
    const fn new(what: &'static str, many: &'static str, such_as: &'static str) -> Self {
        Self {
            noun: Noun {
                what,
                many,
                such_as,
            },
            least: 1,
        }
    }

    const fn or_0(self) -> Self {
        Self { least: 0, ..self }
    }
}

/// Of `stride`.
pub const STRIDE: Count = Count::new("`stride`", "strides", "2");
/// Of `dilation`.
pub const DILATION: Count = Count::new("`dilation`", "dilations", "2");
/// Of `anchor`.
pub const ANCHOR: Count = Count::new("`anchor`", "anchors", "1").or_0();
/// Of `groups`.
pub const GROUPS: Count = Count::new("`groups`", "groups", "2");
/// Of `axes`.
pub const AXES: Count = Count::new("`axes`", "axes", "1");
/// Of `padding`.
pub const PADDING: Count = Count::new("`padding`", "paddings", "1").or_0();
/// Of `output_padding`.
pub const OUTPUT_PADDING: Count = Count::new("`output_padding`", "output paddings", "1").or_0();
/// Of `interpolate`.
pub const INTERPOLATE: Count = Count::new("`interpolate`", "interpolations", "2");
/// Of `quantize`.
pub const BITS: Count = Count::new("a number of bits", "bits", "8");
/// Of equal values in an array.
pub const REPETITIONS: Count = Count::new("a count", "counts", "5");
const SIZE: Count = Count::new("a size", "sizes", "3");

/// Reads a count of elements.
pub fn count(
    count: &Count,
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<usize>> {
    let Count { noun, least } = count;
    let what = noun.what;
    let read = number(*noun, tokens, otherwise, errors)?;
    let place = read.place;
    let exact = read.value.exact();
    let message = if exact.is_negative() {
        let middle = if what == ANCHOR.noun.what {
            ", or remove `anchor` for the middle"
        } else {
            ""
        };
        format!("{what} cannot be negative: write {least} or more{middle}")
    } else if exact > BigRational::from_integer(LARGEST.into()) {
        format!("{what} is at most {LARGEST}: write a smaller number")
    } else if !matches!(read.value, Number::Decimal(_))
        && exact.is_integer()
        && let Some(value) = exact.to_usize()
    {
        if value >= *least {
            return Some(Spanned { value, place });
        }
        format!("{what} cannot be 0: write {least} or more")
    } else {
        let least = BigRational::from_integer((*least).into());
        let [below, above] = [exact.floor(), exact.ceil()].map(|near| near.max(least.clone()));
        if below == above {
            format!("{what} is a whole number: write `{below}`")
        } else {
            format!("{what} is a whole number: write `{below}` or `{above}`")
        }
    };
    errors.report(place, message);
    None
}

/// Reads the number of a key that takes no list.
pub fn only(
    kind: &Count,
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<usize>> {
    if brackets(tokens).is_some() {
        let Noun { what, such_as, .. } = kind.noun;
        errors.report(
            Place::of(tokens, otherwise),
            format!(
                "{what} is a number, since signals have one axis: write one, such as `{such_as}`"
            ),
        );
        return None;
    }
    count(kind, tokens, otherwise, errors)
}

/// Whether this is a word for the default anchor.
fn is_middle(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Ident(word)] if word == "center" || word == "centre" || word == "middle")
}

/// Reports two numbers side by side where one number or a list stands.
pub fn side_by_side(
    what: &str,
    tokens: &[TokenTree],
    place: Place,
    errors: &mut Diagnostics,
) -> bool {
    let numbers: Option<Vec<String>> = tokens
        .iter()
        .map(|token| match token {
            TokenTree::Literal(number) => Some(number.to_string()),
            _ => None,
        })
        .collect();
    match numbers.as_deref() {
        Some([first, second]) => {
            errors.report(
                place,
                format!(
                    "{what} takes one value or a list: write `{first}` or `[{first}, {second}]`"
                ),
            );
            true
        }
        _ => false,
    }
}

/// Reads the elements of a list; every one that is wrong is reported.
pub fn list<T>(
    tokens: &[TokenTree],
    place: Place,
    errors: &mut Diagnostics,
    mut element: impl FnMut(&[TokenTree], &mut Diagnostics) -> Option<T>,
) -> Option<Spanned<Vec<T>>> {
    let before = errors.count();
    let mut value = Vec::new();
    for Piece { tokens, comma } in pieces(tokens) {
        match (tokens, comma) {
            ([], Some(comma)) => errors.report(comma, "no value before this `,`: remove one `,`"),
            _ => match missing_comma(tokens) {
                Some((place, message)) => errors.report(place, message),
                None => value.extend(element(tokens, errors)),
            },
        }
    }
    (errors.count() == before).then_some(Spanned { value, place })
}

/// Reads `2` or `[2, 1]`.
pub fn counts(
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
        None if kind.noun.what == ANCHOR.noun.what && is_middle(tokens) => {
            errors.report(
                otherwise,
                "the anchor is the middle by default: remove `anchor`",
            );
            None
        }
        None if side_by_side(kind.noun.what, tokens, place, errors) => None,
        None => count(kind, tokens, otherwise, errors).map(Axes::All),
    }
}

/// Reads `[3, 3]`.
pub fn shape(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Vec<Spanned<usize>>>> {
    let place = Place::of(tokens, otherwise);
    let Some(inner) = brackets(tokens) else {
        if let Some(size) = count(&SIZE, tokens, otherwise, errors) {
            let n = size.value;
            errors.report(
                place,
                format!(
                    "`shape` is a list of sizes: write `[{n}]` for a signal, `[{n}, {n}]` for a plane, `[out, in, {n}, {n}]` for a layer"
                ),
            );
        }
        return None;
    };
    list(&inner, place, errors, |tokens, errors| {
        count(&SIZE, tokens, place, errors)
    })
}
