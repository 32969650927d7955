//! The matrix view of layers, against their definition and the run-time layers.

use crate::cases::{Random, check_float, check_integer, elements};
use conv_kernel::ConvMatrix;
use conv_kernel::LayerValues;
use conv_kernel::reference::layer_sums;
use conv_kernel::{
    Border, DynKernel, DynLayer, Element, Error, Filter, Layer, LayerBuilder, Layout, Mode, Taps,
};

const UNIT: f64 = 1.0 / (1u64 << 24) as f64;

const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(3.1),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

/// A small layer and a shape that it takes, drawn at random from the whole product of what layers
/// can be.
struct Drawn {
    shape: [usize; 4],
    groups: usize,
    layout: Layout,
    input: [usize; 4],
    random: Random,
}

impl Drawn {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let groups = 1 + random.below(3);
        let shape = [
            groups * (1 + random.below(4)),
            1 + random.below(3),
            1 + random.below(3),
            1 + random.below(3),
        ];
        let layout = Layout::ALL[random.below(3)];
        let (images, channels) = (1 + random.below(2), groups * shape[1]);
        let (height, width) = (5 + random.below(4), 5 + random.below(5));
        let input = match layout {
            Layout::Nchw | Layout::Nchw16 => [images, channels, height, width],
            Layout::Nhwc => [images, height, width, channels],
        };
        Self {
            shape,
            groups,
            layout,
            input,
            random,
        }
    }

    fn build<In: Element, Out: Element>(
        &mut self,
        weights: LayerValues,
        bias: LayerValues,
        more: impl FnOnce(LayerBuilder<In, Out>) -> LayerBuilder<In, Out>,
    ) -> DynLayer<In, Out> {
        let random = &mut self.random;
        let mut border = || match BORDERS[random.below(6)] {
            Border::Constant(_) if !In::TYPE.is_float() => Border::Constant(7.0),
            other => other,
        };
        let borders = [border(), border()];
        let mut builder = DynLayer::builder(weights, self.shape)
            .groups(self.groups)
            .layout(self.layout)
            .stride([1 + random.below(3), 1 + random.below(3)])
            .dilation([1 + random.below(2), 1 + random.below(2)])
            .mode([Mode::Correlate, Mode::Convolve][random.below(2)])
            .padding([
                [random.below(4), random.below(4)],
                [random.below(4), random.below(4)],
            ])
            .border(borders);
        if random.below(3) > 0 {
            builder = builder.bias(bias);
        }
        more(builder).build().expect("the layer keeps the rules")
    }

    fn weights(&self) -> usize {
        self.shape.iter().product()
    }

    fn elements(&self) -> usize {
        elements(self.layout, self.input)
    }
}

#[test]
fn the_matrix_of_an_integer_layer_is_its_definition() {
    for seed in 0..600 {
        let mut drawn = Drawn::new(seed);
        let (outputs, count) = (drawn.shape[0], drawn.weights());
        let weights = drawn.random.integers(count, -128, 127);
        let bias = drawn.random.integers(outputs, -100_000, 100_000);
        let zero = drawn.random.below(2) as i32 * drawn.random.below(256) as i32;
        let zeros = drawn.random.integers(outputs, -9, 9);
        let layer = drawn.build::<u8, i32>(weights.into(), bias.into(), |layer| {
            layer.zero_points(zero, zeros)
        });
        let what = format!("seed {seed}: {:?}", layer.explain().kernel());
        let n = drawn.elements();
        let x: Vec<u8> = (0..n).map(|_| drawn.random.below(256) as u8).collect();

        let matrix = layer.matrix(drawn.input).expect(&what);
        let wide: Vec<i64> = x.iter().map(|&x| x.into()).collect();
        let found = matrix.matvec_exact(&wide).expect(&what);
        let sums = layer_sums(layer.explain().kernel(), &x, drawn.input).expect(&what);
        assert!(
            found.iter().copied().eq(sums.iter().map(|sum| sum.integer)),
            "{what}"
        );
        let doubles: Vec<f64> = x.iter().map(|&x| x.into()).collect();
        let rounded = matrix.matvec(&doubles).expect(&what);
        assert!(rounded.iter().map(|&y| y as i128).eq(found), "{what}");
        check_integer(&what, &layer, &x, drawn.input);
    }
}

#[test]
fn the_matrix_of_a_float_layer_is_its_definition() {
    for seed in 0..400 {
        let mut drawn = Drawn::new(seed);
        let (outputs, count, n) = (drawn.shape[0], drawn.weights(), drawn.elements());
        let (weights, bias) = (drawn.random.singles(count), drawn.random.singles(outputs));
        let layer = drawn.build::<f32, f32>(weights.into(), bias.into(), |layer| layer);
        let x = drawn.random.singles(n);
        agrees(seed, &layer, &x, drawn.input);
        check_float(&format!("seed {seed}"), &layer, &x, drawn.input, UNIT);

        let (weights, bias) = (drawn.random.doubles(count), drawn.random.doubles(outputs));
        let layer = drawn.build::<f64, f64>(weights.into(), bias.into(), |layer| layer);
        let x = drawn.random.doubles(n);
        agrees(seed, &layer, &x, drawn.input);
    }
}

