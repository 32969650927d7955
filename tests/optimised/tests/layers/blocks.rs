//! The layout `nchw16`: the bits of `nchw`, whatever fills up the last block of channels.

use crate::cases::Random;
use conv_kernel::prelude::*;
use conv_kernel::{Element, LayerBuilder, reorder, verify};
use conv_kernel_tests::cases::BORDERS;
use conv_kernel_tests::each_level;

/// A layer of both layouts, and the size of its input.
#[derive(Debug, Clone)]
struct Case {
    /// `[out][in / groups][row][column]`.
    shape: [usize; 4],
    groups: usize,
    stride: usize,
    dilation: usize,
    padding: usize,
    border: Border,
    winograd: Winograd,
    activation: Option<Activation>,
    images: usize,
    size: (usize, usize),
}

impl Case {
    const fn new(shape: [usize; 4], groups: usize, size: (usize, usize)) -> Self {
        Self {
            shape,
            groups,
            stride: 1,
            dilation: 1,
            padding: 0,
            border: Border::Zero,
            winograd: Winograd::Never,
            activation: None,
            images: 1,
            size,
        }
    }

    const fn channels(&self) -> usize {
        self.shape[1] * self.groups
    }

    const fn input(&self) -> [usize; 4] {
        [self.images, self.channels(), self.size.0, self.size.1]
    }

    fn options<In: Element, Out: Element>(
        &self,
        builder: LayerBuilder<In, Out>,
        layout: Layout,
    ) -> LayerBuilder<In, Out> {
        let builder = builder
            .groups(self.groups)
            .stride(self.stride)
            .dilation(self.dilation)
            .winograd(self.winograd)
            .layout(layout);
        let builder = match self.padding {
            0 => builder,
            padding => builder.padding(padding).border(self.border),
        };
        match self.activation {
            None => builder,
            Some(activation) => builder.activation(activation),
        }
    }
}

/// The planes as blocks, in which `other` stands for the channels that are not there.
fn blocks<T: Copy + Default>(x: &[T], shape: [usize; 4], other: T) -> Vec<T> {
    let mut blocks = reorder(x, shape, Layout::Nchw, Layout::Nchw16).expect("the sizes fit");
    for at in fillers(shape) {
        blocks[at] = other;
    }
    blocks
}

/// The elements of `nchw16` that are no element of the shape: by definition.
fn fillers([images, channels, rows, columns]: [usize; 4]) -> impl Iterator<Item = usize> {
    let blocks = channels.div_ceil(16);
    let all = 0..images * blocks * rows * columns * 16;
    all.filter(move |at| at / (16 * rows * columns) % blocks * 16 + at % 16 >= channels)
}

/// That both layers give the same elements, and zeros where no channel is.
fn same<In: Element, Out: Element + PartialEq>(
    what: &str,
    level: Level,
    (planes, in_blocks): (&DynLayer<In, Out>, &DynLayer<In, Out>),
    (x, shape): (&[In], [usize; 4]),
    (other, poison): (In, Out),
) {
    let output = planes.output_shape(shape).expect(what);
    assert_eq!(in_blocks.output_shape(shape), Ok(output), "{what}");
    let mut expected = vec![poison; output.iter().product()];
    planes
        .apply_into_at(level, x, shape, &mut expected)
        .expect(what);
    let mut found = vec![poison; Layout::Nchw16.elements(output).expect(what)];
    let x = blocks(x, shape, other);
    in_blocks
        .apply_into_at(level, &x, shape, &mut found)
        .expect(what);
    for at in fillers(output) {
        assert_eq!(
            found[at],
            Out::default(),
            "{what}, {level}: element {at} fills up a block"
        );
    }
    let found = reorder(&found, output, Layout::Nchw16, Layout::Nchw).expect(what);
    let differs = found
        .iter()
        .zip(&expected)
        .position(|(found, expected)| found.to_f64().to_bits() != expected.to_f64().to_bits());
    if let Some(at) = differs {
        panic!(
            "{what}, {level}: output {at} is {:?} and not {:?}",
            found[at], expected[at]
        );
    }
}

