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
//! where `|.|` is the Euclidean norm. The twiddle factors of `rustfft` in double precision are
//! sines and cosines of a rounded angle: those of 64 to 262,144 points were compared with 200-bit
//! arithmetic, and the worst is off by 10.2 u. With `b <= 11 u` the bound is less than
//! `(42.8 n + 2.3) u |x| |w|`, which 44 in place of 42.8 covers together with the rounding of
//! elements that go in. Larger radices take fewer operations for each level; a radix of 3 takes two
//! additions for 1.58 levels, which rounding `n` up covers. The levels of two axes add up.

use super::Bounds;

/// Elements of the largest block that is looked at: 2^40, far more than a computer transforms.
const LARGEST: u32 = 40;

/// The bound of an output's error by FFT, barring overflow and underflow: the largest input times
/// the sum of the magnitudes of the taps times the elements of a block has to be a finite number,
/// and products must not be subnormal.
///
/// `points` are those of a block, `unit` the unit roundoff (`f32::EPSILON / 2.0`), `taps` and
/// `inputs` the Euclidean norms of the taps (with the scale) and of the inputs of two blocks, which
/// are transformed together. An output that is stored in a narrower type is rounded once more.
///
/// ```
/// # use conv_plan::analysis::fft_error;
/// // 1,024 taps of 0.01 over inputs within -1 and 1, in blocks of 4,096.
/// let bound = fft_error(4096, f32::EPSILON as f64 / 2.0, 0.32, 8192f64.sqrt());
/// assert!(bound < 1e-3);
/// ```
#[must_use]
pub const fn fft_error(points: usize, unit: f64, taps: f64, inputs: f64) -> f64 {
    factor(logarithm(points)) * unit * taps * inputs
}

/// `44 (n + 1)`: what the unit roundoff and the norms are multiplied by.
const fn factor(n: u32) -> f64 {
    44.0 * (n as f64 + 1.0)
}

/// The logarithm to base 2, rounded up.
const fn logarithm(points: usize) -> u32 {
    match points.checked_next_power_of_two() {
        Some(power) => power.trailing_zeros(),
        None => usize::BITS,
    }
}

/// The elements of the largest block, a power of two, whose sums of integers are proven to be off
/// by less than one half in double precision; `None` if the least block that holds a window is
/// larger.
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
        .try_fold(1usize, |all, &extent| all.checked_mul(least_size(extent)?))?;
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

/// The least size of a transform that is taken for a window of an extent, however long the axis: at
/// least an eighth of its positions are results.
pub(crate) fn least_size(extent: usize) -> Option<usize> {
    if extent == 1 {
        return Some(1);
    }
    at_least(extent.checked_add(extent / 8)?)
}

/// The least `2^n` or `3 * 2^n`, n at least 3, that is at least this.
pub(crate) fn at_least(size: usize) -> Option<usize> {
    let power = size.max(8).checked_next_power_of_two()?;
    let third = power / 4 * 3;
    Some(if third >= size && third >= 24 {
        third
    } else {
        power
    })
}
