//! What every contestant of a layer's row has to compute.

use super::{Row, Stage};
use crate::contestant::Check;
use crate::race::{Cell, parameters};
use crate::work::Work;
use anyhow::{Result, ensure};
use conv_kernel::Quantization;
use serde::Serialize;

/// Layers one after the other with their parameters, and what comes out by definition.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LayerTask {
    pub(super) input: &'static str,
    pub(super) output: &'static str,
    pub(super) layers: Vec<LayerStage>,
    /// Of integers that become bytes again: what each sum is multiplied by.
    scale: Option<f32>,
    /// Every output by definition, in doubles.
    #[serde(skip)]
    pub(super) defined: Vec<f64>,
    /// How far the outputs of a plain sum may be from them.
    #[serde(skip)]
    pub(super) tolerances: Vec<f64>,
}

/// One of the layers.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LayerStage {
    /// `[1, channels, height, width]`.
    pub(super) shape: [usize; 4],
    pub(super) out_shape: [usize; 4],
    /// `[out, in / groups, rows, columns]`, of a transposed layer `[in, out / groups, ..]`.
    pub(super) weights_shape: [usize; 4],
    pub(super) weights: Vec<f64>,
    /// Empty if there is none.
    pub(super) bias: Vec<f64>,
    pub(super) groups: usize,
    pub(super) stride: usize,
    pub(super) padding: usize,
    pub(super) transposed: bool,
}

impl LayerStage {
    /// With random parameters, which single precision holds.
    fn new(stage: &Stage, size: usize, seed: u64) -> Self {
        let [first, second, rows, columns] = stage.weights;
        let (inputs, outputs) = if stage.transposed {
            (first, second * stage.groups)
        } else {
            (second * stage.groups, first)
        };
        let out_size = |kernel: usize| {
            if stage.transposed {
                (size - 1) * stage.stride + kernel - 2 * stage.padding
            } else {
                (size + 2 * stage.padding - kernel) / stage.stride + 1
            }
        };
        Self {
            shape: [1, inputs, size, size],
            out_shape: [1, outputs, out_size(rows), out_size(columns)],
            weights_shape: stage.weights,
            weights: parameters(seed, first * second * rows * columns),
            bias: parameters(seed + 1, outputs),
            groups: stage.groups,
            stride: stage.stride,
            padding: stage.padding,
            transposed: stage.transposed,
        }
    }

    /// Multiply-adds of the definition: each weight meets each output pixel, or each input pixel if
    /// the layer is transposed.
    fn operations(&self) -> usize {
        let [_, _, height, width] = if self.transposed {
            self.shape
        } else {
            self.out_shape
        };
        self.weights_shape.iter().product::<usize>() * height * width
    }
}

impl LayerTask {
    pub(super) fn floats(row: &Row) -> Self {
        let mut layers: Vec<LayerStage> = Vec::new();
        for (stage, seed) in row.stages.iter().zip((2..).step_by(2)) {
            let size = layers.last().map_or(row.size, |layer| layer.out_shape[3]);
            layers.push(LayerStage::new(stage, size, seed));
        }
        Self {
            input: "f32",
            output: "f32",
            layers,
            scale: None,
            defined: Vec::new(),
            tolerances: Vec::new(),
        }
    }

    /// Bytes by weights of all values of an `i8` except for -128, without bias.
    pub(super) fn integers(row: &Row, output: &'static str) -> Self {
        let mut task = Self {
            input: "u8",
            output,
            ..Self::floats(row)
        };
        for layer in &mut task.layers {
            layer.bias.clear();
            for weight in &mut layer.weights {
                *weight = (*weight * 127.0).round();
            }
        }
        // Most positive sums of so many products of random factors then fit a byte.
        task.scale = (output == "u8").then_some(1.0 / 4096.0);
        task
    }

    /// How the sums become bytes: by a power of two, which every way can multiply by exactly.
    pub(super) fn quantization(&self) -> Quantization {
        Quantization {
            input_scale: 1.0,
            weight_scales: vec![self.scale.unwrap_or(1.0)],
            output_scale: 1.0,
            output_zero: 0,
        }
    }

    pub(super) fn operations(&self) -> usize {
        self.layers.iter().map(LayerStage::operations).sum()
    }

    fn last_shape(&self) -> [usize; 4] {
        self.layers.last().map_or([0; 4], |layer| layer.out_shape)
    }
}

impl Work for LayerTask {
    fn input_shape(&self) -> Vec<usize> {
        self.layers
            .first()
            .map_or(Vec::new(), |layer| layer.shape.into())
    }

    fn output_shape(&self) -> Vec<usize> {
        self.last_shape().into()
    }

    /// Compares with the definition. Unless the check says otherwise, what is allowed are sums of
    /// the terms and the bias in any order, each rounded to single precision; of integers nothing,
    /// and of those that are scaled the rounding.
    fn compare<In: Cell>(
        &self,
        _: &[In],
        check: &Check,
        _: Option<&[f64]>,
        found: &[f64],
    ) -> Result<()> {
        let tolerances = check.tolerances.as_ref().unwrap_or(&self.tolerances);
        let [_, _, height, width] = self.last_shape();
        let outputs = self.defined.iter().zip(tolerances).zip(found);
        for (at, ((defined, tolerance), found)) in outputs.enumerate() {
            let (channel, y, x) = (at / (height * width), at / width % height, at % width);
            let near = (defined - found).abs() <= tolerance + check.rounding;
            ensure!(
                near,
                "another result: {found} at column {x} of row {y} of channel {channel}, where {defined} is right"
            );
        }
        Ok(())
    }
}
