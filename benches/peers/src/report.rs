//! What is printed and written: lines while it runs, the table, the chart.

mod chart;
mod entry;
mod machine;
mod table;

use crate::Bench;
use crate::peaks::Peaks;
use anyhow::Result;
pub(crate) use entry::Entry;
use std::fmt::Write;
use std::path::Path;

/// Everything that is reported.
pub(crate) struct Report {
    /// Lines above the table.
    head: Vec<String>,
    pub(crate) peaks: Peaks,
    pub(crate) entries: Vec<Entry>,
}

impl Report {
    /// Measures the peaks.
    pub(crate) fn new(bench: &Bench, left_out: Vec<String>) -> Result<Self> {
        let peaks = Peaks::measure();
        Ok(Self {
            head: machine::head(bench, peaks, left_out)?,
            peaks,
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
    fn summary(&self) -> String {
        let count = |of: fn(&Entry) -> usize| self.entries.iter().map(of).sum::<usize>();
        let all = count(|entry| entry.verdicts().len());
        let missed = count(|entry| entry.missed().len());
        let unmeasured = count(Entry::unmeasured);
        format!(
            "{} targets met, {missed} missed, {unmeasured} not measured.",
            all - missed
        )
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

    /// Writes one line for each sample.
    pub(crate) fn write_csv(&self, path: &Path) -> Result<()> {
        let mut text = String::from("row,width,height,contestant,call,round,nanoseconds\n");
        for entry in &self.entries {
            let (width, height) = entry.size;
            for standing in &entry.outcome.standings {
                let peer = standing.peer.name();
                for (round, time) in standing.samples.iter().enumerate() {
                    let (row, call) = (entry.row, &standing.call);
                    writeln!(
                        text,
                        "{row},{width},{height},{peer},\"{call}\",{round},{time:.1}"
                    )?;
                }
            }
        }
        std::fs::write(path, text)?;
        Ok(())
    }
}
