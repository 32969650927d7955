//! Parts of pictures, and pictures in place.

use crate::{BORDERS, Smooth, dense, picture};
use conv_kernel::prelude::*;
use conv_kernel::taps;

#[test]
fn regions_of_pixels_have_the_bits_of_the_whole() {
    let src = picture::<u8, 3>(67, 31);
    let src = src.as_pixels();
    for border in BORDERS {
        for (stride, taps) in [
            (1, taps::library::binomial(5)),
            (2, taps::library::binomial(5)),
            (3, dense(3, 4)),
        ] {
            let kernel = DynKernel::<u8, f32>::builder(taps)
                .padding(Padding::Full)
                .border(border)
                .stride(stride)
                .build()
                .unwrap();
            let whole = kernel.apply_pixels(src).unwrap();
            let (columns, rows) = (whole.width(), whole.height());
            for (x, y) in [
                (0, 0),
                (1, 2),
                (columns / 2, rows / 2),
                (columns - 1, rows - 1),
            ] {
                for (w, h) in [(1, 1), (5, 3), (columns - x, rows - y)] {
                    if x + w > columns || y + h > rows {
                        continue;
                    }
                    let mut part = PixelsBuf::filled(w, h, [0.0; 3]).unwrap();
                    let dst = part.as_pixels_mut();
                    kernel
                        .apply_pixels_region(src, Rect::new(x, y, w, h), dst)
                        .unwrap();
                    let expected = whole.as_pixels().sub(x, y, w, h).unwrap();
                    assert!(
                        part.as_pixels() == expected,
                        "{kernel:?}: {w}x{h} at {x}, {y}"
                    );
                }
            }
        }
    }
}

#[test]
fn pixels_in_place_have_the_bits_of_pixels_in_two_buffers() {
    fn same<const N: usize>(kernel: &impl PixelInPlace<f32>, width: usize, height: usize) {
        let src = picture::<f32, N>(width, height);
        let expected = kernel.apply_pixels(src.as_pixels()).unwrap();
        let mut place = src.clone();
        let scratch = &mut Scratch::new();
        kernel
            .apply_pixels_in_place(place.as_pixels_mut(), scratch)
            .unwrap();
        assert!(place == expected, "{kernel:?}: {width}x{height} of {N}");
    }
    for border in BORDERS {
        for taps in [dense(3, 3), dense(5, 1), taps::library::binomial(5)] {
            let kernel = DynKernel::<f32, f32>::builder(taps)
                .padding(Padding::Same)
                .border(border)
                .build()
                .unwrap();
            for (width, height) in [(1, 1), (2, 9), (40, 31), (700, 90)] {
                same::<2>(&kernel, width, height);
                same::<3>(&kernel, width, height);
            }
        }
    }
    same::<4>(&Smooth, 333, 70);
}
