//! Filters of signals over frames of several channels, such as stereo sound.
//!
//! Frames are pixels of a plane of one row: see `pixels`.

use super::filter::token;
use super::generated::{Generated, GeneratedSignal};
#[cfg(feature = "alloc")]
use super::pixels::by_channel;
use super::signal_filter::SignalFilter;
use crate::data::{Error, Level, Pixels, PixelsMut};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use fearless_simd::Level as Token;

#[cfg(feature = "alloc")]
use super::stream::FrameStream;
#[cfg(feature = "alloc")]
use super::{convolution::Convolution, dynamic::DynSignal};
#[cfg(feature = "alloc")]
use crate::{data::try_filled, exec::Element, exec::planes::Scratch};

/// A [`FrameStream`] whose buffer is in one allocation.
///
/// ```
/// # use conv_runtime::{DynSignal, Error, FrameFilter, OwnedFrameStream};
/// let sum = DynSignal::<u8, u16>::builder([1, 1]).build()?;
/// let mut stream: OwnedFrameStream<'_, _, 2> = sum.frame_stream()?;
/// let mut out = [[0; 2]; 1];
/// assert_eq!(stream.push(&[[1, 10], [2, 20]], &mut out)?, 1);
/// assert_eq!(out, [[3, 30]]);
/// # Ok::<(), Error>(())
/// ```
#[cfg(feature = "alloc")]
pub type OwnedFrameStream<'k, K, const N: usize> =
    FrameStream<'k, K, alloc::vec::Vec<[<K as Convolution>::In; N]>, N>;

/// A filter of signals that takes frames: a sample of each of `N` channels, which it filters on
/// their own. Every [`SignalFilter`] is one.
///
/// Lengths, strides and borders are those of frames. Each channel has the bits that
/// [`SignalFilter::apply`] gives it. A `dyn SignalFilter`, and a kernel whose method is not
/// `direct`, copies each channel to a signal and back; all others compute frames as they lie.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, FrameFilter};
/// let difference = DynSignal::<i16, i32>::builder([-1, 1]).build()?;
/// let stereo = [[10, 0], [13, 5], [20, 5]];
/// assert_eq!(difference.apply_frames(&stereo)?, [[3, 5], [7, 0]]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter of signals, and frames are filtered by one",
    label = "not a filter of signals",
    note = "filters of signals are the structs that `conv_kernel!` declares with taps of one axis, `DynSignal`, and `dyn SignalFilter`"
)]
pub trait FrameFilter: SignalFilter {
    /// Runs a job of frames by the method of the kernel.
    #[doc(hidden)]
    fn run_frames<const N: usize>(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error>;

    /// As `run_frames`, directly, whatever the method.
    #[doc(hidden)]
    fn run_frames_direct<const N: usize>(
        &self,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error>;

    /// The one call that the others come down to.
    #[doc(hidden)]
    fn run_signals<const N: usize>(
        &self,
        token: Token,
        src: &[[Self::In; N]],
        dst: &mut [[Self::Out; N]],
        memory: Memory<'_>,
    ) -> Result<(), Error> {
        let (expected, found) = (self.output_len(src.len())?, dst.len());
        if expected != found {
            return Err(Error::Length { expected, found });
        }
        let window = self.window();
        self.run_frames::<N>(Job::pixels(
            token,
            (&window, N),
            Pixels::new(src, src.len(), 1)?.elements(),
            PixelsMut::new(dst, found, 1)?.into_elements(),
            memory,
        )?)
    }

    /// Filters frames into new ones.
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](SignalFilter::output_len), and [`Error::OutOfMemory`].
    #[cfg(feature = "alloc")]
    fn apply_frames<const N: usize>(
        &self,
        src: &[[Self::In; N]],
    ) -> Result<alloc::vec::Vec<[Self::Out; N]>, Error> {
        let mut dst = try_filled(self.output_len(src.len())?, [Self::Out::default(); N])?;
        self.apply_frames_with(src, &mut dst, &mut Scratch::new())?;
        Ok(dst)
    }

    /// Filters frames into others without allocating, except channel by channel; line buffers are
    /// those of [`Filter::apply_into`](crate::Filter::apply_into).
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, FrameFilter, Level, Scratch};
    /// let difference = DynSignal::<i16, i32>::builder([-1, 1]).build()?;
    /// let (stereo, mut out) = ([[10, 0], [13, 5], [20, 5]], [[0; 2]; 2]);
    /// difference.apply_frames_into(&stereo, &mut out)?;
    /// difference.apply_frames_with(&stereo, &mut out, &mut Scratch::new())?;
    /// difference.apply_frames_into_at(Level::best(), &stereo, &mut out)?;
    /// assert_eq!(out, [[3, 5], [7, 0]]);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`output_len`](SignalFilter::output_len); [`Error::Length`] if `dst` has another
    /// length; channel by channel [`Error::OutOfMemory`].
    fn apply_frames_into<const N: usize>(
        &self,
        src: &[[Self::In; N]],
        dst: &mut [[Self::Out; N]],
    ) -> Result<(), Error> {
        self.run_signals(detected(), src, dst, Memory::STACK)
    }

