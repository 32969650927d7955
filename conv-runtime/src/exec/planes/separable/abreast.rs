//! Both passes over parts of a narrow plane, side by side.

use super::Passes;
use crate::data::Error;
use crate::exec::planes::job::Job;
use crate::exec::planes::memory::{BufferWork, Buffered, Memory, Slot};
use crate::exec::planes::narrow::Parts;
use crate::exec::planes::slider::pitch;
use crate::exec::planes::stage::Stage;
use crate::exec::simd::View;

/// Computes all parts: rows are staged with their margins, so lines need no others.
pub(super) fn abreast<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    passes: &Passes<'_, E, L, Out>,
    parts: &Parts<In>,
    memory: &mut Memory<'_>,
) -> Result<(), Error> {
    let least = passes.vertical.block(job.token());
    let length = job.columns_needed(parts.width).max(least);
    let pitch = pitch::<L>(length, (1, 1)).ok_or(Error::SizeOverflow)?;
    let wanted = pitch * passes.vertical.rows();
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
        self.parts.run(self.job, memory, &mut |view, out, width| {
            vertical.run(token, view, lines, pitch, length);
            let view = View::new(&*lines, pitch);
            let lines = (vertical.rows(), 1);
            horizontal.run_bands(token, view, lines, (out, width, width));
        })
    }
}
