//! The driver of interpolated signals, whose passes are the branches of `conv_plan`'s `polyphase`.
//!
//! ```text
//! many outputs of each branch:
//!     for each block of outputs, for each branch:
//!         the branch's outputs, side by side, by a job of one pass over the elements
//!         to every so manieth place of the block
//! few, or elements far apart:
//!     for each block of outputs:
//!         the elements that they meet, staged
//!         output by output: its branch's taps, one after the other
//! ```
//!
//! Both do the operations of the plan's passes in their order, so they give the same bits. What is
//! done output by output is done in vectors whose lanes are all the same: so it is fused where
//! other sums of the level are.

mod one_by_one;

use super::grid::Grid;
use super::job::Job;
use super::lanes::TableLane;
use super::memory::{Buffered, Memory};
use super::stage::{Padded, Stage};
use super::table::TableBand;
use super::tap_by_tap::{LANES, SMALL};
use crate::data::{Error, PlaneMut};
use crate::exec::simd::{Lane, Load, Store};
use conv_plan::number::Epilogue;
use conv_plan::window::{Axis, AxisPadding, Border, Polyphase, ResolvedAxis, Window};
use core::ops::Range;
use fearless_simd::{Level as Token, Simd, dispatch};
use one_by_one::{SUMS, singly};

/// Outputs of branches that are held before they are put in their places, or elements that are
/// staged for outputs that are computed one by one: they stay in L1.
const HELD: usize = 2048;

/// The same for a call that has few, since clearing them takes time.
const FEW: usize = 256;

/// Outputs that are held for a call that has many, whose jobs are then so many times as long.
const MOST: usize = 4 * HELD;

/// The fewest outputs of a branch that are worth a job of their own.
const MANY: usize = 32;

/// The table of each branch.
type Branches<'b, 't, A, const STRICT: bool> = dyn Fn(usize) -> TableBand<'t, A, 1, STRICT> + 'b;

/// The window and the sizes of a job in pixels, and its branches.
struct Shape {
    polyphase: Polyphase,
    axis: Axis,
    sizes: ResolvedAxis,
    /// The elements of `sizes`, without inserted zeros.
    elements: ResolvedAxis,
    channels: usize,
}

impl<In, Out> Job<'_, In, Out> {
    /// Runs an interpolated signal over rows of `A`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`]; [`Error::SizeOverflow`] if the padded elements cannot be counted.
    pub fn polyphase<A, const STRICT: bool>(
        mut self,
        branches: &Branches<'_, '_, A, STRICT>,
    ) -> Result<(), Error>
    where
        A: TableLane<A, 1, STRICT> + Load<A> + Buffered,
        In: Stage<A>,
        Out: Store<A> + Buffered,
    {
        let channels = self.channels();
        let columns = self.window.columns;
        let axis = Axis {
            dilation: columns.dilation / channels,
            ..columns
        };
        let sizes = self.columns().one_of(channels);
        let shape = Shape {
            polyphase: axis.polyphase(),
            axis,
            sizes,
            elements: sizes.elements().0,
            channels,
        };
        let across = self.across();
        let outputs = across.start / channels..across.end / channels;
        if self.out.height() == 0 || outputs.is_empty() {
            return Ok(());
        }
        if const { !SMALL } && shape.one_by_one(outputs.len()) {
            let few = shape.together(FEW).is_some_and(|few| few >= outputs.len());
            let mut work =
                |staged: &mut [A]| singly(&mut self, (&shape, branches), outputs.clone(), staged);
            return if few {
                holding::<A, FEW>(&mut work)
            } else {
                holding::<A, HELD>(&mut work)
            };
        }
        let most = outputs.len().saturating_mul(channels);
        let mut work =
            |held: &mut [Out]| in_branches(&mut self, (&shape, branches), outputs.clone(), held);
        if most <= FEW {
            holding::<Out, FEW>(&mut work)
        } else if most <= HELD {
            holding::<Out, HELD>(&mut work)
        } else {
            holding::<Out, MOST>(&mut work)
        }
    }
}

