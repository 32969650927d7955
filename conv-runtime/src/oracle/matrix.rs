//! The matrix view: a kernel on inputs of one size is a linear map.
//!
//! With the input flattened to a vector `x`, row by row, a kernel computes
//! `y = finish(A x + b)`: each row of `A` holds the taps where one output finds
//! them, `b` is what constant borders contribute, and finish is scale, rounding
//! and overflow. For taps `[a, b, c]`, `valid`, on 5 elements:
//!
//! ```text
//!     | a b c 0 0 |
//! A = | 0 a b c 0 |      constant along each diagonal: a Toeplitz matrix
//!     | 0 0 a b c |
//! ```
//!
//! On planes the diagonals hold blocks that are Toeplitz themselves; a `wrap`
//! border makes the matrix circulant ([`Structure`]). See Golub and Van Loan,
//! Matrix Computations, sections 4.7 and 4.8, and Strang, Linear Algebra and
//! Learning from Data, IV.2 and VII.2.
//!
//! Nothing is stored but the kernel and the sizes; rows are formed when they
//! are asked for. [`im2col`] is the other matrix view, with the input as the matrix.
//! NaN and infinity are outside both.

mod dense;
#[cfg(feature = "layers")]
mod layer;
mod patches;
mod structure;
mod window;

pub use dense::Dense;
#[cfg(feature = "layers")]
pub use layer::LayerMatrix;
pub use patches::im2col;
pub use structure::Structure;

use crate::data::Error;
use crate::data::try_filled;
use crate::oracle::reference;
use crate::oracle::reference::Sum;
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::plan::Coefficient;
use conv_plan::rules::{Kernel, Weights};
use conv_plan::window::Extent;
use window::Met;

/// A kernel on inputs of one size, as the affine map from flattened input to flattened output.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let matrix = DynSignal::<u8, i32>::builder([1, 2, 3]).build()?.matrix(5)?;
/// let dense = matrix.to_dense()?;
/// assert_eq!(dense.row(0), Some(&[1., 2., 3., 0., 0.][..]));
/// assert_eq!(dense.row(1), Some(&[0., 1., 2., 3., 0.][..]));
/// assert_eq!(dense.row(2), Some(&[0., 0., 1., 2., 3.][..]));
/// assert_eq!(matrix.matvec_exact(&[1, 0, 0, 0, 1])?, [1, 0, 3]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ConvMatrix {
    kernel: Kernel,
    row_axis: Extent,
    column_axis: Extent,
}

impl ConvMatrix {
    /// The matrix of a kernel on planes of this size.
    ///
    /// A signal kernel is applied to each row.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0; [`Error::InputTooSmall`] and
    /// [`Error::SizeOverflow`] if there is no output size.
    pub fn new(kernel: &Kernel, width: usize, height: usize) -> Result<Self, Error> {
        let (row_axis, column_axis) = kernel.geometry.resolve(width, height)?;
        width.checked_mul(height).ok_or(Error::SizeOverflow)?;
        Ok(Self {
            kernel: kernel.clone(),
            row_axis,
            column_axis,
        })
    }

    /// The matrix of a signal kernel on signals of this length.
    ///
    /// # Errors
    ///
    /// [`Error::Axes`] if the kernel has two axes; otherwise as [`new`](Self::new).
    pub fn signal(kernel: &Kernel, length: usize) -> Result<Self, Error> {
        reference::check_signal(kernel)?;
        Self::new(kernel, length, 1)
    }

