//! Builders of run-time banks: the keys of the language as methods.

use super::dynamic::{DynBank, DynSignalBank, none};
use crate::api::builders::kernel_methods;
use crate::api::dynamic::{DynKernel, DynSignal, Prepare, promised, strict};
use crate::data::Error;
use crate::exec::Element;
use alloc::string::String;
use alloc::vec::Vec;
use conv_plan::fault::Voice;
use conv_plan::plan::Plan;
use conv_plan::rules::{Arithmetic, ConvSpec, Dimensions, Options, TapSource};
use conv_plan::taps::Taps;

macro_rules! builder {
    ($(#[$doc:meta])* $builder:ident, $bank:ident, $kernel:ident, $dimensions:ident, $signal:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        #[must_use]
        pub struct $builder<In, Out, const N: usize> {
            options: Options,
            /// The taps of the kernels after the first.
            others: Vec<Taps>,
            prepare: Option<Prepare<In, Out>>,
        }

        impl<In, Out, const N: usize> Clone for $builder<In, Out, N> {
            fn clone(&self) -> Self {
                Self {
                    options: self.options.clone(),
                    others: self.others.clone(),
                    prepare: self.prepare,
                }
            }
        }

        kernel_methods!($builder, N);

        impl<In: Element, Out: Element, const N: usize> $builder<In, Out, N> {
            pub(super) fn new<T: Into<Taps>>(taps: [T; N]) -> Self {
                let mut taps = taps.into_iter().map(Into::into);
                let none = || Taps::new(Vec::new(), Vec::new());
                let first = TapSource::Taps(taps.next().unwrap_or_else(none));
                Self {
                    options: Options::new(In::TYPE, Out::TYPE, first),
                    others: taps.collect(),
                    prepare: None,
                }
            }

            /// Whether multiply-adds of floats are fused where the CPU can: `Arithmetic::Strict`
            /// rounds each product and each sum, so that results have the same bits on every CPU.
            /// Default `Arithmetic::Fused`.
            pub fn arithmetic(mut self, arithmetic: Arithmetic) -> Self {
                self.options.arithmetic = arithmetic;
                self.prepare = Some(strict::<In, Out, $signal>);
                self
            }

            /// Checks everything, proves the ranges and plans.
            ///
            /// # Errors
            ///
            /// [`Error::Kernel`] with every rule that is broken, and by which kernels.
            pub fn build(self) -> Result<$bank<In, Out, N>, Error> {
                if N == 0 {
                    return Err(none());
                }
                let names: [String; N] = core::array::from_fn(|index| alloc::format!("{index}"));
                let (options, others) = (&self.options, &self.others);
                let kernels = ConvSpec::check_bank(options, others, &names, Voice::Builder)?;
                let kernels = kernels.into_iter().map(|kernel| {
                    promised::<In, Out>(&kernel, Dimensions::$dimensions, Voice::Builder)?;
                    let plan = Plan::new(&kernel);
                    Ok(match self.prepare {
                        Some(prepare) => $kernel::prepared(plan, prepare),
                        None => $kernel::from_plan(plan),
                    })
                });
                let kernels: Vec<_> = kernels.collect::<Result<_, Error>>()?;
                // There are as many kernels as taps.
                $bank::new(kernels.try_into().map_err(|_| Error::SizeOverflow)?)
            }
        }
    };
}

builder! {
    /// Builds a [`DynBank`].
    ///
    /// ```
    /// # use conv_plan::number::Overflow;
    /// # use conv_plan::rules::{Arithmetic, Method, Missing, Quantize, Require, Separable};
    /// # use conv_plan::window::{Border, Mode, Padding};
    /// # use conv_runtime::{Bank, DynBank, Error, Plane};
    /// let builder = DynBank::<u8, u8, 2>::builder([[[0.25, 0.5, 0.25]], [[0.1, 0.8, 0.1]]])
    ///     .padding(Padding::Same)
    ///     .border(Border::Replicate)
    ///     .stride([1, 2])
    ///     .dilation(1)
    ///     .mode(Mode::Convolve)
    ///     .scale(1)
    ///     .overflow(Overflow::Saturate)
    ///     .quantize(Quantize::new(8))
    ///     .method(Method::Direct)
    ///     .missing(Missing::Propagate)
    ///     .require(Require::UnitGain);
    /// let [soft, sharp] = builder.build()?.apply(Plane::new(&[0, 0, 100, 0, 0], 5, 1)?)?;
    /// assert_eq!((soft.data(), sharp.data()), (&[0, 50, 0][..], &[0, 80, 0][..]));
    /// // Taps that are nearly a column times a row, as that product, with the bits of any CPU.
    /// let near = [[0.0625, 0.125, 0.0625], [0.125, 0.2501, 0.125], [0.0625, 0.125, 0.0625]];
    /// let near = DynBank::<f32, f32, 1>::builder([near])
    ///     .separable(Separable::Approximate(1e-3))
    ///     .arithmetic(Arithmetic::Strict);
    /// assert!(near.build()?.apply(Plane::new(&[1.0; 9], 3, 3)?)?[0].data()[0] > 0.99);
    /// // One tap before the output, in place of the one in the middle.
    /// let ahead = DynBank::<u8, u8, 1>::builder([[[1, 0, 0]]]).padding(Padding::Same).anchor([0, 0]);
    /// assert_eq!(ahead.build()?.apply(Plane::new(&[7, 8], 2, 1)?)?[0].data(), [7, 8]);
    /// # Ok::<(), Error>(())
    /// ```
    BankBuilder, DynBank, DynKernel, Plane, false
}

builder! {
    /// Builds a [`DynSignalBank`].
    ///
    /// ```
    /// # use conv_plan::number::Overflow;
    /// # use conv_plan::rules::{Arithmetic, Method, Missing, Quantize, Require, Separable};
    /// # use conv_plan::window::{Border, Mode, Padding};
    /// # use conv_runtime::{DynSignalBank, Error, SignalBank};
    /// let builder = DynSignalBank::<i16, i16, 2>::builder([[0.25, 0.5, 0.25], [0.1, 0.8, 0.1]])
    ///     .padding(Padding::Same)
    ///     .border(Border::Replicate)
    ///     .stride(2)
    ///     .dilation(1)
    ///     .mode(Mode::Convolve)
    ///     .scale(1)
    ///     .overflow(Overflow::Saturate)
    ///     .quantize(Quantize::new(8))
    ///     .method(Method::Direct)
    ///     .separable(Separable::Exact)
    ///     .require(Require::UnitGain);
    /// assert_eq!(builder.build()?.apply(&[0, 0, 100, 0, 0])?, [[0, 50, 0], [0, 80, 0]]);
    /// // What is missing is left out, and the bits are those of any CPU.
    /// let mean = DynSignalBank::<f32, f32, 1>::builder([[0.5, 0.5]])
    ///     .missing(Missing::Renormalize)
    ///     .arithmetic(Arithmetic::Strict);
    /// assert_eq!(mean.build()?.apply(&[1.0, f32::NAN, 3.0])?, [[1.0, 3.0]]);
    /// // One tap before the output, in place of the one in the middle.
    /// let ahead = DynSignalBank::<u8, u8, 1>::builder([[1, 0, 0]]).padding(Padding::Same);
    /// assert_eq!(ahead.anchor([0]).build()?.apply(&[7, 8])?, [[7, 8]]);
    /// # Ok::<(), Error>(())
    /// ```
    SignalBankBuilder, DynSignalBank, DynSignal, Signal, true
}

impl<In: Element, Out: Element, const N: usize> SignalBankBuilder<In, Out, N> {
    /// What the rate is raised by, as [`SignalBuilder::interpolate`] says. Default 1.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynSignalBank, Error, SignalBank};
    /// // Between samples: the mean of both, or the one before.
    /// let bank = DynSignalBank::<i16, i32, 2>::builder([[1, 2, 1], [0, 2, 2]])
    ///     .interpolate(2)
    ///     .padding(Padding::Same)
    ///     .build()?;
    /// assert_eq!(bank.apply(&[3, 5])?, [[6, 8, 10, 5], [6, 10, 10, 0]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// [`SignalBuilder::interpolate`]: crate::SignalBuilder::interpolate
    pub fn interpolate(mut self, interpolate: usize) -> Self {
        self.options.window.interpolate = interpolate;
        self
    }
}
