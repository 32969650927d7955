//! The parts of a line and of a disk in each element, a square of side 1; they sum to 1.

use super::super::rounded;
use super::length;
use crate::taps::real::{Real, fraction};
use crate::taps::{Angle, Tap, Taps, TapsError};
use alloc::vec::Vec;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};

/// The blur of a motion: the parts of a straight line of some length, centred on the middle element
/// and turned by `angle` against the clock from the x axis.
///
/// # Errors
///
/// [`TapsError`] unless the length, in elements, is above 0 and at most 255, and if the angle is
/// not finite or more than 2^20.
///
/// ```
/// use conv_plan::taps::{Angle, TapsError, library};
///
/// let right = library::motion(3, &Angle::degrees(0))?;
/// assert_eq!(right.shape(), [1, 3]);
/// assert_eq!(library::motion(3, &Angle::degrees(90))?, right.transposed());
/// # Ok::<(), TapsError>(())
/// ```
pub fn motion(length: impl Into<Tap>, angle: &Angle) -> Result<Taps, TapsError> {
    let length = self::length("length", &length.into(), 255)?;
    let turn = angle.half_turns("angle")?;
    let (cos, sin) = (turn.cos_pi(), turn.sin_pi());
    let half = Real::from(length * fraction(1, 2));
    let columns = reach(half * absolute(cos));
    let rows = reach(half * absolute(sin));
    let share = Real::ONE / (half + half);
    // For each element, from where to where the line is in it, counted along the line.
    let inside = |place: i64, slope: Real| -> (Real, Real) {
        if slope.is_zero() {
            let bound = if place == 0 { half } else { Real::ZERO };
            return (-bound, bound);
        }
        let edge = |side: i64| Real::from(fraction(2 * place + side, 2)) / slope;
        let (one, other) = (edge(-1), edge(1));
        (one.min(other), one.max(other))
    };
    let across: Vec<_> = (-columns..=columns).map(|x| inside(x, cos)).collect();
    // Rows run downwards, and the angle upwards.
    let down: Vec<_> = (-rows..=rows).map(|y| inside(y, -sin)).collect();
    let values = down.iter().flat_map(|&(top, bottom)| {
        across.iter().map(move |&(left, right)| {
            let from = top.max(left).max(-half);
            let to = bottom.min(right).min(half);
            if (from + negligible() * half).is_below(to) {
                (to - from) * share
            } else {
                Real::ZERO
            }
        })
    });
    let shape = [2 * rows + 1, 2 * columns + 1].map(|size| size.unsigned_abs() as usize);
    Ok(rounded(shape.to_vec(), values))
}

/// How many elements a shape reaches beyond the middle one, whose edge is at 1/2.
fn reach(extent: Real) -> i64 {
    let beyond = (extent + Real::from(fraction(1, 2))).floor();
    beyond.map_or(0, |(whole, rest)| match negligible().is_below(rest) {
        true => whole,
        false => whole - 1,
    })
}

/// What sines and cosines may be off by, and much more: a line that ends on an edge, as one at 60
/// degrees may, reaches no farther.
fn negligible() -> Real {
    Real::from(fraction(1, 1 << 50)) * Real::from(fraction(1, 1 << 50))
}

fn absolute(value: Real) -> Real {
    value.max(-value)
}

