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
use super::pack::{Blocks, ChannelBlock, Cuts};
use super::tile::{Target, TileBand, broadcast_inputs, broadcast_weights, planar};
use super::tilings::{narrow_tilings, planar_tilings, wide_tilings};
use crate::exec::trace::ran;
use conv_plan::plan::layer::{BLOCK, LayerForm, Pieces, Products, Tiling};
use conv_plan::rules::layer::{LayerSpec, Layout, Strides, TensorShape};
use fearless_simd::{Level as Token, Simd, dispatch};

/// The output of one group of one image.
#[derive(Debug)]
pub(super) struct Writer<'a, A> {
    out: &'a mut [A],
    strides: Strides,
    cuts: Cuts,
    group: usize,
    /// The first channel of the group.
    channel: usize,
    /// Whether the last block of channels is filled up, and written as a whole.
    fills: bool,
    /// Channels of all groups.
    all: usize,
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
        Self {
            out,
            strides: Strides::new(&output, kernel.layout()),
            cuts: Cuts::new(kernel, LayerForm::Dense),
            group,
            channel: group * kernel.shape().group_outputs(),
            fills: kernel.layout() == Layout::Nchw16,
            all: kernel.shape().outputs,
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
        let shape = TensorShape {
            images: 1,
            channels,
            rows,
            columns,
        };
        Self {
            out,
            strides: Strides::new(&shape, Layout::Nchw),
            cuts: Cuts::one(channels),
            group: 0,
            channel: 0,
            fills: false,
            all: channels,
            first: 0,
        }
    }

    /// `count` channels of the group, from `channel` on.
    fn channels(&mut self, channel: usize, count: usize) -> Target<'_, A> {
        let channel = self.channel + channel;
        let Strides {
            block,
            channel: step,
            row,
            column,
        } = self.strides;
        let first = self.strides.of_channel(channel) + self.first * column;
        Target {
            data: &mut self.out[first..],
            block,
            channel: step,
            row,
            column,
            fills: self.fills && channel.is_multiple_of(BLOCK) && channel + count == self.all,
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
        let column = match piece.tiling {
            Tiling::BroadcastPixels(..) => BLOCK,
            _ => 1,
        };
        let part = TileBand {
            input: &band.input[piece.first * column..],
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
    let spans_two = match tiling {
        Tiling::BroadcastWeights(..) | Tiling::Planar(..) => false,
        Tiling::BroadcastInputs(_, blocks) | Tiling::BroadcastPixels(_, blocks) => blocks == 2,
    };
    let cuts = writer.cuts;
    let mut blocks = cuts.of_group(writer.group);
    while let Some(cut) = blocks.next() {
        let one = packed.block(writer.group, cut.block);
        let next = if spans_two && cuts.are_whole() {
            blocks.next()
        } else {
            None
        };
        let (other, count) = match next {
            Some(next) => (
                packed.block(writer.group, next.block),
                cut.count + next.count,
            ),
            None => (one, cut.count),
        };
        let tiles = BlockTiles {
            band,
            blocks: [one, other],
            count,
        };
        let target = &mut writer.channels(cut.first, count);
        A::tiles(token, tiling, &tiles, target);
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
        $every!($token, s => broadcast_inputs_at::<_, _, $multiply, $p, $n, 1, $wide>(s, $self, $target))
    };
    (@BroadcastPixels $every:ident, $multiply:ident, $self:ident, $token:ident, $target:ident, $wide:literal, $p:literal, $n:literal) => {
        $every!($token, s => broadcast_inputs_at::<_, _, $multiply, $p, $n, BLOCK, $wide>(s, $self, $target))
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

/// The tile of inputs whose columns are so far apart.
const fn inputs_of(step: usize, columns: usize, blocks: usize) -> Tiling {
    match step {
        1 => Tiling::BroadcastInputs(columns, blocks),
        _ => Tiling::BroadcastPixels(columns, blocks),
    }
}

#[inline(always)]
fn broadcast_inputs_at<
    S: Simd,
    A: LayerLane,
    M: Multiply<S, A>,
    const P: usize,
    const N: usize,
    const STEP: usize,
    const WIDE: bool,
>(
    s: S,
    tiles: &BlockTiles<'_, '_, A>,
    target: &mut Target<'_, A>,
) {
    if const { compiles::<S, A, M>(WIDE, inputs_of(STEP, P, N)) } {
        broadcast_inputs::<S, A, M, P, N, STEP>(s, tiles.band, tiles.blocks, tiles.count, target);
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
