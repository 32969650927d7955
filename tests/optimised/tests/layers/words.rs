//! 8-bit layers, whose products are summed in pairs and quads: the bits of the definition, where
//! values and weights are extreme, channels do not fill a word, and weights need more bits.

use crate::cases::{Random, check_integer, check_integer_at, elements};
use conv_kernel::{Activation, Border, DynLayer, Element, Layer, Layout, Level};
use conv_kernel::{Quantization, reference};
use conv_kernel_tests::each_level;

/// An input of these channels, rows and columns, two images of it.
fn shape(layout: Layout, [channels, rows, columns]: [usize; 3]) -> [usize; 4] {
    match layout {
        Layout::Nchw | Layout::Nchw16 => [2, channels, rows, columns],
        Layout::Nhwc => [2, rows, columns, channels],
    }
}

fn extremes_of<T: Element>(low: i32, high: i32) {
    let all = |value: i32| vec![value];
    let inputs = [all(low), all(high), vec![low, high], vec![high, high, low]];
    // The weights less their zero points have 8 bits, or reach 255 and -255.
    let weights = [
        (all(-128), 0),
        (all(127), 0),
        (vec![-128, 127, 127], 0),
        (all(-128), 127),
        (all(127), -128),
        (vec![255, 0, 0, 255], 128),
        (vec![0, 255], 255),
    ];
    for layout in Layout::ALL {
        for (channels, rows, columns) in [(1, 9, 40), (3, 6, 9), (4, 1, 1), (7, 3, 33)] {
            let of = [17, channels, 3, 3];
            let input = shape(layout, [channels, rows, columns]);
            for zero in [low, high, (low + high) / 2] {
                for (weights, weight_zero) in &weights {
                    let repeated = weights.iter().copied().cycle();
                    let layer = DynLayer::<T, i32>::builder(
                        repeated.take(of.iter().product()).collect::<Vec<_>>(),
                        of,
                    )
                    .padding(1)
                    .layout(layout)
                    .zero_points(zero, vec![*weight_zero])
                    .build()
                    .expect("the sums fit");
                    for x in &inputs {
                        let x = x.iter().map(|&x| T::from_i64_wrapping(x.into())).cycle();
                        let x: Vec<T> = x.take(elements(layout, input)).collect();
                        let what = format!(
                            "{of:?}, {layout}, {input:?}, zeros {zero} and {weight_zero}, weights {weights:?}"
                        );
                        check_integer(&what, &layer, &x, input);
                    }
                }
            }
        }
    }
}

// The definition takes most of the time, so that all levels are compared with it in one test.
#[test]
fn extreme_unsigned_inputs_weights_and_zero_points_have_exact_sums() {
    extremes_of::<u8>(0, 255);
}

#[test]
fn extreme_signed_inputs_weights_and_zero_points_have_exact_sums() {
    extremes_of::<i8>(-128, 127);
}

fn sums_at_the_ends_of_32_bits_do_not_wrap(level: Level) {
    let channels = 33;
    let input = [1, channels, 1, 40];
    for (weight, zero) in [(-128, 0), (127, 0), (127, 255), (-128, 255), (127, 100)] {
        let reach = 255 - zero.min(255 - zero);
        let most = i32::MAX - channels as i32 * reach * i32::abs(weight);
        for bias in [most, -most] {
            let layer = DynLayer::<u8, i32>::builder(vec![weight; channels], [1, channels, 1, 1])
                .zero_points(zero, vec![])
                .bias(vec![bias])
                .build()
                .expect("the sums just fit");
            for x in [0, 255] {
                let what = format!("weights {weight}, zero {zero}, bias {bias}, inputs {x}");
                check_integer_at(&[level], &what, &layer, &vec![x; channels * 40], input);
            }
        }
    }
}

#[test]
fn every_number_of_channels_and_groups_has_exact_sums() {
    let mut random = Random::new(11);
    for inputs in 1..=20 {
        for (outputs, groups) in [(1, 1), (5, 1), (16, 1), (33, 1), (7, 2), (17, 3)] {
            for layout in Layout::ALL {
                let of = [
                    groups * outputs,
                    inputs,
                    1 + random.below(3),
                    1 + random.below(5),
                ];
                let stride = [1 + random.below(3), 1 + random.below(3)];
                let layer = DynLayer::<i8, i32>::builder(
                    random.integers(of.iter().product(), -128, 127),
                    of,
                )
                .groups(groups)
                .layout(layout)
                .stride(stride)
                .dilation(1 + random.below(2))
                .padding(random.below(5))
                .bias(random.integers(groups * outputs, -1000, 1000))
                .zero_points(random.integers(1, -128, 127)[0], vec![])
                .build()
                .expect("the sums fit");
                let (rows, columns) = (9 + random.below(5), 9 + random.below(60));
                let input = shape(layout, [groups * inputs, rows, columns]);
                let x: Vec<i8> = (0..elements(layout, input))
                    .map(|_| random.below(256) as u8 as i8)
                    .collect();
                let what = format!("{of:?} / {groups}, {layout}, stride {stride:?}, {input:?}");
                check_integer(&what, &layer, &x, input);
            }
        }
    }
}

