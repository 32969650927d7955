//! Expressions of taps, as `taps:` of the macro has them: from a tree to taps, or to every mistake.
//!
//! ```text
//! Expression, each part with its place
//!   numbers, pi           -> scalar     exact: a + b pi
//!   [..], files           -> taps
//!   name(arguments)       -> functions  the table of names, and the library
//!                            arguments  what a parameter takes, and what is wrong with it
//!   + - * / .method()     -> the algebra of `Taps`
//! ```
//!
//! Whoever reads the text makes the tree: a place is any number, such as an offset in the text, and
//! comes back with a mistake. Nothing here knows how a text is read, and nothing depends on the
//! host.
//!
//! ```
//! # use conv_plan::taps::expression::{Expression, Kind, Name, evaluate};
//! # use conv_plan::taps::library;
//! // What `sobel_x` is as the value of a key.
//! let name = Name { at: 0, text: "sobel_x".into() };
//! let expression = Expression { at: 0, kind: Kind::Call { name, arguments: None } };
//! let taps = evaluate(&expression, &mut |_| Err("no files".into()));
//! assert_eq!(taps, Ok(library::sobel_x()));
//! ```

mod arguments;
mod functions;
mod methods;
mod scalar;
mod tree;

pub use functions::{Named, is_word, named, takes};
pub use methods::unknown_method;
pub use tree::{Argument, Expression, Kind, Mistake, Name, Operator};

use super::{Tap, Taps, TapsError};
use crate::fault::names::nearest;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use methods::METHODS;
use scalar::Scalar;

/// Sums of products that one convolution may take; at 4 million, a debug build takes seconds.
const MOST_PRODUCTS: usize = 1 << 22;

/// The taps of an expression; `file` returns those of a file, or the message about it.
///
/// # Errors
///
/// Every [`Mistake`] that does not follow from another one.
///
/// ```
/// use conv_plan::taps::expression::{Expression, Kind, Name, Operator, evaluate};
/// use conv_plan::taps::{Tap, Taps};
///
/// // 2 * sobel_y
/// let name = Name { at: 4, text: "sobel_y".into() };
/// let sobel = Expression { at: 4, kind: Kind::Call { name, arguments: None } };
/// let two = Expression { at: 0, kind: Kind::Number(Tap::integer(2)) };
/// let kind = Kind::Binary(Operator::Times, two.into(), sobel.into());
///
/// let taps = evaluate(&Expression { at: 0, kind }, &mut |_| Err("no files".into()));
/// assert_eq!(taps, Ok(Taps::from([[-2, -4, -2], [0, 0, 0], [2, 4, 2]])));
/// ```
pub fn evaluate(
    expression: &Expression,
    file: &mut dyn FnMut(usize) -> Result<Taps, String>,
) -> Result<Taps, Vec<Mistake>> {
    let mut evaluation = Evaluation {
        mistakes: Vec::new(),
        file,
    };
    match evaluation.taps(expression) {
        Some(taps) if evaluation.mistakes.is_empty() => Ok(taps),
        _ => Err(evaluation.mistakes),
    }
}

/// A value on the way.
enum Value {
    Number(Scalar),
    Taps(Taps),
}

struct Evaluation<'a> {
    mistakes: Vec<Mistake>,
    file: &'a mut dyn FnMut(usize) -> Result<Taps, String>,
}

