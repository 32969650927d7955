//! The lines above the table: on what, with what, against what.

use crate::Bench;
use crate::peaks::Peak;
use crate::{layers, rows};
use anyhow::Result;
use conv_kernel::Level;
use std::process::Command;

/// Above the table of planes and signals.
pub(super) fn of_planes(bench: &Bench, left_out: Vec<String>) -> Result<Vec<String>> {
    let crates: &[_] = match bench.level {
        Some(_) => &[],
        None => &[
            "libblur 0.24.0",
            "imageproc 0.27.0",
            "image 0.25.10",
            "kornia-imgproc 0.2.0",
        ],
    };
    let peak = format!(
        "{:.1} G multiply-adds/s in f32, {:.1} G/s in i16",
        bench.peaks.of(Peak::F32) / 1e9,
        bench.peaks.of(Peak::I16) / 1e9,
    );
    let smallest = format!(
        "One call on a plane of one element: `apply_with` of the 3x3 kernel here: {:.2} µs",
        rows::smallest_call()? / 1000.0
    );
    Ok(head(bench, crates, &peak, smallest, left_out))
}

/// Above the tables of long kernels and of template matching.
pub(super) fn of_fft(bench: &Bench, left_out: Vec<String>) -> Result<Vec<String>> {
    let peak = format!(
        "{:.1} G multiply-adds/s in f32",
        bench.peaks.of(Peak::F32) / 1e9
    );
    let smallest = format!(
        "One call on a plane of one element: `apply_with` of a 3x3 kernel here: {:.2} µs",
        rows::smallest_call()? / 1000.0
    );
    Ok(head(bench, &["realfft 3.5.1"], &peak, smallest, left_out))
}

/// On what, in a line.
pub(crate) fn place() -> String {
    format!(
        "- CPU: {}, one core, one thread; level: {}.",
        cpu(),
        Level::best()
    )
}

/// Above the table of layers.
pub(super) fn of_layers(bench: &Bench, left_out: Vec<String>) -> Result<Vec<String>> {
    let peak = format!(
        "{:.1} G multiply-adds/s in f32",
        bench.peaks.of(Peak::F32) / 1e9
    );
    let smallest = format!(
        "One call on one element, not subtracted from any time: `apply_with` of a 1x1 layer: {:.2} µs",
        layers::smallest_call()? / 1000.0
    );
    Ok(head(bench, &[], &peak, smallest, left_out))
}

fn head(
    bench: &Bench,
    crates: &[&str],
    peak: &str,
    smallest: String,
    mut missing: Vec<String>,
) -> Vec<String> {
    let mut peers: Vec<&str> = crates.to_vec();
    let mut overheads = vec![smallest];
    if let Some(python) = &bench.python {
        peers.extend(python.versions.iter().map(String::as_str));
        overheads.extend_from_slice(&python.overheads);
        missing.extend_from_slice(&python.missing);
    }
    if peers.is_empty() {
        peers.push("none");
    }
    let mut lines = vec![
        place(),
        format!("- Peers: {}. Compiler: {}.", peers.join(", "), compiler()),
        format!("- Peak of one core: {peak}."),
        format!("- {}.", overheads.join("; ")),
        format!("- {} rounds.", bench.rounds),
    ];
    lines.extend(missing.iter().map(|line| format!("- **Left out:** {line}")));
    lines
}

fn cpu() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        info.lines()
            .find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))
            .and_then(|line| line.split(':').nth(1))
            .map(|value| value.trim().to_owned())
    };
    let Some(name) = field("model name") else {
        return std::env::consts::ARCH.into();
    };
    // Hypervisors hide the model's name, but not its family and model numbers.
    match (field("cpu family"), field("model")) {
        (Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        _ => name,
    }
}

fn compiler() -> String {
    Command::new("rustc")
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map_or_else(|| "unknown".into(), |version| version.trim().into())
}
