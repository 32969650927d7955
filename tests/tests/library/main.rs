//! The library of named kernels and the algebra: against high precision, against peers, and by
//! what defines them.
#![allow(clippy::unwrap_used)]

mod algebra;
mod definitions;
mod equiripple;
mod errors;
mod precision;

use conv_kernel::{Tap, Taps};
use num_rational::BigRational;

fn double(tap: &Tap) -> f64 {
    conv_plan::number::exact_to_double(&tap.exact().unwrap())
}

fn exact(taps: &Taps) -> Vec<BigRational> {
    taps.values()
        .iter()
        .map(|tap| tap.exact().unwrap())
        .collect()
}
