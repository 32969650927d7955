//! Taps that come at run time: their range, their scale, their order.

mod taps;

pub use taps::{PlaneTaps, SignalTaps};

use crate::data::Error;
use crate::exec::simd::Lane;
use conv_plan::analysis::{Bounds, branch_bounds, working_bounds};
use conv_plan::number::Scale;
use conv_plan::rules::Declaration;

/// Integers that taps can be given as.
pub trait RuntimeInteger: Lane + Into<i64> {}

impl RuntimeInteger for i32 {}
impl RuntimeInteger for i64 {}

/// Proves that no sum of these taps can overflow, and puts them in correlation order.
///
/// # Errors
///
/// [`Error::Range`] if the accumulator cannot hold every partial sum, or the
/// output type every result and no overflow rule was declared.
pub fn integers<A: RuntimeInteger, const C: usize, const K: usize>(
    declaration: &Declaration,
    taps: [[A; C]; K],
    (multiply, divide): (i64, i64),
    flipped: bool,
) -> Result<[[A; C]; K], Error> {
    let input = Bounds::of(declaration.input).unwrap_or(Bounds::ZERO);
    let all = taps.as_flattened().iter().map(|&tap| tap.into());
    let sums = branch_bounds(&declaration.window.columns, all, input);
    let working = working_bounds(sums, multiply, divide, declaration.output);
    let result = sums.scaled(multiply, divide);
    let output = declaration.output.range();
    let misfit = declaration.overflow.is_none() && output.is_some_and(|range| !result.fits(range));
    let broken = if A::TYPE.range().is_some_and(|range| working.fits(range)) {
        misfit.then_some(result)
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
