//! The lines above the table: on what, with what, against what.

use crate::Bench;
use crate::peaks::{Peak, Peaks};
use crate::rows;
use anyhow::Result;
use conv_kernel::Level;
use std::process::Command;

pub(super) fn head(bench: &Bench, peaks: Peaks, left_out: Vec<String>) -> Result<Vec<String>> {
    let mut crates = vec![
        "libblur 0.24.0".to_owned(),
        "imageproc 0.27.0".into(),
        "image 0.25.10".into(),
        "kornia-imgproc 0.2.0".into(),
    ];
    let mut overheads = vec![format!(
        "`apply_with` of the 3x3 kernel here: {:.2} µs",
        rows::smallest_call()? / 1000.0
    )];
    let mut missing = left_out;
    if let Some(python) = &bench.python {
        crates.extend_from_slice(&python.versions);
        overheads.extend_from_slice(&python.overheads);
        missing.extend_from_slice(&python.missing);
    }
    let mut lines = vec![
        format!(
            "- CPU: {}, one core, one thread; level: {}.",
            cpu(),
            Level::best()
        ),
        format!("- Peers: {}. Compiler: {}.", crates.join(", "), compiler()),
        format!(
            "- Peak of one core: {:.1} G multiply-adds/s in f32, {:.1} G/s in i16.",
            peaks.of(Peak::F32) / 1e9,
            peaks.of(Peak::I16) / 1e9,
        ),
        format!(
            "- One call on a plane of one element: {}.",
            overheads.join("; ")
        ),
        format!("- {} rounds.", bench.rounds),
    ];
    lines.extend(missing.iter().map(|line| format!("- **Left out:** {line}")));
    Ok(lines)
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
    // Hypervisors hide the model's name, but not its numbers.
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
