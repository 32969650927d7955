//! `ndarray`: arrays of four axes go through layers, of two and three through filters of planes.

mod planes;

pub(crate) use planes::{picture, plane, planes};

use crate::api::{Layer, reorder};
use crate::data::Error;
use ::ndarray::{Array4, ArrayView4};
use alloc::vec::Vec;
use conv_plan::rules::layer::Layout;

/// Applies a layer to an array, which is copied only where its elements do not lie in logical
/// order.
pub(crate) fn apply<L: Layer + ?Sized>(
    layer: &L,
    x: ArrayView4<'_, L::In>,
) -> Result<Array4<L::Out>, Error> {
    let (n, a, b, c) = x.dim();
    let shape = [n, a, b, c];
    // An array has no blocks of channels.
    let in_blocks = layer.prepared()?.plan().kernel().layout() == Layout::Nchw16;
    let apply = |elements: &[L::In]| {
        if !in_blocks {
            return layer.apply(elements, shape);
        }
        let x = reorder(elements, shape, Layout::Nchw, Layout::Nchw16)?;
        let y = layer.apply(&x, shape)?;
        let output = layer.output_shape(shape)?;
        reorder(&y, output, Layout::Nchw16, Layout::Nchw)
    };
    let y = match x.as_slice() {
        Some(elements) => apply(elements)?,
        None => {
            let mut elements = Vec::new();
            elements
                .try_reserve_exact(x.len())
                .map_err(|_| Error::OutOfMemory)?;
            elements.extend(x.iter().copied());
            apply(&elements)?
        }
    };
    // The layer has checked the number of elements and that the sizes fit.
    Array4::from_shape_vec(layer.output_shape(shape)?, y).map_err(|_| Error::SizeOverflow)
}
