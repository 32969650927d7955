//! What stands under `taps`, and what is made of the sums.

use super::{Body, Entry, File, Key, Number, Spanned};
use crate::diag::Place;

/// A part of the tap array.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Tap(Spanned<Number>),
    Row(Spanned<Vec<Self>>),
}

/// What stands under `taps`.
pub(crate) enum Taps {
    Array(Node),
    Expression(Expression),
    /// Several kernels, each with its name; a part that is broken is `None`.
    Bank(Vec<(String, Place, Option<Self>)>),
}

/// The taps of one kernel.
#[derive(Debug, Default)]
pub(crate) struct KernelTaps {
    pub(crate) taps: Entry<Node>,
    /// The taps as an expression; broken once a mistake in it is reported.
    pub(crate) expression: Entry<Expression>,
    /// What the expression makes, and where it stands.
    pub(crate) made: Option<Spanned<conv_plan::taps::Taps>>,
}

impl KernelTaps {
    pub(super) fn new(taps: Option<Taps>) -> Self {
        let (taps, expression) = match taps {
            Some(Taps::Array(array)) => (Entry::Written(array), Entry::Absent),
            Some(Taps::Expression(expression)) => (Entry::Absent, Entry::Written(expression)),
            Some(Taps::Bank(_)) | None => (Entry::Broken, Entry::Absent),
        };
        Self {
            taps,
            expression,
            made: None,
        }
    }

    /// Where they stand, if they could be read.
    pub(crate) fn place(&self) -> Option<Place> {
        let taps = self.taps.written().map(Node::place);
        taps.or_else(|| self.made.as_ref().map(|made| made.place))
    }

    /// Whether they could not be read, which has been reported.
    pub(crate) const fn is_broken(&self) -> bool {
        self.taps.is_broken() || self.expression.is_broken()
    }
}

impl Body {
    /// Whether the kernels have an output each: they have names, and nothing is made of their sums.
    pub(crate) fn is_bank(&self) -> bool {
        let made = |key| self.key(key).is_some();
        !self.names.is_empty() && !made(Key::Map) && !made(Key::Combine)
    }
}

/// A closure under `map` or `combine`.
#[derive(Debug, Clone)]
pub(crate) struct Closure {
    pub(crate) parameters: Vec<(String, Place)>,
    /// Its places are indices of `places`, and its sums those of the parameters.
    pub(crate) value: conv_plan::pointwise::Value,
    pub(crate) places: Vec<Place>,
    /// Where the whole stands.
    pub(crate) place: Place,
}

/// An expression of taps.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    /// Its places are indices of `places`, and its files of `files`.
    pub(crate) tree: conv_plan::taps::expression::Expression,
    pub(crate) places: Vec<Place>,
    pub(crate) files: Vec<File>,
    /// Where the whole stands.
    pub(crate) place: Place,
}

impl Node {
    /// The taps in it.
    pub(crate) fn taps(&self) -> usize {
        match self {
            Self::Tap(_) => 1,
            Self::Row(row) => row.value.iter().map(Self::taps).sum(),
        }
    }

    pub(crate) const fn place(&self) -> Place {
        match self {
            Self::Tap(tap) => tap.place,
            Self::Row(row) => row.place,
        }
    }

    /// How many brackets are around the first number.
    pub(crate) fn levels(&self) -> usize {
        let mut levels = 0;
        let mut node = Some(self);
        while let Some(Self::Row(row)) = node {
            levels += 1;
            node = row.value.first();
        }
        levels
    }
}
