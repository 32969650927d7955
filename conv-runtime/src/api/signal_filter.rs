//! What every signal kernel can do. A signal is a plane of one row.

use super::convolution::Convolution;
#[cfg(feature = "alloc")]
use super::convolution::Kind;
use super::filter::token;
#[cfg(feature = "alloc")]
use super::stream::Stream;
use crate::data::{Error, Level, Plane, PlaneMut};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use conv_plan::window::Window;
use fearless_simd::Level as Token;

#[cfg(feature = "fft")]
use crate::exec::fft::ByFft;
#[cfg(feature = "alloc")]
use crate::{
    api::{DynSignal, Response, SignalAdjoint, response},
    data::try_filled,
    exec::planes::Scratch,
    oracle::matrix::ConvMatrix,
};
#[cfg(feature = "fft")]
use conv_plan::plan::Estimates;
#[cfg(feature = "alloc")]
use conv_plan::{
    plan::{Facts, Plan},
    rules::ConvSpec,
    taps::MAX_TAPS,
    window::StreamAxis,
};

/// A [`Stream`] whose buffer is in one allocation.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, OwnedStream, SignalFilter};
/// let sum = DynSignal::<u8, u16>::builder([1, 1]).build()?;
/// let mut stream: OwnedStream<'_, u8, u16> = sum.stream()?;
/// let mut out = [0; 2];
/// assert_eq!(stream.push(&[1, 2, 3], &mut out)?, 2);
/// assert_eq!(out, [3, 5]);
/// # Ok::<(), Error>(())
/// ```
#[cfg(feature = "alloc")]
pub type OwnedStream<'k, In, Out> = Stream<'k, In, Out, alloc::vec::Vec<In>>;

/// A filter of signals: a generated struct with one axis, or a [`DynSignal`].
///
/// Sizes and errors are those of [`Filter`](crate::Filter), for one axis.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, Level, SignalFilter};
/// let sum = DynSignal::<u8, u16>::builder([1, 1, 1]).padding(Padding::Causal).build()?;
/// let signal = [1, 2, 3, 4];
/// assert_eq!(sum.apply(&signal)?, [1, 3, 6, 9]);
/// let mut out = vec![0; sum.output_len(signal.len())?];
/// sum.apply_into(&signal, &mut out)?;
/// sum.apply_into_at(Level::best(), &signal, &mut out)?;
/// sum.apply_par_into(&signal, &mut out)?;
/// assert_eq!(out, [1, 3, 6, 9]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter of signals",
    label = "not a filter of signals",
    note = "filters of signals are the structs that `conv_kernel!` declares with taps of one axis, `DynSignal`, and `dyn SignalFilter`",
    note = "plane kernels implement `Filter`, layers `Layer`",
    note = "for a `Box<dyn SignalFilter>`, pass `&*boxed`"
)]
pub trait SignalFilter: Convolution {
    /// Sizes, padding and borders; the rows are trivial.
    fn window(&self) -> Window;

