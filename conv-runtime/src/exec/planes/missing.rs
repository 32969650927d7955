//! Kernels that leave out inputs that are NaN.
//!
//! ```text
//! for each block of outputs, which stays in a cache:
//!     all that it reads is there    the kernel, as it is
//!     something is missing          v    the kernel over rows that show -0 for what is missing
//!                                   m    the kernel over rows that show 0 for it, 1 for the rest
//!                                   output = v * (total / m), or (v / m) * total where this
//!                                   quotient is too large; NaN where m is 0
//! ```
//!
//! This is normalized convolution (Knutsson and Westin, "Normalized and differential convolution",
//! CVPR 1993) with a certainty of 0 or 1. `total` is what the kernel makes of ones.
//!
//! 1. All three sums are those of the kernel's own bodies. So `m` has the bits of `total` where
//!    nothing is missing, their quotient is 1, and the output that of the kernel as it is.
//! 2. A product with -0 adds nothing to a sum, not even to the sign of a zero.
//! 3. Rows are shown while they are staged. So there is no copy of the input, and borders, phases,
//!    pixels and levels are those of every kernel.

mod block;

use self::block::Block;
use super::grid::inner;
use super::job::Job;
use super::memory::Buffered;
use super::stage::Padded;
use crate::data::Error;
use crate::exec::caches::caches;
use crate::exec::simd::{Lane, Store};
use conv_plan::number::Scalar;
use conv_plan::window::{Border, ResolvedAxis};
use core::ops::Range;
use fearless_simd::{Level as Token, Simd, dispatch};
use num_traits::float::FloatCore;

/// What staged rows hold of the padded plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Its elements.
    All,
    /// Its elements, -0 in place of those that are missing.
    Present,
    /// 1 for each element, 0 for those that are missing.
    Weights,
}

impl Shown {
    /// Makes of a row what is shown of it.
    #[inline(always)]
    pub(super) fn of<E: Buffered>(self, token: Token, row: &mut [E]) {
        if self != Self::All {
            E::show(token, self, row);
        }
    }
}

/// [`Shown::of`], compiled once for each type.
#[inline(always)]
pub(super) fn show<S: Simd, T: FloatCore>(_: S, shown: Shown, row: &mut [T]) {
    match shown {
        Shown::All => {}
        Shown::Present => {
            for x in row {
                *x = if x.is_nan() { T::neg_zero() } else { *x };
            }
        }
        Shown::Weights => {
            for x in row {
                *x = if x.is_nan() { T::zero() } else { T::one() };
            }
        }
    }
}

/// Whether an element is NaN.
#[inline(always)]
pub(super) fn any<S: Simd, T: FloatCore>(_: S, row: &[T]) -> bool {
    // A loop that may end at any element has no vectors.
    for some in row.chunks(256) {
        let mut any = false;
        for x in some {
            any |= x.is_nan();
        }
        if any {
            return true;
        }
    }
    false
}

/// Types of the sums of kernels that leave out NaN: `f32` and `f64`.
pub trait Weighed: Lane + Buffered + FloatCore + Into<f64> {
    /// `sums[i] *= total / taps[i]`, in the other order where this quotient is too large; NaN where
    /// no tap took part.
    fn weigh(token: Token, sums: &mut [Self], taps: &[Self], total: Self);
}

macro_rules! weighed {
    ($($ty:ident)*) => {$(
        impl Weighed for $ty {
            fn weigh(token: Token, sums: &mut [Self], taps: &[Self], total: Self) {
                dispatch!(token, s => weigh(s, sums, taps, total));
            }
        }
    )*};
}

weighed! { f32 f64 }

#[inline(always)]
fn weigh<S: Simd, T: FloatCore>(_: S, sums: &mut [T], taps: &[T], total: T) {
    for (sum, &taps) in sums.iter_mut().zip(taps) {
        let weight = total / taps;
        let weighed = if weight.is_finite() {
            *sum * weight
        } else {
            *sum / taps * total
        };
        *sum = if taps.is_zero() { T::nan() } else { weighed };
    }
}

/// What runs a job whose outputs are sums of `A`.
type Run<'r, In, A> = dyn Fn(Job<'_, In, A>) -> Result<(), Error> + 'r;

