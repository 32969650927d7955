//! What every layer can do.

use super::Computed;
use crate::data::{Error, Level};
use crate::exec::simd::detected;
#[cfg(feature = "alloc")]
use {
    super::gradient::{Gradient, On},
    super::{DynLayer, LayerAdjoint, filled, gradient},
    crate::data::try_filled,
    crate::exec::layers::LayerScratch,
    crate::oracle::matrix::ConvMatrix,
    alloc::vec::Vec,
    conv_plan::plan::layer::LayerPlan,
};

/// A layer: a generated struct, or a [`DynLayer`].
///
/// Shapes are in the order of the layout, `[n, c, h, w]` or `[n, h, w, c]`; a layer with one
/// axis takes one row. Tensors have the elements that [`Layout::elements`](conv_plan::rules::layer::Layout::elements) counts: in the layout
/// `nchw16` more than their shape has. The trait is sealed and object-safe.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer, LayerScratch, Level};
/// let layer = DynLayer::<f32, f32>::builder([1.0f32, -1.0], [1, 1, 1, 2]).build()?;
/// let (x, shape) = ([3.0, 1.0, 2.0], [1, 1, 1, 3]);
/// assert_eq!(layer.apply(&x, shape)?, [2.0, -1.0]);
/// // The same bits into a buffer, with buffers that are kept, on all threads.
/// assert_eq!(layer.output_shape(shape)?, [1, 1, 1, 2]);
/// let (mut y, mut scratch) = ([0.0; 2], LayerScratch::new());
/// layer.apply_into(&x, shape, &mut y)?;
/// layer.apply_with(&x, shape, &mut y, &mut scratch)?;
/// layer.apply_into_at(Level::best(), &x, shape, &mut y)?;
/// layer.apply_par_into(&x, shape, &mut y)?;
/// assert_eq!(layer.apply_par(&x, shape)?, y);
/// assert_eq!((layer.explain().operations(), layer.to_dyn()?.explain()), (2, layer.explain()));
/// assert_eq!(layer.adjoint(shape)?.output_shape(), shape);
/// assert_eq!(layer.matrix(shape)?.to_dense()?.row(1), Some(&[0.0, 1.0, -1.0][..]));
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "not a layer",
    note = "layers are the structs that `conv_kernel!` declares with four levels of brackets or four sizes, `DynLayer`, and `dyn Layer`",
    note = "plane kernels implement `Filter`, signal kernels `SignalFilter`",
    note = "for a `Box<dyn Layer>`, pass `&*boxed`"
)]
pub trait Layer: Computed {
    /// The plan: how the layer is computed. Its `Display` prints it in words.
    #[cfg(feature = "alloc")]
    fn explain(&self) -> LayerPlan;

