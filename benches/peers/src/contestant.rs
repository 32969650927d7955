//! What takes part in a row: a call of this crate, of another crate, or of the Python side.

use crate::task::Task;
use anyhow::Result;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Generated,
    Dynamic,
    /// The run-time layer by Winograd's algorithm.
    Winograd,
    /// Two declared layers run as one.
    Chain,
    /// The run-time layer in the layout `nchw16`.
    Blocks,
    /// The run-time kernel by FFT.
    Fft,
    /// A template with buffers that are kept.
    Kept,
    /// A template that is made for one call.
    OneShot,
    OpenCv,
    /// Intel IPP.
    Ipp,
    Halide,
    Libblur,
    Imageproc,
    Image,
    Kornia,
    /// The better of SciPy and NumPy.
    SciPy,
    OnnxRuntime,
    /// oneDNN, with input and output in the formats that it chooses.
    OneDnnBlocked,
    /// oneDNN, with input and output in `nchw`.
    OneDnnPlain,
    /// Overlap-save over `realfft`.
    RealFft,
}

impl Peer {
    /// The peers of planes, in the order of their columns.
    pub(crate) const PLANES: [Self; 7] = [
        Self::OpenCv,
        Self::Ipp,
        Self::Halide,
        Self::Libblur,
        Self::Imageproc,
        Self::Image,
        Self::Kornia,
    ];

    /// Those of signals.
    pub(crate) const SIGNALS: [Self; 2] = [Self::Ipp, Self::SciPy];

    /// Those of layers.
    pub(crate) const LAYERS: [Self; 3] =
        [Self::OnnxRuntime, Self::OneDnnBlocked, Self::OneDnnPlain];

    /// Those of layers that can be held to a level.
    pub(crate) const HELD_LAYERS: [Self; 2] = [Self::OneDnnBlocked, Self::OneDnnPlain];

    /// Those of long kernels.
    pub(crate) const LONG: [Self; 4] = [Self::OpenCv, Self::Ipp, Self::SciPy, Self::RealFft];

    /// Those of template matching.
    pub(crate) const MATCHING: [Self; 1] = [Self::OpenCv];

    /// Whether this is a way of this crate.
    pub(crate) const fn is_ours(self) -> bool {
        use Peer::{Blocks, Chain, Dynamic, Fft, Generated, Kept, OneShot, Winograd};
        matches!(
            self,
            Generated | Dynamic | Winograd | Chain | Blocks | Fft | Kept | OneShot
        )
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Dynamic => "dynamic",
            Self::Winograd => "Winograd",
            Self::Chain => "chain",
            Self::Blocks => "nchw16",
            Self::Fft => "fft",
            Self::Kept => "buffers kept",
            Self::OneShot => "one-shot",
            Self::OpenCv => "OpenCV",
            Self::Ipp => "IPP",
            Self::Halide => "Halide",
            Self::Libblur => "libblur",
            Self::Imageproc => "imageproc",
            Self::Image => "image",
            Self::Kornia => "kornia",
            Self::SciPy => "SciPy/NumPy",
            Self::OnnxRuntime => "ONNX Runtime",
            Self::OneDnnBlocked => "oneDNN blocked",
            Self::OneDnnPlain => "oneDNN nchw",
            Self::RealFft => "realfft",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::PLANES
            .into_iter()
            .chain(Self::SIGNALS)
            .chain(Self::LAYERS)
            .find(|peer| peer.name() == name)
    }
}

/// How an output is compared with ours.
#[derive(Debug, Clone, Default)]
pub(crate) struct Check {
    /// Outputs at each edge that are not compared: the peer has another border.
    pub(crate) margin: usize,
    /// For integers: how far the peer's rounding may take it.
    pub(crate) rounding: f64,
    /// The peer chooses its own weights: their factor, in place of the task's.
    pub(crate) factor: Option<Vec<f64>>,
    /// Of a layer that is not a plain sum: how far each output may be from the definition.
    pub(crate) tolerances: Option<Vec<f64>>,
    /// Of sums by FFT: the elements of a block, from which the bound of the error follows.
    pub(crate) points: Option<usize>,
}

