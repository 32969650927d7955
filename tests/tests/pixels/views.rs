//! Views of pixels, and their errors.

use crate::Sobel;
use conv_kernel::prelude::*;

#[test]
fn wrong_sizes_are_told_in_pixels() {
    let data = [0u8; 12];
    assert_eq!(
        Pixels::<_, 3>::from_elements(&data, 3, 2),
        Err(Error::BufferTooShort {
            needed: 18,
            found: 12
        })
    );
    assert_eq!(
        Pixels::<_, 3>::from_elements(&data, 0, 2),
        Err(Error::Empty)
    );
    assert_eq!(
        Pixels::<_, 3>::from_elements(&data, usize::MAX / 2, 2),
        Err(Error::SizeOverflow)
    );
    let pixels = Pixels::<_, 3>::from_elements(&data, 2, 2).unwrap();
    assert_eq!(
        pixels.sub(1, 0, 2, 1),
        Err(Error::OutOfBounds {
            x: 1,
            y: 0,
            width: 2,
            height: 1,
            plane_width: 2,
            plane_height: 2
        })
    );
    assert!(pixels.sub(usize::MAX, 0, 1, 1).is_err());
    let mut out = [[0i16; 3]; 6];
    let dst = PixelsMut::new(&mut out, 3, 2).unwrap();
    assert_eq!(
        Sobel.apply_pixels_into(pixels, dst),
        Err(Error::OutputSize {
            expected_width: 2,
            expected_height: 2,
            found_width: 3,
            found_height: 2
        })
    );
}
