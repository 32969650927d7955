//! Narrow planes, whose rows are shorter than a tile: parts of the plane side by side.
//!
//! ```text
//! staged row i:  | row i of a part | row i of the next part | ... | row i of the last |
//! for each group of parts, from top to bottom:
//!     stage its rows, each extended by its border; convert them if bodies cannot load them
//!     for each band of tile rows:
//!         run the bodies over all parts of the group at once
//!         copy what each part has computed to its output rows
//! ```
//!
//! A part has all columns and some rows. Between two parts windows meet elements of both: those
//! sums are thrown away. What the border fills with a constant stays in the staged rows from one
//! group to the next.

use super::frame::Frame;
use super::job::{Job, TILE};
use super::memory::{BufferWork, Buffered, Memory, Slot};
use super::missing::Shown;
use super::pieces::Pieces;
use super::slider::pitch;
use super::stage::{Row, Stage};
use crate::data::{Error, PlaneMut};
use crate::exec::caches::caches;
use crate::exec::simd::View;
use crate::exec::trace::ran;
use conv_plan::number::Scalar;

/// Bands that a plane of one pass has at least: fewer are computed as they come.
///
/// A `u8` Sobel at 8x8, of two bands, took 330 ns instead of 290; at 16x16, of four, 390 and 400.
pub(super) const ONE_PASS: usize = 4;

/// The same of two passes.
///
/// A binomial `f32` 5x5 at 16x16, of two bands, took 600 ns instead of 1090.
pub(super) const TWO_PASSES: usize = 2;

/// Bytes of a staged row, at most, if it has more than one tile: the rows of a part stay in L1.
///
/// A binomial `f32` 5x5 at 10x20000 took 0.88 ns an element with 1024, 0.61 with 512 (AVX-512).
const ROW: usize = 512;

/// Tiles that a group of parts has from left to right, at most.
const TILES: usize = 4;

/// A row alone.
const ONE: Pieces = Pieces {
    count: 1,
    steps: [0; 2],
};

/// What computes a band of all parts: from staged rows to as many outputs in a row.
pub(super) type Sums<'s, E, Out> = dyn FnMut(View<'_, E>, &mut [Out], usize) + 's;

/// How a plane is cut.
#[derive(Debug, Clone)]
pub(super) struct Parts<In> {
    /// Output rows of a band.
    band: usize,
    /// Output rows of a part; the last may have fewer.
    height: usize,
    /// Parts of the plane, and of a group.
    all: usize,
    group: usize,
    /// Elements from one part to the next.
    apart: usize,
    /// Columns that the parts of a group compute.
    pub(super) width: usize,
    /// Staged rows, and elements from one to the next.
    rows: usize,
    pitch: usize,
    /// A staged row of a part.
    frame: Frame<In>,
}

/// Whether a plane may be cut into parts: it has so many bands of so many rows.
pub(super) fn may_be_cut<In: Scalar, Out: Buffered>(
    job: &Job<'_, In, Out>,
    bands: usize,
    rows: usize,
) -> bool {
    job.window.columns.stride == 1 && job.out.height() >= bands * rows
}

