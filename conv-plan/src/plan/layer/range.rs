//! How large the inputs of a layer may be, so that no sum overflows.
//!
//! ```text
//! direct      |bias| + sum over taps of |weight| * x                         for each output
//! Winograd's  |B^T| x |B|                                                    a tile, transformed
//!             |bias| + |A^T| [sum over c of (|G| |g_c| |G^T|) o (..)] |A|    for each output
//! ```
//!
//! Each must stay below the largest float, and so does every partial sum of it then, in any order,
//! fused or not: each column of `A^T` has an entry of at least 1, so that products of a tile are no
//! larger than an output.

use super::{LayerPlan, WinogradMatrices};
use crate::number::ElementType;

impl LayerPlan {
    /// The largest magnitude of inputs, and of the constant of a border, with which no sum of a
    /// float layer can overflow, whatever the signs. `None` for a layer of integers, whose sums
    /// are proven to fit, and for one whose weights are not known.
    ///
    /// Beyond it sums may be infinite or NaN; with Winograd's algorithm that is so where a plain
    /// sum is still far from an overflow: its tiles are transformed by up to 7.5 times 7.5 times
    /// their largest input, and outputs back by up to 17.25 times 17.25.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::plan::layer::LayerPlan;
    /// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers, Winograd};
    /// let identity = [0.0f32, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    /// let numbers = Numbers::Written(identity.into());
    /// let f32 = ElementType::F32;
    /// let mut options = LayerOptions::new(f32, f32, [1, 1, 3, 3], numbers);
    /// let plain = LayerPlan::new(LayerSpec::check(options.clone())?);
    /// assert!(plain.largest_input() > Some(3.4e38));
    /// options.winograd = Winograd::Always;
    /// let tiles = LayerPlan::new(LayerSpec::check(options)?);
    /// assert!(tiles.largest_input() < Some(1e38));
    /// # Ok::<(), conv_plan::rules::layer::LayerError>(())
    /// ```
    #[must_use]
    pub fn largest_input(&self) -> Option<f64> {
        let (unit, most) = match self.kernel.input {
            ElementType::F32 => (f64::from(f32::EPSILON) / 2.0, f64::from(f32::MAX)),
            ElementType::F64 => (f64::EPSILON / 2.0, f64::MAX),
            _ => return None,
        };
        let shape = &self.kernel.shape;
        if self.kernel.weights.len() != shape.weights() {
            return None;
        }
        // What the roundings may add, those here included.
        let rounded = (self.operations() as f64 + 8.0) * unit;
        // Of so many terms nothing is known.
        let most = most * (1.0 - rounded).max(0.0) / (1.0 + rounded);
        let outputs = (0..shape.outputs).map(|output| {
            let bias = self.kernel.bias.as_ref();
            let bias = bias.map_or(0.0, |bias| bias.at(output).abs());
            (most - bias).max(0.0) / self.gain(output)
        });
        let sums = outputs.fold(most, f64::min);
        let tiles = self.algorithm.matrices().map(|matrices| {
            let longest = matrices.input.iter().map(length).fold(0.0, f64::max);
            // Weights are transformed in double precision, and then rounded.
            match self.largest_transformed(matrices) <= most {
                true => most / (longest * longest),
                false => 0.0,
            }
        });
        Some(tiles.map_or(sums, |tiles| tiles.min(sums)))
    }

    /// What an output is at most, without its bias, if no input is larger than 1; by Winograd's
    /// algorithm, what any value on the way to it is.
    fn gain(&self, output: usize) -> f64 {
        let shape = &self.kernel.shape;
        let inputs = shape.group_inputs;
        let Some(matrices) = self.algorithm.matrices() else {
            let taps = inputs * shape.rows * shape.columns;
            let weights = (output * taps..(output + 1) * taps).map(|at| self.kernel.weights.at(at));
            return weights.map(f64::abs).sum();
        };
        let mut sum = [[0.0; 6]; 6];
        for window in output * inputs..(output + 1) * inputs {
            self.each_transformed(matrices, window, |[i, j], weight| {
                let (above, beside) = (matrices.input[i], matrices.input[j]);
                sum[i][j] += weight * length(&above) * length(&beside);
            });
        }
        // Without zeros, which would make a sum that overflows NaN.
        let scaled = |by: f64, sum: f64| if by == 0.0 { 0.0 } else { by.abs() * sum };
        let both = |above: &[f64; 6], beside: &[f64; 6]| -> f64 {
            let row = |row: &[f64; 6]| {
                beside
                    .iter()
                    .zip(row)
                    .map(|(&b, &sum)| scaled(b, sum))
                    .sum()
            };
            above
                .iter()
                .zip(&sum)
                .map(|(&a, sums)| scaled(a, row(sums)))
                .sum()
        };
        let rows = matrices.output.iter();
        rows.flat_map(|above| matrices.output.iter().map(move |beside| (above, beside)))
            .map(|(above, beside)| both(above, beside))
            .fold(0.0, f64::max)
    }

    /// The largest magnitude in `|G| |g| |G^T|` of all windows.
    fn largest_transformed(&self, matrices: &WinogradMatrices) -> f64 {
        let shape = &self.kernel.shape;
        let mut largest = 0.0f64;
        for window in 0..shape.outputs * shape.group_inputs {
            self.each_transformed(matrices, window, |_, weight| largest = largest.max(weight));
        }
        largest
    }

    /// Each entry of `|G| |g| |G^T|` of a window of weights, with its place.
    fn each_transformed(
        &self,
        matrices: &WinogradMatrices,
        window: usize,
        mut take: impl FnMut([usize; 2], f64),
    ) {
        for (i, (above, rows)) in matrices.weights.iter().enumerate() {
            for (j, (beside, columns)) in matrices.weights.iter().enumerate() {
                let mut sum = 0.0;
                for (row, a) in above.iter().enumerate() {
                    for (column, b) in beside.iter().enumerate() {
                        let weight = self.kernel.weights.at(window * 9 + row * 3 + column);
                        sum += (a * b * weight / (rows * columns)).abs();
                    }
                }
                take([i, j], sum);
            }
        }
    }
}

/// The sum of the magnitudes of a row.
fn length(row: &[f64; 6]) -> f64 {
    row.iter().map(|entry| entry.abs()).sum()
}
