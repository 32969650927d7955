//! One call on several threads: bands of output rows, each a job of its own.
//!
//! A band sees the whole input, and each output is computed as it would be by one
//! thread, so the number of threads changes no bit.

use super::bank::BankJob;
use super::grid::Grid;
use super::job::Job;
use super::memory::{Buffered, Memory, Scratch};
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::simd::detected;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::window::Window;
use rayon::prelude::*;

/// Bands for each thread: enough to make up for a late thread.
const BANDS: usize = 4;

/// The fewest output elements that a band should have: a smaller band takes no longer than handing
/// it to a thread.
const LEAST: usize = 16384;

/// What runs a job.
type Run<'r, In, Out> = dyn Fn(Job<'_, In, Out>) -> Result<(), Error> + Sync + 'r;

/// What runs a job of several kernels.
type RunBank<'r, In, Out> = dyn Fn(BankJob<'_, '_, In, Out>) -> Result<(), Error> + Sync + 'r;

/// Rows of the bands of an output, a multiple of as many as are computed `together`; `None` if one
/// thread should have them all.
pub(crate) fn band_rows(width: usize, height: usize, together: usize) -> Option<usize> {
    let threads = rayon::current_num_threads();
    let rows = height.div_ceil(threads.saturating_mul(BANDS));
    let rows = rows
        .max(LEAST / width.max(1))
        .checked_next_multiple_of(together)?;
    (threads > 1 && rows < height).then_some(rows)
}

/// Runs a kernel over bands of rows, on the threads of the current pool. Bands begin at multiples
/// of as many rows as are computed `together`.
pub(crate) fn in_bands<In, Out>(
    of: (&Window, usize),
    src: Plane<'_, In>,
    dst: PlaneMut<'_, Out>,
    together: usize,
    run: &Run<'_, In, Out>,
) -> Result<(), Error>
where
    In: Scalar,
    Out: Buffered + Send,
{
    bank_in_bands(of, src, alloc::vec![dst], together, &|bank| {
        bank.run(false, &|_, job| run(job))
    })
}

/// As [`in_bands`], of several kernels with one window, each of which has an output.
pub(crate) fn bank_in_bands<In, Out>(
    (window, channels): (&Window, usize),
    src: Plane<'_, In>,
    mut dst: Vec<PlaneMut<'_, Out>>,
    together: usize,
    run: &RunBank<'_, In, Out>,
) -> Result<(), Error>
where
    In: Scalar,
    Out: Buffered + Send,
{
    let token = detected();
    let size = dst
        .first()
        .map_or((0, 0), |dst| (dst.width(), dst.height()));
    let Some(rows) = band_rows(size.0, size.1, together) else {
        let mut scratch = Scratch::new();
        let memory = Memory::Scratch(&mut scratch);
        return run(BankJob::new(
            token,
            (window, channels),
            src,
            &mut dst,
            memory,
        )?);
    };
    // The whole outputs have to have the right size before they are cut.
    let (down, across) = window.resolve(src.width() / channels, src.height())?;
    for dst in &dst {
        Grid::check((across.output, down.output), channels, dst)?;
    }
    let grid = Grid::of(window, channels, (down, across))?;
    let firsts = (0..size.1).step_by(rows);
    let mut bands: Vec<(usize, Vec<PlaneMut<'_, Out>>)> =
        firsts.map(|first| (first, Vec::new())).collect();
    for dst in dst {
        for ((_, band), (_, part)) in bands.iter_mut().zip(dst.bands(rows)) {
            band.push(part);
        }
    }
    bands
        .into_par_iter()
        .try_for_each_init(Scratch::new, |scratch, (first, mut band)| {
            let memory = Memory::Scratch(scratch);
            run(BankJob::band(token, &grid, src, (&mut band, first), memory))
        })
}

/// Runs a kernel of signals over parts of the output, on the threads of the current pool.
pub(crate) fn in_parts<In, Out>(
    window: &Window,
    src: Plane<'_, In>,
    dst: &mut [Out],
    run: &Run<'_, In, Out>,
) -> Result<(), Error>
where
    In: Scalar,
    Out: Buffered + Send,
{
    let dst = alloc::vec![PlaneMut::signal(dst)];
    bank_in_parts(window, src, dst, &|bank| {
        bank.run(false, &|_, job| run(job))
    })
}

/// As [`in_parts`], of several kernels with one window, each of which has an output.
pub(crate) fn bank_in_parts<In, Out>(
    window: &Window,
    src: Plane<'_, In>,
    dst: Vec<PlaneMut<'_, Out>>,
    run: &RunBank<'_, In, Out>,
) -> Result<(), Error>
where
    In: Scalar,
    Out: Buffered + Send,
{
    let token = detected();
    let (row, columns) = window.resolve(src.width(), 1)?;
    for dst in &dst {
        Grid::check((columns.output, 1), 1, dst)?;
    }
    let parts = rayon::current_num_threads().saturating_mul(BANDS);
    let length = columns.output.div_ceil(parts).max(LEAST);
    let grid = Grid::of(window, 1, (row, columns))?;
    let firsts = (0..columns.output).step_by(length);
    let mut parts: Vec<(usize, Vec<PlaneMut<'_, Out>>)> =
        firsts.map(|first| (first, Vec::new())).collect();
    for dst in dst {
        for ((_, parts), part) in parts.iter_mut().zip(dst.pieces(length)) {
            parts.push(part);
        }
    }
    parts
        .into_par_iter()
        .try_for_each_init(Scratch::new, |scratch, (first, mut out)| {
            let memory = Memory::Scratch(scratch);
            let (source, at) = ((src, [0, 0]), [0, first]);
            run(BankJob::region(
                token,
                &grid,
                source,
                (&mut out, at),
                memory,
            ))
        })
}
