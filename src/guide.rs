//! The guide: what convolutions are, beside how they are declared and run.
//!
//! It is built for documentation and its tests only: no program has it.

pub mod cookbook;
pub mod kernels;
pub mod laws;
