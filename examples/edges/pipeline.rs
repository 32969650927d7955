//! The kernels, and the steps from a grey picture to its edges.

use conv_kernel::Plan;
use conv_kernel::Scratch;
use conv_kernel::prelude::*;
use image::GrayImage;
use std::time::{Duration, Instant};

conv_kernel! {
    /// A blur of variance 1: the binomial approximation of a Gaussian.
    struct Blur: u8 {
        taps: [
            [1,  4,  6,  4, 1],
            [4, 16, 24, 16, 4],
            [6, 24, 36, 24, 6],
            [4, 16, 24, 16, 4],
            [1,  4,  6,  4, 1],
        ],
        scale: 1/256,
        padding: same,
        border: reflect101,
    }

    /// Horizontal Sobel derivative: 8-bit in, exact 16-bit out.
    struct SobelX: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: reflect101,
    }

    /// Vertical Sobel derivative.
    struct SobelY: u8 -> i16 {
        taps: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        padding: same,
        border: reflect101,
    }
}

/// How often each step runs; the fastest run is reported.
pub(crate) const RUNS: usize = 7;

/// Edges, the time of each step, and the plan of each kernel.
pub(crate) struct Found {
    pub(crate) edges: Vec<u8>,
    pub(crate) times: [(&'static str, Duration); 4],
    pub(crate) plans: [(&'static str, Plan); 3],
}

/// The gradient magnitude of the blurred picture, row by row.
pub(crate) fn edges(grey: &GrayImage) -> Result<Found, Error> {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let source = Plane::new(grey.as_raw(), width, height)?;
    let mut scratch = Scratch::new();

    let mut blurred = PlaneBuf::filled(width, height, 0)?;
    let blur = best(|| Blur.apply_with(source, blurred.as_plane_mut(), &mut scratch))?;

    let mut across = PlaneBuf::filled(width, height, 0)?;
    let mut down = PlaneBuf::filled(width, height, 0)?;
    let smooth = blurred.as_plane();
    let x = best(|| SobelX.apply_with(smooth, across.as_plane_mut(), &mut scratch))?;
    let y = best(|| SobelY.apply_with(smooth, down.as_plane_mut(), &mut scratch))?;

    let mut edges = PlaneBuf::filled(width, height, 0)?;
    let magnitude = best(|| {
        magnitudes(across.data(), down.data(), edges.data_mut());
        Ok(())
    })?;
    Ok(Found {
        edges: edges.into_vec(),
        times: [
            ("blur", blur),
            ("sobel x", x),
            ("sobel y", y),
            ("magnitude", magnitude),
        ],
        plans: [
            ("blur", Blur.explain()),
            ("sobel x", SobelX.explain()),
            ("sobel y", SobelY.explain()),
        ],
    })
}

/// The length of each gradient, saturated.
fn magnitudes(across: &[i16], down: &[i16], edges: &mut [u8]) {
    for ((&x, &y), edge) in across.iter().zip(down).zip(edges) {
        let (x, y) = (f32::from(x), f32::from(y));
        *edge = (x * x + y * y).sqrt() as u8;
    }
}

/// The time of the fastest run.
fn best(mut step: impl FnMut() -> Result<(), Error>) -> Result<Duration, Error> {
    let mut fastest = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        step()?;
        fastest = fastest.min(start.elapsed());
    }
    Ok(fastest)
}
