//! The gradient with respect to the weights: a product over all pixels.
//!
//! It is a convolution whose window is the whole gradient: its taps are pixels, found by
//! their offsets in an input with its channels side by side, so that the columns of the window and
//! the channels are one long row for the register tiles. A chunk is as high as its packed half
//! stays in a near cache. What some rows of chunks read is staged at once, or what one chunk reads
//! if rows are long: only what a pixel meets through some tap, in an order that makes neighbours
//! of the taps, so that no stride and no dilation takes any room. A transposed layer has the roles
//! of input and output exchanged.

mod buffers;
#[cfg(feature = "rayon")]
mod parallel;
mod stage;

pub(crate) use buffers::GradientBuffers;

#[cfg(feature = "rayon")]
pub(crate) use parallel::weights as parallel_weights;

use super::Differentiable;
use crate::data::{Error, grown};
use crate::exec::layers::pack::{Blocks, Lanes};
use crate::exec::layers::scratch::{Buffers, LayerScratch};
use crate::exec::layers::sweep::{Writer, sweep};
use crate::exec::layers::tile::TileBand;
use conv_plan::plan::layer::{BLOCK, Pieces, Products, STAGED};
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use conv_plan::window::{Axis, Border, Mode, Origin, Places, ResolvedAxis};
use fearless_simd::Level as Token;

/// The most pixels of a chunk: 512 of them with 16 channels are 32 KiB in single precision.
const CHUNK: usize = 512;

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
    tensors: (&[A], &[A]),
    dw: &mut [A],
    scratch: &mut LayerScratch,
) -> Result<(), Error> {
    let product = product(kernel, resolved, token, tensors);
    let chunks = product.chunks()?;
    let mut buffers = core::mem::take(A::buffers(scratch));
    let of_group = dw.len() / kernel.shape().groups;
    let groups = dw.chunks_exact_mut(of_group).enumerate();
    let result = groups
        .into_iter()
        .try_for_each(|(group, dw)| product.group(&chunks, group, dw, &mut buffers));
    *A::buffers(scratch) = buffers;
    result
}

/// The product over all pixels of the input and the gradient of the sums.
fn product<'a, A>(
    kernel: &LayerSpec,
    resolved: &Resolved,
    token: Token,
    (x, dy): (&'a [A], &'a [A]),
) -> Product<'a, A> {
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
    Product {
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
    }
}

/// An axis of the window over the far side.
struct Along {
    axis: Axis,
    sizes: ResolvedAxis,
    border: Border,
}

impl Along {
    /// Places of what so many pixels read, in which the taps of a pixel are neighbours.
    const fn places(&self, pixels: usize) -> Places {
        let taps = Axis {
            kernel: pixels,
            stride: self.axis.dilation,
            dilation: self.axis.stride,
            padding: self.axis.padding,
            interpolate: 1,
        };
        taps.places(self.axis.kernel)
    }

    fn origin(&self, position: usize) -> Origin {
        if position >= self.sizes.before + self.sizes.input + self.sizes.after {
            return Origin::Constant(0.0);
        }
        self.sizes.origin(self.border, position)
    }
}

/// How the pixels of an image are cut into chunks, and what a chunk gives.
struct Chunks {
    /// Pixels across and down, of a chunk and of the image.
    wide: usize,
    high: usize,
    across: usize,
    down: usize,
    /// Pixels down and across whose far side one thread stages at once: some rows of chunks, or a
    /// chunk.
    staged: (usize, usize),
    /// Elements of a row of the window.
    run: usize,
    /// Sums of the window.
    size: usize,
    /// Blocks of near channels.
    blocks: usize,
    pieces: Pieces,
    overhang: usize,
}

/// How the far side of some pixels is staged.
struct Staging {
    rows: Places,
    columns: Places,
    /// Elements of a row.
    line: usize,
    /// Elements of all rows.
    elements: usize,
}

/// Pixels that are summed at once.
#[derive(Debug, Clone, Copy)]
struct Chunk {
    row: usize,
    left: usize,
    depth: usize,
}

impl Chunks {
    /// Chunks of an image.
    const fn of_image(&self) -> usize {
        self.down.div_ceil(self.high) * self.across.div_ceil(self.wide)
    }

