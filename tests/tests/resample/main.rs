//! Changes of rate: interpolated signals against their definition, SciPy, and each other.
#![allow(clippy::unwrap_used)]

mod definition;
mod streams;
mod ways;

use conv_kernel::prelude::*;
use conv_kernel::{Element, SignalBuilder, reference, verify};

use conv_kernel_tests::cases::BORDERS;
use definition::{Case, padded};

/// A small integer for each index.
fn element(index: usize) -> i64 {
    ((index.wrapping_mul(2_654_435_761) >> 7) % 41) as i64 - 20
}

fn elements(count: usize, from: usize) -> Vec<i64> {
    (from..from + count).map(element).collect()
}

/// Every padding that a signal can have.
fn paddings() -> [Padding; 8] {
    [
        Padding::Valid,
        Padding::Same,
        Padding::SameLower,
        Padding::Full,
        Padding::Causal,
        Padding::Amounts(vec![3, 0]),
        Padding::Amounts(vec![0, 11]),
        Padding::Amounts(vec![23, 5]),
    ]
}

/// A builder with these options; small integers as taps, so that float sums are exact too.
fn builder<In: Element, Out: Element>(case: &Case) -> SignalBuilder<In, Out> {
    let builder = DynSignal::<In, Out>::builder(case.taps.clone())
        .interpolate(case.rate)
        .stride(case.stride)
        .dilation(case.dilation)
        .padding(case.padding.clone());
    if case.padding == Padding::Valid {
        builder
    } else {
        builder.border(case.border)
    }
}

/// Calls back with cases of every rate, stride, dilation, padding and border.
fn cases(mut check: impl FnMut(&Case)) {
    for rate in 1..=5 {
        for stride in 1..=4 {
            for dilation in 1..=3 {
                for count in [1, 2, 3, 5, 8, 19] {
                    for padding in paddings() {
                        for (turn, border) in BORDERS.into_iter().enumerate() {
                            // What no border is for is checked once.
                            if turn > 0 && padding == Padding::Valid {
                                continue;
                            }
                            check(&Case {
                                taps: elements(count, 7),
                                rate,
                                stride,
                                dilation,
                                padding: padding.clone(),
                                border,
                            });
                        }
                    }
                }
            }
        }
    }
}

fn outputs_are_those_of_the_definition(level: Level) {
    let mut compared = 0;
    cases(|case| {
        let integers = builder::<i16, i32>(case).build().unwrap();
        let floats = builder::<f32, f32>(case).build().unwrap();
        // Below the kernel, beside it, and so long that each branch has a job of its own.
        let long = 40 * case.stride;
        let seldom = matches!(case.border, Border::Zero | Border::Reflect) && case.taps.len() > 2;
        for length in [1, 2, 3, 7, long] {
            if length == long && !seldom {
                continue;
            }
            let signal = elements(length, 0);
            let expected = case.outputs(&signal);
            let count = integers.output_len(length).unwrap_or_default();
            assert_eq!(count, expected.len(), "{integers:?} of {length}");
            if count == 0 {
                continue;
            }
            let signal: Vec<i16> = signal.iter().map(|&x| x as i16).collect();
            let mut out = vec![77; count];
            integers.apply_into_at(level, &signal, &mut out).unwrap();
            let found = out.iter().map(|&y| i64::from(y));
            assert!(
                found.eq(expected.iter().copied()),
                "{integers:?}: {signal:?}"
            );
            let signal: Vec<f32> = signal.iter().map(|&x| f32::from(x)).collect();
            let mut out = vec![77.0; count];
            floats.apply_into_at(level, &signal, &mut out).unwrap();
            let found = out.iter().map(|&y| y as i64);
            assert!(found.eq(expected.iter().copied()), "{floats:?}: {signal:?}");
            compared += 2 * count;
        }
    });
    println!("{compared} outputs compared at {level}");
    assert!(compared > 1_000_000);
}

conv_kernel_tests::each_level! { outputs_are_those_of_the_definition }

#[test]
fn the_reference_and_the_matrix_are_the_definition_too() {
    let mut compared = 0;
    cases(|case| {
        let kernel = builder::<i16, i32>(case).build().unwrap();
        for length in [1, 5] {
            let signal: Vec<i16> = elements(length, 0).iter().map(|&x| x as i16).collect();
            let expected = case.outputs(&elements(length, 0));
            if expected.is_empty() {
                continue;
            }
            let spec = kernel.kernel();
            let found = reference::correlate_signal::<i16, i32>(&spec, &signal).unwrap();
            assert!(
                found
                    .iter()
                    .map(|&y| i64::from(y))
                    .eq(expected.iter().copied())
            );
            let matrix = kernel.matrix(length).unwrap();
            let found: Vec<i32> = matrix.apply(&signal).unwrap();
            assert!(
                found
                    .iter()
                    .map(|&y| i64::from(y))
                    .eq(expected.iter().copied())
            );
            compared += 1;
        }
    });
    assert!(compared > 10_000);
}

