//! What every contestant of a layer's row has to compute.

use super::Row;
use crate::contestant::Check;
use crate::race::{self, Cell};
use crate::work::Work;
use anyhow::{Result, ensure};
use conv_kernel::Layer;
use conv_kernel::reference::{LayerSum, layer_sums};
use serde::Serialize;

/// A layer with its parameters, and what comes out by definition.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LayerTask {
    input: &'static str,
    output: &'static str,
    /// `[1, channels, height, width]`.
    pub(super) shape: [usize; 4],
    /// `[out, in / groups, rows, columns]`.
    pub(super) weights_shape: [usize; 4],
    pub(super) weights: Vec<f64>,
    pub(super) bias: Vec<f64>,
    pub(super) groups: usize,
    pub(super) stride: usize,
    pub(super) padding: usize,
    /// `[1, out, height, width]`.
    #[serde(skip)]
    output_shape: [usize; 4],
    /// Every output by definition, in doubles.
    #[serde(skip)]
    defined: Vec<LayerSum>,
}

impl LayerTask {
    pub(super) fn new(row: &Row) -> Self {
        let [out, channels, rows, columns] = row.weights;
        Self {
            input: "f32",
            output: "f32",
            shape: [1, channels * row.groups, row.size, row.size],
            weights_shape: row.weights,
            weights: parameters(2, out * channels * rows * columns),
            bias: parameters(3, out),
            groups: row.groups,
            stride: row.stride,
            padding: row.padding,
            output_shape: [0; 4],
            defined: Vec::new(),
        }
    }

    /// Multiply-adds of one output.
    pub(super) fn terms(&self) -> usize {
        self.weights_shape[1..].iter().product()
    }

    /// Computes what is right for this input; `layer` is a layer of this task.
    pub(super) fn define(&mut self, layer: &impl Layer, src: &[f32]) -> Result<()> {
        let kernel = layer.explain().kernel;
        self.output_shape = kernel.output_shape(self.shape)?;
        self.defined = layer_sums(&kernel, src, self.shape)?;
        Ok(())
    }
}

/// Parameters between -1 and 1 that single precision holds exactly.
fn parameters(seed: u64, count: usize) -> Vec<f64> {
    race::random(seed)
        .map(|bits| f64::from(bits) / f64::from(1u32 << 23) - 1.0)
        .take(count)
        .collect()
}

impl Work for LayerTask {
    fn input_shape(&self) -> Vec<usize> {
        self.shape.into()
    }

    fn output_shape(&self) -> Vec<usize> {
        self.output_shape.into()
    }

    /// Compares with the definition: sums of these terms in any order, each rounded to single
    /// precision, are at most `gamma(n) * magnitude` away (Higham, Accuracy and Stability of
    /// Numerical Algorithms, section 3.1), for n terms and the bias.
    fn compare<In: Cell>(
        &self,
        _: &[In],
        _: &Check,
        _: Option<&[f64]>,
        found: &[f64],
    ) -> Result<()> {
        let unit = f64::from(f32::EPSILON) / 2.0;
        let rounded = (self.terms() + 1) as f64 * unit;
        let gamma = rounded / (1.0 - rounded);
        let [_, _, height, width] = self.output_shape;
        for (at, (defined, found)) in self.defined.iter().zip(found).enumerate() {
            let tolerance = gamma * defined.magnitude;
            let (channel, y, x) = (at / (height * width), at / width % height, at % width);
            let near = (defined.value - found).abs() <= tolerance;
            ensure!(
                near,
                "another result: {found} at column {x} of row {y} of channel {channel}, where {} is right",
                defined.value
            );
        }
        Ok(())
    }
}
