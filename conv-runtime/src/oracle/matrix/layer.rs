//! The matrix view of a layer: blocks over channels, each the matrix of a plane kernel.
//!
//! With input and output flattened in the order of the layout, a layer computes
//! `y = activate(A x + b)`. In the order image, channel, pixel
//!
//! ```text
//!     | A00 A01 |       one block for each output channel and each input channel of its group,
//! A = | A10 A11 |       zeros for channels of other groups; each block is the matrix of one window
//! ```
//!
//! and a batch repeats this along the diagonal. The layout `nhwc` permutes rows and columns. `b`
//! holds the bias and what constant borders and the zero point of the input contribute.

use super::dense::Dense;
use super::length;
use super::window::{self, Met};
use crate::data::Error;
use crate::data::try_filled;
use crate::oracle::reference;
use crate::oracle::reference::{Accumulator, LayerSum};
use alloc::vec::Vec;
use conv_plan::number::{ElementType, Scalar};
use conv_plan::rules::layer::{LayerKernel, Layout, Resolved, TensorShape};
use conv_plan::window::{Border, Geometry};

/// A layer on inputs of one shape, as the affine map from flattened input to flattened output, before
/// activation and quantisation.
///
/// Nothing is stored but the layer and the sizes; rows are formed when they are asked for. Entries are
/// weights with their zero points subtracted. NaN and infinity are outside the matrix view.
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
pub struct LayerMatrix {
    kernel: LayerKernel,
    resolved: Resolved,
    geometry: Geometry,
}

impl LayerMatrix {
    /// The matrix of a layer on inputs of this shape, `[n, c, h, w]` or `[n, h, w, c]` by its layout.
    ///
    /// # Errors
    ///
    /// Those of [`LayerKernel::output_shape`].
    pub fn new(kernel: &LayerKernel, shape: [usize; 4]) -> Result<Self, Error> {
        let held = |border: Border| match border {
            // A zero border holds the integer that stands for 0.
            Border::Zero => Border::Constant(kernel.zero_points.input.into()),
            Border::Constant(value) if kernel.input == ElementType::F32 => {
                Border::Constant(f32::from_f64(value).to_f64())
            }
            other => other,
        };
        Ok(Self {
            kernel: kernel.clone(),
            resolved: kernel.resolve(shape)?,
            geometry: Geometry {
                row_border: held(kernel.geometry.row_border),
                column_border: held(kernel.geometry.column_border),
                ..kernel.geometry
            },
        })
    }

