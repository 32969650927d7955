//! How each kind of filter runs a job of pixels.

use super::PixelFilter;
use crate::api::generated::{Generated, GeneratedPlane};
use crate::data::Error;
use crate::exec::planes::Job;

#[cfg(feature = "alloc")]
use super::by_channel;
#[cfg(feature = "alloc")]
use crate::{api::dynamic::DynKernel, api::filter::Filter, exec::Element};

#[diagnostic::do_not_recommend]
impl<K: GeneratedPlane> PixelFilter for K {
    fn run_pixels<const N: usize>(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error> {
        #[cfg(feature = "fft")]
        if self.is_by_channel() {
            return by_channel::run(&self.window(), job, |job| Filter::run(self, job));
        }
        self.run_pixels_direct::<N>(job)
    }

    fn run_pixels_direct<const N: usize>(
        &self,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error> {
        Generated::run::<N>(self, job)
    }
}

#[cfg(feature = "alloc")]
impl<In: Element, Out: Element> PixelFilter for DynKernel<In, Out> {
    fn run_pixels<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        #[cfg(feature = "fft")]
        if self.is_by_channel() {
            return by_channel::run(&self.window(), job, |job| self.run(job));
        }
        self.run_direct(job)
    }

    fn run_pixels_direct<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        self.run_direct(job)
    }
}

#[cfg(feature = "alloc")]
impl<In: Element, Out: Element> PixelFilter for dyn Filter<In = In, Out = Out> + '_ {
    fn is_by_channel(&self) -> bool {
        true
    }

    fn run_pixels<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        by_channel::run(&self.window(), job, |job| self.run(job))
    }

    fn run_pixels_direct<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        by_channel::run(&self.window(), job, |job| self.run_direct(job))
    }
}
