//! The definition, twice: as loops, and as a matrix. Nothing of `exec` is used here.

pub mod matrix;
pub mod reference;
