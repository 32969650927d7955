//! What runs a bank, of planes or of signals, whatever the number of its kernels.

use crate::api::convolution::{Convolution, Planes, Signals};
use crate::api::{Filter, SignalFilter};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::planes::{BankJob, Job};
#[cfg(feature = "rayon")]
use crate::{
    data::{Plane, PlaneMut},
    exec::planes::{Grid, Memory, Scratch},
    exec::simd::detected,
};
#[cfg(feature = "rayon")]
use alloc::vec::Vec;
use conv_plan::window::Window;

/// One of the kernels of a bank. A signal is a plane of one row.
#[derive(Debug, Clone, Copy)]
pub enum BankKernel<'k, In, Out> {
    /// Of planes.
    Plane(&'k dyn Filter<In = In, Out = Out>),
    /// Of signals.
    Signal(&'k dyn SignalFilter<In = In, Out = Out>),
}

impl<In: Element, Out: Element> BankKernel<'_, In, Out> {
    /// Its sizes, padding and borders.
    pub(super) fn window(self) -> Window {
        match self {
            Self::Plane(kernel) => kernel.window(),
            Self::Signal(kernel) => kernel.window(),
        }
    }

    /// Runs a job by its method.
    fn run(self, job: Job<'_, In, Out>) -> Result<(), Error> {
        match self {
            Self::Plane(kernel) => kernel.run(job),
            Self::Signal(kernel) => kernel.run(job),
        }
    }

    /// Runs a job directly, whatever its method.
    pub(in crate::api) fn run_direct(self, job: Job<'_, In, Out>) -> Result<(), Error> {
        match self {
            Self::Plane(kernel) => kernel.run_direct(job),
            Self::Signal(kernel) => kernel.run_direct(job),
        }
    }

    /// Whether it may be computed by FFT, and so cuts its output itself.
    #[cfg(feature = "fft")]
    fn is_by_fft(self) -> bool {
        match self {
            Self::Plane(kernel) => kernel.by_fft().is_some(),
            Self::Signal(kernel) => kernel.by_fft().is_some(),
        }
    }
}

/// Of what the kernels of a bank are: [`Planes`] or [`Signals`].
pub trait BankOf {
    /// A kernel, as the bank's own trait shows it.
    type Kernel<'k, In: Element, Out: Element>: Copy;

    /// The same as one of either.
    fn either<In: Element, Out: Element>(
        kernel: Self::Kernel<'_, In, Out>,
    ) -> BankKernel<'_, In, Out>;
}

impl BankOf for Planes {
    type Kernel<'k, In: Element, Out: Element> = &'k dyn Filter<In = In, Out = Out>;

    fn either<In: Element, Out: Element>(
        kernel: Self::Kernel<'_, In, Out>,
    ) -> BankKernel<'_, In, Out> {
        BankKernel::Plane(kernel)
    }
}

impl BankOf for Signals {
    type Kernel<'k, In: Element, Out: Element> = &'k dyn SignalFilter<In = In, Out = Out>;

    fn either<In: Element, Out: Element>(
        kernel: Self::Kernel<'_, In, Out>,
    ) -> BankKernel<'_, In, Out> {
        BankKernel::Signal(kernel)
    }
}

/// What a bank is, whatever the number of its kernels.
pub trait Outputs: Convolution {
    /// One of its kernels.
    fn output(&self, index: usize) -> Option<BankKernel<'_, Self::In, Self::Out>>;

    /// Its name, if it has one.
    fn name(&self, index: usize) -> Option<&'static str> {
        let _ = index;
        None
    }

    /// The window that all kernels have.
    fn common_window(&self) -> Window {
        self.output(0).map_or(Window::TRIVIAL, BankKernel::window)
    }

    /// Whether a kernel may be computed by FFT, and so cuts its output itself.
    fn is_by_fft(&self) -> bool {
        #[cfg(feature = "fft")]
        return (0..)
            .map_while(|index| self.output(index))
            .any(BankKernel::is_by_fft);
        #[cfg(not(feature = "fft"))]
        false
    }

    /// Runs all kernels, each by its method.
    fn run_bank(&self, job: BankJob<'_, '_, Self::In, Self::Out>) -> Result<(), Error> {
        job.run(!self.is_by_fft(), &|index, job| match self.output(index) {
            Some(kernel) => kernel.run(job),
            None => Ok(()),
        })
    }

    /// As `run_bank`, directly, whatever the methods.
    fn run_bank_direct(&self, job: BankJob<'_, '_, Self::In, Self::Out>) -> Result<(), Error> {
        job.run(true, &|index, job| match self.output(index) {
            Some(kernel) => kernel.run_direct(job),
            None => Ok(()),
        })
    }

    /// Runs all kernels on the threads of the current pool.
    #[cfg(feature = "rayon")]
    fn run_bank_par(
        &self,
        window: &Window,
        src: Plane<'_, Self::In>,
        mut dst: Vec<PlaneMut<'_, Self::Out>>,
    ) -> Result<(), Error> {
        let run = |job: BankJob<'_, '_, Self::In, Self::Out>| self.run_bank(job);
        match (self.output(0), self.is_by_fft()) {
            (Some(BankKernel::Signal(_)), false) => {
                crate::exec::planes::bank_in_parts(window, src, dst, &run)
            }
            // One thread computes a signal.
            (Some(BankKernel::Signal(_)), true) => {
                let (window, mut scratch) = ((window, 1), Scratch::new());
                let memory = Memory::Scratch(&mut scratch);
                run(BankJob::new(detected(), window, src, &mut dst, memory)?)
            }
            (_, false) => crate::exec::planes::bank_in_bands((window, 1), src, dst, 4, &run),
            // Their bands begin at blocks, which differ.
            (_, true) => {
                let (rows, columns) = window.resolve(src.width(), src.height())?;
                let size = (columns.output, rows.output);
                dst.iter().try_for_each(|dst| Grid::check(size, 1, dst))?;
                dst.into_iter()
                    .enumerate()
                    .try_for_each(|(index, dst)| match self.output(index) {
                        Some(BankKernel::Plane(kernel)) => kernel.apply_par_into(src, dst),
                        _ => Ok(()),
                    })
            }
        }
    }
}
