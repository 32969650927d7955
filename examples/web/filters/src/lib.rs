//! Declared kernels, as the page calls them: numbers in, numbers and addresses out.
//!
//! ```text
//! frame (the page writes it) -> prepare -> grey
//! frame or grey              -> run     -> derivative, plane or shown
//! derivative or plane        -> show    -> shown (the page reads it)
//! ```
//!
//! Pictures are in this module's memory, where the page writes and reads them between calls. So
//! nothing here dereferences an address.

#![expect(
    unsafe_code,
    reason = "exports have the names that are written here, and nothing else is unsafe"
)]

mod kernels;
mod stage;

use conv_kernel::Level;
use stage::{Kernel, Stage};
use std::cell::RefCell;

thread_local! {
    static STAGE: RefCell<Stage> = RefCell::default();
}

fn with<T>(what: impl FnOnce(&mut Stage) -> T) -> T {
    STAGE.with_borrow_mut(what)
}

/// Makes room for a picture, and returns where its RGBA bytes go; null if memory is missing.
#[unsafe(no_mangle)]
pub extern "C" fn frame(width: usize, height: usize) -> *mut u8 {
    with(|stage| match stage.resize(width, height) {
        true => stage.frame.as_mut_ptr().cast(),
        false => std::ptr::null_mut(),
    })
}

/// Where the plane is that kernels of one channel read.
#[unsafe(no_mangle)]
pub extern "C" fn grey() -> *const u8 {
    with(|stage| stage.grey.as_ptr())
}

/// Where the sums of Sobel's kernel are.
#[unsafe(no_mangle)]
pub extern "C" fn derivative() -> *const i16 {
    with(|stage| stage.derivative.as_ptr())
}

/// Where the RGBA bytes of the result are.
#[unsafe(no_mangle)]
pub extern "C" fn shown() -> *const u8 {
    with(|stage| stage.shown.as_ptr().cast())
}

/// Makes the grey plane of the picture.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> bool {
    with(|stage| stage.prepare().is_ok())
}

/// Runs a kernel: the part that is measured.
#[unsafe(no_mangle)]
pub extern "C" fn run(number: u32) -> bool {
    with(|stage| Kernel::numbered(number).is_some_and(|kernel| stage.run(kernel).is_ok()))
}

/// Makes opaque pixels of what a kernel computed.
#[unsafe(no_mangle)]
pub extern "C" fn show(number: u32) {
    with(|stage| {
        if let Some(kernel) = Kernel::numbered(number) {
            stage.show(kernel);
        }
    });
}

/// Where the name of the instruction set is, in ASCII.
#[unsafe(no_mangle)]
pub extern "C" fn level() -> *const u8 {
    Level::best().name().as_ptr()
}

/// Bytes of that name.
#[unsafe(no_mangle)]
pub extern "C" fn level_length() -> usize {
    Level::best().name().len()
}
