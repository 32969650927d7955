//! Plane kernels that mix the channels of pixels before the window: the key `channels`.
//!
//! ```text
//! Pixels<In, N>  ->  bands of mixed rows (exec/mixed)  ->  the kernel over them  ->  Plane<Out>
//! ```
//!
//! A struct that the macro declares and a [`DynMix`] are run alike: [`Mixed`] is what they can do
//! with any number of channels, [`MixFilter`] has that number in its type and is what users call.

#[cfg(feature = "alloc")]
mod dynamic;

#[cfg(feature = "alloc")]
pub(crate) use dynamic::Interpreted;
#[cfg(feature = "alloc")]
pub use dynamic::{DynMix, MixBuilder};

use super::convolution::Convolution;
use super::filter::token;
use crate::data::{Error, Level, Pixels, PlaneMut, Rect};
use crate::exec::mixed::Mixing;
use crate::exec::planes::Memory;
use crate::exec::simd::detected;
use conv_plan::window::Window;
use fearless_simd::Level as Token;

#[cfg(feature = "alloc")]
use crate::{data::PlaneBuf, exec::planes::Scratch};
#[cfg(feature = "alloc")]
use conv_plan::{
    plan::{Facts, Plan},
    rules::ConvSpec,
};

/// What a kernel that mixes can do, whatever the number of channels.
pub trait Mixed: Convolution {
    #[doc(hidden)]
    fn mixed_window(&self) -> Window;

    /// Elements of a pixel.
    #[doc(hidden)]
    fn mixed_channels(&self) -> usize;

    #[doc(hidden)]
    fn run_mixed(&self, call: Mixing<'_, Self::In, Self::Out>) -> Result<(), Error>;

    #[cfg(feature = "alloc")]
    #[doc(hidden)]
    fn mixed_kernel(&self) -> ConvSpec;

    /// The same kernel as a run-time kernel.
    #[cfg(feature = "alloc")]
    #[doc(hidden)]
    fn interpreted(&self) -> Interpreted<Self::In, Self::Out> {
        Interpreted::new(Plan::new(&self.mixed_kernel()))
    }
}

/// A filter that takes pixels of `N` channels, mixes each to one value, and gives a plane: a struct
/// with the key `channels`, or a [`DynMix`].
///
/// The mixed value of a pixel is exact on the integer path, and the window sums these values: the
/// taps times the weights are one linear form, rounded once. So the gradient of a colour picture's
/// luminance takes one pass, and no grey plane is rounded or written.
///
/// Floats round each weight once, and mix by multiply-adds from the first channel to the last,
/// fused where the CPU level has it; a weight of 0 reads nothing. The border acts on pixels: a
/// `constant` one is a pixel with this value in every channel.
///
/// The trait is sealed and object-safe: `Box<dyn MixFilter<3, In = u8, Out = i16>>` works.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynKernel, Error, MixFilter, Pixels};
/// let sobel = DynKernel::<u8, i16>::builder([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
///     .padding(Padding::Same)
///     .channels([0.299, 0.587, 0.114])
///     .build()?;
/// let red = [[0, 0, 0], [100, 0, 0], [200, 0, 0]];
/// let edges = sobel.apply(Pixels::new(&red, 3, 1)?)?;
/// // 2 * 0.299 * (200 - 0) in the middle.
/// assert_eq!(edges.data(), [60, 120, -60]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter that mixes {N} channels",
    label = "does not mix pixels of {N} channels",
    note = "filters that mix are the structs that `conv_kernel!` declares with the key `channels`, one weight for each channel, and `DynMix`"
)]
pub trait MixFilter<const N: usize>: Mixed {
    /// Sizes in pixels, padding and borders.
    fn window(&self) -> Window {
        self.mixed_window()
    }

    /// The checked kernel: what is computed.
    #[cfg(feature = "alloc")]
    fn kernel(&self) -> ConvSpec {
        self.mixed_kernel()
    }

