//! What a race has to know of a task: its shapes, and whether an output is right.

use crate::contestant::Check;
use crate::race::Cell;
use crate::task::Task;
use anyhow::Result;
use conv_kernel::prelude::*;
use serde::Serialize;

/// A task; its fields go to the Python side.
pub(crate) trait Work: Serialize {
    fn input_shape(&self) -> Vec<usize>;

    fn output_shape(&self) -> Vec<usize>;

    /// Fails if an output is not what the task asks for. `ours` is that of the first contestant,
    /// and missing while it is looked at itself.
    fn compare<In: Cell>(
        &self,
        src: &[In],
        check: &Check,
        ours: Option<&[f64]>,
        found: &[f64],
    ) -> Result<()>;

    fn inputs(&self) -> usize {
        self.input_shape().iter().product()
    }

    fn outputs(&self) -> usize {
        self.output_shape().iter().product()
    }
}

impl Work for Task {
    fn input_shape(&self) -> Vec<usize> {
        vec![self.height, self.width]
    }

    fn output_shape(&self) -> Vec<usize> {
        vec![self.out_height, self.out_width]
    }

    fn compare<In: Cell>(
        &self,
        src: &[In],
        check: &Check,
        ours: Option<&[f64]>,
        found: &[f64],
    ) -> Result<()> {
        let Some(ours) = ours else {
            return Ok(());
        };
        let own;
        let expected = match &check.factor {
            Some(factor) => {
                own = with_factor(self, src, factor)?;
                &own
            }
            None => ours,
        };
        let tolerance = if self.output.starts_with('f') {
            // Rounding of single precision, whatever the order of operations.
            let gain: f64 = self.taps.iter().map(|tap| (tap * self.scale).abs()).sum();
            let largest = if self.input == "f32" { 1.0 } else { 255.0 };
            4e-6 * gain * largest
        } else {
            check.rounding
        };
        let (width, height) = (self.out_width, self.out_height);
        let rows = if height == 1 { 0 } else { check.margin };
        for y in rows..height.saturating_sub(rows) {
            for x in check.margin..width.saturating_sub(check.margin) {
                let (expected, found) = (expected[y * width + x], found[y * width + x]);
                let near = (expected - found).abs() <= tolerance;
                anyhow::ensure!(
                    near,
                    "another result: {found} at column {x} of row {y}, where {expected} is right"
                );
            }
        }
        Ok(())
    }
}

/// The task with another factor, by the run-time kernel in doubles.
fn with_factor<In: Cell>(task: &Task, src: &[In], factor: &[f64]) -> Result<Vec<f64>> {
    let taps: Vec<Vec<f64>> = factor
        .iter()
        .map(|row| factor.iter().map(|column| row * column).collect())
        .collect();
    let kernel = DynKernel::<In, f64>::builder(taps)
        .padding(Padding::Same)
        .border(Border::Replicate)
        .build()?;
    let exact = kernel.apply(Plane::new(src, task.width, task.height)?)?;
    let round = |value: &f64| {
        if In::TYPE.is_float() {
            *value
        } else {
            value.round_ties_even()
        }
    };
    Ok(exact.data().iter().map(round).collect())
}
