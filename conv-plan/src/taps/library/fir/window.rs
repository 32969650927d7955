//! Windows: what the taps of an ideal response are multiplied by, symmetric about the middle.

use super::distances;
use crate::taps::made::{finite, shown};
use crate::taps::real::{Real, fraction};
use crate::taps::{Tap, TapsError};
use alloc::vec::Vec;
use num_traits::Signed;

/// A window: how the taps of a filter fade from the middle to both ends, as `scipy.signal.windows`
/// defines it.
///
/// The beta of a Kaiser window is from 0 to 100; anything else is a
/// [`TapsError`] where the window is used.
///
/// ```
/// # use conv_plan::taps::library::{Window, lowpass};
/// let (plain, smooth) = (Window::Rectangular, Window::Hamming);
/// assert_ne!(lowpass(31, 0.25, &plain, true)?, lowpass(31, 0.25, &smooth, true)?);
/// # Ok::<(), conv_plan::taps::TapsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Window {
    /// All taps as they are.
    Rectangular,
    /// `0.5 + 0.5 cos`, which is 0 at the ends.
    Hann,
    /// `0.54 + 0.46 cos`.
    Hamming,
    /// `0.42 + 0.5 cos + 0.08 cos 2`, which is 0 at the ends.
    Blackman,
    /// Kaiser's window with this beta, from the modified Bessel function of order 0.
    Kaiser(Tap),
}

impl Window {
    /// The factors of the right half, from the middle on.
    pub(super) fn half(&self, taps: usize) -> Result<Vec<Real>, TapsError> {
        let last = taps.max(2) - 1;
        // In half turns of the cosine: from 0 in the middle to 1 at the end.
        let places = distances(taps).map(move |m| (m + m).over(last as u64));
        Ok(match self {
            Self::Rectangular => places.map(|_| Real::ONE).collect(),
            Self::Hann => cosines(places, [50, 50, 0]),
            Self::Hamming => cosines(places, [54, 46, 0]),
            Self::Blackman => cosines(places, [42, 50, 8]),
            Self::Kaiser(beta) => {
                let exact = finite("beta", beta)?;
                if exact.is_negative() || exact > fraction(100, 1) {
                    return Err(TapsError::range("beta", shown(beta), "0 to 100"));
                }
                let quarter = Real::from(&exact * &exact * fraction(1, 4));
                let share = Real::ONE / quarter.bessel_i0_of_quarter_square();
                // 1 minus the square of a place, as a product, in which nothing cancels.
                let rest = |place: Real| (Real::ONE - place) * (Real::ONE + place) * quarter;
                let rests: Vec<Real> = places.map(rest).collect();
                let (several, few) = rests.as_chunks::<4>();
                let values = several
                    .iter()
                    .flat_map(|&rests| Real::bessels_i0_of_quarter_squares(rests));
                let last = few.iter().map(|rest| rest.bessel_i0_of_quarter_square());
                values.chain(last).map(|value| value * share).collect()
            }
        })
    }
}

/// A sum of cosines with these factors, in hundredths.
fn cosines(places: impl Iterator<Item = Real>, factors: [i64; 3]) -> Vec<Real> {
    let [constant, first, second] = factors.map(Real::integer);
    let value = |place: Real| {
        // Whole numbers until the division: the ends of a window that are 0 are exactly 0.
        let sum = constant + first * place.cos_pi() + second * (place + place).cos_pi();
        sum.over(100)
    };
    places.map(value).collect()
}
