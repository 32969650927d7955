//! Filters of a finite impulse response (FIR): ideal responses, which are endless, cut by a window.
//!
//! ```text
//! bands -> ideal response at half the taps, sin(pi f m) / (pi m) at each edge f
//!       -> times the window -> over the gain in the first band -> mirrored -> doubles
//! ```
//!
//! The definitions are those of `scipy.signal.firwin`. Frequencies are fractions of the Nyquist
//! frequency, which is half the sampling rate; ideal responses are in Oppenheim and Schafer,
//! Discrete-Time Signal Processing, 7.5.
//!
//! ```
//! # use conv_plan::taps::{TapsError, library::fir::{self, Window}};
//! let lowpass = fir::lowpass(31, 0.25, &Window::Hamming, true)?;
//! assert_eq!(lowpass, lowpass.flipped());
//! # Ok::<(), TapsError>(())
//! ```

mod window;

pub use window::Window;

use super::rounded;
use crate::taps::made::{finite, shown};
use crate::taps::real::{Real, fraction};
use crate::taps::{Size, Tap, Taps, TapsError};
use alloc::format;
use alloc::vec::Vec;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

/// A low-pass filter of `taps` taps: frequencies up to `cutoff` pass.
///
/// `cutoff` is a fraction of the Nyquist frequency; with `scale` the gain at frequency 0 is 1.
///
/// # Errors
///
/// [`TapsError`] if there are 0 taps or more than 4096, unless the cutoff is between 0 and 1, and
/// as [`Window`] says.
///
/// ```
/// use conv_plan::taps::{TapsError, library::{self, Window}};
///
/// let smooth = library::lowpass(63, 0.25, &Window::Hamming, true)?;
/// assert_eq!(smooth, smooth.flipped());
/// # Ok::<(), TapsError>(())
/// ```
pub fn lowpass(
    taps: usize,
    cutoff: impl Into<Tap>,
    window: &Window,
    scale: bool,
) -> Result<Taps, TapsError> {
    let cutoff = frequency("cutoff", &cutoff.into())?;
    let band = [BigRational::zero(), cutoff];
    Filter::Pass(&band).taps(taps, window, scale)
}

/// A high-pass filter of `taps` taps, an odd number: frequencies from `cutoff` on pass.
///
/// `cutoff` is a fraction of the Nyquist frequency; with `scale` the gain at that frequency is 1.
///
/// # Errors
///
/// [`TapsError`] if there are more than 4096 taps or an even number, unless the cutoff is between 0
/// and 1, and as [`Window`] says.
///
/// ```
/// use conv_plan::taps::{TapsError, library::{self, Window}};
///
/// assert!(library::highpass(31, 0.5, &Window::Hann, true).is_ok());
/// assert!(library::highpass(32, 0.5, &Window::Hann, true).is_err());
/// # Ok::<(), TapsError>(())
/// ```
pub fn highpass(
    taps: usize,
    cutoff: impl Into<Tap>,
    window: &Window,
    scale: bool,
) -> Result<Taps, TapsError> {
    let cutoff = frequency("cutoff", &cutoff.into())?;
    odd(taps, AT_NYQUIST)?;
    let band = [BigRational::zero(), cutoff];
    Filter::Stop(&band).taps(taps, window, scale)
}

/// A band-pass filter of `taps` taps: frequencies between the two cutoffs pass.
///
/// Cutoffs are fractions of the Nyquist frequency; with `scale` the gain in their middle is 1.
///
/// # Errors
///
/// [`TapsError`] if there are 0 taps or more than 4096, unless the cutoffs rise and are between 0
/// and 1, and as [`Window`] says.
///
/// ```
/// use conv_plan::taps::{TapsError, library::{self, Window}};
///
/// let voice = library::bandpass(101, [0.1, 0.4], &Window::Hamming, true)?;
/// assert_eq!(voice.shape(), [101]);
/// # Ok::<(), TapsError>(())
/// ```
pub fn bandpass<T: Into<Tap>>(
    taps: usize,
    cutoffs: [T; 2],
    window: &Window,
    scale: bool,
) -> Result<Taps, TapsError> {
    Filter::Pass(&band(cutoffs)?).taps(taps, window, scale)
}

