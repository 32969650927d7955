//! `conv apply`: files through a kernel, several at once.
//!
//! ```text
//! IN.. -> jobs (input, output, format), refused together if one cannot be
//!      -> on all threads: read, filter by the types of elements, write
//! ```
//!
//! An input that fails stops no other; all that failed is told at the end.

mod filter;

use crate::args::{Apply, Format, Opacity};
use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::media::{self, Media, Shape};
use crate::output;
use crate::typed;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// One input and where its output goes.
struct Job {
    input: PathBuf,
    output: PathBuf,
    format: Format,
}

pub(crate) fn run(request: &Apply) -> Result<ExitCode, Failure> {
    let kernel = Kernel::read(&request.kernel)?;
    let jobs = jobs(request)?;
    let threads = request.jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Failure::of(format!("threads cannot be started: {error}")))?;
    let bar = progress(request, jobs.len());
    let outcomes: Vec<Result<Value, Failure>> = pool.install(|| {
        jobs.par_iter()
            .map(|job| {
                let outcome = done(job, &kernel, request);
                bar.inc(1);
                outcome
            })
            .collect()
    });
    bar.finish_and_clear();
    report(request, &jobs, outcomes)
}

/// Every input with its output; what cannot be right for all of them is an error.
fn jobs(request: &Apply) -> Result<Vec<Job>, Failure> {
    let Some((out, inputs)) = request.paths.split_last() else {
        return Err(Failure::usage("an input and an output are missing"));
    };
    let pipes = inputs.iter().filter(|input| output::is_pipe(input)).count();
    if pipes > 1 {
        return Err(Failure::usage("`-` is given twice: a pipe is read once"));
    }
    let into_directory = !output::is_pipe(out)
        && (inputs.len() > 1 || out.is_dir() || out.to_string_lossy().ends_with('/'));
    if inputs.len() > 1 && output::is_pipe(out) {
        return Err(Failure::usage(
            "several inputs do not go into one pipe: write a directory as the last argument",
        ));
    }
    let mut jobs = Vec::new();
    let mut outputs = BTreeSet::new();
    for input in inputs {
        let job = job(input, out, into_directory, request.format)?;
        if !output::is_pipe(&job.output) {
            refuse_inputs(&job.output, inputs)?;
            if !outputs.insert(job.output.clone()) {
                return Err(Failure::usage(format!(
                    "two inputs would be written to {}: give them different names",
                    job.output.display()
                )));
            }
        }
        jobs.push(job);
    }
    // Nothing is made before all that is asked for can be.
    if into_directory {
        std::fs::create_dir_all(out).map_err(|error| {
            Failure::usage(format!(
                "cannot make the directory {}, which outputs go into: {error}",
                out.display()
            ))
        })?;
    }
    Ok(jobs)
}

fn job(
    input: &Path,
    out: &Path,
    into_directory: bool,
    format: Option<Format>,
) -> Result<Job, Failure> {
    let unknown = |path: &Path| {
        Failure::usage(format!(
            "the format of {} cannot be told from its name: write --format png, jpeg, tiff, npy or wav",
            if output::is_pipe(path) {
                "the pipe".into()
            } else {
                path.display().to_string()
            }
        ))
    };
    let output = if into_directory {
        let mut name = PathBuf::from(input.file_name().unwrap_or("-".as_ref()));
        if let Some(format) = format {
            name.set_extension(media::extension(format));
        }
        out.join(name)
    } else {
        out.to_owned()
    };
    let format = format
        .or_else(|| media::of_name(&output))
        .ok_or_else(|| unknown(if into_directory { input } else { out }))?;
    Ok(Job {
        input: input.to_owned(),
        output,
        format,
    })
}

/// Refuses an output that is an input too: the next run would filter it again.
fn refuse_inputs(output: &Path, inputs: &[PathBuf]) -> Result<(), Failure> {
    let Ok(output) = output.canonicalize() else {
        return Ok(());
    };
    let same = inputs
        .iter()
        .find(|input| input.canonicalize().is_ok_and(|input| input == output));
    match same {
        Some(input) => Err(Failure::usage(format!(
            "{} would be replaced by its output: write another one",
            input.display()
        ))),
        None => Ok(()),
    }
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
