//! Interpolated signals output by output: the taps of its branch, one after the other.
//!
//! Elements are staged for some outputs; then each output is summed in vectors whose lanes are all
//! the same, so that it is fused where other sums of the level are, and has their bits.

use super::{Branches, Shape};
use crate::data::Error;
use crate::exec::planes::job::Job;
use crate::exec::planes::memory::Buffered;
use crate::exec::planes::stage::{Padded, Stage};
use crate::exec::planes::tap_by_tap::LANES;
use crate::exec::simd::{Lane, Store, add_product};
use core::ops::Range;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// Sums of these before they are stored.
pub(super) const SUMS: usize = 256;

/// Computes some outputs one by one; as many elements as `staged` has are staged together.
///
/// # Errors
///
/// [`Error::SizeOverflow`] if the padded elements cannot be counted.
pub(super) fn singly<In, A, Out, const STRICT: bool>(
    job: &mut Job<'_, In, Out>,
    (shape, branches): (&Shape, &Branches<'_, '_, A, STRICT>),
    outputs: Range<usize>,
    staged: &mut [A],
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
    let mut sums = [A::default(); SUMS];
    let together = shape.together(staged.len()).unwrap_or(1);
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
        batch.sums(token, of_batch);
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
struct Batch<'b, 't, A, const STRICT: bool> {
    shape: &'b Shape,
    branches: &'b Branches<'b, 't, A, STRICT>,
    /// From the element on, at or before which the first window begins.
    input: &'b [A],
    /// How far after it.
    remainder: usize,
}

/// What an output is the sum of.
#[derive(Clone, Copy)]
struct Met<'t, A> {
    /// The place of what the first tap meets.
    from: usize,
    taps: &'t [A],
    /// What each tap meets, from the first one on; nothing if these are neighbours in order.
    places: &'t [(usize, usize)],
}

impl<A> Met<'_, A> {
    const NOTHING: Self = Self {
        from: 0,
        taps: &[],
        places: &[],
    };
}

/// Outputs of neighbouring branches whose sums are formed together: one waits for its last product
/// while the others go on.
const TOGETHER: usize = 4;

impl<'t, A: Lane, const STRICT: bool> Batch<'_, 't, A, STRICT> {
    /// The sum of each output, channel by channel.
    fn sums(&self, token: Token, sums: &mut [A]) {
        dispatch!(token, s => self.sum(s, sums));
    }

    /// As [`sums`](Self::sums), on a level.
    #[inline(always)]
    fn sum<S: Simd>(&self, s: S, sums: &mut [A]) {
        let Shape { axis, channels, .. } = *self.shape;
        let (rate, stride) = (axis.rate(), axis.stride.max(1));
        let (elements, further) = (stride / rate, stride % rate);
        let (mut element, mut remainder) = (0, self.remainder);
        for to in sums.chunks_mut(TOGETHER * channels) {
            let mut met = [Met::NOTHING; TOGETHER];
            let outputs = to.len() / channels;
            let mut output = 0;
            while output < outputs {
                met[output] = self.met(element, remainder);
                element += elements;
                remainder += further;
                if remainder >= rate {
                    remainder -= rate;
                    element += 1;
                }
                output += 1;
            }
            if channels == 1 && outputs == TOGETHER && self.alike(&met) {
                self.together(s, &met, to);
                continue;
            }
            for (to, met) in to.chunks_exact_mut(channels).zip(met) {
                for (channel, to) in to.iter_mut().enumerate() {
                    *to = self.alone(s, met, channel);
                }
            }
        }
    }

    /// What an output is the sum of whose window begins so far after an element.
    #[inline(always)]
    fn met(&self, element: usize, remainder: usize) -> Met<'t, A> {
        let Shape {
            polyphase,
            channels,
            ..
        } = *self.shape;
        let Some(index) = polyphase.branch_at(remainder) else {
            return Met::NOTHING;
        };
        let table = (self.branches)(index);
        let taps = table.taps;
        // The last of as many columns in order.
        let neighbours = !table.in_blocks()
            && polyphase.gap() * channels == 1
            && matches!(table.places.last(), Some((_, last)) if last + 1 == taps.len());
        Met {
            from: (element + polyphase.skipped(index)) * channels,
            taps,
            places: if neighbours { &[] } else { table.places },
        }
    }

    /// Whether the outputs have as many taps, which meet neighbours.
    #[inline(always)]
    fn alike(&self, met: &[Met<'_, A>; TOGETHER]) -> bool {
        let count = met[0].taps.len();
        let alike = |met: &Met<'_, A>| met.taps.len() == count && met.places.is_empty();
        count > 0 && met.iter().all(alike)
    }

    /// The sums of outputs that are alike.
    #[inline(always)]
    fn together<S: Simd>(&self, s: S, met: &[Met<'_, A>; TOGETHER], to: &mut [A]) {
        let count = met[0].taps.len();
        let [a, b, c, d] = met;
        let input = |met: &Met<'_, A>| &self.input[met.from..met.from + count];
        let inputs = [input(a), input(b), input(c), input(d)];
        let taps = [
            &a.taps[..count],
            &b.taps[..count],
            &c.taps[..count],
            &d.taps[..count],
        ];
        let mut sums = [A::Vector::<S>::splat(s, A::EMPTY); TOGETHER];
        for index in 0..count {
            let mut output = 0;
            while output < TOGETHER {
                let x = A::Vector::<S>::splat(s, inputs[output][index]);
                let tap = A::Vector::<S>::splat(s, taps[output][index]);
                sums[output] = add_product::<S, A, STRICT>(x, tap, sums[output]);
                output += 1;
            }
        }
        for (to, sum) in to.iter_mut().zip(&sums) {
            *to = sum.as_slice()[0];
        }
    }

    /// The sum of one channel of an output.
    #[inline(always)]
    fn alone<S: Simd>(&self, s: S, met: Met<'_, A>, channel: usize) -> A {
        if met.taps.is_empty() {
            return A::default();
        }
        let apart = self.shape.polyphase.gap() * self.shape.channels;
        let input = &self.input[met.from + channel..];
        let mut sum = A::Vector::<S>::splat(s, A::EMPTY);
        for (index, &tap) in met.taps.iter().enumerate() {
            let column = met.places.get(index).map_or(index, |&(_, column)| column);
            let x = A::Vector::<S>::splat(s, input[column * apart]);
            sum = add_product::<S, A, STRICT>(x, A::Vector::<S>::splat(s, tap), sum);
        }
        sum.as_slice()[0]
    }
}
