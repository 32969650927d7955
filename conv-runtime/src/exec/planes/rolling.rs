//! Dense filters along a row: sums that roll from block to block.
//!
//! ```text
//! a block: some vectors of outputs; a piece: as many taps; streams: parts of the row, side by side
//! for each block of inputs:
//!     for each offset in a block:
//!         load a block of each stream; add it times tap 0 + offset to the newest sums, times
//!         tap 1 piece + offset to the sums that are one block older, and so on
//!     the oldest sums are done; the others are now one block older
//! ```
//!
//! One load serves a tap of every piece, where tile after tile would load again for each tap, from
//! places that cross cache lines. Each output still meets its taps from first to last: the newest
//! sums meet the first piece, and each piece in its order.
//!
//! Sums of one piece and one stream wait for each other. The fewer pieces there are, the more
//! streams it takes to hide that; the more streams, the more of the row is summed before there is a
//! result, and after there is one, in vain.

use crate::exec::simd::{Lane, Load, load, mul_add, splat};
use fearless_simd::{Simd, SimdBase};

/// How many outputs were computed, from the first on; 0 if rolling does not pay.
///
/// `taps` are neighbours, from the first element of `x` on. `WIDE` is for levels with 32 registers.
#[inline(always)]
pub(super) fn roll<S: Simd, A: Lane + Load<A>, const WIDE: bool>(
    s: S,
    taps: &[A],
    x: &[A],
    out: &mut [A],
) -> usize {
    let lanes = A::Vector::<S>::LEN;
    let streams = if WIDE { 8 } else { 4 };
    let length = out.len() / (lanes * streams) * (lanes * streams);
    let vectors = length / lanes;
    // Blocks before the first and after the last are computed in vain. With vectors of 16 bytes, a
    // load crosses a line too seldom for few taps to gain by it.
    let pays = if WIDE {
        taps.len() > lanes && vectors >= 48
    } else {
        let least = if lanes * size_of::<A>() > 16 {
            lanes + 1
        } else {
            8 * lanes
        };
        taps.len() >= least && vectors >= 32
    };
    if !pays {
        return 0;
    }
    let out = &mut out[..length];
    let mut first = 0;
    while first < taps.len() {
        let (x, taps, resumed) = (&x[first..], &taps[first..], first > 0);
        let pieces = taps.len().div_ceil(lanes);
        first += lanes
            * if WIDE {
                match pieces {
                    0..=2 => rolled::<S, A, 2, 1, 8>(s, taps, x, out, resumed),
                    3..=7 => rolled::<S, A, 4, 1, 4>(s, taps, x, out, resumed),
                    // For 512 taps on AVX-512 the second takes 0.117 ns for each vector of `f64`
                    // and 0.133 of `f32`, the first 0.127 and 0.118.
                    16.. if size_of::<A>() == 8 => {
                        rolled::<S, A, 8, 2, 1>(s, taps, x, out, resumed)
                    }
                    _ => rolled::<S, A, 8, 1, 2>(s, taps, x, out, resumed),
                }
            } else {
                match pieces {
                    0..=7 => rolled::<S, A, 2, 1, 4>(s, taps, x, out, resumed),
                    _ => rolled::<S, A, 4, 2, 1>(s, taps, x, out, resumed),
                }
            };
    }
    length
}

/// The first `N` pieces of `V` vectors of taps, added to what `out` holds if `resumed`; returns how
/// many vectors of taps that is.
#[inline(always)]
fn rolled<S: Simd, A: Lane + Load<A>, const N: usize, const V: usize, const STREAMS: usize>(
    s: S,
    taps: &[A],
    x: &[A],
    out: &mut [A],
    resumed: bool,
) -> usize {
    let block = A::Vector::<S>::LEN * V;
    let taps = &taps[..taps.len().min(block * N)];
    let part = out.len() / STREAMS;
    let blocks = part / block;
    let pieces = taps.len().div_ceil(block);
    let empty = [[splat::<S, A>(s, A::EMPTY); V]; STREAMS];
    let mut sums = [empty; N];
    let mut step = 0;
    while step < blocks + pieces - 1 {
        let at = step * block;
        sums[0] = empty;
        if resumed && step < blocks {
            let mut stream = 0;
            while stream < STREAMS {
                sums[0][stream] = load::<S, A, A, V>(s, out, stream * part + at);
                stream += 1;
            }
        }
        // After the last block only older sums need their taps.
        let oldest = (step + 1).saturating_sub(blocks);
        let length = block.min(taps.len() - oldest * block);
        let inputs: [&[A]; STREAMS] = core::array::from_fn(|stream| {
            let from = stream * part + at;
            &x[from..from + length - 1 + block]
        });
        if STREAMS == 1 {
            // Windows of one slice need no checks.
            for (offset, window) in inputs[0].windows(block).enumerate() {
                let v = [load::<S, A, A, V>(s, window, 0); STREAMS];
                meet::<S, A, N, V, STREAMS>(s, taps, offset, &v, &mut sums);
            }
        } else {
            let mut offset = 0;
            while offset < length {
                let mut v = empty;
                let mut stream = 0;
                while stream < STREAMS {
                    v[stream] = load::<S, A, A, V>(s, inputs[stream], offset);
                    stream += 1;
                }
                meet::<S, A, N, V, STREAMS>(s, taps, offset, &v, &mut sums);
                offset += 1;
            }
        }
        if let Some(done) = (step + 1).checked_sub(pieces) {
            // The number of pieces is known at run time only. The oldest sums are found without
            // indexing, which would put all sums in memory.
            let mut finished = sums[0];
            let mut piece = 1;
            while piece < N {
                if piece + 1 == pieces {
                    finished = sums[piece];
                }
                piece += 1;
            }
            let mut stream = 0;
            while stream < STREAMS {
                let mut vector = 0;
                while vector < V {
                    let at = stream * part + done * block + vector * A::Vector::<S>::LEN;
                    let to = &mut out[at..at + A::Vector::<S>::LEN];
                    finished[stream][vector].store_slice(to);
                    vector += 1;
                }
                stream += 1;
            }
        }
        let mut piece = N - 1;
        while piece > 0 {
            sums[piece] = sums[piece - 1];
            piece -= 1;
        }
        step += 1;
    }
    N * V
}

/// Adds what was loaded to the sums of every piece, times the tap at this offset of the piece.
#[inline(always)]
fn meet<S: Simd, A: Lane, const N: usize, const V: usize, const STREAMS: usize>(
    s: S,
    taps: &[A],
    offset: usize,
    v: &[[A::Vector<S>; V]; STREAMS],
    sums: &mut [[[A::Vector<S>; V]; STREAMS]; N],
) {
    let block = A::Vector::<S>::LEN * V;
    let mut piece = 0;
    while piece < N {
        if let Some(&tap) = taps.get(piece * block + offset) {
            let tap = splat::<S, A>(s, tap);
            let mut stream = 0;
            while stream < STREAMS {
                mul_add::<S, A, V>(&mut sums[piece][stream], v[stream], tap);
                stream += 1;
            }
        }
        piece += 1;
    }
}
