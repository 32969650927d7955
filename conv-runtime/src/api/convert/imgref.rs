//! `imgref`: slices and vectors with width, height and row stride.

use crate::data::{Error, Pixels, PixelsMut, Plane, PlaneBuf, PlaneMut};
use ::imgref::{Img, ImgRef, ImgRefMut, ImgVec};
use alloc::vec::Vec;

/// The same elements, with the same stride.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// use imgref::Img;
///
/// let image = Img::new_stride(&[1u8, 2, 0, 3, 4][..], 2, 2, 3);
/// let plane = Plane::try_from(image)?;
/// assert_eq!(plane.row(1), Some(&[3, 4][..]));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Empty`] for a width or height of 0; [`Error::BufferTooShort`] and
/// [`Error::SizeOverflow`] for sizes that the slice does not have.
impl<'a, T> TryFrom<ImgRef<'a, T>> for Plane<'a, T> {
    type Error = Error;

    fn try_from(image: ImgRef<'a, T>) -> Result<Self, Error> {
        Plane::new(image.buf(), image.width(), image.height())?.with_stride(image.stride())
    }
}

/// The same elements, with the same stride.
///
/// # Errors
///
/// As for [`Plane`].
impl<'a, T> TryFrom<ImgRefMut<'a, T>> for PlaneMut<'a, T> {
    type Error = Error;

    fn try_from(image: ImgRefMut<'a, T>) -> Result<Self, Error> {
        let (width, height, stride) = (image.width(), image.height(), image.stride());
        PlaneMut::new(image.into_buf(), width, height)?.with_stride(stride)
    }
}

/// The same pixels, with the same stride.
///
/// ```
/// # use conv_runtime::{Error, Pixels};
/// use imgref::Img;
///
/// let image = Img::new(&[[255u8, 0, 0], [0, 0, 255]][..], 2, 1);
/// assert_eq!(Pixels::try_from(image)?[(1, 0)], [0, 0, 255]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// As for [`Plane`].
impl<'a, T, const N: usize> TryFrom<ImgRef<'a, [T; N]>> for Pixels<'a, T, N> {
    type Error = Error;

    fn try_from(image: ImgRef<'a, [T; N]>) -> Result<Self, Error> {
        let stride = image.stride().checked_mul(N).ok_or(Error::SizeOverflow)?;
        Pixels::new(image.buf(), image.width(), image.height())?.with_stride(stride)
    }
}

/// The same pixels, with the same stride.
///
/// # Errors
///
/// As for [`Plane`].
impl<'a, T, const N: usize> TryFrom<ImgRefMut<'a, [T; N]>> for PixelsMut<'a, T, N> {
    type Error = Error;

    fn try_from(image: ImgRefMut<'a, [T; N]>) -> Result<Self, Error> {
        let (width, height) = (image.width(), image.height());
        let stride = image.stride().checked_mul(N).ok_or(Error::SizeOverflow)?;
        PixelsMut::new(image.into_buf(), width, height)?.with_stride(stride)
    }
}

/// The same elements, with the same stride.
///
/// # Errors
///
/// [`Error::SizeOverflow`] for `u32::MAX` rows or columns, or more.
impl<'a, T> TryFrom<Plane<'a, T>> for ImgRef<'a, T> {
    type Error = Error;

    fn try_from(plane: Plane<'a, T>) -> Result<Self, Error> {
        addressable(plane.width(), plane.height())?;
        Ok(Img::new_stride(
            plane.data(),
            plane.width(),
            plane.height(),
            plane.stride(),
        ))
    }
}

/// The same vector; gaps between rows are closed up in place.
///
/// ```
/// # use conv_runtime::{Error, PlaneBuf};
/// use imgref::Img;
///
/// let image = Img::new_stride(vec![1u8, 2, 0, 3, 4], 2, 2, 3);
/// assert_eq!(PlaneBuf::try_from(image)?.data(), [1, 2, 3, 4]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// As for [`Plane`].
impl<T: Copy> TryFrom<ImgVec<T>> for PlaneBuf<T> {
    type Error = Error;

    fn try_from(image: ImgVec<T>) -> Result<Self, Error> {
        let (width, height, stride) = (image.width(), image.height(), image.stride());
        let mut data: Vec<T> = image.into_buf();
        Plane::new(&data, width, height)?.with_stride(stride)?;
        for row in 1..height {
            data.copy_within(row * stride..row * stride + width, row * width);
        }
        data.truncate(width * height);
        Self::from_vec(data, width, height)
    }
}

/// The same vector.
///
/// ```
/// # use conv_runtime::{Error, PlaneBuf};
/// use imgref::ImgVec;
///
/// let image = ImgVec::try_from(PlaneBuf::filled(3, 2, 0.5f32)?)?;
/// assert_eq!((image.width(), image.height()), (3, 2));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::SizeOverflow`] for `u32::MAX` rows or columns, or more.
impl<T> TryFrom<PlaneBuf<T>> for ImgVec<T> {
    type Error = Error;

    fn try_from(plane: PlaneBuf<T>) -> Result<Self, Error> {
        let (width, height) = (plane.width(), plane.height());
        addressable(width, height)?;
        Ok(Self::new(plane.into_vec(), width, height))
    }
}

/// Checks that there can be an `Img` of this size: beyond it, its constructors panic.
fn addressable(width: usize, height: usize) -> Result<(), Error> {
    let below = |size: usize| u32::try_from(size).is_ok_and(|size| size < u32::MAX);
    match below(width) && below(height) {
        true => Ok(()),
        false => Err(Error::SizeOverflow),
    }
}
