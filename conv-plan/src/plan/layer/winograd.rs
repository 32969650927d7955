//! Winograd's minimal filtering for windows of 3x3: F(2x2, 3x3) and F(4x4, 3x3).
//!
//! ```text
//! weights g -> U = G g G^T              once, when the layer is made
//! tiles   d -> V = B^T d B              (m + 2) x (m + 2) inputs, which overlap by 2
//!              M = sum over c of U o V  one matrix product for each of the (m + 2)^2 positions
//!              Y = A^T M A              m x m outputs, then bias and activation
//! ```
//!
//! Winograd, Arithmetic Complexity of Computations (1980); Lavin and Gray, Fast Algorithms for
//! Convolutional Neural Networks (2016). F(2x2, 3x3) evaluates at 0, 1, -1 and infinity, as they
//! do; F(4x4, 3x3) at 0, 1/2, -1/2, 2, -2 and infinity: reciprocal points, which Barabasz et al.
//! (2020) found to be good, have an amplification of 484/9 where 0, 1, -1, 2, -2 has 256, and
//! constants that are as exact.
//!
//! The error bound is in the documentation of [`Algorithm`](super::Algorithm). Its roundings are
//! counted here:
//!
//! | | F(2x2, 3x3) | F(4x4, 3x3) |
//! |---|---|---|
//! | U: a sum and a division in double precision, and a rounding | 2 | 2 |
//! | V: two passes | 1 + 1 | 2 + 2 |
//! | M: products and their sum over C channels, fused or not | C | C |
//! | Y: two passes | 2 + 2 | 3 + 3 |
//! | n, and one more if there is a bias | C + 8 | C + 12 |

use crate::rules::layer::{LayerShape, LayerSpec};

/// The matrices of Winograd's minimal filtering, for one axis.
#[derive(Debug)]
pub struct WinogradMatrices {
    /// Outputs of a tile: m.
    pub outputs: usize,
    /// Inputs of a tile, and products for it: m + 2.
    pub inputs: usize,
    /// A^T, by row.
    pub output: &'static [[f64; 6]],
    /// G, by row, each with what it is divided by: powers of two, so that products with them are
    /// exact.
    pub weights: &'static [([f64; 3], f64)],
    /// B^T, by row.
    pub input: &'static [[f64; 6]],
    /// Roundings on a term's longest way, except those of the sum over channels and of the bias.
    pub roundings: usize,
}

/// F(2, 3).
pub(super) static F2: WinogradMatrices = WinogradMatrices {
    outputs: 2,
    inputs: 4,
    output: &[
        [1.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, -1.0, -1.0, 0.0, 0.0],
    ],
    weights: &[
        ([1.0, 0.0, 0.0], 1.0),
        ([1.0, 1.0, 1.0], 2.0),
        ([1.0, -1.0, 1.0], 2.0),
        ([0.0, 0.0, 1.0], 1.0),
    ],
    input: &[
        [1.0, 0.0, -1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, -1.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, -1.0, 0.0, 0.0],
    ],
    roundings: 8,
};

/// F(4, 3).
pub(super) static F4: WinogradMatrices = WinogradMatrices {
    outputs: 4,
    inputs: 6,
    output: &[
        [1.0, 1.0, 1.0, 1.0, 1.0, 0.0],
        [0.0, 0.5, -0.5, 2.0, -2.0, 0.0],
        [0.0, 0.25, 0.25, 4.0, 4.0, 0.0],
        [0.0, 0.125, -0.125, 8.0, -8.0, 1.0],
    ],
    weights: &[
        ([1.0, 0.0, 0.0], 1.0),
        ([-8.0, -4.0, -2.0], 15.0),
        ([-8.0, 4.0, -2.0], 15.0),
        ([1.0, 2.0, 4.0], 30.0),
        ([1.0, -2.0, 4.0], 30.0),
        ([0.0, 0.0, 1.0], 1.0),
    ],
    input: &[
        [1.0, 0.0, -4.25, 0.0, 1.0, 0.0],
        [0.0, -2.0, -4.0, 0.5, 1.0, 0.0],
        [0.0, 2.0, -4.0, -0.5, 1.0, 0.0],
        [0.0, -0.5, -0.25, 2.0, 1.0, 0.0],
        [0.0, 0.5, -0.25, -2.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, -4.25, 0.0, 1.0],
    ],
    roundings: 12,
};

impl WinogradMatrices {
    /// Products of a tile, for each input channel.
    #[must_use]
    pub const fn positions(&self) -> usize {
        self.inputs * self.inputs
    }

    /// The factor by which, at most, the sum of magnitudes exceeds that of the definition where all
    /// inputs and weights are 1 or -1.
    #[must_use]
    pub fn amplification(&self) -> f64 {
        let length = |row: &[f64]| row.iter().map(|entry| entry.abs()).sum::<f64>();
        let axis = self.output.iter().map(|row| {
            let terms = row.iter().zip(self.weights).zip(self.input);
            terms
                .map(|((a, (g, divisor)), b)| a.abs() * length(g) / divisor * length(b))
                .sum::<f64>()
        });
        let worst = axis.fold(0.0, f64::max) / 3.0;
        worst * worst
    }
}

/// Whether Winograd's minimal filtering can compute a layer.
pub(super) fn filters(kernel: &LayerSpec) -> bool {
    let steps = [&kernel.window.rows, &kernel.window.columns];
    kernel.input.is_float()
        && kernel.shape.transposed.is_none()
        && kernel.shape.axes == 2
        && steps
            .iter()
            .all(|axis| axis.kernel == 3 && axis.stride == 1 && axis.dilation == 1)
}

/// With more transformed weights than this, they come from memory for every few tiles: 16 MiB in
/// single precision.
const HELD: u64 = 1 << 22;

/// What 16 outputs of all channels of a group cost, in sixteenths of the time of a multiply-add of
/// vectors; `None` is the direct algorithm.
///
/// Transforms cost as much as 24 more channels, which was fitted to times of layers of 3 to 512
/// channels in single precision with AVX-512; it leaves to the direct algorithm the layers that
/// would gain little.
pub(super) fn cost(shape: &LayerShape, matrices: Option<&WinogradMatrices>) -> u64 {
    let (inputs, outputs) = (shape.group_inputs as u64, shape.group_outputs() as u64);
    let Some(matrices) = matrices else {
        return 16 * 9 * inputs * outputs;
    };
    let tiles = 16 / (matrices.outputs * matrices.outputs) as u64;
    let positions = matrices.positions() as u64;
    let products = inputs * outputs.next_multiple_of(16);
    let held = if positions * products > HELD { 3 } else { 1 };
    tiles * positions * (held * products + 24 * (inputs + outputs))
}

#[cfg(test)]
mod tests {
    use super::{F2, F4};

    #[test]
    fn the_matrices_filter() {
        for matrices in [&F2, &F4] {
            for (i, a) in matrices.output.iter().enumerate() {
                for tap in 0..3 {
                    for input in 0..matrices.inputs {
                        let sum: f64 = (0..matrices.inputs)
                            .map(|j| {
                                let (g, divisor) = matrices.weights[j];
                                a[j] * g[tap] / divisor * matrices.input[j][input]
                            })
                            .sum();
                        let expected = if input == i + tap { 1.0 } else { 0.0 };
                        assert!((sum - expected).abs() < 1e-15, "{i} {tap} {input}: {sum}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_amplification_is_as_documented() {
        assert!((F2.amplification() - 64.0 / 9.0).abs() < 1e-12);
        assert!((F4.amplification() - 484.0 / 9.0).abs() < 1e-12);
    }
}
