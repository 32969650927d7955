//! The crate without `std`, without and with an allocator, built, linked and run.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

#[test]
fn a_program_without_std_links_and_runs_without_and_with_an_allocator() {
    // One after the other, since they build the same program in the same directory.
    links_and_runs(&[]);
    links_and_runs(&["--features", "alloc"]);
    // And where little code counts: the same results, tap by tap, and layers without an allocator.
    links_and_runs(&["--features", "small"]);
    links_and_runs(&["--features", "layers"]);
    links_and_runs(&["--features", "layers,small"]);
}

fn links_and_runs(features: &[&str]) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("no-std");
    // A directory of its own: the build that runs this test holds the lock of the other.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-std");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .args(features)
        .arg("--target-dir")
        .arg(&target)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{errors}");
    let program = target.join("debug").join("conv-kernel-no-std-test");
    let status = Command::new(program).status().unwrap();
    assert!(status.success(), "the result that is wrong: {status}");
}
