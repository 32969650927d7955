//! Threads change the time and nothing else.

use crate::cases::{Random, elements};
use conv_kernel::{
    Activation, Algorithm, Border, DynLayer, Element, Error, Layer, LayerBuilder, Layout,
    Quantization, Winograd,
};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Output channels, input channels of a group, rows, columns; groups; images; rows and columns of
/// the input.
type Shapes = ([usize; 4], usize, usize, (usize, usize));

const CASES: [Shapes; 11] = [
    ([80, 16, 3, 3], 1, 1, (33, 35)),
    ([80, 16, 3, 3], 1, 3, (33, 35)),
    ([17, 16, 3, 3], 1, 21, (33, 35)),
    ([192, 48, 1, 1], 1, 1, (40, 41)),
    ([150, 1, 3, 3], 150, 1, (90, 91)),
    ([66, 15, 3, 2], 3, 2, (50, 51)),
    ([72, 18, 5, 5], 2, 1, (20, 33)),
    ([130, 6, 1, 7], 1, 1, (1, 2000)),
    ([192, 1, 1, 1], 1, 1, (200, 201)),
    ([90, 1, 3, 3], 1, 1, (100, 101)),
    ([3, 2, 2, 2], 1, 1, (5, 5)),
];

fn pools() -> [ThreadPool; 4] {
    [1, 2, 3, 8].map(|threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads can be started")
    })
}

/// Checks that threads give the bits of one.
fn same_bits<In: Element, Out: Element>(
    layer: &DynLayer<In, Out>,
    x: &[In],
    shape: [usize; 4],
    pools: &[ThreadPool],
    what: &str,
) {
    let expected = layer.apply(x, shape).expect("it fits");
    for pool in pools {
        let found = pool.install(|| layer.apply_par(x, shape)).expect("it fits");
        let bits = |y: &Out| y.to_f64().to_bits();
        assert!(
            found.iter().map(bits).eq(expected.iter().map(bits)),
            "{what}, {shape:?}, {} threads",
            pool.current_num_threads()
        );
    }
}

fn check<In: Element, Out: Element>(
    element: impl Fn(&mut Random) -> In,
    build: impl Fn(LayerBuilder<In, Out>, usize, &mut Random) -> LayerBuilder<In, Out>,
) {
    let mut random = Random::new(7);
    let pools = pools();
    // Each case on one of them.
    let mut turns = (0..pools.len()).cycle();
    for (shape, groups, images, (height, width)) in CASES {
        for (steps, layout) in (0..3).flat_map(|steps| Layout::ALL.map(|layout| (steps, layout))) {
            let weights = random.integers(shape.iter().product(), -9, 9);
            let builder = DynLayer::<In, Out>::builder(&weights, shape)
                .groups(groups)
                .layout(layout);
            // Without padding and column stride the input may be read where it lies.
            let builder = match steps {
                0 => builder
                    .stride([2, 2])
                    .padding([[2, 1], [0, 1]])
                    .border([Border::Wrap, Border::Replicate]),
                step => builder.stride([step, 1]),
            };
            let layer = build(builder, shape[0], &mut random).build();
            let layer = layer.expect("the layer keeps the rules");
            let input = match layout {
                Layout::Nchw | Layout::Nchw16 => [images, shape[1] * groups, height, width],
                Layout::Nhwc => [images, height, width, shape[1] * groups],
            };
            let n = elements(layout, input);
            let x: Vec<In> = (0..n).map(|_| element(&mut random)).collect();
            let pool = turns.next().map_or(&pools[..], |turn| &pools[turn..=turn]);
            same_bits(&layer, &x, input, pool, &format!("{shape:?}, way {steps}"));
        }
    }
}

#[test]
fn every_number_of_threads_gives_the_same_bits() {
    check::<f32, f32>(
        |random| random.unit() as f32,
        |builder, outputs, random| {
            builder
                .bias(random.singles(outputs))
                .activation(Activation::Leaky(0.1))
        },
    );
    check::<f64, f64>(Random::unit, |builder, _, _| {
        builder.activation(Activation::Sigmoid)
    });
}

