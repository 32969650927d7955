//! Memory between two pages that may not be touched.

// Protecting pages cannot be done without it.
#![allow(unsafe_code)]

use conv_kernel::Element;
use rustix::mm::{MapFlags, MprotectFlags, ProtFlags, mmap_anonymous, mprotect, munmap};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::slice;

/// The largest pages that Linux has on the machines of the tests.
const PAGE: usize = 1 << 16;

/// Where in its pages a slice lies.
#[derive(Debug, Clone, Copy)]
pub(super) enum Touches {
    /// Its first element follows a page that may not be touched.
    First,
    /// Its last element precedes one.
    Last,
}

/// Pages between two that may not be touched: reading or writing those ends the process.
#[derive(Debug)]
pub(super) struct Guarded {
    base: *mut c_void,
    /// Bytes between the two.
    room: usize,
}

impl Guarded {
    /// At least so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let room = bytes.next_multiple_of(PAGE);
        let flags = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: new pages, which nothing else refers to; both guards lie within them.
        let base = unsafe {
            let base = mmap_anonymous(null_mut(), room + 2 * PAGE, flags, MapFlags::PRIVATE)
                .expect("pages");
            for guard in [base, base.byte_add(PAGE + room)] {
                mprotect(guard, PAGE, MprotectFlags::empty()).expect("a guard");
            }
            base
        };
        Self { base, room }
    }

    /// So many elements at one of the ends.
    pub(super) fn slice<T: Element>(&mut self, count: usize, touches: Touches) -> &mut [T] {
        let bytes = count * size_of::<T>();
        assert!(bytes <= self.room);
        let skipped = match touches {
            Touches::First => 0,
            Touches::Last => self.room - bytes,
        };
        // SAFETY: within the pages between the guards, whose bytes are initialised, as those of new
        // pages are, and any bytes are a number; aligned, since pages are and the sizes of numbers
        // divide theirs; borrowed as long as the pages are.
        unsafe { slice::from_raw_parts_mut(self.base.byte_add(PAGE + skipped).cast(), count) }
    }
}

/// Reads what may not be read.
pub(super) fn touch_a_guard() -> u8 {
    let pages = Guarded::new(1);
    // SAFETY: none is needed, since the process ends here: that is what a test asks for, in a process
    // of its own.
    unsafe {
        pages
            .base
            .byte_add(PAGE + pages.room)
            .cast::<u8>()
            .read_volatile()
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: the pages are those that `new` mapped, and no slice of them is left.
        unsafe { munmap(self.base, self.room + 2 * PAGE) }.expect("pages");
    }
}
