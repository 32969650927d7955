//! A plan's passes as bodies that loop over their taps.

use crate::drive::{
    Block, Body, Buffered, Job, Lane, Stage, Store, View, empty, load, mul_add, splat, zero,
};
use crate::element::{AccumulatorType, Element};
use crate::error::Error;
use crate::finish::Finish;
use crate::plan::{Algorithm, Coefficient, Pass, Plan};
use alloc::vec::Vec;
use fearless_simd::Simd;

/// One tap, resolved to its place in a view.
#[derive(Debug, Clone, Copy)]
struct Place<A> {
    row: usize,
    offset: usize,
    tap: A,
    /// Row and column in the kernel.
    index: (usize, usize),
}

/// A pass that is interpreted.
#[derive(Debug, Clone)]
pub(super) struct Interpreted<A> {
    places: Vec<Place<A>>,
    /// Rows of the view from one output row to the next.
    stride: usize,
    finish: Finish,
}

impl<A: Lane> Interpreted<A> {
    fn new(pass: &Pass, finish: Finish) -> Self {
        let places = pass
            .taps
            .iter()
            .map(|tap| {
                let (row, offset) = pass.steps.place(tap.row, tap.column);
                Place {
                    row,
                    offset,
                    tap: match tap.coefficient {
                        Coefficient::Integer(value) => A::from_i64(value),
                        Coefficient::Float(value) => A::from_f64(value),
                    },
                    index: (tap.row, tap.column),
                }
            })
            .collect();
        Self {
            places,
            stride: pass.steps.view_stride(),
            finish,
        }
    }
}

impl<A: Lane, const R: usize, const V: usize> Body<A, R, V> for Interpreted<A> {
    #[inline(always)]
    fn finish(&self) -> &Finish {
        &self.finish
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        for place in &self.places {
            visit(place.index.0, place.index.1, place.tap);
        }
    }

    #[inline(always)]
    fn tile<S: Simd>(&self, s: S, view: View<'_, A>, x: usize) -> Block<S, A, R, V> {
        if self.places.is_empty() {
            return zero::<S, A, R, V>(s);
        }
        let mut sums = empty::<S, A, R, V>(s);
        for place in &self.places {
            let tap = splat::<S, A>(s, place.tap);
            let mut row = 0;
            while row < R {
                let window =
                    view.window::<S, V>(place.row + row * self.stride, x + place.offset, 0);
                mul_add::<S, A, V>(&mut sums[row], load::<S, A, V>(s, window, 0), tap);
                row += 1;
            }
        }
        sums
    }
}

/// The passes of a plan, by accumulator.
#[derive(Debug, Clone)]
pub(super) enum Passes {
    U16(Interpreted<u16>),
    I16(Interpreted<i16>),
    I32(Interpreted<i32>),
    I64(Interpreted<i64>),
    F32(Interpreted<f32>),
    F64(Interpreted<f64>),
    U16U16(Interpreted<u16>, Interpreted<u16>),
    I16I16(Interpreted<i16>, Interpreted<i16>),
    I32I32(Interpreted<i32>, Interpreted<i32>),
    I64I64(Interpreted<i64>, Interpreted<i64>),
    F32F32(Interpreted<f32>, Interpreted<f32>),
    F64F64(Interpreted<f64>, Interpreted<f64>),
    U16I32(Interpreted<u16>, Interpreted<i32>),
    I16I32(Interpreted<i16>, Interpreted<i32>),
    U16I64(Interpreted<u16>, Interpreted<i64>),
    I16I64(Interpreted<i16>, Interpreted<i64>),
    I32I64(Interpreted<i32>, Interpreted<i64>),
}

impl Passes {
    pub(super) fn new(plan: &Plan) -> Self {
        use AccumulatorType::{F32, F64, I16, I32, I64, U16};
        match &plan.algorithm {
            Algorithm::Direct(pass) => {
                let finish = plan.finish;
                match pass.accumulator {
                    U16 => Self::U16(Interpreted::new(pass, finish)),
                    I16 => Self::I16(Interpreted::new(pass, finish)),
                    I32 => Self::I32(Interpreted::new(pass, finish)),
                    I64 => Self::I64(Interpreted::new(pass, finish)),
                    F32 => Self::F32(Interpreted::new(pass, finish)),
                    F64 => Self::F64(Interpreted::new(pass, finish)),
                }
            }
            Algorithm::Separable {
                vertical,
                horizontal,
            } => {
                let (v, h) = (vertical, horizontal);
                match (v.accumulator, h.accumulator) {
                    (U16, U16) => Self::U16U16(line(v), last(h, plan)),
                    (I16, I16) => Self::I16I16(line(v), last(h, plan)),
                    (I32, I32) => Self::I32I32(line(v), last(h, plan)),
                    (F32, _) => Self::F32F32(line(v), last(h, plan)),
                    (F64, _) => Self::F64F64(line(v), last(h, plan)),
                    (U16, I16 | I32) => Self::U16I32(line(v), last(h, plan)),
                    (I16, U16 | I32) => Self::I16I32(line(v), last(h, plan)),
                    (U16, _) => Self::U16I64(line(v), last(h, plan)),
                    (I16, _) => Self::I16I64(line(v), last(h, plan)),
                    (I32, _) => Self::I32I64(line(v), last(h, plan)),
                    (I64, _) => Self::I64I64(line(v), last(h, plan)),
                }
            }
        }
    }

    pub(super) fn run<In: Element, Out: Element, const R: usize, const V: usize>(
        &self,
        job: Job<'_, In, Out>,
    ) -> Result<(), Error> {
        match self {
            Self::U16(pass) => job.direct::<u16, _, R, V>(pass),
            Self::I16(pass) => job.direct::<i16, _, R, V>(pass),
            Self::I32(pass) => job.direct::<i32, _, R, V>(pass),
            Self::I64(pass) => job.direct::<i64, _, R, V>(pass),
            Self::F32(pass) => job.direct::<f32, _, R, V>(pass),
            Self::F64(pass) => job.direct::<f64, _, R, V>(pass),
            Self::U16U16(line, last) => two(job, line, last),
            Self::I16I16(line, last) => two(job, line, last),
            Self::I32I32(line, last) => two(job, line, last),
            Self::I64I64(line, last) => two(job, line, last),
            Self::F32F32(line, last) => two(job, line, last),
            Self::F64F64(line, last) => two(job, line, last),
            Self::U16I32(line, last) => two(job, line, last),
            Self::I16I32(line, last) => two(job, line, last),
            Self::U16I64(line, last) => two(job, line, last),
            Self::I16I64(line, last) => two(job, line, last),
            Self::I32I64(line, last) => two(job, line, last),
        }
    }
}

fn line<A: Lane>(pass: &Pass) -> Interpreted<A> {
    Interpreted::new(pass, Finish::IDENTITY)
}

fn last<A: Lane>(pass: &Pass, plan: &Plan) -> Interpreted<A> {
    Interpreted::new(pass, plan.finish)
}

fn two<In, Out, A, L>(
    job: Job<'_, In, Out>,
    vertical: &Interpreted<A>,
    horizontal: &Interpreted<L>,
) -> Result<(), Error>
where
    A: Buffered,
    L: Buffered + Store<A>,
    In: Element + Stage<A>,
    Out: Element + Store<L>,
{
    job.separable::<A, L, _, _, 4, 1, 4>(vertical, horizontal)
}