#[test]
fn integers_and_scales_of_channels_stay_with_their_channels() {
    check::<u8, i32>(
        |random| random.below(256) as u8,
        |builder, outputs, random| {
            let zeros = random.integers(outputs, -9, 9);
            builder
                .zero_points(77, zeros)
                .bias(random.integers(outputs, -999, 999))
        },
    );
    check::<i8, u8>(
        |random| random.below(256) as u8 as i8,
        |builder, outputs, random| {
            builder.quantization(Quantization {
                input_scale: 0.1,
                weight_scales: (0..outputs)
                    .map(|_| 0.001 + random.below(99) as f32 * 1e-3)
                    .collect(),
                output_scale: 0.5,
                output_zero: 99,
            })
        },
    );
}

#[test]
fn tiles_of_winograds_algorithm_are_the_same_in_every_part() {
    let mut random = Random::new(8);
    let pools = pools();
    for (shape, groups, images, (height, width)) in [
        ([70, 24, 3, 3], 1, 1, (39, 37)),
        ([48, 24, 3, 3], 3, 2, (30, 41)),
        ([16, 16, 3, 3], 1, 19, (33, 30)),
    ] {
        for layout in Layout::ALL {
            let layer =
                DynLayer::<f32, f32>::builder(random.singles(shape.iter().product()), shape)
                    .bias(random.singles(shape[0]))
                    .groups(groups)
                    .layout(layout)
                    .padding(1)
                    .winograd(Winograd::Always)
                    .build();
            let layer = layer.expect("the layer keeps the rules");
            assert_ne!(layer.explain().algorithm(), Algorithm::Direct);
            let input = match layout {
                Layout::Nchw | Layout::Nchw16 => [images, shape[1] * groups, height, width],
                Layout::Nhwc => [images, height, width, shape[1] * groups],
            };
            let x = random.singles(elements(layout, input));
            same_bits(&layer, &x, input, &pools, "Winograd's");
        }
    }
}

#[test]
fn phases_of_transposed_layers_are_the_same_on_every_number_of_threads() {
    let mut random = Random::new(9);
    let pools = pools();
    // Inputs, outputs of a group, rows, columns; groups; images; stride, which 3 leaves gaps in.
    for (shape, groups, images, stride) in [
        ([16, 40, 3, 3], 1, 1, [2, 2]),
        ([16, 40, 2, 3], 1, 2, [3, 1]),
        ([24, 9, 4, 4], 3, 1, [1, 2]),
        ([150, 1, 3, 3], 150, 1, [2, 1]),
    ] {
        for layout in Layout::ALL {
            let weights = random.singles(shape.iter().product());
            let layer = DynLayer::<f32, f32>::transposed(weights, shape)
                .bias(random.singles(shape[1] * groups))
                .activation(Activation::Relu)
                .groups(groups)
                .layout(layout)
                .padding(1)
                .stride(stride)
                .build();
            let layer = layer.expect("the layer keeps the rules");
            let input = match layout {
                Layout::Nchw | Layout::Nchw16 => [images, shape[0], 60, 61],
                Layout::Nhwc => [images, 60, 61, shape[0]],
            };
            let x = random.singles(elements(layout, input));
            same_bits(&layer, &x, input, &pools, "transposed");
        }
    }
}

#[test]
fn wrong_lengths_are_errors_before_anything_is_written() {
    let layer = DynLayer::<f32, f32>::builder([0.5f32; 40 * 9], [40, 1, 3, 3]).build();
    let layer = layer.expect("the layer keeps the rules");
    let (x, shape) = (vec![1.0; 4 * 100 * 100], [4, 1, 100, 100]);
    let pool = ThreadPoolBuilder::new().num_threads(4).build();
    let pool = pool.expect("threads can be started");
    for wrong in [0, 4 * 40 * 98 * 98 - 1, 4 * 40 * 98 * 98 + 1] {
        let mut y = vec![9.0; wrong];
        let result = pool.install(|| layer.apply_par_into(&x, shape, &mut y));
        assert!(matches!(result, Err(Error::Length { .. })), "{result:?}");
        assert!(y.iter().all(|&y| y == 9.0));
    }
    let short = pool.install(|| layer.apply_par(&x[1..], shape));
    assert!(matches!(short, Err(Error::Length { .. })), "{short:?}");
    let empty = pool.install(|| layer.apply_par(&[], [0, 1, 100, 100]));
    assert_eq!(empty, Ok(vec![]));
}
