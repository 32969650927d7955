//! What every bank of signals can do. A signal is a plane of one row.

use super::Outputs;
use crate::api::SignalFilter;
use crate::api::filter::token;
use crate::data::{Error, Level, Plane, PlaneMut};
use crate::exec::planes::{BankJob, Memory};
use crate::exec::simd::detected;
use conv_plan::window::Window;
use fearless_simd::Level as Token;

#[cfg(feature = "alloc")]
use super::{BankKernel, DynSignalBank, each};
#[cfg(feature = "alloc")]
use crate::{
    api::{BankStream, Kind},
    data::try_filled,
    exec::planes::Scratch,
    oracle::matrix::ConvMatrix,
};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;
#[cfg(feature = "alloc")]
use conv_plan::plan::{Facts, Plan};

/// A [`BankStream`] whose buffer is in one allocation.
///
/// ```
/// # use conv_runtime::{DynSignalBank, Error, OwnedBankStream, SignalBank};
/// let bank = DynSignalBank::<u8, i16, 2>::builder([[1, 1], [-1, 1]]).build()?;
/// let mut stream: OwnedBankStream<'_, u8, i16, 2> = bank.stream()?;
/// let (mut sums, mut differences) = ([0; 2], [0; 2]);
/// assert_eq!(stream.push(&[1, 2, 5], [&mut sums, &mut differences])?, 2);
/// assert_eq!((sums, differences), ([3, 7], [1, 3]));
/// # Ok::<(), Error>(())
/// ```
#[cfg(feature = "alloc")]
pub type OwnedBankStream<'k, In, Out, const N: usize> = BankStream<'k, In, Out, Vec<In>, N>;

/// `N` filters of signals with one window, which give `N` signals of one input: a generated struct
/// with several kernels of one axis and no `combine`, or a [`DynSignalBank`].
///
/// Each output has the bits that its kernel gives alone. One call reads the input once from memory:
/// a block of it goes through all kernels while it is in a cache.
///
/// The trait is sealed and object-safe: `Box<dyn SignalBank<2, In = f32, Out = f32>>` works.
/// Outputs are in the order of the kernels. They have as many elements as a kernel's own.
///
/// ```
/// # use conv_runtime::{DynSignalBank, Error, SignalBank};
/// // A step of the Haar wavelet: means of pairs, and half of their differences.
/// let taps = [[0.5, 0.5], [0.5, -0.5]];
/// let haar = DynSignalBank::<f32, f32, 2>::builder(taps).stride(2).build()?;
/// let [means, details] = haar.apply(&[3.0, 5.0, 10.0, 2.0])?;
/// assert_eq!((means, details), (vec![4.0, 6.0], vec![-1.0, 4.0]));
/// # Ok::<(), Error>(())
/// ```
///
/// ```
/// # use conv_runtime::{DynSignalBank, Error, Level, Scratch, SignalBank};
/// let bank = DynSignalBank::<u8, i16, 2>::builder([[1, 1], [-1, 1]]).build()?;
/// let signal = [1, 4, 2];
/// let [mut sums, mut edges] = [0, 0].map(|zero| vec![zero; bank.output_len(3).unwrap()]);
/// bank.apply_into(&signal, [&mut sums, &mut edges])?;
/// assert_eq!((&sums, &edges), (&vec![5, 6], &vec![3, -2]));
/// // The same bits with buffers that are kept, on a CPU level, on all threads.
/// bank.apply_with(&signal, [&mut sums, &mut edges], &mut Scratch::new())?;
/// bank.apply_into_at(Level::best(), &signal, [&mut sums, &mut edges])?;
/// bank.apply_par_into(&signal, [&mut sums, &mut edges])?;
/// assert_eq!(bank.apply_par(&signal)?, [sums, edges]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a bank of {N} kernels of signals",
    label = "not a bank of {N} kernels of signals",
    note = "banks of signals are the structs that `conv_kernel!` declares with several kernels of one axis and no `combine`, such as `taps: {{ sum: [1, 1], edge: [-1, 1] }}`, `DynSignalBank`, and `dyn SignalBank`",
    note = "banks of planes implement `Bank`",
    note = "for a `Box<dyn SignalBank>`, pass `&*boxed`"
)]
pub trait SignalBank<const N: usize>: Outputs {
    /// The kernels, each of which tells its facts, its plan, its response, its matrix and its
    /// adjoint.
    ///
    /// ```
    /// # use conv_runtime::{DynSignalBank, Error, SignalBank};
    /// let bank = DynSignalBank::<f64, f64, 2>::builder([[0.5, 0.5], [0.5, -0.5]]).build()?;
    /// let [low, high] = bank.kernels();
    /// assert_eq!((low.facts().gain(), high.facts().gain()), (1.0, 0.0));
    /// assert!(low.response(0.5).magnitude() < 1e-15);
    /// # Ok::<(), Error>(())
    /// ```
    fn kernels(&self) -> [&dyn SignalFilter<In = Self::In, Out = Self::Out>; N];

