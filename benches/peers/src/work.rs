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

/// Several planes have an axis before the two of a plane, pixels one after them.
fn shape(planes: usize, (rows, columns): (usize, usize), channels: usize) -> Vec<usize> {
    let several = |count: usize| (count != 1).then_some(count);
    several(planes)
        .into_iter()
        .chain([rows, columns])
        .chain(several(channels))
        .collect()
}

impl Work for Task {
    fn input_shape(&self) -> Vec<usize> {
        shape(1, (self.height, self.width), self.channels)
    }

    fn output_shape(&self) -> Vec<usize> {
        shape(
            self.planes,
            (self.out_height, self.out_width),
            self.channels,
        )
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
        // Planes lie below each other.
        let (width, height) = (
            self.out_width * self.channels,
            self.planes * self.out_height,
        );
        let rows = if height == 1 { 0 } else { check.margin };
        let margin = check.margin * self.channels;
        for y in rows..height.saturating_sub(rows) {
            for x in margin..width.saturating_sub(margin) {
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
    let exact = match task.channels {
        1 => kernel
            .apply(Plane::new(src, task.width, task.height)?)?
            .into_vec(),
        3 => of_pixels::<In, 3>(&kernel, task, src)?,
        4 => of_pixels::<In, 4>(&kernel, task, src)?,
        other => anyhow::bail!("pixels of {other} elements"),
    };
    let round = |value: &f64| {
        if In::TYPE.is_float() {
            *value
        } else {
            value.round_ties_even()
        }
    };
    Ok(exact.iter().map(round).collect())
}

fn of_pixels<In: Cell, const N: usize>(
    kernel: &DynKernel<In, f64>,
    task: &Task,
    src: &[In],
) -> Result<Vec<f64>> {
    let src = Pixels::<_, N>::from_elements(src, task.width, task.height)?;
    Ok(kernel.apply_pixels(src)?.into_elements())
}
