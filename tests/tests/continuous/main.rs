//! Continuous convolution: worked examples, integrals of known value, laws, kernels, bad input.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod integrals;
mod kernels;
mod laws;
mod shifts;
mod worked_examples;

use conv_kernel::continuous::{Function, Integral};
use std::f64::consts::PI;

/// The normal density with mean 0.
fn gaussian(sigma: f64) -> Function<impl Fn(f64) -> f64 + Clone> {
    let scale = 1.0 / (sigma * (2.0 * PI).sqrt());
    Function::new(move |a: f64| scale * (-0.5 * (a / sigma).powi(2)).exp(), ..).unwrap()
}

/// The causal density `rate e^(-rate a)`.
fn decay(rate: f64) -> Function<impl Fn(f64) -> f64 + Clone> {
    Function::new(move |a: f64| rate * (-rate * a).exp(), 0.0..).unwrap()
}

/// Height 1 on `[start, end]`.
fn pulse(start: f64, end: f64) -> Function<impl Fn(f64) -> f64 + Clone> {
    Function::new(|_| 1.0, start..=end).unwrap()
}

/// The error is within its estimate, and the estimate within `most`.
#[track_caller]
fn assert_true(name: &str, found: Integral, exact: f64, most: f64) {
    let off = (found.value - exact).abs();
    assert!(
        off <= found.error,
        "{name}: {found} where {exact} is right: off by {off:e}"
    );
    assert!(
        found.error <= most,
        "{name}: {found}: the estimate is above {most:e}"
    );
}
