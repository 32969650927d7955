//! Reads expressions of taps: `2 * gaussian([5, 5], 1.0) - sobel_x.flip()`.
//!
//! ```text
//! sum     = product (`+` | `-` product)*
//! product = signed (`*` | `/` signed)*
//! signed  = `-`* value (`.` name `(` `)`)*
//! value   = number | `[..]` | `(` sum `)` | file(..) | name | name `(` arguments `)`
//! ```
//!
//! The tree is that of conv-plan, which knows the names. A place in it is an index of the places
//! here. Arrays are read as those that stand alone are.

use super::number::number;
use super::taps::{TAP, row};
use super::tokens::{Piece, group, inside, is_punct, pieces, shown};
use super::{file, taps};
use crate::diag::{Diagnostics, Place};
use crate::written::{Expression, Node};
use conv_plan::taps::expression as tree;
use conv_plan::taps::expression::{Argument, Kind, Name, Operator};
use proc_macro2::{Delimiter, TokenTree};

/// Operators of an expression: its evaluation takes a stack frame for each.
const MOST: usize = 200;

/// Reads an expression that is all of the tokens.
pub fn expression(
    tokens: &[TokenTree],
    place: Place,
    errors: &mut Diagnostics,
) -> Option<Expression> {
    let mut reader = Reader {
        places: Vec::new(),
        files: Vec::new(),
        operators: 0,
        errors,
    };
    let tree = reader.sum_of_all(tokens, place)?;
    Some(Expression {
        tree,
        places: reader.places,
        files: reader.files,
        place,
    })
}

