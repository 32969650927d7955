//! Winograd's minimal filtering against the definition, within its error bound.

use crate::cases::{Random, check_algorithm, elements};
use conv_kernel::{
    Activation, Algorithm, Border, DynLayer, Element, Error, Layer, LayerScratch, Layout, Level,
    Padding, PerAxis, Winograd, verify,
};
use conv_kernel::{LayerPlan, LayerSpec, LayerValues};
use conv_plan::rules::layer::{LayerOptions, Numbers};

const SINGLE: f64 = 1.0 / (1u64 << 24) as f64;
const DOUBLE: f64 = 1.0 / (1u64 << 53) as f64;

const BOTH: [Algorithm; 2] = [Algorithm::Winograd2, Algorithm::Winograd4];

/// A layer of 3x3.
#[derive(Debug, Clone)]
struct Case {
    inputs: usize,
    outputs: usize,
    groups: usize,
    padding: Padding,
    border: Option<PerAxis<Border>>,
    layout: Layout,
    activation: Option<Activation>,
    bias: bool,
}

impl Case {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            inputs,
            outputs,
            groups: 1,
            padding: 1.into(),
            border: None,
            layout: Layout::Nchw,
            activation: None,
            bias: true,
        }
    }

    /// A layer with random numbers, which a float of either type holds.
    fn layer<T: Element>(&self, algorithm: Algorithm, seed: u64) -> DynLayer<T, T>
    where
        LayerValues: From<Vec<T>>,
    {
        let mut random = Random::new(seed);
        let shape = vec![self.outputs, self.inputs / self.groups, 3, 3];
        let mut numbers = |count| {
            let values = random.doubles(count).into_iter().map(T::from_f64);
            Numbers::Written(values.collect::<Vec<T>>().into())
        };
        let weights = numbers(shape.iter().product());
        let bias = numbers(self.outputs);
        let mut options = LayerOptions::new(T::TYPE, T::TYPE, shape, weights);
        if self.bias {
            options.bias = bias;
        }
        options.groups = self.groups;
        options.window.padding = self.padding.clone();
        options.window.border = self.border.clone();
        options.layout = self.layout;
        options.activation = self.activation;
        options.winograd = Winograd::Always;
        let kernel = LayerSpec::check(options).expect("the layer keeps the rules");
        let plan = LayerPlan::new(kernel).with_algorithm(algorithm);
        DynLayer::from_plan(plan.expect("there is such an algorithm")).expect("it fits the memory")
    }

    fn shape(&self, images: usize, rows: usize, columns: usize) -> [usize; 4] {
        match self.layout {
            Layout::Nchw | Layout::Nchw16 => [images, self.inputs, rows, columns],
            Layout::Nhwc => [images, rows, columns, self.inputs],
        }
    }

    fn check<T: Element + PartialEq>(&self, sizes: (usize, usize, usize), unit: f64)
    where
        LayerValues: From<Vec<T>>,
    {
        let shape = self.shape(sizes.0, sizes.1, sizes.2);
        let mut random = Random::new(7);
        let x: Vec<T> = (0..elements(self.layout, shape))
            .map(|_| T::from_f64(random.unit()))
            .collect();
        for algorithm in BOTH {
            let layer = self.layer::<T>(algorithm, 5);
            let what = format!("{self:?}, {shape:?}, {algorithm:?}");
            match layer.output_shape(shape) {
                Ok(_) => check_algorithm(&what, &layer, &x, shape, unit),
                Err(error) => assert!(matches!(error, Error::InputTooSmall { .. }), "{what}"),
            }
        }
    }
}

#[test]
fn every_small_size_keeps_the_bound() {
    for layout in Layout::ALL {
        for rows in 1..10 {
            for columns in 1..10 {
                for padding in [0, 1, 2] {
                    let case = Case {
                        padding: padding.into(),
                        layout,
                        ..Case::new(2, 3)
                    };
                    case.check::<f32>((2, rows, columns), SINGLE);
                }
            }
        }
    }
}

