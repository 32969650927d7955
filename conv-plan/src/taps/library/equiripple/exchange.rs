//! The exchange algorithm of Remez, for filters whose greatest weighted error is least.
//!
//! ```text
//! bands        -> a dense grid of frequencies, each with what is wanted there and its weight
//! r frequencies -> the polynomial in cos(w) whose error is +d, -d, +d, .. there
//! its error    -> r frequencies where it is largest, with signs that alternate; and again
//! ```
//!
//! McClellan, Parks and Rabiner, "A computer program for designing optimum FIR linear phase digital
//! filters", IEEE Transactions on Audio and Electroacoustics 21 (1973); Oppenheim and Schafer,
//! Discrete-Time Signal Processing, 7.7. The grid is that of the program and of SciPy, so that the
//! best filter on it is the same. Where the program searches near the last extrema, all of the grid
//! is searched here.

use crate::taps::real::Real;
use alloc::vec::Vec;
use core::ops::Range;

/// Points of the grid for each coefficient.
const DENSITY: usize = 16;

/// Exchanges until it has to have ended: what ends takes some ten.
const MOST: usize = 40;

/// A band: its edges as fractions of the Nyquist frequency, and what is wanted between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Band {
    pub(super) edges: [f64; 2],
    pub(super) gain: f64,
    pub(super) weight: f64,
}

/// Why there is no filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The bands have fewer points of the grid than the filter has degrees of freedom.
    Narrow,
    /// The exchange did not end, or taps of doubles are not as good as what it found.
    Endless,
}

/// A point of the grid.
#[derive(Clone, Copy)]
struct Point {
    /// The cosine of the frequency.
    x: f64,
    /// What is wanted of the polynomial, and the weight of its error.
    wanted: f64,
    weight: f64,
}

/// The taps from the middle to the right.
pub(super) fn half(taps: usize, bands: &[Band]) -> Result<Vec<f64>, Failure> {
    let even = taps.is_multiple_of(2);
    let coefficients = taps.div_ceil(2);
    let (grid, runs) = grid(coefficients, even, bands);
    let count = coefficients + 1;
    if grid.len() < count {
        return Err(Failure::Narrow);
    }
    let step = (grid.len() - 1) as f64 / coefficients as f64;
    let mut places: Vec<usize> = (0..count).map(|at| (at as f64 * step) as usize).collect();
    let largest = bands.iter().map(|band| band.gain.abs() * band.weight);
    let largest = largest.fold(0.0, f64::max);
    for _ in 0..MOST {
        let polynomial = Polynomial::through(&grid, &places);
        let errors: Vec<f64> = grid
            .iter()
            .map(|point| point.weight * (point.wanted - polynomial.at(point.x)))
            .collect();
        let most = errors
            .iter()
            .fold(0.0f64, |most, error| most.max(error.abs()));
        let level = polynomial.level.abs();
        if !(most.is_finite() && level.is_finite()) {
            return Err(Failure::Endless);
        }
        let next = extrema(&errors, &runs, (level, 4e-15 * largest), count);
        // Exact, as far as doubles are.
        let exact = most - level <= 1e-10 * most + 1e-12 * largest;
        if exact || next.as_ref() == Some(&places) {
            let half = response(taps, &polynomial);
            let bound = most * (1.0 + 1e-6) + 1e-9 * largest;
            // Between the bands a polynomial may be so large that its taps lose what it is in them.
            let kept = |point: &Point| {
                let error = point.wanted - gain(&half, even, point.x);
                (point.weight * error).abs() <= bound
            };
            return if grid.iter().all(kept) {
                Ok(half)
            } else {
                Err(Failure::Endless)
            };
        }
        places = next.ok_or(Failure::Endless)?;
    }
    Err(Failure::Endless)
}

/// The points, and those of each band.
fn grid(coefficients: usize, even: bool, bands: &[Band]) -> (Vec<Point>, Vec<Range<usize>>) {
    let apart = 1.0 / (DENSITY * coefficients) as f64;
    let (mut points, mut runs) = (Vec::new(), Vec::new());
    for band in bands {
        let [low, high] = band.edges;
        let first = points.len();
        let mut frequency = low;
        loop {
            let next = frequency + apart;
            // The last point is the edge.
            let at = if next > high { high } else { frequency };
            // The response of an even number of taps is 0 at the Nyquist frequency, and says
            // nothing about the polynomial there.
            if !(even && at > 1.0 - apart) {
                points.push(point(at, even, band));
            }
            if next > high {
                break;
            }
            frequency = next;
        }
        runs.push(first..points.len());
    }
    (points, runs)
}

fn point(frequency: f64, even: bool, band: &Band) -> Point {
    let half_turns = Real::double(frequency);
    // An even number of taps has the response of the polynomial times this.
    let factor = if even {
        half_turns.halved().cos_pi().to_f64()
    } else {
        1.0
    };
    Point {
        x: half_turns.cos_pi().to_f64(),
        wanted: band.gain / factor,
        weight: band.weight * factor,
    }
}

