//! What the matrix view says of a matrix, against the matrix written out.
#![allow(clippy::unwrap_used)]

mod blocks;
