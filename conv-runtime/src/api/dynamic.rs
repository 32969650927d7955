//! Kernels known only at run time: the same plan, interpreted.
//!
//! ```text
//! builder -> Options -> ConvSpec::check -> Plan::new -> passes of (place, tap)
//! ```
//!
//! A pass is a table of loads and taps, which a body follows in place of unrolled code. The
//! operations and their order are the plan's, so the results have the same bits.

#[cfg(all(
    feature = "fft",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod autotune;
mod builder;
mod special;

#[cfg(all(
    feature = "fft",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use autotune::{MethodTiming, MethodTimings};
pub use builder::{KernelBuilder, SignalBuilder};
pub(crate) use special::{Prepare, Special, any, combine, strict};

use super::convolution::{Convolution, Kind, sealed};
use super::{Filter, SignalFilter};
use crate::data::Error;
use crate::exec::Element;
#[cfg(feature = "fft")]
use crate::exec::fft::{ByFft, Spectra};
use crate::exec::planes::{Job, Sums, Tables};
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use conv_plan::fault::{KernelError, Subject, Voice};
use conv_plan::plan::Plan;
#[cfg(feature = "fft")]
use conv_plan::plan::Transform;
use conv_plan::pointwise::Value;
use conv_plan::rules::{Combined, ConvSpec, Dimensions, Missing, Options, TapSource};
use conv_plan::taps::{MAX_TAPS, Taps};
use conv_plan::window::Window;
use core::fmt;

/// What both kinds of run-time kernel are made of.
struct Interpreter<In, Out, const SIGNAL: bool> {
    plan: Plan,
    /// `None` for a kernel of more taps than are summed directly.
    tables: Option<Tables<SIGNAL>>,
    /// For a kernel that may be computed by FFT: clones share what was transformed.
    #[cfg(feature = "fft")]
    fft: Option<(Transform, Arc<Spectra>)>,
    /// For a kernel that combines sums, or whose arithmetic is strict: what runs it.
    special: Option<Arc<dyn Special<In, Out>>>,
}

impl<In, Out, const SIGNAL: bool> Clone for Interpreter<In, Out, SIGNAL> {
    fn clone(&self) -> Self {
        Self {
            plan: self.plan.clone(),
            tables: self.tables.clone(),
            #[cfg(feature = "fft")]
            fft: self.fft.clone(),
            special: self.special.clone(),
        }
    }
}

impl<In: Element, Out: Element, const SIGNAL: bool> Interpreter<In, Out, SIGNAL> {
    fn new(plan: Plan, special: Option<Arc<dyn Special<In, Out>>>) -> Self {
        let has_sums = special.is_none() && plan.kernel().combination().is_none();
        #[cfg(feature = "fft")]
        let fft = Transform::new(&plan).map(|transform| (transform, Arc::new(Spectra::new())));
        Self {
            // Whatever the method: regions, tiles, streams and calls in place are summed directly.
            tables: (has_sums && plan.kernel().tap_count() <= MAX_TAPS).then(|| Tables::new(&plan)),
            #[cfg(feature = "fft")]
            fft,
            plan,
            special,
        }
    }

    fn run(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        #[cfg(feature = "fft")]
        if let Some(fft) = self.by_fft() {
            return fft.run_or(job, |job| self.run_direct(job));
        }
        self.run_direct(job)
    }

    fn run_direct(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        if let Some(special) = &self.special {
            return special.run(job);
        }
        match &self.tables {
            Some(tables) if self.plan.kernel().missing() == Missing::Renormalize => {
                tables.renormalized(job)
            }
            Some(tables) => tables.run::<In, Out>(job),
            None => Err(Error::NoDirect),
        }
    }

    #[cfg(feature = "fft")]
    fn by_fft(&self) -> Option<ByFft<'_>> {
        self.fft.as_ref().map(|(transform, spectra)| ByFft {
            transform: *transform,
            accumulator: self.plan.accumulator(),
            epilogue: *self.plan.epilogue(),
            weights: self.plan.kernel().borrowed(),
            spectra,
        })
    }
}

