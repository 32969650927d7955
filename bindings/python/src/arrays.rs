//! Arrays of NumPy as slices, borrowed where they lie.
//!
//! ```text
//! array -> axes, dtype -> the array itself        C order, aligned, native bytes
//!                      -> the array it views      rows of consecutive elements, a step apart
//!                      -> a copy in C order       any other order, step or byte order
//! ```
//!
//! The borrows are those of the crate `numpy`: what is read may be read by others meanwhile, and
//! what is written by nobody, as far as extensions in Rust are asked.

use crate::elements::{Item, numpy_name};
use crate::faults::raised;
use crate::threads::Threads;
use conv_kernel::{ElementType, Error, Plane};
use numpy::{
    BorrowError, PyArrayDescr, PyArrayDescrMethods, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn,
    PyReadwriteArrayDyn, PyUntypedArray, PyUntypedArrayMethods,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyTuple};

/// What an argument `out` may be.
pub(crate) type Out<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

/// An array of the right axes and type, before it is borrowed: what is written is borrowed first,
/// so that a view whose whole base cannot be borrowed beside it is copied.
pub(crate) struct Source<'a, 'py, T: Item> {
    array: &'a Bound<'py, PyUntypedArray>,
    /// The same with its type; `None` if its bytes are in another order.
    native: Option<&'a Bound<'py, PyArrayDyn<T>>>,
}

impl<'a, 'py, T: Item> Source<'a, 'py, T> {
    /// An array of so many axes, of `T` and no other type.
    pub(crate) fn new(array: &'a Bound<'py, PyAny>, axes: usize, of: &str) -> PyResult<Self> {
        let array = untyped(array, "the input")?;
        if array.ndim() != axes {
            return Err(PyValueError::new_err(format!(
                "the array has {}, and {of} takes {axes}",
                counted(array.ndim())
            )));
        }
        let native = native::<T>(array, "the input")?;
        Ok(Self { array, native })
    }

    pub(crate) fn shape(&self) -> &[usize] {
        self.array.shape()
    }

    /// Elements of an array of one axis.
    pub(crate) fn length(&self) -> usize {
        self.array.len()
    }

    /// The array itself, the one that it views, or a copy.
    pub(crate) fn read(&self) -> PyResult<Input<'py, T>> {
        let shape = self.shape().to_vec();
        let whole = |held: PyReadonlyArrayDyn<'py, T>| Input {
            stride: shape.last().copied().unwrap_or(0),
            held,
            shape: shape.clone(),
            first: 0,
        };
        if let Some(array) = self.native {
            if array.is_c_contiguous() && (array.is_aligned() || array.is_empty()) {
                return Ok(whole(array.try_readonly().map_err(borrowed)?));
            }
            if let Some(rows) = Input::rows(array) {
                return Ok(rows);
            }
        }
        let copy = copied::<T>(self.array)?;
        Ok(whole(copy.try_readonly().map_err(borrowed)?))
    }

    /// An array of this shape, `out` or a new one, whose elements are computed from these without the
    /// lock of Python; what computes them is told whether it is on the threads of a pool.
    pub(crate) fn computed<To: Item>(
        &self,
        out: Out<'_, 'py>,
        shape: &[usize],
        threads: &Threads,
        compute: impl FnOnce(Elements<'_, T>, &mut [To], bool) -> Result<(), Error> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = self.array.py();
        let mut output = Output::<To>::new(py, out, shape)?;
        let input = self.read()?;
        let (from, to) = (input.elements()?, output.slice()?);
        threads
            .run(py, |together| compute(from, to, together))
            .map_err(raised)?;
        output.done()
    }
}

/// The elements of an array that is read, which other threads may see.
pub(crate) struct Elements<'a, T> {
    /// From the first on; all of them in C order, unless they are rows of a base.
    pub(crate) all: &'a [T],
    shape: &'a [usize],
    stride: usize,
}

impl<'a, T: Item> Elements<'a, T> {
    /// Those of two axes as a plane.
    pub(crate) fn plane(&self) -> Result<Plane<'a, T>, Error> {
        let &[height, width] = self.shape else {
            return Err(Error::Axes);
        };
        Plane::new(self.all, width, height)?.with_stride(self.stride)
    }
}

/// An array that is read.
pub(crate) struct Input<'py, T: Item> {
    held: PyReadonlyArrayDyn<'py, T>,
    shape: Vec<usize>,
    /// Where the first element is, and how far apart rows begin.
    first: usize,
    stride: usize,
}

impl<'py, T: Item> Input<'py, T> {
    /// Rows of consecutive elements in an array that this one views.
    fn rows(array: &Bound<'py, PyArrayDyn<T>>) -> Option<Self> {
        let (&[height, width], &[down, across]) = (array.shape(), array.strides()) else {
            return None;
        };
        let size = size_of::<T>();
        let down = usize::try_from(down).ok()?;
        if width == 0 || height == 0 || (across != size as isize && width > 1) || down % size != 0 {
            return None;
        }
        let base = array.getattr("base").ok()?;
        let base = base.cast::<PyArrayDyn<T>>().ok()?;
        let bytes = (array.data() as usize).checked_sub(base.data() as usize)?;
        let (first, stride) = (bytes / size, down / size);
        let end = (height - 1)
            .checked_mul(stride)?
            .checked_add(first + width)?;
        if bytes % size != 0 || stride < width || end > base.len() {
            return None;
        }
        let held = base.try_readonly().ok()?;
        // Its elements lie without gaps, in any order of its axes.
        held.as_slice().ok()?;
        Some(Self {
            held,
            shape: vec![height, width],
            first,
            stride,
        })
    }

