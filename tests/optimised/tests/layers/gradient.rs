//! Gradients against the transposed matrix, their definition, and differences of the layer itself.

#![allow(clippy::unwrap_used)]

use crate::cases::{Random, elements, gamma};
use conv_kernel::prelude::*;
use conv_kernel::{Element, LayerBuilder, LayerValues};

/// Sizes and options of a layer, plain or transposed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case {
    pub(crate) transposed: bool,
    pub(crate) groups: usize,
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    pub(crate) kernel: [usize; 2],
    pub(crate) stride: [usize; 2],
    pub(crate) dilation: [usize; 2],
    pub(crate) padding: [[usize; 2]; 2],
    pub(crate) borders: [Border; 2],
    pub(crate) mode: Mode,
    pub(crate) layout: Layout,
    pub(crate) images: usize,
    pub(crate) input: [usize; 2],
}

const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(0.5),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

impl Case {
    pub(crate) fn random(random: &mut Random) -> Self {
        let groups = 1 + random.below(3);
        let transposed = random.below(3) == 0;
        let mut two =
            |least: usize, more: usize| [least + random.below(more), least + random.below(more)];
        let (kernel, stride, dilation) = (two(1, 4), two(1, 3), two(1, 3));
        let (before, after, input) = (two(0, 4), two(0, 4), two(1, 9));
        let mut border = || BORDERS[random.below(6)];
        Self {
            transposed,
            groups,
            borders: [border(), border()],
            inputs: groups * (1 + random.below(5)),
            outputs: groups * (1 + random.below(19)),
            kernel,
            stride,
            dilation,
            padding: [[before[0], after[0]], [before[1], after[1]]],
            mode: if random.below(2) == 0 {
                Mode::Correlate
            } else {
                Mode::Convolve
            },
            layout: Layout::ALL[random.below(3)],
            images: 1 + random.below(2),
            input,
        }
    }

    pub(crate) fn weights(&self) -> [usize; 4] {
        let [rows, columns] = self.kernel;
        if self.transposed {
            [self.inputs, self.outputs / self.groups, rows, columns]
        } else {
            [self.outputs, self.inputs / self.groups, rows, columns]
        }
    }

    pub(crate) fn shape(&self) -> [usize; 4] {
        let [rows, columns] = self.input;
        match self.layout {
            Layout::Nchw | Layout::Nchw16 => [self.images, self.inputs, rows, columns],
            Layout::Nhwc => [self.images, rows, columns, self.inputs],
        }
    }

