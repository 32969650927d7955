//! Filters of planes over pixels of several channels.
//!
//! ```text
//! sizes in pixels -> a job whose columns are elements: taps `N` elements apart, stride by pixels
//! a declared kernel     its bodies once more, for pixels of `N` elements
//! a run-time kernel     its table, with `N` times its offsets
//! a `dyn Filter`, FFT   channel by channel, as planes
//! ```
//!
//! Only margins know of pixels, so that what touches no border is computed as a plane of as many
//! elements would be. Each channel has the bits that it has as a plane.

#[cfg(feature = "alloc")]
mod alpha;
#[cfg(feature = "alloc")]
pub(super) mod by_channel;
mod filters;
mod run;

#[cfg(feature = "alloc")]
pub use alpha::Alpha;

use super::filter::{Filter, token};
use super::region::{self, Tile};
use crate::data::{Error, Level, Pixels, PixelsMut, Rect};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;

#[cfg(feature = "image")]
use super::convert::Picture;
#[cfg(feature = "ndarray")]
use super::convert::ndarray;
#[cfg(feature = "alloc")]
use crate::{data::PixelsBuf, exec::Element, exec::planes::Scratch};
#[cfg(feature = "ndarray")]
use ::ndarray::{Array2, Array3, ArrayView2, ArrayView3};

/// A filter of planes that takes pixels of `N` channels, each of which it filters on its own: every
/// [`Filter`].
///
/// Sizes, strides and borders are those of pixels. Each channel has the bits that [`Filter::apply`]
/// gives it as a plane. A `dyn Filter`, and a kernel whose method is not `direct`, copies each
/// channel to a plane and back; all others compute pixels as they lie.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynKernel, Error, PixelFilter, Pixels};
/// let sum = DynKernel::<u8, u16>::builder([[1, 1, 1]]).padding(Padding::Same).build()?;
/// let row = [[10, 0, 1], [20, 0, 2], [30, 0, 3]];
/// let sums = sum.apply_pixels(Pixels::new(&row, 3, 1)?)?;
/// assert_eq!(sums.data(), [[30, 0, 3], [60, 0, 6], [50, 0, 5]]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter of planes, and pixels are filtered by one",
    label = "not a filter of planes",
    note = "filters of planes are the structs that `conv_kernel!` declares with taps of two axes, `DynKernel`, and `dyn Filter`"
)]
pub trait PixelFilter: Filter {
    /// Runs a job of pixels by the method of the kernel.
    #[doc(hidden)]
    fn run_pixels<const N: usize>(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error>;

    /// Whether channels are copied to planes.
    #[doc(hidden)]
    fn is_by_channel(&self) -> bool {
        #[cfg(feature = "fft")]
        return self.by_fft().is_some();
        #[cfg(not(feature = "fft"))]
        false
    }

    /// As `run_pixels`, directly, whatever the method.
    #[doc(hidden)]
    fn run_pixels_direct<const N: usize>(
        &self,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error>;

    /// Filters a picture into a new one.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Filter::output_size), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply_pixels<const N: usize>(
        &self,
        src: Pixels<'_, Self::In, N>,
    ) -> Result<PixelsBuf<Self::Out, N>, Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = PixelsBuf::filled(width, height, [Self::Out::default(); N])?;
        self.apply_pixels_with(src, dst.as_pixels_mut(), &mut Scratch::new())?;
        Ok(dst)
    }

