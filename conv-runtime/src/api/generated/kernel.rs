//! Kernels that the macro declares: the hidden traits of their structs, which make them filters.

use crate::api::convolution::{Declared, Planes, Signals};
#[cfg(feature = "alloc")]
use crate::api::dynamic::{DynKernel, DynSignal, Prepare, any, combine, strict};
use crate::api::{Filter, SignalFilter};
use crate::data::Error;
use crate::exec::Element;
#[cfg(feature = "fft")]
use crate::exec::fft::ByFft;
use crate::exec::planes::Job;
#[cfg(feature = "alloc")]
use conv_plan::rules::ConvSpec;
use conv_plan::rules::{CombinationRef, Declaration, WeightsRef};
use conv_plan::window::Window;
use core::fmt::Debug;

/// What the macro writes for a struct.
pub trait Generated: Send + Sync + Debug {
    /// Type of the rows: of input elements, or of what pixels are mixed to.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;
    /// Everything except the taps.
    const DECLARATION: Declaration;

    /// What the sums are combined with, if they are combined.
    const COMBINATION: Option<CombinationRef<'static>> = None;

    /// The taps.
    fn weights(&self) -> WeightsRef<'_>;

    /// How run-time kernels with the same taps are made.
    #[must_use]
    fn dynamic() -> Dynamic<Self::In, Self::Out> {
        Dynamic::SUMS
    }

    /// Runs the bodies over pixels of `N` elements, whatever the method. A kernel of more taps than
    /// bodies may have has none.
    ///
    /// # Errors
    ///
    /// Those of the driver; [`Error::NoDirect`] without bodies.
    fn run<const N: usize>(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error> {
        let _ = job;
        Err(Error::NoDirect)
    }

    /// What the FFT needs, unless the method is direct.
    #[cfg(feature = "fft")]
    fn by_fft(&self) -> Option<ByFft<'_>> {
        None
    }
}

/// Runs a kernel by the method that it declares.
fn run<K: Generated>(kernel: &K, job: Job<'_, K::In, K::Out>) -> Result<(), Error> {
    #[cfg(feature = "fft")]
    if let Some(fft) = kernel.by_fft() {
        return fft.run_or(job, |job| kernel.run::<1>(job));
    }
    kernel.run::<1>(job)
}

/// A generated kernel of two axes.
pub trait GeneratedPlane: Generated + Declared<Kind = Planes> {}

impl<K: Generated + Declared<Kind = Planes>> GeneratedPlane for K {}

/// A generated kernel of one axis.
pub trait GeneratedSignal: Generated + Declared<Kind = Signals> {}

impl<K: Generated + Declared<Kind = Signals>> GeneratedSignal for K {}

/// The kernel that a generated struct declares.
#[cfg(feature = "alloc")]
fn declared<K: Generated>(kernel: &K) -> ConvSpec {
    match &K::COMBINATION {
        Some(combination) => K::DECLARATION.to_combined(kernel.weights(), combination),
        None => K::DECLARATION.to_kernel(kernel.weights()),
    }
}

/// How the run-time kernel of a plan is made.
#[derive(Debug)]
pub struct Dynamic<In, Out> {
    /// For planes, and for signals.
    #[cfg(feature = "alloc")]
    prepare: Option<[Prepare<In, Out>; 2]>,
    #[cfg(not(feature = "alloc"))]
    elements: core::marker::PhantomData<fn(In) -> Out>,
}

impl<In, Out> Dynamic<In, Out> {
    /// Of kernels whose sums are their results.
    pub const SUMS: Self = Self {
        #[cfg(feature = "alloc")]
        prepare: None,
        #[cfg(not(feature = "alloc"))]
        elements: core::marker::PhantomData,
    };
}

impl<In: Element, Out: Element> Dynamic<In, Out> {
    /// Of kernels whose sums are combined: only they bring the loops for it.
    #[must_use]
    pub fn combined() -> Self {
        Self {
            #[cfg(feature = "alloc")]
            prepare: Some([combine::<In, Out, false>, combine::<In, Out, true>]),
            #[cfg(not(feature = "alloc"))]
            elements: core::marker::PhantomData,
        }
    }

    /// Of kernels whose arithmetic is strict: again only they bring its loops.
    #[must_use]
    pub fn strict() -> Self {
        Self {
            #[cfg(feature = "alloc")]
            prepare: Some([strict::<In, Out, false>, strict::<In, Out, true>]),
            #[cfg(not(feature = "alloc"))]
            elements: core::marker::PhantomData,
        }
    }

    /// Of kernels that are both.
    #[must_use]
    pub fn strictly_combined() -> Self {
        Self {
            #[cfg(feature = "alloc")]
            prepare: Some([any::<In, Out, false>, any::<In, Out, true>]),
            #[cfg(not(feature = "alloc"))]
            elements: core::marker::PhantomData,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<K: GeneratedPlane> Filter for K {
    fn window(&self) -> Window {
        K::DECLARATION.window
    }

    fn run(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error> {
        run(self, job)
    }

    fn run_direct(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error> {
        Generated::run::<1>(self, job)
    }

    #[cfg(feature = "fft")]
    fn by_fft(&self) -> Option<ByFft<'_>> {
        Generated::by_fft(self)
    }

    #[cfg(feature = "alloc")]
    fn kernel(&self) -> ConvSpec {
        declared(self)
    }

    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> DynKernel<Self::In, Self::Out> {
        match K::dynamic().prepare {
            Some([prepare, _]) => DynKernel::prepared(self.explain(), prepare),
            None => DynKernel::from_plan(self.explain()),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<K: GeneratedSignal> SignalFilter for K {
    fn window(&self) -> Window {
        K::DECLARATION.window
    }

    fn run(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error> {
        run(self, job)
    }

    fn run_direct(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error> {
        Generated::run::<1>(self, job)
    }

    #[cfg(feature = "fft")]
    fn by_fft(&self) -> Option<ByFft<'_>> {
        Generated::by_fft(self)
    }

    #[cfg(feature = "alloc")]
    fn kernel(&self) -> ConvSpec {
        declared(self)
    }

    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> DynSignal<Self::In, Self::Out> {
        match K::dynamic().prepare {
            Some([_, prepare]) => DynSignal::prepared(self.explain(), prepare),
            None => DynSignal::from_plan(self.explain()),
        }
    }
}
