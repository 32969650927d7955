//! Lines of vertical sums, and their margins.

use super::{ALIGNED, PRODUCTS, Passes};
use crate::exec::planes::frame::MARGINS;
use crate::exec::planes::job::{Job, ROWS, TILE};
use crate::exec::planes::memory::Buffered;
use crate::exec::planes::slider::{Slider, pitch};
use crate::exec::planes::stage::{Padded, Stage};
use crate::exec::simd::View;
use conv_plan::number::Scalar;
use conv_plan::window::Origin;
use core::ops::Range;

/// The lines of a block: vertical sums of `length` padded positions from `start` on. Of several
/// products the first line of each comes first, then the second of each.
pub(super) struct Lines<'a, 's, In, E> {
    slider: Slider<'a, 's, In, E>,
    /// Where a single tile is staged.
    spare: &'s mut [E],
    start: usize,
    length: usize,
    /// From one line to the next.
    pub(super) pitch: usize,
    /// The positions that are summed in one go: those inside the input, or all if those are too
    /// few.
    summed: Range<usize>,
    /// The margins, if all of them repeat sums.
    repeated: Option<Repeated>,
}

/// Places in a line, each with that of the sum which is copied to it.
#[derive(Clone, Copy)]
struct Repeated {
    places: [[usize; 2]; MARGINS],
    count: usize,
}

impl Repeated {
    /// `None` if a margin is summed, or has too many places.
    fn new<In: Scalar>(
        source: &Padded<'_, In>,
        start: usize,
        summed: &Range<usize>,
        margins: impl Iterator<Item = usize>,
    ) -> Option<Self> {
        let mut repeated = Self {
            places: [[0; 2]; MARGINS],
            count: 0,
        };
        for position in margins {
            let Origin::Input(column) = source.across(position) else {
                return None;
            };
            let from = source.columns.before + column;
            if !summed.contains(&from) {
                return None;
            }
            *repeated.places.get_mut(repeated.count)? = [position - start, from - start];
            repeated.count += 1;
        }
        Some(repeated)
    }
}

impl<'a, 's, In: Stage<E>, E: Buffered> Lines<'a, 's, In, E> {
    pub(super) fn new<L, Out: Buffered>(
        job: &Job<'a, In, Out>,
        passes: &Passes<'_, E, L, Out>,
        stage: &'s mut [E],
        (start, length): (usize, usize),
    ) -> Self {
        let block = passes.step(job.token());
        let pitch = match job.window.columns.stride {
            1 => pitch::<L>(length.max(block), (1, 1)).unwrap_or(length),
            _ => length.max(block),
        };
        let part = job.source.part_columns();
        let first = part.start.clamp(start, start + length);
        let end = part.end.clamp(first, start + length);
        let summed = if end - first >= block {
            first..end
        } else {
            start..start + length.max(block)
        };
        let spare = job.rows_needed(passes.rows()) * block;
        let (stage, spare) = stage.split_at_mut(stage.len() - spare);
        let end = job.source.limit().min(start + length);
        let margins = (start..summed.start).chain(summed.end..end);
        let repeated = Repeated::new(&job.source, start, &summed, margins);
        Self {
            slider: Slider::new(job.source, stage, (summed.start, summed.len()), 1, 0),
            spare,
            start,
            length,
            pitch,
            summed,
            repeated,
        }
    }

    /// Where the lines begin, so that the first sums of each are on a boundary of a cache line.
    pub(super) fn lead<L>(&self, lines: &[L]) -> usize {
        let most = ALIGNED / size_of::<L>();
        let at = self.summed.start - self.start;
        lines[at..].as_ptr().align_offset(ALIGNED) % most
    }

