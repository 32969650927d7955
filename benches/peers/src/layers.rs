//! The rows of the layers: one image, `nchw`, without activation; `f32` with bias, except for the
//! rows that say other types.

mod declared;
mod define;
mod ours;
mod task;

use crate::Bench;
use crate::contestant::{Check, Contestant};
use crate::peaks::Peak;
use crate::race::{self, Cell, Outcome};
use crate::work::Work;
use anyhow::{Result, ensure};
use conv_kernel::LayerPlan;
use declared::*;
use ours::Own;
pub(crate) use ours::smallest_call;
use task::LayerTask;

/// A layer, or two one after the other, and the square image that they are compared on.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    /// The same layers, declared.
    declared: Declared,
    stages: Vec<Stage>,
    /// Whether Winograd's algorithm takes part.
    winograd: bool,
}

/// The declared layers of a row.
#[derive(Debug, Clone)]
enum Declared {
    Floats(Vec<New>),
    /// Sums of `u8` by `i8`.
    Sums(NewSums),
    /// The same, as `u8` again.
    Quantized,
}

/// The sizes of a layer.
#[derive(Debug, Clone, Copy)]
struct Stage {
    /// `[out, in / groups, rows, columns]`, of a transposed layer `[in, out / groups, ..]`.
    weights: [usize; 4],
    transposed: bool,
    groups: usize,
    stride: usize,
    padding: usize,
}

impl Stage {
    const fn new(weights: [usize; 4]) -> Self {
        Self {
            weights,
            transposed: false,
            groups: 1,
            stride: 1,
            padding: 0,
        }
    }

    const fn transposed(mut self) -> Self {
        self.transposed = true;
        self
    }

    const fn padding(mut self, padding: usize) -> Self {
        self.padding = padding;
        self
    }

    const fn stride(mut self, stride: usize) -> Self {
        self.stride = stride;
        self
    }

    const fn groups(mut self, groups: usize) -> Self {
        self.groups = groups;
        self
    }
}

/// Every row, in the order of the table.
pub(crate) fn rows() -> Vec<Row> {
    let depthwise = Stage::new([32, 1, 3, 3]).padding(1).groups(32);
    let pointwise = Stage::new([64, 32, 1, 1]);
    let early = Stage::new([64, 64, 3, 3]).padding(1);
    vec![
        Row::new("3->16 3x3", 224, |w, b| boxed(Stem::new(w, b)))
            .sizes(Stage::new([16, 3, 3, 3]).padding(1)),
        Row::new("1->6 5x5 valid", 28, |w, b| boxed(Digits::new(w, b)))
            .sizes(Stage::new([6, 1, 5, 5])),
        Row::new("6->16 5x5 valid", 12, |w, b| boxed(Strokes::new(w, b)))
            .sizes(Stage::new([16, 6, 5, 5])),
        Row::new("3->32 3x3 stride 2", 224, |w, b| boxed(Halving::new(w, b)))
            .sizes(Stage::new([32, 3, 3, 3]).padding(1).stride(2)),
        Row::new("depthwise 32 3x3", 112, |w, b| boxed(Depthwise::new(w, b))).sizes(depthwise),
        Row::new("depthwise 960 3x3", 7, |w, b| boxed(SmallPlanes::new(w, b)))
            .sizes(Stage::new([960, 1, 3, 3]).padding(1).groups(960)),
        Row::new("32->64 1x1", 112, |w, b| boxed(Pointwise::new(w, b))).sizes(pointwise),
        Row::new("separable 32->64 3x3", 112, |w, b| {
            boxed(Depthwise::new(w, b))
        })
        .sizes(depthwise)
        .then(|w, b| boxed(Pointwise::new(w, b)))
        .sizes(pointwise),
        Row::new("8->16 3x3", 32, |w, b| boxed(Small::new(w, b)))
            .sizes(Stage::new([16, 8, 3, 3]).padding(1)),
        Row::new("64->64 3x3", 56, |w, b| boxed(Early::new(w, b)))
            .sizes(early)
            .winograd(),
        Row::new("128->128 3x3", 28, |w, b| boxed(Later::new(w, b)))
            .sizes(Stage::new([128, 128, 3, 3]).padding(1))
            .winograd(),
        Row::new("transposed 16->8 4x4 stride 2", 56, |w, b| {
            boxed(Doubling::new(w, b))
        })
        .sizes(Stage::new([16, 8, 4, 4]).transposed().padding(1).stride(2)),
        Row::new("transposed 64->32 2x2 stride 2", 28, |w, b| {
            boxed(Unpooling::new(w, b))
        })
        .sizes(Stage::new([64, 32, 2, 2]).transposed().stride(2)),
        Row::new("transposed 32->32 3x3", 56, |w, b| {
            boxed(Decoding::new(w, b))
        })
        .sizes(Stage::new([32, 32, 3, 3]).transposed().padding(1)),
        Row::integers(
            "u8 -> i32 64->64 3x3",
            56,
            Declared::Sums(|w| sums(EarlySums::new(w))),
        )
        .sizes(early),
        Row::integers("u8 -> u8 64->64 3x3", 56, Declared::Quantized).sizes(early),
    ]
}

