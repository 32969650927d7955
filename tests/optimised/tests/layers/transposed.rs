//! Transposed layers against their definition, which spreads each input over the output.
#![allow(clippy::unwrap_used)]

use crate::cases::{Random, elements, gamma};
use conv_kernel::prelude::*;
use conv_kernel::reference::layer_sums;
use conv_kernel::{LayerBuilder, LayerValues, verify};
use conv_kernel_tests::each_level;

conv_kernel! {
    struct Upsample: f32 {
        shape: [3, 2, 4, 4],
        transposed: true,
        stride: 2,
        padding: 1,
        bias: true,
        activation: relu,
    }
    struct Spread: u8 -> i32 {
        axes: 1,
        taps: [[[1, 2, 3], [-4, 5, 6]]],
        transposed: true,
        stride: 2,
        output_padding: 1,
        bias: [10, -20],
        layout: nhwc,
    }
}

/// Sizes and options of a transposed layer.
#[derive(Debug, Clone, Copy)]
struct Case {
    groups: usize,
    inputs: usize,
    outputs: usize,
    kernel: [usize; 2],
    stride: [usize; 2],
    dilation: [usize; 2],
    padding: [[usize; 2]; 2],
    more: [usize; 2],
    layout: Layout,
    images: usize,
    input: [usize; 2],
}

impl Case {
    fn random(random: &mut Random) -> Self {
        let groups = 1 + random.below(3);
        let mut two =
            |least: usize, more: usize| [least + random.below(more), least + random.below(more)];
        let (kernel, stride, dilation) = (two(1, 4), two(1, 4), two(1, 3));
        let (before, after, more) = (two(0, 4), two(0, 4), two(0, 3));
        let input = two(1, 7);
        Self {
            groups,
            inputs: groups * (1 + random.below(4)),
            outputs: groups * (1 + random.below(18)),
            kernel,
            stride,
            dilation,
            padding: [[before[0], after[0]], [before[1], after[1]]],
            more,
            layout: Layout::ALL[random.below(3)],
            images: 1 + random.below(2),
            input,
        }
    }

    /// The sizes of the output, if it has any.
    fn output(&self) -> Option<[usize; 2]> {
        let size = |axis: usize| {
            let whole = (self.input[axis] - 1) * self.stride[axis]
                + self.dilation[axis] * (self.kernel[axis] - 1)
                + 1
                + self.more[axis];
            let [before, after] = self.padding[axis];
            whole.checked_sub(before + after).filter(|&size| size > 0)
        };
        Some([size(0)?, size(1)?])
    }

    fn weights(&self) -> [usize; 4] {
        [
            self.inputs,
            self.outputs / self.groups,
            self.kernel[0],
            self.kernel[1],
        ]
    }

    fn shape(&self, channels: usize, [rows, columns]: [usize; 2]) -> [usize; 4] {
        match self.layout {
            Layout::Nchw | Layout::Nchw16 => [self.images, channels, rows, columns],
            Layout::Nhwc => [self.images, rows, columns, channels],
        }
    }

    fn index(&self, channels: usize, [rows, columns]: [usize; 2], at: [usize; 4]) -> usize {
        let [image, channel, row, column] = at;
        match self.layout {
            Layout::Nchw => ((image * channels + channel) * rows + row) * columns + column,
            Layout::Nhwc => ((image * rows + row) * columns + column) * channels + channel,
            Layout::Nchw16 => {
                let block = image * channels.div_ceil(16) + channel / 16;
                ((block * rows + row) * columns + column) * 16 + channel % 16
            }
        }
    }

