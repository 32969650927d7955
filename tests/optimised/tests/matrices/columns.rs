//! The input of layers as columns: the product with the weights is the layer, and `col2im` is the
//! transpose.

use conv_kernel::matrix::{col2im, col2im_layer, im2col, im2col_layer};
use conv_kernel::prelude::*;
use conv_kernel::reference::layer_sums;
use conv_kernel::{LayerSpec, LayerValues};
use conv_kernel_tests::cases::{BORDERS, Random, every_signal};
use conv_plan::window::{Axis, AxisPadding, Window};

/// A layer, and the shape of its input in the order of its layout.
struct Case {
    layer: DynLayer<i8, i32>,
    shape: [usize; 4],
    /// Whether nothing but elements and zeros is in the columns.
    linear: bool,
}

/// Every combination of layout, groups 1..2, channels of a group 1..2 each, strides 1..2 and
/// dilations 1..2 of both axes, and border; the rest is drawn. Transposed layers have no border.
fn every_small_layer(mut check: impl FnMut(&mut Random, Case)) -> usize {
    let mut random = Random::new(1);
    let mut count = 0;
    // Groups, outputs and inputs of a group, strides, dilations.
    for bits in 0..128 {
        let bit = |at: u32| 1 + (bits >> at & 1);
        let (groups, outputs, inputs) = (bit(0), bit(1), bit(2));
        let (stride, dilation) = ([bit(3), bit(4)], [bit(5), bit(6)]);
        for layout in Layout::ALL {
            for border in BORDERS.map(Some).into_iter().chain([None]) {
                let sides = [1 + random.size(2), 1 + random.size(2)];
                let (images, size) = (1 + random.size(1), [5 + random.size(2), 5 + random.size(3)]);
                let shape = match layout {
                    Layout::Nchw | Layout::Nchw16 => [images, groups * inputs, size[0], size[1]],
                    Layout::Nhwc => [images, size[0], size[1], groups * inputs],
                };
                let length = groups * outputs * inputs * sides[0] * sides[1];
                let weights: Vec<i32> = (0..length).map(|_| random.integer(-9, 9) as i32).collect();
                let zero = random.pick(&[0, 0, 3, -7]);
                let mut builder = match border {
                    Some(border) => {
                        let shape = [groups * outputs, inputs, sides[0], sides[1]];
                        let builder = DynLayer::builder(weights, shape);
                        let other = random.pick(&BORDERS);
                        builder.padding([[1, 2], [3, 1]]).border([border, other])
                    }
                    None => {
                        let shape = [groups * inputs, outputs, sides[0], sides[1]];
                        DynLayer::transposed(weights, shape)
                    }
                };
                if zero != 0 {
                    builder = builder.zero_points(zero, [0]);
                }
                let layer = builder
                    .groups(groups)
                    .layout(layout)
                    .stride(stride)
                    .dilation(dilation)
                    .build()
                    .unwrap();
                let window = layer.explain().kernel().window();
                let constant = |border| matches!(border, Border::Constant(_));
                let constants = [window.row_border, window.column_border].map(constant);
                let linear = zero == 0 && constants == [false; 2];
                count += 1;
                check(
                    &mut random,
                    Case {
                        layer,
                        shape,
                        linear,
                    },
                );
            }
        }
    }
    count
}

/// Row `o` of the weights as they are.
fn weights_of(kernel: &LayerSpec, o: usize) -> &[i32] {
    let depth = kernel.shape().depth();
    match kernel.weights() {
        LayerValues::Integer(weights) => &weights[o * depth..][..depth],
        other => panic!("{other:?}"),
    }
}

