//! Operators, choices and blocks of a closure.

use super::Reader;
use crate::diag::{Diagnostics, Noun, Place};
use crate::read::number::number;
use crate::read::tokens::{group, inside, is_punct, is_word};
use crate::written::Number;
use conv_plan::pointwise::{Condition, Value};
use num_traits::ToPrimitive;
use proc_macro2::{Delimiter, Spacing, TokenTree};

/// What was read.
pub(super) enum Term {
    Value(Value),
    Condition(Condition),
}

/// A term, and where it stands.
type Placed = (Term, Place);

const NUMBER: Noun = Noun {
    what: "a number",
    many: "numbers",
    such_as: "2",
};

/// Two characters that are one operator.
fn starts_with(tokens: &[TokenTree], operator: &str) -> bool {
    let mut characters = operator.chars();
    match (characters.next(), characters.next(), tokens) {
        (Some(first), Some(second), [TokenTree::Punct(a), b, ..]) => {
            a.as_char() == first && a.spacing() == Spacing::Joint && is_punct(b, second)
        }
        (Some(first), None, [TokenTree::Punct(a), after @ ..]) => {
            let joint = |next: &TokenTree| is_punct(next, '=') || is_punct(next, first);
            a.as_char() == first
                && !(a.spacing() == Spacing::Joint && after.first().is_some_and(joint))
        }
        _ => false,
    }
}

/// Two operators of one rank, and what makes a value of two.
type Operators = [(char, fn(Value, Value) -> Value); 2];

/// What makes a condition of two values.
type Compare = fn(Value, Value) -> Condition;

const COMPARISONS: [(&str, Compare); 6] = [
    ("<=", Value::le),
    (">=", Value::ge),
    ("==", Value::equals),
    ("!=", |a, b| !a.equals(b)),
    ("<", Value::lt),
    (">", Value::gt),
];

