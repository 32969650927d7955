//! The gradient with respect to the weights: a product over all pixels.
//!
//! It is a convolution whose window is the whole gradient: its taps are pixels, found by
//! their offsets in an input with its channels side by side, so that the columns of the window and
//! the channels are one long row for the register tiles. A chunk is as high as its packed half
//! stays in a near cache. A transposed layer has the roles of input and output exchanged.

use super::Differentiable;
use crate::data::{Error, grown};
use crate::exec::layers::pack::{Blocks, Lanes};
use crate::exec::layers::scratch::{Buffers, LayerScratch};
use crate::exec::layers::sweep::{Writer, sweep};
use crate::exec::layers::tile::TileBand;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{BLOCK, Pieces};
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use conv_plan::window::{Axis, Border, Mode, Origin, ResolvedAxis};
use fearless_simd::Level as Token;

/// The most pixels of a chunk: 512 of them with 16 channels are 32 KiB in single precision.
const CHUNK: usize = 512;

/// Buffers of the gradient with respect to the weights.
#[derive(Debug, Default, Clone)]
pub(crate) struct GradientBuffers<A> {
    taps: Vec<Lanes<A>>,
    zeros: Vec<Lanes<A>>,
    sums: Vec<A>,
    total: Vec<A>,
}

impl<A> GradientBuffers<A> {
    /// The memory that is kept.
    pub(crate) const fn bytes(&self) -> usize {
        (self.taps.len() + self.zeros.len()) * size_of::<Lanes<A>>()
            + (self.sums.len() + self.total.len()) * size_of::<A>()
    }
}

/// A tensor whose pixels meet those of another.
struct Side<'a, A> {
    tensor: &'a [A],
    shape: TensorShape,
    layout: Layout,
    /// Channels of a group.
    channels: usize,
}

impl<'a, A> Side<'a, A> {
    /// The elements of an image.
    fn image(&self, index: usize) -> &'a [A] {
        let length = self.tensor.len() / self.shape.images;
        &self.tensor[index * length..(index + 1) * length]
    }
}

/// The gradient with respect to the weights, in the order in which a user gives them, into `dw`.
pub(crate) fn weights<A: Differentiable>(
    kernel: &LayerSpec,
    resolved: &Resolved,
    token: Token,
    (x, dy): (&[A], &[A]),
    dw: &mut [A],
    scratch: &mut LayerScratch,
) -> Result<(), Error> {
    let (layout, shape, window) = (kernel.layout(), kernel.shape(), kernel.window());
    let side = |tensor, shape, channels| Side {
        tensor,
        shape,
        layout,
        channels,
    };
    let inputs = side(x, resolved.input, shape.group_inputs);
    let outputs = side(dy, resolved.output, shape.group_outputs());
    // The pixels of `near` are the taps, and those of `far` are found through the window.
    let (near, far, rows, columns) = if shape.transposed.is_some() {
        let spread = |sizes: ResolvedAxis| ResolvedAxis {
            input: sizes.output,
            output: sizes.input,
            ..sizes
        };
        (
            inputs,
            outputs,
            spread(resolved.rows),
            spread(resolved.columns),
        )
    } else {
        (outputs, inputs, resolved.rows, resolved.columns)
    };
    let product = Product {
        near,
        far,
        rows: Along {
            axis: window.rows,
            sizes: rows,
            border: window.row_border,
        },
        columns: Along {
            axis: window.columns,
            sizes: columns,
            border: window.column_border,
        },
        token,
        flipped: kernel.mode() == Mode::Convolve,
    };
    let mut buffers = core::mem::take(A::buffers(scratch));
    let of_group = dw.len() / shape.groups;
    let groups = dw.chunks_exact_mut(of_group).enumerate();
    let result = groups
        .into_iter()
        .try_for_each(|(group, dw)| product.group(group, dw, &mut buffers));
    *A::buffers(scratch) = buffers;
    result
}

/// An axis of the window over the far side.
struct Along {
    axis: Axis,
    sizes: ResolvedAxis,
    border: Border,
}

impl Along {
    /// Positions that some pixel reads.
    fn reach(&self) -> Option<usize> {
        (self.sizes.output - 1)
            .checked_mul(self.axis.stride)?
            .checked_add(self.axis.saturating_extent())
    }

    fn origin(&self, position: usize) -> Origin {
        if position >= self.sizes.before + self.sizes.input + self.sizes.after {
            return Origin::Constant(0.0);
        }
        self.sizes.origin(self.border, position)
    }
}

struct Product<'a, A> {
    near: Side<'a, A>,
    far: Side<'a, A>,
    rows: Along,
    columns: Along,
    token: Token,
    flipped: bool,
}

