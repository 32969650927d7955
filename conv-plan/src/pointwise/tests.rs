#![allow(clippy::unwrap_used)]

use super::{Comparison, Lanes, Misfit, Node, Outcome, Program, Step, SumRange, Value};
use crate::analysis::Bounds;
use crate::number::{ElementType, Overflow, divide_ties_even, sqrt, ties_even};
use alloc::vec::Vec;
use num_rational::BigRational;
use num_traits::ToPrimitive;

/// What a step gives, in a lane that holds it: 16 and 32 bits wrap where a proof is wrong.
#[derive(Clone, Copy, Debug)]
enum Lane {
    Whole(i64),
    Float(f64),
}

fn run(program: &Program, sums: &[f64]) -> f64 {
    let round = |value: f64| match program.lanes() {
        Lanes::Bits64 => value,
        _ => f64::from(value as f32),
    };
    let whole = |value: i64| match program.lanes() {
        Lanes::Bits16 => Lane::Whole(i64::from(value as i16)),
        Lanes::Bits32 => Lane::Whole(i64::from(value as i32)),
        Lanes::Bits64 => Lane::Whole(value as f64 as i64),
    };
    let mut lanes: Vec<Lane> = Vec::new();
    for (index, &step) in program.steps().iter().enumerate() {
        let float = program.is_float(index);
        let of = |index: usize| lanes[index];
        let f = |index: usize| match of(index) {
            Lane::Float(value) => value,
            Lane::Whole(value) => value as f64,
        };
        let w = |index: usize| match of(index) {
            Lane::Whole(value) => value,
            Lane::Float(value) => panic!("{value} is no whole number"),
        };
        let holds = |is, a: usize, b: usize| match is {
            Comparison::Less => f(a) < f(b),
            Comparison::LessEqual => f(a) <= f(b),
            Comparison::Equal => f(a) == f(b),
        };
        let lane = match step {
            Step::Sum(k) if float => Lane::Float(round(sums[k])),
            Step::Sum(k) => whole(sums[k] as i64),
            Step::Integer(value) => whole(value),
            Step::Float(value) => Lane::Float(round(value)),
            Step::ToFloat(a) => Lane::Float(round(w(a) as f64)),
            Step::Abs(a) if float => Lane::Float(f(a).abs()),
            Step::Abs(a) => whole(w(a).abs()),
            Step::Sqrt(a) => Lane::Float(round(sqrt(f(a)))),
            Step::Round(a) => Lane::Float(ties_even(f(a))),
            Step::Divide(a, divide, _) => {
                whole(divide_ties_even(i128::from(w(a)), i128::from(divide)) as i64)
            }
            Step::Add(a, b) if float => Lane::Float(round(f(a) + f(b))),
            Step::Add(a, b) => whole(w(a) + w(b)),
            Step::Sub(a, b) if float => Lane::Float(round(f(a) - f(b))),
            Step::Sub(a, b) => whole(w(a) - w(b)),
            Step::Mul(a, b) if float => Lane::Float(round(f(a) * f(b))),
            Step::Mul(a, b) => whole(w(a) * w(b)),
            Step::Div(a, b) => Lane::Float(round(f(a) / f(b))),
            Step::Min(a, b) => {
                if f(b) < f(a) {
                    of(b)
                } else {
                    of(a)
                }
            }
            Step::Max(a, b) => {
                if f(a) < f(b) {
                    of(b)
                } else {
                    of(a)
                }
            }
            Step::If(is, a, b, x, y) => {
                if holds(is, a, b) {
                    of(x)
                } else {
                    of(y)
                }
            }
        };
        lanes.push(lane);
    }
    match *lanes.last().unwrap() {
        Lane::Float(value) => value,
        Lane::Whole(value) => {
            let divide = program.epilogue().divide;
            divide_ties_even(i128::from(value), i128::from(divide)) as f64
        }
    }
}

