//! The tree of an expression, as whoever reads the text makes it.

use crate::taps::Tap;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A part of an expression, and where it stands.
#[derive(Debug, Clone)]
pub struct Expression {
    /// The place of the whole part.
    pub at: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a part of an expression is.
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
#[derive(Debug, Clone)]
pub struct Name {
    /// The place of the word.
    pub at: usize,
    /// The word.
    pub text: String,
}

/// An argument, with its name if that is written: `5` or `order: 1`.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The name before the colon.
    pub name: Option<Name>,
    /// The value.
    pub value: Expression,
}

/// What combines two values.
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The place of the part.
    pub at: usize,
    /// The message.
    pub message: String,
}
