//! Fixed convolutions.
#![no_std]
#![forbid(unsafe_code)]

pub use conv_macros::conv_kernel;
pub use conv_runtime::*;
