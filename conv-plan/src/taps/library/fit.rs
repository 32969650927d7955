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

use crate::taps::lowest::Denominator;
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
    let fit = Fit::new(window, order, derivative);
    let right = (window / 2..window).map(|at| fit.at(2 * at as i64 + 1 - window as i64));
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

/// The polynomial that has the taps for its values.
struct Fit {
    /// Of the even powers, or of the odd ones, from the lowest on.
    terms: Vec<BigInt>,
    odd: bool,
    common: Denominator,
}

impl Fit {
    /// With `t_n` for Gram's polynomials of `u`, twice the distance from the middle, and with
    /// `P_n = N (N^2 - 1) .. (N^2 - n^2)`, their sum of squares times `2 n + 1`, the sum over all
    /// degrees of `t_n * derivative of t_n in the middle * (2 n + 1) / P_n`.
    fn new(window: usize, order: usize, derivative: usize) -> Self {
        let polynomials = polynomials(window, order);
        // `n!^2 P_n` of the highest degree, of which those below are divisors.
        let step = |n: usize| norm_step(window, n) * (n * n);
        let common = (1..=order).fold(BigInt::from(window), |common, n| common * step(n));
        let mut share = common.clone();
        let mut terms = alloc::vec![BigInt::zero(); order + 1];
        for (n, polynomial) in polynomials.iter().enumerate() {
            share /= if n == 0 { window.into() } else { step(n) };
            let Some(slope) = polynomial.get(derivative) else {
                continue;
            };
            let weight = slope * &share * (2 * n + 1);
            for (term, own) in terms.iter_mut().zip(polynomial) {
                *term += own * &weight;
            }
        }
        // u grows by 2 from one place to the next.
        let factor = (1..=derivative).fold(BigInt::one(), |factor, d| factor * (2 * d));
        let odd = !derivative.is_multiple_of(2);
        let terms = terms.iter().skip(usize::from(odd)).step_by(2);
        let terms: Vec<BigInt> = terms.map(|term| term * &factor).collect();
        let shared = terms
            .iter()
            .fold(common.clone(), |shared, term| shared.gcd(term));
        Self {
            terms: terms.iter().map(|term| term / &shared).collect(),
            odd,
            common: Denominator::new(common / shared, window),
        }
    }

    /// The tap at `u`, by Horner's rule.
    fn at(&self, u: i64) -> BigRational {
        let square = u.unsigned_abs().pow(2);
        let mut sum = BigInt::zero();
        for term in self.terms.iter().rev() {
            sum *= square;
            sum += term;
        }
        self.common.under(if self.odd { sum * u } else { sum })
    }
}

/// Gram's polynomials times `n!`, their terms from the lowest on: of `(n + 1) t_(n+1) = (2 n + 1) u
/// t_n - n (N^2 - n^2) t_(n-1)` (Abramowitz and Stegun, 22.7.20).
fn polynomials(window: usize, order: usize) -> Vec<Vec<BigInt>> {
    let mut all = alloc::vec![alloc::vec![BigInt::one()]];
    let mut before: Vec<BigInt> = Vec::new();
    for n in 0..order {
        let Some(now) = all.last() else { break };
        let mut next = alloc::vec![BigInt::zero()];
        next.extend(now.iter().map(|term| term * (2 * n + 1)));
        let step = norm_step(window, n) * (n * n);
        for (term, before) in next.iter_mut().zip(&before) {
            *term -= before * &step;
        }
        before.clone_from(now);
        all.push(next);
    }
    all
}

/// `N^2 - n^2`.
fn norm_step(window: usize, n: usize) -> BigInt {
    BigInt::from(window).pow(2) - BigInt::from(n).pow(2)
}
