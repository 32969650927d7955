//! A task with what is right by definition, and how far from it each way may be.

use crate::contestant::Check;
use crate::race::Cell;
use crate::task::Task;
use crate::work::Work;
use anyhow::{Result, ensure};
use conv_kernel::plan::fft_error;
use serde::Serialize;

/// The unit roundoff of single precision.
pub(super) const UNIT: f64 = f32::EPSILON as f64 / 2.0;

/// What the Python side gets is the task alone.
#[derive(Debug, Serialize)]
pub(super) struct Defined {
    #[serde(flatten)]
    pub(super) task: Task,
    /// Every output by definition, in doubles.
    #[serde(skip)]
    pub(super) outputs: Vec<f64>,
    /// The largest magnitude of an input.
    #[serde(skip)]
    pub(super) largest: f64,
    /// How far an output may be whose sums no FFT was part of.
    #[serde(skip)]
    pub(super) directly: f64,
    /// What is made of sums.
    #[serde(skip)]
    pub(super) finish: Finish,
}

/// What is made of the sums, which the FFT computes.
#[derive(Debug)]
pub(super) enum Finish {
    /// They are the outputs.
    Sums,
    /// Scores: in each place, how many times as much as its sum a score changes. A score is at most
    /// 1, and rounded to single precision.
    Scores(Vec<f64>),
}

impl Defined {
    /// How far an output may be if its sum is by FFT in single precision, in blocks of `points`.
    fn by_fft(&self, points: usize) -> impl Fn(usize) -> f64 {
        let taps = norm(&self.task.taps);
        let inputs = self.largest * (2.0 * points as f64).sqrt();
        let transformed = fft_error(points, UNIT, taps, inputs);
        // No sum is larger.
        let stored = UNIT * taps * self.largest * (self.task.taps.len() as f64).sqrt();
        move |at| match &self.finish {
            Finish::Sums => transformed,
            Finish::Scores(factors) => (transformed + stored) * factors[at] + UNIT,
        }
    }
}

/// The Euclidean norm.
pub(super) fn norm(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

impl Work for Defined {
    fn input_shape(&self) -> Vec<usize> {
        self.task.input_shape()
    }

    fn output_shape(&self) -> Vec<usize> {
        self.task.output_shape()
    }

    /// Compares with the definition.
    fn compare<In: Cell>(
        &self,
        _: &[In],
        check: &Check,
        _: Option<&[f64]>,
        found: &[f64],
    ) -> Result<()> {
        let by_fft = check.points.map(|points| self.by_fft(points));
        for (at, (defined, found)) in self.outputs.iter().zip(found).enumerate() {
            let tolerance = by_fft.as_ref().map_or(self.directly, |by_fft| by_fft(at));
            let (x, y) = (at % self.task.out_width, at / self.task.out_width);
            ensure!(
                (defined - found).abs() <= tolerance,
                "another result: {found} at column {x} of row {y}, where {defined} is right, within {tolerance:.1e}"
            );
        }
        Ok(())
    }
}
