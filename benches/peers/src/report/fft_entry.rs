//! One long kernel or template: each of our ways, compared with each peer.

use super::way::{self, Tally, Way, shown_time};
use crate::contestant::Peer;
use crate::fft::Row;
use crate::race::Outcome;
use crate::rows::Size;

/// A row with what came out.
pub(crate) struct FftEntry {
    pub(super) row: &'static str,
    size: Size,
    pub(super) peers: &'static [Peer],
    pub(super) outcome: Outcome,
    /// The blocks of our FFT.
    pub(super) block: Option<String>,
}

impl FftEntry {
    pub(crate) fn new(row: &Row, outcome: Outcome, block: Option<String>) -> Self {
        Self {
            row: row.name,
            size: row.size,
            peers: row.peers,
            outcome,
            block,
        }
    }

    fn name(&self) -> String {
        format!("{} at {}", self.row, self.size_name())
    }

    pub(super) fn size_name(&self) -> String {
        match self.size {
            (length, 1) => length.to_string(),
            (width, height) => format!("{width}x{height}"),
        }
    }

    pub(super) fn ways(&self) -> impl Iterator<Item = Way<'_>> {
        way::ways(self.row, &self.outcome, self.peers)
    }

    pub(super) fn tally(&self) -> Tally {
        Tally::of(self.row, self.ways())
    }

    /// The missed targets in words.
    pub(super) fn missed(&self) -> Vec<String> {
        let name = self.name();
        self.ways().filter_map(|way| way.missed(&name)).collect()
    }

    /// What went wrong with whom.
    pub(super) fn faults(&self) -> impl Iterator<Item = String> {
        let name = self.name();
        let faults = self.outcome.faults.iter();
        faults.map(move |fault| format!("{name}: {fault}"))
    }

    /// Prints a line for each of our ways, and what went wrong below them.
    pub(crate) fn print(&self) {
        // A way has as many lines here as peers.
        let ways: Vec<Way<'_>> = self.ways().collect();
        for peers in ways.chunks(self.peers.len()) {
            for way in peers.iter().take(1) {
                let time = shown_time(Some(way.own));
                let (row, size) = (self.row, self.size_name());
                let name = way.own.peer.name();
                print!("{row:<23} {size:>9}  {name:<12} {time:>9}");
            }
            for way in peers.iter().filter(|way| way.peer.is_some()) {
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
