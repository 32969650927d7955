//! Filters that fit a polynomial to each window of a signal, by least squares; all of fractions.
//!
//! ```text
//! window, order -> discrete orthogonal polynomials at the taps (Gram), in whole numbers
//! derivative    -> their derivatives in the middle
//! both          -> taps: sum over the degrees of value * derivative / norm
//! ```
//!
//! ```
//! # use conv_plan::taps::{TapsError, library::fit};
//! // A line through 3 points: its value in the middle is their mean.
//! assert_eq!(fit::savitzky_golay(3, 1, 0)?.scaled(3), [1, 1, 1].into());
//! # Ok::<(), TapsError>(())
//! ```

use crate::taps::{Size, Tap, Taps, TapsError};
use alloc::format;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// The highest order of a polynomial.
const HIGHEST: usize = 20;

/// Savitzky and Golay's filter: the `derivative` in the middle of the polynomial of `order` that
/// fits a window of `window` samples best.
///
/// The taps are exact. Derivative 0 smooths; the first is positive where values grow, by samples
/// one apart. SciPy's `savgol_coeffs(window, order, derivative, use='dot')` has the same
/// definition, of Savitzky and Golay, Smoothing and Differentiation of Data, 1964; the sums are
/// Gorry's, 1990.
///
/// # Errors
///
/// [`TapsError`] if the window is 0 or more than 4096, if the order is more than 20 or not below
/// the window, and if the derivative is above the order.
///
/// ```
/// use conv_plan::taps::{Tap, TapsError, library};
///
/// let smooth = library::savitzky_golay(5, 2, 0)?;
/// let taps = [-3, 12, 17, 12, -3].map(|tap| Tap::ratio(tap, 35));
/// assert_eq!(smooth.values(), taps.into_iter().flatten().collect::<Vec<_>>());
/// # Ok::<(), TapsError>(())
/// ```
pub fn savitzky_golay(window: usize, order: usize, derivative: usize) -> Result<Taps, TapsError> {
    Size::from(window).named("window")?;
    if order > HIGHEST {
        return Err(TapsError::range("order", order, &format!("0 to {HIGHEST}")));
    }
    if order >= window {
        let range = match window {
            1 => "0, since the window is 1".into(),
            _ => format!("0 to {}, below the window", HIGHEST.min(window - 1)),
        };
        return Err(TapsError::range("order", order, &range));
    }
    if derivative > order {
        let range = match order {
            0 => "0, since the order is".into(),
            _ => format!("0 to {order}, the order"),
        };
        return Err(TapsError::range("derivative", derivative, &range));
    }
    let slopes = slopes(window, order, derivative);
    // Over one denominator, so that the sums are of whole numbers.
    let common = slopes
        .iter()
        .fold(BigInt::one(), |common, slope| common.lcm(slope.denom()));
    let slopes: Vec<BigInt> = slopes
        .iter()
        .map(|slope| slope.numer() * (&common / slope.denom()))
        .collect();
    let right = (window / 2..window).map(|at| {
        let u = BigInt::from(2 * at as i64 + 1 - window as i64);
        let products = polynomials(window, &u).zip(&slopes);
        let sum = products.fold(BigInt::zero(), |sum, (value, slope)| sum + value * slope);
        BigRational::new(sum, common.clone())
    });
    let right: Vec<BigRational> = right.collect();
    // The polynomial that fits the mirrored window is the mirrored polynomial.
    let left = right.iter().skip(window % 2).rev();
    let left = left.map(|tap| {
        if derivative.is_multiple_of(2) {
            tap.clone()
        } else {
            -tap
        }
    });
    let taps: Vec<Tap> = left.chain(right.iter().cloned()).map(Tap::Ratio).collect();
    Ok(taps.into())
}

/// Gram's polynomials of rising degree at `u`, twice the distance from the middle of `window`
/// places, in whole numbers: `(n + 1) t_(n+1) = (2 n + 1) u t_n - n (N^2 - n^2) t_(n-1)`
/// (Abramowitz and Stegun, 22.7.20).
fn polynomials(window: usize, u: &BigInt) -> impl Iterator<Item = BigInt> {
    let mut now = BigInt::one();
    let mut before = BigInt::zero();
    (0..=HIGHEST).map(move |n| {
        let next = (u * (2 * n + 1) * &now - norm_step(window, n) * n * &before) / (n + 1);
        before = core::mem::replace(&mut now, next);
        before.clone()
    })
}

/// `N^2 - n^2`.
fn norm_step(window: usize, n: usize) -> BigInt {
    BigInt::from(window).pow(2) - BigInt::from(n).pow(2)
}

/// For each degree, the derivative in the middle over the sum of squares at all places.
///
/// The recurrence of the polynomials, derived `d` times at `u = 0`:
/// `(n + 1) t_(n+1)^(d) = (2 n + 1) d t_n^(d-1) - n (N^2 - n^2) t_(n-1)^(d)`.
fn slopes(window: usize, order: usize, derivative: usize) -> Vec<BigRational> {
    // One row for each degree, with the derivatives 0 to `derivative`.
    let none = || alloc::vec![BigRational::zero(); derivative + 1];
    let mut before = none();
    let mut now = none();
    if let Some(first) = now.first_mut() {
        *first = BigRational::one();
    }
    // The sum of squares: N (N^2 - 1) .. (N^2 - n^2) / (2 n + 1).
    let mut product = BigInt::from(window);
    let mut slopes = Vec::new();
    for n in 0..=order {
        if n > 0 {
            product *= norm_step(window, n);
        }
        let norm = BigRational::new(product.clone(), BigInt::from(2 * n + 1));
        // u grows by 2 from one place to the next.
        let last = now.last().map(|last| last * (BigInt::one() << derivative));
        slopes.push(last.unwrap_or_default() / norm);
        let mut next = none();
        for (d, value) in next.iter_mut().enumerate() {
            let lower = d.checked_sub(1).and_then(|d| now.get(d)).cloned();
            let lower = lower.unwrap_or_default() * BigInt::from((2 * n + 1) * d);
            let other = before.get(d).cloned().unwrap_or_default();
            let other = other * (norm_step(window, n) * n);
            *value = (lower - other) / BigInt::from(n + 1);
        }
        before = core::mem::replace(&mut now, next);
    }
    slopes
}