impl<In: Scalar + Buffered> Parts<In> {
    /// The parts of a plane for bands of so many rows, in tiles of at least `block` columns; `None`
    /// if it is too wide or not high enough, or if rows do not fit the buffer.
    ///
    /// Staged rows have at least `least` elements.
    pub(super) fn new<E, Out: Buffered>(
        job: &Job<'_, In, Out>,
        band: usize,
        (block, least): (usize, usize),
    ) -> Option<Self> {
        let (across, height) = (job.across().len(), job.outputs().len());
        let lanes = (TILES * block).min((ROW / size_of::<E>()).max(block));
        if across >= lanes || lanes * band > TILES * TILE {
            return None;
        }
        let apart = job.columns_needed(across);
        let columns = |group: usize| (group - 1) * apart + across;
        let tiles = |group: usize| columns(group).div_ceil(block);
        let side_by_side = |columns: usize| 1 + columns.saturating_sub(across) / apart;
        let mut group = side_by_side(lanes).min(height / band);
        if columns(group) > block {
            // Whole tiles, if that is less to compute.
            let whole = side_by_side(columns(group) / block * block);
            if tiles(whole) * group < tiles(group) * whole {
                group = whole;
            }
        }
        // Rows that are shorter than a tile are copied one by one in any case.
        let alone = group * across.div_ceil(block);
        if group < 2 || tiles(group) > alone || across >= block && tiles(group) == alone {
            return None;
        }
        let staged = |group: usize| {
            let width = columns(group).max(block);
            pitch::<E>(job.columns_needed(width).max(least), (1, 1))
        };
        // Output rows for which so many elements are staged.
        let (extent, stride) = (job.rows_needed(1), job.window.rows.stride);
        let all = staged(group)?;
        let rows_of = |elements: usize| {
            let more = (elements / all).checked_sub(extent)?;
            Some(more / stride + 1)
        };
        // A third of L1, as in blocks; or so many rows that few are staged twice.
        let near = rows_of(caches().staged_bytes() / size_of::<E>()).unwrap_or(0);
        let most = near
            .max(extent.saturating_sub(1).saturating_mul(4) / stride)
            .min(rows_of(job.memory.limit::<E>())?);
        let most = most / band * band;
        if most == 0 {
            return None;
        }
        let groups = height.div_ceil(group.saturating_mul(most));
        let rows = height
            .div_ceil(groups.saturating_mul(group))
            .next_multiple_of(band)
            .min(height);
        let parts = height.div_ceil(rows);
        let group = group.min(parts);
        Some(Self {
            band,
            height: rows,
            all: parts,
            group,
            apart,
            width: columns(group).max(block),
            rows: job.rows_needed(rows),
            pitch: staged(group)?,
            frame: Frame::new(
                &job.source,
                (job.column_start(job.left), apart),
                In::from_f64,
            )?,
        })
    }

    /// Computes all parts.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub(super) fn run<E: Buffered, Out: Buffered>(
        &self,
        job: &mut Job<'_, In, Out>,
        memory: &mut Memory<'_>,
        sums: &mut Sums<'_, E, Out>,
    ) -> Result<(), Error>
    where
        In: Stage<E>,
    {
        ran!("{} parts side by side", self.group);
        let mut raw = Raw {
            parts: self,
            job,
            sums,
        };
        memory.with(Slot::Phases, self.rows * self.pitch, &mut raw)
    }
}

/// Rows of the input are staged as they are, and then converted, if they have to be.
struct Raw<'p, 'j, 'a, 's, 'f, In, E, Out> {
    parts: &'p Parts<In>,
    job: &'j mut Job<'a, In, Out>,
    sums: &'s mut Sums<'f, E, Out>,
}

impl<In: Stage<E>, E: Buffered, Out: Buffered> BufferWork<In>
    for Raw<'_, '_, '_, '_, '_, In, E, Out>
{
    fn with(&mut self, memory: &mut Memory<'_>, raw: &mut [In]) -> Result<(), Error> {
        let Parts { rows, pitch, .. } = *self.parts;
        let raw = &mut raw[..rows * pitch];
        let mut groups = Groups {
            parts: self.parts,
            job: &mut *self.job,
            sums: &mut *self.sums,
            raw,
        };
        if groups.as_staged() {
            return groups.all(&mut []);
        }
        memory.with(Slot::Stage, rows * pitch, &mut groups)
    }
}

struct Groups<'p, 'j, 'a, 's, 'f, 'r, In, E, Out> {
    parts: &'p Parts<In>,
    job: &'j mut Job<'a, In, Out>,
    sums: &'s mut Sums<'f, E, Out>,
    raw: &'r mut [In],
}

impl<In: Stage<E>, E: Buffered, Out: Buffered> BufferWork<E>
    for Groups<'_, '_, '_, '_, '_, '_, In, E, Out>
{
    fn with(&mut self, _: &mut Memory<'_>, staged: &mut [E]) -> Result<(), Error> {
        self.all(staged)
    }
}