/// A disk of some radius around the middle element: the blur of a lens out of focus. Each tap is
/// the area of the disk in its element, over that of the disk; MATLAB's `fspecial('disk', ..)` is
/// this, up to its rounding.
///
/// # Errors
///
/// [`TapsError`] unless the radius, in elements, is above 0 and at most 127.
///
/// ```
/// use conv_plan::taps::{TapsError, library};
///
/// let blur = library::disk(1.5)?;
/// assert_eq!(blur.shape(), [3, 3]);
/// assert_eq!(blur, blur.rotated90());
/// # Ok::<(), TapsError>(())
/// ```
pub fn disk(radius: impl Into<Tap>) -> Result<Taps, TapsError> {
    let radius = length("radius", &radius.into(), 127)?;
    let reach = (&radius - fraction(1, 2))
        .ceil()
        .to_integer()
        .to_usize()
        .unwrap_or(0);
    let disk = Disk::new(radius);
    // Half a quarter, the columns up to the diagonal, which the others mirror.
    let eighth: Vec<Vec<Real>> = (0..=reach)
        .map(|row| (0..=row).map(|column| disk.part(row, column)).collect())
        .collect();
    let size = 2 * reach + 1;
    let value = |row: usize, column: usize| {
        let (row, column) = (row.abs_diff(reach), column.abs_diff(reach));
        let part = eighth.get(row.max(column));
        let part = part.and_then(|part| part.get(row.min(column)));
        part.copied().unwrap_or(Real::ZERO)
    };
    let places = (0..size).flat_map(|row| (0..size).map(move |column| (row, column)));
    let values = places.map(|(row, column)| value(row, column));
    Ok(rounded(alloc::vec![size, size], values))
}

/// A disk around the origin.
struct Disk {
    square: BigRational,
    /// The whole number below four times the square.
    inside: i64,
    /// 1 over the area.
    share: Real,
}

impl Disk {
    fn new(radius: BigRational) -> Self {
        let square = &radius * &radius;
        let share = Real::ONE / (Real::PI * Real::from(&square));
        let inside = (&square * BigInt::from(4)).floor().to_integer();
        let inside = inside.to_i64().unwrap_or(i64::MAX);
        Self {
            square,
            inside,
            share,
        }
    }

    /// The part of the disk that is in the element so many rows and columns from the middle.
    fn part(&self, row: usize, column: usize) -> Real {
        let far = |at: usize| 2 * at as i64 + 1;
        let near = |at: usize| (2 * at as i64 - 1).max(0);
        let square = |a: i64, b: i64| a * a + b * b;
        if square(far(row), far(column)) <= self.inside {
            return self.share;
        }
        if square(near(row), near(column)) > self.inside {
            return Real::ZERO;
        }
        // An element on an axis lies half on each side of it: twice one half.
        let side = |at: usize| {
            let far = fraction(2 * at as i64 + 1, 2);
            match at {
                0 => (BigRational::zero(), far, 2),
                _ => (fraction(2 * at as i64 - 1, 2), far, 1),
            }
        };
        let ((left, right, twice), (low, high, also)) = (side(column), side(row));
        let area = self.area([&left, &right], [&low, &high]);
        area * Real::integer(twice * also) * self.share
    }

    /// The area of the disk in a rectangle that the circle crosses, where x and y are not negative.
    fn area(&self, [left, right]: [&BigRational; 2], [low, high]: [&BigRational; 2]) -> Real {
        // Below `full` the rectangle is in the disk up to its top, then up to the circle, and from
        // `end` on not at all.
        let (left_edge, right_edge) = (Real::from(left), Real::from(right));
        let within = |x: Real| x.max(left_edge).min(right_edge);
        let full = within(self.half_chord(high));
        let end = within(self.half_chord(low));
        let height = Real::from(high - low);
        (full - left_edge) * height + self.under(end)
            - self.under(full)
            - Real::from(low) * (end - full)
    }

    /// Where the circle is at this height; 0 above it.
    fn half_chord(&self, height: &BigRational) -> Real {
        let square = &self.square - height * height;
        if square > BigRational::zero() {
            Real::from(square).sqrt()
        } else {
            Real::ZERO
        }
    }

    /// The area between the axis and the circle, from 0 to x: `(x h + r^2 asin(x / r)) / 2`, where
    /// `h` is the height at x.
    fn under(&self, x: Real) -> Real {
        let square = Real::from(&self.square);
        let below = (square - x * x).max(Real::ZERO);
        let half = Real::from(fraction(1, 2));
        if below.is_zero() {
            return Real::PI * square * half * half;
        }
        let height = below.sqrt();
        (x * height + square * (x / height).atan()) * half
    }
}