    /// Filters frames into others with line buffers that are kept in `scratch`: the fastest.
    ///
    /// # Errors
    ///
    /// As [`apply_frames_into`](Self::apply_frames_into), and [`Error::OutOfMemory`] when `scratch`
    /// has to grow.
    #[cfg(feature = "alloc")]
    fn apply_frames_with<const N: usize>(
        &self,
        src: &[[Self::In; N]],
        dst: &mut [[Self::Out; N]],
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        self.run_signals(detected(), src, dst, Memory::Scratch(scratch))
    }

    /// As [`apply_frames_into`](Self::apply_frames_into), on a chosen CPU level.
    ///
    /// # Errors
    ///
    /// As [`apply_frames_into`](Self::apply_frames_into); [`Error::Level`] if the level is not
    /// among [`Level::available`].
    fn apply_frames_into_at<const N: usize>(
        &self,
        level: Level,
        src: &[[Self::In; N]],
        dst: &mut [[Self::Out; N]],
    ) -> Result<(), Error> {
        self.run_signals(token(level)?, src, dst, Memory::STACK)
    }

    /// A state that takes frames in blocks of any length, with a buffer in one allocation.
    ///
    /// Declared structs have a method of this name too, which cannot fail and has its buffer in an
    /// array; it comes first where the struct's type is known.
    ///
    /// ```
    /// # use conv_runtime::{DynSignal, Error, FrameFilter};
    /// let difference = DynSignal::<i16, i32>::builder([-1, 1]).build()?;
    /// let (stereo, mut out) = ([[10, 0], [13, 5], [20, 5]], [[0; 2]; 2]);
    /// let mut stream = difference.frame_stream()?;
    /// assert_eq!(stream.push(&stereo[..1], &mut out)?, 0);
    /// assert_eq!(stream.push(&stereo[1..], &mut out)?, 2);
    /// assert_eq!(out.as_slice(), difference.apply_frames(&stereo)?);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`SignalFilter::stream`].
    #[cfg(feature = "alloc")]
    fn frame_stream<const N: usize>(&self) -> Result<OwnedFrameStream<'_, Self, N>, Error> {
        let axis = self.streamed()?;
        let buffer = try_filled(axis.buffer(), [Self::In::default(); N])?;
        Ok(FrameStream::new(self, axis, buffer))
    }
}

#[diagnostic::do_not_recommend]
impl<K: GeneratedSignal> FrameFilter for K {
    fn run_frames<const N: usize>(&self, job: Job<'_, Self::In, Self::Out>) -> Result<(), Error> {
        #[cfg(feature = "fft")]
        if Generated::by_fft(self).is_some() {
            return by_channel::run(&self.window(), job, |job| SignalFilter::run(self, job));
        }
        Generated::run::<N>(self, job)
    }

    fn run_frames_direct<const N: usize>(
        &self,
        job: Job<'_, Self::In, Self::Out>,
    ) -> Result<(), Error> {
        Generated::run::<N>(self, job)
    }
}

#[cfg(feature = "alloc")]
impl<In: Element, Out: Element> FrameFilter for DynSignal<In, Out> {
    fn run_frames<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        #[cfg(feature = "fft")]
        if self.by_fft().is_some() {
            return by_channel::run(&self.window(), job, |job| self.run(job));
        }
        self.run_direct(job)
    }

    fn run_frames_direct<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        self.run_direct(job)
    }
}

#[cfg(feature = "alloc")]
impl<In: Element, Out: Element> FrameFilter for dyn SignalFilter<In = In, Out = Out> + '_ {
    fn run_frames_direct<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        by_channel::run(&self.window(), job, |job| self.run_direct(job))
    }

    fn run_frames<const N: usize>(&self, job: Job<'_, In, Out>) -> Result<(), Error> {
        by_channel::run(&self.window(), job, |job| self.run(job))
    }
}
