//! The taps of KERNEL: an expression, whose files are read here, or an NPY file.

use super::entries::Entries;
use crate::fault::Fault;
use crate::media::array;
use conv_kernel::{Tap, Taps};
use conv_syntax::text;
use conv_syntax::written::File;
use std::path::Path;

/// The kernels, each with its name if there are several; mistakes go to `faults`.
pub(super) fn taps(
    kernel: &str,
    entries: &Entries,
    faults: &mut Vec<Fault>,
) -> Vec<(Option<String>, Taps)> {
    let Some(entry) = entries.get("taps") else {
        return match read(Path::new(kernel)) {
            Ok(taps) => vec![(None, taps)],
            Err(message) => {
                faults.push(Fault::new(message));
                Vec::new()
            }
        };
    };
    let mut file = |named: &File| {
        if let Some(tensor) = &named.tensor {
            return Err(format!(
                "the command line reads NPY files, whose one array has no name: remove `{tensor:?}`"
            ));
        }
        read(&entries.directory.join(&named.path))
    };
    match text::taps(&entry.text, &mut file) {
        Ok(kernels) => kernels,
        Err(mistakes) => {
            faults.extend(mistakes.iter().map(|mistake| entry.mistake(mistake)));
            Vec::new()
        }
    }
}

/// The array of an NPY file, with one axis or two.
fn read(path: &Path) -> Result<Taps, String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
    let bytes = std::fs::read(path).map_err(|error| failed(&error))?;
    let (shape, numbers) = array::numbers(&bytes).map_err(|error| failed(&error))?;
    if !matches!(shape.len(), 1 | 2) {
        return Err(failed(&format!(
            "its shape is {shape:?}, and taps have one axis or two: write such an array"
        )));
    }
    let taps = match numbers {
        array::Numbers::Integers(values) => values.into_iter().map(Tap::integer).collect(),
        array::Numbers::Floats(values) => values.into_iter().map(Tap::Binary).collect(),
    };
    Ok(Taps::new(shape, taps))
}
