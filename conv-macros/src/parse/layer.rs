//! Reads the values of layers: files, biases, layouts, activations.

use super::count::{AXES, GROUPS, count, list};
use super::number::number;
use super::repair::shown;
use super::tokens::{Piece, brackets, group, inside, pieces, word};
use super::value::choice;
use crate::diag::{Diagnostics, Noun, Place};
use crate::spec::{Activate, Bias, File, Number, Spanned};
use conv_plan::rules::layer::{Activation, Layout, Winograd};
use proc_macro2::{Delimiter, Ident, TokenTree};
use syn::LitStr;

pub(super) fn axes(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<usize>> {
    let axes = count(&AXES, tokens, otherwise, errors)?;
    if matches!(axes.value, 1 | 2) {
        return Some(axes);
    }
    errors.report(
        axes.place,
        "a layer has one axis or two: write `axes: 1` for `[out][in][tap]`, or leave it out for `[out][in][row][column]`",
    );
    None
}

pub(super) fn groups(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<usize>> {
    count(&GROUPS, tokens, otherwise, errors)
}

pub(super) fn layout(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Layout>> {
    let layouts = Layout::ALL.map(|layout| (layout.name(), layout));
    choice("a layout", &layouts, tokens, otherwise, errors)
}

pub(super) fn transposed(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<bool>> {
    let choices = [("true", true), ("false", false)];
    choice(
        "a choice for `transposed`",
        &choices,
        tokens,
        otherwise,
        errors,
    )
}

pub(super) fn winograd(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Winograd>> {
    let choices = [Winograd::Auto, Winograd::Never, Winograd::Always].map(|all| (all.name(), all));
    choice(
        "a choice for Winograd's algorithm",
        &choices,
        tokens,
        otherwise,
        errors,
    )
}

/// `name(..)`, as its name and what is between the parentheses.
fn call(tokens: &[TokenTree]) -> Option<(&Ident, Vec<TokenTree>)> {
    match tokens {
        [TokenTree::Ident(name), argument] => {
            group(argument, Delimiter::Parenthesis).map(|group| (name, inside(group)))
        }
        _ => None,
    }
}

pub(super) fn weights(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<File> {
    let place = Place::of(tokens, otherwise);
    if brackets(tokens).is_some() {
        errors.report(
            place,
            "`weights` names a file: write the array under `taps`, or `weights: file(\"weights.npy\")`",
        );
        return None;
    }
    file(tokens, place, errors)
}

/// Reads `file("path")` or `file("path", tensor("name"))`, in which the name alone will do.
fn file(tokens: &[TokenTree], place: Place, errors: &mut Diagnostics) -> Option<File> {
    const FORM: &str =
        "write `file(\"weights.npy\")`, or `file(\"net.safetensors\", tensor(\"conv1.weight\"))`";
    let inner = match call(tokens) {
        Some((name, inner)) if name == "file" => inner,
        Some((name, _)) => {
            errors.report(place, format!("`{name}` is not a file: {FORM}"));
            return None;
        }
        None => {
            errors.report(place, format!("expected a file: {FORM}"));
            return None;
        }
    };
    let (path, tensor) = match pieces(&inner).as_slice() {
        [path] => (text(PATH, path, place, errors)?, None),
        [path, tensor] => (
            text(PATH, path, place, errors)?,
            Some(tensor_name(tensor, place, errors)?),
        ),
        _ => {
            errors.report(
                place,
                format!("a file has a path, and the name of a tensor if it holds several: {FORM}"),
            );
            return None;
        }
    };
    Some(File {
        path,
        tensor,
        place: Place::of(&inner, place),
    })
}

const PATH: Noun = Noun {
    what: "a path",
    such_as: "`\"weights.npy\"`",
};
const TENSOR: Noun = Noun {
    what: "the name of a tensor",
    such_as: "`\"conv1.weight\"`",
};

/// Reads `tensor("name")` or `"name"`.
fn tensor_name(piece: &Piece<'_>, otherwise: Place, errors: &mut Diagnostics) -> Option<String> {
    if let Some((name, inner)) = call(piece.tokens)
        && name == "tensor"
        && let [name] = pieces(&inner).as_slice()
    {
        return text(TENSOR, name, otherwise, errors);
    }
    text(TENSOR, piece, otherwise, errors)
}

/// Reads a string literal.
fn text(
    noun: Noun,
    piece: &Piece<'_>,
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<String> {
    match syn::parse2::<LitStr>(piece.tokens.iter().cloned().collect()) {
        Ok(text) if text.suffix().is_empty() => Some(text.value()),
        _ => {
            errors.report(Place::of(piece.tokens, otherwise), noun.expected());
            None
        }
    }
}

pub(super) fn bias(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Bias>> {
    const FORM: &str =
        "write `true` if it is given to `new`, its numbers as `[0.5, -1]`, or `file(\"bias.npy\")`";
    let place = Place::of(tokens, otherwise);
    let value = match word(tokens).map(ToString::to_string).as_deref() {
        Some("true") => Bias::AtRunTime,
        Some("false") => {
            errors.report(
                place,
                "a layer has no bias unless it is given one: remove `bias`",
            );
            return None;
        }
        _ if call(tokens).is_some() => Bias::File(file(tokens, place, errors)?),
        _ => match brackets(tokens) {
            Some(inner) => {
                let numbers = list(&inner, place, errors, |tokens, errors| {
                    number(BIAS, tokens, place, errors)
                })?;
                Bias::Numbers(numbers.value)
            }
            None if number(BIAS, tokens, place, &mut Diagnostics::default()).is_some() => {
                Bias::Bare(shown(tokens))
            }
            None => {
                errors.report(place, format!("this is not a bias: {FORM}"));
                return None;
            }
        },
    };
    Some(Spanned { value, place })
}

const NAMES: [(&str, Option<Activation>); 7] = [
    ("relu", Some(Activation::Relu)),
    ("relu6", Some(Activation::Relu6)),
    ("leaky", None),
    ("clamp", None),
    ("sigmoid", Some(Activation::Sigmoid)),
    ("tanh", Some(Activation::Tanh)),
    ("hard_swish", Some(Activation::HardSwish)),
];

pub(super) fn activation(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Activate>> {
    let place = Place::of(tokens, otherwise);
    let (name, arguments) = match call(tokens) {
        Some((name, inner)) => (vec![TokenTree::from(name.clone())], Some(inner)),
        None => (tokens.to_vec(), None),
    };
    if let Some(word) = word(&name)
        && let Some(other) = synonym(&word.to_string())
    {
        errors.report(
            place,
            format!("`{word}` is not an activation: write {other}"),
        );
        return None;
    }
    let named = choice("an activation", &NAMES, &name, place, errors)?;
    let name = word(&name).map(ToString::to_string).unwrap_or_default();
    let value = match (named.value, arguments) {
        (Some(activation), None) => Activate::Named(activation),
        (Some(_), Some(_)) => {
            errors.report(place, format!("`{name}` takes no numbers: write `{name}`"));
            return None;
        }
        (None, arguments) => {
            let arguments = arguments.unwrap_or_default();
            let pieces = pieces(&arguments);
            match (name.as_str(), pieces.as_slice()) {
                ("leaky", [slope]) => Activate::Leaky(argument(SLOPE, slope, place, errors)?),
                ("clamp", [low, high]) => {
                    let low = argument(BOUND, low, place, errors);
                    let high = argument(BOUND, high, place, errors);
                    Activate::Clamp(low?, high?)
                }
                ("leaky", _) => {
                    errors.report(
                        place,
                        "`leaky` takes the slope for sums below 0: write `leaky(0.1)`",
                    );
                    return None;
                }
                _ => {
                    errors.report(
                        place,
                        "`clamp` takes a lower and an upper bound: write `clamp(-1, 1)`",
                    );
                    return None;
                }
            }
        }
    };
    Some(Spanned { value, place })
}

const BIAS: Noun = Noun {
    what: "a number of the bias",
    such_as: "`2`, `-0.5` or `1/16`",
};
const SLOPE: Noun = Noun {
    what: "a slope",
    such_as: "`0.1`",
};
const BOUND: Noun = Noun {
    what: "a bound",
    such_as: "`-1` or `0.5`",
};

/// Reads a number between the parentheses of an activation.
fn argument(
    noun: Noun,
    piece: &Piece<'_>,
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Number> {
    number(noun, piece.tokens, otherwise, errors).map(|number| number.value)
}

/// What to write for an activation that other libraries call `name`.
fn synonym(name: &str) -> Option<&'static str> {
    match name {
        "leaky_relu" | "lrelu" => Some("`leaky(0.01)`"),
        "hardswish" | "h_swish" | "hswish" => Some("`hard_swish`"),
        "hardtanh" | "hard_tanh" => Some("`clamp(-1, 1)`"),
        "logistic" => Some("`sigmoid`"),
        "none" | "identity" | "linear" => Some("no `activation` at all"),
        _ => None,
    }
}
