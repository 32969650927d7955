//! A contact sheet of digits by what they were taken for.

use crate::digits::{Digit, SIDE};
use image::{Rgb, RgbImage, imageops};

/// Digits below each other.
const ROWS: usize = 8;
/// Pixels of the sheet for each pixel of a digit.
const SCALE: u32 = 2;

/// In column `k` are digits that were taken for `k`: first the wrong ones, in red, then others.
pub(crate) fn draw(digits: &[Digit], found: &[usize]) -> RgbImage {
    let cell = SIDE as u32;
    let mut sheet = RgbImage::from_pixel(10 * cell, ROWS as u32 * cell, Rgb([255; 3]));
    for column in 0..10 {
        let taken = || {
            digits
                .iter()
                .zip(found)
                .filter(move |taken| *taken.1 == column)
        };
        let wrong = taken().filter(|taken| taken.0.label != column);
        let right = taken().filter(|taken| taken.0.label == column);
        for (row, (digit, _)) in wrong.chain(right).take(ROWS).enumerate() {
            let picture = ink(digit, digit.label != column);
            imageops::replace(
                &mut sheet,
                &picture,
                (column * SIDE) as i64,
                (row * SIDE) as i64,
            );
        }
    }
    let size = (SCALE * sheet.width(), SCALE * sheet.height());
    imageops::resize(&sheet, size.0, size.1, imageops::FilterType::Nearest)
}

/// Ink on paper, red if it was misread.
fn ink(digit: &Digit, red: bool) -> RgbImage {
    RgbImage::from_fn(SIDE as u32, SIDE as u32, |x, y| {
        let value = digit.image[y as usize * SIDE + x as usize];
        let paper = (255.0 * (1.0 - value)).clamp(0.0, 255.0) as u8;
        Rgb([if red { 255 } else { paper }, paper, paper])
    })
}
