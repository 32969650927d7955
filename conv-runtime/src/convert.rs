//! Planes from and to the image types of other crates, each behind a feature.
//!
//! | feature | borrowed | owned |
//! |---|---|---|
//! | `imgref` | `ImgRef` to and from [`Plane`](crate::Plane), `ImgRefMut` to [`PlaneMut`](crate::PlaneMut) | `ImgVec` to and from [`PlaneBuf`](crate::PlaneBuf) |
//! | `image` | `&ImageBuffer` to `Plane`, `&mut ImageBuffer` to `PlaneMut` | `ImageBuffer` to and from `PlaneBuf` |
//!
//! Nothing is copied, but that an `ImgVec` with gaps between its rows is closed
//! up in place. Every conversion checks sizes: a plane is never empty, and the
//! other crates count rows and columns in 32 bits.

#[cfg(feature = "image")]
mod image;
#[cfg(feature = "imgref")]
mod imgref;
