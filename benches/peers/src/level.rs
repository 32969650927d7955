//! Everybody below the level that the processor has.
//!
//! This crate chooses its level when it runs, and only `apply_into_at` can be given another one:
//! that has its buffers on the stack, where `apply_with` keeps them. For the same calls as
//! elsewhere the comparison runs again, built without the levels above. Libraries are held by
//! variables of their own.

use anyhow::{Context, Result, ensure};
use conv_kernel::Level;
use std::env;
use std::path::Path;
use std::process::Command;

/// The flags of a build whose best level is AVX2 at most.
const FLAGS: &str = "--cfg disable_dispatch_avx512";

/// Builds this program for a level, in a folder of its own, and runs it with the same arguments.
pub(crate) fn run_again(level: Level) -> Result<()> {
    let best = Level::best();
    ensure!(best == Level::Avx512, "the best level here is {best}");
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let flags = env::var("RUSTFLAGS").unwrap_or_default();
    let status = Command::new("cargo")
        .args(["run", "--release", "--quiet", "--manifest-path"])
        .arg(home.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(home.join("target").join(level.name()))
        .arg("--")
        .args(env::args_os().skip(1))
        .env("RUSTFLAGS", format!("{flags} {FLAGS}"))
        .status()
        .context("cargo cannot be run")?;
    ensure!(status.success(), "the comparison at {level} failed");
    Ok(())
}

/// The variables that hold libraries to a level.
pub(crate) fn held_to(level: Level) -> Vec<(&'static str, &'static str)> {
    if level != Level::Avx2 {
        return Vec::new();
    }
    let mut variables = vec![
        // `ipp_peer.py` reads it.
        ("CONV_KERNEL_PEERS_LEVEL", "avx2"),
        ("ONEDNN_MAX_CPU_ISA", "AVX2"),
        ("OPENCV_CPU_DISABLE", "AVX512-SKX"),
        ("OPENCV_IPP", "avx2"),
    ];
    if cfg!(target_os = "linux") {
        variables.push(("HL_JIT_TARGET", "x86-64-linux-sse41-avx-avx2-fma-f16c"));
    }
    variables
}