    /// Calls `add` with the output, the input and the weight of every product.
    fn each(&self, output: [usize; 2], mut add: impl FnMut(usize, usize, usize)) {
        let (of_group, into_group) = (self.inputs / self.groups, self.outputs / self.groups);
        for image in 0..self.images {
            for channel in 0..self.inputs {
                for row in 0..self.input[0] {
                    for column in 0..self.input[1] {
                        let x = self.index(self.inputs, self.input, [image, channel, row, column]);
                        for o in 0..into_group {
                            for i in 0..self.kernel[0] {
                                for j in 0..self.kernel[1] {
                                    let at = [[row, i], [column, j]];
                                    let place = |axis: usize| {
                                        let [place, tap] = at[axis];
                                        (place * self.stride[axis] + tap * self.dilation[axis])
                                            .checked_sub(self.padding[axis][0])
                                            .filter(|&place| place < output[axis])
                                    };
                                    let (Some(y), Some(z)) = (place(0), place(1)) else {
                                        continue;
                                    };
                                    let to = channel / of_group * into_group + o;
                                    let weight = ((channel * into_group + o) * self.kernel[0] + i)
                                        * self.kernel[1]
                                        + j;
                                    add(
                                        self.index(self.outputs, output, [image, to, y, z]),
                                        x,
                                        weight,
                                    );
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn builder<In: conv_kernel::Element, Out: conv_kernel::Element>(
        &self,
        weights: impl Into<LayerValues>,
    ) -> LayerBuilder<In, Out> {
        DynLayer::transposed(weights, self.weights())
            .groups(self.groups)
            .stride(self.stride)
            .dilation(self.dilation)
            .padding(self.padding)
            .output_padding(self.more)
            .layout(self.layout)
    }

    fn channel(&self, output: [usize; 2], index: usize) -> usize {
        match self.layout {
            Layout::Nchw => index / (output[0] * output[1]) % self.outputs,
            Layout::Nhwc => index % self.outputs,
            Layout::Nchw16 => {
                let block = index / (16 * output[0] * output[1]);
                block % self.outputs.div_ceil(16) * 16 + index % 16
            }
        }
    }
}

#[test]
fn one_axis_is_worked_example_15() {
    let layer = DynLayer::<f32, f32>::transposed([1.0f32, 2.0, 3.0], [1, 1, 3]).stride(2);
    let plain = layer.clone().build().unwrap();
    assert_eq!(
        plain.apply(&[1.0, 2.0], [1, 1, 1, 2]).unwrap(),
        [1.0, 2.0, 5.0, 4.0, 6.0]
    );
    let longer = layer.output_padding(1).build().unwrap();
    let expected = [1.0, 2.0, 5.0, 4.0, 6.0, 0.0];
    assert_eq!(longer.apply(&[1.0, 2.0], [1, 1, 1, 2]).unwrap(), expected);
}

#[test]
fn two_axes_are_worked_example_16() {
    let layer = DynLayer::<f64, f64>::transposed([1.0, 2.0, 3.0, 4.0], [1, 1, 2, 2])
        .build()
        .unwrap();
    let y = layer.apply(&[1.0, 2.0, 3.0, 4.0], [1, 1, 2, 2]).unwrap();
    assert_eq!(y, [1.0, 4.0, 4.0, 6.0, 20.0, 16.0, 9.0, 24.0, 16.0]);
}

/// 600 layers with zero points, groups, strides, dilations and paddings of every side.
fn integers_have_the_bits_of_the_definition(level: Level) {
    let mut random = Random::new(21);
    let mut compared = 0;
    for _ in 0..600 {
        let case = Case::random(&mut random);
        let Some(output) = case.output() else {
            continue;
        };
        compared += 1;
        let weights = random.integers(case.weights().iter().product(), -128, 127);
        let bias = random.integers(case.outputs, -9999, 9999);
        let zero = random.below(256) as i32;
        let shape = case.shape(case.inputs, case.input);
        let x: Vec<u8> = random
            .integers(elements(case.layout, shape), 0, 255)
            .iter()
            .map(|&x| x as u8)
            .collect();
        let layer = case
            .builder::<u8, i32>(weights.as_slice())
            .bias(bias.as_slice())
            .zero_points(zero, [])
            .build()
            .unwrap();
        assert_eq!(
            layer.output_shape(shape).unwrap(),
            case.shape(case.outputs, output),
            "{case:?}"
        );
        let length = elements(case.layout, case.shape(case.outputs, output));
        let mut expected: Vec<i32> = (0..length)
            .map(|at| *bias.get(case.channel(output, at)).unwrap_or(&0))
            .collect();
        case.each(output, |y, from, weight| {
            expected[y] += (i32::from(x[from]) - zero) * weights[weight];
        });
        let mut found = vec![i32::MIN; length];
        layer.apply_into_at(level, &x, shape, &mut found).unwrap();
        assert_eq!(found, expected, "{case:?}");
        let sums = layer_sums(layer.explain().kernel(), &x, shape).unwrap();
        assert!(
            sums.iter()
                .zip(&expected)
                .all(|(sum, &y)| sum.integer == y.into()),
            "{case:?}"
        );
    }
    assert!(compared > 400, "{compared}");
}

/// 400 float layers with an activation.
fn floats_keep_the_bound_of_the_definition(level: Level) {
    let mut random = Random::new(22);
    for _ in 0..400 {
        let case = Case::random(&mut random);
        let Some(output) = case.output() else {
            continue;
        };
        let weights = random.singles(case.weights().iter().product());
        let bias = random.singles(case.outputs);
        let shape = case.shape(case.inputs, case.input);
        let x = random.singles(elements(case.layout, shape));
        let layer = case
            .builder::<f32, f32>(weights.as_slice())
            .bias(bias.as_slice())
            .activation(Activation::Clamp(-1.0, 1.0))
            .build()
            .unwrap();
        let length = elements(case.layout, case.shape(case.outputs, output));
        let mut sums: Vec<f64> = (0..length)
            .map(|at| (*bias.get(case.channel(output, at)).unwrap_or(&0.0)).into())
            .collect();
        let mut magnitudes: Vec<f64> = sums.iter().map(|sum| sum.abs()).collect();
        case.each(output, |y, from, weight| {
            let product = f64::from(x[from]) * f64::from(weights[weight]);
            sums[y] += product;
            magnitudes[y] += product.abs();
        });
        let mut found = vec![f32::NAN; length];
        layer.apply_into_at(level, &x, shape, &mut found).unwrap();
        let bound = gamma(layer.explain().operations(), 2f64.powi(-24));
        for ((found, sum), magnitude) in found.iter().zip(&sums).zip(&magnitudes) {
            let error = (f64::from(*found) - sum.clamp(-1.0, 1.0)).abs();
            assert!(error <= bound * magnitude, "{case:?}: {error}");
        }
    }
}

each_level!(
    integers_have_the_bits_of_the_definition,
    floats_keep_the_bound_of_the_definition,
);

/// 200 pairs: with the same weights, the transposed layer has the transposed matrix.
#[test]
fn the_matrix_is_that_of_the_layer_transposed() {
    let mut random = Random::new(23);
    for _ in 0..200 {
        let case = Case {
            more: [0, 0],
            images: 1,
            ..Case::random(&mut random)
        };
        let Some(output) = case.output() else {
            continue;
        };
        let weights = random.singles(case.weights().iter().product());
        let shape = case.shape(case.inputs, case.input);
        let transposed = case
            .builder::<f32, f32>(weights.as_slice())
            .build()
            .unwrap();
        let layer = DynLayer::<f32, f32>::builder(weights.as_slice(), case.weights())
            .groups(case.groups)
            .stride(case.stride)
            .dilation(case.dilation)
            .padding(case.padding)
            .layout(case.layout)
            .build()
            .unwrap();
        let a = layer.matrix(case.shape(case.outputs, output)).unwrap();
        let b = transposed.matrix(shape).unwrap();
        assert_eq!((a.rows(), a.columns()), (b.columns(), b.rows()), "{case:?}");
        let (a, b) = (a.to_dense().unwrap(), b.to_dense().unwrap());
        for i in 0..b.rows() {
            let column: Vec<f64> = (0..a.rows()).map(|j| a.row(j).unwrap()[i]).collect();
            assert_eq!(b.row(i).unwrap(), column, "{case:?}: row {i}");
        }
    }
}

#[test]
fn declared_layers_are_those_of_the_builder() {
    let mut random = Random::new(24);
    let (weights, bias) = (random.singles(96), random.singles(2));
    let declared = Upsample::new(&weights, &bias).unwrap();
    let built = DynLayer::<f32, f32>::transposed(weights, [3, 2, 4, 4])
        .stride(2)
        .padding(1)
        .bias(bias)
        .activation(Activation::Relu)
        .build()
        .unwrap();
    let x = random.singles(3 * 5 * 7);
    let shape = [1, 3, 5, 7];
    assert_eq!(declared.output_shape(shape).unwrap(), [1, 2, 10, 14]);
    assert_eq!(
        declared.apply(&x, shape).unwrap(),
        built.apply(&x, shape).unwrap()
    );
    assert_eq!(Upsample::PARAMETERS, 98);
    assert_eq!(Upsample::macs(shape), Some(5 * 7 * 96));
    assert_eq!(Upsample::RECEPTIVE_FIELD, [2, 2]);
    verify(&declared).unwrap();
    verify(&Spread).unwrap();
    let spread: [[i32; 2]; 6] = Spread.apply_array(&[[1], [2]]).unwrap();
    assert_eq!(
        spread,
        [
            [11, -24],
            [12, -15],
            [15, -22],
            [14, -10],
            [16, -8],
            [10, -20]
        ]
    );
}

#[test]
fn a_transposed_layer_is_direct_whatever_algorithm_may_be_used() {
    let weights: Vec<f32> = (0..32 * 32 * 9).map(|at| at as f32 % 7.0 - 3.0).collect();
    let layer = |winograd| {
        DynLayer::<f32, f32>::transposed(weights.clone(), [32, 32, 3, 3])
            .winograd(winograd)
            .build()
            .unwrap()
    };
    let shape = [1, 32, 16, 16];
    let mut x = vec![0.25f32; 32 * 256];
    x[0] = f32::NAN;
    let bits = |y: Vec<f32>| -> Vec<u32> { y.into_iter().map(f32::to_bits).collect() };
    let (auto, never) = (layer(Winograd::Auto), layer(Winograd::Never));
    let y = auto.apply(&x, shape).unwrap();
    // It reaches 3x3 outputs of each channel.
    assert_eq!(y.iter().filter(|y| y.is_nan()).count(), 32 * 9);
    assert_eq!(bits(y), bits(never.apply(&x, shape).unwrap()));
    assert_eq!(verify(&auto), Ok(()));
}

#[test]
fn one_input_is_spread_whatever_the_stride() {
    let layer = DynLayer::<f32, f32>::transposed([1.0f32, 2.0, 3.0], [1, 1, 3]);
    let layer = layer.stride(usize::MAX).build().unwrap();
    assert_eq!(layer.apply(&[1.0], [1, 1, 1, 1]).unwrap(), [1.0, 2.0, 3.0]);
    assert!(layer.apply(&[1.0, 1.0], [1, 1, 1, 2]).is_err());
}
