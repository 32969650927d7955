//! Strides and dilations of any size, and rows of any length: what is staged depends on them. The
//! definition takes most of the time, so that all levels are compared with it in one test.

use crate::cases::{Random, check_algorithm, check_float, check_integer, elements, gamma};
use conv_kernel::{Border, DynLayer, Element, Layer, LayerBuilder, Layout, Padding, Winograd};

const UNIT: f64 = 1.0 / (1u64 << 24) as f64;

/// Of an input with these rows and columns.
fn shape(layout: Layout, channels: usize, (rows, columns): (usize, usize)) -> [usize; 4] {
    match layout {
        Layout::Nchw | Layout::Nchw16 => [1, channels, rows, columns],
        Layout::Nhwc => [1, rows, columns, channels],
    }
}

/// Weights and groups of dense, grouped and depthwise layers, with few and with many channels.
const KINDS: [([usize; 2], usize); 6] = [
    ([2, 1], 1),
    ([3, 5], 1),
    ([17, 16], 1),
    ([4, 2], 2),
    ([5, 1], 5),
    ([34, 1], 17),
];

/// Strides and dilations, rows first.
const STEPS: [([usize; 2], [usize; 2]); 12] = [
    ([1, 1], [1, 20_000]),
    ([1, 1], [20_000, 1]),
    ([1, 1], [20_000, 30_000]),
    ([1_000_000_000, 1], [1, 1]),
    ([1, 1_000_000_000], [1, 2]),
    ([1_000_000_000, 1_000_000_000], [1, 1]),
    ([1 << 40, 3], [1 << 40, 2]),
    ([2, 3], [3, 2]),
    ([4, 6], [6, 4]),
    ([5, 7], [1, 1]),
    ([3, 2], [7, 40]),
    ([60_000, 2], [40_000, 9]),
];

fn with_steps<In: Element, Out: Element>(
    builder: LayerBuilder<In, Out>,
    (groups, layout): (usize, Layout),
    (stride, dilation): ([usize; 2], [usize; 2]),
    (padding, border): (Padding, Border),
) -> LayerBuilder<In, Out> {
    let builder = builder.groups(groups).layout(layout);
    let builder = builder.stride(stride).dilation(dilation).padding(padding);
    match border {
        Border::Zero => builder,
        other => builder.border(other),
    }
}

#[test]
fn a_stride_or_a_dilation_of_any_size_has_the_sums_of_the_definition() {
    let mut random = Random::new(3);
    let paddings = [
        (Padding::Same, Border::Zero),
        (Padding::SameLower, Border::Replicate),
        (Padding::Same, Border::Reflect101),
        (Padding::Same, Border::Constant(3.0)),
        (Padding::SameLower, Border::Wrap),
    ];
    let sizes = [(1, 1), (2, 2), (2, 3), (1, 40), (5, 4), (9, 21)];
    let windows = [[1, 1], [3, 3], [1, 5], [2, 3]];
    for ([outputs, inputs], groups) in KINDS {
        for (index, window) in windows.into_iter().enumerate() {
            for (at, steps) in STEPS.into_iter().enumerate() {
                let layout = Layout::ALL[(index + at) % 3];
                let padding = paddings[(index + at / 3) % 5].clone();
                let weights = [outputs, inputs, window[0], window[1]];
                let count = weights.iter().product();
                let of = (groups, layout);
                let singles = DynLayer::<f32, f32>::builder(random.singles(count), weights);
                let singles = with_steps(singles, of, steps, padding.clone()).build();
                let doubles = DynLayer::<f64, f64>::builder(random.doubles(count), weights);
                let doubles = with_steps(doubles, of, steps, padding.clone()).build();
                let integers = random.integers(count, -9, 9);
                let integers = DynLayer::<u8, i32>::builder(integers, weights);
                let integers = with_steps(integers, of, steps, padding.clone()).build();
                for size in sizes {
                    let input = shape(layout, inputs * groups, size);
                    let what = format!("{weights:?} / {groups}, {layout}, {input:?}, {steps:?}");
                    let n = elements(layout, input);
                    let layer = singles.as_ref().expect("the layer keeps the rules");
                    check_float(&what, layer, &random.singles(n), input, UNIT);
                    let layer = doubles.as_ref().expect("the layer keeps the rules");
                    let x = random.doubles(n);
                    check_float(&what, layer, &x, input, UNIT * UNIT / 32.0);
                    let layer = integers.as_ref().expect("the layer keeps the rules");
                    let x: Vec<u8> = (0..n).map(|_| random.below(256) as u8).collect();
                    check_integer(&what, layer, &x, input);
                }
            }
        }
    }
}

