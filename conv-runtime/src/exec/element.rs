//! The bounds that exec puts on elements.

use super::planes::{Buffered, Staged};
use super::simd::Stored;
use conv_plan::number::Scalar;

/// An element of a plane, a signal or a tensor: `u8`, `i8`, `u16`, `i16`, `i32`, `f32` or `f64`.
///
/// The trait is sealed.
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_runtime::{DynSignal, Element, Error, SignalFilter};
/// /// Differences of neighbours, of elements of any type, as doubles.
/// fn differences<T: Element>(signal: &[T]) -> Result<Vec<f64>, Error> {
///     DynSignal::<T, f64>::builder([-1, 1]).build()?.apply(signal)
/// }
/// assert_eq!(differences(&[1u8, 4, 2])?, [3.0, -2.0]);
/// assert_eq!(differences(&[0.5f32, 2.0])?, [1.5]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an element type",
    label = "not an element type",
    note = "element types are `u8`, `i8`, `u16`, `i16`, `i32`, `f32` and `f64`"
)]
pub trait Element: Scalar + Staged + Stored + Buffered {
    /// The elements, if they have 8 bits.
    #[doc(hidden)]
    fn bytes(elements: &[Self]) -> Option<Bytes<'_>> {
        let _ = elements;
        None
    }

    /// The elements, if they have 8 bits.
    #[doc(hidden)]
    fn bytes_mut(elements: &mut [Self]) -> Option<BytesMut<'_>> {
        let _ = elements;
        None
    }
}

/// Elements of 8 bits.
#[derive(Debug, Clone, Copy)]
pub enum Bytes<'a> {
    /// With a sign.
    I8(&'a [i8]),
    /// Without one.
    U8(&'a [u8]),
}

/// Elements of 8 bits, to be written.
#[derive(Debug)]
pub enum BytesMut<'a> {
    /// With a sign.
    I8(&'a mut [i8]),
    /// Without one.
    U8(&'a mut [u8]),
}

/// Written out: of a blanket implementation a message would list every bound.
macro_rules! elements {
    ($($ty:ident)*) => {$(
        impl Element for $ty {}
    )*};
}

/// Those of 8 bits.
macro_rules! bytes {
    ($($ty:ident $variant:ident)*) => {$(
        impl Element for $ty {
            fn bytes(elements: &[Self]) -> Option<Bytes<'_>> {
                Some(Bytes::$variant(elements))
            }

            fn bytes_mut(elements: &mut [Self]) -> Option<BytesMut<'_>> {
                Some(BytesMut::$variant(elements))
            }
        }
    )*};
}

bytes! { u8 U8 i8 I8 }
elements! { u16 i16 i32 f32 f64 }
