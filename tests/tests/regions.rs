//! Rectangles of an output, computed apart, have the bits of the whole.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Element, PerAxis, Tap, taps};

fn element(index: usize) -> u8 {
    (index.wrapping_mul(2_654_435_761) >> 7) as u8
}

fn plane<In: Element + From<u8>>(width: usize, height: usize) -> PlaneBuf<In> {
    let data = (0..width * height).map(|index| In::from(element(index)));
    PlaneBuf::from_vec(data.collect(), width, height).unwrap()
}

/// Compares a region with the whole, at a level, with an output between other elements.
fn region<In: Element, Out: Element + PartialEq>(
    kernel: &dyn Filter<In = In, Out = Out>,
    level: Level,
    src: Plane<'_, In>,
    whole: Plane<'_, Out>,
    rect: Rect,
) {
    let (width, height) = (rect.width + 3, rect.height + 2);
    let poison = Out::from_f64(7.0);
    let mut out = PlaneBuf::filled(width, height, poison).unwrap();
    let dst = out
        .as_plane_mut()
        .sub(1, 1, rect.width, rect.height)
        .unwrap();
    kernel.apply_region_at(level, src, rect, dst).unwrap();
    for y in 0..height {
        for x in 0..width {
            let inside = (1..=rect.width).contains(&x) && (1..=rect.height).contains(&y);
            let expected = if inside {
                whole[(rect.x + x - 1, rect.y + y - 1)]
            } else {
                poison
            };
            assert!(
                out[(x, y)] == expected,
                "{kernel:?} at {level:?}, {rect} of {}x{}: column {x}, row {y}",
                src.width(),
                src.height()
            );
        }
    }
}

fn whole<In: Element, Out: Element>(
    kernel: &dyn Filter<In = In, Out = Out>,
    level: Level,
    src: Plane<'_, In>,
) -> Option<PlaneBuf<Out>> {
    let (width, height) = kernel.output_size(src.width(), src.height()).ok()?;
    let mut out = PlaneBuf::filled(width, height, Out::default()).unwrap();
    kernel
        .apply_into_at(level, src, out.as_plane_mut())
        .unwrap();
    Some(out)
}

/// All rectangles of small planes, and some of larger ones.
fn same<In: Element + From<u8>, Out: Element + PartialEq>(
    kernel: &dyn Filter<In = In, Out = Out>,
) -> usize {
    let mut compared = 0;
    for level in Level::available() {
        for (width, height) in [(1, 1), (4, 3), (7, 5)] {
            let src = plane::<In>(width, height);
            let Some(out) = whole(kernel, level, src.as_plane()) else {
                continue;
            };
            let (columns, rows) = (out.width(), out.height());
            for (x, y) in (0..columns).flat_map(|x| (0..rows).map(move |y| (x, y))) {
                for (w, h) in [(1, 1), (columns - x, rows - y), (2, 3)] {
                    if x + w <= columns && y + h <= rows {
                        let rect = Rect::new(x, y, w, h);
                        region(kernel, level, src.as_plane(), out.as_plane(), rect);
                        compared += 1;
                    }
                }
            }
        }
        let src = plane::<In>(613, 71);
        let out = whole(kernel, level, src.as_plane()).unwrap();
        let (columns, rows) = (out.width(), out.height());
        for (x, y, w, h) in [
            (0, 0, columns, rows),
            (0, 0, 1, 1),
            (columns - 1, rows - 1, 1, 1),
            (columns / 3, rows / 4, columns / 2, rows / 3),
            (columns / 2, 1, 3, rows - 2),
            (1, rows / 2, columns - 1, 2),
            (0, rows - 5, columns / 2, 5),
            (columns - columns / 3, 0, columns / 3, rows / 2),
        ] {
            let rect = Rect::new(x, y, w, h);
            region(kernel, level, src.as_plane(), out.as_plane(), rect);
            compared += 1;
        }
    }
    compared
}

fn dense(rows: usize, columns: usize) -> Taps {
    let values = (0..rows * columns).map(|index| Tap::from(f32::from(element(index)) - 99.5));
    Taps::new(vec![rows, columns], values.collect())
}

const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(3.0),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

#[test]
fn regions_have_the_bits_of_the_whole_with_every_border_padding_and_stride() {
    let mut compared = 0;
    for taps in [
        dense(3, 3),
        dense(5, 4),
        taps::library::binomial(5),
        dense(1, 9),
    ] {
        for border in BORDERS {
            for padding in [
                Padding::Same,
                Padding::Full,
                Padding::Sides(vec![[9, 1], [0, 20]]),
            ] {
                for (stride, dilation) in [([1, 1], 1), ([2, 1], 1), ([1, 2], 1), ([3, 2], 2)] {
                    let kernel = DynKernel::<f32, f32>::builder(taps.clone())
                        .padding(padding.clone())
                        .border(border)
                        .stride(PerAxis::Each(stride.to_vec()))
                        .dilation(dilation)
                        .build()
                        .unwrap();
                    compared += same(&kernel);
                }
            }
        }
        let valid = DynKernel::<f32, f32>::builder(taps.clone());
        compared += same(&valid.build().unwrap());
        let mixed = DynKernel::<u8, f32>::builder(taps)
            .padding(Padding::Same)
            .border(PerAxis::Each(vec![Border::Wrap, Border::Reflect]));
        compared += same(&mixed.build().unwrap());
    }
    println!("{compared} regions compared");
    assert!(compared > 20_000);
}

