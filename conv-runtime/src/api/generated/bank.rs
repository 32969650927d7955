//! Banks that the macro declares: what it writes for them, and their arrays.

use crate::api::convolution::{Banks, Declared};
use crate::api::{Bank, Filter, Outputs, PixelBank};
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::Element;
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;

/// What the macro writes for a struct of `N` kernels.
pub trait GeneratedBank<const N: usize>: Declared<Kind = Banks<N>> {
    /// Type of the input elements.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;
    /// The names of the kernels.
    const NAMES: [&'static str; N];

    /// The kernels.
    fn kernels(&self) -> [&dyn Filter<In = Self::In, Out = Self::Out>; N];

    /// Runs a job of pixels for one of them, by its method.
    ///
    /// # Errors
    ///
    /// Those of the kernel.
    fn run_pixels<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error>;

    /// As [`run_pixels`](Self::run_pixels), directly, whatever the method.
    ///
    /// # Errors
    ///
    /// Those of the kernel.
    fn run_pixels_direct<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error>;
}

#[diagnostic::do_not_recommend]
impl<K: Declared<Kind = Banks<N>> + GeneratedBank<N>, const N: usize> Outputs for K {
    fn output(&self, index: usize) -> Option<&dyn Filter<In = Self::In, Out = Self::Out>> {
        GeneratedBank::kernels(self).get(index).copied()
    }

    fn name(&self, index: usize) -> Option<&'static str> {
        K::NAMES.get(index).copied()
    }
}

#[diagnostic::do_not_recommend]
impl<K: Declared<Kind = Banks<N>> + GeneratedBank<N>, const N: usize> Bank<N> for K {
    fn kernels(&self) -> [&dyn Filter<In = Self::In, Out = Self::Out>; N] {
        GeneratedBank::kernels(self)
    }
}

#[diagnostic::do_not_recommend]
impl<K: Declared<Kind = Banks<N>> + GeneratedBank<N>, const N: usize> PixelBank<N> for K {
    fn run_pixels<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error> {
        GeneratedBank::run_pixels::<C>(self, kernel, job)
    }

    fn run_pixels_direct<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error> {
        GeneratedBank::run_pixels_direct::<C>(self, kernel, job)
    }
}

/// Filters an array of `H` rows of `W` elements into `N` of `OH` rows of `OW`, which
/// [`check_array`](super::check_array) accepts; directly, whatever the method.
pub fn apply_bank_array<
    K: GeneratedBank<N>,
    const N: usize,
    const H: usize,
    const W: usize,
    const OH: usize,
    const OW: usize,
>(
    bank: &K,
    src: &[[K::In; W]; H],
) -> [[[K::Out; OW]; OH]; N] {
    let mut dst = [[[K::Out::default(); OW]; OH]; N];
    let window = Bank::<N>::window(bank);
    for (kernel, dst) in GeneratedBank::kernels(bank).into_iter().zip(&mut dst) {
        // The sizes were proven, so none of these can fail.
        if let (Ok(src), Ok(to)) = (
            Plane::new(src.as_flattened(), W, H),
            PlaneMut::new(dst.as_flattened_mut(), OW, OH),
        ) && let Ok(job) = Job::new(detected(), &window, src, to, Memory::STACK)
        {
            let done = kernel.run_direct(job);
            debug_assert!(done.is_ok(), "sizes proven at compile time were refused");
        }
    }
    dst
}
