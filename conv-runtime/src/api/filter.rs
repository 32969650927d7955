//! What every plane kernel can do. Every method comes down to one [`Job`].

use super::convolution::Convolution;
use super::region::{self, Tile, TileIter};
use crate::data::{Error, Level, Plane, PlaneMut, Rect};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use conv_plan::window::Window;
use fearless_simd::Level as Token;

#[cfg(feature = "fft")]
use crate::exec::fft::ByFft;
#[cfg(feature = "alloc")]
use crate::{
    api::{Adjoint, DynKernel, Response, response},
    data::PlaneBuf,
    exec::planes::Scratch,
    oracle::matrix::ConvMatrix,
};
#[cfg(feature = "fft")]
use conv_plan::plan::Estimates;
#[cfg(feature = "alloc")]
use conv_plan::{
    plan::{Facts, Plan},
    rules::ConvSpec,
};

/// The proof that the CPU has a level.
pub(super) fn token(level: Level) -> Result<Token, Error> {
    level.token().ok_or(Error::Level(level))
}

/// A filter of planes: a generated struct or a [`DynKernel`].
///
/// The trait is sealed and object-safe: `Box<dyn Filter<In = u8, Out = i16>>` works.
///
/// The output's size is `floor((n + before + after - dilation * (k - 1) - 1) / stride) + 1`
/// on each axis. If sizes do not match, a method returns an error; none panics.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynKernel, Error, Filter, Level, Plane, PlaneBuf, Scratch};
/// let sum = DynKernel::<u8, u16>::builder([[1, 1, 1]]).padding(Padding::Same).build()?;
/// let plane = Plane::new(&[1, 2, 3, 4, 5, 6], 3, 2)?;
/// let sums = sum.apply(plane)?;
/// assert_eq!(sums.data(), [3, 6, 5, 9, 15, 11]);
/// // The same result, written into an existing plane; with reused buffers; on all threads.
/// assert_eq!(sum.output_size(3, 2)?, (3, 2));
/// let (mut again, mut scratch) = (PlaneBuf::filled(3, 2, 0)?, Scratch::new());
/// sum.apply_into(plane, again.as_plane_mut())?;
/// sum.apply_with(plane, again.as_plane_mut(), &mut scratch)?;
/// sum.apply_into_at(Level::best(), plane, again.as_plane_mut())?;
/// sum.apply_par_into(plane, again.as_plane_mut())?;
/// assert_eq!((&again, &sum.apply_par(plane)?), (&sums, &sums));
/// assert_eq!((sum.explain().accumulator().name(), sum.facts().results()), ("u16", [0.0, 765.0]));
/// assert_eq!((sum.kernel().tap_count(), sum.window().columns.kernel), (3, 3));
/// assert_eq!((sum.response([0.0; 2]).magnitude(), sum.to_dyn().explain()), (3.0, sum.explain()));
/// assert_eq!((sum.adjoint(3, 2)?.input_size(), sum.matrix(3, 2)?.rows()), ((3, 2), 6));
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter of planes",
    label = "not a filter of planes",
    note = "filters of planes are the structs that `conv_kernel!` declares with taps of two axes, `DynKernel`, and `dyn Filter`",
    note = "signal kernels implement `SignalFilter`, those with `channels` `MixFilter`, layers `Layer`",
    note = "for a `Box<dyn Filter>`, pass `&*boxed`"
)]
pub trait Filter: Convolution {
    /// Sizes, padding and borders.
    fn window(&self) -> Window;

