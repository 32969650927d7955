//! The rows of the table: which kernel, what kind of task.

mod banks;
mod kernels;

use crate::Bench;
use crate::contestant::Contestant;
use crate::ours;
use crate::peaks::Peak;
use crate::race::{self, Cell, Outcome};
use crate::rust_peers::Peers;
use crate::task::{Kind, Task};
use crate::work::Work;
use anyhow::Result;
use banks::{Compass, Gradients, MagnitudeL1, MagnitudeL2};
use conv_kernel::prelude::*;
use kernels::*;

/// Width and height.
pub(crate) type Size = (usize, usize);

/// Sizes of planes.
pub(crate) const PLANES: [Size; 7] = [
    (8, 8),
    (16, 16),
    (64, 64),
    (256, 256),
    (1021, 767),
    (1920, 1080),
    (3840, 2160),
];

/// Without those that are for small kernels only.
const LARGER: &[Size] = PLANES.split_at(2).1;

/// Sizes of pictures in colour.
const COLOUR: [Size; 2] = [(256, 256), (1920, 1080)];

/// The sizes that `--quick` is about.
pub(crate) const QUICK: [Size; 3] = [(16, 16), (256, 256), (1920, 1080)];

/// The size of signals.
pub(crate) const SIGNALS: [Size; 1] = [(1 << 20, 1)];

/// Compares at a size.
type Run = dyn Fn(&mut Bench, Size) -> Result<Outcome>;

/// The table of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Planes,
    Banks,
    Signals,
}

/// A kernel and what it is compared on.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) table: Table,
    pub(crate) sizes: &'static [Size],
    /// The arithmetic that bounds it.
    pub(crate) peak: Peak,
    pub(crate) passes: &'static str,
    pub(crate) run: Box<Run>,
}

/// Every row, in the order of the table.
pub(crate) fn rows() -> Vec<Row> {
    use Kind::{Dense, Gaussian, Laplacian as Second, Pyramid, Sobel as Derivative};
    vec![
        small("f32 dense 3x3", Dense, Dense3),
        plane("f32 dense 5x5", Dense, Dense5),
        plane("f32 dense 7x7", Dense, Dense7),
        plane("f32 dense 11x11", Dense, Dense11),
        plane("f32 Gaussian 5x5", Gaussian, Gaussian5),
        plane("f32 Gaussian 7x7", Gaussian, Gaussian7),
        plane("f32 Gaussian 15x15", Gaussian, Gaussian15),
        small("u8 -> i16 Sobel", Derivative, Sobel),
        plane("u8 -> f32 Sobel", Derivative, SobelFloat),
        small("u8 sharpen 3x3", Dense, Sharpen),
        small("u8 -> i16 Laplacian", Second, Laplacian),
        plane("u8 Gaussian 3x3", Gaussian, Blur3),
        plane("u8 Gaussian 5x5", Gaussian, Blur5),
        plane("u8 Gaussian 7x7", Gaussian, Blur7),
        plane("u16 Gaussian 3x3", Gaussian, Blur3Wide),
        plane("i16 dense 3x3", Dense, DenseInteger),
        plane("u8 5x5 stride 2", Pyramid, PyramidU8),
        plane("f32 5x5 stride 2", Pyramid, PyramidF32),
        pixels::<_, 3>("u8 RGB Gaussian 5x5", Gaussian, Blur5),
        pixels::<_, 4>("u8 RGBA Gaussian 5x5", Gaussian, Blur5),
        pixels::<_, 3>("u8 RGB sharpen 3x3", Dense, Sharpen),
        pixels::<_, 4>("u8 RGBA sharpen 3x3", Dense, Sharpen),
        pixels::<_, 3>("u8 -> i16 RGB Sobel", Derivative, Sobel),
        pixels::<_, 4>("u8 -> i16 RGBA Sobel", Derivative, Sobel),
        pixels::<_, 3>("f32 RGB dense 3x3", Dense, Dense3),
        pixels::<_, 4>("f32 RGBA dense 3x3", Dense, Dense3),
        bank("Sobel both u8 -> i16", Gradients),
        combined("Sobel L1 u8", Kind::MagnitudeL1, MagnitudeL1),
        combined("Sobel L2 f32", Kind::MagnitudeL2, MagnitudeL2),
        combined("Kirsch u8 -> i16", Kind::Largest, Compass),
        signal("f32 FIR 16", Fir16),
        signal("f32 FIR 64", Fir64),
        signal("f32 FIR 256", Fir256),
        signal("i16 -> i32 FIR 16", FirInteger),
    ]
}

