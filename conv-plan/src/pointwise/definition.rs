//! What a value is, one operation after the other: fractions exactly, floats rounded.

use super::angle::{Floats, atan2};
use super::node::{Comparison, Node};
use super::value::Value;
use crate::number::{Overflow, Scalar, exact_to_double, exact_to_single, sqrt, ties_even};
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// A value of one output.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// An exact fraction.
    Exact(BigRational),
    /// A float, as a double that holds it.
    Float(f64),
}

impl Outcome {
    /// The outcome as a float, correctly rounded: to single precision, or to double.
    #[must_use]
    pub fn to_float(&self, single: bool) -> f64 {
        match self {
            Self::Exact(value) if single => f64::from(exact_to_single(value)),
            Self::Exact(value) => exact_to_double(value),
            Self::Float(value) => *value,
        }
    }
}

impl Outcome {
    /// An exact sum times `multiply / divide`, whose denominator is positive.
    #[must_use]
    pub fn scaled(sum: i128, (multiply, divide): (i64, i64)) -> Self {
        let numerator = BigInt::from(sum) * multiply;
        Self::Exact(BigRational::new(numerator, BigInt::from(divide.max(1))))
    }

    /// The outcome as an element: rounded once, ties to even; what does not fit an integer is
    /// saturated unless `overflow` says `wrap`, and NaN becomes 0.
    ///
    /// An exact fraction becomes a float of single precision or of double precision first, if that
    /// is stored.
    #[must_use]
    pub fn store<T: Scalar>(&self, single: bool, overflow: Option<Overflow>) -> T {
        let exact = match self {
            Self::Exact(value) if !T::TYPE.is_float() => rounded(value),
            Self::Exact(_) => return T::from_f64(self.to_float(single)),
            Self::Float(value) if T::TYPE.is_float() => return T::from_f64(*value),
            Self::Float(value) => return T::from_f64(ties_even(*value)),
        };
        let (min, max) = T::TYPE.range().unwrap_or((i64::MIN, i64::MAX));
        if overflow == Some(Overflow::Wrap) {
            let low = exact.mod_floor(&(BigInt::from(1) << 64));
            return T::from_i64_wrapping(low.to_u64().unwrap_or(0) as i64);
        }
        let fitted = exact.clamp(min.into(), max.into());
        T::from_i64_wrapping(fitted.to_i64().unwrap_or(0))
    }
}

/// The nearest integer of an exact value, ties to even.
pub(super) fn rounded(value: &BigRational) -> BigInt {
    let (quotient, rest) = value.numer().div_mod_floor(value.denom());
    let twice = rest * 2;
    let up = twice > *value.denom() || (twice == *value.denom() && quotient.is_odd());
    if up { quotient + 1 } else { quotient }
}

/// Operations on floats, each rounded to single or to double precision.
///
/// Those of singles are rounded twice, which gives the same: a double has more than twice their
/// bits, and two (Figueroa, "When is double rounding innocuous?", SIGNUM Newsletter 30, 1995).
struct Rounded {
    single: bool,
}

impl Rounded {
    fn round(&self, value: f64) -> f64 {
        if self.single {
            f64::from(value as f32)
        } else {
            value
        }
    }
}

/// Whether two values are so related.
pub(super) fn holds<T: PartialOrd>(is: Comparison, a: &T, b: &T) -> bool {
    match is {
        Comparison::Less => a < b,
        Comparison::LessEqual => a <= b,
        Comparison::Equal => a == b,
    }
}

impl Floats for Rounded {
    type Float = f64;

    fn constant(&mut self, value: f64) -> f64 {
        self.round(value)
    }

    fn add(&mut self, a: f64, b: f64) -> f64 {
        self.round(a + b)
    }

    fn sub(&mut self, a: f64, b: f64) -> f64 {
        self.round(a - b)
    }

    fn mul(&mut self, a: f64, b: f64) -> f64 {
        self.round(a * b)
    }

    fn div(&mut self, a: f64, b: f64) -> f64 {
        self.round(a / b)
    }

    fn abs(&mut self, a: f64) -> f64 {
        a.abs()
    }

    fn choose(&mut self, is: Comparison, a: f64, b: f64, [x, y]: [f64; 2]) -> f64 {
        if holds(is, &a, &b) { x } else { y }
    }
}

