//! The driver of kernels with two passes.
//!
//! ```text
//! rows are shorter than a tile:
//!     parts of the plane side by side (`narrow`), with both passes over each band
//! otherwise, for each block of columns, for each band of tile rows:
//!     vertical     input rows -> lines: straight over the input where no row
//!                  is padded, over staged rows elsewhere; of a sum of products
//!                  a line of each takes its turn
//!     margins      what the column border adds to the lines
//!     (a column stride: split as many lines as stay in L1 into phases)
//!     horizontal   each line, or those of all products -> one output row
//! ```
//!
//! A border that repeats columns repeats their vertical sums, so the margins of
//! lines are copied; only a constant column is summed.

mod abreast;
mod lines;

use self::lines::Lines;
use super::body::Band;
use super::direct::{block_width, cached, widest_within};
use super::job::Job;
use super::memory::{BufferWork, Buffered, Memory, Slot};
use super::narrow::{Parts, TWO_PASSES, may_be_cut};
use super::phases::Split;
use super::slider::pitch;
use super::stage::Stage;
use super::tap_by_tap;
use crate::data::Error;
use crate::exec::caches::caches;
use crate::exec::simd::View;
use fearless_simd::Level as Token;

impl<In, Out> Job<'_, In, Out> {
    /// Runs a kernel of two passes: over rows of `E`, then over lines of `L`, whose products are
    /// these vertical passes, one or more, in tiles of one shape.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn separable<E, L>(
        mut self,
        vertical: &[&dyn Band<E, L>],
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
        let passes = Passes {
            vertical,
            horizontal,
        };
        let (block, step, rows) = (horizontal.block(token), passes.step(token), passes.rows());
        if may_be_cut(&self, TWO_PASSES, rows)
            && let Some(parts) = Parts::new::<E, Out>(&self, rows, (block, step))
            && abreast::fits(&self, &passes, &parts)
        {
            let mut memory = core::mem::replace(&mut self.memory, Memory::STACK);
            return abreast::run(&mut self, &passes, &parts, &mut memory);
        }
        let needed = self.rows_needed(rows);
        // A line is at least one tile of the vertical pass wide.
        let line = |width: usize| self.columns_needed(width).max(step);
        let staged = |width: usize| {
            let pitch = pitch::<E>(line(width), (1, 1))?;
            pitch.checked_add(step)?.checked_mul(needed)
        };
        let limits = (self.memory.limit::<E>(), self.memory.limit::<L>());
        let lines = |width: usize| {
            let pitch = pitch::<L>(line(width), (1, 1))?;
            pitch
                .checked_mul(rows * vertical.len())?
                .checked_add(ALIGNED / size_of::<L>())
        };
        // A line that is split has a part for each phase, at its own pitch.
        let (phases, channels) = (self.window.columns.stride, self.channels());
        let split = |width: usize| {
            let pixels = self.columns_needed(width) / channels;
            (pixels.div_ceil(phases) * channels).checked_mul(phases * vertical.len())
        };
        let fits = |width: usize| {
            staged(width).is_some_and(|elements| elements <= limits.0)
                && lines(width).is_some_and(|lanes| lanes <= limits.1)
                && (phases == 1 || split(width).is_some_and(|lanes| lanes <= limits.1))
        };
        let widest = columns.max(block);
        // Rows that are converted stay in L1 until they are summed.
        let converted = self.source.as_staged::<E>().is_none();
        let reach = self.columns_needed(1) / self.window.columns.stride;
        let short = |width: usize| {
            !converted
                || staged(width).is_some_and(|elements| {
                    cached::<E>(width, reach, elements, caches().staged_bytes())
                })
        };
        // Lines stay in L2: rows of 4,000,000 bytes took 0.81 ns an element without blocks, 0.27 in
        // blocks of 4096.
        let near = |width: usize| {
            let bytes = lines(width).map(|lanes| lanes.saturating_mul(size_of::<L>()));
            width <= reach.saturating_mul(4) || bytes.is_some_and(|all| all <= caches().second / 4)
        };
        let width = widest_within(block, widest, |width| {
            fits(width) && short(width) && near(width)
        });
        let Some(width) = width else {
            let product = |product: usize| vertical.get(product).copied();
            tap_by_tap::run_separable(&mut self, product, horizontal);
            return Ok(());
        };
        let width = block_width(&self, (block, widest), width);
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
                passes,
                width,
                lines,
            },
        )
    }
}

