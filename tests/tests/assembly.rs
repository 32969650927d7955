//! The machine code of interior loops: no call, and no vector on the stack.
//!
//! The crate `conv-kernel-assembly`, and conv-runtime, which has the loop that follows a table, are
//! compiled to assembly; v0 symbols carry the module of each kernel and the level. A function's
//! interior loop is its smallest loop that has the most vector arithmetic. Cold exits of bounds
//! checks lie after the loop and are allowed.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// What the symbols of the loops have that follow a table over eight rows of `f32`. Integers need a
/// register more for each product, and have a few spills on AVX2.
const TABLE: &str = "9TableLanefKj8_";

/// The same over one row, in blocks: a FIR filter of many taps.
const ROW: &str = "9TableLanefKj1_";

/// The loops of layers, where the innermost loop of a tile is looked at: around it stand loops over
/// tiles, and what activations call.
const LAYER: &str = "6layers5sweep3runf";

/// Kernel, level, and the least number of vector operations that its interior loop must have.
const CASES: &[(&str, &str, usize)] = &[
    ("dense_3x3", "vectorize_avx2", 36),
    ("dense_3x3", "vectorize_avx512", 36),
    ("dense_4x4", "vectorize_avx512", 256),
    ("binomial_5x5", "vectorize_avx2", 20),
    ("binomial_5x5", "vectorize_avx512", 20),
    (TABLE, "vectorize_avx2", 40),
    (TABLE, "vectorize_avx512", 80),
    (ROW, "vectorize_avx2", 160),
    (ROW, "vectorize_avx512", 320),
    (LAYER, "vectorize_avx2", 12),
    (LAYER, "vectorize_avx512", 24),
    ("sobel_u8", "vectorize_avx2", 24),
    ("sobel_u8", "vectorize_avx512", 24),
    ("sharpen_u8", "vectorize_avx2", 40),
    ("sharpen_u8", "vectorize_avx512", 40),
];

