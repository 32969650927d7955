//! Run-time kernels of two passes: rows of few neighbouring taps, pairs of taps, widened lines.

use conv_kernel::prelude::*;
use conv_kernel::{Element, Tap, Taps};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::check_plane;
use conv_kernel_tests::each_level;

/// The product of a column and a row.
fn outer(column: &[i64], row: &[i64]) -> Taps {
    let taps = column
        .iter()
        .flat_map(|a| row.iter().map(move |b| Tap::integer(a * b)));
    Taps::new(vec![column.len(), row.len()], taps.collect())
}

/// A row of `count` taps from 1 up and down again.
fn tent(count: usize) -> Vec<i64> {
    (0..count)
        .map(|index| 1 + index.min(count - 1 - index) as i64)
        .collect()
}

/// Checks a kernel on planes that are narrower than a tile, as wide as some, and wider than what is
/// held before it is stored.
fn right<In: Element, Out: Element>(level: Level, taps: &Taps, stride: usize, divide: i64) {
    let filter = DynKernel::<In, Out>::builder(taps.clone())
        .stride(stride)
        .padding(Padding::Same)
        .border(Border::Reflect101)
        .scale(Tap::ratio(1, divide).unwrap())
        .overflow(Overflow::Saturate)
        .build()
        .unwrap();
    for (width, height) in [(1, 1), (7, 5), (31, 9), (67, 11), (131, 17), (2100, 9)] {
        let data: Vec<In> = Random::new(width as u64).elements(width * height);
        if let Err(what) = check_plane(&[level], &filter, &data, width) {
            panic!("{what}\n{}", filter.explain());
        }
    }
}

fn rows_of_any_number_of_taps_are_right(level: Level) {
    for count in 2..=17 {
        let taps = outer(&tent(5), &tent(count));
        right::<u8, u8>(level, &taps, 1, 256);
        right::<i16, i16>(level, &taps, 1, 3);
        right::<f32, f32>(level, &taps, 1, 256);
    }
}

fn every_width_of_lines_and_sums_is_right(level: Level) {
    // Lines and sums of 16 bits; 16 and 32, without and with a sign; 32; 32 and 64.
    let (small, large) = (outer(&tent(5), &tent(5)), outer(&tent(9), &tent(7)));
    let signed = outer(&[-9, 20, 31, 20, -9], &[3, -40, 99, -40, 3]);
    let huge = outer(&[9000, 70000, 9000], &[5000, 80000, 5000]);
    for stride in [1, 2, 3] {
        for divide in [1, 64, 81] {
            right::<u8, u8>(level, &small, stride, divide);
            right::<u8, i16>(level, &large, stride, divide);
            right::<i8, u8>(level, &small, stride, divide);
            right::<u8, u8>(level, &signed, stride, divide);
            right::<i8, i32>(level, &signed, stride, divide);
            right::<u16, u8>(level, &small, stride, divide);
            right::<i16, u16>(level, &large, stride, divide);
            right::<u16, u16>(level, &huge, stride, divide);
            right::<i32, i32>(level, &small, stride, divide);
        }
    }
}

fn taps_that_do_not_fit_16_bits_are_not_paired(level: Level) {
    // Sums of a row fit 16 bits, the taps along it do not.
    for row in [[40000, 3, 5], [-40000, 3, 5], [3, 5, 40000]] {
        let taps = outer(&[1, 2, -3, 2, 1], &row);
        right::<u8, i32>(level, &taps, 1, 1);
        right::<i8, u8>(level, &taps, 1, 1024);
    }
}

fn kernels_of_three_by_three_share_the_sums_of_rows(level: Level) {
    let taps = outer(&[1, 2, 1], &[1, 2, 1]);
    right::<u8, u8>(level, &taps, 1, 16);
    right::<u16, u16>(level, &taps, 1, 16);
    right::<i16, i16>(level, &taps, 2, 9);
    right::<u8, i16>(level, &outer(&[1, 2, 1], &[-1, 1, 3]), 1, 1);
}

each_level! {
    rows_of_any_number_of_taps_are_right,
    every_width_of_lines_and_sums_is_right,
    taps_that_do_not_fit_16_bits_are_not_paired,
    kernels_of_three_by_three_share_the_sums_of_rows,
}
