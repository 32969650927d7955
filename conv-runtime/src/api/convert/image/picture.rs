//! Filters that take a picture and give one back.

use crate::api::{Alpha, PixelFilter};
use crate::data::{Error, Pixels, Plane};
use crate::exec::Element;
use ::image::{DynamicImage, ImageBuffer, Luma, LumaA, Pixel, Primitive, Rgb};
use ::image::{Rgba, SubImage};
use alloc::vec::Vec;
use core::ops::Deref;

/// Pictures of the crate `image` that [`PixelFilter::apply_image`] takes: `ImageBuffer`s of `Luma`
/// and `Rgb`, and where `In` and `Out` are the same type, of `LumaA` and `Rgba`; `SubImage`s of
/// them; and where `In` and `Out` are both `u8`, `u16` or `f32`, `DynamicImage`.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, Picture, PixelFilter};
/// use image::{GrayImage, Luma, RgbImage};
///
/// /// Grey or colour: the result is a picture of the same kind.
/// fn filtered<P: Picture<u8, u8>>(picture: &P) -> Result<P::Filtered, Error> {
///     DynKernel::<u8, u8>::builder([[1]]).build()?.apply_image(picture)
/// }
/// let grey: GrayImage = filtered(&GrayImage::from_pixel(2, 2, Luma([7])))?;
/// let colour: RgbImage = filtered(&RgbImage::new(2, 2))?;
/// assert_eq!((grey.get_pixel(1, 1), colour.width()), (&Luma([7]), 2));
/// fn name_of_the_result<P: Picture<u8, u8>>() -> &'static str {
///     core::any::type_name::<<P as Picture<u8, u8>>::Filtered>()
/// }
/// assert!(name_of_the_result::<GrayImage>().contains("ImageBuffer"));
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a kernel of `{In} -> {Out}` does not filter a `{Self}`",
    label = "not a picture that this kernel filters",
    note = "a kernel filters an `ImageBuffer` of `Luma` or `Rgb` with its type of input; one whose input and output have the same type also `LumaA` and `Rgba`, and `DynamicImage` if that is `u8`, `u16` or `f32`",
    note = "any other picture: make `Pixels` of its elements, and call `apply_pixels`"
)]
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

/// Buffers and parts of them, with what filters a view of either.
macro_rules! pictures {
    ($($colour:ident<$in:ident> -> $out:ident ($($ty:ident)*): $view:ty, $apply:expr;)*) => {$(
        pictures! { @of ImageBuffer<$colour<$in>, C>; $colour $in $out ($($ty)*) $view, $apply }
        pictures! {
            @of SubImage<&ImageBuffer<$colour<$in>, C>>; $colour $in $out ($($ty)*) $view, $apply
        }
    )*};
    (@of $image:ty; $colour:ident $in:ident $out:ident ($($ty:ident)*) $view:ty, $apply:expr) => {
        impl<$($ty,)* C> Picture<$in, $out> for $image
        where
            $($ty: Element + Primitive, $colour<$ty>: Pixel<Subpixel = $ty>,)*
            C: Deref<Target = [$in]>,
        {
            type Filtered = ImageBuffer<$colour<$out>, Vec<$out>>;

            fn filtered<F: PixelFilter<In = $in, Out = $out> + ?Sized>(
                &self,
                filter: &F,
                alpha: Alpha,
            ) -> Result<Self::Filtered, Error> {
                let apply: fn(&F, $view, Alpha) -> Result<_, Error> = $apply;
                apply(filter, self.try_into()?, alpha)?.try_into()
            }
        }
    };
}

pictures! {
    Luma<In> -> Out (In Out): Plane<'_, In>, |filter, plane, _| filter.apply(plane);
    Rgb<In> -> Out (In Out): Pixels<'_, In, 3>, |filter, pixels, _| filter.apply_pixels(pixels);
    LumaA<T> -> T (T): Pixels<'_, T, 2>, |filter, pixels, alpha| filter.apply_alpha(pixels, alpha);
    Rgba<T> -> T (T): Pixels<'_, T, 4>, |filter, pixels, alpha| filter.apply_alpha(pixels, alpha);
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