#[test]
fn interior_loops_have_no_call_and_no_vector_spill() {
    let assembly = assembly(["conv-kernel-assembly", "conv-runtime"]);
    let mut faults = Vec::new();
    for &(kernel, level, least) in CASES {
        let loops: Vec<Loop<'_>> = functions(&assembly)
            .filter(|(name, _)| name.contains(kernel) && name.contains(level))
            .filter_map(|(_, lines)| interior(&lines, kernel == LAYER))
            .filter(|found| found.arithmetic >= least)
            .filter(|found| {
                let fused = found.lines.iter().filter(|line| line.contains("fmadd"));
                match kernel {
                    TABLE | ROW => fused.count() > 0,
                    // Loops of activations have a small share.
                    LAYER => fused.count() * 4 >= found.lines.len(),
                    _ => true,
                }
            })
            .collect();
        if loops.is_empty() {
            faults.push(format!("{kernel} {level}: no loop of {least} operations"));
        }
        for found in loops {
            for line in found.lines {
                if line.starts_with("call") || spills(line) {
                    faults.push(format!("{kernel} {level}: {line}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_inspection_finds_calls_and_spills() {
    let lines = [
        ".L1:",
        "vfmadd231ps (%rax), %ymm0, %ymm1",
        "vmovups %ymm1, 32(%rsp)",
        "callq foo",
        "jne .L1",
        "ret",
    ];
    let found = interior(&lines, false).unwrap();
    assert_eq!(found.arithmetic, 1);
    assert!(found.lines.iter().any(|line| line.starts_with("call")));
    assert!(found.lines.iter().any(|line| spills(line)));
}

/// The text of the assembly of two packages, from one build as users have it, but without the
/// feature that changes the levels.
fn assembly(packages: [&str; 2]) -> String {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("assembly");
    let host = host();
    let flags = [
        "--emit=asm,link",
        "-Csymbol-mangling-version=v0",
        "-Cllvm-args=-x86-asm-syntax=att",
    ];
    let status = Command::new(env!("CARGO"))
        .args(["build", "-q", "-p", packages[0], "--release", "--lib"])
        // With a target named, the flags are not those of the macro.
        .args(["--target", &host, "--target-dir"])
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
        .env_remove("RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success(), "the test crate does not compile");
    let deps = target.join(host).join("release/deps");
    packages.map(|package| newest(&deps, package)).concat()
}

/// The target of this machine.
fn host() -> String {
    let version = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.unwrap().to_owned()
}

/// The text of the newest assembly of a package: a file for each unit that is compiled on its own,
/// each written after the metadata of the build.
fn newest(deps: &Path, package: &str) -> String {
    let package = package.replace('-', "_");
    let files: Vec<(String, SystemTime, PathBuf)> = std::fs::read_dir(deps)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (
                name,
                entry.metadata().unwrap().modified().unwrap(),
                entry.path(),
            )
        })
        .collect();
    let (metadata, built, _) = files
        .iter()
        .filter(|(name, ..)| {
            name.starts_with(&format!("lib{package}-")) && name.ends_with(".rmeta")
        })
        .max_by_key(|(_, modified, _)| modified)
        .unwrap();
    let stem = metadata.trim_start_matches("lib").trim_end_matches("rmeta");
    let units = files.iter().filter(|(name, modified, _)| {
        name.starts_with(stem) && name.ends_with(".s") && modified >= built
    });
    units
        .map(|(_, _, path)| std::fs::read_to_string(path).unwrap())
        .collect()
}

/// Each function's symbol and its lines.
fn functions(assembly: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    assembly
        .split("\n\t.cfi_startproc")
        .skip(1)
        .zip(
            assembly
                .split("\n\t.cfi_startproc")
                .map(|before| before.lines().last().unwrap_or_default()),
        )
        .map(|(after, name)| {
            let body = after.split("\t.cfi_endproc").next().unwrap_or_default();
            (name, body.lines().map(str::trim).collect())
        })
}

/// A loop of a function.
struct Loop<'a> {
    lines: Vec<&'a str>,
    arithmetic: usize,
}

/// The first and last line of each loop.
fn loops(lines: &[&str]) -> Vec<(usize, usize)> {
    let target = |line: &str| {
        line.starts_with('j')
            .then(|| line.split_whitespace().nth(1).map(str::to_owned))
            .flatten()
    };
    lines
        .iter()
        .enumerate()
        .filter_map(|(end, line)| {
            let label = target(line)?;
            let start = lines[..end]
                .iter()
                .position(|line| line.strip_suffix(':') == Some(&label))?;
            Some((start, end))
        })
        .collect()
}

/// The smallest loop that has the most vector arithmetic, of all or of the `innermost` ones.
fn interior<'a>(lines: &[&'a str], innermost: bool) -> Option<Loop<'a>> {
    let mut best: Option<Loop<'a>> = None;
    let loops = loops(lines);
    for &(start, end) in &loops {
        let contains =
            |other: &(usize, usize)| *other != (start, end) && start <= other.0 && other.1 <= end;
        if innermost && loops.iter().any(contains) {
            continue;
        }
        let body = lines[start..=end].to_vec();
        let arithmetic = body.iter().filter(|line| is_arithmetic(line)).count();
        let better = best.as_ref().is_none_or(|best| {
            arithmetic > best.arithmetic
                || (arithmetic == best.arithmetic && body.len() < best.lines.len())
        });
        if better {
            best = Some(Loop {
                lines: body,
                arithmetic,
            });
        }
    }
    best
}

fn is_arithmetic(line: &str) -> bool {
    let operation = line.split_whitespace().next().unwrap_or_default();
    let operation = operation.strip_prefix('v').unwrap_or(operation);
    ["fmadd", "addps", "mulps", "padd", "psub", "pmul", "psll"]
        .iter()
        .any(|start| operation.starts_with(start))
}

/// Whether a vector register is stored to or loaded from the stack.
fn spills(line: &str) -> bool {
    line.contains("(%rsp") && ["%xmm", "%ymm", "%zmm"].iter().any(|r| line.contains(r))
}