impl<In: Scalar + Buffered, Out: Scalar + Buffered> Job<'_, In, Out> {
    /// Runs a kernel that leaves out NaN, by what runs it as if it did not.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`], also of pixels of more than 8192 elements without a scratch; those
    /// of `run`.
    pub fn renormalized<A: Weighed>(mut self, run: &Run<'_, In, A>) -> Result<(), Error>
    where
        Out: Store<A>,
    {
        let (rows, columns) = self.cached_block::<A>();
        let (outputs, sides) = (self.outputs(), self.sides());
        let mut total = None;
        for y in outputs.clone().step_by(rows) {
            let down = y..outputs.end.min(y + rows);
            for side in &sides {
                for x in side.clone().step_by(columns) {
                    let along = x..side.end.min(x + columns);
                    let block = Block {
                        missing: self.reads_missing(&down, &along),
                        rows: down.clone(),
                        columns: along,
                    };
                    block::run(&mut self, block, run, &mut total)?;
                }
            }
        }
        Ok(())
    }

    /// Rows and columns of blocks that a quarter of L2 holds, as far as a window lets them be
    /// small: what it reads beyond a block is staged again for the next.
    fn cached_block<A>(&self) -> (usize, usize) {
        let (height, width) = (self.outputs().len(), self.across().len());
        let area = caches().second / 4 / size_of::<A>();
        let window = &self.window;
        let least = window.rows.saturating_extent().max(8).min(height);
        let columns = if least.saturating_mul(width) <= area {
            width
        } else {
            let reach = window.columns.saturating_extent().saturating_mul(4);
            let columns = (area / least).max(reach).max(512).min(width);
            columns.next_multiple_of(self.channels()).min(width)
        };
        ((area / columns).max(least).min(height), columns)
    }

    /// The output columns in up to three parts: where the border beside the input is missing, those
    /// that reach it are apart.
    fn sides(&self) -> [Range<usize>; 3] {
        let all = self.across();
        if !is_nan(self.source.column_border) {
            return [all, 0..0, 0..0];
        }
        let channels = self.channels();
        let pixels = self.columns().one_of(channels);
        let inner = inner(&pixels, self.window.columns.stride, self.pixels_across());
        let first = (inner.start * channels).clamp(all.start, all.end);
        let last = (inner.end * channels).clamp(first, all.end);
        [all.start..first, first..last, last..all.end]
    }

    /// Pixels from the first tap of a row to the last.
    fn pixels_across(&self) -> usize {
        (self.window.columns.saturating_extent() - 1) / self.channels() + 1
    }

    /// Whether something that some outputs read is NaN.
    fn reads_missing(&self, down: &Range<usize>, along: &Range<usize>) -> bool {
        let Padded {
            token,
            plane,
            corner: [top, left],
            channels,
            rows,
            row_border,
            column_border,
            ..
        } = self.source;
        let (window, columns) = (&self.window, self.columns().one_of(channels));
        let reach = window.rows.saturating_extent();
        let down = positions(down.clone(), window.rows.stride, reach);
        let pixels = along.start / channels..along.end.div_ceil(channels);
        let along = positions(pixels, window.columns.stride, self.pixels_across());
        if is_nan(row_border) && leaves(&rows, &down)
            || is_nan(column_border) && leaves(&columns, &along)
        {
            return true;
        }
        let (down, along) = (
            rows.read(row_border, down),
            columns.read(column_border, along),
        );
        let along = along.start * channels..along.end * channels;
        let part = |range: Range<usize>, first: usize, size: usize| {
            let start = range.start.saturating_sub(first).min(size);
            start..range.end.saturating_sub(first).clamp(start, size)
        };
        let along = part(along, left, plane.width());
        part(down, top, plane.height())
            .filter_map(|row| plane.row(row)?.get(along.clone()))
            .any(|row| In::any_missing(token, row))
    }
}

/// The padded positions that some outputs of an axis read.
fn positions(outputs: Range<usize>, stride: usize, extent: usize) -> Range<usize> {
    let last = (outputs.end - 1).saturating_mul(stride);
    outputs.start.saturating_mul(stride)..last.saturating_add(extent)
}

/// Whether positions lie outside the input.
fn leaves(axis: &ResolvedAxis, positions: &Range<usize>) -> bool {
    positions.start < axis.before || positions.end > axis.before + axis.input
}

fn is_nan(border: Border) -> bool {
    matches!(border, Border::Constant(value) if value.is_nan())
}
