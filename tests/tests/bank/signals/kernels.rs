//! Declared banks of signals against the same kernels alone, their run-time banks, and the
//! reference, in every way.

use conv_kernel::prelude::*;
use conv_kernel::rules::Weights;
use conv_kernel::{Element, reference};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::difference;
use conv_kernel_tests::each_level;
use conv_kernel_tests::ways::same;

conv_kernel! {
    /// Two bands.
    pub struct Split: f32 {
        taps: { low: lowpass(31, 0.5, hamming), high: highpass(31, 0.5, hamming) },
        padding: same, border: reflect101,
    }
    struct Low: f32 { taps: lowpass(31, 0.5, hamming), padding: same, border: reflect101 }
    struct High: f32 { taps: highpass(31, 0.5, hamming), padding: same, border: reflect101 }

    /// A step of the Haar wavelet in integers.
    pub struct Haar: i16 -> i32 { taps: { sum: [1, 1], difference: [1, -1] }, stride: 2 }
    struct HaarSum: i16 -> i32 { taps: [1, 1], stride: 2 }
    struct HaarDifference: i16 -> i32 { taps: [1, -1], stride: 2 }

    /// Kernels of several sizes, the past alone, and a border of a constant.
    pub struct Past: u8 -> i16 {
        taps: { own: [1], edge: [-1, 0, 1], mean: [1, 2, 3, 2, 1] },
        padding: causal, border: constant(9),
    }
    struct PastOwn: u8 -> i16 { taps: [0, 0, 1, 0, 0], padding: causal, border: constant(9) }
    struct PastEdge: u8 -> i16 { taps: [0, -1, 0, 1, 0], padding: causal, border: constant(9) }
    struct PastMean: u8 -> i16 { taps: [1, 2, 3, 2, 1], padding: causal, border: constant(9) }

    /// Integers beside floats, dilated, with a scale.
    pub struct Apart: u16 -> u16 {
        taps: { sum: [1, 2, 3], half: [0.5, 0.25, 0.125] }, scale: 1/7, overflow: saturate,
        stride: 3, dilation: 5, padding: 7, border: wrap,
    }
    struct ApartSum: u16 -> u16 {
        taps: [1, 2, 3], scale: 1/7, overflow: saturate,
        stride: 3, dilation: 5, padding: 7, border: wrap,
    }
    struct ApartHalf: u16 -> u16 {
        taps: [0.5, 0.25, 0.125], scale: 1/7, overflow: saturate,
        stride: 3, dilation: 5, padding: 7, border: wrap,
    }

    /// Three rates of two samples each, and their zeros.
    pub struct Raised: f32 {
        taps: { smooth: lowpass(24, 0.3, blackman), hold: [1, 1, 1] },
        interpolate: 3, stride: 2, padding: same, border: replicate,
    }
    struct RaisedSmooth: f32 {
        taps: lowpass(24, 0.3, blackman),
        interpolate: 3, stride: 2, padding: same, border: replicate,
    }

    /// The same of integers, with few taps for many zeros.
    pub struct Spread: i16 -> i32 {
        taps: { a: [1, 2], b: [3, -4] }, interpolate: 5, padding: full, border: reflect,
    }
    struct SpreadA: i16 -> i32 { taps: [1, 2], interpolate: 5, padding: full, border: reflect }
    struct SpreadB: i16 -> i32 { taps: [3, -4], interpolate: 5, padding: full, border: reflect }

    /// Doubles, an anchor, convolution.
    pub struct Anchored: i32 -> f64 {
        taps: { only: [1, 2, 3, 4] }, mode: convolve, anchor: [0], padding: same, border: reflect,
    }
    struct AnchoredAlone: i32 -> f64 {
        taps: [1, 2, 3, 4], mode: convolve, anchor: [0], padding: same, border: reflect,
    }

    /// What is missing is left out of each.
    pub struct Holes: f32 {
        taps: { small: box(3), large: box(9) },
        missing: renormalize, padding: same, border: constant(nan),
    }
    struct HolesLarge: f32 {
        taps: box(9), missing: renormalize, padding: same, border: constant(nan),
    }

    /// Real taps as integers.
    pub struct Smoothed: i16 -> i16 {
        taps: { fine: gaussian(5, 0.8), coarse: gaussian(17, 3.0) },
        quantize: 12, padding: same_lower, stride: 2, border: replicate,
    }

    /// Each product and each sum rounded.
    pub struct Strictly: f32 {
        taps: { a: gaussian(9, 2.0), b: [0.1, -0.7] },
        arithmetic: strict, padding: same, border: replicate,
    }
    struct StrictlyA: f32 {
        taps: gaussian(9, 2.0), arithmetic: strict, padding: same, border: replicate,
    }

    /// By the FFT.
    pub struct Long: f32 {
        taps: { low: lowpass(301, 0.1, hann), band: bandpass(301, [0.2, 0.4], hann) },
        method: fft, padding: same, border: reflect101,
    }
    /// Whichever is faster.
    pub struct Chosen: f64 {
        taps: { low: lowpass(401, 0.1, hann), short: [1, 2, 1] },
        method: auto, padding: same,
    }
}

