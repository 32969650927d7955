//! Outputs in the place of inputs have the bits of outputs beside them.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Element, PerAxis, Tap, taps};

fn element(index: usize) -> u8 {
    (index.wrapping_mul(2_654_435_761) >> 7) as u8
}

const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(3.0),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

fn dense(rows: usize, columns: usize) -> Taps {
    let values = (0..rows * columns).map(|index| Tap::from(f32::from(element(index)) - 99.5));
    Taps::new(vec![rows, columns], values.collect())
}

/// Compares a kernel in place with `apply`, in a plane between other elements.
fn same<T: Element + From<u8>>(kernel: &dyn Filter<In = T, Out = T>, scratch: &mut Scratch) {
    for (width, height) in [(1, 1), (2, 3), (9, 7), (3, 90), (700, 41), (1500, 130)] {
        let (stride, poison) = (width + 5, T::from_f64(7.0));
        let data: Vec<T> = (0..stride * height)
            .map(|index| T::from(element(index)))
            .collect();
        let mut plane = data.clone();
        let source = Plane::new(&data, stride, height).unwrap();
        let whole = kernel
            .apply(source.sub(2, 0, width, height).unwrap())
            .unwrap();
        for row in plane.chunks_exact_mut(stride) {
            row[..2].fill(poison);
            row[width + 2..].fill(poison);
        }
        let place = PlaneMut::new(&mut plane, stride, height).unwrap();
        let place = place.sub(2, 0, width, height).unwrap();
        kernel.apply_in_place(place, scratch).unwrap();
        for (y, row) in plane.chunks_exact(stride).enumerate() {
            assert!(
                row[2..width + 2] == *whole.row(y).unwrap(),
                "{kernel:?}, {width}x{height}, row {y}"
            );
            let beside = row[..2].iter().chain(&row[width + 2..]);
            assert!(
                beside.clone().all(|&element| element == poison),
                "{kernel:?}"
            );
        }
    }
}

#[test]
fn planes_in_place_have_the_bits_of_two_planes() {
    let mut scratch = Scratch::new();
    let paddings = [
        Padding::Same,
        Padding::SameLower,
        Padding::Sides(vec![[4, 0], [0, 2]]),
        Padding::Sides(vec![[0, 4], [2, 0]]),
    ];
    for (taps, all) in [
        (dense(5, 3), true),
        (taps::library::binomial(5), false),
        (dense(1, 9), false),
        (dense(9, 1), false),
    ] {
        for border in BORDERS {
            for padding in &paddings[..if all { 4 } else { 2 }] {
                let kernel = DynKernel::<f32, f32>::builder(taps.clone())
                    .padding(padding.clone())
                    .border(border);
                same::<f32>(&kernel.build().unwrap(), &mut scratch);
                if padding == &Padding::Same {
                    let kernel = DynKernel::<f64, f64>::builder(taps.clone())
                        .padding(Padding::Same)
                        .border(PerAxis::Each(vec![border, Border::Reflect]))
                        .dilation(3);
                    same::<f64>(&kernel.build().unwrap(), &mut scratch);
                }
            }
        }
    }
}

conv_kernel! {
    struct Sharpen: u8 {
        taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        padding: same,
        border: reflect101,
        overflow: saturate,
    }
}

conv_kernel! {
    struct Causal: i16 { taps: [1, 2, 1], scale: 1/4, padding: causal, border: reflect }
}

#[test]
fn declared_kernels_work_in_place() {
    same::<u8>(&Sharpen, &mut Scratch::new());
    let mut signal: Vec<i16> = (0..9001).map(|index| i16::from(element(index))).collect();
    let whole = Causal.apply(&signal).unwrap();
    Causal
        .apply_in_place(&mut signal, &mut Scratch::new())
        .unwrap();
    assert!(signal == whole);
}

#[test]
fn signals_in_place_have_the_bits_of_two_signals() {
    let mut scratch = Scratch::new();
    for count in [1, 4, 40] {
        let taps: Vec<f32> = (0..count)
            .map(|tap| f32::from(element(tap)) - 99.5)
            .collect();
        for border in BORDERS {
            for padding in [Padding::Same, Padding::SameLower, Padding::Causal] {
                let kernel = DynSignal::<f32, f32>::builder(taps.clone())
                    .padding(padding)
                    .border(border)
                    .build()
                    .unwrap();
                for length in [1, 2, 7, 100, 4096, 9999] {
                    let mut signal: Vec<f32> =
                        (0..length).map(|index| f32::from(element(index))).collect();
                    let whole = kernel.apply(&signal).unwrap();
                    kernel.apply_in_place(&mut signal, &mut scratch).unwrap();
                    assert!(signal == whole, "{kernel:?}, {length} samples");
                }
            }
        }
    }
}

#[test]
fn outputs_of_another_size_have_no_place() {
    let half = DynKernel::<f32, f32>::builder(dense(3, 3))
        .stride(2)
        .build()
        .unwrap();
    let mut data = [0.0; 81];
    let plane = PlaneMut::new(&mut data, 9, 9).unwrap();
    let error = half.apply_in_place(plane, &mut Scratch::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the output is 4x4, and the destination is 9x9"
    );
    let valid = DynSignal::<f32, f32>::builder([1.0, 2.0]).build().unwrap();
    let error = valid
        .apply_in_place(&mut data, &mut Scratch::new())
        .unwrap_err();
    assert_eq!(
        error,
        Error::Length {
            expected: 80,
            found: 81
        }
    );
}
