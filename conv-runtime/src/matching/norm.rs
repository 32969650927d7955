//! Sums over a window and the template, to a score.
//!
//! ```text
//! integers: Y = sum T I, A = sum I, C = sum I^2, over n pixels
//!   n Y - A sum T, n C - A^2   exact, then one division and one rounding to f32
//! floats: Y = sum V I, A = sum M I, B = sum M^2 I, C = sum M^2 I^2, with V = M^2 (T - mean T)
//!   sum M^2 T I = Y + B mean T
//!   sum T' I'   = Y - a sum V             with a = A / sum M, the mean of the window
//!   sum I'^2    = C - 2 a B + a^2 sum M^2
//! ```
//!
//! Where `n C` can be more than `f64` holds, `n C - A^2` takes the roundings of both products along
//! (Kahan, "On the cost of floating-point computation without extra-precise arithmetic", 2004):
//! then it is off by one rounding, and 0 only if it is.

use super::facts::Facts;
use super::score::Score;
use crate::exec::simd::detected;
use fearless_simd::dispatch;

/// Sums of the windows of a row of places.
#[derive(Clone, Copy)]
pub(super) struct Sums<'a> {
    /// Y.
    pub cross: &'a [f64],
    /// A.
    pub means: &'a [f64],
    /// B.
    pub weighted: &'a [f64],
    /// C.
    pub squares: &'a [f64],
}

/// The scores of a row of places.
pub(super) fn row(score: Score, facts: &Facts, sums: Sums<'_>, to: &mut [f32]) {
    let token = detected();
    match (facts.exact, facts.long) {
        (true, false) => dispatch!(token, _simd => integers::<false>(score, facts, sums, to)),
        (true, true) => dispatch!(token, _simd => integers::<true>(score, facts, sums, to)),
        (false, _) => dispatch!(token, _simd => floats(score, facts, sums, to)),
    }
}

/// `a b - c d`.
#[inline(always)]
fn difference<const LONG: bool>([a, b]: [f64; 2], [c, d]: [f64; 2]) -> f64 {
    if LONG {
        let (left, right) = (a * b, c * d);
        (left - right) + (a.mul_add(b, -left) - c.mul_add(d, -right))
    } else {
        a * b - c * d
    }
}

#[inline(always)]
fn integers<const LONG: bool>(score: Score, facts: &Facts, sums: Sums<'_>, to: &mut [f32]) {
    let Facts {
        weight: n,
        sum,
        squares,
        ..
    } = *facts;
    let norm = squares.sqrt();
    let deviation = difference::<LONG>([n, squares], [sum, sum]).sqrt();
    match score {
        Score::SumOfSquares => each(
            sums,
            to,
            #[inline(always)]
            |y, _, _, c| (squares - y) + (c - y),
        ),
        Score::SumOfSquaresNormed => each(
            sums,
            to,
            #[inline(always)]
            |y, _, _, c| at_most_one((squares - y) + (c - y), norm * c.sqrt()),
        ),
        Score::Correlation => each(
            sums,
            to,
            #[inline(always)]
            |y, _, _, _| y,
        ),
        Score::CorrelationNormed => {
            each(
                sums,
                to,
                #[inline(always)]
                |y, _, _, c| quotient(y, norm * c.sqrt()),
            );
        }
        Score::Coefficient => each(
            sums,
            to,
            #[inline(always)]
            |y, a, _, _| difference::<LONG>([n, y], [sum, a]) / n,
        ),
        Score::CoefficientNormed => each(
            sums,
            to,
            #[inline(always)]
            |y, a, _, c| {
                let window = difference::<LONG>([n, c], [a, a]);
                quotient(
                    difference::<LONG>([n, y], [sum, a]),
                    deviation * window.sqrt(),
                )
            },
        ),
    }
}

