//! The first and the last columns of rows that are otherwise read where they lie.
//!
//! ```text
//! staged rows of a tile:  | left, right of a band | left, right of the next band | ...
//! for as many bands as a tile has room for:
//!     copy what the windows of their edges meet
//! run the body once
//! copy the outputs to the ends of their rows
//! ```
//!
//! Only a few outputs of a row have windows that reach past the input, and a tile is as wide as its
//! vectors: side by side, the edges of several bands fill it. What the border fills with a constant
//! stays in the staged rows from one tile to the next.

use super::body::Band;
use super::job::{Job, TILE};
use super::memory::{BufferWork, Buffered, Memory, Slot};
use super::slider::pitch;
use super::stage::{Column, Stage};
use crate::data::Error;
use crate::exec::simd::View;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;
use core::ops::Range;

/// Elements that the edges of a band may have.
const MOST: usize = 64;

/// Rows that a band reads, for each that it computes, up to which those in common with the next
/// band are staged twice.
const SHARED: usize = 3;

/// What the edges of a band are made of, and where they go.
pub(super) struct Edges<E> {
    /// Elements of a staged row: to where, and from which column of the input.
    picks: List<(usize, usize)>,
    /// Elements that do not come from the input.
    constants: List<(usize, E)>,
    /// Outputs: to which column, and from which column of the edges.
    stores: List<(usize, usize)>,
    /// Staged elements of a band.
    width: usize,
    /// Bands side by side.
    bands: usize,
    /// Staged rows, and elements from one to the next.
    rows: usize,
    pitch: usize,
}

/// At most [`MOST`] items.
struct List<T> {
    items: [T; MOST],
    count: usize,
}

impl<T: Copy + Default> List<T> {
    fn new() -> Self {
        Self {
            items: [T::default(); MOST],
            count: 0,
        }
    }

    fn push(&mut self, item: T) -> Option<()> {
        *self.items.get_mut(self.count)? = item;
        self.count += 1;
        Some(())
    }

    fn as_slice(&self) -> &[T] {
        &self.items[..self.count]
    }
}

impl<E: Buffered> Edges<E> {
    /// The edges of the output columns `outer`, of which `inner` are read where they lie; `None` if
    /// those of one band do not fit a tile, or if bands have so many rows in common that each is
    /// better staged once.
    pub(super) fn new<In: Stage<E>, Out: Buffered>(
        job: &Job<'_, In, Out>,
        band: &dyn Band<E, Out>,
        outer: &Range<usize>,
        inner: &Range<usize>,
    ) -> Option<Self> {
        let (rows, block) = (job.rows_needed(band.rows()), band.block(job.token()));
        let pitch = pitch::<E>(job.columns_needed(block), (1, 1))?;
        let fits = pitch.checked_mul(rows)? <= job.memory.limit::<E>();
        if !fits || rows > SHARED * band.rows() {
            return None;
        }
        let mut edges = Self {
            picks: List::new(),
            constants: List::new(),
            stores: List::new(),
            width: 0,
            bands: 0,
            rows,
            pitch,
        };
        let mut last = 0;
        for side in [outer.start..inner.start, inner.end..outer.end] {
            if side.is_empty() {
                continue;
            }
            last = edges.width + side.len();
            for column in side.clone() {
                let from = edges.width + column - side.start;
                edges.stores.push((column - job.left, from))?;
            }
            edges.stage(
                job,
                job.column_start(side.start),
                job.columns_needed(side.len()),
            )?;
        }
        edges.bands = 1 + block.checked_sub(last)? / edges.width.max(1);
        Some(edges)
    }

    /// Adds what `count` padded positions from `start` on hold.
    fn stage<In: Stage<E>, Out: Buffered>(
        &mut self,
        job: &Job<'_, In, Out>,
        start: usize,
        count: usize,
    ) -> Option<()> {
        let source = &job.source;
        for position in start..start.checked_add(count)? {
            let at = self.width;
            self.width += 1;
            match source.column_at(position) {
                Column::Part(column) => self.picks.push((at, column))?,
                Column::Constant(value) => {
                    self.constants.push((at, In::from_f64(value).staged()))?;
                }
                Column::Beyond => self.constants.push((at, E::default()))?,
            }
        }
        Some(())
    }

