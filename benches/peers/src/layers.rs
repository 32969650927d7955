//! The rows of the layers: `f32`, one image, `nchw`, with bias and without activation.

mod declared;
mod ours;
mod task;

use crate::Bench;
use crate::contestant::Check;
use crate::race::{self, Outcome};
use crate::work::Work;
use anyhow::{Result, ensure};
use declared::*;
pub(crate) use ours::smallest_call;
use task::LayerTask;

/// A layer and the square image that it is compared on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    /// The same layer, declared.
    new: New,
    /// `[out, in / groups, rows, columns]`, of a transposed layer `[in, out / groups, ..]`.
    weights: [usize; 4],
    transposed: bool,
    groups: usize,
    stride: usize,
    padding: usize,
    /// Whether Winograd's algorithm takes part.
    winograd: bool,
}

/// Every row, in the order of the table.
pub(crate) fn rows() -> Vec<Row> {
    vec![
        Row::new("3->16 3x3", 224, |w, b| boxed(Stem::new(w, b)))
            .weights([16, 3, 3, 3])
            .padding(1),
        Row::new("1->6 5x5 valid", 28, |w, b| boxed(Digits::new(w, b))).weights([6, 1, 5, 5]),
        Row::new("6->16 5x5 valid", 12, |w, b| boxed(Strokes::new(w, b))).weights([16, 6, 5, 5]),
        Row::new("3->32 3x3 stride 2", 224, |w, b| boxed(Halving::new(w, b)))
            .weights([32, 3, 3, 3])
            .padding(1)
            .stride(2),
        Row::new("depthwise 32 3x3", 112, |w, b| boxed(Depthwise::new(w, b)))
            .weights([32, 1, 3, 3])
            .padding(1)
            .groups(32),
        Row::new("32->64 1x1", 112, |w, b| boxed(Pointwise::new(w, b))).weights([64, 32, 1, 1]),
        Row::new("8->16 3x3", 32, |w, b| boxed(Small::new(w, b)))
            .weights([16, 8, 3, 3])
            .padding(1),
        Row::new("64->64 3x3", 56, |w, b| boxed(Early::new(w, b)))
            .weights([64, 64, 3, 3])
            .padding(1)
            .winograd(),
        Row::new("128->128 3x3", 28, |w, b| boxed(Later::new(w, b)))
            .weights([128, 128, 3, 3])
            .padding(1)
            .winograd(),
        Row::new("transposed 16->8 4x4 stride 2", 56, |w, b| {
            boxed(Doubling::new(w, b))
        })
        .weights([16, 8, 4, 4])
        .transposed()
        .padding(1)
        .stride(2),
        Row::new("transposed 64->32 2x2 stride 2", 28, |w, b| {
            boxed(Unpooling::new(w, b))
        })
        .weights([64, 32, 2, 2])
        .transposed()
        .stride(2),
        Row::new("transposed 32->32 3x3", 56, |w, b| {
            boxed(Decoding::new(w, b))
        })
        .weights([32, 32, 3, 3])
        .transposed()
        .padding(1),
    ]
}

impl Row {
    const fn new(name: &'static str, size: usize, new: New) -> Self {
        Self {
            name,
            size,
            new,
            weights: [1; 4],
            transposed: false,
            groups: 1,
            stride: 1,
            padding: 0,
            winograd: false,
        }
    }

    const fn weights(mut self, weights: [usize; 4]) -> Self {
        self.weights = weights;
        self
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

    const fn winograd(mut self) -> Self {
        self.winograd = true;
        self
    }

    /// Compares, and prints each of our plans.
    pub(crate) fn run(&self, bench: &mut Bench) -> Result<(Outcome, Vec<String>)> {
        let mut task = LayerTask::new(self);
        let generated = ours::generated(&task, self.new)?;
        let direct = ours::direct(&task)?;
        let plan = direct.plan();
        ensure!(generated.plan() == plan, "another layer is declared");
        race::fill::<f32>(bench, task.inputs());
        let (src, _) = bench.shared.planes::<f32, f32>(task.inputs(), 0);
        task.define(&plan, src)?;

        let mut plans = vec![plan.to_string()];
        let mut contestants = vec![
            generated.contestant(&task, Check::default()),
            direct.contestant(&task, Check::default()),
        ];
        let mut faults = Vec::new();
        if self.winograd {
            match ours::winograd(&task) {
                Ok(winograd) => {
                    let plan = winograd.plan();
                    let check = Check::default().tolerances(task.tolerances(&plan, src)?);
                    plans.push(plan.to_string());
                    contestants.push(winograd.contestant(&task, check));
                }
                Err(fault) => faults.push(format!("Winograd: {fault:#}")),
            }
        }
        let mut outcome = race::race(bench, &task, contestants)?;
        outcome.operations = task.operations() as f64;
        outcome.faults.extend(faults);
        Ok((outcome, plans))
    }
}