/// 2,688 layers.
#[test]
fn rows_of_weights_times_columns_are_the_output_of_every_small_layer() {
    let count = every_small_layer(|random, Case { layer, shape, .. }| {
        let plan = layer.explain();
        let kernel = plan.kernel();
        let x: Vec<i8> = random.elements(kernel.layout().elements(shape).unwrap());
        let resolved = kernel.resolve(shape).unwrap();
        let columns = im2col_layer(kernel, &x, shape).unwrap();
        let (output, depth) = (resolved.output, kernel.shape().depth());
        let area = output.rows * output.columns;
        let groups = kernel.shape().groups;
        assert_eq!(
            (columns.height(), columns.width()),
            (groups * depth, output.images * area)
        );
        let sums = layer_sums(kernel, &x, shape).unwrap();
        let zero = i128::from(kernel.zero_points().input);
        for (at, sum) in sums.iter().enumerate() {
            let [image, o, i, j] = output.place(kernel.layout(), at);
            if o >= output.channels {
                assert_eq!(sum.integer, 0, "{kernel:?} at {at}");
                continue;
            }
            let band = o / kernel.shape().group_outputs() * depth;
            let column = image * area + i * output.columns + j;
            let products = weights_of(kernel, o)
                .iter()
                .enumerate()
                .map(|(row, &weight)| {
                    let x = columns[(column, band + row)];
                    i128::from(weight) * (i128::from(x) - zero)
                });
            assert_eq!(products.sum::<i128>(), sum.integer, "{kernel:?} at {at}");
        }
    });
    assert_eq!(count, 128 * 3 * 7);
}

/// The exact inner product.
fn inner(u: &[i32], v: &[i32]) -> i64 {
    assert_eq!(u.len(), v.len());
    u.iter()
        .zip(v)
        .map(|(&u, &v)| i64::from(u) * i64::from(v))
        .sum()
}

fn small(random: &mut Random, length: usize) -> Vec<i32> {
    (0..length)
        .map(|_| random.integer(-99, 99) as i32)
        .collect()
}

/// 2,688 layers; where constants are in the columns, those of an input of zeros are taken off.
#[test]
fn col2im_is_the_transpose_of_im2col_in_every_small_layer() {
    let (mut linear, mut affine) = (0, 0);
    every_small_layer(|random, case| {
        let plan = case.layer.explain();
        let kernel = plan.kernel();
        let x = small(random, kernel.layout().elements(case.shape).unwrap());
        let mut columns = im2col_layer(kernel, &x, case.shape).unwrap();
        if case.linear {
            linear += 1;
        } else {
            let zeros = vec![0; x.len()];
            let constants = im2col_layer(kernel, &zeros, case.shape).unwrap();
            for (element, constant) in columns.data_mut().iter_mut().zip(constants.data()) {
                *element -= constant;
            }
            affine += 1;
        }
        let z = small(random, columns.data().len());
        let plane = Plane::new(&z, columns.width(), columns.height()).unwrap();
        let gathered = col2im_layer(kernel, plane, case.shape).unwrap();
        assert_eq!(
            inner(columns.data(), &z),
            inner(&x, &gathered),
            "{kernel:?}"
        );
    });
    assert!(linear > 300 && affine > 300, "{linear}, {affine}");
}

/// The adjoint of the layer by columns: `col2im(W' dY)` is the transposed matrix.
#[test]
fn col2im_of_transposed_weights_times_an_output_is_the_transposed_matrix() {
    every_small_layer(|random, Case { layer, shape, .. }| {
        let plan = layer.explain();
        let kernel = plan.kernel();
        let output = kernel.resolve(shape).unwrap().output;
        let dy = small(random, output.elements(kernel.layout()).unwrap());
        let (depth, area) = (kernel.shape().depth(), output.rows * output.columns);
        let height = kernel.shape().groups * depth;
        let mut columns = PlaneBuf::filled(output.images * area, height, 0).unwrap();
        for (at, dy) in dy.iter().enumerate() {
            let [image, o, i, j] = output.place(kernel.layout(), at);
            if o >= output.channels {
                continue;
            }
            let band = o / kernel.shape().group_outputs() * depth;
            for (row, weight) in weights_of(kernel, o).iter().enumerate() {
                columns[(image * area + i * output.columns + j, band + row)] += weight * dy;
            }
        }
        let found = col2im_layer(kernel, columns.as_plane(), shape).unwrap();
        let wide: Vec<i64> = dy.iter().map(|&dy| dy.into()).collect();
        let matrix = layer.matrix(shape).unwrap();
        let expected = matrix.transpose_matvec_exact(&wide).unwrap();
        assert!(
            found.iter().map(|&x| i128::from(x)).eq(expected),
            "{kernel:?}"
        );
    });
}

