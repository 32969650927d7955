//! Reads the names of files and their tensors.

use super::tokens::{Piece, call, is_punct, pieces, shown, word};
use crate::diag::{Diagnostics, Place, hidden_by};
use crate::written::File;
use proc_macro2::TokenTree;
use syn::LitStr;

/// Reads `file("path")` or `file("path", tensor("name"))`, in which the name alone will do.
pub fn file(tokens: &[TokenTree], place: Place, errors: &mut Diagnostics) -> Option<File> {
    const FORM: &str =
        "write `file(\"weights.npy\")`, or `file(\"net.safetensors\", tensor(\"conv1.weight\"))`";
    let inner = match call(tokens) {
        Some((name, inner)) if name == "file" => inner,
        Some((name, _)) => {
            errors.report(place, format!("`{name}` is not a file: {FORM}"));
            return None;
        }
        None => {
            let (place, message) = not_a_file(tokens, place);
            errors.report(
                place,
                message.unwrap_or_else(|| format!("this is not a file: {FORM}")),
            );
            return None;
        }
    };
    let (path, tensor) = match pieces(&inner).as_slice() {
        [path] => (text(PATH, path, place, errors)?, None),
        [path, tensor] => {
            let path = text(PATH, path, place, errors);
            let tensor = tensor_name(tensor, place, errors);
            (path?, Some(tensor?))
        }
        _ => {
            errors.report(
                place,
                format!("a file has a path, and a tensor if it holds several: {FORM}"),
            );
            return None;
        }
    };
    Some(File {
        path,
        tensor,
        place: inner.first().map_or(place, Place::from),
    })
}

/// What is wrong with tokens that are no `file(..)`, and where.
#[must_use]
pub fn not_a_file(tokens: &[TokenTree], place: Place) -> (Place, Option<String>) {
    let quoted = |token: &TokenTree| syn::parse2::<LitStr>(token.clone().into()).ok();
    match tokens {
        [path] if quoted(path).is_some() => (
            place,
            Some(format!(
                "a path goes inside `file(..)`: write `file({path})`"
            )),
        ),
        [TokenTree::Ident(word)] => (
            place,
            Some(hidden_by(
                &word.to_string(),
                "the path, such as `file(\"weights.npy\")`",
            )),
        ),
        [file, path, dot, method @ ..] if is_punct(dot, '.') => {
            let file = [file.clone(), path.clone()];
            let message = match (call(&file), call(method)) {
                (Some((file, path)), Some((tensor, name)))
                    if file == "file" && tensor == "tensor" =>
                {
                    let (path, name) = (shown(&path), shown(&name));
                    Some(format!(
                        "the tensor goes inside `file(..)`: write `file({path}, tensor({name}))`"
                    ))
                }
                _ => None,
            };
            let at = match &message {
                Some(_) => Place::from(dot).to(place),
                None => place,
            };
            (at, message)
        }
        _ => (place, None),
    }
}

/// What a text is for.
struct Text {
    what: &'static str,
    such_as: &'static str,
}

const PATH: Text = Text {
    what: "path",
    such_as: "`\"weights.npy\"`",
};
const TENSOR: Text = Text {
    what: "name",
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
    noun: Text,
    piece: &Piece<'_>,
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<String> {
    match syn::parse2::<LitStr>(piece.tokens.iter().cloned().collect()) {
        Ok(text) if text.suffix().is_empty() => Some(text.value()),
        _ => {
            let Text { what, such_as } = noun;
            let message = match word(piece.tokens) {
                Some(word) => {
                    hidden_by(&word.to_string(), &format!("the {what}, such as {such_as}"))
                }
                None => {
                    format!("this is not a {what}: write a {what} in quotes, such as {such_as}")
                }
            };
            errors.report(Place::of(piece.tokens, otherwise), message);
            None
        }
    }
}
