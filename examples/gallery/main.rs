//! Contact sheets of the library of kernels: taps, what they do to a picture, and what they do to
//! waves.
//!
//! ```text
//! cargo run --release --example gallery \
//!     [-- [--dark] [--guide] [--to DIRECTORY] [IMAGE]]
//! ```
//!
//! `kernels` has the kernels, by the pages of the guide, `sheets` writes the pictures, `sheet` lays
//! kernels out, and `card` draws one. Pictures come and go, and a scene is drawn, as in the example
//! `edges`.

mod card;
#[path = "../edges/files.rs"]
mod files;
mod kernels;
#[path = "../plots/mod.rs"]
mod plots;
#[path = "../edges/scene.rs"]
mod scene;
mod sheet;
mod sheets;

use sheets::Request;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

const USAGE: &str = "\
Draws the kernels of the library: their taps, a picture after each, and their responses.

usage: cargo run --release --example gallery [-- [OPTIONS] [IMAGE]]

  IMAGE           a PNG or JPEG, whose middle is shown; without it, a scene is drawn
  --to DIRECTORY  where the pictures are written; default: the current directory
  --guide         write a picture for each page of the guide, not the two contact sheets
  --dark          draw on dark paper
  --help          print this

Without --guide it writes gallery-planes.png and gallery-signals.png.
";

/// Why the program ends early, in one line.
type Failure = String;

fn main() -> ExitCode {
    let outcome = match parse(std::env::args_os().skip(1)) {
        Ok(Some(request)) => sheets::write(&request).map(|written| sheets::report(&written)),
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
            Some("--dark") => request.dark = true,
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