/// A layer in both layouts, of every type that layers have.
fn in_every_type(level: Level, case: &Case) {
    let mut random = Random::new(case.shape.iter().sum::<usize>() as u64);
    let (count, outputs) = (case.shape.iter().product(), case.shape[0]);
    let shape = case.input();
    let elements = shape.iter().product();
    let what = format!("{case:?}");

    let (weights, bias) = (random.singles(count), random.singles(outputs));
    let x = random.singles(elements);
    let layers = [Layout::Nchw, Layout::Nchw16].map(|layout| {
        let builder = DynLayer::<f32, f32>::builder(&weights, case.shape).bias(&bias);
        case.options(builder, layout).build().expect(&what)
    });
    let pair = (&layers[0], &layers[1]);
    same(&what, level, pair, (&x, shape), (f32::NAN, f32::NAN));
    same(&what, level, pair, (&x, shape), (f32::INFINITY, f32::NAN));

    let (weights, bias) = (random.doubles(count), random.doubles(outputs));
    let x = random.doubles(elements);
    let layers = [Layout::Nchw, Layout::Nchw16].map(|layout| {
        let builder = DynLayer::<f64, f64>::builder(&weights, case.shape).bias(&bias);
        case.options(builder, layout).build().expect(&what)
    });
    let pair = (&layers[0], &layers[1]);
    same(&what, level, pair, (&x, shape), (f64::NAN, f64::NAN));

    if case.winograd != Winograd::Never || case.activation.is_some() {
        return;
    }
    // Words of two and of four channels, and no words.
    for (most, window) in [
        (127, true),
        (32767, count / outputs < 99),
        (70000, count / outputs < 99),
    ] {
        // The sums of larger windows could overflow.
        if !window {
            continue;
        }
        let weights = random.integers(count, -most, most);
        let bias = random.integers(outputs, -900, 900);
        let x: Vec<i8> = (0..elements).map(|_| random.next() as i8).collect();
        let layers = [Layout::Nchw, Layout::Nchw16].map(|layout| {
            let builder = DynLayer::<i8, i32>::builder(&*weights, case.shape).bias(&*bias);
            let builder = builder.zero_points(-3, []);
            case.options(builder, layout).build().expect(&what)
        });
        same(
            &what,
            level,
            (&layers[0], &layers[1]),
            (&x, shape),
            (77, -1),
        );
    }
    let weights = random.integers(count, -128, 127);
    let x: Vec<u8> = (0..elements).map(|_| random.next() as u8).collect();
    for scales in [1, outputs] {
        let quantization = Quantization {
            input_scale: 0.5,
            weight_scales: (0..scales).map(|c| 0.01 + c as f32 / 512.0).collect(),
            output_scale: 3.0,
            output_zero: 9,
        };
        let layers = [Layout::Nchw, Layout::Nchw16].map(|layout| {
            let builder = DynLayer::<u8, u8>::builder(&*weights, case.shape);
            let builder = builder
                .zero_points(128, [])
                .quantization(quantization.clone());
            case.options(builder, layout).build().expect(&what)
        });
        same(
            &what,
            level,
            (&layers[0], &layers[1]),
            (&x, shape),
            (201, 77),
        );
    }
}

fn every_number_of_channels_has_the_bits_of_planes(level: Level) {
    for channels in 1..=33 {
        let others = 34 - channels;
        let case = Case {
            padding: 1,
            ..Case::new([others, channels, 3, 3], 1, (5, 9))
        };
        in_every_type(level, &case);
        let case = Case::new([others, channels, 1, 1], 1, (3, 1 + 2 * channels));
        in_every_type(level, &case);
    }
}

fn groups_of_any_size_have_the_bits_of_planes(level: Level) {
    for (groups, inputs, outputs) in [
        (2, 16, 16),
        (2, 3, 5),
        (3, 8, 12),
        (8, 4, 4),
        (5, 1, 3),
        (17, 1, 2),
        (2, 16, 24),
        (2, 24, 16),
        (3, 33, 17),
        (16, 1, 1),
        (33, 1, 1),
        (48, 1, 1),
        (9, 2, 1),
    ] {
        let case = Case {
            padding: 1,
            images: 2,
            ..Case::new([groups * outputs, inputs, 3, 3], groups, (4, 18))
        };
        in_every_type(level, &case);
        let case = Case {
            stride: 2,
            ..Case::new([groups * outputs, inputs, 2, 1], groups, (5, 7))
        };
        in_every_type(level, &case);
    }
}

fn every_window_has_the_bits_of_planes(level: Level) {
    let mut random = Random::new(5);
    for border in BORDERS {
        for (stride, dilation) in [(1, 1), (1, 2), (2, 1), (2, 3), (3, 1), (3, 2)] {
            for groups in [1, 20] {
                let (outputs, inputs) = if groups == 1 { (19, 18) } else { (20, 1) };
                let window = (1 + random.below(5), 1 + random.below(5));
                let size = (13 + random.below(4), 13 + random.below(30));
                let case = Case {
                    stride,
                    dilation,
                    padding: random.below(4),
                    border,
                    ..Case::new([outputs, inputs, window.0, window.1], groups, size)
                };
                in_every_type(level, &case);
            }
        }
    }
}

fn every_width_has_the_bits_of_planes(level: Level) {
    for outputs in [16, 40] {
        for width in 1..=60 {
            let case = Case::new([outputs, 17, 1, 1], 1, (1, width));
            in_every_type(level, &case);
            let case = Case {
                padding: 1,
                ..Case::new([outputs, 3, 3, 3], 1, (4, width))
            };
            in_every_type(level, &case);
        }
    }
}

fn transformed_tiles_have_the_bits_of_planes(level: Level) {
    for (groups, inputs, outputs) in [(1, 5, 7), (1, 40, 50), (2, 16, 32), (3, 5, 9), (2, 3, 40)] {
        let case = Case {
            padding: 1,
            winograd: Winograd::Always,
            ..Case::new([groups * outputs, inputs, 3, 3], groups, (9, 14))
        };
        in_every_type(level, &case);
    }
}

