//! Nodes to steps, with the range of each: fractions become numerators over known denominators.

mod arithmetic;
mod choice;

use super::angle::{Floats, atan2};
use super::definition::rounded;
use super::node::Node;
use super::program::{Misfit, Step, SumRange};
use super::range::Span;
use super::value::Value;
use crate::analysis::Bounds;
use crate::number::Epilogue;
use alloc::vec::Vec;
use arithmetic::{difference, product, square, sum};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// The largest whole number up to which doubles hold all.
pub(super) const WHOLE: i128 = 1 << 53;

/// What a node has become.
#[derive(Debug, Clone)]
pub(super) enum Made {
    /// It is the same whatever the sums are, and no step yet.
    Constant(BigRational),
    Exact(Fraction),
    Float(Float),
}

/// A numerator over a denominator that is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fraction {
    pub(super) step: usize,
    /// Positive.
    pub(super) divide: i128,
    /// Of the numerator.
    pub(super) range: Bounds,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Float {
    pub(super) step: usize,
    pub(super) span: Span,
}

/// Steps in the making.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) steps: Vec<Step>,
    /// For each step, its range if it is a whole number.
    pub(super) whole: Vec<Option<Bounds>>,
    pub(super) sums: Vec<SumRange>,
    pub(super) result: Option<Made>,
    pub(super) single: bool,
    /// Whether a fraction became a float that singles do not round correctly.
    beyond_single: bool,
    /// The place of the node that is being built.
    place: Option<usize>,
}

impl Builder {
    pub(super) const fn new(single: bool) -> Self {
        Self {
            steps: Vec::new(),
            whole: Vec::new(),
            sums: Vec::new(),
            result: None,
            single,
            beyond_single: false,
            place: None,
        }
    }

    /// The steps of a value.
    pub(super) fn build(mut self, value: &Value, sums: &[SumRange]) -> Result<Self, Misfit> {
        self.sums = sums.to_vec();
        let mut made: Vec<Made> = Vec::with_capacity(value.nodes().len());
        for (index, &node) in value.nodes().iter().enumerate() {
            self.place = value.place(index);
            let node = self.node(node, &made)?;
            let long = |part: &BigInt| part.bits() > 128;
            if matches!(&node, Made::Constant(value) if long(value.numer()) || long(value.denom()))
            {
                return Err(Misfit::Long { place: self.place });
            }
            made.push(node);
        }
        self.result = made.pop();
        Ok(self)
    }

    /// Whether something does not fit integers of 32 bits, or a float in single precision.
    pub(super) fn needs_doubles(&self) -> bool {
        let wide = |range: &Bounds| range.largest() > i128::from(i32::MAX);
        // Those that no step reads are stored, too.
        let stored = self.sums.iter().any(|sum| match sum {
            SumRange::Exact { sums, .. } => wide(sums),
            SumRange::Float { .. } => false,
        });
        self.beyond_single || stored || self.whole.iter().flatten().any(wide)
    }

    /// The largest magnitude of a whole number.
    pub(super) fn largest(&self) -> i128 {
        let largest = self.whole.iter().flatten().map(|range| range.largest());
        largest.max().unwrap_or(0)
    }

    fn push(&mut self, step: Step, whole: Option<Bounds>) -> usize {
        let same = |known: &Step| match (known, &step) {
            (Step::Float(a), Step::Float(b)) => a.to_bits() == b.to_bits(),
            (known, step) => known == step,
        };
        if let Some(known) = self.steps.iter().position(same) {
            return known;
        }
        self.steps.push(step);
        self.whole.push(whole);
        self.steps.len() - 1
    }

    /// A step that gives a whole number.
    fn exact(&mut self, step: Step, range: Bounds, divide: i128) -> Result<Fraction, Misfit> {
        if range.largest() > WHOLE || divide > WHOLE {
            return Err(Misfit::Wide {
                place: self.place,
                range,
                divide,
                sum: false,
            });
        }
        Ok(Fraction {
            step: self.push(step, Some(range)),
            divide,
            range,
        })
    }

    pub(super) fn float(&mut self, step: Step, span: Span) -> Float {
        Float {
            step: self.push(step, None),
            span,
        }
    }

    fn whole(&mut self, value: i128) -> Result<Fraction, Misfit> {
        let range = Bounds {
            min: value,
            max: value,
        };
        let narrow = i64::try_from(value).unwrap_or(i64::MAX);
        self.exact(Step::Integer(narrow), range, 1)
    }

    /// A fraction times a positive whole number, over as many times its denominator: the same.
    fn over(&mut self, a: Fraction, divide: i128) -> Result<Fraction, Misfit> {
        if a.divide == divide {
            return Ok(a);
        }
        let by = self.whole(divide / a.divide)?;
        let range = product(a.range, by.range);
        self.exact(Step::Mul(a.step, by.step), range, divide)
    }

