//! Rows of sums to rows of outputs, by a value that is known only at run time.
//!
//! Each step is computed for a few vectors before the next, in lanes of 32 or of 64 bits; integers
//! of 16 bits, which have the same values in wider lanes, are widened.

use super::Finish;
use crate::exec::simd::steps::{Divided, divide, to_double};
use crate::exec::simd::{Lane, Load, Store, Vector, loaded};
use alloc::boxed::Box;
use conv_plan::number::Epilogue;
use conv_plan::pointwise::{Comparison, Program, Step};
use fearless_simd::{Bytes, Level as Token, Select, Simd, SimdBase, SimdFloat, SimdInt, dispatch};

/// The steps of a value.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    /// Each step, its place and whether it gives a float; operands are places, too.
    steps: Box<[(Step, usize, bool)]>,
    epilogue: Epilogue,
    ends_in_float: bool,
}

impl Steps {
    pub(crate) fn new(program: &Program) -> Self {
        let places = program.registers();
        let place = |step: usize| places.get(step).copied().unwrap_or(0);
        let steps = program.steps().iter().enumerate().map(|(index, step)| {
            let is_float = match *step {
                // What is compared, and not what is chosen, decides how it is compared.
                Step::If(_, a, ..) => program.is_float(a),
                _ => program.is_float(index),
            };
            (step.map(place), place(index), is_float)
        });
        Self {
            steps: steps.collect(),
            epilogue: *program.epilogue(),
            ends_in_float: program.ends_in_float(),
        }
    }
}

/// Vectors that a step is computed for at once.
const VECTORS: usize = 4;

/// Values of lanes of 32 bits; floats as their bits.
type Words<S> = [<S as Simd>::i32s; VECTORS];

/// Sums that steps in lanes of 32 bits read.
trait Narrow: Load<Self::Lane> {
    type Lane: Lane;

    /// The bits of sums.
    fn words<S: Simd>(loaded: [Vector<S, Self::Lane>; VECTORS]) -> Words<S>;
}

macro_rules! narrow {
    ($($sum:ident $lane:ident)*) => {$(
        impl Narrow for $sum {
            type Lane = $lane;
            #[inline(always)]
            fn words<S: Simd>(loaded: [Vector<S, $lane>; VECTORS]) -> Words<S> {
                let [a, b, c, d] = loaded;
                [a.bitcast(), b.bitcast(), c.bitcast(), d.bitcast()]
            }
        }
    )*};
}

narrow! { i16 i32 i32 i32 f32 f32 }

macro_rules! finish_narrow {
    ($($sum:ident)*) => {$(
        impl<Out: Store<i32> + Store<f32>> Finish<$sum, Out> for Steps {
            fn row(&self, token: Token, sums: &[$sum], apart: usize, out: &mut [Out]) {
                dispatch!(token, s => narrow_row(s, self, sums, apart, out));
            }
        }
    )*};
}

finish_narrow! { i16 i32 f32 }

impl<Out: Store<f64>> Finish<f64, Out> for Steps {
    fn row(&self, token: Token, sums: &[f64], apart: usize, out: &mut [Out]) {
        dispatch!(token, s => wide_row(s, self, sums, apart, out));
    }
}

/// The vectors of a group of columns from `x` on; those beyond the end are the default.
#[inline(always)]
fn group_at<S: Simd, Sum: Load<A>, A: Lane>(
    s: S,
    row: &[Sum],
    x: usize,
) -> [Vector<S, A>; VECTORS] {
    let wide = Vector::<S, A>::LEN * VECTORS;
    if let Some(columns) = row.get(x..x + wide) {
        return loaded::<S, Sum, A, VECTORS>(s, columns, 0);
    }
    let mut padded = [Sum::default(); WIDE];
    let rest = row.get(x..).unwrap_or_default();
    padded[..rest.len()].copy_from_slice(rest);
    loaded::<S, Sum, A, VECTORS>(s, &padded[..wide], 0)
}

/// Columns of a group at any level.
const WIDE: usize = 16 * VECTORS;

