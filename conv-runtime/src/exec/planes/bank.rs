//! One call of several kernels with one window, each of which has an output of its own.
//!
//! ```text
//! for each block of output rows, or of columns of an only row, whose input stays in a cache:
//!     for each kernel: a job whose output is the block
//! ```
//!
//! 1. Such a job is that of a band or a region, so that an output has the bits that its kernel
//!    gives it alone, and bodies, borders, strides, pixels and levels are those of every kernel.
//! 2. A kernel that may be computed by FFT cuts its output itself, and has it as a whole.

use super::grid::Grid;
use super::job::Job;
use super::memory::{Buffered, Memory};
use crate::data::{Error, Plane, PlaneMut, Rect};
use crate::exec::caches::caches;
use conv_plan::number::Scalar;
use conv_plan::window::Window;
use fearless_simd::Level as Token;

/// What runs a job for one of some kernels.
pub(crate) type Kernel<'r, In, Out> = dyn Fn(usize, Job<'_, In, Out>) -> Result<(), Error> + 'r;

/// The fewest rows of a block, if the output has them: whole tiles of every kernel.
const ROWS: usize = 16;

/// The fewest columns of a block of one row.
const COLUMNS: usize = 4096;

/// An input, and an output, or the same part of it, for each kernel.
#[derive(Debug)]
pub struct BankJob<'a, 'o, In, Out> {
    token: Token,
    grid: Grid,
    /// The part of the input, and the row and column where it begins.
    source: (Plane<'a, In>, [usize; 2]),
    out: &'a mut [PlaneMut<'o, Out>],
    /// The output row and column where each part of an output begins, in pixels.
    at: [usize; 2],
    /// Elements of an output that is written in this call and others beside it.
    elements: usize,
    memory: Memory<'a>,
}

impl<'a, 'o, In: Scalar, Out: Buffered> BankJob<'a, 'o, In, Out> {
    /// Whole outputs, of pixels of so many elements.
    ///
    /// # Errors
    ///
    /// Those of [`Window::resolve`]; [`Error::OutputSize`] for an output of any other size.
    pub(crate) fn new(
        token: Token,
        (window, channels): (&Window, usize),
        src: Plane<'a, In>,
        out: &'a mut [PlaneMut<'o, Out>],
        memory: Memory<'a>,
    ) -> Result<Self, Error> {
        let (rows, columns) = window.resolve(src.width() / channels, src.height())?;
        for out in &*out {
            Grid::check((columns.output, rows.output), channels, out)?;
        }
        let grid = Grid::of(window, channels, (rows, columns))?;
        Ok(Self::band(token, &grid, src, (out, 0), memory))
    }

    /// The same band of rows of each output, from row `first` on.
    pub(super) fn band(
        token: Token,
        grid: &Grid,
        src: Plane<'a, In>,
        (out, first): (&'a mut [PlaneMut<'o, Out>], usize),
        memory: Memory<'a>,
    ) -> Self {
        Self {
            token,
            grid: *grid,
            source: (src, [0, 0]),
            out,
            at: [first, 0],
            elements: grid.elements(),
            memory,
        }
    }

    /// The same rectangle of each output, which begins at row and column `at`; as
    /// [`Job::region`].
    pub(crate) fn region(
        token: Token,
        grid: &Grid,
        source: (Plane<'a, In>, [usize; 2]),
        (out, at): (&'a mut [PlaneMut<'o, Out>], [usize; 2]),
        memory: Memory<'a>,
    ) -> Self {
        let first = out.first();
        Self {
            token,
            grid: *grid,
            source,
            elements: first.map_or(0, |out| out.width().saturating_mul(out.height())),
            out,
            at,
            memory,
        }
    }

    /// Runs each kernel, in blocks or over the whole.
    ///
    /// # Errors
    ///
    /// Those of the kernels.
    pub(crate) fn run(
        mut self,
        in_blocks: bool,
        kernel: &Kernel<'_, In, Out>,
    ) -> Result<(), Error> {
        let Some(first) = self.out.first() else {
            return Ok(());
        };
        let channels = self.grid.channels;
        let (width, height) = (first.width() / channels, first.height());
        let (columns, rows) = match (in_blocks, height) {
            (false, _) => (width, height),
            (true, 1) => (self.columns(width), 1),
            (true, _) => (width, self.rows(width, height)),
        };
        let rows_of_blocks = (0..height).step_by(rows.max(1));
        let blocks =
            rows_of_blocks.flat_map(|y| (0..width).step_by(columns.max(1)).map(move |x| (x, y)));
        for (x, y) in blocks {
            let (columns, rows) = (columns.min(width - x), rows.min(height - y));
            let block = Rect::new(x * channels, y, columns * channels, rows);
            for (index, out) in self.out.iter_mut().enumerate() {
                let at = [self.at[0] + y, self.at[1] + x];
                let job = Job::block(
                    (self.token, &self.grid),
                    self.source,
                    (out.part(block)?, at),
                    self.memory.again(),
                    self.elements,
                );
                kernel(index, job)?;
            }
        }
        Ok(())
    }

    /// Rows of a block whose input and output fit half of L2.
    fn rows(&self, width: usize, height: usize) -> usize {
        let Window { rows, .. } = self.grid.window;
        let input = self.source.0.width().min(self.grid.columns.input);
        let width = width.saturating_mul(self.grid.channels);
        let row = input
            .saturating_mul(size_of::<In>())
            .saturating_mul(rows.stride)
            .saturating_add(width.saturating_mul(size_of::<Out>()));
        let near = caches().second / 2 / row.max(1);
        // What the windows of a block share with those of the next may be staged twice.
        let least = rows.saturating_extent().saturating_mul(4).max(ROWS);
        let rows = near.max(least) / ROWS * ROWS;
        rows.min(height)
    }

    /// Columns, in pixels, of a block of one row, whose input and output fit half of L2.
    fn columns(&self, width: usize) -> usize {
        let Grid {
            window, channels, ..
        } = self.grid;
        let input = channels * size_of::<In>();
        let column = input
            .saturating_mul(window.rows.saturating_extent())
            .saturating_mul(window.columns.stride)
            .saturating_add(channels * size_of::<Out>());
        let near = caches().second / 2 / column.max(1);
        // As for rows.
        let extent = window.columns.saturating_extent() / channels;
        let least = extent.saturating_mul(4).max(COLUMNS);
        let columns = near.max(least) / COLUMNS * COLUMNS;
        columns.min(width)
    }
}
