//! Banks of signals.
//!
//! ```text
//! definition   written here, in doubles and integers; what filter banks promise: nothing is lost
//! kernels      declared ones, on every level, and every way of calling
//! streams      blocks of every length
//! rules        mistakes, constants, what is said
//! ```

mod definition;
mod kernels;
mod rules;
mod streams;
