//! The table of the layers, and what each layer does.

use super::way::{Tally, shown_time};
use super::{LayerEntry, machine};
use crate::Bench;
use anyhow::Result;
use std::fmt::Write;
use std::path::Path;

const INTRODUCTION: &str = "\
# Layers compared with ONNX Runtime

Made by `cargo run --release --manifest-path benches/peers/Cargo.toml -- --layers`;
`benches/peers/README.md` says how.
";

const COLUMNS: &str = "\
`f32`, one image, `nchw`, with bias and without activation; the weights are packed once, before.
`generated` is a layer that `conv_kernel!` declares and that is given its weights, `run-time` a
`DynLayer` with the same plan, `Winograd` one with `Winograd::Always`. `ratio` is ONNX Runtime's
time divided by ours: the median of the quotients of single rounds, with the quartiles. `✓` is a
target that the project set itself and met; **bold** is one that it missed, with the ratio that was
wanted. `of the peak` is the share of the core's peak: the multiply-adds of the definition in the
time taken, divided by those that the core can do at most. Winograd's algorithm does fewer and is
counted with as many, so it may exceed what is possible directly.
";

/// Everything that is reported of layers.
pub(crate) struct LayerReport {
    /// Lines above the table.
    head: Vec<String>,
    pub(crate) entries: Vec<LayerEntry>,
}

impl LayerReport {
    pub(crate) fn new(bench: &Bench, left_out: Vec<String>) -> Result<Self> {
        Ok(Self {
            head: machine::of_layers(bench, left_out)?,
            entries: Vec::new(),
        })
    }

    pub(crate) fn print_head(&self) {
        for line in &self.head {
            println!("{line}");
        }
        println!();
        LayerEntry::print_head();
    }

    /// The layers that miss a target.
    pub(crate) fn print_missed(&self) {
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

    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        std::fs::write(folder.join("layers.md"), self.markdown()?)?;
        println!("\nWritten: docs/layers.md");
        Ok(())
    }

    fn markdown(&self) -> Result<String> {
        let mut text = String::from(INTRODUCTION);
        writeln!(text)?;
        for line in &self.head {
            writeln!(text, "{line}")?;
        }
        writeln!(text, "\n{COLUMNS}")?;
        writeln!(
            text,
            "| layer | input | way | ONNX Runtime | ours | ratio | ours, of the peak | ONNX Runtime, of the peak |"
        )?;
        writeln!(text, "|---|---|---|--:|--:|--:|--:|--:|")?;
        for entry in &self.entries {
            lines(&mut text, entry)?;
        }
        writeln!(text, "\n{}", self.summary())?;
        writeln!(text, "\n## Plans\n\nWhat `explain()` says of each.\n")?;
        for entry in &self.entries {
            writeln!(text, "### {}\n", entry.name().replace("->", "→"))?;
            for plan in &entry.plans {
                writeln!(text, "```text\n{}\n```\n", plan.trim_end())?;
            }
            if let Some(peer) = entry.peer() {
                writeln!(text, "ONNX Runtime: {}.\n", peer.call)?;
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
    for way in entry.ways() {
        let ratio = way.shown();
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {ratio} | {} | {} |",
            entry.row.replace("->", "→"),
            entry.size_name(),
            way.own.call,
            shown_time(way.peer),
            shown_time(Some(way.own)),
            entry.shown_share(Some(way.own)),
            entry.shown_share(way.peer),
        )?;
    }
    Ok(())
}
