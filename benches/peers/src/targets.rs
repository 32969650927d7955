//! What is to be reached: ratios at least, distance from the limit at most.

use crate::contestant::Peer;
use crate::rows::Size;

/// What a target is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    /// A peer's time over the generated kernel's is at least this.
    Generated(Peer),
    /// A peer's time over the run-time kernel's is at least this.
    Dynamic(Peer),
    /// The generated kernel's time over the limit is at most this.
    Limit,
}

/// A goal for some rows at some sizes.
pub(crate) struct Target {
    rows: &'static [&'static str],
    sizes: &'static [Size],
    pub(crate) goal: Goal,
    pub(crate) bound: f64,
}

const HD: &[Size] = &[(1920, 1080)];
const UHD: &[Size] = &[(3840, 2160)];
const LARGE: &[Size] = &[(1920, 1080), (3840, 2160)];
const SMALL: &[Size] = &[(64, 64)];
const ANY: &[Size] = &[];

const DENSE_SMALL: &[&str] = &["f32 dense 3x3", "f32 dense 5x5"];
const DENSE_LARGE: &[&str] = &["f32 dense 7x7", "f32 dense 11x11"];
const DENSE: &[&str] = &["f32 dense"];
const GAUSSIAN_SMALL: &[&str] = &["f32 Gaussian 5x5", "f32 Gaussian 7x7"];
const GAUSSIAN_LARGE: &[&str] = &["f32 Gaussian 15x15"];
const GAUSSIAN: &[&str] = &["f32 Gaussian"];
const BLUR: &[&str] = &["u8 Gaussian"];
const SOBEL: &[&str] = &["u8 -> i16 Sobel"];
const SHARPEN: &[&str] = &["u8 sharpen"];
const SIGNALS: &[&str] = &["f32 FIR", "i16 -> i32 FIR"];
const COLOUR: &[&str] = &["u8 RGB", "u8 -> i16 RGB", "f32 RGB"];
const BYTES: &[&str] = &["u8"];
const GRADIENTS: &[&str] = &["Sobel both"];
const EVERYTHING: &[&str] = &[""];

const fn target(
    goal: Goal,
    rows: &'static [&'static str],
    sizes: &'static [Size],
    bound: f64,
) -> Target {
    Target {
        rows,
        sizes,
        goal,
        bound,
    }
}

/// Every target. The beginning of its name stands for a row.
static TARGETS: &[Target] = {
    use Goal::{Dynamic, Generated, Limit};
    use Peer::{Halide, Imageproc, Libblur, OpenCv, SciPy};
    &[
        target(Generated(OpenCv), DENSE_SMALL, HD, 2.2),
        target(Generated(OpenCv), DENSE_SMALL, UHD, 1.8),
        target(Generated(OpenCv), DENSE_LARGE, LARGE, 1.6),
        target(Generated(OpenCv), GAUSSIAN_SMALL, HD, 2.5),
        target(Generated(OpenCv), GAUSSIAN_SMALL, UHD, 2.0),
        target(Generated(OpenCv), GAUSSIAN_LARGE, LARGE, 2.0),
        target(Generated(OpenCv), SOBEL, LARGE, 3.0),
        target(Generated(OpenCv), SHARPEN, LARGE, 5.0),
        target(Generated(OpenCv), BLUR, LARGE, 2.5),
        target(Generated(OpenCv), &["u8 -> i16 Laplacian"], LARGE, 2.5),
        target(Generated(OpenCv), &["u16", "i16 dense"], LARGE, 2.5),
        target(Generated(OpenCv), &["u8 -> f32 Sobel"], LARGE, 2.0),
        target(
            Generated(OpenCv),
            &["u8 5x5 stride", "f32 5x5 stride"],
            LARGE,
            1.5,
        ),
        target(Generated(OpenCv), COLOUR, HD, 1.5),
        target(Generated(OpenCv), GRADIENTS, HD, 1.5),
        target(Generated(OpenCv), &["Sobel L1"], HD, 5.0),
        target(Generated(OpenCv), &["Sobel L2"], HD, 3.0),
        target(Generated(OpenCv), &["Kirsch"], HD, 4.0),
        target(Generated(OpenCv), &["f32 dense 3x3"], SMALL, 3.0),
        target(Generated(OpenCv), BYTES, SMALL, 3.0),
        target(Dynamic(OpenCv), DENSE, LARGE, 1.0),
        target(Dynamic(OpenCv), SHARPEN, LARGE, 1.0),
        target(Dynamic(OpenCv), SOBEL, LARGE, 1.0),
        target(Generated(Peer::Dynamic), EVERYTHING, ANY, 1.0),
        target(Generated(Halide), DENSE_SMALL, LARGE, 1.0),
        target(Generated(Halide), DENSE_LARGE, LARGE, 1.3),
        target(Generated(Halide), SOBEL, LARGE, 1.0),
        target(Generated(Libblur), DENSE_SMALL, LARGE, 5.0),
        target(Generated(Libblur), GAUSSIAN_SMALL, LARGE, 2.5),
        target(Generated(Libblur), GAUSSIAN_LARGE, LARGE, 1.5),
        target(Generated(Libblur), BLUR, LARGE, 1.5),
        target(Generated(Imageproc), DENSE_SMALL, LARGE, 30.0),
        target(Generated(Imageproc), SHARPEN, LARGE, 100.0),
        target(Generated(SciPy), SIGNALS, ANY, 3.0),
        target(Limit, DENSE, UHD, 1.5),
        target(Limit, GAUSSIAN, UHD, 2.0),
        target(Limit, BYTES, UHD, 2.5),
    ]
};

