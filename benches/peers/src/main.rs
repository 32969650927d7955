//! How fast this crate is compared with others: one thread, one core, the same elements.
//!
//! `rows`, `layers` and `fft` say what is compared, `ours`, `rust_peers` and the Python driver do
//! it, `race` lets them take turns, `report` writes `docs/peers.md`, `docs/peers.png`,
//! `docs/layers.md` and the table of peers in `docs/fft.md`.

mod contestant;
mod fft;
mod layers;
mod level;
mod measure;
mod method;
mod options;
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
mod work;

use anyhow::{Context, Result};
use conv_kernel::Level;
use options::{Options, USAGE};
use peaks::Peaks;
use python::Python;
use report::{Entry, FftEntry, FftReport, LayerEntry, LayerReport, Report, Samples};
use shared::Shared;
use std::path::Path;

/// What a race needs.
pub(crate) struct Bench {
    pub(crate) shared: Shared,
    pub(crate) python: Option<Python>,
    pub(crate) rounds: usize,
    /// The level that everybody is held to, below what the processor has.
    pub(crate) level: Option<Level>,
    /// Where both processes are kept.
    core: Option<usize>,
    peaks: Peaks,
}

fn main() -> Result<()> {
    let Some(options) = Options::parse()? else {
        println!("{USAGE}");
        return Ok(());
    };
    if let Some(level) = options.level.filter(|&level| level != Level::best()) {
        return level::run_again(level);
    }
    // Some crates use the global pool whatever they are asked for.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    let core = pin();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    if options.method {
        return method::write(&docs);
    }
    let mut bench = Bench {
        shared: Shared::create()?,
        python: None,
        rounds: options.rounds,
        level: options.level,
        core,
        peaks: Peaks::measure(),
    };
    let docs = options.is_whole().then_some(&*docs);
    let mut samples = Samples::default();
    if options.planes && rows::rows().iter().any(|row| options.names(row.name)) {
        compare_planes(&options, &mut bench, &mut samples, docs)?;
    }
    // Layers have no sizes to choose from.
    let layered = options.layers && options.size.is_none();
    if layered && layers::rows().iter().any(|row| options.names(row.name)) {
        compare_layers(&options, &mut bench, &mut samples, docs)?;
    }
    // Nor have these.
    let long = options.fft && options.size.is_none();
    if long && fft::rows().iter().any(|row| options.names(row.name)) {
        compare_fft(&options, &mut bench, &mut samples, docs)?;
    }
    if let Some(path) = &options.csv {
        samples.write(path)?;
    }
    if docs.is_none() {
        println!("docs/ stays as it is: it is written by whole runs without --quick.");
    }
    Ok(())
}

fn compare_planes(
    options: &Options,
    bench: &mut Bench,
    samples: &mut Samples,
    docs: Option<&Path>,
) -> Result<()> {
    let peers: &[_] = match options.level {
        Some(_) if options.quick => &["opencv", "ipp"],
        Some(_) => &["opencv", "ipp", "halide"],
        None if options.quick => &["opencv", "ipp", "signal"],
        None => &["opencv", "ipp", "halide", "signal"],
    };
    let mut left_out = bench.start(options, peers);
    if options.quick {
        left_out.push("Halide: it compiles for minutes, and `--quick` is asked for".into());
    }
    let mut report = Report::new(bench, left_out)?;
    report.print_head();
    for row in rows::rows() {
        if !options.names(row.name) {
            continue;
        }
        for &size in row.sizes {
            if !options.has(row.sizes, size) {
                continue;
            }
            let outcome = (row.run)(bench, size)
                .with_context(|| format!("{} at {}x{}", row.name, size.0, size.1))?;
            samples.add(row.name, size, &outcome)?;
            let entry = Entry::new(&row, size, outcome, bench);
            entry.print();
            report.entries.push(entry);
        }
    }
    report.print_missed();
    docs.map_or(Ok(()), |folder| report.write(folder))
}

fn compare_layers(
    options: &Options,
    bench: &mut Bench,
    samples: &mut Samples,
    docs: Option<&Path>,
) -> Result<()> {
    let peers: &[_] = match options.level {
        Some(_) => &["onednn"],
        None => &["onnxruntime", "onednn"],
    };
    let left_out = bench.start(options, peers);
    let mut report = LayerReport::new(bench, left_out)?;
    report.print_head();
    for row in layers::rows() {
        if !options.names(row.name) {
            continue;
        }
        let (outcome, plans) = row
            .run(bench)
            .with_context(|| format!("{} at {}", row.name, row.size))?;
        samples.add(row.name, (row.size, row.size), &outcome)?;
        let entry = LayerEntry::new(&row, outcome, plans, bench);
        entry.print();
        report.entries.push(entry);
    }
    report.print_missed();
    docs.map_or(Ok(()), |folder| report.write(folder))
}

fn compare_fft(
    options: &Options,
    bench: &mut Bench,
    samples: &mut Samples,
    docs: Option<&Path>,
) -> Result<()> {
    let left_out = bench.start(options, &["opencv", "ipp", "signal"]);
    let mut report = FftReport::new(bench, left_out)?;
    report.print_head();
    for row in fft::rows() {
        if !options.names(row.name) {
            continue;
        }
        let (outcome, block) = (row.run)(bench).with_context(|| row.name)?;
        samples.add(row.name, row.size, &outcome)?;
        let entry = FftEntry::new(&row, outcome, block);
        entry.print();
        report.entries.push(entry);
    }
    report.print_missed();
    docs.map_or(Ok(()), |folder| report.write(folder))
}

impl Bench {
    /// Starts the Python side with these peers, in place of others; returns what is left out.
    fn start(&mut self, options: &Options, peers: &[&str]) -> Vec<String> {
        self.python = None;
        let mut left_out = Vec::new();
        if let Some(level) = self.level {
            left_out.push(format!("the peers that cannot be held to {level}"));
        }
        let names = peers.join(", ");
        if options.no_python {
            left_out.push(format!("{names}: not asked for"));
            return left_out;
        }
        match Python::start(&self.shared, self.core, self.level, peers) {
            Ok(started) => self.python = Some(started),
            Err(error) => left_out.push(format!("{names}: {error:#}")),
        }
        left_out
    }
}

/// Keeps this process on the last core, if the system lets it.
fn pin() -> Option<usize> {
    let core = core_affinity::get_core_ids()?.into_iter().next_back()?;
    core_affinity::set_for_current(core).then_some(core.id)
}
