//! Signals, and frames of several channels, that come in blocks; and banks over them.
//!
//! ```text
//! padded elements that are still needed | new ones      the buffer
//!                         a window ->                   every complete one is an output
//! ```
//!
//! 1. What the padding holds before the first element is put in as soon as it is known: at once, or
//!    when the elements have come that it repeats.
//! 2. Elements are appended to the buffer; the complete windows in it are summed by the kernel's own
//!    loops, without padding; the elements that no window needs any more are dropped.
//! 3. Where a block is long, only the windows that begin before it go through the buffer.
//! 4. At the end the padding after the last element follows.
//!
//! An output's operations and their order do not depend on where its inputs lie, so the outputs of
//! all blocks together have the bits of one call on the whole signal.

mod bank;
mod blocks;
mod kept;

pub use bank::BankStream;
pub use kept::{FrameStreamOf, FrameStreamed, StreamOf, Streamed};

use super::{FrameFilter, SignalFilter};
use crate::data::{Error, Pixels, PixelsMut, Plane, PlaneMut};
use crate::exec::Element;
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
use blocks::{Blocks, apart};
use conv_plan::window::{StreamAxis, Window};
use core::fmt;

/// The state of a signal that comes in blocks: [`SignalFilter::stream`], or the method `stream` of
/// a declared struct, whose buffer `B` is an array.
///
/// The outputs of all [`push`](Self::push)es and of [`finish`](Self::finish) together have the bits
/// of `apply` on all blocks together, for every stride, interpolation and padding that a stream can
/// have. They are summed directly, even if the kernel's method is FFT.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let mean = DynSignal::<f32, f32>::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// let mut stream = mean.stream()?;
/// let mut out = [0.0; 3];
/// assert_eq!(stream.push(&[1.0, 3.0, 5.0], &mut out)?, 3);
/// assert_eq!(out, [0.5, 2.0, 4.0]);
/// assert_eq!(stream.push(&[5.0], &mut out)?, 1);
/// assert_eq!(out[0], 5.0);
/// # Ok::<(), Error>(())
/// ```
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, SignalFilter};
/// let sum = DynSignal::<u8, u16>::builder([1, 1, 1]).padding(Padding::Same).build()?;
/// let mut stream = sum.stream()?;
/// assert_eq!((stream.latency(), stream.outputs(4)), (1, 3));
/// let mut out = [0; 3];
/// stream.push(&[1, 2, 3, 4], &mut out)?;
/// assert_eq!(out, [3, 6, 9]);
/// assert_eq!(stream.outputs_at_end(), 1);
/// stream.finish(&mut out)?;
/// assert_eq!(out[0], 7);
/// stream.reset();
/// assert_eq!(stream.outputs_at_end(), 0);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Stream<'k, In, Out, B> {
    kernel: &'k dyn SignalFilter<In = In, Out = Out>,
    blocks: Blocks<B>,
}

/// The state of frames that come in blocks: [`FrameFilter::frame_stream`], or the method
/// `frame_stream` of a declared struct, whose buffer `B` is an array.
///
/// The outputs of all [`push`](Self::push)es and of [`finish`](Self::finish) together have the bits
/// of `apply_frames` on all blocks together. They are summed directly, even if the kernel's method
/// is FFT.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, FrameFilter};
/// let mean = DynSignal::<f32, f32>::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// let mut stream = mean.frame_stream()?;
/// let mut out = [[0.0; 2]; 2];
/// assert_eq!(stream.push(&[[1.0, 8.0], [3.0, 8.0]], &mut out)?, 2);
/// assert_eq!(out, [[0.5, 4.0], [2.0, 8.0]]);
/// assert_eq!(stream.push(&[[5.0, 0.0]], &mut out)?, 1);
/// assert_eq!(out[0], [4.0, 4.0]);
/// # Ok::<(), Error>(())
/// ```
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, FrameFilter};
/// let sum = DynSignal::<u8, u16>::builder([1, 1, 1]).padding(Padding::Same).build()?;
/// let mut stream = sum.frame_stream::<2>()?;
/// assert_eq!((stream.latency(), stream.outputs(2)), (1, 1));
/// let mut out = [[0; 2]; 1];
/// stream.push(&[[1, 10], [2, 20]], &mut out)?;
/// assert_eq!((out, stream.outputs_at_end()), ([[3, 30]], 1));
/// stream.finish(&mut out)?;
/// assert_eq!(out, [[3, 30]]);
/// stream.reset();
/// # Ok::<(), Error>(())
/// ```
pub struct FrameStream<'k, K: ?Sized, B, const N: usize> {
    kernel: &'k K,
    blocks: Blocks<B>,
}

/// What all streams say of themselves.
macro_rules! counts {
    () => {
        /// How many elements an output lags behind its position: those of its window that come
        /// after it. Mirrored padding delays the first outputs further.
        ///
        /// It is not the group delay, by which the filter itself moves a signal: `n` symmetric
        /// taps that are `causal` have a latency of 0, and give what they hear `(n - 1) / 2`
        /// elements later.
        ///
        /// For an interpolated signal the zeros between its elements are counted too: it is a
        /// number of outputs at stride 1.
        #[must_use]
        pub const fn latency(&self) -> usize {
            self.blocks.axis.latency()
        }

        /// Outputs that pushing a block of `length` elements would complete.
        #[must_use]
        pub fn outputs(&self, length: usize) -> usize {
            self.blocks.outputs(length)
        }

        /// Outputs that [`finish`](Self::finish) would complete.
        #[must_use]
        pub fn outputs_at_end(&self) -> usize {
            self.blocks.outputs_at_end()
        }

        /// Forgets everything that has come: the next block begins a signal.
        pub const fn reset(&mut self) {
            self.blocks.reset();
        }
    };
}
use counts;

