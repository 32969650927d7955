//! Every way of calling gives the bits of `apply_into`.

use crate::kernels::{Anchored, Corners, Gradients, Holes, Large, Mixed, Scales, Smoothed};
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::ways::same;

/// That a bank gives the same bits in every way, of planes and of pixels.
fn every_way<B: PixelBank<N>, const N: usize>(bank: &B, data: &[B::In], width: usize) {
    let height = data.len() / width;
    let src = Plane::new(data, width, height).unwrap();
    let (columns, rows) = bank.output_size(width, height).unwrap();
    let empty = || PlaneBuf::filled(columns, rows, B::Out::default()).unwrap();
    let make = || core::array::from_fn::<_, N, _>(|_| empty());
    let mut expected = make();
    bank.apply_into(src, expected.each_mut().map(PlaneBuf::as_plane_mut))
        .unwrap();
    let check = |found: &[PlaneBuf<B::Out>; N], way: &str| {
        for (found, expected) in found.iter().zip(&expected) {
            same(found.data(), expected.data(), way);
        }
    };
    check(&bank.apply(src).unwrap(), "apply");
    check(&bank.apply_par(src).unwrap(), "apply_par");
    check(&bank.to_dyn().apply(src).unwrap(), "to_dyn");
    let mut out = make();
    bank.apply_par_into(src, out.each_mut().map(PlaneBuf::as_plane_mut))
        .unwrap();
    check(&out, "apply_par_into");
    let mut scratch = Scratch::new();
    for _ in 0..2 {
        let mut out = make();
        let to = out.each_mut().map(PlaneBuf::as_plane_mut);
        bank.apply_with(src, to, &mut scratch).unwrap();
        check(&out, "apply_with");
    }
    regions(bank, src);
    pixels(bank, data, width);
}

/// The same of rectangles: an FFT has its own bits, so they are those of all rows.
fn regions<B: PixelBank<N>, const N: usize>(bank: &B, src: Plane<'_, B::In>) {
    let (columns, rows) = bank.output_size(src.width(), src.height()).unwrap();
    let sized = |width, height| {
        core::array::from_fn::<_, N, _>(|_| {
            PlaneBuf::filled(width, height, B::Out::default()).unwrap()
        })
    };
    let mut whole = sized(columns, rows);
    let all = Rect::new(0, 0, columns, rows);
    bank.apply_region(src, all, whole.each_mut().map(PlaneBuf::as_plane_mut))
        .unwrap();
    for (whole, kernel) in whole.iter().zip(bank.kernels()) {
        let mut expected = PlaneBuf::filled(columns, rows, B::Out::default()).unwrap();
        kernel
            .apply_region(src, all, expected.as_plane_mut())
            .unwrap();
        same(whole.data(), expected.data(), "apply_region of all");
    }
    let mut scratch = Scratch::new();
    for tile in [(7, 5), (64, 33)] {
        let (mut joined, mut with) = (sized(columns, rows), sized(columns, rows));
        for tile in bank.tiles((src.width(), src.height()), tile).unwrap() {
            let (i, o) = (tile.input, tile.output);
            let part = src.sub(i.x, i.y, i.width, i.height).unwrap();
            fn place<T>(out: &mut PlaneBuf<T>, o: Rect) -> PlaneMut<'_, T> {
                out.as_plane_mut().sub(o.x, o.y, o.width, o.height).unwrap()
            }
            bank.apply_tile(part, &tile, joined.each_mut().map(|out| place(out, o)))
                .unwrap();
            let to = with.each_mut().map(|out| place(out, o));
            bank.apply_tile_with(part, &tile, to, &mut scratch).unwrap();
        }
        for ((joined, with), whole) in joined.iter().zip(&with).zip(&whole) {
            same(joined.data(), whole.data(), "apply_tile");
            same(with.data(), whole.data(), "apply_tile_with");
        }
    }
    let region = Rect::new(columns / 3, rows / 3, columns.div_ceil(2), rows.div_ceil(2));
    for level in Level::available() {
        let mut out = sized(region.width, region.height);
        let to = out.each_mut().map(PlaneBuf::as_plane_mut);
        bank.apply_region_at(level, src, region, to).unwrap();
        for (out, kernel) in out.iter().zip(bank.kernels()) {
            let mut expected =
                PlaneBuf::filled(region.width, region.height, B::Out::default()).unwrap();
            kernel
                .apply_region_at(level, src, region, expected.as_plane_mut())
                .unwrap();
            same(out.data(), expected.data(), "apply_region_at");
        }
    }
}

