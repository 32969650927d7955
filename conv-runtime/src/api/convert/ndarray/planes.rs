//! Arrays of two axes as planes, and of three, `[rows, columns, channels]`, as pixels.

use crate::api::bank::each;
use crate::api::pixels::by_channel::of_any_number;
use crate::api::{Filter, PixelBank, PixelFilter};
use crate::data::{Error, Pixels, Plane, PlaneBuf};
use ::ndarray::{Array2, Array3, ArrayView, ArrayView2, ArrayView3, Dimension};
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// The elements in the order of the axes; a copy only where they do not lie so.
fn in_order<'a, T: Copy, D: Dimension>(
    array: &'a ArrayView<'_, T, D>,
) -> Result<Cow<'a, [T]>, Error> {
    if let Some(elements) = array.as_slice() {
        return Ok(Cow::Borrowed(elements));
    }
    let mut elements = Vec::new();
    elements
        .try_reserve_exact(array.len())
        .map_err(|_| Error::OutOfMemory)?;
    elements.extend(array.iter().copied());
    Ok(Cow::Owned(elements))
}

/// The elements of an array whose rows follow each other without gaps.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// use ndarray::array;
///
/// let grey = array![[1u8, 2, 3], [4, 5, 6]];
/// assert_eq!(Plane::try_from(grey.view())?.row(1), Some(&[4, 5, 6][..]));
/// assert_eq!(Plane::try_from(grey.t()), Err(Error::Order));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Empty`] for an axis of 0, [`Error::Order`] for elements in any other order.
impl<'a, T> TryFrom<ArrayView2<'a, T>> for Plane<'a, T> {
    type Error = Error;

    fn try_from(array: ArrayView2<'a, T>) -> Result<Self, Error> {
        let (height, width) = array.dim();
        Plane::new(array.to_slice().ok_or(Error::Order)?, width, height)
    }
}

/// The elements of an array of `[rows, columns, N]`, one after the other.
///
/// # Errors
///
/// [`Error::Empty`] for an axis of 0, [`Error::Channels`] for any other number of channels,
/// [`Error::Order`] for elements in any other order.
impl<'a, T, const N: usize> TryFrom<ArrayView3<'a, T>> for Pixels<'a, T, N> {
    type Error = Error;

    fn try_from(array: ArrayView3<'a, T>) -> Result<Self, Error> {
        let (height, width, found) = array.dim();
        if found != N {
            return Err(Error::Channels { expected: N, found });
        }
        Pixels::from_elements(array.to_slice().ok_or(Error::Order)?, width, height)
    }
}

/// The elements as an array, not copied.
///
/// # Errors
///
/// None: the sizes fit.
impl<T> TryFrom<PlaneBuf<T>> for Array2<T> {
    type Error = Error;

    fn try_from(plane: PlaneBuf<T>) -> Result<Self, Error> {
        let shape = (plane.height(), plane.width());
        Self::from_shape_vec(shape, plane.into_vec()).map_err(|_| Error::SizeOverflow)
    }
}

/// As [`PixelFilter::apply_ndarray`].
pub(crate) fn plane<F: Filter + ?Sized>(
    filter: &F,
    array: ArrayView2<'_, F::In>,
) -> Result<Array2<F::Out>, Error> {
    let (height, width) = array.dim();
    let elements = in_order(&array)?;
    filter
        .apply(Plane::new(&elements, width, height)?)?
        .try_into()
}

/// As [`PixelBank::apply_ndarray`].
pub(crate) fn planes<B: PixelBank<N> + ?Sized, const N: usize>(
    bank: &B,
    array: ArrayView2<'_, B::In>,
) -> Result<[Array2<B::Out>; N], Error> {
    let (height, width) = array.dim();
    let elements = in_order(&array)?;
    let out = bank.apply(Plane::new(&elements, width, height)?)?;
    let mut out = out.into_iter().map(Array2::try_from);
    each(|| out.next().ok_or(Error::SizeOverflow)?)
}

/// As [`PixelFilter::apply_pixels_ndarray`].
pub(crate) fn picture<F: PixelFilter + ?Sized>(
    filter: &F,
    array: ArrayView3<'_, F::In>,
) -> Result<Array3<F::Out>, Error> {
    let (height, width, channels) = array.dim();
    let elements = in_order(&array)?;
    let (wide, high) = filter.output_size(width, height)?;
    let out = match channels {
        1 => of::<F, 1>(filter, &elements, (width, height))?,
        2 => of::<F, 2>(filter, &elements, (width, height))?,
        3 => of::<F, 3>(filter, &elements, (width, height))?,
        4 => of::<F, 4>(filter, &elements, (width, height))?,
        0 => return Err(Error::Empty),
        _ => of_any_number(filter, channels, &elements, (width, height))?,
    };
    Array3::from_shape_vec((high, wide, channels), out).map_err(|_| Error::SizeOverflow)
}

fn of<F: PixelFilter + ?Sized, const N: usize>(
    filter: &F,
    elements: &[F::In],
    (width, height): (usize, usize),
) -> Result<Vec<F::Out>, Error> {
    let src = Pixels::<_, N>::from_elements(elements, width, height)?;
    filter
        .apply_pixels(src)
        .map(crate::data::PixelsBuf::into_elements)
}
