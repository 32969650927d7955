//! What a kernel is made from: text or arrays, names of types, and keys as keyword arguments.
//!
//! A key takes what the language writes, as text, or the values of Python that look like it:
//! `2`, `[1, 2]`, `(1, 2)`, `0.5`, `Fraction(1, 16)`. They become text, so there is one reader.

use crate::elements::element;
use crate::faults::mistaken;
use conv_kernel::{ElementType, Tap, Taps};
use conv_plan::taps::MAX_TAPS;
use conv_syntax::diag::{all_of, nearest};
use conv_syntax::keys::{self, Values};
use conv_syntax::text;
use numpy::{
    PyArrayDescrMethods, PyArrayDyn, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyBool, PyDict, PyFloat, PyList, PyString, PyTuple};
use std::collections::BTreeMap;

/// Keys and the texts of their values.
pub(crate) type Texts = BTreeMap<String, String>;

/// The arguments of a class, kept to make the same again.
pub(crate) struct Arguments {
    positional: Py<PyTuple>,
    keys: Py<PyDict>,
}

impl Arguments {
    /// All are copied, so that nobody changes what an object says of itself.
    pub(crate) fn kept<'py>(
        positional: impl IntoIterator<Item = Bound<'py, PyAny>>,
        keys: Bound<'py, PyDict>,
    ) -> PyResult<Self> {
        let copy = keys.py().import("copy")?.getattr("deepcopy")?;
        let positional = PyTuple::new(keys.py(), positional.into_iter().collect::<Vec<_>>())?;
        Ok(Self {
            positional: copy.call1((positional,))?.cast_into::<PyTuple>()?.unbind(),
            keys: copy.call1((keys,))?.cast_into::<PyDict>()?.unbind(),
        })
    }

    /// Those of a kernel, as its class takes them.
    pub(crate) fn of_kernel<'py>(
        taps: &Bound<'py, PyAny>,
        (input, output): (ElementType, ElementType),
        keys: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let py = taps.py();
        let types = [input, output].map(|element| PyString::new(py, element.name()).into_any());
        let keys = keys.map_or_else(|| PyDict::new(py), Clone::clone);
        Self::kept([taps.clone()].into_iter().chain(types), keys)
    }

    /// What pickling calls the class with.
    pub(crate) fn again<'py>(&self, py: Python<'py>) -> (Bound<'py, PyTuple>, Bound<'py, PyDict>) {
        (self.positional.bind(py).clone(), self.keys.bind(py).clone())
    }

    /// The call that makes the object.
    pub(crate) fn shown(&self, py: Python<'_>, class: &str) -> PyResult<String> {
        let mut parts = Vec::new();
        for one in self.positional.bind(py) {
            parts.push(one.repr()?.to_string());
        }
        for (key, value) in self.keys.bind(py) {
            parts.push(format!("{key}={}", value.repr()?));
        }
        Ok(format!("{class}({})", parts.join(", ")))
    }
}

/// The types of a kernel; without an output, that of the input.
pub(crate) fn types(
    input: Option<&Bound<'_, PyAny>>,
    output: Option<&Bound<'_, PyAny>>,
) -> PyResult<(ElementType, ElementType)> {
    let input = input.map_or(Ok(ElementType::F32), element)?;
    let output = output.map_or(Ok(input), element)?;
    Ok((input, output))
}

/// The keys of a call as text; `None` is as if a key were not given.
pub(crate) fn texts(keys: Option<&Bound<'_, PyDict>>, known: &[&str]) -> PyResult<Texts> {
    let mut texts = Texts::new();
    let Some(keys) = keys else {
        return Ok(texts);
    };
    for (key, value) in keys {
        let key: String = key.extract()?;
        if !known.contains(&&*key) {
            let instead = match nearest(&key, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are {}", all_of(known)),
            };
            return Err(PyTypeError::new_err(format!(
                "unknown key `{key}`: {instead}"
            )));
        }
        if !value.is_none() {
            texts.insert(key.clone(), written(&key, &value)?);
        }
    }
    Ok(texts)
}

