//! Streams of banks: the bits of each kernel's own stream, whatever the blocks.

use super::kernels::{Apart, Haar, Holes, Past, Raised, Smoothed, Split, Spread, Strictly};
use conv_kernel::prelude::*;
use conv_kernel::{BankStream, Element};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::ways::same;

/// What a bank's stream gives for blocks of `length`, and what its kernels' own give.
fn stream<B: SignalBank<N> + ?Sized, const N: usize>(bank: &B, src: &[B::In], length: usize) {
    let mut stream = bank.stream().unwrap();
    let found = pushed(&mut stream, src, length);
    let whole = bank.apply(src);
    for (output, kernel) in bank.kernels().iter().enumerate() {
        let about = format!("{kernel:?}, {} in blocks of {length}", src.len());
        let mut own = kernel.stream().unwrap();
        let mut expected = Vec::new();
        for block in src.chunks(length) {
            let mut out = vec![B::Out::default(); own.outputs(block.len())];
            own.push(block, &mut out).unwrap();
            expected.extend(out);
        }
        let mut out = vec![B::Out::default(); own.outputs_at_end()];
        own.finish(&mut out).unwrap();
        expected.extend(out);
        same(&found[output], &expected, &about);
        match &whole {
            Ok(whole) if kernel.kernel().method() == Method::Direct => {
                same(&found[output], &whole[output], &about);
            }
            _ => {}
        }
        assert_eq!(stream.latency(), own.latency());
    }
    // It begins again.
    let again = pushed(&mut stream, src, length);
    assert_eq!(again.map(|out| out.len()), found.map(|out| out.len()));
}

/// All outputs of a stream.
fn pushed<In: Element, Out: Element, A, const N: usize>(
    stream: &mut BankStream<'_, In, Out, A, N>,
    src: &[In],
    length: usize,
) -> [Vec<Out>; N]
where
    A: AsRef<[In]> + AsMut<[In]>,
{
    let mut all = [const { Vec::new() }; N];
    let mut room = [const { Vec::new() }; N];
    for block in src.chunks(length) {
        let count = stream.outputs(block.len());
        let to = room.each_mut().map(|room: &mut Vec<Out>| {
            room.resize(count, Out::default());
            room.as_mut_slice()
        });
        assert_eq!(stream.push(block, to).unwrap(), count);
        for (all, room) in all.iter_mut().zip(&room) {
            all.extend_from_slice(room);
        }
    }
    let count = stream.outputs_at_end();
    let to = room.each_mut().map(|room| {
        room.resize(count, Out::default());
        room.as_mut_slice()
    });
    assert_eq!(stream.finish(to).unwrap(), count);
    for (all, room) in all.iter_mut().zip(&room) {
        all.extend_from_slice(room);
    }
    all
}

fn every_block<B: SignalBank<N>, const N: usize>(bank: &B) {
    let mut random = Random::new(51);
    for length in [1, 2, 3, 10, 47, 1000, 20_003] {
        let src = random.elements::<B::In>(length);
        for block in [1, 2, 7, 64, length] {
            stream(bank, &src, block);
        }
    }
    stream(&bank.to_dyn(), &random.elements(300), 7);
}

#[test]
fn blocks_of_every_length_give_the_bits_of_each_kernel() {
    every_block(&Haar);
    every_block(&Past);
    every_block(&Split);
    every_block(&Spread);
    every_block(&Holes);
    every_block(&Strictly);
    let mut random = Random::new(52);
    let same_rate = DynSignalBank::<f32, f32, 2>::builder([[0.5, 0.25, 0.125], [0.1, 0.2, 0.3]]);
    for (stride, interpolate) in [(1, 1), (2, 1), (5, 1), (1, 3), (2, 3), (7, 3)] {
        let bank = same_rate.clone().stride(stride).interpolate(interpolate);
        for bank in [bank.clone(), bank.padding([2, 1]).border(Border::Reflect)] {
            let bank = bank.build().unwrap();
            for length in [1, 9, 100, 5000] {
                let src = random.elements::<f32>(length);
                for block in [1, 2, 7, 64, length] {
                    stream(&bank, &src, block);
                }
            }
        }
    }
}

#[test]
fn a_declared_stream_has_its_buffer_in_an_array() {
    let src: Vec<i16> = Random::new(53).elements(100);
    let mut stream: BankStream<'_, i16, i32, [i16; 67], 2> = Haar.stream();
    let found = pushed(&mut stream, &src, 7);
    assert_eq!(found, Haar.apply(&src).unwrap());
    stream.reset();
    let copy = stream.clone();
    assert_eq!(
        format!("{copy:?}"),
        "BankStream { kernel: Haar, elements: 0, .. }"
    );
}

#[test]
fn outputs_of_a_stream_that_are_too_short_are_named_and_nothing_is_taken() {
    let mut stream = Past.stream();
    let (mut long, mut short) = ([7i16; 5], [7i16; 4]);
    let mut other = [7i16; 9];
    let error = stream
        .push(&[1, 2, 3, 4, 5], [&mut long, &mut other, &mut short])
        .unwrap_err();
    let expected = Error::OutputLength {
        output: 2,
        expected: 5,
        found: 4,
    };
    assert_eq!(error, expected);
    assert_eq!(
        error.to_string(),
        "output 2 of the bank has 4 elements where 5 are needed"
    );
    assert_eq!((long, other, short), ([7; 5], [7; 9], [7; 4]));
    let (mut a, mut b, mut c) = ([0; 5], [0; 5], [0; 5]);
    assert_eq!(
        stream.push(&[1, 2, 3, 4, 5], [&mut a, &mut b, &mut c]),
        Ok(5)
    );
    assert_eq!(a, [9, 9, 1, 2, 3]);
    let mut stream = Split.stream();
    let (mut low, mut high) = ([0.0; 20], [0.0; 20]);
    assert_eq!(stream.push(&[1.0; 20], [&mut low, &mut high]), Ok(5));
    assert_eq!(stream.outputs_at_end(), 15);
    let error = stream.finish([&mut low[..14], &mut high]).unwrap_err();
    assert!(matches!(
        error,
        Error::OutputLength {
            output: 0,
            expected: 15,
            ..
        }
    ));
    assert_eq!(stream.finish([&mut low, &mut high]), Ok(15));
}

#[test]
fn what_cannot_come_in_blocks_is_refused() {
    assert!(matches!(Apart.stream(), Err(Error::Stream(_))));
    assert!(matches!(Smoothed.stream(), Err(Error::Stream(_))));
    assert!(matches!(Raised.stream(), Err(Error::Stream(_))));
    assert!(matches!(Raised.to_dyn().stream(), Err(Error::Stream(_))));
}
