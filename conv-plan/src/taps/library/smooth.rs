//! Smoothing kernels, whose taps sum to 1: means and binomials, which are exact, and Gaussians.
//!
//! ```
//! # use conv_plan::taps::{TapsError, library::smooth};
//! assert_eq!(smooth::mean([3, 3])?, smooth::box3());
//! # Ok::<(), TapsError>(())
//! ```

use super::gaussians::{checked, weights};
use super::separable;
use crate::taps::{MAX_TAPS, Sigma, Size, Tap, Taps, TapsError, more_than, room};
use alloc::format;
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive};

/// The 3x3 Gaussian `1/16 [[1, 2, 1], [2, 4, 2], [1, 2, 1]]`.
///
/// ```
/// # use conv_plan::taps::library::smooth::gaussian3;
/// assert_eq!(gaussian3().scaled(16), [[1, 2, 1], [2, 4, 2], [1, 2, 1]].into());
/// ```
#[must_use]
pub fn gaussian3() -> Taps {
    binomial_plane(3)
}

/// The `size` x `size` binomial kernel, whose taps sum to 1; empty for a size of 0.
///
/// Of more than [`MAX_TAPS`] taps only the shape is formed.
///
/// It is the outer product of row `size - 1` of Pascal's triangle with itself
/// over `4^(size - 1)`, the usual integer approximation of a Gaussian with
/// variance `(size - 1) / 4`.
///
/// ```
/// # use conv_plan::taps::library::smooth::binomial_plane;
/// assert_eq!(binomial_plane(2).scaled(4), [[1, 1], [1, 1]].into());
/// ```
#[must_use]
pub fn binomial_plane(size: usize) -> Taps {
    if size == 0 || more_than(MAX_TAPS, &[size, size]) {
        return Taps::unformed(alloc::vec![size, size]);
    }
    binomials(size, size)
}

/// The mean over `rows` x `columns` elements; empty if either is 0.
///
/// Without the feature `fft`, and where memory ends, of more than [`MAX_TAPS`] taps only the shape
/// is formed.
///
/// ```
/// # use conv_plan::taps::library::smooth::mean_plane;
/// assert_eq!(mean_plane(1, 4).scaled(4), [[1, 1, 1, 1]].into());
/// ```
#[must_use]
pub fn mean_plane(rows: usize, columns: usize) -> Taps {
    uniform(alloc::vec![rows, columns])
}

/// The 3x3 box: the sum of 9 neighbours over 9.
///
/// ```
/// # use conv_plan::taps::library::smooth::box3;
/// assert_eq!(box3().scaled(9), [[1; 3]; 3].into());
/// ```
#[must_use]
pub fn box3() -> Taps {
    mean_plane(3, 3)
}

/// Taps of one value, whose sum is 1.
fn uniform(shape: Vec<usize>) -> Taps {
    let Some(mut values) = room(&shape) else {
        return Taps::unformed(shape);
    };
    let area = shape.iter().product();
    match i64::try_from(area)
        .ok()
        .and_then(|area| Tap::ratio(1, area))
    {
        Some(tap) => {
            values.resize(area, tap);
            Taps::new(shape, values)
        }
        None => Taps::unformed(shape),
    }
}

/// The mean over `size` elements, `5` of a signal or `[3, 5]` of a plane: `box(size)` in `taps:`.
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 4096.
///
/// ```
/// use conv_plan::taps::{Tap, TapsError, library::smooth};
///
/// assert_eq!(Some(&smooth::mean(4)?.values()[0]), Tap::ratio(1, 4).as_ref());
/// # Ok::<(), TapsError>(())
/// ```
pub fn mean(size: impl Into<Size>) -> Result<Taps, TapsError> {
    Ok(uniform(size.into().checked()?))
}

/// Row `size - 1` of Pascal's triangle over its sum, on each axis: `binomial(size)` in `taps:`.
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 1024.
///
/// ```
/// use conv_plan::taps::{TapsError, library::{self, smooth}};
///
/// assert_eq!(smooth::binomial([3, 3])?, library::gaussian());
/// # Ok::<(), TapsError>(())
/// ```
pub fn binomial(size: impl Into<Size>) -> Result<Taps, TapsError> {
    // The denominators are powers of two, of which taps that are convolved may have 4096.
    const LONGEST: usize = 1024;
    let shape = size.into().checked()?;
    if let Some(size) = shape.iter().find(|&&size| size > LONGEST) {
        return Err(TapsError::range("size", size, &format!("1 to {LONGEST}")));
    }
    Ok(match *shape {
        [rows, columns] if more_than(MAX_TAPS, &shape) => {
            Taps::unformed(alloc::vec![rows, columns])
        }
        [rows, columns] => binomials(rows, columns),
        _ => Taps::new(
            shape.clone(),
            over_their_sum(pascal(shape.iter().product())),
        ),
    })
}

