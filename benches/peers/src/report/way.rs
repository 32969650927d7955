//! One of our ways beside one peer, and how many targets are met.

use super::entry::microseconds;
use crate::contestant::Peer;
use crate::measure::{Spread, ratio};
use crate::race::{Outcome, Standing};
use crate::targets::way_targets;
use std::fmt;
use std::iter::Sum;

/// One of our ways and a peer.
pub(super) struct Way<'a> {
    pub(super) own: &'a Standing,
    pub(super) rival: Peer,
    /// The rival's call, if it takes part.
    pub(super) peer: Option<&'a Standing>,
    pub(super) target: Option<f64>,
}

/// Each of our ways beside each peer, in the order of `peers` for each way.
pub(super) fn ways<'a>(
    row: &'a str,
    outcome: &'a Outcome,
    peers: &'a [Peer],
) -> impl Iterator<Item = Way<'a>> {
    let ours = outcome
        .standings
        .iter()
        .filter(|standing| standing.peer.is_ours());
    ours.flat_map(move |own| {
        peers.iter().map(move |&rival| Way {
            own,
            rival,
            peer: outcome.of(rival),
            target: way_targets(row)
                .find(|&(way, peer, _)| (way, peer) == (own.peer, rival))
                .map(|(.., bound)| bound),
        })
    })
}

impl Way<'_> {
    /// The peer's time over ours.
    pub(super) fn ratio(&self) -> Option<Spread> {
        ratio(&self.peer?.samples, &self.own.samples)
    }

    /// Whether the target is met, if there is one and it could be measured.
    pub(super) fn is_met(&self) -> Option<bool> {
        Some(self.ratio()?.median >= self.target?)
    }

    /// The quotient with its quartiles, bold if it misses its target.
    pub(super) fn shown(&self) -> String {
        let Some(Spread { low, median, high }) = self.ratio() else {
            return "–".into();
        };
        let median = match (self.is_met(), self.target) {
            (Some(true), _) => format!("{median:.2} ✓"),
            (Some(false), Some(target)) => format!("**{median:.2}** of {target}"),
            _ => format!("{median:.2}"),
        };
        format!("{median} ({low:.2}–{high:.2})")
    }

    /// The target in words, if it is missed.
    pub(super) fn missed(&self, name: &str) -> Option<String> {
        let (ratio, target) = (self.ratio()?.median, self.target?);
        let (peer, call) = (self.rival.name(), self.own.peer.name());
        (ratio < target)
            .then(|| format!("{name}: {peer} / {call} is {ratio:.2}, at least {target} wanted"))
    }
}

/// Targets met, missed, and not measured.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) met: usize,
    pub(super) missed: usize,
    pub(super) unmeasured: usize,
}

impl Tally {
    /// Of a row; a target is not measured where the peer or the way is missing.
    pub(super) fn of<'a>(row: &str, ways: impl Iterator<Item = Way<'a>>) -> Self {
        let mut tally = Self::default();
        for way in ways {
            match way.is_met() {
                Some(true) => tally.met += 1,
                Some(false) => tally.missed += 1,
                None => {}
            }
        }
        tally.unmeasured = way_targets(row).count() - tally.met - tally.missed;
        tally
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, tally| Self {
            met: sum.met + tally.met,
            missed: sum.missed + tally.missed,
            unmeasured: sum.unmeasured + tally.unmeasured,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            met,
            missed,
            unmeasured,
        } = self;
        write!(
            f,
            "{met} targets met, {missed} missed, {unmeasured} not measured."
        )
    }
}

/// Median nanoseconds.
pub(super) fn time(standing: &Standing) -> Option<f64> {
    Some(Spread::of(standing.samples.iter().copied())?.median)
}

pub(super) fn shown_time(standing: Option<&Standing>) -> String {
    standing.and_then(time).map_or("–".into(), microseconds)
}
