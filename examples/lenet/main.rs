//! A small network modelled on LeNet-5, whose weights the macro takes from `.npy` files, reads
//! digits that are drawn as if by hand.
//!
//! ```text
//! cargo run --release --features npy --example lenet [-- [--preview | --train [CURVE]]]
//! ```
//!
//! `digits` draws, `network` reads the digits, by generated and by run-time layers; `training`
//! finds the weights, which `weights` keeps in files, while `progress` shows how far it is; `curve`
//! draws the loss, `sheet` what was read.

mod curve;
mod digits;
mod network;
#[path = "../plots/mod.rs"]
mod plots;
mod progress;
mod sheet;
mod training;
mod weights;

use conv_kernel::prelude::*;
use digits::{Digit, Digits};
use network::Network;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const USAGE: &str = "\
Reads drawn digits by a network, and says how many are right and how long each took.

usage: cargo run --release --features npy --example lenet [-- OPTION]

  --preview        write digits by what they were taken for to lenet.png in the current directory
  --train [CURVE]  train the network, which takes a few seconds, and replace
                   examples/lenet/weights/*.npy; draw the loss into the PNG file CURVE, or into
                   loss.png beside the weights
  --help           print this
";

/// The digits that are read, none of which the training has seen.
const COUNT: usize = 2000;
const SEED: u64 = 2;

/// What `--preview` writes.
const PREVIEW: &str = "lenet.png";

/// What `--train` draws, unless it is told where.
const CURVE: &str = "loss.png";

/// Why the program ends early, in one line.
type Failure = String;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let options: Vec<_> = arguments
        .iter()
        .map(|option| option.to_string_lossy())
        .collect();
    let options: Vec<_> = options.iter().map(AsRef::as_ref).collect();
    let outcome = match options[..] {
        [] => classify(false),
        ["--preview"] => classify(true),
        ["--train"] => train(&weights::folder().join(CURVE)),
        ["--train", _] => train(Path::new(&arguments[1])),
        ["--help" | "-h"] => Ok(USAGE.to_owned()),
        _ => Err(format!(
            "not understood: {}; --help lists the options",
            options.join(" ")
        )),
    };
    match outcome {
        Ok(text) => {
            // A reader that has closed the pipe has seen enough.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("lenet: {}", failure.replace(['\r', '\n'], " "));
            ExitCode::FAILURE
        }
    }
}

/// Reads the digits with both networks, and returns the report.
fn classify(preview: bool) -> Result<String, Failure> {
    let failed = |error: Error| error.to_string();
    let digits: Vec<_> = Digits::new(SEED).take(COUNT).collect();
    let mut generated = Network::generated();
    let mut dynamic = Network::dynamic(&weights::read()?).map_err(failed)?;

    let mut report = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(report, "{name:<10} {value}");
    };
    line("digits", format!("{COUNT}, drawn"));
    line("CPU level", Level::best().to_string());
    let first = read(&mut generated, &digits).map_err(failed)?;
    line("generated", first.told(&digits));
    let second = read(&mut dynamic, &digits).map_err(failed)?;
    line("run-time", second.told(&digits));
    if first.bits() != second.bits() {
        return Err("the networks differ: was the example built after training?".to_owned());
    }
    line("scores", "the same bits".to_owned());
    if preview {
        let sheet = sheet::draw(&digits, &first.labels());
        let saved = sheet.save(PREVIEW);
        saved.map_err(|error| format!("cannot write {PREVIEW}: {error}"))?;
        line("written", PREVIEW.to_owned());
    }
    for (name, plan) in generated.plans() {
        let _ = writeln!(report, "\n{name}: {plan}");
    }
    Ok(report)
}

/// Trains, replaces the files, draws the loss, reads digits with the result; returns the report.
fn train(curve: &Path) -> Result<String, Failure> {
    let start = Instant::now();
    let failed = |error: Error| error.to_string();
    let digits: Vec<_> = Digits::new(SEED).take(COUNT).collect();
    let (parameters, points) = training::train(&digits).map_err(failed)?;
    let took = start.elapsed();
    let mut network = Network::dynamic(&parameters).map_err(failed)?;
    let reading = read(&mut network, &digits).map_err(failed)?;
    let mut report = format!("trained in {took:.1?}\n{}\n", reading.told(&digits));
    let mut written = weights::write(&parameters)?;
    curve::draw(&points)
        .and_then(|picture| Ok(picture.save(curve)?))
        .map_err(|error| format!("cannot write {}: {error}", curve.display()))?;
    written.push(curve.to_owned());
    for path in written {
        let _ = writeln!(report, "written: {}", path.display());
    }
    Ok(report)
}

/// What a network made of digits.
struct Reading {
    scores: Vec<[f32; 10]>,
    /// For one digit, the median.
    time: Duration,
}

/// Reads digits one by one, as they would come from a camera.
fn read(network: &mut Network, digits: &[Digit]) -> Result<Reading, Error> {
    let (mut scores, mut times) = (Vec::new(), Vec::new());
    for digit in digits {
        let start = Instant::now();
        scores.push(network.scores(&digit.image)?);
        times.push(start.elapsed());
    }
    times.sort();
    let time = times.get(times.len() / 2).copied().unwrap_or_default();
    Ok(Reading { scores, time })
}

impl Reading {
    /// The digit of the greatest score, for each image.
    fn labels(&self) -> Vec<usize> {
        let label = |scores: &[f32; 10]| {
            let greatest = (0..10).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
            greatest.unwrap_or_default()
        };
        self.scores.iter().map(label).collect()
    }

    /// Every bit of every score.
    fn bits(&self) -> Vec<u32> {
        let scores = self.scores.iter().flatten();
        scores.map(|score| score.to_bits()).collect()
    }

    /// How many labels are those of the digits.
    fn right(&self, digits: &[Digit]) -> usize {
        let labels = self.labels();
        let right = labels
            .iter()
            .zip(digits)
            .filter(|read| *read.0 == read.1.label);
        right.count()
    }

    fn told(&self, digits: &[Digit]) -> String {
        let right = self.right(digits);
        format!(
            "{right} right, {:.2} %; {:.1} us each, the median",
            100.0 * right as f64 / digits.len() as f64,
            1e6 * self.time.as_secs_f64()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_networks_give_the_same_bits_and_97_of_100_digits_are_right() -> Result<(), Failure> {
        let failed = |error: Error| error.to_string();
        let digits: Vec<_> = Digits::new(SEED).take(COUNT).collect();
        let mut dynamic = Network::dynamic(&weights::read()?).map_err(failed)?;
        let first = read(&mut Network::generated(), &digits).map_err(failed)?;
        let second = read(&mut dynamic, &digits).map_err(failed)?;
        assert!(first.bits() == second.bits(), "the scores differ");
        let right = first.right(&digits);
        assert!(100 * right >= 97 * COUNT, "{right} of {COUNT}");
        Ok(())
    }
}
