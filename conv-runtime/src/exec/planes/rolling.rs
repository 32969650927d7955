//! Long dense filters along a row: sums that roll from block to block.
//!
//! ```text
//! a block: as many outputs as a tile has; a piece: as many taps
//! for each block of inputs:
//!     for each offset in a block:
//!         load a tile; add it times tap 0 + offset to the newest sums, times
//!         tap 1 piece + offset to the sums that are one block older, and so on
//!     the oldest sums are done; the others are now one block older
//! ```
//!
//! One load serves a tap of every piece, where tile after tile would load again for each tap, from
//! places that cross cache lines. Each output still meets its taps from first to last: the newest
//! sums meet the first piece, and each piece in its order.

use crate::exec::simd::{Lane, Load, load, mul_add, splat};
use conv_plan::plan::Step;
use fearless_simd::{Simd, SimdBase};

/// Vectors of a block.
const VECTORS: usize = 2;

/// How many outputs were computed, from the first on; 0 if rolling does not pay.
///
/// `taps` are neighbours, from the first element of `x` on; the sums of `N` pieces are in
/// registers.
#[inline(always)]
pub(super) fn roll<S: Simd, A: Lane + Load<A>, const N: usize>(
    s: S,
    taps: &[Step<A, 1>],
    x: &[A],
    out: &mut [A],
) -> usize {
    let block = A::Vector::<S>::LEN * VECTORS;
    let blocks = out.len() / block;
    let group = block * N;
    // Blocks before the first and after the last are computed in vain.
    if taps.len() < 4 * block || blocks < 4 * N {
        return 0;
    }
    let mut first = 0;
    while first < taps.len() {
        let end = taps.len().min(first + group);
        rolled::<S, A, N>(
            s,
            &taps[first..end],
            &x[first..],
            &mut out[..blocks * block],
            first > 0,
        );
        first = end;
    }
    blocks * block
}

/// One group of taps, added to what `out` holds if `resumed`.
#[inline(always)]
fn rolled<S: Simd, A: Lane + Load<A>, const N: usize>(
    s: S,
    taps: &[Step<A, 1>],
    x: &[A],
    out: &mut [A],
    resumed: bool,
) {
    let block = A::Vector::<S>::LEN * VECTORS;
    let blocks = out.len() / block;
    let pieces = taps.len().div_ceil(block);
    let empty = [splat::<S, A>(s, A::EMPTY); VECTORS];
    let mut sums = [empty; N];
    let mut step = 0;
    while step < blocks + pieces - 1 {
        let at = step * block;
        sums[0] = match out.get(at..at + block) {
            Some(so_far) if resumed => load::<S, A, A, VECTORS>(s, so_far, 0),
            _ => empty,
        };
        // After the last block only older sums need their taps.
        let oldest = (step + 1).saturating_sub(blocks);
        let length = block.min(taps.len() - oldest * block);
        let inputs = &x[at..at + length - 1 + block];
        for (offset, window) in inputs.windows(block).enumerate() {
            let v = load::<S, A, A, VECTORS>(s, window, 0);
            let mut piece = 0;
            while piece < N {
                if let Some(step) = taps.get(piece * block + offset) {
                    let tap = splat::<S, A>(s, step.taps[0]);
                    mul_add::<S, A, VECTORS>(&mut sums[piece], v, tap);
                }
                piece += 1;
            }
        }
        if let Some(done) = (step + 1).checked_sub(pieces) {
            let mut vector = 0;
            while vector < VECTORS {
                let at = done * block + vector * A::Vector::<S>::LEN;
                // The number of pieces is known at run time only. The oldest sums are found without
                // indexing, which would put all sums in memory.
                let mut finished = sums[0][vector];
                let mut piece = 1;
                while piece < N {
                    if piece + 1 == pieces {
                        finished = sums[piece][vector];
                    }
                    piece += 1;
                }
                finished.store_slice(&mut out[at..at + A::Vector::<S>::LEN]);
                vector += 1;
            }
        }
        let mut piece = N - 1;
        while piece > 0 {
            sums[piece] = sums[piece - 1];
            piece -= 1;
        }
        step += 1;
    }
}
