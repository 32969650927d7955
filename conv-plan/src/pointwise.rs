//! What is made of the sums of a kernel, or of several, element by element: `|gx, gy| ..`.
//!
//! ```text
//! closure or operators -> Value (a graph of nodes)  -- evaluate --> one result, by definition
//!                           |
//!                           +-- Program::new: ranges, denominators, types of lanes
//!                                 -> steps over vectors, and the epilogue that stores the last
//! ```
//!
//! On the integer path a sum is the exact sum times the scale, and arithmetic stays exact: a value
//! is a numerator whose range is proven, over a denominator that is known. Square roots, angles and
//! divisions by what is no constant make floats. There is one rounding at the end.

#[cfg(feature = "alloc")]
mod angle;
#[cfg(feature = "alloc")]
mod build;
#[cfg(feature = "alloc")]
mod definition;
#[cfg(feature = "alloc")]
mod finish;
mod node;
#[cfg(feature = "alloc")]
mod program;
#[cfg(feature = "alloc")]
mod range;
#[cfg(test)]
mod tests;
#[cfg(feature = "alloc")]
mod value;
#[cfg(feature = "alloc")]
mod words;

#[cfg(feature = "alloc")]
pub use definition::Outcome;
pub use node::{Comparison, Node};
#[cfg(feature = "alloc")]
pub use program::{Lanes, Misfit, Program, Step, SumRange};
#[cfg(feature = "alloc")]
pub use value::{Condition, Value};
