//! Interpolated signals output by output: the taps of its branch, one after the other.
//!
//! Elements are staged for some outputs; then each output is summed in vectors whose lanes are all the
//! same, so that it is fused where other sums of the level are, and has their bits.

use super::{Branches, Shape};
use crate::data::Error;
use crate::exec::planes::job::Job;
use crate::exec::planes::memory::Buffered;
use crate::exec::planes::stage::{Padded, Stage};
use crate::exec::planes::table::TableBand;
use crate::exec::planes::tap_by_tap::LANES;
use crate::exec::simd::{Lane, Store};
use core::ops::Range;
use fearless_simd::{Simd, SimdBase, dispatch};

/// Sums of these before they are stored.
pub(super) const SUMS: usize = 256;

/// Computes some outputs one by one; `N` elements are staged together.
///
/// # Errors
///
/// [`Error::SizeOverflow`] if the padded elements cannot be counted.
pub(super) fn singly<In, A, Out, const N: usize>(
    job: &mut Job<'_, In, Out>,
    shape: &Shape,
    branches: &Branches<'_, '_, A>,
    outputs: Range<usize>,
) -> Result<(), Error>
where
    A: Lane + Buffered,
    In: Stage<A>,
    Out: Store<A> + Buffered,
{
    let (channels, token, start) = (shape.channels, job.token(), outputs.start);
    let source = Padded {
        columns: shape.elements.interleaved(channels)?,
        ..job.source
    };
    let Some(row) = job.out.row_mut(0) else {
        return Ok(());
    };
    let (mut staged, mut sums) = ([A::default(); N], [A::default(); SUMS]);
    let together = shape.together(N).unwrap_or(1);
    for from in outputs.clone().step_by(together) {
        let count = together.min(outputs.end - from);
        let (first, remainder) = shape.polyphase.start(from, shape.sizes.before);
        let (last, _) = shape.polyphase.start(from + count - 1, shape.sizes.before);
        let elements = (last - first).unsigned_abs() + shape.span();
        let position = shape.elements.before.saturating_add_signed(first);
        let length = elements * channels;
        let input = &mut staged[..length];
        source.stage::<A>(0, (position * channels, length), (1, length), input);
        let batch = Batch {
            shape,
            branches,
            input,
            remainder,
        };
        let of_batch = &mut sums[..count * channels];
        dispatch!(token, s => batch.sum::<_>(s, of_batch));
        let at = (from - start) * channels;
        let to = &mut row[at..at + count * channels];
        let epilogue = branches(0).epilogue;
        if to.len() >= LANES {
            Out::epilogue_row(token, epilogue, &sums[..to.len()], to);
        } else {
            // Less than a vector.
            let mut stored = [Out::default(); LANES];
            Out::epilogue_row(token, epilogue, &sums[..LANES], &mut stored);
            to.copy_from_slice(&stored[..to.len()]);
        }
    }
    Ok(())
}

/// Some outputs, and what their windows meet.
struct Batch<'b, 't, A> {
    shape: &'b Shape,
    branches: &'b Branches<'b, 't, A>,
    /// From the element on, at or before which the first window begins.
    input: &'b [A],
    /// How far after it.
    remainder: usize,
}

impl<A: Lane> Batch<'_, '_, A> {
    /// The sum of each output, channel by channel.
    #[inline(always)]
    fn sum<S: Simd>(&self, s: S, sums: &mut [A]) {
        let Shape {
            polyphase,
            axis,
            channels,
            ..
        } = *self.shape;
        let (rate, stride) = (axis.rate(), axis.stride.max(1));
        let (elements, further) = (stride / rate, stride % rate);
        let apart = polyphase.gap() * channels;
        let (mut element, mut remainder) = (0, self.remainder);
        for to in sums.chunks_exact_mut(channels) {
            let branch = polyphase.branch_at(remainder);
            let table = branch.map(|index| (index, (self.branches)(index)));
            for (channel, to) in to.iter_mut().enumerate() {
                *to = match table {
                    Some((index, table)) if !table.taps.is_empty() => {
                        let from = (element + polyphase.skipped(index)) * channels + channel;
                        let input = &self.input[from..];
                        if apart == 1 && in_a_row(&table) {
                            let met = input.iter().copied();
                            of_pairs::<S, A>(s, met.zip(table.taps.iter().copied()))
                        } else {
                            let met = table.places.iter();
                            let met = met.map(|&(_, column)| input[column * apart]);
                            of_pairs::<S, A>(s, met.zip(table.taps.iter().copied()))
                        }
                    }
                    _ => A::default(),
                };
            }
            element += elements;
            remainder += further;
            if remainder >= rate {
                remainder -= rate;
                element += 1;
            }
        }
    }
}

/// Whether the taps meet neighbours, one after the other.
#[inline(always)]
fn in_a_row<A: Lane>(table: &TableBand<'_, A, 1>) -> bool {
    !table.in_blocks()
        && matches!(table.places.last(), Some((_, last)) if last + 1 == table.taps.len())
}

/// The sum of the products of elements and taps.
#[inline(always)]
fn of_pairs<S: Simd, A: Lane>(s: S, pairs: impl Iterator<Item = (A, A)>) -> A {
    let mut sum = A::Vector::<S>::splat(s, A::EMPTY);
    for (x, tap) in pairs {
        let (x, tap) = (A::Vector::<S>::splat(s, x), A::Vector::<S>::splat(s, tap));
        sum = A::mul_add::<S>(x, tap, sum);
    }
    sum.as_slice()[0]
}