/// A value as the language writes it.
fn written(key: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_string());
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let parts: PyResult<Vec<String>> =
            value.try_iter()?.map(|part| written(key, &part?)).collect();
        return Ok(format!("[{}]", parts?.join(", ")));
    }
    let number = value.py().import("numbers")?.getattr("Number")?;
    if value.is_instance(&number)? && !value.is_instance_of::<PyBool>() {
        if value.is_instance_of::<PyFloat>() {
            // A subclass, such as numpy.float64, may show itself in another way.
            let float: f64 = value.extract()?;
            return Ok(PyFloat::new(value.py(), float).repr()?.to_string());
        }
        return Ok(value.str()?.to_string());
    }
    Err(PyTypeError::new_err(format!(
        "`{key}` is a text of the language, a number, or a list of these, and not of type {}",
        value.get_type().name()?
    )))
}

/// The kernel that taps and keys say.
pub(crate) fn kernel(taps: &Bound<'_, PyAny>, texts: &Texts) -> PyResult<keys::Kernel> {
    let expression = taps.cast::<PyString>().ok().map(|text| text.to_string());
    let taps = match &expression {
        Some(text) => expressed(text)?,
        None => {
            let method = texts.get("method").map(String::as_str);
            vec![(None, array(taps, method)?)]
        }
    };
    let text = |key: &str| match key {
        "taps" => expression.as_deref(),
        _ => texts.get(key).map(String::as_str),
    };
    let mut values = Values::new(&text);
    match keys::Kernel::read(taps, &mut values) {
        Some(kernel) => Ok(kernel),
        None => Err(mistaken(&values.faults, text)),
    }
}

/// The rules, in the words of the language.
pub(crate) fn checked(
    kernel: &keys::Kernel,
    (input, output): (ElementType, ElementType),
    texts: &Texts,
) -> PyResult<()> {
    let text = |key: &str| texts.get(key).map(String::as_str);
    match kernel.check(input, output) {
        Ok(_) => Ok(()),
        Err(faults) => Err(mistaken(&faults, text)),
    }
}

/// The kernels of an expression, each with its name if there are several.
pub(crate) fn expressed(expression: &str) -> PyResult<Vec<(Option<String>, Taps)>> {
    let mut no_files = |_: &conv_syntax::written::File| {
        Err("files are not read here: pass the array, as `numpy.load(..)` returns it".to_owned())
    };
    text::taps(expression, &mut no_files).map_err(|mistakes| {
        let faults: Vec<keys::Fault> = mistakes
            .into_iter()
            .map(|mistake| keys::Fault {
                key: "taps",
                range: Some(mistake.range),
                message: mistake.message,
            })
            .collect();
        mistaken(&faults, |_| Some(expression))
    })
}

/// Taps from an array, or from lists of numbers: integers are exact, floats the doubles they are.
fn array(taps: &Bound<'_, PyAny>, method: Option<&str>) -> PyResult<Taps> {
    let numpy = taps.py().import("numpy")?;
    let array = numpy.call_method1("asarray", (taps,))?;
    let array = array.cast_into::<PyUntypedArray>()?;
    let shape = array.shape().to_vec();
    if !matches!(shape.len(), 1 | 2) {
        return Err(PyValueError::new_err(format!(
            "taps have one axis or two, and this array has {}",
            shape.len()
        )));
    }
    // Before values become exact numbers, which take a hundred times the memory: this may be an
    // image.
    let count = array.len();
    if count > MAX_TAPS && !matches!(method.map(str::trim), Some("fft" | "auto")) {
        return Err(PyValueError::new_err(format!(
            "this array has {count} taps, and a direct sum at most {MAX_TAPS}: write fewer taps"
        )));
    }
    let taps = if array.dtype().kind() == b'f' {
        safely::<f64>(&array)?
            .into_iter()
            .map(Tap::Binary)
            .collect()
    } else {
        safely::<i64>(&array)?
            .into_iter()
            .map(Tap::integer)
            .collect()
    };
    Ok(Taps::new(shape, taps))
}

/// The elements of an array in C order, as a type that holds them all.
pub(crate) fn safely<T: numpy::Element + Clone>(
    array: &Bound<'_, PyUntypedArray>,
) -> PyResult<Vec<T>> {
    let py = array.py();
    let how = [("order", "C"), ("casting", "safe")].into_py_dict(py)?;
    let dtype = numpy::PyArrayDescr::of::<T>(py);
    let cast = array.call_method("astype", (dtype,), Some(&how))?;
    let cast = cast.cast_into::<PyArrayDyn<T>>()?;
    Ok(cast.try_readonly()?.as_slice()?.to_vec())
}