conv_kernel! {
    struct Sobel: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: reflect101,
    }
}

conv_kernel! {
    struct Blur: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        padding: same,
        border: replicate,
    }
}

conv_kernel! {
    struct Thin: f64 { shape: [3, 2], stride: [2, 1], padding: same, border: wrap }
}

#[test]
fn declared_kernels_have_regions() {
    let thin = Thin::new([[1.5, 2.0], [3.0, -4.5], [0.1, 1.0]]).unwrap();
    assert!(same::<u8, i16>(&Sobel) + same::<u8, u8>(&Blur) + same::<f64, f64>(&thin) > 500);
    assert_eq!(Sobel::HALO, [[1, 1], [1, 1]]);
    assert_eq!(Blur::HALO, [[2, 2], [2, 2]]);
    assert_eq!(Thin::HALO, [[1, 2], [0, 1]]);
}

#[test]
fn tiles_that_are_computed_apart_join_to_the_whole() {
    for (width, height) in [(1, 1), (130, 67), (64, 64)] {
        let src = plane::<u8>(width, height);
        let whole = Blur.apply(src.as_plane()).unwrap();
        for tile in [(1, 1), (32, 16), (7, 100), (1000, 1000)] {
            let tiles = Blur.tiles((width, height), tile).unwrap();
            let count = tiles.len();
            assert_eq!(tiles.clone().count(), count);
            // Last to first, each from a copy of what it reads.
            let mut joined = PlaneBuf::filled(width, height, 0).unwrap();
            let mut scratch = Scratch::new();
            let tiles: Vec<_> = tiles.collect();
            for (index, tile) in tiles.iter().rev().enumerate() {
                let (i, o) = (tile.input, tile.output);
                let part: Vec<u8> = (i.y..i.y + i.height)
                    .flat_map(|y| (i.x..i.x + i.width).map(move |x| (x, y)))
                    .map(|place| src[place])
                    .collect();
                let part = Plane::new(&part, i.width, i.height).unwrap();
                let place = joined
                    .as_plane_mut()
                    .sub(o.x, o.y, o.width, o.height)
                    .unwrap();
                if index % 2 == 0 {
                    Blur.apply_tile(part, tile, place).unwrap();
                } else {
                    Blur.apply_tile_with(part, tile, place, &mut scratch)
                        .unwrap();
                }
            }
            assert!(joined == whole, "{width}x{height} in tiles of {tile:?}");
        }
    }
}

#[test]
fn what_a_region_reads_is_what_changes_it() {
    let (width, height) = (9, 8);
    for border in BORDERS {
        let kernel = DynKernel::<f32, f32>::builder(dense(3, 4))
            .padding(Padding::Full)
            .border(border)
            .build()
            .unwrap();
        let (columns, rows) = kernel.output_size(width, height).unwrap();
        for rect in [
            Rect::new(0, 0, 1, 1),
            Rect::new(4, 4, 3, 2),
            Rect::new(columns - 2, 1, 2, 2),
            Rect::new(1, rows - 1, 4, 1),
        ] {
            let needed = kernel.region_needed((width, height), rect).unwrap();
            let mut read = [width, height, 0, 0];
            for place in (0..width).flat_map(|x| (0..height).map(move |y| (x, y))) {
                let mut impulse = PlaneBuf::filled(width, height, 0.0).unwrap();
                let still = kernel.apply(impulse.as_plane()).unwrap();
                impulse[place] = 1.0;
                let moved = kernel.apply(impulse.as_plane()).unwrap();
                let changes = (rect.x..rect.x + rect.width)
                    .flat_map(|x| (rect.y..rect.y + rect.height).map(move |y| (x, y)))
                    .any(|place| moved[place] != still[place]);
                if changes {
                    let (x, y) = place;
                    read = [
                        read[0].min(x),
                        read[1].min(y),
                        read[2].max(x + 1),
                        read[3].max(y + 1),
                    ];
                }
            }
            let [x, y, right, bottom] = read;
            assert_eq!(
                needed,
                Rect::new(x, y, right - x, bottom - y),
                "{border:?}, {rect}"
            );
        }
    }
}

#[test]
fn regions_that_are_not_there_are_refused() {
    let src = plane::<u8>(9, 7);
    let mut out = [0; 4];
    for rect in [
        Rect::new(0, 0, 0, 1),
        Rect::new(9, 0, 1, 1),
        Rect::new(0, 6, 1, 2),
        Rect::new(usize::MAX, 0, 2, 1),
    ] {
        let dst = PlaneMut::new(&mut out, 2, 2).unwrap();
        let error = Sobel.apply_region(src.as_plane(), rect, dst).unwrap_err();
        assert!(
            matches!(
                error,
                Error::Region {
                    width: 9,
                    height: 7,
                    ..
                }
            ),
            "{error}"
        );
    }
    let dst = PlaneMut::new(&mut out, 2, 2).unwrap();
    let error = Sobel.apply_region(src.as_plane(), Rect::new(0, 0, 2, 1), dst);
    assert!(matches!(error, Err(Error::OutputSize { .. })));
    let tile = Sobel.tiles((9, 7), (2, 2)).unwrap().next().unwrap();
    let dst = PlaneMut::new(&mut out, 2, 2).unwrap();
    let error = Sobel.apply_tile(src.as_plane(), &tile, dst).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the tile reads 3x3 at column 0, row 0 of the input, but the part is 9x7"
    );
    assert!(Sobel.tiles((9, 7), (0, 2)).is_err());
}
