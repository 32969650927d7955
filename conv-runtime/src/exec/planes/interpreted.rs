//! A plan's passes, made ready for the interpreter.

mod strict;

pub(crate) use strict::StrictTables;

use super::job::Job;
use super::lanes::{Held, TableLane};
use super::memory::Buffered;
use super::stage::{Stage, Staged};
use super::table::TableBand;
use super::tap_by_tap::SMALL;
use crate::data::Error;
use crate::exec::simd::{Lane, Load, Store, Stored};
use alloc::vec::Vec;
use conv_plan::number::{AccumulatorType, ElementType, Epilogue, Scalar};
use conv_plan::plan::{Coefficient, LoadTable, Pass, Passes, Plan, PlannedTap, Tile};
use conv_plan::rules::Dimensions;
use conv_plan::taps::MAX_PRODUCTS;

/// A pass as a table, for tiles of `R` rows.
#[derive(Debug, Clone)]
pub(crate) struct Interpreted<A, const R: usize> {
    table: LoadTable,
    taps: Vec<A>,
    places: Vec<(usize, usize)>,
    epilogue: Epilogue,
}

impl<A: Lane, const R: usize> Interpreted<A, R> {
    fn new(pass: &Pass, epilogue: Epilogue) -> Self {
        invariant!(
            pass.lowering.tile.rows == R,
            "a pass that is not interpreted"
        );
        let lane = |tap: &PlannedTap| match tap.coefficient {
            Coefficient::Integer(value) => A::from_i64(value),
            Coefficient::Float(value) => A::from_f64(value),
        };
        Self {
            table: LoadTable::new(pass),
            taps: pass.taps.iter().map(lane).collect(),
            places: pass.taps.iter().map(|tap| (tap.row, tap.column)).collect(),
            epilogue,
        }
    }

    fn table<const STRICT: bool>(&self, channels: usize) -> TableBand<'_, A, R, STRICT> {
        TableBand {
            segments: &self.table.segments,
            step: self.table.step,
            block: self.table.block,
            taps: &self.taps,
            places: &self.places,
            epilogue: &self.epilogue,
            channels,
        }
    }
}

/// One pass, by what it runs over.
#[derive(Debug, Clone)]
pub(crate) enum One<A> {
    Plane(Interpreted<A, { Tile::TABLE_ROWS }>),
    Signal(Interpreted<A, 1>),
    /// A table for each branch of an interpolated signal.
    Polyphase(Vec<Interpreted<A, 1>>),
}

/// The vertical pass of each product and a horizontal one, which widens the lines if its sums are
/// wider.
type Two<A, L> = (Vec<Interpreted<A, { Tile::TABLE_ROWS }>>, Interpreted<L, 1>);