/// Shorter than every window, around tiles and buffers, and several blocks.
const LENGTHS: [usize; 24] = [
    1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 30, 31, 32, 33, 63, 100, 255, 1000, 4099, 16_384, 16_387,
    65_537, 100_003,
];

/// Each output of a bank on a level, for a signal; poisoned before.
pub(super) fn outputs<In: Element, Out: Element, const N: usize>(
    bank: &dyn SignalBank<N, In = In, Out = Out>,
    level: Level,
    src: &[In],
) -> [Vec<Out>; N] {
    let length = bank.output_len(src.len()).unwrap();
    let mut all = [const { Vec::new() }; N];
    for out in &mut all {
        out.resize(length, Out::from_f64(77.0));
    }
    let to = all.each_mut().map(Vec::as_mut_slice);
    bank.apply_into_at(level, src, to).unwrap();
    all
}

/// That a bank, and its run-time bank, give on a level the bits of kernels that stand alone, and
/// that integers are those of the reference.
fn bank<B: SignalBank<N>, const N: usize>(
    name: &str,
    bank: &B,
    alone: [&dyn SignalFilter<In = B::In, Out = B::Out>; N],
    level: Level,
) {
    let mut random = Random::new(43);
    for length in LENGTHS {
        if bank.output_len(length).is_err() {
            continue;
        }
        let data = random.elements::<B::In>(length);
        let found = outputs(bank, level, &data);
        let dynamic = outputs(&bank.to_dyn(), level, &data);
        for (output, alone) in alone.iter().enumerate() {
            let about = format!("{name} {output}, {length}");
            let mut expected = vec![B::Out::default(); alone.output_len(length).unwrap()];
            alone.apply_into_at(level, &data, &mut expected).unwrap();
            assert_eq!(difference(&found[output], &expected), None, "{about}");
            let (found, dynamic) = (&found[output], &dynamic[output]);
            assert_eq!(difference(found, dynamic), None, "{about}, run time");
            let kernel = bank.kernels()[output].kernel();
            if matches!(kernel.weights(), Weights::Integer { .. }) && length < 5000 {
                let src = Plane::new(&data, length, 1).unwrap();
                let expected = reference::correlate::<B::In, B::Out>(&kernel, src).unwrap();
                let difference = difference(found, expected.data());
                assert_eq!(difference, None, "{about}, reference");
            }
        }
    }
}

fn outputs_have_the_bits_of_kernels_alone(level: Level) {
    bank("Split", &Split, [&Low, &High], level);
    bank("Haar", &Haar, [&HaarSum, &HaarDifference], level);
    bank("Past", &Past, [&PastOwn, &PastEdge, &PastMean], level);
    bank("Apart", &Apart, [&ApartSum, &ApartHalf], level);
    bank(
        "Raised",
        &Raised,
        [&RaisedSmooth, Raised.kernels()[1]],
        level,
    );
    bank("Spread", &Spread, [&SpreadA, &SpreadB], level);
    bank("Anchored", &Anchored, [&AnchoredAlone], level);
    bank("Holes", &Holes, [Holes.kernels()[0], &HolesLarge], level);
    bank("Smoothed", &Smoothed, Smoothed.kernels(), level);
    bank(
        "Strictly",
        &Strictly,
        [&StrictlyA, Strictly.kernels()[1]],
        level,
    );
    bank("Long", &Long, Long.kernels(), level);
    bank("Chosen", &Chosen, Chosen.kernels(), level);
}

each_level!(outputs_have_the_bits_of_kernels_alone);

