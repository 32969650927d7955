//! The table in Markdown.

use super::entry::microseconds;
use super::section::marked;
use super::{Entry, Report};
use crate::contestant::Peer;
use crate::measure::Spread;
use crate::rows::Table;
use crate::targets::Goal;
use anyhow::Result;
use conv_kernel::Level;
use std::fmt::Write;

const INTRODUCTION: &str = "\
# This crate and its peers

Made by `cargo run --release --manifest-path benches/peers/Cargo.toml`; `benches/peers/README.md`
says how.
";

const COLUMNS: &str = "\
| column | what it has |
|---|---|
| `generated`, `dynamic` | times of this crate: of a declared kernel, and of one made at run time |
| a peer | its time divided by `generated`: the median of the quotients of single rounds, with the quartiles |
| `dyn / gen` | the run-time kernel's time divided by the generated one's: met where the quartiles reach 1, since kernels of more than 16 taps follow the same table either way |
| `OpenCV / dyn` | OpenCV's time divided by the run-time kernel's |
| `copy` | the time of a `memcpy` that moves as many bytes as input and output have |
| `limit` | `generated` divided by the longer of that copy and the plan's multiply-adds at the peak of the core |

`✓` is a target that the project set itself and met; **bold** is one that it missed, with the value
that was wanted; most cells have no target.

At 64x64 and below calls cost as much as filtering, on both sides. IPP is called by a shim, a small
program in C++ that repeats the call, so that the way from Python is paid once and not for each. Rows
of RGB and RGBA are pictures of interleaved pixels, whose size is in pixels. A bank is several
kernels over one input; OpenCV has a call for each step, and one for both Sobel derivatives.

Results of this crate are right to the last rounding. `imageproc` and `kornia` truncate 8-bit results
between the passes of a Gaussian, so theirs may be up to 3 off; other rounded results may be 1 off,
such as those of `libblur` and of OpenCV's blurs of bytes.
";

const NEEDED: &str = "\
A target that takes less than 1.00 of the limit would have to be faster than a copy of the same
bytes, or than the multiply-adds at their peak. [speed.md] says where the time goes.
";

const HELD: &str = "\
Everybody is held to AVX2: `generated` and `dynamic` are times of this crate built without AVX-512,
and a peer's column has its time divided by `generated`. Nothing here has a target.
";

/// The peers that can be held to a level.
const HELD_PEERS: [Peer; 3] = [Peer::OpenCv, Peer::Ipp, Peer::Halide];

/// The tables of a run in which everybody is held to a level.
pub(super) fn at_level(report: &Report) -> Result<String> {
    let mut text = report.head.join("\n");
    writeln!(text, "\n\n{HELD}")?;
    let of = |table| report.of(table);
    section(
        &mut text,
        "### Planes",
        &of(Table::Planes),
        &HELD_PEERS,
        false,
    )?;
    section(
        &mut text,
        "### Banks",
        &of(Table::Banks),
        &[Peer::OpenCv],
        false,
    )?;
    section(
        &mut text,
        "### Signals",
        &of(Table::Signals),
        &[Peer::Ipp],
        false,
    )?;
    faults(&mut text, "###", &report.entries)?;
    Ok(text)
}

/// `held` are the tables at a level, from a run of its own.
pub(super) fn markdown(report: &Report, held: &str) -> Result<String> {
    let mut text = String::from(INTRODUCTION);
    writeln!(text)?;
    for line in &report.head {
        writeln!(text, "{line}")?;
    }
    writeln!(text, "\n{COLUMNS}")?;
    writeln!(
        text,
        "![Times of the peers over those of this crate][peers.png]\n\n[peers.png]: peers.png\n[speed.md]: speed.md\n"
    )?;
    let of = |table| report.of(table);
    section(
        &mut text,
        "## Planes",
        &of(Table::Planes),
        &Peer::PLANES,
        true,
    )?;
    section(
        &mut text,
        "## Banks",
        &of(Table::Banks),
        &[Peer::OpenCv],
        true,
    )?;
    section(
        &mut text,
        "## Signals",
        &of(Table::Signals),
        &Peer::SIGNALS,
        false,
    )?;
    let held = marked(Level::Avx2.name(), held);
    writeln!(text, "## Without AVX-512\n\n{held}")?;

    writeln!(
        text,
        "## Targets missed\n\n{}\n\n{NEEDED}",
        report.summary()
    )?;
    for line in report.missed() {
        writeln!(text, "- {line}")?;
    }
    writeln!(
        text,
        "\n## Calls\n\nThe fastest call of each peer that does the task.\n"
    )?;
    calls(&mut text, &report.entries)?;
    faults(&mut text, "##", &report.entries)?;
    Ok(text)
}