    /// Number of rows: of output elements.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.row_axis.output * self.column_axis.output
    }

    /// Number of columns: of input elements.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.row_axis.input * self.column_axis.input
    }

    /// The terms of row `i` as (column, tap), in the order of the taps; none below the last row.
    ///
    /// There is one term for each tap that is not zero and meets the input. Several may have
    /// the same column, where a border repeats an element.
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, Coefficient)> {
        self.meetings(i).filter_map(|(tap, met)| match met {
            Met::Input(column) => Some((column, self.coefficient(tap))),
            Met::Constant(_) => None,
        })
    }

    /// The entry in row `i` and column `j`, the sum of its terms rounded to a double; 0 outside the matrix.
    #[must_use]
    pub fn entry(&self, i: usize, j: usize) -> f64 {
        if let Some(exact) = self.entry_exact(i, j) {
            return exact as f64;
        }
        let terms = self.row(i).filter(|&(column, _)| column == j);
        terms.map(|(_, term)| term.to_f64()).sum()
    }

    /// The entry in row `i` and column `j`, 0 outside the matrix; `None` on the float path.
    #[must_use]
    pub fn entry_exact(&self, i: usize, j: usize) -> Option<i128> {
        let terms = self.row(i).filter(|&(column, _)| column == j);
        self.exactly(terms.map(|(_, term)| (term, 1)))
    }

    /// What constant borders add to row `i`, rounded to a double; 0 below the last row.
    #[must_use]
    pub fn offset(&self, i: usize) -> f64 {
        let sum = self.constants(i).fold((0.0, 0.0), |sum, (term, value)| {
            reference::dot2(sum, term.to_f64(), value)
        });
        self.offset_exact(i).map_or(sum.0, |exact| exact as f64)
    }

    /// What constant borders add to row `i`, 0 below the last row; `None` on the float path.
    #[must_use]
    pub fn offset_exact(&self, i: usize) -> Option<i128> {
        self.exactly(self.constants(i).map(|(term, value)| (term, value as i64)))
    }

    /// Every entry.
    ///
    /// # Errors
    ///
    /// [`Error::SizeOverflow`] and [`Error::OutOfMemory`] for a matrix that does not fit the memory.
    pub fn to_dense(&self) -> Result<Dense, Error> {
        let mut dense = Dense::zeros(self.rows(), self.columns())?;
        for i in 0..self.rows() {
            for (j, _) in self.row(i) {
                dense.set(i, j, self.entry(i, j));
            }
        }
        Ok(dense)
    }

    /// `A x + b`, before the scale, each sum rounded once to a double.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `x` does not have an element for each column; [`Error::OutOfMemory`].
    pub fn matvec(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), 0.0)?;
        for (i, y) in y.iter_mut().enumerate() {
            let terms = self.values(i, |j| x.get(j).copied());
            *y = terms
                .fold((0.0, 0.0), |sum, (term, value)| {
                    reference::dot2(sum, term.to_f64(), value)
                })
                .0;
        }
        Ok(y)
    }

    /// `A x + b` on the integer path, before the scale, exactly.
    ///
    /// # Errors
    ///
    /// [`Error::FloatPath`] on the other path; [`Error::Length`] if `x` does not have an
    /// element for each column; [`Error::OutOfMemory`].
    pub fn matvec_exact(&self, x: &[i64]) -> Result<Vec<i128>, Error> {
        length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), 0)?;
        for (i, y) in y.iter_mut().enumerate() {
            let inputs = self
                .row(i)
                .map(|(column, term)| (term, x.get(column).copied().unwrap_or(0)));
            let constants = self.constants(i).map(|(term, value)| (term, value as i64));
            *y = self
                .exactly(inputs.chain(constants))
                .ok_or(Error::FloatPath)?;
        }
        Ok(y)
    }

    /// `A^T y`: what the transpose of the linear part, the adjoint, makes of an output.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `y` does not have an element for each row; [`Error::OutOfMemory`].
    pub fn transpose_matvec(&self, y: &[f64]) -> Result<Vec<f64>, Error> {
        length(self.rows(), y.len())?;
        let mut sums = try_filled(self.columns(), (0.0, 0.0))?;
        for (i, &value) in y.iter().enumerate() {
            for (column, term) in self.row(i) {
                if let Some(sum) = sums.get_mut(column) {
                    *sum = reference::dot2(*sum, term.to_f64(), value);
                }
            }
        }
        let mut x = try_filled(sums.len(), 0.0)?;
        for (x, (high, _)) in x.iter_mut().zip(sums) {
            *x = high;
        }
        Ok(x)
    }

    /// What `A x + b` is multiplied by, as a fraction; 1/1 on the float path, whose taps hold the scale.
    #[must_use]
    pub const fn scale(&self) -> (i64, i64) {
        self.kernel.scale()
    }

    /// `finish(A x + b)`: the kernel's output.
    ///
    /// # Errors
    ///
    /// [`Error::Types`] if `In -> Out` is not the kernel's; [`Error::Length`] if `x` does not have
    /// an element for each column; [`Error::OutOfMemory`].
    pub fn apply<In: Scalar, Out: Scalar>(&self, x: &[In]) -> Result<Vec<Out>, Error> {
        reference::check_types::<In, Out>(&self.kernel)?;
        length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), Out::default())?;
        for (i, y) in y.iter_mut().enumerate() {
            let mut sum = Sum::zero(&self.kernel);
            for (tap, met) in self.meetings(i) {
                let element = match met {
                    Met::Input(column) => x.get(column).copied(),
                    Met::Constant(value) => Some(In::from_f64(value)),
                };
                sum.add(&self.kernel, tap, element.unwrap_or_default());
            }
            *y = sum.finish(&self.kernel);
        }
        Ok(y)
    }

    /// What is known about the pattern of the entries.
    #[must_use]
    pub fn structure(&self) -> Structure {
        structure::of(&self.kernel.geometry, &self.row_axis, &self.column_axis)
    }

    /// The taps of row `i` that are not zero, with what they meet; padded zeros are left out.
    fn meetings(&self, i: usize) -> impl Iterator<Item = (usize, Met)> {
        let geometry = &self.kernel.geometry;
        let area = geometry.rows.kernel.saturating_mul(geometry.columns.kernel);
        let taps = if i < self.rows() {
            self.kernel.tap_count().min(area)
        } else {
            0
        };
        let taps = (0..taps).filter(|&tap| self.kernel.tap_f64(tap) != 0.0);
        taps.filter_map(move |tap| {
            let met = window::met(geometry, (&self.row_axis, &self.column_axis), i, tap);
            (met != Met::Constant(0.0)).then_some((tap, met))
        })
    }

    /// The terms of row `i` with the numbers that they multiply, constants included.
    fn values(
        &self,
        i: usize,
        input: impl Fn(usize) -> Option<f64>,
    ) -> impl Iterator<Item = (Coefficient, f64)> {
        self.meetings(i).map(move |(tap, met)| {
            let value = match met {
                Met::Input(column) => input(column).unwrap_or(0.0),
                Met::Constant(value) => self.constant(value),
            };
            (self.coefficient(tap), value)
        })
    }

    /// The terms of row `i` that meet a constant border.
    fn constants(&self, i: usize) -> impl Iterator<Item = (Coefficient, f64)> {
        self.meetings(i).filter_map(|(tap, met)| match met {
            Met::Input(_) => None,
            Met::Constant(value) => Some((self.coefficient(tap), self.constant(value))),
        })
    }

    /// A border constant as the input type holds it.
    fn constant(&self, value: f64) -> f64 {
        match self.kernel.input {
            ElementType::F32 => f32::from_f64(value).to_f64(),
            _ => value,
        }
    }

    /// The sum of products; `None` on the float path.
    fn exactly(&self, mut terms: impl Iterator<Item = (Coefficient, i64)>) -> Option<i128> {
        if !matches!(self.kernel.weights, Weights::Integer { .. }) {
            return None;
        }
        terms.try_fold(0i128, |sum, (term, value)| match term {
            Coefficient::Integer(tap) => {
                Some(sum.saturating_add(i128::from(tap) * i128::from(value)))
            }
            Coefficient::Float(_) => None,
        })
    }

    fn coefficient(&self, tap: usize) -> Coefficient {
        match &self.kernel.weights {
            Weights::Integer { taps, .. } => {
                Coefficient::Integer(taps.get(tap).copied().unwrap_or(0))
            }
            Weights::Single(_) | Weights::Double(_) => Coefficient::Float(self.kernel.tap_f64(tap)),
        }
    }
}

/// That a vector has the length of a side of the matrix.
const fn length(expected: usize, found: usize) -> Result<(), Error> {
    if expected == found {
        Ok(())
    } else {
        Err(Error::Length { expected, found })
    }
}
