//! The driver of kernels with one pass.
//!
//! ```text
//! elements are lanes already and columns are not strided:
//!     the inside   bands straight over the input
//!     the frame    strips of staged rows: top, bottom, left, right
//! otherwise:
//!     one strip (or blocks of columns, where the rows outgrow the buffer)
//! a strip:
//!     for each band of tile rows: slide the staged rows down, run the body
//! ```

use super::body::{Band, Body, Tiles};
use super::gather;
use super::job::{Job, run_band};
use super::lane::Lane;
use super::memory::{Buffered, Memory, Use, With};
use super::stage::{Slider, Stage};
use super::store::Store;
use super::view::View;
use crate::error::Error;
use core::ops::Range;

impl<In, Out> Job<'_, In, Out> {
    /// Runs a kernel of one pass.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn direct<A, B, const R: usize, const V: usize>(self, body: B) -> Result<(), Error>
    where
        A: Buffered,
        In: Stage<A>,
        Out: Store<A>,
        B: Body<A, R, V>,
    {
        run(self, &Tiles(body))
    }
}

pub(super) fn run<In: Stage<A>, A: Buffered, Out: Store<A>>(
    mut job: Job<'_, In, Out>,
    band: &dyn Band<A, Out>,
) -> Result<(), Error> {
    let (rows, columns) = (job.rows().output, job.columns().output);
    let Some((inner_rows, inner_columns)) = inside(&mut job, band) else {
        return strip(&mut job, band, 0..rows, 0..columns);
    };
    strip(&mut job, band, 0..inner_rows.start, 0..columns)?;
    strip(&mut job, band, inner_rows.end..rows, 0..columns)?;
    strip(&mut job, band, inner_rows.clone(), 0..inner_columns.start)?;
    strip(&mut job, band, inner_rows, inner_columns.end..columns)
}

/// Filters straight from the input what touches no border, and says which outputs that was.
fn inside<In: Stage<A>, A: Lane, Out: Store<A>>(
    job: &mut Job<'_, In, Out>,
    band: &dyn Band<A, Out>,
) -> Option<(Range<usize>, Range<usize>)> {
    if job.geometry.columns.stride != 1 {
        return None;
    }
    let plane = job.source.plane;
    let lanes = In::as_lanes(plane.data())?;
    let token = job.token();
    let (rows, columns) = (job.inner_rows(), job.inner_columns());
    if rows.len() < band.rows() || columns.len() < band.block(token) {
        return None;
    }
    let left = columns.start - job.columns().before;
    for y in rows.clone().step_by(band.rows()) {
        let y = y.min(rows.end - band.rows());
        let top = y * job.geometry.rows.stride - job.rows().before;
        let view = View::new(&lanes[top * plane.stride() + left..], plane.stride());
        let at = (y, columns.start);
        run_band(band, token, view, &mut job.out, at, columns.len());
    }
    Some((rows, columns))
}

/// Filters some outputs through staged rows.
fn strip<In: Stage<A>, A: Buffered, Out: Store<A>>(
    job: &mut Job<'_, In, Out>,
    band: &dyn Band<A, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> Result<(), Error> {
    if rows.is_empty() || columns.is_empty() {
        return Ok(());
    }
    let token = job.token();
    let block = band.block(token);
    let phases = job.geometry.columns.stride;
    let needed = job.rows_needed(band.rows());
    // Twice the rows of a band, so that they move up only now and then.
    let staged = |columns: usize| {
        let pitch = job.columns_needed(columns).div_ceil(phases);
        pitch.checked_mul(phases)?.checked_mul(needed)
    };
    let limit = job.memory.limit::<A>();
    let all = job.columns().output;
    let short = job.rows().output < band.rows();
    let widest = if short {
        block
    } else {
        columns.len().max(block)
    };
    let Some(width) = widest_within(block, widest, |width| {
        staged(width).is_some_and(|lanes| lanes <= limit)
    }) else {
        return gather::run(job, band, rows, columns);
    };
    let wanted = staged(width).unwrap_or(limit).saturating_mul(2).min(limit);
    let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
    let result = memory.with(
        Use::Stage,
        wanted,
        &mut Strip {
            job: &mut *job,
            band,
            rows,
            columns,
            width,
            all,
        },
    );
    job.memory = memory;
    result
}

/// The largest width from `least` to `most` that fits, if any does.
pub(super) fn widest_within(
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

struct Strip<'j, 'a, 'b, In, A, Out> {
    job: &'j mut Job<'a, In, Out>,
    band: &'b dyn Band<A, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
    /// Columns of a block.
    width: usize,
    /// Columns of the output.
    all: usize,
}

impl<In: Stage<A>, A: Buffered, Out: Store<A>> With<A> for Strip<'_, '_, '_, In, A, Out> {
    fn with(&mut self, _: &mut Memory<'_>, buffer: &mut [A]) -> Result<(), Error> {
        let token = self.job.token();
        let geometry = self.job.geometry;
        let (stride, phases) = (geometry.rows.stride, geometry.columns.stride);
        let needed = self.job.rows_needed(self.band.rows());
        let staged = self.job.columns_needed(self.width);
        for x in self.columns.clone().step_by(self.width) {
            // A block at the right edge begins earlier rather than being narrower.
            let x = x.min(self.all.saturating_sub(self.width));
            let mut slider = Slider::new(self.job.source, buffer, (x * phases, staged), phases);
            for y in self.rows.clone().step_by(self.band.rows()) {
                let y = self.job.band_start(y, self.band.rows());
                let view = slider.view(y * stride, needed);
                run_band(
                    self.band,
                    token,
                    view,
                    &mut self.job.out,
                    (y, x),
                    self.width,
                );
            }
        }
        Ok(())
    }
}
