//! `arithmetic: strict`: the same bits on every CPU level, which are those of a plain loop.
//!
//! ```text
//! definition   a product and a sum for each tap, in the order of the plan, as a scalar loop
//! kernels      declared and run-time ones, on every level and every border   the definition
//! ways         every way of calling, streams, pixels, what comes after sums  the definition
//! rules        mistakes, and what a plan says
//! ```
#![allow(clippy::unwrap_used)]

mod definition;
mod kernels;
mod rules;
mod ways;

use conv_kernel::Scalar;
use conv_kernel_tests::cases::Random;

/// Elements whose products need every bit; integers of any size that the type has.
fn noise<T: Scalar>(seed: u64, length: usize) -> Vec<T> {
    let mut random = Random::new(seed);
    (0..length)
        .map(|_| match T::TYPE.is_float() {
            true => T::from_f64(random.unit() * 3.0 - 1.0),
            false => T::from_i64_wrapping(random.integer(-100, 100)),
        })
        .collect()
}