    /// Sizes, padding and borders of all kernels; the rows are trivial.
    ///
    /// ```
    /// # use conv_runtime::{DynSignalBank, Error, SignalBank};
    /// let bank = DynSignalBank::<u8, i16, 2>::builder([[1, 1], [-1, 1]]).build()?;
    /// assert_eq!((bank.window().columns.kernel, bank.output_len(3)?), (2, 2));
    /// let plans = bank.explain();
    /// assert_eq!(plans.map(|plan| plan.kernel().result_range()), [[0.0, 510.0], [-255.0, 255.0]]);
    /// assert_eq!(bank.facts().map(|facts| facts.nonzero()), [2, 2]);
    /// assert_eq!(bank.matrix(1, 3)?.to_dense()?.row(0), Some(&[-1.0, 1.0, 0.0][..]));
    /// assert_eq!(bank.to_dyn().explain(), bank.explain());
    /// # Ok::<(), Error>(())
    /// ```
    fn window(&self) -> Window {
        self.common_window()
    }

    /// The plans: how each output is computed.
    #[cfg(feature = "alloc")]
    fn explain(&self) -> [Plan; N] {
        self.kernels().map(SignalFilter::explain)
    }

    /// What is known about each kernel as plain numbers.
    #[cfg(feature = "alloc")]
    fn facts(&self) -> [Facts; N] {
        self.kernels().map(SignalFilter::facts)
    }

    /// The same bank as a run-time bank, with the same plans and the same results.
    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> DynSignalBank<Self::In, Self::Out, N> {
        DynSignalBank::of(self.kernels().map(SignalFilter::to_dyn))
    }

    /// Length of each output for an input of `length` elements.
    ///
    /// # Errors
    ///
    /// As [`SignalFilter::output_len`].
    fn output_len(&self, length: usize) -> Result<usize, Error> {
        let (_, columns) = self.window().resolve(length, 1)?;
        Ok(columns.output)
    }

    /// The matrix of one output, counted from 0, over signals of `length` elements.
    ///
    /// # Errors
    ///
    /// As [`SignalFilter::matrix`]; [`Error::NoOutput`] beyond the last output.
    #[cfg(feature = "alloc")]
    fn matrix(&self, output: usize, length: usize) -> Result<ConvMatrix, Error> {
        let no_output = Error::NoOutput { output, outputs: N };
        let kernels = self.kernels();
        kernels.get(output).ok_or(no_output)?.matrix(length)
    }