    /// What is no float, as a fraction.
    pub(super) fn fraction(&mut self, made: &Made) -> Result<Fraction, Misfit> {
        match made {
            Made::Constant(value) => {
                let wide = |value: &BigInt| value.to_i128().unwrap_or(i128::MAX);
                let numerator = self.whole(wide(value.numer()))?;
                let divide = wide(value.denom());
                let range = numerator.range;
                self.exact(self.steps[numerator.step], range, divide)
            }
            Made::Exact(fraction) => Ok(*fraction),
            Made::Float(_) => self.whole(0),
        }
    }

    /// Two fractions over one denominator.
    fn alike(&mut self, a: &Made, b: &Made) -> Result<(Fraction, Fraction), Misfit> {
        let (a, b) = (self.fraction(a)?, self.fraction(b)?);
        let divide = a.divide.lcm(&b.divide);
        Ok((self.over(a, divide)?, self.over(b, divide)?))
    }

    fn node(&mut self, node: Node, made: &[Made]) -> Result<Made, Misfit> {
        use Made::{Constant, Exact, Float};
        let of = |index: usize| made.get(index).unwrap_or(&NOTHING);
        let is_float = |made: &Made| matches!(made, Float(_));
        Ok(match node {
            Node::Sum(index) => return self.sum(index),
            Node::Ratio(n, d) => Constant(BigRational::new(n.into(), d.into())),
            Node::Float(value) if self.single => Float(self.constant(f64::from(value as f32))),
            Node::Float(value) => Float(self.constant(value)),
            Node::Neg(a) => match of(a) {
                Constant(a) => Constant(-a),
                Exact(a) => {
                    let zero = self.whole(0)?;
                    let range = difference(zero.range, a.range);
                    Exact(self.exact(Step::Sub(zero.step, a.step), range, a.divide)?)
                }
                Float(a) => {
                    let minus = self.constant(-1.0);
                    Float(self.mul(*a, minus))
                }
            },
            Node::Abs(a) => match of(a) {
                Constant(a) => Constant(a.abs()),
                Exact(a) => {
                    let (low, high) = (a.range.min.saturating_abs(), a.range.max.saturating_abs());
                    let straddles = a.range.min <= 0 && a.range.max >= 0;
                    let range = Bounds {
                        min: if straddles { 0 } else { low.min(high) },
                        max: low.max(high),
                    };
                    Exact(self.exact(Step::Abs(a.step), range, a.divide)?)
                }
                Float(a) => Float(self.abs(*a)),
            },
            Node::Sqrt(a) => {
                let a = self.as_float(of(a));
                let span = a.span.sqrt().rounded(self.single);
                Float(self.float(Step::Sqrt(a.step), span))
            }
            Node::Round(a) => match of(a) {
                Constant(a) => Constant(BigRational::from_integer(rounded(a))),
                Exact(a) if a.divide == 1 => Exact(*a),
                Exact(a) => return self.divide(*a).map(Exact),
                Float(a) => Float(self.float(Step::Round(a.step), a.span.whole())),
            },
            Node::Add(a, b) => match (of(a), of(b)) {
                (Constant(a), Constant(b)) => Constant(a + b),
                (a, b) => return self.sum_of(a, b),
            },
            Node::Sub(a, b) => match (of(a), of(b)) {
                (Constant(a), Constant(b)) => Constant(a - b),
                (a, b) => return self.difference_of(a, b),
            },
            Node::Mul(a, b) => match (of(a), of(b)) {
                (Constant(a), Constant(b)) => Constant(a * b),
                (a, b) if is_float(a) || is_float(b) => {
                    let (a, b) = (self.as_float(a), self.as_float(b));
                    Float(self.mul(a, b))
                }
                (Constant(factor), Exact(a)) | (Exact(a), Constant(factor)) => {
                    Exact(self.times(*a, factor)?)
                }
                (a, b) => {
                    let (a, b) = (self.fraction(a)?, self.fraction(b)?);
                    let divide = a.divide.saturating_mul(b.divide);
                    let range = if a.step == b.step {
                        square(a.range)
                    } else {
                        product(a.range, b.range)
                    };
                    Exact(self.exact(Step::Mul(a.step, b.step), range, divide)?)
                }
            },
            Node::Div(a, b) => match (of(a), of(b)) {
                (_, Constant(b)) if b.is_zero() => {
                    return Err(Misfit::Zero { place: self.place });
                }
                (Constant(a), Constant(b)) => Constant(a / b),
                (Exact(a), Constant(b)) => Exact(self.times(*a, &b.recip())?),
                (a, b) => {
                    let (a, b) = (self.as_float(a), self.as_float(b));
                    Float(self.div(a, b))
                }
            },
            Node::Min(a, b) => return self.extreme(of(a), of(b), false),
            Node::Max(a, b) => return self.extreme(of(a), of(b), true),
            Node::Atan2(a, b) => {
                let (y, x) = (self.as_float(of(a)), self.as_float(of(b)));
                let single = self.single;
                let angle = atan2(self, y, x, single);
                let pi = core::f64::consts::PI;
                // The steps divide, and infinity by infinity is NaN.
                let infinite = !y.span.is_finite() && !x.span.is_finite();
                let span = Span::new(-pi, pi).with(y.span, x.span).or_nan(infinite);
                Float(self::Float {
                    span: span.rounded(single),
                    ..angle
                })
            }
            Node::If(is, a, b, x, y) => return self.decide(is, (of(a), of(b)), (of(x), of(y))),
        })
    }