/// A band-stop filter of `taps` taps, an odd number: frequencies between the cutoffs do not pass.
///
/// Cutoffs are fractions of the Nyquist frequency; with `scale` the gain at frequency 0 is 1.
///
/// # Errors
///
/// [`TapsError`] if there are more than 4096 taps or an even number, unless the cutoffs rise and
/// are between 0 and 1, and as [`Window`] says.
///
/// ```
/// use conv_plan::taps::{TapsError, library::{self, Window}};
///
/// let hum = library::bandstop(255, [0.04, 0.06], &Window::Blackman, true)?;
/// assert_eq!(hum.shape(), [255]);
/// # Ok::<(), TapsError>(())
/// ```
pub fn bandstop<T: Into<Tap>>(
    taps: usize,
    cutoffs: [T; 2],
    window: &Window,
    scale: bool,
) -> Result<Taps, TapsError> {
    let band = band(cutoffs)?;
    odd(taps, AT_NYQUIST)?;
    Filter::Stop(&band).taps(taps, window, scale)
}

/// A Hilbert transformer of `taps` taps: a cosine becomes a sine, delayed by nothing.
///
/// The ideal response `(1 - cos(pi m)) / (pi m)` at `m` taps from the middle, times the window. As
/// all taps here it is for a correlation: the response from right to left.
///
/// # Errors
///
/// [`TapsError`] if there are fewer than 2 taps or more than 4096, and as [`Window`] says.
///
/// ```
/// use conv_plan::taps::{TapsError, library::{self, Window}};
///
/// let quarter = library::hilbert(3, &Window::Rectangular)?;
/// assert_eq!(quarter.values()[0].to_string(), "0.6366197723675814"); // 2 / pi
/// # Ok::<(), TapsError>(())
/// ```
pub fn hilbert(taps: usize, window: &Window) -> Result<Taps, TapsError> {
    if taps < 2 {
        return Err(TapsError::range("taps", taps, "2 to 4096"));
    }
    let ideal = |m: Real| {
        if m.is_zero() {
            return Real::ZERO;
        }
        // The numerator is whole: -2 or 0 for a whole number, -1 between two.
        (m.cos_pi() - Real::ONE) / (Real::PI * m)
    };
    Ok(mirrored(taps, &windowed(taps, window, ideal)?, true))
}

/// The ramp filter of filtered back-projection (Ram-Lak): `1/4` in the middle, `-1 / (pi m)^2` at
/// an odd number `m` of taps from it, else 0.
///
/// Kak and Slaney, Principles of Computerized Tomographic Imaging, equation 61 of chapter 3, with
/// samples one apart.
///
/// # Errors
///
/// [`TapsError`] if there are more than 4096 taps or an even number, and as [`Window`] says.
///
/// ```
/// use conv_plan::taps::{TapsError, library::{self, Window}};
///
/// assert_eq!(library::ramp(5, &Window::Rectangular)?.values()[2].to_string(), "0.25");
/// # Ok::<(), TapsError>(())
/// ```
pub fn ramp(taps: usize, window: &Window) -> Result<Taps, TapsError> {
    odd(taps, "one tap is the middle")?;
    let ideal = |m: Real| {
        if m.is_zero() {
            return Real::from(fraction(1, 4));
        }
        // At even distances 0, which is what the sine is in their middle.
        let turns = Real::PI * m;
        let sine = m.halved().sin_pi();
        -(sine * sine / (turns * turns))
    };
    Ok(mirrored(taps, &windowed(taps, window, ideal)?, false))
}

/// A cutoff between 0 and 1.
fn frequency(argument: &'static str, value: &Tap) -> Result<BigRational, TapsError> {
    let exact = finite(argument, value)?;
    if !exact.is_positive() || exact >= BigRational::one() {
        let range = "a fraction of the Nyquist frequency, above 0 and below 1";
        // A whole number is meant in hertz.
        let nyquist = 24_000;
        if exact.is_integer() && exact > BigRational::one() && *exact.numer() < nyquist.into() {
            let hertz = exact.numer();
            let range = format!("{range}, such as `{hertz}/{nyquist}` for {hertz} Hz at 48 kHz");
            return Err(TapsError::range(argument, shown(value), &range));
        }
        return Err(TapsError::range(argument, shown(value), range));
    }
    Ok(exact)
}

