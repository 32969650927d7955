//! What is compiled once for each accumulator and level, here: generic functions would be compiled
//! again in every crate that has layers.

use super::depthwise;
use super::pack::Blocks;
use super::planes;
use super::stage::{self, Frame, Patch, Pixels};
use super::sweep::{self, BlockTiles};
use super::tile::{LyingPlanes, Target};
use super::winograd::{input, output, product};
use crate::exec::simd::{Lane, wide};
use conv_plan::number::AccumulatorType;
use conv_plan::plan::layer::{Registers, TileSet, Tiling};
use core::ops::Range;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// The vector registers of a level, for one accumulator.
#[inline(always)]
pub(crate) const fn registers_of<S: Simd, A: Lane>() -> Registers {
    let (lanes, wide) = (A::Vector::<S>::LEN, wide::<S>());
    let all = matches!(A::TYPE, AccumulatorType::F32) && (lanes >= 8 || wide);
    Registers {
        lanes,
        wide,
        tiles: if all { TileSet::All } else { TileSet::Few },
    }
}

/// Loops over vectors of one accumulator.
pub(crate) trait LevelLoops: Sized {
    /// The registers of a level.
    fn level(token: Token) -> Registers;

    /// Moves a tile over a band.
    fn tiles(
        token: Token,
        tiling: Tiling,
        tiles: &BlockTiles<'_, '_, Self>,
        target: &mut Target<'_, Self>,
    );

    /// Moves a tile of one channel over planes where they lie.
    fn lying(
        token: Token,
        tiling: Tiling,
        planes: &LyingPlanes<'_, Self>,
        copy: &mut [Self],
        out: &mut [Self],
    );

    /// Sums a band of pixels; each channel is a lane.
    fn depthwise(
        token: Token,
        band: &depthwise::ChannelBand<'_, Self>,
        packed: Blocks<'_, Self>,
        out: &mut [Self],
    );

    /// Copies rows of planes between zeros.
    fn zero_padded(
        token: Token,
        pixels: Pixels<'_, Self>,
        channels: Range<usize>,
        frame: &Frame,
        patch: Patch,
        to: &mut [Self],
    );

    /// Turns pixels into planes.
    fn planes(
        token: Token,
        pixels: Pixels<'_, Self>,
        channels: Range<usize>,
        frame: &Frame,
        patch: Patch,
        to: &mut [Self],
    );
}

/// Loops of Winograd's minimal filtering, which is for floats only.
pub(crate) trait WinogradLoops: Sized {
    /// Transforms tiles of `inputs` x `inputs` elements.
    fn transform(
        token: Token,
        inputs: usize,
        tiled: &input::Tiled<'_, Self>,
        at: input::Positions,
        strip: &mut [Self],
        to: &mut [Self],
    );

    /// Multiplies transformed tiles and weights.
    fn multiply(token: Token, products: &product::Products<'_, Self>, to: &mut [Self]);

    /// Transforms products into `outputs` x `outputs` pixels.
    fn restore(
        token: Token,
        outputs: usize,
        products: &output::Products<'_, Self>,
        line: &mut [Self],
        to: &mut output::Outputs<'_, Self>,
    );
}

#[inline(always)]
fn registers<S: Simd, A: Lane>(_: S) -> Registers {
    registers_of::<S, A>()
}

macro_rules! level_loops {
    ($($ty:ident by $run:ident;)*) => {$(
        impl LevelLoops for $ty {
            fn level(token: Token) -> Registers {
                dispatch!(token, s => registers::<_, $ty>(s))
            }

            fn tiles(token: Token, tiling: Tiling, tiles: &BlockTiles<'_, '_, $ty>, target: &mut Target<'_, $ty>) {
                sweep::$run(token, tiling, tiles, target);
            }

            fn lying(
                token: Token,
                tiling: Tiling,
                planes: &LyingPlanes<'_, $ty>,
                copy: &mut [$ty],
                out: &mut [$ty],
            ) {
                planes::run(token, tiling, planes, copy, out);
            }

            fn depthwise(token: Token, band: &depthwise::ChannelBand<'_, $ty>, packed: Blocks<'_, $ty>, out: &mut [$ty]) {
                dispatch!(token, s => depthwise::sweep(s, band, packed, out));
            }

            fn zero_padded(
                token: Token,
                pixels: Pixels<'_, $ty>,
                channels: Range<usize>,
                frame: &Frame,
                patch: Patch,
                to: &mut [$ty],
            ) {
                dispatch!(token, s => stage::zero_padded(s, pixels, channels, frame, patch, to));
            }

            fn planes(
                token: Token,
                pixels: Pixels<'_, $ty>,
                channels: Range<usize>,
                frame: &Frame,
                patch: Patch,
                to: &mut [$ty],
            ) {
                dispatch!(token, s => stage::planes(s, pixels, channels, frame, patch, to));
            }
        }
    )*};
}

macro_rules! winograd_loops {
    ($($ty:ident)*) => {$(
        impl WinogradLoops for $ty {
            fn transform(
                token: Token,
                inputs: usize,
                tiled: &input::Tiled<'_, $ty>,
                at: input::Positions,
                strip: &mut [$ty],
                to: &mut [$ty],
            ) {
                input::transform(token, inputs, tiled, at, strip, to);
            }

            fn multiply(token: Token, products: &product::Products<'_, $ty>, to: &mut [$ty]) {
                products.run(token, to);
            }

            fn restore(
                token: Token,
                outputs: usize,
                products: &output::Products<'_, $ty>,
                line: &mut [$ty],
                to: &mut output::Outputs<'_, $ty>,
            ) {
                output::transform(token, outputs, products, line, to);
            }
        }
    )*};
}

level_loops! { f32 by run; f64 by run; i32 by run_integers; }
winograd_loops! { f32 f64 }
