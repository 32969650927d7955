//! What becomes of an opacity.

use crate::{Halved, Sharpen, element, picture};
use conv_kernel::prelude::*;
use conv_kernel::{Element, Tap};

/// Sums in f64 of the definition: colours that are multiplied by their opacity.
#[test]
fn premultiplied_pixels_are_sums_weighted_by_their_opacity() {
    let kernel = DynKernel::<f64, f64>::builder([[0.25, 0.5, 0.25], [0.5, 1.0, 0.5]])
        .padding(Padding::Same)
        .border(Border::Replicate)
        .build()
        .unwrap();
    let (width, height) = (7, 5);
    let data: Vec<[f64; 4]> = (0..width * height)
        .map(|i| core::array::from_fn(|c| f64::from(element(4 * i + c)) / 255.0))
        .map(|pixel: [f64; 4]| {
            if pixel[0] > 0.7 {
                [pixel[0], pixel[1], pixel[2], 0.0]
            } else {
                pixel
            }
        })
        .collect();
    let src = Pixels::new(&data, width, height).unwrap();
    let out = kernel.apply_alpha(src, Alpha::Premultiply).unwrap();
    let taps = [[0.25, 0.5, 0.25], [0.5, 1.0, 0.5]];
    for y in 0..height {
        for x in 0..width {
            let mut sums = [0.0f64; 4];
            for (row, taps) in taps.iter().enumerate() {
                for (column, tap) in taps.iter().enumerate() {
                    let v = (y + row).min(height - 1);
                    let u = (x + column).saturating_sub(1).min(width - 1);
                    let [r, g, b, a] = src[(u, v)];
                    for (sum, value) in sums.iter_mut().zip([r * a, g * a, b * a, a]) {
                        *sum += tap * value;
                    }
                }
            }
            let [r, g, b, a] = sums;
            let found = out[(x, y)];
            for (found, expected) in found.iter().zip([r / a, g / a, b / a, a]) {
                // Six products and a quotient, all positive.
                let bound = 20.0 * f64::EPSILON * expected;
                assert!(
                    (found - expected).abs() <= bound,
                    "column {x}, row {y}: {found}"
                );
            }
        }
    }
}

/// `above / below` of integers, the nearest, and of two the even one.
fn nearest(above: u64, below: u64) -> u64 {
    let (down, rest) = (above / below, above % below);
    down + u64::from(2 * rest > below || 2 * rest == below && down % 2 == 1)
}

#[test]
fn integers_are_rounded_to_the_nearest_before_the_sum_and_after() {
    fn of<T: Element + TryFrom<u64, Error: core::fmt::Debug>>(pairs: &[[u64; 2]], whole: u64) {
        let as_element = |value: u64| T::try_from(value).unwrap();
        let kernel = DynKernel::<T, T>::builder([[1]]).build().unwrap();
        let data: Vec<[T; 2]> = pairs.iter().map(|pair| pair.map(as_element)).collect();
        let src = Pixels::new(&data, data.len(), 1).unwrap();
        let out = kernel.apply_alpha(src, Alpha::Premultiply).unwrap();
        for (found, &[colour, alpha]) in out.data().iter().zip(pairs) {
            let expected = match alpha {
                0 => 0,
                _ => nearest(nearest(colour * alpha, whole) * whole, alpha).min(whole),
            };
            assert_eq!(
                *found,
                [expected, alpha].map(as_element),
                "{colour}, {alpha}"
            );
        }
    }
    let bytes: Vec<[u64; 2]> = (0..65536).map(|at| [at / 256, at % 256]).collect();
    of::<u8>(&bytes, 255);
    let words: Vec<[u64; 2]> = (0..50_000)
        .map(|at| [at * 7919 % 65536, at * at % 65536])
        .collect();
    of::<u16>(&words, 65535);
    // Products that doubles do not hold.
    let wide = [
        [1_362_286_841, 2_086_055_132],
        [1_209_262_695, 2_030_699_382],
    ];
    let more = (1..1000u64).map(|at| [at * 2_147_483 % 2_147_483_647, 2_147_483_647 - at * at]);
    of::<i32>(
        &wide.into_iter().chain(more).collect::<Vec<_>>(),
        2_147_483_647,
    );
}

#[test]
fn an_opacity_is_kept_by_its_pixel_or_by_the_middle_of_the_window() {
    let src = picture::<u8, 4>(9, 8);
    let src = src.as_pixels();
    let opacity = src.channel(3).unwrap().unwrap();
    let kept = Sharpen.apply_alpha(src, Alpha::Keep).unwrap();
    let filtered = Sharpen.apply_pixels(src).unwrap();
    assert!(Sharpen.apply_alpha(src, Alpha::Filter).unwrap() == filtered);
    for y in 0..8 {
        for x in 0..9 {
            assert_eq!(kept[(x, y)][..3], filtered[(x, y)][..3]);
            assert_eq!(kept[(x, y)][3], opacity[(x, y)]);
        }
    }
    // `same` with a stride of 2 on 9 columns begins one before, on 8 rows with the first.
    let halved = Halved.apply_alpha(src, Alpha::Keep).unwrap();
    assert_eq!(halved[(1, 1)][3], opacity[(2, 3)]);
    assert_eq!(halved[(4, 3)][3], opacity[(8, 7)]);
    let inner = DynKernel::<f32, f32>::builder([[1, 1, 1, 1]])
        .build()
        .unwrap();
    let floats = picture::<f32, 4>(9, 8);
    let inner = inner.apply_alpha(floats.as_pixels(), Alpha::Keep).unwrap();
    assert_eq!(inner[(0, 0)][3], f32::from(opacity[(1, 0)]));
    // Whatever the anchor, a pixel that has an output keeps its own.
    for padding in [Padding::SameLower, Padding::Sides(vec![[0, 0], [3, 0]])] {
        let kernel = DynKernel::<f32, f32>::builder([[1, 2, 3, 4]]).padding(padding);
        let kept = kernel
            .build()
            .unwrap()
            .apply_alpha(floats.as_pixels(), Alpha::Keep);
        assert_eq!(kept.unwrap()[(4, 2)][3], f32::from(opacity[(4, 2)]));
    }
}

#[test]
fn what_cannot_be_seen_takes_no_part_in_a_blur() {
    let row = [[200u8, 0, 0, 255], [10, 250, 30, 0], [200, 0, 0, 255]];
    let src = Pixels::new(&row, 3, 1).unwrap();
    let blur = DynKernel::<u8, u8>::builder([[
        Tap::ratio(1, 4).unwrap(),
        Tap::ratio(1, 2).unwrap(),
        Tap::ratio(1, 4).unwrap(),
    ]])
    .padding(Padding::Same)
    .build()
    .unwrap();
    let out = blur.apply_alpha(src, Alpha::Premultiply).unwrap();
    // Half of 200, seen by 128 of 255, and rounded.
    assert_eq!(out[(1, 0)], [199, 0, 0, 128]);
    let nothing = [[9u8, 9, 9, 0]; 4];
    let out = blur
        .apply_alpha(Pixels::new(&nothing, 2, 2).unwrap(), Alpha::Premultiply)
        .unwrap();
    assert_eq!(out.data(), [[0; 4]; 4]);
}
