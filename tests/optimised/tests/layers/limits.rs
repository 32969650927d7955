//! Layers at the edges of their sizes and types: an error that is documented, and never a panic.

use crate::cases::elements;
use conv_kernel::LayerValues;
use conv_kernel::reference;
use conv_kernel::{
    Activation, Border, DynLayer, Element, Error, Layer, LayerScratch, Layout, Level, Padding,
};
use conv_plan::window::AxisName;

const HUGE: usize = usize::MAX;

fn ones(shape: [usize; 4]) -> DynLayer<f32, f32> {
    DynLayer::builder(vec![1.0f32; shape.iter().product()], shape)
        .build()
        .expect("the layer keeps the rules")
}

/// What every way to apply a layer gives, which has to be the same.
pub(crate) fn every_way<In: Element, Out: Element>(
    layer: &dyn Layer<In = In, Out = Out>,
    x: &[In],
    shape: [usize; 4],
    outputs: usize,
) -> Result<Vec<Out>, Error> {
    let result = layer.apply(x, shape);
    let same = |what: &str, other: Result<Vec<Out>, Error>| {
        assert_eq!(other, result, "{what}, {shape:?}");
    };
    let into = |apply: &dyn Fn(&mut [Out]) -> Result<(), Error>| {
        let mut y = vec![Out::default(); outputs];
        apply(&mut y).map(|()| y)
    };
    same("into", into(&|y| layer.apply_into(x, shape, y)));
    same(
        "with",
        into(&|y| layer.apply_with(x, shape, y, &mut LayerScratch::new())),
    );
    for level in Level::available() {
        same("at", into(&|y| layer.apply_into_at(level, x, shape, y)));
    }
    same("in parallel", layer.apply_par(x, shape));
    same(
        "in parallel into",
        into(&|y| layer.apply_par_into(x, shape, y)),
    );
    let by_definition = reference::layer::<In, Out>(layer.explain().kernel(), x, shape);
    assert_eq!(
        by_definition.err(),
        result.as_ref().err().cloned(),
        "{shape:?}"
    );
    let lengths = matches!(result, Err(Error::Length { .. } | Error::OutOfMemory));
    let sizes = result.as_ref().err().filter(|_| !lengths).cloned();
    assert_eq!(layer.output_shape(shape).err(), sizes, "{shape:?}");
    assert_eq!(layer.matrix(shape).err(), sizes, "{shape:?}");
    result
}

#[test]
fn an_empty_batch_gives_nothing() {
    for layout in Layout::ALL {
        let layer = DynLayer::<f32, f32>::builder([1.0f32; 18], [1, 2, 3, 3]);
        let layer = layer.layout(layout).padding(1).build();
        let layer = layer.expect("the layer keeps the rules");
        let (shape, output) = match layout {
            Layout::Nchw | Layout::Nchw16 => ([0, 2, 5, 4], [0, 1, 5, 4]),
            Layout::Nhwc => ([0, 5, 4, 2], [0, 5, 4, 1]),
        };
        assert_eq!(layer.output_shape(shape), Ok(output));
        assert_eq!(every_way(&layer, &[], shape, 0), Ok(vec![]));
        let one = Error::Length {
            expected: 0,
            found: 1,
        };
        assert_eq!(every_way(&layer, &[1.0], shape, 0), Err(one));
    }
}

#[test]
fn a_wrong_shape_is_an_error_of_its_own() {
    let plane = ones([2, 3, 2, 3]);
    let small = |axis, padded, extent| Error::InputTooSmall {
        axis,
        padded,
        extent,
    };
    for (shape, error) in [
        (
            [1, 2, 4, 4],
            Error::Channels {
                expected: 3,
                found: 2,
            },
        ),
        (
            [1, 0, 4, 4],
            Error::Channels {
                expected: 3,
                found: 0,
            },
        ),
        (
            [0, 4, 0, 0],
            Error::Channels {
                expected: 3,
                found: 4,
            },
        ),
        ([1, 3, 0, 4], Error::Empty),
        ([1, 3, 4, 0], Error::Empty),
        ([0, 3, 0, 0], Error::Empty),
        ([1, 3, 1, 4], small(AxisName::Rows, 1, 2)),
        ([1, 3, 4, 2], small(AxisName::Columns, 2, 3)),
        ([HUGE, 3, 4, 4], Error::SizeOverflow),
        ([1, 3, HUGE, 4], Error::SizeOverflow),
        ([1, 3, 4, HUGE], Error::SizeOverflow),
        ([HUGE, 3, HUGE, HUGE], Error::SizeOverflow),
        ([1 << 40, 3, 1 << 20, 1 << 20], Error::SizeOverflow),
        ([0, 3, 1 << 40, 1 << 40], Error::SizeOverflow),
    ] {
        assert_eq!(every_way(&plane, &[], shape, 0), Err(error), "{shape:?}");
    }
    let signal = DynLayer::<f32, f32>::builder([1.0f32; 6], [1, 2, 3]).build();
    let signal = signal.expect("the layer keeps the rules");
    assert_eq!(
        every_way(&signal, &[], [1, 2, 2, 9], 0),
        Err(Error::Rows { found: 2 })
    );
    assert_eq!(
        every_way(&signal, &[], [1, 2, 0, 9], 0),
        Err(Error::Rows { found: 0 })
    );
}

