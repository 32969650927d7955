//! The taps of KERNEL: an expression, whose files are read here, or an NPY file.

use super::entries::Entries;
use crate::fault::Fault;
use conv_expand::file;
use conv_kernel::Taps;
use conv_syntax::text;
use std::path::{Path, PathBuf};

/// Kernels, each with its name if there are several.
type Kernels = Vec<(Option<String>, Taps)>;

/// The kernels, and the files that they were read from; mistakes go to `faults`.
pub(super) fn taps(
    kernel: &str,
    entries: &Entries,
    faults: &mut Vec<Fault>,
) -> (Kernels, Vec<PathBuf>) {
    let mut files = Vec::new();
    let method = entries.get("method").map(|entry| entry.text.trim());
    let any_number = matches!(method, Some("fft" | "auto"));
    let mut read = |path: PathBuf, tensor: Option<&str>| {
        let taps = read(&path, tensor, any_number);
        files.push(path);
        taps
    };
    let kernels = match entries.get("taps") {
        None => match read(kernel.into(), None) {
            Ok(taps) => vec![(None, taps)],
            Err(message) => {
                faults.push(Fault::new(message));
                Vec::new()
            }
        },
        Some(entry) => {
            let mut named = |file: &conv_syntax::written::File| {
                read(entries.directory.join(&file.path), file.tensor.as_deref())
            };
            text::taps(&entry.text, &mut named).unwrap_or_else(|mistakes| {
                faults.extend(mistakes.iter().map(|mistake| entry.mistake(mistake)));
                Vec::new()
            })
        }
    };
    (kernels, files)
}

/// The array or the tensor of a file, with one axis or two.
fn read(path: &Path, tensor: Option<&str>, any_number: bool) -> Result<Taps, String> {
    let shown = path.display();
    // A build finds files from another directory, and says so.
    std::fs::metadata(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
    let tensor = file::read(Path::new(""), path, tensor)?;
    tensor
        .into_taps(any_number)
        .map_err(|fault| format!("`{shown}` {fault}"))
}