impl Evaluation<'_> {
    fn report<T>(&mut self, at: usize, message: impl Into<String>) -> Option<T> {
        self.mistakes.push(Mistake {
            at,
            message: message.into(),
        });
        None
    }

    /// The result, or its mistake, which is about the part at a place.
    fn accept<T>(&mut self, at: usize, result: Result<T, TapsError>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => self.report(at, format!("{error}")),
        }
    }

    fn taps(&mut self, expression: &Expression) -> Option<Taps> {
        match self.value(expression)? {
            Value::Taps(taps) => Some(taps),
            Value::Number(number) => {
                let number = format!("{number}");
                self.report(
                    expression.at,
                    format!("this is a number, and taps are an array: write `[{number}]` for a signal, or `[[{number}]]` for a plane"),
                )
            }
        }
    }

    fn value(&mut self, expression: &Expression) -> Option<Value> {
        let at = expression.at;
        match &expression.kind {
            Kind::Number(number) => Some(Value::Number(Scalar::from(number.clone()))),
            Kind::List(elements) => self.array(at, elements).map(Value::Taps),
            Kind::File { number, path } => match (self.file)(*number) {
                Ok(taps) => Some(Value::Taps(taps)),
                Err(message) => self.report(*path, message),
            },
            Kind::Negative(value) => match self.value(value)? {
                Value::Number(number) => Some(Value::Number(number.negated())),
                Value::Taps(taps) => Some(Value::Taps(taps.scaled(-1))),
            },
            Kind::Call { name, arguments } => self.call(at, name, arguments.as_deref()),
            Kind::Method {
                value,
                name,
                arguments,
            } => self.method(value, name, arguments),
            Kind::Binary(operator, left, right) => {
                // Both are evaluated, so that the mistakes of both are found.
                let values = (self.value(left), self.value(right));
                let (a, b) = (values.0?, values.1?);
                self.combined(at, *operator, (left, a), (right, b))
            }
        }
    }

    fn combined(
        &mut self,
        at: usize,
        operator: Operator,
        (left, a): (&Expression, Value),
        (right, b): (&Expression, Value),
    ) -> Option<Value> {
        use Operator::{Minus, Over, Plus, Times};
        let taps = match (operator, a, b) {
            (_, Value::Number(a), Value::Number(b)) => {
                return match a.combined(operator, &b) {
                    Ok(number) => Some(Value::Number(number)),
                    Err(message) => self.report(right.at, message),
                };
            }
            (Plus | Minus, Value::Taps(a), Value::Taps(b)) => {
                let sum = if operator == Plus {
                    a.plus(&b)
                } else {
                    a.minus(&b)
                };
                self.accept(at, sum)?
            }
            (Plus | Minus, Value::Number(_), _) => {
                return self.report(left.at, NUMBER_IN_SUM);
            }
            (Plus | Minus, _, Value::Number(_)) => {
                return self.report(right.at, NUMBER_IN_SUM);
            }
            (Times, Value::Taps(a), Value::Taps(b)) => self.convolved(at, &a, &b)?,
            (Times, Value::Taps(taps), Value::Number(factor)) => {
                taps.scaled(self.plain(right.at, factor)?)
            }
            (Times, Value::Number(factor), Value::Taps(taps)) => {
                taps.scaled(self.plain(left.at, factor)?)
            }
            (Over, Value::Taps(taps), Value::Number(divisor)) => {
                let divisor = self.plain(right.at, divisor)?;
                self.accept(right.at, taps.divided(divisor))?
            }
            (Over, _, Value::Taps(_)) => {
                return self.report(
                    right.at,
                    "nothing is divided by taps: write a number after the `/`, such as `16`",
                );
            }
        };
        Some(Value::Taps(taps))
    }

    fn convolved(&mut self, at: usize, a: &Taps, b: &Taps) -> Option<Taps> {
        let (one, two) = (a.shape().len(), b.shape().len());
        if one != two {
            return self.report(
                at,
                format!("the factors of a convolution need the same number of axes, and these have {one} and {two}: write both for a signal, or both for a plane, with sizes such as `[5, 5]`"),
            );
        }
        let products = a.values().len().saturating_mul(b.values().len());
        if products > MOST_PRODUCTS {
            return self.report(
                at,
                format!("this convolution multiplies {products} pairs of taps: write smaller factors, of {MOST_PRODUCTS} pairs or fewer"),
            );
        }
        Some(a.convolved(b))
    }

    /// A number without pi.
    fn plain(&mut self, at: usize, number: Scalar) -> Option<Tap> {
        match number.plain() {
            Ok(number) => Some(number),
            Err(message) => self.report(at, message),
        }
    }

    /// The taps in brackets: a row, or rows of one length.
    fn array(&mut self, at: usize, elements: &[Expression]) -> Option<Taps> {
        const LEVELS: &str = "an array in an expression is a row of numbers, or rows of them: write `[1, 2]` or `[[1, 2], [3, 4]]`";
        let before = self.mistakes.len();
        let mut rows: Vec<(usize, Vec<Tap>)> = Vec::new();
        let mut row = Vec::new();
        for element in elements {
            match &element.kind {
                Kind::List(inner) => {
                    let numbers = inner
                        .iter()
                        .filter_map(|number| self.number(number, LEVELS));
                    rows.push((element.at, numbers.collect()));
                }
                _ => row.extend(self.number(element, LEVELS)),
            }
        }
        if self.mistakes.len() > before {
            return None;
        }
        let columns = rows.first().map(|(_, row)| row.len());
        match columns {
            Some(_) if !row.is_empty() => self.report(at, LEVELS),
            None if row.is_empty() => self.report(at, NO_TAPS),
            None => Some(row.into()),
            Some(0) => self.report(rows.first().map_or(at, |(at, _)| *at), NO_TAPS),
            Some(columns) => {
                if let Some((at, row)) = rows.iter().find(|(_, row)| row.len() != columns) {
                    let found = row.len();
                    let [taps, each] =
                        [found, columns].map(|count| if count == 1 { "tap" } else { "taps" });
                    return self.report(
                        *at,
                        format!("this row has {found} {taps}, and the first row {columns}: write {columns} {each}"),
                    );
                }
                let shape = alloc::vec![rows.len(), columns];
                let values = rows.into_iter().flat_map(|(_, row)| row).collect();
                Some(Taps::new(shape, values))
            }
        }
    }

    /// The number that an element of an array is.
    fn number(&mut self, element: &Expression, otherwise: &str) -> Option<Tap> {
        match self.value(element)? {
            Value::Number(number) => self.plain(element.at, number),
            Value::Taps(_) => self.report(element.at, otherwise),
        }
    }

    fn method(&mut self, value: &Expression, name: &Name, arguments: &[Argument]) -> Option<Value> {
        let found = METHODS.iter().find(|(method, _)| *method == name.text);
        let Some((_, apply)) = found else {
            let instead = methods::instead(&name.text);
            return self.report(
                name.at,
                format!("unknown method `{}`: {instead}", name.text),
            );
        };
        if let Some(argument) = arguments.first() {
            return self.report(
                argument.value.at,
                format!("`{0}` takes no argument: write `.{0}()`", name.text),
            );
        }
        let taps = self.taps(value)?;
        self.accept(value.at, apply(&taps)).map(Value::Taps)
    }

    /// A constant, or a function of the library.
    fn call(&mut self, at: usize, name: &Name, arguments: Option<&[Argument]>) -> Option<Value> {
        if let ("pi", None) = (name.text.as_str(), arguments) {
            return Some(Value::Number(Scalar::pi()));
        }
        if let ("degrees", Some(arguments)) = (name.text.as_str(), arguments) {
            return self.degrees(at, arguments).map(Value::Number);
        }
        let Some(function) = functions::find(&name.text) else {
            let message = unknown(&name.text).unwrap_or_default();
            return self.report(name.at, message);
        };
        self.made(at, name, function, arguments).map(Value::Taps)
    }

    /// An angle in degrees, as a multiple of pi.
    fn degrees(&mut self, at: usize, arguments: &[Argument]) -> Option<Scalar> {
        let [Argument { name: None, value }] = arguments else {
            return self.report(at, "`degrees` takes one number: write `degrees(45)`");
        };
        let degrees = self.number(value, "`degrees` takes a number: write `degrees(45)`")?;
        Some(Scalar::degrees(degrees))
    }
}

