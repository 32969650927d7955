//! What the register tiles read: the far side staged, the near side packed, and offsets.

use super::{Differentiable, Product, Staging};
use crate::data::Error;
use crate::exec::layers::pack::Lanes;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::BLOCK;
use conv_plan::rules::layer::{Layout, Strides};
use conv_plan::window::{Origin, Run};
use core::ops::Range;

impl<A: Differentiable> Product<'_, A> {
    /// Where the first tap of each pixel of a chunk is in the staged far side, in which the chunk
    /// begins at row and column `at`.
    pub(super) fn offsets(
        &self,
        staging: &Staging,
        at: (usize, usize),
        (rows, columns): (usize, usize),
        to: &mut Vec<u32>,
    ) -> Result<(), Error> {
        to.clear();
        to.try_reserve(rows * columns)?;
        for y in 0..rows {
            let row = staging.rows.of_tap(at.0 + y) * staging.line;
            for x in 0..columns {
                let offset = row + staging.columns.of_tap(at.1 + x) * self.far.channels;
                to.push(u32::try_from(offset).map_err(|_| Error::SizeOverflow)?);
            }
        }
        Ok(())
    }

    /// Stages the padded far side of a group for the pixels from row and column `first` on, its
    /// channels side by side.
    pub(super) fn stage(
        &self,
        (image, group): (usize, usize),
        first: (usize, usize),
        staging: &Staging,
        to: &mut [A],
    ) {
        let (shape, count) = (self.far.shape, self.far.channels);
        let image = self.far.image(image);
        let strides = Strides::new(&shape, self.far.layout);
        let constant = |value: f64| <A as Scalar>::from_f64(value);
        let (rows, columns) = (&self.rows.axis, &self.columns.axis);
        let (top, left) = (first.0 * rows.stride, first.1 * columns.stride);
        for column in staging.columns.runs(columns.kernel) {
            let inside = column.inside(left, &self.columns.sizes);
            let left = left + column.first;
            for run in staging.rows.runs(rows.kernel) {
                for index in 0..run.count {
                    let at = (run.place + index) * staging.line + column.place * count;
                    let to = &mut to[at..at + column.count * count];
                    let y = match self.rows.origin(top + run.first + index * run.step) {
                        Origin::Input(y) => y,
                        Origin::Constant(value) => {
                            to.fill(constant(value));
                            continue;
                        }
                    };
                    self.inner((image, strides), (group, y), (column, left), &inside, to);
                    for place in (0..inside.start).chain(inside.end..column.count) {
                        let to = &mut to[place * count..(place + 1) * count];
                        match self.columns.origin(left + place * column.step) {
                            Origin::Constant(value) => to.fill(constant(value)),
                            Origin::Input(x) => {
                                for (c, to) in to.iter_mut().enumerate() {
                                    let at = strides.of_channel(group * count + c);
                                    *to = image[at + y * strides.row + x * strides.column];
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The places of a run in a row of the input that are inside.
    fn inner(
        &self,
        (image, strides): (&[A], Strides),
        (group, y): (usize, usize),
        (run, left): (Run, usize),
        inside: &Range<usize>,
        to: &mut [A],
    ) {
        if inside.is_empty() {
            return;
        }
        let count = self.far.channels;
        let x = left + inside.start * run.step - self.columns.sizes.before;
        let step = run.step * strides.column;
        let from = |channel: usize| {
            let at = strides.of_channel(channel) + y * strides.row + x * strides.column;
            &image[at..]
        };
        let to = &mut to[inside.start * count..inside.end * count];
        if self.far.layout == Layout::Nhwc {
            let pixels = from(group * count).chunks(step);
            for (to, pixel) in to.chunks_exact_mut(count).zip(pixels) {
                to.copy_from_slice(&pixel[..count]);
            }
            return;
        }
        for c in 0..count {
            let (from, to) = (
                from(group * count + c),
                to.iter_mut().skip(c).step_by(count),
            );
            // The usual planes: stepping costs more than copying.
            if step == 1 {
                to.zip(from).for_each(|(to, &from)| *to = from);
            } else {
                let from = from.iter().step_by(step);
                to.zip(from).for_each(|(to, &from)| *to = from);
            }
        }
    }

    /// Packs some pixels of the near side of a group, from `first` on, as taps.
    pub(super) fn pack(
        &self,
        image: usize,
        group: usize,
        first: usize,
        depth: usize,
        taps: &mut [Lanes<A>],
    ) {
        let (shape, count) = (self.near.shape, self.near.channels);
        let image = self.near.image(image);
        let area = shape.rows * shape.columns;
        for (block, taps) in taps.chunks_exact_mut(depth).enumerate() {
            let there = BLOCK.min(count - block * BLOCK);
            let channel = group * count + block * BLOCK;
            match self.near.layout {
                Layout::Nchw16 => {
                    let strides = Strides::new(&shape, Layout::Nchw16);
                    for lane in 0..there {
                        let pixels = &image[strides.of_channel(channel + lane)..];
                        let pixels = pixels.iter().step_by(strides.column).skip(first);
                        for (tap, &from) in taps.iter_mut().zip(pixels) {
                            tap.0[lane] = from;
                        }
                    }
                }
                Layout::Nchw => {
                    for lane in 0..there {
                        let plane = &image[(channel + lane) * area + first..];
                        for (tap, &from) in taps.iter_mut().zip(plane) {
                            tap.0[lane] = from;
                        }
                    }
                }
                Layout::Nhwc => {
                    let pixels = &image[first * shape.channels..];
                    for (tap, pixel) in taps.iter_mut().zip(pixels.chunks_exact(shape.channels)) {
                        tap.0[..there].copy_from_slice(&pixel[channel..channel + there]);
                    }
                }
            }
        }
    }
}
