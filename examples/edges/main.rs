//! Edges of a picture: read, grey, blur, the length of the Sobel gradient, PNG.
//!
//! ```text
//! cargo run --release --example edges [-- [--preview] [INPUT [OUTPUT]]]
//! ```
//!
//! `pipeline` has the kernels and the steps, `files` reads and writes pictures,
//! `scene` draws one when none is given.

mod files;
mod pipeline;
mod scene;

use conv_kernel::prelude::*;
use image::codecs::png::{CompressionType, FilterType};
use image::{GrayImage, imageops};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "\
Finds the edges of a picture and says how long each step took.

usage: cargo run --release --example edges [-- [OPTION] [INPUT [OUTPUT]]]

  INPUT      a PNG or JPEG; without it, a scene is drawn
  OUTPUT     the PNG to write; default: edges.png in the current directory
  --preview  write input and edges side by side, 640 pixels wide
  --help     print this
";

/// Where the result goes unless the second argument says so.
const DEFAULT_OUTPUT: &str = "edges.png";

/// Width of the picture that `--preview` writes.
const PREVIEW_WIDTH: u32 = 640;

/// Fast, since a picture with noise does not become small.
const COMPRESSION: files::Compression = (CompressionType::Fast, FilterType::Adaptive);

/// Why the program ends early, in one line.
type Failure = String;

/// What the command line asks for.
struct Request {
    input: Option<PathBuf>,
    output: PathBuf,
    preview: bool,
}

fn main() -> ExitCode {
    let outcome = match parse(std::env::args_os().skip(1)) {
        Ok(Some(request)) => run(&request),
        Ok(None) => Ok(USAGE.to_owned()),
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(text) => {
            // A reader that has closed the pipe has seen enough.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("edges: {}", failure.replace(['\r', '\n'], " "));
            ExitCode::FAILURE
        }
    }
}

/// The request, or `None` if help is asked for.
fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Option<Request>, Failure> {
    let mut files = Vec::new();
    let mut preview = false;
    for argument in arguments {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(None),
            Some("--preview") => preview = true,
            Some(option) if option.starts_with("--") => {
                return Err(format!("unknown option {option}; --help lists them"));
            }
            _ => files.push(PathBuf::from(argument)),
        }
    }
    if files.len() > 2 {
        return Err(format!(
            "{} files given; at most INPUT and OUTPUT are expected, see --help",
            files.len()
        ));
    }
    let mut files = files.into_iter();
    Ok(Some(Request {
        input: files.next(),
        output: files.next().unwrap_or_else(|| DEFAULT_OUTPUT.into()),
        preview,
    }))
}

/// Does everything, and returns the report.
fn run(request: &Request) -> Result<String, Failure> {
    let target = files::Target::new(&request.output, request.input.as_deref())?;
    let start = Instant::now();
    let (grey, origin) = match &request.input {
        Some(path) => (files::read(path)?, format!("read from {}", path.display())),
        None => (scene::draw(), "drawn (INPUT was not given)".to_owned()),
    };
    let reading = start.elapsed();
    let (width, height) = (grey.width(), grey.height());
    let found = pipeline::edges(&grey).map_err(|error| error.to_string())?;

    let start = Instant::now();
    let edges = GrayImage::from_raw(width, height, found.edges)
        .ok_or_else(|| "the result has another size than the picture".to_owned())?;
    if request.preview {
        let both = side_by_side(&grey, &edges, PREVIEW_WIDTH);
        target.write(&both, COMPRESSION)?;
    } else {
        target.write(&edges, COMPRESSION)?;
    }
    let writing = start.elapsed();

    let mut report = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(report, "{name:<10} {value}");
    };
    line("picture", format!("{width}x{height}, {origin}"));
    line("CPU level", Level::best().to_string());
    let milliseconds = |time: std::time::Duration| format!("{:9.3} ms", time.as_secs_f64() * 1e3);
    line("input", format!("{}, once", milliseconds(reading)));
    for (name, time) in &found.times {
        line(
            name,
            format!("{}, best of {} runs", milliseconds(*time), pipeline::RUNS),
        );
    }
    line("output", format!("{}, once", milliseconds(writing)));
    line("written", shown(&request.output));
    for (name, plan) in &found.plans {
        let _ = writeln!(report, "\n{name}: {plan}");
    }
    Ok(report)
}

/// Both pictures, each shrunk to half of `width`, next to each other.
fn side_by_side(left: &GrayImage, right: &GrayImage, width: u32) -> GrayImage {
    let (half, limit) = (width / 2, 4 * width);
    let ratio = f64::from(left.height()) / f64::from(left.width());
    let height = (f64::from(half) * ratio).round().clamp(1.0, limit.into()) as u32;
    let mut both = GrayImage::new(2 * half, height);
    for (picture, x) in [(left, 0), (right, half)] {
        let small = imageops::resize(picture, half, height, imageops::FilterType::Triangle);
        imageops::replace(&mut both, &small, x.into(), 0);
    }
    both
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
