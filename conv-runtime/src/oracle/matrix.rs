//! The matrix view: a kernel or a layer on inputs of one size is a linear map.
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
//! The matrix of a layer has one such block for each output channel and each input channel of its
//! group, in the order image, channel, pixel:
//!
//! ```text
//!     | A00 A01 |       zeros for channels of other groups;
//! A = | A10 A11 |       a batch repeats this along the diagonal
//! ```
//!
//! The layout `nhwc` permutes rows and columns; `nchw16` does too, and has rows and columns of
//! zeros for what fills up its last block of channels. `b` also holds the bias and what the zero
//! point of the input contributes; finish is activation and quantisation.
//!
//! Only the kernel and the sizes are stored; rows are formed when they are asked for. [`im2col`] is
//! the other matrix view, with the input as the matrix, and [`col2im`] its transpose. A [`Product`]
//! of two matrices stores its entries. NaN and infinity are outside all of them.
//!
//! ```
//! # use conv_runtime::{DynSignal, Error, SignalFilter};
//! let matrix = DynSignal::<u8, i32>::builder([1, 2]).build()?.matrix(3)?;
//! assert_eq!(matrix.to_dense()?.entries(), [1.0, 2.0, 0.0, 0.0, 1.0, 2.0]);
//! # Ok::<(), Error>(())
//! ```

#[cfg(feature = "layers")]
mod columns;
#[cfg(any(feature = "ndarray", feature = "sprs"))]
mod convert;
mod dense;
#[cfg(feature = "fft")]
mod eigenvalues;
mod entries;
mod patches;
mod product;
mod rank;
mod rows;
mod structure;
mod transpose;
mod window;

#[cfg(feature = "layers")]
pub use columns::{col2im_layer, im2col_layer};
pub use dense::Dense;
#[cfg(feature = "fft")]
pub use eigenvalues::Complex;
pub use patches::{col2im, im2col};
pub use product::Product;
pub use structure::{BlockPattern, ChannelBlocks, Structure};

use crate::data::{Error, check_length, try_filled};
use crate::oracle::reference;
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::plan::Coefficient;
use conv_plan::rules::ConvSpec;
#[cfg(feature = "layers")]
use conv_plan::rules::layer::LayerSpec;
use conv_plan::window::{Border, ResolvedAxis, Window};
use rows::{Channels, Numbers};
use window::Met;

/// A kernel or a layer on inputs of one size, as the affine map from flattened input to flattened
/// output.
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
///
/// The entries of a layer are its weights with their zero points subtracted:
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer};
/// // Two channels of three elements; the second is added twice.
/// let layer = DynLayer::<u8, i32>::builder([1, 0, 2, 2], [1, 2, 2]).bias([10]).build()?;
/// let matrix = layer.matrix([1, 2, 1, 3])?;
/// let dense = matrix.to_dense()?;
/// assert_eq!(dense.row(0), Some(&[1., 0., 0., 2., 2., 0.][..]));
/// assert_eq!(dense.row(1), Some(&[0., 1., 0., 0., 2., 2.][..]));
/// assert_eq!((matrix.offset(0), matrix.offset(1)), (10., 10.));
/// assert_eq!(matrix.matvec_exact(&[1, 2, 3, 1, 1, 1])?, [15, 16]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ConvMatrix {
    numbers: Numbers,
    channels: Channels,
    /// Its border constants are values of the input type.
    window: Window,
    row_axis: ResolvedAxis,
    column_axis: ResolvedAxis,
}

impl ConvMatrix {
    /// The matrix of a kernel on planes of this size.
    ///
    /// A signal kernel is applied to each row. Of a kernel that leaves out NaN, `A` is that of its
    /// taps; its finish divides by the taps that took part, so that [`apply`](Self::apply) is right
    /// at a border of NaN too, where the offset is NaN.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a width or height of 0; [`Error::InputTooSmall`] and
    /// [`Error::SizeOverflow`] if there is no output size; [`Error::MixedChannels`] for a kernel
    /// that mixes the channels of pixels, which has no matrix view; [`Error::Combined`] for one
    /// that combines the sums of several kernels.
    pub fn new(kernel: &ConvSpec, width: usize, height: usize) -> Result<Self, Error> {
        reference::check_one(kernel)?;
        let (row_axis, column_axis) = kernel.window().resolve(width, height)?;
        width.checked_mul(height).ok_or(Error::SizeOverflow)?;
        Ok(Self {
            numbers: Numbers::Kernel(kernel.clone()),
            channels: Channels::ONE,
            window: held(kernel.window(), kernel.input(), 0.0),
            row_axis,
            column_axis,
        })
    }

    /// The matrix of a signal kernel on signals of this length.
    ///
    /// # Errors
    ///
    /// [`Error::Axes`] if the kernel has two axes; otherwise as [`new`](Self::new).
    pub fn signal(kernel: &ConvSpec, length: usize) -> Result<Self, Error> {
        reference::check_signal(kernel)?;
        Self::new(kernel, length, 1)
    }