/// Stores a group of outputs from `x` on, as many as there are.
#[inline(always)]
fn stored<S: Simd, A: Lane, Out: Store<A>>(
    s: S,
    epilogue: &Epilogue,
    values: [Vector<S, A>; VECTORS],
    out: &mut [Out],
    x: usize,
) {
    let wide = Vector::<S, A>::LEN * VECTORS;
    if let Some(out) = out.get_mut(x..x + wide) {
        Out::store::<S, VECTORS, { Epilogue::ANYHOW }>(s, epilogue, values, out);
        return;
    }
    let mut spare = [Out::default(); WIDE];
    Out::store::<S, VECTORS, { Epilogue::ANYHOW }>(s, epilogue, values, &mut spare[..wide]);
    let rest = out.get_mut(x..).unwrap_or_default();
    rest.copy_from_slice(&spare[..rest.len()]);
}

#[inline(always)]
fn narrow_row<S: Simd, Sum: Narrow, Out: Store<i32> + Store<f32>>(
    s: S,
    program: &Steps,
    sums: &[Sum],
    apart: usize,
    out: &mut [Out],
) {
    let zero = [S::i32s::splat(s, 0); VECTORS];
    let mut values = [zero; Program::REGISTERS];
    let length = out.len();
    for x in (0..length).step_by(S::i32s::LEN * VECTORS) {
        let mut last = 0;
        for &(step, to, float) in &program.steps {
            let row = |kernel: usize| &sums[kernel * apart..][..length];
            let value = match step {
                Step::Sum(kernel) => {
                    Sum::words::<S>(group_at::<S, Sum, Sum::Lane>(s, row(kernel), x))
                }
                step if float => float_words(s, step, &values),
                step => integer_words(s, step, &values),
            };
            values[to] = value;
            last = to;
        }
        let value = values[last];
        if program.ends_in_float {
            stored::<S, f32, Out>(s, &program.epilogue, singles::<S>(value), out, x);
        } else {
            stored::<S, i32, Out>(s, &program.epilogue, value, out, x);
        }
    }
}

#[inline(always)]
fn singles<S: Simd>([a, b, c, d]: Words<S>) -> [S::f32s; VECTORS] {
    [a.bitcast(), b.bitcast(), c.bitcast(), d.bitcast()]
}

#[inline(always)]
fn words<S: Simd>([a, b, c, d]: [S::f32s; VECTORS]) -> Words<S> {
    [a.bitcast(), b.bitcast(), c.bitcast(), d.bitcast()]
}

/// `$of` of each vector of some groups.
macro_rules! each {
    ($($group:ident),* => $value:expr) => {{
        let mut vector = 0;
        let mut all = first!($($group),*);
        while vector < VECTORS {
            $(let $group = $group[vector];)*
            all[vector] = $value;
            vector += 1;
        }
        all
    }};
}

macro_rules! first {
    ($first:ident $(, $other:ident)*) => {
        $first
    };
}

#[inline(always)]
fn chosen<S: Simd, V: SimdBase<S, Mask: Select<X>>, X: SimdBase<S>>(
    is: Comparison,
    a: [V; VECTORS],
    b: [V; VECTORS],
    x: [X; VECTORS],
    y: [X; VECTORS],
) -> [X; VECTORS] {
    let mut all = x;
    let mut vector = 0;
    while vector < VECTORS {
        let (a, b) = (a[vector], b[vector]);
        let mask = match is {
            Comparison::Less => a.simd_lt(b),
            Comparison::LessEqual => a.simd_le(b),
            Comparison::Equal => a.simd_eq(b),
        };
        all[vector] = mask.select(x[vector], y[vector]);
        vector += 1;
    }
    all
}

