//! The kernel whose taps are typed, as the page calls it.
//!
//! ```text
//! text (the page writes it)  -> read_taps -> kernel, matrix, and the plan as the text
//!                                        \-> or mistakes as the text
//! frame (the page writes it) -> run       -> shown (the page reads it)
//! ```
//!
//! Pictures and texts are in this module's memory, where the page writes and reads them between
//! calls. So nothing here dereferences an address.

#![expect(
    unsafe_code,
    reason = "exports have the names that are written here, and nothing else is unsafe"
)]

mod kernel;

use conv_kernel::prelude::*;
use kernel::{Dense, Kernel, Typed};
use std::cell::RefCell;

#[derive(Default)]
struct Stage {
    width: usize,
    height: usize,
    frame: Vec<[u8; 4]>,
    shown: Vec<[u8; 4]>,
    /// Results that are not bytes yet.
    signed: Vec<[i16; 4]>,
    scratch: Scratch,
    kernel: Option<Kernel>,
    matrix: Dense,
    text: Vec<u8>,
}

thread_local! {
    static STAGE: RefCell<Stage> = RefCell::default();
}

fn with<T>(what: impl FnOnce(&mut Stage) -> T) -> T {
    STAGE.with_borrow_mut(what)
}

/// Makes room for a picture, and returns where its RGBA bytes go; null if memory is missing.
#[unsafe(no_mangle)]
pub extern "C" fn frame(width: usize, height: usize) -> *mut u8 {
    with(|stage| {
        let pixels = width.saturating_mul(height);
        for picture in [&mut stage.frame, &mut stage.shown] {
            let missing = pixels.saturating_sub(picture.len());
            if picture.try_reserve_exact(missing).is_err() {
                (stage.width, stage.height) = (0, 0);
                return std::ptr::null_mut();
            }
            picture.resize(pixels, [0; 4]);
        }
        (stage.width, stage.height) = (width, height);
        stage.frame.as_mut_ptr().cast()
    })
}

/// Where the RGBA bytes of the result are.
#[unsafe(no_mangle)]
pub extern "C" fn shown() -> *const u8 {
    with(|stage| stage.shown.as_ptr().cast())
}

/// Runs the kernel that was read last; `false` if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> bool {
    with(|stage| stage.run().unwrap_or(false))
}

/// Makes room for a text, and returns where its UTF-8 goes; null if memory is missing.
#[unsafe(no_mangle)]
pub extern "C" fn write_text(length: usize) -> *mut u8 {
    with(|stage| {
        stage.text.clear();
        if stage.text.try_reserve_exact(length).is_err() {
            return std::ptr::null_mut();
        }
        stage.text.resize(length, b' ');
        stage.text.as_mut_ptr()
    })
}

/// Where the text is.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    with(|stage| stage.text.as_ptr())
}

/// Bytes of the text.
#[unsafe(no_mangle)]
pub extern "C" fn text_length() -> usize {
    with(|stage| stage.text.len())
}

/// Reads the text as taps, with the number of a border. Then the text is the plan, or, if this is
/// `false`, a line for each mistake. A kernel that was read before stays if there are mistakes.
#[unsafe(no_mangle)]
pub extern "C" fn read_taps(border: u32, centred: bool) -> bool {
    with(|stage| {
        let written = String::from_utf8_lossy(&stage.text).into_owned();
        match kernel::typed(&written, border, centred) {
            Ok(Typed {
                kernel,
                matrix,
                words,
            }) => {
                (stage.kernel, stage.matrix) = (Some(kernel), matrix);
                stage.text = words.into_bytes();
                true
            }
            Err(mistakes) => {
                stage.text = mistakes.into_bytes();
                false
            }
        }
    })
}

/// Where the matrix is: doubles, row by row.
#[unsafe(no_mangle)]
pub extern "C" fn matrix() -> *const f64 {
    with(|stage| stage.matrix.entries.as_ptr())
}

/// Rows of the matrix.
#[unsafe(no_mangle)]
pub extern "C" fn matrix_rows() -> usize {
    with(|stage| stage.matrix.rows)
}

/// Columns of the matrix.
#[unsafe(no_mangle)]
pub extern "C" fn matrix_columns() -> usize {
    with(|stage| stage.matrix.columns)
}

impl Stage {
    fn run(&mut self) -> Result<bool, Error> {
        let Some(kernel) = &self.kernel else {
            return Ok(false);
        };
        let frame = Pixels::new(&self.frame, self.width, self.height)?;
        match kernel {
            Kernel::Plain(kernel) => {
                let shown = PixelsMut::new(&mut self.shown, self.width, self.height)?;
                kernel.apply_pixels_with(frame, shown, &mut self.scratch)?;
            }
            Kernel::Centred(kernel) => {
                let missing = self.shown.len().saturating_sub(self.signed.len());
                (self.signed.try_reserve_exact(missing)).map_err(|_| Error::OutOfMemory)?;
                self.signed.resize(self.shown.len(), [0; 4]);
                let signed = PixelsMut::new(&mut self.signed, self.width, self.height)?;
                kernel.apply_pixels_with(frame, signed, &mut self.scratch)?;
                let results = self.signed.as_flattened();
                for (shown, &result) in self.shown.as_flattened_mut().iter_mut().zip(results) {
                    *shown = result.saturating_add(128).clamp(0, 255) as u8;
                }
            }
        }
        // All channels were filtered, the opacity too.
        for [.., opacity] in &mut self.shown {
            *opacity = 255;
        }
        Ok(true)
    }
}
