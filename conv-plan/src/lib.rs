//! What a convolution is and how it will be computed: numbers, taps, windows, rules and plans.
//!
//! The macro and the run-time half of `conv-kernel` both stand on this crate, so that there is one
//! set of rules and messages, one formula for sizes, one range proof and one planner. It touches no
//! data and has no SIMD. Use the facade crate `conv-kernel`; what is public here may change in any
//! release.
//!
//! `ARCHITECTURE.md` has the map of the rooms, and their order. Without the feature `alloc` there
//! are numbers, windows and what generated code declares.

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

// Here, before anything that needs them is built: so a user sees one message.
#[cfg(all(feature = "runtime", not(any(feature = "libm", feature = "std"))))]
compile_error!(
    "`conv-kernel` needs float functions: turn on its feature `std`, or `libm` for targets without `std`"
);

pub mod analysis;
#[cfg(feature = "alloc")]
pub mod fault;
pub mod number;
pub mod plan;
pub mod pointwise;
pub mod rules;
#[cfg(feature = "alloc")]
pub mod taps;
pub mod window;