    /// The matrix of a layer on inputs of this shape, `[n, c, h, w]` or `[n, h, w, c]` by its
    /// layout, all images together.
    ///
    /// ```
    /// # use conv_runtime::{ConvMatrix, DynLayer, Error, Layer};
    /// let layer = DynLayer::<u8, i32>::builder([1u8, 2], [1, 1, 2]).build()?;
    /// let matrix = ConvMatrix::layer(layer.explain().kernel(), [1, 1, 1, 3])?;
    /// assert_eq!(matrix, layer.matrix([1, 1, 1, 3])?);
    /// assert!(matrix.rows() * matrix.columns() < ConvMatrix::RANK_LIMIT);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if the layer has no weights yet; those of [`LayerSpec::output_shape`].
    #[cfg(feature = "layers")]
    pub fn layer(kernel: &LayerSpec, shape: [usize; 4]) -> Result<Self, Error> {
        reference::layer_weights(kernel)?;
        let resolved = kernel.resolve(shape)?;
        Ok(Self {
            channels: Channels {
                images: resolved.input.images,
                groups: kernel.shape().groups,
                group_inputs: kernel.shape().group_inputs,
                group_outputs: kernel.shape().group_outputs(),
                layout: kernel.layout(),
            },
            window: held(
                kernel.window(),
                kernel.input(),
                kernel.zero_points().input.into(),
            ),
            row_axis: resolved.rows,
            column_axis: resolved.columns,
            numbers: Numbers::Layer(kernel.clone()),
        })
    }

