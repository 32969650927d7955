//! What is known of a template before any picture: its sums, and how scores are formed of them.

use super::window;

/// Templates up to this size of `pixels * largest^2` have scores of exact integers: sums of squared
/// differences are at most four times that, and `f64` holds integers up to `2^53`.
const EXACT: f64 = (1u64 << 51) as f64;

/// Products of two sums up to this are exact.
const PRODUCT: f64 = (1u64 << 53) as f64;

/// Part of the sum of squares below which deviations do not count, for each term.
const NEGLIGIBLE: f64 = 1.0 / (1u64 << 35) as f64;

/// Sums over the template, with the weights `M` of a mask, or 1.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// Whether every sum over a window is an exact integer.
    pub exact: bool,
    /// Whether products of two such sums can be more than `f64` holds.
    pub long: bool,
    /// `sum M`: pixels, without a mask.
    pub weight: f64,
    /// `sum M^2`.
    pub square_weight: f64,
    /// `sum M T / sum M`.
    pub mean: f64,
    /// `sum M T`.
    pub sum: f64,
    /// `sum M^2 T^2`.
    pub squares: f64,
    /// `sum V`, with the taps `V = M^2 (T - mean)`: 0, except for rounding or weights that differ.
    pub deviation: f64,
    /// `sum M^2 (T - mean)^2`.
    pub deviations: f64,
    /// A window is flat if its squared deviations are at most this part of its squares.
    pub negligible: f64,
}

impl Facts {
    /// The facts of a template, and `M^2 (T - mean)` for each pixel in `deviations`.
    ///
    /// `pixels` are as long as `weights`, and one weight at least is not 0; `largest` is the
    /// largest value of an integer type.
    pub(super) fn new(
        pixels: &[f64],
        weights: Option<&[f32]>,
        [width, height]: [usize; 2],
        largest: Option<f64>,
        deviations: &mut [f64],
    ) -> Self {
        let weight = |index: usize| weights.map_or(1.0, |weights| f64::from(weights[index]));
        let weighted = || {
            let all = pixels.iter().enumerate();
            all.map(|(index, &pixel)| (weight(index), pixel))
                .filter(|(weight, _)| *weight != 0.0)
        };
        let total = |value: &dyn Fn(f64, f64) -> f64| -> f64 {
            weighted().map(|(m, pixel)| value(m, pixel)).sum()
        };
        let count = total(&|_, _| 1.0);
        let binary = weighted().all(|(m, _)| m == 1.0);
        let bound = largest.map(|largest| count * largest * largest);
        let exact = binary && bound.is_some_and(|bound| bound <= EXACT);
        let long = bound.is_some_and(|bound| count * bound > PRODUCT);
        let (sum, sum_of_weights) = (total(&|m, pixel| m * pixel), total(&|m, _| m));
        let mean = sum / sum_of_weights;
        let first = weighted().next().map(|(_, pixel)| pixel);
        let flat = weighted().all(|(_, pixel)| Some(pixel) == first);
        for ((index, &pixel), to) in pixels.iter().enumerate().zip(deviations.iter_mut()) {
            let m = weight(index);
            // Of equal pixels a rounded mean would leave deviations.
            *to = if flat || m == 0.0 {
                0.0
            } else {
                m * m * (pixel - mean)
            };
        }
        let terms = match weights {
            None => window::depth(width, height),
            Some(_) => pixels.len(),
        };
        Self {
            exact,
            long,
            weight: sum_of_weights,
            square_weight: total(&|m, _| m * m),
            mean,
            sum,
            squares: total(&|m, pixel| m * m * pixel * pixel),
            deviation: deviations.iter().sum(),
            deviations: if flat {
                0.0
            } else {
                total(&|m, pixel| (m * (pixel - mean)) * (m * (pixel - mean)))
            },
            negligible: (terms + 8) as f64 * NEGLIGIBLE,
        }
    }
}
