//! Kernels known only at run time that mix channels: a plane kernel's plan, interpreted over bands
//! of mixed rows.

use super::{MixFilter, Mixed};
use crate::api::convolution::{Convolution, Kind, sealed};
use crate::api::dynamic::{KernelBuilder, elements};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::mixed::Mixing;
use crate::exec::planes::{Sums, Tables};
use conv_plan::fault::Voice;
use conv_plan::number::ElementType;
use conv_plan::plan::Plan;
use conv_plan::rules::{ConvSpec, Mix, Options};
use conv_plan::taps::{Tap, TapValue};
use conv_plan::window::Window;
use core::fmt;
use core::marker::PhantomData;

/// A plan of a kernel that mixes, and its tables.
#[derive(Clone)]
pub struct Interpreted<In, Out> {
    plan: Plan,
    tables: Tables<false>,
    elements: PhantomData<fn(In) -> Out>,
}

/// The kernel in one line.
impl<In, Out> fmt::Debug for Interpreted<In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynMix({})", self.plan.kernel())
    }
}

impl<In: Element, Out: Element> Interpreted<In, Out> {
    pub(crate) fn new(plan: Plan) -> Self {
        let plan = plan.interpreted();
        Self {
            tables: Tables::new(&plan),
            plan,
            elements: PhantomData,
        }
    }

    fn window(&self) -> Window {
        self.plan.kernel().window()
    }

    fn channels(&self) -> usize {
        self.plan.kernel().mix().map_or(1, Mix::channels)
    }

    pub(crate) fn run(&self, call: Mixing<'_, In, Out>) -> Result<(), Error> {
        let kernel = self.plan.kernel();
        let Some(mix) = kernel.mix() else {
            return Err(Error::NoDirect);
        };
        let weights = mix.weights().borrowed();
        match mix.staged() {
            ElementType::F32 => call.run::<f32>(weights, &|job| self.tables.run(job)),
            ElementType::F64 => call.run::<f64>(weights, &|job| self.tables.run(job)),
            // Floats are mixed to floats: nothing else is compiled for them.
            rows => {
                if const { In::TYPE.is_float() } {
                    Err(Error::NoDirect)
                } else {
                    match rows {
                        ElementType::I16 => call.run::<i16>(weights, &|job| self.tables.run(job)),
                        ElementType::U16 => call.run::<u16>(weights, &|job| self.tables.run(job)),
                        _ => call.run::<i32>(weights, &|job| self.tables.run(job)),
                    }
                }
            }
        }
    }
}

/// A plane kernel known only at run time that mixes the `N` channels of pixels to one value, which
/// the window sums: see [`MixFilter`].
///
/// ```
/// # use conv_runtime::{DynKernel, DynMix, Error, MixFilter, Pixels};
/// let sum: DynMix<u8, u16, 2> = DynKernel::builder([[1, 1]]).channels([1, 2]).build()?;
/// let sums = sum.apply(Pixels::new(&[[1, 10], [2, 20], [3, 30]], 3, 1)?)?;
/// assert_eq!(sums.data(), [63, 105]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct DynMix<In, Out, const N: usize>(Interpreted<In, Out>);

impl<In: Element, Out: Element, const N: usize> DynMix<In, Out, N> {
    /// The kernel of an interpreter that mixes `N` channels.
    pub(super) const fn of(interpreted: Interpreted<In, Out>) -> Self {
        Self(interpreted)
    }
}

/// The kernel in one line.
impl<In, Out, const N: usize> fmt::Debug for DynMix<In, Out, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<In, Out, const N: usize> sealed::Sealed for DynMix<In, Out, N> {}

impl<In: Element, Out: Element, const N: usize> Convolution for DynMix<In, Out, N> {
    type In = In;
    type Out = Out;

    fn kind(&self) -> Kind<'_, In, Out> {
        Kind::Mix(self)
    }
}

impl<In: Element, Out: Element, const N: usize> Mixed for DynMix<In, Out, N> {
    fn mixed_window(&self) -> Window {
        self.0.window()
    }

