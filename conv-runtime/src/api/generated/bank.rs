//! Banks that the macro declares: what it writes for them, and their arrays.

use super::kernel::GeneratedSignal;
use super::stream::axis;
use crate::api::convolution::{Banks, Declared, Planes, Signals};
use crate::api::{
    Bank, BankKernel, BankOf, BankStream, Filter, Outputs, PixelBank, SignalBank, SignalFilter,
};
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::Element;
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;

/// What the macro writes for a struct of `N` kernels, which are `D`: [`Planes`] or [`Signals`].
pub trait GeneratedBank<D: BankOf, const N: usize>: Declared<Kind = Banks<D, N>> {
    /// Type of the input elements.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;
    /// The names of the kernels.
    const NAMES: [&'static str; N];

    /// The kernels.
    fn kernels(&self) -> [D::Kernel<'_, Self::In, Self::Out>; N];
}

/// What the macro writes for a bank of planes too.
pub trait GeneratedPixels<const N: usize>: GeneratedBank<Planes, N> {
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
impl<D: BankOf, K, const N: usize> Outputs for K
where
    K: Declared<Kind = Banks<D, N>> + GeneratedBank<D, N>,
{
    fn output(&self, index: usize) -> Option<BankKernel<'_, Self::In, Self::Out>> {
        let kernel = *GeneratedBank::kernels(self).get(index)?;
        Some(D::either(kernel))
    }

    fn name(&self, index: usize) -> Option<&'static str> {
        K::NAMES.get(index).copied()
    }
}

#[diagnostic::do_not_recommend]
impl<K, const N: usize> Bank<N> for K
where
    K: Declared<Kind = Banks<Planes, N>> + GeneratedBank<Planes, N>,
{
    fn kernels(&self) -> [&dyn Filter<In = Self::In, Out = Self::Out>; N] {
        GeneratedBank::kernels(self)
    }
}

#[diagnostic::do_not_recommend]
impl<K, const N: usize> SignalBank<N> for K
where
    K: Declared<Kind = Banks<Signals, N>> + GeneratedBank<Signals, N>,
{
    fn kernels(&self) -> [&dyn SignalFilter<In = Self::In, Out = Self::Out>; N] {
        GeneratedBank::kernels(self)
    }
}

#[diagnostic::do_not_recommend]
impl<K, const N: usize> PixelBank<N> for K
where
    K: Declared<Kind = Banks<Planes, N>> + GeneratedPixels<N>,
{
    fn run_pixels<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error> {
        GeneratedPixels::run_pixels::<C>(self, kernel, job)
    }

    fn run_pixels_direct<const C: usize>(
        &self,
        kernel: usize,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error> {
        GeneratedPixels::run_pixels_direct::<C>(self, kernel, job)
    }
}

/// Filters an array of `H` rows of `W` elements into `N` of `OH` rows of `OW`, which
/// [`check_array`](super::check_array) accepts; directly, whatever the method.
pub fn apply_bank_array<
    D: BankOf,
    K: GeneratedBank<D, N>,
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
    let window = bank.common_window();
    for (kernel, dst) in GeneratedBank::kernels(bank).into_iter().zip(&mut dst) {
        // The sizes were proven, so none of these can fail.
        if let (Ok(src), Ok(to)) = (
            Plane::new(src.as_flattened(), W, H),
            PlaneMut::new(dst.as_flattened_mut(), OW, OH),
        ) && let Ok(job) = Job::new(detected(), &window, src, to, Memory::STACK)
        {
            let done = D::either(kernel).run_direct(job);
            invariant!(done.is_ok(), "sizes proven at compile time were refused");
        }
    }
    dst
}

/// Filters an array of `L` elements into `N` of `OL`, which
/// [`check_signal_array`](super::check_signal_array) accepts; otherwise as [`apply_bank_array`].
pub fn apply_signal_bank_array<
    K: GeneratedBank<Signals, N>,
    const N: usize,
    const L: usize,
    const OL: usize,
>(
    bank: &K,
    src: &[K::In; L],
) -> [[K::Out; OL]; N] {
    let rows = apply_bank_array::<_, _, N, 1, L, 1, OL>(bank, core::array::from_ref(src));
    rows.map(|[row]| row)
}

/// A stream of a bank, whose first kernel is `F`, with a buffer of `B` elements.
pub fn bank_stream<K, F, const N: usize, const B: usize>(
    bank: &K,
) -> BankStream<'_, K::In, K::Out, [K::In; B], N>
where
    K: GeneratedBank<Signals, N>,
    F: GeneratedSignal,
{
    let axis = const { axis::<B>(&F::DECLARATION) };
    let window = F::DECLARATION.window;
    BankStream::new(bank, (window, axis), [K::In::default(); B])
}
