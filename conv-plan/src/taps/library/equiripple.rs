//! Filters of a finite impulse response whose greatest weighted error is the least there is, so
//! that all ripples of a band are as high: after Parks and McClellan.
//!
//! ```
//! # use conv_plan::taps::{TapsError, library};
//! // Nothing up to a tenth of the Nyquist frequency.
//! let highpass = library::remez(31, [0.0, 0.1, 0.3, 1.0], [0, 1], [1, 1])?;
//! assert_eq!(highpass, highpass.flipped());
//! # Ok::<(), TapsError>(())
//! ```

mod exchange;

use crate::taps::made::{finite, shown};
use crate::taps::{Tap, Taps, TapsError};
use alloc::format;
use alloc::vec::Vec;
use exchange::{Band, Failure};
use num_traits::ToPrimitive;

/// The most taps: more take long, and few such filters are what doubles can hold.
const MOST_TAPS: usize = 255;

/// The most bands.
const MOST_BANDS: usize = 16;

/// The filter of `taps` taps that is nearest to a gain in each band, by the exchange algorithm of
/// Remez (Parks and McClellan).
///
/// `bands` are the lower and the upper edge of each band, one after the other, which rise from 0 to
/// 1 as fractions of the Nyquist frequency; `gains` are what is wanted between these, one for each
/// band, and `weights` what its error counts. Nothing is said of frequencies between the bands. The
/// greatest `weight * |gain - response|` over a grid of 16 points for each two taps is the least
/// that taps can have, within a hundredth of it unless it is below a billionth of the gains; taps
/// are symmetric. SciPy's `remez(taps, bands, gains, weight=weights, fs=2)` has the same definition
/// and grid; its search ends sooner, so that its taps may be less near.
///
/// Bits are the same on every host. Source: McClellan, Parks and Rabiner, "A computer program for
/// designing optimum FIR linear phase digital filters", 1973.
///
/// # Errors
///
/// [`TapsError`]
///
/// - if there are fewer than 3 taps or more than 255;
/// - unless there are two edges for each of 1 to 16 bands, which rise and are from 0 to 1;
/// - unless there are as many gains as bands, and an even number of taps has a gain of 0 at 1;
/// - unless there are as many weights as bands, all of them positive;
/// - if the bands are too narrow for the number of taps, or no such filter is found: because more
///   taps than it takes leave errors that doubles do not know, or because the response between the
///   bands would be too large.
///
/// ```
/// use conv_plan::taps::{TapsError, library};
///
/// // Up to a fifth of the Nyquist frequency passes, and nothing from three tenths on.
/// let smooth = library::remez(41, [0.0, 0.2, 0.3, 1.0], [1, 0], [1, 10])?;
/// assert_eq!(smooth.shape(), [41]);
/// assert_eq!(smooth, smooth.flipped());
/// # Ok::<(), TapsError>(())
/// ```
pub fn remez<B: Into<Tap>, G: Into<Tap>, W: Into<Tap>>(
    taps: usize,
    bands: impl IntoIterator<Item = B>,
    gains: impl IntoIterator<Item = G>,
    weights: impl IntoIterator<Item = W>,
) -> Result<Taps, TapsError> {
    if !(3..=MOST_TAPS).contains(&taps) {
        let range = format!("3 to {MOST_TAPS}");
        return Err(TapsError::range("taps", taps, &range));
    }
    let edges = edges(bands.into_iter().map(Into::into))?;
    let count = edges.len();
    let gains = doubles("gains", count, gains.into_iter().map(Into::into))?;
    let weights = doubles("weights", count, weights.into_iter().map(Into::into))?;
    if let Some(at) = weights.iter().position(|&weight| weight <= 0.0) {
        let weight = weights.get(at).copied().unwrap_or_default();
        return Err(TapsError::range("weights", weight, "positive numbers").on_axis(at));
    }
    let bands: Vec<Band> = edges
        .into_iter()
        .zip(gains)
        .zip(weights)
        .map(|((edges, gain), weight)| Band {
            edges,
            gain,
            weight,
        })
        .collect();
    let passes_all = bands
        .last()
        .is_some_and(|last| last.edges[1] == 1.0 && last.gain != 0.0);
    if taps.is_multiple_of(2) && passes_all {
        let range = "an odd number, since an even number of taps stops the highest frequency";
        return Err(TapsError::range("taps", taps, range));
    }
    let half = exchange::half(taps, &bands).map_err(|failure| match failure {
        Failure::Narrow => TapsError::new(
            "bands",
            format!("these bands are too narrow for {taps} taps: write wider bands, or fewer taps"),
        ),
        Failure::Endless => TapsError::new(
            "taps",
            format!("no best filter of {taps} taps is found that doubles can hold: write fewer taps, or bands with less room between them"),
        ),
    })?;
    let left = half.iter().skip(taps % 2).rev();
    let all = left.chain(&half).map(|&value| Tap::Binary(value + 0.0));
    Ok(all.collect::<Vec<_>>().into())
}

/// The edges of each band.
fn edges(bands: impl Iterator<Item = Tap>) -> Result<Vec<[f64; 2]>, TapsError> {
    let bands: Vec<Tap> = bands.take(2 * MOST_BANDS + 1).collect();
    if bands.is_empty() || !bands.len().is_multiple_of(2) || bands.len() > 2 * MOST_BANDS {
        return Err(TapsError::new(
            "bands",
            format!(
                "`bands` are two edges for each of 1 to {MOST_BANDS} bands: write them, such as `[0, 0.2, 0.3, 1]`"
            ),
        ));
    }
    let mut edges: Vec<f64> = Vec::new();
    for (at, edge) in bands.iter().enumerate() {
        let value = double("bands", edge).map_err(|error| error.on_axis(at))?;
        if !(0.0..=1.0).contains(&value) {
            let range = "fractions of the Nyquist frequency, from 0 to 1";
            return Err(TapsError::range("bands", shown(edge), range).on_axis(at));
        }
        if edges.last().is_some_and(|&before| before >= value) {
            let message = "edges rise: write one that is more than the one before it";
            return Err(TapsError::new("bands", message).on_axis(at));
        }
        edges.push(value);
    }
    let (pairs, _) = edges.as_chunks::<2>();
    Ok(pairs.to_vec())
}

/// One number for each band.
fn doubles(
    argument: &'static str,
    bands: usize,
    values: impl Iterator<Item = Tap>,
) -> Result<Vec<f64>, TapsError> {
    let values: Vec<Tap> = values.take(bands + 1).collect();
    if values.len() != bands {
        return Err(TapsError::new(
            argument,
            format!("`{argument}` are one number for each band: write {bands}"),
        ));
    }
    let read = |(at, value)| double(argument, value).map_err(|error| error.on_axis(at));
    values.iter().enumerate().map(read).collect()
}

fn double(argument: &'static str, value: &Tap) -> Result<f64, TapsError> {
    let double = finite(argument, value)?.to_f64().unwrap_or_default();
    if double.abs() > 1e100 {
        return Err(TapsError::range(argument, shown(value), "at most 1e100"));
    }
    Ok(double)
}