#[test]
fn long_rows_have_the_sums_of_the_definition() {
    let mut random = Random::new(4);
    for ([outputs, inputs], groups) in [([2, 5], 1), ([16, 16], 1), ([4, 1], 4), ([16, 1], 16)] {
        for (index, layout) in Layout::ALL.into_iter().enumerate() {
            let channels = inputs * groups;
            // One row of outputs reads more than is staged at once.
            let columns = 140_000 / (3 * channels.max(5)) + index;
            let weights = [outputs, inputs, 3, 3];
            let count: usize = weights.iter().product();
            let steps = [([1, 1], [1, 1]), ([1, 2], [1, 1]), ([2, 3], [1, 70])][index];
            let padding = (Padding::Same, [Border::Zero, Border::Reflect][index % 2]);
            let singles = DynLayer::<f32, f32>::builder(random.singles(count), weights);
            let singles = with_steps(singles, (groups, layout), steps, padding.clone()).build();
            let integers = random.integers(count, -9, 9);
            let integers = DynLayer::<i8, i32>::builder(integers, weights);
            let integers = with_steps(integers, (groups, layout), steps, padding).build();
            let input = shape(layout, channels, (2, columns * steps.0[1]));
            let what = format!("{weights:?} / {groups}, {layout}, {input:?}, {steps:?}");
            let n = elements(layout, input);
            let layer = singles.expect("the layer keeps the rules");
            check_float(&what, &layer, &random.singles(n), input, UNIT);
            let layer = integers.expect("the layer keeps the rules");
            let x: Vec<i8> = (0..n).map(|_| random.below(256) as i8).collect();
            check_integer(&what, &layer, &x, input);
        }
    }
}

#[test]
fn long_rows_keep_the_bound_of_winograds_algorithm() {
    let mut random = Random::new(5);
    for layout in Layout::ALL {
        let layer = DynLayer::<f32, f32>::builder(random.singles(4 * 8 * 9), [4, 8, 3, 3])
            .padding(Padding::Same)
            .layout(layout)
            .winograd(Winograd::Always)
            .build()
            .expect("the layer keeps the rules");
        let input = shape(layout, 8, (3, 5003));
        let x = random.singles(elements(layout, input));
        check_algorithm(&format!("{layout}"), &layer, &x, input, UNIT);
    }
}

#[test]
fn every_way_to_apply_a_layer_takes_any_stride_and_dilation() {
    let mut random = Random::new(6);
    for layout in Layout::ALL {
        for steps in STEPS {
            let layer = DynLayer::<f32, f32>::builder(random.singles(4 * 2 * 9), [4, 2, 3, 3]);
            let padding = (Padding::Same, Border::Replicate);
            let layer = with_steps(layer, (2, layout), steps, padding).build();
            let layer = layer.expect("the layer keeps the rules");
            let input = shape(layout, 4, (3, 5));
            let x = random.singles(elements(layout, input));
            let y = layer.apply(&x, input).expect("few outputs");
            let of = layer.output_shape(input).expect("few outputs");
            let n = elements(layout, of);
            assert_eq!(n, y.len());
            let mut again = vec![f32::NAN; n];
            let into = layer.apply_par_into(&x, input, &mut again);
            assert_eq!((into, again), (Ok(()), y), "{layout}, {steps:?}");
        }
    }
}

/// Taps that meet nothing but zeros, wherever they are.
#[test]
fn zeros_that_are_far_away_are_those_that_are_near() {
    let mut random = Random::new(7);
    for layout in Layout::ALL {
        let near_and_far = |transposed: bool, dilations: [usize; 2]| {
            dilations.map(|dilation| {
                let weights: Vec<f32> = (0..36).map(|i| i as f32 - 17.5).collect();
                let layer = match transposed {
                    false => DynLayer::<f32, f32>::builder(weights, [2, 2, 3, 3]),
                    true => DynLayer::<f32, f32>::transposed(weights, [2, 2, 3, 3]),
                };
                let layer = layer.layout(layout).padding(Padding::Same);
                let layer = layer.dilation(dilation).build();
                layer.expect("the layer keeps the rules")
            })
        };
        for transposed in [false, true] {
            let [near, far] = near_and_far(transposed, [2, 20_000]);
            let input = shape(layout, 2, (2, 2));
            let n = elements(layout, input);
            let (x, dy) = (random.singles(n), random.singles(n));
            assert_eq!(far.apply(&x, input), near.apply(&x, input));
            assert_eq!(
                far.input_gradient(&dy, input),
                near.input_gradient(&dy, input)
            );
            let [near, far] = [near, far].map(|layer| layer.weight_gradient(&x, &dy, input));
            assert_eq!(far, near, "{layout}");
        }
        let [near, far] = [3, 1_000_000_000].map(|stride| {
            let layer = DynLayer::<f32, f32>::builder([2.0f32, 3.0], [1, 2, 1, 1]);
            let layer = layer.layout(layout).stride(stride).build();
            layer.expect("the layer keeps the rules")
        });
        let input = shape(layout, 2, (2, 3));
        let x = random.singles(elements(layout, input));
        let dy = random.singles(elements(layout, shape(layout, 1, (1, 1))));
        assert_eq!(far.apply(&x, input), near.apply(&x, input));
        assert_eq!(
            far.input_gradient(&dy, input),
            near.input_gradient(&dy, input)
        );
        let [near, far] = [near, far].map(|layer| layer.weight_gradient(&x, &dy, input));
        assert_eq!(far, near, "{layout}");
    }
}

