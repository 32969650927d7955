//! Ranges of whole numbers, fractions as floats, and steps of floats.

use super::{Builder, Float, Fraction, Made};
use crate::analysis::Bounds;
use crate::number::{exact_to_double, exact_to_single};
use crate::pointwise::angle::Floats;
use crate::pointwise::node::Comparison;
use crate::pointwise::program::Step;
use crate::pointwise::range::Span;

pub(super) fn sum(a: Bounds, b: Bounds) -> Bounds {
    Bounds {
        min: a.min.saturating_add(b.min),
        max: a.max.saturating_add(b.max),
    }
}

pub(super) fn difference(a: Bounds, b: Bounds) -> Bounds {
    Bounds {
        min: a.min.saturating_sub(b.max),
        max: a.max.saturating_sub(b.min),
    }
}

pub(super) fn product(a: Bounds, b: Bounds) -> Bounds {
    let all = [
        a.min.saturating_mul(b.min),
        a.min.saturating_mul(b.max),
        a.max.saturating_mul(b.min),
        a.max.saturating_mul(b.max),
    ];
    all.into_iter()
        .map(|value| Bounds {
            min: value,
            max: value,
        })
        .reduce(Bounds::union)
        .unwrap_or(Bounds::ZERO)
}

pub(super) fn square(a: Bounds) -> Bounds {
    let all = product(a, a);
    Bounds {
        min: if a.min <= 0 && a.max >= 0 {
            0
        } else {
            let least = a.min.saturating_abs().min(a.max.saturating_abs());
            least.saturating_mul(least)
        },
        max: all.max,
    }
}

impl Builder {
    /// Anything as a float, correctly rounded.
    pub(in crate::pointwise) fn as_float(&mut self, made: &Made) -> Float {
        let (value, divide, range) = match made {
            Made::Float(float) => return *float,
            Made::Constant(value) if self.single => {
                return self.constant(f64::from(exact_to_single(value)));
            }
            Made::Constant(value) => return self.constant(exact_to_double(value)),
            Made::Exact(Fraction {
                step,
                divide,
                range,
            }) => (*step, *divide, *range),
        };
        // The quotient of two floats that are exact is correctly rounded.
        let exact = range.largest() < 1 << 24 && divide < 1 << 24;
        if self.single && !divide.unsigned_abs().is_power_of_two() && !exact {
            self.beyond_single = true;
        }
        let span = Span::new(range.min as f64, range.max as f64).rounded(self.single);
        let float = self.float(Step::ToFloat(value), span);
        if divide == 1 {
            return float;
        }
        let is_power = divide.unsigned_abs().is_power_of_two();
        let divide = divide as f64;
        if is_power {
            let share = self.constant(1.0 / divide);
            self.mul(float, share)
        } else {
            let divide = self.constant(divide);
            self.div(float, divide)
        }
    }
}

impl Floats for Builder {
    type Float = Float;

    fn constant(&mut self, value: f64) -> Float {
        let value = if self.single {
            f64::from(value as f32)
        } else {
            value
        };
        self.float(Step::Float(value), Span::new(value, value))
    }

    fn add(&mut self, a: Float, b: Float) -> Float {
        let span = a.span.plus(b.span).rounded(self.single);
        self.float(Step::Add(a.step, b.step), span)
    }

    fn sub(&mut self, a: Float, b: Float) -> Float {
        let span = a.span.minus(b.span).rounded(self.single);
        self.float(Step::Sub(a.step, b.step), span)
    }

    fn mul(&mut self, a: Float, b: Float) -> Float {
        let span = a.span.times(b.span).rounded(self.single);
        self.float(Step::Mul(a.step, b.step), span)
    }

    fn div(&mut self, a: Float, b: Float) -> Float {
        let span = a.span.over(b.span).rounded(self.single);
        self.float(Step::Div(a.step, b.step), span)
    }

    fn abs(&mut self, a: Float) -> Float {
        self.float(Step::Abs(a.step), a.span.abs())
    }

    fn choose(&mut self, is: Comparison, a: Float, b: Float, [x, y]: [Float; 2]) -> Float {
        let step = Step::If(is, a.step, b.step, x.step, y.step);
        self.float(step, x.span.either(y.span))
    }
}
