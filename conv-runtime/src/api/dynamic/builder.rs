//! Builders of run-time kernels: the keys of the language as methods.

use super::{DynKernel, DynSignal, Prepare, any, combine, promised};
use crate::api::builders::kernel_methods;
use crate::data::Error;
use crate::exec::Element;
use conv_plan::fault::Voice;
use conv_plan::plan::Plan;
use conv_plan::pointwise::Value;
use conv_plan::rules::{Arithmetic, Combined, ConvSpec, Dimensions, Options};

macro_rules! builder {
    ($(#[$doc:meta])* $builder:ident, $kernel:ident, $dimensions:ident, $signal:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[must_use]
        pub struct $builder<In, Out> {
            pub(in crate::api) options: Options,
            prepare: Option<Prepare<In, Out>>,
        }

        impl<In, Out> Clone for $builder<In, Out> {
            fn clone(&self) -> Self {
                Self {
                    options: self.options.clone(),
                    prepare: self.prepare,
                }
            }
        }

        kernel_methods!($builder);

        impl<In: Element, Out: Element> $builder<In, Out> {
            pub(super) const fn new(options: Options) -> Self {
                Self {
                    options,
                    prepare: None,
                }
            }

            pub(super) fn combined(mut self, combined: Combined) -> Self {
                self.options.combined = Some(combined);
                // What prepares all of them is left as it is.
                self.prepare = self.prepare.or(Some(combine::<In, Out, $signal>));
                self
            }

            /// A builder that begins with these options, as they were read or gathered. `build`
            /// refuses those of other element types.
            ///
            /// ```
            /// # use conv_plan::number::ElementType;
            /// # use conv_plan::rules::{Arithmetic, Options, TapSource};
            /// # use conv_runtime::{DynSignal, Error, SignalBuilder, SignalFilter};
            /// let taps = TapSource::Taps([0.5, 0.5].into());
            /// let mut options = Options::new(ElementType::F32, ElementType::F32, taps);
            /// options.arithmetic = Arithmetic::Strict;
            /// let mean: DynSignal<f32, f32> = SignalBuilder::from_options(options).build()?;
            /// assert_eq!(mean.apply(&[1.0, 3.0, 4.0])?, [2.0, 3.5]);
            /// # Ok::<(), Error>(())
            /// ```
            pub fn from_options(options: Options) -> Self {
                Self {
                    options,
                    prepare: Some(any::<In, Out, $signal>),
                }
            }

            /// What becomes of each sum: an expression of operators and methods of [`Value`], exact
            /// for integers until it is rounded once. After `combine`, or another `map`, it is given
            /// what those make.
            ///
            /// ```
            /// # use conv_plan::number::Overflow;
            /// # use conv_runtime::{DynSignal, Error, SignalFilter};
            /// let emboss = DynSignal::<u8, u8>::builder([-1, 0, 1])
            ///     .map(|v| v / 2 + 128)
            ///     .overflow(Overflow::Saturate)
            ///     .build()?;
            /// assert_eq!(emboss.apply(&[10, 0, 15, 255])?, [130, 255]);
            /// # Ok::<(), Error>(())
            /// ```
            pub fn map(self, value: impl FnOnce(Value) -> Value) -> Self {
                let combined = match self.options.combined.clone() {
                    Some(combined) => Combined {
                        value: value(combined.value),
                        ..combined
                    },
                    None => Combined::map(value(Value::sum(0))),
                };
                self.combined(combined)
            }

            /// Whether multiply-adds of floats are fused where the CPU can: `Arithmetic::Strict`
            /// rounds each product and each sum, so that results have the same bits on every CPU.
            /// Default `Arithmetic::Fused`.
            ///
            /// ```
            /// # use conv_plan::rules::Arithmetic;
            /// # use conv_runtime::{DynSignal, Error, SignalFilter};
            /// let mean = DynSignal::<f32, f32>::builder([0.1, 0.2])
            ///     .arithmetic(Arithmetic::Strict)
            ///     .build()?;
            /// assert_eq!(mean.apply(&[0.3, 0.7])?, [0.1 * 0.3 + 0.2 * 0.7]);
            /// # Ok::<(), Error>(())
            /// ```
            pub fn arithmetic(mut self, arithmetic: Arithmetic) -> Self {
                self.options.arithmetic = arithmetic;
                self.prepare = Some(any::<In, Out, $signal>);
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
                let plan = Plan::new(&kernel);
                Ok(match self.prepare {
                    Some(prepare) => $kernel::prepared(plan, prepare),
                    None => $kernel::from_plan(plan),
                })
            }
        }
    };
}

builder! {
    /// Builds a [`DynKernel`].
    ///
    /// ```
    /// # use conv_plan::number::Overflow;
    /// # use conv_plan::plan::Passes;
    /// # use conv_plan::rules::{Method, Missing, Quantize, Require, Separable};
    /// # use conv_plan::window::{Border, Mode, Padding};
    /// # use conv_runtime::{DynKernel, Error, Filter, Plane};
    /// let blur = DynKernel::<u8, u8>::builder([[0.25, 0.5, 0.25]])
    ///     .padding(Padding::Same)
    ///     .border(Border::Replicate)
    ///     .stride([1, 2])
    ///     .dilation(1)
    ///     .mode(Mode::Convolve)
    ///     .scale(1)
    ///     .overflow(Overflow::Saturate)
    ///     .method(Method::Direct)
    ///     .quantize(Quantize::new(8))
    ///     .require(Require::UnitGain)
    ///     .build()?;
    /// assert_eq!(blur.apply(Plane::new(&[0, 0, 100, 0, 0], 5, 1)?)?.data(), [0, 50, 0]);
    /// // The first tap on the output position, in place of the one in the middle.
    /// let ahead = DynKernel::<u8, u8>::builder([[0, 0, 1]]).padding(Padding::Same).anchor([0, 0]);
    /// assert_eq!(ahead.build()?.apply(Plane::new(&[1, 2, 3], 3, 1)?)?.data(), [3, 0, 0]);
    /// // Pixels whose channels are mixed before the window.
    /// let grey = DynKernel::<u8, u8>::builder([[1]]).channels([0.25, 0.5, 0.25]).build()?;
    /// // Taps that are nearly a column times a row, as that product, without what is NaN.
    /// let row = [0.05f32, 0.25, 0.4, 0.25, 0.05];
    /// let pasted = row.map(|down| row.map(|across| down * across));
    /// let blur = DynKernel::<f32, f32>::builder(pasted)
    ///     .separable(Separable::Approximate(1e-6))
    ///     .missing(Missing::Renormalize)
    ///     .build()?;
    /// assert!(matches!(blur.explain().passes(), Passes::Two { .. }));
    /// # Ok::<(), Error>(())
    /// ```
    KernelBuilder, DynKernel, Plane, false
}

builder! {
    /// Builds a [`DynSignal`].
    ///
    /// ```
    /// # use conv_plan::number::Overflow;
    /// # use conv_plan::rules::{Method, Missing, Quantize, Require, Separable};
    /// # use conv_plan::window::{Border, Mode, Padding};
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let blur = DynSignal::<i16, i16>::builder([0.25, 0.5, 0.25])
    ///     .padding(Padding::Same)
    ///     .border(Border::Replicate)
    ///     .stride(2)
    ///     .dilation(1)
    ///     .mode(Mode::Convolve)
    ///     .scale(1)
    ///     .overflow(Overflow::Saturate)
    ///     .method(Method::Direct)
    ///     .quantize(Quantize::new(8))
    ///     .require(Require::UnitGain)
    ///     .build()?;
    /// assert_eq!(blur.apply(&[0, 0, 100, 0, 0])?, [0, 50, 0]);
    /// // The first tap on the output position, in place of the one in the middle.
    /// let ahead = DynSignal::<u8, u8>::builder([0, 0, 1]).padding(Padding::Same).anchor([0]);
    /// assert_eq!(ahead.build()?.apply(&[1, 2, 3])?, [3, 0, 0]);
    /// // Inputs that are NaN take no part; beyond the ends is nothing.
    /// let mean = DynSignal::<f32, f32>::builder([0.25, 0.5, 0.25])
    ///     .padding(Padding::Same)
    ///     .border(Border::Constant(f64::NAN))
    ///     .missing(Missing::Renormalize)
    ///     .separable(Separable::Exact)
    ///     .build()?;
    /// assert_eq!(mean.apply(&[3.0, f32::NAN, 6.0, 9.0])?, [3.0, 4.5, 7.0, 8.0]);
    /// # Ok::<(), Error>(())
    /// ```
    SignalBuilder, DynSignal, Signal, true
}

impl<In: Element, Out: Element> SignalBuilder<In, Out> {
    /// What the rate is raised by: the window goes over the signal with `interpolate - 1` zeros
    /// between its elements, none of which is multiplied. Default 1.
    ///
    /// Stride and padding are counted in elements and zeros; a border extends the signal before the
    /// zeros are inserted. With a stride this changes the rate by a ratio.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let linear = DynSignal::<i16, i32>::builder([1, 2, 1]).interpolate(2).padding(Padding::Same);
    /// assert_eq!(linear.build()?.apply(&[3, 5, 10])?, [6, 8, 10, 15, 20, 10]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn interpolate(mut self, interpolate: usize) -> Self {
        self.options.window.interpolate = interpolate;
        self
    }
}