/// The gradient of the weights by its definition: sums over the columns of one row.
#[test]
fn the_gradient_of_weights_over_a_long_row_is_that_of_the_definition() {
    let mut random = Random::new(8);
    let (channels, taps, columns) = (9, 5, 16_000);
    for layout in Layout::ALL {
        for (stride, dilation) in [(1, 1), (3, 1), (1, 600), (7, 3), (6, 4)] {
            let layer = DynLayer::<f32, f32>::builder(
                random.singles(2 * channels * taps),
                [2, channels, 1, taps],
            );
            let layer = layer.layout(layout).stride([1, stride]);
            let layer = layer.dilation([1, dilation]).build();
            let layer = layer.expect("the layer keeps the rules");
            let input = shape(layout, channels, (1, columns));
            let output = layer.output_shape(input).expect("the window fits");
            let x = random.singles(elements(layout, input));
            let dy = random.singles(elements(layout, output));
            let found = layer.weight_gradient(&x, &dy, input).expect("it fits");
            let outputs = (columns - dilation * (taps - 1) - 1) / stride + 1;
            let at = |all: usize, columns: usize, channel: usize, column: usize| match layout {
                Layout::Nchw => channel * columns + column,
                Layout::Nhwc => column * all + channel,
                Layout::Nchw16 => (channel / 16 * columns + column) * 16 + channel % 16,
            };
            for (index, &found) in found.iter().enumerate() {
                let (tap, c, o) = (
                    index % taps,
                    index / taps % channels,
                    index / taps / channels,
                );
                let (mut sum, mut magnitude) = (0.0, 0.0f64);
                for column in 0..outputs {
                    let near = f64::from(dy[at(2, outputs, o, column)]);
                    let far = column * stride + tap * dilation;
                    let product = near * f64::from(x[at(channels, columns, c, far)]);
                    sum += product;
                    magnitude += product.abs();
                }
                let allowed = gamma(outputs, UNIT) * magnitude;
                assert!(
                    (f64::from(found) - sum).abs() <= allowed,
                    "{layout}, {stride}, {dilation}, weight {index}: {found} and {sum} +- {allowed}"
                );
            }
        }
    }
}

#[test]
fn every_size_around_a_window_and_every_border_is_read_as_defined() {
    let mut random = Random::new(9);
    let borders = [
        Border::Zero,
        Border::Constant(2.0),
        Border::Replicate,
        Border::Reflect,
        Border::Reflect101,
        Border::Wrap,
    ];
    for (index, border) in borders.into_iter().enumerate() {
        for layout in Layout::ALL {
            for rows in 1..8 {
                for columns in 1..8 {
                    let stride = [1 + (rows + index) % 4, 1 + columns % 5];
                    let dilation = [1 + columns % 3, 1 + (rows + index) % 4];
                    let weights = [3, 2, 3, 2];
                    let layer = DynLayer::<f32, f32>::builder(random.singles(36), weights);
                    let padding = (Padding::Full, border);
                    let steps = (stride, dilation);
                    let layer = with_steps(layer, (1, layout), steps, padding.clone()).build();
                    let layer = layer.expect("the layer keeps the rules");
                    let input = shape(layout, 2, (rows, columns));
                    let x = random.singles(elements(layout, input));
                    let what = format!("{layout}, {border}, {rows}x{columns}, {steps:?}");
                    check_float(&what, &layer, &x, input, UNIT);
                    let layer = DynLayer::<u8, i32>::builder(random.integers(36, -9, 9), weights)
                        .zero_points(7, vec![0]);
                    let layer = with_steps(layer, (1, layout), steps, padding).build();
                    let layer = layer.expect("the layer keeps the rules");
                    let n = elements(layout, input);
                    let x: Vec<u8> = (0..n).map(|_| random.below(256) as u8).collect();
                    check_integer(&what, &layer, &x, input);
                }
            }
        }
    }
}
