//! The driver of kernels with one pass.
//!
//! ```text
//! rows are shorter than a tile:
//!     parts of the plane side by side (`narrow`)
//! bodies load the input's elements, columns are not strided, rows are neither short nor `crowded`:
//!     the inside   bands straight over the input
//!     the frame    strips of staged rows: top, bottom; left and right together (`edges`)
//! otherwise:
//!     one strip (or blocks of columns, where the rows outgrow the buffer)
//! a strip:
//!     for all bands of tile rows that there is room for: slide the staged rows down, run the body
//! ```

use super::body::Band;
use super::crowded::{aliased, in_few_sets};
use super::edges::Edges;
use super::job::Job;
use super::memory::{BufferWork, Buffered, Memory, Slot};
use super::narrow::{ONE_PASS, Parts, may_be_cut};
use super::slider::{Slider, pitch};
use super::stage::Stage;
use super::tap_by_tap;
use crate::data::Error;
use crate::exec::caches::caches;
use crate::exec::simd::View;
use conv_plan::number::Scalar;
use core::ops::Range;

impl<In, Out> Job<'_, In, Out> {
    /// Runs a kernel of one pass over rows of `E`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn direct<E>(mut self, band: &dyn Band<E, Out>) -> Result<(), Error>
    where
        E: Buffered,
        In: Stage<E>,
        Out: Buffered,
    {
        let job = &mut self;
        let (token, rows, columns) = (job.token(), job.outputs(), job.across());
        if may_be_cut(job, ONE_PASS, band.rows())
            && let Some(parts) = Parts::new::<E, Out>(job, band.rows(), (band.block(token), 0))
        {
            let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
            return parts.run(job, &mut memory, &mut |view, out, width| {
                band.run(token, view, out, width, width);
            });
        }
        let (elements, inner) = match way(job, band) {
            Way::InPlace(elements, inner) => (elements, inner),
            Way::Staged(most) => return through_rows(job, band, (rows, columns), most),
        };
        strip(job, band, rows.start..inner.rows.start, columns.clone())?;
        // What lies left and right is computed while the rows are still in a cache.
        let row = job.source.plane.stride().saturating_mul(size_of::<E>());
        // A quarter of L2, which also holds what is written; measured with 1 MiB of it.
        let bands = (caches().second / 4 / row.max(1) / band.rows()).max(1);
        let edges = Edges::new(job, band, &columns, &inner.columns);
        let stride = job.window.rows.stride;
        for y in inner
            .rows
            .clone()
            .step_by(bands.saturating_mul(band.rows()))
        {
            // As many rows as a band has, or more.
            let y = y.min(inner.rows.end - band.rows());
            let some = y..inner.rows.end.min(y + bands * band.rows());
            let mut down = some.start;
            while down < some.end {
                let y = down.min(inner.rows.end - band.rows());
                let from = job.offset(y * stride, inner.columns.start);
                let view = View::new(&elements[from..], job.source.plane.stride());
                let count = ((some.end - y) / band.rows()).max(1);
                let bands = (count, stride.saturating_mul(band.rows()));
                job.run_bands(
                    band,
                    view,
                    bands,
                    (y, inner.columns.start),
                    inner.columns.len(),
                );
                down = y + count * band.rows();
            }
            if let Some(edges) = &edges {
                edges.run(job, band, elements, some)?;
            } else {
                strip(job, band, some.clone(), columns.start..inner.columns.start)?;
                strip(job, band, some, inner.columns.end..columns.end)?;
            }
        }
        strip(job, band, inner.rows.end..rows.end, columns)
    }
}

/// Outputs that touch no border.
struct Inside {
    rows: Range<usize>,
    columns: Range<usize>,
}

/// Bytes of a row up to which all rows are staged if they have borders, whatever the kernel: that
/// costs less than bands over the inside and tiles for what is beside them.
///
/// On an EPYC with AVX-512, staged and in place: `f32` 3x3 1.1 and 1.4 us at 64x64, 3.5 and 3.4 at
/// 128x128, 12.4 and 10.7 at 256x256; a `u8` Sobel 4.2 and 4.5 us at 256x256, 104 and 83 at
/// 1920x1080.
const NARROW: usize = 512;

/// As [`NARROW`], for each element that is picked, and for each tap of a tile, to compute the ends
/// of an output row in tiles of their own.
///
/// On a Xeon with AVX-512 and 48 KiB of L1, time staged over time in place: `f32` 3x3 0.98 at 144
/// columns and 1.16 at 256; 5x5 0.95 at 256 and 1.11 at 320; 7x7 0.85 at 144, 0.92 at 256 and 1.06
/// at 384; 11x11 0.79 at 144, 0.86 at 256 and 1.00 at 384; a `u8` 5x5 0.85 at 640 and 0.96 at 1500;
/// 63 taps over 1000 samples 0.70.
const WORTH: usize = 40;

