//! Blocks, two at a time: staged, transformed, multiplied, transformed back, stored.

use super::ByFft;
use super::lines::{Half, Read, interleave, multiply, read};
use super::spectrum::{Kept, Spectrum};
use crate::data::{Error, grown};
use crate::exec::Element;
use crate::exec::planes::{ComplexBuffers, Job, Memory, Stage, WithComplex};
use crate::exec::simd::{Lane, Store};
use conv_plan::number::Epilogue;
use conv_plan::plan::Block;

/// Sums that are stored at a time.
const CHUNK: usize = 256;

/// The fewest that are: more than the lanes of any vector.
const LEAST: usize = 64;

/// Where a block lies among the positions of an output, and how many of them it has.
#[derive(Debug, Clone, Copy)]
struct Place {
    origin: [usize; 2],
    length: [usize; 2],
}

/// Runs a job in transforms of `T` and sums of `A`.
pub(super) fn run<T, A, In, Out>(
    kernel: &ByFft<'_>,
    mut job: Job<'_, In, Out>,
    block: &Block,
) -> Result<(), Error>
where
    T: Kept + WithComplex,
    A: Lane + Read<T>,
    In: Element + Stage<T>,
    Out: Element + Store<A>,
{
    let spectrum = Spectrum::<T>::of(kernel.spectra, block, kernel.weights, &job.window)?;
    let mut memory = core::mem::replace(&mut job.memory, Memory::STACK);
    let mut own = ComplexBuffers::default();
    let buffers = match &mut memory {
        Memory::Scratch(scratch) => T::complex(scratch),
        Memory::Stack(_) => &mut own,
    };
    let mut work = Work {
        job: &mut job,
        block,
        extent: kernel.transform.extent,
        spectrum: &spectrum,
        buffers,
    };
    work.reserve()?;
    let axis = block.paired();
    let pairs = [
        if axis == 0 {
            block.count[0].div_ceil(2)
        } else {
            block.count[0]
        },
        if axis == 1 {
            block.count[1].div_ceil(2)
        } else {
            block.count[1]
        },
    ];
    for down in 0..pairs[0] {
        for across in 0..pairs[1] {
            let mut at = [down, across];
            at[axis] *= 2;
            let first = work.place(at);
            at[axis] += 1;
            let second = (at[axis] < block.count[axis]).then(|| work.place(at));
            if [Some(first), second]
                .into_iter()
                .flatten()
                .any(|place| work.is_wanted(&place))
            {
                work.transform(first, second);
                work.store::<A>(&kernel.epilogue, first, Half::Real);
                if let Some(second) = second {
                    work.store::<A>(&kernel.epilogue, second, Half::Imaginary);
                }
            }
        }
    }
    Ok(())
}

struct Work<'w, 'a, T: Kept, In, Out> {
    job: &'w mut Job<'a, In, Out>,
    block: &'w Block,
    extent: [usize; 2],
    spectrum: &'w Spectrum<T>,
    buffers: &'w mut ComplexBuffers<T>,
}

