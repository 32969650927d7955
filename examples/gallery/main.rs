//! Contact sheets of the library of kernels: taps, what they do to a picture, and what they do to
//! waves.
//!
//! ```text
//! cargo run --release --example gallery [-- [--guide] [--to DIRECTORY] [IMAGE]]
//! ```
//!
//! `kernels` has the kernels, by the pages of the guide, `sheet` lays them out, `card` draws one,
//! and `canvas` has squares, lines and letters. Pictures come and go, and a scene is drawn, as in
//! the example `edges`.

mod canvas;
mod card;
#[path = "../edges/files.rs"]
mod files;
mod kernels;
#[path = "../edges/scene.rs"]
mod scene;
mod sheet;

use image::codecs::png::{CompressionType, FilterType};
use image::{GrayImage, imageops};
use kernels::{Page, Section};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
Draws the kernels of the library: their taps, a picture after each, and their responses.

usage: cargo run --release --example gallery [-- [OPTIONS] [IMAGE]]

  IMAGE           a PNG or JPEG, whose middle is shown; without it, a scene is drawn
  --to DIRECTORY  where the pictures are written; default: the current directory
  --guide         write a picture for each page of the guide, not the two contact sheets
  --help          print this

Without --guide it writes gallery-planes.png and gallery-signals.png.
";

/// Small: few shades, and letters and squares that come again.
const COMPRESSION: files::Compression = (CompressionType::Best, FilterType::NoFilter);

/// Why the program ends early, in one line.
type Failure = String;

/// What the command line asks for.
#[derive(Default)]
struct Request {
    image: Option<PathBuf>,
    directory: PathBuf,
    guide: bool,
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
            eprintln!("gallery: {}", failure.replace(['\r', '\n'], " "));
            ExitCode::FAILURE
        }
    }
}

/// The request, or `None` if help is asked for.
fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Request>, Failure> {
    let mut request = Request::default();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(None),
            Some("--guide") => request.guide = true,
            Some("--to") => {
                let directory = arguments.next();
                request.directory = directory.ok_or("--to needs a DIRECTORY after it")?.into();
            }
            Some(option) if option.starts_with("--") => {
                return Err(format!("unknown option {option}; --help lists them"));
            }
            _ if request.image.is_some() => {
                return Err("more than one IMAGE given; --help shows the usage".to_owned());
            }
            _ => request.image = Some(argument.into()),
        }
    }
    Ok(Some(request))
}

/// Writes every picture, and returns the report.
fn run(request: &Request) -> Result<String, Failure> {
    let sections = kernels::sections().map_err(|error| error.to_string())?;
    let mut sheets: Vec<(String, Vec<&Section>)> = Vec::new();
    if request.guide {
        for page in Page::ALL {
            let of_page = sections.iter().filter(|section| section.page == page);
            sheets.push((format!("{}.png", page.name()), of_page.collect()));
        }
    } else {
        for (name, axes) in [("gallery-planes.png", 2), ("gallery-signals.png", 1)] {
            let alike = sections.iter().filter(|section| section.axes() == axes);
            sheets.push((name.to_owned(), alike.collect()));
        }
    }
    let input = request.image.as_deref();
    let mut targets = Vec::new();
    for (name, of_sheet) in sheets {
        let target = files::Target::new(&request.directory.join(&name), input)?;
        targets.push((name, target, of_sheet));
    }
    let picture = match input {
        Some(path) => middle(&files::read(path)?),
        None => shrunk(&imageops::crop_imm(&scene::draw(), 120, 70, 560, 560).to_image()),
    };
    canvas::with_font()?;
    let mut report = String::new();
    for (name, target, of_sheet) in targets {
        let sheet = sheet::draw(&of_sheet, &picture)?;
        target.write(&sheet, COMPRESSION)?;
        let (width, height) = sheet.dimensions();
        let _ = writeln!(report, "{name}: {width}x{height}");
        for section in of_sheet {
            let _ = writeln!(report, "  {}", section.heading);
            for kernel in &section.kernels {
                let _ = writeln!(report, "    {}", kernel.title);
            }
        }
    }
    Ok(report)
}

/// The square in the middle of a picture, shrunk.
fn middle(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    let (x, y) = ((width - side) / 2, (height - side) / 2);
    shrunk(&imageops::crop_imm(picture, x, y, side, side).to_image())
}

/// A picture as large as it is shown, to which kernels are applied.
fn shrunk(picture: &GrayImage) -> GrayImage {
    let side = card::SIDE;
    imageops::resize(picture, side, side, imageops::FilterType::Triangle)
}