/// The methods that streams of one kernel have, over items and outputs of these types.
macro_rules! methods {
    ($In:ty, $Out:ty) => {
        counts!();

        /// Takes a block of any length, and writes the outputs that it completes to the beginning
        /// of `out`; returns how many.
        ///
        /// Nothing is allocated, except for the frames of a `dyn SignalFilter`, which go channel by
        /// channel.
        ///
        /// # Errors
        ///
        /// [`Error::Length`] if `out` is shorter than [`outputs`](Self::outputs) says; the block is
        /// not taken then. [`Error::OutOfMemory`] channel by channel.
        pub fn push(&mut self, block: &[$In], out: &mut [$Out]) -> Result<usize, Error> {
            let kernel = self.kernel;
            enough(self.blocks.outputs(block.len()), out.len())?;
            self.blocks.push(block, &mut |window, src, outputs| {
                Self::sum(kernel, window, src, &mut out[outputs])
            })
        }

        /// Writes the outputs that the padding after the last element completes to the beginning of
        /// `out`, and returns how many; the stream is then as new.
        ///
        /// A signal on which `apply` fails, because it is empty or shorter than the kernel, has no
        /// outputs here.
        ///
        /// # Errors
        ///
        /// [`Error::Length`] if `out` is shorter than [`outputs_at_end`](Self::outputs_at_end)
        /// says; nothing changes then. [`Error::OutOfMemory`] as in [`push`](Self::push).
        pub fn finish(&mut self, out: &mut [$Out]) -> Result<usize, Error> {
            let kernel = self.kernel;
            enough(self.blocks.outputs_at_end(), out.len())?;
            self.blocks.finish(&mut |window, src, outputs| {
                Self::sum(kernel, window, src, &mut out[outputs])
            })
        }
    };
}

/// That there is room for so many outputs.
const fn enough(expected: usize, found: usize) -> Result<(), Error> {
    match found < expected {
        true => Err(Error::Length { expected, found }),
        false => Ok(()),
    }
}

impl<'k, In: Element, Out: Element, B: AsRef<[In]> + AsMut<[In]>> Stream<'k, In, Out, B> {
    /// A stream with a buffer of [`StreamAxis::buffer`] elements.
    pub(crate) fn new(
        kernel: &'k dyn SignalFilter<In = In, Out = Out>,
        axis: StreamAxis,
        buffer: B,
    ) -> Self {
        Self {
            blocks: Blocks::new(kernel.window(), axis, buffer),
            kernel,
        }
    }

    methods!(In, Out);

    fn sum(
        kernel: &dyn SignalFilter<In = In, Out = Out>,
        window: &Window,
        src: &[In],
        out: &mut [Out],
    ) -> Result<(), Error> {
        let (width, length) = (src.len(), out.len());
        if src.is_empty() {
            let (window, some) = apart(*window);
            let mut found = [Out::default(); 2];
            Self::sum(kernel, &window, &[In::default()], &mut found[..some])?;
            out.fill(found[0]);
            return Ok(());
        }
        kernel.run_direct(Job::new(
            detected(),
            window,
            Plane::new(src, width, 1)?,
            PlaneMut::new(out, length, 1)?,
            Memory::STACK,
        )?)
    }
}

impl<'k, K, B, const N: usize> FrameStream<'k, K, B, N>
where
    K: FrameFilter + ?Sized,
    B: AsRef<[[K::In; N]]> + AsMut<[[K::In; N]]>,
{
    /// A stream with a buffer of [`StreamAxis::buffer`] frames.
    pub(crate) fn new(kernel: &'k K, axis: StreamAxis, buffer: B) -> Self {
        Self {
            blocks: Blocks::new(kernel.window(), axis, buffer),
            kernel,
        }
    }

    methods!([K::In; N], [K::Out; N]);

    fn sum(
        kernel: &K,
        window: &Window,
        src: &[[K::In; N]],
        out: &mut [[K::Out; N]],
    ) -> Result<(), Error> {
        let (width, length) = (src.len(), out.len());
        if src.is_empty() {
            let (window, some) = apart(*window);
            let mut found = [[K::Out::default(); N]; 2];
            Self::sum(
                kernel,
                &window,
                &[[K::In::default(); N]],
                &mut found[..some],
            )?;
            out.fill(found[0]);
            return Ok(());
        }
        kernel.run_frames_direct::<N>(Job::pixels(
            detected(),
            (window, N),
            Pixels::new(src, width, 1)?.elements(),
            PixelsMut::new(out, length, 1)?.into_elements(),
            Memory::STACK,
        )?)
    }
}

impl<K: ?Sized, B: Clone, const N: usize> Clone for FrameStream<'_, K, B, N> {
    fn clone(&self) -> Self {
        Self {
            kernel: self.kernel,
            blocks: self.blocks.clone(),
        }
    }
}

impl<In, Out, B> fmt::Debug for Stream<'_, In, Out, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(f, "Stream", &self.kernel, self.blocks.count)
    }
}

impl<K: fmt::Debug + ?Sized, B, const N: usize> fmt::Debug for FrameStream<'_, K, B, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(f, "FrameStream", &self.kernel, self.blocks.count)
    }
}

fn shown(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    kernel: &dyn fmt::Debug,
    count: usize,
) -> fmt::Result {
    f.debug_struct(name)
        .field("kernel", kernel)
        .field("elements", &count)
        .finish_non_exhaustive()
}