/// Every signal of `every_signal`, and 2,000 planes, whose borders hold no constant but 0.
#[test]
fn col2im_is_the_transpose_of_im2col_on_signals_and_planes() {
    let mut random = Random::new(2);
    let mut check = |window: Window, width: usize, height: usize| {
        let x = small(&mut random, width * height);
        let src = Plane::new(&x, width, height).unwrap();
        let patches = im2col(&window, src).unwrap();
        let z = small(&mut random, patches.data().len());
        let plane = Plane::new(&z, patches.width(), patches.height()).unwrap();
        let gathered = col2im(&window, plane, (width, height)).unwrap();
        assert_eq!(
            inner(patches.data(), &z),
            inner(&x, gathered.data()),
            "{window:?}"
        );
    };
    let linear = |border| !matches!(border, Border::Constant(_));
    every_signal(|window, length| {
        if linear(window.column_border) {
            check(window, length, 1);
        }
    });
    let mut random = Random::new(3);
    for _ in 0..2_000 {
        let mut axis = || Axis {
            kernel: 1 + random.size(2),
            stride: 1 + random.size(2),
            dilation: 1 + random.size(1),
            padding: AxisPadding::Full,
            interpolate: 1,
        };
        let (rows, columns) = (axis(), axis());
        let window = Window {
            rows,
            columns,
            row_border: random.pick(&BORDERS),
            column_border: random.pick(&BORDERS),
        };
        if linear(window.row_border) && linear(window.column_border) {
            check(window, 1 + random.size(6), 1 + random.size(6));
        }
    }
}

#[test]
fn wrong_shapes_are_errors_and_integers_wrap() {
    let layer = DynLayer::<u8, i32>::builder([1, 2, 3, 4], [1, 2, 1, 2])
        .build()
        .unwrap();
    let plan = layer.explain();
    let kernel = plan.kernel();
    let length = |expected, found| Error::Length { expected, found };
    let shape = [1, 2, 1, 3];
    assert_eq!(
        im2col_layer(kernel, &[0u8; 5], shape).unwrap_err(),
        length(6, 5)
    );
    let channels = im2col_layer(kernel, &[0u8; 9], [1, 3, 1, 3]).unwrap_err();
    assert_eq!(
        channels,
        Error::Channels {
            expected: 2,
            found: 3
        }
    );
    let nothing: [u8; 0] = [];
    assert_eq!(
        im2col_layer(kernel, &nothing, [0, 2, 1, 3]).unwrap_err(),
        Error::Empty
    );
    let columns = [200u8; 8];
    let wrong = |width, height| {
        col2im_layer(kernel, Plane::new(&columns, width, height).unwrap(), shape).unwrap_err()
    };
    assert_eq!(wrong(2, 3), length(4, 3));
    assert_eq!(wrong(1, 4), length(2, 1));
    let found = col2im_layer(kernel, Plane::new(&columns, 2, 4).unwrap(), shape).unwrap();
    assert_eq!(found, [200, 144, 200, 200, 144, 200]);

    let singles = [1.0f32, f32::EPSILON / 2.0, f32::EPSILON / 2.0, 1.0];
    let columns = Plane::new(&singles, 2, 2).unwrap();
    let one = DynLayer::<f32, f32>::builder([1.0f32, 1.0], [1, 1, 2])
        .build()
        .unwrap();
    let plan = one.explain();
    let found = col2im_layer(plan.kernel(), columns, [1, 1, 1, 3]).unwrap();
    assert_eq!(found, [1.0, f32::EPSILON, 1.0]);

    let window = Window {
        rows: Axis::TRIVIAL,
        columns: Axis {
            kernel: 2,
            ..Axis::TRIVIAL
        },
        row_border: Border::Zero,
        column_border: Border::Zero,
    };
    let patches = Plane::new(&[200u8; 6], 2, 3).unwrap();
    assert_eq!(
        col2im(&window, patches, (4, 1)).unwrap().data(),
        [200, 144, 144, 200]
    );
    assert_eq!(col2im(&window, patches, (5, 1)).unwrap_err(), length(4, 3));
    let narrow = Plane::new(&[200u8; 3], 1, 3).unwrap();
    assert_eq!(col2im(&window, narrow, (4, 1)).unwrap_err(), length(2, 1));
}