/// Numbers without a pattern that fails to repeat.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn value(&mut self, depth: u64, sums: u64, floats: bool) -> Value {
        if depth == 0 || self.below(6) == 0 {
            return match self.below(4) {
                0 => Value::ratio(self.below(41) as i64 - 20, 1 + self.below(6) as i64).unwrap(),
                1 if floats => Value::from(self.below(100) as f64 / 8.0 - 6.0),
                _ => Value::sum(self.below(sums) as usize),
            };
        }
        let a = self.value(depth - 1, sums, floats);
        let mut other = || self.value(depth - 1, sums, floats);
        let (b, c, d) = (other(), other(), other());
        match self.below(if floats { 15 } else { 11 }) {
            0 | 1 => a + b,
            2 | 3 => a - b,
            4 => a * b,
            5 => -a,
            6 => a.abs(),
            7 => a.min(b),
            8 => a.max(b),
            9 => a.round(),
            10 => match self.below(3) {
                0 => a.lt(b).then_else(c, d),
                1 => (a.le(b.clone()) & !c.clone().equals(d.clone())).then_else(b, c),
                _ => (a.equals(b.clone()) | c.gt(d.clone())).then_else(b, d),
            },
            11 => a / b,
            12 => a.sqrt(),
            13 => a.atan2(b),
            _ => a.hypot(b),
        }
    }
}

fn exact(value: i64) -> Outcome {
    Outcome::Exact(BigRational::from_integer(value.into()))
}

#[test]
fn steps_over_lanes_give_what_the_definition_gives() {
    let mut random = Random(88_172_645_463_325_252);
    let mut counts = [0; 3];
    let mut floats = 0;
    for round in 0..6000 {
        let value = random.value(1 + round % 4, 2, round % 3 != 0);
        let limit = [7i64, 255, 1020, 65_536, 1 << 24][round as usize % 5];
        let (multiply, divide) = [(1, 1), (1, 16), (3, 7)][round as usize % 3];
        let sums = Bounds {
            min: i128::from(-limit),
            max: i128::from(limit),
        };
        let range = SumRange::Exact {
            sums,
            multiply,
            divide,
        };
        let output = [ElementType::I32, ElementType::F32][round as usize % 2];
        let rule = Some(Overflow::Saturate);
        let program = match Program::new(&value, &[range; 2], output, false, rule) {
            Ok(program) => program,
            Err(Misfit::Wide { .. } | Misfit::Zero { .. }) => continue,
            Err(misfit) => panic!("{value}: {misfit:?}"),
        };
        counts[match program.lanes() {
            Lanes::Bits16 => 0,
            Lanes::Bits32 => 1,
            Lanes::Bits64 => 2,
        }] += 1;
        for _ in 0..20 {
            let mut sum = || match random.below(4) {
                0 => limit,
                1 => -limit,
                _ => random.below(2 * limit as u64 + 1) as i64 - limit,
            };
            let (a, b) = (sum(), sum());
            let scaled = |sum: i64| match exact(sum) {
                Outcome::Exact(sum) => {
                    Outcome::Exact(sum * BigRational::new(multiply.into(), divide.into()))
                }
                float => float,
            };
            let single = program.single();
            let expected = value.evaluate(&[scaled(a), scaled(b)], single);
            let expected = match (&expected, output) {
                (Outcome::Exact(value), ElementType::I32) => {
                    super::definition::rounded(value).to_f64().unwrap()
                }
                (outcome, _) => outcome.to_float(single),
            };
            let found = run(&program, &[a as f64, b as f64]);
            assert!(
                found == expected || found.is_nan() && expected.is_nan(),
                "{value} of {a} and {b}: {found}, not {expected}; {program:?}"
            );
            let (low, high) = program.range();
            let expected = match output {
                ElementType::I32 => ties_even(expected),
                _ => expected,
            };
            assert!(
                expected.is_nan() || low <= expected && expected <= high,
                "{value} of {a} and {b}: {expected} not in {low}..={high}"
            );
            floats += i32::from(program.ends_in_float());
        }
    }
    assert!(counts.iter().all(|&count| count > 100), "{counts:?}");
    assert!(floats > 10_000, "{floats}");
}