impl Shape {
    /// Elements from the one at or before which a window begins to the last that it may meet.
    fn span(&self) -> usize {
        (self.axis.saturating_extent() - 1).div_ceil(self.axis.rate()) + 1
    }

    /// The most outputs of which so many elements are staged together.
    fn together(&self, staged: usize) -> Option<usize> {
        let room = (staged / self.channels).checked_sub(self.span())?;
        let positions = room.saturating_mul(self.axis.rate());
        let apart = positions.saturating_sub(self.axis.rate() - 1) / self.axis.stride.max(1);
        Some((apart + 1).min(SUMS / self.channels)).filter(|&outputs| outputs > 0)
    }

    /// Whether so many outputs are computed one by one.
    fn one_by_one(&self, outputs: usize) -> bool {
        let (period, stride) = (self.polyphase.period(), self.polyphase.stride());
        let taps = self.axis.kernel / self.polyphase.step();
        self.together(HELD).is_some() && (outputs / period < MANY || stride > taps.max(2))
    }
}

/// What is done with so many elements of the stack.
fn holding<T: Copy + Default, const N: usize>(
    work: &mut dyn FnMut(&mut [T]) -> Result<(), Error>,
) -> Result<(), Error> {
    work(&mut [T::default(); N])
}

/// Each branch by a job of its own.
fn in_branches<In, A, Out, const STRICT: bool>(
    job: &mut Job<'_, In, Out>,
    (shape, branches): (&Shape, &Branches<'_, '_, A, STRICT>),
    outputs: Range<usize>,
    held: &mut [Out],
) -> Result<(), Error>
where
    A: TableLane<A, 1, STRICT> + Load<A> + Buffered,
    In: Stage<A>,
    Out: Store<A> + Buffered,
{
    let (polyphase, channels) = (shape.polyphase, shape.channels);
    let (period, start) = (polyphase.period(), outputs.start);
    let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
    let source = job.source;
    let Some(row) = job.out.row_mut(0) else {
        return Ok(());
    };
    // Few branches are held side by side. In a frame of more channels than are held, each output is
    // a block.
    let together = channels == 1 && matches!(period, 2..=4);
    let pitch = if together {
        held.len() / period
    } else {
        held.len()
    };
    let most = pitch / channels;
    let block = most.max(1).saturating_mul(period);
    let gaps = polyphase.count() < shape.axis.rate();
    // Of windows that have no branch: a sum of nothing, which a negative scale makes -0.
    let nothing = of_no_tap::<A, Out>(source.token, branches(0).epilogue);
    if gaps && !together {
        row.fill(nothing);
    }
    for from in outputs.clone().step_by(block) {
        let some = from..outputs.end.min(from.saturating_add(block));
        if gaps && together {
            held.fill(nothing);
        }
        for index in 0..polyphase.count() {
            let Some(branch) = polyphase.branch(index) else {
                continue;
            };
            let Some(first) = polyphase.first_output(branch.remainder, shape.sizes.before) else {
                continue;
            };
            // The first of its outputs in the block.
            let first = first + some.start.saturating_sub(first).next_multiple_of(period);
            if first >= some.end {
                continue;
            }
            let count = (some.end - first).div_ceil(period);
            let (element, _) = polyphase.start(first, shape.sizes.before);
            let met = element + branch.skipped as isize;
            let at = (first - start) * channels;
            let lane = if together {
                (first - some.start) * pitch
            } else {
                0
            };
            let out = if most == 0 {
                &mut row[at..at + channels]
            } else {
                &mut held[lane..lane + count * channels]
            };
            let table = branches(index);
            let job = branch_job(source, &branch.axis, met, out, memory.again(), channels)?;
            if const { SMALL } {
                job.tap_by_tap::<A>(&table)?;
            } else {
                job.direct::<A>(&table)?;
            }
            if most > 0 && !together {
                spread(held, channels, (&mut row[at..], period), count);
            }
        }
        let to = &mut row[(some.start - start) * channels..(some.end - start) * channels];
        if together {
            interleaved(source.token, &held[..pitch * period], period, to);
        }
    }
    job.memory = memory;
    Ok(())
}

