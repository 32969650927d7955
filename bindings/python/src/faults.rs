//! Errors of the runtime as exceptions of Python, with its messages.

use conv_kernel::Error;
use conv_syntax::keys::Fault;
use pyo3::PyErr;
use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};

/// The exception for an error of the runtime.
pub(crate) fn raised(error: Error) -> PyErr {
    let message = error.to_string();
    match error {
        Error::OutOfMemory => PyMemoryError::new_err(message),
        Error::Types { .. } => PyTypeError::new_err(message),
        _ => PyValueError::new_err(message),
    }
}

/// The exception for mistakes in keys, whose texts `text` returns.
pub(crate) fn mistaken<'a>(faults: &[Fault], text: impl Fn(&str) -> Option<&'a str>) -> PyErr {
    let sentences: Vec<String> = faults
        .iter()
        .map(|fault| match (&fault.range, text(fault.key)) {
            (Some(range), Some(whole)) if range.len() < whole.len() => {
                let part = whole.get(range.clone()).unwrap_or(whole);
                let column = whole
                    .get(..range.start)
                    .map_or(0, |text| text.chars().count());
                format!("{fault} (at `{part}`, column {})", column + 1)
            }
            _ => fault.to_string(),
        })
        .collect();
    PyValueError::new_err(sentences.join("; "))
}