fn weights_of_any_width_have_exact_sums(level: Level) {
    for (weight, quads, pairs) in [
        (127, true, true),
        (-128, true, true),
        (128, false, true),
        (-129, false, true),
        (32_767, false, true),
        (-32_768, false, true),
        (32_768, false, false),
        (-32_769, false, false),
        (1 << 20, false, false),
    ] {
        let of = [3, 2, 1, 2];
        // One weight decides.
        let mut weights = vec![1; 12];
        weights[7] = weight;
        weights[4] = weight;
        let layer = DynLayer::<u8, i32>::builder(weights, of)
            .build()
            .expect("the sums fit");
        let words = layer.explain().to_string();
        assert_eq!(words.contains("four of 8 bits"), quads, "{weight}: {words}");
        assert_eq!(words.contains("two of 16 bits"), pairs, "{weight}: {words}");
        let input = [1, 2, 5, 37];
        let x: Vec<u8> = (0..370)
            .map(|at| if at % 3 == 0 { 255 } else { at as u8 })
            .collect();
        check_integer_at(&[level], &format!("weight {weight}"), &layer, &x, input);
    }
}

#[test]
fn every_border_of_words_is_that_of_the_definition() {
    let mut random = Random::new(12);
    let borders = [
        Border::Zero,
        Border::Constant(200.0),
        Border::Replicate,
        Border::Reflect,
        Border::Reflect101,
        Border::Wrap,
    ];
    for border in borders {
        for layout in Layout::ALL {
            for stride in [1, 2, 3] {
                let of = [5, 6, 3, 4];
                let layer = DynLayer::<u8, i32>::builder(random.integers(360, -128, 127), of)
                    .layout(layout)
                    .stride(stride)
                    .padding(7)
                    .border(border)
                    .zero_points(37, random.integers(5, -3, 3))
                    .build()
                    .expect("the sums fit");
                for (rows, columns) in [(1, 1), (3, 2), (5, 21)] {
                    let input = shape(layout, [6, rows, columns]);
                    let x: Vec<u8> = (0..elements(layout, input))
                        .map(|_| random.below(256) as u8)
                        .collect();
                    let what = format!("{border:?}, {layout}, stride {stride}, {input:?}");
                    check_integer(&what, &layer, &x, input);
                }
            }
        }
    }
}

/// Sums that are their inputs, scaled, and the outputs of the definition.
fn outputs_are_rounded_and_saturated_as_defined(level: Level) {
    let x: Vec<u8> = (0..=255).collect();
    let activations = [
        None,
        Some(Activation::Relu),
        Some(Activation::Relu6),
        Some(Activation::Clamp(-1.0, 0.75)),
        Some(Activation::Clamp(2000.0, 1e30)),
        Some(Activation::Clamp(-1e30, -2000.0)),
    ];
    for activation in activations {
        for (weight, scale) in [
            (1, 0.5),
            (-1, 0.5),
            (-127, 1.0),
            (127, 1e30),
            (100, 1e-30),
            (-3, 0.25),
        ] {
            for (output_zero, layout) in [
                (-128, Layout::Nchw),
                (127, Layout::Nhwc),
                (0, Layout::Nhwc),
                (5, Layout::Nchw16),
            ] {
                let builder = DynLayer::<u8, i8>::builder(vec![weight, -weight, 1], [3, 1, 1, 1])
                    .layout(layout)
                    .quantization(Quantization {
                        input_scale: 1.0,
                        weight_scales: vec![scale, 0.5, 1.5],
                        output_scale: 1.0,
                        output_zero,
                    });
                let builder = match activation {
                    Some(activation) => builder.activation(activation),
                    None => builder,
                };
                let layer = builder.build().expect("the layer keeps the rules");
                let shape = match layout {
                    Layout::Nchw | Layout::Nchw16 => [1, 1, 1, 256],
                    Layout::Nhwc => [1, 1, 256, 1],
                };
                let x: Vec<u8> = match layout {
                    Layout::Nchw16 => x.iter().flat_map(|&x| [x; 16]).collect(),
                    _ => x.clone(),
                };
                let mut y = vec![99; elements(layout, layer.output_shape(shape).expect("it fits"))];
                layer
                    .apply_into_at(level, &x, shape, &mut y)
                    .expect("it fits");
                let expected = reference::layer::<u8, i8>(layer.explain().kernel(), &x, shape);
                assert_eq!(
                    Ok(y),
                    expected,
                    "{activation:?}, weight {weight}, scale {scale}, zero {output_zero}, {layout}"
                );
            }
        }
    }
}

each_level! {
    outputs_are_rounded_and_saturated_as_defined,
    sums_at_the_ends_of_32_bits_do_not_wrap,
    weights_of_any_width_have_exact_sums,
}
