//! NaN, infinity and the largest floats in layers: where they reach, and nowhere else.

use crate::cases::elements;
use crate::limits::every_way;
use conv_kernel::{
    Activation, Algorithm, DynLayer, Element, Layer, LayerValues, Layout, Level, Winograd,
    reference,
};

/// The layers that a NaN goes through: the three tiles, each layout, with and without padding.
fn layers(activation: Option<Activation>) -> Vec<DynLayer<f32, f32>> {
    let mut all = Vec::new();
    for (shape, groups) in [([20, 2, 3, 3], 1), ([3, 1, 3, 3], 3), ([40, 3, 1, 1], 1)] {
        for (layout, padding) in Layout::ALL.into_iter().flat_map(|l| [(l, 0), (l, 1)]) {
            let builder = DynLayer::builder(vec![0.5f32; shape.iter().product()], shape)
                .groups(groups)
                .layout(layout)
                .padding(padding);
            let builder = match activation {
                Some(activation) => builder.activation(activation),
                None => builder,
            };
            all.push(builder.build().expect("the layer keeps the rules"));
        }
    }
    all
}

#[test]
fn nan_and_infinity_reach_the_windows_that_see_them_and_no_other() {
    let activations = [
        None,
        Some(Activation::Relu),
        Some(Activation::Relu6),
        Some(Activation::Leaky(0.25)),
        Some(Activation::Clamp(-1.0, 2.0)),
        Some(Activation::Sigmoid),
        Some(Activation::Tanh),
        Some(Activation::HardSwish),
    ];
    for (number, activation) in activations.into_iter().enumerate() {
        for layer in layers(activation) {
            let kernel = layer.explain().kernel().clone();
            let (inputs, (height, width)) = (kernel.shape().inputs(), (9, 21));
            let shape = match kernel.layout() {
                Layout::Nchw | Layout::Nchw16 => [2, inputs, height, width],
                Layout::Nhwc => [2, height, width, inputs],
            };
            let n = elements(kernel.layout(), shape);
            for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                // Each place with half of the activations.
                let places = [0, n / 3, n / 2 + 7, n - 1];
                for at in places.into_iter().skip(number % 2).step_by(2) {
                    let mut x = vec![0.25f32; n];
                    x[at] = value;
                    let sums = reference::layer_sums(&kernel, &x, shape).expect("it fits");
                    let expected = reference::layer::<f32, f32>(&kernel, &x, shape);
                    let expected = expected.expect("it fits");
                    for level in Level::available() {
                        let mut y = vec![-7.0f32; expected.len()];
                        let result = layer.apply_into_at(level, &x, shape, &mut y);
                        assert_eq!(result, Ok(()));
                        for (index, (y, expected)) in y.iter().zip(&expected).enumerate() {
                            let special = sums[index].magnitude.is_nan();
                            let same = y == expected || (y.is_nan() && expected.is_nan());
                            let near = !special && (y - expected).abs() < 1e-5;
                            assert!(
                                same || near,
                                "{kernel:?}, {level}, {value} at {at}: output {index} is {y}, not {expected}"
                            );
                            assert!(special || y.is_finite());
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn the_largest_floats_overflow_to_infinity_and_not_before() {
    for (weight, x, expected) in [
        (1.0f32, f32::MAX, f32::MAX),
        (2.0, f32::MAX, f32::INFINITY),
        (-2.0, f32::MAX, f32::NEG_INFINITY),
        (f32::MIN_POSITIVE, f32::MIN_POSITIVE, 0.0),
        (0.5, f32::from_bits(2), f32::from_bits(1)),
    ] {
        let layer = DynLayer::<f32, f32>::builder([weight], [1; 4]).build();
        let layer = layer.expect("the layer keeps the rules");
        assert_eq!(every_way(&layer, &[x], [1; 4], 1), Ok(vec![expected]));
    }
}

/// A layer of 3x3 by an algorithm, with these weights.
fn of<T: Element>(
    weights: LayerValues,
    channels: [usize; 2],
    algorithm: Algorithm,
) -> DynLayer<T, T> {
    let winograd = match algorithm {
        Algorithm::Direct => Winograd::Never,
        _ => Winograd::Always,
    };
    let layer = DynLayer::builder(weights, [channels[0], channels[1], 3, 3]).winograd(winograd);
    let layer = layer
        .padding(1)
        .build()
        .and_then(|layer| layer.with_algorithm(algorithm));
    layer.expect("the layer keeps the rules")
}

const ALGORITHMS: [Algorithm; 3] = [
    Algorithm::Direct,
    Algorithm::Winograd2,
    Algorithm::Winograd4,
];

/// Inputs of this magnitude, with the signs of a small generator.
fn signed<T: Element>(magnitude: f64, count: usize) -> Vec<T> {
    let signs = (0..count).map(|at| {
        if (at * at + at / 3) % 7 < 3 {
            -magnitude
        } else {
            magnitude
        }
    });
    signs.map(T::from_f64).collect()
}

/// How many outputs of all levels are not finite.
fn lost<T: Element>(layer: &DynLayer<T, T>, x: &[T], shape: [usize; 4]) -> usize {
    let mut y = vec![T::default(); layer.apply(x, shape).expect("it fits").len()];
    let at = |level| {
        layer
            .apply_into_at(level, x, shape, &mut y)
            .expect("the level is here");
        y.iter().filter(|y| !y.to_f64().is_finite()).count()
    };
    Level::available().map(at).sum()
}

fn keeps_its_range<T: Element>(weights: impl Fn(usize) -> LayerValues) {
    for (channels, scale) in [
        ([1, 1], 1.0),
        ([3, 2], 1.0),
        ([2, 17], 1e-20),
        ([1, 1], 1e30),
    ] {
        for algorithm in ALGORITHMS {
            let values = match weights(channels[0] * channels[1] * 9) {
                LayerValues::F32(values) => {
                    LayerValues::F32(values.iter().map(|w| w * scale as f32).collect())
                }
                LayerValues::F64(values) => {
                    LayerValues::F64(values.iter().map(|w| w * scale).collect())
                }
                integers => integers,
            };
            let layer = of::<T>(values, channels, algorithm);
            let largest = layer
                .explain()
                .largest_input()
                .expect("the weights are known");
            let shape = [1, channels[1], 9, 13];
            let count = shape.iter().product();
            // Rounded down in single precision.
            let x = signed::<T>(largest * (1.0 - 1e-7), count);
            assert_eq!(
                lost(&layer, &x, shape),
                0,
                "{channels:?} {largest:e} {}",
                layer.explain()
            );
        }
    }
}

#[test]
fn no_sum_overflows_up_to_the_largest_input_of_a_plan() {
    let numbers = |count: usize| (0..count).map(|at| (at * 7 % 13) as f32 / 8.0 - 0.75);
    keeps_its_range::<f32>(|count| numbers(count).collect::<Vec<f32>>().into());
    keeps_its_range::<f64>(|count| numbers(count).map(f64::from).collect::<Vec<f64>>().into());
    let identity = |count: usize| (0..count).map(|at| f32::from(u8::from(at % 9 == 4)));
    keeps_its_range::<f32>(|count| identity(count).collect::<Vec<f32>>().into());
}

#[test]
fn winograds_tiles_overflow_where_plain_sums_do_not_and_that_is_right_and_told() {
    let mut identity = vec![0.0f32; 9];
    identity[4] = 1.0;
    let (x, shape) = (vec![1e38f32; 16], [1, 1, 4, 4]);
    for algorithm in ALGORITHMS {
        let layer = of::<f32>(identity.clone().into(), [1, 1], algorithm);
        let plan = layer.explain();
        let loses = lost(&layer, &x, shape) > 0;
        assert_eq!(loses, algorithm != Algorithm::Direct, "{algorithm:?}");
        let largest = plan.largest_input().expect("the weights are known");
        assert_eq!(
            largest < 1e38,
            algorithm != Algorithm::Direct,
            "{largest:e}"
        );
        let told = plan.to_string().contains("never overflow");
        assert_eq!(told, algorithm != Algorithm::Direct, "{plan}");
        let sums = reference::layer_sums(plan.kernel(), &x, shape).expect("it fits");
        let magnitudes = reference::layer_magnitudes(&plan, &x, shape).expect("it fits");
        for level in Level::available() {
            let mut y = vec![0.0; 16];
            layer
                .apply_into_at(level, &x, shape, &mut y)
                .expect("the level is here");
            for ((sum, y), magnitude) in sums.iter().zip(y).zip(&magnitudes) {
                let tolerance =
                    reference::layer_tolerance(plan.kernel(), plan.operations(), *magnitude);
                assert!(
                    sum.agrees(plan.kernel(), 0, tolerance, y),
                    "{algorithm:?} {y} {magnitude:e}"
                );
            }
        }
    }
}

#[test]
fn tiles_that_overflow_before_small_weights_are_right_too() {
    // The sums are small; the transformed tiles are not.
    let (x, shape) = (vec![1e38f32; 16], [1, 1, 4, 4]);
    let layer = of::<f32>(vec![1e-30f32; 9].into(), [1, 1], Algorithm::Winograd4);
    let plan = layer.explain();
    let magnitudes = reference::layer_magnitudes(&plan, &x, shape).expect("it fits");
    assert!(
        magnitudes.iter().all(|magnitude| !magnitude.is_finite()),
        "{magnitudes:?}"
    );
    assert!(plan.largest_input() < Some(1e38));
}

#[test]
fn layers_whose_partial_sums_overflow_beside_an_infinity_are_right() {
    let layer = DynLayer::<f32, f32>::builder([1.0f32; 3], [1, 1, 1, 3])
        .build()
        .expect("the layer keeps the rules");
    let plan = layer.explain();
    for (x, may_overflow) in [
        ([3e38f32, 3e38, f32::NEG_INFINITY], true),
        ([1e38, 1e38, f32::NEG_INFINITY], false),
    ] {
        let sum = reference::layer_sums(plan.kernel(), &x, [1, 1, 1, 3]).expect("it fits")[0];
        let tolerance = reference::layer_tolerance(plan.kernel(), plan.operations(), sum.finite);
        let agrees = |found: f32| sum.agrees(plan.kernel(), 0, tolerance, found);
        assert!(agrees(f32::NEG_INFINITY));
        assert_eq!(agrees(f32::NAN), may_overflow);
        for level in Level::available() {
            let mut y = [0.0];
            layer
                .apply_into_at(level, &x, [1, 1, 1, 3], &mut y)
                .expect("the level is here");
            assert!(agrees(y[0]), "{level}: {y:?}");
        }
    }
}
