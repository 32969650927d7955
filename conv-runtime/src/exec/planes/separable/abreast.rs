//! Both passes over parts of a narrow plane, side by side.

use super::Passes;
use crate::data::Error;
use crate::exec::planes::job::Job;
use crate::exec::planes::memory::{BufferWork, Buffered, Memory, Slot};
use crate::exec::planes::narrow::Parts;
use crate::exec::planes::slider::pitch;
use crate::exec::planes::stage::Stage;
use crate::exec::simd::View;

/// Elements from one line of all parts to the next.
fn line<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered>(
    job: &Job<'_, In, Out>,
    passes: &Passes<'_, E, L, Out>,
    parts: &Parts<In>,
) -> Option<usize> {
    let length = job
        .columns_needed(parts.width)
        .max(passes.step(job.token()));
    pitch::<L>(length, (1, 1))
}

/// Whether the lines of all products fit the buffer.
pub(super) fn fits<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered>(
    job: &Job<'_, In, Out>,
    passes: &Passes<'_, E, L, Out>,
    parts: &Parts<In>,
) -> bool {
    let line = line(job, passes, parts);
    let all = line.and_then(|line| line.checked_mul(passes.rows() * passes.vertical.len()));
    all.is_some_and(|all| all <= job.memory.limit::<L>())
}

/// Computes all parts: rows are staged with their margins, so lines need no others.
pub(super) fn run<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    passes: &Passes<'_, E, L, Out>,
    parts: &Parts<In>,
    memory: &mut Memory<'_>,
) -> Result<(), Error> {
    let length = job
        .columns_needed(parts.width)
        .max(passes.step(job.token()));
    let pitch = line(job, passes, parts).ok_or(Error::SizeOverflow)?;
    let wanted = pitch * passes.rows() * passes.vertical.len();
    let mut work = Abreast {
        job,
        passes,
        parts,
        length,
        pitch,
    };
    memory.with(Slot::Line, wanted, &mut work)
}

struct Abreast<'j, 'a, 'b, In, E, L, Out> {
    job: &'j mut Job<'a, In, Out>,
    passes: &'b Passes<'b, E, L, Out>,
    parts: &'b Parts<In>,
    /// Sums of a line, and from one line to the next.
    length: usize,
    pitch: usize,
}

impl<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered> BufferWork<L>
    for Abreast<'_, '_, '_, In, E, L, Out>
{
    fn with(&mut self, memory: &mut Memory<'_>, lines: &mut [L]) -> Result<(), Error> {
        let Passes {
            vertical,
            horizontal,
        } = *self.passes;
        let (token, length, pitch) = (self.job.token(), self.length, self.pitch);
        let bands = (self.passes.rows(), vertical.len());
        self.parts.run(self.job, memory, &mut |view, out, width| {
            for (product, band) in vertical.iter().enumerate() {
                let lines = &mut lines[product * pitch..];
                band.run(token, view, lines, bands.1 * pitch, length);
            }
            let view = View::new(&*lines, pitch);
            horizontal.run_bands(token, view, bands, (out, width, width));
        })
    }
}