    #[doc(hidden)]
    fn run(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error>;

    /// As `run`, directly, whatever the method.
    #[doc(hidden)]
    fn run_direct(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error>;

    /// What the FFT needs, unless the method is direct.
    #[cfg(feature = "fft")]
    #[doc(hidden)]
    fn by_fft(&self) -> Option<ByFft<'_>> {
        None
    }

    /// The checked kernel: what is computed.
    #[cfg(feature = "alloc")]
    fn kernel(&self) -> ConvSpec;

    /// The plan: how it is computed. Its `Display` prints it in words.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let sum = DynSignal::<u8, i16>::builder([1, 2, 1]).build()?;
    /// assert_eq!(sum.explain().accumulator().name(), "u16");
    /// assert_eq!(sum.facts().results(), [0.0, 1020.0]);
    /// assert_eq!((sum.kernel().tap_count(), sum.window().columns.kernel), (3, 3));
    /// assert_eq!(sum.to_dyn().explain(), sum.explain());
    /// assert_eq!(sum.adjoint(5)?.input_len(), 3);
    /// assert_eq!((sum.matrix(5)?.rows(), sum.matrix(5)?.columns()), (3, 5));
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "alloc")]
    fn explain(&self) -> Plan {
        Plan::new(&self.kernel())
    }

    /// What is known about the kernel as plain numbers: shape, taps, rank, gain, range of results
    /// and others, as the constants of declared kernels say them.
    #[cfg(feature = "alloc")]
    fn facts(&self) -> Facts {
        Facts::new(&self.explain())
    }

    /// What a wave of a frequency, in cycles per sample, is multiplied by: a cosine of magnitude
    /// and phase as [`Response`] says, at the position of each output. Half a cycle is the highest
    /// frequency; the response has a period of 1.
    ///
    /// It is that of the taps times the scale, before rounding and before a stride leaves samples
    /// out. Where `interpolate` inserts zeros, these are samples too.
    ///
    /// ```
    /// # use conv_plan::window::Padding;
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let smooth = DynSignal::<f64, f64>::builder([0.25, 0.5, 0.25]).padding(Padding::Same).build()?;
    /// assert_eq!(smooth.response(0.0).magnitude(), 1.0);
    /// // cos(pi f)^2
    /// assert!((smooth.response(0.25).re - 0.5).abs() < 1e-15);
    /// assert!(smooth.response(0.5).magnitude() < 1e-15);
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "alloc")]
    fn response(&self, frequency: f64) -> Response {
        response::of(&self.kernel(), [0.0, frequency])
    }

    /// What the direct way and the FFT are estimated to take on one thread of this CPU for signals
    /// of `length` elements, and which is taken; `None` for `method: direct`.
    ///
    /// ```
    /// # use conv_plan::rules::Method;
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let long = DynSignal::<f32, f32>::builder(vec![0.001; 2048]).method(Method::Auto).build()?;
    /// assert!(long.estimates(1 << 20)?.is_some_and(|estimates| !estimates.is_direct()));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](Self::output_len).
    #[cfg(feature = "fft")]
    fn estimates(&self, length: usize) -> Result<Option<Estimates>, Error> {
        let outputs = [1, self.output_len(length)?];
        Ok(self.by_fft().map(|fft| fft.estimates(outputs)))
    }

    /// The same kernel as a run-time kernel, with the same plan and the same results.
    #[cfg(feature = "alloc")]
    fn to_dyn(&self) -> DynSignal<Self::In, Self::Out> {
        DynSignal::from_plan(self.explain())
    }

    /// Length of the output for an input of `length` elements.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] for a length of 0, [`Error::SizeOverflow`],
    /// [`Error::InputTooSmall`] if the kernel does not fit into the padded input.
    fn output_len(&self, length: usize) -> Result<usize, Error> {
        let (_, columns) = self.window().resolve(length, 1)?;
        Ok(columns.output)
    }

    /// Filters a signal into a new one.
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](Self::output_len), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply(&self, src: &[Self::In]) -> Result<alloc::vec::Vec<Self::Out>, Error> {
        let mut dst = try_filled(self.output_len(src.len())?, Self::Out::default())?;
        self.apply_with(src, &mut dst, &mut Scratch::new())?;
        Ok(dst)
    }

    /// Filters a signal into another without allocating, except by FFT.
    ///
    /// Line buffers are on the stack, as in [`Filter::apply_into`](crate::Filter::apply_into);
    /// longer signals are filtered in blocks.
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](Self::output_len); [`Error::Length`] if `dst` has another length.
    fn apply_into(&self, src: &[Self::In], dst: &mut [Self::Out]) -> Result<(), Error> {
        self.run_signal(detected(), src, dst, Memory::STACK)
    }

    /// Filters a signal into another with line buffers that are kept in `scratch`: the fastest.
    ///
    /// One `Scratch` serves signals and planes of all types.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, Scratch, SignalFilter};
    /// let difference = DynSignal::<u8, i16>::builder([-1, 1]).build()?;
    /// let mut scratch = Scratch::new();
    /// let mut out = [0; 3];
    /// for block in [[1, 4, 2, 2], [2, 3, 3, 9]] {
    ///     difference.apply_with(&block, &mut out, &mut scratch)?;
    /// }
    /// assert_eq!(out, [1, 0, 6]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply_into`](Self::apply_into), and [`Error::OutOfMemory`] when `scratch` has to grow.
    #[cfg(feature = "alloc")]
    fn apply_with(
        &self,
        src: &[Self::In],
        dst: &mut [Self::Out],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        self.run_signal(detected(), src, dst, Memory::Scratch(scratch))
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
        dst: &mut [Self::Out],
    ) -> Result<(), Error> {
        self.run_signal(token(level)?, src, dst, Memory::STACK)
    }

    /// As [`apply`](Self::apply), on all threads of rayon's current pool (feature `rayon`).
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let smooth = DynSignal::<f32, f32>::builder([0.25, 0.5, 0.25]).build()?;
    /// let signal = vec![1.0; 100_000];
    /// assert_eq!(smooth.apply_par(&signal)?, smooth.apply(&signal)?);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    #[cfg(feature = "rayon")]
    fn apply_par(&self, src: &[Self::In]) -> Result<alloc::vec::Vec<Self::Out>, Error> {
        let mut dst = try_filled(self.output_len(src.len())?, Self::Out::default())?;
        self.apply_par_into(src, &mut dst)?;
        Ok(dst)
    }

    /// Filters a signal into another in parts, on all threads of rayon's current pool (feature
    /// `rayon`).
    ///
    /// The result has the same bits whatever the number of threads. Each thread has line buffers of
    /// its own. A kernel whose method is not `direct` is computed by one thread.
    ///
    /// # Errors
    ///
    /// As [`apply_with`](Self::apply_with).
    #[cfg(feature = "rayon")]
    fn apply_par_into(&self, src: &[Self::In], dst: &mut [Self::Out]) -> Result<(), Error> {
        #[cfg(feature = "fft")]
        if self.by_fft().is_some() {
            return self.apply_with(src, dst, &mut Scratch::new());
        }
        let (expected, found) = (self.output_len(src.len())?, dst.len());
        if expected != found {
            return Err(Error::Length { expected, found });
        }
        let window = self.window();
        let run = |job: Job<'_, Self::In, Self::Out>| self.run_direct(job);
        crate::exec::planes::in_parts(&window, Plane::new(src, src.len(), 1)?, dst, &run)
    }

    #[doc(hidden)]
    fn run_signal(
        &self,
        token: Token,
        src: &[Self::In],
        dst: &mut [Self::Out],
        memory: Memory<'_>,
    ) -> Result<(), Error> {
        let expected = self.output_len(src.len())?;
        if expected != dst.len() {
            return Err(Error::Length {
                expected,
                found: dst.len(),
            });
        }
        let window = self.window();
        let (width, length) = (src.len(), dst.len());
        self.run(Job::new(
            token,
            &window,
            Plane::new(src, width, 1)?,
            PlaneMut::new(dst, length, 1)?,
            memory,
        )?)
    }

    /// A state that takes a signal in blocks of any length, with a buffer in one allocation.
    ///
    /// Declared structs have a method of this name too, which cannot fail and has its buffer in an
    /// array; it comes first where the struct's type is known.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, SignalFilter};
    /// let difference = DynSignal::<u8, i16>::builder([-1, 1]).build()?;
    /// let (signal, mut out, mut all) = ([1, 4, 2, 2, 9], [0; 2], Vec::new());
    /// let mut stream = difference.stream()?;
    /// for block in signal.chunks(2) {
    ///     let count = stream.push(block, &mut out)?;
    ///     all.extend_from_slice(&out[..count]);
    /// }
    /// let count = stream.finish(&mut out)?;
    /// all.extend_from_slice(&out[..count]);
    /// assert_eq!(all, difference.apply(&signal)?);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Stream`] for a border that wraps around and for a stride with `same`,
    /// [`Error::NoDirect`], [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn stream(&self) -> Result<OwnedStream<'_, Self::In, Self::Out>, Error> {
        let axis = self.streamed()?;
        match self.kind() {
            Kind::Signal(kernel) => {
                let buffer = try_filled(axis.buffer(), Self::In::default())?;
                Ok(Stream::new(kernel, axis, buffer))
            }
            _ => Err(Error::NoDirect),
        }
    }

    /// The axis of a stream, if there can be one.
    #[cfg(feature = "alloc")]
    #[doc(hidden)]
    fn streamed(&self) -> Result<StreamAxis, Error> {
        let window = self.window();
        let axis = window.streamed().map_err(Error::Stream)?;
        if window.columns.kernel > MAX_TAPS {
            return Err(Error::NoDirect);
        }
        Ok(axis)
    }

    /// The adjoint on signals of `length` elements: the transposed matrix as a linear map.
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](Self::output_len), [`Error::Combined`] for one that combines
    /// several kernels, and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn adjoint(&self, length: usize) -> Result<SignalAdjoint, Error> {
        SignalAdjoint::new(&self.kernel(), length)
    }

    /// The kernel as a matrix over signals of `length` elements.
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](Self::output_len), and [`Error::Combined`] as above.
    #[cfg(feature = "alloc")]
    fn matrix(&self, length: usize) -> Result<ConvMatrix, Error> {
        ConvMatrix::new(&self.kernel(), length, 1)
    }
}
