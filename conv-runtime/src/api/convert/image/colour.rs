//! Pictures with several channels: `RgbImage`, `RgbaImage`, `GrayAlphaImage` and their like with
//! 16-bit and float elements, and parts of them.

use super::size;
use crate::data::{Error, Pixels, PixelsBuf, PixelsMut, Plane};
use ::image::{GenericImageView, ImageBuffer, Luma, LumaA, Pixel, Primitive, Rgb, Rgba, SubImage};
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};

macro_rules! colours {
    ($($colour:ident: $channels:literal;)*) => {$(
        /// The pixels of a picture.
        ///
        /// # Errors
        ///
        /// [`Error::Empty`] for a width or height of 0.
        impl<'a, T: Primitive, C> TryFrom<&'a ImageBuffer<$colour<T>, C>> for Pixels<'a, T, $channels>
        where
            $colour<T>: Pixel<Subpixel = T>,
            C: Deref<Target = [T]>,
        {
            type Error = Error;

            fn try_from(image: &'a ImageBuffer<$colour<T>, C>) -> Result<Self, Error> {
                let (width, height) = size(image.dimensions())?;
                Pixels::from_elements(image, width, height)
            }
        }

        /// The pixels of a part of a picture, which is the whole world to a kernel;
        /// [`apply_pixels_region`](crate::PixelFilter::apply_pixels_region) sees what lies around
        /// it.
        ///
        /// # Errors
        ///
        /// [`Error::Empty`] for a width or height of 0.
        impl<'a, T: Primitive, C> TryFrom<&'a SubImage<&'a ImageBuffer<$colour<T>, C>>>
            for Pixels<'a, T, $channels>
        where
            $colour<T>: Pixel<Subpixel = T>,
            C: Deref<Target = [T]>,
        {
            type Error = Error;

            fn try_from(image: &'a SubImage<&'a ImageBuffer<$colour<T>, C>>) -> Result<Self, Error> {
                let (x, y) = size(image.offsets())?;
                let (width, height) = size(image.dimensions())?;
                Pixels::try_from(image.inner())?.sub(x, y, width, height)
            }
        }

        /// The pixels of a picture.
        ///
        /// # Errors
        ///
        /// [`Error::Empty`] for a width or height of 0.
        impl<'a, T: Primitive, C> TryFrom<&'a mut ImageBuffer<$colour<T>, C>>
            for PixelsMut<'a, T, $channels>
        where
            $colour<T>: Pixel<Subpixel = T>,
            C: DerefMut<Target = [T]>,
        {
            type Error = Error;

            fn try_from(image: &'a mut ImageBuffer<$colour<T>, C>) -> Result<Self, Error> {
                let (width, height) = size(image.dimensions())?;
                PixelsMut::from_elements(image, width, height)
            }
        }

        /// The pixels of a picture, not copied.
        ///
        /// # Errors
        ///
        /// [`Error::Empty`] for a width or height of 0.
        impl<T: Primitive> TryFrom<ImageBuffer<$colour<T>, Vec<T>>> for PixelsBuf<T, $channels>
        where
            $colour<T>: Pixel<Subpixel = T>,
        {
            type Error = Error;

            fn try_from(image: ImageBuffer<$colour<T>, Vec<T>>) -> Result<Self, Error> {
                let (width, height) = size(image.dimensions())?;
                let mut data = image.into_raw();
                // The buffer may be longer than the picture.
                let pixels = width.checked_mul(height).ok_or(Error::SizeOverflow)?;
                data.truncate(pixels.checked_mul($channels).ok_or(Error::SizeOverflow)?);
                Self::from_elements(data, width, height)
            }
        }

        /// The pixels as a picture, not copied.
        ///
        /// # Errors
        ///
        /// [`Error::SizeOverflow`] for more than `u32::MAX` rows or columns.
        impl<T: Primitive> TryFrom<PixelsBuf<T, $channels>> for ImageBuffer<$colour<T>, Vec<T>>
        where
            $colour<T>: Pixel<Subpixel = T>,
        {
            type Error = Error;

            fn try_from(pixels: PixelsBuf<T, $channels>) -> Result<Self, Error> {
                let overflow = |_| Error::SizeOverflow;
                let width = u32::try_from(pixels.width()).map_err(overflow)?;
                let height = u32::try_from(pixels.height()).map_err(overflow)?;
                Self::from_raw(width, height, pixels.into_elements()).ok_or(Error::SizeOverflow)
            }
        }
    )*};
}

colours! {
    LumaA: 2;
    Rgb: 3;
    Rgba: 4;
}

/// The pixels of a part of a grey image, which is the whole world to a kernel.
///
/// # Errors
///
/// [`Error::Empty`] for a width or height of 0.
impl<'a, T: Primitive, C> TryFrom<&'a SubImage<&'a ImageBuffer<Luma<T>, C>>> for Plane<'a, T>
where
    Luma<T>: Pixel<Subpixel = T>,
    C: Deref<Target = [T]>,
{
    type Error = Error;

    fn try_from(image: &'a SubImage<&'a ImageBuffer<Luma<T>, C>>) -> Result<Self, Error> {
        let (x, y) = size(image.offsets())?;
        let (width, height) = size(image.dimensions())?;
        Plane::try_from(image.inner())?.sub(x, y, width, height)
    }
}
