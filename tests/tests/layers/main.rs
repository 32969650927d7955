//! Layers against their definition.

mod cases;
mod matrix;
mod ndarray;
mod parallel;
mod small;
mod verified;
mod widths;
mod winograd;
