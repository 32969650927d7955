//! Banks against definitions that are written here.

use crate::kernels::Gradients;
use conv_kernel::prelude::*;
use conv_kernel::taps::library::{sobel_x, sobel_y};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::each_level;

/// The place in a row of `size` elements that `reflect101` takes for `place`.
fn mirrored(place: i64, size: usize) -> usize {
    let last = size as i64 - 1;
    if last == 0 {
        return 0;
    }
    let place = place.rem_euclid(2 * last);
    place.min(2 * last - place) as usize
}

/// Both gradients of Sobel of a whole plane.
fn gradients(data: &[u8], width: usize, height: usize) -> [Vec<i16>; 2] {
    let at = |x: i64, y: i64| {
        let place = mirrored(y, height) * width + mirrored(x, width);
        i16::from(data[place])
    };
    let places = || (0..height as i64).flat_map(|y| (0..width as i64).map(move |x| (x, y)));
    let column = |x, y| at(x, y - 1) + 2 * at(x, y) + at(x, y + 1);
    let row = |x, y| at(x - 1, y) + 2 * at(x, y) + at(x + 1, y);
    [
        places()
            .map(|(x, y)| column(x + 1, y) - column(x - 1, y))
            .collect(),
        places()
            .map(|(x, y)| row(x, y + 1) - row(x, y - 1))
            .collect(),
    ]
}

fn both_gradients_are_those_of_the_definition(level: Level) {
    let dynamic = DynBank::<u8, i16, 2>::builder([sobel_x(), sobel_y()])
        .padding(Padding::Same)
        .border(Border::Reflect101)
        .build()
        .unwrap();
    let banks: [&dyn Bank<2, In = u8, Out = i16>; 2] = [&Gradients, &dynamic];
    let mut random = Random::new(11);
    let small = (1..=9).flat_map(|height| (1..=9).map(move |width| (width, height)));
    for (width, height) in small.chain([(64, 17), (67, 130), (513, 4), (1921, 40)]) {
        let data: Vec<u8> = random.elements(width * height);
        let src = Plane::new(&data, width, height).unwrap();
        let [expected_x, expected_y] = gradients(&data, width, height);
        for bank in banks {
            // Poisoned, and of exact size.
            let (mut gx, mut gy) = (vec![7777; data.len()], vec![-7777; data.len()]);
            let to = [&mut gx, &mut gy].map(|data| PlaneMut::new(data, width, height).unwrap());
            bank.apply_into_at(level, src, to).unwrap();
            assert_eq!(gx, expected_x, "{bank:?} gx {width}x{height}");
            assert_eq!(gy, expected_y, "{bank:?} gy {width}x{height}");
        }
    }
}

each_level!(both_gradients_are_those_of_the_definition);

#[test]
fn what_lies_between_the_rows_of_an_output_stays() {
    let (width, height) = (70, 33);
    let data: Vec<u8> = Random::new(12).elements(width * height);
    let [expected_x, expected_y] = gradients(&data, width, height);
    let mut wide = vec![0u8; (width + 5) * height];
    for (to, from) in wide.chunks_mut(width + 5).zip(data.chunks(width)) {
        to[..width].copy_from_slice(from);
    }
    let src = Plane::new(&wide, width, height)
        .unwrap()
        .with_stride(width + 5)
        .unwrap();
    let (mut gx, mut gy) = (
        vec![99; (width + 3) * height],
        vec![99; (width + 9) * height],
    );
    let to = [(&mut gx, width + 3), (&mut gy, width + 9)].map(|(data, stride)| {
        PlaneMut::new(data, width, height)
            .unwrap()
            .with_stride(stride)
            .unwrap()
    });
    Gradients.apply_into(src, to).unwrap();
    for (found, expected, stride) in [(&gx, &expected_x, width + 3), (&gy, &expected_y, width + 9)]
    {
        for (found, expected) in found.chunks(stride).zip(expected.chunks(width)) {
            assert_eq!(&found[..width], expected);
            assert!(found[width..].iter().all(|&gap| gap == 99));
        }
    }
}

#[test]
fn arrays_have_an_array_for_each_output() {
    let src = [[3u8, 200, 9, 77], [0, 255, 1, 4], [90, 80, 70, 60]];
    let [gx, gy]: [[[i16; 4]; 3]; 2] = Gradients.apply_array(&src);
    let [expected_x, expected_y] = gradients(src.as_flattened(), 4, 3);
    assert_eq!(gx.as_flattened(), expected_x);
    assert_eq!(gy.as_flattened(), expected_y);
}
