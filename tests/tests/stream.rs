//! Signals in blocks have the bits of one call on the whole signal.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::window::StreamError;
use conv_kernel::{Element, FrameStreamOf, OwnedStream, Stream, StreamOf};

fn element(index: usize) -> u8 {
    (index.wrapping_mul(2_654_435_761) >> 7) as u8
}

/// Everything that a stream gives for a signal in blocks of these lengths, over and over.
fn in_blocks<In: Element, Out: Element, B: AsRef<[In]> + AsMut<[In]>>(
    stream: &mut Stream<'_, In, Out, B>,
    signal: &[In],
    blocks: &[usize],
) -> Vec<Out> {
    let mut all = Vec::new();
    let mut rest = signal;
    for &block in blocks.iter().cycle() {
        let (block, others) = rest.split_at(block.min(rest.len()));
        rest = others;
        let mut out = vec![Out::default(); stream.outputs(block.len())];
        assert_eq!(stream.push(block, &mut out).unwrap(), out.len());
        all.append(&mut out);
        if rest.is_empty() {
            break;
        }
    }
    let mut out = vec![Out::default(); stream.outputs_at_end()];
    assert_eq!(stream.finish(&mut out).unwrap(), out.len());
    all.append(&mut out);
    all
}

const BLOCKS: [&[usize]; 6] = [
    &[1],
    &[7, 0, 3],
    &[64],
    &[500, 1],
    &[2, 1000, 5, 300],
    &[100_000],
];

const LENGTHS: [usize; 10] = [1, 2, 3, 5, 8, 31, 64, 200, 1000, 2777];

/// Compares a kernel's streams with one call, on signals of all lengths; returns the comparisons.
fn same<In, Out>(kernel: &DynSignal<In, Out>) -> usize
where
    In: Element + From<u8>,
    Out: Element + PartialEq,
{
    let mut compared = 0;
    let mut stream: OwnedStream<'_, In, Out> = kernel.stream().unwrap();
    for length in LENGTHS {
        let signal: Vec<In> = (0..length).map(|index| In::from(element(index))).collect();
        // What `apply` refuses has no outputs.
        let whole = kernel.apply(&signal).unwrap_or_default();
        for blocks in BLOCKS {
            let found = in_blocks(&mut stream, &signal, blocks);
            assert!(
                found == whole,
                "{kernel:?}, {length} samples in blocks of {blocks:?}: {} outputs, {} are right",
                found.len(),
                whole.len()
            );
            compared += 1;
        }
    }
    compared
}

const BORDERS: [Border; 5] = [
    Border::Zero,
    Border::Constant(3.0),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
];

#[test]
fn blocks_have_the_bits_of_the_whole_with_every_padding_border_stride_and_dilation() {
    let paddings = [
        Padding::Valid,
        Padding::Same,
        Padding::SameLower,
        Padding::Full,
        Padding::Causal,
        Padding::Amounts(vec![5, 2]),
        Padding::Amounts(vec![0, 9]),
        Padding::Amounts(vec![70, 130]),
    ];
    let mut compared = 0;
    for count in [1, 2, 3, 16, 63] {
        let taps: Vec<f32> = (0..count)
            .map(|tap| f32::from(element(tap)) - 99.5)
            .collect();
        for padding in &paddings {
            for border in BORDERS {
                for (stride, dilation) in [(1, 1), (1, 3), (2, 1), (3, 2), (5, 1), (200, 1)] {
                    if stride > 1 && matches!(padding, Padding::Same | Padding::SameLower) {
                        continue;
                    }
                    let kernel = DynSignal::<f32, f32>::builder(taps.clone())
                        .stride(stride)
                        .dilation(dilation)
                        .padding(padding.clone());
                    let kernel = if *padding == Padding::Valid {
                        kernel
                    } else {
                        kernel.border(border)
                    };
                    if let Ok(kernel) = kernel.build() {
                        compared += same(&kernel);
                    }
                }
            }
        }
    }
    println!("{compared} signals in blocks compared");
    assert!(compared > 50_000);
}

