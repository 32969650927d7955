//! The bounds that exec puts on elements.

use super::planes::{Buffered, Staged};
use super::simd::Stored;
use conv_plan::number::Scalar;

/// An element of a plane, a signal or a tensor: `u8`, `i8`, `u16`, `i16`, `i32`, `f32` or `f64`.
///
/// The trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an element type",
    label = "not an element type",
    note = "element types are `u8`, `i8`, `u16`, `i16`, `i32`, `f32` and `f64`"
)]
pub trait Element: Scalar + Staged + Stored + Buffered {}

/// Written out: of a blanket implementation a message would list every bound.
macro_rules! elements {
    ($($ty:ident)*) => {$(
        impl Element for $ty {}
    )*};
}

elements! { u8 i8 u16 i16 i32 f32 f64 }