    /// The same layer as a run-time layer, with the same plan and the same results.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> Result<DynLayer<Self::In, Self::Out>, Error> {
        Ok(DynLayer(self.prepared()?.clone()))
    }

    /// The shape of the output for an input of this shape.
    ///
    /// # Errors
    ///
    /// [`Error::Channels`] for a wrong number of channels, [`Error::Rows`] if a layer with one axis
    /// is given several rows, [`Error::Empty`] for an image without rows or columns,
    /// [`Error::SizeOverflow`], [`Error::InputTooSmall`] if the window does not fit into the padded
    /// input.
    fn output_shape(&self, input: [usize; 4]) -> Result<[usize; 4], Error> {
        let (resolved, layout) = self.resolved(input)?;
        Ok(resolved.output.to_array(layout))
    }

    /// Applies the layer to a batch.
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape); [`Error::Length`] if `x` does not have the
    /// elements of `shape`; [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply(&self, x: &[Self::In], shape: [usize; 4]) -> Result<Vec<Self::Out>, Error> {
        let mut y = self.outputs(shape)?;
        self.apply_into(x, shape, &mut y)?;
        Ok(y)
    }

    /// Applies the layer to a batch, into `y`, with buffers that are allocated for this call; with
    /// the feature `small`, or without `alloc`, a declared layer of known weights needs none.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply); [`Error::Length`] also if `y` does not have the elements of the
    /// output.
    fn apply_into(
        &self,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
    ) -> Result<(), Error> {
        self.run(detected(), x, shape, y)
    }

    /// As [`apply_into`](Self::apply_into), with buffers that are kept in `scratch`: the fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into).
    #[cfg(feature = "alloc")]
    fn apply_with(
        &self,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        self.run_with(detected(), x, shape, y, scratch)
    }

    /// As [`apply_into`](Self::apply_into), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into); [`Error::Level`] if the level is not among
    /// [`Level::available`].
    fn apply_into_at(
        &self,
        level: Level,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
    ) -> Result<(), Error> {
        let token = level.token().ok_or(Error::Level(level))?;
        self.run(token, x, shape, y)
    }

    /// Applies the layer to an array whose axes are in the order of the layout. For `nchw16` they
    /// are those of `nchw`: an array has no blocks, and its channels are put into blocks and back.
    ///
    /// Any strides will do: an array in standard order is read where it lies, any other is copied
    /// first.
    ///
    /// ```
    /// # use conv_runtime::{DynLayer, Error, Layer};
    /// use ndarray::{Array4, array};
    ///
    /// let weights = Array4::from_elem([1, 2, 1, 1], 0.5f32);
    /// let mean = DynLayer::<f32, f32>::builder(&weights, weights.shape()).build()?;
    /// let x = array![[[[1.0, 2.0]], [[3.0, 6.0]]]];
    /// assert_eq!(mean.apply_ndarray(x.view())?, array![[[[2.0, 4.0]]]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape); [`Error::OutOfMemory`].
    #[cfg(feature = "ndarray")]
    fn apply_ndarray(
        &self,
        x: ndarray::ArrayView4<'_, Self::In>,
    ) -> Result<ndarray::Array4<Self::Out>, Error> {
        crate::api::convert::ndarray::apply(self, x)
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool (feature `rayon`).
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    fn apply_par(&self, x: &[Self::In], shape: [usize; 4]) -> Result<Vec<Self::Out>, Error> {
        let mut y = self.outputs(shape)?;
        self.apply_par_into(x, shape, &mut y)?;
        Ok(y)
    }

    /// Applies the layer to a batch, into `y`, on all threads of rayon's current pool (feature
    /// `rayon`).
    ///
    /// Threads share the images; where there are fewer images than threads, also the output
    /// channels of an image (`nchw`, `nchw16`) or its rows (`nhwc`). The result has the same bits whatever
    /// the number of threads. Each thread has buffers of its own.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into).
    #[cfg(feature = "rayon")]
    fn apply_par_into(
        &self,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
    ) -> Result<(), Error> {
        crate::exec::layers::run_parallel(self.prepared()?, x, shape, y)
    }

    /// The adjoint on inputs of this shape: the transposed matrix as a linear map, also for layers
    /// of integers.
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape).
    #[cfg(feature = "alloc")]
    fn adjoint(&self, shape: [usize; 4]) -> Result<LayerAdjoint<Self::In, Self::Out>, Error> {
        LayerAdjoint::new(self.prepared()?.clone(), shape)
    }

    /// The gradient with respect to the input: for each input element, the sum over the outputs
    /// that it reached of `dy` times the weight.
    ///
    /// `dy` is the gradient with respect to the sums, before the activation, in the shape of the
    /// output: multiply what comes after the activation by
    /// [`Activation::derivative`](conv_plan::rules::layer::Activation::derivative) of the sums
    /// first. `shape` is that of the layer's input, and of the result. This is the product with the
    /// transposed [`matrix`](Self::matrix).
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape); [`Error::Length`] if `dy` does not have the
    /// elements of the output; [`Error::NoGradient`] for a layer of integers;
    /// [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn input_gradient(&self, dy: &[Self::Out], shape: [usize; 4]) -> Result<Vec<Self::In>, Error> {
        let (_, layout) = self.resolved(shape)?;
        let mut dx = filled(layout, shape)?;
        self.input_gradient_into(dy, shape, &mut dx, &mut LayerScratch::new())?;
        Ok(dx)
    }

    /// As [`input_gradient`](Self::input_gradient), into `dx`, with buffers and the weights of the
    /// transposed layer kept in `scratch`: nothing is allocated for a layer and a shape that it has
    /// seen last.
    ///
    /// # Errors
    ///
    /// As [`input_gradient`](Self::input_gradient); [`Error::Length`] also if `dx` does not have
    /// the elements of `shape`.
    #[cfg(feature = "alloc")]
    fn input_gradient_into(
        &self,
        dy: &[Self::Out],
        shape: [usize; 4],
        dx: &mut [Self::In],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let on = On::This(scratch);
        gradient::compute(self.prepared()?, Gradient::Input, dy, shape, dx, on)
    }

    /// As [`input_gradient`](Self::input_gradient), on all threads of rayon's current pool (feature
    /// `rayon`).
    ///
    /// Threads share the work as in [`apply_par_into`](Self::apply_par_into), with the same bits
    /// whatever their number.
    ///
    /// # Errors
    ///
    /// As [`input_gradient`](Self::input_gradient).
    #[cfg(feature = "rayon")]
    fn input_gradient_par(
        &self,
        dy: &[Self::Out],
        shape: [usize; 4],
    ) -> Result<Vec<Self::In>, Error> {
        let (_, layout) = self.resolved(shape)?;
        let mut dx = filled(layout, shape)?;
        let of = Gradient::Input;
        gradient::compute(self.prepared()?, of, dy, shape, &mut dx, On::All)?;
        Ok(dx)
    }

    /// The gradient with respect to the weights, in the order in which they are given: for each
    /// weight, the sum of `x * dy` over the pairs that it joins, all images together.
    ///
    /// `dy` is as for [`input_gradient`](Self::input_gradient), `x` the input of the layer, whose
    /// shape is `shape`.
    ///
    /// # Errors
    ///
    /// As [`input_gradient`](Self::input_gradient); [`Error::Length`] also if `x` does not have
    /// the elements of `shape`.
    #[cfg(feature = "alloc")]
    fn weight_gradient(
        &self,
        x: &[Self::In],
        dy: &[Self::Out],
        shape: [usize; 4],
    ) -> Result<Vec<Self::In>, Error> {
        let weights = self.prepared()?.plan().kernel().shape().weights();
        let mut dw = try_filled(weights, Self::In::default())?;
        self.weight_gradient_into(x, dy, shape, &mut dw, &mut LayerScratch::new())?;
        Ok(dw)
    }

    /// As [`weight_gradient`](Self::weight_gradient), into `dw`, with buffers that are kept in
    /// `scratch`.
    ///
    /// # Errors
    ///
    /// As [`weight_gradient`](Self::weight_gradient); [`Error::Length`] also if `dw` does not have
    /// an element for each weight.
    #[cfg(feature = "alloc")]
    fn weight_gradient_into(
        &self,
        x: &[Self::In],
        dy: &[Self::Out],
        shape: [usize; 4],
        dw: &mut [Self::In],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let (of, on) = (Gradient::Weights(x), On::This(scratch));
        gradient::compute(self.prepared()?, of, dy, shape, dw, on)
    }

    /// As [`weight_gradient`](Self::weight_gradient), on all threads of rayon's current pool
    /// (feature `rayon`).
    ///
    /// Threads share the groups, or pixels, whose sums are added in the same order as on one
    /// thread: the bits are the same whatever the number of threads.
    ///
    /// # Errors
    ///
    /// As [`weight_gradient`](Self::weight_gradient).
    #[cfg(feature = "rayon")]
    fn weight_gradient_par(
        &self,
        x: &[Self::In],
        dy: &[Self::Out],
        shape: [usize; 4],
    ) -> Result<Vec<Self::In>, Error> {
        let prepared = self.prepared()?;
        let weights = prepared.plan().kernel().shape().weights();
        let mut dw = try_filled(weights, Self::In::default())?;
        let of = Gradient::Weights(x);
        gradient::compute(prepared, of, dy, shape, &mut dw, On::All)?;
        Ok(dw)
    }

    /// The gradient with respect to the bias: the sum of `dy` over each output channel, formed in
    /// double precision. `dy` and `shape` are as for [`input_gradient`](Self::input_gradient).
    ///
    /// ```
    /// # use conv_runtime::{DynLayer, Error, Layer, LayerScratch};
    /// let layer = DynLayer::<f32, f32>::builder([2.0f32, 3.0], [1, 1, 2]).bias([0.0f32]).build()?;
    /// let (x, dy, shape) = ([1.0, 2.0, 3.0], [1.0, 10.0], [1, 1, 1, 3]);
    /// assert_eq!(layer.input_gradient(&dy, shape)?, [2.0, 23.0, 30.0]);
    /// assert_eq!(layer.weight_gradient(&x, &dy, shape)?, [21.0, 32.0]);
    /// assert_eq!(layer.bias_gradient(&dy, shape)?, [11.0]);
    /// // Each gradient into a buffer, and each on all threads.
    /// let (mut dx, mut dw, mut db, mut kept) = ([0.0; 3], [0.0; 2], [0.0], LayerScratch::new());
    /// layer.input_gradient_into(&dy, shape, &mut dx, &mut kept)?;
    /// layer.weight_gradient_into(&x, &dy, shape, &mut dw, &mut kept)?;
    /// layer.bias_gradient_into(&dy, shape, &mut db)?;
    /// assert_eq!((dx, dw, db), ([2.0, 23.0, 30.0], [21.0, 32.0], [11.0]));
    /// assert_eq!(layer.input_gradient_par(&dy, shape)?, dx);
    /// assert_eq!(layer.weight_gradient_par(&x, &dy, shape)?, dw);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`input_gradient`](Self::input_gradient).
    #[cfg(feature = "alloc")]
    fn bias_gradient(&self, dy: &[Self::Out], shape: [usize; 4]) -> Result<Vec<Self::In>, Error> {
        let outputs = self.prepared()?.plan().kernel().shape().outputs;
        let mut db = try_filled(outputs, Self::In::default())?;
        self.bias_gradient_into(dy, shape, &mut db)?;
        Ok(db)
    }

    /// As [`bias_gradient`](Self::bias_gradient), into `db`, without allocating.
    ///
    /// # Errors
    ///
    /// As [`bias_gradient`](Self::bias_gradient); [`Error::Length`] also if `db` does not have an
    /// element for each output channel.
    #[cfg(feature = "alloc")]
    fn bias_gradient_into(
        &self,
        dy: &[Self::Out],
        shape: [usize; 4],
        db: &mut [Self::In],
    ) -> Result<(), Error> {
        let on = On::This(&mut LayerScratch::new());
        gradient::compute(self.prepared()?, Gradient::Bias, dy, shape, db, on)
    }

    /// The layer as a matrix over flattened inputs of this shape, all images together, before
    /// activation and quantisation.
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape).
    #[cfg(feature = "alloc")]
    fn matrix(&self, shape: [usize; 4]) -> Result<ConvMatrix, Error> {
        ConvMatrix::layer(self.prepared()?.plan().kernel(), shape)
    }
}
