//! What a filter takes on a Cortex-M4F: bytes of flash and of stack, and instructions.
//!
//! ```text
//! each filter, each way, each level of optimisation:
//!     program without measuring  -> sections of its ELF file     flash
//!     program that measures      -> QEMU, what it prints          stack, instructions
//! -> docs/embedded.md
//! ```
//!
//! `cargo run --release --manifest-path benches/embedded/Cargo.toml`; with `-- --check` nothing is
//! written, and the command fails if a filter with `small` at `opt-level = "s"` takes more than its
//! limit.

use object::{Object, ObjectSection, SectionFlags, elf};
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TARGET: &str = "thumbv7em-none-eabihf";

/// A feature of the program.
struct Filter {
    feature: &'static str,
    /// What the page calls it.
    name: &'static str,
    /// The most bytes of flash and of stack that it may take with `small` at the level `s`.
    limits: [u64; 2],
}

const FILTERS: [Filter; 7] = [
    Filter {
        feature: "fir_i16",
        name: "FIR of 16 taps, 256 samples of `i16`",
        limits: [4096, 1024],
    },
    Filter {
        feature: "fir_f32",
        name: "FIR of 5 taps, 256 samples of `f32`",
        limits: [3072, 1024],
    },
    Filter {
        feature: "sobel",
        name: "Sobel 3x3, 96x96, `u8 -> i16`",
        limits: [3072, 1024],
    },
    Filter {
        feature: "gaussian",
        name: "binomial 5x5, 96x96, `u8`",
        limits: [4096, 1024],
    },
    Filter {
        feature: "counts",
        name: "mean 3x3, 32x24, `u16`",
        limits: [4608, 1280],
    },
    Filter {
        feature: "frame",
        name: "mean 3x3, 8x8, `f32`",
        limits: [2816, 1024],
    },
    Filter {
        feature: "layer",
        name: "layer 1 to 4 channels, 3x3, 16x16, `i8 -> i32`",
        limits: [2048, 512],
    },
];

/// Levels of optimisation; the limits are for the first.
const LEVELS: [&str; 2] = ["s", "3"];

/// The feature `small`, which the limits are for, or without it.
const WAYS: [Option<&str>; 2] = [Some("small"), None];

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = Program {
        manifest: repository.join("benches/embedded/program/Cargo.toml"),
        target: repository.join("benches/embedded/target/program"),
    };
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let text = page(&program)?;
            print!("{text}");
            fs::write(repository.join("docs/embedded.md"), text)?;
            Ok(())
        }
        ["--check"] => check(&program),
        _ => Err("the only option is `--check`".into()),
    }
}

/// Prints what each filter takes, and what its limits are.
///
/// # Errors
///
/// If a limit is passed.
fn check(program: &Program) -> Outcome<()> {
    let empty = program.flash(&[], LEVELS[0])?;
    let mut passed = false;
    for filter in &FILTERS {
        let Filter { name, limits, .. } = filter;
        let [flash, stack, _] = program.figures(filter.feature, LEVELS[0], WAYS[0], empty)?;
        for (what, bytes, limit) in [("flash", flash, limits[0]), ("stack", stack, limits[1])] {
            if bytes > limit {
                passed = true;
                println!("{name}: {bytes} bytes of {what}, MORE THAN {limit}");
            } else {
                println!("{name}: {bytes} bytes of {what}, at most {limit}");
            }
        }
    }
    if passed {
        return Err("a filter takes more than its limit".into());
    }
    Ok(())
}