    #[doc(hidden)]
    fn run(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error>;

    /// As `run`, directly, whatever the method.
    #[doc(hidden)]
    fn run_direct(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error>;

    /// Output rows that are best computed by one thread, of an output of these rows and columns.
    #[cfg(feature = "rayon")]
    #[doc(hidden)]
    fn rows_together(&self, outputs: [usize; 2]) -> usize {
        #[cfg(feature = "fft")]
        if let Some(rows) = self.by_fft().and_then(|fft| fft.rows_together(outputs)) {
            return rows;
        }
        let _ = outputs;
        4
    }

    /// What the FFT needs, unless the method is direct.
    #[cfg(feature = "fft")]
    #[doc(hidden)]
    fn by_fft(&self) -> Option<ByFft<'_>> {
        None
    }

    /// The checked kernel: what is computed.
    #[cfg(feature = "alloc")]
    fn kernel(&self) -> ConvSpec;

    /// The plan: how it is computed. Its `Display` prints it in words.
    #[cfg(feature = "alloc")]
    fn explain(&self) -> Plan {
        Plan::new(&self.kernel())
    }

    /// What is known about the kernel as plain numbers: shape, taps, rank, gain, range of results
    /// and others, as the constants of declared kernels say them.
    #[cfg(feature = "alloc")]
    fn facts(&self) -> Facts {
        Facts::new(&self.explain())
    }

    /// What a wave of a frequency, vertical and horizontal in cycles per element, is multiplied by;
    /// otherwise as [`SignalFilter::response`](crate::SignalFilter::response).
    #[cfg(feature = "alloc")]
    fn response(&self, frequency: [f64; 2]) -> Response {
        response::of(&self.kernel(), frequency)
    }

    /// What the direct way and the FFT are estimated to take on one thread of this CPU for planes
    /// of `width` x `height` elements, and which is taken; `None` for `method: direct`.
    ///
    /// ```
    /// # use conv_plan::rules::Method;
    /// # use conv_runtime::{DynKernel, Error, Filter};
    /// let large = DynKernel::<f32, f32>::builder(vec![vec![0.001; 31]; 31])
    ///     .method(Method::Auto)
    ///     .build()?;
    /// let estimates = large.estimates(1920, 1080)?;
    /// assert!(estimates.is_some_and(|estimates| estimates.block.is_some()));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size).
    #[cfg(feature = "fft")]
    fn estimates(&self, width: usize, height: usize) -> Result<Option<Estimates>, Error> {
        let (width, height) = self.output_size(width, height)?;
        Ok(self.by_fft().map(|fft| fft.estimates([height, width])))
    }

    /// The same kernel as a run-time kernel, with the same plan and the same results.
    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> DynKernel<Self::In, Self::Out> {
        DynKernel::from_plan(self.explain())
    }

    /// Width and height of the output for an input of `width` x `height` elements.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a size of 0, [`Error::SizeOverflow`],
    /// [`Error::InputTooSmall`] if the kernel does not fit into the padded input.
    fn output_size(&self, width: usize, height: usize) -> Result<(usize, usize), Error> {
        let (rows, columns) = self.window().resolve(width, height)?;
        Ok((columns.output, rows.output))
    }

    /// The rectangle of an input of `size`, width and height, that a region of the output reads,
    /// border included.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynKernel, Error, Filter, Level, Plane, PlaneMut, Rect, Scratch};
    /// let sum = DynKernel::<u8, u16>::builder([[1, 1, 1]]).padding(Padding::Same).build()?;
    /// let (data, region, mut two) = ([1, 2, 3, 4, 5, 6], Rect::new(4, 0, 2, 1), [0; 2]);
    /// assert_eq!(sum.region_needed((6, 1), region)?, Rect::new(3, 0, 3, 1));
    /// let tile = sum.tiles((6, 1), (2, 1))?.last().ok_or(Error::Empty)?;
    /// let (whole, seen) = (Plane::new(&data, 6, 1)?, Plane::new(&data[3..], 3, 1)?);
    /// sum.apply_tile(seen, &tile, PlaneMut::new(&mut two, 2, 1)?)?;
    /// sum.apply_tile_with(seen, &tile, PlaneMut::new(&mut two, 2, 1)?, &mut Scratch::new())?;
    /// sum.apply_region(whole, region, PlaneMut::new(&mut two, 2, 1)?)?;
    /// sum.apply_region_at(Level::best(), whole, region, PlaneMut::new(&mut two, 2, 1)?)?;
    /// assert_eq!(two, [15, 11]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size); [`Error::Region`] for a region that is empty or
    /// not inside the output.
    fn region_needed(&self, size: (usize, usize), region: Rect) -> Result<Rect, Error> {
        region::needed(&self.window(), size, region)
    }

    /// Computes a rectangle of the output of a whole plane, with its real surroundings: the border
    /// acts only at the plane's own edge.
    ///
    /// The bits are those that [`apply`](Self::apply) gives there, summed directly even if the
    /// method is FFT; nothing is allocated.
    ///
    /// # Errors
    ///
    /// Those of [`region_needed`](Self::region_needed); [`Error::OutputSize`] if `dst` does not
    /// have the size of the region; [`Error::NoDirect`].
    fn apply_region(
        &self,
        src: Plane<'_, Self::In>,
        region: Rect,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        let window = self.window();
        let (part, tile) = region::part(&window, src, region)?;
        let job = region::job(detected(), &window, part, &tile, dst, Memory::STACK)?;
        self.run_direct(job)
    }

    /// The output of an input of `size`, width and height, cut into tiles of `tile` columns and
    /// rows, row by row; those at the right and at the bottom may be smaller.
    ///
    /// Each tile says which part of the input it reads, so that another thread, process or machine
    /// can compute it from that part alone with [`apply_tile`](Self::apply_tile); see [`TileIter`].
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size); [`Error::Empty`] for tiles without columns or
    /// rows.
    fn tiles(&self, size: (usize, usize), tile: (usize, usize)) -> Result<TileIter, Error> {
        TileIter::new(self.window(), size, tile)
    }

