//! Frames of several channels, and signals on several threads.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Element, Scalar};

fn sample(index: usize) -> u8 {
    (index.wrapping_mul(2_654_435_761) >> 7) as u8
}

/// Each channel as a signal of its own, at every level and many lengths.
fn same<F: FrameFilter, const N: usize>(kernel: &F) -> usize
where
    F::In: From<u8>,
    F::Out: PartialEq,
{
    let mut compared = 0;
    for level in Level::available() {
        for length in [1, 2, 3, 7, 16, 33, 100, 555, 2049] {
            let frames: Vec<[F::In; N]> = (0..length)
                .map(|i| core::array::from_fn(|c| F::In::from(sample(i * N + c))))
                .collect();
            let Ok(count) = kernel.output_len(length) else {
                continue;
            };
            let mut out = vec![[F::Out::from_f64(9.0); N]; count];
            kernel
                .apply_frames_into_at(level, &frames, &mut out)
                .unwrap();
            for channel in 0..N {
                let signal: Vec<F::In> = frames.iter().map(|frame| frame[channel]).collect();
                let mut expected = vec![F::Out::default(); count];
                kernel.apply_into_at(level, &signal, &mut expected).unwrap();
                let found = out.iter().map(|frame| frame[channel]);
                assert!(
                    found.eq(expected),
                    "{kernel:?} at {level:?}: {length} frames of {N}, channel {channel}"
                );
                compared += count;
            }
        }
    }
    compared
}

fn same_of_all<F: FrameFilter>(kernel: &F) -> usize
where
    F::In: From<u8>,
    F::Out: PartialEq,
{
    same::<F, 1>(kernel) + same::<F, 2>(kernel) + same::<F, 3>(kernel) + same::<F, 6>(kernel)
}

conv_kernel! {
    struct Pairs: i16 -> i32 { taps: [1, -2, 300, 4, 5, -6, 7], padding: same, border: reflect }
    struct Odd: i16 -> i32 { taps: [1, -2, 300, 4, 5], padding: causal, border: replicate }
    struct Short: f32 { taps: [0.1, 0.2, 0.3, 0.4], padding: full, border: constant(3.0) }
    struct Long: f32 { taps: lowpass(63, 0.25), padding: same, border: wrap }
    struct Third: f32 { taps: lowpass(63, 0.25), stride: 3, padding: causal }
    struct Bytes: u8 { taps: binomial(5), padding: same, border: reflect101 }
    struct Apart: f64 { taps: [1.0, 0.5, 0.25], dilation: 7, padding: same }
}

#[test]
fn declared_kernels_give_each_channel_of_frames_the_bits_of_a_signal() {
    let compared = same_of_all(&Pairs)
        + same_of_all(&Odd)
        + same_of_all(&Short)
        + same_of_all(&Long)
        + same_of_all(&Third)
        + same_of_all(&Bytes)
        + same_of_all(&Apart);
    assert!(compared > 500_000, "{compared} samples");
}

#[test]
fn run_time_kernels_give_each_channel_of_frames_the_bits_of_a_signal() {
    fn all<In: Element + From<u8>, Out: Element + PartialEq>(taps: usize) -> usize {
        let compared = (1..=4).map(|stride| {
            let taps: Vec<i32> = (0..taps).map(|index| index as i32 % 7 - 2).collect();
            let kernel = DynSignal::<In, Out>::builder(taps)
                .padding(Padding::Same)
                .stride(stride)
                .border(Border::Replicate)
                .build()
                .unwrap();
            same::<_, 2>(&kernel) + same::<_, 3>(&kernel)
        });
        compared.sum()
    }
    let mut compared = 0;
    for taps in [1, 3, 8, 15, 40] {
        compared += all::<u8, i32>(taps)
            + all::<i16, i32>(taps)
            + all::<f32, f32>(taps)
            + all::<f64, f64>(taps);
    }
    assert!(compared > 2_000_000, "{compared} samples");
    let kernel = DynSignal::<f32, f32>::builder([0.5, 0.25]).build().unwrap();
    let shared: &dyn SignalFilter<In = f32, Out = f32> = &kernel;
    let frames: Vec<[f32; 2]> = (0..99).map(|i| [i as f32, -0.5 * i as f32]).collect();
    assert_eq!(
        shared.apply_frames(&frames).unwrap(),
        kernel.apply_frames(&frames).unwrap()
    );
    let mut short = vec![[0.0; 2]; 97];
    assert_eq!(
        kernel.apply_frames_into(&frames, &mut short),
        Err(Error::Length {
            expected: 98,
            found: 97
        })
    );
}

#[test]
fn signals_have_the_same_bits_on_any_number_of_threads() {
    let signal: Vec<f32> = (0..200_001).map(|index| f32::from(sample(index))).collect();
    for border in [
        Border::Zero,
        Border::Replicate,
        Border::Reflect101,
        Border::Wrap,
    ] {
        for (taps, stride) in [(3, 1), (40, 1), (40, 3), (5, 2)] {
            let taps: Vec<f32> = (0..taps)
                .map(|index| f32::from(sample(index)) / 99.0)
                .collect();
            let kernel = DynSignal::<f32, f32>::builder(taps)
                .padding(Padding::Same)
                .stride(stride)
                .border(border)
                .build()
                .unwrap();
            let expected = kernel.apply(&signal).unwrap();
            for threads in [1, 2, 3, 8] {
                let pool = rayon::ThreadPoolBuilder::new()
                    .num_threads(threads)
                    .build()
                    .unwrap();
                let found = pool.install(|| kernel.apply_par(&signal)).unwrap();
                assert!(found == expected, "{kernel:?} on {threads} threads");
            }
        }
    }
    let mut short = vec![0.0; 5];
    let kernel = DynSignal::<f32, f32>::builder([1.0]).build().unwrap();
    assert!(kernel.apply_par_into(&signal, &mut short).is_err());
}
