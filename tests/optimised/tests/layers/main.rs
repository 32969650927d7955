//! Layers against their definition.

mod adjoint;
mod autotune;
mod blocks;
mod cases;
mod chain;
mod depthwise;
mod extremes;
mod far;
mod generated;
mod gradient;
mod gradient_parallel;
mod limits;
mod matrix;
mod ndarray;
mod parallel;
mod plans;
mod reorder;
mod small;
mod transposed;
mod transposed_edges;
mod verified;
mod widths;
mod winograd;
mod words;
mod worked_examples;