    /// Computes the edges of some output rows, whose windows lie inside the input from top to
    /// bottom; there are as many rows as a band has, or more.
    pub(super) fn run<In: Stage<E>, Out: Buffered>(
        &self,
        job: &mut Job<'_, In, Out>,
        band: &dyn Band<E, Out>,
        elements: &[E],
        rows: Range<usize>,
    ) -> Result<(), Error> {
        if self.stores.count == 0 {
            return Ok(());
        }
        let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
        let mut tiles = EdgeTiles {
            edges: self,
            job: &mut *job,
            band,
            elements,
            rows,
        };
        let result = memory.with(Slot::Stage, self.pitch * self.rows, &mut tiles);
        job.memory = memory;
        result
    }
}

struct EdgeTiles<'j, 'a, 'b, In, E, Out> {
    edges: &'b Edges<E>,
    job: &'j mut Job<'a, In, Out>,
    band: &'b dyn Band<E, Out>,
    /// The input.
    elements: &'b [E],
    rows: Range<usize>,
}

impl<In: Scalar, E: Buffered, Out: Buffered> BufferWork<E> for EdgeTiles<'_, '_, '_, In, E, Out> {
    fn with(&mut self, _: &mut Memory<'_>, buffer: &mut [E]) -> Result<(), Error> {
        let edges = self.edges;
        ran!("edges of {} bands in a tile", edges.bands);
        let (token, height) = (self.job.token(), self.band.rows());
        let block = self.band.block(token);
        let staged = &mut buffer[..edges.pitch * edges.rows];
        staged.fill(E::default());
        for row in staged.chunks_exact_mut(edges.pitch) {
            for band in 0..edges.bands {
                for &(at, value) in edges.constants.as_slice() {
                    row[band * edges.width + at] = value;
                }
            }
        }
        let mut spare = [Out::default(); TILE];
        let last = self.rows.end - height;
        for first in self.rows.clone().step_by(height * edges.bands) {
            let tops = (first..self.rows.end).step_by(height).take(edges.bands);
            for (band, top) in tops.clone().enumerate() {
                self.stage(top.min(last), &mut staged[band * edges.width..]);
            }
            let view = View::new(staged, edges.pitch);
            let out = &mut spare[..height * block];
            self.band.run(token, view, out, block, block);
            for (band, top) in tops.enumerate() {
                for (row, sums) in (top.min(last)..).zip(out.chunks_exact(block)) {
                    let Some(row) = self.job.out.row_mut(row - self.job.first) else {
                        continue;
                    };
                    let sums = &sums[band * edges.width..];
                    for &(to, from) in edges.stores.as_slice() {
                        row[to] = sums[from];
                    }
                }
            }
        }
        Ok(())
    }
}

impl<In: Scalar, E: Buffered, Out: Buffered> EdgeTiles<'_, '_, '_, In, E, Out> {
    /// Copies what the edges of the band from output row `top` on meet.
    #[inline]
    fn stage(&self, top: usize, staged: &mut [E]) {
        let (job, edges) = (&self.job, self.edges);
        let plane = &job.source.plane;
        let row = top * job.window.rows.stride - job.rows().before - job.source.corner[0];
        let mut from = &self.elements[row * plane.stride()..];
        for (index, to) in staged.chunks_mut(edges.pitch).take(edges.rows).enumerate() {
            if index > 0 {
                from = &from[plane.stride()..];
            }
            let (from, to) = (&from[..plane.width()], &mut to[..edges.width]);
            for &(to_column, column) in edges.picks.as_slice() {
                to[to_column] = from[column];
            }
        }
    }
}
