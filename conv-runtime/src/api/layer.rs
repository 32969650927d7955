//! Layers known only at run time.

// There is no clock on `wasm32-unknown-unknown`.
#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod autotune;
mod builder;

#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use autotune::{Timing, Timings};
pub use builder::LayerBuilder;

use super::convolution::{Convolution, Kind, sealed};
use crate::data::{Error, Level, try_filled};
use crate::exec::Element;
use crate::exec::layers::{LayerScratch, Prepared};
use crate::exec::simd::detected;
use crate::oracle::matrix::ConvMatrix;
use alloc::vec::Vec;
use conv_plan::fault::{KernelError, Subject, Voice};
use conv_plan::plan::layer::{Algorithm, LayerPlan};
use core::fmt;

/// An output of this shape.
fn filled<T: Clone + Default>(shape: [usize; 4]) -> Result<Vec<T>, Error> {
    let length = shape
        .iter()
        .try_fold(1usize, |all, &size| all.checked_mul(size));
    try_filled(length.ok_or(Error::SizeOverflow)?, T::default())
}

/// A layer: a generated struct, or a [`DynLayer`].
///
/// Shapes are in the order of the layout, `[n, c, h, w]` or `[n, h, w, c]`; a layer with one
/// axis takes one row. The trait is sealed and object-safe.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "not a layer",
    note = "layers are the structs that `conv_kernel!` declares with four levels of brackets or four sizes, `DynLayer`, and `dyn Layer`",
    note = "plane kernels implement `Filter`, signal kernels `SignalFilter`",
    note = "for a `Box<dyn Layer>`, pass `&*boxed`"
)]
pub trait Layer: Convolution {
    #[doc(hidden)]
    fn prepared(&self) -> Result<&Prepared<Self::In, Self::Out>, Error>;

    /// The plan: how the layer is computed. Its `Display` prints it in words.
    fn explain(&self) -> LayerPlan;

    /// The same layer as a run-time layer, with the same plan and the same results.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
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
        Ok(self.prepared()?.plan().kernel().output_shape(input)?)
    }

    /// Applies the layer to a batch.
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape); [`Error::Length`] if `x` does not have the
    /// elements of `shape`; [`Error::OutOfMemory`].
    fn apply(&self, x: &[Self::In], shape: [usize; 4]) -> Result<Vec<Self::Out>, Error> {
        let mut y = filled(self.output_shape(shape)?)?;
        self.apply_into(x, shape, &mut y)?;
        Ok(y)
    }

    /// Applies the layer to a batch, into `y`, with buffers that are allocated for this call.
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
        self.apply_with(x, shape, y, &mut LayerScratch::new())
    }

    /// As [`apply_into`](Self::apply_into), with buffers that are kept in `scratch`: the fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into).
    fn apply_with(
        &self,
        x: &[Self::In],
        shape: [usize; 4],
        y: &mut [Self::Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        self.prepared()?.run(detected(), x, shape, y, scratch)
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
        self.prepared()?
            .run(token, x, shape, y, &mut LayerScratch::new())
    }

    /// Applies the layer to an array whose axes are in the order of the layout.
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
        super::convert::ndarray::apply(self, x)
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    fn apply_par(&self, x: &[Self::In], shape: [usize; 4]) -> Result<Vec<Self::Out>, Error> {
        let mut y = filled(self.output_shape(shape)?)?;
        self.apply_par_into(x, shape, &mut y)?;
        Ok(y)
    }

    /// Applies the layer to a batch, into `y`, on all threads of rayon's current pool.
    ///
    /// Threads share the images; where there are fewer images than threads, also the output
    /// channels of an image (`nchw`) or its rows (`nhwc`). The result has the same bits whatever
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

    /// The layer as a matrix over flattened inputs of this shape, all images together, before
    /// activation and quantisation.
    ///
    /// # Errors
    ///
    /// Those of [`output_shape`](Self::output_shape).
    fn matrix(&self, shape: [usize; 4]) -> Result<ConvMatrix, Error> {
        ConvMatrix::layer(self.prepared()?.plan().kernel(), shape)
    }
}

/// A layer whose weights are known only at run time.
#[derive(Clone)]
pub struct DynLayer<In, Out>(Prepared<In, Out>);

/// The layer in one line.
impl<In, Out> fmt::Debug for DynLayer<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynLayer({:?})", self.0)
    }
}

impl<In: Element, Out: Element> DynLayer<In, Out> {
    /// The layer of a plan, which may have another algorithm than the one that the layer was made
    /// with.
    ///
    /// # Errors
    ///
    /// [`Error::Types`] if `In -> Out` is not the layer's; [`Error::OutOfMemory`].
    pub fn from_plan(plan: LayerPlan) -> Result<Self, Error> {
        let kernel = plan.kernel();
        if (kernel.input(), kernel.output()) != (In::TYPE, Out::TYPE) {
            return Err(Error::Types {
                input: kernel.input(),
                output: kernel.output(),
                found_input: In::TYPE,
                found_output: Out::TYPE,
            });
        }
        // Where the allocator refused, a layer explains itself without its weights.
        if kernel.weights().len() != kernel.shape().weights() {
            return Err(Error::OutOfMemory);
        }
        Prepared::new(plan).map(Self)
    }

    /// The same layer, computed in this way.
    ///
    /// # Errors
    ///
    /// [`Error::Kernel`] if the algorithm is not among [`Algorithm::candidates`];
    /// [`Error::OutOfMemory`].
    pub fn with_algorithm(self, algorithm: Algorithm) -> Result<Self, Error> {
        let Some(plan) = self.0.into_plan().with_algorithm(algorithm) else {
            let message = algorithm.refusal();
            return Err(KernelError::new(Voice::Builder, Subject::Winograd, message).into());
        };
        Self::from_plan(plan)
    }
}

impl<In, Out> sealed::Sealed for DynLayer<In, Out> {}

impl<In: Element, Out: Element> Convolution for DynLayer<In, Out> {
    type In = In;
    type Out = Out;

    fn kind(&self) -> Kind<'_, In, Out> {
        Kind::Layer(self)
    }
}

impl<In: Element, Out: Element> Layer for DynLayer<In, Out> {
    fn prepared(&self) -> Result<&Prepared<In, Out>, Error> {
        Ok(&self.0)
    }

    fn explain(&self) -> LayerPlan {
        self.0.plan().clone()
    }
}
