//! What a kernel costs to build: seconds of `cargo build`, and bytes of machine code.
//!
//! ```text
//! subject   a kind of kernel, and the source of its i-th kernel
//! leaf      a crate of n kernels, written to disk and built: seconds, bytes
//! measure   medians; n kernels less none, divided by n
//! report    docs/build_cost.md
//! ```
//!
//! `cargo run --release --manifest-path benches/build_cost/Cargo.toml`

mod leaf;
mod machine;
mod measure;
mod report;
mod subject;

use std::error::Error;
use std::path::{Path, PathBuf};

/// How thoroughly to measure.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Kernels in a crate.
    counts: &'static [usize],
    /// Kernels in a crate of many, of all kinds.
    many: usize,
    /// Builds whose median is taken.
    repeats: usize,
    /// The same for crates of more than ten kernels.
    repeats_of_many: usize,
    /// Choices of CPU levels to compare; each builds all dependencies again, once.
    levels: usize,
}

const FULL: Effort = Effort {
    counts: &[1, 10],
    many: 100,
    repeats: 5,
    repeats_of_many: 3,
    levels: 6,
};

const QUICK: Effort = Effort {
    counts: &[1, 10],
    many: 100,
    repeats: 1,
    repeats_of_many: 1,
    levels: 2,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut effort = FULL;
    let mut report = repository().join("docs/build_cost.md");
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--help" => {
                println!(
                    "usage: cargo run --release --manifest-path benches/build_cost/Cargo.toml [-- --quick]\n\n  \
                     --quick  take each time once, and leave docs/ alone"
                );
                return Ok(());
            }
            "--quick" => {
                effort = QUICK;
                report = generated()?.join("build_cost.md");
            }
            other => return Err(format!("unknown argument {other}: there is only --quick").into()),
        }
    }
    let results = measure::everything(effort, &repository(), &generated()?)?;
    let text = report::markdown(effort, &results)?;
    print!("{text}");
    std::fs::write(&report, text)?;
    eprintln!("written to {}", report.display());
    Ok(())
}

/// The checkout that is measured.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where crates are generated and built: next to this program.
fn generated() -> Result<PathBuf, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let target = program
        .ancestors()
        .nth(2)
        .ok_or("the program is in no target directory")?;
    let directory = target.join("build-cost");
    std::fs::create_dir_all(&directory)?;
    Ok(directory)
}
