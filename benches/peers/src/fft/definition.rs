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

#[cfg(test)]
mod tests {
    use super::{Grid, PART, correlate, window_sums};
    use crate::race::parameters;

    /// Whole numbers, whose sums are exact in any order.
    fn whole(seed: u64, count: usize) -> Vec<f64> {
        let values = parameters(seed, count);
        values.iter().map(|x| (x * 100.0).round()).collect()
    }

    #[test]
    fn sums_are_those_of_four_loops() {
        for (width, height, columns, rows) in [
            (9, 7, 5, 3),
            (6, 6, 6, 6),
            (PART + 13, 2, 10, 1),
            (8, 5, 1, 4),
        ] {
            let (src, taps) = (whole(3, width * height), whole(4, columns * rows));
            let found = correlate(
                Grid {
                    values: &src,
                    width,
                },
                Grid {
                    values: &taps,
                    width: columns,
                },
            );
            let mut expected = Vec::new();
            for y in 0..=height - rows {
                for x in 0..=width - columns {
                    let mut sum = 0.0;
                    for row in 0..rows {
                        for column in 0..columns {
                            let tap = taps[row * columns + column];
                            sum += tap * src[(y + row) * width + x + column];
                        }
                    }
                    expected.push(sum);
                }
            }
            assert_eq!(found, expected, "{columns}x{rows} over {width}x{height}");
        }
    }

    #[test]
    fn a_window_sum_is_a_correlation_with_ones() {
        let src = whole(5, 11 * 8);
        let src = Grid {
            values: &src,
            width: 11,
        };
        let ones = Grid {
            values: &[1.0; 12],
            width: 4,
        };
        assert_eq!(window_sums(src, 4, 3), correlate(src, ones));
    }
}
