//! How far a result may be from what a case expects.
//!
//! Integers are equal. For floats, whatever the order of operations, with or without fused
//! multiply-add, a sum of `taps` products and a bias is computed within
//! `gamma(n) * (sum |w * x| + |b|)` of its exact value, where `n = taps + 1` and
//! `gamma(n) = n * u / (1 - n * u)`, `u = 2^-24` (Higham, Accuracy and Stability of Numerical
//! Algorithms, section 3.1, barring underflow). The expected value is such a sum too, so twice that
//! is allowed.

use crate::definition::Sum;
use anyhow::{Result, ensure};
use std::fmt::Debug;

/// Half the distance from 1 to the next `f32`.
const U: f64 = f32::EPSILON as f64 / 2.0;

/// Says where results differ.
pub(crate) fn equal<T: PartialEq + Debug>(actual: &[T], expected: &[T]) -> Result<()> {
    same_length(actual.len(), expected.len())?;
    for (place, (found, wanted)) in actual.iter().zip(expected).enumerate() {
        ensure!(found == wanted, "output {place}: {found:?}, not {wanted:?}");
    }
    Ok(())
}

/// The largest difference as a part of what is allowed, or where it is more. `n` is the number of
/// taps and the bias.
pub(crate) fn close(actual: &[f32], expected: &[f32], sums: &[Sum], n: usize) -> Result<f64> {
    same_length(actual.len(), expected.len())?;
    same_length(sums.len(), expected.len())?;
    let n = n as f64;
    let gamma = n * U / (1.0 - n * U);
    let mut largest = 0.0_f64;
    for (place, ((&found, &wanted), sum)) in actual.iter().zip(expected).zip(sums).enumerate() {
        let bound = gamma * sum.magnitude;
        ensure!(
            (f64::from(wanted) - sum.value).abs() <= bound,
            "output {place}: the case has {wanted:?}, the definition {:?}",
            sum.value
        );
        let difference = (f64::from(found) - f64::from(wanted)).abs();
        ensure!(
            difference <= 2.0 * bound,
            "output {place}: {found:?}, not {wanted:?} give or take {:e}",
            2.0 * bound
        );
        if difference > 0.0 {
            largest = largest.max(difference / (2.0 * bound));
        }
    }
    Ok(largest)
}

fn same_length(actual: usize, expected: usize) -> Result<()> {
    ensure!(actual == expected, "{actual} outputs, not {expected}");
    Ok(())
}
