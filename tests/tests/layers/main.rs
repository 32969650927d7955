//! Layers against their definition.

mod cases;
mod matrix;
mod ndarray;
mod small;
mod verified;
mod widths;
