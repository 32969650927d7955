//! The driver of kernels with two passes.
//!
//! ```text
//! for each block of columns, for each band of tile rows:
//!     vertical     input rows -> lines: straight over the input where no row
//!                  is padded, over staged rows elsewhere
//!     margins      what the column border adds to the lines
//!     (a column stride: split each line into phases)
//!     horizontal   each line -> one output row
//! ```
//!
//! A border that repeats columns repeats their vertical sums, so the margins of
//! lines are copied; only a constant column is summed.

use super::body::Band;
use super::direct::{cached, even, widest_within};
use super::job::{Job, ROWS, TILE};
use super::memory::{BufferWork, Buffered, Memory, Slot};
use super::slider::{Slider, pitch};
use super::stage::Stage;
use super::tap_by_tap;
use crate::data::Error;
use crate::exec::simd::View;
use conv_plan::window::Origin;
use core::ops::Range;

impl<In, Out> Job<'_, In, Out> {
    /// Runs a kernel of two passes: over rows of `E`, then over lines of `L`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn separable<E, L>(
        mut self,
        vertical: &dyn Band<E, L>,
        horizontal: &dyn Band<L, Out>,
    ) -> Result<(), Error>
    where
        E: Buffered,
        L: Buffered,
        In: Stage<E>,
        Out: Buffered,
    {
        let token = self.token();
        let columns = self.across().len();
        let block = horizontal.block(token);
        let step = vertical.block(token);
        let (rows, needed) = (vertical.rows(), self.rows_needed(vertical.rows()));
        // A line is at least one tile of the vertical pass wide.
        let line = |width: usize| self.columns_needed(width).max(step);
        let staged = |width: usize| {
            let pitch = pitch::<E>(line(width), 1)?;
            pitch.checked_add(step)?.checked_mul(needed)
        };
        let limits = (self.memory.limit::<E>(), self.memory.limit::<L>());
        let lines = |width: usize| {
            let pitch = pitch::<L>(line(width), 1)?;
            pitch
                .checked_mul(rows)?
                .checked_add(ALIGNED / size_of::<L>())
        };
        let fits = |width: usize| {
            staged(width).is_some_and(|elements| elements <= limits.0)
                && lines(width).is_some_and(|lanes| lanes <= limits.1)
        };
        let widest = columns.max(block);
        // Rows that are converted stay in L1 until they are summed.
        let converted = In::as_staged(self.source.plane.data()).is_none();
        let reach = self.columns_needed(1) / self.window.columns.stride;
        let short = |width: usize| {
            !converted || staged(width).is_some_and(|elements| cached::<E>(width, reach, elements))
        };
        let width = widest_within(block, widest, |width| fits(width) && short(width));
        let Some(width) = width else {
            tap_by_tap::run_separable(&mut self, vertical, horizontal);
            return Ok(());
        };
        let width = even(widest, width).max(block);
        // Room for twice the rows of a band, so that rows are moved up only now and then.
        let wanted = staged(width)
            .unwrap_or(limits.0)
            .saturating_mul(2)
            .min(limits.0);
        let lines = lines(width).unwrap_or(limits.1);
        let mut memory = core::mem::replace(&mut self.memory, Memory::STACK);
        memory.with(
            Slot::Stage,
            wanted,
            &mut Staging {
                job: &mut self,
                passes: Passes {
                    vertical,
                    horizontal,
                },
                width,
                lines,
            },
        )
    }
}

/// Bytes of a cache line, and of the largest vector.
const ALIGNED: usize = 64;

/// Both passes of a kernel.
struct Passes<'b, E, L, Out> {
    vertical: &'b dyn Band<E, L>,
    horizontal: &'b dyn Band<L, Out>,
}

struct Staging<'j, 'a, 'b, In, E, L, Out> {
    job: &'j mut Job<'a, In, Out>,
    passes: Passes<'b, E, L, Out>,
    /// Output columns of a block.
    width: usize,
    /// Lanes of the line buffer.
    lines: usize,
}

impl<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered> BufferWork<E>
    for Staging<'_, '_, '_, In, E, L, Out>
{
    fn with(&mut self, memory: &mut Memory<'_>, stage: &mut [E]) -> Result<(), Error> {
        let lines = self.lines;
        memory.with(Slot::Line, lines, &mut Lining { outer: self, stage })
    }
}

