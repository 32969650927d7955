//! Banks: several kernels over one input, each of which has an output of its own.
//!
//! ```text
//! kernels with one window  ->  one job for all  ->  blocks of rows, or of a signal, by one kernel
//!                                                   after the other
//! ```
//!
//! Each kernel of a bank is a [`Filter`] or a `SignalFilter`, and each output has the bits that this
//! gives. What runs them, whichever they are, is in `outputs`; here is what a bank of planes can do,
//! in `signals` what one of signals can.

#[cfg(feature = "alloc")]
mod builder;
#[cfg(feature = "alloc")]
mod dynamic;
mod outputs;
mod pixels;
mod signals;

#[cfg(feature = "alloc")]
pub use builder::{BankBuilder, SignalBankBuilder};
#[cfg(feature = "alloc")]
pub use dynamic::{DynBank, DynSignalBank};
pub(crate) use outputs::{BankKernel, BankOf, Outputs};
pub use pixels::PixelBank;
#[cfg(feature = "alloc")]
pub use signals::OwnedBankStream;
pub use signals::SignalBank;

use super::filter::{Filter, token};
use super::region::{self, Tile, TileIter};
use crate::data::{Error, Level, Plane, PlaneMut, Rect};
use crate::exec::planes::{BankJob, Memory};
use crate::exec::simd::detected;
use conv_plan::window::Window;

#[cfg(feature = "alloc")]
use crate::{data::PlaneBuf, exec::planes::Scratch, oracle::matrix::ConvMatrix};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;
#[cfg(feature = "alloc")]
use conv_plan::plan::{Facts, Plan};

/// `N` filters of planes with one window, which give `N` planes of one input: a generated struct
/// with several kernels and no `combine`, or a [`DynBank`].
///
/// Each output has the bits that its kernel gives alone. One call reads the input once from memory:
/// a block of rows goes through all kernels while it is in a cache.
///
/// The trait is sealed and object-safe: `Box<dyn Bank<2, In = u8, Out = i16>>` works. Outputs are
/// in the order of the kernels.
///
/// ```
/// # use conv_plan::taps::library::{sobel_x, sobel_y};
/// # use conv_plan::window::{Border, Padding};
/// # use conv_runtime::{Bank, DynBank, Error, Plane};
/// let gradients = DynBank::<u8, i16, 2>::builder([sobel_x(), sobel_y()])
///     .padding(Padding::Same)
///     .border(Border::Replicate)
///     .build()?;
/// let corner = Plane::new(&[0, 0, 0, 0, 20, 20, 0, 20, 20], 3, 3)?;
/// let [gx, gy] = gradients.apply(corner)?;
/// assert_eq!((gx[(1, 1)], gy[(1, 1)]), (60, 60));
/// # Ok::<(), Error>(())
/// ```
///
/// ```
/// # use conv_runtime::{Bank, DynBank, Error, Level, Plane, PlaneBuf, Scratch};
/// let bank = DynBank::<u8, i16, 2>::builder([[[1, 1]], [[-1, 1]]]).build()?;
/// let plane = Plane::new(&[1, 4, 2], 3, 1)?;
/// let (width, height) = bank.output_size(3, 1)?;
/// let [mut sums, mut edges] = [0, 0].map(|zero| PlaneBuf::filled(width, height, zero).unwrap());
/// bank.apply_into(plane, [sums.as_plane_mut(), edges.as_plane_mut()])?;
/// assert_eq!((sums.data(), edges.data()), (&[5, 6][..], &[3, -2][..]));
/// // The same bits with buffers that are kept, on a CPU level, on all threads.
/// bank.apply_with(plane, [sums.as_plane_mut(), edges.as_plane_mut()], &mut Scratch::new())?;
/// bank.apply_into_at(Level::best(), plane, [sums.as_plane_mut(), edges.as_plane_mut()])?;
/// bank.apply_par_into(plane, [sums.as_plane_mut(), edges.as_plane_mut()])?;
/// assert_eq!(bank.apply_par(plane)?, [sums, edges]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a bank of {N} kernels",
    label = "not a bank of {N} kernels",
    note = "banks are the structs that `conv_kernel!` declares with several kernels of two axes and no `combine`, such as `taps: {{ gx: sobel_x, gy: sobel_y }}`, `DynBank`, and `dyn Bank`",
    note = "banks of signals implement `SignalBank`",
    note = "for a `Box<dyn Bank>`, pass `&*boxed`"
)]
pub trait Bank<const N: usize>: Outputs {
    /// The kernels, each of which tells its facts, its plan, its matrix and its adjoint.
    ///
    /// ```
    /// # use conv_plan::taps::library::{sobel_x, sobel_y};
    /// # use conv_runtime::{Bank, DynBank, Error};
    /// let gradients = DynBank::<u8, i16, 2>::builder([sobel_x(), sobel_y()]).build()?;
    /// let [gx, gy] = gradients.kernels();
    /// assert_eq!(gx.facts().gain(), 0.0);
    /// assert!(gy.response([0.0, 0.25]).magnitude() < 1e-15);
    /// # Ok::<(), Error>(())
    /// ```
    fn kernels(&self) -> [&dyn Filter<In = Self::In, Out = Self::Out>; N];