/// Checks that both ways give the exact sum, except for the last bit of a double.
fn agrees<T: Element>(seed: u64, layer: &DynLayer<T, T>, x: &[T], shape: [usize; 4]) {
    let kernel = layer.explain().kernel().clone();
    let what = format!("seed {seed}: {kernel:?}");
    let sums = layer_sums(&kernel, x, shape).expect(&what);
    let doubles: Vec<f64> = x.iter().map(|x| x.to_f64()).collect();
    let matrix = ConvMatrix::layer(&kernel, shape).expect(&what);
    let found = matrix.matvec(&doubles).expect(&what);
    assert_eq!(found.len(), sums.len(), "{what}");
    for (found, sum) in found.iter().zip(sums) {
        let allowed = f64::EPSILON * (sum.value.abs() + f64::EPSILON * sum.magnitude);
        assert!(
            (found - sum.value).abs() <= allowed,
            "{what}: {found}, {sum:?}"
        );
    }
}

#[test]
fn dense_entries_offsets_and_the_transpose_are_those_of_the_rows() {
    for seed in 0..60 {
        let mut drawn = Drawn::new(seed);
        let (outputs, count) = (drawn.shape[0], drawn.weights());
        let weights = drawn.random.integers(count, -9, 9);
        let bias = drawn.random.integers(outputs, -99, 99);
        let layer = drawn.build::<i8, i32>(weights.into(), bias.into(), |layer| {
            layer.zero_points(-3, Vec::new())
        });
        let matrix = layer.matrix(drawn.input).expect("it has a size");
        let dense = matrix.to_dense().expect("it fits the memory");
        let (rows, columns) = (matrix.rows(), matrix.columns());
        assert_eq!((rows, columns), (dense.rows(), dense.columns()));

        let x: Vec<f64> = (0..columns).map(|_| drawn.random.below(9) as f64).collect();
        let y: Vec<f64> = (0..rows).map(|_| drawn.random.below(9) as f64).collect();
        let product = matrix.matvec(&x).expect("the length is right");
        let adjoint = matrix.transpose_matvec(&y).expect("the length is right");
        assert_eq!(product.len(), rows);
        for (i, &product) in product.iter().enumerate() {
            let row = dense.row(i).expect("it is inside");
            let sum: f64 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert_eq!(product, sum + matrix.offset(i), "seed {seed}, row {i}");
            let j = drawn.random.below(columns);
            assert_eq!(matrix.entry(i, j), row[j], "seed {seed}, row {i}");
        }
        for (j, &found) in adjoint.iter().enumerate() {
            let sum: f64 = (0..rows)
                .map(|i| dense.entries()[i * columns + j] * y[i])
                .sum();
            assert_eq!(found, sum, "seed {seed}, column {j}");
        }
    }
}

#[test]
fn one_channel_one_axis_and_stride_1_make_a_toeplitz_matrix() {
    let layer = DynLayer::<f32, f32>::builder([1.0f32, 2.0, 3.0], [1, 1, 3])
        .build()
        .expect("the layer keeps the rules");
    let dense = layer
        .matrix([1, 1, 1, 7])
        .and_then(|matrix| matrix.to_dense());
    let dense = dense.expect("it fits the memory");
    assert_eq!((dense.rows(), dense.columns()), (5, 7));
    assert_eq!(dense.row(0), Some(&[1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0][..]));
    for (i, j) in (1..5).flat_map(|i| (1..7).map(move |j| (i, j))) {
        assert_eq!(dense.get(i, j), dense.get(i - 1, j - 1), "{i}, {j}");
    }
}

/// The matrix of one window as a plane kernel.
fn plane(window: &[i32], columns: usize, (width, height): (usize, usize)) -> ConvMatrix {
    let rows: Vec<Vec<i64>> = window
        .chunks(columns)
        .map(|row| row.iter().map(|&tap| tap.into()).collect())
        .collect();
    DynKernel::<i8, i32>::builder(Taps::from(rows))
        .padding([[1, 0], [2, 1]])
        .border([Border::Reflect101, Border::Wrap])
        .stride([1, 2])
        .build()
        .and_then(|kernel| kernel.matrix(width, height))
        .expect("the kernel keeps the rules")
}

#[test]
fn a_layer_of_one_channel_has_the_matrix_of_its_plane_kernel() {
    let taps = [3, -1, 0, 4, 5, -9];
    for border in BORDERS {
        let border = match border {
            Border::Constant(_) => Border::Constant(7.0),
            other => other,
        };
        let layer = DynLayer::<u8, i32>::builder(taps, [1, 1, 2, 3])
            .padding([1, 1])
            .border(border)
            .build()
            .expect("the layer keeps the rules");
        let kernel = DynKernel::<u8, i32>::builder([[3, -1, 0], [4, 5, -9]])
            .padding([1, 1])
            .border(border)
            .build()
            .expect("the kernel keeps the rules");
        let ours = layer.matrix([1, 1, 4, 5]).expect("it has a size");
        let theirs = kernel.matrix(5, 4).expect("it has a size");
        assert_eq!(
            (ours.structure(), ours.scale()),
            (theirs.structure(), theirs.scale())
        );
        for i in 0..theirs.rows() {
            assert!(ours.row(i).eq(theirs.row(i)), "{border:?}");
            assert_eq!(ours.offset_exact(i), theirs.offset_exact(i), "{border:?}");
            assert!((0..20).all(|j| ours.entry_exact(i, j) == theirs.entry_exact(i, j)));
        }
        let x: Vec<u8> = (0..20).map(|x| x * 12).collect();
        let y = ours.apply::<u8, i32>(&x).expect("the length is right");
        assert_eq!(theirs.apply(&x), Ok(y), "{border:?}");
    }
}

