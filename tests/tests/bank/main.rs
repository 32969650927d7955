//! Banks: several kernels with one window, each of which has an output.
//!
//! ```text
//! definition   written here, in integers          both kinds of bank, on every level
//! kernels      declared ones, on every level      kernels declared alone, run-time banks, the reference
//! ways         every way of calling               the bits of `apply_into`
//! rules        mistakes of builders, constants, and what plans say
//! signals      the same four of banks of signals, and their streams
//! ```
#![allow(clippy::unwrap_used)]

mod definition;
mod kernels;
mod rules;
mod signals;
mod ways;