    /// Sizes, padding and borders of all kernels.
    ///
    /// ```
    /// # use conv_runtime::{Bank, DynBank, Error};
    /// let bank = DynBank::<u8, i16, 2>::builder([[[1, 1]], [[-1, 1]]]).build()?;
    /// assert_eq!(bank.window().columns.kernel, 2);
    /// let plans = bank.explain();
    /// assert_eq!(plans.map(|plan| plan.kernel().result_range()), [[0.0, 510.0], [-255.0, 255.0]]);
    /// assert_eq!(bank.matrix(1, 3, 1)?.to_dense()?.row(0), Some(&[-1.0, 1.0, 0.0][..]));
    /// assert_eq!(bank.to_dyn().explain(), bank.explain());
    /// # Ok::<(), Error>(())
    /// ```
    fn window(&self) -> Window {
        self.common_window()
    }

    /// The plans: how each output is computed.
    #[cfg(feature = "alloc")]
    fn explain(&self) -> [Plan; N] {
        self.kernels().map(Filter::explain)
    }

    /// What is known about each kernel as plain numbers.
    #[cfg(feature = "alloc")]
    fn facts(&self) -> [Facts; N] {
        self.kernels().map(Filter::facts)
    }

    /// The same bank as a run-time bank, with the same plans and the same results.
    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> DynBank<Self::In, Self::Out, N> {
        DynBank::of(self.kernels().map(Filter::to_dyn))
    }

    /// Width and height of each output for an input of `width` x `height` elements.
    ///
    /// # Errors
    ///
    /// As [`Filter::output_size`].
    fn output_size(&self, width: usize, height: usize) -> Result<(usize, usize), Error> {
        let (rows, columns) = self.window().resolve(width, height)?;
        Ok((columns.output, rows.output))
    }

    /// The matrix of one output, counted from 0, over flattened planes of `width` x `height`
    /// elements.
    ///
    /// # Errors
    ///
    /// As [`Filter::matrix`]; [`Error::NoOutput`] beyond the last output.
    #[cfg(feature = "alloc")]
    fn matrix(&self, output: usize, width: usize, height: usize) -> Result<ConvMatrix, Error> {
        let no_output = Error::NoOutput { output, outputs: N };
        let kernels = self.kernels();
        let kernel = kernels.get(output).ok_or(no_output)?;
        kernel.matrix(width, height)
    }

