//! Reads closures of values: `|gx, gy| (gx.abs() + gy.abs()).min(255)`.
//!
//! ```text
//! closure    = `|` name (`,` name)* `|` value
//! value      = all (`||` all)*
//! all        = compared (`&&` compared)*
//! compared   = sum ((`<` | `<=` | `>` | `>=` | `==` | `!=`) sum)?
//! sum        = product (`+` | `-` product)*
//! product    = signed (`*` | `/` signed)*
//! signed     = (`-` | `!`)* term (`.` name `(` arguments `)`)*
//! term       = number | name | name `(` arguments `)` | `(` value `)` | block | choice
//! choice     = `if` value block `else` (choice | block)
//! block      = `{` (`let` name `=` value `;`)* value `}`
//! ```
//!
//! Values are those of conv-plan, which evaluates and checks them. A place in one is an index of
//! the places here.

mod function;
mod term;

use super::tokens::{is_punct, shown};
use crate::diag::{Diagnostics, Place};
use crate::written::Closure;
use conv_plan::pointwise::Value;
use proc_macro2::{Spacing, TokenTree};
use term::Term;

/// Operators of a closure: reading it takes a stack frame for each.
const MOST: usize = 200;

/// Reads a closure under the key `map` or `combine`, with such an example.
pub fn closure(
    (key, example): (&str, &str),
    tokens: &[TokenTree],
    otherwise: Place,
    errors: &mut Diagnostics,
) -> Option<Closure> {
    let place = Place::of(tokens, otherwise);
    let Some((parameters, body)) = parameters(tokens) else {
        let what = shown(tokens);
        let short = (1..=super::tokens::SHOWN).contains(&what.chars().count());
        let write = match tokens {
            [TokenTree::Ident(word)] if function::is_method(word) => format!("|v| v.{word}()"),
            [_, _, ..] if key == "map" && short => format!("|v| {what}"),
            _ => example.to_owned(),
        };
        errors.report(place, format!("`{key}` is a closure: write `{write}`"));
        return None;
    };
    let mut reader = Reader {
        names: Vec::new(),
        places: Vec::new(),
        operators: 0,
        errors,
    };
    let bars = Place::of(tokens.get(..parameters.len() + 2)?, place);
    let parameters = reader.parameters(parameters, bars, example)?;
    if body.is_empty() {
        return reader.report(
            bars,
            format!("a value is missing after this: write `{example}`"),
        );
    }
    let mut rest = body;
    let value = reader.value(&mut rest, place)?;
    reader.end(rest)?;
    Some(Closure {
        parameters,
        value,
        places: reader.places,
        place,
    })
}

/// What is between the first two bars, and after them.
fn parameters(tokens: &[TokenTree]) -> Option<(&[TokenTree], &[TokenTree])> {
    let (bar, rest) = tokens.split_first()?;
    let end = rest.iter().position(|token| is_punct(token, '|'))?;
    is_punct(bar, '|').then(|| (&rest[..end], rest.get(end + 1..).unwrap_or_default()))
}

/// The first token, with those that make one operator of it: `<<`, `..=`.
fn operator(tokens: &[TokenTree]) -> &[TokenTree] {
    let joined = |pair: &[TokenTree]| match pair {
        [TokenTree::Punct(first), next] => {
            first.spacing() == Spacing::Joint
                && (is_punct(next, first.as_char()) || is_punct(next, '='))
        }
        _ => false,
    };
    let more = tokens.windows(2).take_while(|pair| joined(pair)).count();
    tokens.get(..=more).unwrap_or(tokens)
}

struct Reader<'a> {
    /// Parameters, and what was named by `let`, the last first.
    names: Vec<(String, Value)>,
    places: Vec<Place>,
    operators: usize,
    errors: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn report<T>(&mut self, place: impl Into<Place>, message: impl std::fmt::Display) -> Option<T> {
        self.errors.report(place, message);
        None
    }

    /// The names between the bars; each stands for a sum, in their order.
    fn parameters(
        &mut self,
        tokens: &[TokenTree],
        bars: Place,
        example: &str,
    ) -> Option<Vec<(String, Place)>> {
        let mut names: Vec<(String, Place)> = Vec::new();
        for piece in super::tokens::pieces(tokens) {
            let (token, name) = match piece.tokens {
                [token @ TokenTree::Ident(name)] => (token, name.to_string()),
                [TokenTree::Ident(name), colon, ..] if is_punct(colon, ':') => {
                    let place = Place::of(piece.tokens, bars);
                    let message = format!("a parameter takes no type: write `{name}`");
                    return self.report(place, message);
                }
                other => {
                    let place = Place::of(other, bars);
                    let message = format!("a parameter is a name: write `{example}`");
                    return self.report(place, message);
                }
            };
            if names.iter().any(|(known, _)| *known == name) {
                let message = format!("two parameters are named `{name}`: give one another name");
                return self.report(token, message);
            }
            self.names.push((name.clone(), Value::sum(names.len())));
            names.push((name, token.into()));
        }
        if names.is_empty() {
            return self.report(bars, format!("a parameter is missing: write `{example}`"));
        }
        Some(names)
    }

    /// The number of a place.
    fn at(&mut self, place: Place) -> usize {
        self.places.push(place);
        self.places.len() - 1
    }

    /// Counts an operator; `None` if there are too many.
    fn operator(&mut self, place: impl Into<Place>) -> Option<()> {
        self.operators += 1;
        if self.operators > MOST {
            let message = format!("a closure has at most {MOST} operators: write a shorter one");
            return self.report(place, message);
        }
        Some(())
    }

    /// Reports what is left after a value.
    fn end(&mut self, rest: &[TokenTree]) -> Option<()> {
        let Some(next) = rest.first() else {
            return Some(());
        };
        let operator = operator(rest);
        let mut found = shown(operator);
        if found.chars().count() > super::tokens::SHOWN {
            found = "this".into();
        }
        let message = match next {
            TokenTree::Ident(word) if word == "as" => {
                "values have no types to convert to: remove `as` and the type".to_owned()
            }
            TokenTree::Punct(punct) if punct.as_char() == '?' => {
                "no value can fail: remove the `?`".to_owned()
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                "`let` and a last value stand in a block: write `{ let a = v * 2; a + 1 }`"
                    .to_owned()
            }
            TokenTree::Punct(_) => format!(
                "unknown operator `{found}`: write `+`, `-`, `*`, `/`, or a comparison such as `<`"
            ),
            _ => format!("an operator is missing: write `+`, `-`, `*` or `/` before `{found}`"),
        };
        self.report(Place::of(operator, next.into()), message)
    }

    /// A value, and what follows it is left over.
    fn value(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Value> {
        let term = self.any(rest, otherwise)?;
        self.number(term)
    }

    /// A value that is all of the tokens.
    fn value_of_all(&mut self, tokens: &[TokenTree], otherwise: Place) -> Option<Value> {
        let mut rest = tokens;
        let value = self.value(&mut rest, otherwise)?;
        self.end(rest)?;
        Some(value)
    }

    /// A term as a number.
    fn number(&mut self, (term, place): (Term, Place)) -> Option<Value> {
        match term {
            Term::Value(value) => Some(value),
            Term::Condition(_) => self.report(
                place,
                "this is true or false, and a number is needed: write `if .. { 1 } else { 0 }`",
            ),
        }
    }
}
