//! Layers against their definition.

mod cases;
mod small;