#[test]
fn every_number_of_channels_keeps_the_bound() {
    for layout in Layout::ALL {
        for channels in 1..41 {
            let case = |inputs, outputs| Case {
                layout,
                ..Case::new(inputs, outputs)
            };
            case(channels, 3).check::<f32>((1, 5, 6), SINGLE);
            case(3, channels).check::<f32>((1, 6, 5), SINGLE);
            case(channels, 41 - channels).check::<f32>((1, 7, 9), SINGLE);
        }
    }
}

#[test]
fn awkward_sizes_keep_the_bound() {
    let sizes = [
        (1, 1, 67),
        (1, 67, 1),
        (1, 17, 131),
        (2, 31, 33),
        (1, 3, 530),
        (1, 61, 15),
    ];
    for layout in Layout::ALL {
        for size in sizes {
            let case = Case {
                layout,
                ..Case::new(5, 18)
            };
            case.check::<f32>(size, SINGLE);
        }
    }
    // Several blocks of tiles, in both directions.
    let deep = Case::new(200, 33);
    deep.check::<f32>((1, 13, 90), SINGLE);
}

#[test]
fn paddings_borders_and_groups_keep_the_bound() {
    let borders = [
        Border::Zero,
        Border::Constant(-2.5),
        Border::Replicate,
        Border::Reflect,
        Border::Reflect101,
        Border::Wrap,
    ];
    let paddings = [
        Padding::Same,
        Padding::SameLower,
        Padding::Full,
        [2, 0].into(),
        7.into(),
    ];
    for layout in Layout::ALL {
        for border in borders {
            for padding in &paddings {
                let case = Case {
                    padding: padding.clone(),
                    border: Some(border.into()),
                    layout,
                    groups: 2,
                    bias: false,
                    ..Case::new(4, 6)
                };
                case.check::<f32>((1, 6, 11), SINGLE);
            }
        }
        for (inputs, outputs, groups) in [(6, 6, 6), (6, 12, 3), (34, 2, 2), (4, 68, 2)] {
            let case = Case {
                groups,
                layout,
                ..Case::new(inputs, outputs)
            };
            case.check::<f32>((2, 9, 10), SINGLE);
        }
    }
}

#[test]
fn activations_keep_the_bound() {
    let all = [
        Activation::Relu,
        Activation::Relu6,
        Activation::Leaky(-0.5),
        Activation::Clamp(-0.25, 0.5),
        Activation::Sigmoid,
        Activation::Tanh,
        Activation::HardSwish,
    ];
    for layout in Layout::ALL {
        for activation in all {
            let case = Case {
                activation: Some(activation),
                layout,
                ..Case::new(3, 20)
            };
            case.check::<f32>((1, 7, 21), SINGLE);
        }
    }
}

#[test]
fn doubles_keep_the_bound() {
    for layout in Layout::ALL {
        for (inputs, outputs) in [(1, 1), (3, 17), (40, 9)] {
            let case = Case {
                layout,
                ..Case::new(inputs, outputs)
            };
            for size in [(1, 1, 1), (2, 6, 5), (1, 9, 40)] {
                case.check::<f64>(size, DOUBLE);
            }
        }
    }
}

#[test]
fn winograd_layers_verify() {
    for layout in Layout::ALL {
        let case = Case {
            border: Some(Border::Replicate.into()),
            layout,
            ..Case::new(3, 7)
        };
        for algorithm in BOTH {
            let layer = case.layer::<f32>(algorithm, 17);
            verify(&layer).expect("the ways agree");
            let layer = case.layer::<f64>(algorithm, 17);
            verify(&layer).expect("the ways agree");
        }
    }
}

/// The outputs as `[image][channel][row][column]`.
fn planes(layout: Layout, [n, c, h, w]: [usize; 4], y: &[f32]) -> Vec<u32> {
    let mut planes = Vec::new();
    for image in 0..n {
        for channel in 0..c {
            for pixel in 0..h * w {
                let at = match layout {
                    Layout::Nchw => (image * c + channel) * h * w + pixel,
                    Layout::Nhwc => (image * h * w + pixel) * c + channel,
                    Layout::Nchw16 => {
                        let block = image * c.div_ceil(16) + channel / 16;
                        (block * h * w + pixel) * 16 + channel % 16
                    }
                };
                planes.push(y[at].to_bits());
            }
        }
    }
    planes
}

