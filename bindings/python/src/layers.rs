//! `Layer`: a layer of a network over arrays of four axes.

mod typed;

use crate::arguments::{self, Arguments, safely};
use crate::elements::{dtype, element, layers, typed};
use crate::faults::{mistaken, raised};
use crate::matrix;
use crate::threads::Threads;
use conv_kernel::rules::{LayerOptions, Numbers, ZeroPoints};
use conv_kernel::{
    DynLayer, ElementType, Error, LayerPlan, LayerSpec, LayerValues, Layout, Quantization,
};
use conv_syntax::keys::{self, Values};
use numpy::{PyArrayDescr, PyArrayDescrMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use typed::{Layers, Shape};

/// A layer of a network: a convolution over images of several channels.
///
/// `weights` is an array `[out, in / groups, rows, columns]`, or `[out, in / groups, taps]` for one
/// axis; of a layer with `transposed` it begins with the input channels. `bias` has a number for
/// each output channel. `input` is the type of elements, `output` by default the same, and int32
/// for integers. Inputs and outputs are arrays `[n, c, h, w]`, or `[n, h, w, c]` with
/// `layout="nhwc"`.
///
/// `zero_points` are the integers that stand for 0: that of the input, and a list of one for all
/// weights or one for each output channel. `quantization` is the scale of the input, a list of
/// scales of the weights, the scale of the output and the integer that stands for 0 in it.
///
/// >>> import numpy
/// >>> from conv_kernel import Layer
/// >>> weights = numpy.array([[[[1, 2, 1]]]], numpy.float32)
/// >>> layer = Layer(weights, bias=[-4], stride=[1, 2], padding=[0, 1], activation="relu")
/// >>> layer.apply(numpy.arange(5, dtype=numpy.float32).reshape(1, 1, 1, 5))
/// array([[[[0., 4., 7.]]]], dtype=float32)
///
/// Raises ValueError for what breaks a rule of the language, TypeError for keys that there are not
/// and for weights that are no numbers of the layer, MemoryError.
#[pyclass(frozen, module = "conv_kernel")]
pub(crate) struct Layer {
    layers: Box<dyn Layers>,
    types: (ElementType, ElementType),
    /// Sizes of the weights.
    weights: Vec<usize>,
    arguments: Arguments,
}

#[pymethods]
impl Layer {
    #[new]
    #[pyo3(
        signature = (weights, input=None, output=None, bias=None, transposed=false, zero_points=None, quantization=None, **keys),
        text_signature = "(weights, input='f32', output=None, bias=None, transposed=False, zero_points=None, quantization=None, *, stride=None, dilation=None, padding=None, border=None, mode=None, anchor=None, groups=None, layout=None, activation=None, winograd=None, output_padding=None)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are those of the class")]
    fn new<'py>(
        weights: &Bound<'py, PyAny>,
        input: Option<&Bound<'py, PyAny>>,
        output: Option<&Bound<'py, PyAny>>,
        bias: Option<&Bound<'py, PyAny>>,
        transposed: bool,
        zero_points: Option<(i32, Vec<i32>)>,
        quantization: Option<(f32, Vec<f32>, f32, i32)>,
        keys: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let py = weights.py();
        let input = input.map_or(Ok(ElementType::F32), element)?;
        let wide = if input.is_float() {
            input
        } else {
            ElementType::I32
        };
        let types = (input, output.map_or(Ok(wide), element)?);
        let texts = arguments::texts(keys, &keys::Layer::KEYS)?;
        let text = |key: &str| texts.get(key).map(String::as_str);
        let mut values = Values::new(&text);
        let Some(read) = keys::Layer::read(&mut values) else {
            return Err(mistaken(&values.faults, text));
        };
        if read.layout == Layout::Nchw16 {
            return Err(PyValueError::new_err(
                "an array has no blocks of channels: write `layout` as `nchw` or `nhwc`",
            ));
        }
        let array = array(weights, input)?;
        let sizes = array.shape().to_vec();
        let mut options = LayerOptions::new(
            types.0,
            types.1,
            sizes.clone(),
            Numbers::Written(numbers(&array)?),
        );
        if let Some(bias) = bias {
            options.bias = Numbers::Written(numbers(&self::array(bias, input)?)?);
        }
        options.groups = read.groups;
        options.window = read.window.options(input);
        options.layout = read.layout;
        options.activation = read.activation.map(|given| given.activation(input));
        options.winograd = read.winograd;
        options.transposed = transposed;
        options.output_padding = read.output_padding;
        if let Some((input, weights)) = zero_points.clone() {
            options.zero_points = ZeroPoints { input, weights };
        }
        options.quantization =
            quantization
                .clone()
                .map(
                    |(input_scale, weight_scales, output_scale, output_zero)| Quantization {
                        input_scale,
                        weight_scales,
                        output_scale,
                        output_zero,
                    },
                );
        let spec = LayerSpec::check(options).map_err(|error| raised(Error::from(error)))?;
        let layers = layers!(typed types, |In, To| {
            let made = DynLayer::<In, To>::from_plan(LayerPlan::new(spec)).map_err(raised)?;
            Ok(Box::new(made) as Box<dyn Layers>)
        })?;
        let names = [types.0, types.1].map(|element| PyString::new(py, element.name()).into_any());
        let mut positional = vec![array.into_any()];
        positional.extend(names);
        let kept = keys.map_or_else(|| PyDict::new(py), Clone::clone);
        if let Some(bias) = bias {
            kept.set_item("bias", self::array(bias, input)?.call_method0("copy")?)?;
        }
        if transposed {
            kept.set_item("transposed", true)?;
        }
        if let Some(points) = zero_points {
            kept.set_item("zero_points", points)?;
        }
        if let Some(scales) = quantization {
            kept.set_item("quantization", scales)?;
        }
        Ok(Self {
            layers,
            types,
            weights: sizes,
            arguments: Arguments::kept(positional, kept)?,
        })
    }

    /// Applies the layer to a batch, and returns a new array, or `out` with the results in it;
    /// otherwise as `Kernel.apply`.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> mean = Layer(numpy.full((1, 2, 1, 1), 0.5, numpy.float32))
    /// >>> mean.apply(numpy.array([[[[1, 2]], [[3, 6]]]], numpy.float32))
    /// array([[[[2., 4.]]]], dtype=float32)
    #[pyo3(signature = (array, out=None, threads=None))]
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.layers.apply(array, out, &Threads::new(threads)?)
    }

    /// The shape of the output for an input of this shape.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> layer = Layer(numpy.zeros((8, 3, 3, 3), numpy.float32), stride=2, padding=1)
    /// >>> layer.output_shape((1, 3, 32, 32))
    /// (1, 8, 16, 16)
    ///
    /// Raises ValueError for other channels, for no rows or columns, and for a window that does not
    /// fit into the padded input.
    fn output_shape(&self, shape: Shape) -> PyResult<(usize, usize, usize, usize)> {
        Ok(self.layers.size(shape).map_err(raised)?.into())
    }

    /// The gradient with respect to the input: `gradient` is that with respect to the sums, before
    /// the activation, and `shape` is that of the input.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> layer = Layer(numpy.array([[[[2, 3]]]], numpy.float32))
    /// >>> layer.input_gradient(numpy.array([[[[1, 10]]]], numpy.float32), (1, 1, 1, 3))
    /// array([[[[ 2., 23., 30.]]]], dtype=float32)
    ///
    /// Raises ValueError for another shape, and for a layer of integers; TypeError for another
    /// dtype; MemoryError.
    fn input_gradient<'py>(
        &self,
        gradient: &Bound<'py, PyAny>,
        shape: Shape,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.layers.input_gradient(gradient, shape)
    }

    /// The gradient with respect to the weights, in their shape: `array` is the input of the layer,
    /// and `gradient` is that of `input_gradient`.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> layer = Layer(numpy.array([[[[2, 3]]]], numpy.float32))
    /// >>> array = numpy.array([[[[1, 2, 3]]]], numpy.float32)
    /// >>> layer.weight_gradient(array, numpy.array([[[[1, 10]]]], numpy.float32))
    /// array([[[[21., 32.]]]], dtype=float32)
    ///
    /// Raises as `input_gradient` does.
    fn weight_gradient<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        gradient: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.layers.weight_gradient(array, gradient, &self.weights)
    }

    /// The gradient with respect to the bias: the sums of `gradient` over each output channel of a
    /// layer whose input has this shape.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> layer = Layer(numpy.array([[[[2, 3]]]], numpy.float32), bias=[0])
    /// >>> layer.bias_gradient(numpy.array([[[[1, 10]]]], numpy.float32), (1, 1, 1, 3))
    /// array([11.], dtype=float32)
    ///
    /// Raises as `input_gradient` does.
    fn bias_gradient<'py>(
        &self,
        gradient: &Bound<'py, PyAny>,
        shape: Shape,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.layers.bias_gradient(gradient, shape)
    }

    /// The matrix over flattened inputs of this shape, before activation and quantization;
    /// otherwise as `Kernel.matrix`.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> Layer(numpy.array([[[[1, -1]]]], numpy.float32)).matrix((1, 1, 1, 3))
    /// array([[ 1., -1.,  0.],
    ///        [ 0.,  1., -1.]])
    #[pyo3(signature = (shape, sparse=false))]
    fn matrix<'py>(
        &self,
        py: Python<'py>,
        shape: Shape,
        sparse: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let entries = self.layers.entries(shape).map_err(raised)?;
        matrix::matrix(py, &entries, sparse)
    }

    /// What is added to the product with the matrix: constant borders, and the bias.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> Layer(numpy.array([[[[1, -1]]]], numpy.float32), bias=[3]).offset((1, 1, 1, 3))
    /// array([3., 3.])
    fn offset<'py>(&self, py: Python<'py>, shape: Shape) -> PyResult<Bound<'py, PyAny>> {
        Ok(matrix::offset(py, self.layers.entries(shape))?.into_any())
    }

    /// The plan in words.
    ///
    /// >>> import numpy
    /// >>> from conv_kernel import Layer
    /// >>> "f32" in Layer(numpy.ones((1, 1, 3, 3), numpy.float32)).explain()
    /// True
    fn explain(&self) -> String {
        self.layers.plan().to_string()
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
        self.arguments.shown(py, "Layer")
    }

    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyTuple>, Bound<'py, PyDict>) {
        self.arguments.again(py)
    }
}

/// An array as it is; lists, whose numbers have no type, in that of a layer of floats.
fn array<'py>(
    given: &Bound<'py, PyAny>,
    input: ElementType,
) -> PyResult<Bound<'py, PyUntypedArray>> {
    if let Ok(array) = given.cast::<PyUntypedArray>() {
        return Ok(array.clone());
    }
    let py = given.py();
    let kind = input.is_float().then(|| dtype(py, input)).transpose()?;
    let array = py.import("numpy")?.call_method1("asarray", (given, kind))?;
    Ok(array.cast_into::<PyUntypedArray>()?)
}

/// Weights or a bias with the type that they have: the rules say what a layer takes.
fn numbers(array: &Bound<'_, PyUntypedArray>) -> PyResult<LayerValues> {
    let dtype = array.dtype();
    Ok(match (dtype.kind(), dtype.itemsize()) {
        (b'f', 2 | 4) => safely::<f32>(array)?.into(),
        (b'f', _) => safely::<f64>(array)?.into(),
        _ => {
            let wide = safely::<i64>(array)?;
            let narrow: Result<Vec<i32>, _> = wide.into_iter().map(i32::try_from).collect();
            narrow?.into()
        }
    })
}