#[test]
fn wrong_lengths_are_errors_and_nothing_is_written() {
    let layer = ones([2, 3, 1, 1]);
    let (x, shape) = ([1.0; 25], [1, 3, 2, 4]);
    for found in [0, 1, 23, 25] {
        let wrong = Error::Length {
            expected: 24,
            found,
        };
        assert_eq!(every_way(&layer, &x[..found], shape, 16), Err(wrong));
    }
    for found in [0, 15, 17] {
        let wrong = Err(Error::Length {
            expected: 16,
            found,
        });
        let mut y = vec![9.0; found];
        assert_eq!(layer.apply_into(&x[..24], shape, &mut y), wrong);
        assert_eq!(
            layer.apply_with(&x[..24], shape, &mut y, &mut LayerScratch::new()),
            wrong
        );
        assert_eq!(
            layer.apply_into_at(Level::best(), &x[..24], shape, &mut y),
            wrong
        );
        assert_eq!(layer.apply_par_into(&x[..24], shape, &mut y), wrong);
        assert!(y.iter().all(|&y| y == 9.0));
    }
}

#[test]
fn a_level_that_is_not_there_is_an_error() {
    let layer = ones([1, 1, 1, 1]);
    let available: Vec<Level> = Level::available().collect();
    for level in Level::ALL {
        let expected = match available.contains(&level) {
            true => Ok(()),
            false => Err(Error::Level(level)),
        };
        let mut y = [0.0];
        assert_eq!(layer.apply_into_at(level, &[1.0], [1; 4], &mut y), expected);
    }
}

#[test]
fn layers_without_channels_taps_or_groups_and_too_many_weights_are_refused() {
    let refused = |builder: conv_kernel::LayerBuilder<f32, f32>, part: &str| {
        let message = builder.build().expect_err(part).to_string();
        assert!(message.contains(part), "{message}");
    };
    let layer =
        |count: usize, shape: &[usize]| DynLayer::<f32, f32>::builder(vec![1.0f32; count], shape);
    for shape in [[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]] {
        refused(layer(0, &shape), "a size cannot be 0");
    }
    for shape in [&[][..], &[1], &[1, 1], &[1; 5]] {
        refused(layer(1, shape), "axes");
    }
    refused(
        layer(4, &[4, 1, 1, 1]).groups(0),
        "`.groups(..)` cannot be 0",
    );
    refused(layer(4, &[4, 1, 1, 1]).groups(3), "equal groups");
    refused(layer(4, &[4, 1, 1, 1]).groups(HUGE), "equal groups");
    refused(layer(1, &[HUGE, HUGE, HUGE, HUGE]), "weights");
    refused(layer(1, &[1 << 16, 1 << 16, 1, 1]), "weights");
    refused(layer(1, &[1 << 15, 1 << 15, 1, 2]), "at most 1073741824");
    refused(
        layer(3, &[2, 1, 1, 1]),
        "3 numbers, but `[out][in / groups][row][column]` has 2",
    );
    refused(
        layer(5, &[2, 1, 3]),
        "5 numbers, but `[out][in / groups][tap]` has 6",
    );
    refused(
        layer(1, &[1; 4]).bias([1.0f32, 2.0]),
        "has 2 numbers, but there is 1 output channel",
    );
    refused(layer(1, &[1; 4]).stride(0), "stride");
    refused(layer(1, &[1; 4]).dilation(0), "dilation");
    refused(layer(2, &[1, 1, 1, 2]).dilation(HUGE), "dilation");
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let builder = DynLayer::<f32, f32>::builder([value], [1; 4]);
        refused(builder, "finite");
        refused(layer(1, &[1; 4]).bias([value]), "finite");
        let value = f64::from(value);
        for activation in [Activation::Leaky(value), Activation::Clamp(value, 1.0)] {
            refused(layer(1, &[1; 4]).activation(activation), "finite");
        }
    }
    let doubles: LayerValues = [1.0f64].into();
    refused(DynLayer::builder(doubles, [1; 4]), "f64");
}

