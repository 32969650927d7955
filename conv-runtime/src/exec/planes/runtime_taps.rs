//! The body of kernels whose shape is known at compile time and whose taps come at run time.
//!
//! One generic loop nest over a table of known size: there is nothing to generate. Every tap is
//! multiplied, zeros too.

use super::body::Body;
use crate::exec::simd::{Block, Lane, Load, View, empty, loaded, splat, sum_products};
use conv_plan::number::Epilogue;
use conv_plan::plan::period;
use fearless_simd::Simd;

/// Taps in another order: that of their `places`.
#[must_use]
pub fn in_order<A: Copy + Default, const K: usize, const C: usize, const N: usize>(
    taps: &[[A; C]; K],
    places: &[(usize, usize)],
) -> [A; N] {
    let mut ordered = [A::default(); N];
    for (to, &(row, column)) in ordered.iter_mut().zip(places) {
        *to = taps[row][column];
    }
    ordered
}

/// The body of a kernel with `K` rows of `C` taps.
///
/// Taps are `DY` rows and `DX` columns apart, outputs `SY` rows and `SX` columns. With `STRICT`,
/// products and sums are rounded each.
#[derive(Debug, Clone, Copy)]
pub struct RuntimeTaps<
    'a,
    A,
    const K: usize,
    const C: usize,
    const SY: usize,
    const SX: usize,
    const DY: usize,
    const DX: usize,
    const STRICT: bool,
> {
    taps: &'a [[A; C]; K],
    epilogue: Epilogue,
}

impl<
    'a,
    A,
    const K: usize,
    const C: usize,
    const SY: usize,
    const SX: usize,
    const DY: usize,
    const DX: usize,
    const STRICT: bool,
> RuntimeTaps<'a, A, K, C, SY, SX, DY, DX, STRICT>
{
    /// The kernel row that meets an input row for an output row, if one does.
    #[inline(always)]
    const fn row(input: usize, output: usize) -> Option<usize> {
        if input < output * SY || !(input - output * SY).is_multiple_of(DY) {
            return None;
        }
        let row = (input - output * SY) / DY;
        if row < K { Some(row) } else { None }
    }

    /// Whether any of `R` output rows meets an input row.
    #[inline(always)]
    const fn meets<const R: usize>(input: usize) -> bool {
        let mut output = 0;
        while output < R {
            if Self::row(input, output).is_some() {
                return true;
            }
            output += 1;
        }
        false
    }

    /// The body for these taps.
    #[inline(always)]
    #[must_use]
    pub const fn new(taps: &'a [[A; C]; K], epilogue: Epilogue) -> Self {
        Self { taps, epilogue }
    }
}

impl<
    E: Load<A>,
    A: Lane,
    const R: usize,
    const K: usize,
    const C: usize,
    const SY: usize,
    const SX: usize,
    const DY: usize,
    const DX: usize,
    const STRICT: bool,
> Body<E, A, R> for RuntimeTaps<'_, A, K, C, SY, SX, DY, DX, STRICT>
{
    const STRICT: bool = STRICT;

    #[inline(always)]
    fn epilogue(&self) -> &Epilogue {
        &self.epilogue
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        for column in 0..C {
            for phase in 0..const { period(SY, DY) }.min(K) {
                for row in (phase..K).step_by(const { period(SY, DY) }) {
                    visit(row, column, self.taps[row][column]);
                }
            }
        }
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, A, R, V> {
        let mut sums = empty::<S, A, R, V>(s);
        let mut column = 0;
        while column < C {
            let (phase, offset) = ((column * DX) % SX, (column * DX) / SX);
            let mut first = 0;
            while first < K && first < const { period(SY, DY) } {
                let mut input = first * DY;
                while input <= (R - 1) * SY + (K - 1) * DY {
                    // Taps that far apart share no rows: on to the next tap's, however far it is.
                    if const { DY > SY.saturating_mul(R) } && input % DY > (R - 1) * SY {
                        let left = DY - input % DY;
                        input += left.div_ceil(SY) * SY;
                        continue;
                    }
                    if Self::meets::<R>(input) {
                        let window = view.window::<S, A, V>(input * SX + phase, x + offset * N, 0);
                        let v = loaded::<S, E, A, V>(s, window, 0);
                        let mut output = 0;
                        while output < R {
                            if let Some(row) = Self::row(input, output) {
                                let tap = splat::<S, A>(s, self.taps[row][column]);
                                sum_products::<S, A, V, STRICT>(&mut sums[output], &v, tap);
                            }
                            output += 1;
                        }
                    }
                    input += SY;
                }
                first += 1;
            }
            column += 1;
        }
        sums
    }
}
