//! What a kernel does to a wave: its frequency response.
//!
//! ```text
//! x[n] = e^(2 pi i f n)  ->  y[m] = H(f) x[m * stride]
//! H(f) = sum of tap[k] e^(2 pi i f (k * dilation - before))
//! ```
//!
//! `before` is what is padded before the input, so a symmetric kernel with `same` has a real
//! response, and a causal convolution the one of `scipy.signal.freqz` (Oppenheim and Schafer,
//! Discrete-Time Signal Processing, section 2.6). A plane has a sum for each axis in the exponent.

use conv_plan::rules::ConvSpec;
use conv_plan::window::{Axis, Window};
use num_traits::Float;

/// A complex gain: what a wave of one frequency is multiplied by, away from the border.
///
/// ```
/// # use conv_runtime::Response;
/// let half = Response { re: 0.0, im: -0.5 };
/// assert_eq!(half.magnitude(), 0.5);
/// assert_eq!(half.phase(), -std::f64::consts::FRAC_PI_2);
/// assert!((half.decibels() + 6.02).abs() < 0.01);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Response {
    /// The real part.
    pub re: f64,
    /// The imaginary part.
    pub im: f64,
}

impl Response {
    /// What amplitudes are multiplied by.
    #[must_use]
    pub fn magnitude(self) -> f64 {
        Float::hypot(self.re, self.im)
    }

    /// By how much waves are ahead, in radians from -pi to pi; below 0 they are late.
    #[must_use]
    pub fn phase(self) -> f64 {
        Float::atan2(self.im, self.re)
    }

    /// The magnitude in decibels, `20 log10`: 0 for a gain of 1, minus infinity for 0.
    #[must_use]
    pub fn decibels(self) -> f64 {
        20.0 * Float::log10(self.magnitude())
    }
}

/// The response of a kernel at a frequency, vertical and horizontal, in cycles per element.
pub(super) fn of(kernel: &ConvSpec, [vertical, horizontal]: [f64; 2]) -> Response {
    let Window { rows, columns, .. } = kernel.window();
    let mut sum = Response::default();
    for (index, tap) in kernel.scaled_taps().enumerate() {
        if tap != 0.0 {
            let (row, column) = (index / columns.kernel.max(1), index % columns.kernel.max(1));
            let turns = turn(vertical, &rows, row) + turn(horizontal, &columns, column);
            let (sin, cos) = Float::sin_cos(core::f64::consts::TAU * turns);
            sum.re += tap * cos;
            sum.im += tap * sin;
        }
    }
    sum
}

/// The part of a turn by which a wave is ahead at a tap.
fn turn(frequency: f64, axis: &Axis, tap: usize) -> f64 {
    // Between strides the padding of `same` depends on the size: the middle is that of stride 1.
    let before = Axis { stride: 1, ..*axis }.least_before();
    let place = (tap * axis.dilation) as f64 - before as f64;
    // The whole turns of the frequency are whole ones at every place.
    let turns = (frequency - Float::round(frequency)) * place;
    turns - Float::round(turns)
}
