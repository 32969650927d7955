//! Figures of a checked kernel: what its inputs are multiplied by, the gain, and the range of
//! results.
//!
//! ```text
//! integers   numerators * scale, exact as rationals, rounded once at the end
//! floats     the taps as they are, which hold the scale
//! ```

use super::{ConvSpec, Mix, Weights};
use crate::analysis::{Bounds, Factors, branch_bounds};
use crate::number::{AccumulatorType, exact_to_double, exact_to_scale};
use crate::rules::weights::float_range;
use num_bigint::BigInt;
use num_rational::BigRational;

impl ConvSpec {
    /// What each tap multiplies its input by, row by row in the order of correlation: the tap
    /// times the scale, each rounded once to a double. Floats, which hold the scale, are as they
    /// are.
    pub fn scaled_taps(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        let scale = self.exact_scale();
        let folded = exact_to_scale(&scale);
        (0..self.tap_count()).map(move |index| match (&self.weights, folded) {
            (Weights::Integer { taps, .. }, folded) => {
                let tap = taps.get(index).copied().unwrap_or(0);
                match folded {
                    Some(folded) if tap.unsigned_abs() < 1 << 53 => {
                        // One zero, whatever the sign of the scale.
                        folded.fold_double(tap as f64) + 0.0
                    }
                    _ => exact_to_double(&(&scale * BigInt::from(tap))),
                }
            }
            _ => self.tap_f64(index),
        })
    }

    /// What a constant input is multiplied by, away from the border: the sum of the taps times the
    /// scale; where channels are mixed, also times the sum of their weights.
    ///
    /// On the integer path it is exact, rounded once. Floats are summed in double precision with
    /// their rounding errors added (Neumaier), which leaves about one unit in the last place. An
    /// interpolated signal, most of whose inputs are inserted zeros, has this as the sum of the
    /// gains of its branches.
    #[must_use]
    pub fn gain(&self) -> f64 {
        match &self.weights {
            Weights::Integer { taps, .. } => {
                let sum = BigInt::from(total(taps)) * self.mix.as_ref().map_or(1, mixed);
                let mixed = self.mix.as_ref().map_or(1, Mix::divide);
                exact_to_double(&(self.exact_scale() * sum / BigInt::from(mixed)))
            }
            _ => {
                let channels = self.mix.as_ref();
                let weights = channels.map(|mix| {
                    let weights = (0..mix.channels()).map(|channel| mix.weight(channel));
                    compensated(weights)
                });
                self.float_gain() * weights.unwrap_or(1.0)
            }
        }
    }

    fn float_gain(&self) -> f64 {
        let sum = |factor: &[f64]| compensated(factor.iter().copied());
        match &self.factors {
            Some(Factors {
                column,
                row,
                products: 1,
            }) => sum(column) * sum(row),
            // Products that cancel leave their rounding.
            Some(factors) => exact_to_double(&exact_sum(factors)),
            None => self.sum_of_taps(),
        }
    }

    fn sum_of_taps(&self) -> f64 {
        compensated((0..self.tap_count()).map(|index| self.tap_f64(index)))
    }

    /// The range of results before they are rounded and before `overflow`, for all inputs.
    ///
    /// On the integer path it is exact: both ends occur; an end that no double holds is the next
    /// double outwards. For floats it includes their rounding, and is infinite for an input of
    /// floats.
    #[must_use]
    pub fn result_range(&self) -> [f64; 2] {
        let Weights::Integer { taps, .. } = &self.weights else {
            let accumulator = match self.weights {
                Weights::F64(_) => AccumulatorType::F64,
                _ => AccumulatorType::F32,
            };
            let taps = 0..self.tap_count();
            let taps = taps.map(|index| (self.tap_f64(index), self.magnitude(index)));
            let axis = &self.window.columns;
            let range = float_range(axis, self.input, taps, accumulator, self.mix.as_ref());
            let (low, high) = range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
            return [low, high];
        };
        let input = self.input_bounds().unwrap_or(Bounds::ZERO);
        let sums = branch_bounds(&self.window.columns, taps.iter().copied(), input);
        let (multiply, divide) = self.scale();
        let scale = BigRational::new(multiply.into(), divide.into());
        let [one, two] = [sums.min, sums.max].map(|end| &scale * BigInt::from(end));
        let (low, high) = if one < two { (one, two) } else { (two, one) };
        [0.0 - rounded_up(&-low), rounded_up(&high)]
    }

    /// The scale as it was given: that of the sums has the denominator of a mix too.
    fn exact_scale(&self) -> BigRational {
        let (multiply, divide) = self.scale();
        let mixed = self.mix.as_ref().map_or(1, Mix::divide);
        BigRational::new(BigInt::from(multiply) * mixed, divide.into())
    }
}

/// The sum of all taps of some products, exactly.
fn exact_sum(factors: &Factors<f64>) -> BigRational {
    let exact = |&factor: &f64| BigRational::from_float(factor).unwrap_or_default();
    let sum = |factor: &[f64]| factor.iter().map(exact).sum::<BigRational>();
    let products = factors.each().map(|(column, row)| sum(column) * sum(row));
    products.sum()
}

fn total(taps: &[i64]) -> i128 {
    taps.iter().map(|&tap| i128::from(tap)).sum()
}

/// The sum of the numerators of a mix.
fn mixed(mix: &Mix) -> i128 {
    match mix.weights() {
        Weights::Integer { taps, .. } => total(taps),
        Weights::F32(_) | Weights::F64(_) => 1,
    }
}

/// The least double that is not below an exact number.
pub(crate) fn rounded_up(value: &BigRational) -> f64 {
    let nearest = exact_to_double(value);
    match BigRational::from_float(nearest) {
        Some(near) if near < *value => nearest.next_up(),
        _ => nearest + 0.0,
    }
}

/// A sum with the rounding errors of its additions added (Neumaier 1974).
fn compensated(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut lost) = (0.0f64, 0.0f64);
    for term in terms {
        let next = sum + term;
        let (large, small) = if sum.abs() >= term.abs() {
            (sum, term)
        } else {
            (term, sum)
        };
        lost += (large - next) + small;
        sum = next;
    }
    // Where a sum overflows, what was lost is not a number.
    if lost.is_finite() { sum + lost } else { sum }
}
