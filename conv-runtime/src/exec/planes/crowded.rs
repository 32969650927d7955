//! Rows whose addresses keep them from being read fast where they lie, although they are near.

use super::body::Band;
use super::job::Job;
use super::memory::Buffered;
use crate::exec::caches::{LINE, caches};
use conv_plan::number::Scalar;

/// Whether so many rows of the input do not fit L1 together although they are short.
///
/// The address of a line decides its set, which has a place for each way. Rows of 4096 bytes are
/// all in one set of 12 in an L1 of 48 KiB: a dense `f32` 11x11 at 1024x1024 took 2.0 ms there and
/// 1.1 staged (EPYC, AVX-512).
pub(super) fn in_few_sets<In: Scalar, Out>(job: &Job<'_, In, Out>, rows: usize) -> bool {
    /// The most sets that are told apart.
    const SETS: usize = 256;
    let caches = caches();
    if rows <= caches.ways {
        return false;
    }
    let pitch = job.source.plane.stride().wrapping_mul(size_of::<In>());
    let sets = caches.sets().min(SETS);
    let mut taken = [0; SETS];
    (0..rows.min(sets * caches.ways)).any(|row| {
        let line = row.wrapping_mul(pitch) / LINE;
        taken[line % sets] += 1;
        taken[line % sets] > caches.ways
    })
}

/// Bytes after which a load seems to read what a store still has to write: x86 compares these bits
/// of their addresses first, and the load waits (Intel, Optimization Reference Manual, "4-KByte
/// aliasing").
const ALIAS: usize = 4096;

/// The fewest rows of a tile for which this counts: tiles of 4 rows were no faster staged.
const TALL: usize = 8;

/// Whether of the rows that a tile reads and those that it writes, the first of them at this output
/// row and column, three quarters of the pairs lie less than two lines apart, but for multiples of
/// [`ALIAS`].
///
/// `f32` 3x3 in tiles of 8 rows, both planes at the start of a page, in place and staged: 349 and
/// 244 us at 1020x767, 413 and 224 at 1024x767, 2230 and 1440 at 4096x767; of rows that are further
/// apart, at 1016x767, 266 and 236, and at 1008x767 189 and 228 (EPYC with 32 KiB of L1, AVX-512).
pub(super) fn aliased<In: Scalar, E: Copy, Out: Buffered>(
    job: &Job<'_, In, Out>,
    band: &dyn Band<E, Out>,
    (y, x): (usize, usize),
) -> bool {
    let (read, written) = (job.rows_needed(band.rows()), band.rows());
    let (source, out) = (&job.source.plane, job.out.as_plane());
    let pitch = source.stride().wrapping_mul(size_of::<In>());
    let x86 = cfg!(any(target_arch = "x86", target_arch = "x86_64"));
    // Elements of two sizes are near each other only here and there. Tall tiles of integers are
    // tables, which store their sums elsewhere first; so do stores past the caches.
    let straight =
        In::TYPE.is_float() && size_of::<In>() == size_of::<Out>() && !job.bypasses(written);
    if !x86 || written < TALL || !straight || beyond(pitch) {
        return false;
    }
    let down = out.stride().wrapping_mul(size_of::<Out>());
    let from = address(source.data(), job.offset(y * job.window.rows.stride, x));
    let to = address(out.data(), job.place(y, x));
    let apart = to.wrapping_sub(from);
    let near = (0..read * written)
        .filter(|pair| {
            let (from, to) = (pair / written, pair % written);
            let (from, to) = (from.wrapping_mul(pitch), to.wrapping_mul(down));
            !beyond(apart.wrapping_add(to).wrapping_sub(from))
        })
        .count();
    near * 4 >= read * written * 3
}

/// Whether this distance is two lines or more, but for multiples of [`ALIAS`].
const fn beyond(bytes: usize) -> bool {
    let rest = bytes % ALIAS;
    rest >= 2 * LINE && rest <= ALIAS - 2 * LINE
}

/// Where an element lies.
fn address<T>(elements: &[T], index: usize) -> usize {
    elements
        .as_ptr()
        .addr()
        .wrapping_add(index.wrapping_mul(size_of::<T>()))
}
