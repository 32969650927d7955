//! Two layers run as one have the bits of the two one after the other.

mod refused;
mod shapes;

use crate::cases::{Random, elements};
use conv_kernel::prelude::*;
use conv_kernel::{Element, LayerBuilder, LayerValues};
use conv_runtime::{Caches, assuming};
use shapes::{Shape, depthwise, layer};
use std::fmt::Debug;

const ONE: [usize; 2] = [1, 1];

/// A second level so small that small images have several bands.
const CACHES: Caches = Caches {
    second: 256 << 10,
    ..Caches::ASSUMED
};

/// Layers that follow one another. Between most of them, rows of 250 columns are so long that an
/// image has several bands; some of the rows that a band reads were read by the one before.
const PAIRS: [(Shape, Shape); 18] = [
    (depthwise(18, 3).padding(ONE, ONE), layer([7, 18, 1, 1])),
    (layer([18, 3, 1, 1]), depthwise(18, 3).padding(ONE, ONE)),
    (
        layer([18, 2, 1, 1]),
        depthwise(18, 3).stride(2, 2).padding(ONE, ONE),
    ),
    (
        layer([18, 2, 3, 3]).padding(ONE, ONE),
        layer([3, 18, 3, 3]).padding(ONE, ONE),
    ),
    (
        layer([20, 2, 3, 3]).stride(2, 1).padding(ONE, [0, 1]),
        layer([3, 20, 3, 3]).stride(2, 2),
    ),
    (
        layer([18, 1, 2, 2]),
        layer([2, 18, 3, 2])
            .dilation(2)
            .padding([3, 2], [0, 1])
            .border(Border::Replicate),
    ),
    (
        layer([18, 1, 2, 2]),
        layer([2, 18, 5, 1])
            .padding([1, 4], [0, 0])
            .border(Border::Constant(2.0)),
    ),
    // Windows with rows between them that no window sees.
    (
        layer([18, 1, 3, 3]).padding(ONE, ONE),
        layer([2, 18, 2, 3]).stride(7, 1),
    ),
    (
        layer([18, 1, 3, 3]).padding(ONE, ONE),
        layer([2, 18, 1, 1]).stride(3, 3),
    ),
    // The first layer may have any border, the second one is then computed at once.
    (
        layer([18, 1, 3, 3])
            .padding([2, 1], ONE)
            .border(Border::Wrap),
        layer([2, 18, 2, 2]),
    ),
    (
        layer([18, 1, 1, 1]),
        layer([2, 18, 3, 3])
            .padding(ONE, ONE)
            .border(Border::Reflect101),
    ),
    (
        layer([18, 1, 1, 1]),
        layer([2, 18, 3, 3])
            .padding([2, 2], ONE)
            .border(Border::Wrap),
    ),
    // Windows that see nothing but padding.
    (
        layer([18, 1, 1, 1]),
        layer([2, 18, 1, 1]).padding([2, 5], [0, 3]),
    ),
    // Spread over the output.
    (
        layer([2, 9, 2, 2]).stride(2, 2).transposed(),
        layer([4, 9, 3, 3]).padding(ONE, ONE),
    ),
    (
        layer([9, 2, 3, 3]).padding(ONE, ONE),
        layer([9, 4, 3, 3]).stride(2, 1).transposed(),
    ),
    (
        layer([6, 2, 3, 1]).groups(3),
        layer([4, 3, 1, 3]).groups(2).padding([0, 0], ONE),
    ),
    (
        depthwise(18, 5).padding([2, 2], [2, 2]),
        depthwise(18, 3).padding(ONE, ONE),
    ),
    (
        layer([36, 1, 3, 3]).groups(18).padding(ONE, ONE),
        layer([5, 36, 1, 1]),
    ),
];

/// Images of the input, and their rows and columns.
const SIZES: [(usize, (usize, usize)); 5] = [
    (1, (1, 1)),
    (2, (2, 3)),
    (3, (5, 7)),
    (3, (9, 40)),
    (1, (37, 251)),
];

fn shape_of(
    layout: Layout,
    images: usize,
    channels: usize,
    (rows, columns): (usize, usize),
) -> [usize; 4] {
    match layout {
        Layout::Nchw | Layout::Nchw16 => [images, channels, rows, columns],
        Layout::Nhwc => [images, rows, columns, channels],
    }
}

