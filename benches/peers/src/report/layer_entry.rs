//! One layer: each of our ways, compared with ONNX Runtime.

use super::way::{self, Tally, Way, shown_time, time};
use crate::contestant::Peer;
use crate::layers;
use crate::measure::Spread;
use crate::peaks::{Peak, Peaks};
use crate::race::{Outcome, Standing};

/// The contestant that ours are compared with.
const PEER: Peer = Peer::OnnxRuntime;

/// A layer with what came out.
pub(crate) struct LayerEntry {
    pub(super) row: &'static str,
    pub(super) size: usize,
    pub(super) outcome: Outcome,
    /// What each of our ways does, in words.
    pub(super) plans: Vec<String>,
    /// Multiply-adds in a second.
    peak: f64,
}

impl LayerEntry {
    pub(crate) fn new(
        row: &layers::Row,
        outcome: Outcome,
        plans: Vec<String>,
        peaks: Peaks,
    ) -> Self {
        Self {
            row: row.name,
            size: row.size,
            outcome,
            plans,
            peak: peaks.of(Peak::F32),
        }
    }

    pub(super) fn name(&self) -> String {
        format!("{} at {}", self.row, self.size_name())
    }

    pub(super) fn size_name(&self) -> String {
        format!("{0}x{0}", self.size)
    }

    /// ONNX Runtime's call, if it takes part.
    pub(super) fn peer(&self) -> Option<&Standing> {
        self.outcome.of(PEER)
    }

    pub(super) fn ways(&self) -> impl Iterator<Item = Way<'_>> {
        way::ways(self.row, &self.outcome, &Peer::LAYERS)
    }

    /// The multiply-adds of the definition in the median time, as a share of the core's peak.
    pub(super) fn shown_share(&self, standing: Option<&Standing>) -> String {
        let share = |time| self.outcome.operations / time * 1e9 / self.peak;
        standing
            .and_then(time)
            .map_or("–".into(), |time| format!("{:.0} %", share(time) * 100.0))
    }

    pub(super) fn tally(&self) -> Tally {
        Tally::of(self.row, self.ways())
    }

    /// The missed targets in words.
    pub(super) fn missed(&self) -> Vec<String> {
        let name = self.name();
        self.ways().filter_map(|way| way.missed(&name)).collect()
    }

    pub(crate) fn print_head() {
        println!(
            "{:<20} {:>8}  {:<9} {:>12} {:>9}  {:>5} {:<13} {:>6} {:<6} {:>5} {:>12}",
            "layer",
            "input",
            "way",
            PEER.name(),
            "ours",
            "ratio",
            "(quartiles)",
            "wanted",
            "",
            "ours",
            PEER.name(),
        );
    }

    /// Prints a line for each of our ways, and what went wrong below them.
    pub(crate) fn print(&self) {
        let share = |of: Option<&Standing>| self.shown_share(of);
        for way in self.ways() {
            let Way {
                own, peer, target, ..
            } = way;
            let (median, quartiles) = way.ratio().map_or(("–".into(), String::new()), |ratio| {
                let Spread { low, median, high } = ratio;
                (format!("{median:.2}"), format!("({low:.2}–{high:.2})"))
            });
            let met = match way.is_met() {
                Some(true) => "met",
                Some(false) => "MISSED",
                None => "",
            };
            println!(
                "{:<20} {:>8}  {:<9} {:>12} {:>9}  {median:>5} {quartiles:<13} {:>6} {met:<6} {:>5} {:>12}",
                self.row,
                self.size_name(),
                own.call,
                shown_time(peer),
                shown_time(Some(own)),
                target.map_or(String::new(), |target| format!("{target:.2}")),
                share(Some(own)),
                share(peer),
            );
        }
        for fault in &self.outcome.faults {
            println!("    ERROR {fault}");
        }
    }
}