#[inline(always)]
fn integer_words<S: Simd>(s: S, step: Step, values: &[Words<S>]) -> Words<S> {
    match step {
        Step::Integer(value) => [S::i32s::splat(s, value as i32); VECTORS],
        Step::Abs(a) => {
            let a = values[a];
            each!(a => a.abs())
        }
        Step::Divide(a, by, how) => {
            let a = values[a];
            each!(a => divide::<S, i32>(s, a, by, how))
        }
        Step::Add(a, b) => {
            let (a, b) = (values[a], values[b]);
            each!(a, b => a + b)
        }
        Step::Sub(a, b) => {
            let (a, b) = (values[a], values[b]);
            each!(a, b => a - b)
        }
        Step::Mul(a, b) => {
            let (a, b) = (values[a], values[b]);
            each!(a, b => a * b)
        }
        Step::Min(a, b) => {
            let (a, b) = (values[a], values[b]);
            each!(a, b => a.min(b))
        }
        Step::Max(a, b) => {
            let (a, b) = (values[a], values[b]);
            each!(a, b => a.max(b))
        }
        // The bits of floats are chosen as integers are.
        Step::If(is, a, b, x, y) => {
            chosen::<S, S::i32s, S::i32s>(is, values[a], values[b], values[x], values[y])
        }
        // No other step gives an integer.
        _ => [S::i32s::splat(s, 0); VECTORS],
    }
}

#[inline(always)]
fn float_words<S: Simd>(s: S, step: Step, values: &[Words<S>]) -> Words<S> {
    let of = |at: usize| singles::<S>(values[at]);
    match step {
        Step::ToFloat(a) => {
            let a = values[a];
            let mut all = singles::<S>(a);
            let mut vector = 0;
            while vector < VECTORS {
                all[vector] = a[vector].to_float();
                vector += 1;
            }
            words::<S>(all)
        }
        Step::If(is, a, b, x, y) => {
            chosen::<S, S::f32s, S::i32s>(is, of(a), of(b), values[x], values[y])
        }
        step => words::<S>(floats::<S, S::f32s>(
            [Step::operands(step).next(), Step::operands(step).nth(1)]
                .map(|at| of(at.unwrap_or(0))),
            step,
            |value| S::f32s::splat(s, value as f32),
        )),
    }
}

/// A step that gives a float, other than a choice, of these operands.
#[inline(always)]
fn floats<S: Simd, V: SimdFloat<S>>(
    [a, b]: [[V; VECTORS]; 2],
    step: Step,
    splat: impl Fn(f64) -> V,
) -> [V; VECTORS] {
    match step {
        Step::Float(value) => [splat(value); VECTORS],
        Step::Abs(_) => each!(a => a.abs()),
        Step::Sqrt(_) => each!(a => a.sqrt()),
        Step::Round(_) => each!(a => a.round_ties_even()),
        Step::Add(..) => each!(a, b => a + b),
        Step::Sub(..) => each!(a, b => a - b),
        Step::Mul(..) => each!(a, b => a * b),
        Step::Div(..) => each!(a, b => a / b),
        Step::Min(..) => each!(a, b => b.simd_lt(a).select(b, a)),
        Step::Max(..) => each!(a, b => a.simd_lt(b).select(b, a)),
        _ => a,
    }
}

#[inline(always)]
fn wide_row<S: Simd, Out: Store<f64>>(
    s: S,
    program: &Steps,
    sums: &[f64],
    apart: usize,
    out: &mut [Out],
) {
    let zero = [S::f64s::splat(s, 0.0); VECTORS];
    let mut values = [zero; Program::REGISTERS];
    let length = out.len();
    for x in (0..length).step_by(S::f64s::LEN * VECTORS) {
        let mut last = 0;
        for &(step, to, _) in &program.steps {
            let row = |kernel: usize| &sums[kernel * apart..][..length];
            values[to] = match step {
                Step::Sum(kernel) => group_at::<S, f64, f64>(s, row(kernel), x),
                Step::Integer(value) => [S::f64s::splat(s, value as f64); VECTORS],
                Step::ToFloat(a) => {
                    let a = values[a];
                    each!(a => to_double::<S>(s, a))
                }
                Step::Divide(a, by, how) => {
                    let a = values[a];
                    each!(a => f64::divided(s, a, by, how))
                }
                Step::If(is, a, b, x, y) => {
                    chosen::<S, S::f64s, S::f64s>(is, values[a], values[b], values[x], values[y])
                }
                step => floats::<S, S::f64s>(
                    [Step::operands(step).next(), Step::operands(step).nth(1)]
                        .map(|at| values[at.unwrap_or(0)]),
                    step,
                    |value| S::f64s::splat(s, value),
                ),
            };
            last = to;
        }
        stored::<S, f64, Out>(s, &program.epilogue, values[last], out, x);
    }
}
