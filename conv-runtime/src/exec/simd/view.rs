//! What a body sees: rows of elements at a fixed pitch.
//!
//! Everything in a body has to be inlined into the code of its level. Only where nothing is
//! optimised (`unoptimised`, set by `build.rs`) are these ordinary functions, which compile in a
//! third of the time.

use super::each::each;
use super::lane::Lane;
use super::load::Load;
use fearless_simd::{Simd, SimdBase};

/// Rows of elements; row `r` begins at `r * pitch`.
///
/// For a kernel with a column stride each input row is `stride` rows here, one for each phase.
#[derive(Debug, Clone, Copy)]
pub struct View<'a, E> {
    elements: &'a [E],
    pitch: usize,
}

impl<'a, E> View<'a, E> {
    /// Rows that begin `pitch` elements apart.
    #[inline(always)]
    #[must_use]
    pub const fn new(elements: &'a [E], pitch: usize) -> Self {
        Self { elements, pitch }
    }

    /// The same rows from column `x` on.
    #[must_use]
    pub fn from(&self, x: usize) -> Self {
        Self {
            elements: self.elements.get(x..).unwrap_or_default(),
            pitch: self.pitch,
        }
    }

    /// The same rows from row `row` on.
    #[cfg_attr(not(unoptimised), inline(always))]
    #[must_use]
    pub fn below(&self, row: usize) -> Self {
        Self {
            elements: self.elements.get(row * self.pitch..).unwrap_or_default(),
            pitch: self.pitch,
        }
    }

    /// The elements from column `x` of row `row` on, to the end of the last row.
    #[must_use]
    pub fn rest(&self, row: usize, x: usize) -> &'a [E] {
        &self.elements[row * self.pitch + x..]
    }

    /// The elements of row `row` from `x` on, to the end of the last row, and how many there are
    /// from there to the row that is `step` rows down.
    #[cfg_attr(not(unoptimised), inline(always))]
    #[must_use]
    pub fn down(&self, row: usize, x: usize, step: usize) -> (&'a [E], usize) {
        (self.rest(row, x), step * self.pitch)
    }

    /// The elements of row `row` from `x` on that `V` vectors of `A` and `reach` more lanes cover.
    ///
    /// One slice for each row of a tile means one bounds check for all its loads.
    #[cfg_attr(not(unoptimised), inline(always))]
    #[must_use]
    pub fn window<S: Simd, A: Lane, const V: usize>(
        &self,
        row: usize,
        x: usize,
        reach: usize,
    ) -> &'a [E] {
        let at = row * self.pitch + x;
        &self.elements[at..at + A::Vector::<S>::LEN * V + reach]
    }
}

/// `R` rows of `V` vectors of sums.
pub type Block<S, A, const R: usize, const V: usize> = [[<A as Lane>::Vector<S>; V]; R];

/// Empty sums.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn empty<S: Simd, A: Lane, const R: usize, const V: usize>(s: S) -> Block<S, A, R, V> {
    [[splat::<S, A>(s, A::EMPTY); V]; R]
}

/// Sums of nothing at all: 0, the result of a kernel without taps.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn zero<S: Simd, A: Lane, const R: usize, const V: usize>(s: S) -> Block<S, A, R, V> {
    [[splat::<S, A>(s, A::default()); V]; R]
}

/// A vector of equal lanes.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn splat<S: Simd, A: Lane>(s: S, value: A) -> A::Vector<S> {
    A::Vector::<S>::splat(s, value)
}

/// Loads `V` vectors from offset `at` of a window.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn load<S: Simd, E: Load<A>, A: Lane, const V: usize>(
    s: S,
    window: &[E],
    at: usize,
    to: &mut [A::Vector<S>; V],
) {
    E::load::<S, V>(s, window, at, to);
}

/// `sum += x * tap` for `V` vectors; a product and a sum that are rounded each, if `STRICT`.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn sum_products<S: Simd, A: Lane, const V: usize, const STRICT: bool>(
    sum: &mut [A::Vector<S>; V],
    x: &[A::Vector<S>; V],
    tap: A::Vector<S>,
) {
    A::sum_products::<S, V, STRICT>(sum, x, &tap);
}

/// `sum += x` for `V` vectors: a tap of 1.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn add<S: Simd, A: Lane, const V: usize>(sum: &mut [A::Vector<S>; V], x: &[A::Vector<S>; V]) {
    each!(index < V, {
        sum[index] += x[index];
    });
}

/// `sum -= x` for `V` vectors: a tap of -1.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn sub<S: Simd, A: Lane, const V: usize>(sum: &mut [A::Vector<S>; V], x: &[A::Vector<S>; V]) {
    each!(index < V, {
        sum[index] -= x[index];
    });
}

/// A table of taps that the optimiser cannot see into, so that each tap stays a memory operand.
#[cfg_attr(not(unoptimised), inline(always))]
pub fn opaque<T>(table: &T) -> &T {
    core::hint::black_box(table)
}
