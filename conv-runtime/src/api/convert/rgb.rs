//! `rgb`: its pixels in slices of `imgref`, as pixels of as many elements.

use crate::data::{Error, Pixels, PixelsMut};
use ::imgref::{ImgRef, ImgRefMut};
use ::rgb::{RGB, RGBA};
use bytemuck::{Pod, cast_slice, cast_slice_mut};

macro_rules! pixels {
    ($($pixel:ident: $channels:literal;)*) => {$(
        /// The same pixels, with the same stride.
        ///
        /// # Errors
        ///
        /// [`Error::Empty`] for a width or height of 0; [`Error::BufferTooShort`] and
        /// [`Error::SizeOverflow`] for sizes that the slice does not have.
        impl<'a, T: Pod> TryFrom<ImgRef<'a, $pixel<T>>> for Pixels<'a, T, $channels> {
            type Error = Error;

            fn try_from(image: ImgRef<'a, $pixel<T>>) -> Result<Self, Error> {
                let stride = image.stride().checked_mul($channels).ok_or(Error::SizeOverflow)?;
                let elements = cast_slice(image.buf());
                Pixels::from_elements(elements, image.width(), image.height())?.with_stride(stride)
            }
        }

        /// The same pixels, with the same stride.
        ///
        /// # Errors
        ///
        /// As for [`Pixels`].
        impl<'a, T: Pod> TryFrom<ImgRefMut<'a, $pixel<T>>> for PixelsMut<'a, T, $channels> {
            type Error = Error;

            fn try_from(image: ImgRefMut<'a, $pixel<T>>) -> Result<Self, Error> {
                let (width, height) = (image.width(), image.height());
                let stride = image.stride().checked_mul($channels).ok_or(Error::SizeOverflow)?;
                let elements = cast_slice_mut(image.into_buf());
                PixelsMut::from_elements(elements, width, height)?.with_stride(stride)
            }
        }
    )*};
}

pixels! {
    RGB: 3;
    RGBA: 4;
}
