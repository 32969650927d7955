//! Weights for the products: U = G g G^T, packed position by position.
//!
//! ```text
//! for each output channel, for each input channel of its group, for each position (i, j):
//!     U = (sum over a, b of G[i][a] * G[j][b] * g[a][b]) / (divisor[i] * divisor[j])
//! pack as [position][channel], in blocks of output channels
//! ```

use crate::data::{Error, try_filled};
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::{Cuts, Packed};
use conv_plan::plan::layer::{LayerForm, WinogradMatrices};
use conv_plan::rules::layer::LayerSpec;

/// Packs the transformed weights of a layer; the taps of a block are `[position][channel]`.
///
/// # Errors
///
/// [`Error::OutOfMemory`].
pub(crate) fn pack<A: LayerLane>(
    kernel: &LayerSpec,
    matrices: &WinogradMatrices,
) -> Result<Packed<A>, Error> {
    let (channels, positions) = (kernel.shape().group_inputs, matrices.positions());
    let windows = kernel.shape().outputs * channels;
    let mut transformed = try_filled(windows * positions, A::default())?;
    for (window, to) in transformed.chunks_exact_mut(positions).enumerate() {
        let mut g = [[0.0; 3]; 3];
        for (tap, to) in g.iter_mut().flatten().enumerate() {
            *to = kernel.weights().at(window * 9 + tap);
        }
        transform(matrices, &g, to);
    }
    let weight = |channel: usize, tap: usize| {
        let window = channel * channels + tap % channels;
        transformed[window * positions + tap / channels]
    };
    let bias = kernel.bias();
    let begin = |channel: usize| bias.map_or(A::EMPTY, |bias| A::from_f64(bias.at(channel)));
    Packed::new(
        Cuts::new(kernel, LayerForm::Winograd),
        kernel.shape().groups,
        positions * channels,
        weight,
        bias.is_some().then_some(&begin),
        A::EMPTY,
    )
}

/// G g G^T by position: a sum of exact terms as if in twice the precision of a double (Ogita, Rump
/// and Oishi, Accurate Sum and Dot Product, 2005), divided once, then rounded to `A`.
fn transform<A: LayerLane>(matrices: &WinogradMatrices, g: &[[f64; 3]; 3], to: &mut [A]) {
    let mut to = to.iter_mut();
    for (above, rows) in matrices.weights {
        for (beside, columns) in matrices.weights {
            let (mut sum, mut rest) = (0.0, 0.0);
            for (a, g) in above.iter().zip(g) {
                for (b, g) in beside.iter().zip(g) {
                    let factor = a * b;
                    if factor != 0.0 {
                        let (next, lost) = two_sum(sum, factor * g);
                        sum = next;
                        rest += lost;
                    }
                }
            }
            // Where the sum is infinite, the rest is NaN and means nothing.
            let sum = if sum.is_finite() { sum + rest } else { sum };
            if let Some(to) = to.next() {
                *to = A::from_f64(sum / (rows * columns));
            }
        }
    }
}

/// `a + b` and its rounding error, exactly (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    let a_part = sum - b_part;
    (sum, (a - a_part) + (b - b_part))
}
