//! Weights and biases from arrays of `ndarray`.

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
                array.view().into()
            }
        }
    )*};
}

values! { f32 f64 u8 i8 u16 i16 i32 }