    pub(crate) fn builder<T: Element>(
        &self,
        weights: impl Into<LayerValues>,
    ) -> LayerBuilder<T, T> {
        let layer = if self.transposed {
            DynLayer::transposed(weights, self.weights()).output_padding(1)
        } else {
            DynLayer::builder(weights, self.weights())
        };
        let layer = layer
            .groups(self.groups)
            .stride(self.stride)
            .dilation(self.dilation)
            .padding(self.padding)
            .mode(self.mode)
            .layout(self.layout);
        if self.transposed {
            layer
        } else {
            layer.border(self.borders)
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn magnitude(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a * b).abs()).sum()
}

/// 500 layers in f64: the gradient of the input is the product with the transposed matrix.
#[test]
fn the_gradient_of_the_input_is_the_transposed_matrix() {
    let mut random = Random::new(31);
    let mut scratch = LayerScratch::new();
    let mut compared = 0;
    for _ in 0..500 {
        let case = Case::random(&mut random);
        let weights = random.doubles(case.weights().iter().product());
        let layer = case.builder::<f64>(weights).build().unwrap();
        let shape = case.shape();
        let Ok(matrix) = layer.matrix(shape) else {
            continue;
        };
        compared += 1;
        let dy = random.doubles(matrix.rows());
        let expected = matrix.transpose_matvec(&dy).unwrap();
        let mut found = vec![f64::NAN; matrix.columns()];
        layer
            .input_gradient_into(&dy, shape, &mut found, &mut scratch)
            .unwrap();
        for (found, expected) in found.iter().zip(&expected) {
            // Products below 1, fewer than 4,000 of them.
            assert!(
                (found - expected).abs() < 1e-11,
                "{case:?}: {found}, not {expected}"
            );
        }
        assert_eq!(layer.input_gradient(&dy, shape).unwrap(), found);
    }
    assert!(compared > 300, "{compared}");
}

/// 300 layers: `<dy, y(w + v) - y(w)> = <dw, v>`, since sums are linear in the weights; each weight
/// alone for the small ones.
#[test]
fn the_gradient_of_the_weights_is_what_a_change_of_them_does() {
    let mut random = Random::new(32);
    let mut scratch = LayerScratch::new();
    let mut compared = 0;
    for _ in 0..300 {
        let case = Case::random(&mut random);
        let count: usize = case.weights().iter().product();
        let weights = random.doubles(count);
        let shape = case.shape();
        let x = random.doubles(elements(case.layout, shape));
        let layer = case.builder::<f64>(weights.as_slice()).build().unwrap();
        let Ok(y) = layer.apply(&x, shape) else {
            continue;
        };
        compared += 1;
        let dy = random.doubles(y.len());
        let mut dw = vec![f64::NAN; count];
        layer
            .weight_gradient_into(&x, &dy, shape, &mut dw, &mut scratch)
            .unwrap();
        let singles = if count <= 40 { count } else { 0 };
        for single in (0..singles).map(Some).chain([None]) {
            let change: Vec<f64> = (0..count)
                .map(|at| match single {
                    Some(single) => f64::from(u8::from(at == single)),
                    None => random.unit(),
                })
                .collect();
            // The layer of the change alone: `y` is linear in the weights.
            let changed = case.builder::<f64>(change.as_slice()).build().unwrap();
            let response = changed.apply(&x, shape).unwrap();
            let (found, expected) = (dot(&dw, &change), dot(&dy, &response));
            let bound = 1e-13 * (magnitude(&dy, &response) + magnitude(&dw, &change)) + 1e-12;
            assert!(
                (found - expected).abs() < bound,
                "{case:?}, {single:?}: {found}, not {expected}"
            );
        }
    }
    assert!(compared > 150, "{compared}");
}

/// `f32` gradients of larger layers against those of `f64`.
#[test]
fn single_precision_keeps_the_bound() {
    let mut random = Random::new(33);
    for (inputs, outputs, layout) in [
        (3, 20, Layout::Nchw),
        (16, 33, Layout::Nhwc),
        (1, 6, Layout::Nchw),
    ] {
        let case = Case {
            transposed: false,
            groups: 1,
            inputs,
            outputs,
            kernel: [3, 3],
            stride: [1, 1],
            dilation: [1, 1],
            padding: [[1, 1], [1, 1]],
            borders: [Border::Zero; 2],
            mode: Mode::Correlate,
            layout,
            images: 2,
            input: [29, 31],
        };
        let weights = random.singles(case.weights().iter().product());
        let shape = case.shape();
        let x = random.singles(elements(case.layout, shape));
        let single = case.builder::<f32>(weights.as_slice()).build().unwrap();
        let wide: Vec<f64> = weights.iter().map(|&w| w.into()).collect();
        let double = case.builder::<f64>(wide).build().unwrap();
        let dy = random.singles(2 * outputs * 29 * 31);
        let widened = |all: &[f32]| all.iter().map(|&v| f64::from(v)).collect::<Vec<_>>();
        let absolute = |all: &[f32]| all.iter().map(|v| v.abs().into()).collect::<Vec<f64>>();
        // The same gradients of magnitudes are the sums that the bound is proportional to.
        let of = case.builder::<f64>(absolute(&weights)).build().unwrap();
        let triples = [
            (
                single.input_gradient(&dy, shape).unwrap(),
                double.input_gradient(&widened(&dy), shape).unwrap(),
                of.input_gradient(&absolute(&dy), shape).unwrap(),
                9 * outputs,
            ),
            (
                single.weight_gradient(&x, &dy, shape).unwrap(),
                double
                    .weight_gradient(&widened(&x), &widened(&dy), shape)
                    .unwrap(),
                of.weight_gradient(&absolute(&x), &absolute(&dy), shape)
                    .unwrap(),
                // Each pixel, and an addition for each of two chunks of two images.
                2 * 29 * 31 + 4,
            ),
            (
                single.bias_gradient(&dy, shape).unwrap(),
                double.bias_gradient(&widened(&dy), shape).unwrap(),
                of.bias_gradient(&absolute(&dy), shape).unwrap(),
                1,
            ),
        ];
        for (found, expected, magnitudes, operations) in triples {
            let bound = gamma(operations, 2f64.powi(-24));
            let outputs = found.iter().zip(&expected).zip(&magnitudes);
            for ((found, expected), magnitude) in outputs {
                // What the doubles themselves may be off is a few units of theirs.
                let allowed = (bound + gamma(operations + 1, 2f64.powi(-53))) * magnitude;
                assert!((f64::from(*found) - expected).abs() <= allowed, "{case:?}");
            }
        }
    }
}

#[test]
fn the_three_gradients_are_worked_example_17() {
    let (a, b, c) = (2.0f64, 3.0, 5.0);
    let layer = DynLayer::<f64, f64>::builder([a, b, c], [1, 1, 3])
        .build()
        .unwrap();
    let (x, dy, shape) = ([1.0, 2.0, 3.0, 4.0], [1.0, 1.0], [1, 1, 1, 4]);
    assert_eq!(
        layer.weight_gradient(&x, &dy, shape).unwrap(),
        [3.0, 5.0, 7.0]
    );
    assert_eq!(
        layer.input_gradient(&dy, shape).unwrap(),
        [a, a + b, b + c, c]
    );
    assert_eq!(layer.bias_gradient(&dy, shape).unwrap(), [2.0]);
}

/// Central differences of the activation itself, in double precision, away from its corners.
#[test]
fn derivatives_are_the_slopes_of_the_activations() {
    use conv_kernel::reference::activate;
    for activation in [
        Activation::Relu,
        Activation::Relu6,
        Activation::Leaky(0.2),
        Activation::Clamp(-1.0, 2.0),
        Activation::Sigmoid,
        Activation::Tanh,
        Activation::HardSwish,
    ] {
        for step in -200..200 {
            let v = f64::from(step) * 0.05 + 0.013;
            let h = 1e-5;
            let slope =
                (activate(Some(activation), v + h) - activate(Some(activation), v - h)) / (2.0 * h);
            let found = activation.derivative(v);
            assert!(
                (found - slope).abs() < 1e-7,
                "{activation} at {v}: {found}, not {slope}"
            );
        }
    }
    assert_eq!(Activation::Sigmoid.derivative(-1e9), 0.0);
    assert_eq!(Activation::Tanh.derivative(1e9), 0.0);
}

#[test]
fn integers_and_wrong_lengths_are_errors() {
    let integers = DynLayer::<u8, i32>::builder([1u8; 9], [1, 1, 3, 3])
        .build()
        .unwrap();
    assert_eq!(
        integers.input_gradient(&[1], [1, 1, 3, 3]),
        Err(Error::NoGradient)
    );
    let layer = DynLayer::<f32, f32>::builder([1.0f32; 9], [1, 1, 3, 3])
        .build()
        .unwrap();
    let wrong = Err(Error::Length {
        expected: 1,
        found: 2,
    });
    assert_eq!(layer.input_gradient(&[1.0; 2], [1, 1, 3, 3]), wrong);
    assert!(
        layer
            .weight_gradient(&[0.0; 8], &[1.0], [1, 1, 3, 3])
            .is_err()
    );
    // An empty batch has gradients of 0.
    assert_eq!(
        layer.weight_gradient(&[], &[], [0, 1, 3, 3]).unwrap(),
        [0.0; 9]
    );
    assert_eq!(layer.bias_gradient(&[], [0, 1, 3, 3]).unwrap(), [0.0]);
    assert_eq!(layer.input_gradient(&[], [0, 1, 3, 3]).unwrap(), []);
}

/// Rows of one and several chunks, with a stride and a dilation: exact, since all are integers.
#[test]
fn long_rows_are_summed_in_chunks() {
    let mut random = Random::new(35);
    for (length, stride, dilation) in [(511, 1, 1), (514, 1, 1), (1025, 1, 3), (4099, 2, 1)] {
        let layer = DynLayer::<f64, f64>::builder([0.0; 6], [2, 1, 3])
            .stride(stride)
            .dilation(dilation)
            .build()
            .unwrap();
        let shape = [1, 1, 1, length];
        let outputs = layer.output_shape(shape).unwrap()[3];
        let mut integers = |count| -> Vec<f64> {
            random
                .integers(count, -9, 9)
                .iter()
                .map(|&v| v.into())
                .collect()
        };
        let (x, dy) = (integers(length), integers(2 * outputs));
        let expected: Vec<f64> = (0..6)
            .map(|at| {
                let dy = &dy[at / 3 * outputs..][..outputs];
                let met = x[at % 3 * dilation..].iter().step_by(stride);
                dy.iter().zip(met).map(|(dy, x)| dy * x).sum()
            })
            .collect();
        assert_eq!(layer.weight_gradient(&x, &dy, shape).unwrap(), expected);
    }
}

/// A gradient has the order and the bound of direct sums, whatever its layer is computed by.
#[test]
fn a_gradient_is_direct_whatever_algorithm_the_layer_takes() {
    for (channels, kernel, stride) in [(64, 3, 1), (128, 6, 2), (1, 3, 1)] {
        let count = channels * channels * kernel * kernel;
        let weights: Vec<f32> = (0..count).map(|at| at as f32 % 7.0 - 3.0).collect();
        let shape = [1, channels, 8, 8];
        let gradient = |winograd| {
            let layer = DynLayer::<f32, f32>::builder(
                weights.as_slice(),
                [channels, channels, kernel, kernel],
            );
            let layer = layer.stride(stride).padding(1).winograd(winograd);
            let layer = layer.build().unwrap();
            let count = elements(Layout::Nchw, layer.output_shape(shape).unwrap());
            let mut dy = vec![0.1f32; count];
            dy[0] = f32::NAN;
            let dx = layer.input_gradient(&dy, shape).unwrap();
            dx.into_iter().map(f32::to_bits).collect::<Vec<_>>()
        };
        let never = gradient(Winograd::Never);
        assert_eq!(gradient(Winograd::Auto), never);
        if stride == 1 {
            assert_eq!(gradient(Winograd::Always), never);
        }
    }
}
