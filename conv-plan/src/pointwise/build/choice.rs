//! Steps that choose: the least, the greatest, and one of two.

use super::{Builder, Made};
use crate::analysis::Bounds;
use crate::pointwise::definition::holds;
use crate::pointwise::node::Comparison;
use crate::pointwise::program::{Misfit, Step};

impl Builder {
    pub(super) fn extreme(&mut self, a: &Made, b: &Made, most: bool) -> Result<Made, Misfit> {
        let step = if most { Step::Max } else { Step::Min };
        match (a, b) {
            (Made::Constant(a), Made::Constant(b)) => {
                let first = if most { a >= b } else { a <= b };
                Ok(Made::Constant(if first { a } else { b }.clone()))
            }
            (Made::Float(_), _) | (_, Made::Float(_)) => {
                let (a, b) = (self.as_float(a), self.as_float(b));
                let span = if most {
                    a.span.max(b.span)
                } else {
                    a.span.min(b.span)
                };
                Ok(Made::Float(self.float(step(a.step, b.step), span)))
            }
            (a, b) => {
                let (a, b) = self.alike(a, b)?;
                let pick = |a: i128, b: i128| if most { a.max(b) } else { a.min(b) };
                let range = Bounds {
                    min: pick(a.range.min, b.range.min),
                    max: pick(a.range.max, b.range.max),
                };
                self.exact(step(a.step, b.step), range, a.divide)
                    .map(Made::Exact)
            }
        }
    }

    pub(super) fn decide(
        &mut self,
        is: Comparison,
        (a, b): (&Made, &Made),
        (x, y): (&Made, &Made),
    ) -> Result<Made, Misfit> {
        if let [
            Made::Constant(a),
            Made::Constant(b),
            Made::Constant(x),
            Made::Constant(y),
        ] = [a, b, x, y]
        {
            return Ok(Made::Constant(if holds(is, a, b) { x } else { y }.clone()));
        }
        let is_float = |made: &Made| matches!(made, Made::Float(_));
        let (a, b, known) = if is_float(a) || is_float(b) {
            let (a, b) = (self.as_float(a), self.as_float(b));
            (a.step, b.step, a.span.related(is, b.span))
        } else {
            let (a, b) = self.alike(a, b)?;
            (a.step, b.step, related(is, a.range, b.range))
        };
        if is_float(x) || is_float(y) {
            let (x, y) = (self.as_float(x), self.as_float(y));
            let step = Step::If(is, a, b, x.step, y.step);
            let span = match known {
                Some(true) => x.span,
                Some(false) => y.span,
                None => x.span.either(y.span),
            };
            return Ok(Made::Float(self.float(step, span)));
        }
        let (x, y) = self.alike(x, y)?;
        let range = match known {
            Some(true) => x.range,
            Some(false) => y.range,
            None => x.range.union(y.range),
        };
        let step = Step::If(is, a, b, x.step, y.step);
        self.exact(step, range, x.divide).map(Made::Exact)
    }
}

/// Whether all values of two ranges are so related, if all or none are.
fn related(is: Comparison, a: Bounds, b: Bounds) -> Option<bool> {
    let (all, none) = match is {
        Comparison::Less => (a.max < b.min, a.min >= b.max),
        Comparison::LessEqual => (a.max <= b.min, a.min > b.max),
        Comparison::Equal => (a == b && a.min == a.max, a.max < b.min || b.max < a.min),
    };
    (all || none).then_some(all)
}
