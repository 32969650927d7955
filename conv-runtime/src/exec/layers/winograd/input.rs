//! V = B^T d B for a rectangle of tiles.
//!
//! ```text
//! for each input channel, for each 4 rows of tiles:
//!     down     for each row of tiles, for each vector of neighbouring columns:
//!                  B^T d, stored in phases: column m i + p goes to index i of phase p
//!     along    for each row of tiles, for each vector of neighbouring tiles:
//!                  (B^T d) B, stored at [position][channel][tile]
//! ```
//!
//! Down the columns first: a vector holds neighbouring columns, each transformed once for all the
//! tiles that share it. The result is split into phases of m columns, so that along the rows a
//! vector holds neighbouring tiles.

use crate::exec::layers::lane::LayerLane;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// Staged input and the tiles to make from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiled<'a, A> {
    /// Staged channels; the first tile begins at the beginning.
    pub(crate) input: &'a [A],
    /// Input channels.
    pub(crate) channels: usize,
    /// From one channel of the input to the next.
    pub(crate) channel: usize,
    /// From one row of the input to the next.
    pub(crate) row: usize,
    /// Rows of tiles.
    pub(crate) rows: usize,
    /// Tiles of a row.
    pub(crate) columns: usize,
}

/// Where transformed tiles lie: `[position][channel][tile]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Positions {
    /// From one channel to the next.
    pub(crate) channel: usize,
    /// From one position to the next.
    pub(crate) position: usize,
}

/// Rows of tiles that are transformed together.
const ROWS: usize = 4;

/// Elements of the buffer for some rows of tiles of one channel.
pub(crate) fn strip(columns: usize) -> usize {
    ROWS * 6 * 4 * pitch(columns)
}

/// Elements of a phase: whole vectors of any level, and one more for the tile after the last.
const fn pitch(columns: usize) -> usize {
    columns.next_multiple_of(16) + 16
}

/// Transforms tiles of `inputs` x `inputs` elements.
///
/// Lanes after the last tile of a row are written too, before the next row or channel is: `to` has
/// room for a vector after the last channel of a position.
pub(crate) fn transform<A: LayerLane>(
    token: Token,
    inputs: usize,
    tiled: &Tiled<'_, A>,
    at: Positions,
    strip: &mut [A],
    to: &mut [A],
) {
    match inputs {
        4 => dispatch!(token, s => all::<_, A, 4, 2>(s, tiled, at, strip, to)),
        _ => dispatch!(token, s => all::<_, A, 6, 4>(s, tiled, at, strip, to)),
    }
}

#[inline(always)]
fn all<S: Simd, A: LayerLane, const T: usize, const M: usize>(
    s: S,
    tiled: &Tiled<'_, A>,
    at: Positions,
    strip: &mut [A],
    to: &mut [A],
) {
    let pitch = pitch(tiled.columns);
    for channel in 0..tiled.channels {
        // Several rows go down before any goes along: a load that spans two stores waits until both
        // are in the cache.
        let mut first = 0;
        while first < tiled.rows {
            let end = tiled.rows.min(first + ROWS);
            for row in first..end {
                let from = &tiled.input[channel * tiled.channel + row * M * tiled.row..];
                let strip = &mut strip[(row - first) * T * M * pitch..];
                down::<S, A, T, M>(s, from, tiled, pitch, strip);
            }
            for row in first..end {
                let strip = &strip[(row - first) * T * M * pitch..];
                let to = &mut to[channel * at.channel + row * tiled.columns..];
                along::<S, A, T, M>(s, strip, pitch, tiled.columns, at.position, to);
            }
            first = end;
        }
    }
}

