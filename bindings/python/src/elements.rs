//! Types of elements: their names, and the one place where a name becomes a type of the loops.
//!
//! Each pair is compiled on its own for every CPU level, so the table has those that a caller can
//! tell apart: each type to itself, integers to wider ones and to floats, and floats to the
//! integers of pictures and sounds.

use crate::arrays::wrong_type;
use conv_kernel::ElementType;
use numpy::{PyArrayDescr, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;

/// What an array can hold, and a kernel can take.
pub(crate) trait Item: conv_kernel::Element + numpy::Element {}

impl<T: conv_kernel::Element + numpy::Element> Item for T {}

/// Gives the pairs of a kernel of planes or signals to a macro.
macro_rules! kernels {
    ($then:ident $($rest:tt)*) => {
        $then! { [
            U8 u8 U8 u8, I8 i8 I8 i8, U16 u16 U16 u16, I16 i16 I16 i16, I32 i32 I32 i32,
            F32 f32 F32 f32, F64 f64 F64 f64,
            U8 u8 U16 u16, U8 u8 I16 i16, U8 u8 I32 i32, U8 u8 F32 f32, U8 u8 F64 f64,
            I8 i8 I16 i16, I8 i8 I32 i32, I8 i8 F32 f32,
            U16 u16 I32 i32, U16 u16 F32 f32, U16 u16 F64 f64,
            I16 i16 I32 i32, I16 i16 F32 f32, I16 i16 F64 f64,
            I32 i32 F64 f64,
            F32 f32 U8 u8, F32 f32 U16 u16, F32 f32 I16 i16,
        ] $($rest)* }
    };
}

/// Gives the pairs of a layer to a macro.
macro_rules! layers {
    ($then:ident $($rest:tt)*) => {
        $then! { [
            F32 f32 F32 f32, F64 f64 F64 f64,
            U8 u8 I32 i32, I8 i8 I32 i32,
            U8 u8 U8 u8, U8 u8 I8 i8, I8 i8 U8 u8, I8 i8 I8 i8,
        ] $($rest)* }
    };
}

/// An expression in which `$In` and `$Out` are the types of a pair; an exception for any other.
macro_rules! typed {
    ([$($I:ident $in:ident $O:ident $out:ident),* $(,)?]
     $types:expr, |$In:ident, $Out:ident| $made:expr) => {
        match $types {
            $((conv_kernel::ElementType::$I, conv_kernel::ElementType::$O) => {
                type $In = $in;
                type $Out = $out;
                $made
            })*
            (input, output) => Err($crate::elements::no_pair(input, output, &[
                $((conv_kernel::ElementType::$I, conv_kernel::ElementType::$O)),*
            ])),
        }
    };
}

pub(crate) use {kernels, layers, typed};

/// The exception for a pair that is not compiled.
pub(crate) fn no_pair(
    input: ElementType,
    output: ElementType,
    pairs: &[(ElementType, ElementType)],
) -> PyErr {
    let shown: Vec<String> = pairs
        .iter()
        .map(|(input, output)| format!("{input} -> {output}"))
        .collect();
    PyTypeError::new_err(format!(
        "there are no loops of {input} -> {output} in this package: convert the array first, or take one of {}",
        shown.join(", ")
    ))
}

/// The name that NumPy has for a type.
pub(crate) const fn numpy_name(element: ElementType) -> &'static str {
    match element {
        ElementType::U8 => "uint8",
        ElementType::I8 => "int8",
        ElementType::U16 => "uint16",
        ElementType::I16 => "int16",
        ElementType::I32 => "int32",
        ElementType::F32 => "float32",
        ElementType::F64 => "float64",
    }
}

/// A type by its name in the language or in NumPy, or by a dtype.
///
/// `"u8"` are 8 bits, as in the language, while NumPy's short codes count bytes: they are no names.
pub(crate) fn element(given: &Bound<'_, PyAny>) -> PyResult<ElementType> {
    let name = match given.cast::<PyString>() {
        Ok(name) => name.to_string(),
        Err(_) => PyArrayDescr::new(given.py(), given)?
            .getattr("name")?
            .extract()?,
    };
    let found = ElementType::ALL
        .into_iter()
        .find(|element| element.name() == name || numpy_name(*element) == name);
    found.ok_or_else(|| {
        let names = ElementType::ALL.map(ElementType::name).join(", ");
        PyValueError::new_err(format!(
            "`{name}` is not an element type: write one of {names}, or a dtype such as numpy.uint8"
        ))
    })
}

/// The dtype of a type.
pub(crate) fn dtype(py: Python<'_>, element: ElementType) -> PyResult<Bound<'_, PyArrayDescr>> {
    PyArrayDescr::new(py, numpy_name(element))
}

/// Calls one of two for the dtype of an array of floats.
pub(crate) fn real<'py, R>(
    array: &Bound<'py, PyAny>,
    single: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<R>,
    double: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<R>,
) -> PyResult<R> {
    let Ok(untyped) = array.cast::<PyUntypedArray>() else {
        return double(array);
    };
    let found = untyped.dtype();
    match found.getattr("name")?.extract::<String>()?.as_str() {
        "float32" => single(array),
        "float64" => double(array),
        _ => Err(wrong_type("the array", ElementType::F64, &found)),
    }
}