    /// Number of rows: of output elements, all images together.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.resolved.output.elements().unwrap_or(0)
    }

    /// Number of columns: of input elements, all images together.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.resolved.input.elements().unwrap_or(0)
    }

    /// The terms of row `i` as (column, weight), in the order of the weights; none below the last row.
    ///
    /// There is one term for each weight that is not zero and meets the input. Several may have
    /// the same column, where a border repeats an element.
    pub fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        self.meetings(i).filter_map(|(weight, met)| match met {
            Met::Input(column) => Some((column, self.kernel.weights.at(weight))),
            Met::Constant(_) => None,
        })
    }

    /// The entry in row `i` and column `j`, the sum of its terms, which is exact for integers; 0
    /// outside the matrix.
    #[must_use]
    pub fn entry(&self, i: usize, j: usize) -> f64 {
        let terms = self.row(i).filter(|&(column, _)| column == j);
        terms.fold(0.0, |sum, (_, term)| sum + term)
    }

    /// What is added to row `i`: bias, constant borders, and the zero point of the input. Exact for
    /// integers, rounded once for floats; 0 below the last row.
    #[must_use]
    pub fn offset(&self, i: usize) -> f64 {
        if i < self.rows() {
            self.sum(i, |_| 0.0).value
        } else {
            0.0
        }
    }

    /// Every entry.
    ///
    /// # Errors
    ///
    /// [`Error::SizeOverflow`] and [`Error::OutOfMemory`] for a matrix that does not fit the memory.
    pub fn to_dense(&self) -> Result<Dense, Error> {
        let mut dense = Dense::zeros(self.rows(), self.columns())?;
        for i in 0..self.rows() {
            for (j, term) in self.row(i) {
                let before = dense.get(i, j).unwrap_or(0.0);
                dense.set(i, j, before + term);
            }
        }
        Ok(dense)
    }

    /// `A x + b`, each sum rounded once to a double.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `x` does not have an element for each column; [`Error::OutOfMemory`].
    pub fn matvec(&self, x: &[f64]) -> Result<Vec<f64>, Error> {
        length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), 0.0)?;
        for (i, y) in y.iter_mut().enumerate() {
            let sum = self.sum(i, |column| x.get(column).copied().unwrap_or(0.0));
            *y = sum.value;
        }
        Ok(y)
    }

    /// `A x + b` of an integer layer, exactly.
    ///
    /// # Errors
    ///
    /// [`Error::FloatPath`] for a layer of floats; [`Error::Length`] if `x` does not have an
    /// element for each column; [`Error::OutOfMemory`].
    pub fn matvec_exact(&self, x: &[i64]) -> Result<Vec<i128>, Error> {
        if self.kernel.input.is_float() {
            return Err(Error::FloatPath);
        }
        length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), 0)?;
        for (i, y) in y.iter_mut().enumerate() {
            let terms = self.row(i).map(|(column, term)| {
                i128::from(x.get(column).copied().unwrap_or(0)).saturating_mul(term as i128)
            });
            *y = terms.fold(self.offset(i) as i128, i128::saturating_add);
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
                    *sum = reference::dot2(*sum, term, value);
                }
            }
        }
        let mut x = try_filled(sums.len(), 0.0)?;
        for (x, (high, _)) in x.iter_mut().zip(sums) {
            *x = high;
        }
        Ok(x)
    }

    /// The layer's output: activation and quantisation of `A x + b`.
    ///
    /// # Errors
    ///
    /// [`Error::Types`] if `In -> Out` is not the layer's; [`Error::Length`] if `x` does not have
    /// an element for each column; [`Error::OutOfMemory`].
    pub fn apply<In: Scalar, Out: Scalar>(&self, x: &[In]) -> Result<Vec<Out>, Error> {
        reference::layer_types(&self.kernel, (In::TYPE, Out::TYPE))?;
        length(self.columns(), x.len())?;
        let mut y = try_filled(self.rows(), Out::default())?;
        for (i, y) in y.iter_mut().enumerate() {
            let sum = self.sum(i, |column| x.get(column).map_or(0.0, |x| x.to_f64()));
            *y = sum.finish(&self.kernel, self.place(i)[1]);
        }
        Ok(y)
    }

    /// Row `i` of `A x + b`.
    pub(crate) fn sum(&self, i: usize, x: impl Fn(usize) -> f64) -> LayerSum {
        let zero = f64::from(self.kernel.zero_points.input);
        let mut sum = Accumulator::new(&self.kernel, self.place(i)[1]);
        for (weight, met) in self.meetings(i) {
            let value = match met {
                Met::Input(column) => x(column),
                Met::Constant(value) => value,
            };
            sum.add(&self.kernel, weight, value);
            if zero != 0.0 {
                sum.add(&self.kernel, weight, -zero);
            }
        }
        sum.finish()
    }

    /// Image, channel and pixel of output `i`.
    fn place(&self, i: usize) -> [usize; 3] {
        let shape = self.resolved.output;
        let (channels, area) = (shape.channels, shape.rows * shape.columns);
        let (image, within) = (i / (area * channels), i % (area * channels));
        match self.kernel.layout {
            Layout::Nchw => [image, within / area, within % area],
            Layout::Nhwc => [image, within % channels, within / channels],
        }
    }

    /// The weights of row `i` that are not zero, by index, with what they meet; what stands for 0 is left out.
    fn meetings(&self, i: usize) -> impl Iterator<Item = (usize, Met)> {
        let Self {
            kernel,
            resolved,
            geometry,
        } = self;
        let [image, output, pixel] = self.place(i);
        let shape = kernel.shape;
        let (inputs, window) = (shape.group_inputs, shape.rows * shape.columns);
        let first = output / shape.group_outputs() * inputs;
        let zero = Met::Constant(kernel.zero_points.input.into());
        let depth = if i < self.rows() { shape.depth() } else { 0 };
        (0..depth).filter_map(move |tap| {
            let weight = output * depth + tap;
            let axes = (&resolved.rows, &resolved.columns);
            let met = match window::met(geometry, axes, pixel, tap % window) {
                Met::Input(at) => {
                    let from = [image, first + tap / window, at];
                    Met::Input(index(kernel.layout, resolved.input, from))
                }
                constant => constant,
            };
            (kernel.weights.at(weight) != 0.0 && met != zero).then_some((weight, met))
        })
    }
}

/// Where the element of an image, a channel and a pixel lies.
const fn index(layout: Layout, shape: TensorShape, [image, channel, pixel]: [usize; 3]) -> usize {
    let (channels, area) = (shape.channels, shape.rows * shape.columns);
    let within = match layout {
        Layout::Nchw => channel * area + pixel,
        Layout::Nhwc => pixel * channels + channel,
    };
    image * channels * area + within
}
