//! Kernels whose output replaces their input.
//!
//! ```text
//! planes:   for each band of rows, from top to bottom:
//!               keep the rows that it reads and that are still whole, beside those kept before
//!               compute the band, as a region, from the rows that are kept, over the plane
//! signals:  a stream, each block of which is kept until its outputs are written
//! ```

use super::convolution::Kind;
use super::filter::Filter;
use super::pixels::PixelFilter;
use super::region::{self, Tile};
use super::signal_filter::SignalFilter;
use super::stream::Stream;
use crate::data::{Error, PixelsMut, Plane, PlaneMut, Rect, grown};
use crate::exec::Element;
use crate::exec::caches::caches;
use crate::exec::planes::{Job, Memory, Scratch};
use crate::exec::simd::detected;
use conv_plan::window::{Border, Window};

/// Plane kernels whose input and output have the same type: filters of which the output can take
/// the place of the input.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynKernel, Error, InPlace, PlaneBuf, Scratch};
/// let blur = DynKernel::<f32, f32>::builder([[0.25, 0.5, 0.25]]).padding(Padding::Same).build()?;
/// let mut plane = PlaneBuf::from_vec(vec![0.0, 4.0, 0.0, 8.0], 4, 1)?;
/// blur.apply_in_place(plane.as_plane_mut(), &mut Scratch::new())?;
/// assert_eq!(plane.data(), [1.0, 2.0, 3.0, 4.0]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot filter planes of `{T}` in place",
    label = "input and output have different types, or this is no filter of planes",
    note = "in place, a kernel has the same type of input and output: use `apply` or `apply_into`"
)]
pub trait InPlace<T: Element>: Filter<In = T, Out = T> {
    /// Replaces a plane by its output, which has to have the same size.
    ///
    /// The bits are those of [`apply`](Filter::apply), summed directly, even if the method is FFT.
    /// The `scratch` keeps a band of rows and those of a window, at most a few hundred KiB and
    /// three windows; with a vertical border that wraps around or a vertical stride, a copy of the
    /// plane.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynKernel, Error, InPlace, PlaneMut, Scratch};
    /// let sum = DynKernel::<f32, f32>::builder([[1], [1], [1]]).padding(Padding::Same).build()?;
    /// let mut column = [1.0, 2.0, 3.0, 4.0];
    /// sum.apply_in_place(PlaneMut::new(&mut column, 1, 4)?, &mut Scratch::new())?;
    /// assert_eq!(column, [3.0, 6.0, 9.0, 7.0]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_size`](Filter::output_size); [`Error::OutputSize`] if the output has
    /// another size than the plane; [`Error::NoDirect`]; [`Error::OutOfMemory`] when `scratch` has
    /// to grow. The plane is then as it was, except that a kernel with `missing: renormalize` may
    /// have filtered the rows above the first NaN.
    fn apply_in_place(&self, plane: PlaneMut<'_, T>, scratch: &mut Scratch) -> Result<(), Error>;
}

impl<T: Element, F: Filter<In = T, Out = T> + ?Sized> InPlace<T> for F {
    fn apply_in_place(&self, plane: PlaneMut<'_, T>, scratch: &mut Scratch) -> Result<(), Error> {
        let window = self.window();
        let size = (plane.width(), plane.height());
        same_size(self.output_size(size.0, size.1)?, size)?;
        in_bands((&window, 1), plane, scratch, &|job| self.run_direct(job))
    }
}

/// Filters of planes that take pixels and give pixels of the same type.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynKernel, Error, PixelInPlace, PixelsBuf, Scratch};
/// let blur = DynKernel::<f32, f32>::builder([[0.5, 0.5]]).padding(Padding::Same).build()?;
/// let mut picture = PixelsBuf::filled(2, 1, [1.0, 2.0, 4.0])?;
/// blur.apply_pixels_in_place(picture.as_pixels_mut(), &mut Scratch::new())?;
/// assert_eq!(picture.data(), [[1.0, 2.0, 4.0], [0.5, 1.0, 2.0]]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot filter pixels of `{T}` in place",
    label = "input and output have different types, or this is no filter of planes",
    note = "in place, a kernel has the same type of input and output: use `apply_pixels`"
)]
pub trait PixelInPlace<T: Element>: PixelFilter + Filter<In = T, Out = T> {
    /// Replaces a picture by its output, as [`InPlace::apply_in_place`] does a plane.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynKernel, Error, PixelInPlace, PixelsMut, Scratch};
    /// let sum = DynKernel::<f32, f32>::builder([[1, 1]]).padding(Padding::Same).build()?;
    /// let mut row = [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]];
    /// sum.apply_pixels_in_place(PixelsMut::new(&mut row, 3, 1)?, &mut Scratch::new())?;
    /// assert_eq!(row, [[3.0, 30.0], [5.0, 50.0], [3.0, 30.0]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`InPlace::apply_in_place`].
    fn apply_pixels_in_place<const N: usize>(
        &self,
        pixels: PixelsMut<'_, T, N>,
        scratch: &mut Scratch,
    ) -> Result<(), Error>;
}

