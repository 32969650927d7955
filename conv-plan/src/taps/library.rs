//! The named kernels, by their standard names, as correlation taps.
//!
//! Derivatives are positive where values grow to the right (x) or downwards (y). Each function
//! returns only the taps: stride, border and scale belong to a declaration or a builder.

use super::{MAX_TAPS, Tap, Taps, more_than, room};
use alloc::vec::Vec;

/// Sobel derivative along x: smoothing `1 2 1` down, difference `-1 0 1` across.
#[must_use]
pub fn sobel_x() -> Taps {
    [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]].into()
}

/// Sobel derivative along y.
#[must_use]
pub fn sobel_y() -> Taps {
    sobel_x().transposed()
}

/// Prewitt derivative along x: smoothing `1 1 1` down, difference `-1 0 1` across.
#[must_use]
pub fn prewitt_x() -> Taps {
    [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]].into()
}

/// Prewitt derivative along y.
#[must_use]
pub fn prewitt_y() -> Taps {
    prewitt_x().transposed()
}

/// Scharr derivative along x: smoothing `3 10 3` down, difference `-1 0 1` across.
#[must_use]
pub fn scharr_x() -> Taps {
    [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]].into()
}

/// Scharr derivative along y.
#[must_use]
pub fn scharr_y() -> Taps {
    scharr_x().transposed()
}

/// Laplacian over the 4 nearest neighbours.
#[must_use]
pub fn laplacian4() -> Taps {
    [[0, 1, 0], [1, -4, 1], [0, 1, 0]].into()
}

/// Laplacian over all 8 neighbours.
#[must_use]
pub fn laplacian8() -> Taps {
    [[1, 1, 1], [1, -8, 1], [1, 1, 1]].into()
}

/// Sharpening: the identity minus the Laplacian over 4 neighbours.
#[must_use]
pub fn sharpen() -> Taps {
    [[0, -1, 0], [-1, 5, -1], [0, -1, 0]].into()
}

/// The 3x3 Gaussian `1/16 [[1, 2, 1], [2, 4, 2], [1, 2, 1]]`.
#[must_use]
pub fn gaussian() -> Taps {
    binomial(3)
}

/// The `size` x `size` binomial kernel, whose taps sum to 1; empty for a size of 0.
///
/// Of more than [`MAX_TAPS`] taps only the shape is formed.
///
/// It is the outer product of row `size - 1` of Pascal's triangle with itself
/// over `4^(size - 1)`, the usual integer approximation of a Gaussian with
/// variance `(size - 1) / 4`.
#[must_use]
pub fn binomial(size: usize) -> Taps {
    if size == 0 || more_than(MAX_TAPS, &[size, size]) {
        return Taps::unformed(alloc::vec![size, size]);
    }
    let step: Taps = [Tap::ratio(1, 2), Tap::ratio(1, 2)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .into();
    let mut row: Taps = [1].into();
    for _ in 1..size {
        row = row.convolved(&step);
    }
    Taps::outer(&row, &row)
}

/// The mean over `rows` x `columns` elements; empty if either is 0.
///
/// Without the feature `fft`, and where memory ends, of more than [`MAX_TAPS`] taps only the shape
/// is formed.
#[must_use]
pub fn mean(rows: usize, columns: usize) -> Taps {
    let shape = alloc::vec![rows, columns];
    let Some(mut values) = room(&shape) else {
        return Taps::unformed(shape);
    };
    let area = rows * columns;
    match i64::try_from(area)
        .ok()
        .and_then(|area| Tap::ratio(1, area))
    {
        Some(tap) => {
            values.resize(area, tap);
            Taps::new(shape, values)
        }
        None => Taps::unformed(shape),
    }
}

/// The 3x3 box: the sum of 9 neighbours over 9.
#[must_use]
pub fn box3() -> Taps {
    mean(3, 3)
}

/// The single tap 1.
#[must_use]
pub fn identity() -> Taps {
    [[1]].into()
}