/// An output that no tap meets.
fn of_no_tap<A: Lane, Out: Store<A>>(token: Token, epilogue: &Epilogue) -> Out {
    let mut stored = [Out::default(); LANES];
    Out::epilogue_row(token, epilogue, &[A::default(); LANES], &mut stored);
    stored[0]
}

/// A job of the outputs of a branch, the first of which has a window that begins at element `met`.
fn branch_job<'a, In: conv_plan::number::Scalar, Out: Buffered>(
    source: Padded<'a, In>,
    axis: &Axis,
    met: isize,
    out: &'a mut [Out],
    memory: Memory<'a>,
    channels: usize,
) -> Result<Job<'a, In, Out>, Error> {
    let stride = axis.stride;
    let (count, input) = (out.len() / channels, source.columns.one_of(channels).input);
    // Outputs before these, whose windows begin in the padding.
    let left = met.max(0).unsigned_abs().div_ceil(stride);
    let sizes = || {
        let before = left.checked_mul(stride)?.checked_add_signed(-met)?;
        let extent = axis.saturating_extent();
        let needed = (left + count - 1)
            .checked_mul(stride)?
            .checked_add(extent)?;
        let after = needed.saturating_sub(before.checked_add(input)?);
        before.checked_add(input)?.checked_add(after)?;
        Some(ResolvedAxis {
            input,
            before,
            after,
            output: left + count,
            interpolate: 1,
        })
    };
    let columns = sizes().ok_or(Error::SizeOverflow)?;
    let window = Window {
        rows: Axis::TRIVIAL,
        columns: Axis {
            padding: AxisPadding::Explicit {
                before: columns.before,
                after: columns.after,
            },
            ..*axis
        },
        row_border: Border::Zero,
        column_border: source.column_border,
    };
    let grid = Grid::of(&window, channels, (source.rows, columns))?;
    let width = out.len();
    let corner = [source.corner[0], source.corner[1] / channels];
    let out = PlaneMut::new(out, width, 1)?;
    Ok(Job::region(
        source.token,
        &grid,
        (source.plane, corner),
        (out, [0, left]),
        memory,
    ))
}

/// Puts outputs that lie side by side in their places, which are `period` pixels apart.
fn spread<T: Copy>(from: &[T], channels: usize, (to, period): (&mut [T], usize), count: usize) {
    if channels == 1 {
        for (to, &from) in to.iter_mut().step_by(period).zip(&from[..count]) {
            *to = from;
        }
        return;
    }
    let from = from.chunks_exact(channels).take(count);
    for (to, from) in to.chunks_mut(channels * period).zip(from) {
        to[..channels].copy_from_slice(from);
    }
}

/// Puts the outputs of some branches, each of which has a part of what is held, in turn.
fn interleaved<T: Copy>(token: Token, held: &[T], branches: usize, to: &mut [T]) {
    dispatch!(token, s => interleave(s, held, branches, to));
}

/// As [`interleaved`], on a level.
#[inline(always)]
fn interleave<S: Simd, T: Copy>(_: S, held: &[T], branches: usize, to: &mut [T]) {
    let pitch = held.len() / branches;
    let (first, rest) = held.split_at(pitch);
    let (second, rest) = rest.split_at(pitch.min(rest.len()));
    let (third, fourth) = rest.split_at(pitch.min(rest.len()));
    let steps = to.len() / branches;
    match branches {
        2 => {
            let (to, _) = to.as_chunks_mut();
            for (to, (&a, &b)) in to.iter_mut().zip(first.iter().zip(second)) {
                *to = [a, b];
            }
        }
        3 => {
            let (to, _) = to.as_chunks_mut();
            let all = first.iter().zip(second).zip(third);
            for (to, ((&a, &b), &c)) in to.iter_mut().zip(all) {
                *to = [a, b, c];
            }
        }
        _ => {
            let (to, _) = to.as_chunks_mut();
            let all = first.iter().zip(second).zip(third).zip(fourth);
            for (to, (((&a, &b), &c), &d)) in to.iter_mut().zip(all) {
                *to = [a, b, c, d];
            }
        }
    }
    for (branch, to) in to[steps * branches..].iter_mut().enumerate() {
        *to = held[branch * pitch + steps];
    }
}