#[test]
fn blocks_are_matrices_of_planes_and_groups_and_images_do_not_see_each_other() {
    let (width, height) = (6, 4);
    for layout in Layout::ALL {
        let mut random = Random::new(5);
        // Two groups of two inputs and three outputs.
        let weights = random.integers(6 * 2 * 3 * 2, -9, 9);
        let layer = DynLayer::<i8, i32>::builder(&weights, [6, 2, 3, 2])
            .groups(2)
            .layout(layout)
            .padding([[1, 0], [2, 1]])
            .border([Border::Reflect101, Border::Wrap])
            .stride([1, 2])
            .build()
            .expect("the layer keeps the rules");
        let input = match layout {
            Layout::Nchw | Layout::Nchw16 => [2, 4, height, width],
            Layout::Nhwc => [2, height, width, 4],
        };
        let matrix = layer.matrix(input).expect("it has a size");
        let dense = matrix.to_dense().expect("it fits the memory");
        let pixel = match layout {
            Layout::Nchw | Layout::Nchw16 => [2, 6, 1, 1],
            Layout::Nhwc => [2, 1, 1, 6],
        };
        let (out, area) = (dense.rows() / elements(layout, pixel), width * height);
        let place =
            |image: usize, channel: usize, pixel: usize, channels: usize, area: usize| match layout
            {
                Layout::Nchw => (image * channels + channel) * area + pixel,
                Layout::Nhwc => (image * area + pixel) * channels + channel,
                Layout::Nchw16 => (image * area + pixel) * 16 + channel,
            };
        for (o, c) in (0..6).flat_map(|o| (0..4).map(move |c| (o, c))) {
            let block = (o / 3 == c / 2).then(|| {
                let first = (o * 2 + c % 2) * 6;
                plane(&weights[first..first + 6], 2, (width, height))
            });
            for (from, to) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                for (i, j) in (0..out).flat_map(|i| (0..area).map(move |j| (i, j))) {
                    let found = dense.get(place(to, o, i, 6, out), place(from, c, j, 4, area));
                    let expected = match &block {
                        Some(block) if from == to => block.entry(i, j),
                        _ => 0.0,
                    };
                    assert_eq!(
                        found,
                        Some(expected),
                        "{layout}, {o} of {c}, {from} to {to}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_outside_a_matrix_is_zero_or_an_error() {
    let layer = DynLayer::<u8, i32>::builder([1, 2], [1, 2, 1, 1])
        .bias([5])
        .build()
        .expect("the layer keeps the rules");
    let matrix = layer.matrix([1, 2, 2, 2]).expect("it has a size");
    assert_eq!((matrix.rows(), matrix.columns()), (4, 8));
    for i in [4, usize::MAX] {
        assert_eq!((matrix.row(i).count(), matrix.offset(i)), (0, 0.0));
        assert_eq!(
            (matrix.entry(i, 0), matrix.entry(0, i.saturating_add(4))),
            (0.0, 0.0)
        );
    }
    let wrong = |found| Error::Length { expected: 8, found };
    assert_eq!(matrix.matvec(&[0.0; 7]), Err(wrong(7)));
    assert_eq!(matrix.matvec_exact(&[0; 9]), Err(wrong(9)));
    let short = Error::Length {
        expected: 4,
        found: 3,
    };
    assert_eq!(matrix.transpose_matvec(&[0.0; 3]), Err(short));
    assert_eq!(
        layer.matrix([1, 3, 2, 2]),
        Err(Error::Channels {
            expected: 2,
            found: 3
        })
    );

    let none = layer.matrix([0, 2, 2, 2]).expect("a batch may be empty");
    assert_eq!(
        (none.rows(), none.columns(), none.row(0).count()),
        (0, 0, 0)
    );
    let huge = layer
        .matrix([1 << 20, 2, 1 << 15, 1 << 15])
        .expect("it has a size");
    assert_eq!(huge.to_dense(), Err(Error::SizeOverflow));
    assert_eq!(huge.row(huge.rows() - 1).count(), 2);

    let floats = DynLayer::<f32, f32>::builder([1.0f32], [1, 1, 1, 1]).build();
    let floats = floats.and_then(|layer| layer.matrix([1, 1, 1, 1]));
    assert_eq!(
        floats.and_then(|matrix| matrix.matvec_exact(&[1])),
        Err(Error::FloatPath)
    );
}
