//! Moves register tiles over a band of output rows, one or two blocks of output channels at a time.
//!
//! ```text
//! for each piece of a row: the columns of whole tiles, then those that are left, in another tile
//!     for each block of 16 output channels, or each two if a tile spans two:
//!         for each tile of the piece, in every output row of the band:
//!             sums = bias
//!             for each tap, in the order of operations: sums += input * weight
//!             store activation(sums)
//! ```
//!
//! The plan chose the tiles ([`Pieces`]). The weights of a block are packed for this walk. The loop
//! of each tile of the planner's list is compiled for each level and accumulator that the tile is
//! for (`compiles`); `arms` finds it.

use super::dispatch::{LevelLoops, registers_of};
use super::lane::LayerLane;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use super::multiply::Quads;
use super::multiply::{Multiply, One, Pairs};
use super::pack::{Blocks, ChannelBlock};
use super::tile::{Target, TileBand, broadcast_inputs, broadcast_weights, planar};
use super::tilings::{narrow_tilings, planar_tilings, wide_tilings};
use crate::exec::trace::ran;
use conv_plan::plan::layer::{BLOCK, Pieces, Products, Tiling};
use conv_plan::rules::layer::{LayerSpec, Layout, TensorShape};
use fearless_simd::{Level as Token, Simd, dispatch};

/// The output of one group of one image.
#[derive(Debug)]
pub(super) struct Writer<'a, A> {
    out: &'a mut [A],
    layout: Layout,
    /// The first channel of the group.
    channel: usize,
    /// Channels of the group.
    channels: usize,
    /// Channels of all groups.
    all: usize,
    /// Pixels of a channel.
    area: usize,
    columns: usize,
    /// The first pixel of the band.
    pub(super) first: usize,
}

impl<'a, A: LayerLane> Writer<'a, A> {
    /// The outputs of a group in an image that lies in memory like this.
    pub(super) fn new(
        kernel: &LayerSpec,
        output: TensorShape,
        group: usize,
        out: &'a mut [A],
    ) -> Self {
        let channels = kernel.shape().group_outputs();
        Self {
            out,
            layout: kernel.layout(),
            channel: group * channels,
            channels,
            all: kernel.shape().outputs,
            area: output.rows * output.columns,
            columns: output.columns,
            first: 0,
        }
    }

    /// A matrix of these rows and columns for each channel.
    pub(super) fn of_product(
        out: &'a mut [A],
        channels: usize,
        rows: usize,
        columns: usize,
    ) -> Self {
        Self {
            out,
            layout: Layout::Nchw,
            channel: 0,
            channels,
            all: channels,
            area: rows * columns,
            columns,
            first: 0,
        }
    }

    /// The outputs of the group, from block `block` on.
    fn block(&mut self, block: usize) -> Target<'_, A> {
        let channel = self.channel + block * BLOCK;
        match self.layout {
            Layout::Nchw => Target {
                data: &mut self.out[channel * self.area + self.first..],
                channel: self.area,
                row: self.columns,
                column: 1,
            },
            Layout::Nhwc => Target {
                data: &mut self.out[self.first * self.all + channel..],
                channel: 1,
                row: self.columns * self.all,
                column: self.all,
            },
        }
    }
}

/// Moves the tiles of all pieces over a band.
pub(super) fn sweep<A: LayerLane>(
    token: Token,
    pieces: &Pieces,
    band: &TileBand<'_, A>,
    packed: Blocks<'_, A>,
    writer: &mut Writer<'_, A>,
) {
    let first = writer.first;
    for piece in [Some(pieces.main), pieces.rest].into_iter().flatten() {
        writer.first = first + piece.first;
        let part = TileBand {
            input: &band.input[piece.first..],
            columns: piece.columns,
            ..*band
        };
        sweep_piece(token, piece.tiling, &part, packed, writer);
    }
}

fn sweep_piece<A: LayerLane>(
    token: Token,
    tiling: Tiling,
    band: &TileBand<'_, A>,
    packed: Blocks<'_, A>,
    writer: &mut Writer<'_, A>,
) {
    ran!("{tiling:?}");
    ran!("{:?}", band.products);
    let group = writer.channel / writer.channels;
    let blocks = writer.channels.div_ceil(BLOCK);
    let step = match tiling {
        Tiling::BroadcastWeights(..) | Tiling::Planar(..) => 1,
        Tiling::BroadcastInputs(_, blocks) => blocks,
    };
    for first in (0..blocks).step_by(step) {
        let count = (writer.channels - first * BLOCK).min(step * BLOCK);
        let one = packed.block(group, first);
        let other = if first + 1 < blocks {
            packed.block(group, first + 1)
        } else {
            one
        };
        let tiles = BlockTiles {
            band,
            blocks: [one, other],
            count,
        };
        A::tiles(token, tiling, &tiles, &mut writer.block(first));
    }
}

