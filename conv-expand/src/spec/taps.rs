//! What stands under `taps`, once it is known whether it can be read.

use super::{Body, Entry, Expression, Key, Node, Spanned, Taps};
use conv_syntax::diag::Place;

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
