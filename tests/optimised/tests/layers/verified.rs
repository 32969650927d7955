//! `verify` on layers of every kind, and `reference::layer` on worked examples.

use crate::cases::Random;
use conv_kernel::LayerValues;
use conv_kernel::reference::{layer, layer_sums, layer_tolerance};
use conv_kernel::{
    Activation, Border, DynLayer, Element, Error, Layer, LayerBuilder, Layout, Mode, Padding,
    Quantization, verify,
};

const FLOATS: [Option<Activation>; 8] = [
    None,
    Some(Activation::Relu),
    Some(Activation::Relu6),
    Some(Activation::Leaky(-0.1)),
    Some(Activation::Clamp(-0.3, 0.7)),
    Some(Activation::Sigmoid),
    Some(Activation::Tanh),
    Some(Activation::HardSwish),
];

/// Output channels, input channels of a group, rows, columns; groups.
const SHAPES: [([usize; 4], usize); 9] = [
    ([9, 1, 3, 3], 9),
    ([17, 3, 3, 3], 1),
    ([32, 16, 1, 1], 1),
    ([8, 1, 5, 2], 8),
    ([6, 2, 2, 4], 3),
    ([1, 1, 3, 3], 1),
    ([6, 1, 5, 5], 3),
    ([33, 5, 1, 3], 1),
    ([3, 40, 3, 1], 1),
];

fn values<T: Element>(random: &mut Random, n: usize) -> LayerValues {
    match T::TYPE {
        conv_kernel::ElementType::F32 => random.singles(n).into(),
        conv_kernel::ElementType::F64 => random.doubles(n).into(),
        _ => random.integers(n, -128, 127).into(),
    }
}

/// These shapes in both layouts, each with steps, paddings, borders and an activation of its own.
fn verified<In: Element, Out: Element>(
    shapes: &[([usize; 4], usize)],
    activations: &[Option<Activation>],
    more: impl Fn(LayerBuilder<In, Out>, usize, &mut Random) -> LayerBuilder<In, Out>,
) {
    let mut random = Random::new(11);
    let mut activations = activations.iter().cycle();
    let borders = [
        Border::Zero,
        Border::Constant(2.0),
        Border::Wrap,
        Border::Reflect,
    ];
    for (index, &(shape, groups)) in shapes.iter().enumerate() {
        for (step, layout) in Layout::ALL.into_iter().enumerate() {
            let stride = [1 + (index + step) % 2, 1 + index % 3];
            let mut builder = DynLayer::<In, Out>::builder(
                values::<In>(&mut random, shape.iter().product()),
                shape,
            )
            .groups(groups)
            .layout(layout)
            .stride(stride)
            .dilation([1, 1 + index % 2])
            .mode([Mode::Correlate, Mode::Convolve][step % 2]);
            if index % 3 > 0 {
                builder = builder
                    .padding([[index, 1], [0, index]])
                    .border(borders[index % 4]);
            }
            if index % 2 == 0 {
                builder = builder.bias(values::<In>(&mut random, shape[0]));
            }
            if let Some(Some(activation)) = activations.next() {
                builder = builder.activation(*activation);
            }
            let built = more(builder, shape[0], &mut random).build();
            let built = built.expect("the layer keeps the rules");
            let result = verify(&built);
            assert_eq!(result, Ok(()), "{:?}", built.explain().kernel());
        }
    }
}

#[test]
fn layers_of_single_precision_verify() {
    verified::<f32, f32>(&SHAPES, &FLOATS, |builder, _, _| builder);
}

#[test]
fn layers_of_double_precision_verify() {
    verified::<f64, f64>(&SHAPES, &FLOATS[1..], |builder, _, _| builder);
}

#[test]
fn exact_integer_layers_verify() {
    let activations = [
        None,
        Some(Activation::Relu),
        Some(Activation::Clamp(-1000.0, 2000.0)),
        Some(Activation::Relu6),
    ];
    verified::<u8, i32>(&SHAPES, &activations, |builder, outputs, random| {
        let zeros = random.integers(outputs, -128, 127);
        builder.zero_points(random.below(256) as i32, zeros)
    });
    verified::<i8, i32>(&SHAPES[1..3], &activations, |builder, _, _| builder);
}

#[test]
fn quantised_layers_verify() {
    let activations = [
        None,
        Some(Activation::Relu),
        Some(Activation::Clamp(-1.5, 2.25)),
        Some(Activation::Relu6),
    ];
    let scales = |outputs: usize, random: &mut Random| Quantization {
        // Powers of two make sums that are halfway between two steps.
        input_scale: [0.013, 0.5][random.below(2)],
        weight_scales: match random.below(2) {
            0 => vec![0.015625],
            _ => (0..outputs)
                .map(|_| 0.001 + random.below(99) as f32 * 3e-4)
                .collect(),
        },
        output_scale: [0.11, 0.25][random.below(2)],
        output_zero: random.below(100) as i32,
    };
    verified::<u8, u8>(&SHAPES, &activations, |builder, outputs, random| {
        builder
            .quantization(scales(outputs, random))
            .zero_points(128, vec![3])
    });
    verified::<i8, i8>(&SHAPES[1..4], &activations, |builder, outputs, random| {
        builder.quantization(scales(outputs, random))
    });
    verified::<u8, i8>(&SHAPES[4..6], &activations, |builder, outputs, random| {
        builder.quantization(scales(outputs, random))
    });
}