macro_rules! dynamic_kernel {
    ($name:ident, $filter:ident, $builder:ident, $dimensions:ident) => {
        impl<In: Element, Out: Element> $name<In, Out> {
            /// A builder for these taps; everything else has the language's defaults.
            pub fn builder(taps: impl Into<Taps>) -> $builder<In, Out> {
                $builder::new(Options::new(
                    In::TYPE,
                    Out::TYPE,
                    TapSource::Taps(taps.into()),
                ))
            }

            /// A builder for kernels with one window, of whose sums a value is made: `combine` in
            /// the language. Their sums are the arguments, in the order of the taps.
            ///
            /// ```
            /// # use conv_plan::number::Overflow;
            /// # use conv_plan::taps::library;
            /// # use conv_runtime::{DynKernel, Error, Filter, Plane};
            /// let edges = DynKernel::<u8, u8>::combine(
            ///     [library::sobel_x(), library::sobel_y()],
            ///     |[gx, gy]| gx.abs() + gy.abs(),
            /// );
            /// let edges = edges.overflow(Overflow::Saturate).build()?;
            /// let corner = Plane::new(&[0, 0, 0, 0, 20, 20, 0, 20, 20], 3, 3)?;
            /// assert_eq!(edges.apply(corner)?.data(), [120]);
            /// # Ok::<(), Error>(())
            /// ```
            ///
            /// Smaller taps are as large as the largest, with their middle on its middle. The value
            /// is told by operators and methods of [`Value`].
            pub fn combine<T: Into<Taps>, const K: usize>(
                taps: [T; K],
                value: impl FnOnce([Value; K]) -> Value,
            ) -> $builder<In, Out> {
                let mut taps = taps.into_iter().map(Into::into);
                let first = taps
                    .next()
                    .unwrap_or_else(|| Taps::new(Vec::new(), Vec::new()));
                let combined = Combined {
                    names: (0..K).map(|index| format!("v{index}")).collect(),
                    others: taps.collect(),
                    value: value(core::array::from_fn(Value::sum)),
                };
                Self::builder(first).combined(combined)
            }

            /// The kernel of a plan whose element types are `In` and `Out`, that combines no sums
            /// and may fuse multiply-adds.
            pub(crate) fn from_plan(plan: Plan) -> Self {
                Self(Interpreter::new(plan.interpreted(), None))
            }

            /// The kernel of a plan whose element types are `In` and `Out`.
            pub(crate) fn prepared(plan: Plan, prepare: Prepare<In, Out>) -> Self {
                let plan = plan.interpreted();
                let special = prepare(&plan);
                Self(Interpreter::new(plan, special))
            }

            /// The same kernel with another plan.
            #[cfg(feature = "fft")]
            #[cfg_attr(
                all(target_family = "wasm", target_os = "unknown"),
                expect(dead_code, reason = "there is no clock")
            )]
            pub(super) fn again(&self, plan: Plan) -> Self {
                let special = self.0.special.clone();
                Self(Interpreter::new(plan.interpreted(), special))
            }
        }

        /// The kernel in one line.
        impl<In, Out> fmt::Debug for $name<In, Out> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0.plan.kernel())
            }
        }

        impl<In, Out> Clone for $name<In, Out> {
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        impl<In, Out> sealed::Sealed for $name<In, Out> {}

        impl<In: Element, Out: Element> Convolution for $name<In, Out> {
            type In = In;
            type Out = Out;

            fn kind(&self) -> Kind<'_, In, Out> {
                Kind::$dimensions(self)
            }
        }

        impl<In: Element, Out: Element> $filter for $name<In, Out> {
            fn window(&self) -> Window {
                self.0.plan.kernel().window()
            }

            fn run(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
                self.0.run(job)
            }

            fn run_direct(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
                self.0.run_direct(job)
            }

            #[cfg(feature = "fft")]
            fn by_fft(&self) -> Option<ByFft<'_>> {
                self.0.by_fft()
            }

            fn kernel(&self) -> ConvSpec {
                self.0.plan.kernel().clone()
            }

            fn to_dyn(&self) -> Self {
                self.clone()
            }

            fn explain(&self) -> Plan {
                self.0.plan.clone()
            }
        }
    };
}

/// A plane kernel whose taps are known only at run time.
///
/// It is run by the methods of [`Filter`]: `apply`, `apply_into` and others.
/// [`DynKernel::builder`] makes one.
///
/// ```
/// # use conv_plan::window::{Border, Padding};
/// # use conv_runtime::{DynKernel, Error, Filter, Plane};
/// let sobel = DynKernel::<u8, i16>::builder([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
///     .padding(Padding::Same)
///     .border(Border::Reflect101)
///     .build()?;
/// let edges = sobel.apply(Plane::new(&[0, 10, 20, 30], 4, 1)?)?;
/// assert_eq!(edges.data(), [0, 80, 80, 0]);
/// # Ok::<(), Error>(())
/// ```
pub struct DynKernel<In, Out>(Interpreter<In, Out, false>);

/// A signal kernel whose taps are known only at run time.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let smooth = DynSignal::<f64, f64>::builder([0.5, 1.0, 0.5])
///     .padding(Padding::Same)
///     .build()?;
/// assert_eq!(smooth.apply(&[1.0, 2.0, 3.0, 4.0])?, [2.0, 4.0, 6.0, 5.5]);
/// # Ok::<(), Error>(())
/// ```
pub struct DynSignal<In, Out>(Interpreter<In, Out, true>);

dynamic_kernel!(DynKernel, Filter, KernelBuilder, Plane);
dynamic_kernel!(DynSignal, SignalFilter, SignalBuilder, Signal);

/// Refuses a kernel without the element types or the axes that a type promises.
///
/// # Errors
///
/// [`Error::Types`], [`Error::MixedChannels`], or [`Error::Kernel`] in these words.
pub(super) fn promised<In: Element, Out: Element>(
    kernel: &ConvSpec,
    dimensions: Dimensions,
    voice: Voice,
) -> Result<(), Error> {
    elements::<In, Out>(kernel)?;
    if let Some(mix) = kernel.mix() {
        return Err(Error::MixedChannels {
            expected: mix.channels(),
            found: 1,
        });
    }
    let message = match (dimensions, kernel.dimensions()) {
        (Dimensions::Plane, Dimensions::Signal) => {
            "one axis makes a signal kernel: use `DynSignal`, or `DynSignalBank` for several, or give rows of taps"
        }
        (Dimensions::Signal, Dimensions::Plane) => {
            "two axes make a plane kernel: use `DynKernel`, or `DynBank` for several, or give one row of taps"
        }
        _ => return Ok(()),
    };
    Err(KernelError::new(voice, Subject::Taps, message).into())
}

/// Refuses a kernel without the element types that a type promises.
///
/// # Errors
///
/// [`Error::Types`].
pub(super) fn elements<In: Element, Out: Element>(kernel: &ConvSpec) -> Result<(), Error> {
    let (input, output) = (kernel.input(), kernel.output());
    if (input, output) == (In::TYPE, Out::TYPE) {
        return Ok(());
    }
    Err(Error::Types {
        input,
        output,
        found_input: In::TYPE,
        found_output: Out::TYPE,
    })
}
