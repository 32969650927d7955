//! What the error bounds of a layer's algorithms are proportional to.

use super::layer::{index, layer_sums, layer_types, layer_weights, met};
use super::sum::precision;
use crate::data::{Error, try_filled};
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::plan::layer::{LayerPlan, WinogradMatrices};
use conv_plan::rules::layer::{LayerSpec, Resolved};

/// For each output of a float layer, in the order of its layout, what the
/// [error](conv_plan::plan::layer::Algorithm#error) of its plan is proportional to, in double
/// precision.
///
/// For the direct algorithm it is `|bias| + sum |weight * x|`; for Winograd's minimal filtering
/// `|bias| + |A^T| [sum over c of (|G| |g_c| |G^T|) o (|B^T| |d_c| |B|)] |A|` over the tiles `d`,
/// where `o` multiplies entry by entry (Barabasz, Anderson, Soodhalter and Gregg, 2020). It is NaN
/// or infinite where the tile holds a NaN or an infinity, and where its transform, or that of the
/// weights, may overflow.
///
/// ```
/// # use conv_plan::rules::layer::Winograd;
/// # use conv_runtime::{DynLayer, Error, Layer};
/// # use conv_runtime::reference::{layer_magnitudes, layer_sums, layer_tolerance};
/// let layer = DynLayer::<f32, f32>::builder([0.1f32; 9], [1, 1, 3, 3])
///     .winograd(Winograd::Always)
///     .build()?;
/// let plan = layer.explain();
/// let (x, shape) = ([0.7f32; 36], [1, 1, 6, 6]);
/// let y = layer.apply(&x, shape)?;
/// let sums = layer_sums(plan.kernel(), &x, shape)?;
/// let magnitudes = layer_magnitudes(&plan, &x, shape)?;
/// for ((sum, y), magnitude) in sums.iter().zip(y).zip(magnitudes) {
///     let tolerance = layer_tolerance(plan.kernel(), plan.operations(), magnitude);
///     assert!((f64::from(y) - sum.value).abs() <= tolerance);
/// }
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// As [`layer_sums`].
pub fn layer_magnitudes<In: Scalar>(
    plan: &LayerPlan,
    x: &[In],
    shape: [usize; 4],
) -> Result<Vec<f64>, Error> {
    let kernel = &plan.kernel();
    let Some(matrices) = plan.algorithm().matrices() else {
        let sums = layer_sums(kernel, x, shape)?;
        let mut to = try_filled(sums.len(), 0.0)?;
        for (to, sum) in to.iter_mut().zip(&sums) {
            *to = sum.magnitude;
        }
        return Ok(to);
    };
    layer_types(kernel, (In::TYPE, kernel.output()))?;
    layer_weights(kernel)?;
    let resolved = kernel.resolve(shape)?;
    let expected = resolved
        .input
        .elements(kernel.layout())
        .ok_or(Error::SizeOverflow)?;
    if x.len() != expected {
        return Err(Error::Length {
            expected,
            found: x.len(),
        });
    }
    let outputs = resolved.output.elements(kernel.layout());
    let mut to = try_filled(outputs.ok_or(Error::SizeOverflow)?, 0.0)?;
    let tiles = Tiles {
        kernel,
        matrices,
        resolved: &resolved,
    };
    let (m, output) = (matrices.outputs, resolved.output);
    for image in 0..output.images {
        for group in 0..kernel.shape().groups {
            for row in (0..output.rows).step_by(m) {
                for column in (0..output.columns).step_by(m) {
                    tiles.tile(x, [image, group, row, column], &mut to)?;
                }
            }
        }
    }
    Ok(to)
}

/// The magnitude of one output, by image, channel, row and column, of a plan whose algorithm is
/// Winograd's; 0 for another.
pub(crate) fn layer_magnitude_at<In: Scalar>(
    plan: &LayerPlan,
    resolved: &Resolved,
    x: &[In],
    [image, output, row, column]: [usize; 4],
) -> Result<f64, Error> {
    let (kernel, Some(matrices)) = (&plan.kernel(), plan.algorithm().matrices()) else {
        return Ok(0.0);
    };
    let tiles = Tiles {
        kernel,
        matrices,
        resolved,
    };
    let m = matrices.outputs;
    let group = output / kernel.shape().group_outputs();
    let channels = tiles.inputs(x, [image, group, row / m * m, column / m * m])?;
    let sum = tiles.products(&channels, output);
    Ok(tiles.output(&sum, output, [row % m, column % m]))
}

/// A tile's entries, position by position.
type Tile = [[f64; 6]; 6];

struct Tiles<'a> {
    kernel: &'a LayerSpec,
    matrices: &'a WinogradMatrices,
    resolved: &'a Resolved,
}