    /// The plan: how it is computed, over rows of mixed values. Its `Display` prints it in words.
    ///
    /// ```
    /// # use conv_runtime::{DynKernel, DynMix, Error, MixFilter};
    /// let edge: DynMix<u8, i16, 2> = DynKernel::builder([[-1, 1]]).channels([1, 2]).build()?;
    /// assert_eq!(edge.explain().kernel().result_range(), [-765.0, 765.0]);
    /// assert_eq!(edge.facts().results(), edge.kernel().result_range());
    /// assert_eq!((edge.window().columns.kernel, edge.output_size(5, 4)?), (2, (4, 4)));
    /// assert_eq!(edge.to_dyn().explain(), edge.explain());
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "alloc")]
    fn explain(&self) -> Plan {
        Plan::new(&self.mixed_kernel())
    }

    /// What is known about the kernel as plain numbers: shape, taps, rank, gain, range of results
    /// and others, as the constants of declared kernels say them.
    #[cfg(feature = "alloc")]
    fn facts(&self) -> Facts {
        Facts::new(&self.explain())
    }

    /// The same kernel as a run-time kernel, with the same results.
    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> DynMix<Self::In, Self::Out, N> {
        DynMix::of(self.interpreted())
    }

    /// Width and height of the output for a picture of `width` x `height` pixels.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a size of 0, [`Error::SizeOverflow`], [`Error::InputTooSmall`] if the
    /// kernel does not fit into the padded input.
    fn output_size(&self, width: usize, height: usize) -> Result<(usize, usize), Error> {
        let (rows, columns) = self.mixed_window().resolve(width, height)?;
        Ok((columns.output, rows.output))
    }

    /// Filters a picture into a new plane.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply(&self, src: Pixels<'_, Self::In, N>) -> Result<PlaneBuf<Self::Out>, Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = PlaneBuf::filled(width, height, Self::Out::default())?;
        self.apply_with(src, dst.as_plane_mut(), &mut Scratch::new())?;
        Ok(dst)
    }

    /// Filters a picture into a plane without allocating, as long as the mixed rows of a window
    /// have at most 16384 elements; blocks of those are on the stack, beside line buffers as those
    /// of `Filter::apply_into`.
    ///
    /// ```
    /// # use conv_runtime::{
    /// #     DynKernel, DynMix, Error, Level, MixFilter, Pixels, PlaneBuf, Rect, Scratch,
    /// # };
    /// let edge: DynMix<u8, i16, 2> = DynKernel::builder([[-1, 1]]).channels([1, 2]).build()?;
    /// let row = [[1, 10], [2, 20], [4, 20]];
    /// let (picture, mut edges) = (Pixels::new(&row, 3, 1)?, PlaneBuf::filled(2, 1, 0)?);
    /// edge.apply_into(picture, edges.as_plane_mut())?;
    /// assert_eq!(edges.data(), [21, 2]);
    /// edge.apply_with(picture, edges.as_plane_mut(), &mut Scratch::new())?;
    /// edge.apply_into_at(Level::best(), picture, edges.as_plane_mut())?;
    /// edge.apply_par_into(picture, edges.as_plane_mut())?;
    /// assert_eq!(edge.apply_par(picture)?, edges);
    /// let mut last = PlaneBuf::filled(1, 1, 0)?;
    /// edge.apply_region(picture, Rect::new(1, 0, 1, 1), last.as_plane_mut())?;
    /// assert_eq!(last.data(), [2]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size); [`Error::OutputSize`] if `dst` has another
    /// size; for a larger window [`Error::OutOfMemory`], always so without the feature `alloc`.
    fn apply_into(
        &self,
        src: Pixels<'_, Self::In, N>,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        self.run_picture(detected(), src, None, dst, Memory::STACK)
    }

    /// Filters a picture into a plane with buffers that are kept in `scratch`: the fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into), and [`Error::OutOfMemory`] when `scratch` has to grow.
    #[cfg(feature = "alloc")]
    fn apply_with(
        &self,
        src: Pixels<'_, Self::In, N>,
        dst: PlaneMut<'_, Self::Out>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        self.run_picture(detected(), src, None, dst, Memory::Scratch(scratch))
    }

    /// As [`apply_into`](Self::apply_into), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into); [`Error::Level`] if the level is not among
    /// [`Level::available`].
    fn apply_into_at(
        &self,
        level: Level,
        src: Pixels<'_, Self::In, N>,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        self.run_picture(token(level)?, src, None, dst, Memory::STACK)
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool (feature `rayon`).
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    fn apply_par(&self, src: Pixels<'_, Self::In, N>) -> Result<PlaneBuf<Self::Out>, Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = PlaneBuf::filled(width, height, Self::Out::default())?;
        self.apply_par_into(src, dst.as_plane_mut())?;
        Ok(dst)
    }

    /// Filters a picture into a plane in bands of rows, on all threads of rayon's current pool
    /// (feature `rayon`), with the same bits whatever their number.
    ///
    /// # Errors
    ///
    /// As [`apply_with`](Self::apply_with).
    #[cfg(feature = "rayon")]
    fn apply_par_into(
        &self,
        src: Pixels<'_, Self::In, N>,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        in_bands(self, src.elements(), dst)
    }

    /// Computes a rectangle of the output of a whole picture, with its real surroundings: the
    /// border acts only at the picture's own edge.
    ///
    /// The bits are those that [`apply`](Self::apply) gives there.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size); [`Error::Region`] for a region that is empty or
    /// not inside the output; otherwise as [`apply_into`](Self::apply_into).
    fn apply_region(
        &self,
        src: Pixels<'_, Self::In, N>,
        region: Rect,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        self.run_picture(detected(), src, Some(region), dst, Memory::STACK)
    }

    /// Filters a picture of the crate `image` into a new grey one, such as a `GrayImage`.
    ///
    /// ```
    /// # use conv_plan::{number::Overflow, window::Padding};
    /// # use conv_runtime::{DynKernel, Error, MixFilter};
    /// use image::{GrayImage, Luma, Rgb, RgbImage};
    ///
    /// let grey = DynKernel::<u8, u8>::builder([[1]]).channels([0.25, 0.5, 0.25]).build()?;
    /// let photo = RgbImage::from_pixel(40, 30, Rgb([10, 20, 30]));
    /// let luma: GrayImage = grey.apply_image(&photo)?;
    /// assert_eq!(luma.get_pixel(5, 5), &Luma([20]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "image")]
    fn apply_image<'a, I>(&self, image: &'a I) -> Result<Grey<Self::Out>, Error>
    where
        Self: Sized,
        Pixels<'a, Self::In, N>: TryFrom<&'a I, Error = Error>,
        Self::Out: ::image::Primitive,
        ::image::Luma<Self::Out>: ::image::Pixel<Subpixel = Self::Out>,
    {
        self.apply(Pixels::try_from(image)?)?.try_into()
    }

    /// The one call that the others come down to.
    #[doc(hidden)]
    fn run_picture(
        &self,
        token: Token,
        src: Pixels<'_, Self::In, N>,
        region: Option<Rect>,
        dst: PlaneMut<'_, Self::Out>,
        memory: Memory<'_>,
    ) -> Result<(), Error> {
        let window = (self.mixed_window(), N);
        let source = src.elements();
        self.run_mixed(Mixing::new(token, window, source, region, dst, memory)?)
    }
}

