//! What needs no kernel: the library's names and taps, and the levels of the CPU.

use crate::arguments::expressed;
use conv_kernel::Level;
use conv_kernel::taps::expression::named;
use conv_kernel::{Tap, Taps};
use conv_plan::number::exact_to_double;
use numpy::{PyArray1, PyArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The taps of an expression as an array: of int64 if all are integers, else of float64.
#[pyfunction]
pub(crate) fn taps<'py>(py: Python<'py>, expression: &str) -> PyResult<Bound<'py, PyAny>> {
    let mut kernels = expressed(expression)?;
    let (Some((_, taps)), true) = (kernels.pop(), kernels.is_empty()) else {
        return Err(PyValueError::new_err(
            "there are several kernels: ask for the taps of each",
        ));
    };
    let shape = taps.shape().to_vec();
    // Of too many only the shape is formed.
    let count: usize = shape.iter().product();
    if taps.values().len() != count {
        return Err(PyValueError::new_err(format!(
            "the {count} taps of `{expression}` are more than are formed: write a smaller size"
        )));
    }
    Ok(match integers(&taps) {
        Some(all) => PyArray1::from_vec(py, all).reshape(shape)?.into_any(),
        None => {
            let doubles = taps.values().iter().map(|tap| match tap {
                Tap::Binary(value) => *value,
                Tap::Ratio(value) | Tap::Decimal(value) => exact_to_double(value),
            });
            PyArray1::from_vec(py, doubles.collect())
                .reshape(shape)?
                .into_any()
        }
    })
}

fn integers(taps: &Taps) -> Option<Vec<i64>> {
    taps.values()
        .iter()
        .map(|tap| match tap {
            Tap::Ratio(value) if value.is_integer() => value.numer().try_into().ok(),
            _ => None,
        })
        .collect()
}

/// The kernels of the library, each as its name and a call that makes one.
#[pyfunction]
pub(crate) fn library() -> Vec<(&'static str, &'static str)> {
    named()
        .map(|kernel| (kernel.name, kernel.example))
        .collect()
}

/// The CPU levels that kernels run on here, the best last.
#[pyfunction]
pub(crate) fn levels() -> Vec<&'static str> {
    Level::available().map(Level::name).collect()
}
