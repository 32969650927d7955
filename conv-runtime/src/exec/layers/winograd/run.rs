//! The way from images to outputs, block by block of tiles.
//!
//! ```text
//! for each image, for each group, for each band of tile rows, of some columns if rows are long:
//!     stage its input
//!     for each block of tiles in the band:
//!         V for all input channels                         (input)
//!         for each strip of two vectors of output channels:
//!             M at every position                          (product)
//!             Y                                            (output)
//! ```
//!
//! A block's V and a strip's M stay in the second-level cache. Tiles are counted from the first
//! output, so that every output is computed in one way, whatever the blocks are.

use super::input::{self, Positions, Tiled};
use super::output::{self, Outputs};
use super::product;
use crate::data::{Error, grown};
use crate::exec::caches::caches;
use crate::exec::layers::call::Call;
use crate::exec::layers::dispatch::WinogradLoops;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::pack::{Blocks, Cuts};
use crate::exec::layers::scratch::Buffers;
use crate::exec::layers::stage::{Frame, GroupInput, Patch};
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{BLOCK, LayerForm, STAGED, WinogradMatrices};
use conv_plan::rules::layer::{Resolved, Strides};

/// Elements of V that a block has at most, unless it is a few tiles: half of a second-level cache
/// in single precision.
fn held() -> usize {
    caches().second / 2 / size_of::<f32>()
}

/// With fewer channels a block is sized as for this many: the products of a strip have as many
/// outputs.
const CHANNELS: usize = 32;

/// The fewest tiles of a block, if there are that many: all weights are read once for each block.
/// With 512 channels at 28x28, 32 took a fifth less time than 14.
const FEWEST: usize = 32;

/// Elements after the last that vectors may read or write.
const SLACK: usize = 32;

/// Buffers for tiles.
#[derive(Debug, Default, Clone)]
pub(crate) struct TileBuffers<A> {
    strip: Vec<A>,
    tiles: Vec<A>,
    products: Vec<A>,
    line: Vec<A>,
}

impl<A> TileBuffers<A> {
    /// The memory that is kept.
    pub(crate) const fn bytes(&self) -> usize {
        let Self {
            strip,
            tiles,
            products,
            line,
        } = self;
        (strip.len() + tiles.len() + products.len() + line.len()) * size_of::<A>()
    }
}

/// The buffers of one call.
#[derive(Debug)]
struct Slices<'a, A> {
    /// Half-transformed rows of tiles.
    strip: &'a mut [A],
    /// V.
    tiles: &'a mut [A],
    /// From one position of V to the next.
    position: usize,
    /// M of a strip of output channels.
    products: &'a mut [A],
    /// From one tile of M to the next.
    product: usize,
    /// The pixels of a row of tiles.
    line: &'a mut [A],
}

impl<'a, A: LayerLane> Slices<'a, A> {
    /// Buffers for blocks of this many rows and columns of tiles.
    fn new(
        buffers: &'a mut TileBuffers<A>,
        matrices: &WinogradMatrices,
        channels: usize,
        (high, wide): (usize, usize),
        lanes: usize,
    ) -> Result<Self, Error> {
        let position = (high * wide).checked_mul(channels);
        let position = position.and_then(|all| all.checked_add(SLACK));
        let all = position.and_then(|position| position.checked_mul(matrices.positions()));
        // An odd number of lines, so that tiles do not compete for the same sets of the cache.
        let product = matrices.positions() * 2 * lanes + 16;
        Ok(Self {
            strip: aligned(&mut buffers.strip, input::strip(wide))?,
            tiles: aligned(&mut buffers.tiles, all.ok_or(Error::SizeOverflow)?)?,
            position: position.ok_or(Error::SizeOverflow)?,
            products: aligned(&mut buffers.products, product * high * wide)?,
            product,
            line: aligned(&mut buffers.line, output::line(wide))?,
        })
    }
}

/// A rectangle of tiles.
#[derive(Debug, Clone, Copy)]
struct Rectangle {
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
}

