//! How much of a layer is computed at once.

#![cfg(feature = "layers")]
#![allow(clippy::unwrap_used)]

use conv_plan::fault::Voice;
use conv_plan::number::ElementType;
use conv_plan::plan::layer::{
    Algorithm, LayerForm, LayerLowering, LoweringKey, Products, Reading, Registers, TileSet,
};
use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers, Winograd};
use conv_plan::window::{Padding, PerAxis, WindowOptions};

/// Bytes of staged input for one row of outputs, in `plan/layer/chunks.rs`.
const MOST: usize = 1 << 19;

/// Columns of the tile that blocks are made of, there.
const TILE: usize = 48;

/// Elements of the input that this many columns of one row of outputs read.
fn read(kernel: &LayerSpec, columns: usize) -> usize {
    let (shape, axis) = (kernel.shape(), kernel.window().columns);
    let width = (columns - 1) * axis.stride + (axis.kernel - 1) * axis.dilation + 1;
    shape.group_inputs * shape.rows * width
}

#[test]
fn a_long_row_is_staged_in_even_blocks_that_a_cache_holds() {
    let (f32, f64) = (ElementType::F32, ElementType::F64);
    let registers = Registers {
        lanes: 8,
        wide: false,
        tiles: TileSet::Few,
    };
    let mut blocks_seen = [0; 3];
    for (element, channels) in [(f32, 3), (f32, 32), (f32, 1000), (f64, 32)] {
        for (stride, dilation) in [(1, 1), (2, 1), (1, 3)] {
            let mut options =
                LayerOptions::new(element, element, [8, channels, 3, 3], Numbers::AtRunTime);
            options.window = WindowOptions {
                padding: Padding::Full,
                stride: PerAxis::from([1, stride]),
                dilation: PerAxis::from([1, dilation]),
                ..WindowOptions::DEFAULT
            };
            let kernel = LayerSpec::check_in(options, Voice::Builder).unwrap();
            let most = MOST / element.bytes();
            for columns in [1, 47, 48, 49, 1000, 1365, 16_000, 50_000, 1_000_001] {
                let resolved = kernel.resolve([1, channels, 2, columns]).unwrap();
                let (direct, one) = (Algorithm::Direct, Products::One);
                let key = LoweringKey::of(&kernel, direct, &resolved, registers, one);
                let lowering = LayerLowering::new(&key);
                assert_eq!(lowering.form, LayerForm::Dense);
                assert_eq!(lowering.reading, Reading::Staged);
                let (output, block) = (resolved.output.columns, lowering.columns);
                let seen = format!("{channels} {stride} {dilation} {columns}: {block} of {output}");
                if read(&kernel, output) <= most || output <= TILE {
                    assert_eq!(block, output, "{seen}");
                    blocks_seen[0] += 1;
                    continue;
                }
                // What the last columns of a block read besides is negligible in a long one.
                assert!(block.is_multiple_of(TILE), "{seen}");
                if block == TILE {
                    assert!(read(&kernel, 3 * TILE) > most, "{seen}");
                    blocks_seen[1] += 1;
                    continue;
                }
                assert!(read(&kernel, block - TILE) <= most, "{seen}");
                // Half of the blocks would not do, and the last one is not much shorter.
                let (blocks, last) = (output.div_ceil(block), output % block);
                let twice = output.div_ceil(blocks.div_ceil(2));
                assert!(blocks <= 2 || read(&kernel, twice) > most, "{seen}");
                assert!(last == 0 || block - last <= TILE * blocks, "{seen}");
                blocks_seen[2] += 1;
            }
        }
    }
    assert!(blocks_seen.iter().all(|&seen| seen > 5), "{blocks_seen:?}");
}

#[test]
fn an_algorithm_is_a_candidate_if_the_options_allow_it_and_the_window_suits_it() {
    let (f32, sizes) = (ElementType::F32, [4, 4, 3, 3]);
    let of = |winograd, sizes| {
        let mut options = LayerOptions::new(f32, f32, sizes, Numbers::AtRunTime);
        options.winograd = winograd;
        let kernel = LayerSpec::check_in(options, Voice::Builder).unwrap();
        Algorithm::candidates(&kernel).collect::<Vec<_>>()
    };
    use Algorithm::{Direct, Winograd2, Winograd4};
    assert_eq!(of(Winograd::Never, sizes), [Direct]);
    assert_eq!(of(Winograd::Auto, sizes), [Direct, Winograd2, Winograd4]);
    assert_eq!(of(Winograd::Always, sizes), [Winograd2, Winograd4]);
    assert_eq!(of(Winograd::Auto, [4, 4, 5, 5]), [Direct]);
}