/// Checks that a chain has the bits of its layers on every level; returns whether it has an output.
fn same_bits<In: Element, Mid: Element, Out: Element + PartialEq + Debug>(
    first: &dyn Layer<In = In, Out = Mid>,
    second: &dyn Layer<In = Mid, Out = Out>,
    x: &[In],
    shape: [usize; 4],
    scratch: &mut ChainScratch<Mid>,
    what: &str,
) -> bool {
    assuming(CACHES, || {
        let chain = Chain::new(first, second).expect("the layers fit");
        let between = first.output_shape(shape);
        let output = between
            .clone()
            .and_then(|between| second.output_shape(between));
        assert_eq!(chain.output_shape(shape), output, "{what}");
        let (Ok(between), Ok(output)) = (between, output) else {
            return false;
        };
        let layout = first.explain().kernel().layout();
        let bits = |y: &[Out]| -> Vec<u64> { y.iter().map(|y| y.to_f64().to_bits()).collect() };
        // Poisoned: every output has to be written.
        let poisoned = || vec![Out::from_f64(77.0); elements(layout, output)];
        for level in Level::available() {
            let mut middle = vec![Mid::default(); elements(layout, between)];
            let (mut expected, mut found) = (poisoned(), poisoned());
            first
                .apply_into_at(level, x, shape, &mut middle)
                .expect(what);
            second
                .apply_into_at(level, &middle, between, &mut expected)
                .expect(what);
            chain
                .apply_into_at(level, x, shape, &mut found)
                .expect(what);
            assert!(
                bits(&found) == bits(&expected),
                "{what}, {shape:?}, {level}"
            );
        }
        let expected = bits(&chain.apply(x, shape).expect(what));
        let mut y = poisoned();
        chain.apply_with(x, shape, &mut y, scratch).expect(what);
        assert!(bits(&y) == expected, "{what}, {shape:?}, kept buffers");
        true
    })
}

#[test]
fn a_chain_has_the_bits_of_its_layers() {
    let mut random = Random::new(31);
    let numbers = random.singles(1 << 12);
    let values = |n: usize| -> LayerValues { numbers[..n].into() };
    let mut scratch = ChainScratch::new();
    let mut compared = 0;
    for (first, second) in PAIRS {
        for layout in Layout::ALL {
            let what = format!("{layout}: {first:?}, then {second:?}");
            let one = first.build::<f32, f32>(layout, values, |b| b.activation(Activation::Relu));
            let other =
                second.build::<f32, f32>(layout, values, |b| b.activation(Activation::Leaky(0.1)));
            for (images, size) in SIZES {
                let shape = shape_of(layout, images, first.inputs(), size);
                let x = random.singles(elements(layout, shape));
                compared += usize::from(same_bits(&one, &other, &x, shape, &mut scratch, &what));
            }
        }
    }
    // Some windows do not fit into the smallest inputs.
    assert!(
        compared >= PAIRS.len() * Layout::ALL.len() * 3,
        "{compared}"
    );
}

/// So many channels are copied, chunk by chunk, from planes that have more rows than the band.
#[test]
fn chunks_of_many_channels_are_copied_from_the_planes_of_a_band() {
    let mut random = Random::new(36);
    let numbers = random.singles(128 * 112);
    let values = |n: usize| -> LayerValues { numbers[..n].into() };
    let one = depthwise(128, 1).build::<f32, f32>(Layout::Nchw, values, |b| b);
    let other = layer([112, 128, 1, 1]).build::<f32, f32>(Layout::Nchw, values, |b| b);
    let shape = [1, 128, 42, 112];
    let x = random.singles(elements(Layout::Nchw, shape));
    let scratch = &mut ChainScratch::new();
    assert!(same_bits(&one, &other, &x, shape, scratch, "copied"));
}

#[test]
fn tiles_of_winograds_algorithm_fall_on_the_same_rows_in_every_band() {
    let mut random = Random::new(32);
    let numbers = random.singles(1 << 14);
    let values = |n: usize| -> LayerValues { numbers[..n].into() };
    let winograd = |b: LayerBuilder<f32, f32>| b.winograd(Winograd::Always);
    let dense = layer([16, 16, 3, 3]).padding(ONE, ONE);
    let point = layer([16, 16, 1, 1]);
    for layout in Layout::ALL {
        let of = |shape: Shape| shape.build(layout, values, winograd);
        let other = |shape: Shape| shape.build(layout, values, |b| b);
        for (first, second) in [
            (of(dense), of(dense)),
            (of(dense), of(layer([16, 16, 3, 3]))),
            (of(dense), other(point)),
            (of(dense), other(point.stride(9, 1))),
            (other(point), of(dense)),
        ] {
            for size in [(5, 6), (29, 257)] {
                let shape = shape_of(layout, 1, 16, size);
                let x = random.singles(elements(layout, shape));
                let scratch = &mut ChainScratch::new();
                assert!(same_bits(&first, &second, &x, shape, scratch, "Winograd's"));
            }
        }
    }
}

