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
use crate::rows::Table;
use anyhow::Result;
use conv_kernel::Level;
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
    /// The level that everybody is held to.
    level: Option<Level>,
    pub(crate) entries: Vec<Entry>,
}

/// What a page has where nothing was measured at a level.
const NOT_MEASURED: &str = "Not measured yet: the option `--level avx2` does it.";

impl Report {
    pub(crate) fn new(bench: &Bench, left_out: Vec<String>) -> Result<Self> {
        Ok(Self {
            head: machine::of_planes(bench, left_out)?,
            level: bench.level,
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
        if self.level.is_some() {
            return;
        }
        let missed = self.missed();
        println!("\n{}", self.summary());
        for line in missed {
            println!("  {line}");
        }
    }

    /// The entries of a table.
    fn of(&self, table: Table) -> Vec<&Entry> {
        let entries = self.entries.iter();
        entries.filter(|entry| entry.table == table).collect()
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

    /// Writes the table and the chart; at a level its section of the page.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let page = folder.join("peers.md");
        if let Some(level) = self.level {
            replace(&page, level.name(), &table::at_level(self)?)?;
            println!("\nWritten: docs/peers.md, section `{level}`");
            return Ok(());
        }
        let kept = section::kept(&page, Level::Avx2.name(), NOT_MEASURED);
        std::fs::write(page, table::markdown(self, &kept)?)?;
        chart::draw(&self.entries, &folder.join("peers.png"))?;
        println!("\nWritten: docs/peers.md, docs/peers.png");
        Ok(())
    }
}
