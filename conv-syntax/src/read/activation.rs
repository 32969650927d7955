//! Reads activations, by our names and those of other libraries.

use super::number::number;
use super::tokens::shown;
use super::tokens::{Piece, call, pieces, word};
use super::value::choice;
use crate::diag::{Diagnostics, Noun, Place};
use crate::written::{Activate, Number, Spanned};
use conv_plan::rules::layer::Activation;
use num_traits::Signed;
use proc_macro2::TokenTree;

const NAMES: [(&str, Option<Activation>); 7] = [
    ("relu", Some(Activation::Relu)),
    ("relu6", Some(Activation::Relu6)),
    ("leaky", None),
    ("clamp", None),
    ("sigmoid", Some(Activation::Sigmoid)),
    ("tanh", Some(Activation::Tanh)),
    ("hard_swish", Some(Activation::HardSwish)),
];

/// Reads `relu` and its like, `leaky(0.01)` or `clamp(0, 6)`.
pub fn activation(
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Activate>> {
    let place = Place::of(tokens, otherwise);
    let (name, arguments) = match call(tokens) {
        Some((name, inner)) => (vec![TokenTree::from(name.clone())], Some(inner)),
        None => (tokens.to_vec(), None),
    };
    let word = word(&name).map(ToString::to_string).unwrap_or_default();
    match foreign(&word) {
        Some(Foreign::Nothing) => {
            errors.report(
                otherwise,
                "a layer has no activation by default: remove `activation`",
            );
            return None;
        }
        Some(Foreign::Function(other, default)) => {
            let arguments = arguments.as_deref().map_or_else(String::new, shown);
            let call = if default.is_empty() {
                other.to_owned()
            } else if arguments.is_empty() {
                format!("{other}({default})")
            } else {
                format!("{other}({arguments})")
            };
            errors.report(
                place,
                format!("`{word}` is not an activation: write `{call}`"),
            );
            return None;
        }
        Some(Foreign::Unsupported) => {
            errors.report(
                place,
                format!(
                    "`{word}` is not supported: write `relu`, `relu6`, `leaky(0.01)`, `clamp(0, 6)`, `sigmoid`, `tanh` or `hard_swish`"
                ),
            );
            return None;
        }
        None => {}
    }
    let named = choice("an activation", &NAMES, |_| None, &name, place, errors)?;
    let value = match (named.value, arguments) {
        (Some(activation), None) => Activate::Named(activation),
        (Some(_), Some(arguments)) => {
            let arguments = shown(&arguments);
            let at = tokens.last().map_or(place, Place::from);
            let instead = match (word.as_str(), arguments.as_str()) {
                ("relu", "6" | "6.0") => "write `relu6` to stop at 6, or `relu`".to_owned(),
                _ => format!("remove `({arguments})`"),
            };
            errors.report(at, format!("`{word}` takes no numbers: {instead}"));
            return None;
        }
        (None, arguments) => {
            let arguments = arguments.unwrap_or_default();
            let pieces = pieces(&arguments);
            match (word.as_str(), pieces.as_slice()) {
                ("leaky", [slope]) => Activate::Leaky(argument(SLOPE, slope, place, errors)?),
                ("clamp", [low, high]) => {
                    let low = argument(BOUND, low, place, errors);
                    let high = argument(BOUND, high, place, errors);
                    Activate::Clamp(low?, high?)
                }
                ("leaky", _) => {
                    errors.report(
                        place,
                        "`leaky` needs a slope for negative sums: write `leaky(0.01)`",
                    );
                    return None;
                }
                (_, [only]) if is_positive(only) => {
                    let bound = shown(only.tokens);
                    errors.report(
                        place,
                        format!("`clamp` needs two bounds: write `clamp(0, {bound})`"),
                    );
                    return None;
                }
                _ => {
                    errors.report(place, "`clamp` needs two bounds: write `clamp(0, 6)`");
                    return None;
                }
            }
        }
    };
    Some(Spanned { value, place })
}

/// Whether this is a number above 0.
fn is_positive(piece: &Piece<'_>) -> bool {
    let mut silent = Diagnostics::default();
    number(BOUND, piece.tokens, Place::call(), &mut silent)
        .map(|number| number.value.exact())
        .is_some_and(|exact| exact.is_positive())
}

const SLOPE: Noun = Noun {
    what: "a slope",
    many: "slopes",
    such_as: "0.01",
};
const BOUND: Noun = Noun {
    what: "a bound",
    many: "bounds",
    such_as: "6",
};

/// Reads a number between the parentheses of an activation.
fn argument(
    noun: Noun,
    piece: &Piece<'_>,
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Spanned<Number>> {
    number(noun, piece.tokens, otherwise, errors)
}

/// What an activation of other libraries is here.
enum Foreign {
    /// The default.
    Nothing,
    /// This function, with these arguments if it is written without any; none if it takes none.
    Function(&'static str, &'static str),
    Unsupported,
}

fn foreign(name: &str) -> Option<Foreign> {
    Some(match name.to_lowercase().replace('_', "").as_str() {
        "none" | "identity" | "linear" => Foreign::Nothing,
        "leakyrelu" | "lrelu" => Foreign::Function("leaky", "0.01"),
        "hardtanh" => Foreign::Function("clamp", "-1, 1"),
        "clip" => Foreign::Function("clamp", "0, 6"),
        "hardswish" | "hswish" if name != "hard_swish" => Foreign::Function("hard_swish", ""),
        "logistic" => Foreign::Function("sigmoid", ""),
        "gelu" | "elu" | "selu" | "celu" | "prelu" | "silu" | "swish" | "mish" | "softmax"
        | "softplus" | "softsign" | "hardsigmoid" | "hsigmoid" => Foreign::Unsupported,
        _ => return None,
    })
}