/// Calls back with the vertical passes of a kernel, one for each of up to [`PRODUCTS`] products.
pub(super) fn in_bands<E: Copy, L, B: Band<E, L>, R>(
    vertical: &[B],
    with: impl FnOnce(&[&dyn Band<E, L>]) -> R,
) -> R {
    match vertical {
        [a] => with(&[a]),
        [a, b] => with(&[a, b]),
        [a, b, c] => with(&[a, b, c]),
        [a, b, c, d, ..] => with(&[a, b, c, d]),
        [] => with(&[]),
    }
}

/// The most products of a kernel.
const PRODUCTS: usize = 4;

// The plan keeps no more.
#[cfg(feature = "alloc")]
const _: () = assert!(PRODUCTS == conv_plan::taps::MAX_PRODUCTS);

/// Bytes of a cache line, and of the largest vector.
const ALIGNED: usize = 64;

/// Both passes of a kernel.
struct Passes<'b, E, L, Out> {
    /// That of each product.
    vertical: &'b [&'b dyn Band<E, L>],
    horizontal: &'b dyn Band<L, Out>,
}

impl<E: Buffered, L, Out> Passes<'_, E, L, Out> {
    /// Output rows of a band.
    fn rows(&self) -> usize {
        self.vertical.first().map_or(1, |band| band.rows())
    }

    /// The least width of a line.
    fn step(&self, token: Token) -> usize {
        self.vertical.first().map_or(1, |band| band.block(token))
    }
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
            together: 1,
        };
        let phases = blocks.job.window.columns.stride;
        if phases == 1 {
            blocks.walk(&mut []);
            return Ok(());
        }
        let split = blocks.split();
        // Those of all products.
        let line = blocks.passes.vertical.len() * split.phases * split.pitch;
        // As many lines as stay in L1, with those that they are made from: one by one, a `u8` 5x5 at
        // 256x256 took 1.2 times as long.
        let near = caches().first / 4 / size_of::<L>();
        let many = (near / line).clamp(1, blocks.passes.rows());
        let wanted = memory.or_more(line, many * line);
        blocks.together = wanted / line;
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
    /// Lines that are split into phases together.
    together: usize,
}

impl<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered> Blocks<'_, '_, '_, '_, In, E, L, Out> {
    /// How a line is split.
    fn split(&self) -> Split {
        let phases = self.job.window.columns.stride;
        let channels = self.job.channels();
        let pixels = self.job.columns_needed(self.width) / channels;
        Split {
            phases,
            channels,
            pitch: pixels.div_ceil(phases) * channels,
            first: 0,
        }
    }

    fn walk(&mut self, phased: &mut [L]) {
        let token = self.job.token();
        let horizontal = self.passes.horizontal;
        let (rows, products) = (self.passes.rows(), self.passes.vertical.len());
        let length = self.job.columns_needed(self.width);
        let split = self.split();
        let phases = split.phases;
        let outputs = self.job.outputs();
        for x in self.job.across().step_by(self.width) {
            // A block at the right edge begins earlier instead of being narrower.
            let x = self.job.block_start(x, self.width);
            let mut lines = Lines::new(
                self.job,
                self.passes,
                self.stage,
                (self.job.column_start(x), length),
            );
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
                lines.fill(self.job, self.passes, y, &mut self.lines[lead..]);
                let new = down - y..rows.min(outputs.end - y);
                if phases == 1 {
                    let view = View::new(&self.lines[lead + new.start * products * pitch..], pitch);
                    let (lines, place) = ((new.len(), products), (y + new.start, x));
                    self.job
                        .run_bands(horizontal, view, lines, place, self.width);
                    down = y + rows;
                    continue;
                }
                for line in new.clone().step_by(self.together) {
                    let count = self.together.min(new.end - line);
                    let from = &self.lines[lead + line * products * pitch..];
                    let lines = (from, pitch, length);
                    L::split(token, lines, (split, count * products), phased);
                    let (view, place) = (View::new(&*phased, split.pitch), (y + line, x));
                    let bands = (count, products * phases);
                    self.job
                        .run_bands(horizontal, view, bands, place, self.width);
                }
                down = y + rows;
            }
        }
    }
}
