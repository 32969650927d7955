//! What a convolution by FFT can be off by.
//!
//! Percival bounds the error of a cyclic convolution of `2^n` elements by radix-2 FFTs ("Rapid
//! multiplication modulo the sum and difference of highly composite numbers", Mathematics of
//! Computation 72, 2003, theorem 5.1): with `u` the unit roundoff and twiddle factors within `b`,
//! no element of the result is off by more than
//!
//! ```text
//! |x| |w| ((1 + u)^(3n) (1 + u sqrt 5)^(3n + 1) (1 + b)^(3n) - 1)
//! ```
//!
//! where `|.|` is the Euclidean norm. With `b <= u` that is less than `(12.8 n + 2.3) u |x| |w|`.
//! Larger radices and two axes, whose `n` add up, have no more operations on the way of a value, so
//! 16 in place of 12.8 covers them, the rounding of elements that go in and of those that come out.

use super::Bounds;

/// Elements of the largest block that is looked at: 2^40, far more than a computer transforms.
const LARGEST: u32 = 40;

/// The bound of an output's error by FFT.
///
/// `points` are those of a block, `unit` the unit roundoff (`f32::EPSILON / 2.0`), `taps` and
/// `inputs` the Euclidean norms of the taps (with the scale) and of the inputs of two blocks, which
/// are transformed together. An output that is stored in a narrower type is rounded once more.
///
/// ```
/// # use conv_plan::analysis::fft_error;
/// // 1,024 taps of 0.01 over inputs within -1 and 1, in blocks of 4,096.
/// let bound = fft_error(4096, f32::EPSILON as f64 / 2.0, 0.32, 8192f64.sqrt());
/// assert!(bound < 4e-4);
/// ```
#[must_use]
pub const fn fft_error(points: usize, unit: f64, taps: f64, inputs: f64) -> f64 {
    factor(logarithm(points)) * unit * taps * inputs
}

/// `16 (n + 1)`: what the unit roundoff and the norms are multiplied by.
const fn factor(n: u32) -> f64 {
    16.0 * (n as f64 + 1.0)
}

/// The logarithm to base 2, rounded up.
const fn logarithm(points: usize) -> u32 {
    match points.checked_next_power_of_two() {
        Some(power) => power.trailing_zeros(),
        None => usize::BITS,
    }
}

/// The elements of the largest block, a power of two, whose sums of integers are proven to be off by
/// less than one half in double precision; `None` if a block of twice a window's extent on each axis
/// is larger.
#[must_use]
pub fn exact_block(taps: &[i64], input: Bounds, extents: [usize; 2]) -> Option<usize> {
    // Beyond 2^53 a tap or an element is no double.
    let double = |magnitude: i128| magnitude <= 1 << f64::MANTISSA_DIGITS;
    let largest = input.largest();
    if !double(largest) || !taps.iter().all(|&tap| double(i128::from(tap).abs())) {
        return None;
    }
    let squares: f64 = taps.iter().map(|&tap| tap as f64 * tap as f64).sum();
    let element = largest as f64;
    let least = extents
        .iter()
        .try_fold(1usize, |all, &extent| all.checked_mul(twice(extent)?))?;
    let exact = |power: u32| {
        let points = (1u64 << power) as f64;
        let scale = factor(power) * (f64::EPSILON / 2.0);
        // Squares, which take no square root: (error / norms)^2 |w|^2 |x|^2 < (1 / 2)^2.
        scale * scale * squares * (element * element * 2.0 * points) < 0.25
    };
    let power = (0..=LARGEST.min(usize::BITS - 2))
        .rev()
        .find(|&power| exact(power))?;
    let block = 1usize << power;
    (least <= block).then_some(block)
}

/// The least power of two that holds twice an extent, or 1 for an extent of 1.
fn twice(extent: usize) -> Option<usize> {
    if extent == 1 {
        return Some(1);
    }
    extent.checked_mul(2)?.checked_next_power_of_two()
}