#[test]
fn narrow_values_are_computed_in_narrow_lanes() {
    let sobel = SumRange::Exact {
        sums: Bounds {
            min: -1020,
            max: 1020,
        },
        multiply: 1,
        divide: 1,
    };
    let [gx, gy] = [Value::sum(0), Value::sum(1)];
    let lanes = |value: &Value| {
        let rule = Some(Overflow::Saturate);
        let program = Program::new(value, &[sobel; 2], ElementType::U8, false, rule);
        program.unwrap().lanes()
    };
    assert_eq!(lanes(&(gx.clone().abs() + gy.clone().abs())), Lanes::Bits16);
    assert_eq!(lanes(&(gx.clone() / 2 + 128)), Lanes::Bits16);
    assert_eq!(lanes(&gx.clone().hypot(gy.clone())), Lanes::Bits32);
    let fourth = gx.clone() * gx.clone() * gx.clone() * gx;
    assert_eq!(lanes(&fourth), Lanes::Bits64);
}

#[test]
fn what_53_bits_cannot_hold_is_refused_where_it_is_written() {
    let sums = SumRange::Exact {
        sums: Bounds {
            min: 0,
            max: 1 << 30,
        },
        multiply: 1,
        divide: 1,
    };
    let v = Value::sum(0).at(3);
    let value = (v.clone() * v).at(7) + 1;
    let misfit = Program::new(&value, &[sums], ElementType::F64, true, None);
    let Err(Misfit::Wide { place, range, .. }) = misfit else {
        panic!("{misfit:?}");
    };
    assert_eq!((place, range.max), (Some(7), 1 << 60));
}

#[test]
fn angles_are_within_3_ulp() {
    for single in [true, false] {
        let unit = if single {
            f64::from(f32::EPSILON)
        } else {
            f64::EPSILON
        };
        let angle = Value::sum(0).atan2(Value::sum(1));
        let mut worst = 0.0f64;
        for index in 0..20_000 {
            let turn = f64::from(index) * 0.000_314_159_265;
            let scale = f64::from(1 + index % 977);
            let (y, x) = (turn.sin() * scale, turn.cos() * scale);
            let (y, x) = if single {
                (f64::from(y as f32), f64::from(x as f32))
            } else {
                (y, x)
            };
            let sums = [Outcome::Float(y), Outcome::Float(x)];
            let found = angle.evaluate(&sums, single).to_float(single);
            let expected = y.atan2(x);
            let ulp = unit * 2f64.powi(expected.abs().log2().floor() as i32);
            worst = worst.max((found - expected).abs() / ulp);
        }
        assert!(worst < 3.0, "{worst} ulp, single: {single}");
    }
    let origin = [Outcome::Float(0.0), Outcome::Float(0.0)];
    let angle = Value::sum(0).atan2(Value::sum(1));
    assert_eq!(angle.evaluate(&origin, true), Outcome::Float(0.0));
}

#[test]
fn roots_are_those_of_the_processor() {
    let mut random = Random(7);
    for _ in 0..100_000 {
        let value = f64::from_bits(random.below(u64::MAX));
        let (found, expected) = (sqrt(value), value.sqrt());
        assert!(
            found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan(),
            "{value:e}"
        );
    }
}

#[test]
fn nodes_that_come_back_are_checked() {
    let value = Value::sum(0).hypot(Value::sum(1)).clamp(0, 255);
    assert_eq!(Value::of_nodes(value.nodes()).unwrap(), value);
    assert!(Value::of_nodes(&[]).is_none());
    assert!(Value::of_nodes(&[Node::Abs(0)]).is_none());
    assert!(Value::of_nodes(&[Node::Ratio(2, 4)]).is_none());
    assert!(Value::of_nodes(&[Node::Float(f64::NAN)]).is_none());
}
