//! Y = A^T M A for a strip of output channels, with bias and activation, into the output.
//!
//! ```text
//! for each row of tiles:
//!     for each tile, for each vector of channels:
//!         A^T M down the columns, then (A^T M) A along the rows; + bias; activation
//!         nhwc: store the vectors, one for each pixel
//!         nchw: keep them in a line buffer, pixel after pixel
//!     nchw: transpose the line in squares, store a run of pixels for each channel
//! ```
//!
//! A vector holds the channels of one pixel. Pixels beyond the output are dropped.

use crate::exec::activate::Activate;
use crate::exec::layers::lane::LayerLane;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// The products of a strip of output channels, and what becomes of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Products<'a, A> {
    /// `[tile][position][vector]`.
    pub(crate) products: &'a [A],
    /// From one tile to the next.
    pub(crate) tile: usize,
    /// Rows of tiles.
    pub(crate) rows: usize,
    /// Tiles of a row.
    pub(crate) columns: usize,
    /// What is added to each vector of the strip.
    pub(crate) bias: [&'a [A]; 2],
    /// Output channels of the strip.
    pub(crate) channels: usize,
    /// What happens to the sums.
    pub(crate) activate: Activate<A>,
}

/// The outputs of a rectangle of tiles, from the first channel of the strip on.
#[derive(Debug)]
pub(crate) struct Outputs<'a, A> {
    /// The output, from the first pixel of the rectangle on.
    pub(crate) data: &'a mut [A],
    /// From one channel to the next.
    pub(crate) channel: usize,
    /// From the first vector of channels to the second.
    pub(crate) second: usize,
    /// From one column to the next.
    pub(crate) column: usize,
    /// From one row to the next.
    pub(crate) row: usize,
    /// Rows of the output in the rectangle: the last tiles may reach beyond them.
    pub(crate) rows: usize,
    /// Columns of the output in the rectangle.
    pub(crate) columns: usize,
    /// Whether the channels of a pixel lie side by side.
    pub(crate) interleaved: bool,
}

/// Elements of the buffer for the pixels of one row of tiles, in two vectors.
pub(crate) fn line(columns: usize) -> usize {
    (columns * 4 * 4 + 16) * 16 * 2
}

/// Transforms the products of tiles of `outputs` x `outputs` pixels.
pub(crate) fn transform<A: LayerLane>(
    token: Token,
    outputs: usize,
    products: &Products<'_, A>,
    line: &mut [A],
    to: &mut Outputs<'_, A>,
) {
    match outputs {
        2 => dispatch!(token, s => all::<_, A, 4, 2>(s, products, line, to)),
        _ => dispatch!(token, s => all::<_, A, 6, 4>(s, products, line, to)),
    }
}

#[inline(always)]
fn all<S: Simd, A: LayerLane, const T: usize, const M: usize>(
    s: S,
    products: &Products<'_, A>,
    line: &mut [A],
    to: &mut Outputs<'_, A>,
) {
    let lanes = A::Vector::<S>::LEN;
    let vectors = products.channels.div_ceil(lanes).min(2);
    let half = line.len() / 2;
    for row in 0..products.rows {
        let high = M.min(to.rows - row * M);
        for column in 0..products.columns {
            let tile = (row * products.columns + column) * products.tile;
            let wide = M.min(to.columns - column * M);
            for vector in 0..vectors {
                let bias = A::Vector::<S>::from_slice(s, &products.bias[vector][..lanes]);
                let from = &products.products[tile + vector * lanes..];
                let pixels = pixels::<S, A, T, M>(s, from, &products.activate, bias);
                let mut i = 0;
                while i < M {
                    if i < high && to.interleaved {
                        let at =
                            (row * M + i) * to.row + column * M * to.column + vector * to.second;
                        let count = lanes.min(products.channels - vector * lanes);
                        channels::<S, A, M>(pixels[i], wide, count, at, to);
                    } else if i < high {
                        let at = vector * half + (i * to.columns + column * M) * lanes;
                        store_pixels::<S, A, M>(pixels[i], wide, &mut line[at..]);
                    }
                    i += 1;
                }
            }
        }
        if !to.interleaved {
            for vector in 0..vectors {
                let at = vector * to.second + row * M * to.row;
                let count = lanes.min(products.channels - vector * lanes);
                planes::<S, A>(s, &line[vector * half..], (high, count), at, to);
            }
        }
    }
}

/// The outputs of one tile, each the channels of a pixel.
#[inline(always)]
fn pixels<S: Simd, A: LayerLane, const T: usize, const M: usize>(
    s: S,
    from: &[A],
    activate: &Activate<A>,
    bias: A::Vector<S>,
) -> [[A::Vector<S>; M]; M] {
    let lanes = A::Vector::<S>::LEN;
    let zero = A::Vector::<S>::splat(s, A::default());
    let mut halfway = [[zero; T]; M];
    let mut j = 0;
    while j < T {
        let mut m = [zero; T];
        let mut i = 0;
        while i < T {
            let at = (i * T + j) * 2 * lanes;
            m[i] = A::Vector::<S>::from_slice(s, &from[at..at + lanes]);
            i += 1;
        }
        let y = axis::<S, A, T, M>(s, m);
        let mut i = 0;
        while i < M {
            halfway[i][j] = y[i];
            i += 1;
        }
        j += 1;
    }
    let mut pixels = [[zero; M]; M];
    let mut i = 0;
    while i < M {
        let y = axis::<S, A, T, M>(s, halfway[i]);
        let mut j = 0;
        while j < M {
            pixels[i][j] = A::activate::<S>(s, y[j] + bias, activate);
            j += 1;
        }
        i += 1;
    }
    pixels
}

