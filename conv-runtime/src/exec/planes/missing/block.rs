//! One block of outputs: as it is, or as a quotient of two sums.
//!
//! ```text
//! all is there, sums are outputs    the kernel writes the output
//! otherwise, for each part of it that the buffer holds:
//!     weights       -> taps that took part
//!     elements      -> sums, in the output if it has their type, else in the buffer
//!     sums and taps -> the output
//! ```

use super::{Run, Shown, Weighed};
use crate::data::{Error, PlaneMut, Rect};
use crate::exec::planes::job::Job;
use crate::exec::planes::memory::{BufferWork, Buffered, Memory, Slot};
use crate::exec::planes::stage::Padded;
use crate::exec::simd::{Lane, Store};
use conv_plan::number::Scalar;
use conv_plan::window::{Border, ResolvedAxis};
use core::ops::Range;

/// Some outputs.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
    /// Whether something that they read is missing.
    pub(super) missing: bool,
}

/// Computes a block; `total` is known once it was needed.
pub(super) fn run<In, Out, A>(
    job: &mut Job<'_, In, Out>,
    block: Block,
    run: &Run<'_, In, A>,
    total: &mut Option<A>,
) -> Result<(), Error>
where
    In: Scalar + Buffered,
    Out: Scalar + Buffered + Store<A>,
    A: Weighed,
{
    let (rows, columns) = (block.rows.len(), block.columns.len());
    if !block.missing {
        let at = [block.rows.start, block.columns.start];
        let (left, top) = (at[1] - job.left, at[0] - job.first);
        let mut out = job.out.part(Rect::new(left, top, columns, rows))?;
        if let Some(sums) = as_sums(&mut out) {
            let memory = job.memory.again();
            return run(Job::part((job.source, job.window), (sums, at), memory));
        }
    }
    // Sums of taps, and the others if they cannot stand in the output.
    let kinds = match Out::as_lanes(&mut []) {
        Some(_) => 1,
        None => 2,
    };
    let most = job.memory.limit::<A>() / kinds;
    let channels = job.channels();
    let wide = (most / rows.min(8) / channels * channels)
        .max(channels)
        .min(columns);
    let high = (most / wide).min(rows);
    if high == 0 {
        return Err(Error::OutOfMemory);
    }
    let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
    let wanted = high * wide * kinds;
    let mut work = Weighing {
        job: &mut *job,
        run,
        total,
        block,
        size: (high, wide),
    };
    let result = memory.with(Slot::Kept, wanted, &mut work);
    job.memory = memory;
    result
}

/// The outputs as sums, if they are of one type.
fn as_sums<'o, A: Lane, Out: Store<A>>(out: &'o mut PlaneMut<'_, Out>) -> Option<PlaneMut<'o, A>> {
    let (width, height, stride) = (out.width(), out.height(), out.stride());
    let sums = Out::as_lanes(out.data_mut())?;
    let sums = PlaneMut::new(sums, width, height).ok()?;
    sums.with_stride(stride).ok()
}

/// A block that is computed with a buffer, in parts of a `size` that it holds.
struct Weighing<'j, 'a, 'r, In, Out, A> {
    job: &'j mut Job<'a, In, Out>,
    run: &'r Run<'r, In, A>,
    total: &'j mut Option<A>,
    block: Block,
    size: (usize, usize),
}

impl<In, Out, A> BufferWork<A> for Weighing<'_, '_, '_, In, Out, A>
where
    In: Scalar + Buffered,
    Out: Scalar + Buffered + Store<A>,
    A: Weighed,
{
    fn with(&mut self, memory: &mut Memory<'_>, buffer: &mut [A]) -> Result<(), Error> {
        let Block {
            rows,
            columns,
            missing,
        } = self.block.clone();
        if missing && self.total.is_none() {
            *self.total = Some(self.sum_of_taps(memory, buffer)?);
        }
        for y in rows.clone().step_by(self.size.0) {
            let down = y..rows.end.min(y + self.size.0);
            for x in columns.clone().step_by(self.size.1) {
                let along = x..columns.end.min(x + self.size.1);
                self.part(&down, &along, memory, buffer)?;
            }
        }
        Ok(())
    }
}

impl<In, Out, A> Weighing<'_, '_, '_, In, Out, A>
where
    In: Scalar + Buffered,
    Out: Scalar + Buffered + Store<A>,
    A: Weighed,
{
    /// What the kernel makes of ones: its window lies in a border of them, above the input.
    fn sum_of_taps(&self, memory: &mut Memory<'_>, buffer: &mut [A]) -> Result<A, Error> {
        let (source, window) = (self.job.source, self.job.window);
        let channels = source.channels;
        let source = Padded {
            corner: [0, 0],
            rows: ResolvedAxis {
                input: source.plane.height(),
                before: window.rows.saturating_extent(),
                after: 0,
                output: 1,
                interpolate: 1,
            },
            columns: ResolvedAxis {
                input: source.plane.width(),
                before: 0,
                after: window.columns.saturating_extent() + channels,
                output: channels,
                interpolate: 1,
            },
            row_border: Border::Constant(1.0),
            column_border: Border::Zero,
            shown: Shown::Weights,
            ..source
        };
        let to = PlaneMut::new(&mut *buffer, channels, 1)?;
        (self.run)(Job::part((source, window), (to, [0, 0]), memory.again()))?;
        Ok(buffer.first().copied().unwrap_or_default())
    }

    /// Computes what the buffer holds.
    fn part(
        &mut self,
        down: &Range<usize>,
        along: &Range<usize>,
        memory: &mut Memory<'_>,
        buffer: &mut [A],
    ) -> Result<(), Error> {
        let (source, window, run) = (self.job.source, self.job.window, self.run);
        let (width, height) = (along.len(), down.len());
        let at = [down.start, along.start];
        let mut sum = |shown: Shown, to: PlaneMut<'_, A>| {
            let source = Padded { shown, ..source };
            run(Job::part((source, window), (to, at), memory.again()))
        };
        let total = self.total.filter(|_| self.block.missing);
        let (taps, sums) = buffer.split_at_mut(height * width);
        let mut shown = Shown::All;
        if total.is_some() {
            sum(Shown::Weights, PlaneMut::new(&mut *taps, width, height)?)?;
            shown = Shown::Present;
        }
        let (left, top) = (at[1] - self.job.left, at[0] - self.job.first);
        let mut out = self.job.out.part(Rect::new(left, top, width, height))?;
        match as_sums(&mut out) {
            Some(to) => sum(shown, to)?,
            None => sum(shown, PlaneMut::new(&mut *sums, width, height)?)?,
        }
        for (index, row) in out.rows_mut().enumerate() {
            let place = index * width..(index + 1) * width;
            if let Some(sums) = Out::as_lanes(row) {
                if let Some(total) = total {
                    A::weigh(source.token, sums, &taps[place], total);
                }
                continue;
            }
            let sums = &mut sums[place.clone()];
            if let Some(total) = total {
                A::weigh(source.token, sums, &taps[place], total);
            }
            for (to, &sum) in row.iter_mut().zip(&*sums) {
                *to = Out::from_f64(sum.into());
            }
        }
        Ok(())
    }
}
