//! The named kernels, by their standard names, as correlation taps.
//!
//! ```text
//! edges       derivatives and their masks          exact
//! smooth      means, binomials; Gaussians          exact; rounded once
//! gaussian    derivatives of Gaussians, and sums
//! fit         Savitzky and Golay's polynomials     exact
//! fir         filters by windows                   rounded once
//! equiripple  filters of least greatest error      as near as doubles find them
//! pattern     impulses, lines, disks, waves
//! ```
//!
//! Derivatives are positive where values grow to the right (x) or downwards (y). Each function
//! returns only the taps: stride, border and scale belong to a declaration or a builder. Taps that
//! no fraction holds are floats, each the double nearest to the true value, on every machine the
//! same. `taps: ..` of the macro has the same kernels by the same names, except that `box(size)`,
//! `binomial(size)` and `gaussian(size, sigma)` are [`smooth::mean`], [`smooth::binomial`] and
//! [`smooth::gaussian`], and that `log` and `dog` have longer names in [`gaussians`].
//!
//! ```
//! # use conv_plan::taps::library;
//! assert_eq!(library::sobel_y(), library::sobel_x().transposed());
//! assert_eq!(library::gaussian().shape(), [3, 3]);
//! ```

pub mod edges;
pub mod equiripple;
pub mod fir;
pub mod fit;
pub mod gaussians;
pub mod pattern;
pub mod smooth;

pub use edges::{
    Direction, emboss, kirsch, laplacian, laplacian4, laplacian8, prewitt_x, prewitt_y, roberts_x,
    roberts_y, robinson, scharr_x, scharr_y, sharpen, sobel_x, sobel_y,
};
pub use equiripple::remez;
pub use fir::{Window, bandpass, bandstop, highpass, hilbert, lowpass, ramp};
pub use fit::savitzky_golay;
pub use gaussians::{difference_of_gaussians, laplacian_of_gaussian};
pub use pattern::{disk, gabor, impulse, motion};
pub use smooth::{binomial_plane as binomial, box3, gaussian3 as gaussian, mean_plane as mean};

use super::factors::Product;
use super::real::Real;
use super::{Tap, Taps, room};
use alloc::vec::Vec;

/// The single tap 1.
///
/// ```
/// # use conv_plan::taps::library::identity;
/// assert_eq!(identity(), [[1]].into());
/// ```
#[must_use]
pub fn identity() -> Taps {
    [[1]].into()
}

/// The values of one axis, or the products of those of two, row by row.
fn products(axes: &[Vec<Real>]) -> Vec<Real> {
    match axes {
        [column, row] => {
            let rows = column.iter();
            rows.flat_map(|&a| row.iter().map(move |&b| a * b))
                .collect()
        }
        axes => axes.iter().flatten().copied().collect(),
    }
}

/// Taps rounded from the values of one axis, or from the products of those of two, which stay a
/// product.
fn separable(shape: Vec<usize>, axes: &[Vec<Real>]) -> Taps {
    let taps = rounded(shape, products(axes));
    match axes {
        [column, row] => taps.with_products(alloc::vec![factors(column, row)]),
        _ => taps,
    }
}

/// A column and a row, each factor rounded once.
fn factors(column: &[Real], row: &[Real]) -> Product {
    let each = |factor: &[Real]| {
        let factor = factor.iter().map(|value| Tap::Binary(value.to_f64()));
        factor.collect()
    };
    Product {
        column: each(column),
        row: each(row),
    }
}

/// Taps of a shape, each rounded once.
fn rounded(shape: Vec<usize>, values: impl IntoIterator<Item = Real>) -> Taps {
    let Some(mut taps) = room(&shape) else {
        return Taps::unformed(shape);
    };
    let values = values.into_iter();
    taps.extend(values.map(|value| Tap::Binary(value.to_f64())));
    Taps::new(shape, taps)
}
