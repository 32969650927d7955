//! A plan's passes, made ready for the interpreter.

use crate::drive::{Interpret, Interpreted, Job, Lane, Place, Stage, Store};
use crate::element::{AccumulatorType, Element};
use crate::error::Error;
use crate::finish::Finish;
use crate::plan::{Algorithm, Coefficient, Pass, Plan};

fn interpreted<A: Lane>(pass: &Pass, finish: Finish) -> Interpreted<A> {
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
    Interpreted {
        places,
        stride: pass.steps.view_stride(),
        finish,
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
                    U16 => Self::U16(interpreted(pass, finish)),
                    I16 => Self::I16(interpreted(pass, finish)),
                    I32 => Self::I32(interpreted(pass, finish)),
                    I64 => Self::I64(interpreted(pass, finish)),
                    F32 => Self::F32(interpreted(pass, finish)),
                    F64 => Self::F64(interpreted(pass, finish)),
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

    pub(super) fn run<In: Element, Out: Element, const R: usize>(
        &self,
        job: Job<'_, In, Out>,
    ) -> Result<(), Error> {
        match self {
            Self::U16(pass) => job.interpret::<u16, R>(pass),
            Self::I16(pass) => job.interpret::<i16, R>(pass),
            Self::I32(pass) => job.interpret::<i32, R>(pass),
            Self::I64(pass) => job.interpret::<i64, R>(pass),
            Self::F32(pass) => job.interpret::<f32, R>(pass),
            Self::F64(pass) => job.interpret::<f64, R>(pass),
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
    interpreted(pass, Finish::IDENTITY)
}

fn last<A: Lane>(pass: &Pass, plan: &Plan) -> Interpreted<A> {
    interpreted(pass, plan.finish)
}

fn two<In, Out, A, L>(
    job: Job<'_, In, Out>,
    vertical: &Interpreted<A>,
    horizontal: &Interpreted<L>,
) -> Result<(), Error>
where
    A: Interpret,
    L: Interpret + Store<A>,
    In: Element + Stage<A>,
    Out: Element + Store<L>,
{
    job.interpret_two(vertical, horizontal)
}
