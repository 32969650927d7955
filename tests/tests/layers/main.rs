//! Layers against their definition.

mod cases;
mod explained;
mod matrix;
mod ndarray;
mod parallel;
mod small;
mod verified;
mod widths;
mod winograd;