/// A signal that ends before the mirrored padding in front of it is known.
#[test]
fn short_signals_stream_with_mirrored_padding_that_is_longer_on_both_sides() {
    let mut compared = 0;
    for border in [Border::Reflect, Border::Reflect101] {
        for amounts in [[1000, 1000], [300, 200], [2000, 0], [0, 2000]] {
            for stride in [1, 7] {
                let kernel = DynSignal::<f32, f32>::builder([1.0, 2.0, -3.0])
                    .stride(stride)
                    .padding(Padding::Amounts(amounts.to_vec()))
                    .border(border)
                    .build()
                    .unwrap();
                compared += same(&kernel);
            }
        }
    }
    assert!(compared > 900);
}

#[test]
fn a_stride_as_large_as_can_be_streams_its_first_output() {
    for border in [Border::Zero, Border::Replicate, Border::Reflect] {
        let kernel = DynSignal::<f32, f32>::builder([1.5])
            .stride(usize::MAX)
            .padding(Padding::Amounts(vec![0, 1]))
            .border(border)
            .build()
            .unwrap();
        same(&kernel);
    }
}

#[test]
fn every_element_type_streams() {
    fn each<In: Element + From<u8>, Out: Element + PartialEq>() -> usize {
        let kernel = DynSignal::<In, Out>::builder([1, -2, 3, 4, -5])
            .padding(Padding::Same)
            .border(Border::Reflect101)
            .overflow(Overflow::Saturate)
            .build()
            .unwrap();
        same(&kernel)
    }
    let compared = [
        each::<u8, u8>(),
        each::<u8, i16>(),
        each::<u8, f32>(),
        each::<i16, i16>(),
        each::<i32, i32>(),
        each::<f32, u8>(),
        each::<f64, f64>(),
    ];
    assert!(compared.iter().all(|&count| count > 50));
}

conv_kernel! {
    struct Causal: f32 { taps: [0.5, -1.0, 2.0, 0.25], padding: causal, stride: 3 }
}

conv_kernel! {
    struct Mirrored: i16 -> i32 { taps: [3, -1, 4, 1, -5], padding: same, border: reflect }
}

conv_kernel! {
    struct Given: f32 { shape: [7], padding: full }
}

#[test]
fn declared_kernels_stream_from_an_array() {
    let signal: Vec<f32> = (0..999).map(|index| f32::from(element(index))).collect();
    let mut stream: Stream<'_, f32, f32, [f32; 71]> = Causal.stream();
    for blocks in BLOCKS {
        assert!(in_blocks(&mut stream, &signal, blocks) == Causal.apply(&signal).unwrap());
    }
    let given = Given::new([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).unwrap();
    assert!(in_blocks(&mut given.stream(), &signal, &[64]) == given.apply(&signal).unwrap());
    let signal: Vec<i16> = (0..999)
        .map(|index| i16::from(element(index)) * 77)
        .collect();
    assert!(in_blocks(&mut Mirrored.stream(), &signal, &[10]) == Mirrored.apply(&signal).unwrap());
    let boxed: Box<dyn SignalFilter<In = i16, Out = i32>> = Box::new(Mirrored);
    let mut stream = boxed.stream().unwrap();
    assert!(in_blocks(&mut stream, &signal, &[10]) == Mirrored.apply(&signal).unwrap());
}

conv_kernel! {
    struct Bands: i16 -> i32 { taps: { sum: [1, 1], difference: [1, -1] }, padding: causal }
}

/// What a program keeps: of unit structs for ever, of others as long as they live.
struct Kept<'k> {
    mono: StreamOf<'static, Causal>,
    stereo: FrameStreamOf<'static, Mirrored, 2>,
    bands: StreamOf<'static, Bands>,
    given: StreamOf<'k, Given>,
    built: StreamOf<'k, DynSignal<f32, f32>>,
    frames: FrameStreamOf<'k, DynSignal<f32, f32>, 2>,
}

