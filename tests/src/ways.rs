//! Every way of calling a filter of planes gives the bits of `apply_into`.

use crate::checks::difference;
use conv_kernel::Element;
use conv_kernel::prelude::*;

/// That two outputs have the same bits.
///
/// # Panics
///
/// If they have not.
pub fn same<T: Element>(found: &[T], expected: &[T], way: &str) {
    assert_eq!(difference(found, expected), None, "{way}");
}

/// That a filter gives the same bits in every way, of planes and of pixels.
///
/// # Panics
///
/// If it does not.
#[allow(clippy::unwrap_used)]
pub fn every_way<F: PixelFilter>(filter: &F, data: &[F::In], width: usize) {
    let height = data.len() / width;
    let src = Plane::new(data, width, height).unwrap();
    let (columns, rows) = filter.output_size(width, height).unwrap();
    let empty = || PlaneBuf::filled(columns, rows, F::Out::default()).unwrap();
    let mut expected = empty();
    filter.apply_into(src, expected.as_plane_mut()).unwrap();
    let expected = expected.into_vec();
    same(filter.apply(src).unwrap().data(), &expected, "apply");
    same(
        filter.apply_par(src).unwrap().data(),
        &expected,
        "apply_par",
    );
    same(
        filter.to_dyn().apply(src).unwrap().data(),
        &expected,
        "to_dyn",
    );
    let mut scratch = Scratch::new();
    for _ in 0..2 {
        let mut out = empty();
        filter
            .apply_with(src, out.as_plane_mut(), &mut scratch)
            .unwrap();
        same(out.data(), &expected, "apply_with");
    }

    // Regions and tiles.
    for tile in [(7, 5), (64, 33)] {
        let mut joined = empty();
        let mut with = empty();
        for tile in filter.tiles((width, height), tile).unwrap() {
            let (i, o) = (tile.input, tile.output);
            let part = src.sub(i.x, i.y, i.width, i.height).unwrap();
            let place = |out: &mut PlaneBuf<F::Out>, run: &mut dyn FnMut(PlaneMut<'_, F::Out>)| {
                run(out.as_plane_mut().sub(o.x, o.y, o.width, o.height).unwrap());
            };
            place(&mut joined, &mut |out| {
                filter.apply_tile(part, &tile, out).unwrap()
            });
            place(&mut with, &mut |out| {
                filter
                    .apply_tile_with(part, &tile, out, &mut scratch)
                    .unwrap();
            });
        }
        same(joined.data(), &expected, "apply_tile");
        same(with.data(), &expected, "apply_tile_with");
    }
    let half = |size: usize| size.div_ceil(2);
    let region = Rect::new(columns / 3, rows / 3, half(columns), half(rows));
    let mut out = PlaneBuf::filled(region.width, region.height, F::Out::default()).unwrap();
    filter
        .apply_region(src, region, out.as_plane_mut())
        .unwrap();
    for y in 0..region.height {
        let from = (region.y + y) * columns + region.x;
        let row = &expected[from..from + region.width];
        same(out.as_plane().row(y).unwrap(), row, "apply_region");
    }

    // Each channel of pixels has its own holes.
    let triple: Vec<[F::In; 3]> = (0..width * height)
        .map(|i| {
            [
                data[i],
                data[(i + 17) % data.len()],
                data[data.len() - 1 - i],
            ]
        })
        .collect();
    let pixels = Pixels::new(&triple, width, height).unwrap();
    let found = filter.apply_pixels(pixels).unwrap();
    let mut into = PixelsBuf::filled(columns, rows, [F::Out::default(); 3]).unwrap();
    filter
        .apply_pixels_into(pixels, into.as_pixels_mut())
        .unwrap();
    for channel in 0..3 {
        let plane = pixels.channel(channel).unwrap().unwrap();
        let expected = filter.apply(plane.as_plane()).unwrap();
        for (pixels, way) in [(&found, "apply_pixels"), (&into, "apply_pixels_into")] {
            let found = pixels.as_pixels().channel(channel).unwrap().unwrap();
            same(found.data(), expected.data(), way);
        }
    }
    let by_channel: &dyn Filter<In = F::In, Out = F::Out> = filter;
    let found_by_channel = by_channel.apply_pixels(pixels).unwrap();
    same(
        found_by_channel.data().as_flattened(),
        found.data().as_flattened(),
        "a `dyn Filter` of pixels",
    );
}