/// A kernel that small planes are for too.
fn small<F>(name: &'static str, kind: Kind, filter: F) -> Row
where
    F: Filter + Copy + 'static,
    F::In: Peers<F::Out>,
    F::Out: Cell,
{
    Row {
        sizes: &PLANES,
        ..plane(name, kind, filter)
    }
}

fn plane<F>(name: &'static str, kind: Kind, filter: F) -> Row
where
    F: Filter + Copy + 'static,
    F::In: Peers<F::Out>,
    F::Out: Cell,
{
    let plan = filter.explain();
    let run = move |bench: &mut Bench, size: Size| {
        let out = filter.output_size(size.0, size.1)?;
        let task = Task::new(kind, &filter.kernel(), size, out);
        let contestants = ours::planes(filter, &task);
        raced(bench, filter.explain().operations(), &task, contestants)
    };
    Row {
        name,
        table: Table::Planes,
        sizes: LARGER,
        peak: Peak::of(&plan),
        passes: passes(&plan),
        run: Box::new(run),
    }
}

/// A kernel on interleaved pixels of `N` elements.
fn pixels<F, const N: usize>(name: &'static str, kind: Kind, filter: F) -> Row
where
    F: PixelFilter + Copy + 'static,
    F::In: Peers<F::Out>,
    F::Out: Cell,
{
    let run = move |bench: &mut Bench, size: Size| {
        let out = filter.output_size(size.0, size.1)?;
        let task = Task::new(kind, &filter.kernel(), size, out).of_pixels(N);
        let contestants = ours::pixels::<F, N>(filter, &task);
        raced(bench, filter.explain().operations(), &task, contestants)
    };
    Row {
        sizes: &COLOUR,
        run: Box::new(run),
        ..plane(name, kind, filter)
    }
}

/// A bank whose sums become one plane.
fn combined<F>(name: &'static str, kind: Kind, filter: F) -> Row
where
    F: Filter + Copy + 'static,
    F::In: Peers<F::Out>,
    F::Out: Cell,
{
    let run = move |bench: &mut Bench, size: Size| {
        let out = filter.output_size(size.0, size.1)?;
        let plan = filter.explain();
        let kernels = plan.parts().iter().map(|part| part.kernel());
        let task = Task::new(kind, &filter.kernel(), size, out).of_bank(kernels, 1);
        let contestants = ours::planes(filter, &task);
        raced(bench, plan.operations(), &task, contestants)
    };
    Row {
        table: Table::Banks,
        passes: "bank",
        run: Box::new(run),
        ..plane(name, kind, filter)
    }
}

/// A bank with a plane for each kernel.
fn bank<B, const N: usize>(name: &'static str, bank: B) -> Row
where
    B: Bank<N> + Copy + 'static,
    B::In: Peers<B::Out>,
    B::Out: Cell,
{
    let plans = bank.explain();
    let peak = Peak::of(&plans[0]);
    let run = move |bench: &mut Bench, size: Size| {
        let out = bank.output_size(size.0, size.1)?;
        let kernels = plans.iter().map(|plan| plan.kernel());
        let first = plans[0].kernel();
        let task = Task::new(Kind::Gradients, first, size, out).of_bank(kernels, N);
        let operations: usize = plans.iter().map(|plan| plan.operations()).sum();
        raced(bench, operations, &task, ours::banks(bank, &task))
    };
    Row {
        name,
        table: Table::Banks,
        sizes: LARGER,
        peak,
        passes: "bank",
        run: Box::new(run),
    }
}

/// Ours against everybody on a task, with so many multiply-adds for each place of the output.
fn raced<In: Peers<Out>, Out: Cell>(
    bench: &mut Bench,
    operations: usize,
    task: &Task,
    mut contestants: Vec<Contestant<In, Out>>,
) -> Result<Outcome> {
    race::fill::<In>(bench, task.inputs());
    if bench.level.is_none() && task.kernels.is_empty() {
        let (src, _) = bench.shared.planes::<In, Out>(task.inputs(), 0);
        contestants.extend(In::peers(task, src));
    }
    let mut outcome = race::race(bench, task, contestants)?;
    outcome.operations = (operations * task.outputs() / task.planes) as f64;
    Ok(outcome)
}

fn signal<F>(name: &'static str, filter: F) -> Row
where
    F: SignalFilter + Copy + 'static,
    F::In: Cell,
    F::Out: Cell,
{
    let plan = filter.explain();
    let run = move |bench: &mut Bench, (length, _): Size| {
        let out = filter.output_len(length)?;
        let task = Task::new(Kind::Fir, &filter.kernel(), (length, 1), (out, 1));
        race::fill::<F::In>(bench, task.inputs());
        let mut outcome = race::race(bench, &task, ours::signals(filter))?;
        outcome.operations = (filter.explain().operations() * task.outputs()) as f64;
        Ok(outcome)
    };
    Row {
        name,
        table: Table::Signals,
        sizes: &SIGNALS,
        peak: Peak::of(&plan),
        passes: passes(&plan),
        run: Box::new(run),
    }
}

fn passes(plan: &conv_kernel::Plan) -> &'static str {
    match plan.passes() {
        conv_plan::plan::Passes::One(_) => "one",
        conv_plan::plan::Passes::Two { .. } => "two",
        conv_plan::plan::Passes::Polyphase(_) => "polyphase",
    }
}

/// Nanoseconds for one call on a plane of one element.
pub(crate) fn smallest_call() -> Result<f64> {
    let src = [1.0f32];
    let mut dst = [0.0f32];
    let mut scratch = Scratch::new();
    let sampling = crate::measure::Sampling::of(100.0);
    crate::measure::sample(sampling, || {
        let src = Plane::new(std::hint::black_box(&src), 1, 1)?;
        let dst = PlaneMut::new(&mut dst, 1, 1)?;
        Ok(Dense3.apply_with(src, dst, &mut scratch)?)
    })
}
