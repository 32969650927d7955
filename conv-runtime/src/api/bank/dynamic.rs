//! Banks whose kernels are known only at run time.

use super::{Bank, Outputs, PixelBank};
use crate::api::convolution::{Convolution, Kind, sealed};
use crate::api::dynamic::{DynKernel, promised};
use crate::api::window_methods::window_methods;
use crate::api::{Filter, PixelFilter};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::planes::Job;
use alloc::string::String;
use alloc::vec::Vec;
use conv_plan::fault::{KernelError, Subject, Voice};
use conv_plan::number::Overflow;
use conv_plan::plan::Plan;
use conv_plan::rules::{
    ConvSpec, Dimensions, Method, Missing, Options, Quantize, Require, Separable, TapSource,
};
use conv_plan::taps::{Tap, Taps};
use core::fmt;

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

impl<In: Element, Out: Element, const N: usize> DynBank<In, Out, N> {
    /// A builder for kernels with these taps; everything else has the language's defaults, and is
    /// the same for all.
    ///
    /// Smaller taps are as large as the largest, with their middle on its middle.
    pub fn builder<T: Into<Taps>>(taps: [T; N]) -> BankBuilder<In, Out, N> {
        let mut taps = taps.into_iter().map(Into::into);
        let none = || Taps::new(Vec::new(), Vec::new());
        let first = TapSource::Taps(taps.next().unwrap_or_else(none));
        BankBuilder {
            options: Options::new(In::TYPE, Out::TYPE, first),
            others: taps.collect(),
            elements: core::marker::PhantomData,
        }
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
    pub fn new(kernels: [DynKernel<In, Out>; N]) -> Result<Self, Error> {
        let fault =
            |subject, message: &str| Err(KernelError::new(Voice::Builder, subject, message).into());
        let Some(first) = kernels.first().map(Filter::window) else {
            return fault(Subject::Taps, NONE);
        };
        match kernels.iter().position(|kernel| kernel.window() != first) {
            Some(other) => fault(
                Subject::Part(other),
                "the kernels of a bank have one window, and this has another than the first: give them equal sizes and options, or use `DynBank::builder`",
            ),
            None => Ok(Self { kernels }),
        }
    }

    /// A bank of kernels that are known to have one window.
    pub(super) const fn of(kernels: [DynKernel<In, Out>; N]) -> Self {
        Self { kernels }
    }
}

const NONE: &str = "a bank has at least one kernel, and this has none: give the taps of one";

/// The kernels, each in one line.
impl<In, Out, const N: usize> fmt::Debug for DynBank<In, Out, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DynBank")?;
        f.debug_list().entries(&self.kernels).finish()
    }
}

impl<In, Out, const N: usize> Clone for DynBank<In, Out, N> {
    fn clone(&self) -> Self {
        Self {
            kernels: self.kernels.clone(),
        }
    }
}

impl<In, Out, const N: usize> sealed::Sealed for DynBank<In, Out, N> {}

impl<In: Element, Out: Element, const N: usize> Convolution for DynBank<In, Out, N> {
    type In = In;
    type Out = Out;

    fn kind(&self) -> Kind<'_, In, Out> {
        Kind::Bank(self)
    }
}

impl<In: Element, Out: Element, const N: usize> Outputs for DynBank<In, Out, N> {
    fn output(&self, index: usize) -> Option<&dyn Filter<In = In, Out = Out>> {
        let kernel = self.kernels.get(index)?;
        Some(kernel)
    }
}

impl<In: Element, Out: Element, const N: usize> Bank<N> for DynBank<In, Out, N> {
    fn kernels(&self) -> [&dyn Filter<In = In, Out = Out>; N] {
        self.kernels.each_ref().map(|kernel| kernel as _)
    }

    fn to_dyn(&self) -> Self {
        self.clone()
    }
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

/// Builds a [`DynBank`].
///
/// ```
/// # use conv_plan::number::Overflow;
/// # use conv_plan::rules::{Method, Missing, Quantize, Require, Separable};
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
/// // Taps that are nearly a column times a row, as that product.
/// let near = [[0.0625, 0.125, 0.0625], [0.125, 0.2501, 0.125], [0.0625, 0.125, 0.0625]];
/// let near = DynBank::<f32, f32, 1>::builder([near]).separable(Separable::Approximate(1e-3));
/// assert!(near.build()?.apply(Plane::new(&[1.0; 9], 3, 3)?)?[0].data()[0] > 0.99);
/// // One tap before the output, in place of the one in the middle.
/// let ahead = DynBank::<u8, u8, 1>::builder([[[1, 0, 0]]]).padding(Padding::Same).anchor([0, 0]);
/// assert_eq!(ahead.build()?.apply(Plane::new(&[7, 8], 2, 1)?)?[0].data(), [7, 8]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct BankBuilder<In, Out, const N: usize> {
    options: Options,
    /// The taps of the kernels after the first.
    others: Vec<Taps>,
    elements: core::marker::PhantomData<fn(In) -> Out>,
}

window_methods!(BankBuilder, N);

impl<In: Element, Out: Element, const N: usize> BankBuilder<In, Out, N> {
    /// What each sum is multiplied by: an integer, a float, or a fraction as `Tap::ratio`. Default
    /// 1.
    pub fn scale(mut self, scale: impl Into<Tap>) -> Self {
        self.options.scale = Some(scale.into());
        self
    }

    /// What happens to results that the output type cannot hold. Default: they are an error.
    pub fn overflow(mut self, overflow: Overflow) -> Self {
        self.options.overflow = Some(overflow);
        self
    }

    /// How the sums are formed. Default `Method::Direct`; the others need the feature `fft`.
    pub fn method(mut self, method: Method) -> Self {
        self.options.method = method;
        self
    }

    /// What becomes of inputs that are NaN. Default `Missing::Propagate`.
    pub fn missing(mut self, missing: Missing) -> Self {
        self.options.missing = missing;
        self
    }

    /// Real taps, times the scale, become integers over a power of two. Default: as they are.
    pub fn quantize(mut self, quantize: Quantize) -> Self {
        self.options.quantize = Some(quantize);
        self
    }

    /// Which kernels of floats are a column times a row, exactly or up to a bound. Default
    /// `Separable::Exact`.
    pub fn separable(mut self, separable: Separable) -> Self {
        self.options.separable = separable;
        self
    }

    /// What must hold of the taps of each kernel, else `build` fails; each call adds to those
    /// before it.
    pub fn require(mut self, require: Require) -> Self {
        self.options.require.push(require);
        self
    }

    /// Checks everything, proves the ranges and plans.
    ///
    /// # Errors
    ///
    /// [`Error::Kernel`] with every rule that is broken, and by which kernels.
    pub fn build(self) -> Result<DynBank<In, Out, N>, Error> {
        if N == 0 {
            return Err(KernelError::new(Voice::Builder, Subject::Taps, NONE).into());
        }
        let names: [String; N] = core::array::from_fn(|index| alloc::format!("{index}"));
        let kernels =
            ConvSpec::check_bank(&self.options, &self.others, &names, Voice::Builder)?.into_iter();
        let kernels = kernels.map(|kernel| {
            promised::<In, Out>(&kernel, Dimensions::Plane, Voice::Builder)?;
            Ok(DynKernel::from_plan(Plan::new(&kernel)))
        });
        let kernels: Vec<_> = kernels.collect::<Result<_, Error>>()?;
        // There are as many kernels as taps.
        DynBank::new(kernels.try_into().map_err(|_| Error::SizeOverflow)?)
    }
}
