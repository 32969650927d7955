//! What every contestant of a row of planes or signals has to compute, in values that cross the
//! process border.

use conv_kernel::ConvSpec;
use serde::Serialize;

/// The kind of a task: which calls of a peer can do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Any taps.
    Dense,
    /// Smoothing by a separable kernel of gain 1.
    Gaussian,
    /// Horizontal Sobel.
    Sobel,
    /// Laplacian of four neighbours.
    Laplacian,
    /// Smoothing and every second output.
    Pyramid,
    /// Both Sobel derivatives, a plane each.
    Gradients,
    /// The magnitudes of both Sobel derivatives added.
    MagnitudeL1,
    /// The length of the gradient by Sobel.
    MagnitudeL2,
    /// The largest of several sums.
    Largest,
    /// A signal and its filter.
    Fir,
    /// A signal and a filter that takes direct sums too long.
    LongFir,
    /// Template matching by the coefficient of correlation; the taps are the template.
    CoefficientNormed,
    /// Template matching by the sum of squared differences, divided by both norms.
    SumOfSquaresNormed,
}

/// A kernel and the size of what it is applied to.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Task {
    pub(crate) kind: Kind,
    pub(crate) input: &'static str,
    pub(crate) output: &'static str,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    /// Row by row, in correlation order; multiplied by `scale`.
    pub(crate) taps: Vec<f64>,
    pub(crate) scale: f64,
    /// For [`Kind::Gaussian`] and [`Kind::Pyramid`]: taps times scale is this times itself.
    pub(crate) factor: Vec<f64>,
    /// For a bank: `taps` of each kernel.
    pub(crate) kernels: Vec<Vec<f64>>,
    /// Planes of output.
    pub(crate) planes: usize,
    /// Elements of a pixel; 1 in a plane.
    pub(crate) channels: usize,
    /// In pixels.
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) out_width: usize,
    pub(crate) out_height: usize,
}

impl Task {
    pub(crate) fn new(
        kind: Kind,
        kernel: &ConvSpec,
        (width, height): (usize, usize),
        (out_width, out_height): (usize, usize),
    ) -> Self {
        let rows = kernel.window().rows.kernel;
        let columns = kernel.window().columns.kernel;
        let taps = taps(kernel);
        let (multiply, divide) = kernel.scale();
        let scale = multiply as f64 / divide as f64;
        let factor = match kind {
            // The gain is 1, so the sums of the columns are the factor.
            Kind::Gaussian | Kind::Pyramid => (0..columns)
                .map(|column| taps.iter().skip(column).step_by(columns).sum::<f64>() * scale)
                .collect(),
            _ => Vec::new(),
        };
        Self {
            kind,
            input: kernel.input().name(),
            output: kernel.output().name(),
            rows,
            columns,
            taps,
            scale,
            factor,
            kernels: Vec::new(),
            planes: 1,
            channels: 1,
            width,
            height,
            out_width,
            out_height,
        }
    }

    /// The same for a bank of kernels with so many planes of output.
    pub(crate) fn of_bank<'a>(
        self,
        kernels: impl Iterator<Item = &'a ConvSpec>,
        planes: usize,
    ) -> Self {
        Self {
            kernels: kernels.map(taps).collect(),
            planes,
            ..self
        }
    }

    /// The same for pixels of so many elements.
    pub(crate) fn of_pixels(self, channels: usize) -> Self {
        Self { channels, ..self }
    }

    /// The taps with the scale folded in.
    pub(crate) fn scaled(&self) -> Vec<f32> {
        self.taps
            .iter()
            .map(|tap| (tap * self.scale) as f32)
            .collect()
    }

    /// [`factor`](Self::factor) in single precision.
    pub(crate) fn factor_f32(&self) -> Vec<f32> {
        self.factor.iter().map(|&tap| tap as f32).collect()
    }
}

/// Row by row, in correlation order.
fn taps(kernel: &ConvSpec) -> Vec<f64> {
    (0..kernel.tap_count())
        .map(|index| kernel.tap_f64(index))
        .collect()
}
