//! Threads change the time of gradients and nothing else.

#![allow(clippy::unwrap_used)]

use crate::cases::{Random, elements};
use crate::gradient::Case;
use conv_kernel::prelude::*;
use conv_kernel::{Element, LayerValues};
use rayon::ThreadPoolBuilder;

const THREADS: [usize; 4] = [1, 2, 3, 5];

/// One group of 20 inputs and 40 outputs on 40x37 pixels: three chunks of pixels, 10.7 million
/// multiply-adds, which are shared.
const CASE: Case = Case {
    transposed: false,
    groups: 1,
    inputs: 20,
    outputs: 40,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: [[1, 1], [1, 1]],
    borders: [Border::Zero, Border::Zero],
    mode: Mode::Correlate,
    layout: Layout::Nchw,
    images: 1,
    input: [40, 37],
};

/// What is cut in different ways: chunks of rows and of parts of rows, batches, windows that are
/// one run of columns and several, strides, borders, and groups few and many.
fn cases() -> Vec<Case> {
    let (wrap, mirror) = (Border::Wrap, Border::Reflect101);
    let changed = [
        CASE,
        Case {
            images: 3,
            stride: [2, 1],
            borders: [wrap, mirror],
            ..CASE
        },
        Case {
            dilation: [2, 3],
            padding: [[3, 0], [1, 4]],
            borders: [mirror, wrap],
            mode: Mode::Convolve,
            ..CASE
        },
        // Rows longer than a chunk.
        Case {
            inputs: 8,
            outputs: 17,
            kernel: [2, 5],
            borders: [Border::Replicate, Border::Constant(0.5)],
            input: [7, 1100],
            ..CASE
        },
        // An output pixel for each image.
        Case {
            inputs: 64,
            outputs: 48,
            kernel: [4, 4],
            padding: [[0; 2]; 2],
            images: 65,
            input: [4, 4],
            ..CASE
        },
        Case {
            groups: 2,
            images: 2,
            stride: [1, 2],
            ..CASE
        },
        Case {
            groups: 150,
            inputs: 150,
            outputs: 300,
            input: [90, 91],
            padding: [[2, 0], [0, 2]],
            borders: [Border::Reflect, wrap],
            ..CASE
        },
    ];
    let plain = changed.iter().copied();
    let transposed = changed.iter().map(|&case| Case {
        transposed: true,
        padding: [[1, 0], [0, 1]],
        stride: case.stride.map(|stride| stride.max(2)),
        ..case
    });
    let both = plain.chain(transposed);
    both.flat_map(|case| Layout::ALL.map(|layout| Case { layout, ..case }))
        .collect()
}

/// Both gradients of every case, each on one of the numbers of threads.
fn same_bits<T: Element>(draw: impl Fn(&mut Random, usize) -> Vec<T>)
where
    LayerValues: From<Vec<T>>,
{
    let pools = THREADS.map(|threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap()
    });
    let mut random = Random::new(51);
    for (case, pool) in cases().into_iter().zip(pools.iter().cycle()) {
        let weights = draw(&mut random, case.weights().iter().product());
        let layer = case.builder::<T>(weights).build().unwrap();
        let shape = case.shape();
        let x = draw(&mut random, elements(case.layout, shape));
        let output = elements(case.layout, layer.output_shape(shape).unwrap());
        let dy = draw(&mut random, output);
        let dx = layer.input_gradient(&dy, shape).unwrap();
        let dw = layer.weight_gradient(&x, &dy, shape).unwrap();
        let bits = |y: &T| y.to_f64().to_bits();
        let threads = pool.current_num_threads();
        let found = pool.install(|| layer.input_gradient_par(&dy, shape));
        let found = found.unwrap();
        let equal = found.iter().map(bits).eq(dx.iter().map(bits));
        assert!(equal, "input, {threads} threads: {case:?}");
        let found = pool.install(|| layer.weight_gradient_par(&x, &dy, shape));
        let found = found.unwrap();
        let equal = found.iter().map(bits).eq(dw.iter().map(bits));
        assert!(equal, "weights, {threads} threads: {case:?}");
    }
}

#[test]
fn gradients_of_singles_have_the_same_bits_on_every_number_of_threads() {
    same_bits::<f32>(Random::singles);
}

#[test]
fn gradients_of_doubles_have_the_same_bits_on_every_number_of_threads() {
    // Thirds have no short mantissas, of which sums would be exact in any order.
    same_bits::<f64>(|random, count| random.doubles(count).iter().map(|x| x / 3.0).collect());
}

#[test]
fn what_is_wrong_with_the_lengths_or_the_types_is_an_error_on_all_threads_too() {
    let layer = CASE.builder::<f32>(vec![0.5f32; 40 * 20 * 9]);
    let layer = layer.build().unwrap();
    let (shape, length) = (CASE.shape(), 20 * 40 * 37);
    let (x, dy) = (vec![1.0; length], vec![1.0; 2 * length]);
    let wrong = |expected, found| Error::Length { expected, found };
    let short = layer.input_gradient_par(&dy[1..], shape);
    assert_eq!(short, Err(wrong(2 * length, 2 * length - 1)));
    let short = layer.weight_gradient_par(&x[1..], &dy, shape);
    assert_eq!(short, Err(wrong(length, length - 1)));
    let short = layer.weight_gradient_par(&x, &[], shape);
    assert_eq!(short, Err(wrong(2 * length, 0)));
    assert!(layer.weight_gradient_par(&x, &dy, [1, 3, 40, 37]).is_err());

    // Without images there is nothing to add.
    let none = layer.weight_gradient_par(&[], &[], [0, 20, 40, 37]);
    assert_eq!(none, Ok(vec![0.0; 40 * 20 * 9]));
    assert_eq!(layer.input_gradient_par(&[], [0, 20, 40, 37]), Ok(vec![]));

    let integers = DynLayer::<u8, i32>::builder([1], [1, 1, 1, 1]).build();
    let integers = integers.unwrap();
    let one = [1, 1, 1, 1];
    let refused = integers.input_gradient_par(&[1], one);
    assert_eq!(refused, Err(Error::NoGradient));
    let refused = integers.weight_gradient_par(&[1], &[1], one);
    assert_eq!(refused, Err(Error::NoGradient));
}
