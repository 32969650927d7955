//! The tree of an expression, as whoever reads the text makes it.

use crate::taps::Tap;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A part of an expression, and where it stands.
///
/// ```
/// # use conv_plan::taps::expression::{Expression, Kind, evaluate};
/// # use conv_plan::taps::{Tap, Taps};
/// // [1, -1]
/// let one = |at| Expression { at, kind: Kind::Number(Tap::integer(1)) };
/// let minus = Expression { at: 4, kind: Kind::Negative(one(5).into()) };
/// let list = Expression { at: 0, kind: Kind::List(vec![one(1), minus]) };
/// assert_eq!(evaluate(&list, &mut |_| Err("no files".into())), Ok(Taps::from([1, -1])));
/// ```
#[derive(Debug, Clone)]
pub struct Expression {
    /// The place of the whole part.
    pub at: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a part of an expression is.
///
/// ```
/// # use conv_plan::taps::expression::{Expression, Kind, Name, evaluate};
/// # use conv_plan::taps::library;
/// // laplacian(4)
/// let name = Name { at: 0, text: "laplacian".into() };
/// let four = Expression { at: 10, kind: Kind::Number(4.into()) };
/// let arguments = Some(vec![conv_plan::taps::expression::Argument { name: None, value: four }]);
/// let call = Expression { at: 0, kind: Kind::Call { name, arguments } };
/// assert_eq!(evaluate(&call, &mut |_| Err("no files".into())), Ok(library::laplacian4()));
/// ```
#[derive(Debug, Clone)]
pub enum Kind {
    /// A number.
    Number(Tap),
    /// `[a, b]`: taps, a size, or several values.
    List(Vec<Expression>),
    /// `name` or `name(arguments)`.
    Call {
        /// The name, and its place.
        name: Name,
        /// What is between the parentheses, if there are some.
        arguments: Option<Vec<Argument>>,
    },
    /// `value.name(arguments)`.
    Method {
        /// What is before the point.
        value: Box<Expression>,
        /// The name, and its place.
        name: Name,
        /// What is between the parentheses.
        arguments: Vec<Argument>,
    },
    /// `-value`.
    Negative(Box<Expression>),
    /// Two values and what is between them.
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// Taps that the reader of the text gets from a file.
    File {
        /// The number under which the reader knows the file.
        number: usize,
        /// The place of its path, where its mistakes are.
        path: usize,
    },
}

/// A word, and where it stands.
///
/// ```
/// # use conv_plan::taps::expression::{Expression, Kind, Name, evaluate};
/// # use conv_plan::taps::library;
/// // sobel_x, which begins at byte 6 of some text
/// let name = Name { at: 6, text: "sobel_x".into() };
/// let sobel = Expression { at: 6, kind: Kind::Call { name, arguments: None } };
/// assert_eq!(evaluate(&sobel, &mut |_| Err("no files".into())), Ok(library::sobel_x()));
/// ```
#[derive(Debug, Clone)]
pub struct Name {
    /// The place of the word.
    pub at: usize,
    /// The word.
    pub text: String,
}

/// An argument, with its name if that is written: `5` or `order: 1`.
///
/// ```
/// # use conv_plan::taps::expression::{Argument, Expression, Kind, Name, evaluate};
/// # use conv_plan::taps::library;
/// // box(size: 5)
/// let name = |at, text: &str| Name { at, text: text.into() };
/// let five = Expression { at: 10, kind: Kind::Number(5.into()) };
/// let size = Argument { name: Some(name(4, "size")), value: five };
/// let kind = Kind::Call { name: name(0, "box"), arguments: Some(vec![size]) };
/// let taps = evaluate(&Expression { at: 0, kind }, &mut |_| Err("no files".into()));
/// assert_eq!(taps.ok(), library::smooth::mean(5).ok());
/// ```
#[derive(Debug, Clone)]
pub struct Argument {
    /// The name before the colon.
    pub name: Option<Name>,
    /// The value.
    pub value: Expression,
}

/// What combines two values.
///
/// ```
/// # use conv_plan::taps::expression::{Expression, Kind, Operator, evaluate};
/// # use conv_plan::taps::Taps;
/// // [1] / 2 * [4]
/// let number = |value: i64| Expression { at: 0, kind: Kind::Number(value.into()) };
/// let list = |value| Expression { at: 0, kind: Kind::List(vec![number(value)]) };
/// let binary = |operator, a: Expression, b: Expression| Expression {
///     at: 0,
///     kind: Kind::Binary(operator, a.into(), b.into()),
/// };
/// let half = binary(Operator::Over, list(1), number(2));
/// let product = binary(Operator::Times, half, list(4));
/// assert_eq!(evaluate(&product, &mut |_| Err("no files".into())), Ok(Taps::from([2])));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `+`, with the middle of one on the middle of the other.
    Plus,
    /// `-`, likewise.
    Minus,
    /// `*`: times a number, or the full convolution.
    Times,
    /// `/`, by a number.
    Over,
}

/// What is wrong with a part of an expression, and what to write instead.
///
/// ```
/// # use conv_plan::taps::expression::{Expression, Kind, Name, evaluate};
/// let name = Name { at: 3, text: "sobel".into() };
/// let sobel = Expression { at: 3, kind: Kind::Call { name, arguments: None } };
/// let mistakes = evaluate(&sobel, &mut |_| Err("no files".into())).unwrap_err();
/// assert_eq!(mistakes[0].at, 3);
/// assert!(mistakes[0].message.contains("sobel_x"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The place of the part.
    pub at: usize,
    /// The message.
    pub message: String,
}
