//! What the matrix view says of a matrix, against the matrix written out: density, bandwidths,
//! rank and patterns.
#![allow(clippy::unwrap_used)]

mod blocks;
mod numbers;
