//! The tables of long kernels and of template matching.

use super::way::{Tally, Way, shown_time};
use super::{FftEntry, machine, section};
use crate::Bench;
use crate::contestant::Peer;
use anyhow::Result;
use std::fmt::Write;
use std::path::Path;

const COLUMNS: &str = "\
A peer's column has its time divided by ours: the median of the quotients of single rounds, with the
quartiles. `✓` is a target that the project set itself and met; **bold** is one that it missed, with
the quotient that was wanted.
";

/// Everything that is reported of long kernels and of templates.
pub(crate) struct FftReport {
    /// Lines above the tables.
    head: Vec<String>,
    pub(crate) entries: Vec<FftEntry>,
}

impl FftReport {
    pub(crate) fn new(bench: &Bench, left_out: Vec<String>) -> Result<Self> {
        Ok(Self {
            head: machine::of_fft(bench, left_out)?,
            entries: Vec::new(),
        })
    }

    pub(crate) fn print_head(&self) {
        for line in &self.head {
            println!("{line}");
        }
        println!();
    }

    /// The targets that are missed.
    pub(crate) fn print_missed(&self) {
        println!("\n{}", self.summary());
        for line in self.missed() {
            println!("  {line}");
        }
    }

    fn summary(&self) -> Tally {
        self.entries.iter().map(FftEntry::tally).sum()
    }

    fn missed(&self) -> impl Iterator<Item = String> {
        self.entries.iter().flat_map(FftEntry::missed)
    }

    /// Writes the section of the page; the others stay.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        section::replace(&folder.join("fft.md"), "peers", &self.markdown()?)?;
        println!("\nWritten: docs/fft.md, section `peers`");
        Ok(())
    }

    fn markdown(&self) -> Result<String> {
        let mut text = String::new();
        for line in &self.head {
            writeln!(text, "{line}")?;
        }
        writeln!(text, "\n{COLUMNS}")?;
        for peers in [&Peer::LONG[..], &Peer::MATCHING] {
            let entries = self.entries.iter().filter(|entry| entry.peers == peers);
            table(&mut text, peers, entries)?;
        }
        writeln!(text, "{}\n", self.summary())?;
        for line in self.missed() {
            writeln!(text, "- {line}")?;
        }
        let faults: Vec<String> = self.entries.iter().flat_map(FftEntry::faults).collect();
        if !faults.is_empty() {
            writeln!(text, "\nCalls that are not shown:\n")?;
        }
        for fault in faults {
            writeln!(text, "- {fault}")?;
        }
        writeln!(
            text,
            "\n| row | blocks of `fft` | calls of the peers |\n|---|---|---|"
        )?;
        for entry in &self.entries {
            let standings = entry.outcome.standings.iter();
            let calls: Vec<String> = standings
                .filter(|standing| !standing.peer.is_ours())
                .map(|standing| format!("{}: {}", standing.peer.name(), standing.call))
                .collect();
            let block = entry.block.as_deref().unwrap_or("–");
            writeln!(text, "| {} | {block} | {} |", entry.row, calls.join("; "))?;
        }
        Ok(text)
    }
}

/// A line for each of our ways.
fn table<'a>(
    text: &mut String,
    peers: &[Peer],
    entries: impl Iterator<Item = &'a FftEntry>,
) -> Result<()> {
    let names: Vec<&str> = peers.iter().map(|peer| peer.name()).collect();
    writeln!(text, "| row | size | way | time | {} |", names.join(" | "))?;
    writeln!(text, "|---|---|---|--:|{}", "--:|".repeat(peers.len()))?;
    for entry in entries {
        let ways: Vec<Way<'_>> = entry.ways().collect();
        for beside in ways.chunks(peers.len()) {
            let Some(Way { own, .. }) = beside.first() else {
                continue;
            };
            let cells: Vec<String> = beside.iter().map(Way::shown).collect();
            writeln!(
                text,
                "| {} | {} | {} | {} | {} |",
                entry.row,
                entry.size_name(),
                own.peer.name(),
                shown_time(Some(own)),
                cells.join(" | ")
            )?;
        }
    }
    writeln!(text)?;
    Ok(())
}
