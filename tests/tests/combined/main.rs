//! What is made of sums: `map` of one kernel, `combine` of several.
//!
//! ```text
//! definition   written here, in integers and doubles   run-time kernels, equal
//! kernels      declared ones, on every level           run-time kernels, the reference, the matrix
//! ways         every way of calling                    the bits of `apply_into`
//! rules        mistakes of builders, and what a plan says
//! ```
#![allow(clippy::unwrap_used)]

mod definition;
mod kernels;
mod rules;
mod ways;