    /// Number of rows: of output elements.
    ///
    /// ```
    /// # use conv_plan::window::{Border, Padding};
    /// # use conv_runtime::{ConvMatrix, DynSignal, Error, SignalFilter};
    /// let sum = DynSignal::<u8, i32>::builder([1, 2]).padding(Padding::Full);
    /// let kernel = sum.border(Border::Constant(10.0)).build()?.kernel();
    /// let matrix = ConvMatrix::signal(&kernel, 2)?;
    /// assert_eq!(matrix, ConvMatrix::new(&kernel, 2, 1)?);
    /// assert_eq!((matrix.rows(), matrix.columns(), matrix.nonzeros()?), (3, 2, 4));
    /// assert_eq!((matrix.entry(0, 0), matrix.entry_exact(1, 0)), (2.0, Some(1)));
    /// // What the border adds to the first output.
    /// assert_eq!((matrix.offset(0), matrix.offset_exact(0)), (10.0, Some(10)));
    /// assert_eq!(matrix.scale(), (1, 1));
    /// assert_eq!(matrix.matvec(&[1.0, 5.0])?, [12.0, 11.0, 25.0]);
    /// assert_eq!(matrix.apply::<u8, i32>(&[1, 5])?, [12, 11, 25]);
    /// // The transpose: what each input gave, back to it.
    /// assert_eq!(matrix.transpose_matvec(&[1.0, 10.0, 100.0])?, [12.0, 120.0]);
    /// assert_eq!(matrix.transpose_matvec_exact(&[1, 10, 100])?, [12, 120]);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn rows(&self) -> usize {
        let area = self.row_axis.output * self.column_axis.output;
        self.channels.images * self.channels.stored(self.channels.outputs()) * area
    }

    /// Number of columns: of input elements.
    #[must_use]
    pub const fn columns(&self) -> usize {
        let area = self.row_axis.input * self.column_axis.input;
        self.channels.images * self.channels.stored(self.channels.inputs()) * area
    }

    /// The terms of row `i` as (column, tap), in the order of the taps; none below the last row.
    ///
    /// There is one term for each tap that is not zero and meets the input. Several may have
    /// the same column, where a border repeats an element.
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, Coefficient)> {
        self.meetings(i).filter_map(|(tap, met)| match met {
            Met::Input(column) => Some((column, self.numbers.coefficient(tap))),
            Met::Constant(_) => None,
        })
    }

    /// The entry in row `i` and column `j`, the sum of its terms rounded to a double; 0 outside the
    /// matrix.
    #[must_use]
    pub fn entry(&self, i: usize, j: usize) -> f64 {
        if let Some(exact) = self.entry_exact(i, j) {
            return exact as f64;
        }
        let terms = self.row(i).filter(|&(column, _)| column == j);
        terms.fold(0.0, |sum, (_, term)| sum + term.to_f64())
    }

    /// The entry in row `i` and column `j`, 0 outside the matrix; `None` on the float path.
    #[must_use]
    pub fn entry_exact(&self, i: usize, j: usize) -> Option<i128> {
        if !self.numbers.are_integers() {
            return None;
        }
        let mut terms = self.row(i).filter(|&(column, _)| column == j);
        terms.try_fold(0, |sum, (_, term)| exactly(sum, term, 1))
    }

    /// What is added to row `i`, rounded to a double: constant borders, and for a layer the bias
    /// and the zero point of the input. 0 below the last row.
    #[must_use]
    pub fn offset(&self, i: usize) -> f64 {
        match self.offset_exact(i) {
            Some(exact) => exact as f64,
            None => self.dot(i, |_| 0.0),
        }
    }

    /// What is added to row `i`, 0 below the last row; `None` on the float path.
    #[must_use]
    pub fn offset_exact(&self, i: usize) -> Option<i128> {
        self.dot_exact(i, |_| 0)
    }

    /// Every entry.
    ///
    /// # Errors
    ///
    /// [`Error::SizeOverflow`] and [`Error::OutOfMemory`] for a matrix that does not fit the
    /// memory.
    pub fn to_dense(&self) -> Result<Dense, Error> {
        let mut dense = Dense::zeros(self.rows(), self.columns())?;
        let mut exact = try_filled(self.columns(), 0)?;
        for (i, to) in dense.rows_mut().enumerate() {
            self.entries(i, &mut exact, to);
        }
        Ok(dense)
    }

    /// `A x + b`, before the scale, each sum rounded once to a double.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `x` does not have an element for each column; [`Error::OutOfMemory`].
    pub fn matvec(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        check_length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), 0.0)?;
        for (i, y) in y.iter_mut().enumerate() {
            *y = self.dot(i, |column| x.get(column).copied().unwrap_or(0.0));
        }
        Ok(y)
    }

    /// `A x + b` on the integer path, before the scale, exactly.
    ///
    /// # Errors
    ///
    /// [`Error::FloatPath`] for a kernel on the float path; [`Error::Length`] if `x` does not have
    /// an element for each column; [`Error::OutOfMemory`].
    pub fn matvec_exact(&self, x: &[i64]) -> Result<Vec<i128>, Error> {
        check_length(self.columns(), x.len())?;
        if !self.numbers.are_integers() {
            return Err(Error::FloatPath);
        }
        let mut y = try_filled(self.rows(), 0)?;
        for (i, y) in y.iter_mut().enumerate() {
            let sum = self.dot_exact(i, |column| x.get(column).copied().unwrap_or(0));
            *y = sum.ok_or(Error::FloatPath)?;
        }
        Ok(y)
    }

    /// What `A x + b` is multiplied by, as a fraction; 1/1 on the float path, whose taps hold the
    /// scale, and for layers.
    #[must_use]
    pub const fn scale(&self) -> (i64, i64) {
        match &self.numbers {
            Numbers::Kernel(kernel) => kernel.scale(),
            #[cfg(feature = "layers")]
            Numbers::Layer(_) => (1, 1),
        }
    }

    /// `finish(A x + b)`: the output of the kernel or the layer.
    ///
    /// # Errors
    ///
    /// [`Error::Types`] if `In -> Out` is not the kernel's; [`Error::Length`] if `x` does not have
    /// an element for each column; [`Error::OutOfMemory`].
    pub fn apply<In: Scalar, Out: Scalar>(&self, x: &[In]) -> Result<Vec<Out>, Error> {
        self.numbers.check_types::<In, Out>()?;
        check_length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), Out::default())?;
        for (i, y) in y.iter_mut().enumerate() {
            *y = self.output(i, x);
        }
        Ok(y)
    }

    /// Some of the elements of [`apply`](Self::apply).
    pub(crate) fn outputs<In: Scalar, Out: Scalar>(
        &self,
        rows: &[usize],
        x: &[In],
    ) -> Result<Vec<Out>, Error> {
        self.numbers.check_types::<In, Out>()?;
        check_length(self.columns(), x.len())?;
        let mut y = try_filled(rows.len(), Out::default())?;
        for (&i, y) in rows.iter().zip(&mut y) {
            *y = self.output(i, x);
        }
        Ok(y)
    }
}

/// A window whose border constants are values of the input type; `zero` is the element that stands
/// for 0.
fn held(window: Window, input: ElementType, zero: f64) -> Window {
    let held = |border: Border| match border {
        Border::Zero => Border::Constant(zero),
        Border::Constant(value) if input == ElementType::F32 => {
            Border::Constant(f32::from_f64(value).to_f64())
        }
        other => other,
    };
    Window {
        row_border: held(window.row_border),
        column_border: held(window.column_border),
        ..window
    }
}

/// `sum + term * value`; `None` on the float path.
fn exactly(sum: i128, term: Coefficient, value: i64) -> Option<i128> {
    match term {
        Coefficient::Integer(tap) => Some(sum.saturating_add(i128::from(tap) * i128::from(value))),
        Coefficient::Float(_) => None,
    }
}
