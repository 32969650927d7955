//! The tables of a kernel whose products and sums are rounded each: those of floats, with other
//! loops.

use super::{One, Sums, Two, down, never, one, one_tap_by_tap, two, two_tap_by_tap};
use crate::data::Error;
use crate::exec::planes::job::Job;
use crate::exec::planes::lanes::{Held, TableLane};
use crate::exec::planes::memory::Buffered;
use crate::exec::planes::separable::in_bands;
use crate::exec::planes::stage::Staged;
use crate::exec::planes::tap_by_tap::SMALL;
use crate::exec::simd::{Load, Store, Stored};
use conv_plan::number::{AccumulatorType, Scalar};
use conv_plan::plan::{Passes, Plan};

/// The passes of a plan of floats, by accumulator.
#[derive(Debug, Clone)]
pub(crate) enum StrictTables<const SIGNAL: bool> {
    F32(One<f32>),
    F64(One<f64>),
    F32F32(Two<f32, f32>),
    F64F64(Two<f64, f64>),
}

impl<const SIGNAL: bool> StrictTables<SIGNAL> {
    pub(crate) fn new(plan: &Plan) -> Self {
        let single = plan.accumulator() == AccumulatorType::F32;
        match plan.passes() {
            Passes::Two {
                vertical: v,
                horizontal: h,
            } if single => Self::F32F32(two(plan, v, h)),
            Passes::Two {
                vertical: v,
                horizontal: h,
            } => Self::F64F64(two(plan, v, h)),
            Passes::One(_) | Passes::Polyphase(_) if single => Self::F32(one(plan)),
            Passes::One(_) | Passes::Polyphase(_) => Self::F64(one(plan)),
        }
    }
}

impl<const SIGNAL: bool> Sums for StrictTables<SIGNAL> {
    fn run<In, Out>(&self, job: Job<'_, In, Out>) -> Result<(), Error>
    where
        In: Staged,
        Out: Scalar + Stored + Buffered,
    {
        match self {
            Self::F32(pass) => run_one::<_, _, _, SIGNAL>(pass, job),
            Self::F64(pass) => run_one::<_, _, _, SIGNAL>(pass, job),
            Self::F32F32(passes) => run_two::<_, _, _, SIGNAL>(passes, job),
            Self::F64F64(passes) => run_two::<_, _, _, SIGNAL>(passes, job),
        }
    }

    /// Sums of floats are floats: what does not occur is little.
    fn part<In, Sum>(&self, job: Job<'_, In, Sum>) -> Result<(), Error>
    where
        In: Staged,
        Sum: Scalar + Stored + Buffered,
    {
        self.run(job)
    }
}

/// Rows of floats hold what is summed.
fn run_one<In, A, Out, const SIGNAL: bool>(one: &One<A>, job: Job<'_, In, Out>) -> Result<(), Error>
where
    A: Load<A> + TableLane<A, 8, true> + TableLane<A, 1, true>,
    In: Held<A>,
    Out: Store<A> + Buffered,
{
    if const { SMALL } {
        return one_tap_by_tap::<_, _, _, SIGNAL, true>(one, job);
    }
    let channels = job.channels();
    match one {
        One::Plane(pass) if const { !SIGNAL } => job.direct::<A>(&pass.table::<true>(channels)),
        One::Signal(pass) if const { SIGNAL } => job.direct::<A>(&pass.table::<true>(channels)),
        One::Polyphase(passes) if const { SIGNAL } => {
            job.polyphase::<A, true>(&|branch: usize| passes[branch].table(channels))
        }
        _ => never(),
    }
}

fn run_two<In, A, Out, const SIGNAL: bool>(
    passes: &Two<A, A>,
    job: Job<'_, In, Out>,
) -> Result<(), Error>
where
    A: Load<A> + TableLane<A, 8, true> + TableLane<A, 1, true>,
    In: Held<A>,
    Out: Store<A> + Buffered,
{
    if const { SIGNAL } {
        return never();
    }
    if const { SMALL } {
        return two_tap_by_tap::<_, _, _, _, true>(passes, job);
    }
    let channels = job.channels();
    let (vertical, products) = down::<A, true>(&passes.0, channels);
    in_bands(&vertical[..products], |vertical| {
        job.separable::<A, A>(vertical, &passes.1.table::<true>(channels))
    })
}
