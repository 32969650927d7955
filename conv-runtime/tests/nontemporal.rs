//! Outputs written past the caches have the same bits as others, and nothing beside them changes.
#![allow(clippy::unwrap_used)]

use conv_plan::number::Overflow;
use conv_plan::taps::{Tap, Taps, library};
use conv_plan::window::{Border, Padding};
use conv_runtime::{Caches, DynKernel, DynSignal, Element, Filter, Level, Plane, PlaneMut};
use conv_runtime::{SignalFilter, assuming};

/// A CPU whose last cache every output outgrows; with 0 none does.
const fn last(bytes: usize) -> Caches {
    Caches {
        last: bytes,
        ..Caches::ASSUMED
    }
}

fn element(index: usize) -> u8 {
    (index.wrapping_mul(2_654_435_761) >> 7) as u8
}

/// Compares both ways at every level, with outputs of any alignment that lie between other elements.
fn same<In, Out>(kernel: &DynKernel<In, Out>, (width, height): (usize, usize))
where
    In: Element + From<u8>,
    Out: Element + TryFrom<u8, Error: core::fmt::Debug>,
{
    let poison = Out::try_from(77).unwrap();
    let input: Vec<In> = (0..width * height)
        .map(|index| In::from(element(index)))
        .collect();
    let input = Plane::new(&input, width, height).unwrap();
    let (columns, rows) = kernel.output_size(width, height).unwrap();
    for level in Level::available() {
        for (skew, stride) in [
            (0, columns),
            (3, columns + 5),
            (16, columns.next_multiple_of(64) + 64),
        ] {
            let [ordinary, past] = [0, 1].map(|bytes| {
                let mut out = vec![poison; stride * (rows + 1)];
                let plane = PlaneMut::new(&mut out, stride, rows + 1).unwrap();
                let plane = plane.sub(skew, 0, columns, rows).unwrap();
                assuming(last(bytes), || {
                    kernel.apply_into_at(level, input, plane).unwrap();
                });
                out
            });
            assert!(
                ordinary == past,
                "{level:?}, {width}x{height}, {skew} elements in, {stride} apart"
            );
        }
    }
}

/// Widths whose last columns are fewer than a tile among them.
const SIZES: [(usize, usize); 7] = [
    (1, 1),
    (9, 7),
    (130, 11),
    (584, 9),
    (1021, 19),
    (3001, 9),
    (3088, 3),
];

/// One pass over rows as they lie, one over converted rows, two passes; a row stride, a column
/// stride, no border.
#[test]
fn planes_have_the_same_bits_past_the_caches() {
    let dense = |n: usize| {
        let values = (0..n * n).map(|index| Tap::from(f32::from(element(index)) - 99.5));
        Taps::new(vec![n, n], values.collect())
    };
    let same_size = || (Padding::Same, Border::Reflect101);
    for size in SIZES {
        for taps in [dense(3), dense(5), dense(7), library::binomial(5)] {
            let (padding, border) = same_size();
            let floats = DynKernel::<f32, f32>::builder(taps.clone());
            same(
                &floats.padding(padding).border(border).build().unwrap(),
                size,
            );
            let (padding, border) = same_size();
            let bytes = DynKernel::<u8, f32>::builder(taps.clone());
            same(
                &bytes.padding(padding).border(border).build().unwrap(),
                size,
            );
            let (padding, border) = same_size();
            let doubles = DynKernel::<f64, f64>::builder(taps.clone()).stride([2, 1]);
            same(
                &doubles.padding(padding).border(border).build().unwrap(),
                size,
            );
            let (padding, border) = same_size();
            let strided = DynKernel::<u8, f32>::builder(taps).stride([1, 3]);
            same(
                &strided.padding(padding).border(border).build().unwrap(),
                size,
            );
        }
        for taps in [library::sharpen(), library::gaussian()] {
            let (padding, border) = same_size();
            let bytes = DynKernel::<u8, u8>::builder(taps.clone()).overflow(Overflow::Saturate);
            same(
                &bytes.padding(padding).border(border).build().unwrap(),
                size,
            );
            if size > (9, 7) {
                let words = DynKernel::<u8, i16>::builder(taps).overflow(Overflow::Saturate);
                same(&words.build().unwrap(), size);
            }
        }
    }
}

#[test]
fn signals_have_the_same_bits_past_the_caches() {
    for length in [1, 63, 64, 999, 5000] {
        for count in [3, 31, 100] {
            let taps: Vec<f32> = (0..count).map(|index| f32::from(element(index))).collect();
            let kernel = DynSignal::<f32, f32>::builder(taps)
                .padding(Padding::Same)
                .build()
                .unwrap();
            let x: Vec<f32> = (0..length).map(|index| f32::from(element(index))).collect();
            let [ordinary, past] =
                [0, 1].map(|bytes| assuming(last(bytes), || kernel.apply(&x).unwrap()));
            assert!(ordinary == past, "{count} taps over {length} samples");
        }
    }
}
