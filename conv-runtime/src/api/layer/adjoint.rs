//! Adjoints of layers: the transposed matrix as a linear map.

use super::gradient::{self, Gradient, On};
use super::{DynLayer, filled};
use crate::data::{Error, try_filled};
use crate::exec::Element;
use crate::exec::layers::{LayerScratch, Prepared};
use alloc::vec::Vec;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::Resolved;
use conv_plan::window::{Border, ResolvedAxis};
use core::fmt;

/// The largest magnitude up to which a double holds every integer.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The adjoint of a layer on inputs of one shape: the linear map of its transposed matrix.
///
/// It takes tensors of the shape of the layer's output, and gives tensors of the shape of its
/// input. Bias, activation, zero points and border constants are no part of it.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer};
/// let layer = DynLayer::<u8, i32>::builder([1u8, 2, 3], [1, 1, 3]).build()?;
/// let adjoint = layer.adjoint([1, 1, 1, 4])?;
/// assert_eq!(adjoint.apply_exact(&[1, 10])?, [1, 12, 23, 30]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct LayerAdjoint<In, Out> {
    layer: Prepared<In, Out>,
    shape: [usize; 4],
    resolved: Resolved,
}

/// The layer, and the shape of its input.
impl<In, Out> fmt::Debug for LayerAdjoint<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LayerAdjoint({:?} of {:?})", self.layer, self.shape)
    }
}

impl<In: Element, Out: Element> LayerAdjoint<In, Out> {
    pub(super) fn new(layer: Prepared<In, Out>, shape: [usize; 4]) -> Result<Self, Error> {
        let resolved = layer.plan().kernel().resolve(shape)?;
        Ok(Self {
            layer,
            shape,
            resolved,
        })
    }

    /// The shape of what the adjoint takes: the layer's output.
    ///
    /// ```
    /// # use conv_runtime::{DynLayer, Error, Layer, LayerScratch};
    /// let layer = DynLayer::<f32, f32>::builder([1.0f32, 2.0], [1, 1, 2]).build()?;
    /// let adjoint = layer.adjoint([1, 1, 1, 3])?;
    /// assert_eq!((adjoint.input_shape(), adjoint.output_shape()), ([1, 1, 1, 2], [1, 1, 1, 3]));
    /// let mut x = [0.0; 3];
    /// adjoint.apply_with(&[1.0, 10.0], &mut x, &mut LayerScratch::new())?;
    /// assert_eq!(adjoint.apply(&[1.0, 10.0])?, x);
    /// assert_eq!(x, [1.0, 12.0, 20.0]);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn input_shape(&self) -> [usize; 4] {
        let layout = self.layer.plan().kernel().layout();
        self.resolved.output.to_array(layout)
    }

    /// The shape of what the adjoint gives: the layer's input.
    #[must_use]
    pub const fn output_shape(&self) -> [usize; 4] {
        self.shape
    }

    /// The adjoint of a tensor, for layers of `f32` and `f64`: the layer's `input_gradient`.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `y` does not have the elements of [`input_shape`](Self::input_shape);
    /// [`Error::NoGradient`] for a layer of integers, which has
    /// [`apply_exact`](Self::apply_exact); [`Error::OutOfMemory`].
    pub fn apply(&self, y: &[Out]) -> Result<Vec<In>, Error> {
        let mut x = filled(self.layer.plan().kernel().layout(), self.shape)?;
        self.apply_with(y, &mut x, &mut LayerScratch::new())?;
        Ok(x)
    }

    /// As [`apply`](Self::apply), into `x`, with buffers that are kept in `scratch`.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`Error::Length`] also if `x` does not have the elements of
    /// [`output_shape`](Self::output_shape).
    pub fn apply_with(
        &self,
        y: &[Out],
        x: &mut [In],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        gradient::compute(
            &self.layer,
            Gradient::Input,
            y,
            self.shape,
            x,
            On::This(scratch),
        )
    }

    /// The adjoint of a tensor of integers, for layers of integers, exactly.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] if `y` does not have the elements of [`input_shape`](Self::input_shape);
    /// [`Error::FloatPath`] for a layer of floats; [`Error::Range`] if a sum over `i32` could be
    /// beyond 2^53 in magnitude, which takes weights of more than 2^22 together at one input, all
    /// that a border repeats of it counted; [`Error::OutOfMemory`].
    pub fn apply_exact(&self, y: &[i32]) -> Result<Vec<i128>, Error> {
        let kernel = self.layer.plan().kernel();
        if kernel.input().is_float() {
            return Err(Error::FloatPath);
        }
        let (doubles, most) = kernel.in_doubles()?;
        let window = kernel.window();
        let folded = folds(&self.resolved.rows, window.row_border)
            * folds(&self.resolved.columns, window.column_border);
        let largest = most * folded * -f64::from(i32::MIN);
        if largest > EXACT {
            let largest = largest as i128;
            return Err(Error::Range {
                min: -largest,
                max: largest,
            });
        }
        let layer = DynLayer::<f64, f64>::from_plan(LayerPlan::new(doubles))?;
        let mut wide = try_filled(y.len(), 0.0)?;
        for (wide, &y) in wide.iter_mut().zip(y) {
            *wide = y.into();
        }
        let sums = LayerAdjoint::new(layer.0, self.shape)?.apply(&wide)?;
        let mut exact = try_filled(sums.len(), 0)?;
        for (exact, sum) in exact.iter_mut().zip(sums) {
            *exact = sum as i128;
        }
        Ok(exact)
    }
}

/// At most how many padded positions are one element.
fn folds(sizes: &ResolvedAxis, border: Border) -> f64 {
    match border {
        Border::Zero | Border::Constant(_) => 1.0,
        _ => (sizes.before + sizes.after + 1) as f64,
    }
}
