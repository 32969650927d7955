//! Builders of run-time kernels: the keys of the language as methods.

use super::{DynKernel, DynSignal, promised};
use crate::api::window_methods::window_methods;
use crate::data::Error;
use crate::exec::Element;
use conv_plan::fault::Voice;
use conv_plan::number::Overflow;
use conv_plan::plan::Plan;
use conv_plan::rules::{ConvSpec, Dimensions, Method, Options};
use conv_plan::taps::Tap;
use core::marker::PhantomData;

macro_rules! builder {
    ($(#[$doc:meta])* $builder:ident, $kernel:ident, $dimensions:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[must_use]
        pub struct $builder<In, Out> {
            options: Options,
            elements: PhantomData<fn(In) -> Out>,
        }

        window_methods!($builder);

        impl<In: Element, Out: Element> $builder<In, Out> {
            pub(super) const fn new(options: Options) -> Self {
                Self {
                    options,
                    elements: PhantomData,
                }
            }

            /// What the sum is multiplied by: an integer, a float, or a fraction as `Tap::ratio`.
            /// Default 1.
            pub fn scale(mut self, scale: impl Into<Tap>) -> Self {
                self.options.scale = Some(scale.into());
                self
            }

            /// What happens to results that the output type cannot hold. Default: they are an
            /// error.
            pub fn overflow(mut self, overflow: Overflow) -> Self {
                self.options.overflow = Some(overflow);
                self
            }

            /// How the sums are formed: directly, by FFT, or by whichever is estimated to be
            /// faster. Default `Method::Direct`; the others need the feature `fft`.
            pub fn method(mut self, method: Method) -> Self {
                self.options.method = method;
                self
            }

            /// Checks everything, proves the range and plans.
            ///
            /// # Errors
            ///
            /// [`Error::Kernel`] with every rule that is broken.
            pub fn build(self) -> Result<$kernel<In, Out>, Error> {
                let kernel = ConvSpec::check_in(&self.options, Voice::Builder)?;
                promised::<In, Out>(&kernel, Dimensions::$dimensions, Voice::Builder)?;
                Ok($kernel::from_plan(Plan::new(&kernel)))
            }
        }
    };
}

builder! {
    /// Builds a [`DynKernel`].
    KernelBuilder, DynKernel, Plane
}

builder! {
    /// Builds a [`DynSignal`].
    SignalBuilder, DynSignal, Signal
}
