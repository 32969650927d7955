//! Integers: the direct way and the reference, bit for bit.

use super::any_window;
use conv_kernel::prelude::*;
use conv_kernel::{Element, KernelBuilder, Tap, reference};
use conv_kernel_tests::cases::{Random, every_signal};
use conv_kernel_tests::each_level;
use conv_plan::window::AxisPadding;

/// Sizes 1..9, kernels 1..5, strides 1..3, dilations 1..2, every padding and border: 44,226
/// kernels.
#[test]
fn every_small_signal_is_that_of_the_direct_way() {
    let mut random = Random::new(5);
    let mut count = 0;
    every_signal(|window, length| {
        let axis = window.columns;
        let taps: Vec<i64> = (0..axis.kernel).map(|_| random.integer(-9, 9)).collect();
        let builder = || {
            let builder = DynSignal::<i8, i32>::builder(taps.clone())
                .stride(axis.stride)
                .dilation(axis.dilation);
            let padding = match axis.padding {
                AxisPadding::Valid => return builder,
                AxisPadding::Same => Padding::Same,
                AxisPadding::SameLower => Padding::SameLower,
                AxisPadding::Full => Padding::Full,
                AxisPadding::Causal => Padding::Causal,
                AxisPadding::Explicit { before, after } => Padding::Amounts(vec![before, after]),
            };
            let builder = builder.padding(padding);
            if axis.padding
                == (AxisPadding::Explicit {
                    before: 0,
                    after: 0,
                })
            {
                builder
            } else {
                builder.border(window.column_border)
            }
        };
        let (Ok(direct), Ok(fft)) = (builder().build(), builder().method(Method::Fft).build())
        else {
            return;
        };
        let x: Vec<i8> = random.elements(length);
        assert_eq!(fft.apply(&x), direct.apply(&x), "{fft:?} {length}");
        count += 1;
    });
    assert!(count > 40_000, "{count}");
}

fn planes<In: Element, Out: Element>(level: Level, seed: u64, cases: usize, largest: usize) {
    let mut random = Random::new(seed);
    let mut compared = 0;
    for _ in 0..cases {
        let (rows, columns) = (1 + random.size(8), 1 + random.size(8));
        // Floats do not wrap around.
        let rule = match random.pick(&[Overflow::Saturate, Overflow::Wrap]) {
            Overflow::Wrap if !Out::TYPE.is_float() => Overflow::Wrap,
            _ => Overflow::Saturate,
        };
        let builder = any_window::<In, Out>(&mut random, rows, columns)
            .scale(Tap::ratio(random.integer(1, 7), random.integer(1, 40)).unwrap())
            .overflow(rule);
        let (width, height) = (1 + random.size(largest), 1 + random.size(largest));
        let Ok(kernel) = builder.method(Method::Fft).build() else {
            continue;
        };
        let x: Vec<In> = random.elements(width * height);
        let src = Plane::new(&x, width, height).unwrap();
        let Ok((out_width, out_height)) = kernel.output_size(width, height) else {
            continue;
        };
        let expected = reference::correlate::<In, Out>(&kernel.kernel(), src).unwrap();
        let mut found = PlaneBuf::filled(out_width, out_height, Out::from_f64(77.0)).unwrap();
        kernel
            .apply_into_at(level, src, found.as_plane_mut())
            .unwrap();
        assert_eq!(found, expected, "{kernel:?} {width}x{height}");
        compared += 1;
    }
    assert!(compared > cases / 2, "{compared} of {cases}");
}

fn every_pair_of_integer_types(level: Level) {
    planes::<u8, u8>(level, 1, 40, 20);
    planes::<u8, i16>(level, 2, 40, 20);
    planes::<i8, i8>(level, 3, 40, 20);
    planes::<i8, u16>(level, 4, 40, 20);
    planes::<u16, u16>(level, 5, 40, 20);
    planes::<i16, i32>(level, 6, 40, 20);
    planes::<i32, i32>(level, 7, 40, 20);
    planes::<i16, f32>(level, 8, 40, 20);
    planes::<u8, f64>(level, 9, 40, 20);
}

/// Several blocks on each axis, in pairs and alone.
fn larger_planes(level: Level) {
    planes::<u8, u8>(level, 10, 8, 300);
    planes::<i16, i32>(level, 11, 4, 300);
}

each_level!(every_pair_of_integer_types, larger_planes);

/// The largest tap of a kernel of some rows and columns for which the proof holds.
fn largest_tap(rows: usize, columns: usize) -> i64 {
    let (mut tap, mut step) = (0i64, 1i64 << 40);
    while step > 0 {
        if plane_of(tap + step, rows, columns)
            .method(Method::Fft)
            .build()
            .is_ok()
        {
            tap += step;
        }
        step /= 2;
    }
    tap
}

fn plane_of(tap: i64, rows: usize, columns: usize) -> KernelBuilder<i32, f64> {
    let row = |row| (0..columns).map(move |at| if (at + row) % 2 == 0 { tap } else { 1 - tap });
    let taps: Vec<Vec<i64>> = (0..rows).map(|at| row(at).collect()).collect();
    DynKernel::builder(taps)
        .padding(Padding::Same)
        .border(Border::Wrap)
}

#[test]
fn sums_as_large_as_the_proof_allows_are_exact() {
    let mut random = Random::new(12);
    for [rows, columns] in [
        [1, 1],
        [1, 2],
        [2, 1],
        [1, 3],
        [2, 2],
        [3, 3],
        [1, 61],
        [9, 2],
        [17, 5],
    ] {
        let tap = largest_tap(rows, columns);
        assert!(tap > 1, "nothing is exact");
        let direct = plane_of(tap, rows, columns).build().unwrap();
        let fft = plane_of(tap, rows, columns)
            .method(Method::Fft)
            .build()
            .unwrap();
        for (width, height) in [(1, 1), (60, 1), (1, 60), (9, 7), (100, 80), (700, 33)] {
            let extremes: Vec<i32> = (0..width * height)
                .map(|_| random.pick(&[i32::MIN, i32::MAX]))
                .collect();
            let src = Plane::new(&extremes, width, height).unwrap();
            let what = || format!("{rows}x{columns} taps of {tap} over {width}x{height}");
            assert_eq!(
                fft.apply(src).unwrap(),
                direct.apply(src).unwrap(),
                "{}",
                what()
            );
        }
    }
}
