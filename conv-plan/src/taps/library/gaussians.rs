//! Derivatives of Gaussians, and their sums: polynomials, which are exact, times the samples of a
//! Gaussian, which are not.
//!
//! ```text
//! size, sigma -> weights of one axis: e^(-x^2 / 2 sigma^2) over their sum
//!             -> times a polynomial of x, for each order -> products of two axes -> doubles
//! ```
//!
//! ```
//! # use conv_plan::taps::{TapsError, library::gaussians};
//! let along_x = gaussians::derivative([5, 5], 1.0, &[0, 1])?;
//! assert_eq!(along_x.transposed(), gaussians::derivative([5, 5], 1.0, &[1, 0])?);
//! # Ok::<(), TapsError>(())
//! ```

use super::{factors, products, rounded, separable};
use crate::taps::real::{Real, fraction};
use crate::taps::{Sigma, Size, Taps, TapsError};
use alloc::format;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// The highest derivative.
const HIGHEST: usize = 8;

/// The derivative of a Gaussian: `order` says for each axis which, `&[1]` the first of a signal,
/// `&[0, 1]` of a plane the first along x. SciPy's `gaussian_filter` has the same taps.
///
/// The Gaussian has a sum of 1 before it is derived, and the derivative is positive where values
/// grow. `size` and `sigma` are those of [`smooth::gaussian`](super::smooth::gaussian).
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 4096, unless each sigma is above 0, if an order is
/// more than 8, and unless there is one order for each axis.
///
/// ```
/// use conv_plan::taps::{TapsError, library::gaussians};
///
/// let slope = gaussians::derivative([5, 5], 1.0, &[0, 1])?;
/// assert_eq!(slope.transposed(), gaussians::derivative([5, 5], 1.0, &[1, 0])?);
/// # Ok::<(), TapsError>(())
/// ```
pub fn derivative(
    size: impl Into<Size>,
    sigma: impl Into<Sigma>,
    order: &[usize],
) -> Result<Taps, TapsError> {
    let (shape, sigma) = checked(size.into(), sigma.into())?;
    if order.len() != shape.len() {
        return Err(TapsError::new(
            "order",
            match shape.len() {
                1 => "a signal kernel has one order: write `1`",
                _ => "a plane kernel has two orders: write `[0, 1]`",
            },
        ));
    }
    for (axis, &order) in order.iter().enumerate() {
        if order > HIGHEST {
            let error = TapsError::range("order", order, &format!("0 to {HIGHEST}"));
            return Err(if shape.len() > 1 {
                error.on_axis(axis)
            } else {
                error
            });
        }
    }
    let axes = shape.iter().zip(&sigma).zip(order);
    let axes: Vec<_> = axes
        .map(|((&size, sigma), &order)| derived(size, sigma, order))
        .collect();
    Ok(separable(shape, &axes))
}

/// The Laplacian of a Gaussian of sum 1, less its mean, so that a constant gives 0: `log(size,
/// sigma)` in `taps:`. MATLAB's `fspecial('log', ..)` has the same definition.
///
/// One axis has the second derivative; `size` and `sigma` are those of
/// [`smooth::gaussian`](super::smooth::gaussian).
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 4096, and unless each sigma is above 0.
///
/// ```
/// use conv_plan::taps::{TapsError, library};
///
/// let log = library::laplacian_of_gaussian([7, 7], 1.0)?;
/// assert_eq!(log, log.rotated90());
/// # Ok::<(), TapsError>(())
/// ```
pub fn laplacian_of_gaussian(
    size: impl Into<Size>,
    sigma: impl Into<Sigma>,
) -> Result<Taps, TapsError> {
    let (shape, sigma) = checked(size.into(), sigma.into())?;
    let axes = |order| -> Vec<Vec<Real>> {
        let axes = shape.iter().zip(&sigma);
        axes.map(|(&size, sigma)| derived(size, sigma, order))
            .collect()
    };
    let (plain, second) = (axes(0), axes(2));
    let values: Vec<Real> = match (&*plain, &*second) {
        ([column, row], [column2, row2]) => {
            let rows = column.iter().zip(column2);
            rows.flat_map(|(&c, &c2)| {
                let columns = row.iter().zip(row2);
                columns.map(move |(&r, &r2)| c2 * r + c * r2)
            })
            .collect()
        }
        (_, second) => second.iter().flatten().copied().collect(),
    };
    let count = Real::integer(values.len() as i64);
    let mean = values.iter().copied().sum::<Real>() / count;
    let taps = rounded(shape, values.into_iter().map(|value| value - mean));
    Ok(match (&*plain, &*second) {
        ([column, row], [column2, row2]) => {
            let (down, ones) = ([mean].repeat(column.len()), [Real::ONE].repeat(row.len()));
            taps.with_products(alloc::vec![
                factors(column2, row),
                factors(column, row2),
                factors(&negative(&down), &ones),
            ])
        }
        _ => taps,
    })
}

