//! One row at one size, judged.

use crate::Bench;
use crate::contestant::Peer;
use crate::measure::{Spread, ratio};
use crate::race::Outcome;
use crate::rows::{Row, Size, Table};
use crate::targets::{Goal, Target, targets};

/// A row at a size with what came out.
pub(crate) struct Entry {
    pub(crate) row: &'static str,
    pub(crate) passes: &'static str,
    pub(crate) size: Size,
    pub(crate) table: Table,
    pub(crate) outcome: Outcome,
    /// Nanoseconds below which no way gets: a copy, or the arithmetic at its peak.
    limit: f64,
    /// Whether it is held to a level: the targets are about the best one.
    held: bool,
}

impl Entry {
    pub(crate) fn new(row: &Row, size: Size, outcome: Outcome, bench: &Bench) -> Self {
        let copy = Spread::of(outcome.copy.iter().copied()).map_or(0.0, |copy| copy.median);
        let arithmetic = outcome.operations / bench.peaks.of(row.peak) * 1e9;
        Self {
            row: row.name,
            passes: row.passes,
            size,
            table: row.table,
            outcome,
            limit: copy.max(arithmetic),
            held: bench.level.is_some(),
        }
    }

    pub(crate) fn name(&self) -> String {
        format!("{} at {}", self.row, self.size_name())
    }

    pub(crate) fn size_name(&self) -> String {
        match self.size {
            (length, 1) => length.to_string(),
            (width, height) => format!("{width}x{height}"),
        }
    }

    /// Median nanoseconds.
    pub(crate) fn time(&self, peer: Peer) -> Option<f64> {
        let samples = &self.outcome.of(peer)?.samples;
        Some(Spread::of(samples.iter().copied())?.median)
    }

    /// Median nanoseconds of the copy.
    pub(crate) fn copy(&self) -> Option<f64> {
        Some(Spread::of(self.outcome.copy.iter().copied())?.median)
    }

    /// A peer's time over the generated kernel's.
    pub(crate) fn ratio(&self, peer: Peer) -> Option<Spread> {
        self.over(peer, Peer::Generated)
    }

    pub(crate) fn over(&self, peer: Peer, own: Peer) -> Option<Spread> {
        ratio(
            &self.outcome.of(peer)?.samples,
            &self.outcome.of(own)?.samples,
        )
    }

    /// The generated kernel's time over the limit.
    pub(crate) fn above_limit(&self) -> Option<f64> {
        Some(self.time(Peer::Generated)? / self.limit)
    }

    /// The value that a goal is about.
    fn value(&self, goal: Goal) -> Option<f64> {
        match goal {
            // Large kernels follow the same table, declared or not: only a difference counts.
            Goal::Generated(Peer::Dynamic) => self.ratio(Peer::Dynamic).map(|ratio| ratio.high),
            Goal::Generated(peer) => self.ratio(peer).map(|ratio| ratio.median),
            Goal::Dynamic(peer) => self.over(peer, Peer::Dynamic).map(|ratio| ratio.median),
            Goal::Limit => self.above_limit(),
        }
    }

    fn targets(&self) -> impl Iterator<Item = &'static Target> {
        targets(self.row, self.size).filter(|_| !self.held)
    }

    /// The targets of this entry that could be measured, with the value and whether it is met.
    pub(crate) fn verdicts(&self) -> Vec<(&'static Target, f64, bool)> {
        self.targets()
            .filter_map(|target| {
                let value = self.value(target.goal)?;
                Some((target, value, target.is_met(value)))
            })
            .collect()
    }

    /// How many targets could not be measured, because the peer is not there.
    pub(crate) fn unmeasured(&self) -> usize {
        self.targets()
            .filter(|target| self.value(target.goal).is_none())
            .count()
    }

    /// The time at which a target on a peer is met, over the limit.
    fn needed(&self, target: &Target) -> Option<f64> {
        match target.goal {
            Goal::Generated(Peer::Dynamic) | Goal::Dynamic(_) | Goal::Limit => None,
            Goal::Generated(peer) => Some(self.time(peer)? / target.bound / self.limit),
        }
    }

    /// The missed targets in words.
    pub(crate) fn missed(&self) -> Vec<String> {
        self.verdicts()
            .into_iter()
            .filter(|(_, _, met)| !met)
            .map(|(target, value, _)| {
                let bound = target.bound;
                let what = match target.goal {
                    Goal::Generated(peer) => format!("{} / generated", peer.name()),
                    Goal::Dynamic(peer) => format!("{} / dynamic", peer.name()),
                    Goal::Limit => "generated / limit".into(),
                };
                let side = if target.goal == Goal::Limit {
                    "at most"
                } else {
                    "at least"
                };
                let needed = self.needed(target).map_or_else(String::new, |needed| {
                    format!(", which takes {needed:.2} of the limit")
                });
                format!(
                    "{}: {what} is {value:.2}, {side} {bound} wanted{needed}",
                    self.name()
                )
            })
            .collect()
    }

    /// Prints the entry as a line, and what went wrong below it.
    pub(crate) fn print(&self) {
        let mut line = format!("{:<18} {:>9} ", self.row, self.size_name());
        for standing in &self.outcome.standings {
            if let Some(time) = self.time(standing.peer) {
                line += &format!(" {} {}", standing.peer.name(), microseconds(time));
                if let Some(ratio) = self.ratio(standing.peer)
                    && standing.peer != Peer::Generated
                {
                    line += &format!(" ({:.2})", ratio.median);
                }
            }
        }
        if let (Some(copy), Some(limit)) = (self.copy(), self.above_limit()) {
            line += &format!(" copy {} limit x{limit:.2}", microseconds(copy));
        }
        println!("{line}");
        for fault in &self.outcome.faults {
            println!("    ERROR {fault}");
        }
        for missed in self.missed() {
            println!("    missed: {missed}");
        }
    }
}

/// A time that needs no more than four digits.
pub(super) fn microseconds(nanoseconds: f64) -> String {
    let time = nanoseconds / 1000.0;
    match time {
        ..10.0 => format!("{time:.2} µs"),
        ..1000.0 => format!("{time:.0} µs"),
        ..10_000.0 => format!("{:.2} ms", time / 1000.0),
        _ => format!("{:.1} ms", time / 1000.0),
    }
}
