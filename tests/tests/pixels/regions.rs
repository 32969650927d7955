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

/// Tiles of a picture, last to first, each from a copy of what it reads.
fn tiles<const N: usize>(filter: &(impl PixelFilter<In = u8, Out = f32> + ?Sized)) {
    let mut scratch = Scratch::new();
    for (width, height) in [(1, 1), (67, 31), (13, 90)] {
        let src = picture::<u8, N>(width, height);
        let whole = filter.apply_pixels(src.as_pixels()).unwrap();
        for size in [(1, 1), (16, 8), (7, 100), (1000, 1000)] {
            let tiles: Vec<_> = filter.tiles((width, height), size).unwrap().collect();
            let mut joined = PixelsBuf::filled(whole.width(), whole.height(), [0.5; N]).unwrap();
            for (index, tile) in tiles.iter().rev().enumerate() {
                let (i, o) = (tile.input, tile.output);
                let read = src.as_pixels().sub(i.x, i.y, i.width, i.height).unwrap();
                let copy: Vec<[u8; N]> = read.rows().flatten().copied().collect();
                let part = Pixels::new(&copy, i.width, i.height).unwrap();
                let place = joined.as_pixels_mut();
                let place = place.sub(o.x, o.y, o.width, o.height).unwrap();
                let done = if index % 2 == 0 {
                    filter.apply_pixels_tile(part, tile, place)
                } else {
                    filter.apply_pixels_tile_with(part, tile, place, &mut scratch)
                };
                done.unwrap();
            }
            let what = format!("{filter:?}: {width}x{height} of {N} in tiles of {size:?}");
            assert!(joined == whole, "{what}");
        }
    }
}

#[test]
fn tiles_of_pixels_that_are_computed_apart_join_to_the_whole() {
    for (index, border) in BORDERS.into_iter().enumerate() {
        let taps = if index % 2 == 0 {
            taps::library::binomial(5)
        } else {
            dense(3, 4)
        };
        let kernel = DynKernel::<u8, f32>::builder(taps)
            .padding(Padding::Full)
            .border(border)
            .stride(1 + index % 3)
            .build()
            .unwrap();
        tiles::<1>(&kernel);
        tiles::<3>(&kernel);
        tiles::<4>(&kernel);
        tiles::<3>(&kernel as &dyn Filter<In = u8, Out = f32>);
    }
}

#[test]
fn a_tile_of_pixels_from_another_part_is_refused() {
    let src = picture::<f32, 3>(9, 7);
    let tile = Smooth.tiles((9, 7), (2, 2)).unwrap().next().unwrap();
    let mut out = PixelsBuf::filled(2, 2, [0.0; 3]).unwrap();
    let part = src.as_pixels().sub(0, 0, 5, 3).unwrap();
    let error = Smooth.apply_pixels_tile(part, &tile, out.as_pixels_mut());
    assert_eq!(
        error.unwrap_err().to_string(),
        // The border wraps around.
        "the tile reads 9x7 at column 0, row 0 of the input, but the part is 5x3"
    );
    let mut out = PixelsBuf::filled(3, 2, [0.0; 3]).unwrap();
    let error = Smooth.apply_pixels_tile(src.as_pixels(), &tile, out.as_pixels_mut());
    assert!(matches!(error, Err(Error::OutputSize { .. })), "{error:?}");
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
