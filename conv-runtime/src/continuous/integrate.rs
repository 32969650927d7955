//! The integral of a function over its support.
//!
//! 1. Cut the support at the knots, and ever closer towards those that are centres.
//! 2. Apply the rule to each panel: its value and its error.
//! 3. Halve the panel with the largest error until the sum of errors is small enough.
//! 4. Compare neighbours where they meet; what does not fit adds to their errors, and 3 goes on.
//!
//! Steps 1 and 4 are what QUADPACK's `qagp` lacks: without them a narrow peak, or a jump where no
//! node lies, would be missed with an estimate of 0.

use super::panel::{Ends, Map, NODES, Panel, seam, shortest};
use super::{Error, Integral, Signal, Support};
use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// Cuts on either side of a centre, each 8 times as far from it as the one before.
const CUTS: i32 = 10;
/// Cuts beyond the unit, on the way to an infinity.
const CUTS_OUTWARD: i32 = 7;
/// Evaluations for halving panels, beyond those of the first ones: some milliseconds.
const EVALUATIONS: usize = 400_000;

/// The error of an integral that is accepted: the larger of a fixed one and a part of the value.
///
/// The default is `1e-10` for both.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Tolerance, integrate};
/// let bell = Function::new(|t: f64| (-t * t).exp(), ..)?;
/// // At most 10^-6, whatever the value is.
/// let rough = integrate(&bell, Tolerance::new(1e-6, 0.0)?)?;
/// assert!(rough.error <= 1e-6);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    absolute: f64,
    relative: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            absolute: 1e-10,
            relative: 1e-10,
        }
    }
}

impl Tolerance {
    /// At most `absolute`, or `relative` times the size of the value.
    ///
    /// # Errors
    ///
    /// [`Error::Tolerance`] if one of them is negative, NaN or infinite.
    pub fn new(absolute: f64, relative: f64) -> Result<Self, Error> {
        for value in [absolute, relative] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::Tolerance { value });
            }
        }
        Ok(Self { absolute, relative })
    }

    pub(super) fn of(self, value: f64) -> f64 {
        self.absolute.max(self.relative * value.abs())
    }
}

/// A panel in the order of errors.
struct Worst(Panel);

impl PartialEq for Worst {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Worst {}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total().total_cmp(&other.0.total())
    }
}

/// Integrates a function over its support; an empty one gives 0.
///
/// ```
/// # use conv_runtime::continuous::{Error, Function, Tolerance, integrate};
///
/// # fn main() -> Result<(), Error> {
/// let bell = Function::new(|a: f64| (-a * a).exp(), ..)?;
/// let integral = integrate(&bell, Tolerance::default())?;
/// assert!((integral.value - std::f64::consts::PI.sqrt()).abs() <= integral.error);
/// assert!(integral.error < 2e-10);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// - [`Error::NotFinite`] if the function is NaN or infinite where it was evaluated, or too large
///   to be summed. Knots, and ends of the support, are not evaluated, so it may be infinite there.
/// - [`Error::NotConverged`], with the best value, if the estimate stays above the tolerance.
pub fn integrate(signal: &(impl Signal + ?Sized), tolerance: Tolerance) -> Result<Integral, Error> {
    let support = signal.support();
    if support.is_empty() {
        return Ok(Integral::default());
    }
    let ends = Ends::new();
    let shift = signal.shift().abs();
    let mut panels = BinaryHeap::new();
    let mut left_out = None;
    for (number, Gap { map, cuts, meets }) in gaps(signal, support).into_iter().enumerate() {
        for (index, pair) in cuts.windows(2).enumerate() {
            let knots = [index == 0, index == cuts.len() - 2];
            match Panel::new(signal, &ends, (map, number), knots, [pair[0], pair[1]]) {
                Ok(panel) => panels.push(Worst(panel)),
                Err(error) if meets => left_out = Some(error),
                Err(error) => return Err(error),
            }
        }
    }
    if let (Some(error), true) = (left_out, panels.is_empty()) {
        return Err(error);
    }
    // Panels that are too short to be halved.
    let mut short = Vec::new();
    let mut left = EVALUATIONS / (2 * NODES);
    loop {
        let (best, rounding) = sums(&panels, &short);
        // Panels are finite, and their sum may not be.
        if !best.value.is_finite() {
            let all = panels.iter().map(|Worst(panel)| panel).chain(&short);
            let largest = all.max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()));
            return Err(Error::NotFinite {
                at: largest.map_or(f64::NAN, Panel::at),
                value: best.value,
            });
        }
        let accepted = tolerance.of(best.value);
        if best.error <= accepted {
            panels = compared(panels, &short);
            let (best, _) = sums(&panels, &short);
            if best.error <= accepted {
                return Ok(best);
            }
        }
        // Halves until the sum is small, or until it cannot become so; the sum is exact again
        // above.
        let mut error = sums(&panels, &short).0.error;
        let mut halved = false;
        while error > accepted && left > 0 {
            if rounding > accepted && error <= 1.5 * rounding {
                break;
            }
            let Some(Worst(worst)) = panels.pop() else {
                break;
            };
            if worst.total() == 0.0 {
                panels.push(Worst(worst));
                break;
            }
            let Some(middle) = worst.middle(shift) else {
                short.push(worst);
                continue;
            };
            error -= worst.total();
            for half in worst.halves(signal, &ends, middle)? {
                error += half.total();
                panels.push(Worst(half));
            }
            left -= 1;
            halved = true;
        }
        if !halved {
            let (best, _) = sums(&panels, &short);
            let tolerance = tolerance.of(best.value);
            return Err(Error::NotConverged { best, tolerance });
        }
    }
}

