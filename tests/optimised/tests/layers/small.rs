//! Small layers, exhaustively.

use crate::cases::{Random, check_float_at, check_integer_at, elements, values};
use conv_kernel::{DynLayer, Layer, Layout, Level};
use conv_kernel_tests::each_level;

const UNIT: f64 = 1.0 / (1u64 << 24) as f64;

fn every_small_layer_keeps_the_bound_of_its_definition(level: Level) {
    let mut random = Random::new(1);
    for (inputs, outputs, groups) in [
        (1, 1, 1),
        (1, 3, 1),
        (2, 1, 1),
        (2, 4, 2),
        (3, 17, 1),
        (4, 4, 4),
    ] {
        for (rows, columns) in [(1, 1), (1, 2), (3, 3), (2, 5)] {
            for stride in [1, 2, 3] {
                for dilation in [1, 2] {
                    for padding in [0, 1, 4] {
                        for layout in Layout::ALL {
                            let shape = [outputs, inputs / groups, rows, columns];
                            let weights = random.singles(shape.iter().product());
                            let layer = DynLayer::<f32, f32>::builder(values(&weights), shape)
                                .groups(groups)
                                .stride(stride)
                                .dilation(dilation)
                                .padding(padding)
                                .layout(layout)
                                .bias(random.singles(outputs))
                                .build()
                                .expect("the layer keeps the rules");
                            for (height, width) in [(1, 1), (3, 2), (6, 7), (9, 9)] {
                                let input = match layout {
                                    Layout::Nchw | Layout::Nchw16 => [2, inputs, height, width],
                                    Layout::Nhwc => [2, height, width, inputs],
                                };
                                let what = format!(
                                    "{shape:?} / {groups}, stride {stride}, dilation {dilation}, padding {padding}, {layout}, {input:?}"
                                );
                                let extent = |k: usize| dilation * (k - 1) + 1;
                                let fits = height + 2 * padding >= extent(rows)
                                    && width + 2 * padding >= extent(columns);
                                let x = random.singles(elements(layout, input));
                                assert_eq!(layer.output_shape(input).is_ok(), fits, "{what}");
                                if fits {
                                    check_float_at(&[level], &what, &layer, &x, input, UNIT);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn integer_layers_have_the_bits_of_their_definition(level: Level) {
    let mut random = Random::new(2);
    for round in 0..200 {
        let (groups, layout) = (1 + random.below(3), Layout::ALL[random.below(3)]);
        let (inputs, outputs) = (
            groups * (1 + random.below(4)),
            groups * (1 + random.below(20)),
        );
        let shape = [
            outputs,
            inputs / groups,
            1 + random.below(4),
            1 + random.below(4),
        ];
        let weights = random.integers(shape.iter().product(), -128, 127);
        let (height, width) = (4 + random.below(9), 4 + random.below(40));
        let input = match layout {
            Layout::Nchw | Layout::Nchw16 => [1 + random.below(2), inputs, height, width],
            Layout::Nhwc => [1 + random.below(2), height, width, inputs],
        };
        let zero = random.below(256) as i32;
        let layer = DynLayer::<u8, i32>::builder(&weights, shape)
            .groups(groups)
            .layout(layout)
            .stride(1 + random.below(3))
            .padding(random.below(4))
            .zero_points(zero, random.integers(outputs, -128, 127))
            .bias(random.integers(outputs, -100_000, 100_000))
            .build()
            .expect("the sums fit");
        let x: Vec<u8> = (0..elements(layout, input))
            .map(|_| random.below(256) as u8)
            .collect();
        check_integer_at(
            &[level],
            &format!("round {round}: {shape:?} / {groups}, {layout}, {input:?}"),
            &layer,
            &x,
            input,
        );
    }
}

fn double_layers_keep_the_bound_of_their_definition(level: Level) {
    let mut random = Random::new(3);
    for round in 0..60 {
        let (inputs, outputs) = (1 + random.below(5), 1 + random.below(40));
        let shape = [outputs, inputs, 1 + random.below(3), 1 + random.below(3)];
        let layer = DynLayer::<f64, f64>::builder(random.doubles(shape.iter().product()), shape)
            .padding(random.below(3))
            .build()
            .expect("the layer keeps the rules");
        let input = [1, inputs, 3 + random.below(9), 3 + random.below(30)];
        let x = random.doubles(input.iter().product());
        check_float_at(
            &[level],
            &format!("round {round}: {shape:?}, {input:?}"),
            &layer,
            &x,
            input,
            UNIT * UNIT / 32.0,
        );
    }
}

each_level! {
    every_small_layer_keeps_the_bound_of_its_definition,
    integer_layers_have_the_bits_of_their_definition,
    double_layers_keep_the_bound_of_their_definition,
}