impl Tiles<'_> {
    /// The magnitudes of the outputs of one tile in all channels of a group.
    fn tile<In: Scalar>(
        &self,
        x: &[In],
        [image, group, row, column]: [usize; 4],
        to: &mut [f64],
    ) -> Result<(), Error> {
        let (kernel, matrices, output) = (self.kernel, self.matrices, self.resolved.output);
        let channels = self.inputs(x, [image, group, row, column])?;
        let outputs = kernel.shape().group_outputs();
        for o in group * outputs..(group + 1) * outputs {
            let sum = self.products(&channels, o);
            for i in 0..matrices.output.len() {
                for j in 0..matrices.output.len() {
                    if row + i < output.rows && column + j < output.columns {
                        let at = index(kernel, output, [image, o, row + i, column + j]);
                        if let Some(to) = to.get_mut(at) {
                            *to = self.output(&sum, o, [i, j]);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// |B^T| |d| |B| of the input channels of a group.
    fn inputs<In: Scalar>(
        &self,
        x: &[In],
        [image, group, row, column]: [usize; 4],
    ) -> Result<Vec<Tile>, Error> {
        let inputs = self.kernel.shape().group_inputs;
        let mut channels = try_filled(inputs, Tile::default())?;
        for (c, to) in channels.iter_mut().enumerate() {
            *to = self.input(x, [image, group * inputs + c, row, column]);
        }
        Ok(channels)
    }

    /// The sum over the input channels of their entries times those of an output channel's weights.
    fn products(&self, channels: &[Tile], o: usize) -> Tile {
        let mut sum = Tile::default();
        for (c, tile) in channels.iter().enumerate() {
            let weights = self.weights(o * self.kernel.shape().group_inputs + c);
            for (sum, (u, v)) in sum
                .iter_mut()
                .flatten()
                .zip(weights.iter().flatten().zip(tile.iter().flatten()))
            {
                *sum += times(*u, *v);
            }
        }
        sum
    }

    /// |bias| + |A^T| sum |A| at one place in the tile.
    fn output(&self, sum: &Tile, o: usize, [i, j]: [usize; 2]) -> f64 {
        let bias = self.kernel.bias().as_ref().map_or(0.0, |bias| bias.at(o));
        let rows = &self.matrices.output;
        match (rows.get(i), rows.get(j)) {
            (Some(above), Some(beside)) => bias.abs() + both(above, beside, sum),
            _ => 0.0,
        }
    }

    /// |B^T| |d| |B| of the tile that belongs to the output in this row and column.
    fn input<In: Scalar>(&self, x: &[In], [image, channel, row, column]: [usize; 4]) -> Tile {
        let (kernel, matrices, resolved) = (self.kernel, self.matrices, self.resolved);
        let reach = (resolved.output.rows + 2, resolved.output.columns + 2);
        let mut d = Tile::default();
        for (i, to) in d.iter_mut().enumerate().take(matrices.inputs) {
            for (j, to) in to.iter_mut().enumerate().take(matrices.inputs) {
                // Tiles that reach beyond the padded input find zeros there.
                if row + i < reach.0 && column + j < reach.1 {
                    let place = [image, channel, row + i, column + j];
                    *to = met(kernel, resolved, place, x).abs();
                }
            }
        }
        let mut tile = Tile::default();
        for (above, to) in matrices.input.iter().zip(&mut tile) {
            for (beside, to) in matrices.input.iter().zip(to) {
                *to = held(kernel.input(), both(above, beside, &d));
            }
        }
        tile
    }

    /// |G| |g| |G^T| of a window of the weights.
    fn weights(&self, window: usize) -> Tile {
        let mut tile = Tile::default();
        for ((above, rows), to) in self.matrices.weights.iter().zip(&mut tile) {
            for ((beside, columns), to) in self.matrices.weights.iter().zip(to) {
                for (i, a) in above.iter().enumerate() {
                    for (j, b) in beside.iter().enumerate() {
                        let g = self.kernel.weights().at(window * 9 + i * 3 + j);
                        *to += (a * b * g / (rows * columns)).abs();
                    }
                }
                *to = held(self.kernel.input(), *to);
            }
        }
        tile
    }
}

/// A magnitude, infinite if a float of this type may overflow on the way to it.
fn held(ty: ElementType, magnitude: f64) -> f64 {
    let (_, _, largest) = precision(ty);
    if magnitude * ROUNDED >= largest {
        f64::INFINITY
    } else {
        magnitude
    }
}

/// More than what the roundings of a transform enlarge a value by.
const ROUNDED: f64 = 1.0 + 1e-5;

/// A product of magnitudes, of which what overflows stays infinite beside a zero.
fn times(a: f64, b: f64) -> f64 {
    let product = a * b;
    if product.is_nan() && !a.is_nan() && !b.is_nan() {
        f64::INFINITY
    } else {
        product
    }
}

/// |above| entries |beside|.
fn both(above: &[f64; 6], beside: &[f64; 6], entries: &Tile) -> f64 {
    let rows = above.iter().zip(entries);
    rows.map(|(a, row)| {
        let columns = beside.iter().zip(row);
        let row = columns.map(|(b, entry)| times(b.abs(), *entry)).sum();
        times(a.abs(), row)
    })
    .sum()
}
