//! What the tests of several crates share.

pub mod cases;
pub mod checks;
pub mod examples;
pub mod levels;
pub mod ways;