fn page(program: &Program) -> Outcome<String> {
    let empty = program.flash(&[], "s")?;
    let mut rows = Vec::new();
    for Filter { feature, name, .. } in &FILTERS {
        for level in LEVELS {
            for way in WAYS {
                let figures = program.figures(feature, level, way, empty)?;
                rows.push((*feature, *name, level, way, figures));
            }
        }
    }
    // Of kernels: the least and the most.
    let range = |way: Option<&str>, figure: usize| {
        let kernels = rows.iter().filter(|row| row.0 != "layer" && row.3 == way);
        let figures = kernels.map(|row| row.4[figure]);
        let least = figures.clone().min().unwrap_or_default();
        let most = figures.max().unwrap_or_default();
        format!("{} to {}", thousands(least), thousands(most))
    };
    let mut text = String::new();
    write!(
        text,
        "# What a filter takes on a microcontroller\n\n\
         With the feature `small` a kernel takes {} bytes of flash and {} of stack; without it {} and {}.\n\n\
         Written by `cargo run --release --manifest-path benches/embedded/Cargo.toml`; {}. A program for a Cortex-M4F \
         (`{TARGET}`, fat LTO) filters once with `apply_into`, over buffers that are statics.\n\n\
         Flash is code and constants beyond those of a program that does nothing ({} bytes, start-up and vectors), without \
         the buffers. Stack is what the call used at most, and instructions are those of the call, counted by QEMU \
         (`mps2-an386`, `-icount shift=0`) to within 80. A real core takes more cycles than instructions where it waits for flash.\n\n\
         With the feature `small`, kernels are computed 16 outputs at a time and one tap after the other: \
         stack does not depend on the size, bits are those of every other build, and time is 2 to 9 times as long. \
         A layer is computed output by output then, without an allocator; without `small` it needs one, 64 KiB here.\n\n\
         | filter | `opt-level` | `small` | flash, bytes | stack, bytes | instructions |\n\
         |---|---|---|--:|--:|--:|\n",
        range(WAYS[0], 0),
        range(WAYS[0], 1),
        range(WAYS[1], 0),
        range(WAYS[1], 1),
        version()?,
        thousands(empty)
    )?;
    for (_, name, level, way, figures) in &rows {
        let [flash, stack, instructions] = figures.map(thousands);
        let small = if way.is_some() { "yes" } else { "" };
        writeln!(
            text,
            "| {name} | {level} | {small} | {flash} | {stack} | {instructions} |"
        )?;
    }
    write!(
        text,
        "\n`.ci/targets thumbv7em` fails if a filter takes more than this with `small` at `opt-level = \"s\"`:\n\n\
         | filter | flash, bytes at most | stack, bytes at most |\n\
         |---|--:|--:|\n"
    )?;
    for Filter { name, limits, .. } in &FILTERS {
        let [flash, stack] = limits.map(thousands);
        writeln!(text, "| {name} | {flash} | {stack} |")?;
    }
    Ok(text)
}

/// A number with commas: 12,345.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn version() -> Outcome<String> {
    let output = Command::new("rustc").arg("--version").output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

struct Program {
    manifest: PathBuf,
    target: PathBuf,
}

impl Program {
    /// Bytes of flash beyond those of the `empty` program, bytes of stack, and instructions.
    fn figures(
        &self,
        filter: &str,
        level: &str,
        way: Option<&str>,
        empty: u64,
    ) -> Outcome<[u64; 3]> {
        // The packed weights of a layer and its buffers are on a heap.
        let heap = (filter == "layer" && way.is_none()).then_some("heap");
        let features: Vec<&str> = way.into_iter().chain([filter]).chain(heap).collect();
        let flash = self.flash(&features, level)?.saturating_sub(empty);
        let [stack, instructions] = self.measured(&features, level)?;
        Ok([flash, stack, instructions])
    }

    /// The ELF file with these features.
    fn built(&self, features: &[&str], level: &str) -> Outcome<PathBuf> {
        let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
        // The flags of `build.rs` are found from the manifest's directory.
        let directory = self.manifest.parent().ok_or("a manifest in no directory")?;
        let output = Command::new(cargo)
            .args(["build", "--release", "--target", TARGET, "--features"])
            .arg(features.join(","))
            .arg("--target-dir")
            .arg(&self.target)
            .current_dir(directory)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", level)
            .env_remove("RUSTFLAGS")
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(self.target.join(TARGET).join("release/embedded-program"))
    }

    /// Bytes of code and constants: what is in memory that is not written.
    fn flash(&self, features: &[&str], level: &str) -> Outcome<u64> {
        let file = fs::read(self.built(features, level)?)?;
        let file = object::File::parse(&*file)?;
        let kept = |flags| match flags {
            SectionFlags::Elf { sh_flags } => {
                sh_flags & u64::from(elf::SHF_ALLOC) != 0
                    && sh_flags & u64::from(elf::SHF_WRITE) == 0
            }
            _ => false,
        };
        Ok(file
            .sections()
            .filter(|section| kept(section.flags()))
            .map(|section| section.size())
            .sum())
    }

    /// Bytes of stack, and instructions.
    fn measured(&self, features: &[&str], level: &str) -> Outcome<[u64; 2]> {
        let features: Vec<&str> = features.iter().copied().chain(["measured"]).collect();
        let file = self.built(&features, level)?;
        let output = Command::new("qemu-system-arm")
            .args(["-cpu", "cortex-m4", "-machine", "mps2-an386", "-nographic"])
            .args(["-semihosting-config", "enable=on,target=native"])
            .args(["-icount", "shift=0", "-kernel"])
            .arg(file)
            .output()
            .map_err(|error| format!("qemu-system-arm: {error}"))?;
        let text = String::from_utf8(output.stdout)?;
        let numbers: Vec<u64> = text
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .collect();
        <[u64; 2]>::try_from(numbers).map_err(|_| format!("the program printed {text:?}").into())
    }
}
