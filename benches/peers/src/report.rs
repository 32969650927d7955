//! What is printed and written: lines while it runs, the tables, the chart, the samples.

mod chart;
mod entry;
mod fft_entry;
mod fft_table;
mod layer_entry;
mod layer_table;
mod machine;
mod samples;
mod section;
mod table;
mod way;

use crate::Bench;
use anyhow::Result;
pub(crate) use entry::Entry;
pub(crate) use fft_entry::FftEntry;
pub(crate) use fft_table::FftReport;
pub(crate) use layer_entry::LayerEntry;
pub(crate) use layer_table::LayerReport;
pub(crate) use machine::place;
pub(crate) use samples::Samples;
pub(crate) use section::replace;
use std::path::Path;
use way::Tally;

/// Everything that is reported of planes and signals.
pub(crate) struct Report {
    /// Lines above the table.
    head: Vec<String>,
    pub(crate) entries: Vec<Entry>,
}

impl Report {
    pub(crate) fn new(bench: &Bench, left_out: Vec<String>) -> Result<Self> {
        Ok(Self {
            head: machine::of_planes(bench, left_out)?,
            entries: Vec::new(),
        })
    }

    pub(crate) fn print_head(&self) {
        for line in &self.head {
            println!("{line}");
        }
        println!();
    }

    /// The rows that miss a target.
    pub(crate) fn print_missed(&self) {
        let missed = self.missed();
        println!("\n{}", self.summary());
        for line in missed {
            println!("  {line}");
        }
    }

    /// How many targets were met, missed, and not measured.
    fn summary(&self) -> Tally {
        let count = |of: fn(&Entry) -> usize| self.entries.iter().map(of).sum::<usize>();
        let all = count(|entry| entry.verdicts().len());
        let missed = count(|entry| entry.missed().len());
        Tally {
            met: all - missed,
            missed,
            unmeasured: count(Entry::unmeasured),
        }
    }

    fn missed(&self) -> Vec<String> {
        self.entries.iter().flat_map(Entry::missed).collect()
    }

    /// Writes the table and the chart.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        std::fs::write(folder.join("peers.md"), table::markdown(self)?)?;
        chart::draw(&self.entries, &folder.join("peers.png"))?;
        println!("\nWritten: docs/peers.md, docs/peers.png");
        Ok(())
    }
}