impl<T: Element, F: PixelFilter + Filter<In = T, Out = T> + ?Sized> PixelInPlace<T> for F {
    fn apply_pixels_in_place<const N: usize>(
        &self,
        pixels: PixelsMut<'_, T, N>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let window = self.window();
        let size = (pixels.width(), pixels.height());
        same_size(self.output_size(size.0, size.1)?, size)?;
        in_bands((&window, N), pixels.into_elements(), scratch, &|job| {
            self.run_pixels_direct::<N>(job)
        })
    }
}

/// Refuses an output that has another size than the input.
fn same_size(output: (usize, usize), input: (usize, usize)) -> Result<(), Error> {
    if output == input {
        return Ok(());
    }
    Err(Error::OutputSize {
        expected_width: output.0,
        expected_height: output.1,
        found_width: input.0,
        found_height: input.1,
    })
}

/// A multiple of the rows of every tile: the last tile of a band overlaps the one before.
const TILE_ROWS: usize = 8;

/// Rows of a band: as many as stay in a part of the second-level cache, and as many as a window has
/// or more, so that what a border mirrors at the bottom is still kept. All rows if an output may
/// need a row that is above it by more than a window: with a stride, the padding may be so large.
fn band_rows<T>(window: &Window, width: usize, height: usize) -> usize {
    if window.row_border == Border::Wrap && window.rows.kernel > 1 || window.rows.stride > 1 {
        return height;
    }
    let row = width.saturating_mul(size_of::<T>()).max(1);
    (caches().second / 4 / row)
        .max(window.rows.saturating_extent())
        .max(1)
        .checked_next_multiple_of(TILE_ROWS)
        .map_or(height, |rows| rows.min(height))
}

/// What runs a job.
type Run<'r, T> = dyn Fn(Job<'_, T, T>) -> Result<(), Error> + 'r;

/// A plane, or the elements of pixels of so many channels, by what runs a job of either.
fn in_bands<T: Element>(
    window: (&Window, usize),
    plane: PlaneMut<'_, T>,
    scratch: &mut Scratch,
    run: &Run<'_, T>,
) -> Result<(), Error> {
    let mut rows = core::mem::take(scratch.result::<T>());
    let result = each_band(window, plane, (&mut rows, scratch), run);
    *scratch.result() = rows;
    result
}

fn each_band<T: Element>(
    (window, channels): (&Window, usize),
    mut plane: PlaneMut<'_, T>,
    (rows, scratch): (&mut alloc::vec::Vec<T>, &mut Scratch),
    run: &Run<'_, T>,
) -> Result<(), Error> {
    let (width, height) = (plane.width(), plane.height());
    let size = (width / channels, height);
    let band = band_rows::<T>(window, width, height);
    let output_at = |y| Rect::new(0, y, size.0, band.min(height - y));
    // For any band, before the first is written over the plane.
    let mut most = 0;
    for y in (0..height).step_by(band) {
        most = most.max(region::needed(window, size, output_at(y))?.height);
    }
    let rows = grown(rows, most.checked_mul(width).ok_or(Error::SizeOverflow)?)?;
    // The rows of the input that are kept.
    let mut kept = 0..0;
    for y in (0..height).step_by(band) {
        let output = output_at(y);
        let input = region::needed(window, size, output)?;
        let needed = input.y..input.y + input.height;
        let length = input.height * width;
        if kept.start < needed.start {
            let end = kept.end.max(needed.start);
            let still = (needed.start - kept.start) * width..(end - kept.start) * width;
            rows.copy_within(still, 0);
            kept = needed.start..end;
        }
        for row in kept.end..needed.end {
            let from = (row - kept.start) * width;
            if let Some(elements) = plane.as_plane().row(row) {
                rows[from..from + width].copy_from_slice(elements);
            }
        }
        kept.end = kept.end.max(needed.end);
        let part = Plane::new(&rows[..length], width, input.height)?;
        let (left, wide) = (input.x * channels, input.width * channels);
        let part = part.sub(left, 0, wide, input.height)?;
        let out = plane.part(Rect::new(0, y, width, output.height))?;
        let tile = Tile {
            size,
            output,
            input,
        };
        let memory = Memory::Scratch(scratch);
        run(region::pixels_job(
            detected(),
            (window, channels),
            part,
            &tile,
            out,
            memory,
        )?)?;
    }
    Ok(())
}