    /// The vertical sums for the output rows from `y` on.
    pub(super) fn fill<L: Buffered, Out: Buffered>(
        &mut self,
        job: &Job<'_, In, Out>,
        passes: &Passes<'_, E, L, Out>,
        y: usize,
        lines: &mut [L],
    ) {
        let token = job.token();
        let top = y * job.window.rows.stride;
        let needed = job.rows_needed(passes.rows());
        let (rows, columns) = (job.source.part_rows(), job.source.part_columns());
        let inside = top >= rows.start
            && top + needed <= rows.end
            && self.summed.start >= columns.start
            && self.summed.end <= columns.end;
        let plane = job.source.plane;
        let view = match job.source.as_staged() {
            Some(elements) if inside => {
                let from = job.offset(top, self.summed.start);
                View::new(&elements[from..], plane.stride())
            }
            _ => self.slider.view(top, needed).0,
        };
        let at = self.summed.start - self.start;
        let apart = passes.vertical.len() * self.pitch;
        for (product, band) in passes.vertical.iter().enumerate() {
            let lines = &mut lines[product * self.pitch + at..];
            band.run(token, view, lines, apart, self.summed.len());
        }
        self.margins(job, passes, (top, needed), lines);
    }

    /// The sums of the columns that the border adds.
    fn margins<L: Buffered, Out: Buffered>(
        &mut self,
        job: &Job<'_, In, Out>,
        passes: &Passes<'_, E, L, Out>,
        (top, needed): (usize, usize),
        lines: &mut [L],
    ) {
        let columns = job.columns();
        let last = self.start + self.length;
        let end = job.source.limit().min(last);
        let (before, after) = (self.start..self.summed.start, self.summed.end..end);
        let (rows, products) = (passes.rows(), passes.vertical.len());
        let all = rows * products;
        // What lies beyond the padding only feeds outputs that are thrown away, but their sums have
        // to stay within the proven bounds.
        let beyond = end.max(self.summed.end).min(last) - self.start..self.length;
        for line in lines.chunks_exact_mut(self.pitch).take(all) {
            line[beyond.clone()].fill(L::default());
        }
        if let Some(Repeated { places, count }) = &self.repeated {
            for line in lines.chunks_exact_mut(self.pitch).take(all) {
                for &[to, from] in &places[..*count] {
                    line[to] = line[from];
                }
            }
            return;
        }
        let mut constant: Option<[[L; ROWS]; PRODUCTS]> = None;
        for position in before.chain(after) {
            let to = position - self.start;
            let origin = job.source.across(position);
            let repeated = match origin {
                Origin::Input(column) => Some(columns.before + column),
                Origin::Constant(_) => None,
            };
            if let Some(from) = repeated.filter(|from| self.summed.contains(from)) {
                for line in 0..all {
                    let line = line * self.pitch;
                    lines[line + to] = lines[line + from - self.start];
                }
                continue;
            }
            let block = passes.step(job.token());
            let sums = match constant.filter(|_| repeated.is_none()) {
                Some(sums) => sums,
                None => {
                    invariant!(rows * block <= TILE, "a tile larger than planned");
                    let columns = (position, block);
                    for (row, to) in self.spare.chunks_exact_mut(block).take(needed).enumerate() {
                        job.source.stage(top + row, columns, (1, block), to);
                    }
                    let view = View::new(&*self.spare, block);
                    let mut firsts = [[L::default(); ROWS]; PRODUCTS];
                    for (band, firsts) in passes.vertical.iter().zip(&mut firsts) {
                        let mut sums = [L::default(); TILE];
                        band.run(job.token(), view, &mut sums, block, block);
                        for (first, sums) in firsts.iter_mut().zip(sums.chunks_exact(block)) {
                            *first = sums[0];
                        }
                    }
                    firsts
                }
            };
            for (product, sums) in sums.iter().enumerate().take(products) {
                for (row, &sum) in sums.iter().enumerate().take(rows) {
                    lines[(row * products + product) * self.pitch + to] = sum;
                }
            }
            constant = repeated.is_none().then_some(sums);
        }
    }
}