#[inline(always)]
fn floats(score: Score, facts: &Facts, sums: Sums<'_>, to: &mut [f32]) {
    let Facts {
        mean,
        squares,
        deviation,
        square_weight,
        negligible,
        ..
    } = *facts;
    let per_weight = facts.weight.recip();
    let norm = squares.sqrt();
    let norm_of_deviations = facts.deviations.sqrt();
    match score {
        Score::SumOfSquares => each(
            sums,
            to,
            #[inline(always)]
            |y, _, b, c| known(c, (squares - 2.0 * (y + b * mean) + c).max(0.0)),
        ),
        Score::SumOfSquaresNormed => each(
            sums,
            to,
            #[inline(always)]
            |y, _, b, c| {
                let differences = (squares - 2.0 * (y + b * mean) + c).max(0.0);
                known(c, at_most_one(differences, norm * c.sqrt()))
            },
        ),
        Score::Correlation => each(
            sums,
            to,
            #[inline(always)]
            |y, _, b, c| known(c, y + b * mean),
        ),
        Score::CorrelationNormed => each(
            sums,
            to,
            #[inline(always)]
            |y, _, b, c| known(c, quotient(y + b * mean, norm * c.sqrt())),
        ),
        Score::Coefficient => each(
            sums,
            to,
            #[inline(always)]
            |y, a, b, c| {
                let (a, window) = (a * per_weight, c);
                let window = variance(a, b, window, square_weight, negligible);
                known(c, if window > 0.0 { y - a * deviation } else { 0.0 })
            },
        ),
        Score::CoefficientNormed => each(
            sums,
            to,
            #[inline(always)]
            |y, a, b, c| {
                let a = a * per_weight;
                let window = variance(a, b, c, square_weight, negligible);
                known(
                    c,
                    quotient(y - a * deviation, norm_of_deviations * window.sqrt()),
                )
            },
        ),
    }
}

/// The sum of squared deviations of a window with the mean `a`, or 0 if it is negligible beside the
/// terms that it is made of: `b^2` is at most `c sum M^2`, so none is beyond the larger of two.
#[inline(always)]
fn variance(a: f64, b: f64, c: f64, square_weight: f64, negligible: f64) -> f64 {
    let square = a * a * square_weight;
    let sum = c - 2.0 * a * b + square;
    if sum > negligible * c.max(square) {
        sum
    } else {
        0.0
    }
}

/// Whether a window of a row has a sum of squares (for coefficients, of deviations) below `least`,
/// but so that its cross term counts. A window of zeros has a cross term of 0, which an FFT misses.
pub(super) fn is_uncertain(
    score: Score,
    facts: &Facts,
    least: f64,
    [means, squares]: [&[f64]; 2],
    cross: &mut [f64],
) -> bool {
    dispatch!(detected(), _simd => {
        if score.is_coefficient() {
            any_below::<true>(facts, least, [means, squares], cross)
        } else {
            any_below::<false>(facts, least, [means, squares], cross)
        }
    })
}

#[inline(always)]
fn any_below<const DEVIATIONS: bool>(
    facts: &Facts,
    least: f64,
    [means, squares]: [&[f64]; 2],
    cross: &mut [f64],
) -> bool {
    let per_weight = facts.weight.recip();
    let mut below = 0u64;
    for ((cross, &a), &c) in cross.iter_mut().zip(means).zip(squares) {
        *cross = if c == 0.0 { 0.0 } else { *cross };
        let energy = if DEVIATIONS {
            variance(a * per_weight, a, c, facts.square_weight, facts.negligible)
        } else {
            c
        };
        below += u64::from(energy > 0.0 && energy < least);
    }
    below > 0
}

/// The score, or NaN for a window with pixels that are not finite, whose squares are not.
#[inline(always)]
fn known(squares: f64, score: f64) -> f64 {
    if squares < f64::INFINITY {
        score
    } else {
        f64::NAN
    }
}

/// A quotient from -1 to 1, and 0 for nothing to divide by.
#[inline(always)]
fn quotient(value: f64, by: f64) -> f64 {
    if by > 0.0 {
        (value / by).clamp(-1.0, 1.0)
    } else {
        0.0
    }
}

/// A quotient of what is not negative, from 0 to 1, and 1 for nothing to divide by.
#[inline(always)]
fn at_most_one(value: f64, by: f64) -> f64 {
    if value < by { value / by } else { 1.0 }
}

#[inline(always)]
fn each(sums: Sums<'_>, to: &mut [f32], score: impl Fn(f64, f64, f64, f64) -> f64) {
    const LARGEST: f64 = f32::MAX as f64;
    let Sums {
        cross,
        means,
        weighted,
        squares,
    } = sums;
    for ((((&y, &a), &b), &c), to) in cross.iter().zip(means).zip(weighted).zip(squares).zip(to) {
        *to = score(y, a, b, c).clamp(-LARGEST, LARGEST) as f32;
    }
}