impl Value {
    /// The value for these sums, by definition: each an exact fraction, scale included, or a float.
    ///
    /// Floats are in single precision if `single` says so. A sum that is not among them is 0.
    ///
    /// ```
    /// # use conv_plan::pointwise::{Outcome, Value};
    /// let value = Value::sum(0).abs();
    /// let found = value.evaluate(&[Outcome::Float(-1.5)], false);
    /// assert!(matches!(found, Outcome::Float(1.5)));
    /// ```
    #[must_use]
    pub fn evaluate(&self, sums: &[Outcome], single: bool) -> Outcome {
        let mut values: Vec<Outcome> = Vec::with_capacity(self.nodes().len());
        let constants = self.constants();
        let is_constant = |node: usize| constants.get(node) == Some(&true);
        for &node in self.nodes() {
            let value = evaluate(node, &values, (sums, single), is_constant);
            values.push(value);
        }
        values.pop().unwrap_or_else(nothing)
    }
}

fn nothing() -> Outcome {
    Outcome::Exact(BigRational::zero())
}

/// Whether two outcomes are so related: exactly if both are exact, else as floats.
fn related(is: Comparison, a: &Outcome, b: &Outcome, single: bool) -> bool {
    match (a, b) {
        (Outcome::Exact(a), Outcome::Exact(b)) => holds(is, a, b),
        (a, b) => holds(is, &a.to_float(single), &b.to_float(single)),
    }
}

fn evaluate(
    node: Node,
    values: &[Outcome],
    (sums, single): (&[Outcome], bool),
    is_constant: impl Fn(usize) -> bool,
) -> Outcome {
    use Outcome::{Exact, Float};
    let mut floats = Rounded { single };
    let of = |index: usize| values.get(index).cloned().unwrap_or_else(nothing);
    // Of two that are chosen from, neither stays exact beside a float.
    let alike = |chosen: &Outcome, other: &Outcome| match (chosen, other) {
        (Exact(_), Float(_)) => Float(chosen.to_float(single)),
        _ => chosen.clone(),
    };
    let choose = |is, a: &Outcome, b: &Outcome, x: &Outcome, y: &Outcome| {
        if related(is, a, b, single) {
            alike(x, y)
        } else {
            alike(y, x)
        }
    };
    match node {
        Node::Sum(index) => sums.get(index).cloned().unwrap_or_else(nothing),
        Node::Ratio(n, d) => Exact(BigRational::new(n.into(), d.into())),
        Node::Float(value) => Float(floats.round(value)),
        Node::Neg(a) => match of(a) {
            Exact(a) => Exact(-a),
            Float(a) => Float(-a),
        },
        Node::Abs(a) => match of(a) {
            Exact(a) => Exact(a.abs()),
            Float(a) => Float(a.abs()),
        },
        Node::Sqrt(a) => Float(floats.round(sqrt(of(a).to_float(single)))),
        Node::Round(a) => match of(a) {
            Exact(a) => Exact(BigRational::from_integer(rounded(&a))),
            Float(a) => Float(ties_even(a)),
        },
        Node::Add(a, b) => match (of(a), of(b)) {
            (Exact(a), Exact(b)) => Exact(a + b),
            (a, b) => Float(floats.add(a.to_float(single), b.to_float(single))),
        },
        Node::Sub(a, b) => match (of(a), of(b)) {
            (Exact(a), Exact(b)) => Exact(a - b),
            (a, b) => Float(floats.sub(a.to_float(single), b.to_float(single))),
        },
        Node::Mul(a, b) => match (of(a), of(b)) {
            (Exact(a), Exact(b)) => Exact(a * b),
            (a, b) => Float(floats.mul(a.to_float(single), b.to_float(single))),
        },
        Node::Div(a, b) => match (of(a), of(b)) {
            (Exact(a), Exact(divisor)) if is_constant(b) && !divisor.is_zero() => {
                Exact(a / divisor)
            }
            (a, b) => Float(floats.div(a.to_float(single), b.to_float(single))),
        },
        Node::Min(a, b) => {
            let (a, b) = (of(a), of(b));
            choose(Comparison::Less, &b, &a, &b, &a)
        }
        Node::Max(a, b) => {
            let (a, b) = (of(a), of(b));
            choose(Comparison::Less, &a, &b, &b, &a)
        }
        Node::Atan2(a, b) => {
            let (y, x) = (of(a).to_float(single), of(b).to_float(single));
            Float(atan2(&mut floats, y, x, single))
        }
        Node::If(is, a, b, x, y) => choose(is, &of(a), &of(b), &of(x), &of(y)),
    }
}
