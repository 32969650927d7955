//! Filters that take a picture and give one back.

use crate::api::{Alpha, PixelFilter};
use crate::data::{Error, Pixels, Plane};
use crate::exec::Element;
use ::image::{DynamicImage, ImageBuffer, Luma, LumaA, Pixel, Primitive, Rgb};
use ::image::{Rgba, SubImage};
use alloc::vec::Vec;
use core::ops::Deref;

/// Pictures of the crate `image` that [`PixelFilter::apply_image`] takes: `ImageBuffer`s of `Luma`,
/// `LumaA`, `Rgb` and `Rgba`, `SubImage`s of them, and, where `In` and `Out` are both `u8`, `u16` or
/// `f32`, `DynamicImage`.
pub trait Picture<In, Out> {
    /// The picture that a filter gives.
    type Filtered;

    #[doc(hidden)]
    fn filtered<F: PixelFilter<In = In, Out = Out> + ?Sized>(
        &self,
        filter: &F,
        alpha: Alpha,
    ) -> Result<Self::Filtered, Error>;
}

macro_rules! pictures {
    ($($colour:ident $view:ty, $apply:expr;)*) => {$(
        impl<In, Out, C> Picture<In, Out> for ImageBuffer<$colour<In>, C>
        where
            In: Element + Primitive,
            Out: Element + Primitive,
            $colour<In>: Pixel<Subpixel = In>,
            $colour<Out>: Pixel<Subpixel = Out>,
            C: Deref<Target = [In]>,
        {
            type Filtered = ImageBuffer<$colour<Out>, Vec<Out>>;

            fn filtered<F: PixelFilter<In = In, Out = Out> + ?Sized>(
                &self,
                filter: &F,
                alpha: Alpha,
            ) -> Result<Self::Filtered, Error> {
                let apply: fn(&F, $view, Alpha) -> Result<_, Error> = $apply;
                apply(filter, self.try_into()?, alpha)?.try_into()
            }
        }

        impl<In, Out, C> Picture<In, Out> for SubImage<&ImageBuffer<$colour<In>, C>>
        where
            In: Element + Primitive,
            Out: Element + Primitive,
            $colour<In>: Pixel<Subpixel = In>,
            $colour<Out>: Pixel<Subpixel = Out>,
            C: Deref<Target = [In]>,
        {
            type Filtered = ImageBuffer<$colour<Out>, Vec<Out>>;

            fn filtered<F: PixelFilter<In = In, Out = Out> + ?Sized>(
                &self,
                filter: &F,
                alpha: Alpha,
            ) -> Result<Self::Filtered, Error> {
                let apply: fn(&F, $view, Alpha) -> Result<_, Error> = $apply;
                apply(filter, self.try_into()?, alpha)?.try_into()
            }
        }
    )*};
}

pictures! {
    Luma Plane<'_, In>, |filter, plane, _| filter.apply(plane);
    LumaA Pixels<'_, In, 2>, |filter, pixels, alpha| filter.apply_alpha(pixels, alpha);
    Rgb Pixels<'_, In, 3>, |filter, pixels, _| filter.apply_pixels(pixels);
    Rgba Pixels<'_, In, 4>, |filter, pixels, alpha| filter.apply_alpha(pixels, alpha);
}

macro_rules! dynamic {
    ($($element:ident: $($variant:ident)*;)*) => {$(
        impl Picture<$element, $element> for DynamicImage {
            type Filtered = Self;

            fn filtered<F: PixelFilter<In = $element, Out = $element> + ?Sized>(
                &self,
                filter: &F,
                alpha: Alpha,
            ) -> Result<Self, Error> {
                match self {
                    $(Self::$variant(image) => image.filtered(filter, alpha).map(Self::$variant),)*
                    other => Err(Error::Picture {
                        input: <$element as conv_plan::number::Scalar>::TYPE,
                        channels: other.color().channel_count(),
                        bits: other.color().bits_per_pixel() / u16::from(other.color().channel_count()),
                    }),
                }
            }
        }
    )*};
}

dynamic! {
    u8: ImageLuma8 ImageLumaA8 ImageRgb8 ImageRgba8;
    u16: ImageLuma16 ImageLumaA16 ImageRgb16 ImageRgba16;
    f32: ImageRgb32F ImageRgba32F;
}
