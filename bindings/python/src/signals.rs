//! `Signal` and `Stream`: a kernel of signals over arrays of one axis, whole or in blocks.

mod typed;

use crate::arguments::{self, Arguments};
use crate::elements::{dtype, kernels, real, typed};
use crate::facts::facts;
use crate::faults::raised;
use crate::matrix;
use crate::threads::Threads;
use conv_kernel::{ElementType, SignalBuilder};
use conv_syntax::keys;
use numpy::PyArrayDescr;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use typed::{Blocks, Signals, transposed};

/// A kernel of signals, which are arrays of one axis.
///
/// The arguments are those of `Kernel`, and `interpolate`, by which the rate is raised. Taps are
/// correlated: they are not flipped unless `mode` is `"convolve"`.
///
/// >>> import numpy
/// >>> from conv_kernel import Signal
/// >>> mean = Signal("box(3)", "u8", padding="same", border="replicate")
/// >>> mean.apply(numpy.array([0, 3, 6, 9], numpy.uint8))
/// array([1, 3, 6, 8], dtype=uint8)
///
/// Raises as `Kernel` does.
#[pyclass(frozen, module = "conv_kernel")]
pub(crate) struct Signal {
    signals: Box<dyn Signals>,
    types: (ElementType, ElementType),
    arguments: Arguments,
}

#[pymethods]
impl Signal {
    #[new]
    #[pyo3(
        signature = (taps, input=None, output=None, **keys),
        text_signature = "(taps, input='f32', output=None, *, stride=None, dilation=None, padding=None, border=None, mode=None, method=None, scale=None, overflow=None, anchor=None, arithmetic=None, missing=None, interpolate=None, map=None, combine=None, require=None, quantize=None, separable=None)"
    )]
    fn new<'py>(
        taps: &Bound<'py, PyAny>,
        input: Option<&Bound<'py, PyAny>>,
        output: Option<&Bound<'py, PyAny>>,
        keys: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let types = arguments::types(input, output)?;
        let texts = arguments::texts(keys, &keys::Kernel::KEYS)?;
        let kernel = arguments::kernel(taps, &texts)?;
        if kernel.axes() == 2 {
            return Err(PyValueError::new_err(
                "two axes make a plane kernel: use `Kernel`, or give one row of taps",
            ));
        }
        arguments::checked(&kernel, types, &texts)?;
        let signals = kernels!(typed types, |In, To| {
            let builder = SignalBuilder::<In, To>::from_options(kernel.options(types.0, types.1));
            let made = builder.build().map_err(raised)?;
            Ok(Box::new(made) as Box<dyn Signals>)
        })?;
        Ok(Self {
            signals,
            types,
            arguments: Arguments::of_kernel(taps, types, keys)?,
        })
    }

    /// Filters an array, and returns a new one, or `out` with the results in it; otherwise as
    /// `Kernel.apply`.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Signal
    /// >>> Signal([1, -1], "i16", "i32").apply(numpy.array([1, 4, 2], numpy.int16))
    /// array([-3,  2], dtype=int32)
    #[pyo3(signature = (array, out=None, threads=None))]
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.signals.apply(array, out, &Threads::new(threads)?)
    }

    /// A state that takes a signal in blocks of any length.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Signal
    /// >>> stream = Signal([1, 1, 1], "u8", "u16", padding="same").stream()
    /// >>> stream.push(numpy.array([1, 2], numpy.uint8))
    /// array([3], dtype=uint16)
    /// >>> stream.push(numpy.array([3, 4], numpy.uint8))
    /// array([6, 9], dtype=uint16)
    /// >>> stream.finish()
    /// array([7], dtype=uint16)
    ///
    /// Raises ValueError for a border that wraps around, for a stride with `same`, and for more
    /// than 4096 taps; MemoryError.
    fn stream(&self) -> PyResult<Stream> {
        Ok(Stream {
            blocks: self.signals.stream().map_err(raised)?,
        })
    }

    /// The shape of the output for an input of this shape.
    ///
    /// >>> from conv_kernel import Signal
    /// >>> Signal("box(3)", stride=2).output_shape((9,))
    /// (4,)
    ///
    /// Raises ValueError as `Kernel.output_shape` does.
    fn output_shape(&self, shape: (usize,)) -> PyResult<(usize,)> {
        Ok((self.signals.length(shape.0).map_err(raised)?,))
    }

    /// The adjoint on inputs of this shape, applied to an array of the output's shape; otherwise as
    /// `Kernel.adjoint`.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Signal
    /// >>> Signal([1, 2]).adjoint(numpy.array([1.0, 10.0]), (3,))
    /// array([ 1., 12., 20.])
    fn adjoint<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        shape: (usize,),
    ) -> PyResult<Bound<'py, PyAny>> {
        let adjoint = self.signals.transposed(shape.0).map_err(raised)?;
        real(
            array,
            |array| transposed::<f32>(&adjoint, array, shape.0),
            |array| transposed::<f64>(&adjoint, array, shape.0),
        )
    }

    /// The matrix over signals of this shape; otherwise as `Kernel.matrix`.
    ///
    /// >>> from conv_kernel import Signal
    /// >>> Signal([1, 2]).matrix((3,))
    /// array([[1., 2., 0.],
    ///        [0., 1., 2.]])
    #[pyo3(signature = (shape, sparse=false))]
    fn matrix<'py>(
        &self,
        py: Python<'py>,
        shape: (usize,),
        sparse: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let entries = self.signals.entries(shape.0).map_err(raised)?;
        matrix::matrix(py, &entries, sparse)
    }

    /// What is added to the product with the matrix; otherwise as `Kernel.offset`.
    ///
    /// >>> from conv_kernel import Signal
    /// >>> Signal([1, 2], padding="full", border="constant(10)").offset((2,))
    /// array([10.,  0., 20.])
    fn offset<'py>(&self, py: Python<'py>, shape: (usize,)) -> PyResult<Bound<'py, PyAny>> {
        Ok(matrix::offset(py, self.signals.entries(shape.0))?.into_any())
    }

    /// The plan in words.
    ///
    /// >>> from conv_kernel import Signal
    /// >>> "taps" in Signal("box(3)").explain()
    /// True
    fn explain(&self) -> String {
        self.signals.plan().to_string()
    }

    /// What is known of the kernel as numbers, by their names.
    ///
    /// >>> from conv_kernel import Signal
    /// >>> Signal([1, 2, 1]).facts()["gain"]
    /// 4.0
    ///
    /// Raises MemoryError.
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        facts(py, &self.signals.plan())
    }

    /// The dtype of inputs.
    #[getter]
    fn input_dtype<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArrayDescr>> {
        dtype(py, self.types.0)
    }

    /// The dtype of outputs.
    #[getter]
    fn output_dtype<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArrayDescr>> {
        dtype(py, self.types.1)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.arguments.shown(py, "Signal")
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyTuple>, Bound<'py, PyDict>) {
        self.arguments.again(py)
    }
}