impl<A: Differentiable> Product<'_, A> {
    /// The gradient of a group, `[near][far][row][column]`.
    fn group(&self, group: usize, dw: &mut [A], buffers: &mut Buffers<A>) -> Result<(), Error> {
        let (rows, columns) = (&self.rows.axis, &self.columns.axis);
        let (near, far) = (self.near.channels, self.far.channels);
        let overflow = || Error::SizeOverflow;
        let width = self.columns.reach().ok_or_else(overflow)?;
        let height = self.rows.reach().ok_or_else(overflow)?;
        let line = width.checked_mul(far).ok_or_else(overflow)?;
        let staged = height.checked_mul(line).ok_or_else(overflow)?;
        // Neighbouring columns of a window that is not dilated are one row with their channels.
        let (runs, run) = if columns.dilation == 1 {
            (1, columns.kernel * far)
        } else {
            (columns.kernel, far)
        };
        let (across, down) = (self.columns.sizes.output, self.rows.sizes.output);
        // Some rows, or a part of one: taps that follow each other, with the offsets of the first.
        let wide = across.min(CHUNK);
        let high = (CHUNK / wide).min(down);
        let registers = A::level(self.token);
        let (pieces, overhang) = Pieces::of_product(near, high * wide, run, registers);
        let size = near * rows.kernel * run;
        let all = staged.checked_add(overhang).ok_or_else(overflow)?;
        grown(&mut buffers.stage, all)?;
        grown(&mut buffers.gradient.sums, size)?;
        grown(&mut buffers.gradient.total, size * runs)?.fill(A::default());
        let blocks = near.div_ceil(BLOCK);
        let lanes = Lanes([A::default(); BLOCK]);
        for (buffer, length) in [
            (&mut buffers.gradient.taps, blocks * high * wide),
            (&mut buffers.gradient.zeros, blocks),
        ] {
            buffer.clear();
            buffer.try_reserve_exact(length)?;
            buffer.resize(length, lanes);
        }
        self.offsets((high, wide), line, &mut buffers.offsets)?;
        for image in 0..self.near.shape.images {
            self.stage(image, group, line, &mut buffers.stage[..staged]);
            let rows_and_lefts = (0..down)
                .step_by(high)
                .flat_map(|first| (0..across).step_by(wide).map(move |left| (first, left)));
            for (first, left) in rows_and_lefts {
                let depth = high.min(down - first) * wide.min(across - left);
                let taps = &mut buffers.gradient.taps[..blocks * depth];
                self.pack(image, group, first * across + left, depth, taps);
                let packed = Blocks::new(taps, &buffers.gradient.zeros, depth, blocks);
                for part in 0..runs {
                    let column = left * columns.stride + part * columns.dilation;
                    let at = first * rows.stride * line + column * far;
                    let band = TileBand {
                        input: &buffers.stage[at..],
                        row_step: rows.dilation * line,
                        offsets: &buffers.offsets[..depth],
                        rows: rows.kernel,
                        columns: run,
                        activate: A::activation(None),
                    };
                    let sums = &mut buffers.gradient.sums[..size];
                    let mut writer = Writer::of_product(sums, near, rows.kernel, run);
                    sweep(self.token, &pieces, &band, packed, &mut writer);
                    let total = &mut buffers.gradient.total[part * size..(part + 1) * size];
                    for (total, &sum) in total.iter_mut().zip(&*sums) {
                        *total += sum;
                    }
                }
            }
        }
        let places = rows.kernel * columns.kernel;
        for (index, dw) in dw.iter_mut().enumerate() {
            let (channels, place) = (index / places, index % places);
            let place = if self.flipped {
                places - 1 - place
            } else {
                place
            };
            let (row, column) = (place / columns.kernel, place % columns.kernel);
            let (o, c) = (channels / far, channels % far);
            let (part, column) = if runs == 1 { (0, column) } else { (column, 0) };
            *dw = buffers.gradient.total
                [part * size + (o * rows.kernel + row) * run + column * far + c];
        }
        Ok(())
    }

    /// How far the pixel of each tap is from the first, in the staged far side.
    fn offsets(
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

    /// Stages the padded far side of a group, its channels side by side.
    fn stage(&self, image: usize, group: usize, line: usize, to: &mut [A]) {
        let (shape, count) = (self.far.shape, self.far.channels);
        let image = self.far.image(image);
        let constant = |value: f64| <A as Scalar>::from_f64(value);
        for (row, to) in to.chunks_exact_mut(line).enumerate() {
            let y = match self.rows.origin(row) {
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
        let at = match self.far.layout {
            Layout::Nchw => (channel * shape.rows + y) * shape.columns + x,
            Layout::Nhwc => (y * shape.columns + x) * shape.channels + channel,
        };
        image.get(at).copied().unwrap_or_default()
    }

    /// Packs some pixels of the near side of a group, from `first` on, as taps.
    fn pack(&self, image: usize, group: usize, first: usize, depth: usize, taps: &mut [Lanes<A>]) {
        let (shape, count) = (self.near.shape, self.near.channels);
        let image = self.near.image(image);
        let area = shape.rows * shape.columns;
        for (block, taps) in taps.chunks_exact_mut(depth).enumerate() {
            let there = BLOCK.min(count - block * BLOCK);
            let channel = group * count + block * BLOCK;
            match self.near.layout {
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
