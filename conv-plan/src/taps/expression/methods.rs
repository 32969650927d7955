//! The methods of taps in expressions.

use crate::fault::names;
use crate::taps::{Taps, TapsError};
use alloc::string::{String, ToString};

type Change = fn(&Taps) -> Result<Taps, TapsError>;

pub(super) const METHODS: [(&str, Change); 4] = [
    ("flip", |taps| Ok(taps.flipped())),
    ("transpose", |taps| Ok(taps.transposed())),
    ("rotate90", |taps| Ok(taps.rotated90())),
    ("normalize", Taps::normalized),
];

/// What to write for a method of taps that there is not; `None` if there is one of this name.
///
/// ```
/// # use conv_plan::taps::expression::unknown_method;
/// assert_eq!(unknown_method("T").as_deref(), Some("write `.transpose()`"));
/// assert_eq!(unknown_method("flip"), None);
/// ```
#[must_use]
pub fn unknown_method(word: &str) -> Option<String> {
    let known = METHODS.iter().any(|(name, _)| *name == word);
    (!known).then(|| instead(word))
}

/// What to write for a method that is not one of these.
pub(super) fn instead(word: &str) -> String {
    let meant = match word {
        "T" | "t" | "swapaxes" => "write `.transpose()`",
        "rot90" | "rotate" => "write `.rotate90()`",
        "fliplr" | "flipud" | "reverse" | "rev" => "write `.flip()`, which reverses all axes",
        "sum" | "norm" | "unit" => "write `.normalize()`",
        _ => return names::instead(word, &METHODS.map(|(name, _)| name)),
    };
    meant.to_string()
}