/// Rows and columns of the tiles of a block.
fn block(
    matrices: &WinogradMatrices,
    channels: usize,
    (rows, columns): (usize, usize),
) -> (usize, usize) {
    let most = (held() / (matrices.positions() * channels.max(CHANNELS))).max(FEWEST);
    let wide = columns.div_ceil(columns.div_ceil(most));
    let high = (most / wide).clamp(1, rows);
    (rows.div_ceil(rows.div_ceil(high)), wide)
}

impl<In: Scalar> Call<'_, In> {
    /// Computes all images into `out`, which has the shape of the output.
    pub(crate) fn winograd<A: LayerLane + WinogradLoops>(
        &self,
        matrices: &WinogradMatrices,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        ran!("winograd {}", matrices.outputs);
        self.each_group(out, |source, out| {
            self.tiles(matrices, source, packed, buffers, out)
        })
    }

    fn tiles<A: LayerLane + WinogradLoops>(
        &self,
        matrices: &WinogradMatrices,
        source: GroupInput<'_, In>,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let m = matrices.outputs;
        let channels = self.kernel.shape().group_inputs;
        let output = self.resolved.output;
        let all = (output.rows.div_ceil(m), output.columns.div_ceil(m));
        let (high, wide) = block(matrices, channels, all);
        let lanes = A::level(self.token).lanes;
        let mut slices = Slices::new(&mut buffers.tiles, matrices, channels, (high, wide), lanes)?;
        let window = self.kernel.window();
        let staged_columns = staged_columns(channels * (high * m + 2), (wide, all.1), m);
        let size = (high * m, staged_columns * m);
        let (frame, elements) =
            Frame::planes(&window, size, channels).ok_or(Error::SizeOverflow)?;
        let elements = elements.checked_add(SLACK).ok_or(Error::SizeOverflow)?;
        let staged = grown(&mut buffers.stage, elements)?;

        for row in (0..all.0).step_by(high) {
            let rows = high.min(all.0 - row);
            for first in (0..all.1).step_by(staged_columns) {
                let end = all.1.min(first + staged_columns);
                let at = (self.first_row + row * m, first * m);
                let size = (rows * m, (end - first) * m);
                source.stage(&frame, Patch::of_outputs(&window, at, size), staged);
                for column in (first..end).step_by(wide) {
                    let columns = wide.min(end - column);
                    let tiled = Tiled {
                        input: &staged[(column - first) * m..],
                        channels,
                        channel: frame.channel,
                        row: frame.row,
                        rows,
                        columns,
                    };
                    let at = Positions {
                        channel: rows * columns,
                        position: slices.position,
                    };
                    let (strip, tiles) = (&mut *slices.strip, &mut *slices.tiles);
                    A::transform(self.token, matrices.inputs, &tiled, at, strip, tiles);
                    let tiles = Rectangle {
                        row,
                        column,
                        rows,
                        columns,
                    };
                    self.strips(matrices, packed, source.group, tiles, &mut slices, out);
                }
            }
        }
        Ok(())
    }

    /// The outputs of a rectangle of tiles, two vectors of channels at a time.
    fn strips<A: LayerLane + WinogradLoops>(
        &self,
        matrices: &WinogradMatrices,
        packed: Blocks<'_, A>,
        group: usize,
        tiles: Rectangle,
        slices: &mut Slices<'_, A>,
        out: &mut [A],
    ) {
        let shape = &self.kernel.shape();
        let lanes = A::level(self.token).lanes;
        let strides = Strides::new(&self.memory(), self.kernel.layout());
        let cuts = Cuts::new(self.kernel, LayerForm::Winograd);
        for strip in strips(cuts, group, lanes) {
            let Strip {
                first,
                count,
                places,
            } = strip;
            let blocks = places.map(|(block, _)| packed.block(group, block));
            let starts = places.map(|(_, lane)| lane);
            let products = product::Products {
                tiles: slices.tiles,
                at: Positions {
                    channel: tiles.rows * tiles.columns,
                    position: slices.position,
                },
                count: tiles.rows * tiles.columns,
                channels: shape.group_inputs,
                blocks,
                lanes: starts,
                vectors: count.div_ceil(lanes),
                tile: slices.product,
            };
            A::multiply(self.token, &products, slices.products);
            let products = output::Products {
                products: slices.products,
                tile: slices.product,
                rows: tiles.rows,
                columns: tiles.columns,
                bias: [
                    &blocks[0].bias.0[starts[0]..],
                    &blocks[1].bias.0[starts[1]..],
                ],
                channels: count,
                activate: A::activation(self.activation),
            };
            let channel = group * shape.group_outputs() + first;
            let m = matrices.outputs;
            let steps = (&strides, channel, lanes);
            let mut to = outputs(self.resolved, steps, m, tiles, out);
            A::restore(self.token, m, &products, slices.line, &mut to);
        }
    }
}

