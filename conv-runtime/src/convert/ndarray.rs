//! `ndarray`: arrays of four axes go through layers, arrays of any axes become weights and biases.

use crate::layer::LayerValues;
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

#[cfg(feature = "simd")]
mod apply {
    use crate::error::Error;
    use crate::layer::Layer;
    use ::ndarray::{Array4, ArrayView4};
    use alloc::vec::Vec;

    /// Applies a layer to an array, which is copied only where its elements do not lie in logical order.
    pub(crate) fn apply<L: Layer + ?Sized>(
        layer: &L,
        x: ArrayView4<'_, L::In>,
    ) -> Result<Array4<L::Out>, Error> {
        let (n, a, b, c) = x.dim();
        let shape = [n, a, b, c];
        let y = match x.as_slice() {
            Some(elements) => layer.apply(elements, shape)?,
            None => {
                let mut elements = Vec::new();
                elements
                    .try_reserve_exact(x.len())
                    .map_err(|_| Error::OutOfMemory)?;
                elements.extend(x.iter().copied());
                layer.apply(&elements, shape)?
            }
        };
        // The layer has checked that there are as many and that the sizes fit.
        Array4::from_shape_vec(layer.output_shape(shape)?, y).map_err(|_| Error::SizeOverflow)
    }
}

#[cfg(feature = "simd")]
pub(crate) use apply::apply;
