//! Reads the values that are words, the padding, the scale and weights of channels.

use super::count::{PADDING, count, list, side_by_side};
use super::number::number;
use super::tokens::{brackets, flattened, group, pieces, shown, word};
use crate::diag::{Diagnostics, Noun, Place, instead, nearest};
use crate::written::{Number, Spanned};
use conv_plan::number::{AccumulatorType, Overflow};
use conv_plan::rules::{Arithmetic, Method, Missing};
use conv_plan::window::{Mode, Padding};
use proc_macro2::{Delimiter, TokenTree};

/// What other libraries call a value, as a word in lower case, and what to write instead.
pub type Synonym = fn(&str) -> Option<&'static str>;

/// Reads one of `choices`, each a name and its value.
pub fn choice<T: Copy>(
    what: &str,
    choices: &[(&str, T)],
    synonym: Synonym,
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<T>> {
    let place = Place::of(tokens, otherwise);
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    let Some(word) = word(tokens).map(ToString::to_string) else {
        errors.report(
            place,
            format!("this is not {what}: {}", instead("", &names)),
        );
        return None;
    };
    let found = choices.iter().find(|(name, _)| *name == word);
    if found.is_none() {
        let instead = match synonym(&word.to_lowercase()) {
            Some(other) => format!("write {other}"),
            None => instead(&word, &names),
        };
        errors.report(place, format!("`{word}` is not {what}: {instead}"));
    }
    found.map(|&(_, value)| Spanned { value, place })
}

/// Reads `correlate` or `convolve`.
pub fn mode(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Mode>> {
    let modes = [("correlate", Mode::Correlate), ("convolve", Mode::Convolve)];
    let synonym = |word: &str| {
        let convolves = word.starts_with("conv") && nearest(word, &["convolve"]).is_none();
        convolves.then_some("`convolve`, which flips the taps, or `correlate`, which does not")
    };
    choice("a mode", &modes, synonym, tokens, otherwise, errors)
}

/// Reads `direct`, `fft` or `auto`.
pub fn method(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Method>> {
    let methods = [Method::Direct, Method::Fft, Method::Auto].map(|method| (method.name(), method));
    let synonym = |word: &str| match word {
        "fourier" | "dft" | "fftconvolve" | "overlap_save" | "overlap_add" => Some("`fft`"),
        "default" | "never" | "naive" | "spatial" | "time" => Some("`direct`"),
        "best" | "fastest" | "automatic" => Some("`auto`"),
        _ => None,
    };
    choice("a method", &methods, synonym, tokens, otherwise, errors)
}

/// Reads `fused` or `strict`.
pub fn arithmetic(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Arithmetic>> {
    let words = [Arithmetic::Fused, Arithmetic::Strict].map(|word| (word.name(), word));
    let synonym = |word: &str| match word {
        "exact" | "reproducible" | "deterministic" | "ieee" | "precise" | "portable"
        | "rounded" => Some("`strict`"),
        "fast" | "fma" | "default" | "contract" | "relaxed" => Some("`fused`"),
        _ => None,
    };
    choice("an arithmetic", &words, synonym, tokens, otherwise, errors)
}

/// Reads `propagate` or `renormalize`.
pub fn missing(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Missing>> {
    let rules = [Missing::Propagate, Missing::Renormalize].map(|rule| (rule.name(), rule));
    let synonym = |word: &str| match word {
        "renormalise" | "normalize" | "normalise" | "interpolate" | "ignore" | "omit" | "skip"
        | "mask" | "true" => Some("`renormalize`"),
        "keep" | "fill" | "default" | "false" => Some("`propagate`"),
        _ => None,
    };
    choice(
        "a rule for missing inputs",
        &rules,
        synonym,
        tokens,
        otherwise,
        errors,
    )
}

/// Reads `saturate` or `wrap`.
pub fn overflow(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Overflow>> {
    let rules = [("saturate", Overflow::Saturate), ("wrap", Overflow::Wrap)];
    let synonym = |word: &str| match word {
        "clamp" | "clip" | "saturating" | "saturated" => Some("`saturate`"),
        "wrapping" | "wrapped" | "modulo" => Some("`wrap`"),
        _ => None,
    };
    choice(
        "an overflow rule",
        &rules,
        synonym,
        tokens,
        otherwise,
        errors,
    )
}

/// Reads `i32` or `i64`.
pub fn accumulator(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<AccumulatorType>> {
    let types = [("i32", AccumulatorType::I32), ("i64", AccumulatorType::I64)];
    choice(
        "an accumulator type",
        &types,
        |word| matches!(word, "f32" | "f64").then_some("`i32` or `i64`"),
        tokens,
        otherwise,
        errors,
    )
}

const SCALE: Noun = Noun {
    what: "`scale`",
    many: "scales",
    such_as: "1/16",
};

/// Reads `1/16` or `0.5`.
pub fn scale(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Number>> {
    number(SCALE, tokens, otherwise, errors)
}

/// Reads `same` and its like, `1`, `[1, 0]` or `[[1, 0], [2, 2]]`.
pub fn padding(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Padding>> {
    const NAMES: [(&str, &Padding); 5] = [
        ("valid", &Padding::Valid),
        ("same", &Padding::Same),
        ("same_lower", &Padding::SameLower),
        ("full", &Padding::Full),
        ("causal", &Padding::Causal),
    ];
    let place = Place::of(tokens, otherwise);
    if word(tokens).is_some() {
        let synonym = |word: &str| match word {
            "same_upper" | "half" => Some("`same`"),
            "none" => Some("`valid`"),
            "zeros" => Some("`same`, whose border is `zero`"),
            _ => None,
        };
        let named = choice("a padding", &NAMES, synonym, tokens, otherwise, errors)?;
        return Some(Spanned {
            value: named.value.clone(),
            place,
        });
    }
    let Some(inner) = brackets(tokens) else {
        if side_by_side("`padding`", tokens, place, errors) {
            return None;
        }
        let amount = count(&PADDING, tokens, otherwise, errors)?;
        return Some(Spanned {
            value: Padding::Amount(amount.value),
            place,
        });
    };
    // A word names the padding of all axes, and two axes cannot differ in it.
    let named = pieces(&inner).into_iter().find_map(|piece| {
        let word = word(piece.tokens)?.to_string();
        NAMES.into_iter().find(|(name, _)| *name == word)
    });
    if let Some((name, _)) = named {
        errors.report(
            place,
            format!("`{name}` is for all axes: write `{name}`, or numbers such as `[1, 0]`"),
        );
        return None;
    }
    let pairs = pieces(&inner)
        .iter()
        .any(|piece| brackets(piece.tokens).is_some());
    let value = if pairs {
        let sides = list(&inner, place, errors, |tokens, errors| {
            sides(tokens, place, errors)
        })?;
        Padding::Sides(sides.value)
    } else {
        let amounts = list(&inner, place, errors, |tokens, errors| {
            count(&PADDING, tokens, place, errors)
        })?;
        Padding::Amounts(amounts.value.iter().map(|amount| amount.value).collect())
    };
    Some(Spanned { value, place })
}

/// Reads `[before, after]` within a list of pairs.
fn sides(tokens: &[TokenTree], otherwise: Place, errors: &mut Diagnostics) -> Option<[usize; 2]> {
    let place = Place::of(tokens, otherwise);
    let Some(inner) = brackets(tokens) else {
        let only = count(&PADDING, tokens, otherwise, &mut Diagnostics::default());
        sides_missing(only.map(|only| only.value), place, errors);
        return None;
    };
    let pair = list(&inner, place, errors, |tokens, errors| {
        count(&PADDING, tokens, place, errors)
    })?;
    match pair.value.as_slice() {
        [before, after] => Some([before.value, after.value]),
        [only] => {
            sides_missing(Some(only.value), place, errors);
            None
        }
        _ => {
            sides_missing(None, place, errors);
            None
        }
    }
}

/// Reports something else, maybe `only` one number, in place of the two sides of an axis.
fn sides_missing(only: Option<usize>, place: Place, errors: &mut Diagnostics) {
    let instead = match only {
        Some(only) => format!("`[{only}, {only}]`"),
        None => "two numbers, such as `[1, 1]`".to_owned(),
    };
    errors.report(
        place,
        format!("every axis has two sides here: write {instead}"),
    );
}

/// Reads a weight for each channel of a pixel.
pub fn channels(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Vec<Spanned<Number>>>> {
    let place = Place::of(tokens, otherwise);
    let Some(inner) = brackets(tokens) else {
        errors.report(
            place,
            "`channels` is a list of weights, one for each channel of a pixel: write such a list, as in `[0.299, 0.587, 0.114]`",
        );
        return None;
    };
    if inner
        .iter()
        .any(|token| group(token, Delimiter::Bracket).is_some())
    {
        let flat = shown(&flattened(&inner));
        errors.report(
            place,
            format!("`channels` is one list of weights: write `[{flat}]`"),
        );
        return None;
    }
    let weights = list(&inner, place, errors, |tokens, errors| {
        number(WEIGHT, tokens, place, errors)
    })?;
    Some(Spanned { place, ..weights })
}

const WEIGHT: Noun = Noun {
    what: "a weight of `channels`",
    many: "weights",
    such_as: "0.299",
};