fn what_fills_up_a_block_is_zero_whatever_the_activation(level: Level) {
    for activation in [Activation::Sigmoid, Activation::Clamp(0.5, 2.0)] {
        for (groups, inputs) in [(1, 6), (6, 1), (3, 2)] {
            let case = Case {
                padding: 1,
                activation: Some(activation),
                ..Case::new([6, inputs, 3, 3], groups, (4, 20))
            };
            in_every_type(level, &case);
        }
    }
}

fn a_nan_of_a_channel_stays_out_of_what_fills_up_a_block(level: Level) {
    for (groups, inputs) in [(1, 6), (6, 1), (3, 2)] {
        let case = Case {
            padding: 1,
            ..Case::new([6, inputs, 3, 3], groups, (12, 50))
        };
        let weights: Vec<f32> = (0..54 * inputs).map(|i| i as f32).collect();
        let layers = [Layout::Nchw, Layout::Nchw16].map(|layout| {
            let builder = DynLayer::<f32, f32>::builder(&weights, case.shape);
            case.options(builder, layout)
                .build()
                .expect("the layer keeps the rules")
        });
        let pair = (&layers[0], &layers[1]);
        let x = vec![f32::NAN; 6 * 12 * 50];
        same("NaN", level, pair, (&x, case.input()), (1.0, 1.0));
    }
}

each_level! {
    a_nan_of_a_channel_stays_out_of_what_fills_up_a_block,
    every_number_of_channels_has_the_bits_of_planes,
    groups_of_any_size_have_the_bits_of_planes,
    every_window_has_the_bits_of_planes,
    every_width_has_the_bits_of_planes,
    transformed_tiles_have_the_bits_of_planes,
    what_fills_up_a_block_is_zero_whatever_the_activation,
}

conv_kernel! {
    struct Stem: f32 { shape: [20, 3, 3, 3], stride: 2, padding: 1, layout: nchw16, bias: true, activation: relu6 }
    struct Onset: f64 { axes: 1, taps: [[[1, 2, 1]]], padding: causal, layout: nchw16 }
    struct Spatial: f32 { shape: [40, 1, 5, 5], groups: 40, padding: same, border: replicate, layout: nchw16 }
    struct Up: f32 { shape: [18, 5, 3, 3], transposed: true, groups: 2, stride: 2, layout: nchw16 }
    struct Sums: u8 -> i32 { shape: [19, 20, 3, 3], layout: nchw16, padding: same }
}

#[test]
fn declared_layers_in_blocks_verify() -> Result<(), Error> {
    let mut random = Random::new(31);
    verify(&Stem::new(random.singles(540), random.singles(20))?)?;
    verify(&Onset)?;
    verify(&Spatial::new(random.singles(1000))?)?;
    verify(&Up::new(random.singles(810))?)?;
    verify(&Sums::new(random.integers(19 * 180, -128, 127))?)
}

#[test]
fn arrays_of_blocks_are_images_in_blocks() -> Result<(), Error> {
    let mut random = Random::new(32);
    let stem = Stem::new(random.singles(540), random.singles(20))?;
    let image = [[[[0.5; 16]; 5]; 4]; 1];
    let y: [[[[f32; 16]; 3]; 2]; 2] = stem.apply_array(&image)?;
    let flat = image.as_flattened().as_flattened().as_flattened();
    let expected = stem.apply(flat, [1, 3, 4, 5])?;
    assert_eq!(y.as_flattened().as_flattened().as_flattened(), expected);
    let mut signal = [[[0.0; 16]; 3]; 1];
    signal[0]
        .iter_mut()
        .zip([1.0, 0.0, 5.0])
        .for_each(|(x, value)| x[0] = value);
    let y = Onset.apply_array(&signal)?;
    assert_eq!(y[0].map(|pixel| pixel[0]), [1.0, 2.0, 6.0]);
    Ok(())
}

#[test]
fn a_wrong_length_is_named_with_what_fills_up_the_last_block() -> Result<(), Error> {
    let stem = Stem::new([0.5; 540], [0.5; 20])?;
    let shape = [2, 3, 4, 5];
    let wrong = |expected, found| Err(Error::Length { expected, found });
    let (input, output) = (2 * 16 * 20, 2 * 32 * 6);
    assert_eq!(
        stem.apply(&[0.0; 2 * 3 * 20], shape),
        wrong(input, 120).map(|()| vec![])
    );
    let x = vec![0.0; input];
    for found in [2 * 20 * 6, output - 1, output + 1] {
        let mut y = vec![9.0; found];
        assert_eq!(stem.apply_into(&x, shape, &mut y), wrong(output, found));
        assert!(y.iter().all(|&y| y == 9.0));
    }
    assert_eq!(
        stem.weight_gradient(&x[1..], &vec![0.0; output], shape),
        wrong(input, input - 1).map(|()| vec![])
    );
    Ok(())
}