#[test]
fn layouts_batches_and_heights_do_not_change_a_bit() {
    let mut random = Random::new(11);
    let (channels, outputs, rows, columns) = (70, 37, 23, 37);
    let images: Vec<Vec<f32>> = (0..2)
        .map(|_| random.singles(channels * rows * columns))
        .collect();
    let case = Case {
        padding: Padding::Valid,
        ..Case::new(channels, outputs)
    };
    for algorithm in BOTH {
        for level in Level::available() {
            let layer = case.layer::<f32>(algorithm, 1);
            let apply = |layer: &DynLayer<f32, f32>, x: &[f32], shape: [usize; 4]| {
                let [_, a, b, c] = layer.output_shape(shape).expect("it fits");
                let mut y = vec![f32::NAN; shape[0] * a * b * c];
                layer
                    .apply_into_at(level, x, shape, &mut y)
                    .expect("it fits");
                y
            };
            let one = |x: &[f32], rows| apply(&layer, x, [1, channels, rows, columns]);
            let alone: Vec<Vec<f32>> = images.iter().map(|x| one(x, rows)).collect();

            for order in [[0, 1], [1, 0]] {
                let batch: Vec<f32> = order.iter().flat_map(|&i| images[i].clone()).collect();
                let y = apply(&layer, &batch, [2, channels, rows, columns]);
                let expected: Vec<f32> = order.iter().flat_map(|&i| alone[i].clone()).collect();
                assert_eq!(y, expected, "{algorithm:?}, {level}, batch {order:?}");
            }

            let interleaved = Case {
                layout: Layout::Nhwc,
                ..case.clone()
            };
            let mut pixels = Vec::new();
            for pixel in 0..rows * columns {
                for channel in 0..channels {
                    pixels.push(images[0][channel * rows * columns + pixel]);
                }
            }
            let output = [1, outputs, rows - 2, columns - 2];
            let y = apply(
                &interleaved.layer(algorithm, 1),
                &pixels,
                [1, rows, columns, channels],
            );
            let expected = planes(Layout::Nchw, output, &alone[0]);
            assert!(
                planes(Layout::Nhwc, output, &y) == expected,
                "{algorithm:?}, {level}, layouts"
            );

            // The last row of tiles sees zeros where a higher image has more rows.
            let size = if algorithm == Algorithm::Winograd2 {
                2
            } else {
                4
            };
            for high in 3..rows {
                let mut top = Vec::new();
                for channel in images[0].chunks(rows * columns) {
                    top.extend_from_slice(&channel[..high * columns]);
                }
                let y = one(&top, high);
                let whole = (high - 2) / size * size * (columns - 2);
                for (channel, expected) in y
                    .chunks((high - 2) * (columns - 2))
                    .zip(alone[0].chunks((rows - 2) * (columns - 2)))
                {
                    assert_eq!(
                        channel[..whole],
                        expected[..whole],
                        "{algorithm:?}, {level}, {high} rows"
                    );
                }
            }
        }
    }
}

#[test]
fn kept_buffers_do_not_change_a_bit() {
    let mut scratch = LayerScratch::new();
    let mut random = Random::new(13);
    for (inputs, outputs, rows, columns) in [(40, 5, 30, 30), (3, 40, 9, 70), (5, 5, 3, 3)] {
        for algorithm in BOTH {
            let layer = Case::new(inputs, outputs).layer::<f32>(algorithm, 3);
            let shape = [1, inputs, rows, columns];
            let x = random.singles(shape.iter().product());
            let mut y = vec![f32::NAN; outputs * rows * columns];
            layer
                .apply_with(&x, shape, &mut y, &mut scratch)
                .expect("it fits");
            assert_eq!(y, layer.apply(&x, shape).expect("it fits"));
        }
    }
}