/// The Gaussian of `sigma1` minus that of `sigma2`, both of sum 1: `dog(size, sigma1, sigma2)` in
/// `taps:`.
///
/// `size` and each sigma are those of [`smooth::gaussian`](super::smooth::gaussian).
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 4096, and unless each sigma is above 0.
///
/// ```
/// use conv_plan::taps::{TapsError, library};
///
/// let dog = library::difference_of_gaussians(9, 1.0, 1.6)?;
/// assert_eq!(dog, dog.flipped());
/// # Ok::<(), TapsError>(())
/// ```
pub fn difference_of_gaussians(
    size: impl Into<Size>,
    sigma1: impl Into<Sigma>,
    sigma2: impl Into<Sigma>,
) -> Result<Taps, TapsError> {
    let shape = size.into().checked()?;
    let axes = |argument, sigma: Sigma| -> Result<Vec<Vec<Real>>, TapsError> {
        let sigma = sigma.on(argument, shape.len())?;
        let axes = shape.iter().zip(&sigma);
        Ok(axes.map(|(&size, sigma)| weights(size, sigma)).collect())
    };
    let (narrow, wide) = (
        axes("sigma1", sigma1.into())?,
        axes("sigma2", sigma2.into())?,
    );
    let pairs = products(&narrow).into_iter().zip(products(&wide));
    let taps = rounded(shape, pairs.map(|(a, b)| a - b));
    Ok(match (&*narrow, &*wide) {
        ([column, row], [column2, row2]) => {
            let products = alloc::vec![factors(column, row), factors(&negative(column2), row2)];
            taps.with_products(products)
        }
        _ => taps,
    })
}

fn negative(factor: &[Real]) -> Vec<Real> {
    factor.iter().map(|&value| Real::ZERO - value).collect()
}

/// The size of each axis, and its sigma.
pub(super) fn checked(
    size: Size,
    sigma: Sigma,
) -> Result<(Vec<usize>, Vec<BigRational>), TapsError> {
    let shape = size.checked()?;
    let sigma = sigma.on("sigma", shape.len())?;
    Ok((shape, sigma))
}

/// `exp(-x^2 / 2 sigma^2)` summed to 1, for `x` from the middle of an axis.
pub(super) fn weights(size: usize, sigma: &BigRational) -> Vec<Real> {
    // In twice the distance from the middle, and over the largest of them, so that there is one
    // however small sigma is.
    let least = i64::from(size.is_multiple_of(2));
    let share = Real::from((sigma * sigma * BigInt::from(8)).recip());
    let weight = |at: usize| {
        let x = 2 * at as i64 + 1 - size as i64;
        (Real::integer(least - x * x) * share).exp_negative()
    };
    let half: Vec<Real> = (0..size.div_ceil(2)).map(weight).collect();
    let mirrored = half.iter().rev().skip(size % 2);
    let all: Vec<Real> = half.iter().chain(mirrored).copied().collect();
    let share = Real::ONE / all.iter().copied().sum::<Real>();
    all.into_iter().map(|weight| weight * share).collect()
}

/// The weights times the polynomial of their derivative.
fn derived(size: usize, sigma: &BigRational, order: usize) -> Vec<Real> {
    // In twice the distance from the middle, over one denominator: whole numbers.
    let mut half = BigRational::one();
    let mut polynomial = polynomial(sigma, order);
    for term in &mut polynomial {
        *term *= &half;
        half *= fraction(1, 2);
    }
    let common = polynomial
        .iter()
        .fold(BigInt::one(), |common, term| common.lcm(term.denom()));
    let polynomial: Vec<BigInt> = polynomial
        .iter()
        .map(|term| term.numer() * (&common / term.denom()))
        .collect();
    let share = Real::from(BigRational::new(BigInt::one(), common));
    let weights = weights(size, sigma).into_iter().enumerate();
    weights
        .map(|(at, weight)| {
            let x = BigInt::from(2 * at as i64 + 1 - size as i64);
            let terms = polynomial.iter().rev();
            let value = terms.fold(BigInt::zero(), |sum, term| sum * &x + term);
            weight * Real::from(BigRational::from_integer(value)) * share
        })
        .collect()
}

/// What the Gaussian is multiplied by to be derived, and mirrored for a correlation: with `s` for
/// the variance, `p_0 = 1` and `p_(n+1) = x p_n / s - p_n'`. These are Hermite's polynomials.
fn polynomial(sigma: &BigRational, order: usize) -> Vec<BigRational> {
    let variance = sigma * sigma;
    let mut terms = alloc::vec![BigRational::one()];
    for _ in 0..order {
        let mut next = alloc::vec![BigRational::zero()];
        next.extend(terms.iter().map(|term| term / &variance));
        for (power, term) in terms.iter().enumerate().skip(1) {
            if let Some(lower) = next.get_mut(power - 1) {
                *lower -= term * BigInt::from(power);
            }
        }
        terms = next;
    }
    terms
}

/// How far a tap is from the middle of its axis.
pub(super) fn from_middle(at: usize, size: usize) -> BigRational {
    fraction(2 * at as i64 + 1 - size as i64, 2)
}
