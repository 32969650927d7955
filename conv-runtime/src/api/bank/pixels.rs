//! Banks over pixels of several channels.

use super::Bank;
use crate::api::filter::token;
use crate::api::region::{self, Tile};
use crate::data::{Error, Level, Pixels, PixelsMut, Rect};
use crate::exec::planes::{BankJob, Job, Memory};
use crate::exec::simd::detected;
use fearless_simd::Level as Token;

#[cfg(feature = "ndarray")]
use crate::api::convert::ndarray;
#[cfg(feature = "alloc")]
use crate::{data::PixelsBuf, exec::planes::Scratch};
#[cfg(feature = "ndarray")]
use ::ndarray::{Array2, ArrayView2};
#[cfg(feature = "rayon")]
use alloc::vec::Vec;

/// A bank that takes pixels of `C` channels, each of which it filters on its own: every declared
/// bank, and a `DynBank`.
///
/// Each output has the bits that [`PixelFilter`](crate::PixelFilter) gives for its kernel.
///
/// ```
/// # use conv_runtime::{DynBank, Error, PixelBank, Pixels};
/// let bank = DynBank::<u8, i16, 2>::builder([[[1, 1]], [[-1, 1]]]).build()?;
/// let row = [[10, 0], [20, 1], [50, 3]];
/// let [sums, differences] = bank.apply_pixels(Pixels::new(&row, 3, 1)?)?;
/// assert_eq!(sums.data(), [[30, 1], [70, 4]]);
/// assert_eq!(differences.data(), [[10, 1], [30, 2]]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a bank of {N} kernels, and pixels are filtered by one",
    label = "not a bank of {N} kernels whose type is known"
)]
pub trait PixelBank<const N: usize>: Bank<N> {
    /// Runs a job of pixels for one kernel, by its method.
    #[doc(hidden)]
    fn run_pixels<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error>;

    /// As `run_pixels`, directly, whatever the method.
    #[doc(hidden)]
    fn run_pixels_direct<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error>;

    /// The one call that those of whole pictures come down to.
    #[doc(hidden)]
    fn run_pictures<const C: usize>(
        &self,
        token: Token,
        src: Pixels<'_, Self::In, C>,
        dst: [PixelsMut<'_, Self::Out, C>; N],
        memory: Memory<'_>,
    ) -> Result<(), Error> {
        let window = self.window();
        let mut dst = dst.map(PixelsMut::into_elements);
        let job = BankJob::new(token, (&window, C), src.elements(), &mut dst, memory)?;
        job.run(!self.is_by_fft(), &|kernel, job| {
            self.run_pixels::<C>(kernel, job)
        })
    }

    /// The one call that regions and tiles come down to.
    #[doc(hidden)]
    fn run_tiles<const C: usize>(
        &self,
        part: Pixels<'_, Self::In, C>,
        tile: &Tile,
        dst: [PixelsMut<'_, Self::Out, C>; N],
        memory: Memory<'_>,
    ) -> Result<(), Error> {
        let window = self.window();
        let mut dst = dst.map(PixelsMut::into_elements);
        let (window, part) = ((&window, C), part.elements());
        let job = region::bank_job(detected(), window, part, tile, &mut dst, memory)?;
        job.run(true, &|kernel, job| {
            self.run_pixels_direct::<C>(kernel, job)
        })
    }

    /// Filters an array of rows and columns, which is copied only where its elements do not lie in
    /// this order, into new ones.
    ///
    /// ```
    /// # use conv_runtime::{DynBank, Error, PixelBank};
    /// use ndarray::array;
    ///
    /// let bank = DynBank::<u8, i16, 2>::builder([[[1, 1]], [[-1, 1]]]).build()?;
    /// let [sums, edges] = bank.apply_ndarray(array![[1, 4, 2], [0, 0, 7]].view())?;
    /// assert_eq!((sums, edges), (array![[5, 6], [0, 7]], array![[3, -2], [0, 7]]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply`](Bank::apply).
    #[cfg(feature = "ndarray")]
    fn apply_ndarray(
        &self,
        array: ArrayView2<'_, Self::In>,
    ) -> Result<[Array2<Self::Out>; N], Error> {
        ndarray::planes(self, array)
    }

    /// Filters a picture into new ones.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Bank::output_size), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply_pixels<const C: usize>(
        &self,
        src: Pixels<'_, Self::In, C>,
    ) -> Result<[PixelsBuf<Self::Out, C>; N], Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let zero = [Self::Out::default(); C];
        let mut dst = super::each(|| PixelsBuf::filled(width, height, zero))?;
        let to = dst.each_mut().map(PixelsBuf::as_pixels_mut);
        self.apply_pixels_with(src, to, &mut Scratch::new())?;
        Ok(dst)
    }

