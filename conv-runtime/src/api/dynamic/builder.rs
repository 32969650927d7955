//! Builders of run-time kernels: the keys of the language as methods.

use super::{DynKernel, DynSignal, promised};
use crate::data::Error;
use crate::exec::Element;
use alloc::vec::Vec;
use conv_plan::fault::Voice;
use conv_plan::number::Overflow;
use conv_plan::plan::Plan;
use conv_plan::rules::{ConvSpec, Dimensions, Options};
use conv_plan::taps::Tap;
use conv_plan::window::Border;
use conv_plan::window::{Mode, Padding, PerAxis};
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

        impl<In: Element, Out: Element> $builder<In, Out> {
            pub(super) const fn new(options: Options) -> Self {
                Self {
                    options,
                    elements: PhantomData,
                }
            }

            /// Distance between outputs: one number, or one for each axis, rows first. Default 1.
            pub fn stride(mut self, stride: impl Into<PerAxis<usize>>) -> Self {
                self.options.window.stride = stride.into();
                self
            }

            /// Distance between taps: one number, or one for each axis, rows first. Default 1.
            pub fn dilation(mut self, dilation: impl Into<PerAxis<usize>>) -> Self {
                self.options.window.dilation = dilation.into();
                self
            }

            /// How far the input is extended: a [`Padding`] or numbers. Default `Padding::Valid`.
            pub fn padding(mut self, padding: impl Into<Padding>) -> Self {
                self.options.window.padding = padding.into();
                self
            }

            /// What the extension holds: one border, or one for each axis, rows first. Default
            /// zero.
            pub fn border(mut self, border: impl Into<PerAxis<Border>>) -> Self {
                self.options.window.border = Some(border.into());
                self
            }

            /// Correlation or convolution. Default `Mode::Correlate`.
            pub fn mode(mut self, mode: Mode) -> Self {
                self.options.window.mode = mode;
                self
            }

            /// The tap on the output position, one index for each axis; needs `Padding::Same` and
            /// stride 1.
            pub fn anchor(mut self, anchor: impl Into<Vec<usize>>) -> Self {
                self.options.window.anchor = Some(anchor.into());
                self
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
