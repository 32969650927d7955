//! Weights in files: from a path, and a tensor's name where a file holds several, to shape and
//! values.
//!
//! The extension picks the format. `npy` and `safetensors` check the header against the size of the
//! file that `open` gives, and `dtype` turns the bytes into values. An error is one sentence for
//! the token of the path.

#[cfg(any(feature = "npy", feature = "safetensors"))]
mod dtype;
#[cfg(feature = "npy")]
mod npy;
#[cfg(any(feature = "npy", feature = "safetensors"))]
mod open;
#[cfg(feature = "safetensors")]
mod safetensors;
#[cfg(test)]
mod tests;

use conv_plan::rules::layer::LayerValues;
use conv_plan::taps::{MAX_TAPS, Tap, Taps};
use std::path::Path;

/// What a file gives.
#[derive(Debug, PartialEq)]
pub struct Tensor {
    /// From the slowest axis to the fastest.
    pub shape: Vec<usize>,
    /// In the order of the shape.
    pub values: LayerValues,
}

impl Tensor {
    /// The taps of a kernel; more than a direct sum may have only if `many` are allowed.
    ///
    /// # Errors
    ///
    /// Other axes than one or two, or too many taps, in a sentence that goes on after a name.
    pub fn into_taps(self, many: bool) -> Result<Taps, String> {
        let Self { shape, values } = self;
        if !matches!(shape.len(), 1 | 2) {
            return Err(format!(
                "has the shape {shape:?}, and taps have one axis or two: write a file or a tensor of such a shape"
            ));
        }
        // Before values become exact numbers, which take a hundred times the memory: this may be a
        // picture.
        let count = values.len();
        if count > MAX_TAPS && !many {
            return Err(format!(
                "has {count} taps, and a direct sum at most {MAX_TAPS}: write fewer taps"
            ));
        }
        let taps: Vec<Tap> = match values {
            LayerValues::F32(values) => values.into_iter().map(Tap::from).collect(),
            LayerValues::F64(values) => values.into_iter().map(Tap::from).collect(),
            LayerValues::Integer(values) => values.into_iter().map(Tap::from).collect(),
        };
        Ok(Taps::new(shape, taps))
    }
}

/// Shape and values, or the message about the file, after its name.
type Contents = Result<(Vec<usize>, LayerValues), String>;

/// Reads the array of an `.npy` file, or the tensor of that name of a `.safetensors` file.
///
/// # Errors
///
/// What is wrong with the file, in a sentence that names it as seen from the directory.
pub fn read(directory: &Path, path: &Path, tensor: Option<&str>) -> Result<Tensor, String> {
    let name = shown(path, directory);
    let about = |fault: String| format!("`{name}` {fault}");
    let format = Format::of(path).map_err(about)?;
    if let (Format::Npy, Some(tensor)) = (format, tensor) {
        return Err(about(format!(
            "holds one array, which has no name: remove `{tensor:?}`"
        )));
    }
    let contents: Contents = match format {
        #[cfg(feature = "npy")]
        Format::Npy => open::open(path).and_then(npy::read),
        #[cfg(feature = "safetensors")]
        Format::Safetensors => open::open(path).and_then(|file| safetensors::read(file, tensor)),
        #[cfg(not(all(feature = "npy", feature = "safetensors")))]
        disabled => Err(disabled.needs_feature()),
    };
    let (shape, values) = contents.map_err(about)?;
    Ok(Tensor { shape, values })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Format {
    Npy,
    Safetensors,
}

impl Format {
    fn of(path: &Path) -> Result<Self, String> {
        let extension = path.extension().unwrap_or_default();
        if extension.eq_ignore_ascii_case("npy") {
            Ok(Self::Npy)
        } else if extension.eq_ignore_ascii_case("safetensors") {
            Ok(Self::Safetensors)
        } else {
            Err("has an unknown format: write the path of an `.npy` or `.safetensors` file".into())
        }
    }

    #[cfg(not(all(feature = "npy", feature = "safetensors")))]
    fn needs_feature(self) -> String {
        let feature = match self {
            Self::Npy => "npy",
            Self::Safetensors => "safetensors",
        };
        format!(
            "needs the feature `{feature}`: add `features = [\"{feature}\"]` to `conv-kernel` in `Cargo.toml`"
        )
    }
}

/// The path as the user knows it: without the directory, if it is inside.
fn shown(path: &Path, directory: &Path) -> String {
    let inside = path.strip_prefix(directory);
    inside.unwrap_or(path).display().to_string()
}
