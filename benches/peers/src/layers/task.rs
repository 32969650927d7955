//! What every contestant of a layer's row has to compute.

use super::Row;
use crate::contestant::Check;
use crate::race::{Cell, parameters};
use crate::work::Work;
use anyhow::{Result, ensure};
use conv_kernel::LayerPlan;
use conv_kernel::reference::{layer_magnitudes, layer_sums, layer_tolerance};
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
    pub(super) transposed: bool,
    /// `[1, out, height, width]`.
    #[serde(skip)]
    output_shape: [usize; 4],
    /// Every output by definition, in doubles.
    #[serde(skip)]
    defined: Vec<f64>,
    /// How far the outputs of a plain sum may be from them.
    #[serde(skip)]
    tolerances: Vec<f64>,
}

impl LayerTask {
    pub(super) fn new(row: &Row) -> Self {
        let [first, second, rows, columns] = row.weights;
        let (inputs, outputs) = if row.transposed {
            (first, second * row.groups)
        } else {
            (second * row.groups, first)
        };
        Self {
            input: "f32",
            output: "f32",
            shape: [1, inputs, row.size, row.size],
            weights_shape: row.weights,
            weights: parameters(2, first * second * rows * columns),
            bias: parameters(3, outputs),
            groups: row.groups,
            stride: row.stride,
            padding: row.padding,
            transposed: row.transposed,
            output_shape: [0; 4],
            defined: Vec::new(),
            tolerances: Vec::new(),
        }
    }

    /// Multiply-adds of the definition: each weight meets each output pixel, or each input pixel if
    /// the layer is transposed.
    pub(super) fn operations(&self) -> usize {
        let [_, _, height, width] = if self.transposed {
            self.shape
        } else {
            self.output_shape
        };
        self.weights_shape.iter().product::<usize>() * height * width
    }

    /// Computes what is right for this input; `direct` is the plan of this task that sums directly.
    pub(super) fn define(&mut self, direct: &LayerPlan, src: &[f32]) -> Result<()> {
        self.output_shape = direct.kernel().output_shape(self.shape)?;
        let sums = layer_sums(direct.kernel(), src, self.shape)?;
        self.defined = sums.iter().map(|sum| sum.value).collect();
        self.tolerances = tolerances(direct, sums.iter().map(|sum| sum.magnitude));
        Ok(())
    }

    /// How far each output of this plan may be from the definition.
    pub(super) fn tolerances(&self, plan: &LayerPlan, src: &[f32]) -> Result<Vec<f64>> {
        let magnitudes = layer_magnitudes(plan, src, self.shape)?;
        Ok(tolerances(plan, magnitudes))
    }
}

/// How far outputs may be from the definition, from what that is proportional to.
fn tolerances(plan: &LayerPlan, magnitudes: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let tolerance = |magnitude| layer_tolerance(plan.kernel(), plan.operations(), magnitude);
    magnitudes.into_iter().map(tolerance).collect()
}

impl Work for LayerTask {
    fn input_shape(&self) -> Vec<usize> {
        self.shape.into()
    }

    fn output_shape(&self) -> Vec<usize> {
        self.output_shape.into()
    }

    /// Compares with the definition. Unless the check says otherwise, what is allowed are sums of
    /// the terms and the bias in any order, each rounded to single precision.
    fn compare<In: Cell>(
        &self,
        _: &[In],
        check: &Check,
        _: Option<&[f64]>,
        found: &[f64],
    ) -> Result<()> {
        let tolerances = check.tolerances.as_ref().unwrap_or(&self.tolerances);
        let [_, _, height, width] = self.output_shape;
        let outputs = self.defined.iter().zip(tolerances).zip(found);
        for (at, ((defined, tolerance), found)) in outputs.enumerate() {
            let (channel, y, x) = (at / (height * width), at / width % height, at % width);
            let near = (defined - found).abs() <= *tolerance;
            ensure!(
                near,
                "another result: {found} at column {x} of row {y} of channel {channel}, where {defined} is right"
            );
        }
        Ok(())
    }
}
