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
use std::path::Path;

/// What a file gives.
#[derive(Debug, PartialEq)]
pub struct Tensor {
    /// From the slowest axis to the fastest.
    pub shape: Vec<usize>,
    /// In the order of the shape.
    pub values: LayerValues,
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
