//! Sums over every window: of the pixels, and of their squares.
//!
//! ```text
//! down:    blocks of as many rows as the window has; a window is the end of one block and the
//!          beginning of the next: the sum of rows from y to the block's end, kept for the block,
//!          plus a running sum from the next block's beginning
//! across:  sums of 1, 2, 4, 8 .. columns, each of two of the ones before; those that make up
//!          the width are added
//! ```
//!
//! Down is the algorithm of van Herk ("A fast algorithm for local minimum and maximum filters",
//! Pattern Recognition Letters 13, 1992) and of Gil and Werman ("Computing 2-D min, median, and max
//! filters", IEEE PAMI 15, 1993), with sums for minima. Nothing is ever subtracted, so the error of
//! a window does not depend on what lies outside it: of sums of squares it is at most
//! `rows + 2 log2(columns)` roundings, and sums of integers are exact below `2^53`.

use crate::data::{Error, Plane, grown};
use crate::exec::simd::detected;
use alloc::vec::Vec;
use fearless_simd::dispatch;

/// Terms that are added one after the other in a sum over `width` x `height` pixels.
pub(super) const fn depth(width: usize, height: usize) -> usize {
    height + 2 * (usize::BITS - width.leading_zeros()) as usize
}

/// Sums and sums of squares of a row.
struct Pair<'a>([&'a mut [f64]; 2]);

/// Calls `each` for every row of places, with the sums of its windows and those of their squares.
///
/// The plane is at least as large as the window.
pub(super) fn sums<T: Copy + Into<f64>>(
    plane: Plane<'_, T>,
    [width, height]: [usize; 2],
    buffer: &mut Vec<f64>,
    mut each: impl FnMut(usize, &[f64], &[f64]),
) -> Result<(), Error> {
    let line = plane.width();
    let (across, down) = (line - (width - 1), plane.height() - (height - 1));
    let kept = height.min(down);
    let length = kept
        .checked_mul(2)
        .and_then(|rows| rows.checked_add(7))
        .and_then(|rows| rows.checked_mul(line))
        .ok_or(Error::SizeOverflow)?;
    let (ends, rest) = grown(buffer, length)?.split_at_mut(2 * kept * line);
    let (running, rest) = rest.split_at_mut(2 * line);
    let (columns, rest) = rest.split_at_mut(2 * line);
    let (spare, results) = rest.split_at_mut(line);
    let token = detected();
    for y in 0..down {
        let phase = y % height;
        let mut running = halves(running, line);
        if phase == 0 {
            running.0.iter_mut().for_each(|sums| sums.fill(0.0));
            for row in (0..height).rev() {
                let Some(pixels) = plane.row(y + row) else {
                    continue;
                };
                dispatch!(token, _simd => add(pixels, &mut running));
                if row < kept {
                    let ends = &mut ends[2 * row * line..][..2 * line];
                    for (end, sums) in ends.chunks_exact_mut(line).zip(&running.0) {
                        end.copy_from_slice(sums);
                    }
                }
            }
            running.0.iter_mut().for_each(|sums| sums.fill(0.0));
        } else if let Some(pixels) = plane.row(y + height - 1) {
            dispatch!(token, _simd => add(pixels, &mut running));
        }
        let ends = &ends[2 * phase * line..][..2 * line];
        for ((end, sums), columns) in ends
            .chunks_exact(line)
            .zip(&running.0)
            .zip(columns.chunks_exact_mut(line))
        {
            dispatch!(token, _simd => sum_of(end, sums, columns));
        }
        let Pair(mut results) = halves(results, line);
        for (columns, results) in columns.chunks_exact_mut(line).zip(&mut results) {
            let (results, spare) = (&mut results[..across], &mut *spare);
            dispatch!(token, _simd => spread(columns, spare, width, results));
        }
        each(y, &results[0][..across], &results[1][..across]);
    }
    Ok(())
}

fn halves(pair: &mut [f64], line: usize) -> Pair<'_> {
    let (first, second) = pair.split_at_mut(line);
    Pair([first, second])
}

#[inline(always)]
fn add<T: Copy + Into<f64>>(pixels: &[T], Pair([sums, squares]): &mut Pair<'_>) {
    for ((&pixel, sum), square) in pixels.iter().zip(sums.iter_mut()).zip(squares.iter_mut()) {
        let pixel: f64 = pixel.into();
        *sum += pixel;
        *square += pixel * pixel;
    }
}

#[inline(always)]
fn sum_of(left: &[f64], right: &[f64], to: &mut [f64]) {
    for ((left, right), to) in left.iter().zip(right).zip(to) {
        *to = left + right;
    }
}

/// Sums of `width` neighbours, into `results`; the other two are overwritten.
#[inline(always)]
fn spread(columns: &mut [f64], spare: &mut [f64], width: usize, results: &mut [f64]) {
    let (mut current, mut next) = (columns, spare);
    let (mut power, mut done) = (1, 0);
    loop {
        if width & power != 0 {
            let part = &current[done..done + results.len()];
            if done == 0 {
                results.copy_from_slice(part);
            } else {
                for (result, part) in results.iter_mut().zip(part) {
                    *result += part;
                }
            }
            done += power;
        }
        if done == width {
            return;
        }
        // Sums of `power` columns exist up to `power - 1` before the end; of the others nothing
        // is read that gets into a result.
        sum_of(current, &current[power..], next);
        core::mem::swap(&mut current, &mut next);
        power *= 2;
    }
}
