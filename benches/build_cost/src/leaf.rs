//! A crate of some kernels: its source, its builds, its machine code.

use crate::machine;
use crate::subject::Subject;
use object::{Object, ObjectSection, SectionKind};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How the leaf calls its kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    /// `apply_with`; signals, which do not have it, `apply`.
    With,
    /// `apply_into`.
    Into,
}

/// What cargo is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// `cargo check`: macro expansion, types and borrows.
    Check,
    /// `cargo build`.
    Debug,
    /// `cargo build --release`.
    Release,
}

impl Build {
    const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Debug => &["build"],
            Self::Release => &["build", "--release"],
        }
    }

    const fn clean(self) -> &'static [&'static str] {
        match self {
            Self::Check | Self::Debug => &["clean", "--package", "leaf"],
            Self::Release => &["clean", "--package", "leaf", "--release"],
        }
    }
}

/// The time of one build.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Time on the clock.
    pub(crate) wall: Duration,
    /// Time on all CPUs together, where the system reports it.
    pub(crate) cpu: Option<Duration>,
}

/// A crate that is written and built again and again, with flags of its own.
#[derive(Debug)]
pub(crate) struct Leaf {
    directory: PathBuf,
    rustflags: &'static str,
}

impl Leaf {
    /// An empty crate that depends on the checkout at `repository`.
    pub(crate) fn new(
        repository: &Path,
        directory: PathBuf,
        rustflags: &'static str,
    ) -> Result<Self, Box<dyn Error>> {
        fs::create_dir_all(directory.join("src"))?;
        let repository = fs::canonicalize(repository)?;
        let manifest = format!(
            "[workspace]\n\n\
             [package]\nname = \"leaf\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nconv-kernel = {{ path = {repository:?} }}\n"
        );
        fs::write(directory.join("Cargo.toml"), manifest)?;
        // The same versions as the checkout, and no question to a registry.
        fs::copy(repository.join("Cargo.lock"), directory.join("Cargo.lock"))?;
        Ok(Self {
            directory,
            rustflags,
        })
    }

    /// The value of `RUSTFLAGS` for all its builds.
    pub(crate) const fn rustflags(&self) -> &'static str {
        self.rustflags
    }

    /// Replaces the source by one of `count` kernels, each of them called.
    pub(crate) fn write(&self, subject: Subject, count: usize, call: Call) -> std::io::Result<()> {
        fs::write(
            self.directory.join("src/main.rs"),
            source(subject, count, call),
        )
    }

    /// Builds everything that the leaf depends on.
    pub(crate) fn build_dependencies(&self, build: Build) -> Result<(), Box<dyn Error>> {
        self.write(Subject::Mixed, 0, Call::With)?;
        self.cargo(build.arguments())
    }

    /// Builds only the leaf, from scratch.
    pub(crate) fn build(&self, build: Build) -> Result<Cost, Box<dyn Error>> {
        self.cargo(build.clean())?;
        let (start, used) = (Instant::now(), machine::cpu_of_children());
        self.cargo(build.arguments())?;
        let wall = start.elapsed();
        let cpu = machine::cpu_of_children().zip(used);
        Ok(Cost {
            wall,
            cpu: cpu.map(|(after, before)| after.saturating_sub(before)),
        })
    }

    /// Bytes of machine code in the release binary that was built last.
    pub(crate) fn code_size(&self) -> Result<u64, Box<dyn Error>> {
        let name = format!("leaf{}", std::env::consts::EXE_SUFFIX);
        let binary = fs::read(self.directory.join("target/release").join(name))?;
        let file = object::File::parse(&*binary)?;
        Ok(file
            .sections()
            .filter(|section| section.kind() == SectionKind::Text)
            .map(|section| section.size())
            .sum())
    }

    /// Runs the binary that was built last: a kernel that fails is not worth its build.
    pub(crate) fn run(&self, build: Build) -> Result<(), Box<dyn Error>> {
        let profile = match build {
            Build::Check => return Ok(()),
            Build::Debug => "debug",
            Build::Release => "release",
        };
        let name = format!("leaf{}", std::env::consts::EXE_SUFFIX);
        let program = self.directory.join("target").join(profile).join(name);
        let status = Command::new(program).status()?;
        status
            .success()
            .then_some(())
            .ok_or("a kernel failed".into())
    }

    fn cargo(&self, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(arguments)
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", self.directory.join("target"))
            .env("RUSTFLAGS", self.rustflags)
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .stdin(Stdio::null())
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!(
            "cargo {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr)
        )
        .into())
    }
}

/// The source of a leaf: declarations, and a `main` that calls each kernel on run-time data.
fn source(subject: Subject, count: usize, call: Call) -> String {
    let mut declarations = String::new();
    let mut calls = String::new();
    for i in 0..count {
        let declaration = subject.declaration(i);
        // Writing to a string cannot fail.
        let _ = writeln!(
            declarations,
            "conv_kernel::conv_kernel! {{ struct {declaration} }}"
        );
        let (input, output) = subject.types(i);
        let source = format!("Plane::new(&from_{input}, WIDTH, HEIGHT)?");
        let to = format!("PlaneMut::new(&mut to_{output}, WIDTH, HEIGHT)?");
        let call = match (subject.is_signal(i), call) {
            (false, Call::With) => format!("K{i}.apply_with({source}, {to}, &mut scratch)?;"),
            (false, Call::Into) => format!("K{i}.apply_into({source}, {to})?;"),
            (true, Call::With) => format!("to_{output} = K{i}.apply(&from_{input})?;"),
            (true, Call::Into) => format!("K{i}.apply_into(&from_{input}, &mut to_{output})?;"),
        };
        let _ = writeln!(calls, "    {call}");
    }
    format!("{PRELUDE}{declarations}{MAIN}{calls}{END}")
}

const PRELUDE: &str = "\
#![allow(unused)]
use conv_kernel::{Error, Filter, Plane, PlaneMut, Scratch, SignalFilter};

const WIDTH: usize = 80;
const HEIGHT: usize = 60;
";

const MAIN: &str = "
fn main() -> Result<(), Error> {
    let seed = std::env::args().count();
    let from_u8: Vec<u8> = (0..WIDTH * HEIGHT).map(|i| (i * seed) as u8).collect();
    let from_f32: Vec<f32> = from_u8.iter().map(|&x| f32::from(x)).collect();
    let mut to_u8 = vec![0u8; WIDTH * HEIGHT];
    let mut to_i16 = vec![0i16; WIDTH * HEIGHT];
    let mut to_f32 = vec![0f32; WIDTH * HEIGHT];
    let mut scratch = Scratch::new();
";

const END: &str = "    \
    std::hint::black_box((to_u8, to_i16, to_f32, scratch));
    Ok(())
}
";