/// A polynomial by its values, in the second barycentric form.
struct Polynomial {
    /// Place, value, weight.
    nodes: Vec<(f64, f64, f64)>,
    /// The error at the places that it was made for, with the sign of the first.
    level: f64,
}

impl Polynomial {
    /// The one whose weighted errors at these places are one number with signs that alternate.
    fn through(grid: &[Point], places: &[usize]) -> Self {
        let points: Vec<Point> = places.iter().map(|&place| grid[place]).collect();
        let share = |at: usize| {
            let others = points.iter().enumerate().filter(|(other, _)| *other != at);
            // Twice each, since a product of distances in [-1, 1] falls by halves.
            let product = others.fold(1.0, |product, (_, other)| {
                product * (2.0 * (points[at].x - other.x))
            });
            1.0 / product
        };
        let shares: Vec<f64> = (0..points.len()).map(share).collect();
        let (mut above, mut below, mut sign) = (0.0, 0.0, 1.0);
        for (point, share) in points.iter().zip(&shares) {
            above += share * point.wanted;
            below += sign * share / point.weight;
            sign = -sign;
        }
        let level = above / below;
        let mut error = level;
        let nodes = points.iter().zip(&shares).map(|(point, share)| {
            let value = point.wanted - error / point.weight;
            error = -error;
            (point.x, value, *share)
        });
        let nodes = nodes.collect();
        Self { nodes, level }
    }

    fn at(&self, x: f64) -> f64 {
        let (mut above, mut below) = (0.0, 0.0);
        for &(place, value, weight) in &self.nodes {
            let distance = x - place;
            if distance == 0.0 {
                return value;
            }
            let share = weight / distance;
            above += share * value;
            below += share;
        }
        above / below
    }
}

/// As many places of extrema, no error among them less than the level, whose signs alternate.
fn extrema(
    errors: &[f64],
    runs: &[Range<usize>],
    (level, noise): (f64, f64),
    count: usize,
) -> Option<Vec<usize>> {
    let mut found: Vec<usize> = Vec::new();
    for run in runs {
        for at in run.clone() {
            let error = errors[at];
            let beside = |other: usize| {
                !run.contains(&other) || {
                    let other = errors[other] * error.signum();
                    other <= error.abs()
                }
            };
            let peak = beside(at.wrapping_sub(1)) && beside(at + 1);
            if !peak || error.abs() < level * (1.0 - 1e-9) - noise || error == 0.0 {
                continue;
            }
            match found.last_mut() {
                // Of neighbours with one sign, the larger.
                Some(last) if errors[*last].signum() == error.signum() => {
                    if errors[*last].abs() < error.abs() {
                        *last = at;
                    }
                }
                _ => found.push(at),
            }
        }
    }
    let mut kept = found.as_slice();
    while let ([first, .., last], true) = (kept, kept.len() > count) {
        kept = if errors[*first].abs() < errors[*last].abs() {
            &kept[1..]
        } else {
            &kept[..kept.len() - 1]
        };
    }
    (kept.len() == count).then(|| kept.to_vec())
}

/// The taps whose response is a polynomial, from the middle to the right: the inverse discrete
/// Fourier transform of the response at as many frequencies as there are taps.
fn response(taps: usize, polynomial: &Polynomial) -> Vec<f64> {
    let even = taps.is_multiple_of(2);
    // cos(pi n / taps).
    let cosines: Vec<f64> = (0..2 * taps)
        .map(|n| Real::integer(n as i64).over(taps as u64).cos_pi().to_f64())
        .collect();
    let gains: Vec<f64> = (0..taps.div_ceil(2))
        .map(|k| {
            let gain = polynomial.at(cosines[2 * k]);
            if even { gain * cosines[k] } else { gain }
        })
        .collect();
    let tap = |at: usize| {
        let distance = 2 * at + usize::from(even);
        let waves = gains.iter().enumerate().skip(1);
        let sum = waves.fold(0.0, |sum, (k, gain)| {
            sum + gain * cosines[k * distance % (2 * taps)]
        });
        (gains[0] + 2.0 * sum) / taps as f64
    };
    (0..taps.div_ceil(2)).map(tap).collect()
}

/// The response of taps at the frequency with this cosine, or what it is the polynomial's of.
fn gain(half: &[f64], even: bool, x: f64) -> f64 {
    // cos(k w), or cos((k + 1/2) w) over cos(w / 2), by their recurrence.
    let (mut before, mut now) = if even { (1.0, 1.0) } else { (x, 1.0) };
    let mut sum = 0.0;
    for (at, tap) in half.iter().enumerate() {
        let twice = if at == 0 && !even { 1.0 } else { 2.0 };
        sum += twice * tap * now;
        (before, now) = (now, 2.0 * x * now - before);
    }
    sum
}