/// Whether to stage whole rows costs less than what the ends of rows that are read in place do.
fn narrow<E: Buffered, Out: Buffered>(
    job: &Job<'_, impl Scalar, Out>,
    band: &dyn Band<E, Out>,
    (across, inner): (&Range<usize>, &Range<usize>),
) -> bool {
    let (height, needed) = (band.rows(), job.rows_needed(band.rows()));
    let row = across.len().saturating_mul(size_of::<E>());
    if row <= NARROW {
        return true;
    }
    // The rows of a tile stay in L1, beside what is read and written.
    if row.saturating_mul(needed) > caches().first / 5 * 2 {
        return false;
    }
    let (rows, columns) = (&job.window.rows, &job.window.columns);
    let outputs = across.len() - inner.len();
    // What windows at both ends meet, and how many bands fit into a tile.
    let met = (columns.saturating_extent() - 1)
        .saturating_mul(2)
        .saturating_add(outputs);
    let bands = 1 + band.block(job.token()).saturating_sub(met) / met.max(1);
    let picked = met.saturating_mul(needed) / height;
    let taps = rows.kernel.saturating_mul(columns.kernel) / bands;
    row <= WORTH.saturating_mul(picked.saturating_add(taps))
}

/// Whether a block of so many columns, whose staged rows have so many elements, is narrow enough:
/// the rows take up to `most` bytes, or the block is so short that starting it counts, or what a
/// window reaches beyond the block, and the next block stages again.
///
/// `u8 -> i32` 5x5 at 1920x1080, on AVX-512 and AVX2 of an EPYC with 48 KiB of L1: 1.5 and 2.5 ms
/// with whole rows, 1.1 and 1.6 with 24 KiB of them.
pub(super) fn cached<E>(columns: usize, reach: usize, staged: usize, most: usize) -> bool {
    columns <= 512
        || columns <= reach.saturating_mul(4)
        || staged.saturating_mul(size_of::<E>()) <= most
}

/// How the rows of the input are read.
enum Way<'a, E> {
    /// Where they lie, for the outputs that touch no border.
    InPlace(&'a [E], Inside),
    /// Staged, up to so many bytes of them at a time.
    Staged(usize),
}

/// How the rows of the input are read by a band.
///
/// Bands are as wide as the plane: in blocks of 960 columns, which keep a 7x7's rows in L1, a
/// dense `f32` 3x3 at 3840x2160 took 3.7 ms instead of 2.9, a 7x7 the same 8.2 (AVX-512).
fn way<'a, In: Stage<E>, E: Buffered, Out: Buffered>(
    job: &Job<'a, In, Out>,
    band: &dyn Band<E, Out>,
) -> Way<'a, E> {
    let staged = Way::Staged(caches().staged_bytes());
    let across = job.across();
    let inner = job.inner_columns();
    let columns = inner.start.max(across.start)..inner.end.min(across.end);
    let padded = columns != across;
    if job.window.columns.stride != 1 || padded && narrow(job, band, (&across, &columns)) {
        return staged;
    }
    let Some(elements) = job.source.as_staged() else {
        return staged;
    };
    let (inner, outputs) = (job.inner_rows(), job.outputs());
    let rows = inner.start.max(outputs.start)..inner.end.min(outputs.end);
    let rows = without_strips(&outputs, rows, band.rows());
    if rows.len() < band.rows() || columns.len() < band.block(job.token()) {
        return staged;
    }
    // Whole rows: in blocks that fit L1, an `f32` 3x3 at 4096x767 took 2400 us instead of 1440, and
    // a 7x7 5100 instead of 3700 (EPYC, AVX-512).
    let needed = job.rows_needed(band.rows());
    let whole = pitch::<E>(job.columns_needed(across.len()), (1, job.channels()))
        .and_then(|pitch| pitch.checked_mul(needed))
        .is_some_and(|elements| elements <= job.memory.limit::<E>());
    if in_few_sets(job, needed) || whole && aliased(job, band, (rows.start, columns.start)) {
        return Way::Staged(caches().second / 4);
    }
    Way::InPlace(elements, Inside { rows, columns })
}

/// Of the rows that touch no border, those that the strips above and below them do not compute
/// anyway, because a strip has as many rows as a band.
fn without_strips(outputs: &Range<usize>, inner: Range<usize>, band: usize) -> Range<usize> {
    let mut rows = inner.clone();
    if inner.start > outputs.start {
        rows.start = rows.start.max(outputs.start + band);
    }
    if inner.end < outputs.end {
        rows.end = rows.end.min(outputs.end.saturating_sub(band));
    }
    if rows.end.saturating_sub(rows.start) < band {
        inner
    } else {
        rows
    }
}

/// Computes some outputs through staged rows, in blocks of columns that fit L1.
fn strip<In: Stage<E>, E: Buffered, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    band: &dyn Band<E, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> Result<(), Error> {
    through_rows(job, band, (rows, columns), caches().staged_bytes())
}

