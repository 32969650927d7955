//! Numbers: the types of elements and sums, exact rounding, and the way from a sum to an element.

mod element;
mod epilogue;
mod few;
mod round;

pub use element::{AccumulatorType, ElementType, Scalar};
pub use epilogue::{Division, Epilogue, Overflow, divide_ties_even};
pub use few::Few;
pub use round::{Scale, ties_even};
#[cfg(feature = "alloc")]
pub use round::{exact_to_double, exact_to_scale, exact_to_single};
#[cfg(feature = "alloc")]
pub(crate) use round::{parts_to_double, sqrt};
