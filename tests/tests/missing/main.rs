//! Inputs that are NaN: left out by `missing: renormalize`, and as a border.
//!
//! ```text
//! definition   two sums in f64, written here       run-time kernels, within a stated bound
//! kernels      declared ones, on every level       the reference, the matrix, each other
//! ways         every way of calling                the bits of `apply_into_at`
//! rules        mistakes, and what a plan says
//! ```
#![allow(clippy::unwrap_used)]

mod borders;
mod definition;
mod kernels;
mod rules;
mod ways;

use conv_kernel_tests::cases::Random;

/// Elements of which about so many in 100 are NaN.
fn holes(seed: u64, length: usize, percent: i64) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..length)
        .map(|_| match random.integer(0, 99) < percent {
            true => f32::NAN,
            false => random.unit() as f32,
        })
        .collect()
}
