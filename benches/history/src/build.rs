//! A commit's crate in a work tree of its own, and the runner of today in it.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A commit that can be timed.
pub(crate) struct Built {
    /// Its short name and subject.
    pub(crate) title: String,
    pub(crate) runner: PathBuf,
}

/// Where this workspace is, and where its work trees and builds are.
const HOME: &str = env!("CARGO_MANIFEST_DIR");

/// What the work tree gets of this workspace: an old commit has none, or other rows.
const RUNNER: [&str; 3] = ["Cargo.toml", "runner", "src"];

/// Builds a commit; what was built before is used again.
pub(crate) fn build(name: &str) -> Result<Built> {
    let commit = git(&["rev-parse", "--verify", &format!("{name}^{{commit}}")])?;
    let title = git(&["log", "-1", "--format=%h %s", &commit])?;
    println!("Building {title}");
    let folder = Path::new(HOME).join("target/commits").join(&commit);
    let source = folder.join("source");
    if !source.join("Cargo.toml").exists() {
        // One that was deleted by hand is still listed.
        git(&["worktree", "prune"])?;
        let path = source.to_str().context("a path that is no Unicode")?;
        git(&["worktree", "add", "--quiet", "--detach", path, &commit])?;
    }
    let there = source.join("benches/history");
    fs::create_dir_all(&there)?;
    for part in RUNNER {
        copy(&Path::new(HOME).join(part), &there.join(part))?;
    }
    // The versions of then, as far as the runner leaves them open.
    fs::copy(source.join("Cargo.lock"), there.join("Cargo.lock")).context("no Cargo.lock")?;
    let target = folder.join("build");
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "-p", "history-runner"])
        .arg("--manifest-path")
        .arg(there.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status()
        .context("cargo cannot be run")?;
    ensure!(
        status.success(),
        "{title} cannot be built with today's rows"
    );
    let file = format!("history-runner{}", std::env::consts::EXE_SUFFIX);
    Ok(Built {
        title,
        runner: target.join("release").join(file),
    })
}

/// A file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to).with_context(|| format!("{} cannot be copied", from.display()))?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn git(arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .current_dir(HOME)
        .args(arguments)
        .output()
        .context("git cannot be run")?;
    let fault = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "git {}: {}",
        arguments.join(" "),
        fault.trim()
    );
    Ok(String::from_utf8(output.stdout)?.trim().into())
}