    /// As [`apply_pixels`](Self::apply_pixels), of pixels whose last channel is an opacity, by a
    /// kernel whose input and output have the same type.
    ///
    /// Fails to compile unless there are 2 or 4 channels.
    ///
    /// ```
    /// # use conv_plan::{number::Overflow, window::Padding};
    /// # use conv_runtime::{Alpha, DynKernel, Error, PixelFilter, Pixels};
    /// let blur = DynKernel::<f32, f32>::builder([[0.25, 0.5, 0.25]]).padding(Padding::Same).build()?;
    /// // What is transparent has a colour that nobody sees.
    /// let row = [[0.8, 1.0], [0.1, 0.0], [0.8, 1.0]];
    /// let blurred = blur.apply_alpha(Pixels::new(&row, 3, 1)?, Alpha::Premultiply)?;
    /// assert_eq!(blurred[(1, 0)], [0.8, 0.5]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply_pixels`](Self::apply_pixels).
    #[cfg(feature = "alloc")]
    fn apply_alpha<T: Element, const N: usize>(
        &self,
        src: Pixels<'_, T, N>,
        alpha: Alpha,
    ) -> Result<PixelsBuf<T, N>, Error>
    where
        Self: Filter<In = T, Out = T>,
    {
        alpha::apply(self, src, alpha)
    }

    /// Filters a picture of the crate `image` into a new one; an opacity is [kept](Alpha::Keep).
    ///
    /// ```
    /// # use conv_plan::{number::Overflow, window::Padding};
    /// # use conv_runtime::{DynKernel, Error, PixelFilter};
    /// use image::{Rgb, RgbImage};
    ///
    /// let sharpen = DynKernel::<u8, u8>::builder([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
    ///     .padding(Padding::Same)
    ///     .overflow(Overflow::Saturate)
    ///     .build()?;
    /// let photo = RgbImage::from_fn(40, 30, |x, y| Rgb([x as u8, y as u8, 100]));
    /// let sharp: RgbImage = sharpen.apply_image(&photo)?;
    /// assert_eq!(sharp.get_pixel(20, 20), &Rgb([20, 20, 100]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply_pixels`](Self::apply_pixels); [`Error::Picture`] for a `DynamicImage` whose
    /// elements are not those of the kernel.
    #[cfg(feature = "image")]
    fn apply_image<I: Picture<Self::In, Self::Out>>(
        &self,
        image: &I,
    ) -> Result<I::Filtered, Error> {
        self.apply_image_alpha(image, Alpha::Keep)
    }

    /// As [`apply_image`](Self::apply_image), with what becomes of the opacity, if there is one.
    ///
    /// ```
    /// # use conv_runtime::{Alpha, DynKernel, Error, PixelFilter};
    /// use image::{Rgba, RgbaImage};
    ///
    /// let whole = DynKernel::<u8, u8>::builder([[1]]).build()?;
    /// let photo = RgbaImage::from_pixel(4, 3, Rgba([10, 20, 30, 255]));
    /// assert_eq!(whole.apply_image_alpha(&photo, Alpha::Premultiply)?, photo);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply_image`](Self::apply_image).
    #[cfg(feature = "image")]
    fn apply_image_alpha<I: Picture<Self::In, Self::Out>>(
        &self,
        image: &I,
        alpha: Alpha,
    ) -> Result<I::Filtered, Error> {
        image.filtered(self, alpha)
    }

    /// Filters an array of two axes, rows and columns, as a plane; it is copied only where its
    /// elements do not lie in this order.
    ///
    /// ```
    /// # use conv_runtime::{DynKernel, Error, PixelFilter};
    /// use ndarray::array;
    ///
    /// let difference = DynKernel::<u8, i16>::builder([[-1, 1]]).build()?;
    /// let array = array![[1, 4, 2], [2, 2, 9]];
    /// assert_eq!(difference.apply_ndarray(array.view())?, array![[3, -2], [0, 7]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply`](Filter::apply).
    #[cfg(feature = "ndarray")]
    fn apply_ndarray(&self, array: ArrayView2<'_, Self::In>) -> Result<Array2<Self::Out>, Error> {
        ndarray::plane(self, array)
    }

