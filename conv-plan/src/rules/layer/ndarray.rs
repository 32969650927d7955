//! Weights and biases from arrays of `ndarray`.
//!
//! An owned array in logical order of `f32`, `f64` or `i32` is moved. All others are copied, which
//! ends the program where there is no memory, as `From` has no other way and `ndarray` itself does.

use super::LayerValues;
use ::ndarray::{Array, ArrayView, Dimension};
use alloc::vec::Vec;

macro_rules! values {
    ($($ty:ident)*) => {$(
        /// The elements in logical order, the last axis fastest, whatever the strides.
        impl<D: Dimension> From<ArrayView<'_, $ty, D>> for LayerValues {
            fn from(array: ArrayView<'_, $ty, D>) -> Self {
                match array.as_slice() {
                    Some(elements) => elements.into(),
                    None => array.iter().copied().collect::<Vec<$ty>>().into(),
                }
            }
        }
        /// The elements in logical order.
        impl<D: Dimension> From<&Array<$ty, D>> for LayerValues {
            fn from(array: &Array<$ty, D>) -> Self {
                array.view().into()
            }
        }
        /// The elements in logical order.
        impl<D: Dimension> From<Array<$ty, D>> for LayerValues {
            fn from(array: Array<$ty, D>) -> Self {
                if !array.is_standard_layout() {
                    return array.view().into();
                }
                let count = array.len();
                let (elements, first) = array.into_raw_vec_and_offset();
                let first = first.unwrap_or(0);
                if (first, count) == (0, elements.len()) {
                    return elements.into();
                }
                elements.get(first..first + count).unwrap_or_default().into()
            }
        }
    )*};
}

values! { f32 f64 u8 i8 u16 i16 i32 }
