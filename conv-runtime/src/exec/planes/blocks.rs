//! Filters along a row, which is read as a plane whose rows are blocks; with a column stride, as
//! such a plane for each phase.
//!
//! ```text
//! a block: 64 bytes of sums, on every level; a tile: some blocks, one below the other
//! for each offset in a block:
//!     for each block of inputs, from top to bottom:
//!         load it at this offset; add it times tap 0 + offset to the sums of this block, times tap
//!         16 + offset to those of the block above, and so on
//! ```
//!
//! A load serves a tap in each block of taps, as a row of a plane serves all taps of a column: what
//! sums is `table`'s loop for planes, with rows a block apart. Each output meets its taps in the
//! plan's order, `Steps::order`.

use super::body::block;
use super::table::{TableBand, down};
use crate::exec::simd::{Block, Lane, Load, View, empty, wide, zero};
#[cfg(feature = "alloc")]
use conv_plan::plan::Tile;
use conv_plan::plan::block_of;
use fearless_simd::{Level as Token, Simd, SimdBase};

// The plan says what tiles these are.
#[cfg(feature = "alloc")]
const _: () = assert!(Tile::IN_BLOCKS.vectors == 8 && Tile::IN_BLOCKS.wide == 16);

/// Columns of a block.
const fn columns<A: Lane>() -> usize {
    match block_of(A::TYPE) {
        Some(columns) => columns,
        None => 1,
    }
}

/// Columns of the smallest tile: four vectors, a block or more on every level.
pub(super) fn least<A: Lane>(token: Token) -> usize {
    block::<A, 4, 4>(token)
}

/// All outputs of a row, [`least`] or more.
#[inline(always)]
pub(super) fn along<S: Simd, A: Lane + Load<A>, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, A, 1, STRICT>,
    view: View<'_, A>,
    out: &mut [A],
) {
    let columns = const { columns::<A>() };
    let mut done = 0;
    while done < out.len() {
        let left = out.len() - done;
        done = if const { wide::<S>() } && left >= 16 * columns {
            blocks::<S, A, 16, 1, STRICT>(s, table, view, out, done)
        } else if left >= 8 * columns {
            blocks::<S, A, 8, 1, STRICT>(s, table, view, out, done)
        } else if const { A::Vector::<S>::LEN * size_of::<A>() == 64 } {
            blocks::<S, A, 4, 1, STRICT>(s, table, view, out, done)
        } else if const { A::Vector::<S>::LEN * size_of::<A>() == 32 } {
            blocks::<S, A, 2, 2, STRICT>(s, table, view, out, done)
        } else {
            blocks::<S, A, 1, 4, STRICT>(s, table, view, out, done)
        };
    }
}

/// Some blocks from output `at` on, or the last of the row; returns how many outputs are done then.
#[inline(always)]
fn blocks<S: Simd, A: Lane + Load<A>, const R: usize, const V: usize, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, A, 1, STRICT>,
    view: View<'_, A>,
    out: &mut [A],
    at: usize,
) -> usize {
    let vector = A::Vector::<S>::LEN;
    let columns = const { columns::<A>() };
    let Some(at) = out.len().checked_sub(R * columns).map(|last| last.min(at)) else {
        return out.len();
    };
    let end = at + R * columns;
    let out = &mut out[at..end];
    let mut column = 0;
    while column < columns {
        let sums = sums::<S, A, R, V, STRICT>(s, table, view, at + column);
        let mut row = 0;
        while row < R {
            let mut index = 0;
            while index < V {
                let from = row * columns + column + index * vector;
                sums[row][index].store_slice(&mut out[from..from + vector]);
                index += 1;
            }
            row += 1;
        }
        column += V * vector;
    }
    end
}

/// The sums of a tile.
#[inline(always)]
fn sums<S: Simd, A: Lane + Load<A>, const R: usize, const V: usize, const STRICT: bool>(
    s: S,
    table: &TableBand<'_, A, 1, STRICT>,
    view: View<'_, A>,
    column: usize,
) -> Block<S, A, R, V> {
    if table.taps.is_empty() {
        return zero::<S, A, R, V>(s);
    }
    let mut sums = empty::<S, A, R, V>(s);
    for segment in table.segments {
        let taps = &table.taps[segment.first..segment.first + segment.count];
        // The rows of this view are the blocks of a row of the other.
        let x = view.rest(segment.row, column + segment.offset);
        let blocks = View::new(x, const { columns::<A>() });
        if const { columns::<A>() == 16 } {
            down::<S, A, A, R, V, 16, STRICT>(s, blocks, (0, 1, 0), taps, &mut sums);
        } else {
            down::<S, A, A, R, V, 8, STRICT>(s, blocks, (0, 1, 0), taps, &mut sums);
        }
    }
    sums
}
