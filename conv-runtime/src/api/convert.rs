//! Planes and tensors from and to the types of other crates, each behind a feature.
//!
//! | feature | borrowed | owned |
//! |---|---|---|
//! | `imgref` | `ImgRef` to and from [`Plane`](crate::Plane), `ImgRefMut` to [`PlaneMut`](crate::PlaneMut) | `ImgVec` to and from [`PlaneBuf`](crate::PlaneBuf) |
//! | `image` | `&ImageBuffer` to `Plane`, `&mut ImageBuffer` to `PlaneMut` | `ImageBuffer` to and from `PlaneBuf` |
//! | `ndarray` | `ArrayView4` into [`Layer::apply_ndarray`](crate::Layer::apply_ndarray), `ArrayView` to [`LayerValues`](conv_plan::rules::layer::LayerValues) | `Array4` out of it, `Array` to `LayerValues` |
//!
//! Images are not copied; the gaps between the rows of an `ImgVec` are closed up in place. Arrays
//! are copied only where their elements do not lie in the order of their axes. Every conversion
//! checks sizes: a plane is never empty, and the other crates count rows and columns in 32 bits.

#[cfg(feature = "image")]
mod image;
#[cfg(feature = "imgref")]
mod imgref;
#[cfg(feature = "ndarray")]
pub(crate) mod ndarray;
