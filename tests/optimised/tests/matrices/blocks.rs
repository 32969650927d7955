//! Patterns of layers: what `structure` claims of blocks from channel to channel is there.

use conv_kernel::ConvMatrix;
use conv_kernel::matrix::{BlockPattern, ChannelBlocks, Dense, Structure};
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::{BORDERS, Random};

/// The pixels of input and output, rows first.
type Sizes = [[usize; 2]; 2];

/// The entries of block `(o, c)`, where channels are counted through all images.
fn block(
    dense: &Dense,
    of: &ChannelBlocks,
    [input, output]: Sizes,
    [o, c]: [usize; 2],
) -> Vec<Vec<f64>> {
    let place = |channel: usize, pixel: usize, channels: usize, area: usize| {
        let (image, channel) = (channel / channels, channel % channels);
        match of.layout {
            Layout::Nchw => (image * channels + channel) * area + pixel,
            Layout::Nhwc => (image * area + pixel) * channels + channel,
            Layout::Nchw16 => {
                let block = image * channels.div_ceil(16) + channel / 16;
                (block * area + pixel) * 16 + channel % 16
            }
        }
    };
    let (inside, outside) = (input[0] * input[1], output[0] * output[1]);
    let entry = |i: usize, j: usize| {
        let row = place(o, i, of.outputs, outside);
        dense.get(row, place(c, j, of.inputs, inside)).unwrap()
    };
    (0..outside)
        .map(|i| (0..inside).map(|j| entry(i, j)).collect())
        .collect()
}

/// Whether moving output and input by one pixel along either axis finds the same entry; `around`
/// the ends, or where both are still inside.
fn follows(block: &[Vec<f64>], [input, output]: Sizes, around: bool) -> bool {
    let moved = |at: usize, size: [usize; 2], by: [usize; 2]| -> Option<usize> {
        let place = [at / size[1] + by[0], at % size[1] + by[1]];
        if around {
            Some(place[0] % size[0] * size[1] + place[1] % size[1])
        } else {
            (place[0] < size[0] && place[1] < size[1]).then(|| place[0] * size[1] + place[1])
        }
    };
    (!around || input == output)
        && [[0, 1], [1, 0]].iter().all(|&by| {
            block.iter().enumerate().all(|(i, row)| {
                row.iter().enumerate().all(|(j, entry)| {
                    let there = moved(i, output, by).zip(moved(j, input, by));
                    there.is_none_or(|(i, j)| block[i][j] == *entry)
                })
            })
        })
}

/// Checks a claim; the pattern of the blocks, if there is one.
fn claimed(matrix: &ConvMatrix, sizes: Sizes, counts: [usize; 4]) -> Option<BlockPattern> {
    let [images, groups, outputs, inputs] = counts;
    let of = match matrix.structure() {
        Structure::General => return None,
        Structure::Channels(of) => of,
        other => panic!("{other:?} is not for several channels"),
    };
    assert_eq!([of.images, of.groups, of.outputs, of.inputs], counts);
    let dense = matrix.to_dense().unwrap();
    let stored = of.layout.stored(outputs).unwrap();
    assert_eq!(dense.rows(), images * stored * sizes[1][0] * sizes[1][1]);
    let around = matches!(
        of.block,
        BlockPattern::Circulant | BlockPattern::DoublyCirculant
    );
    let one_axis = matches!(of.block, BlockPattern::Circulant | BlockPattern::Toeplitz);
    assert!(!one_axis || (0..2).any(|axis| sizes.iter().all(|size| size[axis] == 1)));
    for (o, c) in (0..images * outputs).flat_map(|o| (0..images * inputs).map(move |c| (o, c))) {
        let block = block(&dense, &of, sizes, [o, c]);
        assert!(
            follows(&block, sizes, around),
            "{:?}, block {o}, {c}",
            of.block
        );
        let group = |channel: usize, channels: usize| channel % channels / (channels / groups);
        let apart = o / outputs != c / inputs || group(o, outputs) != group(c, inputs);
        assert!(!apart || block.iter().flatten().all(|&entry| entry == 0.0));
    }
    Some(of.block)
}