/// Every border, padding, stride, dilation and interpolation of run-time banks.
fn every_window_gives_the_bits_of_kernels_alone(level: Level) {
    let borders = [
        Border::Zero,
        Border::Constant(3.0),
        Border::Replicate,
        Border::Reflect,
        Border::Reflect101,
        Border::Wrap,
    ];
    let mut random = Random::new(44);
    let signals = [1, 2, 5, 19, 40, 9_001].map(|length| random.elements::<i16>(length));
    for border in borders {
        for (stride, dilation, interpolate) in [
            (1, 1, 1),
            (2, 1, 1),
            (3, 2, 1),
            (1, 3, 1),
            (1, 1, 2),
            (3, 1, 2),
            (2, 1, 4),
        ] {
            for padding in [Padding::Same, Padding::Full, Padding::Causal] {
                let taps: [Taps; 3] = [
                    Taps::from([1, -2, 3, 4, 5]),
                    Taps::from([0, 1, 0]),
                    Taps::from([7]),
                ];
                let bank = DynSignalBank::<i16, i32, 3>::builder(taps)
                    .padding(padding.clone())
                    .border(border)
                    .stride(stride)
                    .dilation(dilation)
                    .interpolate(interpolate)
                    .build()
                    .unwrap();
                let bank: &dyn SignalBank<3, In = i16, Out = i32> = &bank;
                for src in &signals {
                    let found = outputs(bank, level, src);
                    for (found, kernel) in found.iter().zip(bank.kernels()) {
                        let mut expected = vec![0; found.len()];
                        kernel.apply_into_at(level, src, &mut expected).unwrap();
                        same(found, &expected, &format!("{kernel:?}, {}", src.len()));
                    }
                }
            }
        }
    }
}

each_level!(every_window_gives_the_bits_of_kernels_alone);

#[test]
fn every_bank_of_signals_is_verified() {
    conv_kernel::verify(&Split).unwrap();
    conv_kernel::verify(&Haar).unwrap();
    conv_kernel::verify(&Past).unwrap();
    conv_kernel::verify(&Apart).unwrap();
    conv_kernel::verify(&Raised).unwrap();
    conv_kernel::verify(&Spread).unwrap();
    conv_kernel::verify(&Anchored).unwrap();
    conv_kernel::verify(&Holes).unwrap();
    conv_kernel::verify(&Smoothed).unwrap();
    conv_kernel::verify(&Strictly).unwrap();
    conv_kernel::verify(&Long).unwrap();
    conv_kernel::verify(&Split.to_dyn()).unwrap();
    let boxed: Box<dyn SignalBank<2, In = i16, Out = i32>> = Box::new(Haar);
    conv_kernel::verify(&*boxed).unwrap();
}

/// That every way of calling gives the bits of `apply_into`.
fn every_way<B: SignalBank<N>, const N: usize>(bank: &B) {
    let mut random = Random::new(45);
    let mut scratch = Scratch::new();
    // Several parts for each thread.
    for length in [40, 4_100, 300_007] {
        let src = random.elements::<B::In>(length);
        let empty = || [const { Vec::new() }; N];
        let sized = |mut all: [Vec<B::Out>; N]| {
            let length = bank.output_len(length).unwrap();
            all.iter_mut()
                .for_each(|out| out.resize(length, B::Out::default()));
            all
        };
        let mut expected = sized(empty());
        bank.apply_into(&src, expected.each_mut().map(Vec::as_mut_slice))
            .unwrap();
        let check = |found: &[Vec<B::Out>; N], way: &str| {
            for (found, expected) in found.iter().zip(&expected) {
                same(found, expected, &format!("{way}, {length}"));
            }
        };
        check(&bank.apply(&src).unwrap(), "apply");
        check(&bank.apply_par(&src).unwrap(), "apply_par");
        check(&bank.to_dyn().apply(&src).unwrap(), "to_dyn");
        let mut out = sized(empty());
        bank.apply_par_into(&src, out.each_mut().map(Vec::as_mut_slice))
            .unwrap();
        check(&out, "apply_par_into");
        let mut out = sized(empty());
        let to = out.each_mut().map(Vec::as_mut_slice);
        bank.apply_with(&src, to, &mut scratch).unwrap();
        check(&out, "apply_with");
    }
}

#[test]
fn every_way_of_calling_gives_the_same_bits() {
    every_way(&Split);
    every_way(&Haar);
    every_way(&Past);
    every_way(&Apart);
    every_way(&Raised);
    every_way(&Spread);
    every_way(&Anchored);
    every_way(&Holes);
    every_way(&Smoothed);
    every_way(&Strictly);
    every_way(&Long);
    every_way(&Chosen);
}

#[test]
fn arrays_of_signals_have_an_array_for_each_output() {
    let src = [3i16, 200, 9, 77, -5];
    let [sums, differences]: [[i32; 2]; 2] = Haar.apply_array(&src);
    assert_eq!((sums, differences), ([203, 86], [-197, -68]));
    let [own, ..] = Past.apply_array(&[5, 6, 7]);
    assert_eq!(own, [9, 9, 5]);
    let [a, b] = Spread.apply_array::<2, 7>(&[1, 10]);
    assert_eq!((a, b), ([2, 1, 0, 0, 0, 20, 10], [-4, 3, 0, 0, 0, -40, 30]));
    let [low, _]: [[f32; 8]; 2] = Long.apply_array(&[1.0f32; 8]);
    assert!((low[3] - 1.0).abs() < 1e-5);
}