const NUMBER_IN_SUM: &str = "a number and taps have no sum: write taps, such as `[2]` or `[[2]]`, which are added to the middle";
const NO_TAPS: &str = "a kernel needs at least one tap: add numbers between the brackets";

/// How many axes an expression seems to have, whether or not it can be evaluated; `None` for
/// numbers and files.
///
/// ```
/// use conv_plan::taps::expression::{Expression, Kind, Name, axes};
///
/// let name = Name { at: 0, text: "gausian".into() };
/// let kind = Kind::Call { name, arguments: Some(Vec::new()) };
/// assert_eq!(axes(&Expression { at: 0, kind }), Some(1));
/// ```
#[must_use]
pub fn axes(expression: &Expression) -> Option<usize> {
    match &expression.kind {
        Kind::Number(_) | Kind::File { .. } => None,
        Kind::List(parts) => {
            let nested = parts
                .first()
                .is_some_and(|part| matches!(part.kind, Kind::List(_)));
            Some(if nested { 2 } else { 1 })
        }
        Kind::Negative(value) => axes(value),
        Kind::Method { value, name, .. } => match name.text.as_str() {
            "transpose" | "rotate90" => Some(2),
            _ => axes(value),
        },
        Kind::Binary(_, left, right) => axes(left).max(axes(right)),
        Kind::Call { name, arguments } => {
            let near = || nearest(&name.text, &functions::names());
            let function = functions::find(&name.text).or_else(|| functions::find(near()?))?;
            Some(function.axes(arguments.as_deref().unwrap_or_default()))
        }
    }
}

/// The message for a word that is no kernel; `None` for the name of one, and for `pi`.
///
/// ```
/// # use conv_plan::taps::expression::unknown;
/// assert!(unknown("sobel").is_some_and(|message| message.contains("sobel_x")));
/// assert_eq!(unknown("sobel_x"), None);
/// ```
#[must_use]
pub fn unknown(word: &str) -> Option<String> {
    if word == "pi" || functions::find(word).is_some() {
        return None;
    }
    if METHODS.iter().any(|(method, _)| *method == word) {
        return Some(format!(
            "`{word}` comes after the taps: write `(..).{word}()`"
        ));
    }
    if is_word(word) {
        return Some(format!(
            "`{word}` is an argument, not a kernel: write a kernel, such as `sobel_x`"
        ));
    }
    if let Some(kernel) = functions::meant(word) {
        return Some(format!("unknown kernel `{word}`: write {kernel}"));
    }
    Some(match nearest(word, &functions::names()) {
        Some(name) => format!("unknown kernel `{word}`: did you mean `{name}`?"),
        None => format!(
            "unknown kernel `{word}`, and the values of names are not seen here: write taps, such as `[1, 2, 1]`, or a kernel, such as `sobel_x` or `gaussian([5, 5], 1.0)`"
        ),
    })
}