    /// Computes a tile from the part of the input that it reads alone; otherwise as
    /// [`apply_region`](Self::apply_region). What it reads is reckoned from `tile.output` again.
    ///
    /// # Errors
    ///
    /// Those of [`apply_region`](Self::apply_region); [`Error::InputPart`] if `part` does not have
    /// the size of `tile.input`.
    fn apply_tile(
        &self,
        part: Plane<'_, Self::In>,
        tile: &Tile,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        let window = self.window();
        let job = region::job(detected(), &window, part, tile, dst, Memory::STACK)?;
        self.run_direct(job)
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
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        let (window, token) = (self.window(), token(level)?);
        let (part, tile) = region::part(&window, src, region)?;
        let job = region::job(token, &window, part, &tile, dst, Memory::STACK)?;
        self.run_direct(job)
    }

    /// As [`apply_tile`](Self::apply_tile), with line buffers that are kept in `scratch`: the
    /// fastest for tiles of more than a few hundred columns.
    ///
    /// # Errors
    ///
    /// As [`apply_tile`](Self::apply_tile), and [`Error::OutOfMemory`] when `scratch` has to grow.
    #[cfg(feature = "alloc")]
    fn apply_tile_with(
        &self,
        part: Plane<'_, Self::In>,
        tile: &Tile,
        dst: PlaneMut<'_, Self::Out>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let window = self.window();
        let memory = Memory::Scratch(scratch);
        self.run_direct(region::job(detected(), &window, part, tile, dst, memory)?)
    }

    /// Filters a plane into a new one.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply(&self, src: Plane<'_, Self::In>) -> Result<PlaneBuf<Self::Out>, Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = PlaneBuf::filled(width, height, Self::Out::default())?;
        self.apply_with(src, dst.as_plane_mut(), &mut Scratch::new())?;
        Ok(dst)
    }

    /// Filters a plane into another without allocating, except by FFT.
    ///
    /// Line buffers are on the stack, at most four of 16384 elements (16 to 128 KiB each, by
    /// their type); wider planes are filtered in blocks of columns. A window that is
    /// larger than a buffer is computed tap by tap, which is slow: prefer
    /// [`apply_with`](Self::apply_with) for kernels of more than 50 rows and columns.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size); [`Error::OutputSize`] if `dst` has another
    /// size.
    fn apply_into(
        &self,
        src: Plane<'_, Self::In>,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        let window = self.window();
        self.run(Job::new(detected(), &window, src, dst, Memory::STACK)?)
    }

    /// Filters a plane into another with full-width line buffers that are kept in `scratch`: the
    /// fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into), and [`Error::OutOfMemory`] when `scratch` has to grow.
    #[cfg(feature = "alloc")]
    fn apply_with(
        &self,
        src: Plane<'_, Self::In>,
        dst: PlaneMut<'_, Self::Out>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let window = self.window();
        let memory = Memory::Scratch(scratch);
        self.run(Job::new(detected(), &window, src, dst, memory)?)
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool (feature `rayon`).
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    fn apply_par(&self, src: Plane<'_, Self::In>) -> Result<PlaneBuf<Self::Out>, Error> {
        let (width, height) = self.output_size(src.width(), src.height())?;
        let mut dst = PlaneBuf::filled(width, height, Self::Out::default())?;
        self.apply_par_into(src, dst.as_plane_mut())?;
        Ok(dst)
    }

    /// Filters into a plane, on all threads of rayon's current pool (feature `rayon`).
    ///
    /// The result has the same bits whatever the number of threads. Each thread filters bands of
    /// rows, and has line buffers of its own.
    ///
    /// # Errors
    ///
    /// As [`apply_with`](Self::apply_with).
    #[cfg(feature = "rayon")]
    fn apply_par_into(
        &self,
        src: Plane<'_, Self::In>,
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        let window = self.window();
        let run = |job: Job<'_, Self::In, Self::Out>| self.run(job);
        let together = self.rows_together([dst.height(), dst.width()]);
        crate::exec::planes::in_bands((&window, 1), src, dst, together, &run)
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
        dst: PlaneMut<'_, Self::Out>,
    ) -> Result<(), Error> {
        let window = self.window();
        self.run(Job::new(token(level)?, &window, src, dst, Memory::STACK)?)
    }

    /// The adjoint on planes of `width` x `height` elements: the transposed matrix as a linear map.
    ///
    /// # Errors
    ///
    /// As [`matrix`](Self::matrix), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn adjoint(&self, width: usize, height: usize) -> Result<Adjoint, Error> {
        Adjoint::new(&self.kernel(), width, height)
    }

    /// The kernel as a matrix over flattened planes of `width` x `height` elements.
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Self::output_size), and [`Error::Combined`] for several kernels.
    #[cfg(feature = "alloc")]
    fn matrix(&self, width: usize, height: usize) -> Result<ConvMatrix, Error> {
        ConvMatrix::new(&self.kernel(), width, height)
    }
}