/// The numbers of a line's part.
fn numbers(part: &str) -> Vec<f64> {
    let number = |word: &str| word.parse().unwrap();
    part.split_whitespace().map(number).collect()
}

fn full_padding_is_upfirdn(level: Level) {
    let mut lines = 0;
    for line in include_str!("upfirdn.txt").lines() {
        let [rates, taps, signal, expected] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let [taps, signal, expected] = [taps, signal, expected].map(numbers);
        let rates = numbers(rates);
        let (up, down) = (rates[0] as usize, rates[1] as usize);
        if line.contains('.') {
            let taps: Vec<f32> = taps.iter().map(|&tap| tap as f32).collect();
            let signal: Vec<f32> = signal.iter().map(|&x| x as f32).collect();
            let kernel = DynSignal::<f32, f32>::builder(taps)
                .mode(Mode::Convolve)
                .interpolate(up)
                .stride(down)
                .padding(Padding::Full)
                .build()
                .unwrap();
            let mut out = vec![9.0; expected.len()];
            kernel.apply_into_at(level, &signal, &mut out).unwrap();
            let src = Plane::new(&signal, signal.len(), 1).unwrap();
            let magnitudes = reference::magnitudes(&kernel.kernel(), src).unwrap();
            let operations = kernel.explain().operations();
            for ((found, expected), &magnitude) in out.iter().zip(expected).zip(magnitudes.data()) {
                // SciPy's own error is that of as many operations in double precision.
                let bound = reference::tolerance(&kernel.kernel(), operations, magnitude);
                let bound = bound * (1.0 + 1e-8);
                let error = (f64::from(*found) - expected).abs();
                assert!(error <= bound, "{up}/{down}: {error} is beyond {bound}");
            }
        } else {
            let taps: Vec<i64> = taps.iter().map(|&tap| tap as i64).collect();
            let signal: Vec<i16> = signal.iter().map(|&x| x as i16).collect();
            let kernel = DynSignal::<i16, i32>::builder(taps)
                .mode(Mode::Convolve)
                .interpolate(up)
                .stride(down)
                .padding(Padding::Full)
                .build()
                .unwrap();
            let mut out = vec![9; expected.len()];
            kernel.apply_into_at(level, &signal, &mut out).unwrap();
            assert!(out.iter().map(|&y| f64::from(y)).eq(expected), "{line}");
        }
        lines += 1;
    }
    assert_eq!(lines, 124);
}

conv_kernel_tests::each_level! { full_padding_is_upfirdn }

conv_kernel! {
    struct Double: f32 { taps: lowpass(31, 0.4, hamming), interpolate: 2, scale: 2, padding: causal }
    struct Rational: f32 { taps: lowpass(25, 0.2, hann), interpolate: 3, stride: 2, padding: full }
    struct Integers: i16 -> i32 { taps: [3, -1, 4, 0, 5, -9], interpolate: 4, stride: 3, padding: same, border: reflect }
    struct Bytes: u8 { taps: [1, 3, 3, 1], interpolate: 2, scale: 1/4, padding: [2, 2], border: replicate }
    struct Few: f64 { taps: [0.5, -0.25], interpolate: 7, padding: same_lower, border: reflect101 }
    struct Spread: i8 -> i16 { taps: [1, -2, 3, -4], interpolate: 6, dilation: 4, padding: [9, 14], border: constant(3) }
    struct Given: f32 { shape: [9], interpolate: 2, stride: 3, padding: full }
    struct Counted: i16 -> i32 { shape: [5], interpolate: 3, padding: causal, mode: convolve }
    struct Once: u8 -> i32 { taps: [1, 2, 1], interpolate: 1, padding: same }
    struct Zeros: f32 { taps: [0.0, 0.0, 0.0], interpolate: 2, padding: same }
}

#[test]
fn declared_kernels_agree_with_run_time_kernels_the_reference_and_the_matrix() {
    verify(&Double).unwrap();
    verify(&Rational).unwrap();
    verify(&Integers).unwrap();
    verify(&Bytes).unwrap();
    verify(&Few).unwrap();
    verify(&Spread).unwrap();
    verify(&Given::new([0.5, -1.0, 2.0, 0.0, 3.0, -0.1, 7.0, 1.5, 0.3]).unwrap()).unwrap();
    verify(&Counted::new([1, 0, -3, 400, 5]).unwrap()).unwrap();
    verify(&Once).unwrap();
    verify(&Zeros).unwrap();
}