/// The products of two rows of Pascal's triangle, over their sum.
fn binomials(rows: usize, columns: usize) -> Taps {
    let row = pascal(columns);
    let column = pascal(rows);
    let products = column.iter().flat_map(|a| row.iter().map(move |b| a * b));
    Taps::new(
        alloc::vec![rows, columns],
        over_their_sum(products.collect()),
    )
}

/// Row `size - 1` of Pascal's triangle.
fn pascal(size: usize) -> Vec<BigInt> {
    let last = size.saturating_sub(1);
    let mut entry = BigInt::one();
    (0..size)
        .map(|k| {
            let next = &entry * (last - k) / (k + 1);
            core::mem::replace(&mut entry, next)
        })
        .collect()
}

/// Numbers over their sum, which is a power of two: in lowest terms without a common divisor.
fn over_their_sum(numbers: Vec<BigInt>) -> Vec<Tap> {
    let total: BigInt = numbers.iter().sum();
    let over = |number: BigInt| {
        let zeros = number.trailing_zeros().min(total.trailing_zeros());
        let zeros = zeros.unwrap_or(0);
        Tap::Ratio(BigRational::new_raw(number >> zeros, &total >> zeros))
    };
    numbers.into_iter().map(over).collect()
}

/// A sampled Gaussian whose taps sum to 1: `exp(-x^2 / 2 sigma^2)` over its sum on each axis, with
/// `x` counted from the middle. OpenCV's `getGaussianKernel` has the same taps for odd sizes.
///
/// `size` makes one axis, `[rows, columns]` two, and `sigma` is one number or one for each axis, in
/// elements.
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 4096, and unless each sigma is above 0.
///
/// ```
/// use conv_plan::taps::{TapsError, library::smooth};
///
/// let row = smooth::gaussian(5, 1.0)?;
/// assert_eq!(row.values()[2].to_string(), "0.40261994689424746");
/// assert_eq!(smooth::gaussian([3, 5], [0.5, 1.0])?.shape(), [3, 5]);
/// # Ok::<(), TapsError>(())
/// ```
pub fn gaussian(size: impl Into<Size>, sigma: impl Into<Sigma>) -> Result<Taps, TapsError> {
    let (shape, sigma) = checked(size.into(), sigma.into())?;
    let axes = shape.iter().zip(&sigma);
    let axes: Vec<_> = axes.map(|(&size, sigma)| weights(size, sigma)).collect();
    Ok(separable(shape, &axes))
}

/// A Gaussian as large as it has to be, up to a distance of `ceil(4 sigma)` from the middle:
/// one sigma makes one axis, `[1.0, 2.5]` makes two.
///
/// # Errors
///
/// [`TapsError`] unless each sigma is above 0 and at most 511.
///
/// ```
/// use conv_plan::taps::{TapsError, library::smooth};
///
/// assert_eq!(smooth::gaussian_of(1.5)?, smooth::gaussian(13, 1.5)?);
/// # Ok::<(), TapsError>(())
/// ```
pub fn gaussian_of(sigma: impl Into<Sigma>) -> Result<Taps, TapsError> {
    const WIDEST: usize = 511;
    let sigma = sigma.into();
    let mut sizes = Vec::new();
    for (axis, value) in sigma.clone().positive("sigma")?.iter().enumerate() {
        let radius = (value * BigInt::from(4)).ceil().to_integer().to_usize();
        match radius {
            Some(radius) if radius <= 4 * WIDEST => sizes.push(2 * radius + 1),
            _ => {
                let value = sigma.0.get(axis).map(crate::taps::made::shown);
                let error = TapsError::range(
                    "sigma",
                    value.unwrap_or_default(),
                    &format!("at most {WIDEST}, or a size before it"),
                );
                return Err(if sigma.0.len() > 1 {
                    error.on_axis(axis)
                } else {
                    error
                });
            }
        }
    }
    match *sizes {
        [rows, columns] => gaussian([rows, columns], sigma),
        _ => gaussian(sizes.iter().product::<usize>(), sigma),
    }
}
