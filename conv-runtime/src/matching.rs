//! Template matching: how well a small picture fits at each place of a larger one.
//!
//! ```text
//! template, mask -> Template: taps by FFT, or in tiles of at most 4096; sums over the template
//! picture -> cross terms of each place    (run-time kernels)      \
//!         -> sums over each window        (blocks, then doubling)  -> score -> best, peaks
//! ```
//!
//! With `T` the template, `I` the window of the picture under it, sums over the pixels of both, and
//! `|X| = sqrt(sum X^2)`:
//!
//! | [`Score`] | `cv2.matchTemplate` | value at a place |
//! |---|---|---|
//! | [`SumOfSquares`](Score::SumOfSquares) | `TM_SQDIFF` | `sum (T - I)^2` |
//! | [`SumOfSquaresNormed`] | `TM_SQDIFF_NORMED` | `sum (T - I)^2 / (\|T\| \|I\|)`, at most 1 |
//! | [`Correlation`](Score::Correlation) | `TM_CCORR` | `sum T I` |
//! | [`CorrelationNormed`] | `TM_CCORR_NORMED` | `sum T I / (\|T\| \|I\|)` |
//! | [`Coefficient`](Score::Coefficient) | `TM_CCOEFF` | `sum T' I'` |
//! | [`CoefficientNormed`] | `TM_CCOEFF_NORMED` | `sum T' I' / (\|T'\| \|I'\|)` |
//!
//! Here `T' = T - mean T` and `I' = I - mean I`. The functions have the names of the scores.
//!
//! [`SumOfSquaresNormed`]: Score::SumOfSquaresNormed
//! [`CorrelationNormed`]: Score::CorrelationNormed
//! [`CoefficientNormed`]: Score::CoefficientNormed
//!
//! A mask `M` multiplies both: `sum (M (T - I))^2`, `sum M^2 T I`, `T' = M (T - sum M T / sum M)`,
//! and so on. Its weights are not negative, and what has weight 0 plays no part at all.
//!
//! ```
//! # use conv_runtime::{Error, Plane};
//! # use conv_runtime::matching::{Score, Template, best};
//! let picture = [1, 2, 1, 0, 0, 9, 8, 1, 3, 7, 5, 2u8];
//! let picture = Plane::new(&picture, 4, 3)?;
//! let patch = Template::new(picture.sub(1, 1, 2, 2)?)?;
//! let scores = patch.find(picture, Score::CoefficientNormed)?;
//! let found = best(scores.as_plane(), Score::CoefficientNormed.best()).ok_or(Error::Empty)?;
//! assert_eq!((found.x, found.y, found.score), (1, 1, 1.0));
//! # Ok::<(), Error>(())
//! ```
//!
//! # Where there is nothing to divide by
//!
//! A coefficient is 0 where the window, or the template, has no variance, and `CorrelationNormed`
//! is 0 and `SumOfSquaresNormed` is 1 where the sum of squares of either is 0. (OpenCV gives 1 for
//! the coefficient of every place if the template has no variance; with a mask it does not limit
//! `SumOfSquaresNormed`, and divides by 0.) No score of finite pixels is NaN or infinite: those
//! beyond the largest `f32`, which only pixels above `1e15` or so can give, become the largest.
//!
//! # Exactness
//!
//! Scores are `f32`, as OpenCV's: a score only ranks places. Without a mask, or with one of zeros
//! and ones, those of `u8` and `u16` are found in exact integers until the last division, so
//! that a copy of the template has exactly 0 or 1, and a window has no variance only if all its
//! pixels are equal. (This holds while `pixels * largest^2` is at most `2^51`: templates of `u16`
//! with up to 524,304 pixels.)
//!
//! With the feature `fft`, and without a mask, cross terms are computed by FFT where that is
//! faster. Those of `u8` and `u16` are rounded back to integers, or not computed so. Those of `f32`
//! are off by at most `10^-9 |V| |I|`, with `V` the taps and `|I|` of the window: if a window is so
//! much fainter than the brightest pixel that this cannot be promised, its strip is summed
//! directly.
//!
//! Everything else is summed in `f64`. With `u = 2^-53` and `n` pixels in the template, a sum of
//! squared differences is off by at most `4 (n + 8) u (sum T^2 + sum I^2)`. A window counts as
//! without variance if the sum of its squared deviations from its own mean is at most
//! `(k + 8) * 2^-35` of the sum of its squared distances from the mean of the picture (or, under
//! weights, of `sum M^2` times the square of the distance of the two means, if that is more). Here
//! `k` is how many terms a window's sum adds one after the other: `rows + 2 log2(columns)`, or `n`
//! with a mask. That is more than 60,000 times what these sums can be off by. So normed
//! coefficients are within `1e-5`, for templates of up to a million pixels and weights of up to a
//! hundred times their mean. A pixel that is many thousand times brighter than all others moves the
//! mean of the picture, so that fainter windows count as without variance.
//!
//! A window with a NaN or an infinity gives NaN, unless the mask has 0 there; other windows
//! do not notice. A template with one is an error.

