//! How fast this crate is beside others: one thread, one core, the same elements.
//!
//! `rows` says what is compared, `ours`, `rust_peers` and the Python driver do it, `race` lets them
//! take turns, `report` writes `docs/peers.md` and `docs/peers.png`.

mod contestant;
mod measure;
mod ours;
mod peaks;
mod python;
mod race;
mod report;
mod rows;
mod rust_peers;
mod shared;
mod targets;
mod task;

use anyhow::{Context, Result, bail};
use python::Python;
use report::{Entry, Report};
use rows::Size;
use shared::Shared;
use std::path::{Path, PathBuf};

const USAGE: &str = "\
usage: cargo run --release --manifest-path benches/peers/Cargo.toml -- [options]

  --only TEXT       rows whose name contains this
  --size 1920x1080  this size of planes only
  --rounds N        rounds, 25 at least (default 25)
  --no-python       leave OpenCV, Halide, SciPy and NumPy out
  --csv FILE        write every sample to this file
  --quick           print only: docs/ stays as it is";

/// Fewer rounds say nothing about the spread.
const ROUNDS: usize = 25;

#[derive(Default)]
struct Options {
    only: String,
    size: Option<Size>,
    rounds: usize,
    no_python: bool,
    csv: Option<PathBuf>,
    quick: bool,
}

/// What a race needs.
pub(crate) struct Bench {
    pub(crate) shared: Shared,
    pub(crate) python: Option<Python>,
    pub(crate) rounds: usize,
}

fn main() -> Result<()> {
    let Some(options) = options()? else {
        println!("{USAGE}");
        return Ok(());
    };
    // Some crates use the global pool whatever they are asked for.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    let core = pin();
    let shared = Shared::create()?;
    let mut left_out = Vec::new();
    let mut python = None;
    if options.no_python {
        left_out.push("OpenCV, Halide, SciPy, NumPy: not asked for".into());
    } else {
        match Python::start(&shared, core) {
            Ok(started) => python = Some(started),
            Err(error) => left_out.push(format!("OpenCV, Halide, SciPy, NumPy: {error:#}")),
        }
    }
    let mut bench = Bench {
        shared,
        python,
        rounds: options.rounds,
    };
    let mut report = Report::new(&bench, left_out)?;
    report.print_head();
    for row in rows::rows() {
        if !row.name.contains(&options.only) {
            continue;
        }
        for &size in row.sizes {
            if row.sizes.len() > 1 && options.size.is_some_and(|wanted| wanted != size) {
                continue;
            }
            let outcome = (row.run)(&mut bench, size)
                .with_context(|| format!("{} at {}x{}", row.name, size.0, size.1))?;
            let entry = Entry::new(&row, size, outcome, &report);
            entry.print();
            report.entries.push(entry);
        }
    }
    report.print_missed();
    if let Some(path) = &options.csv {
        report.write_csv(path)?;
    }
    let partial = !options.only.is_empty() || options.size.is_some();
    if options.quick || partial {
        println!("docs/ stays as it is: it is written by whole runs without --quick.");
    } else {
        report.write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs"))?;
    }
    Ok(())
}

/// The options, or `None` to print the usage.
fn options() -> Result<Option<Options>> {
    use lexopt::prelude::*;
    let mut options = Options {
        rounds: ROUNDS,
        ..Options::default()
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => options.only = parser.value()?.string()?,
            Long("size") => options.size = Some(size(&parser.value()?.string()?)?),
            Long("rounds") => options.rounds = parser.value()?.parse::<usize>()?.max(ROUNDS),
            Long("no-python") => options.no_python = true,
            Long("csv") => options.csv = Some(parser.value()?.into()),
            Long("quick") => options.quick = true,
            Long("help") | Short('h') => return Ok(None),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn size(text: &str) -> Result<Size> {
    let Some((width, height)) = text.split_once('x') else {
        bail!("a size is written as 1920x1080");
    };
    let size = (width.parse()?, height.parse()?);
    if !rows::PLANES.contains(&size) {
        bail!("the sizes are {:?}", rows::PLANES);
    }
    Ok(size)
}

/// Keeps this process on the last core, if the system lets it.
fn pin() -> Option<usize> {
    let core = core_affinity::get_core_ids()?.into_iter().next_back()?;
    core_affinity::set_for_current(core).then_some(core.id)
}
