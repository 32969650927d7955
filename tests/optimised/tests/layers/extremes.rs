//! NaN, infinity and the largest floats in layers: where they reach, and nowhere else.

use crate::cases::elements;
use crate::limits::every_way;
use conv_kernel::{Activation, DynLayer, Layer, Layout, Level, reference};

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
    for activation in [
        None,
        Some(Activation::Relu),
        Some(Activation::Relu6),
        Some(Activation::Leaky(0.25)),
        Some(Activation::Clamp(-1.0, 2.0)),
        Some(Activation::Sigmoid),
        Some(Activation::Tanh),
        Some(Activation::HardSwish),
    ] {
        for layer in layers(activation) {
            let kernel = layer.explain().kernel().clone();
            let (inputs, (height, width)) = (kernel.shape().inputs(), (9, 21));
            let shape = match kernel.layout() {
                Layout::Nchw | Layout::Nchw16 => [2, inputs, height, width],
                Layout::Nhwc => [2, height, width, inputs],
            };
            let n = elements(kernel.layout(), shape);
            for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                for at in [0, n / 3, n / 2 + 7, n - 1] {
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
