//! What the tests of several crates share.

pub mod checks;
pub mod examples;
pub mod levels;
pub mod ways;

pub use conv_kernel_cases as cases;
