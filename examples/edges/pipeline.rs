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

    /// The length of the Sobel gradient, rounded and saturated: both derivatives in one call.
    struct Gradient: u8 {
        taps: { across: sobel_x, down: sobel_y },
        combine: |across, down| across.hypot(down),
        overflow: saturate,
        padding: same,
        border: reflect101,
    }
}

/// How often each step runs; the fastest run is reported.
pub(crate) const RUNS: usize = 7;

/// Edges, the time of each step, and the plan of each kernel.
pub(crate) struct Found {
    pub(crate) edges: Vec<u8>,
    pub(crate) times: [(&'static str, Duration); 2],
    pub(crate) plans: [(&'static str, Plan); 2],
}

/// The gradient magnitude of the blurred picture, row by row.
pub(crate) fn edges(grey: &GrayImage) -> Result<Found, Error> {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let source = Plane::new(grey.as_raw(), width, height)?;
    let mut scratch = Scratch::new();

    let mut blurred = PlaneBuf::filled(width, height, 0)?;
    let blur = best(|| Blur.apply_with(source, blurred.as_plane_mut(), &mut scratch))?;

    let mut edges = PlaneBuf::filled(width, height, 0)?;
    let smooth = blurred.as_plane();
    let gradient = best(|| Gradient.apply_with(smooth, edges.as_plane_mut(), &mut scratch))?;
    Ok(Found {
        edges: edges.into_vec(),
        times: [("blur", blur), ("gradient", gradient)],
        plans: [("blur", Blur.explain()), ("gradient", Gradient.explain())],
    })
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