#[test]
fn integers_and_doubles_have_their_bits_too() {
    let mut random = Random::new(33);
    let integers = random.integers(1 << 12, -9, 9);
    let doubles = random.doubles(1 << 12);
    let bytes: Vec<u8> = (0..16 * 11 * 1000).map(|_| random.next() as u8).collect();
    let whole = |n: usize| -> LayerValues { integers[..n].to_vec().into() };
    let exact = |n: usize| -> LayerValues { doubles[..n].to_vec().into() };
    let quantization = Quantization {
        input_scale: 0.1,
        weight_scales: vec![0.05],
        output_scale: 0.5,
        output_zero: 99,
    };
    let quantized =
        |b: LayerBuilder<u8, u8>| b.quantization(quantization.clone()).zero_points(77, [3]);
    for (first, second) in [
        PAIRS[0], PAIRS[1], PAIRS[3], PAIRS[4], PAIRS[9], PAIRS[13], PAIRS[17],
    ] {
        for layout in Layout::ALL {
            // Bytes are short: bands of several rows, and one.
            for size in [(7, 9), (11, 1000)] {
                let shape = shape_of(layout, 1, first.inputs(), size);
                let n = elements(layout, shape);
                let what = format!("{layout}: {first:?}, then {second:?}");
                if first.inputs() <= 3 {
                    let one = first.build::<u8, u8>(layout, whole, quantized);
                    let other = second.build::<u8, u8>(layout, whole, quantized);
                    let sums = second.build::<u8, i32>(layout, whole, |b| b.zero_points(99, [3]));
                    let (x, scratch) = (&bytes[..n], &mut ChainScratch::new());
                    assert!(same_bits(&one, &other, x, shape, scratch, &what));
                    assert!(same_bits(&one, &sums, x, shape, scratch, &what));
                }
                let shape = shape_of(layout, 1, first.inputs(), (size.0, size.1 / 8 + 8));
                let one = first.build::<f64, f64>(layout, exact, |b| b);
                let other =
                    second.build::<f64, f64>(layout, exact, |b| b.activation(Activation::Tanh));
                let x = random.doubles(elements(layout, shape));
                let scratch = &mut ChainScratch::new();
                assert!(same_bits(&one, &other, &x, shape, scratch, &what));
            }
        }
    }
}

conv_kernel! {
    struct Depthwise: f32 { shape: [24, 1, 3, 3], groups: 24, padding: 1, activation: relu6 }
    struct Pointwise: f32 { shape: [8, 24, 1, 1], bias: true }
}

#[test]
fn declared_layers_and_run_time_layers_make_one_chain() -> Result<(), Error> {
    let mut random = Random::new(34);
    let depthwise = Depthwise::new(random.singles(24 * 9))?;
    let pointwise = Pointwise::new(random.singles(8 * 24), random.singles(8))?;
    let shape = [2, 24, 19, 900];
    let x = random.singles(shape.iter().product());
    let expected = pointwise.apply(&depthwise.apply(&x, shape)?, shape)?;
    assert_eq!(
        Chain::new(&depthwise, &pointwise)?.apply(&x, shape)?,
        expected
    );
    let boxed: Box<dyn Layer<In = f32, Out = f32>> = Box::new(depthwise.to_dyn()?);
    let chain = Chain::new(&*boxed, &pointwise)?;
    assert_eq!(chain.apply(&x, shape)?, expected);
    assert_eq!(chain.explain(), [depthwise.explain(), pointwise.explain()]);
    Ok(())
}

#[test]
fn every_number_of_threads_gives_the_same_bits() {
    let mut random = Random::new(35);
    let numbers = random.singles(1 << 14);
    let values = |n: usize| -> LayerValues { numbers[..n].into() };
    let pools = [1, 2, 3, 8].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads can be started")
    });
    let wide = layer([64, 18, 1, 1]);
    for (first, second) in [
        (depthwise(18, 3).padding(ONE, ONE), wide),
        (
            layer([18, 18, 3, 3]).padding(ONE, ONE),
            layer([30, 18, 3, 3]).stride(2, 1).padding(ONE, ONE),
        ),
        (
            layer([18, 64, 1, 1]),
            depthwise(18, 3).padding([2, 2], ONE).border(Border::Wrap),
        ),
        (
            layer([18, 40, 2, 2]).stride(2, 2).transposed(),
            layer([9, 40, 1, 1]),
        ),
    ] {
        for (layout, images) in [1, 2, 40]
            .into_iter()
            .flat_map(|n| Layout::ALL.map(|l| (l, n)))
        {
            let one = first.build::<f32, f32>(layout, values, |b| b.activation(Activation::Relu));
            let other = second.build::<f32, f32>(layout, values, |b| b);
            let chain = Chain::new(&one, &other).expect("the layers fit");
            let size = if images > 2 { (9, 30) } else { (31, 160) };
            let shape = shape_of(layout, images, first.inputs(), size);
            let x = random.singles(elements(layout, shape));
            let between = one.output_shape(shape).expect("the windows fit");
            let middle = one.apply(&x, shape).expect("the shape fits");
            let expected = other.apply(&middle, between).expect("the shape fits");
            for pool in &pools {
                let found = pool
                    .install(|| chain.apply_par(&x, shape))
                    .expect("the shape fits");
                let same = found
                    .iter()
                    .zip(&expected)
                    .all(|(a, b)| a.to_bits() == b.to_bits());
                assert!(
                    same && found.len() == expected.len(),
                    "{first:?}, {second:?}, {shape:?}"
                );
            }
        }
    }
}
