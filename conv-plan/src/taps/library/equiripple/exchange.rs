//! The exchange algorithm of Remez, for filters whose greatest weighted error is least.
//!
//! ```text
//! bands        -> a dense grid of frequencies, each with what is wanted there and its weight
//! r frequencies -> the polynomial in cos(w) whose error is +d, -d, +d, .. there
//! its error    -> r frequencies where it is largest, with signs that alternate; and again
//! the last one -> taps: in doubles, or by `precise` where they lose its ripples
//! ```
//!
//! McClellan, Parks and Rabiner, "A computer program for designing optimum FIR linear phase digital
//! filters", IEEE Transactions on Audio and Electroacoustics 21 (1973); Oppenheim and Schafer,
//! Discrete-Time Signal Processing, 7.7. The grid is that of the program and of SciPy, so that the
//! best filter on it is the same. Where the program searches near the last extrema, all of the grid
//! is searched here. Where it leads nowhere from frequencies evenly apart, it begins with those of
//! `scaled`.

mod precise;
mod scaled;

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
    /// A fraction of the Nyquist frequency.
    frequency: f64,
    /// The cosine of the frequency.
    x: f64,
    /// What is wanted of the polynomial, and the weight of its error.
    wanted: f64,
    weight: f64,
}

/// The taps from the middle to the right.
pub(super) fn half(taps: usize, bands: &[Band]) -> Result<Vec<f64>, Failure> {
    let problem = Problem::new(taps.div_ceil(2), taps.is_multiple_of(2), bands)?;
    let precise = |best: &Best| {
        let half = precise::response(taps, &problem.points(&best.places));
        problem.keeps(&half, best.ripple(&problem)).then_some(half)
    };
    let first = problem.exchanged(problem.even_places()).ok();
    let found = first.and_then(|best| {
        let half = response(taps, &best.polynomial);
        if problem.keeps(&half, best.ripple(&problem)) {
            return Some(half);
        }
        // Without equal ripples doubles are still as good where ripples are next to nothing.
        let bound = best.most * (1.0 + 1e-6) + 1e-9 * problem.largest;
        precise(&best).or_else(|| problem.keeps(&half, bound).then_some(half))
    });
    // Far from the best places the level may be below what doubles know, and the exchange is lost.
    let again = || precise(&problem.exchanged(scaled::places(&problem, bands)).ok()?);
    found.or_else(again).ok_or(Failure::Endless)
}

/// What is wanted, on the grid.
struct Problem {
    coefficients: usize,
    even: bool,
    grid: Vec<Point>,
    /// The points of each band.
    runs: Vec<Range<usize>>,
    /// The largest weighted gain.
    largest: f64,
}

impl Problem {
    fn new(coefficients: usize, even: bool, bands: &[Band]) -> Result<Self, Failure> {
        let (grid, runs) = grid(coefficients, even, bands);
        if grid.len() <= coefficients {
            return Err(Failure::Narrow);
        }
        let largest = bands.iter().map(|band| band.gain.abs() * band.weight);
        Ok(Self {
            coefficients,
            even,
            grid,
            runs,
            largest: largest.fold(0.0, f64::max),
        })
    }

    /// Places that are as far apart as they can be.
    fn even_places(&self) -> Vec<usize> {
        let step = (self.grid.len() - 1) as f64 / self.coefficients as f64;
        let places = (0..=self.coefficients).map(|at| (at as f64 * step) as usize);
        places.collect()
    }

    /// The weighted errors on the grid.
    fn errors(&self, polynomial: &Polynomial) -> Vec<f64> {
        let error = |point: &Point, value| point.weight * (point.wanted - value);
        let (several, few) = self.grid.as_chunks();
        let errors = several.iter().flat_map(|points| {
            let values = polynomial.at_four(points.map(|point| point.x));
            let pairs = points.iter().zip(values);
            pairs.map(|(point, value)| error(point, value))
        });
        let last = few.iter().map(|point| error(point, polynomial.at(point.x)));
        errors.chain(last).collect()
    }

    /// The best polynomial; else the last places.
    fn exchanged(&self, start: Vec<usize>) -> Result<Best, Vec<usize>> {
        let (mut places, largest) = (start, self.largest);
        for _ in 0..MOST {
            let polynomial = Polynomial::through(&self.grid, &places);
            let errors = self.errors(&polynomial);
            let most = errors
                .iter()
                .fold(0.0f64, |most, error| most.max(error.abs()));
            let level = polynomial.level.abs();
            if !(most.is_finite() && level.is_finite()) {
                return Err(places);
            }
            let noise = 4e-15 * largest;
            let next = extrema(&errors, &self.runs, (level, noise), places.len());
            // Exact, as far as doubles are.
            let exact = most - level <= 1e-10 * most + 1e-12 * largest;
            if exact || next.as_ref() == Some(&places) {
                return Ok(Best {
                    polynomial,
                    most,
                    places,
                });
            }
            let Some(next) = next else {
                return Err(places);
            };
            places = next;
        }
        Err(places)
    }

    /// Whether no weighted error of these taps is more than this.
    fn keeps(&self, half: &[f64], bound: f64) -> bool {
        self.grid.iter().all(|point| {
            let error = point.wanted - gain(half, self.even, point.x);
            (point.weight * error).abs() <= bound
        })
    }

    fn points(&self, places: &[usize]) -> Vec<Point> {
        places.iter().map(|&place| self.grid[place]).collect()
    }
}

/// What the exchange ends with.
struct Best {
    polynomial: Polynomial,
    /// Its largest error.
    most: f64,
    places: Vec<usize>,
}

impl Best {
    /// A bound of errors which are within a hundredth of the least possible: no polynomial is below
    /// the level everywhere (de la Vallee Poussin).
    fn ripple(&self, problem: &Problem) -> f64 {
        self.polynomial.level.abs() * (1.0 + 1e-2) + 1e-13 * problem.largest
    }
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
        frequency,
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

    /// The values at four places, the same as one by one: divisions wait for no sum of another
    /// place. Without loops over the four, which take long in builds without optimisation.
    fn at_four(&self, x: [f64; 4]) -> [f64; 4] {
        let [x0, x1, x2, x3] = x;
        let (mut a0, mut a1, mut a2, mut a3) = (0.0, 0.0, 0.0, 0.0);
        let (mut b0, mut b1, mut b2, mut b3) = (0.0, 0.0, 0.0, 0.0);
        for &(place, value, weight) in &self.nodes {
            let (s0, s1) = (weight / (x0 - place), weight / (x1 - place));
            let (s2, s3) = (weight / (x2 - place), weight / (x3 - place));
            (a0, a1) = (a0 + s0 * value, a1 + s1 * value);
            (a2, a3) = (a2 + s2 * value, a3 + s3 * value);
            (b0, b1, b2, b3) = (b0 + s0, b1 + s1, b2 + s2, b3 + s3);
        }
        // At a node both sums are infinite.
        let value = |x, value: f64| if value.is_finite() { value } else { self.at(x) };
        let values = [a0 / b0, a1 / b1, a2 / b2, a3 / b3];
        [0, 1, 2, 3].map(|at| value(x[at], values[at]))
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
