//! What is known of a kernel as numbers.

use conv_kernel::{Facts, Plan};
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The facts that the command line prints, by the same names.
pub(crate) fn facts<'py>(py: Python<'py>, plan: &Plan) -> PyResult<Bound<'py, PyDict>> {
    let facts = Facts::new(plan);
    let memory = |_| PyMemoryError::new_err("out of memory");
    let all = PyDict::new(py);
    all.set_item("shape", facts.shape())?;
    all.set_item("stride", facts.stride())?;
    all.set_item("dilation", facts.dilation())?;
    all.set_item("halo", facts.halo())?;
    all.set_item("taps", facts.taps().map_err(memory)?)?;
    all.set_item("nonzero", facts.nonzero())?;
    all.set_item("rank", facts.rank().map_err(memory)?)?;
    all.set_item("gain", facts.gain())?;
    all.set_item("results", facts.results())?;
    all.set_item("quantization_error", facts.quantization_error())?;
    all.set_item("operations", facts.operations())?;
    Ok(all)
}
