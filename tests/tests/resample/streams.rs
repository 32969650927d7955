//! Interpolated signals, and frames, that come in blocks.

use super::{
    Case, Counted, Double, Few, Given, Integers, Rational, Spread, builder, cases, element,
};
use conv_kernel::prelude::*;
use conv_kernel::{Element, Stream, Tap};
use conv_kernel_tests::cases::Random;

/// Everything that a stream gives for a signal in blocks of random lengths.
fn in_blocks<In: Element, Out: Element, B: AsRef<[In]> + AsMut<[In]>>(
    stream: &mut Stream<'_, In, Out, B>,
    signal: &[In],
    random: &mut Random,
    longest: usize,
) -> Vec<Out> {
    let (mut all, mut rest) = (Vec::new(), signal);
    while !rest.is_empty() {
        let (block, others) = rest.split_at(random.size(longest).min(rest.len()));
        rest = others;
        let mut out = vec![Out::default(); stream.outputs(block.len())];
        assert_eq!(stream.push(block, &mut out).unwrap(), out.len());
        all.append(&mut out);
    }
    let mut out = vec![Out::default(); stream.outputs_at_end()];
    assert_eq!(stream.finish(&mut out).unwrap(), out.len());
    all.append(&mut out);
    all
}

#[test]
fn blocks_have_the_bits_of_the_whole_with_every_padding_border_stride_and_rate() {
    let mut random = Random::new(5);
    let mut compared = 0;
    cases(|case| {
        let kernel = builder::<f32, f32>(case).scale(0.3).build().unwrap();
        let Ok(mut stream) = kernel.stream() else {
            return;
        };
        for (length, longest) in [(1, 1), (2, 2), (7, 3), (60, 9), (700, 600)] {
            if length > 60 && case.border != Border::Reflect101 {
                continue;
            }
            let signal: Vec<f32> = (0..length).map(|x| element(x) as f32 / 3.0).collect();
            // What `apply` refuses has no outputs.
            let whole = kernel.apply(&signal).unwrap_or_default();
            let found = in_blocks(&mut stream, &signal, &mut random, longest);
            assert!(
                found == whole,
                "{kernel:?}: {length} samples in blocks of up to {longest}: {} outputs, {} are right",
                found.len(),
                whole.len()
            );
            compared += 1;
        }
    });
    println!("{compared} signals in blocks compared");
    assert!(compared > 10_000);
}

#[test]
fn long_paddings_stream_at_every_rate() {
    let mut random = Random::new(6);
    for rate in [2, 3, 10] {
        for border in [
            Border::Zero,
            Border::Replicate,
            Border::Reflect,
            Border::Reflect101,
        ] {
            for amounts in [[700, 0], [0, 700], [301, 700]] {
                for stride in [1, 5, 300] {
                    let kernel = builder::<f32, f32>(&Case {
                        taps: vec![1, -2, 3],
                        rate,
                        stride,
                        dilation: 1,
                        padding: Padding::Amounts(amounts.to_vec()),
                        border,
                    });
                    let kernel = kernel.build().unwrap();
                    let mut stream = kernel.stream().unwrap();
                    for length in [1, 2, 40, 1000] {
                        let signal: Vec<f32> = (0..length).map(|x| element(x) as f32).collect();
                        let whole = kernel.apply(&signal).unwrap();
                        let found = in_blocks(&mut stream, &signal, &mut random, 500);
                        assert!(found == whole, "{kernel:?}: {length} samples");
                    }
                }
            }
        }
    }
}

#[test]
fn declared_kernels_stream_from_an_array() {
    let mut random = Random::new(7);
    let signal: Vec<f32> = (0..999).map(|x| element(x) as f32 / 3.0).collect();
    for longest in [1, 10, 500] {
        let found = in_blocks(&mut Double.stream(), &signal, &mut random, longest);
        assert!(found == Double.apply(&signal).unwrap());
        let found = in_blocks(&mut Rational.stream(), &signal, &mut random, longest);
        assert!(found == Rational.apply(&signal).unwrap());
        let given = Given::new([1.0, 2.0, 3.0, -4.0, 5.0, 6.0, 7.0, 0.0, 2.5]).unwrap();
        let found = in_blocks(&mut given.stream(), &signal, &mut random, longest);
        assert!(found == given.apply(&signal).unwrap());
        let signal: Vec<f64> = signal.iter().copied().map(f64::from).collect();
        let found = in_blocks(&mut Few.stream(), &signal, &mut random, longest);
        assert!(found == Few.apply(&signal).unwrap());
        let signal: Vec<i8> = (0..999).map(|x| element(x) as i8).collect();
        let found = in_blocks(&mut Spread.stream(), &signal, &mut random, longest);
        assert!(found == Spread.apply(&signal).unwrap());
        let signal: Vec<i16> = (0..999).map(|x| element(x) as i16 * 99).collect();
        let counted = Counted::new([4, -5, 6, 7, 1]).unwrap();
        let found = in_blocks(&mut counted.stream(), &signal, &mut random, longest);
        assert!(found == counted.apply(&signal).unwrap());
    }
    // With a stride, how much `same` pads depends on the length.
    assert!(Integers.to_dyn().stream().is_err());
}

