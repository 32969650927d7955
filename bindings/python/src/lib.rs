//! The native half of the Python package `conv_kernel`.
//!
//! ```text
//! text, arrays and keyword arguments -> conv-syntax's keys -> options   (arguments)
//! options, types of elements         -> a kernel of the runtime         (elements, once for all)
//! arrays of NumPy                    -> slices                          (arrays)
//! slices, without the lock of Python -> the kernel's own loops          (planes, signals, layers)
//! ```
//!
//! What is written here is safe code; the macros of pyo3 write the calls to C.

mod arguments;
mod arrays;
mod elements;
mod facts;
mod faults;
mod layers;
mod library;
mod matrix;
mod planes;
mod signals;
mod threads;

use pyo3::prelude::*;

/// Fixed convolutions of NumPy arrays.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::layers::Layer;
    #[pymodule_export]
    use super::library::{levels, library, taps};
    #[pymodule_export]
    use super::planes::Kernel;
    #[pymodule_export]
    use super::signals::{Signal, Stream};
}
