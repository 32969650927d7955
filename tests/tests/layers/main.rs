//! Layers against their definition.

mod cases;
mod matrix;
mod small;
mod verified;