struct Lining<'o, 's, 'j, 'a, 'b, In, E, L, Out> {
    outer: &'o mut Staging<'j, 'a, 'b, In, E, L, Out>,
    stage: &'s mut [E],
}

impl<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered> BufferWork<L>
    for Lining<'_, '_, '_, '_, '_, In, E, L, Out>
{
    fn with(&mut self, memory: &mut Memory<'_>, lines: &mut [L]) -> Result<(), Error> {
        let mut blocks = Blocks {
            job: &mut *self.outer.job,
            passes: &self.outer.passes,
            width: self.outer.width,
            stage: &mut *self.stage,
            lines,
        };
        let phases = blocks.job.window.columns.stride;
        if phases == 1 {
            blocks.walk(&mut []);
            return Ok(());
        }
        let wanted = blocks
            .job
            .columns_needed(blocks.width)
            .next_multiple_of(phases);
        memory.with(Slot::Phases, wanted, &mut blocks)
    }
}

impl<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered> BufferWork<L>
    for Blocks<'_, '_, '_, '_, In, E, L, Out>
{
    fn with(&mut self, _: &mut Memory<'_>, phased: &mut [L]) -> Result<(), Error> {
        self.walk(phased);
        Ok(())
    }
}

/// All buffers at hand; computes the blocks of columns from left to right.
struct Blocks<'j, 'a, 'b, 's, In, E, L, Out> {
    job: &'j mut Job<'a, In, Out>,
    passes: &'b Passes<'b, E, L, Out>,
    width: usize,
    stage: &'s mut [E],
    lines: &'s mut [L],
}

impl<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered> Blocks<'_, '_, '_, '_, In, E, L, Out> {
    fn walk(&mut self, phased: &mut [L]) {
        let token = self.job.token();
        let (vertical, horizontal) = (self.passes.vertical, self.passes.horizontal);
        let rows = vertical.rows();
        let length = self.job.columns_needed(self.width);
        let phases = self.job.window.columns.stride;
        let outputs = self.job.outputs();
        for x in self.job.across().step_by(self.width) {
            // A block at the right edge begins earlier instead of being narrower.
            let x = self.job.block_start(x, self.width);
            let mut lines = Lines::new(self.job, vertical, self.stage, (x * phases, length));
            let pitch = lines.pitch;
            // Lines that are split into phases are read in another way.
            let lead = if phases == 1 {
                lines.lead(self.lines)
            } else {
                0
            };
            let mut down = outputs.start;
            while down < outputs.end {
                let y = self.job.band_start(down, rows);
                lines.fill(self.job, vertical, y, &mut self.lines[lead..]);
                let new = down - y..rows.min(outputs.end - y);
                if phases == 1 {
                    let view = View::new(&self.lines[lead + new.start * pitch..], pitch);
                    let place = (y + new.start, x);
                    self.job
                        .run_lines(horizontal, view, new.len(), place, self.width);
                    down = y + rows;
                    continue;
                }
                for line in new {
                    let line_view = &self.lines[lead + line * pitch..lead + (line + 1) * pitch];
                    let phase = length.div_ceil(phases);
                    for skip in 0..phases.min(length) {
                        let from = &line_view[skip..length];
                        let to = &mut phased[skip * phase..];
                        L::pick(token, from, phases, &mut to[..from.len().div_ceil(phases)]);
                    }
                    let (view, place) = (View::new(phased, phase), (y + line, x));
                    self.job.run_lines(horizontal, view, 1, place, self.width);
                }
                down = y + rows;
            }
        }
    }
}

/// The lines of a block: vertical sums of `length` padded positions from `start` on.
struct Lines<'a, 's, In, E> {
    slider: Slider<'a, 's, In, E>,
    /// Where a single tile is staged.
    spare: &'s mut [E],
    start: usize,
    length: usize,
    /// From one line to the next.
    pitch: usize,
    /// The positions that are summed in one go: those inside the input, or all if those are too
    /// few.
    summed: Range<usize>,
}

