//! `Kernel`: a kernel of planes over arrays of two axes.

mod typed;

use crate::arguments::{self, Arguments};
use crate::elements::{dtype, kernels, real, typed};
use crate::facts::facts;
use crate::faults::raised;
use crate::matrix;
use crate::threads::Threads;
use conv_kernel::{ElementType, Facts, KernelBuilder, Rect, Tile};
use conv_syntax::keys;
use numpy::PyArrayDescr;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PySlice, PySliceMethods, PyTuple};
use typed::{Planes, Shape, transposed};

/// Rows and columns of a rectangle.
type Region<'py> = (Bound<'py, PySlice>, Bound<'py, PySlice>);

/// A kernel of planes, which are arrays of two axes, rows first.
///
/// `taps` is a name or an expression of the language, such as `"sobel_x"` or
/// `"gaussian([5, 5], 1.0) * laplacian(4)"`, several of them with names if they are combined, or an
/// array of two axes. `input` and `output` are the types of elements, `output` by default the same
/// as `input`. The other arguments are the keys of the language, each as its text or as the numbers
/// and lists of Python that look like it.
///
/// >>> import numpy
/// >>> from conv_kernel import Kernel
/// >>> sobel = Kernel("sobel_x", "u8", "i16", padding="same", border="reflect101")
/// >>> sobel.apply(numpy.array([[10, 10, 50, 50]] * 3, numpy.uint8))[1]
/// array([  0, 160, 160,   0], dtype=int16)
///
/// Raises ValueError for what breaks a rule of the language, TypeError for keys that there are not
/// and for types that this package has no loops for.
#[pyclass(frozen, module = "conv_kernel")]
pub(crate) struct Kernel {
    planes: Box<dyn Planes>,
    types: (ElementType, ElementType),
    arguments: Arguments,
}

