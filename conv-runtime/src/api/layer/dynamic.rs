//! Layers known only at run time.

use super::{Computed, Layer};
use crate::api::convolution::{Convolution, Kind, sealed};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::layers::{LayerScratch, Prepared};
use conv_plan::fault::{KernelError, Subject, Voice};
use conv_plan::plan::layer::{Algorithm, LayerPlan};
use conv_plan::rules::layer::{Layout, Resolved};
use core::fmt;
use fearless_simd::Level as Token;

/// A layer whose weights are known only at run time.
///
/// ```
/// # use conv_plan::plan::layer::Algorithm;
/// # use conv_plan::rules::layer::Winograd;
/// # use conv_runtime::{DynLayer, Error, Layer};
/// let layer = DynLayer::<f32, f32>::builder([1.0f32; 9], [1, 1, 3, 3])
///     .winograd(Winograd::Auto)
///     .build()?;
/// assert_eq!(layer.apply(&[1.0; 25], [1, 1, 5, 5])?, [9.0; 9]);
/// let again = DynLayer::<f32, f32>::from_plan(layer.explain())?;
/// let direct = again.with_algorithm(Algorithm::Direct)?;
/// assert_eq!(direct.explain().operations(), 9);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct DynLayer<In, Out>(pub(super) Prepared<In, Out>);

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

impl<In: Element, Out: Element> Computed for DynLayer<In, Out> {
    fn prepared(&self) -> Result<&Prepared<In, Out>, Error> {
        Ok(&self.0)
    }

    fn resolved(&self, input: [usize; 4]) -> Result<(Resolved, Layout), Error> {
        let kernel = self.0.plan().kernel();
        Ok((kernel.resolve(input)?, kernel.layout()))
    }

    fn run(&self, token: Token, x: &[In], shape: [usize; 4], y: &mut [Out]) -> Result<(), Error> {
        self.run_with(token, x, shape, y, &mut LayerScratch::new())
    }
}

impl<In: Element, Out: Element> Layer for DynLayer<In, Out> {
    fn explain(&self) -> LayerPlan {
        self.0.plan().clone()
    }
}
