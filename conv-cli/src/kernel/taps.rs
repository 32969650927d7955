//! The taps of KERNEL: an expression, whose files are read here, or an NPY file.

use super::entries::Entries;
use crate::fault::Fault;
use conv_expand::file;
use conv_kernel::{Tap, Taps};
use conv_plan::rules::layer::LayerValues;
use conv_plan::taps::MAX_TAPS;
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
    let file::Tensor { shape, values } = file::read(Path::new(""), path, tensor)?;
    if !matches!(shape.len(), 1 | 2) {
        return Err(format!(
            "`{shown}` has the shape {shape:?}, and taps have one axis or two: write such an array"
        ));
    }
    // The rule comes before values become exact numbers, which take a hundred times the memory:
    // this may be a picture.
    let count = values.len();
    if count > MAX_TAPS && !any_number {
        return Err(format!(
            "a kernel has at most {MAX_TAPS} taps, and this has {count}: write fewer taps, or `--method fft`"
        ));
    }
    let taps = match values {
        LayerValues::F32(values) => values.into_iter().map(Tap::from).collect(),
        LayerValues::F64(values) => values.into_iter().map(Tap::from).collect(),
        LayerValues::Integer(values) => values.into_iter().map(Tap::from).collect(),
    };
    Ok(Taps::new(shape, taps))
}