impl Check {
    /// Everything equal, except for the rounding of a scaled sum.
    pub(crate) fn exact(task: &Task) -> Self {
        Self {
            rounding: if task.scale == 1.0 { 0.0 } else { 1.0 },
            ..Self::default()
        }
    }

    pub(crate) fn rounding(mut self, rounding: f64) -> Self {
        self.rounding = rounding;
        self
    }

    pub(crate) fn margin(mut self, margin: usize) -> Self {
        self.margin = margin;
        self
    }

    pub(crate) fn factor(mut self, factor: Vec<f64>) -> Self {
        self.factor = Some(factor);
        self
    }

    pub(crate) fn tolerances(mut self, tolerances: Vec<f64>) -> Self {
        self.tolerances = Some(tolerances);
        self
    }

    pub(crate) fn points(mut self, points: usize) -> Self {
        self.points = Some(points);
        self
    }
}

/// A call in this process.
pub(crate) trait Call<In, Out> {
    /// What is timed.
    fn run(&mut self, src: &[In], dst: &mut [Out]) -> Result<()>;

    /// Makes sure that `dst` holds the result; only checked, never timed.
    fn deliver(&mut self, src: &[In], dst: &mut [Out]) -> Result<()> {
        self.run(src, dst)
    }
}

/// A call that writes into a given buffer.
pub(crate) struct Writes<F>(pub(crate) F);

impl<In, Out, F> Call<In, Out> for Writes<F>
where
    F: FnMut(&[In], &mut [Out]) -> Result<()>,
{
    fn run(&mut self, src: &[In], dst: &mut [Out]) -> Result<()> {
        (self.0)(src, dst)
    }
}

/// A call that reads a given input and returns a new output.
pub(crate) struct Makes<F>(pub(crate) F);

impl<In, Out: Copy, Output, F> Call<In, Out> for Makes<F>
where
    F: FnMut(&[In]) -> Result<Output>,
    Output: AsRef<[Out]>,
{
    fn run(&mut self, src: &[In], _: &mut [Out]) -> Result<()> {
        std::hint::black_box((self.0)(src)?);
        Ok(())
    }

    fn deliver(&mut self, src: &[In], dst: &mut [Out]) -> Result<()> {
        let output = (self.0)(src)?;
        let output = output.as_ref();
        anyhow::ensure!(output.len() == dst.len(), "another output size");
        dst.copy_from_slice(output);
        Ok(())
    }
}

/// A call that has its own copy of the input and returns a new output.
pub(crate) struct Returns<F>(pub(crate) F);

impl<In, Out: Copy, F> Call<In, Out> for Returns<F>
where
    F: FnMut() -> Result<Vec<Out>>,
{
    fn run(&mut self, _: &[In], _: &mut [Out]) -> Result<()> {
        std::hint::black_box((self.0)()?);
        Ok(())
    }

    fn deliver(&mut self, _: &[In], dst: &mut [Out]) -> Result<()> {
        let output = (self.0)()?;
        anyhow::ensure!(output.len() == dst.len(), "another output size");
        dst.copy_from_slice(&output);
        Ok(())
    }
}

/// Where a contestant runs.
pub(crate) enum Place<In, Out> {
    Here(Box<dyn Call<In, Out>>),
    /// The index by which the Python side knows it.
    Python(usize),
}

/// One way to do a task.
pub(crate) struct Contestant<In, Out> {
    pub(crate) peer: Peer,
    /// The function that is called, for the table.
    pub(crate) call: String,
    pub(crate) check: Check,
    pub(crate) place: Place<In, Out>,
}

impl<In: 'static, Out: 'static> Contestant<In, Out> {
    pub(crate) fn here(
        peer: Peer,
        call: impl Into<String>,
        check: Check,
        run: impl Call<In, Out> + 'static,
    ) -> Self {
        Self {
            peer,
            call: call.into(),
            check,
            place: Place::Here(Box::new(run)),
        }
    }
}
