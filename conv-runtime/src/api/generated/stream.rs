//! Streams whose buffer is an array.

use super::kernel::GeneratedSignal;
use crate::api::{FrameStream, Stream};
use conv_plan::rules::Declaration;
use conv_plan::window::StreamAxis;

/// What the window of a declaration is over a stream with a buffer of `N` elements. The macro writes
/// `stream` only where there is one, and takes the size of the buffer from the window, so this never
/// fails a build.
pub(super) const fn axis<const N: usize>(declaration: &Declaration) -> StreamAxis {
    match declaration.window.streamed() {
        Ok(axis) if axis.buffer() == N => axis,
        Ok(_) => panic!("the macro takes the size of the buffer from the window"),
        Err(error) => panic!("{}", error.message()),
    }
}

/// A stream with a buffer of `N` elements, which the macro takes from
/// [`StreamAxis::buffer`](conv_plan::window::StreamAxis::buffer).
pub fn stream<K: GeneratedSignal, const N: usize>(
    kernel: &K,
) -> Stream<'_, K::In, K::Out, [K::In; N]> {
    let window = const { axis::<N>(&K::DECLARATION) };
    Stream::new(kernel, window, [K::In::default(); N])
}

/// The same for frames of `C` channels.
pub fn frame_stream<K: GeneratedSignal, const C: usize, const N: usize>(
    kernel: &K,
) -> FrameStream<'_, K, [[K::In; C]; N], C> {
    let window = const { axis::<N>(&K::DECLARATION) };
    FrameStream::new(kernel, window, [[K::In::default(); C]; N])
}
