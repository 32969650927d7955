//! `image`: grey buffers, `GrayImage` and its like with 16-bit and float pixels; `colour` has those
//! with several channels, `picture` what filters any of them.

mod colour;
mod picture;

pub use picture::Picture;

use crate::data::{Error, Plane, PlaneBuf, PlaneMut};
use ::image::{ImageBuffer, Luma, Pixel, Primitive};
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};

/// The pixels of a grey image.
///
/// ```
/// # use conv_runtime::{Error, Plane};
/// use image::{GrayImage, Luma};
///
/// let image = GrayImage::from_fn(3, 2, |x, y| Luma([(10 * y + x) as u8]));
/// let plane = Plane::try_from(&image)?;
/// assert_eq!(plane.row(1), Some(&[10, 11, 12][..]));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Empty`] for a width or height of 0.
impl<'a, T: Primitive, C> TryFrom<&'a ImageBuffer<Luma<T>, C>> for Plane<'a, T>
where
    Luma<T>: Pixel<Subpixel = T>,
    C: Deref<Target = [T]>,
{
    type Error = Error;

    fn try_from(image: &'a ImageBuffer<Luma<T>, C>) -> Result<Self, Error> {
        let (width, height) = size(image.dimensions())?;
        Plane::new(image, width, height)
    }
}

/// The pixels of a grey image.
///
/// # Errors
///
/// [`Error::Empty`] for a width or height of 0.
impl<'a, T: Primitive, C> TryFrom<&'a mut ImageBuffer<Luma<T>, C>> for PlaneMut<'a, T>
where
    Luma<T>: Pixel<Subpixel = T>,
    C: DerefMut<Target = [T]>,
{
    type Error = Error;

    fn try_from(image: &'a mut ImageBuffer<Luma<T>, C>) -> Result<Self, Error> {
        let (width, height) = size(image.dimensions())?;
        PlaneMut::new(image, width, height)
    }
}

/// The pixels of a grey image, not copied.
///
/// # Errors
///
/// [`Error::Empty`] for a width or height of 0.
impl<T: Primitive> TryFrom<ImageBuffer<Luma<T>, Vec<T>>> for PlaneBuf<T>
where
    Luma<T>: Pixel<Subpixel = T>,
{
    type Error = Error;

    fn try_from(image: ImageBuffer<Luma<T>, Vec<T>>) -> Result<Self, Error> {
        let (width, height) = size(image.dimensions())?;
        let mut data = image.into_raw();
        // The buffer may be longer than the image.
        data.truncate(width.checked_mul(height).ok_or(Error::SizeOverflow)?);
        Self::from_vec(data, width, height)
    }
}

/// The elements as a grey image, not copied.
///
/// ```
/// # use conv_runtime::{Error, PlaneBuf};
/// use image::GrayImage;
///
/// let image = GrayImage::try_from(PlaneBuf::filled(3, 2, 128u8)?)?;
/// assert_eq!(image.dimensions(), (3, 2));
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
///
/// [`Error::SizeOverflow`] for more than `u32::MAX` rows or columns.
impl<T: Primitive> TryFrom<PlaneBuf<T>> for ImageBuffer<Luma<T>, Vec<T>>
where
    Luma<T>: Pixel<Subpixel = T>,
{
    type Error = Error;

    fn try_from(plane: PlaneBuf<T>) -> Result<Self, Error> {
        let overflow = |_| Error::SizeOverflow;
        let width = u32::try_from(plane.width()).map_err(overflow)?;
        let height = u32::try_from(plane.height()).map_err(overflow)?;
        Self::from_raw(width, height, plane.into_vec()).ok_or(Error::SizeOverflow)
    }
}

fn size((width, height): (u32, u32)) -> Result<(usize, usize), Error> {
    match (usize::try_from(width), usize::try_from(height)) {
        (Ok(width), Ok(height)) => Ok((width, height)),
        _ => Err(Error::SizeOverflow),
    }
}