/// The vertical passes of a plan as tables, and how many there are: one or more.
fn down<A: Lane, const STRICT: bool>(
    passes: &[Interpreted<A, { Tile::TABLE_ROWS }>],
    channels: usize,
) -> (
    [TableBand<'_, A, { Tile::TABLE_ROWS }, STRICT>; MAX_PRODUCTS],
    usize,
) {
    let last = passes.len() - 1;
    let table = |product: usize| passes[product.min(last)].table(channels);
    (core::array::from_fn(table), passes.len())
}

/// The passes of a plan, by accumulator: of a signal, or of a plane, which never links the loops of
/// the other.
#[derive(Debug, Clone)]
pub(crate) enum Tables<const SIGNAL: bool> {
    U16(One<u16>),
    I16(One<i16>),
    I32(One<i32>),
    I64(One<i64>),
    F32(One<f32>),
    F64(One<f64>),
    U16U16(Two<u16, u16>),
    I16I16(Two<i16, i16>),
    I32I32(Two<i32, i32>),
    I64I64(Two<i64, i64>),
    F32F32(Two<f32, f32>),
    F64F64(Two<f64, f64>),
    U16I32(Two<u16, i32>),
    I16I32(Two<i16, i32>),
    I32I64(Two<i32, i64>),
}

impl<const SIGNAL: bool> Tables<SIGNAL> {
    pub(crate) fn new(plan: &Plan) -> Self {
        use AccumulatorType::{F32, F64, I16, I32, I64, U16};
        match plan.passes() {
            Passes::One(_) | Passes::Polyphase(_) => match plan.accumulator() {
                U16 => Self::U16(one(plan)),
                I16 => Self::I16(one(plan)),
                I32 => Self::I32(one(plan)),
                I64 => Self::I64(one(plan)),
                F32 => Self::F32(one(plan)),
                F64 => Self::F64(one(plan)),
            },
            Passes::Two {
                vertical: v,
                horizontal: h,
                // Those that `Plan::interpreted` makes of them.
            } => match (v[0].accumulator, h.accumulator) {
                (U16, U16) => Self::U16U16(two(plan, v, h)),
                (I16, I16) => Self::I16I16(two(plan, v, h)),
                (I32, I32) => Self::I32I32(two(plan, v, h)),
                (F32, _) => Self::F32F32(two(plan, v, h)),
                (F64, _) => Self::F64F64(two(plan, v, h)),
                (U16, _) => Self::U16I32(two(plan, v, h)),
                (I16, _) => Self::I16I32(two(plan, v, h)),
                (I32, _) => Self::I32I64(two(plan, v, h)),
                (I64, _) => Self::I64I64(two(plan, v, h)),
            },
        }
    }

    /// Runs a kernel whose results are what `OF` says.
    fn run_of<In, Out, const OF: u8>(&self, job: Job<'_, In, Out>) -> Result<(), Error>
    where
        In: Staged,
        Out: Scalar + Stored + Buffered,
    {
        match self {
            Self::U16(pass) => pass.run::<_, _, SIGNAL, OF>(job),
            Self::I16(pass) => pass.run::<_, _, SIGNAL, OF>(job),
            Self::I32(pass) => pass.run::<_, _, SIGNAL, OF>(job),
            Self::I64(pass) => pass.run::<_, _, SIGNAL, OF>(job),
            Self::F32(pass) => pass.run::<_, _, SIGNAL, OF>(job),
            Self::F64(pass) => pass.run::<_, _, SIGNAL, OF>(job),
            Self::U16U16(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::I16I16(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::I32I32(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::I64I64(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::F32F32(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::F64F64(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::U16I32(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::I16I32(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
            Self::I32I64(passes) => run_two::<_, _, _, _, SIGNAL, OF>(passes, job),
        }
    }
}

/// Results that are outputs of a kernel: of integers, any accumulator may come before any type.
const OUTPUTS: u8 = 0;

/// Results that are sums, which are combined next.
const SUMS: u8 = 1;

/// Whether sums of `A` are ever stored as `Out`, if they are what `OF` says.
///
/// Floats are summed in floats. `Program::sums` is the narrowest type that holds them: integers of
/// up to 32 bits are summed in no wider ones, single precision in itself; doubles are made of
/// anything.
const fn occurs<In: Scalar, A: Lane, Out: Scalar, const OF: u8>() -> bool {
    use AccumulatorType::{I16, I32, U16};
    if In::TYPE.is_float() && !matches!(A::TYPE, AccumulatorType::F32 | AccumulatorType::F64) {
        return false;
    }
    if OF == OUTPUTS {
        return true;
    }
    match (A::TYPE, Out::TYPE) {
        // An element has to fit too.
        (I32, ElementType::I16) => In::TYPE.bytes() > 1,
        (U16 | I16, ElementType::I16) | (U16 | I16 | I32, ElementType::I32) => true,
        (AccumulatorType::F32, ElementType::F32) | (_, ElementType::F64) => true,
        _ => false,
    }
}

/// What no plan leads to.
fn never() -> Result<(), Error> {
    invariant!(false, "a plan of other axes or sums");
    Err(Error::NoDirect)
}

/// Tables that can be run.
pub(crate) trait Sums: Send + Sync {
    /// Runs a kernel that leaves out nothing.
    fn run<In, Out>(&self, job: Job<'_, In, Out>) -> Result<(), Error>
    where
        In: Staged,
        Out: Scalar + Stored + Buffered;

    /// As [`run`](Self::run), for one of the kernels of a combination whose sums are of this type:
    /// nothing is linked for accumulators that do not come before it.
    fn part<In, Sum>(&self, job: Job<'_, In, Sum>) -> Result<(), Error>
    where
        In: Staged,
        Sum: Scalar + Stored + Buffered;

    /// As [`run`](Self::run), for a kernel that leaves out NaN: only floats are.
    fn renormalized<In, Out>(&self, job: Job<'_, In, Out>) -> Result<(), Error>
    where
        In: Staged + Buffered,
        Out: Scalar + Stored + Buffered,
    {
        // Decided before code is generated: elements that are integers have no code for this.
        if const { matches!((In::TYPE, Out::TYPE), (ElementType::F32, ElementType::F32)) } {
            job.renormalized::<f32>(&|job| self.run(job))
        } else if const { In::TYPE.is_float() && Out::TYPE.is_float() } {
            job.renormalized::<f64>(&|job| self.run(job))
        } else {
            self.run(job)
        }
    }
}

impl<const SIGNAL: bool> Sums for Tables<SIGNAL> {
    fn run<In, Out>(&self, job: Job<'_, In, Out>) -> Result<(), Error>
    where
        In: Staged,
        Out: Scalar + Stored + Buffered,
    {
        self.run_of::<_, _, OUTPUTS>(job)
    }

    fn part<In, Sum>(&self, job: Job<'_, In, Sum>) -> Result<(), Error>
    where
        In: Staged,
        Sum: Scalar + Stored + Buffered,
    {
        self.run_of::<_, _, SUMS>(job)
    }
}

impl<A: Load<A> + TableLane<A, 8> + TableLane<A, 1>> One<A> {
    fn run<In, Out, const SIGNAL: bool, const OF: u8>(
        &self,
        job: Job<'_, In, Out>,
    ) -> Result<(), Error>
    where
        In: Held<A>,
        Out: Scalar + Store<A> + Buffered,
    {
        if const { !occurs::<In, A, Out, OF>() } {
            return never();
        }
        if const { SMALL } {
            return one_tap_by_tap::<_, _, _, SIGNAL, false>(self, job);
        }
        let channels = job.channels();
        match self {
            Self::Plane(pass) if const { !SIGNAL } => In::direct(job, &pass.table(channels)),
            Self::Signal(pass) if const { SIGNAL } => job.direct::<A>(&pass.table(channels)),
            Self::Polyphase(passes) if const { SIGNAL } => {
                job.polyphase::<A, false>(&|branch: usize| passes[branch].table(channels))
            }
            _ => never(),
        }
    }
}

fn run_two<In, A, L, Out, const SIGNAL: bool, const OF: u8>(
    passes: &Two<A, L>,
    job: Job<'_, In, Out>,
) -> Result<(), Error>
where
    A: TableLane<A, 8> + Load<A> + Load<L>,
    L: TableLane<A, 1>,
    In: Held<A>,
    Out: Scalar + Store<L> + Buffered,
{
    if const { SIGNAL || !occurs::<In, L, Out, OF>() } {
        return never();
    }
    if const { SMALL } {
        return two_tap_by_tap::<_, _, _, _, false>(passes, job);
    }
    let channels = job.channels();
    let (vertical, products) = down(&passes.0, channels);
    In::separable(job, &vertical[..products], &passes.1.table(channels))
}

/// A kernel of one pass in little code.
fn one_tap_by_tap<In, A, Out, const SIGNAL: bool, const STRICT: bool>(
    one: &One<A>,
    job: Job<'_, In, Out>,
) -> Result<(), Error>
where
    A: Load<A> + TableLane<A, 8, STRICT> + TableLane<A, 1, STRICT>,
    In: Stage<A>,
    Out: Store<A> + Buffered,
{
    let channels = job.channels();
    match one {
        One::Plane(pass) if const { !SIGNAL } => {
            job.tap_by_tap::<A>(&pass.table::<STRICT>(channels))
        }
        One::Signal(pass) if const { SIGNAL } => {
            job.tap_by_tap::<A>(&pass.table::<STRICT>(channels))
        }
        One::Polyphase(passes) if const { SIGNAL } => {
            job.polyphase::<A, STRICT>(&|branch: usize| passes[branch].table(channels))
        }
        _ => never(),
    }
}

/// A kernel of two passes in little code.
fn two_tap_by_tap<In, A, L, Out, const STRICT: bool>(
    passes: &Two<A, L>,
    job: Job<'_, In, Out>,
) -> Result<(), Error>
where
    A: Load<A> + Load<L> + TableLane<A, 8, STRICT>,
    L: TableLane<A, 1, STRICT>,
    In: Stage<A>,
    Out: Store<L> + Buffered,
{
    let channels = job.channels();
    let (vertical, products) = down::<A, STRICT>(&passes.0, channels);
    job.tap_by_tap_in_two::<A, A>(&vertical[..products], &passes.1.table::<STRICT>(channels))
}

/// The tables of a plan that is not of two passes.
fn one<A: Lane>(plan: &Plan) -> One<A> {
    let epilogue = *plan.epilogue();
    match (plan.passes(), plan.kernel().dimensions()) {
        (Passes::One(pass), Dimensions::Signal) => One::Signal(Interpreted::new(pass, epilogue)),
        (
            Passes::One(pass)
            | Passes::Two {
                horizontal: pass, ..
            },
            _,
        ) => One::Plane(Interpreted::new(pass, epilogue)),
        (Passes::Polyphase(passes), _) => {
            let table = |pass| Interpreted::new(pass, epilogue);
            One::Polyphase(passes.iter().map(table).collect())
        }
    }
}

fn two<A: Lane, L: Lane>(plan: &Plan, vertical: &[Pass], horizontal: &Pass) -> Two<A, L> {
    let down = vertical.iter();
    (
        down.map(|pass| Interpreted::new(pass, Epilogue::IDENTITY))
            .collect(),
        Interpreted::new(horizontal, *plan.epilogue()),
    )
}
