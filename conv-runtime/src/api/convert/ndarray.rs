//! `ndarray`: arrays of four axes go through layers.

use crate::api::Layer;
use crate::data::Error;
use ::ndarray::{Array4, ArrayView4};
use alloc::vec::Vec;

/// Applies a layer to an array, which is copied only where its elements do not lie in logical
/// order.
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
    // The layer has checked the number of elements and that the sizes fit.
    Array4::from_shape_vec(layer.output_shape(shape)?, y).map_err(|_| Error::SizeOverflow)
}