/// A grey picture of the crate `image`.
#[cfg(feature = "image")]
type Grey<T> = ::image::ImageBuffer<::image::Luma<T>, alloc::vec::Vec<T>>;

/// A picture in bands of output rows, on the threads of the current pool.
#[cfg(feature = "rayon")]
pub(crate) fn in_bands<K: Mixed + ?Sized>(
    kernel: &K,
    source: crate::data::Plane<'_, K::In>,
    dst: PlaneMut<'_, K::Out>,
) -> Result<(), Error> {
    use rayon::prelude::*;
    let (token, window) = (detected(), (kernel.mixed_window(), kernel.mixed_channels()));
    let (rows, columns) = (window.0).resolve(source.width() / window.1, source.height())?;
    let whole = (dst.width(), dst.height()) == (columns.output, rows.output);
    let together = crate::exec::planes::band_rows(dst.width(), dst.height(), 8);
    let (Some(together), true) = (together, whole) else {
        let (mut scratch, all) = (Scratch::new(), None);
        let memory = Memory::Scratch(&mut scratch);
        return kernel.run_mixed(Mixing::new(token, window, source, all, dst, memory)?);
    };
    let bands: alloc::vec::Vec<(usize, PlaneMut<'_, K::Out>)> = dst.bands(together).collect();
    bands
        .into_par_iter()
        .try_for_each_init(Scratch::new, |scratch, (first, band)| {
            let region = Some(Rect::new(0, first, band.width(), band.height()));
            let memory = Memory::Scratch(scratch);
            kernel.run_mixed(Mixing::new(token, window, source, region, band, memory)?)
        })
}