#[test]
fn arrays_are_filled_without_an_allocator_and_say_so_if_their_size_is_wrong() {
    let src = [1i16, -2, 3, 50, -7];
    let out: [i32; 7] = Integers.apply_array(&src);
    assert_eq!(out.as_slice(), Integers.apply(&src).unwrap());
    let out: [f32; 6] = Double.apply_array(&[1.0, 2.0, 4.0]);
    assert_eq!(out.as_slice(), Double.apply(&[1.0, 2.0, 4.0]).unwrap());
    assert_eq!(Double::HALO, [15, 0]);
    assert_eq!(Once::HALO, [1, 1]);
}

#[test]
fn a_nan_reaches_only_the_outputs_whose_taps_meet_it() {
    for length in [9, 300] {
        let mut signal = vec![1.0f32; length];
        signal[4] = f32::NAN;
        let case = Case {
            taps: vec![1, 0, 5, -2, 7],
            rate: 3,
            stride: 1,
            dilation: 1,
            padding: Padding::Same,
            border: Border::Zero,
        };
        let kernel = builder::<f32, f32>(&case).build().unwrap();
        let found: Vec<usize> = (0..)
            .zip(kernel.apply(&signal).unwrap())
            .filter_map(|(index, value)| value.is_nan().then_some(index))
            .collect();
        // Output o meets position o - 2 + i through tap i, of which tap 1 is zero.
        assert_eq!(found, [10, 11, 12, 14]);
    }
}

#[test]
fn the_range_is_that_of_one_branch() {
    let kernel = |rate| DynSignal::<u8, u16>::builder([200, 57, 57, 200]).interpolate(rate);
    let refused = kernel(1).build().unwrap_err();
    assert!(refused.to_string().contains("[0, 131070]"), "{refused}");
    let kernel = kernel(2).padding(Padding::Full).build().unwrap();
    assert_eq!(kernel.apply(&[255, 255]).unwrap()[2], 255 * 257);
    assert!(
        kernel.explain().to_string().contains("[0, 65535]"),
        "{}",
        kernel.explain()
    );
    // As for taps that come at run time.
    conv_kernel! {
        struct Late: u8 -> u16 { shape: [4], interpolate: 2 }
        struct Whole: u8 -> u16 { shape: [4] }
    }
    assert!(Late::new([200, 57, 57, 200]).is_ok());
    assert!(Whole::new([200, 57, 57, 200]).is_err());
}

#[test]
fn a_plan_says_that_zeros_are_not_multiplied() {
    let plan = Integers.explain();
    assert_eq!(plan.operations(), 2);
    let text = plan.to_string();
    for said in [
        "stride 3, interpolate 4",
        "for each output one of 4 branches, 2 multiply-adds instead of 6 (1 zero tap left out)",
    ] {
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn the_adjoint_is_the_transposed_matrix() {
    let mut compared = 0;
    cases(|case| {
        let kernel = builder::<i16, i32>(case).build().unwrap();
        for length in [1, 6] {
            let Ok(adjoint) = kernel.adjoint(length) else {
                continue;
            };
            let matrix = kernel.matrix(length).unwrap();
            let y: Vec<i32> = elements(adjoint.input_len(), 3)
                .iter()
                .map(|&y| y as i32)
                .collect();
            let mut expected = vec![0i128; length];
            for (row, &y) in y.iter().enumerate() {
                for (column, sum) in expected.iter_mut().enumerate() {
                    *sum += matrix.entry(row, column) as i128 * i128::from(y);
                }
            }
            assert_eq!(adjoint.apply_exact(&y).unwrap(), expected, "{kernel:?}");
            compared += 1;
        }
    });
    assert!(compared > 10_000);
}

#[test]
fn mistakes_of_the_builder_are_named() {
    let taps = || DynSignal::<f32, f32>::builder([1.0, 2.0]);
    let message = |built: Result<DynSignal<f32, f32>, Error>| built.unwrap_err().to_string();
    assert_eq!(
        message(taps().interpolate(0).build()),
        "`.interpolate(..)` cannot be 0: write 1 or more"
    );
    assert_eq!(
        message(taps().interpolate(2).method(Method::Auto).build()),
        "`.method(..)` sums a signal as it is, and `.interpolate(..)` changes its rate, which is done directly: remove `.method(..)`, or `.interpolate(..)`"
    );
    assert_eq!(
        taps()
            .interpolate(2)
            .build()
            .unwrap()
            .apply(&[1.0])
            .unwrap_err()
            .to_string(),
        "the kernel spans 2 columns, and the padded input has only 1: use more padding or a larger input"
    );
}

#[test]
fn the_padded_signal_of_the_definition_is_as_the_documentation_shows_it() {
    // reflect: cba|abc|cba, then a zero between each two.
    let shown = padded(&[1, 2, 3], 2, (3, 4), Border::Reflect);
    assert_eq!(shown, [0, 1, 0, 1, 0, 2, 0, 3, 0, 3, 0, 2]);
    assert_eq!(
        padded(&[1, 2], 3, (1, 3), Border::Constant(7.0)),
        [0, 1, 0, 0, 2, 0, 0, 7]
    );
}
