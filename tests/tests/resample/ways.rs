//! All ways to run an interpolated signal, and sizes that are extreme.

use super::{Rational, element};
use conv_kernel::prelude::*;
use conv_kernel::reference;
use conv_kernel_tests::ways::same;

#[test]
fn every_way_has_the_bits_of_every_other() {
    let signal: Vec<f32> = (0..40_000).map(|x| element(x) as f32 / 3.0).collect();
    for length in [1, 30, 500, 40_000] {
        let signal = &signal[..length];
        let whole = Rational.apply(signal).unwrap();
        let mut out = vec![0.0; whole.len()];
        Rational.apply_into(signal, &mut out).unwrap();
        assert!(out == whole);
        let mut scratch = Scratch::new();
        Rational.apply_with(signal, &mut out, &mut scratch).unwrap();
        assert!(out == whole);
        assert!(Rational.apply_par(signal).unwrap() == whole);
        assert!(Rational.to_dyn().apply(signal).unwrap() == whole);
    }
}

fn frames_have_the_bits_of_their_channels(level: Level) {
    fn of<const N: usize>(level: Level) {
        for length in [1, 4, 33, 700] {
            let frames: Vec<[f32; N]> = (0..length)
                .map(|at| core::array::from_fn(|channel| element(at * N + channel) as f32 / 7.0))
                .collect();
            let count = Rational.output_len(length).unwrap();
            let mut out = vec![[9.0; N]; count];
            Rational
                .apply_frames_into_at(level, &frames, &mut out)
                .unwrap();
            for channel in 0..N {
                let signal: Vec<f32> = frames.iter().map(|frame| frame[channel]).collect();
                let mut alone = vec![9.0; count];
                Rational.apply_into_at(level, &signal, &mut alone).unwrap();
                assert!(out.iter().map(|frame| frame[channel]).eq(alone));
            }
        }
    }
    of::<1>(level);
    of::<2>(level);
    of::<3>(level);
    of::<7>(level);
    of::<300>(level);
    of::<2500>(level);
}

conv_kernel_tests::each_level! { frames_have_the_bits_of_their_channels }

fn outputs_that_no_tap_meets_are_minus_zero_if_the_scale_is_negative(level: Level) {
    // Every tap meets the same phase: of the other outputs none meets any.
    for rate in [2, 3, 5] {
        let kernel = DynSignal::<u8, f32>::builder([1, 2, 3])
            .scale(-6)
            .interpolate(rate)
            .dilation(rate)
            .build()
            .unwrap();
        for length in [3, 9, 100, 5000] {
            let signal: Vec<u8> = (0..length).map(|x| element(x) as u8).collect();
            let expected: Vec<f32> =
                reference::correlate_signal(&kernel.kernel(), &signal).unwrap();
            let minus = expected.iter().filter(|x| x.to_bits() == 1 << 31);
            assert!(minus.count() >= expected.len() / 2);
            let mut out = vec![9.0; expected.len()];
            kernel.apply_into_at(level, &signal, &mut out).unwrap();
            same(&out, &expected, &format!("{rate}, {length}"));
            let frames: Vec<[u8; 2]> = signal.iter().map(|&x| [x; 2]).collect();
            let mut out = vec![[9.0; 2]; expected.len()];
            kernel
                .apply_frames_into_at(level, &frames, &mut out)
                .unwrap();
            let first: Vec<f32> = out.iter().map(|frame| frame[0]).collect();
            same(&first, &expected, &format!("frames, {rate}, {length}"));
        }
    }
}

conv_kernel_tests::each_level! { outputs_that_no_tap_meets_are_minus_zero_if_the_scale_is_negative }

#[test]
fn a_rate_or_a_stride_as_large_as_can_be_is_an_error_or_right() {
    for (rate, stride) in [
        (usize::MAX, 1),
        (usize::MAX, usize::MAX),
        (1 << 40, 1 << 40),
        (3, usize::MAX),
        (1 << 33, 1 << 34),
    ] {
        let kernel = DynSignal::<f32, f32>::builder([1.0, 2.0])
            .interpolate(rate)
            .stride(stride)
            .padding(Padding::Amounts(vec![1, 0]))
            .build()
            .unwrap();
        for length in [1, 2] {
            let Ok(count) = kernel.output_len(length) else {
                continue;
            };
            if count < 100 {
                let mut out = vec![9.0; count];
                kernel.apply_into(&vec![1.0; length], &mut out).unwrap();
                assert_eq!(out[0], 2.0, "{rate} {stride}");
            }
        }
    }
}

#[test]
fn a_kernel_that_is_written_and_read_keeps_its_rate() {
    let text = serde_json::to_string(&Rational.to_dyn()).unwrap();
    let read: DynSignal<f32, f32> = serde_json::from_str(&text).unwrap();
    assert_eq!(read.kernel(), Rational.kernel());
    let refused = serde_json::from_str::<DynKernel<f32, f32>>(
        r#"{"input": "f32", "output": "f32", "taps": {"shape": [1, 1], "values": [1]}, "window": {"interpolate": 2}}"#,
    );
    let message = refused.unwrap_err().to_string();
    assert!(
        message.contains("`interpolate` is for signal kernels, which have one axis"),
        "{message}"
    );
}

#[test]
fn a_signal_in_place_has_the_bits_of_another_where_both_rates_are_one() {
    let kernel = DynSignal::<f32, f32>::builder([0.5, 2.0, -1.0])
        .interpolate(3)
        .stride(3)
        .padding(Padding::Same)
        .build()
        .unwrap();
    let mut signal: Vec<f32> = (0..700).map(|x| element(x) as f32).collect();
    let expected = kernel.apply(&signal).unwrap();
    kernel
        .apply_in_place(&mut signal, &mut Scratch::new())
        .unwrap();
    assert!(signal == expected);
}