    fn sum_of(&mut self, a: &Made, b: &Made) -> Result<Made, Misfit> {
        if matches!(a, Made::Float(_)) || matches!(b, Made::Float(_)) {
            let (a, b) = (self.as_float(a), self.as_float(b));
            return Ok(Made::Float(self.add(a, b)));
        }
        let (a, b) = self.alike(a, b)?;
        let step = Step::Add(a.step, b.step);
        self.exact(step, sum(a.range, b.range), a.divide)
            .map(Made::Exact)
    }

    fn difference_of(&mut self, a: &Made, b: &Made) -> Result<Made, Misfit> {
        if matches!(a, Made::Float(_)) || matches!(b, Made::Float(_)) {
            let (a, b) = (self.as_float(a), self.as_float(b));
            return Ok(Made::Float(self.sub(a, b)));
        }
        let (a, b) = self.alike(a, b)?;
        let step = Step::Sub(a.step, b.step);
        self.exact(step, difference(a.range, b.range), a.divide)
            .map(Made::Exact)
    }

    fn sum(&mut self, index: usize) -> Result<Made, Misfit> {
        match self.sums.get(index).copied() {
            Some(SumRange::Exact {
                sums,
                multiply,
                divide,
            }) => {
                let scale = BigRational::new(multiply.into(), divide.into());
                let sum = self.exact(Step::Sum(index), sums, 1);
                let scaled = sum.and_then(|sum| self.times(sum, &scale));
                scaled.map(Made::Exact).map_err(Misfit::of_sum)
            }
            Some(SumRange::Float { low, high }) => Ok(Made::Float(self.float(
                Step::Sum(index),
                Span {
                    low,
                    high,
                    nan: true,
                },
            ))),
            None => Ok(Made::Constant(BigRational::zero())),
        }
    }

    /// A fraction times a constant.
    fn times(&mut self, a: Fraction, factor: &BigRational) -> Result<Fraction, Misfit> {
        let divide = BigInt::from(a.divide);
        let common = factor.numer().gcd(&divide);
        let wide = |value: BigInt| value.to_i128().unwrap_or(i128::MAX);
        let numerator = wide(factor.numer() / &common);
        let divide = wide(divide / &common * factor.denom());
        if numerator == 1 {
            return self.exact(self.steps[a.step], a.range, divide);
        }
        let by = self.whole(numerator)?;
        let range = product(a.range, by.range);
        self.exact(Step::Mul(a.step, by.step), range, divide)
    }

    /// A fraction rounded to a whole number.
    pub(super) fn divide(&mut self, a: Fraction) -> Result<Fraction, Misfit> {
        // Half the divisor is added before a shift.
        let room = a.range.largest().saturating_add(a.divide);
        if room > WHOLE / 2 {
            return Err(Misfit::Wide {
                place: self.place,
                range: a.range,
                divide: a.divide,
                sum: false,
            });
        }
        let divide = i64::try_from(a.divide).unwrap_or(i64::MAX);
        let range = a.range.scaled(1, divide);
        self.reserve(a);
        let division = Epilogue::integer(1, divide, room, None).division;
        self.exact(Step::Divide(a.step, divide, division), range, 1)
    }

    /// Widens the range of a numerator by its denominator, half of which is added before it is
    /// divided: the lanes must hold that too.
    pub(super) fn reserve(&mut self, a: Fraction) {
        let room = a.range.largest().saturating_add(a.divide);
        if let Some(Some(known)) = self.whole.get_mut(a.step) {
            *known = known.union(Bounds {
                min: -room,
                max: room,
            });
        }
    }
}

/// An operand that is not there.
const NOTHING: Made = Made::Float(Float {
    step: 0,
    span: Span::ALL,
});
