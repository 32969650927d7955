//! The tables of `cargo bench --bench method`, on the page that says what they mean.

use crate::report;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

/// Runs the bench and writes what it prints into `docs/fft.md`.
pub(crate) fn write(docs: &Path) -> Result<()> {
    let page = docs.join("fft.md");
    let place = report::place();
    // What `auto` misses is indented there, and a list here.
    let table = run(docs, &[])?.replace("\n  ", "\n- ");
    report::replace(&page, "both ways", &format!("{place}\n\n{table}"))?;
    let fit = run(docs, &["--fit"])?;
    report::replace(
        &page,
        "fit",
        &format!("{place}\n\n```text\n{}\n```", fit.trim()),
    )?;
    println!("Written: docs/fft.md, sections `both ways` and `fit`");
    Ok(())
}

/// What the bench prints.
fn run(docs: &Path, arguments: &[&str]) -> Result<String> {
    let command = "bench --quiet -p conv-kernel-benches --bench method --";
    println!("cargo {command} {}", arguments.join(" "));
    let output = Command::new("cargo")
        .args(command.split(' '))
        .args(arguments)
        .current_dir(docs)
        .output()
        .context("cargo cannot be run")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the bench failed: {errors}");
    let printed = String::from_utf8(output.stdout)?;
    println!("{printed}");
    Ok(printed)
}
