//! A layer, its types known here and nowhere above.

use crate::arrays::{Out, Source};
use crate::elements::Item;
use crate::faults::raised;
use crate::threads::Threads;
use conv_kernel::prelude::*;
use conv_kernel::{ConvMatrix, LayerPlan};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Sizes of the axes, in the order of the layout.
pub(super) type Shape = [usize; 4];

/// A layer whose types nobody else knows.
pub(super) trait Layers: Send + Sync {
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Out<'_, 'py>,
        threads: &Threads,
    ) -> PyResult<Bound<'py, PyAny>>;

    fn input_gradient<'py>(
        &self,
        gradient: &Bound<'py, PyAny>,
        shape: Shape,
    ) -> PyResult<Bound<'py, PyAny>>;

    fn weight_gradient<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        gradient: &Bound<'py, PyAny>,
        weights: &[usize],
    ) -> PyResult<Bound<'py, PyAny>>;

    fn bias_gradient<'py>(
        &self,
        gradient: &Bound<'py, PyAny>,
        shape: Shape,
    ) -> PyResult<Bound<'py, PyAny>>;

    fn size(&self, shape: Shape) -> Result<Shape, Error>;
    fn entries(&self, shape: Shape) -> Result<ConvMatrix, Error>;
    fn plan(&self) -> LayerPlan;
}

impl<In: Item, To: Item> Layers for DynLayer<In, To> {
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Out<'_, 'py>,
        threads: &Threads,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (source, shape) = of_four::<In>(array, "a layer")?;
        let to = self.output_shape(shape).map_err(raised)?;
        source.computed(out, &to, threads, |from, to, together| match together {
            true => self.apply_par_into(from.all, shape, to),
            false => self.apply_into(from.all, shape, to),
        })
    }

    fn input_gradient<'py>(
        &self,
        gradient: &Bound<'py, PyAny>,
        shape: Shape,
    ) -> PyResult<Bound<'py, PyAny>> {
        let source = sums::<To>(gradient, self.size(shape).map_err(raised)?)?;
        source.computed(None, &shape, &Threads::Caller, |from, to, _| {
            self.input_gradient_into(from.all, shape, to, &mut LayerScratch::new())
        })
    }

    fn weight_gradient<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        gradient: &Bound<'py, PyAny>,
        weights: &[usize],
    ) -> PyResult<Bound<'py, PyAny>> {
        let (source, shape) = of_four::<In>(array, "a layer")?;
        let of_sums = sums::<To>(gradient, self.size(shape).map_err(raised)?)?;
        let of_sums = of_sums.read()?;
        let dy = of_sums.elements()?.all;
        source.computed(None, weights, &Threads::Caller, |x, to, _| {
            self.weight_gradient_into(x.all, dy, shape, to, &mut LayerScratch::new())
        })
    }

    fn bias_gradient<'py>(
        &self,
        gradient: &Bound<'py, PyAny>,
        shape: Shape,
    ) -> PyResult<Bound<'py, PyAny>> {
        let source = sums::<To>(gradient, self.size(shape).map_err(raised)?)?;
        let channels = self.plan().kernel().shape().outputs;
        source.computed(None, &[channels], &Threads::Caller, |from, to, _| {
            self.bias_gradient_into(from.all, shape, to)
        })
    }

    fn size(&self, shape: Shape) -> Result<Shape, Error> {
        self.output_shape(shape)
    }

    fn entries(&self, shape: Shape) -> Result<ConvMatrix, Error> {
        self.matrix(shape)
    }

    fn plan(&self) -> LayerPlan {
        self.explain()
    }
}

/// An array of four axes, and its shape.
fn of_four<'a, 'py, T: Item>(
    array: &'a Bound<'py, PyAny>,
    of: &str,
) -> PyResult<(Source<'a, 'py, T>, Shape)> {
    let source = Source::<T>::new(array, 4, of)?;
    let shape = Shape::try_from(source.shape())?;
    Ok((source, shape))
}

/// A gradient with respect to the sums, which has the shape of the output.
fn sums<'a, 'py, T: Item>(
    gradient: &'a Bound<'py, PyAny>,
    expected: Shape,
) -> PyResult<Source<'a, 'py, T>> {
    let (source, found) = of_four::<T>(gradient, "the gradient of a layer")?;
    if found != expected {
        return Err(PyValueError::new_err(format!(
            "the output has the shape {expected:?}, and the gradient {found:?}"
        )));
    }
    Ok(source)
}