/// The value with its whole error, and the part of it that halving cannot reduce.
fn sums(panels: &BinaryHeap<Worst>, short: &[Panel]) -> (Integral, f64) {
    let mut all: Vec<&Panel> = panels.iter().map(|Worst(panel)| panel).collect();
    all.extend(short);
    // One order, so that equal panels have equal sums; small values first.
    all.sort_by(|a, b| a.value.abs().total_cmp(&b.value.abs()));
    let sum = |of: fn(&Panel) -> f64| all.iter().map(|panel| of(panel)).sum::<f64>();
    let fixed = sum(|panel| panel.rounding);
    let error = sum(Panel::total);
    let value = sum(|panel| panel.value);
    let size = sum(|panel| panel.value.abs());
    // Of the sum itself.
    let rounding = fixed + size * f64::EPSILON * 4.0;
    (
        Integral {
            value,
            error: error + rounding,
        },
        rounding,
    )
}

/// Sets what may hide where panels meet.
fn compared(panels: BinaryHeap<Worst>, short: &[Panel]) -> BinaryHeap<Worst> {
    let mut all: Vec<Panel> = panels.into_iter().map(|Worst(panel)| panel).collect();
    let count = all.len();
    let mut order: Vec<(usize, Panel)> = all.iter().chain(short).copied().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.gap.cmp(&b.gap).then(a.start.total_cmp(&b.start)));
    for panel in &mut all {
        panel.seam = 0.0;
    }
    for pair in order.windows(2) {
        let [(first, left), (second, right)] = [pair[0], pair[1]];
        if left.gap != right.gap {
            continue;
        }
        let hidden = seam(&left, &right);
        // One of them has to carry it; one that can be halved, if there is one.
        for index in [first, second].into_iter().filter(|index| *index < count) {
            all[index].seam += hidden;
        }
    }
    all.into_iter().map(Worst).collect()
}

/// A stretch between knots.
struct Gap {
    map: Map,
    /// Where it begins, is cut, and ends.
    cuts: Vec<f64>,
    /// Whether its knots may be one that a shift rounded: a function that is infinite there is not
    /// evaluated between them.
    meets: bool,
}

/// The stretches between knots.
fn gaps(signal: &(impl Signal + ?Sized), support: Support) -> Vec<Gap> {
    let mut knots: Vec<(f64, bool)> = signal
        .knots(support)
        .into_iter()
        .filter(|knot| knot.at.is_finite() && support.contains(knot.at))
        .map(|knot| (knot.at, knot.centre))
        .chain([(support.start(), true), (support.end(), true)])
        .filter(|(at, _)| at.is_finite())
        .collect();
    if knots.is_empty() {
        knots.push((0.0, true));
    }
    knots.sort_by(|a, b| a.0.total_cmp(&b.0));
    knots.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 |= same && next.1;
        same
    });
    let mut gaps = Vec::new();
    let shift = signal.shift().abs();
    let (first, last) = (knots[0].0, knots[knots.len() - 1].0);
    if support.start() == f64::NEG_INFINITY {
        outward(first, -1.0, shift, &mut gaps);
    }
    for pair in knots.windows(2) {
        gaps.push(Gap {
            map: Map::Plain,
            cuts: between(pair[0], pair[1], shift),
            meets: shift > 0.0 && pair[1].0 - pair[0].0 <= rounded(pair[0].0, shift),
        });
    }
    if support.end() == f64::INFINITY {
        outward(last, 1.0, shift, &mut gaps);
    }
    gaps
}

/// How far two knots may be apart that would be one without rounding.
fn rounded(at: f64, shift: f64) -> f64 {
    2.0 * f64::EPSILON * (at.abs() + shift)
}

/// The cuts from one knot to the next, ever closer towards centres.
fn between((start, near): (f64, bool), (end, far): (f64, bool), shift: f64) -> Vec<f64> {
    let half = 0.5 * end - 0.5 * start;
    let mut cuts = Vec::from([start]);
    if near {
        cuts.extend((1..=CUTS).rev().map(|n| start + half * 8f64.powi(-n)));
    }
    if near || far {
        cuts.push(start + half);
    }
    if far {
        cuts.extend((1..=CUTS).map(|n| end - half * 8f64.powi(-n)));
    }
    cuts.push(end);
    spaced(cuts, shift)
}

/// The cuts from the outermost knot towards an infinity, and the last stretch.
fn outward(from: f64, sign: f64, shift: f64, gaps: &mut Vec<Gap>) {
    let far = 8f64.powi(CUTS_OUTWARD).max(from.abs());
    let mut cuts = Vec::from([from]);
    cuts.extend((-CUTS..CUTS_OUTWARD).map(|n| from + sign * 8f64.powi(n)));
    let far = from + sign * far;
    cuts.push(far);
    if sign < 0.0 {
        cuts.reverse();
    }
    gaps.push(Gap {
        map: Map::Plain,
        cuts: spaced(cuts, shift),
        meets: false,
    });
    gaps.push(Gap {
        map: Map::Tail {
            from: far,
            scale: far - from,
        },
        cuts: Vec::from([0.0, 1.0]),
        meets: false,
    });
}

/// Without the inner cuts that rounding moved onto others, or next to them.
fn spaced(cuts: Vec<f64>, shift: f64) -> Vec<f64> {
    let mut kept: Vec<f64> = Vec::with_capacity(cuts.len());
    let last = cuts.len() - 1;
    for (index, &cut) in cuts.iter().enumerate() {
        let room = shortest(cut.abs() + shift);
        let apart = |other: f64| (cut - other).abs() > room;
        let inner = kept.last().is_none_or(|before| apart(*before)) && apart(cuts[last]);
        if index == 0 || index == last || inner {
            kept.push(cut);
        }
    }
    kept
}