/// A sample in, as many outputs as the rate out: none waits for the next sample.
#[test]
fn causal_interpolation_has_no_latency() {
    let mut stream = Double.stream();
    assert_eq!(stream.latency(), 0);
    assert_eq!([0, 1, 64].map(|length| stream.outputs(length)), [0, 2, 128]);
    let mut out = [0.0; 2];
    for sample in [1.0, -2.0, 0.5] {
        assert_eq!(stream.push(&[sample], &mut out).unwrap(), 2);
    }
    assert_eq!(stream.outputs_at_end(), 0);
}

conv_kernel! {
    struct Mono: f32 { taps: lowpass(21, 0.3), padding: same, border: reflect }
    struct Halved: i16 -> i32 { taps: [1, 3, 3, 1], stride: 2, padding: causal }
}

/// Frames in blocks of random lengths.
macro_rules! frames_in_blocks {
    ($stream:expr, $frames:expr, $random:expr, $longest:expr, $zero:expr) => {{
        let (mut stream, mut all, mut rest) = ($stream, Vec::new(), &$frames[..]);
        while !rest.is_empty() {
            let (block, others) = rest.split_at($random.size($longest).min(rest.len()));
            rest = others;
            let mut out = vec![$zero; stream.outputs(block.len())];
            assert_eq!(stream.push(block, &mut out).unwrap(), out.len());
            all.append(&mut out);
        }
        let mut out = vec![$zero; stream.outputs_at_end()];
        assert_eq!(stream.finish(&mut out).unwrap(), out.len());
        all.append(&mut out);
        all
    }};
}

#[test]
fn frames_in_blocks_have_the_bits_of_all_frames() {
    fn of<const N: usize>(random: &mut Random) {
        for length in [1, 2, 50, 700] {
            let frames: Vec<[f32; N]> = (0..length)
                .map(|at| core::array::from_fn(|channel| element(at * N + channel) as f32 / 7.0))
                .collect();
            for longest in [1, 40, 600] {
                let zero = [0.0f32; N];
                let whole = Mono.apply_frames(&frames).unwrap();
                let found =
                    frames_in_blocks!(Mono.frame_stream::<N>(), frames, random, longest, zero);
                assert!(found == whole);
                let dynamic = Mono.to_dyn();
                let stream = dynamic.frame_stream::<N>().unwrap();
                assert!(frames_in_blocks!(stream, frames, random, longest, zero) == whole);
                let object: &dyn SignalFilter<In = f32, Out = f32> = &Mono;
                let stream = FrameFilter::frame_stream::<N>(object).unwrap();
                assert!(frames_in_blocks!(stream, frames, random, longest, zero) == whole);
                let whole = Rational.apply_frames(&frames).unwrap();
                let stream = Rational.frame_stream::<N>();
                assert!(frames_in_blocks!(stream, frames, random, longest, zero) == whole);
                let integers: Vec<[i16; N]> = (frames.iter())
                    .map(|frame| frame.map(|x| (x * 700.0) as i16))
                    .collect();
                let whole = Halved.apply_frames(&integers).unwrap();
                let stream = Halved.frame_stream::<N>();
                assert!(frames_in_blocks!(stream, integers, random, longest, [0i32; N]) == whole);
            }
        }
    }
    let mut random = Random::new(8);
    of::<1>(&mut random);
    of::<2>(&mut random);
    of::<5>(&mut random);
}

#[test]
fn a_stream_of_frames_refuses_what_has_no_room_and_begins_again() {
    let mut stream = Mono.frame_stream::<2>();
    assert_eq!(stream.latency(), 10);
    let frames = [[1.0, 2.0]; 30];
    let count = stream.outputs(30);
    let refused = stream
        .push(&frames, &mut vec![[0.0; 2]; count - 1])
        .unwrap_err();
    let (expected, found) = (count, count - 1);
    assert_eq!(refused, Error::Length { expected, found });
    let mut out = vec![[0.0; 2]; count];
    assert_eq!(stream.clone().push(&frames, &mut out).unwrap(), count);
    stream.reset();
    assert_eq!(stream.push(&frames, &mut out).unwrap(), count);
    assert_eq!(out, Mono.apply_frames(&frames).unwrap()[..count]);
    let wrapping = DynSignal::<f32, f32>::builder([1.0, 2.0])
        .padding(Padding::Same)
        .border(Border::Wrap)
        .build()
        .unwrap();
    assert!(matches!(
        wrapping.frame_stream::<2>(),
        Err(Error::Stream(_))
    ));
}

