//! Long dense filters along a row, which is read in blocks: each output has the bits that it has
//! alone, and those of the plan's order of additions.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Element, Taps};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::each_level;

/// Numbers of taps around one, two, four and eight vectors of every width, and of several groups.
const TAPS: [usize; 22] = [
    5, 9, 15, 16, 17, 24, 31, 33, 40, 48, 63, 64, 65, 96, 127, 128, 129, 160, 255, 257, 300, 520,
];

fn long_rows<T: Element>(level: Level, taps: impl Fn(&mut Random, usize) -> Taps) {
    let mut random = Random::new(1);
    for count in TAPS {
        let kernel = DynSignal::<T, T>::builder(taps(&mut random, count))
            .build()
            .unwrap();
        for outputs in [300, 777, 1024, 1501] {
            let x: Vec<T> = random.elements(outputs + count - 1);
            let mut found = vec![T::from_f64(-77.0); outputs];
            kernel.apply_into_at(level, &x, &mut found).unwrap();
            let mut alone = vec![T::from_f64(77.0); outputs];
            // Shorter than a tile.
            for (part, from) in alone.chunks_mut(7).zip((0..).step_by(7)) {
                let x = &x[from..from + part.len() + count - 1];
                kernel.apply_into_at(level, x, part).unwrap();
            }
            let bits = |values: &[T]| -> Vec<u64> {
                values
                    .iter()
                    .map(|value| value.to_f64().to_bits())
                    .collect()
            };
            assert_eq!(
                bits(&found),
                bits(&alone),
                "{count} taps, {outputs} outputs"
            );
        }
    }
}

/// Each sum, written down: for each column of a block of 64 bytes, its tap in every block of taps.
macro_rules! in_order {
    ($name:ident: $float:ident, $block:literal) => {
        fn $name(level: Level) {
            let mut random = Random::new(3);
            for count in [9, 17, 64, 129, 257] {
                let taps: Vec<$float> = random.elements(count);
                let kernel = DynSignal::<$float, $float>::builder(taps.clone())
                    .build()
                    .unwrap();
                let block = if count > $block { $block } else { count };
                let order = (0..block).flat_map(|first| (first..count).step_by(block));
                for outputs in [1, 50, 400] {
                    let x: Vec<$float> = random.elements(outputs + count - 1);
                    let mut found = vec![-77.0; outputs];
                    kernel.apply_into_at(level, &x, &mut found).unwrap();
                    for (at, found) in found.into_iter().enumerate() {
                        // Whether they are fused depends on the level.
                        let [mut fused, mut apart] = [-0.0; 2];
                        for tap in order.clone() {
                            fused = x[at + tap].mul_add(taps[tap], fused);
                            apart += x[at + tap] * taps[tap];
                        }
                        assert!(
                            [fused, apart]
                                .map($float::to_bits)
                                .contains(&found.to_bits()),
                            "{count} taps, {outputs} outputs, output {at}"
                        );
                    }
                }
            }
        }
    };
}

in_order!(sums_of_singles_are_in_blocks_of_16: f32, 16);
in_order!(sums_of_doubles_are_in_blocks_of_8: f64, 8);

fn long_rows_of_singles(level: Level) {
    long_rows::<f32>(level, |random, count| random.elements::<f32>(count).into());
}

fn long_rows_of_doubles(level: Level) {
    long_rows::<f64>(level, |random, count| random.elements::<f64>(count).into());
}

fn long_rows_of_integers(level: Level) {
    let taps = |random: &mut Random, count| {
        let taps: Vec<i64> = (0..count).map(|_| random.pick(&[-1, 1])).collect();
        taps.into()
    };
    // The sums of `i16` are formed in 32 bits, those of `i32` in 64.
    long_rows_to::<i16, i32>(level, taps);
    long_rows_to::<i32, f64>(level, taps);
}

/// As [`long_rows`], for integers, which are those of the reference.
fn long_rows_to<In: Element, Out: Element>(
    level: Level,
    taps: impl Fn(&mut Random, usize) -> Taps,
) {
    let mut random = Random::new(2);
    for count in TAPS {
        let kernel = DynSignal::<In, Out>::builder(taps(&mut random, count))
            .build()
            .unwrap();
        let x: Vec<In> = random.elements(1024 + count);
        let mut found = vec![Out::from_f64(-77.0); 1025];
        kernel.apply_into_at(level, &x, &mut found).unwrap();
        let spec = kernel.kernel();
        let expected = conv_kernel::reference::correlate_signal::<In, Out>(&spec, &x).unwrap();
        assert_eq!(found, expected, "{count} taps");
    }
}

each_level!(
    long_rows_of_singles,
    long_rows_of_doubles,
    long_rows_of_integers,
    sums_of_singles_are_in_blocks_of_16,
    sums_of_doubles_are_in_blocks_of_8
);
