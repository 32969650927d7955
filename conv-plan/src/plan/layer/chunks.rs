//! How many pixels are computed at once: few enough that what they read stays in a near cache.

use super::tiling::BLOCK;
use crate::window::Window;

/// Elements of a band that is staged at once: half of a small second-level cache in single
/// precision.
pub const STAGED: usize = 1 << 16;

/// Bytes that are staged for one row of outputs, in place of more of which blocks of its columns
/// are. 32 -> 32 channels of one row of 16,000 columns, 9 taps, took 1.07 times as long as in one
/// block of 2 MB with blocks of 32 KB, 1.03 times with 256 KB, and as long with these.
pub(super) const ROW: usize = 8 * STAGED;

/// Elements of a chunk of pixels, from which all output channels are computed in turn.
const CHUNK: usize = 1 << 13;

/// From this many channels on, a chunk is copied before it is read: 256 -> 256 channels of 14x14
/// pixels took 156 us with the copy and 242 without.
const COPIED: usize = 96;

/// Columns of the usual tile of layers with few taps, on the widest level.
pub(super) const TILE: usize = 48;

/// Columns of whole tiles of inputs in blocks, on every level.
pub(super) const TILES_OF_BLOCKS: usize = 6 * 14;

/// Whether chunks of pixels are copied before they are read.
///
/// The rows of many channels lie on as many pages, and often fall on the same sets of the cache. A
/// copy pays where many output channels read it.
pub(super) const fn copies(inputs: usize, outputs: usize) -> bool {
    inputs >= COPIED && outputs > 32
}

/// Pixels from which all output channels are computed in turn, few enough to stay in a near cache.
pub(super) fn chunk(pixels: usize, channels: usize, tile: usize) -> usize {
    let most = if channels < COPIED {
        (CHUNK / channels).max(4 * tile)
    } else {
        (2 * STAGED / channels).max(tile)
    };
    let even = pixels.div_ceil(pixels.div_ceil(most));
    let columns = even.next_multiple_of(tile).min(pixels);
    // The last chunk overlaps the one before: by a lot, if there are few.
    if pixels.div_ceil(columns) * columns - pixels > pixels / 32 {
        even.next_multiple_of(BLOCK).min(pixels)
    } else {
        columns
    }
}

/// Output columns whose input is staged at once: all of a row, unless `most` elements are fewer
/// than the input of one row of outputs.
pub(super) fn staged_columns(window: &Window, planes: usize, columns: usize, most: usize) -> usize {
    // For one row of outputs, and so many of its columns.
    let staged = |columns: usize| {
        let places = window.columns.places(columns).length()?;
        let rows = places.checked_mul(window.rows.kernel)?;
        rows.checked_mul(planes)
    };
    if staged(columns).is_some_and(|staged| staged <= most) {
        return columns;
    }
    let some = 4 * TILE;
    let each = staged(some).map_or(usize::MAX, |staged| staged.div_ceil(some));
    let most = (most / each).max(TILE);
    let even = columns.div_ceil(columns.div_ceil(most));
    even.next_multiple_of(TILE).min(columns)
}
