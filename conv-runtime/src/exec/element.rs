//! The bounds that exec puts on elements.

use super::planes::Staged;
use super::simd::Stored;
use conv_plan::number::Scalar;

/// An element of a plane, a signal or a tensor: `u8`, `i8`, `u16`, `i16`, `i32`, `f32` or `f64`.
///
/// The trait is sealed.
pub trait Element: Scalar + Staged + Stored {}

impl<T: Scalar + Staged + Stored> Element for T {}
