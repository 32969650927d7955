//! Layers, and the allocator that they need: C's.

use conv_kernel::prelude::*;
use core::alloc::{GlobalAlloc, Layout as Memory};

conv_kernel! {
    struct Luma: f32 { taps: [[[[0.25]], [[0.5]], [[0.25]]]], bias: [1], layout: nhwc, activation: relu }
    struct Given: f32 { axes: 1, shape: [2, 1, 3], padding: same }
}

unsafe extern "C" {
    fn aligned_alloc(align: usize, size: usize) -> *mut u8;
    fn free(memory: *mut u8);
}

/// The compiled `alloc` names it, though with `panic = "abort"` nobody calls it.
#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() {}

struct C;

#[global_allocator]
static ALLOCATOR: C = C;

// SAFETY: C gives memory of this size and alignment, or null.
unsafe impl GlobalAlloc for C {
    unsafe fn alloc(&self, memory: Memory) -> *mut u8 {
        let align = memory.align().max(size_of::<usize>());
        // SAFETY: the alignment is a power of two, and the size a multiple of it.
        unsafe { aligned_alloc(align, memory.size().next_multiple_of(align)) }
    }

    unsafe fn dealloc(&self, at: *mut u8, _: Memory) {
        // SAFETY: it came from `alloc`.
        unsafe { free(at) }
    }
}

/// The number of the first result that is wrong.
pub fn wrong() -> Result<Option<i32>, Error> {
    let pixels = core::hint::black_box([[[4.0, 8.0, 4.0], [-8.0, -8.0, -8.0]]]);
    if Luma.apply_array(&pixels)? != [[[7.0], [0.0]]] {
        return Ok(Some(7));
    }
    let given = Given::new(&[1.0, 2.0, 1.0, -1.0, 0.0, 1.0])?;
    let y = given.apply(&core::hint::black_box([1.0, 2.0, 3.0]), [1, 1, 1, 3])?;
    if y != [4.0, 8.0, 8.0, 2.0, 2.0, -2.0] {
        return Ok(Some(8));
    }
    Ok(None)
}