/// Signal kernels whose input and output have the same type.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, Scratch, SignalInPlace};
/// let mean = DynSignal::<f32, f32>::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// let mut samples = [2.0, 4.0, 8.0];
/// mean.apply_in_place(&mut samples, &mut Scratch::new())?;
/// assert_eq!(samples, [1.0, 3.0, 6.0]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot filter signals of `{T}` in place",
    label = "input and output have different types, or this is no filter of signals",
    note = "in place, a kernel has the same type of input and output: use `apply` or `apply_into`"
)]
pub trait SignalInPlace<T: Element>: SignalFilter<In = T, Out = T> {
    /// Replaces a signal by its output, which has to have the same length.
    ///
    /// The bits are those of [`apply`](SignalFilter::apply), summed directly, even if the method is
    /// FFT. The `scratch` keeps a block and a window; with a border that wraps around or a stride,
    /// a copy of the signal.
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](SignalFilter::output_len); [`Error::Length`] if the output has
    /// another length than the signal; [`Error::NoDirect`]; [`Error::OutOfMemory`] when `scratch`
    /// has to grow.
    fn apply_in_place(&self, signal: &mut [T], scratch: &mut Scratch) -> Result<(), Error>;
}

/// Elements of a block.
const BLOCK: usize = 4096;

impl<T: Element, F: SignalFilter<In = T, Out = T> + ?Sized> SignalInPlace<T> for F {
    fn apply_in_place(&self, signal: &mut [T], scratch: &mut Scratch) -> Result<(), Error> {
        let (expected, found) = (self.output_len(signal.len())?, signal.len());
        if expected != found {
            return Err(Error::Length { expected, found });
        }
        let mut kept = core::mem::take(scratch.result::<T>());
        let result = in_blocks(self, signal, &mut kept, scratch);
        *scratch.result() = kept;
        result
    }
}

fn in_blocks<T: Element>(
    kernel: &(impl SignalFilter<In = T, Out = T> + ?Sized),
    signal: &mut [T],
    kept: &mut alloc::vec::Vec<T>,
    scratch: &mut Scratch,
) -> Result<(), Error> {
    let window = kernel.window();
    let streamed = window
        .streamed()
        .ok()
        .filter(|axis| (axis.stride, axis.interpolate) == (1, 1));
    let (Some(axis), Kind::Signal(kernel)) = (streamed, kernel.kind()) else {
        // Any output may need any input, with a stride too: its padding may be long.
        let length = signal.len();
        let copy = grown(kept, length)?;
        copy.copy_from_slice(signal);
        return kernel.run_direct(Job::new(
            detected(),
            &window,
            Plane::new(copy, length, 1)?,
            PlaneMut::new(signal, length, 1)?,
            Memory::Scratch(scratch),
        )?);
    };
    let least = axis.buffer();
    let length = least.checked_add(BLOCK).ok_or(Error::SizeOverflow)?;
    let (buffer, block) = grown(kept, length)?.split_at_mut(least);
    let mut stream = Stream::new(kernel, axis, buffer);
    let (mut read, mut written) = (0, 0);
    while read < signal.len() {
        let some = &mut block[..BLOCK.min(signal.len() - read)];
        some.copy_from_slice(&signal[read..read + some.len()]);
        read += some.len();
        written += stream.push(some, &mut signal[written..read])?;
    }
    stream.finish(&mut signal[written..])?;
    Ok(())
}
