//! One row of layers: each of our ways, compared with each peer.

use super::way::{self, Tally, Way, shown_time, time};
use crate::Bench;
use crate::contestant::Peer;
use crate::layers;
use crate::race::{Outcome, Standing};

/// A layer with what came out.
pub(crate) struct LayerEntry {
    pub(super) row: &'static str,
    pub(super) size: usize,
    pub(super) outcome: Outcome,
    /// What each of our ways does, in words.
    pub(super) plans: Vec<String>,
    /// Multiply-adds in a second.
    peak: f64,
    /// Whether it is held to a level: the targets are about the best one.
    held: bool,
}

impl LayerEntry {
    pub(crate) fn new(
        row: &layers::Row,
        outcome: Outcome,
        plans: Vec<String>,
        bench: &Bench,
    ) -> Self {
        Self {
            row: row.name,
            size: row.size,
            outcome,
            plans,
            peak: bench.peaks.of(row.peak()),
            held: bench.level.is_some(),
        }
    }

    pub(super) fn name(&self) -> String {
        format!("{} at {}", self.row, self.size_name())
    }

    pub(super) fn size_name(&self) -> String {
        format!("{0}x{0}", self.size)
    }

    /// The columns of its table.
    pub(super) fn peers(&self) -> &'static [Peer] {
        if self.held {
            &Peer::HELD_LAYERS
        } else {
            &Peer::LAYERS
        }
    }

    /// The row whose targets count.
    fn judged_as(&self) -> &'static str {
        if self.held { "" } else { self.row }
    }

    pub(super) fn ways(&self) -> impl Iterator<Item = Way<'_>> {
        way::ways(self.judged_as(), &self.outcome, self.peers())
    }

    /// The lines of the table: each of our ways beside all peers.
    pub(super) fn lines(&self) -> Vec<Vec<Way<'_>>> {
        let ways: Vec<Way<'_>> = self.ways().collect();
        let mut lines: Vec<Vec<Way<'_>>> = Vec::new();
        for way in ways {
            match lines.last_mut() {
                Some(line) if line[0].own.peer == way.own.peer => line.push(way),
                _ => lines.push(vec![way]),
            }
        }
        lines
    }

    /// The multiply-adds of the definition in the median time, as a share of the core's peak.
    pub(super) fn shown_share(&self, standing: &Standing) -> String {
        let share = |time| self.outcome.operations / time * 1e9 / self.peak;
        time(standing).map_or("–".into(), |time| format!("{:.0} %", share(time) * 100.0))
    }

    pub(super) fn tally(&self) -> Tally {
        Tally::of(self.judged_as(), self.ways())
    }

    /// The missed targets in words.
    pub(super) fn missed(&self) -> Vec<String> {
        let name = self.name();
        self.ways().filter_map(|way| way.missed(&name)).collect()
    }

    /// Prints a line for each of our ways, and what went wrong below them.
    pub(crate) fn print(&self) {
        for line in self.lines() {
            let own = line[0].own;
            let (row, size, time) = (self.row, self.size_name(), shown_time(Some(own)));
            let (call, share) = (&own.call, self.shown_share(own));
            print!("{row:<30} {size:>7}  {call:<9} {time:>9} {share:>5}");
            for way in line.iter().filter(|way| way.peer.is_some()) {
                let time = shown_time(way.peer);
                print!("  {} {time}, {}", way.rival.name(), way.shown());
            }
            println!();
        }
        for fault in &self.outcome.faults {
            println!("    ERROR {fault}");
        }
    }
}