impl<In: Stage<E>, E: Buffered, Out: Buffered> Groups<'_, '_, '_, '_, '_, '_, In, E, Out> {
    /// Whether bodies read the rows as they are.
    fn as_staged(&self) -> bool {
        self.job.source.shown == Shown::All && In::as_staged(self.raw).is_some()
    }

    fn all(&mut self, staged: &mut [E]) -> Result<(), Error> {
        // Clearing more than is needed costs more than a small plane.
        if self.parts.width * self.parts.band <= TILE {
            self.each_group::<TILE>(staged);
        } else {
            self.each_group::<{ TILES * TILE }>(staged);
        }
        Ok(())
    }

    fn each_group<const N: usize>(&mut self, staged: &mut [E]) {
        let parts = self.parts;
        let (source, stride) = (self.job.source, self.job.window.rows.stride);
        let mut spare = [Out::default(); N];
        let mut filled = false;
        for first in (0..parts.all).step_by(parts.group) {
            if !filled {
                for row in self.raw.chunks_exact_mut(parts.pitch) {
                    let (row, rest) = row.split_at_mut(parts.group * parts.apart);
                    row.chunks_exact_mut(parts.apart)
                        .for_each(|to| parts.frame.fill(to));
                    rest.fill(In::default());
                }
            }
            filled = self.stage(first);
            let rows = match In::as_staged(self.raw) {
                Some(rows) if source.shown == Shown::All => rows,
                _ => {
                    let staged = &mut staged[..self.raw.len()];
                    In::convert(source.token, self.raw, staged);
                    source.shown.of(source.token, staged);
                    staged
                }
            };
            for y in (0..parts.height).step_by(parts.band) {
                let y = y.min(parts.height - parts.band);
                let view = View::new(&rows[y * stride * parts.pitch..], parts.pitch);
                (self.sums)(view, &mut spare, parts.width);
                parts.store(&mut self.job.out, &spare, first, y);
            }
        }
    }

    /// Stages the rows of a group; returns whether what is the same in every row still is there.
    fn stage(&mut self, first: usize) -> bool {
        let (parts, source) = (self.parts, &self.job.source);
        let (plane, inside) = (&source.plane, source.part_rows());
        let mut filled = true;
        for part in 0..parts.group.min(parts.all - first) {
            let output = self.job.first + (first + part) * parts.height;
            let top = output * self.job.window.rows.stride;
            let end = top + parts.rows;
            let within = inside.start.clamp(top, end)..inside.end.clamp(top, end);
            let to = &mut self.raw[part * parts.apart..];
            for position in (top..within.start).chain(within.end..end) {
                let to = &mut to[(position - top) * parts.pitch..];
                match source.row(position) {
                    Row::Input(row) => parts.frame.copy(row, to, ONE),
                    Row::Constant(value) => {
                        to[..parts.apart].fill(In::from_f64(value));
                        filled = false;
                    }
                }
            }
            if within.is_empty() {
                continue;
            }
            let from = &plane.data()[(within.start - inside.start) * plane.stride()..];
            let to = &mut to[(within.start - top) * parts.pitch..];
            let rows = Pieces {
                count: within.len(),
                steps: [plane.stride(), parts.pitch],
            };
            parts.frame.copy(from, to, rows);
        }
        filled
    }
}

impl<In> Parts<In> {
    /// Copies what a band has computed that begins at row `y` of each part.
    fn store<Out: Buffered>(
        &self,
        out: &mut PlaneMut<'_, Out>,
        sums: &[Out],
        first: usize,
        y: usize,
    ) {
        let (across, height, stride) = (out.width(), out.height(), out.stride());
        let top = first * self.height + y;
        for (row, sums) in (top..height)
            .zip(sums.chunks_exact(self.width))
            .take(self.band)
        {
            // The last part may end before the others.
            let count = (height - row).div_ceil(self.height).min(self.group);
            let pieces = Pieces {
                count,
                steps: [self.apart, self.height.saturating_mul(stride)],
            };
            Out::pieces(sums, &mut out.data_mut()[row * stride..], pieces, across);
        }
    }
}