/// B^T d for a row of tiles, into `[row of d][phase][tile]`.
#[inline(always)]
fn down<S: Simd, A: LayerLane, const T: usize, const M: usize>(
    s: S,
    from: &[A],
    tiled: &Tiled<'_, A>,
    pitch: usize,
    strip: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let zero = A::Vector::<S>::splat(s, A::default());
    let mut tile = 0;
    // The tile after the last gives the last one its two columns on the right.
    while tile <= tiled.columns {
        let mut phases = [[zero; M]; T];
        let mut v = 0;
        while v < M {
            let x = tile * M + v * lanes;
            if x < tiled.columns * M + 2 {
                let mut d = [zero; T];
                let mut i = 0;
                while i < T {
                    let at = i * tiled.row + x;
                    d[i] = A::Vector::<S>::from_slice(s, &from[at..at + lanes]);
                    i += 1;
                }
                let d = axis::<S, A, T>(s, d);
                let mut i = 0;
                while i < T {
                    phases[i][v] = d[i];
                    i += 1;
                }
            }
            v += 1;
        }
        let mut i = 0;
        while i < T {
            let split = split::<S, A, M>(phases[i]);
            let mut phase = 0;
            while phase < M {
                let at = (i * M + phase) * pitch + tile;
                split[phase].store_slice(&mut strip[at..at + lanes]);
                phase += 1;
            }
            i += 1;
        }
        tile += lanes;
    }
}

/// (B^T d) B for a row of tiles.
#[inline(always)]
fn along<S: Simd, A: LayerLane, const T: usize, const M: usize>(
    s: S,
    strip: &[A],
    pitch: usize,
    columns: usize,
    position: usize,
    to: &mut [A],
) {
    let lanes = A::Vector::<S>::LEN;
    let mut tile = 0;
    while tile < columns {
        let mut i = 0;
        while i < T {
            let mut d = [A::Vector::<S>::splat(s, A::default()); T];
            let mut j = 0;
            while j < T {
                let at = (i * M + j % M) * pitch + tile + j / M;
                d[j] = A::Vector::<S>::from_slice(s, &strip[at..at + lanes]);
                j += 1;
            }
            let d = axis::<S, A, T>(s, d);
            let mut j = 0;
            while j < T {
                let at = (i * T + j) * position + tile;
                d[j].store_slice(&mut to[at..at + lanes]);
                j += 1;
            }
            i += 1;
        }
        tile += lanes;
    }
}

/// Column `M * i + phase` of neighbouring columns, as lane `i` of `phase`.
#[inline(always)]
fn split<S: Simd, A: LayerLane, const M: usize>(columns: [A::Vector<S>; M]) -> [A::Vector<S>; M] {
    let mut phases = columns;
    if const { M == 2 } {
        (phases[0], phases[1]) = columns[0].deinterleave(columns[1]);
    } else {
        let (low, high) = (
            columns[0].deinterleave(columns[1]),
            columns[2].deinterleave(columns[3]),
        );
        (phases[0], phases[2]) = low.0.deinterleave(high.0);
        (phases[1], phases[3]) = low.1.deinterleave(high.1);
    }
    phases
}

/// B^T d along one axis.
#[inline(always)]
fn axis<S: Simd, A: LayerLane, const T: usize>(s: S, d: [A::Vector<S>; T]) -> [A::Vector<S>; T] {
    let mut v = d;
    if const { T == 4 } {
        v[0] = d[0] - d[2];
        v[1] = d[1] + d[2];
        v[2] = d[2] - d[1];
        v[3] = d[1] - d[3];
        return v;
    }
    let (even, odd) = (
        A::mul_add::<S>(d[2], times::<S, A>(s, -4.0), d[4]),
        A::mul_add::<S>(d[1], times::<S, A>(s, -2.0), d[3] * times::<S, A>(s, 0.5)),
    );
    v[1] = even + odd;
    v[2] = even - odd;
    let (even, odd) = (
        A::mul_add::<S>(d[2], times::<S, A>(s, -0.25), d[4]),
        A::mul_add::<S>(d[1], times::<S, A>(s, -0.5), d[3] + d[3]),
    );
    v[3] = even + odd;
    v[4] = even - odd;
    v[0] = A::mul_add::<S>(d[2], times::<S, A>(s, -4.25), d[0] + d[4]);
    v[5] = A::mul_add::<S>(d[3], times::<S, A>(s, -4.25), d[1] + d[5]);
    v
}

#[inline(always)]
fn times<S: Simd, A: LayerLane>(s: S, factor: f64) -> A::Vector<S> {
    A::Vector::<S>::splat(s, A::from_f64(factor))
}
