//! Kernels whose shape is known when they are compiled and whose taps come later.
//!
//! The body is one generic loop nest over a table of known size: there is
//! nothing to generate. Every tap is multiplied, zeros too.

use crate::analysis::{Bounds, sum_bounds, working_bounds};
use crate::declare::Declaration;
use crate::drive::{Block, Body, Lane, Load, View, empty, load, mul_add, splat};
use crate::error::Error;
use crate::finish::Finish;
use crate::round::Scale;
use fearless_simd::Simd;

/// The body of a kernel with `K` rows of `C` taps.
///
/// Taps are `DY` rows and `DX` columns apart, outputs `SY` rows and `SX` columns.
#[derive(Debug, Clone, Copy)]
pub struct Given<
    'a,
    A,
    const K: usize,
    const C: usize,
    const SY: usize,
    const SX: usize,
    const DY: usize,
    const DX: usize,
> {
    taps: &'a [[A; C]; K],
    finish: Finish,
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
> Given<'a, A, K, C, SY, SX, DY, DX>
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
    pub const fn new(taps: &'a [[A; C]; K], finish: Finish) -> Self {
        Self { taps, finish }
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
> Body<E, A, R> for Given<'_, A, K, C, SY, SX, DY, DX>
{
    #[inline(always)]
    fn finish(&self) -> &Finish {
        &self.finish
    }

    fn visit(&self, visit: &mut dyn FnMut(usize, usize, A)) {
        for (row, taps) in self.taps.iter().enumerate() {
            for (column, &tap) in taps.iter().enumerate() {
                visit(row, column, tap);
            }
        }
    }

    #[inline(always)]
    fn tile<S: Simd, const V: usize>(
        &self,
        s: S,
        view: View<'_, E>,
        x: usize,
    ) -> Block<S, A, R, V> {
        let mut sums = empty::<S, A, R, V>(s);
        let mut input = 0;
        while input <= (R - 1) * SY + (K - 1) * DY {
            let mut column = 0;
            while column < C && Self::meets::<R>(input) {
                let (phase, offset) = ((column * DX) % SX, (column * DX) / SX);
                let window = view.window::<S, A, V>(input * SX + phase, x + offset, 0);
                let v = load::<S, E, A, V>(s, window, 0);
                let mut output = 0;
                while output < R {
                    if let Some(row) = Self::row(input, output) {
                        let tap = splat::<S, A>(s, self.taps[row][column]);
                        mul_add::<S, A, V>(&mut sums[output], v, tap);
                    }
                    output += 1;
                }
                column += 1;
            }
            input += 1;
        }
        sums
    }
}

/// Integers that taps can be given as.
pub trait GivenInteger: Lane + Into<i64> {}

impl GivenInteger for i32 {}
impl GivenInteger for i64 {}

/// Proves that no sum of these taps can overflow, and puts them in correlation order.
///
/// # Errors
///
/// [`Error::Range`] if the accumulator cannot hold every partial sum, or the
/// output type every result and no overflow rule was declared.
pub fn integers<A: GivenInteger, const C: usize, const K: usize>(
    declaration: &Declaration,
    taps: [[A; C]; K],
    (multiply, divide): (i64, i64),
    flipped: bool,
) -> Result<[[A; C]; K], Error> {
    let input = Bounds::of(declaration.input).unwrap_or(Bounds::ZERO);
    let sums = sum_bounds(taps.as_flattened().iter().map(|&tap| tap.into()), input);
    let (working, result) = match declaration.output.range() {
        Some(range) => {
            let result = sums.scaled(multiply, divide);
            let misfit = declaration.overflow.is_none() && !result.fits(range);
            (
                working_bounds(sums, multiply, divide),
                misfit.then_some(result),
            )
        }
        None => (sums, None),
    };
    let broken = if A::TYPE.range().is_some_and(|range| working.fits(range)) {
        result
    } else {
        Some(working)
    };
    match broken {
        Some(Bounds { min, max }) => Err(Error::Range { min, max }),
        None => Ok(ordered(taps, flipped)),
    }
}

/// Folds the scale into single-precision taps, and puts them in correlation order.
///
/// # Errors
///
/// [`Error::NotFinite`] for a tap that is NaN or infinite, or becomes so when it is scaled.
pub fn singles<const C: usize, const K: usize>(
    taps: [[f32; C]; K],
    scale: Scale,
    flipped: bool,
) -> Result<[[f32; C]; K], Error> {
    folded(taps, flipped, |tap| scale.fold_single(tap), f32::is_finite)
}

/// As [`singles`], in double precision.
///
/// # Errors
///
/// As [`singles`].
pub fn doubles<const C: usize, const K: usize>(
    taps: [[f64; C]; K],
    scale: Scale,
    flipped: bool,
) -> Result<[[f64; C]; K], Error> {
    folded(taps, flipped, |tap| scale.fold_double(tap), f64::is_finite)
}

fn folded<A: Copy, const C: usize, const K: usize>(
    mut taps: [[A; C]; K],
    flipped: bool,
    fold: impl Fn(A) -> A,
    finite: impl Fn(A) -> bool,
) -> Result<[[A; C]; K], Error> {
    for (index, tap) in taps.as_flattened_mut().iter_mut().enumerate() {
        *tap = fold(*tap);
        if !finite(*tap) {
            return Err(Error::NotFinite { index });
        }
    }
    Ok(ordered(taps, flipped))
}

fn ordered<A, const C: usize, const K: usize>(mut taps: [[A; C]; K], flipped: bool) -> [[A; C]; K] {
    if flipped {
        taps.as_flattened_mut().reverse();
    }
    taps
}
