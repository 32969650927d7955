//! `conv apply`: files through a kernel, several at once.
//!
//! ```text
//! IN.. -> jobs (input, output, format), refused together if one cannot be
//!      -> on all threads: read, filter by the types of elements, write
//! ```
//!
//! An input that fails stops no other; all that failed is told at the end.

mod filter;
mod jobs;

use crate::args::{Apply, Format, Opacity};
use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::media::{self, Media, Shape};
use crate::output;
use crate::typed;
use indicatif::{ProgressBar, ProgressStyle};
use jobs::Job;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

pub(crate) fn run(request: &Apply) -> Result<ExitCode, Failure> {
    let kernel = Kernel::read(&request.kernel)?;
    let jobs = jobs::jobs(request, &kernel.files)?;
    let threads = request.jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Failure::of(format!("threads cannot be started: {error}")))?;
    let bar = progress(request, jobs.len());
    let outcomes: Vec<Result<Value, Failure>> = pool.install(|| {
        jobs.par_iter()
            .map(|job| {
                let outcome = alone(&job.input, || done(job, &kernel, request));
                bar.inc(1);
                outcome
            })
            .collect()
    });
    bar.finish_and_clear();
    report(request, &jobs, outcomes)
}

/// A bar on the terminal if there are several inputs.
fn progress(request: &Apply, jobs: usize) -> ProgressBar {
    if jobs < 2 || request.quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(jobs as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}

/// What is made of one input, or its failure if the program fails on it, which stops no other.
fn alone<T>(input: &Path, made: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(made)).unwrap_or_else(|_| {
        Err(Failure::of(format!(
            "{}: `conv` failed on it, which is a bug: please report it with this file and what is printed above",
            shown(input)
        )))
    })
}

/// Filters one input, and returns what was done.
fn done(job: &Job, kernel: &Kernel, request: &Apply) -> Result<Value, Failure> {
    let start = Instant::now();
    let shown = shown(&job.input);
    let about = |wrong: String| Failure::of(format!("{shown}: {wrong}"));
    let bytes = read(&job.input).map_err(|error| about(format!("cannot be read: {error}")))?;
    let mut media = media::decode(&bytes).map_err(about)?;
    let stored = media.samples.element();
    if let Some(input) = kernel.input {
        media = media.converted(input).map_err(about)?;
    }
    let output = kernel.output.unwrap_or(media.samples.element());
    let input = typed::working(media.samples.element(), output);
    media = media.converted(input).map_err(about)?;
    filter::fits(kernel.axes(), media.shape).map_err(|failure| failure.about(&shown))?;
    let scales_opacity = request.alpha == Opacity::Filter && kernel.is_scaled();
    if media.shape.has_opacity() && !scales_opacity {
        filter::held_opacity(stored, output, job.format)
            .map_err(|failure| failure.about(&shown))?;
    }
    if request.alpha == Opacity::Premultiply && media.shape.has_opacity() {
        filter::same_opacity(stored, input).map_err(|failure| failure.about(&shown))?;
    }
    // A kernel that is wrong for these types is so for every input of them.
    kernel.check(input, output)?;
    let filtered = typed::visit(
        kernel,
        input,
        output,
        filter::Filtering {
            media: &media,
            opacity: request.alpha,
        },
    )
    .map_err(|failure| failure.about(&shown))?;
    if job.format == Format::Wav && !kernel.is_scaled() {
        media::same_full_scale(&filtered).map_err(about)?;
    }
    let encoded = media::encode(&filtered, job.format).map_err(about)?;
    output::write(&job.output, &encoded)?;
    Ok(json!({
        "input": shown,
        "output": self::shown(&job.output),
        "kernel": format!("{input} -> {output}"),
        "from": sizes(&media),
        "to": sizes(&filtered),
        "seconds": start.elapsed().as_secs_f64(),
    }))
}

fn shown(path: &Path) -> String {
    if output::is_pipe(path) {
        return "the pipe".into();
    }
    path.display().to_string()
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if output::is_pipe(path) {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(path)
}

/// Sizes and channels.
fn sizes(media: &Media) -> Value {
    match media.shape {
        Shape::Plane {
            width,
            height,
            channels,
            ..
        } => json!({ "width": width, "height": height, "channels": channels }),
        Shape::Signal { length, channels } => json!({ "length": length, "channels": channels }),
    }
}

/// Prints what was done and what failed.
fn report(
    request: &Apply,
    jobs: &[Job],
    outcomes: Vec<Result<Value, Failure>>,
) -> Result<ExitCode, Failure> {
    let piped = jobs.iter().any(|job| output::is_pipe(&job.output));
    let mut failures = Vec::new();
    let mut entries = Vec::new();
    for (job, outcome) in jobs.iter().zip(outcomes) {
        match outcome {
            Ok(entry) => entries.push(entry),
            Err(failure) => {
                entries.push(json!({
                    "input": shown(&job.input),
                    "error": failure.sentences(),
                }));
                failures.push(failure);
            }
        }
    }
    let mut printed = BTreeSet::new();
    for failure in &failures {
        if printed.insert(failure.sentences()) {
            failure.print();
        }
    }
    // The pipe has the output, and nothing else may be in it.
    if request.json && !piped {
        output::print(format!("{:#}\n", Value::Array(entries)).as_bytes())?;
    } else if !request.quiet && !piped {
        for entry in entries.iter().filter(|entry| entry.get("error").is_none()) {
            let field = |name| entry.get(name).and_then(Value::as_str).unwrap_or_default();
            output::print(format!("{} -> {}\n", field("input"), field("output")).as_bytes())?;
        }
    }
    match failures.as_slice() {
        [] => Ok(ExitCode::SUCCESS),
        [only] if jobs.len() == 1 => Ok(only.code()),
        some => {
            let count = some.len();
            Failure::of(format!("{count} of {} inputs failed", jobs.len())).print();
            // An input that was written was right.
            let wrong = count == jobs.len() && some.iter().all(Failure::is_usage);
            Ok(ExitCode::from(if wrong { 2 } else { 1 }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_the_failure_of_its_input() {
        let outcome: Result<(), Failure> = alone(Path::new("a.png"), || panic!("of a decoder"));
        let told = outcome.map_err(|failure| failure.sentences());
        assert!(told.is_err_and(|told| told.starts_with("a.png: `conv` failed on it")));
        assert!(alone(Path::new("b.png"), || Ok(())).is_ok());
    }
}