struct Reader<'a> {
    places: Vec<Place>,
    files: Vec<crate::written::File>,
    operators: usize,
    errors: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn report<T>(&mut self, place: impl Into<Place>, message: impl std::fmt::Display) -> Option<T> {
        self.errors.report(place, message);
        None
    }

    /// The number of a place.
    fn at(&mut self, place: Place) -> usize {
        self.places.push(place);
        self.places.len() - 1
    }

    fn made(&mut self, place: Place, kind: Kind) -> tree::Expression {
        tree::Expression {
            at: self.at(place),
            kind,
        }
    }

    /// The place of a part that was read.
    fn place(&self, part: &tree::Expression) -> Place {
        self.places
            .get(part.at)
            .copied()
            .unwrap_or_else(Place::call)
    }

    /// Counts an operator; `None` if there are too many.
    fn operator(&mut self, place: impl Into<Place>) -> Option<()> {
        self.operators += 1;
        if self.operators > MOST {
            return self.report(
                place,
                format!("an expression has at most {MOST} operators: write a shorter one"),
            );
        }
        Some(())
    }

    /// An expression that is all of the tokens.
    fn sum_of_all(&mut self, tokens: &[TokenTree], otherwise: Place) -> Option<tree::Expression> {
        let mut rest = tokens;
        let sum = self.sum(&mut rest, otherwise)?;
        match rest {
            [] => Some(sum),
            [next, ..] => {
                let mut found = shown(std::slice::from_ref(next));
                if found.chars().count() > super::tokens::SHOWN {
                    found = "this".into();
                }
                let message = match next {
                    TokenTree::Punct(_) => {
                        format!("unknown operator `{found}`: write `+`, `-`, `*` or `/`")
                    }
                    _ => format!(
                        "an operator is missing: write `+`, `-`, `*` or `/` before `{found}`"
                    ),
                };
                self.report(next, message)
            }
        }
    }

    fn sum(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<tree::Expression> {
        let operators = [('+', Operator::Plus), ('-', Operator::Minus)];
        self.chain(rest, otherwise, operators, Self::product)
    }

    fn product(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<tree::Expression> {
        let operators = [('*', Operator::Times), ('/', Operator::Over)];
        self.chain(rest, otherwise, operators, Self::signed)
    }

    /// Parts with one of two operators between them, from the left.
    fn chain(
        &mut self,
        rest: &mut &[TokenTree],
        otherwise: Place,
        operators: [(char, Operator); 2],
        part: fn(&mut Self, &mut &[TokenTree], Place) -> Option<tree::Expression>,
    ) -> Option<tree::Expression> {
        let mut left = part(self, rest, otherwise)?;
        while let [token, after @ ..] = *rest
            && let Some((_, operator)) = operators.iter().find(|(sign, _)| is_punct(token, *sign))
        {
            self.operator(token)?;
            *rest = after;
            let right = part(self, rest, token.into())?;
            let place = self.place(&left).to(self.place(&right));
            let kind = Kind::Binary(*operator, Box::new(left), Box::new(right));
            left = self.made(place, kind);
        }
        Some(left)
    }

    fn signed(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<tree::Expression> {
        if let [minus, after @ ..] = *rest
            && is_punct(minus, '-')
        {
            self.operator(minus)?;
            *rest = after;
            let value = self.signed(rest, minus.into())?;
            let place = Place::from(minus).to(self.place(&value));
            return Some(self.made(place, Kind::Negative(Box::new(value))));
        }
        let mut value = self.value(rest, otherwise)?;
        while let [dot, after @ ..] = *rest
            && is_punct(dot, '.')
        {
            self.operator(dot)?;
            value = self.method(value, dot, after, rest)?;
        }
        Some(value)
    }

    /// `.name()` after a value.
    fn method<'t>(
        &mut self,
        value: tree::Expression,
        dot: &TokenTree,
        tokens: &'t [TokenTree],
        rest: &mut &'t [TokenTree],
    ) -> Option<tree::Expression> {
        let (token, arguments) = match tokens {
            [name @ TokenTree::Ident(_), list, after @ ..]
                if group(list, Delimiter::Parenthesis).is_some() =>
            {
                *rest = after;
                (name, list)
            }
            [TokenTree::Ident(name), ..] => {
                let place = Place::of(tokens.get(..1)?, dot.into());
                let message = match tree::unknown_method(&name.to_string()) {
                    Some(instead) => format!("unknown method `{name}`: {instead}"),
                    None => format!("`{name}` is a method: write `.{name}()`"),
                };
                return self.report(place, message);
            }
            _ => return self.report(dot, "a method is missing after the `.`: write `.flip()`"),
        };
        let name = self.name(token);
        let arguments = self.arguments(token, arguments)?;
        let end = rest_place(tokens, rest, dot);
        let place = self.place(&value).to(end);
        let kind = Kind::Method {
            value: Box::new(value),
            name,
            arguments,
        };
        Some(self.made(place, kind))
    }

    fn name(&mut self, token: &TokenTree) -> Name {
        Name {
            at: self.at(token.into()),
            text: token.to_string(),
        }
    }

    /// One value, and what follows it is left over.
    fn value(&mut self, rest: &mut &[TokenTree], otherwise: Place) -> Option<tree::Expression> {
        let tokens = *rest;
        let [first, after @ ..] = tokens else {
            return self.report(otherwise, "a value is missing here: write taps or a number");
        };
        *rest = after;
        let place = Place::from(first);
        match first {
            TokenTree::Literal(literal) => {
                if literal.to_string().starts_with('"') {
                    let text = literal.to_string();
                    let word = text.trim_matches('"');
                    let message = match tree::is_word(word) {
                        true if word == "kaiser" => {
                            "remove the quotes: write `kaiser(8.6)`".to_owned()
                        }
                        true => format!("remove the quotes: write `{word}`"),
                        false => format!("a path goes inside `file(..)`: write `file({literal})`"),
                    };
                    return self.report(place, message);
                }
                let number = number(TAP, std::slice::from_ref(first), place, self.errors)?;
                Some(self.made(place, Kind::Number(number.value.tap())))
            }
            TokenTree::Group(list) if list.delimiter() == Delimiter::Bracket => {
                let node = row(&inside(list), place, self.errors)?;
                Some(array(&node, &mut self.places))
            }
            TokenTree::Group(list) if list.delimiter() == Delimiter::Parenthesis => {
                let inner = self.sum_of_all(&inside(list), place)?;
                // Mistakes are shown with the parentheses.
                if let Some(at) = self.places.get_mut(inner.at) {
                    *at = place;
                }
                Some(inner)
            }
            TokenTree::Ident(word) => {
                if let [colon, second, ..] = after
                    && is_punct(colon, ':')
                    && is_punct(second, ':')
                {
                    let last = tokens
                        .iter()
                        .rfind(|token| matches!(token, TokenTree::Ident(_)));
                    let last = last.map_or_else(String::new, ToString::to_string);
                    return self.report(
                        Place::of(tokens, place),
                        format!("a kernel is a word, not a path: write `{last}`"),
                    );
                }
                match after {
                    [list, after @ ..] if group(list, Delimiter::Parenthesis).is_some() => {
                        *rest = after;
                        let place = place.to(list.into());
                        if word == "file" {
                            let call = [first.clone(), list.clone()];
                            let file = file::file(&call, place, self.errors)?;
                            let kind = Kind::File {
                                number: self.files.len(),
                                path: self.at(file.place),
                            };
                            self.files.push(file);
                            return Some(self.made(place, kind));
                        }
                        let name = self.name(first);
                        let arguments = Some(self.arguments(first, list)?);
                        Some(self.made(place, Kind::Call { name, arguments }))
                    }
                    _ => {
                        let name = self.name(first);
                        let kind = Kind::Call {
                            name,
                            arguments: None,
                        };
                        Some(self.made(place, kind))
                    }
                }
            }
            TokenTree::Punct(_) if is_punct(first, '+') => {
                self.report(place, "a value takes no `+` before it: remove the `+`")
            }
            _ => self.report(place, taps::NO_ARRAY),
        }
    }

    /// What is between the parentheses of a call.
    fn arguments(&mut self, callee: &TokenTree, list: &TokenTree) -> Option<Vec<Argument>> {
        let tokens = group(list, Delimiter::Parenthesis).map(inside)?;
        let callee = callee.to_string();
        let mut arguments = Vec::new();
        for Piece { tokens, comma } in pieces(&tokens) {
            let (name, value) = match tokens {
                [name @ TokenTree::Ident(_), colon, value @ ..]
                    if is_punct(colon, ':')
                        && !value.first().is_some_and(|next| is_punct(next, ':')) =>
                {
                    (Some(self.name(name)), value)
                }
                [name @ TokenTree::Ident(_), equals, value @ ..]
                    if is_punct(equals, '=') && !value.is_empty() =>
                {
                    // `==` and `=>` are meant too.
                    let value = match value {
                        [more, value @ ..] if is_punct(more, '=') || is_punct(more, '>') => value,
                        value => value,
                    };
                    if tree::takes(&callee, &name.to_string()) {
                        let write = format!("{name}: {}", shown(value));
                        return self.report(
                            Place::of(tokens, equals.into()),
                            format!("an argument takes `:`, not `=`: write `{write}`"),
                        );
                    }
                    // That there is no such argument is what the evaluation says.
                    (Some(self.name(name)), value)
                }
                value => (None, value),
            };
            if let ([], Some(comma)) = (tokens, comma) {
                return self.report(comma, "no argument before this `,`: remove one `,`");
            }
            let otherwise = Place::of(tokens, list.into());
            let value = self.sum_of_all(value, otherwise)?;
            arguments.push(Argument { name, value });
        }
        Some(arguments)
    }
}

/// The parts of a tap array, or of a list of numbers, whose places go to `places`.
fn array(node: &Node, places: &mut Vec<Place>) -> tree::Expression {
    let kind = match node {
        Node::Tap(tap) => Kind::Number(tap.value.tap()),
        Node::Row(row) => Kind::List(row.value.iter().map(|node| array(node, places)).collect()),
    };
    places.push(node.place());
    tree::Expression {
        at: places.len() - 1,
        kind,
    }
}

/// An array as the expression that it is.
#[must_use]
pub fn of_array(node: &Node) -> Expression {
    let mut places = Vec::new();
    Expression {
        tree: array(node, &mut places),
        places,
        files: Vec::new(),
        place: node.place(),
    }
}

/// The last of the tokens that were read.
fn rest_place(tokens: &[TokenTree], rest: &[TokenTree], otherwise: &TokenTree) -> Place {
    let read = tokens.len().saturating_sub(rest.len());
    let last = read.checked_sub(1).and_then(|last| tokens.get(last));
    last.unwrap_or(otherwise).into()
}