/// Each channel of each output has the bits that it has as a plane.
fn pixels<B: PixelBank<N>, const N: usize>(bank: &B, data: &[B::In], width: usize) {
    let height = data.len() / width;
    let triple: Vec<[B::In; 3]> = (0..width * height)
        .map(|i| {
            [
                data[i],
                data[(i + 17) % data.len()],
                data[data.len() - 1 - i],
            ]
        })
        .collect();
    let src = Pixels::new(&triple, width, height).unwrap();
    let found = bank.apply_pixels(src).unwrap();
    let par = bank.apply_pixels_par(src).unwrap();
    let dynamic = bank.to_dyn().apply_pixels(src).unwrap();
    let (columns, rows) = bank.output_size(width, height).unwrap();
    let zero = [B::Out::default(); 3];
    let mut into =
        core::array::from_fn::<_, N, _>(|_| PixelsBuf::filled(columns, rows, zero).unwrap());
    bank.apply_pixels_into(src, into.each_mut().map(PixelsBuf::as_pixels_mut))
        .unwrap();
    for channel in 0..3 {
        let plane = src.channel(channel).unwrap().unwrap();
        let expected = bank.apply(plane.as_plane()).unwrap();
        let all = [
            (&found, "apply_pixels"),
            (&par, "apply_pixels_par"),
            (&dynamic, "to_dyn of pixels"),
            (&into, "apply_pixels_into"),
        ];
        for (found, way) in all {
            for (found, expected) in found.iter().zip(&expected) {
                let found = found.as_pixels().channel(channel).unwrap().unwrap();
                same(found.data(), expected.data(), way);
            }
        }
    }
    let region = Rect::new(columns / 4, rows / 4, columns.div_ceil(3), rows.div_ceil(3));
    let mut parts = core::array::from_fn::<_, N, _>(|_| {
        PixelsBuf::filled(region.width, region.height, zero).unwrap()
    });
    let to = parts.each_mut().map(PixelsBuf::as_pixels_mut);
    bank.apply_pixels_region(src, region, to).unwrap();
    for (part, kernel) in parts.iter().zip(bank.kernels()) {
        let mut expected = PixelsBuf::filled(region.width, region.height, zero).unwrap();
        kernel
            .apply_pixels_region(src, region, expected.as_pixels_mut())
            .unwrap();
        let (found, expected) = (part.data().as_flattened(), expected.data().as_flattened());
        same(found, expected, "apply_pixels_region");
    }
}

#[test]
fn planes_pixels_regions_and_tiles_have_the_same_bits() {
    let mut random = Random::new(3);
    let (width, height) = (150, 61);
    every_way(&Gradients, &random.elements(width * height), width);
    every_way(&Scales, &random.elements(width * height), width);
    every_way(&Mixed, &random.elements(width * height), width);
    every_way(&Corners, &random.elements(width * height), width);
    every_way(&Anchored, &random.elements(width * height), width);
    every_way(&Holes, &random.elements(width * height), width);
    every_way(&Smoothed, &random.elements(width * height), width);
    every_way(&Large, &random.elements(width * height), width);
    // Wider than a buffer on the stack, and several blocks of rows.
    every_way(&Gradients, &random.elements(17_000 * 40), 17_000);
    every_way(&Scales, &random.elements(9_000 * 40), 9_000);
    // Smaller than a window.
    every_way(&Scales, &random.elements(6), 3);
    every_way(&Gradients, &random.elements(1), 1);
}