/// Two cutoffs, the first the lower.
fn band<T: Into<Tap>>(cutoffs: [T; 2]) -> Result<[BigRational; 2], TapsError> {
    let [low, high] = cutoffs.map(Into::into);
    let exact =
        |axis, value| frequency("cutoffs", value).map_err(|error: TapsError| error.on_axis(axis));
    let band = [exact(0, &low)?, exact(1, &high)?];
    if band[0] >= band[1] {
        let (low, high) = (shown(&low), shown(&high));
        return Err(TapsError::new(
            "cutoffs",
            if low == high {
                format!("both cutoffs are {low}: write the lower and the upper one")
            } else {
                format!("the lower cutoff comes first: write `[{high}, {low}]`")
            },
        ));
    }
    Ok(band)
}

/// Checks that a number of taps has a middle one.
fn odd(taps: usize, since: &str) -> Result<(), TapsError> {
    if taps.is_multiple_of(2) {
        let range = format!("an odd number, since {since}");
        return Err(TapsError::range("taps", taps, &range));
    }
    Ok(())
}

/// Why a filter that passes the Nyquist frequency has an odd number of taps.
const AT_NYQUIST: &str = "an even number of taps stops the highest frequency";

/// What an ideal filter does with the frequencies between two edges.
enum Filter<'a> {
    Pass(&'a [BigRational; 2]),
    /// All others pass.
    Stop(&'a [BigRational; 2]),
}

impl Filter<'_> {
    /// The filter in the window; with `scale` over its gain in the first band that passes.
    fn taps(&self, taps: usize, window: &Window, scale: bool) -> Result<Taps, TapsError> {
        let (Self::Pass([low, high]) | Self::Stop([low, high])) = self;
        let [middle, half] = [high + low, high - low].map(|sum| Real::from(sum * fraction(1, 2)));
        let inside = |m: Real| {
            if m.is_zero() {
                return half + half;
            }
            // sin(pi h m) - sin(pi l m), as a product, in which nothing cancels.
            let edges = if low.is_zero() {
                (m * (half + half)).sin_pi()
            } else {
                let product = (m * half).sin_pi() * (m * middle).cos_pi();
                product + product
            };
            edges / (Real::PI * m)
        };
        let mut response = match self {
            Self::Pass(_) => windowed(taps, window, inside)?,
            // At whole numbers of taps, the filter that passes all is a single 1.
            Self::Stop(_) => windowed(taps, window, |m| {
                let all = if m.is_zero() { Real::ONE } else { Real::ZERO };
                all - inside(m)
            })?,
        };
        if scale {
            let at = match self {
                Self::Pass(_) if low.is_zero() => Real::ZERO,
                Self::Pass(_) => middle,
                Self::Stop(_) if low.is_zero() => Real::ONE,
                Self::Stop(_) => Real::ZERO,
            };
            normalize(taps, &mut response, at)?;
        }
        Ok(mirrored(taps, &response, false))
    }
}

/// Divides the right half of a filter by the gain of the whole at a frequency.
fn normalize(taps: usize, half: &mut [Real], at: Real) -> Result<(), TapsError> {
    let gains = distances(taps).zip(half.iter()).map(|(m, &value)| {
        let gain = value * (m * at).cos_pi();
        if m.is_zero() { gain } else { gain + gain }
    });
    let gain: Real = gains.sum();
    if gain.is_zero() {
        return Err(TapsError::range(
            "taps",
            taps,
            "3 or more, since this window is 0 at both ends",
        ));
    }
    let share = Real::ONE / gain;
    for value in half {
        *value = *value * share;
    }
    Ok(())
}

/// An ideal response in a window, from the middle to the right.
fn windowed(
    taps: usize,
    window: &Window,
    ideal: impl Fn(Real) -> Real,
) -> Result<Vec<Real>, TapsError> {
    let shape = Size::from(taps).named("taps")?;
    let factors = window.half(shape.iter().product())?;
    let pairs = distances(taps).zip(factors);
    Ok(pairs.map(|(m, factor)| ideal(m) * factor).collect())
}

/// How far the taps on the right are from the middle.
fn distances(taps: usize) -> impl Iterator<Item = Real> {
    let first = i64::from(taps.is_multiple_of(2));
    (0..taps.div_ceil(2)).map(move |at| Real::integer(2 * at as i64 + first).halved())
}

/// All taps from those on the right; those on the left are the same, or their negatives.
fn mirrored(taps: usize, half: &[Real], negated: bool) -> Taps {
    let left = half.iter().skip(taps % 2).rev();
    let left = left.map(|&value| if negated { -value } else { value });
    rounded(alloc::vec![taps], left.chain(half.iter().copied()))
}