/// A^T m along one axis.
#[inline(always)]
fn axis<S: Simd, A: LayerLane, const T: usize, const M: usize>(
    s: S,
    m: [A::Vector<S>; T],
) -> [A::Vector<S>; M] {
    let mut y = [m[0]; M];
    let (sum, difference) = (m[1] + m[2], m[1] - m[2]);
    if const { M == 2 } {
        y[0] = m[0] + sum;
        y[1] = difference - m[3];
        return y;
    }
    let (far, apart) = (m[3] + m[4], m[3] - m[4]);
    y[0] = m[0] + (sum + far);
    y[1] = A::mul_add::<S>(
        apart,
        times::<S, A>(s, 2.0),
        difference * times::<S, A>(s, 0.5),
    );
    y[2] = A::mul_add::<S>(far, times::<S, A>(s, 4.0), sum * times::<S, A>(s, 0.25));
    let near = A::mul_add::<S>(difference, times::<S, A>(s, 0.125), m[5]);
    y[3] = A::mul_add::<S>(apart, times::<S, A>(s, 8.0), near);
    y
}

#[inline(always)]
fn times<S: Simd, A: LayerLane>(s: S, factor: f64) -> A::Vector<S> {
    A::Vector::<S>::splat(s, A::from_f64(factor))
}

/// Stores `count` channels of neighbouring pixels of an interleaved output.
#[inline(always)]
fn channels<S: Simd, A: LayerLane, const M: usize>(
    pixels: [A::Vector<S>; M],
    wide: usize,
    count: usize,
    at: usize,
    to: &mut Outputs<'_, A>,
) {
    let lanes = A::Vector::<S>::LEN;
    let mut j = 0;
    while j < M {
        if j < wide {
            let at = at + j * to.column;
            if count == lanes {
                pixels[j].store_slice(&mut to.data[at..at + lanes]);
            } else {
                to.data[at..at + count].copy_from_slice(&pixels[j].as_slice()[..count]);
            }
        }
        j += 1;
    }
}

/// Stores neighbouring pixels one after the other.
#[inline(always)]
fn store_pixels<S: Simd, A: LayerLane, const M: usize>(
    pixels: [A::Vector<S>; M],
    wide: usize,
    line: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let mut j = 0;
    while j < M {
        if j < wide {
            pixels[j].store_slice(&mut line[j * lanes..(j + 1) * lanes]);
        }
        j += 1;
    }
}

/// Stores `count` channels of `high` rows as planes.
#[inline(always)]
fn planes<S: Simd, A: LayerLane>(
    s: S,
    line: &[A],
    (high, count): (usize, usize),
    at: usize,
    to: &mut Outputs<'_, A>,
) {
    let lanes = A::Vector::<S>::LEN;
    // Rows of the whole width follow each other in a plane.
    let (runs, length) = if to.row == to.columns {
        (1, high * to.columns)
    } else {
        (high, to.columns)
    };
    for run in 0..runs {
        let from = &line[run * length * lanes..];
        let at = at + run * to.row;
        // Decided before code is generated: one of these is compiled for each level.
        if const { A::Vector::<S>::LEN == 2 } {
            transposed::<S, A, 2>(s, from, length, count, at, to);
        } else if const { A::Vector::<S>::LEN == 4 } {
            transposed::<S, A, 4>(s, from, length, count, at, to);
        } else if const { A::Vector::<S>::LEN == 8 } {
            transposed::<S, A, 8>(s, from, length, count, at, to);
        } else {
            transposed::<S, A, 16>(s, from, length, count, at, to);
        }
    }
}

/// Stores `length` pixels of `count` channels, N pixels at a time.
#[inline(always)]
fn transposed<S: Simd, A: LayerLane, const N: usize>(
    s: S,
    from: &[A],
    length: usize,
    count: usize,
    at: usize,
    to: &mut Outputs<'_, A>,
) {
    let mut pixel = 0;
    while pixel < length {
        let first = pixel.min(length.saturating_sub(N));
        let there = N.min(length - first);
        let from = &from[first * N..(first + N) * N];
        let mut square = [A::Vector::<S>::splat(s, A::default()); N];
        let mut n = 0;
        while n < N {
            square[n] = A::Vector::<S>::from_slice(s, &from[n * N..(n + 1) * N]);
            n += 1;
        }
        let square = transpose::<S, A, N>(square);
        let mut n = 0;
        while n < N {
            if n < count {
                let at = at + n * to.channel + first;
                if there == N {
                    square[n].store_slice(&mut to.data[at..at + N]);
                } else {
                    to.data[at..at + there].copy_from_slice(&square[n].as_slice()[..there]);
                }
            }
            n += 1;
        }
        pixel = first + N;
    }
}

/// Rows to columns by perfect shuffles (Stone, Parallel Processing with the Perfect Shuffle, 1971).
#[inline(always)]
fn transpose<S: Simd, A: LayerLane, const N: usize>(rows: [A::Vector<S>; N]) -> [A::Vector<S>; N] {
    let mut rows = rows;
    let mut step = 1;
    while step < N {
        let before = rows;
        let mut n = 0;
        while n < N / 2 {
            (rows[2 * n], rows[2 * n + 1]) = before[n].interleave(before[n + N / 2]);
            n += 1;
        }
        step *= 2;
    }
    rows
}
