//! Bands of outputs that are larger than the last cache, written past it.
//!
//! ```text
//! for some columns of a band, up to the end of a line of the cache:
//!     run the body into a buffer that stays in L1
//!     copy its rows to the output: whole lines, past the caches
//! ```

use super::body::Band;
use super::memory::Buffered;
use crate::data::PlaneMut;
use crate::exec::caches::{LINE, caches};
use crate::exec::nontemporal::{Fence, before_lines, copy};
use crate::exec::simd::View;
use fearless_simd::Level as Token;

/// Elements of the buffer.
///
/// `f32` 3x3 and a binomial 5x5 in two passes, 3840x2160 on an EPYC with 32 MiB of L3 and AVX-512:
/// 2.3 and 3.7 ms with 1536, 2.35 and 4.0 with 4096; with ordinary stores 2.0 and 4.8.
const SPARE: usize = 1536;

/// The right to write past the caches, and the order of what is written.
#[derive(Debug)]
pub(super) struct Bypass {
    fence: Fence,
    /// Whether bands of several rows are written so too.
    several: bool,
}

impl Bypass {
    /// If an output of so many elements is large enough: larger than the last cache, or than half of
    /// it where rows are written one by one.
    ///
    /// On the same EPYC, the time of ordinary stores divided by that of streams. Rows one by one,
    /// `f32` 5x5: 1.3 at 2560x1440, 1.25 at 3840x2160, 1.15 at 4096x4096, 0.85 at 1920x1080.
    /// Several rows at a time, `f32` 3x3: 0.8, 0.9, 1.15, 0.6; `u8` to `f32`: 0.5, 1.15, 1.1, 0.5.
    pub(super) fn of<Out>(elements: usize) -> Option<Self> {
        let last = caches().last;
        let bytes = elements.saturating_mul(size_of::<Out>());
        if last == 0 || bytes <= last / 2 {
            return None;
        }
        Some(Self {
            fence: Fence::new()?,
            several: bytes > last,
        })
    }

    /// Whether bands of so many rows are written past the caches.
    pub(super) const fn serves(&self, rows: usize) -> bool {
        rows == 1 || self.several
    }

    /// What `Band::run` does for `width` columns from column `x` of row `y` on.
    #[inline(never)]
    pub(super) fn run<E: Copy, Out: Buffered>(
        &self,
        band: &dyn Band<E, Out>,
        token: Token,
        view: View<'_, E>,
        out: &mut PlaneMut<'_, Out>,
        (y, x): (usize, usize),
        width: usize,
    ) {
        let (rows, block) = (band.rows(), band.block(token));
        let mut spare = [Out::default(); SPARE];
        let line = LINE / size_of::<Out>();
        let most = (SPARE / rows / line * line).max(block);
        let before = out
            .row_mut(y)
            .and_then(|row| row.get(x..))
            .map_or(0, |row| before_lines(row));
        let mut done = 0;
        while done < width {
            let end = match before {
                1.. if done == 0 => before + most - line,
                _ => done + most,
            };
            let end = end.max(block).min(width);
            // The last tile overlaps the one before it, as everywhere.
            let from = done.min(end - block);
            let columns = end - from;
            band.run(token, view.from(from), &mut spare, columns, columns);
            for (row, sums) in spare.chunks_exact(columns).take(rows).enumerate() {
                let to = out
                    .row_mut(y + row)
                    .and_then(|to| to.get_mut(x + done..x + end));
                if let Some(to) = to {
                    copy(&self.fence, &sums[done - from..], to);
                }
            }
            done = end;
        }
    }
}