    /// A chunk of an image: they are counted row by row, which is the order of the sums.
    fn chunk(&self, index: usize) -> Chunk {
        let in_row = self.across.div_ceil(self.wide);
        let (row, left) = (index / in_row * self.high, index % in_row * self.wide);
        Chunk {
            row,
            left,
            depth: self.high.min(self.down - row) * self.wide.min(self.across - left),
        }
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
    /// How the pixels are cut.
    fn chunks(&self) -> Result<Chunks, Error> {
        let (rows, columns) = (&self.rows.axis, &self.columns.axis);
        let (near, far) = (self.near.channels, self.far.channels);
        let run = columns.kernel * far;
        let (across, down) = (self.columns.sizes.output, self.rows.sizes.output);
        // Some rows, or a part of one: taps that follow each other, with the offsets of the first.
        let wide = across.min(CHUNK);
        let high = (CHUNK / wide).min(down);
        let line = self.staging((1, across))?.line;
        let staged = rows.outputs_in(2 * STAGED / line) / high * high;
        let staged = if line.saturating_mul(rows.kernel) > 2 * STAGED {
            (high, wide)
        } else {
            (staged.clamp(high, down), across)
        };
        let registers = A::level(self.token);
        let (pieces, overhang) = Pieces::of_product(near, high * wide, run, registers);
        Ok(Chunks {
            wide,
            high,
            across,
            down,
            staged,
            run,
            size: near * rows.kernel * run,
            blocks: near.div_ceil(BLOCK),
            pieces,
            overhang,
        })
    }

    /// How the far side of so many pixels, down and across, is staged.
    fn staging(&self, (down, across): (usize, usize)) -> Result<Staging, Error> {
        let (rows, columns) = (self.rows.places(down), self.columns.places(across));
        let line = columns.length();
        let line = line.and_then(|line| line.checked_mul(self.far.channels));
        let line = line.ok_or(Error::SizeOverflow)?;
        let elements = rows.length().and_then(|rows| rows.checked_mul(line));
        Ok(Staging {
            rows,
            columns,
            line,
            elements: elements.ok_or(Error::SizeOverflow)?,
        })
    }

    /// The gradient of a group, `[near][far][row][column]`.
    fn group(
        &self,
        chunks: &Chunks,
        group: usize,
        dw: &mut [A],
        buffers: &mut Buffers<A>,
    ) -> Result<(), Error> {
        let (size, (high, wide)) = (chunks.size, chunks.staged);
        let staging = self.staging(chunks.staged)?;
        self.prepare(chunks, &staging, buffers)?;
        grown(&mut buffers.gradient.sums, size)?;
        grown(&mut buffers.gradient.total, size)?.fill(A::default());
        for image in 0..self.near.shape.images {
            for index in 0..chunks.of_image() {
                let chunk = chunks.chunk(index);
                let at = (chunk.row % high, chunk.left % wide);
                if at == (0, 0) {
                    let first = (chunk.row, chunk.left);
                    self.stage((image, group), first, &staging, &mut buffers.stage);
                }
                self.pack_chunk(chunks, (image, group), chunk, buffers);
                self.sums(chunks, (chunk, at), &staging, buffers)?;
                let total = &mut buffers.gradient.total[..size];
                for (total, &sum) in total.iter_mut().zip(&buffers.gradient.sums) {
                    *total += sum;
                }
            }
        }
        self.in_order(chunks, &buffers.gradient.total, dw);
        Ok(())
    }

    /// Makes room for chunks whose far side is staged like this.
    fn prepare(
        &self,
        chunks: &Chunks,
        staging: &Staging,
        buffers: &mut Buffers<A>,
    ) -> Result<(), Error> {
        let staged = staging.elements.checked_add(chunks.overhang);
        grown(&mut buffers.stage, staged.ok_or(Error::SizeOverflow)?)?;
        let lanes = Lanes([A::default(); BLOCK]);
        for (buffer, length) in [
            (
                &mut buffers.gradient.taps,
                chunks.blocks * chunks.high * chunks.wide,
            ),
            (&mut buffers.gradient.zeros, chunks.blocks),
        ] {
            buffer.clear();
            buffer.try_reserve_exact(length)?;
            buffer.resize(length, lanes);
        }
        let size = (chunks.high, chunks.wide);
        self.offsets(staging, (0, 0), size, &mut buffers.offsets)
    }

    fn pack_chunk(
        &self,
        chunks: &Chunks,
        (image, group): (usize, usize),
        chunk: Chunk,
        buffers: &mut Buffers<A>,
    ) {
        let taps = &mut buffers.gradient.taps[..chunks.blocks * chunk.depth];
        let first = chunk.row * chunks.across + chunk.left;
        self.pack(image, group, first, chunk.depth, taps);
    }

    /// The sums of the window over a packed chunk, which begins at a row and a column of what is
    /// staged, into the buffer of sums.
    fn sums(
        &self,
        chunks: &Chunks,
        (chunk, at): (Chunk, (usize, usize)),
        staging: &Staging,
        buffers: &mut Buffers<A>,
    ) -> Result<(), Error> {
        let (depth, blocks) = (chunk.depth, chunks.blocks);
        // Usually those of the first chunk, counted from another place on.
        let first = if staging.rows.are_linear() && staging.columns.are_linear() {
            let row = staging.rows.of_tap(at.0) * staging.line;
            row + staging.columns.of_tap(at.1) * self.far.channels
        } else {
            let high = depth.div_ceil(chunks.wide);
            let size = (high, depth / high);
            self.offsets(staging, at, size, &mut buffers.offsets)?;
            0
        };
        let taps = &buffers.gradient.taps[..blocks * depth];
        let packed = Blocks::new(taps, &buffers.gradient.zeros, depth, blocks);
        let band = TileBand {
            input: &buffers.stage[first..],
            row_step: staging.line,
            offsets: &buffers.offsets[..depth],
            products: Products::One,
            rows: self.rows.axis.kernel,
            columns: chunks.run,
            activate: A::activation(None),
        };
        let sums = &mut buffers.gradient.sums[..chunks.size];
        let mut writer =
            Writer::of_product(sums, self.near.channels, self.rows.axis.kernel, chunks.run);
        sweep(self.token, &chunks.pieces, &band, packed, &mut writer);
        Ok(())
    }

    /// Totals in the order in which a user gives the weights.
    fn in_order(&self, chunks: &Chunks, total: &[A], dw: &mut [A]) {
        let (rows, columns) = (&self.rows.axis, &self.columns.axis);
        let (far, run) = (self.far.channels, chunks.run);
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
            *dw = total[(o * rows.kernel + row) * run + column * far + c];
        }
    }
}
