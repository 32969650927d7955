//! Signals, and streams of them.

use crate::Row;
use crate::inputs::{Bits, Hash, elements};
use conv_kernel::prelude::*;
use conv_kernel::{Level, conv_kernel};

conv_kernel! {
    struct Smooth: i16 { taps: [1, 4, 6, 4, 1], scale: 1/16, padding: causal, border: replicate }
    struct Low: f32 { taps: lowpass(63, 0.25, hamming), padding: same, border: reflect }
    struct Firm: f32 { taps: lowpass(63, 0.25, hamming), arithmetic: strict, padding: same }
    struct Third: f32 { taps: lowpass(31, 0.3, hann), stride: 3, padding: causal }
    struct Doubles: f64 { taps: savitzky_golay(7, 2, 1), padding: same, border: wrap }
    struct Resampled: i16 -> i32 { taps: [3, -1, 4, 0, 5, -9], interpolate: 4, stride: 3, padding: same, border: reflect }
    struct Upsampled: f32 { taps: lowpass(25, 0.2, hann), interpolate: 3, stride: 2, padding: full }
    struct Quantized: i16 { taps: lowpass(31, 0.25, hamming), quantize: 12, padding: same, border: reflect101, overflow: saturate }
}

const LENGTHS: [usize; 4] = [1, 7, 100, 1000];

fn signal<F: SignalFilter>(filter: &F, level: Level) -> u64
where
    F::In: Bits,
    F::Out: Bits,
{
    let mut hash = Hash::new();
    for length in LENGTHS {
        let input = elements::<F::In>(length);
        let mut output = vec![F::Out::default(); filter.output_len(length).unwrap()];
        filter.apply_into_at(level, &input, &mut output).unwrap();
        hash.all(&output);
    }
    hash.value()
}

macro_rules! rows {
    ($($name:ident $float:literal),* $(,)?) => {
        /// Their rows.
        pub fn rows() -> Vec<Row> {
            vec![$(Row {
                name: concat!("signal ", stringify!($name)),
                float: $float,
                hash: |level| signal(&$name, level),
                verify: || conv_kernel::verify(&$name),
            }),*]
        }
    };
}

rows! {
    Smooth false, Low true, Firm false, Third true, Doubles true, Resampled false, Upsampled true,
    Quantized false,
}