    /// Filters a picture into others without allocating, except by FFT.
    ///
    /// ```
    /// # use conv_runtime::{DynBank, Error, Level, PixelBank, Pixels, PixelsBuf, Scratch};
    /// let bank = DynBank::<u8, i16, 2>::builder([[[1, 1]], [[-1, 1]]]).build()?;
    /// let row = [[10, 0], [20, 1], [50, 3]];
    /// let picture = Pixels::new(&row, 3, 1)?;
    /// let [mut sums, mut edges] = bank.apply_pixels_par(picture)?;
    /// bank.apply_pixels_into(picture, [sums.as_pixels_mut(), edges.as_pixels_mut()])?;
    /// let to = [sums.as_pixels_mut(), edges.as_pixels_mut()];
    /// bank.apply_pixels_with(picture, to, &mut Scratch::new())?;
    /// let to = [sums.as_pixels_mut(), edges.as_pixels_mut()];
    /// bank.apply_pixels_into_at(Level::best(), picture, to)?;
    /// assert_eq!(edges.data(), [[10, 1], [30, 2]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Bank::output_size); [`Error::OutputSize`], in pixels, if one of
    /// `dst` has another size, before any is written.
    fn apply_pixels_into<const C: usize>(
        &self,
        src: Pixels<'_, Self::In, C>,
        dst: [PixelsMut<'_, Self::Out, C>; N],
    ) -> Result<(), Error> {
        self.run_pictures(detected(), src, dst, Memory::STACK)
    }

    /// Filters a picture into others with full-width line buffers that are kept in `scratch`: the
    /// fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels_into`](Self::apply_pixels_into), and [`Error::OutOfMemory`] when `scratch`
    /// has to grow.
    #[cfg(feature = "alloc")]
    fn apply_pixels_with<const C: usize>(
        &self,
        src: Pixels<'_, Self::In, C>,
        dst: [PixelsMut<'_, Self::Out, C>; N],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        self.run_pictures(detected(), src, dst, Memory::Scratch(scratch))
    }

    /// As [`apply_pixels_into`](Self::apply_pixels_into), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels_into`](Self::apply_pixels_into); [`Error::Level`] if the level is not
    /// among [`Level::available`].
    fn apply_pixels_into_at<const C: usize>(
        &self,
        level: Level,
        src: Pixels<'_, Self::In, C>,
        dst: [PixelsMut<'_, Self::Out, C>; N],
    ) -> Result<(), Error> {
        self.run_pictures(token(level)?, src, dst, Memory::STACK)
    }

    /// As [`apply_pixels`](Self::apply_pixels), on all threads of rayon's current pool (feature
    /// `rayon`), with the same bits whatever their number. Kernels of another method than `direct`
    /// are computed by one thread.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels`](Self::apply_pixels).
    #[cfg(feature = "rayon")]
    fn apply_pixels_par<const C: usize>(
        &self,
        src: Pixels<'_, Self::In, C>,
    ) -> Result<[PixelsBuf<Self::Out, C>; N], Error> {
        if self.is_by_fft() {
            return self.apply_pixels(src);
        }
        let (width, height) = self.output_size(src.width(), src.height())?;
        let zero = [Self::Out::default(); C];
        let mut dst = super::each(|| PixelsBuf::filled(width, height, zero))?;
        let to = dst.each_mut().map(PixelsBuf::as_pixels_mut);
        let to = Vec::from(to.map(PixelsMut::into_elements));
        let run = |bank: BankJob<'_, '_, Self::In, Self::Out>| {
            bank.run(true, &|kernel, job| self.run_pixels::<C>(kernel, job))
        };
        let window = self.window();
        crate::exec::planes::bank_in_bands((&window, C), src.elements(), to, 4, &run)?;
        Ok(dst)
    }

    /// Computes a rectangle of each output of a whole picture, with its real surroundings.
    ///
    /// ```
    /// # use conv_runtime::{Bank, DynBank, Error, PixelBank, Pixels, PixelsMut, Rect, Scratch};
    /// let bank = DynBank::<u8, i16, 2>::builder([[[1, 1]], [[-1, 1]]]).build()?;
    /// let row = [[10, 0], [20, 1], [50, 3]];
    /// let (mut sum, mut edge) = ([[0; 2]], [[0; 2]]);
    /// fn one(to: &mut [[i16; 2]]) -> Result<PixelsMut<'_, i16, 2>, Error> {
    ///     PixelsMut::new(to, 1, 1)
    /// }
    /// let (picture, region) = (Pixels::new(&row, 3, 1)?, Rect::new(1, 0, 1, 1));
    /// bank.apply_pixels_region(picture, region, [one(&mut sum)?, one(&mut edge)?])?;
    /// assert_eq!((sum, edge), ([[70, 4]], [[30, 2]]));
    /// // The same as a tile, from the two pixels that it reads.
    /// let tile = bank.tiles((3, 1), (1, 1))?.nth(1).ok_or(Error::Empty)?;
    /// let part = Pixels::new(&row[1..], 2, 1)?;
    /// bank.apply_pixels_tile(part, &tile, [one(&mut sum)?, one(&mut edge)?])?;
    /// let to = [one(&mut sum)?, one(&mut edge)?];
    /// bank.apply_pixels_tile_with(part, &tile, to, &mut Scratch::new())?;
    /// assert_eq!((sum, edge), ([[70, 4]], [[30, 2]]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Bank::apply_region`].
    fn apply_pixels_region<const C: usize>(
        &self,
        src: Pixels<'_, Self::In, C>,
        region: Rect,
        dst: [PixelsMut<'_, Self::Out, C>; N],
    ) -> Result<(), Error> {
        let tile = region::tile(&self.window(), (src.width(), src.height()), region)?;
        let i = tile.input;
        let part = src.sub(i.x, i.y, i.width, i.height)?;
        self.apply_pixels_tile(part, &tile, dst)
    }

    /// Computes a tile of each output from the part of the picture that it reads alone.
    ///
    /// # Errors
    ///
    /// As [`Bank::apply_tile`], in pixels.
    fn apply_pixels_tile<const C: usize>(
        &self,
        part: Pixels<'_, Self::In, C>,
        tile: &Tile,
        dst: [PixelsMut<'_, Self::Out, C>; N],
    ) -> Result<(), Error> {
        self.run_tiles(part, tile, dst, Memory::STACK)
    }

    /// As [`apply_pixels_tile`](Self::apply_pixels_tile), with line buffers that are kept in
    /// `scratch`.
    ///
    /// # Errors
    ///
    /// As [`apply_pixels_tile`](Self::apply_pixels_tile), and [`Error::OutOfMemory`] when `scratch`
    /// has to grow.
    #[cfg(feature = "alloc")]
    fn apply_pixels_tile_with<const C: usize>(
        &self,
        part: Pixels<'_, Self::In, C>,
        tile: &Tile,
        dst: [PixelsMut<'_, Self::Out, C>; N],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        self.run_tiles(part, tile, dst, Memory::Scratch(scratch))
    }
}