/// The state of a signal that comes in blocks: what `Signal.stream` returns.
///
/// The outputs of all blocks and of `finish` together have the bits of `Signal.apply` on the whole.
/// One thread at a time may use it.
#[pyclass(module = "conv_kernel")]
pub(crate) struct Stream {
    blocks: Box<dyn Blocks>,
}

#[pymethods]
impl Stream {
    /// Takes a block, and returns the outputs that it completes.
    ///
    /// Raises TypeError for an array of another dtype, ValueError for other axes, MemoryError; the
    /// block is not taken then.
    fn push<'py>(&mut self, block: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.blocks.push(block)
    }

    /// Returns the outputs that the padding after the last element completes. The stream is as new
    /// then.
    ///
    /// Raises MemoryError; nothing changes then.
    fn finish<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.blocks.finish(py)
    }

    /// Forgets everything that has come.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Signal
    /// >>> stream = Signal([1, 1], "u8", "u16", padding="causal").stream()
    /// >>> stream.push(numpy.array([5], numpy.uint8))
    /// array([5], dtype=uint16)
    /// >>> stream.reset()
    /// >>> stream.push(numpy.array([7], numpy.uint8))
    /// array([7], dtype=uint16)
    fn reset(&mut self) {
        self.blocks.reset();
    }

    /// How many elements an output lags behind its position.
    #[getter]
    fn latency(&self) -> usize {
        self.blocks.latency()
    }
}