/// For rows in which a declared kernel is not the measure: by the beginning of the row's name, one
/// of our ways and a peer, whose time over that way's is at least this. The run-time layer of the
/// same plan and direct sums have no target of their own.
static WAYS: &[(&str, Peer, Peer, f64)] = {
    use Peer::{Fft, Generated, Kept, OneShot, OnnxRuntime, OpenCv, RealFft, SciPy, Winograd};
    &[
        ("3->16 3x3", Generated, OnnxRuntime, 1.5),
        ("1->6 5x5 valid", Generated, OnnxRuntime, 3.0),
        ("6->16 5x5 valid", Generated, OnnxRuntime, 1.5),
        ("3->32 3x3 stride 2", Generated, OnnxRuntime, 1.2),
        ("depthwise 32 3x3", Generated, OnnxRuntime, 2.0),
        ("32->64 1x1", Generated, OnnxRuntime, 1.1),
        ("8->16 3x3", Generated, OnnxRuntime, 1.2),
        ("64->64 3x3", Generated, OnnxRuntime, 0.95),
        ("64->64 3x3", Winograd, OnnxRuntime, 1.3),
        ("128->128 3x3", Generated, OnnxRuntime, 0.95),
        ("128->128 3x3", Winograd, OnnxRuntime, 1.3),
        ("transposed 16->8 4x4 stride 2", Generated, OnnxRuntime, 1.5),
        (
            "transposed 64->32 2x2 stride 2",
            Generated,
            OnnxRuntime,
            1.5,
        ),
        ("transposed 32->32 3x3", Generated, OnnxRuntime, 1.5),
        ("f32 dense", Fft, OpenCv, 1.5),
        ("f32 FIR 256", Fft, RealFft, 1.0),
        ("f32 FIR 1024", Fft, SciPy, 1.5),
        ("f32 FIR 16384", Fft, SciPy, 1.5),
        ("u8 CCOEFF", Kept, OpenCv, 1.0),
        ("u8 CCOEFF", OneShot, OpenCv, 1.0),
        ("u8 SQDIFF", Kept, OpenCv, 1.0),
        ("u8 SQDIFF", OneShot, OpenCv, 1.0),
        ("f32 CCOEFF", Kept, OpenCv, 1.0),
        ("f32 CCOEFF", OneShot, OpenCv, 1.0),
        ("f32 SQDIFF", Kept, OpenCv, 1.0),
        ("f32 SQDIFF", OneShot, OpenCv, 1.0),
    ]
};

/// The targets of such a row, each with the way of ours and the peer that it is about.
pub(crate) fn way_targets(row: &str) -> impl Iterator<Item = (Peer, Peer, f64)> {
    WAYS.iter()
        .filter(move |(name, ..)| row.starts_with(name))
        .map(|&(_, way, peer, bound)| (way, peer, bound))
}

/// The targets of a row at a size.
pub(crate) fn targets(row: &str, size: Size) -> impl Iterator<Item = &'static Target> {
    TARGETS.iter().filter(move |target| {
        let sized = target.sizes.is_empty() || target.sizes.contains(&size);
        sized && target.rows.iter().any(|name| row.starts_with(name))
    })
}

impl Target {
    /// Whether a measured value keeps the bound.
    pub(crate) fn is_met(&self, value: f64) -> bool {
        match self.goal {
            Goal::Limit => value <= self.bound,
            Goal::Generated(_) | Goal::Dynamic(_) => value >= self.bound,
        }
    }
}
