//! What the register tiles read: the far side staged, the near side packed, and offsets.

use super::{Differentiable, Product};
use crate::data::Error;
use crate::exec::layers::pack::Lanes;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::BLOCK;
use conv_plan::rules::layer::{Layout, Strides};
use conv_plan::window::Origin;

impl<A: Differentiable> Product<'_, A> {
    /// How far the pixel of each tap is from the first, in the staged far side.
    pub(super) fn offsets(
        &self,
        (rows, columns): (usize, usize),
        line: usize,
        to: &mut Vec<u32>,
    ) -> Result<(), Error> {
        to.clear();
        to.try_reserve(rows * columns)?;
        for y in 0..rows {
            for x in 0..columns {
                let offset = y * self.rows.axis.stride * line
                    + x * self.columns.axis.stride * self.far.channels;
                to.push(u32::try_from(offset).map_err(|_| Error::SizeOverflow)?);
            }
        }
        Ok(())
    }

    /// Stages the padded far side of a group from a row on, its channels side by side.
    pub(super) fn stage(
        &self,
        (image, group, first): (usize, usize, usize),
        line: usize,
        to: &mut [A],
    ) {
        let (shape, count) = (self.far.shape, self.far.channels);
        let image = self.far.image(image);
        let strides = Strides::new(&shape, self.far.layout);
        let constant = |value: f64| <A as Scalar>::from_f64(value);
        for (row, to) in to.chunks_exact_mut(line).enumerate() {
            let y = match self.rows.origin(first + row) {
                Origin::Input(y) => y,
                Origin::Constant(value) => {
                    to.fill(constant(value));
                    continue;
                }
            };
            let before = self.columns.sizes.before;
            let within = before..before + self.columns.sizes.input;
            for c in 0..count {
                let channel = group * count + c;
                if self.far.layout == Layout::Nhwc && c > 0 {
                    break;
                }
                match self.far.layout {
                    Layout::Nchw16 => {
                        let from = &image[strides.of_channel(channel) + y * strides.row..];
                        let pixels = from.iter().step_by(strides.column).take(shape.columns);
                        let inner = to.iter_mut().skip(before * count + c).step_by(count);
                        for (to, &from) in inner.zip(pixels) {
                            *to = from;
                        }
                    }
                    Layout::Nchw => {
                        let plane = &image[(channel * shape.rows + y) * shape.columns..];
                        let inner = to.iter_mut().skip(before * count + c).step_by(count);
                        for (to, &from) in inner.zip(&plane[..shape.columns]) {
                            *to = from;
                        }
                    }
                    Layout::Nhwc => {
                        let pixels = &image[y * shape.columns * shape.channels..];
                        let pixels = pixels.chunks_exact(shape.channels).take(shape.columns);
                        let inner = to.chunks_exact_mut(count).skip(before);
                        for (to, pixel) in inner.zip(pixels) {
                            to.copy_from_slice(&pixel[channel..channel + count]);
                        }
                    }
                }
            }
            let pixels = line / count;
            for x in (0..before.min(pixels)).chain(within.end.min(pixels)..pixels) {
                match self.columns.origin(x) {
                    Origin::Constant(value) => {
                        to[x * count..(x + 1) * count].fill(constant(value));
                    }
                    Origin::Input(at) => {
                        let source = before + at;
                        for c in 0..count {
                            to[x * count + c] = if source < pixels {
                                to[source * count + c]
                            } else {
                                self.element(image, group * count + c, y, at)
                            };
                        }
                    }
                }
            }
        }
    }

    fn element(&self, image: &[A], channel: usize, y: usize, x: usize) -> A {
        let shape = self.far.shape;
        let strides = Strides::new(&shape, self.far.layout);
        let at = strides.of_channel(channel) + y * strides.row + x * strides.column;
        image.get(at).copied().unwrap_or_default()
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