impl Reader<'_> {
    /// A value with a place of its own.
    fn placed(&mut self, value: Value, place: Place) -> Placed {
        let at = self.at(place);
        (Term::Value(value.at(at)), place)
    }

    /// A term as a condition.
    fn condition(&mut self, (term, place): Placed) -> Option<Condition> {
        match term {
            Term::Condition(condition) => Some(condition),
            Term::Value(_) => self.report(
                place,
                "this is a number, and a comparison is needed: write one, such as `v < 0`",
            ),
        }
    }

    /// `if a { x } else { y }`.
    fn choice(&mut self, rest: &mut &[TokenTree]) -> Option<(Value, Place)> {
        let tokens = *rest;
        let [word, after @ ..] = tokens else {
            return None;
        };
        let start = Place::from(word);
        self.operator(start)?;
        let body = after
            .iter()
            .position(|token| group(token, Delimiter::Brace).is_some());
        let Some(body) = body else {
            return self.report(
                start,
                "`if` has no block: write `if v < 0 { 0 } else { v }`",
            );
        };
        let (condition, after) = after.split_at(body);
        let mut left = condition;
        let condition = self.any(&mut left, start)?;
        self.end(left)?;
        let condition = self.condition(condition)?;
        let [block, after @ ..] = after else {
            return None;
        };
        let x = self.block(block)?;
        let [other, after @ ..] = after else {
            return self.report(
                start.to(block.into()),
                "`if` has no `else`, and a value is needed either way: add `else { 0 }`",
            );
        };
        if !is_word(other, "else") {
            return self.report(other, "`else` is missing: write `else { 0 }` before this");
        }
        let (y, last) = match after {
            [next, ..] if is_word(next, "if") => {
                *rest = after;
                self.choice(rest)?
            }
            [block, after @ ..] if group(block, Delimiter::Brace).is_some() => {
                *rest = after;
                (self.block(block)?, block.into())
            }
            _ => return self.report(other, "`else` has no block: write `else { 0 }`"),
        };
        let place = start.to(last);
        let at = self.at(place);
        Some((condition.then_else(x, y).at(at), place))
    }

    /// `{ let a = x; y }`, whose names end with it.
    fn block(&mut self, token: &TokenTree) -> Option<Value> {
        let tokens = group(token, Delimiter::Brace).map(inside)?;
        let known = self.names.len();
        let value = self.statements(&tokens, token.into());
        self.names.truncate(known);
        value
    }

    fn statements(&mut self, tokens: &[TokenTree], place: Place) -> Option<Value> {
        let mut rest = tokens;
        while let [first, after @ ..] = rest
            && is_word(first, "let")
        {
            let end = after.iter().position(|token| is_punct(token, ';'));
            let Some(end) = end else {
                return self.report(first, "`let` has no end: write `;` after its value");
            };
            let (statement, next) = after.split_at(end);
            let [TokenTree::Ident(name), equals, value @ ..] = statement else {
                let place = Place::of(statement, first.into());
                return self.report(
                    place,
                    "`let` gives a name to a value: write `let a = v * 2;`",
                );
            };
            if !is_punct(equals, '=') {
                return self.report(
                    equals,
                    format!("`let` takes `=` here: write `let {name} = ..;`"),
                );
            }
            let value = self.value_of_all(value, equals.into())?;
            self.names.push((name.to_string(), value));
            rest = next.get(1..).unwrap_or_default();
        }
        if rest.is_empty() {
            return self.report(place, "this block has no value: write one before the `}`");
        }
        self.value_of_all(rest, place)
    }

    /// A term of operators.
    pub(super) fn any(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Placed> {
        let mut left = self.all(rest, otherwise)?;
        while starts_with(rest, "||") {
            let operator = rest.first()?;
            self.operator(operator)?;
            *rest = rest.get(2..)?;
            let right = self.all(rest, operator.into())?;
            let place = left.1.to(right.1);
            let (a, b) = (self.condition(left)?, self.condition(right)?);
            left = (Term::Condition(a | b), place);
        }
        Some(left)
    }

    fn all(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Placed> {
        let mut left = self.compared(rest, otherwise)?;
        while starts_with(rest, "&&") {
            let operator = rest.first()?;
            self.operator(operator)?;
            *rest = rest.get(2..)?;
            let right = self.compared(rest, operator.into())?;
            let place = left.1.to(right.1);
            let (a, b) = (self.condition(left)?, self.condition(right)?);
            left = (Term::Condition(a & b), place);
        }
        Some(left)
    }

    fn compared(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Placed> {
        let left = self.sum(rest, otherwise)?;
        let found = COMPARISONS
            .into_iter()
            .find(|(operator, _)| starts_with(rest, operator));
        let Some((sign, compare)) = found else {
            return Some(left);
        };
        let operator = rest.first()?;
        self.operator(operator)?;
        *rest = rest.get(sign.len()..)?;
        let right = self.sum(rest, operator.into())?;
        let place = left.1.to(right.1);
        let (a, b) = (self.number(left)?, self.number(right)?);
        let chained = COMPARISONS
            .into_iter()
            .any(|(operator, _)| starts_with(rest, operator));
        if chained {
            let next = Place::from(rest.first()?);
            return self.report(next, "a comparison has two sides: write `a < b && b < c`");
        }
        Some((Term::Condition(compare(a, b)), place))
    }

    fn sum(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Placed> {
        let operators: Operators = [('+', |a, b| a + b), ('-', |a, b| a - b)];
        self.chain(rest, otherwise, operators, Self::product)
    }

    fn product(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Placed> {
        let operators: Operators = [('*', |a, b| a * b), ('/', |a, b| a / b)];
        self.chain(rest, otherwise, operators, Self::signed)
    }

    /// Parts with one of two operators between them, from the left.
    fn chain(
        &mut self,
        rest: &mut &[TokenTree],
        otherwise: Place,
        operators: Operators,
        part: fn(&mut Self, &mut &[TokenTree], Place) -> Option<Placed>,
    ) -> Option<Placed> {
        let mut left = part(self, rest, otherwise)?;
        while let [token, after @ ..] = *rest
            && let Some((_, operator)) = operators.iter().find(|(sign, _)| is_punct(token, *sign))
        {
            self.operator(token)?;
            *rest = after;
            let right = part(self, rest, token.into())?;
            let place = left.1.to(right.1);
            let (a, b) = (self.number(left)?, self.number(right)?);
            left = self.placed(operator(a, b), place);
        }
        Some(left)
    }

    fn signed(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Placed> {
        if let [sign, after @ ..] = *rest
            && (is_punct(sign, '-') || is_punct(sign, '!') && !starts_with(rest, "!="))
        {
            self.operator(sign)?;
            *rest = after;
            let inner = self.signed(rest, sign.into())?;
            let place = Place::from(sign).to(inner.1);
            if is_punct(sign, '!') {
                let condition = self.condition(inner)?;
                return Some((Term::Condition(!condition), place));
            }
            let value = self.number(inner)?;
            return Some(self.placed(-value, place));
        }
        let mut value = self.part(rest, otherwise)?;
        while let [dot, after @ ..] = *rest
            && is_punct(dot, '.')
        {
            self.operator(dot)?;
            value = self.method(value, dot, after, rest)?;
        }
        Some(value)
    }

    /// `.name(..)` after a value.
    fn method<'t>(
        &mut self,
        value: Placed,
        dot: &TokenTree,
        tokens: &'t [TokenTree],
        rest: &mut &'t [TokenTree],
    ) -> Option<Placed> {
        let [name @ TokenTree::Ident(word), list, after @ ..] = tokens else {
            return match tokens {
                [name @ TokenTree::Ident(word), ..] => {
                    self.report(name, format!("`{word}` is a method: write `.{word}()`"))
                }
                _ => self.report(dot, "a method is missing after the `.`: write `.abs()`"),
            };
        };
        if group(list, Delimiter::Parenthesis).is_none() {
            return self.report(name, format!("`{word}` is a method: write `.{word}()`"));
        }
        *rest = after;
        let place = value.1.to(list.into());
        let value = self.number(value)?;
        let value = self.call((name, true), Some(value), list)?;
        Some(self.placed(value, place))
    }

    /// One part, and what follows it is left over.
    fn part(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<Placed> {
        let [first, after @ ..] = *rest else {
            return self.report(
                otherwise,
                "a value is missing here: write a number or a name",
            );
        };
        if is_word(first, "if") {
            // Unlike a statement, it may have operators after it, as in a closure of Rust.
            let (value, place) = self.choice(rest)?;
            return Some((Term::Value(value), place));
        }
        *rest = after;
        let place = Place::from(first);
        match first {
            TokenTree::Literal(_) => {
                let value = literal(first, self.errors)?;
                Some(self.placed(value, place))
            }
            TokenTree::Group(list) if list.delimiter() == Delimiter::Parenthesis => {
                let tokens = inside(list);
                let mut rest = &tokens[..];
                let (term, _) = self.any(&mut rest, place)?;
                self.end(rest)?;
                Some((term, place))
            }
            TokenTree::Group(list) if list.delimiter() == Delimiter::Brace => {
                let value = self.block(first)?;
                Some((Term::Value(value), place))
            }
            TokenTree::Ident(word) => match after {
                [list, after @ ..] if group(list, Delimiter::Parenthesis).is_some() => {
                    *rest = after;
                    self.operator(first)?;
                    let value = self.call((first, false), None, list)?;
                    Some(self.placed(value, place.to(list.into())))
                }
                _ => {
                    let name = word.to_string();
                    let known = self.names.iter().rev().find(|(known, _)| *known == name);
                    match known {
                        Some((_, value)) => Some((Term::Value(value.clone()), place)),
                        None => {
                            let message = self.unknown_name(&name);
                            self.report(place, message)
                        }
                    }
                }
            },
            TokenTree::Punct(_) if is_punct(first, '+') => {
                self.report(place, "a value takes no `+` before it: remove the `+`")
            }
            _ => self.report(place, "this is no value: write a number or a name"),
        }
    }
}

/// A number: exact, unless it is written as a float.
fn literal(token: &TokenTree, errors: &mut Diagnostics) -> Option<Value> {
    let place = Place::from(token);
    let read = number(NUMBER, std::slice::from_ref(token), place, errors)?;
    let value = match &read.value {
        float @ Number::Decimal(_) => Some(Value::from(float.double())),
        exact => {
            let ratio = exact.exact();
            let parts = ratio.numer().to_i64().zip(ratio.denom().to_i64());
            parts.and_then(|(above, below)| Value::ratio(above, below))
        }
    };
    if value.is_none() {
        errors.report(
            place,
            "this number is beyond 64 bits: write a smaller one, or a float, such as `1e20`",
        );
    }
    value
}
