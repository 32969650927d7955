//! Correlation by its definition, in doubles, with nothing of this crate.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

/// Outputs of a row that stay in the first cache while all taps are added.
const PART: usize = 1024;

/// Elements in rows of `width`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid<'a> {
    pub(super) values: &'a [f64],
    pub(super) width: usize,
}

/// At every place the sum of the taps times what lies under them; no padding.
pub(super) fn correlate(src: Grid<'_>, taps: Grid<'_>) -> Vec<f64> {
    let width = src.width - (taps.width - 1);
    let height = src.values.len() / src.width - (taps.values.len() / taps.width - 1);
    let mut sums = vec![0.0; width * height];
    let level = Level::new();
    for (y, row) in sums.chunks_exact_mut(width).enumerate() {
        let lines = src.values.chunks_exact(src.width).skip(y);
        for (line, taps) in lines.zip(taps.values.chunks_exact(taps.width)) {
            for (index, part) in row.chunks_mut(PART).enumerate() {
                let line = &line[index * PART..][..part.len() + taps.len() - 1];
                dispatch!(level, simd => add(simd, part, line, taps));
            }
        }
    }
    sums
}

/// Loops that the compiler makes vectors of; `_simd` only says for which level.
#[inline(always)]
fn add<S: Simd>(_simd: S, sums: &mut [f64], line: &[f64], taps: &[f64]) {
    let count = sums.len();
    let (fours, rest) = taps.as_chunks::<4>();
    for (index, &[a, b, c, d]) in fours.iter().enumerate() {
        let at = |offset: usize| &line[4 * index + offset..][..count];
        let (first, second, third, fourth) = (at(0), at(1), at(2), at(3));
        for x in 0..count {
            sums[x] += (a * first[x] + b * second[x]) + (c * third[x] + d * fourth[x]);
        }
    }
    for (index, tap) in rest.iter().enumerate() {
        let line = &line[4 * fours.len() + index..];
        for (sum, x) in sums.iter_mut().zip(line) {
            *sum += tap * x;
        }
    }
}

/// At every place the sum of a window of `columns` x `rows`.
pub(super) fn window_sums(src: Grid<'_>, columns: usize, rows: usize) -> Vec<f64> {
    let across = Grid {
        values: &vec![1.0; columns],
        width: columns,
    };
    let down = Grid {
        values: &vec![1.0; rows],
        width: 1,
    };
    let sums = correlate(src, across);
    let width = src.width - (columns - 1);
    correlate(
        Grid {
            values: &sums,
            width,
        },
        down,
    )
}