#[test]
fn sums_that_could_leave_32_bits_are_refused_and_the_largest_that_cannot_are_exact() {
    let layer = |count: usize, bias: i32| {
        DynLayer::<u8, i32>::builder(vec![127i8; count], [1, 1, 1, count])
            .bias([bias])
            .build()
    };
    let count = (i32::MAX / (127 * 255)) as usize;
    let left = i32::MAX - (count * 127 * 255) as i32;
    assert!(layer(count + 1, 0).is_err());
    assert!(layer(count, left + 1).is_err());
    let exact = layer(count, left).expect("the sum fits to the last");
    let x = vec![255u8; count];
    assert_eq!(
        every_way(&exact, &x, [1, 1, 1, count], 1),
        Ok(vec![i32::MAX])
    );
}

#[test]
fn huge_paddings_strides_and_dilations_are_results_or_errors() {
    let build = |padding: Padding, stride: usize, dilation: usize| {
        DynLayer::<f32, f32>::builder([1.0f32; 4], [1, 1, 2, 2])
            .padding(padding)
            .stride(stride)
            .dilation(dilation)
            .border(Border::Constant(2.0))
            .build()
            .expect("the layer keeps the rules")
    };
    let (x, shape) = ([1.0f32; 9], [1, 1, 3, 3]);
    let wide = isize::MAX as usize / 8;
    for (padding, dilation) in [
        (HUGE.into(), 1),
        ((HUGE / 2).into(), 1),
        (wide.into(), 1),
        (Padding::Full, HUGE / 8),
    ] {
        let layer = build(padding, 1, dilation);
        assert_eq!(every_way(&layer, &x, shape, 0), Err(Error::SizeOverflow));
    }
    // As large as no memory is, so that no machine tries.
    let layer = build((1 << 28).into(), 1, 1);
    assert_eq!(layer.apply(&x, shape), Err(Error::OutOfMemory));
    for (stride, dilation) in [(HUGE / 2, 1), (1, 1 << 50), (1 << 50, 1 << 50)] {
        let layer = build(Padding::Same, stride, dilation);
        let expected = reference::layer(layer.explain().kernel(), &x, shape);
        let outputs = expected.as_ref().map_or(0, Vec::len);
        assert!(outputs > 0);
        let found = every_way(&layer, &x, shape, outputs);
        assert_eq!(found, expected, "{stride}, {dilation}");
    }
    // Far outside, but small: only the last window meets the input.
    let far = build(1000.into(), 1001, 1);
    assert_eq!(every_way(&far, &x, shape, 4), Ok(vec![8.0, 8.0, 8.0, 4.0]));
}

#[test]
fn a_row_stride_of_any_size_leaves_one_row() {
    for stride in [1 << 60, HUGE / 2, HUGE] {
        for layout in Layout::ALL {
            let layer = DynLayer::<f32, f32>::builder([1.0f32; 27], [3, 1, 3, 3])
                .groups(3)
                .padding(1)
                .stride([stride, 1])
                .layout(layout)
                .build()
                .expect("the layer keeps the rules");
            let shape = match layout {
                Layout::Nchw | Layout::Nchw16 => [1, 3, 4, 5],
                Layout::Nhwc => [1, 4, 5, 3],
            };
            let x = vec![1.0f32; elements(layout, shape)];
            let expected = reference::layer(layer.explain().kernel(), &x, shape);
            let outputs = expected.as_ref().map_or(0, Vec::len);
            assert_eq!(every_way(&layer, &x, shape, outputs), expected, "{stride}");
        }
    }
}

#[test]
fn a_depthwise_layer_has_as_many_weights_as_are_given() {
    let channels = 1 << 14;
    let layer = DynLayer::<f32, f32>::builder(vec![2.0f32; 9 * channels], [channels, 1, 3, 3])
        .groups(channels)
        .build()
        .expect("its weights are few");
    let x = vec![1.0; 9 * channels];
    let y = layer.apply(&x, [1, channels, 3, 3]);
    assert_eq!(y, Ok(vec![18.0; channels]));
}
