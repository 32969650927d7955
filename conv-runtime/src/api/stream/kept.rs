//! The types of streams, for structs that keep one.

use crate::api::Convolution;
#[cfg(feature = "alloc")]
use {
    crate::api::{DynSignal, DynSignalBank, OwnedBankStream, OwnedFrameStream, OwnedStream},
    crate::exec::Element,
};

/// Signal kernels, and banks of them, whose streams have a type that can be named: [`StreamOf`].
///
/// Those of run time implement it, and declared ones whose signals can come in blocks, with at
/// most 4,096 taps and a buffer of at most 16,384 elements.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, SignalFilter, Streamed};
/// fn is_stream<K: Streamed>(_: &K::Stream<'_>) {}
/// let mean = DynSignal::<f32, f32>::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// is_stream::<DynSignal<f32, f32>>(&mean.stream()?);
/// # Ok::<(), Error>(())
/// ```
pub trait Streamed: Convolution {
    /// What its method `stream` returns.
    type Stream<'k>
    where
        Self: 'k;
}

/// The same for frames of several channels: [`FrameStreamOf`].
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, FrameFilter, FrameStreamed};
/// fn is_stereo<K: FrameStreamed>(_: &K::FrameStream<'_, 2>) {}
/// let mean = DynSignal::<f32, f32>::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// is_stereo::<DynSignal<f32, f32>>(&mean.frame_stream()?);
/// # Ok::<(), Error>(())
/// ```
pub trait FrameStreamed: Convolution {
    /// What its method `frame_stream` returns for frames of `C` channels.
    type FrameStream<'k, const C: usize>
    where
        Self: 'k;
}

/// What the method `stream` of a kernel returns: the type of a field that keeps it.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, SignalFilter, StreamOf};
/// struct Voice<'k> {
///     mean: StreamOf<'k, DynSignal<f32, f32>>,
/// }
///
/// let mean = DynSignal::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// let mut voice = Voice { mean: mean.stream()? };
/// let mut out = [0.0; 2];
/// voice.mean.push(&[1.0, 3.0], &mut out)?;
/// assert_eq!(out, [0.5, 2.0]);
/// # Ok::<(), Error>(())
/// ```
pub type StreamOf<'k, K> = <K as Streamed>::Stream<'k>;

/// What the method `frame_stream` of a kernel returns for frames of `C` channels.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignal, Error, FrameFilter, FrameStreamOf};
/// struct Stereo<'k> {
///     mean: FrameStreamOf<'k, DynSignal<f32, f32>, 2>,
/// }
///
/// let mean = DynSignal::builder([0.5, 0.5]).padding(Padding::Causal).build()?;
/// let mut stereo = Stereo { mean: mean.frame_stream()? };
/// let mut out = [[0.0; 2]];
/// stereo.mean.push(&[[1.0, 8.0]], &mut out)?;
/// assert_eq!(out, [[0.5, 4.0]]);
/// # Ok::<(), Error>(())
/// ```
pub type FrameStreamOf<'k, K, const C: usize> = <K as FrameStreamed>::FrameStream<'k, C>;

#[cfg(feature = "alloc")]
impl<In: Element, Out: Element> Streamed for DynSignal<In, Out> {
    type Stream<'k>
        = OwnedStream<'k, In, Out>
    where
        Self: 'k;
}

#[cfg(feature = "alloc")]
impl<In: Element, Out: Element> FrameStreamed for DynSignal<In, Out> {
    type FrameStream<'k, const C: usize>
        = OwnedFrameStream<'k, Self, C>
    where
        Self: 'k;
}

#[cfg(feature = "alloc")]
impl<In: Element, Out: Element, const N: usize> Streamed for DynSignalBank<In, Out, N> {
    type Stream<'k>
        = OwnedBankStream<'k, In, Out, N>
    where
        Self: 'k;
}