/// Bits of floats, in which -0 is not 0.
fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn outputs_between_two_samples_have_the_bits_of_the_whole() {
    let signal: Vec<i16> = (0..9).map(|x| element(x) as i16).collect();
    let mut minus = 0;
    for (rate, stride) in [(2, 1), (3, 1), (3, 2), (5, 1), (5, 3), (5, 7)] {
        for taps in [vec![1], vec![2, 3]] {
            let builder = DynSignal::<i16, f32>::builder(taps.clone())
                .interpolate(rate)
                .stride(stride)
                .padding(Padding::Causal);
            let negative = builder.scale(Tap::ratio(-1, 2).unwrap()).build().unwrap();
            let whole = bits(&negative.apply(&signal).unwrap());
            minus += whole.iter().filter(|&&y| y == (-0.0f32).to_bits()).count();

            let mut stream = negative.stream().unwrap();
            let mut found = Vec::new();
            for sample in signal.chunks(1) {
                let mut out = vec![9.0; stream.outputs(1)];
                stream.push(sample, &mut out).unwrap();
                found.append(&mut out);
            }
            let mut out = vec![9.0; stream.outputs_at_end()];
            stream.finish(&mut out).unwrap();
            found.append(&mut out);
            assert_eq!(
                bits(&found),
                whole,
                "{taps:?}, rate {rate}, stride {stride}"
            );

            let mut stream = negative.frame_stream::<2>().unwrap();
            let mut found = Vec::new();
            for &sample in &signal {
                let mut out = vec![[9.0; 2]; stream.outputs(1)];
                stream.push(&[[sample; 2]], &mut out).unwrap();
                found.append(&mut out);
            }
            let mut out = vec![[9.0; 2]; stream.outputs_at_end()];
            stream.finish(&mut out).unwrap();
            found.append(&mut out);
            for channel in 0..2 {
                let found: Vec<f32> = found.iter().map(|frame| frame[channel]).collect();
                assert_eq!(
                    bits(&found),
                    whole,
                    "frames of {taps:?}, rate {rate}, stride {stride}"
                );
            }

            let bank = DynSignalBank::<i16, f32, 2>::builder([taps.clone(), taps.clone()])
                .interpolate(rate)
                .stride(stride)
                .padding(Padding::Causal)
                .scale(Tap::ratio(-1, 2).unwrap())
                .build()
                .unwrap();
            let mut stream = bank.stream().unwrap();
            let mut found = Vec::new();
            for sample in signal.chunks(1) {
                let mut out = [(); 2].map(|()| vec![9.0; stream.outputs(1)]);
                let [first, second] = &mut out;
                stream.push(sample, [first, second]).unwrap();
                assert_eq!(bits(first), bits(second));
                found.append(first);
            }
            let mut out = [(); 2].map(|()| vec![9.0; stream.outputs_at_end()]);
            let [first, second] = &mut out;
            stream.finish([first, second]).unwrap();
            found.append(first);
            assert_eq!(
                bits(&found),
                whole,
                "bank of {taps:?}, rate {rate}, stride {stride}"
            );
        }
    }
    assert!(minus > 20, "{minus}");
}

/// Positions beyond memory come to no output, and to no panic.
#[test]
fn rates_as_large_as_can_be_stream() {
    let kernel = DynSignal::<f32, f32>::builder([1.0, 1.0, 1.0])
        .interpolate(3)
        .stride(usize::MAX)
        .padding([1, 1])
        .build()
        .unwrap();
    let mut stream = kernel.stream().unwrap();
    let mut out = [9.0; 8];
    assert_eq!(stream.push(&[1.0, 2.0], &mut out).unwrap(), 1);
    for _ in 0..5 {
        assert_eq!(stream.push(&[3.0; 10], &mut out).unwrap(), 0);
    }
    let kernel = DynSignal::<f32, f32>::builder([1.0])
        .interpolate(1 << 58)
        .stride(1 << 58)
        .build()
        .unwrap();
    let mut stream = kernel.stream().unwrap();
    for length in [1, 70, 200] {
        let mut out = vec![9.0; 400];
        let expected = stream.outputs(length);
        if let Ok(done) = stream.push(&vec![1.0; length], &mut out) {
            assert_eq!(done, expected);
        }
    }
}
