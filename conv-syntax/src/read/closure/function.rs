//! The functions of a closure, which are its methods too.

use super::Reader;
use crate::diag::{all_of, nearest};
use crate::read::tokens::{group, inside, pieces};
use conv_plan::pointwise::Value;
use proc_macro2::{Delimiter, Ident, TokenTree};

/// Names, and how many values each takes.
const FUNCTIONS: [(&str, usize); 8] = [
    ("abs", 1),
    ("sqrt", 1),
    ("round", 1),
    ("min", 2),
    ("max", 2),
    ("hypot", 2),
    ("atan2", 2),
    ("clamp", 3),
];

/// Whether this is a method that takes nothing.
pub(super) fn is_method(word: &Ident) -> bool {
    let known = FUNCTIONS.iter().find(|(name, _)| word == name);
    known.is_some_and(|&(_, values)| values == 1)
}

impl Reader<'_> {
    /// A function of values, or a method of the first.
    pub(super) fn call(
        &mut self,
        (name, is_method): (&TokenTree, bool),
        first: Option<Value>,
        list: &TokenTree,
    ) -> Option<Value> {
        let word = name.to_string();
        let Some(&(_, wanted)) = FUNCTIONS.iter().find(|(known, _)| *known == word) else {
            let message = unknown(&word, is_method);
            return self.report(name, message);
        };
        let tokens = group(list, Delimiter::Parenthesis).map(inside)?;
        let mut values: Vec<Value> = first.into_iter().collect();
        for piece in pieces(&tokens) {
            if let ([], Some(comma)) = (piece.tokens, piece.comma) {
                return self.report(comma, "no value before this `,`: remove one `,`");
            }
            values.push(self.value_of_all(piece.tokens, list.into())?);
        }
        if values.len() != wanted {
            let own = usize::from(is_method);
            let form = form(&word, wanted, is_method);
            let found = values.len() - own;
            return self.report(
                list,
                format!(
                    "`{word}` takes {}, and this has {found}: write `{form}`",
                    crate::diag::counted(wanted - own, "value")
                ),
            );
        }
        let mut values = values.into_iter();
        let mut next = || values.next().unwrap_or_else(|| Value::from(0));
        let a = next();
        Some(match word.as_str() {
            "abs" => a.abs(),
            "sqrt" => a.sqrt(),
            "round" => a.round(),
            "min" => a.min(next()),
            "max" => a.max(next()),
            "hypot" => a.hypot(next()),
            "atan2" => a.atan2(next()),
            _ => {
                let (low, high) = (next(), next());
                a.clamp(low, high)
            }
        })
    }

    /// The message for a name that is no parameter.
    pub(super) fn unknown_name(&self, name: &str) -> String {
        let known: Vec<&str> = self.names.iter().map(|(name, _)| name.as_str()).collect();
        match nearest(name, &known) {
            Some(near) => format!("unknown name `{name}`: did you mean `{near}`?"),
            None if FUNCTIONS.iter().any(|(known, _)| *known == name) => {
                format!("`{name}` is a function: write `{name}(..)`")
            }
            None => format!(
                "unknown name `{name}`: a closure sees its parameters alone, {}",
                all_of(&known)
            ),
        }
    }
}

/// How a function is called.
fn form(word: &str, wanted: usize, is_method: bool) -> String {
    let values = ["v", "0", "255"].get(usize::from(is_method)..wanted);
    let values = values.unwrap_or_default().join(", ");
    if is_method {
        format!("v.{word}({values})")
    } else {
        format!("{word}({values})")
    }
}

/// The message for another function.
fn unknown(word: &str, is_method: bool) -> String {
    let what = if is_method { "method" } else { "function" };
    let names = FUNCTIONS.map(|(name, _)| name);
    let instead = match word {
        "pow" | "powi" | "powf" | "square" => Some("a product, such as `v * v`"),
        "signum" => Some("`if v < 0 { -1 } else { 1 }`"),
        "abs_diff" => Some("`(a - b).abs()`"),
        "mul_add" => Some("`a * b + c`"),
        _ => None,
    };
    match (instead, nearest(word, &names)) {
        (Some(instead), _) => format!("unknown {what} `{word}`: write {instead}"),
        (None, Some(near)) => format!("unknown {what} `{word}`: did you mean `{near}`?"),
        (None, None) => format!("unknown {what} `{word}`: write one of {}", all_of(&names)),
    }
}