/// Every layout, groups, channels of a group and images 1..2, strides 1..2, heights 1 and 3, every
/// border of rows and of columns, plain with `same`, and transposed: 4,440 layers of several
/// channels or images.
#[test]
fn the_pattern_of_every_small_layer_is_in_each_of_its_blocks() {
    let mut random = Random::new(1);
    let mut found = [0; 5];
    let two = || [1, 2].into_iter();
    let counts = two().flat_map(|images| {
        two().flat_map(move |groups| {
            two().flat_map(move |outputs| {
                two().map(move |inputs| [images, groups, groups * outputs, groups * inputs])
            })
        })
    });
    for counts in counts.filter(|&counts| counts != [1; 4]) {
        let [images, groups, outputs, inputs] = counts;
        for (layout, stride, height) in Layout::ALL.into_iter().flat_map(|layout| {
            two().flat_map(move |stride| [1, 3].map(move |height| (layout, stride, height)))
        }) {
            let input = [height, 4];
            let shape = match layout {
                Layout::Nchw | Layout::Nchw16 => [images, inputs, height, 4],
                Layout::Nhwc => [images, height, 4, inputs],
            };
            let mut weights = |count: usize| -> Vec<i32> {
                (0..count).map(|_| random.integer(1, 9) as i32).collect()
            };
            let mut seen = |matrix: ConvMatrix, output: [usize; 4]| {
                let output = match layout {
                    Layout::Nchw | Layout::Nchw16 => [output[2], output[3]],
                    Layout::Nhwc => [output[1], output[2]],
                };
                let pattern = claimed(&matrix, [input, output], counts);
                found[pattern.map_or(4, |pattern| pattern as usize)] += 1;
            };
            for (above, beside) in BORDERS
                .into_iter()
                .flat_map(|above| BORDERS.map(move |beside| (above, beside)))
            {
                let kernel = [outputs, inputs / groups, 3, 2];
                let layer = DynLayer::<i8, i32>::builder(weights(outputs * kernel[1] * 6), kernel)
                    .groups(groups)
                    .layout(layout)
                    .stride(stride)
                    .padding(Padding::Same)
                    .border([above, beside])
                    .build()
                    .unwrap();
                seen(
                    layer.matrix(shape).unwrap(),
                    layer.output_shape(shape).unwrap(),
                );
            }
            let kernel = [inputs, outputs / groups, 3, 2];
            let layer = DynLayer::<i8, i32>::transposed(weights(inputs * kernel[1] * 6), kernel)
                .groups(groups)
                .layout(layout)
                .stride(stride)
                .padding([1, 0])
                .build()
                .unwrap();
            seen(
                layer.matrix(shape).unwrap(),
                layer.output_shape(shape).unwrap(),
            );
        }
    }
    assert_eq!(found.iter().sum::<usize>(), 4_440);
    assert!(found.iter().all(|&count| count >= 30), "{found:?}");
}

#[test]
fn structures_have_names() {
    let layer = |shape: [usize; 4], wraps: bool| {
        let weights = vec![1; shape.iter().product()];
        let mut builder = DynLayer::<i8, i32>::builder(weights, shape).padding(Padding::Same);
        if wraps {
            builder = builder.border(Border::Wrap);
        }
        builder.build().unwrap()
    };
    let named = |shape: [usize; 4], wraps, input| {
        layer(shape, wraps)
            .matrix(input)
            .unwrap()
            .structure()
            .to_string()
    };
    assert_eq!(named([1, 1, 1, 3], false, [1, 1, 1, 5]), "Toeplitz");
    assert_eq!(named([1, 1, 1, 3], true, [1, 1, 1, 5]), "circulant");
    let plane = named([1, 1, 3, 3], false, [1, 1, 5, 5]);
    assert_eq!(plane, "block Toeplitz with Toeplitz blocks");
    let periodic = named([1, 1, 3, 3], true, [1, 1, 5, 5]);
    assert_eq!(periodic, "block circulant with circulant blocks");
    let layer = named([4, 3, 3, 3], false, [2, 3, 5, 5]);
    assert_eq!(
        layer,
        "8x6 blocks, each block Toeplitz with Toeplitz blocks"
    );
    assert_eq!(Structure::General.to_string(), "general");
}
