//! One panel of an integral: the rule on it, and how far the rule can be wrong.
//!
//! ```text
//! u in [start, end] -> 21 nodes -> a = map(u) -> f(a) da/du -> Kronrod sum, Gauss sum
//! ```
//!
//! The nodes and weights are those of `quad_gk`. The error of a panel is the larger of `|Kronrod -
//! Gauss|` and QUADPACK's `asc * min(1, (200 |Kronrod - Gauss| / asc)^1.5)`, where `asc` is the
//! integral of the distance from the mean (Piessens et al., QUADPACK, 1983, `qk21`): the first is
//! safe where a function is smooth, the second where it is not.

use super::{Error, Signal};
use quad_gk::GK21;

/// Evaluations of one panel.
pub(super) const NODES: usize = GK21.len();

/// What the variable of a panel means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Map {
    /// The argument itself.
    Plain,
    /// `v` in `(0, 1]` is `from + scale * (1 - v) / v`: the last stretch to an infinity, whose sign
    /// is that of `scale`.
    Tail { from: f64, scale: f64 },
}

impl Map {
    /// The argument at `u`, and how much of it a unit of `u` covers.
    fn at(self, u: f64) -> (f64, f64) {
        match self {
            Self::Plain => (u, 1.0),
            Self::Tail { from, scale } => (from + scale * ((1.0 - u) / u), scale.abs() / (u * u)),
        }
    }
}

/// The weights with which the values at the nodes are extended to the end 1 of `[-1, 1]`; reversed,
/// to the end -1.
pub(super) struct Ends([f64; NODES]);

impl Ends {
    pub(super) fn new() -> Self {
        // Lagrange's polynomials at 1.
        Self(core::array::from_fn(|i| {
            let factor = |(j, &(node, ..)): (usize, &(f64, f64, Option<f64>))| {
                if i == j {
                    1.0
                } else {
                    (1.0 - node) / (GK21[i].0 - node)
                }
            };
            GK21.iter().enumerate().map(factor).product()
        }))
    }

    fn extend(&self, values: &[f64; NODES]) -> [f64; 2] {
        let last = values.iter().zip(&self.0);
        let first = values.iter().rev().zip(&self.0);
        [
            first.map(|(value, weight)| value * weight).sum(),
            last.map(|(value, weight)| value * weight).sum(),
        ]
    }
}

/// A stretch between two knots or a part of one, with what the rule says of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    map: Map,
    /// Panels with the same number lie between the same two knots.
    pub(super) gap: usize,
    /// Whether its ends are knots.
    knots: [bool; 2],
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) value: f64,
    /// How far the rule can be wrong.
    pub(super) error: f64,
    /// What a jump or a bend where no node lies can add: see [`seam`].
    pub(super) seam: f64,
    /// How far rounding can be wrong, whatever the panel's length.
    pub(super) rounding: f64,
    /// The values at both ends that the values inside suggest.
    ends: [f64; 2],
}

impl Panel {
    /// Applies the rule.
    pub(super) fn new(
        signal: &(impl Signal + ?Sized),
        ends: &Ends,
        (map, gap): (Map, usize),
        knots: [bool; 2],
        [start, end]: [f64; 2],
    ) -> Result<Self, Error> {
        let (middle, half) = (0.5 * start + 0.5 * end, 0.5 * end - 0.5 * start);
        let shift = signal.shift().abs();
        let mut values = [0.0; NODES];
        let (mut kronrod, mut gauss, mut size) = (0.0, 0.0, 0.0);
        // Each value is reached from the one before: where an argument is rounded, the value moves
        // by a part of that way.
        let (mut way, mut before) = (0.0, None);
        for (index, (node, weight, coarse)) in GK21.into_iter().enumerate() {
            let (at, unit) = map.at(middle + half * node);
            let value = signal.at(at);
            if !value.is_finite() {
                return Err(Error::NotFinite { at, value });
            }
            let reach = at.abs() + shift;
            way += reach * (value - before.unwrap_or(value)).abs();
            // A knot that was shifted is rounded too, so that a part of a jump may be on its other
            // side, or in a stretch that was left out.
            let knot = shift > 0.0 && (knots[0] && index == 0 || knots[1] && index == NODES - 1);
            way += if knot { 3.0 * reach * value.abs() } else { 0.0 };
            before = Some(value);
            let value = value * unit;
            values[index] = value;
            kronrod += weight * value;
            gauss += coarse.unwrap_or(0.0) * value;
            size += weight * value.abs();
        }
        let mean = 0.5 * kronrod;
        let weighted = values.iter().zip(GK21);
        let spread: f64 = weighted
            .map(|(value, (_, weight, _))| weight * (value - mean).abs())
            .sum();
        let difference = (kronrod - gauss).abs() * half;
        let spread = spread * half;
        let rough = if spread > 0.0 {
            spread * (200.0 * difference / spread).powf(1.5).min(1.0)
        } else {
            0.0
        };
        let panel = Self {
            map,
            gap,
            knots,
            start,
            end,
            value: kronrod * half,
            error: difference.max(rough),
            seam: 0.0,
            rounding: f64::EPSILON * (16.0 * size * half + way),
            ends: ends.extend(&values),
        };
        if panel.value.is_finite() && panel.total().is_finite() {
            return Ok(panel);
        }
        let (at, _) = map.at(middle);
        Err(Error::NotFinite {
            at,
            value: panel.value * f64::INFINITY,
        })
    }

    /// The argument in its middle.
    pub(super) fn at(&self) -> f64 {
        self.map.at(0.5 * self.start + 0.5 * self.end).0
    }

    /// All that halving it can reduce.
    pub(super) fn total(&self) -> f64 {
        self.error + self.seam
    }

    /// Its middle; `None` if its halves would be shorter than [`shortest`], or where squares of its
    /// ends would be 0.
    pub(super) fn middle(&self, shift: f64) -> Option<f64> {
        let middle = 0.5 * self.start + 0.5 * self.end;
        let size = self.start.abs().max(self.end.abs());
        // The variable of a tail is no argument, so that no shift moves it.
        let plain = self.map == Map::Plain;
        let wide = middle - self.start > shortest(size + if plain { shift } else { 0.0 });
        let square = plain || self.end > 1e-100;
        (wide && square).then_some(middle)
    }

    /// Both halves.
    pub(super) fn halves(
        &self,
        signal: &(impl Signal + ?Sized),
        ends: &Ends,
        middle: f64,
    ) -> Result<[Self; 2], Error> {
        let part = |knots, range| Self::new(signal, ends, (self.map, self.gap), knots, range);
        Ok([
            part([self.knots[0], false], [self.start, middle])?,
            part([false, self.knots[1]], [middle, self.end])?,
        ])
    }
}

/// The shortest panel among arguments of this size: in a shorter one, the last node could be
/// rounded to the end, where the function may be infinite.
pub(super) fn shortest(size: f64) -> f64 {
    1024.0 * f64::EPSILON * size
}

/// What may hide between the last node of one panel and the first of the next.
///
/// The rule sees nothing there, so a jump would change neither of its sums. But then the values
/// that the two panels suggest at their common end differ.
pub(super) fn seam(left: &Panel, right: &Panel) -> f64 {
    let (last, ..) = GK21[NODES - 1];
    let blind = 0.5 * (1.0 - last) * (right.end - left.start);
    (left.ends[1] - right.ends[0]).abs() * blind
}
