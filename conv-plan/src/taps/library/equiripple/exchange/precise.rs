//! The taps of a polynomial that doubles do not know well enough between the bands.
//!
//! There it may be a million times what it is in them, and all of its taps depend on it. The same
//! sums as those in doubles, in reals of 128 bits, from the places that the exchange has found.

use super::Point;
use crate::taps::real::Real;
use alloc::vec::Vec;

/// The taps from the middle to the right.
pub(super) fn response(taps: usize, points: &[Point]) -> Vec<f64> {
    let even = taps.is_multiple_of(2);
    let nodes = nodes(points);
    // cos(pi n / taps).
    let cosines: Vec<Real> = (0..2 * taps)
        .map(|n| Real::integer(n as i64).over(taps as u64).cos_pi())
        .collect();
    let cosine = |n: usize| cosines.get(n % (2 * taps)).copied().unwrap_or(Real::ZERO);
    let gains: Vec<Real> = (0..taps.div_ceil(2))
        .map(|k| {
            let gain = at(&nodes, cosine(2 * k));
            if even { gain * cosine(k) } else { gain }
        })
        .collect();
    let tap = |at: usize| {
        let distance = 2 * at + usize::from(even);
        let waves = gains.iter().enumerate();
        let sum: Real = waves
            .map(|(k, &gain)| {
                let wave = gain * cosine(k * distance);
                if k == 0 { wave } else { wave + wave }
            })
            .sum();
        sum.over(taps as u64).to_f64()
    };
    (0..taps.div_ceil(2)).map(tap).collect()
}

/// Place, value, weight of the barycentric form.
fn nodes(points: &[Point]) -> Vec<[Real; 3]> {
    let places: Vec<Real> = points
        .iter()
        .map(|point| Real::double(point.frequency).cos_pi())
        .collect();
    let share = |at: usize| {
        let others = places.iter().enumerate().filter(|(other, _)| *other != at);
        let product = others.fold(Real::ONE, |product, (_, &other)| {
            product * (places[at] - other)
        });
        Real::ONE / product
    };
    let shares: Vec<Real> = (0..places.len()).map(share).collect();
    let (mut above, mut below, mut sign) = (Real::ZERO, Real::ZERO, Real::ONE);
    for (point, &share) in points.iter().zip(&shares) {
        above = above + share * Real::double(point.wanted);
        below = below + sign * share / Real::double(point.weight);
        sign = -sign;
    }
    let mut error = above / below;
    let pairs = points.iter().zip(&places).zip(&shares);
    let nodes = pairs.map(|((point, &place), &share)| {
        let value = Real::double(point.wanted) - error / Real::double(point.weight);
        error = -error;
        [place, value, share]
    });
    nodes.collect()
}

fn at(nodes: &[[Real; 3]], x: Real) -> Real {
    let (mut above, mut below) = (Real::ZERO, Real::ZERO);
    for &[place, value, weight] in nodes {
        let distance = x - place;
        if distance.is_zero() {
            return value;
        }
        let share = weight / distance;
        above = above + share * value;
        below = below + share;
    }
    above / below
}