mod cross;
mod facts;
mod find;
mod norm;
mod peaks;
mod pixel;
mod score;
mod template;
mod window;

pub use find::Buffers;
pub use peaks::{Match, best, peaks};
pub use pixel::Pixel;
pub use score::{Best, Score};
pub use template::Template;

use crate::data::{Error, Plane, PlaneBuf};

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident $score:ident)*) => {$(
        $(#[$doc])*
        ///
        /// The same as [`Template::find`] with a template that is used once.
        ///
        /// # Errors
        ///
        /// Those of [`Template::new`] and [`Template::find`].
        pub fn $name<T: Pixel>(
            picture: Plane<'_, T>,
            template: Plane<'_, T>,
        ) -> Result<PlaneBuf<f32>, Error> {
            Template::new(template)?.find(picture, Score::$score)
        }
    )*};
}

functions! {
    /// The sum of squared differences at each place: 0 where the template fits exactly.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, matching::sum_of_squares};
    /// let (picture, template) = ([1, 5, 2, 2u8], [5, 2]);
    /// let scores = sum_of_squares(Plane::new(&picture, 4, 1)?, Plane::new(&template, 2, 1)?)?;
    /// assert_eq!(scores.data(), [25.0, 0.0, 9.0]);
    /// # Ok::<(), Error>(())
    /// ```
    sum_of_squares SumOfSquares
    /// The sum of squared differences, divided by the norms of template and window; from 0 to 1.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, matching::sum_of_squares_normed};
    /// let (picture, template) = ([1, 5, 2, 0, 0u8], [5, 2]);
    /// let (picture, template) = (Plane::new(&picture, 5, 1)?, Plane::new(&template, 2, 1)?);
    /// let scores = sum_of_squares_normed(picture, template)?;
    /// assert_eq!(scores.data()[1..], [0.0, 1.0, 1.0]);
    /// # Ok::<(), Error>(())
    /// ```
    sum_of_squares_normed SumOfSquaresNormed
    /// The sum of products at each place.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, matching::correlation};
    /// let (picture, template) = ([1, 5, 2, 2u8], [5, 2]);
    /// let scores = correlation(Plane::new(&picture, 4, 1)?, Plane::new(&template, 2, 1)?)?;
    /// assert_eq!(scores.data(), [15.0, 29.0, 14.0]);
    /// # Ok::<(), Error>(())
    /// ```
    correlation Correlation
    /// The sum of products, divided by the norms of template and window; from -1 to 1.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, matching::correlation_normed};
    /// let (picture, template) = ([1, 5, 2, 0, 0u8], [5, 2]);
    /// let scores = correlation_normed(Plane::new(&picture, 5, 1)?, Plane::new(&template, 2, 1)?)?;
    /// assert_eq!(scores.data()[1], 1.0);
    /// assert_eq!(scores.data()[3], 0.0);
    /// # Ok::<(), Error>(())
    /// ```
    correlation_normed CorrelationNormed
    /// The sum of products of the deviations from both means.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, matching::coefficient};
    /// let (picture, template) = ([1, 5, 2, 2u8], [5, 2]);
    /// let scores = coefficient(Plane::new(&picture, 4, 1)?, Plane::new(&template, 2, 1)?)?;
    /// assert_eq!(scores.data(), [-6.0, 4.5, 0.0]);
    /// # Ok::<(), Error>(())
    /// ```
    coefficient Coefficient
    /// The correlation coefficient of template and window, from -1 to 1, whatever the brightness
    /// and the contrast of either; 0 where the window has no variance.
    ///
    /// ```
    /// # use conv_runtime::{Error, Plane, matching::coefficient_normed};
    /// let (picture, template) = ([1, 5, 2, 2u8], [5, 2]);
    /// let scores = coefficient_normed(Plane::new(&picture, 4, 1)?, Plane::new(&template, 2, 1)?)?;
    /// assert_eq!(scores.data(), [-1.0, 1.0, 0.0]);
    /// # Ok::<(), Error>(())
    /// ```
    coefficient_normed CoefficientNormed
}
