//! The driver of kernels with two passes.
//!
//! ```text
//! for each block of columns, for each band of tile rows:
//!     vertical     input rows -> lines, as wide as the horizontal pass reaches:
//!                  straight over the input where it can, staged rows elsewhere
//!     (a column stride: split each line into phases)
//!     horizontal   each line -> one output row
//! ```

use super::body::{Band, Body, Tiles, lanes};
use super::direct::widest_within;
use super::gather;
use super::job::{Job, TILE, run_band};
use super::lane::Lane;
use super::memory::{Buffered, Memory, Use, With};
use super::stage::{Slider, Stage};
use super::store::Store;
use super::view::View;
use crate::error::Error;
use core::ops::Range;

impl<In, Out> Job<'_, In, Out> {
    /// Runs a kernel of two passes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn separable<A, L, B, H, const R: usize, const V: usize, const W: usize>(
        self,
        vertical: B,
        horizontal: H,
    ) -> Result<(), Error>
    where
        A: Buffered,
        L: Buffered + Store<A>,
        In: Stage<A>,
        Out: Store<L>,
        B: Body<A, R, V>,
        H: Body<L, 1, W>,
    {
        run(self, &Tiles(vertical), &Tiles(horizontal))
    }
}

/// Both passes of a kernel.
struct Passes<'b, A, L, Out> {
    vertical: &'b dyn Band<A, L>,
    horizontal: &'b dyn Band<L, Out>,
}

pub(super) fn run<In: Stage<A>, A: Buffered, L: Buffered + Store<A>, Out: Store<L>>(
    mut job: Job<'_, In, Out>,
    vertical: &dyn Band<A, L>,
    horizontal: &dyn Band<L, Out>,
) -> Result<(), Error> {
    let token = job.token();
    let columns = job.columns().output;
    let block = horizontal.block(token);
    let step = vertical.block(token);
    let (rows, needed) = (vertical.rows(), job.rows_needed(vertical.rows()));
    // A line is at least one tile of the vertical pass wide.
    let line = |width: usize| job.columns_needed(width).max(step);
    let limits = (job.memory.limit::<A>(), job.memory.limit::<L>());
    let fits = |width: usize| {
        let line = line(width);
        let within = |rows: usize, limit: usize| {
            line.checked_next_multiple_of(job.geometry.columns.stride)
                .and_then(|line| line.checked_mul(rows))
                .is_some_and(|lanes| lanes <= limit)
        };
        within(needed, limits.0) && within(rows, limits.1)
    };
    let Some(width) = widest_within(block, columns.max(block), fits) else {
        return gather::run_separable(&mut job, vertical, horizontal);
    };
    let wanted = (line(width) * needed).saturating_mul(2).min(limits.0);
    let lines = line(width) * rows;
    let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
    memory.with(
        Use::Stage,
        wanted,
        &mut Staging {
            job: &mut job,
            passes: Passes {
                vertical,
                horizontal,
            },
            width,
            lines,
        },
    )
}

struct Staging<'j, 'a, 'b, In, A, L, Out> {
    job: &'j mut Job<'a, In, Out>,
    passes: Passes<'b, A, L, Out>,
    /// Output columns of a block.
    width: usize,
    /// Lanes of the line buffer.
    lines: usize,
}

impl<In: Stage<A>, A: Buffered, L: Buffered + Store<A>, Out: Store<L>> With<A>
    for Staging<'_, '_, '_, In, A, L, Out>
{
    fn with(&mut self, memory: &mut Memory<'_>, stage: &mut [A]) -> Result<(), Error> {
        let lines = self.lines;
        memory.with(Use::Line, lines, &mut Lining { outer: self, stage })
    }
}

struct Lining<'o, 's, 'j, 'a, 'b, In, A, L, Out> {
    outer: &'o mut Staging<'j, 'a, 'b, In, A, L, Out>,
    stage: &'s mut [A],
}

impl<In: Stage<A>, A: Buffered, L: Buffered + Store<A>, Out: Store<L>> With<L>
    for Lining<'_, '_, '_, '_, '_, In, A, L, Out>
{
    fn with(&mut self, memory: &mut Memory<'_>, lines: &mut [L]) -> Result<(), Error> {
        let mut blocks = Blocks {
            job: &mut *self.outer.job,
            passes: &self.outer.passes,
            width: self.outer.width,
            stage: &mut *self.stage,
            lines,
        };
        let phases = blocks.job.geometry.columns.stride;
        if phases == 1 {
            blocks.walk(&mut []);
            return Ok(());
        }
        let wanted = blocks
            .job
            .columns_needed(blocks.width)
            .next_multiple_of(phases);
        memory.with(Use::Phases, wanted, &mut blocks)
    }
}