impl<T, In, Out> Work<'_, '_, T, In, Out>
where
    T: Kept + WithComplex,
    In: Element + Stage<T>,
    Out: Element,
{
    fn reserve(&mut self) -> Result<(), Error> {
        let [rows, columns] = self.block.size;
        let points = rows.checked_mul(columns).ok_or(Error::SizeOverflow)?;
        let (along_rows, along_columns) = (&self.spectrum.along_rows, &self.spectrum.along_columns);
        grown(&mut self.buffers.block, points)?;
        if rows > 1 {
            grown(&mut self.buffers.turned, points)?;
        }
        grown(
            &mut self.buffers.scratch,
            along_rows.scratch().max(along_columns.scratch()),
        )?;
        grown(
            &mut self.buffers.lines,
            columns.checked_mul(2).ok_or(Error::SizeOverflow)?,
        )?;
        Ok(())
    }

    /// The positions of a block.
    fn place(&self, at: [usize; 2]) -> Place {
        let sizes = [self.job.rows(), self.job.columns()];
        let strides = [self.job.window.rows.stride, self.job.window.columns.stride];
        let axis = |axis: usize| {
            let positions = (sizes[axis].output - 1) * strides[axis] + 1;
            let origin = at[axis] * self.block.step[axis];
            (origin, self.block.step[axis].min(positions - origin))
        };
        let ((top, rows), (left, columns)) = (axis(0), axis(1));
        Place {
            origin: [top, left],
            length: [rows, columns],
        }
    }

    /// Whether a block has outputs in the band.
    fn is_wanted(&self, place: &Place) -> bool {
        let stride = self.job.window.rows.stride;
        let rows = self.job.outputs();
        let end = place.origin[0] + place.length[0];
        let first = place.origin[0].div_ceil(stride).max(rows.start);
        first < rows.end && first.saturating_mul(stride) < end
    }

    /// Leaves the sums of two blocks in `buffers.block`.
    fn transform(&mut self, first: Place, second: Option<Place>) {
        let token = self.job.token();
        let [rows, columns] = self.block.size;
        let points = rows * columns;
        let needed = first.length[0].max(second.map_or(0, |second| second.length[0]));
        let staged = (needed + self.extent[0] - 1).min(rows);
        for row in 0..staged {
            self.stage(row, first, second);
        }
        let Spectrum {
            along_rows,
            along_columns,
            values,
            ..
        } = self.spectrum;
        let ComplexBuffers {
            block,
            turned,
            scratch,
            ..
        } = &mut *self.buffers;
        let block = &mut block[..points];
        block[staged * columns..].fill(Default::default());
        along_rows
            .forward
            .process_with_scratch(&mut block[..staged * columns], scratch);
        if rows == 1 {
            multiply(token, block, values);
        } else {
            let turned = &mut turned[..points];
            transpose::transpose(block, turned, columns, rows);
            along_columns.forward.process_with_scratch(turned, scratch);
            multiply(token, turned, values);
            along_columns.inverse.process_with_scratch(turned, scratch);
            transpose::transpose(turned, block, rows, columns);
        }
        along_rows
            .inverse
            .process_with_scratch(&mut block[..needed * columns], scratch);
    }

    /// Stages a row of both blocks.
    fn stage(&mut self, row: usize, first: Place, second: Option<Place>) {
        let token = self.job.token();
        let columns = self.block.size[1];
        let (real, imaginary) = self.buffers.lines[..2 * columns].split_at_mut(columns);
        for (line, place) in [(&mut *real, Some(first)), (&mut *imaginary, second)] {
            let needed = place.map_or(0, |place| {
                (place.length[1] + self.extent[1] - 1).min(columns)
            });
            let (inside, rest) = line.split_at_mut(needed);
            if let Some(place) = place {
                let [top, left] = place.origin;
                self.job
                    .source
                    .stage(top + row, (left, needed), (1, needed), inside);
            }
            rest.fill(T::default());
        }
        let to = &mut self.buffers.block[row * columns..(row + 1) * columns];
        interleave(token, real, imaginary, to);
    }

    /// Stores the sums of a block.
    fn store<A>(&mut self, epilogue: &Epilogue, place: Place, half: Half)
    where
        A: Lane + Read<T>,
        Out: Store<A>,
    {
        let token = self.job.token();
        let band = self.job.outputs();
        let strides = [self.job.window.rows.stride, self.job.window.columns.stride];
        // The outputs of an axis whose positions the block has.
        let outputs = |axis: usize| {
            let (origin, stride) = (place.origin[axis], strides[axis]);
            origin.div_ceil(stride)..(origin + place.length[axis]).div_ceil(stride)
        };
        let (rows, columns) = (outputs(0), outputs(1));
        let mut sums = [A::default(); CHUNK];
        let mut spare = [Out::default(); LEAST];
        for y in rows.start.max(band.start)..rows.end.min(band.end) {
            let line = (y * strides[0] - place.origin[0]) * self.block.size[1];
            let Some(to) = self.job.out.row_mut(y - self.job.first) else {
                continue;
            };
            for x in columns.clone().step_by(CHUNK) {
                let count = (columns.end - x).min(CHUNK);
                let from = line + x * strides[1] - place.origin[1];
                let from = &self.buffers.block[from..];
                read(token, from, half, strides[1], &mut sums[..count]);
                let to = &mut to[x..x + count];
                if count >= LEAST {
                    Out::epilogue_row(token, epilogue, &sums[..count], to);
                } else {
                    Out::epilogue_row(token, epilogue, &sums[..LEAST], &mut spare);
                    to.copy_from_slice(&spare[..count]);
                }
            }
        }
    }
}
