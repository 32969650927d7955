//! What layers make of an input by definition, and how far a way to compute them may be from it.
//!
//! The layers of a row are defined in doubles one after the other. The second one reads what the
//! first one may be off by too: its weights' magnitudes times those errors come on top of its own.

use super::ours::build;
use super::task::{LayerStage, LayerTask};
use crate::race::Cell;
use anyhow::Result;
use conv_kernel::reference::{self, layer_magnitudes, layer_sums, layer_tolerance};
use conv_kernel::{Layer, LayerPlan, Winograd};

impl LayerTask {
    /// Computes what is right for this input; `direct` are the plans that sum directly.
    pub(super) fn define(&mut self, direct: &[LayerPlan], src: &[f32]) -> Result<()> {
        let mut values: Vec<f64> = src.iter().map(|&value| f64::from(value)).collect();
        let mut errors = vec![0.0; values.len()];
        for (layer, plan) in self.layers.iter().zip(direct) {
            let exact = build::<f64>(layer, Winograd::Never)?.explain();
            let sums = layer_sums(exact.kernel(), &values, layer.shape)?;
            let passed_on = build::<f64>(&magnitudes(layer), Winograd::Never)?.explain();
            let passed_on = layer_sums(passed_on.kernel(), &errors, layer.shape)?;
            errors = sums
                .iter()
                .zip(&passed_on)
                .map(|(sum, error)| {
                    let magnitude = sum.magnitude + error.value;
                    error.value + layer_tolerance(plan.kernel(), plan.operations(), magnitude)
                })
                .collect();
            values = sums.iter().map(|sum| sum.value).collect();
        }
        (self.defined, self.tolerances) = (values, errors);
        Ok(())
    }

    /// Computes what is right for bytes; nothing else is.
    pub(super) fn define_integers<Out: Cell>(
        &mut self,
        plan: &LayerPlan,
        src: &[u8],
    ) -> Result<()> {
        let outputs: Vec<Out> = reference::layer(plan.kernel(), src, self.layers[0].shape)?;
        self.defined = outputs.iter().map(|output| output.to_f64()).collect();
        self.tolerances = vec![0.0; outputs.len()];
        Ok(())
    }

    /// How far each output of this plan of a single layer may be from the definition.
    pub(super) fn tolerances(&self, plan: &LayerPlan, src: &[f32]) -> Result<Vec<f64>> {
        let tolerance = |magnitude| layer_tolerance(plan.kernel(), plan.operations(), magnitude);
        let magnitudes = layer_magnitudes(plan, src, self.layers[0].shape)?;
        Ok(magnitudes.into_iter().map(tolerance).collect())
    }
}

/// The layer with the magnitudes of its weights, and without bias.
fn magnitudes(layer: &LayerStage) -> LayerStage {
    LayerStage {
        weights: layer.weights.iter().map(|weight| weight.abs()).collect(),
        bias: Vec::new(),
        ..layer.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::rows;
    use crate::work::Work;
    use conv_kernel::Layer;

    /// The separable row on a smaller image, defined for an input.
    fn separable() -> Result<(LayerTask, Vec<f32>)> {
        let mut row = rows()
            .into_iter()
            .find(|row| row.stages.len() == 2)
            .expect("one row has two layers");
        row.size = 6;
        let mut task = LayerTask::floats(&row);
        let src: Vec<f32> = (0..task.inputs()).map(|at| (at % 7) as f32 / 8.0).collect();
        let layers = task.layers.iter();
        let plans: Result<Vec<LayerPlan>> = layers
            .map(|layer| Ok(build::<f32>(layer, Winograd::Never)?.explain()))
            .collect();
        task.define(&plans?, &src)?;
        Ok((task, src))
    }

    #[test]
    fn two_layers_are_defined_as_their_loops_one_after_the_other() -> Result<()> {
        let (task, src) = separable()?;
        let [first, second] = &task.layers[..] else {
            panic!("two layers");
        };
        let size = 6;
        let at = |channel: usize, y: usize, x: usize| -> f64 {
            let mut sum = first.bias[channel];
            for (row, column) in (0..9).map(|tap| (tap / 3, tap % 3)) {
                let (from, left) = (y + row, x + column);
                if (1..=size).contains(&from) && (1..=size).contains(&left) {
                    let place = (channel * size + from - 1) * size + left - 1;
                    sum += first.weights[channel * 9 + row * 3 + column] * f64::from(src[place]);
                }
            }
            sum
        };
        for (place, defined) in task.defined.iter().enumerate() {
            let (channel, y, x) = (place / (size * size), place / size % size, place % size);
            let terms = (0..32).map(|input| second.weights[channel * 32 + input] * at(input, y, x));
            let sum = second.bias[channel] + terms.sum::<f64>();
            // Factors are 1 at most: 32 products by 8 and a bias, in 43 roundings, in doubles
            // twice.
            assert!((sum - defined).abs() <= 2.0 * 43.0 * 257.0 * f64::EPSILON);
        }
        Ok(())
    }

    #[test]
    fn the_second_layer_may_be_off_by_what_the_first_one_was() -> Result<()> {
        let (task, src) = separable()?;
        let alone = {
            let layer = &task.layers[1];
            let plan = build::<f32>(layer, Winograd::Never)?.explain();
            let before = build::<f32>(&task.layers[0], Winograd::Never)?;
            let middle = before.apply(&src, task.layers[0].shape)?;
            let magnitudes = layer_magnitudes(&plan, &middle, layer.shape)?;
            let kernel = plan.kernel();
            let tolerance = |magnitude| layer_tolerance(kernel, plan.operations(), magnitude);
            magnitudes.into_iter().map(tolerance).collect::<Vec<f64>>()
        };
        assert_eq!(alone.len(), task.tolerances.len());
        let mut pairs = alone.iter().zip(&task.tolerances);
        assert!(pairs.all(|(alone, both)| both > alone));
        Ok(())
    }
}
