//! Stores that bypass the caches, for outputs that would not stay in them: the only `unsafe` of
//! this crate, behind the feature `nontemporal`.
//!
//! An ordinary store reads the line that it writes first, and an output that is larger than the
//! caches pushes the input out of them. A stream writes a line without reading it, if all of the
//! line is written at once: writing a part of one is a round trip to memory, ten times as slow.

use core::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_sfence, _mm_stream_si128};

/// Numbers.
///
/// # Safety
///
/// The type has no padding, and any bits are a value of it.
pub unsafe trait Plain: Copy {}

macro_rules! plain {
    ($($ty:ident)*) => {$(
        // SAFETY: a primitive number has no padding, and any bits are a value of it.
        unsafe impl Plain for $ty {}
    )*};
}

plain! { u8 i8 u16 i16 i32 i64 f32 f64 }

/// Orders the streams of a thread before whatever the thread stores after this is dropped.
///
/// Streams are weakly ordered: without it another thread could be told that the output is there,
/// and read what was there before.
#[derive(Debug)]
pub(super) struct Fence(());

impl Fence {
    pub(super) const fn new() -> Option<Self> {
        Some(Self(()))
    }
}

impl Drop for Fence {
    fn drop(&mut self) {
        // SAFETY: every x86-64 has SSE2.
        unsafe { _mm_sfence() };
    }
}

/// A line of a cache.
#[repr(align(64))]
struct Line([__m128i; 4]);

/// Elements of `to` before its first whole line; all of them if it has none.
pub(super) fn before_lines<T: Plain>(to: &[T]) -> usize {
    to.as_ptr().align_offset(align_of::<Line>()).min(to.len())
}

/// Copies `from` to `to`, which is as long: whole lines past the caches, the rest as usual.
pub(super) fn copy<T: Plain>(_: &Fence, from: &[T], to: &mut [T]) {
    let count = from.len().min(to.len());
    let (from, to) = (&from[..count], &mut to[..count]);
    // SAFETY: any bits are a value of a `Plain` type and of a `Line`, and neither has padding, so
    // what is written as the one may be read as the other.
    let (head, lines, tail) = unsafe { to.align_to_mut::<Line>() };
    let (first, rest) = from.split_at(head.len());
    let (middle, last) = rest.split_at(rest.len() - tail.len());
    head.copy_from_slice(first);
    tail.copy_from_slice(last);
    let each = size_of::<Line>() / size_of::<T>();
    for (Line(to), from) in lines.iter_mut().zip(middle.chunks_exact(each)) {
        let from = from.as_ptr().cast::<__m128i>();
        for (index, to) in to.iter_mut().enumerate() {
            // SAFETY: `from` has the 64 bytes of a line, of which this reads the vector `index`,
            // wherever it lies; `to` is aligned and exclusively borrowed. Every x86-64 has SSE2.
            unsafe { _mm_stream_si128(to, _mm_loadu_si128(from.add(index))) };
        }
    }
}
