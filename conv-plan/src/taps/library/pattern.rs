//! Impulses and waves, and shapes whose taps are the parts of them that lie in each element.
//!
//! ```
//! # use conv_plan::taps::{TapsError, library::pattern};
//! assert_eq!(pattern::impulse(3)?, [0, 1, 0].into());
//! # Ok::<(), TapsError>(())
//! ```

mod shape;

pub use shape::{disk, motion};

use super::gaussians::from_middle;
use super::rounded;
use crate::taps::made::{Angle, finite, positive};
use crate::taps::real::{Real, fraction};
use crate::taps::{Size, Tap, Taps, TapsError, room};
use alloc::vec::Vec;
use num_rational::BigRational;
use num_traits::Zero;

/// A single 1 in the middle of zeros: the tap `(n - 1) / 2` of `n`, rounded down, on each axis.
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 4096.
///
/// ```
/// use conv_plan::taps::{TapsError, library};
///
/// assert_eq!(library::impulse(4)?, [0, 1, 0, 0].into());
/// assert_eq!(library::impulse([1, 3])?, [[0, 1, 0]].into());
/// # Ok::<(), TapsError>(())
/// ```
pub fn impulse(size: impl Into<Size>) -> Result<Taps, TapsError> {
    let shape = size.into().checked()?;
    let Some(mut values) = room(&shape) else {
        return Ok(Taps::unformed(shape));
    };
    values.resize(shape.iter().product(), Tap::integer(0));
    let middle = shape.iter().fold(0, |at, size| at * size + (size - 1) / 2);
    if let Some(tap) = values.get_mut(middle) {
        *tap = Tap::integer(1);
    }
    Ok(Taps::new(shape, values))
}

/// Gabor's kernel: a wave of wavelength `lambda` and phase `psi` across the direction `theta`, in a
/// Gaussian of `sigma` along the wave and `sigma / gamma` across it.
///
/// OpenCV's `getGaborKernel` has the same definition: at `x` to the left of the middle and `y`
/// above it, `exp(-(u^2 + gamma^2 v^2) / 2 sigma^2) cos(2 pi u / lambda + psi)`, where `u = x cos
/// theta + y sin theta` and `v = y cos theta - x sin theta`. Lengths are in elements.
///
/// # Errors
///
/// [`TapsError`] if a size is 0 or more than 4096 or there is only one axis, unless sigma and gamma
/// are above 0 and lambda is `2^-20` or more, and if an angle is not finite or more than 2^20.
///
/// ```
/// use conv_plan::taps::{Angle, TapsError, library};
///
/// let (theta, psi) = (Angle::degrees(90), Angle::degrees(0));
/// let stripes = library::gabor([9, 9], 2, &theta, 4, 1, &psi)?;
/// assert_eq!(stripes, stripes.flipped());
/// # Ok::<(), TapsError>(())
/// ```
pub fn gabor(
    size: impl Into<Size>,
    sigma: impl Into<Tap>,
    theta: &Angle,
    lambda: impl Into<Tap>,
    gamma: impl Into<Tap>,
    psi: &Angle,
) -> Result<Taps, TapsError> {
    let shape = size.into().checked()?;
    let &[rows, columns] = shape.as_slice() else {
        return Err(TapsError::new(
            "size",
            alloc::format!(
                "a Gabor kernel has two axes: write `[{0}, {0}]`",
                shape.iter().sum::<usize>()
            ),
        ));
    };
    let sigma = positive("sigma", &sigma.into())?;
    let turn = theta.half_turns("theta")?;
    let length = lambda.into();
    let lambda = positive("lambda", &length)?;
    // So many waves on an element that their angle would not be known well enough.
    if lambda < fraction(1, 1 << 20) {
        let value = crate::taps::made::shown(&length);
        return Err(TapsError::range("lambda", value, "1/1048576 or more"));
    }
    let gamma = positive("gamma", &gamma.into())?;
    let phase = psi.half_turns("psi")?;
    let (cos, sin) = (turn.cos_pi(), turn.sin_pi());
    let along = Real::from((&sigma * &sigma * fraction(2, 1)).recip());
    let across = Real::from(&gamma * &gamma) * along;
    let wave = fraction(2, 1) / lambda;
    // The places of an axis, and the half turns of the wave there, which are exact where an axis
    // is the wave's.
    let places = |size: usize, part: Real| -> Vec<(Real, Real)> {
        let places = (0..size).map(|at| -from_middle(at, size));
        places
            .map(|place| (Real::from(&place), Real::from(place * &wave) * part))
            .collect()
    };
    let (along_x, along_y) = (places(columns, cos), places(rows, sin));
    let value = |&(y, down): &(Real, Real), &(x, right): &(Real, Real)| {
        let angle = right + down + phase;
        let (u, v) = (x * cos + y * sin, y * cos - x * sin);
        let power = u * u * along + v * v * across;
        (-power).exp_negative() * angle.cos_pi()
    };
    let values = along_y.iter().flat_map(|row| {
        let columns = along_x.iter();
        columns.map(move |column| value(row, column))
    });
    Ok(rounded(shape.clone(), values))
}

/// A finite number above 0, and at most `most`.
fn length(argument: &'static str, value: &Tap, most: i64) -> Result<BigRational, TapsError> {
    let exact = finite(argument, value)?;
    if exact <= BigRational::zero() || exact > fraction(most, 1) {
        return Err(TapsError::range(
            argument,
            crate::taps::made::shown(value),
            &alloc::format!("a number above 0, at most {most}"),
        ));
    }
    Ok(exact)
}