    /// Filters a signal into new ones.
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](Self::output_len), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply(&self, src: &[Self::In]) -> Result<[Vec<Self::Out>; N], Error> {
        let length = self.output_len(src.len())?;
        let mut dst = each(|| try_filled(length, Self::Out::default()))?;
        let to = dst.each_mut().map(Vec::as_mut_slice);
        self.apply_with(src, to, &mut Scratch::new())?;
        Ok(dst)
    }

    /// Filters a signal into others without allocating, except by FFT; otherwise as
    /// [`SignalFilter::apply_into`].
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](Self::output_len); [`Error::OutputLength`] if one of `dst` has
    /// another length, before any is written.
    fn apply_into(&self, src: &[Self::In], dst: [&mut [Self::Out]; N]) -> Result<(), Error> {
        self.run_signals(detected(), src, dst, Memory::STACK)
    }

    /// Filters a signal into others with line buffers that are kept in `scratch`: the fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into), and [`Error::OutOfMemory`] when `scratch` has to grow.
    #[cfg(feature = "alloc")]
    fn apply_with(
        &self,
        src: &[Self::In],
        dst: [&mut [Self::Out]; N],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        self.run_signals(detected(), src, dst, Memory::Scratch(scratch))
    }

    /// As [`apply_into`](Self::apply_into), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into); [`Error::Level`] if the level is not among
    /// [`Level::available`].
    fn apply_into_at(
        &self,
        level: Level,
        src: &[Self::In],
        dst: [&mut [Self::Out]; N],
    ) -> Result<(), Error> {
        self.run_signals(token(level)?, src, dst, Memory::STACK)
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool (feature `rayon`).
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    fn apply_par(&self, src: &[Self::In]) -> Result<[Vec<Self::Out>; N], Error> {
        let length = self.output_len(src.len())?;
        let mut dst = each(|| try_filled(length, Self::Out::default()))?;
        self.apply_par_into(src, dst.each_mut().map(Vec::as_mut_slice))?;
        Ok(dst)
    }

    /// Filters a signal into others in parts, on all threads of rayon's current pool (feature
    /// `rayon`).
    ///
    /// The results have the same bits whatever the number of threads. Each thread has line buffers
    /// of its own. A bank of which a kernel's method is not `direct` is computed by one thread.
    ///
    /// # Errors
    ///
    /// As [`apply_with`](Self::apply_with).
    #[cfg(feature = "rayon")]
    fn apply_par_into(&self, src: &[Self::In], dst: [&mut [Self::Out]; N]) -> Result<(), Error> {
        self.check_lengths(src, &dst)?;
        let dst = Vec::from(dst.map(PlaneMut::signal));
        self.run_bank_par(&self.window(), Plane::new(src, src.len(), 1)?, dst)
    }

    /// A state that takes a signal in blocks of any length, with a buffer in one allocation.
    ///
    /// Declared structs have a method of this name too, which cannot fail and has its buffer in an
    /// array; it comes first where the struct's type is known.
    ///
    /// ```
    /// # use conv_runtime::{DynSignalBank, Error, SignalBank};
    /// let bank = DynSignalBank::<u8, i16, 2>::builder([[1, 1], [-1, 1]]).build()?;
    /// let (signal, mut room, mut all) = ([1, 4, 2, 2, 9], [[0; 2]; 2], [const { Vec::new() }; 2]);
    /// let mut stream = bank.stream()?;
    /// for block in signal.chunks(2) {
    ///     let count = stream.push(block, room.each_mut().map(|room| &mut room[..]))?;
    ///     for (all, room) in all.iter_mut().zip(&room) {
    ///         all.extend_from_slice(&room[..count]);
    ///     }
    /// }
    /// assert_eq!(stream.finish([&mut [], &mut []])?, 0);
    /// assert_eq!(all, bank.apply(&signal)?);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`SignalFilter::stream`].
    #[cfg(feature = "alloc")]
    fn stream(&self) -> Result<OwnedBankStream<'_, Self::In, Self::Out, N>, Error> {
        let Some(BankKernel::Signal(kernel)) = self.output(0) else {
            return Err(Error::NoDirect);
        };
        let axis = kernel.streamed()?;
        match self.kind() {
            Kind::Bank(bank) => {
                let buffer = try_filled(axis.buffer(), Self::In::default())?;
                Ok(BankStream::new(bank, (self.window(), axis), buffer))
            }
            _ => Err(Error::NoDirect),
        }
    }

    /// That every output has its length.
    #[doc(hidden)]
    fn check_lengths(&self, src: &[Self::In], dst: &[&mut [Self::Out]; N]) -> Result<(), Error> {
        let expected = self.output_len(src.len())?;
        match dst.iter().position(|dst| dst.len() != expected) {
            Some(output) => Err(Error::OutputLength {
                output,
                expected,
                found: dst[output].len(),
            }),
            None => Ok(()),
        }
    }

    /// The one call that those of one thread come down to.
    #[doc(hidden)]
    fn run_signals(
        &self,
        token: Token,
        src: &[Self::In],
        dst: [&mut [Self::Out]; N],
        memory: Memory<'_>,
    ) -> Result<(), Error> {
        self.check_lengths(src, &dst)?;
        let window = self.window();
        let (src, mut dst) = (Plane::new(src, src.len(), 1)?, dst.map(PlaneMut::signal));
        self.run_bank(BankJob::new(token, (&window, 1), src, &mut dst, memory)?)
    }
}
