//! What a user wrote, each value with its place.

mod number;

pub use number::Number;

use crate::diag::Place;
use conv_plan::number::ElementType;
use conv_plan::pointwise;
use conv_plan::rules::layer::Activation;
use conv_plan::window::{Border, PerAxis};

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its tokens.
    pub place: Place,
}

/// One value for all axes, or a list of one for each.
#[derive(Debug, Clone)]
pub enum Axes<T> {
    /// The same on every axis.
    All(Spanned<T>),
    /// One for each axis, rows first.
    Each(Spanned<Vec<Spanned<T>>>),
}

impl<T> Axes<T> {
    /// Where the whole stands.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self {
            Self::All(value) => value.place,
            Self::Each(values) => values.place,
        }
    }

    /// Where the value for one axis stands.
    #[must_use]
    pub fn axis(&self, axis: usize) -> Place {
        match self {
            Self::All(value) => value.place,
            Self::Each(values) => values
                .value
                .get(axis)
                .map_or(values.place, |value| value.place),
        }
    }

    /// The values without their places.
    pub fn per_axis<U>(&self, value: impl Fn(&T) -> U) -> PerAxis<U> {
        match self {
            Self::All(one) => PerAxis::All(value(&one.value)),
            Self::Each(each) => {
                PerAxis::Each(each.value.iter().map(|one| value(&one.value)).collect())
            }
        }
    }
}

/// A border, its constant not yet rounded to the input type.
#[derive(Debug, Clone)]
pub enum Outside {
    /// A border that is a word.
    Named(Border),
    /// The value that stands everywhere outside.
    Constant(Number),
}

impl Outside {
    /// The border, its constant rounded once to an element of the input if it is finite there; a
    /// fraction, which is no constant, is 0.
    #[must_use]
    pub fn border(&self, input: ElementType) -> Border {
        match self {
            Self::Named(border) => *border,
            Self::Constant(number) => {
                let Some(decimal) = number.digits() else {
                    return Border::Zero;
                };
                let double = decimal.parse().unwrap_or(f64::NAN);
                let single = decimal.parse().map_or(f64::NAN, f32::into);
                Border::Constant(match input {
                    ElementType::F32 if f64::is_finite(single) => single,
                    _ => double,
                })
            }
        }
    }
}

/// An activation, its parameters not yet rounded to the layer's type.
#[derive(Debug, Clone)]
pub enum Activate {
    /// One without parameters.
    Named(Activation),
    /// Its slope below 0.
    Leaky(Spanned<Number>),
    /// Its bounds.
    Clamp(Spanned<Number>, Spanned<Number>),
}

impl Activate {
    /// The activation, its parameters rounded once to an element of the input; what is not finite
    /// there is not finite here.
    #[must_use]
    pub fn activation(&self, input: ElementType) -> Activation {
        let rounded = |number: &Spanned<Number>| match input {
            ElementType::F32 => number.value.single().into(),
            _ => number.value.double(),
        };
        match self {
            Self::Named(activation) => *activation,
            Self::Leaky(slope) => Activation::Leaky(rounded(slope)),
            Self::Clamp(low, high) => Activation::Clamp(rounded(low), rounded(high)),
        }
    }
}

/// `file("path")`, or `file("path", "tensor")`.
#[derive(Debug, Clone)]
pub struct File {
    /// Relative to the directory of the crate's manifest.
    pub path: String,
    /// Which of several tensors.
    pub tensor: Option<String>,
    /// Where the path stands.
    pub place: Place,
}

/// A part of the tap array.
#[derive(Debug, Clone)]
pub enum Node {
    /// A number.
    Tap(Spanned<Number>),
    /// What is between two brackets.
    Row(Spanned<Vec<Self>>),
}

impl Node {
    /// The taps in it.
    #[must_use]
    pub fn taps(&self) -> usize {
        match self {
            Self::Tap(_) => 1,
            Self::Row(row) => row.value.iter().map(Self::taps).sum(),
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn place(&self) -> Place {
        match self {
            Self::Tap(tap) => tap.place,
            Self::Row(row) => row.place,
        }
    }

    /// How many brackets are around the first number.
    #[must_use]
    pub fn levels(&self) -> usize {
        let mut levels = 0;
        let mut node = Some(self);
        while let Some(Self::Row(row)) = node {
            levels += 1;
            node = row.value.first();
        }
        levels
    }
}

/// What stands under `taps`.
#[derive(Debug)]
pub enum Taps {
    /// Numbers in brackets.
    Array(Node),
    /// Anything else that makes one kernel.
    Expression(Expression),
    /// Several kernels, each with its name; a part that is broken is `None`.
    Bank(Vec<(String, Place, Option<Self>)>),
}

/// An expression of taps.
#[derive(Debug, Clone)]
pub struct Expression {
    /// Its places are indices of `places`, and its files of `files`.
    pub tree: conv_plan::taps::expression::Expression,
    /// Where its parts stand.
    pub places: Vec<Place>,
    /// The files that it names.
    pub files: Vec<File>,
    /// Where the whole stands.
    pub place: Place,
}

/// A closure under `map` or `combine`.
#[derive(Debug, Clone)]
pub struct Closure {
    /// Their names, in order.
    pub parameters: Vec<(String, Place)>,
    /// Its places are indices of `places`, and its sums those of the parameters.
    pub value: pointwise::Value,
    /// Where its parts stand.
    pub places: Vec<Place>,
    /// Where the whole stands.
    pub place: Place,
}

impl Closure {
    /// The message for the first parameter that the value does not depend on, and its place;
    /// `key` is `map` or `combine`.
    #[must_use]
    pub fn unused(&self, key: &str) -> Option<(Place, String)> {
        let nodes = self.value.nodes();
        let reads = |sum: usize| nodes.contains(&pointwise::Node::Sum(sum));
        let (_, (name, place)) =
            (self.parameters.iter().enumerate()).find(|(at, _)| !reads(*at))?;
        let instead = if key == "map" {
            "and every result would be the same: write a value of the sum, such as `|v| v / 2 + 128`"
        } else {
            "so that its kernel has no effect: name it in the value, or remove it and its kernel"
        };
        Some((*place, format!("`{name}` is not used, {instead}")))
    }
}