impl Row {
    fn new(name: &'static str, size: usize, new: New) -> Self {
        Self::integers(name, size, Declared::Floats(vec![new]))
    }

    const fn integers(name: &'static str, size: usize, declared: Declared) -> Self {
        Self {
            name,
            size,
            declared,
            stages: Vec::new(),
            winograd: false,
        }
    }

    fn sizes(mut self, stage: Stage) -> Self {
        self.stages.push(stage);
        self
    }

    /// One more layer, which reads the output of the one before.
    fn then(mut self, new: New) -> Self {
        if let Declared::Floats(layers) = &mut self.declared {
            layers.push(new);
        }
        self
    }

    const fn winograd(mut self) -> Self {
        self.winograd = true;
        self
    }

    /// The arithmetic that bounds it.
    pub(crate) const fn peak(&self) -> Peak {
        match self.declared {
            Declared::Floats(_) => Peak::F32,
            Declared::Sums(_) | Declared::Quantized => Peak::I16,
        }
    }

    /// Compares, and returns each of our plans.
    pub(crate) fn run(&self, bench: &mut Bench) -> Result<(Outcome, Vec<String>)> {
        match &self.declared {
            Declared::Floats(new) => self.floats(bench, new),
            Declared::Sums(new) => {
                let mut task = LayerTask::integers(self, "i32");
                let run_time = ours::integers::<i32>(&task, None)?;
                let generated = ours::sums(&task, *new)?;
                ensure!(
                    generated.plans() == run_time.plans(),
                    "another layer is declared"
                );
                race::fill::<u8>(bench, task.inputs());
                let (src, _) = bench.shared.planes::<u8, i32>(task.inputs(), 0);
                task.define_integers::<i32>(&run_time.plans()[0], src)?;
                self.race(bench, &task, vec![generated, run_time])
            }
            Declared::Quantized => {
                let mut task = LayerTask::integers(self, "u8");
                let run_time = ours::integers::<u8>(&task, Some(task.quantization()))?;
                race::fill::<u8>(bench, task.inputs());
                let (src, _) = bench.shared.planes::<u8, u8>(task.inputs(), 0);
                task.define_integers::<u8>(&run_time.plans()[0], src)?;
                self.race(bench, &task, vec![run_time])
            }
        }
    }

    fn floats(&self, bench: &mut Bench, new: &[New]) -> Result<(Outcome, Vec<String>)> {
        let mut task = LayerTask::floats(self);
        let generated = ours::generated(&task, new)?;
        let direct = ours::direct(&task)?;
        let plans = direct.plans();
        ensure!(generated.plans() == plans, "another layer is declared");
        race::fill::<f32>(bench, task.inputs());
        let (src, _) = bench.shared.planes::<f32, f32>(task.inputs(), 0);
        task.define(&plans, src)?;

        let mut ours = vec![generated, direct];
        if self.stages.len() == 2 {
            ours.push(ours::chained(&task, new)?);
        }
        let mut faults = Vec::new();
        if self.winograd {
            match ours::winograd(&task) {
                Ok(winograd) => {
                    let tolerances = task.tolerances(&winograd.plans()[0], src)?;
                    ours.push(winograd.checked(Check::default().tolerances(tolerances)));
                }
                Err(fault) => faults.push(format!("Winograd: {fault:#}")),
            }
        }
        let (plans_in_blocks, in_blocks) = ours::in_blocks(&task)?;
        let (mut outcome, plans) =
            self.race_with(bench, &task, ours, plans_in_blocks, vec![in_blocks])?;
        outcome.faults.extend(faults);
        Ok((outcome, plans))
    }

    /// Races our ways and the peers; returns the plans, each once.
    fn race<In: Cell, Out: Cell>(
        &self,
        bench: &mut Bench,
        task: &LayerTask,
        ours: Vec<Own<In, Out>>,
    ) -> Result<(Outcome, Vec<String>)> {
        self.race_with(bench, task, ours, Vec::new(), Vec::new())
    }

    /// As [`race`](Self::race), with more of our ways, which have these plans.
    fn race_with<In: Cell, Out: Cell>(
        &self,
        bench: &mut Bench,
        task: &LayerTask,
        ours: Vec<Own<In, Out>>,
        more_plans: Vec<LayerPlan>,
        more: Vec<Contestant<In, Out>>,
    ) -> Result<(Outcome, Vec<String>)> {
        let mut plans: Vec<String> = Vec::new();
        let all = ours.iter().flat_map(Own::plans).chain(more_plans);
        for plan in all.map(|plan| plan.to_string()) {
            if !plans.contains(&plan) {
                plans.push(plan);
            }
        }
        let ours = ours.into_iter().map(|own| own.contestant(task));
        let contestants: Vec<Contestant<In, Out>> = ours.chain(more).collect();
        let mut outcome = race::race(bench, task, contestants)?;
        outcome.operations = task.operations() as f64;
        Ok((outcome, plans))
    }
}
