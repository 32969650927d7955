//! The first and the last planes of an image, where vectors read what is before it or after it.

use super::{LyingPlanes, longest};
use crate::exec::layers::lane::LayerLane;
use core::ops::Range;

/// Copies of the first and the last planes, where vectors read what is not in the image.
pub(super) struct Edges<'a, A> {
    /// The planes that are read in the image.
    inner: Range<usize>,
    /// The copy of the planes before, and of those after.
    copies: [&'a [A]; 2],
    /// Elements before the first that is copied.
    before: usize,
    /// The first element of a plane that windows read.
    first: usize,
}

impl<'a, A: LayerLane> Edges<'a, A> {
    #[inline(always)]
    pub(super) fn new<const K: usize, const STEP: usize>(
        of: &LyingPlanes<'_, A>,
        lanes: usize,
        copy: &'a mut [A],
    ) -> Self {
        let (rows, columns, plane) = (&of.rows, &of.columns, of.planes[0]);
        // The rows that windows of the band read.
        let first = (of.band.start * STEP).saturating_sub(rows.before);
        let last = of.band.end.saturating_sub(1) * STEP + K;
        let last = last.saturating_sub(rows.before).min(rows.input);
        let first = first.min(last);
        let vector = columns.output.saturating_sub(lanes) * STEP + longest::<K, STEP>(lanes);
        let read = last.saturating_sub(1) * columns.input + vector;
        let read = read.saturating_sub(columns.before);
        let (first, last) = (first * columns.input, last * columns.input);
        let all = of.channels / of.each;
        let before = columns.before;
        let head = before.saturating_sub(first).div_ceil(plane.max(1)).min(all);
        let there = of.image.len().saturating_sub(read);
        let tail = if of.image.len() < read {
            0
        } else {
            there / plane.max(1) + 1
        };
        let inner = head..tail.clamp(head, all);
        let (one, other) = copy.split_at_mut(copy.len() / 2);
        let parts = [(0..inner.start, one), (inner.end..all, other)];
        let copies = parts.map(|(planes, to)| {
            if !planes.is_empty() {
                let end = (planes.end - 1) * plane + last;
                let from = &of.image[planes.start * plane + first..end];
                to[before..before + from.len()].copy_from_slice(from);
            }
            &*to
        });
        Self {
            inner,
            copies,
            before,
            first,
        }
    }

    /// Where a plane is, and where it begins there: before the beginning, if its first rows are not
    /// copied.
    #[inline(always)]
    pub(super) fn plane<'c>(&self, of: &LyingPlanes<'c, A>, plane: usize) -> (&'c [A], usize)
    where
        'a: 'c,
    {
        let pitch = of.planes[0];
        let (image, first) = if plane < self.inner.start {
            (self.copies[0], 0)
        } else if plane >= self.inner.end {
            (self.copies[1], self.inner.end)
        } else {
            return (of.image, plane * pitch);
        };
        let start = self.before + (plane - first) * pitch;
        (image, start.wrapping_sub(self.first))
    }
}
