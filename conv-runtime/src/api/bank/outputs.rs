//! What runs a bank, whatever the number of its kernels.

use crate::api::Filter;
use crate::api::convolution::Convolution;
use crate::data::Error;
#[cfg(feature = "rayon")]
use crate::data::{Plane, PlaneMut};
use crate::exec::planes::BankJob;
#[cfg(feature = "rayon")]
use alloc::vec::Vec;
#[cfg(feature = "rayon")]
use conv_plan::window::Window;

/// What a bank is, whatever the number of its kernels.
pub trait Outputs: Convolution {
    /// One of its kernels.
    fn output(&self, index: usize) -> Option<&dyn Filter<In = Self::In, Out = Self::Out>>;

    /// Its name, if it has one.
    fn name(&self, index: usize) -> Option<&'static str> {
        let _ = index;
        None
    }

    /// Whether a kernel may be computed by FFT, and so cuts its output itself.
    fn is_by_fft(&self) -> bool {
        #[cfg(feature = "fft")]
        return (0..)
            .map_while(|index| self.output(index))
            .any(|kernel| kernel.by_fft().is_some());
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
        dst: Vec<PlaneMut<'_, Self::Out>>,
    ) -> Result<(), Error> {
        if self.is_by_fft() {
            // Their bands begin at blocks, which differ.
            for (index, dst) in dst.into_iter().enumerate() {
                if let Some(kernel) = self.output(index) {
                    kernel.apply_par_into(src, dst)?;
                }
            }
            return Ok(());
        }
        let run = |job: BankJob<'_, '_, Self::In, Self::Out>| self.run_bank(job);
        crate::exec::planes::bank_in_bands((window, 1), src, dst, 4, &run)
    }
}
