//! Layers against their definition.

mod autotune;
mod cases;
mod explained;
mod generated;
mod limits;
mod matrix;
mod ndarray;
mod parallel;
mod small;
mod verified;
mod widths;
mod winograd;