#[test]
fn layers_with_one_axis_and_windows_larger_than_inputs_verify() {
    let mut random = Random::new(3);
    let signal = DynLayer::<f32, f32>::builder(random.singles(4 * 3 * 7), [4, 3, 7])
        .padding(Padding::Causal)
        .dilation(3)
        .build();
    let window = DynLayer::<f32, f32>::builder(random.singles(2 * 40 * 30), [2, 1, 40, 30])
        .dilation([2, 1])
        .build();
    for layer in [signal, window] {
        let layer = layer.expect("the layer keeps the rules");
        let layer: &dyn Layer<In = f32, Out = f32> = &layer;
        assert_eq!(verify(layer), Ok(()), "{:?}", layer.explain().kernel());
    }
}

#[test]
fn quantised_halves_go_to_even_and_activations_bound_steps_of_the_output() {
    let build = |activation| {
        let builder = DynLayer::<u8, u8>::builder([1], [1, 1, 1, 1])
            .zero_points(10, vec![])
            .quantization(Quantization {
                input_scale: 0.5,
                weight_scales: vec![0.5],
                output_scale: 0.5,
                output_zero: 4,
            });
        match activation {
            Some(activation) => builder.activation(activation),
            None => builder,
        }
        .build()
        .expect("the layer keeps the rules")
    };
    // In halves of the sum: 0, -10, 1, 3, 5, 245 below and above the zero point.
    let x = [10, 0, 11, 13, 15, 255];
    for (activation, expected) in [
        (None, [4, 0, 4, 6, 6, 126]),
        (Some(Activation::Relu), [4, 4, 4, 6, 6, 126]),
        (Some(Activation::Relu6), [4, 4, 4, 6, 6, 16]),
        (Some(Activation::Clamp(-1.0, 0.6)), [4, 2, 4, 5, 5, 5]),
    ] {
        let built = build(activation);
        let found: Vec<u8> = layer(built.explain().kernel(), &x, [1, 1, 1, 6]).expect("it fits");
        assert_eq!(found, expected, "{activation:?}");
        assert_eq!(built.apply(&x, [1, 1, 1, 6]).as_deref(), Ok(&expected[..]));
    }
}

#[test]
fn a_result_beyond_the_bound_is_refused_and_one_within_is_not() {
    let unit = 1.0 / f64::from(1 << 24);
    let x = [3.0f32, -2.0];
    for (activation, slope) in [
        (None, 1.0),
        (Some(Activation::Relu), 1.0),
        (Some(Activation::Leaky(3.0)), 1.0),
        (Some(Activation::Sigmoid), 0.25),
        (Some(Activation::HardSwish), 1.5),
    ] {
        let builder = DynLayer::<f32, f32>::builder([1.0f32, 0.5], [1, 1, 1, 2]).bias([0.25f32]);
        let built = match activation {
            Some(activation) => builder.activation(activation),
            None => builder,
        }
        .build()
        .expect("the layer keeps the rules");
        let plan = built.explain();
        let sum = layer_sums(plan.kernel(), &x, [1, 1, 1, 2]).expect("it fits")[0];
        assert_eq!((sum.value, sum.magnitude), (2.25, 4.25));
        assert_eq!(plan.operations(), 3);
        let tolerance = layer_tolerance(plan.kernel(), plan.operations(), sum.magnitude);
        assert!((tolerance / (3.0 * unit * 4.25) - 1.0).abs() < 1e-6);
        let exact: f32 = sum.finish(plan.kernel(), 0);
        let beside =
            |by: f64| sum.agrees(plan.kernel(), 0, tolerance, (f64::from(exact) + by) as f32);
        assert!(beside(0.0) && beside(slope * tolerance) && beside(-slope * tolerance));
        // A few roundings of the activation are all that comes on top.
        assert!(!beside(slope * tolerance + 40.0 * unit), "{activation:?}");
        assert!(!beside(-slope * tolerance - 40.0 * unit), "{activation:?}");
        let special = sum.agrees(plan.kernel(), 0, tolerance, f32::NAN);
        assert!(!special, "{activation:?}");
    }
}

#[test]
fn the_reference_of_a_layer_checks_types_lengths_and_shapes() {
    let built = DynLayer::<u8, i32>::builder([1], [1, 1, 1, 1]).build();
    let kernel = built
        .expect("the layer keeps the rules")
        .explain()
        .kernel()
        .clone();
    assert!(matches!(
        layer::<i8, i32>(&kernel, &[1], [1; 4]),
        Err(Error::Types { .. })
    ));
    assert!(matches!(
        layer::<u8, u8>(&kernel, &[1], [1; 4]),
        Err(Error::Types { .. })
    ));
    let short = Error::Length {
        expected: 1,
        found: 0,
    };
    assert_eq!(layer::<u8, i32>(&kernel, &[], [1; 4]), Err(short));
    let channels = Error::Channels {
        expected: 1,
        found: 2,
    };
    assert_eq!(
        layer::<u8, i32>(&kernel, &[1, 2], [1, 2, 1, 1]),
        Err(channels)
    );
    assert_eq!(layer::<u8, i32>(&kernel, &[], [0, 1, 1, 1]), Ok(vec![]));
}

#[test]
fn float_weights_above_1_verify_on_extreme_inputs() -> Result<(), Error> {
    let large = DynLayer::<f64, f64>::builder([3.0, -2.5], [1, 2, 1, 1]).build()?;
    verify(&large)
}
