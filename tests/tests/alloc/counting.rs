//! The system's allocator, counting what each thread asks for.

// A global allocator cannot be written without it.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

/// The system's allocator, counting what each thread asks for.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    /// Bytes that are held, and the most that were.
    static HELD: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
    /// Allocations of more than [`SMALL`] bytes that are granted until one is refused.
    static GRANTED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What a plan takes, or the taps of a small kernel. The stable library has no `Arc` that can be
/// refused, and what making a kernel allocates is not refused anywhere.
const SMALL: usize = 1024;

/// Whether this allocation is the one that is refused.
fn is_refused(bytes: usize) -> bool {
    if bytes <= SMALL {
        return false;
    }
    let left = GRANTED.try_with(|granted| {
        let left = granted.get();
        granted.set(left.and_then(|left| left.checked_sub(1)));
        left
    });
    left == Ok(Some(0))
}

fn count(bytes: usize) {
    // A thread that is ending has no counter any more, and nobody who asks for it.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
    let _ = HELD.try_with(|held| {
        let [now, most] = held.get();
        let now = now.saturating_add(bytes);
        held.set([now, most.max(now)]);
    });
}

fn count_free(bytes: usize) {
    let _ = HELD.try_with(|held| {
        let [now, most] = held.get();
        held.set([now.saturating_sub(bytes), most]);
    });
}

// SAFETY: every call is passed on to `System` unchanged, or refused.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_refused(layout.size()) {
            return null_mut();
        }
        count(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if is_refused(layout.size()) {
            return null_mut();
        }
        count(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if is_refused(size) {
            return null_mut();
        }
        count(size);
        count_free(layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count_free(layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations of this thread during `work`.
pub(super) fn allocations<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = COUNT.get();
    let result = work();
    (COUNT.get() - before, result)
}

/// The most bytes that this thread holds during `work`, more than before.
pub(super) fn most_bytes<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let [before, _] = HELD.get();
    HELD.set([before; 2]);
    let result = work();
    let [_, most] = HELD.get();
    (most - before, result)
}

/// `work`, in which the allocation after so many of this thread is refused; and whether it came to that.
pub(super) fn refused_after<T>(granted: usize, work: impl FnOnce() -> T) -> (bool, T) {
    GRANTED.set(Some(granted));
    let result = work();
    (GRANTED.take().is_none(), result)
}