    /// Filters a plane into new ones.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply(&self, src: Plane<'_, Self::In>) -> Result<[PlaneBuf<Self::Out>; N], Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = each(|| PlaneBuf::filled(width, height, Self::Out::default()))?;
        let to = dst.each_mut().map(PlaneBuf::as_plane_mut);
        self.apply_with(src, to, &mut Scratch::new())?;
        Ok(dst)
    }

    /// Filters a plane into others without allocating, except by FFT; otherwise as
    /// [`Filter::apply_into`].
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size); [`Error::OutputSize`] if one of `dst` has
    /// another size, before any is written.
    fn apply_into(
        &self,
        src: Plane<'_, Self::In>,
        mut dst: [PlaneMut<'_, Self::Out>; N],
    ) -> Result<(), Error> {
        let (window, memory) = (self.window(), Memory::STACK);
        self.run_bank(BankJob::new(
            detected(),
            (&window, 1),
            src,
            &mut dst,
            memory,
        )?)
    }

    /// Filters a plane into others with full-width line buffers that are kept in `scratch`: the
    /// fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into), and [`Error::OutOfMemory`] when `scratch` has to grow.
    #[cfg(feature = "alloc")]
    fn apply_with(
        &self,
        src: Plane<'_, Self::In>,
        mut dst: [PlaneMut<'_, Self::Out>; N],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let (window, memory) = (self.window(), Memory::Scratch(scratch));
        self.run_bank(BankJob::new(
            detected(),
            (&window, 1),
            src,
            &mut dst,
            memory,
        )?)
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
        src: Plane<'_, Self::In>,
        mut dst: [PlaneMut<'_, Self::Out>; N],
    ) -> Result<(), Error> {
        let (window, token) = (self.window(), token(level)?);
        self.run_bank(BankJob::new(
            token,
            (&window, 1),
            src,
            &mut dst,
            Memory::STACK,
        )?)
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool (feature `rayon`).
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    fn apply_par(&self, src: Plane<'_, Self::In>) -> Result<[PlaneBuf<Self::Out>; N], Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = each(|| PlaneBuf::filled(width, height, Self::Out::default()))?;
        self.apply_par_into(src, dst.each_mut().map(PlaneBuf::as_plane_mut))?;
        Ok(dst)
    }

    /// Filters a plane into others in bands of rows, on all threads of rayon's current pool
    /// (feature `rayon`).
    ///
    /// The results have the same bits whatever the number of threads. Each thread has line buffers
    /// of its own.
    ///
    /// # Errors
    ///
    /// As [`apply_with`](Self::apply_with).
    #[cfg(feature = "rayon")]
    fn apply_par_into(
        &self,
        src: Plane<'_, Self::In>,
        dst: [PlaneMut<'_, Self::Out>; N],
    ) -> Result<(), Error> {
        self.run_bank_par(&self.window(), src, Vec::from(dst))
    }

    /// The rectangle of an input of `size`, width and height, that a region of the outputs reads.
    ///
    /// ```
    /// # use conv_runtime::{Bank, DynBank, Error, Level, Plane, PlaneMut, Rect, Scratch};
    /// let bank = DynBank::<u8, i16, 2>::builder([[[1, 1]], [[-1, 1]]]).build()?;
    /// let (data, region) = ([1, 4, 2, 7], Rect::new(2, 0, 1, 1));
    /// assert_eq!(bank.region_needed((4, 1), region)?, Rect::new(2, 0, 2, 1));
    /// let (whole, [mut sum, mut edge]) = (Plane::new(&data, 4, 1)?, [[0], [0]]);
    /// fn one(to: &mut [i16]) -> Result<PlaneMut<'_, i16>, Error> {
    ///     PlaneMut::new(to, 1, 1)
    /// }
    /// bank.apply_region(whole, region, [one(&mut sum)?, one(&mut edge)?])?;
    /// bank.apply_region_at(Level::best(), whole, region, [one(&mut sum)?, one(&mut edge)?])?;
    /// // The same as a tile, from the two elements that it reads.
    /// let tile = bank.tiles((4, 1), (1, 1))?.nth(2).ok_or(Error::Empty)?;
    /// let part = Plane::new(&data[2..], 2, 1)?;
    /// bank.apply_tile(part, &tile, [one(&mut sum)?, one(&mut edge)?])?;
    /// bank.apply_tile_with(part, &tile, [one(&mut sum)?, one(&mut edge)?], &mut Scratch::new())?;
    /// assert_eq!((sum, edge), ([9], [5]));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Filter::region_needed`].
    fn region_needed(&self, size: (usize, usize), region: Rect) -> Result<Rect, Error> {
        region::needed(&self.window(), size, region)
    }

    /// Computes a rectangle of each output of a whole plane, with its real surroundings; otherwise
    /// as [`Filter::apply_region`].
    ///
    /// # Errors
    ///
    /// As [`Filter::apply_region`], if one of `dst` does not have the size of the region.
    fn apply_region(
        &self,
        src: Plane<'_, Self::In>,
        region: Rect,
        mut dst: [PlaneMut<'_, Self::Out>; N],
    ) -> Result<(), Error> {
        let window = self.window();
        let (part, tile) = region::part(&window, src, region)?;
        let (window, memory) = ((&window, 1), Memory::STACK);
        let job = region::bank_job(detected(), window, part, &tile, &mut dst, memory)?;
        self.run_bank_direct(job)
    }

    /// As [`apply_region`](Self::apply_region), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_region`](Self::apply_region); [`Error::Level`] if the level is not among
    /// [`Level::available`].
    fn apply_region_at(
        &self,
        level: Level,
        src: Plane<'_, Self::In>,
        region: Rect,
        mut dst: [PlaneMut<'_, Self::Out>; N],
    ) -> Result<(), Error> {
        let (window, token) = (self.window(), token(level)?);
        let (part, tile) = region::part(&window, src, region)?;
        let (window, memory) = ((&window, 1), Memory::STACK);
        let job = region::bank_job(token, window, part, &tile, &mut dst, memory)?;
        self.run_bank_direct(job)
    }

    /// The outputs, cut into tiles as by [`Filter::tiles`].
    ///
    /// # Errors
    ///
    /// As [`Filter::tiles`].
    fn tiles(&self, size: (usize, usize), tile: (usize, usize)) -> Result<TileIter, Error> {
        TileIter::new(self.window(), size, tile)
    }

    /// Computes a tile of each output from the part of the input that it reads alone; otherwise as
    /// [`Filter::apply_tile`].
    ///
    /// # Errors
    ///
    /// As [`Filter::apply_tile`].
    fn apply_tile(
        &self,
        part: Plane<'_, Self::In>,
        tile: &Tile,
        mut dst: [PlaneMut<'_, Self::Out>; N],
    ) -> Result<(), Error> {
        let window = self.window();
        let (window, memory) = ((&window, 1), Memory::STACK);
        let job = region::bank_job(detected(), window, part, tile, &mut dst, memory)?;
        self.run_bank_direct(job)
    }

    /// As [`apply_tile`](Self::apply_tile), with line buffers that are kept in `scratch`.
    ///
    /// # Errors
    ///
    /// As [`apply_tile`](Self::apply_tile), and [`Error::OutOfMemory`] when `scratch` has to grow.
    #[cfg(feature = "alloc")]
    fn apply_tile_with(
        &self,
        part: Plane<'_, Self::In>,
        tile: &Tile,
        mut dst: [PlaneMut<'_, Self::Out>; N],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let window = self.window();
        let (window, memory) = ((&window, 1), Memory::Scratch(scratch));
        let job = region::bank_job(detected(), window, part, tile, &mut dst, memory)?;
        self.run_bank_direct(job)
    }
}

/// An array of what `make` gives.
#[cfg(feature = "alloc")]
pub(crate) fn each<T, const N: usize>(
    mut make: impl FnMut() -> Result<T, Error>,
) -> Result<[T; N], Error> {
    let mut all = Vec::new();
    all.try_reserve_exact(N).map_err(|_| Error::OutOfMemory)?;
    for _ in 0..N {
        all.push(make()?);
    }
    // There are as many.
    all.try_into().map_err(|_| Error::SizeOverflow)
}
