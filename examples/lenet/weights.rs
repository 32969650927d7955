//! The shapes of the network, and its weights from and to `.npy` files.

use crate::Failure;
use npyz::{NpyFile, Order, WriteOptions, WriterBuilder as _};
use std::fs;
use std::path::{Path, PathBuf};

/// What is known of a layer before it is trained.
pub(crate) struct Outline {
    pub(crate) name: &'static str,
    /// `[out, in, rows, columns]`.
    pub(crate) weights: [usize; 4],
    /// Rows, and columns, of each channel of the input.
    pub(crate) side: usize,
    /// All layers except the last have a rectifier.
    pub(crate) relu: bool,
    /// Whether the greatest of each 2x2 elements goes to the next layer.
    pub(crate) pooled: bool,
}

impl Outline {
    /// Rows, and columns, of each channel of the output, before pooling.
    pub(crate) const fn output_side(&self) -> usize {
        self.side + 1 - self.weights[2]
    }

    /// The shape of the input for some images.
    pub(crate) const fn input_shape(&self, images: usize) -> [usize; 4] {
        [images, self.weights[1], self.side, self.side]
    }
}

/// The layers; the last two cover their whole input, which makes them fully connected.
pub(crate) const LAYERS: [Outline; 4] = {
    const fn layer(name: &'static str, weights: [usize; 4], side: usize) -> Outline {
        Outline {
            name,
            weights,
            side,
            relu: true,
            pooled: side > weights[2],
        }
    }
    [
        layer("c1", [6, 1, 5, 5], 28),
        layer("c2", [16, 6, 5, 5], 12),
        layer("f3", [64, 16, 4, 4], 4),
        Outline {
            relu: false,
            ..layer("f4", [10, 64, 1, 1], 1)
        },
    ]
};

/// Weights and biases of one layer, or one value for each of these.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameters {
    pub(crate) weights: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

impl Parameters {
    pub(crate) fn zero(layer: &Outline) -> Self {
        Self {
            weights: vec![0.0; layer.weights.iter().product()],
            bias: vec![0.0; layer.weights[0]],
        }
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        self.weights.iter_mut().chain(&mut self.bias)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &f32> {
        self.weights.iter().chain(&self.bias)
    }
}

/// The parameters of each layer, from the files that the macro reads too.
pub(crate) fn read() -> Result<Vec<Parameters>, Failure> {
    let layer = |layer: &Outline| {
        let [weights, bias] = paths(layer);
        Ok(Parameters {
            weights: read_array(&weights, &layer.weights)?,
            bias: read_array(&bias, &layer.weights[..1])?,
        })
    };
    LAYERS.iter().map(layer).collect()
}

/// Replaces the files, and returns their paths.
pub(crate) fn write(parameters: &[Parameters]) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    for (layer, values) in LAYERS.iter().zip(parameters) {
        let [weights, bias] = paths(layer);
        write_array(&weights, &layer.weights, &values.weights)?;
        write_array(&bias, &layer.weights[..1], &values.bias)?;
        written.extend([weights, bias]);
    }
    Ok(written)
}

/// Where the files are.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/lenet/weights")
}

fn paths(layer: &Outline) -> [PathBuf; 2] {
    let folder = folder();
    let name = layer.name;
    [
        folder.join(format!("{name}.npy")),
        folder.join(format!("{name}_bias.npy")),
    ]
}

fn read_array(path: &Path, shape: &[usize]) -> Result<Vec<f32>, Failure> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
    let bytes = fs::read(path).map_err(|error| failed(&error))?;
    let file = NpyFile::new(&bytes[..]).map_err(|error| failed(&error))?;
    if file.order() != Order::C || !file.shape().iter().eq(&wide(shape)) {
        let found = file.shape();
        return Err(failed(&format!("{shape:?} was expected, not {found:?}")));
    }
    file.into_vec().map_err(|error| failed(&error))
}

fn write_array(path: &Path, shape: &[usize], values: &[f32]) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let written = WriteOptions::new()
        .default_dtype()
        .shape(&wide(shape))
        .writer(&mut bytes)
        .begin_nd()
        .and_then(|mut file| {
            file.extend(values.iter().copied())?;
            file.finish()
        })
        .and_then(|()| fs::write(path, bytes));
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn wide(shape: &[usize]) -> Vec<u64> {
    shape.iter().map(|&length| length as u64).collect()
}
