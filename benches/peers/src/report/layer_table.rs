//! The table of the layers, and what each layer does.

use super::way::{Tally, shown_time};
use super::{LayerEntry, NOT_MEASURED, machine, section};
use crate::Bench;
use crate::contestant::Peer;
use anyhow::Result;
use conv_kernel::Level;
use std::fmt::Write;
use std::path::Path;

const INTRODUCTION: &str = "\
# Layers and their peers

Made by `cargo run --release --manifest-path benches/peers/Cargo.toml -- --layers`;
`benches/peers/README.md` says how.
";

const COLUMNS: &str = "\
One image, `nchw`, without activation; the weights are packed once, before. Rows without types are
`f32` with bias; `u8 -> i32` and `u8 -> u8` have weights of `i8` and no bias, and `separable` is the
depthwise layer and the pointwise one of the rows above it, one after the other. `generated` is a
layer that `conv_kernel!` declares and that is given its weights, `run-time` a `DynLayer` with the
same plan, `Winograd` one with `Winograd::Always`, and `nchw16` one in that layout, whose reorders
are not timed. `of the peak` is the share of the core's peak:
the multiply-adds of the definition in the time taken, divided by those that the core can do at
most, in `f32` or, for bytes, in 16 bits. Winograd's algorithm does fewer and is counted with as
many, so it may exceed what is possible directly; so may layers of bytes on instructions that
multiply bytes.

A peer has its time and, as `ratio`, that time divided by ours: the median of the quotients of
single rounds, with the quartiles. `✓` is a target that the project set itself and met; **bold** is
one that it missed, with the ratio that was wanted. `oneDNN blocked` is oneDNN with input and output
in the formats that it chooses, as inside of a network that is oneDNN's as a whole; `oneDNN nchw` has
both as all others do, with the reorders in its time where they are the faster way.
";

const HELD: &str = "\
Everybody is held to AVX2: `ours` was built without AVX-512. Nothing here has a target.
";

/// Everything that is reported of layers.
pub(crate) struct LayerReport {
    /// Lines above the table.
    head: Vec<String>,
    /// The level that everybody is held to.
    level: Option<Level>,
    pub(crate) entries: Vec<LayerEntry>,
}

impl LayerReport {
    pub(crate) fn new(bench: &Bench, left_out: Vec<String>) -> Result<Self> {
        Ok(Self {
            head: machine::of_layers(bench, left_out)?,
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

    /// The layers that miss a target.
    pub(crate) fn print_missed(&self) {
        if self.level.is_some() {
            return;
        }
        println!("\n{}", self.summary());
        for line in self.missed() {
            println!("  {line}");
        }
    }

    /// How many targets were met, missed, and not measured.
    fn summary(&self) -> Tally {
        self.entries.iter().map(LayerEntry::tally).sum()
    }

    fn missed(&self) -> Vec<String> {
        self.entries.iter().flat_map(LayerEntry::missed).collect()
    }

    /// Writes the page; at a level its section of the page.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let page = folder.join("layers.md");
        if let Some(level) = self.level {
            section::replace(&page, level.name(), &self.at_level()?)?;
            println!("\nWritten: docs/layers.md, section `{level}`");
            return Ok(());
        }
        let kept = section::kept(&page, Level::Avx2.name(), NOT_MEASURED);
        std::fs::write(page, self.markdown(&kept)?)?;
        println!("\nWritten: docs/layers.md");
        Ok(())
    }

    fn at_level(&self) -> Result<String> {
        let mut text = self.head.join("\n");
        writeln!(text, "\n\n{HELD}")?;
        self.table(&mut text)?;
        Ok(text)
    }

    fn table(&self, text: &mut String) -> Result<()> {
        let peers = self.entries.first().map_or(&[][..], LayerEntry::peers);
        let mut head = String::from("| layer | input | way | ours | of the peak |");
        for peer in peers {
            write!(head, " {} | ratio |", peer.name())?;
        }
        writeln!(text, "{head}")?;
        let columns = head.matches('|').count() - 4;
        writeln!(text, "|---|---|---|{}", "--:|".repeat(columns))?;
        for entry in &self.entries {
            lines(text, entry)?;
        }
        Ok(())
    }

    /// `held` is the table at a level, from a run of its own.
    fn markdown(&self, held: &str) -> Result<String> {
        let mut text = String::from(INTRODUCTION);
        writeln!(text)?;
        for line in &self.head {
            writeln!(text, "{line}")?;
        }
        writeln!(text, "\n{COLUMNS}")?;
        self.table(&mut text)?;
        writeln!(text, "\n{}", self.summary())?;
        let held = section::marked(Level::Avx2.name(), held);
        writeln!(text, "\n## Without AVX-512\n\n{held}")?;
        writeln!(text, "## Plans\n\nWhat `explain()` says of each.\n")?;
        for entry in &self.entries {
            writeln!(text, "### {}\n", entry.name().replace("->", "→"))?;
            for plan in &entry.plans {
                writeln!(text, "```text\n{}\n```\n", plan.trim_end())?;
            }
            for peer in Peer::LAYERS {
                if let Some(standing) = entry.outcome.of(peer) {
                    writeln!(text, "{}: {}.\n", peer.name(), standing.call)?;
                }
            }
            for fault in &entry.outcome.faults {
                writeln!(text, "Not shown: {fault}\n")?;
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        Ok(text)
    }
}

/// A line for each of our ways.
fn lines(text: &mut String, entry: &LayerEntry) -> Result<()> {
    for line in entry.lines() {
        let own = line[0].own;
        write!(
            text,
            "| {} | {} | {} | {} | {} |",
            entry.row.replace("->", "→"),
            entry.size_name(),
            own.call,
            shown_time(Some(own)),
            entry.shown_share(own),
        )?;
        for way in &line {
            write!(text, " {} | {} |", shown_time(way.peer), way.shown())?;
        }
        writeln!(text)?;
    }
    Ok(())
}