/// A tile about to be moved over a band for one or two blocks of channels.
#[derive(Debug)]
pub(crate) struct BlockTiles<'a, 'b, A> {
    band: &'b TileBand<'a, A>,
    blocks: [ChannelBlock<'a, A>; 2],
    count: usize,
}

impl<A> BlockTiles<'_, '_, A> {
    /// What a multiply-add sums.
    pub(super) const fn products(&self) -> Products {
        self.band.products
    }
}

/// As `dispatch`, for one level.
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
macro_rules! on_avx512 {
    ($token:ident, $s:ident => $work:expr) => {
        if let Some($s) = $token.as_avx512() {
            $s.vectorize(
                #[inline(always)]
                || $work,
            )
        }
    };
}
/// One arm for each tile of a list. Where `$every` finds the level, tiles multiply by `$multiply`.
macro_rules! arms {
    ($every:ident, $multiply:ident, $self:ident, $token:ident, $tiling:ident, $target:ident, $wide:literal: $($kind:ident $a:literal $b:literal)*) => {
        match $tiling {
            $(Tiling::$kind($a, $b) => arms!(@$kind $every, $multiply, $self, $token, $target, $wide, $a, $b),)*
            _ => {}
        }
    };
    (@BroadcastWeights $every:ident, $multiply:ident, $self:ident, $token:ident, $target:ident, $wide:literal, $b:literal, $v:literal) => {
        $every!($token, s => broadcast_weights_at::<_, _, $multiply, $b, $v, $wide>(s, $self, $target))
    };
    (@BroadcastInputs $every:ident, $multiply:ident, $self:ident, $token:ident, $target:ident, $wide:literal, $p:literal, $n:literal) => {
        $every!($token, s => broadcast_inputs_at::<_, _, $multiply, $p, $n, $wide>(s, $self, $target))
    };
    (@Planar $every:ident, $multiply:ident, $self:ident, $token:ident, $target:ident, $wide:literal, $k:literal, $step:literal) => {
        $every!($token, s => planar_at::<_, A, $k, $step>(s, $self, $target))
    };
}

/// Moves a tile of any list.
pub(super) fn run<A: LayerLane>(
    token: Token,
    tiling: Tiling,
    tiles: &BlockTiles<'_, '_, A>,
    target: &mut Target<'_, A>,
) {
    let wide = A::level(token).wide;
    if let Tiling::Planar(..) = tiling {
        planar_tilings! { arms dispatch, One, tiles, token, tiling, target, true: }
    } else if wide {
        wide_tilings! { arms dispatch, One, tiles, token, tiling, target, true: }
    } else {
        narrow_tilings! { arms dispatch, One, tiles, token, tiling, target, false: }
    }
}

/// As [`run`], for lanes that may be words.
pub(super) fn run_integers(
    token: Token,
    tiling: Tiling,
    tiles: &BlockTiles<'_, '_, i32>,
    target: &mut Target<'_, i32>,
) {
    match tiles.products() {
        Products::Pairs if i32::level(token).wide => {
            wide_tilings! { arms dispatch, Pairs, tiles, token, tiling, target, true: }
        }
        Products::Pairs => {
            narrow_tilings! { arms dispatch, Pairs, tiles, token, tiling, target, false: }
        }
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        Products::Quads => {
            wide_tilings! { arms on_avx512, Quads, tiles, token, tiling, target, true: }
        }
        _ => run(token, tiling, tiles, target),
    }
}

/// Only levels, accumulators and products that a tile is for have code for it.
const fn compiles<S: Simd, A: LayerLane, M: Multiply<S, A>>(wide: bool, tiling: Tiling) -> bool {
    let registers = registers_of::<S, A>().with_products(M::PRODUCTS);
    registers.wide == wide && tiling.is_compiled(registers.tiles)
}

#[inline(always)]
fn broadcast_weights_at<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const B: usize,
    const V: usize,
    const WIDE: bool,
>(
    s: S,
    tiles: &BlockTiles<'_, '_, A>,
    target: &mut Target<'_, A>,
) {
    if const { compiles::<S, A, M>(WIDE, Tiling::BroadcastWeights(B, V)) } {
        broadcast_weights::<S, A, M, B, V>(s, tiles.band, tiles.blocks[0], tiles.count, target);
    }
}

#[inline(always)]
fn broadcast_inputs_at<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const P: usize,
    const N: usize,
    const WIDE: bool,
>(
    s: S,
    tiles: &BlockTiles<'_, '_, A>,
    target: &mut Target<'_, A>,
) {
    if const { compiles::<S, A, M>(WIDE, Tiling::BroadcastInputs(P, N)) } {
        broadcast_inputs::<S, A, M, P, N>(s, tiles.band, tiles.blocks, tiles.count, target);
    }
}

#[inline(always)]
fn planar_at<S: Simd, A: LayerLane, const K: usize, const STEP: usize>(
    s: S,
    tiles: &BlockTiles<'_, '_, A>,
    target: &mut Target<'_, A>,
) {
    if const { compiles::<S, A, One>(registers_of::<S, A>().wide, Tiling::Planar(K, STEP)) } {
        planar::<S, A, K, STEP>(s, tiles.band, tiles.blocks[0], tiles.count, target);
    }
}
