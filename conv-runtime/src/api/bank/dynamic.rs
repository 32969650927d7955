//! Banks whose kernels are known only at run time.

use super::builder::{BankBuilder, SignalBankBuilder};
use super::{Bank, BankKernel, Outputs, PixelBank, SignalBank};
use crate::api::convolution::{Convolution, Kind, sealed};
use crate::api::dynamic::{DynKernel, DynSignal};
use crate::api::{Filter, PixelFilter, SignalFilter};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::planes::Job;
use conv_plan::fault::{KernelError, Subject, Voice};
use conv_plan::taps::Taps;
use core::fmt;

/// What both kinds of bank are: the trait that has `kernels`, the trait of these, and which of
/// [`BankKernel`] they are.
macro_rules! dynamic_bank {
    ($name:ident, $builder:ident, $bank:ident, $kernel:ident, $filter:ident, $either:ident) => {
        impl<In: Element, Out: Element, const N: usize> $name<In, Out, N> {
            /// A builder for kernels with these taps; everything else has the language's defaults,
            /// and is the same for all.
            ///
            /// Smaller taps are as large as the largest, with their middle on its middle.
            pub fn builder<T: Into<Taps>>(taps: [T; N]) -> $builder<In, Out, N> {
                $builder::new(taps)
            }

            /// A bank of kernels that were built one by one, such as some with a `map`.
            ///
            /// ```
            /// # use conv_plan::{number::Overflow, window::Padding};
            /// # use conv_runtime::{Bank, DynBank, DynKernel, Error, Plane};
            /// let sum = DynKernel::<u8, u16>::builder([[1, 1, 1]]).padding(Padding::Same);
            /// let edge = DynKernel::<u8, u16>::builder([[-1, 0, 1]]).padding(Padding::Same);
            /// let bank = DynBank::new([sum.build()?, edge.map(|v| v.abs()).build()?])?;
            /// let [sums, edges] = bank.apply(Plane::new(&[1, 2, 4], 3, 1)?)?;
            /// assert_eq!((sums.data(), edges.data()), (&[3, 7, 6][..], &[2, 3, 2][..]));
            /// # Ok::<(), Error>(())
            /// ```
            ///
            /// # Errors
            ///
            /// [`Error::Kernel`] if there are no kernels, or if their windows differ.
            pub fn new(kernels: [$kernel<In, Out>; N]) -> Result<Self, Error> {
                let windows = kernels.each_ref().map($filter::window);
                let first = windows.first().ok_or_else(none)?;
                match windows.iter().position(|window| window != first) {
                    Some(other) => Err(differs(other, stringify!($name))),
                    None => Ok(Self { kernels }),
                }
            }

            /// A bank of kernels that are known to have one window.
            pub(super) const fn of(kernels: [$kernel<In, Out>; N]) -> Self {
                Self { kernels }
            }
        }

        /// The kernels, each in one line.
        impl<In, Out, const N: usize> fmt::Debug for $name<In, Out, N> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))?;
                f.debug_list().entries(&self.kernels).finish()
            }
        }

        impl<In, Out, const N: usize> Clone for $name<In, Out, N> {
            fn clone(&self) -> Self {
                Self {
                    kernels: self.kernels.clone(),
                }
            }
        }

        impl<In, Out, const N: usize> sealed::Sealed for $name<In, Out, N> {}

        impl<In: Element, Out: Element, const N: usize> Convolution for $name<In, Out, N> {
            type In = In;
            type Out = Out;

            fn kind(&self) -> Kind<'_, In, Out> {
                Kind::Bank(self)
            }
        }

        impl<In: Element, Out: Element, const N: usize> Outputs for $name<In, Out, N> {
            fn output(&self, index: usize) -> Option<BankKernel<'_, In, Out>> {
                let kernel = self.kernels.get(index)?;
                Some(BankKernel::$either(kernel))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<In: Element, Out: Element, const N: usize> $bank<N> for $name<In, Out, N> {
            fn kernels(&self) -> [&dyn $filter<In = In, Out = Out>; N] {
                self.kernels.each_ref().map(|kernel| kernel as _)
            }

            fn to_dyn(&self) -> Self {
                self.clone()
            }
        }
    };
}

/// `N` run-time kernels with one window, which give `N` planes of one input.
///
/// ```
/// # use conv_plan::taps::library::{prewitt_x, prewitt_y};
/// # use conv_runtime::{Bank, DynBank, Error, Plane};
/// let bank = DynBank::<u8, i16, 2>::builder([prewitt_x(), prewitt_y()]).build()?;
/// let [gx, gy] = bank.apply(Plane::new(&[1, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3)?)?;
/// assert_eq!((gx.data(), gy.data()), (&[6][..], &[18][..]));
/// # Ok::<(), Error>(())
/// ```
pub struct DynBank<In, Out, const N: usize> {
    kernels: [DynKernel<In, Out>; N],
}

/// `N` run-time kernels of signals with one window, which give `N` signals of one input.
///
/// ```
/// # use conv_plan::window::{Border, Padding};
/// # use conv_runtime::{DynSignalBank, Error, SignalBank};
/// let taps = [[0.25, 0.5, 0.25], [-0.25, 0.5, -0.25]];
/// let bands = DynSignalBank::<f32, f32, 2>::builder(taps)
///     .padding(Padding::Same)
///     .border(Border::Replicate)
///     .build()?;
/// let signal = [1.0, 1.0, 5.0, 1.0];
/// let [low, high] = bands.apply(&signal)?;
/// // The bands add up to the signal.
/// assert_eq!((low, high), (vec![1.0, 2.0, 3.0, 2.0], vec![0.0, -1.0, 2.0, -1.0]));
/// # Ok::<(), Error>(())
/// ```
pub struct DynSignalBank<In, Out, const N: usize> {
    kernels: [DynSignal<In, Out>; N],
}

dynamic_bank!(DynBank, BankBuilder, Bank, DynKernel, Filter, Plane);
dynamic_bank!(
    DynSignalBank,
    SignalBankBuilder,
    SignalBank,
    DynSignal,
    SignalFilter,
    Signal
);

/// A bank without kernels.
#[cold]
pub(super) fn none() -> Error {
    let message = "a bank has at least one kernel, and this has none: give the taps of one";
    KernelError::new(Voice::Builder, Subject::Taps, message).into()
}

/// A bank of which a kernel has a window of its own.
#[cold]
fn differs(kernel: usize, bank: &str) -> Error {
    let message = alloc::format!(
        "the kernels of a bank have one window, and this has another than the first: give them equal sizes and options, or use `{bank}::builder`"
    );
    KernelError::new(Voice::Builder, Subject::Part(kernel), &message).into()
}

impl<In: Element, Out: Element, const N: usize> PixelBank<N> for DynBank<In, Out, N> {
    fn run_pixels<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, In, Out>,
    ) -> Result<(), Error> {
        let kernel = self.kernels.get(kernel);
        kernel.map_or(Ok(()), |kernel| kernel.run_pixels::<C>(job))
    }

    fn run_pixels_direct<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, In, Out>,
    ) -> Result<(), Error> {
        let kernel = self.kernels.get(kernel);
        kernel.map_or(Ok(()), |kernel| kernel.run_pixels_direct::<C>(job))
    }
}