/// A buffer of at least `length` elements that begins on a cache line, so that no vector crosses
/// one.
fn aligned<A: Copy + Default>(buffer: &mut Vec<A>, length: usize) -> Result<&mut [A], Error> {
    let line = 64 / size_of::<A>();
    let buffer = grown(buffer, length.checked_add(line).ok_or(Error::SizeOverflow)?)?;
    let skip = buffer.as_ptr().align_offset(64).min(line);
    Ok(&mut buffer[skip..])
}

/// Columns of tiles whose input is staged at once, each of `m` columns in so many rows: all of a
/// row, unless it would not stay in a near cache, or else a multiple of those of a block.
const fn staged_columns(rows: usize, (wide, all): (usize, usize), m: usize) -> usize {
    let tile = rows.saturating_mul(m);
    if all <= 2 * STAGED / tile {
        return all;
    }
    let blocks = STAGED / tile / wide;
    if blocks == 0 { wide } else { blocks * wide }
}

/// Two vectors of output channels, or one.
struct Strip {
    /// The first channel of the group.
    first: usize,
    count: usize,
    /// The block of each vector, and the lane of the block at which it begins.
    places: [(usize, usize); 2],
}

/// The strips of a group.
fn strips(cuts: Cuts, group: usize, lanes: usize) -> impl Iterator<Item = Strip> {
    // Two blocks of as many channels as a vector has lanes may be one strip.
    let spans = if cuts.are_whole() && lanes == BLOCK {
        2
    } else {
        1
    };
    let blocks = cuts.of_group(group).step_by(spans);
    blocks.flat_map(move |cut| {
        let whole = if spans == 2 {
            (cuts.channels() - cut.first).min(2 * BLOCK)
        } else {
            cut.count
        };
        (0..whole).step_by(2 * lanes).map(move |at| {
            let count = (whole - at).min(2 * lanes);
            let second = if count > lanes { at + lanes } else { at };
            Strip {
                first: cut.first + at,
                count,
                places: [at, second].map(|at| (cut.block + at / BLOCK, at % BLOCK)),
            }
        })
    })
}

/// The outputs of a rectangle of tiles of `m` x `m`, from `channel` on; the second vector begins
/// `lanes` channels later.
fn outputs<'a, A>(
    resolved: &Resolved,
    (strides, channel, lanes): (&Strides, usize, usize),
    m: usize,
    tiles: Rectangle,
    out: &'a mut [A],
) -> Outputs<'a, A> {
    let output = resolved.output;
    let (row, column) = (tiles.row * m, tiles.column * m);
    let first = strides.of_channel(channel);
    Outputs {
        data: &mut out[first + row * strides.row + column * strides.column..],
        channel: strides.channel,
        second: strides.of_channel(channel + lanes) - first,
        column: strides.column,
        row: strides.row,
        rows: (tiles.rows * m).min(output.rows - row),
        columns: (tiles.columns * m).min(output.columns - column),
        interleaved: strides.channel == 1 && strides.column > 1,
    }
}