/// `title` with its level, and a table.
fn section(
    text: &mut String,
    title: &str,
    entries: &[&Entry],
    peers: &[Peer],
    with_dynamic: bool,
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(text, "{title}\n")?;
    let mut head = String::from("| row | passes | size | generated | dynamic | dyn / gen |");
    for peer in peers {
        write!(head, " {} |", peer.name())?;
    }
    if with_dynamic {
        head += " OpenCV / dyn |";
    }
    head += " copy | limit |";
    writeln!(text, "{head}")?;
    writeln!(
        text,
        "|---|---|---|{}",
        "--:|".repeat(head.matches('|').count() - 4)
    )?;
    for entry in entries {
        let time = |peer| entry.time(peer).map_or("–".into(), microseconds);
        let name = entry.row.replace("->", "→");
        write!(
            text,
            "| {name} | {} | {} |",
            entry.passes,
            entry.size_name()
        )?;
        write!(
            text,
            " {} | {} |",
            time(Peer::Generated),
            time(Peer::Dynamic)
        )?;
        let over = |peer| Goal::Generated(peer);
        write!(
            text,
            " {} |",
            judged(entry, over(Peer::Dynamic), entry.ratio(Peer::Dynamic))
        )?;
        for &peer in peers {
            write!(text, " {} |", judged(entry, over(peer), entry.ratio(peer)))?;
        }
        if with_dynamic {
            let ratio = entry.over(Peer::OpenCv, Peer::Dynamic);
            write!(
                text,
                " {} |",
                judged(entry, Goal::Dynamic(Peer::OpenCv), ratio)
            )?;
        }
        let copy = entry.copy().map_or("–".into(), microseconds);
        let limit = entry.above_limit().map(|limit| Spread {
            low: limit,
            median: limit,
            high: limit,
        });
        writeln!(text, " {copy} | {} |", judged(entry, Goal::Limit, limit))?;
    }
    writeln!(text)?;
    Ok(())
}

/// A quotient with its quartiles, bold if it misses a target.
fn judged(entry: &Entry, goal: Goal, value: Option<Spread>) -> String {
    let Some(Spread { low, median, high }) = value else {
        return "–".into();
    };
    let spread = if low == high {
        String::new()
    } else {
        format!(" ({}–{})", quotient(low), quotient(high))
    };
    let median = quotient(median);
    let verdicts = entry.verdicts();
    match verdicts.iter().find(|(target, _, _)| target.goal == goal) {
        Some((_, _, true)) => format!("{median} ✓{spread}"),
        Some((target, _, false)) => format!("**{median}** of {}{spread}", target.bound),
        None => format!("{median}{spread}"),
    }
}

fn quotient(value: f64) -> String {
    if value < 20.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.0}")
    }
}

fn calls(text: &mut String, entries: &[Entry]) -> Result<()> {
    writeln!(text, "| row | size | calls |\n|---|---|---|")?;
    for entry in entries {
        let calls: Vec<String> = entry
            .outcome
            .standings
            .iter()
            .filter(|standing| !matches!(standing.peer, Peer::Generated | Peer::Dynamic))
            .map(|standing| format!("{}: {}", standing.peer.name(), standing.call))
            .collect();
        let (row, size) = (entry.row.replace("->", "→"), entry.size_name());
        writeln!(text, "| {row} | {size} | {} |", calls.join("; "))?;
    }
    Ok(())
}

fn faults(text: &mut String, level: &str, entries: &[Entry]) -> Result<()> {
    if entries.iter().all(|entry| entry.outcome.faults.is_empty()) {
        return Ok(());
    }
    writeln!(text, "\n{level} Calls that are not shown\n")?;
    for entry in entries {
        for fault in &entry.outcome.faults {
            writeln!(text, "- {}: {fault}", entry.name())?;
        }
    }
    Ok(())
}
