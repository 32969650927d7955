//! Kernels whose sums are made into something else: `map` and `combine`.
//!
//! ```text
//! for each block of outputs, whose sums stay in a cache:
//!     for each kernel: its own bodies, as a job whose outputs are the sums
//!     for each row: vectors of sums -> the steps of the value -> the epilogue -> outputs
//! ```
//!
//! 1. Sums are stored as they are, before their scale, in the narrowest type that holds those of
//!    all kernels. So bodies, borders, strides, pixels and levels are those of every kernel.
//! 2. The input of a block is read by one kernel after the other while it is in a cache.
//! 3. No step is fused with another. So a value has the same bits on every level, if its sums have.
//! 4. Declared kernels that are small enough store no sums at all (`fused`).

mod fused;
#[cfg(feature = "alloc")]
mod interpreted;
mod rows;

pub use fused::Fused;
#[cfg(feature = "alloc")]
pub(crate) use interpreted::Steps;
pub use rows::Formula;

use super::job::Job;
use super::memory::{BufferWork, Buffered, Memory, Slot};
use crate::data::{Error, PlaneMut};
use crate::exec::caches::caches;
use conv_plan::number::Scalar;
use fearless_simd::Level as Token;

/// What runs a job whose outputs are the sums of one kernel.
pub(crate) type Part<'r, In, Sum> = dyn Fn(Job<'_, In, Sum>) -> Result<(), Error> + 'r;

/// As [`Part`], for any of some kernels.
pub(crate) type AnyPart<'r, In, Sum> = dyn Fn(usize, Job<'_, In, Sum>) -> Result<(), Error> + 'r;

/// What makes outputs of sums.
pub(crate) trait Finish<Sum, Out>: Sync {
    /// Makes a row of outputs; the sums of kernel `k` begin at `k * apart`.
    fn row(&self, token: Token, sums: &[Sum], apart: usize, out: &mut [Out]);
}

/// The fewest rows of a block, if the output has them: whole tiles of every kernel.
const ROWS: usize = 16;

impl<In: Scalar + Buffered, Out: Scalar + Buffered> Job<'_, In, Out> {
    /// Runs kernels, and makes outputs of their sums.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`], and those of the kernels.
    pub(crate) fn finished<Sum: Buffered>(
        mut self,
        (kernels, part): (usize, &AnyPart<'_, In, Sum>),
        finish: &dyn Finish<Sum, Out>,
    ) -> Result<(), Error> {
        let (rows, columns) = self.block_of_sums::<Sum>(kernels)?;
        let mut memory = core::mem::replace(&mut self.memory, Memory::STACK);
        if rows * columns == 0 {
            return Ok(());
        }
        let wanted = rows * columns * kernels;
        let mut work = Finishing {
            job: &mut self,
            kernels,
            part,
            finish,
            size: (rows, columns),
        };
        memory.with(Slot::Kept, wanted, &mut work)
    }

    /// Rows and columns of blocks whose sums fit the buffer and half of L2.
    ///
    /// The greatest of eight kernels of `u8` at 1920x1080 took 1.24 ms so, on an EPYC with 1 MiB of
    /// L2, and 1.44 and 1.70 with a quarter and an eighth; of two kernels there was no difference.
    fn block_of_sums<Sum>(&self, parts: usize) -> Result<(usize, usize), Error> {
        let (height, width) = (self.outputs().len(), self.across().len());
        if height == 0 || width == 0 {
            return Ok((0, 0));
        }
        let parts = parts.max(1);
        let most = self.memory.limit::<Sum>() / parts;
        let near = caches().second / 2 / size_of::<Sum>() / parts;
        let channels = self.channels();
        let area = most.min(near.max(ROWS * 64));
        let rows = height.min(ROWS);
        let columns = if rows.saturating_mul(width) <= area {
            width
        } else {
            // Equal blocks of whole pixels.
            let most = (area / rows / channels * channels).max(channels);
            let even = width.div_ceil(width.div_ceil(most));
            even.next_multiple_of(channels).min(most).min(width)
        };
        let rows = (area / columns).min(height);
        let rows = if rows < height && rows > ROWS {
            rows / ROWS * ROWS
        } else {
            rows
        };
        // Pixels of more elements than the buffer has for each kernel.
        if rows == 0 {
            return Err(Error::OutOfMemory);
        }
        Ok((rows, columns))
    }
}

/// A job that is computed with a buffer of sums.
struct Finishing<'j, 'a, 'r, In, Sum, Out> {
    job: &'j mut Job<'a, In, Out>,
    kernels: usize,
    part: &'r AnyPart<'r, In, Sum>,
    finish: &'r dyn Finish<Sum, Out>,
    size: (usize, usize),
}

impl<In, Sum, Out> BufferWork<Sum> for Finishing<'_, '_, '_, In, Sum, Out>
where
    In: Scalar + Buffered,
    Sum: Buffered,
    Out: Scalar + Buffered,
{
    fn with(&mut self, memory: &mut Memory<'_>, buffer: &mut [Sum]) -> Result<(), Error> {
        let (rows, columns) = (self.job.outputs(), self.job.across());
        let token = self.job.token();
        let apart = self.size.0 * self.size.1;
        for y in rows.clone().step_by(self.size.0) {
            let height = self.size.0.min(rows.end - y);
            for x in columns.clone().step_by(self.size.1) {
                let width = self.size.1.min(columns.end - x);
                let sums = buffer.chunks_exact_mut(apart);
                for (kernel, sums) in (0..self.kernels).zip(sums) {
                    let to = PlaneMut::new(sums, width, height)?;
                    let source = (self.job.source, self.job.window);
                    (self.part)(kernel, Job::part(source, (to, [y, x]), memory.again()))?;
                }
                let (top, left) = (y - rows.start, x - columns.start);
                for row in 0..height {
                    let sums = buffer.get(row * width..).unwrap_or_default();
                    let out = self.job.out.row_mut(top + row);
                    if let Some(out) = out.and_then(|row| row.get_mut(left..left + width)) {
                        self.finish.row(token, sums, apart, out);
                    }
                }
            }
        }
        Ok(())
    }
}