    /// Filters an array of `[rows, columns, channels]` as pixels, with any number of channels; it
    /// is copied only where its elements do not lie in this order. More than 4 channels are
    /// filtered as planes, one after the other.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynKernel, Error, PixelFilter};
    /// use ndarray::Array3;
    ///
    /// let shift = DynKernel::<u8, u8>::builder([[0, 1]]).padding(Padding::Same).build()?;
    /// let array = Array3::from_shape_fn((4, 5, 3), |(y, x, c)| (100 * c + 10 * y + x) as u8);
    /// let shifted = shift.apply_pixels_ndarray(array.view())?;
    /// assert_eq!(shifted[[2, 3, 1]], 124);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply_pixels`](Self::apply_pixels).
    #[cfg(feature = "ndarray")]
    fn apply_pixels_ndarray(
        &self,
        array: ArrayView3<'_, Self::In>,
    ) -> Result<Array3<Self::Out>, Error> {
        ndarray::picture(self, array)
    }

    /// Filters a picture into another without allocating, except channel by channel; line buffers
    /// are those of [`apply_into`](Filter::apply_into).
    ///
    /// ```
    /// # use conv_runtime::{DynKernel, Error, Level, PixelFilter};
    /// # use conv_runtime::{Pixels, PixelsBuf, Rect, Scratch};
    /// let difference = DynKernel::<u8, i16>::builder([[-1, 1]]).build()?;
    /// let row = [[1, 10], [4, 30], [2, 30]];
    /// let (picture, mut out) = (Pixels::new(&row, 3, 1)?, PixelsBuf::filled(2, 1, [0; 2])?);
    /// difference.apply_pixels_into(picture, out.as_pixels_mut())?;
    /// difference.apply_pixels_with(picture, out.as_pixels_mut(), &mut Scratch::new())?;
    /// difference.apply_pixels_into_at(Level::best(), picture, out.as_pixels_mut())?;
    /// difference.apply_pixels_par_into(picture, out.as_pixels_mut())?;
    /// assert_eq!(out.data(), [[3, 20], [-2, 0]]);
    /// assert_eq!(difference.apply_pixels_par(picture)?, out);
    /// let mut last = PixelsBuf::filled(1, 1, [0; 2])?;
    /// difference.apply_pixels_region(picture, Rect::new(1, 0, 1, 1), last.as_pixels_mut())?;
    /// assert_eq!(last.data(), [[-2, 0]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Filter::output_size); [`Error::OutputSize`], in pixels, if `dst`
    /// has another size; channel by channel [`Error::OutOfMemory`].
    fn apply_pixels_into<const N: usize>(
        &self,
        src: Pixels<'_, Self::In, N>,
        dst: PixelsMut<'_, Self::Out, N>,
    ) -> Result<(), Error> {
        run::picture(self, detected(), src, dst, Memory::STACK)
    }

    /// Filters a picture into another with full-width line buffers that are kept in `scratch`: the
    /// fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels_into`](Self::apply_pixels_into), and [`Error::OutOfMemory`] when `scratch`
    /// has to grow.
    #[cfg(feature = "alloc")]
    fn apply_pixels_with<const N: usize>(
        &self,
        src: Pixels<'_, Self::In, N>,
        dst: PixelsMut<'_, Self::Out, N>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        run::picture(self, detected(), src, dst, Memory::Scratch(scratch))
    }

    /// As [`apply_pixels_into`](Self::apply_pixels_into), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels_into`](Self::apply_pixels_into); [`Error::Level`] if the level is not
    /// among [`Level::available`].
    fn apply_pixels_into_at<const N: usize>(
        &self,
        level: Level,
        src: Pixels<'_, Self::In, N>,
        dst: PixelsMut<'_, Self::Out, N>,
    ) -> Result<(), Error> {
        run::picture(self, token(level)?, src, dst, Memory::STACK)
    }

