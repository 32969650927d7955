//! Every score of every type, with and without a mask, is what the definition has.

use crate::Picture;
use crate::reference::assert_defined;
use conv_kernel::matching::Pixel;
use conv_kernel_tests::cases::Random;

/// Sizes of a picture and of a template.
const SIZES: [([usize; 2], [usize; 2]); 12] = [
    ([1, 1], [1, 1]),
    ([5, 4], [1, 1]),
    ([9, 7], [3, 2]),
    ([9, 7], [9, 7]),
    ([9, 7], [9, 1]),
    ([9, 7], [1, 7]),
    ([40, 33], [13, 11]),
    ([41, 9], [32, 3]),
    ([23, 40], [7, 17]),
    ([80, 20], [63, 19]),
    ([67, 70], [64, 64]),
    ([300, 5], [33, 2]),
];

/// A template that is cut from the picture in one place.
fn scene<T: Pixel>(
    random: &mut Random,
    [width, height]: [usize; 2],
    [columns, rows]: [usize; 2],
) -> [Picture<T>; 2] {
    let picture = Picture::random(random, width, height);
    let (x, y) = (random.size(width - columns), random.size(height - rows));
    let template = picture.cut(x, y, columns, rows);
    [picture, template]
}

fn without_mask<T: Pixel>() {
    let random = &mut Random::new(1);
    for (size, window) in SIZES {
        let [picture, template] = scene::<T>(random, size, window);
        assert_defined(&picture, &template, None);
    }
}

/// A mask of random weights, one of which is 1.
fn mask(random: &mut Random, [width, height]: [usize; 2], binary: bool) -> Picture<f32> {
    let mut weights: Vec<f32> = (0..width * height)
        .map(|_| match random.size(3) {
            0 => 0.0,
            _ if binary => 1.0,
            _ => (random.unit() as f32 + 1.0) * 1.5,
        })
        .collect();
    let one = random.size(weights.len() - 1);
    weights[one] = 1.0;
    Picture::new(weights, width, height)
}

fn with_mask<T: Pixel>(binary: bool) {
    let random = &mut Random::new(2);
    for (size, window) in SIZES {
        let [picture, template] = scene::<T>(random, size, window);
        let mask = mask(random, window, binary);
        assert_defined(&picture, &template, Some(&mask));
    }
}

#[test]
fn scores_of_u8_are_the_exact_ones_rounded() {
    without_mask::<u8>();
}

#[test]
fn scores_of_u16_are_the_exact_ones_rounded() {
    without_mask::<u16>();
}

#[test]
fn scores_of_f32_are_within_the_documented_error() {
    without_mask::<f32>();
}

#[test]
fn scores_of_u8_under_zeros_and_ones_are_the_exact_ones_rounded() {
    with_mask::<u8>(true);
}

#[test]
fn scores_of_u16_under_zeros_and_ones_are_the_exact_ones_rounded() {
    with_mask::<u16>(true);
}

#[test]
fn scores_of_f32_under_zeros_and_ones_are_within_the_documented_error() {
    with_mask::<f32>(true);
}

#[test]
fn scores_of_u8_under_weights_are_within_the_documented_error() {
    with_mask::<u8>(false);
}

#[test]
fn scores_of_u16_under_weights_are_within_the_documented_error() {
    with_mask::<u16>(false);
}

#[test]
fn scores_of_f32_under_weights_are_within_the_documented_error() {
    with_mask::<f32>(false);
}
