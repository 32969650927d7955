//! Planes and tensors from and to the types of other crates, each behind a feature.
//!
//! | feature | borrowed | owned |
//! |---|---|---|
//! | `imgref` | `ImgRef` to and from [`Plane`](crate::Plane), `ImgRefMut` to [`PlaneMut`](crate::PlaneMut); of `[T; N]` to [`Pixels`](crate::Pixels), [`PixelsMut`](crate::PixelsMut) | `ImgVec` to and from [`PlaneBuf`](crate::PlaneBuf) |
//! | `rgb` | `ImgRef` and `ImgRefMut` of `RGB`, `RGBA` to `Pixels`, `PixelsMut` | |
//! | `image` | `&ImageBuffer` to `Plane` or `Pixels`, `&mut ImageBuffer` to `PlaneMut` or `PixelsMut`, `&SubImage` to `Plane` or `Pixels` | `ImageBuffer` to and from `PlaneBuf` or [`PixelsBuf`](crate::PixelsBuf); [`apply_image`](crate::PixelFilter::apply_image) |
//! | `ndarray` | `ArrayView2` to `Plane`, `ArrayView3` to `Pixels`, both into [`PixelFilter`](crate::PixelFilter); `ArrayView4` into [`Layer::apply_ndarray`](crate::Layer::apply_ndarray), `ArrayView` to [`LayerValues`](conv_plan::rules::layer::LayerValues) | `Array2`, `Array3`, `Array4` out of these, `PlaneBuf` to `Array2`, `Array` to `LayerValues` |
//!
//! Images are not copied; the gaps between the rows of an `ImgVec` are closed up in place. Arrays
//! are copied only where their elements do not lie in the order of their axes. Every conversion
//! checks sizes: a plane is never empty, and the other crates count rows and columns in 32 bits.

#[cfg(feature = "image")]
mod image;
#[cfg(feature = "image")]
pub use image::Picture;
#[cfg(feature = "imgref")]
mod imgref;
#[cfg(feature = "ndarray")]
pub(crate) mod ndarray;
#[cfg(feature = "rgb")]
mod rgb;