impl<'a, 's, In: Stage<E>, E: Buffered> Lines<'a, 's, In, E> {
    fn new<L, Out: Buffered>(
        job: &Job<'a, In, Out>,
        band: &dyn Band<E, L>,
        stage: &'s mut [E],
        (start, length): (usize, usize),
    ) -> Self {
        let block = band.block(job.token());
        let pitch = match job.window.columns.stride {
            1 => pitch::<L>(length.max(block), 1).unwrap_or(length),
            _ => length.max(block),
        };
        let part = job.source.part_columns();
        let first = part.start.clamp(start, start + length);
        let end = part.end.clamp(first, start + length);
        let summed = if end - first >= block {
            first..end
        } else {
            start..start + length.max(block)
        };
        let spare = job.rows_needed(band.rows()) * block;
        let (stage, spare) = stage.split_at_mut(stage.len() - spare);
        Self {
            slider: Slider::new(job.source, stage, (summed.start, summed.len()), 1),
            spare,
            start,
            length,
            pitch,
            summed,
        }
    }

    /// Where the lines begin, so that the first sums of each are on a boundary of a cache line.
    fn lead<L>(&self, lines: &[L]) -> usize {
        let most = ALIGNED / size_of::<L>();
        let at = self.summed.start - self.start;
        lines[at..].as_ptr().align_offset(ALIGNED) % most
    }

    /// The vertical sums for the output rows from `y` on.
    fn fill<L: Buffered, Out: Buffered>(
        &mut self,
        job: &Job<'_, In, Out>,
        band: &dyn Band<E, L>,
        y: usize,
        lines: &mut [L],
    ) {
        let token = job.token();
        let top = y * job.window.rows.stride;
        let needed = job.rows_needed(band.rows());
        let (rows, columns) = (job.source.part_rows(), job.source.part_columns());
        let inside = top >= rows.start
            && top + needed <= rows.end
            && self.summed.start >= columns.start
            && self.summed.end <= columns.end;
        let plane = job.source.plane;
        let view = match In::as_staged(plane.data()) {
            Some(elements) if inside => {
                let from = job.offset(top, self.summed.start);
                View::new(&elements[from..], plane.stride())
            }
            _ => self.slider.view(top, needed),
        };
        let at = self.summed.start - self.start;
        band.run(token, view, &mut lines[at..], self.pitch, self.summed.len());
        self.margins(job, band, (top, needed), lines);
    }

    /// The sums of the columns that the border adds.
    fn margins<L: Buffered, Out: Buffered>(
        &mut self,
        job: &Job<'_, In, Out>,
        band: &dyn Band<E, L>,
        (top, needed): (usize, usize),
        lines: &mut [L],
    ) {
        let columns = job.columns();
        let last = self.start + self.length;
        let end = job.source.limit().min(last);
        let (before, after) = (self.start..self.summed.start, self.summed.end..end);
        let rows = band.rows();
        // What lies beyond the padding only feeds outputs that are thrown away, but their sums have
        // to stay within the proven bounds.
        let beyond = end.max(self.summed.end).min(last) - self.start..self.length;
        for line in lines.chunks_exact_mut(self.pitch).take(rows) {
            line[beyond.clone()].fill(L::default());
        }
        let mut constant: Option<[L; ROWS]> = None;
        for position in before.chain(after) {
            let to = position - self.start;
            let origin = columns.origin(job.source.column_border, position);
            let repeated = match origin {
                Origin::Input(column) => Some(columns.before + column),
                Origin::Constant(_) => None,
            };
            if let Some(from) = repeated.filter(|from| self.summed.contains(from)) {
                for row in 0..rows {
                    let line = row * self.pitch;
                    lines[line + to] = lines[line + from - self.start];
                }
                continue;
            }
            let block = band.block(job.token());
            let sums = match constant.filter(|_| repeated.is_none()) {
                Some(sums) => sums,
                None => {
                    debug_assert!(rows * block <= TILE, "a tile larger than planned");
                    let mut sums = [L::default(); TILE];
                    let columns = (position, block);
                    for (row, to) in self.spare.chunks_exact_mut(block).take(needed).enumerate() {
                        job.source.stage(top + row, columns, (1, block), to);
                    }
                    let view = View::new(&*self.spare, block);
                    band.run(job.token(), view, &mut sums, block, block);
                    core::array::from_fn(|row| sums.get(row * block).copied().unwrap_or_default())
                }
            };
            for (row, &sum) in sums.iter().enumerate().take(rows) {
                lines[row * self.pitch + to] = sum;
            }
            constant = repeated.is_none().then_some(sums);
        }
    }
}
