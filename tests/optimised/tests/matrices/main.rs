//! What the matrix view says of a matrix, against the matrix written out: density, bandwidths,
//! rank, patterns, and inputs as columns.
#![allow(clippy::unwrap_used)]

mod blocks;
mod columns;
mod numbers;