    /// As [`apply_pixels`](Self::apply_pixels), on all threads of rayon's current pool (feature
    /// `rayon`).
    ///
    /// # Errors
    ///
    /// As [`apply_pixels`](Self::apply_pixels).
    #[cfg(feature = "rayon")]
    fn apply_pixels_par<const N: usize>(
        &self,
        src: Pixels<'_, Self::In, N>,
    ) -> Result<PixelsBuf<Self::Out, N>, Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = PixelsBuf::filled(width, height, [Self::Out::default(); N])?;
        self.apply_pixels_par_into(src, dst.as_pixels_mut())?;
        Ok(dst)
    }

    /// Filters a picture into another in bands of rows, on all threads of rayon's current pool
    /// (feature `rayon`), with the same bits whatever their number.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels_with`](Self::apply_pixels_with).
    #[cfg(feature = "rayon")]
    fn apply_pixels_par_into<const N: usize>(
        &self,
        src: Pixels<'_, Self::In, N>,
        dst: PixelsMut<'_, Self::Out, N>,
    ) -> Result<(), Error> {
        if self.is_by_channel() {
            return by_channel::in_planes(src, dst, |src, dst| self.apply_par_into(src, dst));
        }
        let window = self.window();
        let run = |job: Job<'_, Self::In, Self::Out>| self.run_pixels::<N>(job);
        let together = self.rows_together([dst.height(), dst.width()]);
        let dst = dst.into_elements();
        crate::exec::planes::in_bands((&window, N), src.elements(), dst, together, &run)
    }

    /// Computes a rectangle of the output of a whole picture, with its real surroundings, as
    /// [`apply_region`](Filter::apply_region) does of a plane.
    ///
    /// # Errors
    ///
    /// As [`apply_region`](Filter::apply_region).
    fn apply_pixels_region<const N: usize>(
        &self,
        src: Pixels<'_, Self::In, N>,
        region: Rect,
        dst: PixelsMut<'_, Self::Out, N>,
    ) -> Result<(), Error> {
        let tile = region::tile(&self.window(), (src.width(), src.height()), region)?;
        let i = tile.input;
        let part = src.sub(i.x, i.y, i.width, i.height)?;
        self.apply_pixels_tile(part, &tile, dst)
    }

    /// Computes a tile from the part of the picture that it reads alone, as
    /// [`apply_tile`](Filter::apply_tile) does of a plane; [`tiles`](Filter::tiles), in pixels,
    /// cuts the output. Nothing is allocated, except channel by channel.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynKernel, Error, Filter, PixelFilter, Pixels, PixelsMut, Scratch};
    /// let sum = DynKernel::<u8, u16>::builder([[1, 1, 1]]).padding(Padding::Same).build()?;
    /// let row = [[1, 9], [2, 9], [3, 9], [4, 9], [5, 9], [6, 9]];
    /// let tile = sum.tiles((6, 1), (2, 1))?.last().ok_or(Error::Empty)?;
    /// // The last two columns, from the last three.
    /// let (part, mut two) = (Pixels::new(&row[tile.input.x..], 3, 1)?, [[0; 2]; 2]);
    /// sum.apply_pixels_tile(part, &tile, PixelsMut::new(&mut two, 2, 1)?)?;
    /// assert_eq!(two, [[15, 27], [11, 18]]);
    /// let (to, mut scratch) = (PixelsMut::new(&mut two, 2, 1)?, Scratch::new());
    /// sum.apply_pixels_tile_with(part, &tile, to, &mut scratch)?;
    /// assert_eq!(two, [[15, 27], [11, 18]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`apply_pixels_region`](Self::apply_pixels_region); [`Error::InputPart`], in
    /// pixels, if `part` does not have the size of `tile.input`.
    fn apply_pixels_tile<const N: usize>(
        &self,
        part: Pixels<'_, Self::In, N>,
        tile: &Tile,
        dst: PixelsMut<'_, Self::Out, N>,
    ) -> Result<(), Error> {
        run::tile(self, part, tile, dst, Memory::STACK)
    }

    /// As [`apply_pixels_tile`](Self::apply_pixels_tile), with line buffers that are kept in
    /// `scratch`: the fastest for tiles of more than a few hundred elements in a row.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels_tile`](Self::apply_pixels_tile), and [`Error::OutOfMemory`] when `scratch`
    /// has to grow.
    #[cfg(feature = "alloc")]
    fn apply_pixels_tile_with<const N: usize>(
        &self,
        part: Pixels<'_, Self::In, N>,
        tile: &Tile,
        dst: PixelsMut<'_, Self::Out, N>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        run::tile(self, part, tile, dst, Memory::Scratch(scratch))
    }
}