impl<In: Stage<A>, A: Buffered, L: Buffered + Store<A>, Out: Store<L>> With<L>
    for Blocks<'_, '_, '_, '_, In, A, L, Out>
{
    fn with(&mut self, _: &mut Memory<'_>, phased: &mut [L]) -> Result<(), Error> {
        self.walk(phased);
        Ok(())
    }
}

/// All buffers at hand: the blocks of columns, from left to right.
struct Blocks<'j, 'a, 'b, 's, In, A, L, Out> {
    job: &'j mut Job<'a, In, Out>,
    passes: &'b Passes<'b, A, L, Out>,
    width: usize,
    stage: &'s mut [A],
    lines: &'s mut [L],
}

impl<In: Stage<A>, A: Buffered, L: Buffered + Store<A>, Out: Store<L>>
    Blocks<'_, '_, '_, '_, In, A, L, Out>
{
    fn walk(&mut self, phased: &mut [L]) {
        let all = self.job.columns().output;
        let token = self.job.token();
        let rows = self.passes.vertical.rows();
        let pitch = self
            .job
            .columns_needed(self.width)
            .max(self.passes.vertical.block(token));
        let phases = self.job.geometry.columns.stride;
        let outputs = self.job.rows().output;
        for x in (0..all).step_by(self.width) {
            let x = x.min(all.saturating_sub(self.width));
            let start = x * phases;
            let mut down = 0;
            // Rows that are filtered straight from the input take no part in the sliding.
            let source = self.job.source;
            let mut slider = Slider::new(source, self.stage, (start, pitch), 1);
            let direct = direct_columns(self.job, self.passes.vertical, start, pitch);
            while down < outputs {
                let y = self.job.band_start(down, rows);
                vertical(
                    self.job,
                    self.passes.vertical,
                    &mut slider,
                    direct.as_ref(),
                    (y, start),
                    self.lines,
                    pitch,
                );
                for line in down - y..rows.min(outputs - y) {
                    let line_view = &self.lines[line * pitch..(line + 1) * pitch];
                    let view = if phases == 1 {
                        View::new(line_view, pitch)
                    } else {
                        let length = self.job.columns_needed(self.width);
                        let phase = length.div_ceil(phases);
                        for (i, &lane) in line_view[..length].iter().enumerate() {
                            phased[(i % phases) * phase + i / phases] = lane;
                        }
                        View::new(phased, phase)
                    };
                    let at = (y + line, x);
                    run_band(
                        self.passes.horizontal,
                        token,
                        view,
                        &mut self.job.out,
                        at,
                        self.width,
                    );
                }
                down = y + rows;
            }
        }
    }
}

/// The positions of a line that lie inside the input, if a vertical tile fits into them.
fn direct_columns<In: Stage<A>, A: Lane, L: Store<A>, Out: Copy + Default>(
    job: &Job<'_, In, Out>,
    band: &dyn Band<A, L>,
    start: usize,
    count: usize,
) -> Option<Range<usize>> {
    In::as_lanes(job.source.plane.data())?;
    let columns = job.columns();
    let first = columns.before.max(start);
    let end = (columns.before + columns.input).min(start + count);
    (end >= first + band.block(job.token())).then_some(first..end)
}

/// The vertical pass of one band into `lines`.
fn vertical<In: Stage<A>, A: Buffered, L: Store<A>, Out: Copy + Default>(
    job: &Job<'_, In, Out>,
    band: &dyn Band<A, L>,
    slider: &mut Slider<'_, '_, In, A>,
    direct: Option<&Range<usize>>,
    (y, start): (usize, usize),
    lines: &mut [L],
    pitch: usize,
) {
    let token = job.token();
    let top = y * job.geometry.rows.stride;
    let needed = job.rows_needed(band.rows());
    let rows = job.rows();
    let inside = top >= rows.before && top + needed <= rows.before + rows.input;
    let plane = job.source.plane;
    let (Some(direct), true, Some(elements)) = (direct, inside, In::as_lanes(plane.data())) else {
        band.run(token, slider.view(top, needed), lines, pitch, pitch);
        return;
    };
    let from = (top - rows.before) * plane.stride() + direct.start - job.columns().before;
    let view = View::new(&elements[from..], plane.stride());
    let at = direct.start - start;
    band.run(token, view, &mut lines[at..], pitch, direct.len());
    // What the border gives, left and right, a tile at a time.
    let width = lanes::<A>(token).max(1);
    for side in [start..direct.start, direct.end..start + pitch] {
        for position in side.clone().step_by(width) {
            let count = width.min(side.end - position);
            let block = band.block(token);
            let mut spare = [L::default(); TILE];
            let view = slider.aside(top, needed, (position, block));
            band.run(token, view, &mut spare, block, block);
            for row in 0..band.rows() {
                let to = row * pitch + position - start;
                lines[to..to + count].copy_from_slice(&spare[row * block..row * block + count]);
            }
        }
    }
}