/// The same with up to `most` bytes of staged rows.
fn through_rows<In: Stage<E>, E: Buffered, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    band: &dyn Band<E, Out>,
    (rows, columns): (Range<usize>, Range<usize>),
    most: usize,
) -> Result<(), Error> {
    if rows.is_empty() || columns.is_empty() {
        return Ok(());
    }
    let token = job.token();
    let block = band.block(token);
    let phases = job.window.columns.stride;
    let needed = job.rows_needed(band.rows());
    let staged = |columns: usize| {
        pitch::<E>(job.columns_needed(columns), (phases, job.channels()))?
            .checked_mul(phases)?
            .checked_mul(needed)
    };
    let limit = job.memory.limit::<E>();
    let widest = columns.len().max(block);
    let reach = job.columns_needed(1) / phases;
    let fits = |width: usize| {
        staged(width)
            .is_some_and(|elements| elements <= limit && cached::<E>(width, reach, elements, most))
    };
    let Some(width) = widest_within(block, widest, fits) else {
        tap_by_tap::run(job, band, rows, columns);
        return Ok(());
    };
    let width = block_width(job, (block, widest), width);
    // Room for twice the rows of a band, so that rows are moved up only now and then; for all of
    // them if they stay in L1 and nothing is cleared for it.
    let few = staged(width).unwrap_or(limit);
    let all = (few / needed).saturating_mul(job.rows_needed(rows.len()));
    let near = caches().staged_bytes() / size_of::<E>();
    let wanted = few.saturating_mul(2).min(limit);
    let wanted = job.memory.or_more(wanted, all.min(near));
    let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
    let result = memory.with(
        Slot::Stage,
        wanted,
        &mut Strip {
            job: &mut *job,
            band,
            rows,
            columns,
            width,
            wanted,
        },
    );
    job.memory = memory;
    result
}

/// The width of as many blocks of equal width as it takes, of which tiles have `least` columns: the
/// last block begins earlier instead of being narrower, so that its columns are computed twice.
///
/// With a stride each begins with a pixel.
pub(super) fn block_width<In: Scalar, Out: Buffered>(
    job: &Job<'_, In, Out>,
    (least, all): (usize, usize),
    most: usize,
) -> usize {
    let width = all.div_ceil(all.div_ceil(most)).max(least);
    if job.window.columns.stride == 1 || width == all {
        return width;
    }
    width.next_multiple_of(job.channels()).min(all)
}

/// The largest width from `least` to `most` that fits, if any does.
pub(in crate::exec) fn widest_within(
    least: usize,
    most: usize,
    fits: impl Fn(usize) -> bool,
) -> Option<usize> {
    if fits(most) {
        return Some(most);
    }
    let (mut low, mut high) = (least, most);
    if !fits(low) {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low)
}

struct Strip<'j, 'a, 'b, In, E, Out> {
    job: &'j mut Job<'a, In, Out>,
    band: &'b dyn Band<E, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
    /// Columns of a block.
    width: usize,
    /// Elements to use of the buffer.
    wanted: usize,
}

impl<In: Stage<E>, E: Buffered, Out: Buffered> BufferWork<E> for Strip<'_, '_, '_, In, E, Out> {
    fn with(&mut self, _: &mut Memory<'_>, buffer: &mut [E]) -> Result<(), Error> {
        let window = self.job.window;
        let (stride, phases) = (window.rows.stride, window.columns.stride);
        let needed = self.job.rows_needed(self.band.rows());
        let block = self.band.block(self.job.token());
        let staged = self.job.columns_needed(self.width);
        let (height, outputs) = (self.band.rows(), self.job.outputs());
        // A tile that sticks out of the output is run alone.
        let alone = outputs.len() < height;
        // Of rows that are further apart than windows are high, some are never read.
        let extent = self.job.rows_needed(1);
        let ahead = if stride <= extent {
            (self.rows.end - 1) * stride + extent
        } else {
            0
        };
        let buffer = &mut buffer[..self.wanted];
        for x in self.columns.clone().step_by(self.width) {
            // A block at the right edge begins earlier instead of being narrower.
            let x = self.job.block_start(x, self.width);
            let columns = (self.job.column_start(x), staged);
            let mut slider = Slider::new(self.job.source, buffer, columns, phases, ahead);
            let mut down = self.rows.start;
            while down < self.rows.end {
                let y = self.job.band_start(down, height);
                let (view, held) = slider.view(y * stride, needed);
                if alone {
                    for tile in (0..self.width).step_by(block) {
                        let tile = tile.min(self.width - block);
                        self.job
                            .run_band(self.band, view.from(tile), (y, x + tile), block);
                    }
                    down += height;
                    continue;
                }
                // All bands whose rows are there.
                let count = (1 + (held - needed) / stride.saturating_mul(height))
                    .min((outputs.end - y) / height)
                    .min((self.rows.end - down).div_ceil(height));
                // Each phase of a row is a row of the view.
                let bands = (count, stride.saturating_mul(phases).saturating_mul(height));
                self.job
                    .run_bands(self.band, view, bands, (y, x), self.width);
                down += count * height;
            }
        }
        Ok(())
    }
}