#[pymethods]
impl Kernel {
    #[new]
    #[pyo3(
        signature = (taps, input=None, output=None, **keys),
        text_signature = "(taps, input='f32', output=None, *, stride=None, dilation=None, padding=None, border=None, mode=None, method=None, scale=None, overflow=None, anchor=None, arithmetic=None, missing=None, map=None, combine=None, require=None, quantize=None, separable=None)"
    )]
    fn new<'py>(
        taps: &Bound<'py, PyAny>,
        input: Option<&Bound<'py, PyAny>>,
        output: Option<&Bound<'py, PyAny>>,
        keys: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let types = arguments::types(input, output)?;
        let known: Vec<&str> = keys::Kernel::KEYS
            .into_iter()
            .filter(|key| *key != "interpolate")
            .collect();
        let texts = arguments::texts(keys, &known)?;
        let kernel = arguments::kernel(taps, &texts)?;
        if kernel.axes() == 1 {
            return Err(PyValueError::new_err(
                "one axis makes a signal kernel: use `Signal`, or give rows of taps",
            ));
        }
        arguments::checked(&kernel, types, &texts)?;
        let planes = kernels!(typed types, |In, To| {
            let builder = KernelBuilder::<In, To>::from_options(kernel.options(types.0, types.1));
            let made = builder.build().map_err(raised)?;
            Ok(Box::new(made) as Box<dyn Planes>)
        })?;
        Ok(Self {
            planes,
            types,
            arguments: Arguments::of_kernel(taps, types, keys)?,
        })
    }

    /// Filters an array, and returns a new one, or `out` with the results in it.
    ///
    /// `threads` is how many threads compute; None is the one that calls. The results have the same
    /// bits. Other threads of Python run meanwhile, and must not write to the arrays.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Kernel
    /// >>> mean = Kernel("box([1, 3])", padding="same", border="replicate")
    /// >>> array = numpy.array([[0, 3, 6]], numpy.float32)
    /// >>> out = numpy.empty_like(array)
    /// >>> mean.apply(array, out=out, threads=2) is out
    /// True
    /// >>> out
    /// array([[1., 3., 5.]], dtype=float32)
    ///
    /// Raises TypeError for an array of another dtype, ValueError for other axes, an input without
    /// elements or smaller than a kernel without padding, an `out` of another shape, one that is
    /// read-only, one that shares memory with an array that is read where it lies; MemoryError.
    #[pyo3(signature = (array, out=None, threads=None))]
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.planes.apply(array, out, &Threads::new(threads)?)
    }

    /// The shape of the output for an input of this shape.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> Kernel("box([3, 3])", stride=2).output_shape((9, 12))
    /// (4, 5)
    ///
    /// Raises ValueError for a shape without elements or smaller than a kernel without padding.
    fn output_shape(&self, shape: Shape) -> PyResult<Shape> {
        self.planes.size(shape).map_err(raised)
    }

    /// The rectangle of an input of this shape that a rectangle of the output reads, its halo
    /// included. Rectangles are pairs of slices, rows first.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> blur = Kernel("binomial([5, 5])", "u8", padding="same")
    /// >>> blur.region_needed((100, 80), (slice(0, 32), slice(32, 64)))
    /// (slice(0, 34, None), slice(30, 66, None))
    ///
    /// Slices end with the output, as those of an array do. Raises ValueError for a rectangle that
    /// is empty, and for slices with steps.
    fn region_needed<'py>(
        &self,
        py: Python<'py>,
        shape: Shape,
        region: Region<'py>,
    ) -> PyResult<Region<'py>> {
        let region = self.rect(shape, &region)?;
        slices(py, self.planes.needed(shape, region).map_err(raised)?)
    }

    /// Computes a rectangle of the output from the part of the input that it reads: the bits are
    /// those of `apply` on the whole array.
    ///
    /// `shape` is that of the whole input, and `part` is what `region_needed` says of it.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Kernel
    /// >>> blur = Kernel("binomial([5, 5])", "u8", padding="same", border="reflect101")
    /// >>> whole = numpy.arange(7000, dtype=numpy.uint32).astype(numpy.uint8).reshape(100, 70)
    /// >>> region = slice(64, 100), slice(0, 32)
    /// >>> part = whole[blur.region_needed(whole.shape, region)]
    /// >>> tile = blur.apply_tile(part, whole.shape, region)
    /// >>> bool((tile == blur.apply(whole)[region]).all())
    /// True
    ///
    /// Raises as `apply` and `region_needed` do, and ValueError for a part of another shape.
    #[pyo3(signature = (part, shape, region, out=None))]
    fn apply_tile<'py>(
        &self,
        part: &Bound<'py, PyAny>,
        shape: Shape,
        region: Region<'py>,
        out: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let output = self.rect(shape, &region)?;
        let tile = Tile {
            size: (shape.1, shape.0),
            output,
            input: self.planes.needed(shape, output).map_err(raised)?,
        };
        self.planes.apply_tile(part, &tile, out)
    }

    /// The output for an input of this shape, cut into tiles: each as the rectangle of the output,
    /// and the rectangle of the input that it reads.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> blur = Kernel("binomial([5, 5])", "u8", padding="same")
    /// >>> for region, needed in blur.tiles((4, 9), (4, 8)):
    /// ...     print(region[1], needed[1])
    /// slice(0, 8, None) slice(0, 9, None)
    /// slice(8, 9, None) slice(6, 9, None)
    ///
    /// Raises ValueError as `output_shape` does, and for tiles without elements.
    fn tiles<'py>(
        &self,
        py: Python<'py>,
        shape: Shape,
        tile: Shape,
    ) -> PyResult<Vec<(Region<'py>, Region<'py>)>> {
        let tiles = self.planes.cut(shape, tile).map_err(raised)?;
        let tiles = tiles.into_iter();
        tiles
            .map(|tile| Ok((slices(py, tile.output)?, slices(py, tile.input)?)))
            .collect()
    }

    /// The adjoint on inputs of this shape, applied to an array of the output's shape: the
    /// transposed matrix, without rounding, overflow and border constants. It is the gradient with
    /// respect to the input.
    ///
    /// The array is of float32 or float64, and so is the result.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Kernel
    /// >>> pairs = Kernel([[1, 2]])
    /// >>> pairs.adjoint(numpy.array([[1.0, 10.0, 100.0]]), (1, 4))
    /// array([[  1.,  12., 120., 200.]])
    ///
    /// Raises TypeError for another dtype, ValueError for another shape and for a kernel that
    /// combines several, MemoryError.
    fn adjoint<'py>(&self, array: &Bound<'py, PyAny>, shape: Shape) -> PyResult<Bound<'py, PyAny>> {
        let adjoint = self.planes.transposed(shape).map_err(raised)?;
        real(
            array,
            |array| transposed::<f32>(&adjoint, array, shape),
            |array| transposed::<f64>(&adjoint, array, shape),
        )
    }

    /// The matrix over flattened inputs of this shape, of float64: an array, or with `sparse` a
    /// `scipy.sparse.csr_array`. `matrix @ x + offset` is the output before it is rounded.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> Kernel([[1, 2]], "u8", "i16").matrix((1, 3))
    /// array([[1., 2., 0.],
    ///        [0., 1., 2.]])
    ///
    /// Raises ValueError as `output_shape` does, and for a kernel that combines several;
    /// ImportError without SciPy; MemoryError.
    #[pyo3(signature = (shape, sparse=false))]
    fn matrix<'py>(
        &self,
        py: Python<'py>,
        shape: Shape,
        sparse: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let entries = self.planes.entries(shape).map_err(raised)?;
        matrix::matrix(py, &entries, sparse)
    }

    /// What is added to the product with the matrix: what a constant border gives each output.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> Kernel([[1, 2]], padding="full", border="constant(10)").offset((1, 2))
    /// array([10.,  0., 20.])
    ///
    /// Raises as `matrix` does.
    fn offset<'py>(&self, py: Python<'py>, shape: Shape) -> PyResult<Bound<'py, PyAny>> {
        Ok(matrix::offset(py, self.planes.entries(shape))?.into_any())
    }

    /// The plan in words: passes, accumulator, bounds.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> "proven within [-1020, 1020]" in Kernel("sobel_x", "u8", "i16").explain()
    /// True
    fn explain(&self) -> String {
        self.planes.plan().to_string()
    }

    /// What is known of the kernel as numbers, by their names.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> facts = Kernel("sobel_x", "u8", "i16").facts()
    /// >>> facts["results"], facts["rank"], facts["nonzero"]
    /// ([-1020.0, 1020.0], 1, 6)
    ///
    /// Raises MemoryError.
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        facts(py, &self.planes.plan())
    }

    /// Inputs that an output reads above and below its own place, and left and right of it.
    ///
    /// >>> from conv_kernel import Kernel
    /// >>> Kernel("box([3, 5])", padding="same").halo
    /// ((1, 1), (2, 2))
    #[getter]
    fn halo(&self) -> (Shape, Shape) {
        let [rows, columns] = Facts::new(&self.planes.plan()).halo();
        (rows.into(), columns.into())
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
        self.arguments.shown(py, "Kernel")
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyTuple>, Bound<'py, PyDict>) {
        self.arguments.again(py)
    }
}

impl Kernel {
    /// A rectangle of the output as slices say it, within the output.
    fn rect(&self, shape: Shape, region: &Region<'_>) -> PyResult<Rect> {
        let (rows, columns) = self.planes.size(shape).map_err(raised)?;
        let axis = |slice: &Bound<'_, PySlice>, length: usize| {
            let found = slice.indices(isize::try_from(length)?)?;
            if found.step != 1 {
                return Err(PyValueError::new_err(
                    "a region has no steps: write slices without",
                ));
            }
            Ok((usize::try_from(found.start)?, found.slicelength))
        };
        let ((y, height), (x, width)) = (axis(&region.0, rows)?, axis(&region.1, columns)?);
        Ok(Rect::new(x, y, width, height))
    }
}

/// A rectangle as slices without steps.
fn slices(py: Python<'_>, rect: Rect) -> PyResult<Region<'_>> {
    let slice = |start: usize, length: usize| {
        let made = py.get_type::<PySlice>().call1((start, start + length))?;
        Ok::<_, PyErr>(made.cast_into::<PySlice>()?)
    };
    Ok((slice(rect.y, rect.height)?, slice(rect.x, rect.width)?))
}
