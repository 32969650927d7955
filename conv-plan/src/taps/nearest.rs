//! The column and the row whose product is nearest to the taps of a plane.
//!
//! ```text
//! row of the largest tap -> the column that fits it best -> the row that fits that best -> ..
//! until no double changes: row, its largest factor 1, and its column
//! ```
//!
//! Each step is a least-squares fit, so this is power iteration for the largest singular value, and
//! the product of its two vectors is the nearest of rank 1 by the sum of squares (Eckart and Young,
//! The approximation of one matrix by another of lower rank, 1936). Taps that are nearly of rank 1
//! take two or three steps. The arithmetic is that of [`Real`]: the same factors on every host.

use super::real::Real;
use super::{Tap, Taps};
use alloc::vec::Vec;
use num_rational::BigRational;

/// Steps that fit doubles where the second singular value is a tenth of the first. Of taps that are
/// further from rank 1 the product may not be the nearest; its difference is what is stated.
const STEPS: usize = 8;

impl Taps {
    /// The nearest product of a column and a row, which it knows as its factors; `None` for a
    /// signal, for zeros, and if a tap is not finite.
    pub(crate) fn nearest_product(&self) -> Option<Self> {
        let &[_, columns] = self.shape() else {
            return None;
        };
        let taps: Vec<Real> = self.values().iter().map(real).collect::<Option<_>>()?;
        let peak = place_of_largest(&taps)?;
        let rows: Vec<&[Real]> = taps.chunks_exact(columns.max(1)).collect();
        let across = |column| taps.iter().skip(column).step_by(columns).copied().collect();
        let lines: Vec<Vec<Real>> = (0..columns).map(across).collect();

        let mut row = over_largest(rows.get(peak / columns)?.to_vec());
        for _ in 0..STEPS {
            let column = fitted(&rows, &row);
            let next = over_largest(fitted(&lines, &column));
            let settled = next
                .iter()
                .map(|a| a.to_f64())
                .eq(row.iter().map(|a| a.to_f64()));
            row = next;
            if settled {
                break;
            }
        }
        let row: Vec<f64> = row.into_iter().map(Real::to_f64).collect();
        let rounded: Vec<Real> = row.iter().map(|&factor| Real::double(factor)).collect();
        let column = fitted(&rows, &rounded).into_iter().map(Real::to_f64);
        let column: Vec<f64> = column.collect();
        let finite = column.iter().all(|factor| factor.is_finite());
        finite.then(|| Self::outer(&column.into(), &row.into()))
    }

    /// The greatest difference between a tap times the scale and the product of two doubles that
    /// stands for it, over the largest tap times the scale. Products are exact, and the figure is
    /// the nearest double.
    pub(crate) fn greatest_difference(
        &self,
        scale: &BigRational,
        products: impl Iterator<Item = (f64, f64)>,
    ) -> Option<f64> {
        let scale = Real::from(scale);
        let (mut largest, mut furthest) = (Real::ZERO, Real::ZERO);
        for (tap, (a, b)) in self.values().iter().zip(products) {
            let tap = real(tap)? * scale;
            largest = largest.max(tap.abs());
            furthest = furthest.max((Real::double(a) * Real::double(b) - tap).abs());
        }
        Some((furthest / largest).to_f64())
    }
}

/// A tap; `None` if it is not finite.
fn real(tap: &Tap) -> Option<Real> {
    match tap {
        Tap::Binary(value) => value.is_finite().then(|| Real::double(*value)),
        Tap::Ratio(value) | Tap::Decimal(value) => Some(Real::from(value)),
    }
}

/// Where the first of the largest magnitudes is; `None` if all are 0.
fn place_of_largest(values: &[Real]) -> Option<usize> {
    let mut largest = (Real::ZERO, None);
    for (place, value) in values.iter().enumerate() {
        if largest.0.is_below(value.abs()) {
            largest = (value.abs(), Some(place));
        }
    }
    largest.1
}

/// Values over the largest of them, which becomes 1.
fn over_largest(values: Vec<Real>) -> Vec<Real> {
    let largest = place_of_largest(&values).and_then(|place| values.get(place).copied());
    match largest {
        Some(largest) => values.into_iter().map(|value| value / largest).collect(),
        None => values,
    }
}

/// What `by` is multiplied by to be nearest to each line, by the sum of squares.
fn fitted<L: AsRef<[Real]>>(lines: &[L], by: &[Real]) -> Vec<Real> {
    let dot = |a: &[Real], b: &[Real]| -> Real { a.iter().zip(b).map(|(&a, &b)| a * b).sum() };
    let square = dot(by, by);
    let along = |line: &L| dot(line.as_ref(), by) / square;
    lines.iter().map(along).collect()
}
