//! The gradient with respect to the weights: a product over all pixels.
//!
//! It is a convolution whose window is the whole gradient: its taps are pixels, found by
//! their offsets in an input with its channels side by side, so that the columns of the window and
//! the channels are one long row for the register tiles. A chunk is as high as its packed half
//! stays in a near cache. A transposed layer has the roles of input and output exchanged.

#[cfg(feature = "rayon")]
mod parallel;
mod stage;

#[cfg(feature = "rayon")]
pub(crate) use parallel::weights as parallel_weights;

use super::Differentiable;
use crate::data::{Error, grown};
use crate::exec::layers::pack::{Blocks, Lanes};
use crate::exec::layers::scratch::{Buffers, LayerScratch};
use crate::exec::layers::sweep::{Writer, sweep};
use crate::exec::layers::tile::TileBand;
use alloc::vec::Vec;
use conv_plan::plan::layer::{BLOCK, Pieces, Products};
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

/// How the pixels of an image are cut into chunks, and what a chunk gives.
struct Chunks {
    /// Rows of the padded far side that some pixel reads, and elements of each.
    height: usize,
    line: usize,
    /// Pixels across and down, of a chunk and of the image.
    wide: usize,
    high: usize,
    across: usize,
    down: usize,
    /// Parts of the window that are one row each, and elements of such a row.
    runs: usize,
    run: usize,
    /// Sums of a part.
    size: usize,
    /// Blocks of near channels.
    blocks: usize,
    pieces: Pieces,
    overhang: usize,
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
        let overflow = || Error::SizeOverflow;
        let width = self.columns.reach().ok_or_else(overflow)?;
        let height = self.rows.reach().ok_or_else(overflow)?;
        let line = width.checked_mul(far).ok_or_else(overflow)?;
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
        Ok(Chunks {
            height,
            line,
            wide,
            high,
            across,
            down,
            runs,
            run,
            size: near * rows.kernel * run,
            blocks: near.div_ceil(BLOCK),
            pieces,
            overhang,
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
        let size = chunks.size;
        self.prepare(chunks, chunks.height, buffers)?;
        grown(&mut buffers.gradient.sums, size)?;
        grown(&mut buffers.gradient.total, size * chunks.runs)?.fill(A::default());
        for image in 0..self.near.shape.images {
            let staged = chunks.height * chunks.line;
            self.stage((image, group, 0), chunks.line, &mut buffers.stage[..staged]);
            for index in 0..chunks.of_image() {
                let chunk = chunks.chunk(index);
                self.pack_chunk(chunks, (image, group), chunk, buffers);
                let first = chunk.row * self.rows.axis.stride;
                for part in 0..chunks.runs {
                    self.sums(chunks, (chunk, first, part), 0, buffers);
                    let total = &mut buffers.gradient.total[part * size..(part + 1) * size];
                    for (total, &sum) in total.iter_mut().zip(&buffers.gradient.sums) {
                        *total += sum;
                    }
                }
            }
        }
        self.in_order(chunks, &buffers.gradient.total, dw);
        Ok(())
    }

    /// Makes room for chunks of a staged far side of this height, and finds the offsets.
    fn prepare(
        &self,
        chunks: &Chunks,
        height: usize,
        buffers: &mut Buffers<A>,
    ) -> Result<(), Error> {
        let staged = height.checked_mul(chunks.line);
        let all = staged.and_then(|staged| staged.checked_add(chunks.overhang));
        grown(&mut buffers.stage, all.ok_or(Error::SizeOverflow)?)?;
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
        self.offsets(size, chunks.line, &mut buffers.offsets)
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

    /// The sums of one part of the window over a packed chunk, into the buffer of sums, from `to`
    /// on. The first row that the chunk reads is row `first` of the stage.
    fn sums(
        &self,
        chunks: &Chunks,
        (chunk, first, part): (Chunk, usize, usize),
        to: usize,
        buffers: &mut Buffers<A>,
    ) {
        let (rows, columns) = (&self.rows.axis, &self.columns.axis);
        let (near, far) = (self.near.channels, self.far.channels);
        let column = chunk.left * columns.stride + part * columns.dilation;
        let at = first * chunks.line + column * far;
        let (depth, blocks) = (chunk.depth, chunks.blocks);
        let taps = &buffers.gradient.taps[..blocks * depth];
        let packed = Blocks::new(taps, &buffers.gradient.zeros, depth, blocks);
        let band = TileBand {
            input: &buffers.stage[at..],
            row_step: rows.dilation * chunks.line,
            offsets: &buffers.offsets[..depth],
            products: Products::One,
            rows: rows.kernel,
            columns: chunks.run,
            activate: A::activation(None),
        };
        let sums = &mut buffers.gradient.sums[to..to + chunks.size];
        let mut writer = Writer::of_product(sums, near, rows.kernel, chunks.run);
        sweep(self.token, &chunks.pieces, &band, packed, &mut writer);
    }

    /// Totals in the order in which a user gives the weights.
    fn in_order(&self, chunks: &Chunks, total: &[A], dw: &mut [A]) {
        let (rows, columns) = (&self.rows.axis, &self.columns.axis);
        let (far, size, run) = (self.far.channels, chunks.size, chunks.run);
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
            let (part, column) = if chunks.runs == 1 {
                (0, column)
            } else {
                (column, 0)
            };
            *dw = total[part * size + (o * rows.kernel + row) * run + column * far + c];
        }
    }
}