    fn mixed_channels(&self) -> usize {
        self.0.channels()
    }

    fn run_mixed(&self, call: Mixing<'_, In, Out>) -> Result<(), Error> {
        self.0.run(call)
    }

    fn mixed_kernel(&self) -> ConvSpec {
        self.0.plan.kernel().clone()
    }

    fn interpreted(&self) -> Interpreted<In, Out> {
        self.0.clone()
    }
}

impl<In: Element, Out: Element, const N: usize> MixFilter<N> for DynMix<In, Out, N> {
    fn explain(&self) -> Plan {
        self.0.plan.clone()
    }
}

/// Builds a [`DynMix`]: all that is left to do once [`KernelBuilder::channels`] was called.
///
/// ```
/// # use conv_runtime::{DynKernel, Error, MixBuilder, MixFilter, Pixels};
/// let builder: MixBuilder<u8, u8, 3> = DynKernel::builder([[1]]).channels([0.25, 0.5, 0.25]);
/// let grey = builder.build()?.apply(Pixels::new(&[[40, 80, 120]], 1, 1)?)?;
/// assert_eq!(grey.data(), [80]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct MixBuilder<In, Out, const N: usize> {
    options: Options,
    elements: PhantomData<fn(In) -> Out>,
}

impl<In: Element, Out: Element> KernelBuilder<In, Out> {
    /// Mixes the channels of pixels, one weight for each, before the window: the last method before
    /// `build`, which then gives a [`DynMix`].
    ///
    /// Weights are integers, fractions as `Tap::ratio`, or floats; of a float the shortest decimal
    /// that reads as it is meant, so that `0.299` is exactly 299/1000. They decide nothing about
    /// the path: on that of integers they are exact.
    ///
    /// ```
    /// # use conv_runtime::{DynKernel, Error, MixFilter, Pixels};
    /// let brightness = DynKernel::<u8, f32>::builder([[1]]).channels([1, 1, 2]).build()?;
    /// assert_eq!(brightness.apply(Pixels::new(&[[1, 2, 3]], 1, 1)?)?.data(), [9.0]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn channels<T: TapValue, const N: usize>(self, weights: [T; N]) -> MixBuilder<In, Out, N> {
        let weights = weights.into_iter().map(Into::<Tap>::into).collect();
        MixBuilder {
            options: Options {
                channels: Some(weights),
                ..self.options
            },
            elements: PhantomData,
        }
    }
}

impl<In: Element, Out: Element, const N: usize> MixBuilder<In, Out, N> {
    /// Checks everything, proves the range and plans.
    ///
    /// # Errors
    ///
    /// [`Error::Kernel`] with every rule that is broken.
    pub fn build(self) -> Result<DynMix<In, Out, N>, Error> {
        let kernel = ConvSpec::check_in(&self.options, Voice::Builder)?;
        elements::<In, Out>(&kernel)?;
        Ok(DynMix(Interpreted::new(Plan::new(&kernel))))
    }
}

/// With the feature `serde`: as a `DynKernel`, with its weights.
#[cfg(feature = "serde")]
impl<In: Element, Out: Element, const N: usize> serde::Serialize for DynMix<In, Out, N> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.plan.kernel().serialize(serializer)
    }
}

/// With the feature `serde`: checked and planned as by the builder. A kernel that breaks a rule, or
/// that has other types or another number of channels, is an error.
#[cfg(feature = "serde")]
impl<'de, In: Element, Out: Element, const N: usize> serde::Deserialize<'de>
    for DynMix<In, Out, N>
{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kernel = ConvSpec::deserialize(deserializer)?;
        elements::<In, Out>(&kernel).map_err(serde::de::Error::custom)?;
        let found = kernel.mix().map_or(1, Mix::channels);
        if kernel.mix().is_none() || found != N {
            let error = Error::MixedChannels {
                expected: found,
                found: N,
            };
            return Err(serde::de::Error::custom(error));
        }
        Ok(Self(Interpreted::new(Plan::new(&kernel))))
    }
}
