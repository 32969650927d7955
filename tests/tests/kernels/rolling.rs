//! Long filters over long signals, whose sums roll from block to block, against short pieces, which are too short for that.

use conv_kernel::prelude::*;
use conv_kernel::{Element, Level, Overflow, Tap};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::difference;
use conv_kernel_tests::each_level;

/// Outputs of a piece.
const PIECE: usize = 200;

fn check<In: Element, Out: Element>(
    level: Level,
    filter: &DynSignal<In, Out>,
    taps: usize,
    signal: &[In],
) {
    let outputs = signal.len() - taps + 1;
    let mut whole = vec![Out::default(); outputs];
    filter.apply_into_at(level, signal, &mut whole).unwrap();
    for (index, found) in whole.chunks(PIECE).enumerate() {
        let start = index * PIECE;
        let mut piece = vec![Out::default(); found.len()];
        let inputs = &signal[start..start + found.len() + taps - 1];
        filter.apply_into_at(level, inputs, &mut piece).unwrap();
        assert_eq!(
            difference(&piece, found),
            None,
            "{level}, {taps} taps, piece {index}"
        );
    }
}

const TAPS: [usize; 8] = [33, 64, 127, 128, 130, 256, 257, 601];

fn sums_that_roll_have_the_bits_of_tiles(level: Level) {
    let mut random = Random::new(11);
    for taps in TAPS {
        for length in [taps, taps + 1023, taps + 1024, taps + 4177] {
            let single: Vec<f32> = random.elements(taps);
            let filter = DynSignal::<f32, f32>::builder(single.clone())
                .build()
                .unwrap();
            check(level, &filter, taps, &random.elements(length));
            let filter = DynSignal::<f32, f64>::builder(single).build().unwrap();
            check(level, &filter, taps, &random.elements(length));

            let integers: Vec<i32> = (0..taps).map(|_| random.size(200) as i32 - 100).collect();
            let filter = DynSignal::<i16, i32>::builder(integers.clone())
                .build()
                .unwrap();
            check(level, &filter, taps, &random.elements(length));
            let filter = DynSignal::<u8, u8>::builder(integers)
                .scale(Tap::ratio(1, 100).unwrap())
                .overflow(Overflow::Saturate)
                .build()
                .unwrap();
            check(level, &filter, taps, &random.elements(length));
        }
    }
}

#[test]
fn nan_spoils_what_its_taps_meet_and_nothing_else_in_a_long_signal() {
    let taps = 300;
    let filter = DynSignal::<f64, f64>::builder(vec![0.5; taps])
        .build()
        .unwrap();
    let mut signal = vec![1.0; 6000];
    signal[3000] = f64::NAN;
    let found = filter.apply(&signal).unwrap();
    for (at, value) in found.iter().enumerate() {
        assert_eq!(
            value.is_nan(),
            (at..at + taps).contains(&3000),
            "output {at}"
        );
    }
}

each_level! {
    sums_that_roll_have_the_bits_of_tiles,
}