#[test]
fn the_types_of_streams_have_names() {
    let given = Given::new([1.0; 7]).unwrap();
    let built = DynSignal::<f32, f32>::builder([1.0, 1.0]).build().unwrap();
    let mut kept = Kept {
        mono: Causal.stream(),
        stereo: Mirrored.frame_stream(),
        bands: Bands.stream(),
        given: given.stream(),
        built: SignalFilter::stream(&built).unwrap(),
        frames: built.frame_stream().unwrap(),
    };
    let (mut out, mut both) = ([0.0; 3], [[0.0; 2]; 1]);
    assert_eq!(kept.mono.push(&[1.0, 2.0], &mut out), Ok(1));
    assert_eq!(kept.stereo.push(&[[1, 2], [3, 4]], &mut []), Ok(0));
    let (mut sum, mut difference) = ([0; 2], [0; 2]);
    let bands = [&mut sum[..], &mut difference[..]];
    assert_eq!(kept.bands.push(&[3, 5], bands), Ok(2));
    assert_eq!((sum, difference), ([3, 8], [-3, -2]));
    assert_eq!(kept.given.push(&[1.0, 2.0], &mut out), Ok(2));
    assert_eq!(out[..2], [1.0, 3.0]);
    assert_eq!(kept.built.push(&[1.0, 2.0], &mut out), Ok(1));
    assert_eq!(out[0], 3.0);
    assert_eq!(
        kept.frames.push(&[[1.0, 5.0], [2.0, 6.0]], &mut both),
        Ok(1)
    );
    assert_eq!(both, [[3.0, 11.0]]);
}

#[test]
fn a_stream_says_how_late_it_is_and_how_many_outputs_come() {
    let mut stream = Causal.stream();
    assert_eq!(stream.latency(), 0);
    assert_eq!(Mirrored.stream().latency(), 2);
    assert_eq!(
        [0, 1, 3, 4].map(|length| stream.outputs(length)),
        [0, 1, 1, 2]
    );
    let refused = stream.push(&[1.0; 4], &mut [0.0]).unwrap_err();
    assert_eq!(
        refused,
        Error::Length {
            expected: 2,
            found: 1
        }
    );
    let mut out = [0.0; 2];
    assert_eq!(stream.push(&[1.0; 4], &mut out).unwrap(), 2);
    assert_eq!(out, Causal.apply(&[1.0; 4]).unwrap()[..]);
    stream.reset();
    assert_eq!(stream.push(&[1.0; 4], &mut out).unwrap(), 2);
}

#[test]
fn what_cannot_come_in_blocks_is_one_error() {
    let wrapping = DynSignal::<f32, f32>::builder([1.0, 2.0])
        .padding(Padding::Same)
        .border(Border::Wrap)
        .build()
        .unwrap();
    assert_eq!(
        wrapping.stream().unwrap_err(),
        Error::Stream(StreamError::Wrap)
    );
    let strided = DynSignal::<f32, f32>::builder([1.0, 2.0, 1.0])
        .padding(Padding::Same)
        .stride(2)
        .build()
        .unwrap();
    assert_eq!(
        strided.stream().unwrap_err(),
        Error::Stream(StreamError::Same)
    );
    let long = DynSignal::<f32, f32>::builder(vec![0.001; 5000])
        .method(Method::Fft)
        .build()
        .unwrap();
    assert_eq!(long.stream().unwrap_err(), Error::NoDirect);
}

/// Each level computes the same bits by itself, so the level of the machine stands for all; here
/// the blocks are compared with it.
#[test]
fn a_stream_runs_on_the_level_that_apply_runs_on() {
    let taps: Vec<f32> = (0..40).map(|tap| f32::from(element(tap)) / 7.0).collect();
    let kernel = DynSignal::<f32, f32>::builder(taps).build().unwrap();
    let signal: Vec<f32> = (0..500).map(|index| f32::from(element(index))).collect();
    let mut out = vec![0.0; kernel.output_len(500).unwrap()];
    kernel
        .apply_into_at(Level::best(), &signal, &mut out)
        .unwrap();
    assert!(in_blocks(&mut kernel.stream().unwrap(), &signal, &[17]) == out);
}
