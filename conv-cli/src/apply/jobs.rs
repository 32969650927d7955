//! Which file goes where: every input with its output, refused before anything is done if one
//! output would destroy a file that is read, or another output.

use crate::args::{Apply, Format};
use crate::fault::Failure;
use crate::media;
use crate::output;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf, absolute, is_separator};

/// One input and where its output goes.
pub(super) struct Job {
    pub(super) input: PathBuf,
    pub(super) output: PathBuf,
    pub(super) format: Format,
}

/// Every input with its output; what cannot be right for all of them is an error.
pub(super) fn jobs(request: &Apply, kernel: &[PathBuf]) -> Result<Vec<Job>, Failure> {
    let Some((out, inputs)) = request.paths.split_last() else {
        return Err(Failure::usage("an input and an output are missing"));
    };
    let pipes = inputs.iter().filter(|input| output::is_pipe(input)).count();
    if pipes > 1 {
        return Err(Failure::usage("`-` is given twice: a pipe is read once"));
    }
    let into_directory = !output::is_pipe(out)
        && (inputs.len() > 1 || out.is_dir() || out.to_string_lossy().ends_with(is_separator));
    if inputs.len() > 1 && output::is_pipe(out) {
        return Err(Failure::usage(
            "several inputs do not go into one pipe: write a directory as the last argument",
        ));
    }
    // The next run would filter an output again, or with it.
    let taps = kernel
        .iter()
        .map(|path| (path, "an output, and the kernel is in it"));
    let inputs_read = inputs.iter().map(|path| (path, "its output"));
    let read: BTreeMap<PathBuf, (&PathBuf, &str)> = taps
        .chain(inputs_read.filter(|(path, _)| !output::is_pipe(path)))
        .map(|(path, by)| (file(path), (path, by)))
        .collect();
    let mut jobs = Vec::new();
    let mut outputs = BTreeMap::new();
    for input in inputs {
        let job = job(input, out, into_directory, request.format)?;
        if !output::is_pipe(&job.output) {
            let file = file(&job.output);
            if let Some((path, by)) = read.get(&file) {
                return Err(Failure::usage(format!(
                    "{} would be replaced by {by}: write another one",
                    path.display()
                )));
            }
            if let Some(before) = outputs.insert(file, job.output.clone()) {
                return Err(Failure::usage(twice(&before, &job.output)));
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

/// That two outputs are one file.
fn twice(first: &Path, second: &Path) -> String {
    let lowercase = |path: &Path| path.to_string_lossy().to_lowercase();
    let (shown, other) = (second.display(), first.display());
    if first != second && lowercase(first) == lowercase(second) {
        format!(
            "two inputs would be written to names that differ only in case, {other} and {shown}: give them different names"
        )
    } else {
        format!("two inputs would be written to {shown}: give them different names")
    }
}

/// The one path of a file that may have several, and need not be there yet.
fn file(path: &Path) -> PathBuf {
    let path = output::led_to(path);
    let found = path.canonicalize().or_else(|error| {
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let name = path.file_name().ok_or(error)?;
        Ok::<_, std::io::Error>(parent.canonicalize()?.join(name))
    });
    let found = found.or_else(|_| absolute(&path)).unwrap_or(path);
    // Where names that differ in the case of letters are one.
    if cfg!(any(windows, target_os = "macos")) {
        found.to_string_lossy().to_lowercase().into()
    } else {
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_outputs_that_are_one_file_are_told_as_they_are_named() {
        for (first, second, told) in [
            ("out/a.png", "out/a.png", "written to out/a.png: "),
            ("out/a.png", "out/b.png", "written to out/b.png: "),
            (
                "out/a.png",
                "out/A.png",
                "written to names that differ only in case, out/a.png and out/A.png: ",
            ),
        ] {
            let message = twice(Path::new(first), Path::new(second));
            assert!(message.contains(told), "{message}");
        }
    }
}