    pub(crate) fn elements(&self) -> PyResult<Elements<'_, T>> {
        let all = self.held.as_slice()?;
        Ok(Elements {
            all: all.get(self.first..).unwrap_or_default(),
            shape: &self.shape,
            stride: self.stride,
        })
    }
}

/// An array that is written.
pub(crate) struct Output<'py, T: Item> {
    /// What is written, in C order.
    held: PyReadwriteArrayDyn<'py, T>,
    array: Bound<'py, PyArrayDyn<T>>,
    /// The array of the caller, if it has another order: it is written last.
    target: Option<(PyReadwriteArrayDyn<'py, T>, Bound<'py, PyArrayDyn<T>>)>,
}

impl<'py, T: Item> Output<'py, T> {
    /// The caller's array if there is one, which has to fit, or a new one.
    pub(crate) fn new(py: Python<'py>, out: Out<'_, 'py>, shape: &[usize]) -> PyResult<Self> {
        let Some(out) = out else {
            let array = empty::<T>(py, shape)?;
            let held = array.try_readwrite().map_err(borrowed)?;
            return Ok(Self {
                held,
                array,
                target: None,
            });
        };
        let out = untyped(out, "`out`")?;
        let Some(array) = native::<T>(out, "`out`")? else {
            return Err(PyTypeError::new_err(format!(
                "`out` has elements of another byte order: pass one of dtype {}",
                numpy_name(T::TYPE)
            )));
        };
        if array.shape() != shape {
            return Err(PyValueError::new_err(format!(
                "the output has the shape {}, and `out` {}",
                shown(shape),
                shown(array.shape())
            )));
        }
        let held = array.try_readwrite().map_err(borrowed)?;
        if array.is_c_contiguous() && (array.is_aligned() || array.is_empty()) {
            return Ok(Self {
                held,
                array: array.clone(),
                target: None,
            });
        }
        let new = Self::new(py, None, shape)?;
        Ok(Self {
            target: Some((held, array.clone())),
            ..new
        })
    }

    pub(crate) fn slice(&mut self) -> PyResult<&mut [T]> {
        Ok(self.held.as_slice_mut()?)
    }

    /// The array that was asked for, whose elements are all there.
    pub(crate) fn done(self) -> PyResult<Bound<'py, PyAny>> {
        drop(self.held);
        let Some((held, target)) = self.target else {
            return Ok(self.array.into_any());
        };
        drop(held);
        let numpy = target.py().import("numpy")?;
        numpy.call_method1("copyto", (&target, self.array))?;
        Ok(target.into_any())
    }
}

/// A new array whose elements are written before anybody sees them.
pub(crate) fn empty<'py, T: Item>(
    py: Python<'py>,
    shape: &[usize],
) -> PyResult<Bound<'py, PyArrayDyn<T>>> {
    let shape = PyTuple::new(py, shape)?;
    let array = py
        .import("numpy")?
        .call_method1("empty", (shape, PyArrayDescr::of::<T>(py)))?;
    Ok(array.cast_into::<PyArrayDyn<T>>()?)
}

/// A copy in C order, with native bytes.
fn copied<'py, T: Item>(array: &Bound<'py, PyUntypedArray>) -> PyResult<Bound<'py, PyArrayDyn<T>>> {
    let py = array.py();
    let how = [("order", "C")].into_py_dict(py)?;
    how.set_item("subok", false)?;
    let copy = array.call_method("astype", (PyArrayDescr::of::<T>(py),), Some(&how))?;
    Ok(copy.cast_into::<PyArrayDyn<T>>()?)
}

fn untyped<'a, 'py>(
    array: &'a Bound<'py, PyAny>,
    what: &str,
) -> PyResult<&'a Bound<'py, PyUntypedArray>> {
    array.cast::<PyUntypedArray>().map_err(|_| {
        let name = array
            .get_type()
            .name()
            .map_or_else(|_| "something else".to_owned(), |name| name.to_string());
        PyTypeError::new_err(format!(
            "{what} is not an array of NumPy, but of type {name}: pass `numpy.asarray(..)` of it"
        ))
    })
}

/// The array with its type; `None` if only its bytes are in another order.
fn native<'a, 'py, T: Item>(
    array: &'a Bound<'py, PyUntypedArray>,
    what: &str,
) -> PyResult<Option<&'a Bound<'py, PyArrayDyn<T>>>> {
    if let Ok(array) = array.cast::<PyArrayDyn<T>>() {
        return Ok(Some(array));
    }
    let found = array.dtype();
    let swapped = found
        .call_method1("newbyteorder", ("=",))?
        .cast_into::<PyArrayDescr>()?;
    if swapped.is_equiv_to(&PyArrayDescr::of::<T>(array.py())) {
        return Ok(None);
    }
    Err(wrong_type(what, T::TYPE, &found))
}

/// The exception for elements of another type: nothing is converted silently.
pub(crate) fn wrong_type(
    what: &str,
    expected: ElementType,
    found: &Bound<'_, PyArrayDescr>,
) -> PyErr {
    let name = numpy_name(expected);
    PyTypeError::new_err(format!(
        "{what} has elements of {found}, and this takes {name}: pass an array of dtype {name}, such as `array.astype(numpy.{name})`"
    ))
}

pub(crate) fn borrowed(error: BorrowError) -> PyErr {
    PyValueError::new_err(match error {
        BorrowError::NotWriteable => "`out` is read-only: pass an array that can be written to",
        _ => {
            "`out` shares memory with the input, or is in use on another thread: pass an array of its own"
        }
    })
}

fn counted(axes: usize) -> String {
    format!("{axes} {}", if axes == 1 { "axis" } else { "axes" })
}

/// A shape as Python shows it.
fn shown(shape: &[usize]) -> String {
    match shape {
        [only] => format!("({only},)"),
        _ => {
            let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
            format!("({})", sizes.join(", "))
        }
    }
}
