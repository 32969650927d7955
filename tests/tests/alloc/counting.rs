//! The system's allocator, counting what each thread asks for.

// A global allocator cannot be written without it.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, counting what each thread asks for.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
    /// Bytes that are held, and the most that were.
    static HELD: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
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

// SAFETY: every call is passed on to `System` unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`, which is that of `System`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
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
