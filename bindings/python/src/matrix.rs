//! The matrix of a kernel as an array, or as a sparse matrix of SciPy.

use crate::faults::raised;
use conv_kernel::{ConvMatrix, Error};
use numpy::{PyArray1, PyArrayDyn, PyArrayMethods};
use pyo3::prelude::*;

/// `A` times the scale: what `A @ x` is before the offset is added and the result is rounded.
pub(crate) fn matrix<'py>(
    py: Python<'py>,
    matrix: &ConvMatrix,
    sparse: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let (rows, columns) = (matrix.rows(), matrix.columns());
    if sparse {
        let (mut values, mut indices, mut ends) = (Vec::new(), Vec::new(), vec![0i64]);
        for row in 0..rows {
            for (column, tap) in matrix.row(row) {
                push(&mut values, scaled(matrix, tap.to_f64()))?;
                push(&mut indices, column as i64)?;
            }
            push(&mut ends, values.len() as i64)?;
        }
        let parts = (
            PyArray1::from_vec(py, values),
            PyArray1::from_vec(py, indices),
            PyArray1::from_vec(py, ends),
        );
        let made = py
            .import("scipy.sparse")?
            .call_method1("csr_array", (parts, (rows, columns)))?;
        // A border may repeat an element: several terms have one column then.
        made.call_method0("sum_duplicates")?;
        return Ok(made);
    }
    // NumPy has another exception for sizes that no address space holds.
    let bytes = rows
        .checked_mul(columns)
        .and_then(|count| count.checked_mul(8));
    if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(raised(Error::OutOfMemory));
    }
    let made = py
        .import("numpy")?
        .call_method1("zeros", ((rows, columns), "float64"))?;
    {
        let array = made.cast::<PyArrayDyn<f64>>()?;
        let mut held = array.try_readwrite()?;
        let entries = held.as_slice_mut()?;
        for (row, entries) in entries.chunks_mut(columns.max(1)).enumerate() {
            for (column, tap) in matrix.row(row) {
                entries[column] += tap.to_f64();
            }
            for entry in entries {
                *entry = scaled(matrix, *entry);
            }
        }
    }
    Ok(made)
}

/// What is added to `A @ x` times the scale: constant borders, and for a layer its bias.
pub(crate) fn offset<'py>(
    py: Python<'py>,
    matrix: Result<ConvMatrix, Error>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let matrix = matrix.map_err(raised)?;
    let all = (0..matrix.rows()).map(|row| scaled(&matrix, matrix.offset(row)));
    Ok(PyArray1::from_vec(py, collected(matrix.rows(), all)?))
}

/// So many values in memory that there may not be.
fn collected<T>(count: usize, values: impl Iterator<Item = T>) -> PyResult<Vec<T>> {
    let mut all = Vec::new();
    all.try_reserve_exact(count)
        .map_err(|_| raised(Error::OutOfMemory))?;
    all.extend(values);
    Ok(all)
}

fn push<T>(all: &mut Vec<T>, value: T) -> PyResult<()> {
    all.try_reserve(1).map_err(|_| raised(Error::OutOfMemory))?;
    all.push(value);
    Ok(())
}

fn scaled(matrix: &ConvMatrix, value: f64) -> f64 {
    match matrix.scale() {
        (1, 1) => value,
        (numerator, denominator) => value * numerator as f64 / denominator as f64,
    }
}
