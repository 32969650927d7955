//! Pictures of `image`, `imgref`, `rgb` and `ndarray` as pixels.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use image::{
    DynamicImage, GenericImageView, GrayAlphaImage, GrayImage, ImageBuffer, Luma, LumaA, Rgb,
    RgbImage, Rgba, RgbaImage,
};
use imgref::{Img, ImgVec};
use ndarray::{Array2, Array3, s};
use rgb::RGB;

conv_kernel! {
    struct Blur: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1 / 16,
        padding: same,
        border: replicate,
    }
    struct Deep: u16 {
        taps: [[1, 2, 1]],
        scale: 1 / 4,
        padding: same,
        border: reflect101,
    }
    struct Both: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y }, padding: same, border: reflect101 }
    struct Edges: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: replicate,
    }
}

fn value(x: u32, y: u32, channel: u32) -> u8 {
    (x * 31 + y * 57 + channel * 101 + x * y) as u8
}

fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([value(x, y, 0), value(x, y, 1), value(x, y, 2)])
    })
}

/// One channel, filtered as a grey image.
fn grey(photo: &RgbImage, channel: usize) -> GrayImage {
    GrayImage::from_fn(photo.width(), photo.height(), |x, y| {
        Luma([photo.get_pixel(x, y)[channel]])
    })
}

#[test]
fn a_colour_picture_is_filtered_as_its_grey_channels_are() {
    let photo = photo(37, 21);
    let blurred: RgbImage = Blur.apply_image(&photo).unwrap();
    let edges: ImageBuffer<Rgb<i16>, Vec<i16>> = Edges.apply_image(&photo).unwrap();
    for channel in 0..3 {
        let grey = grey(&photo, channel);
        let blurred_grey: GrayImage = Blur.apply_image(&grey).unwrap();
        let plane = Blur.apply(Plane::try_from(&grey).unwrap()).unwrap();
        assert_eq!(blurred_grey.as_raw(), plane.data());
        let edges_grey: ImageBuffer<Luma<i16>, Vec<i16>> = Edges.apply_image(&grey).unwrap();
        for (x, y, pixel) in blurred.enumerate_pixels() {
            assert_eq!(pixel[channel], blurred_grey.get_pixel(x, y)[0]);
            assert_eq!(
                edges.get_pixel(x, y)[channel],
                edges_grey.get_pixel(x, y)[0]
            );
        }
    }
}

#[test]
fn a_picture_keeps_its_opacity_unless_something_else_is_asked_for() {
    let photo = RgbaImage::from_fn(23, 17, |x, y| {
        Rgba([
            value(x, y, 0),
            value(x, y, 1),
            value(x, y, 2),
            value(x, y, 3),
        ])
    });
    let kept: RgbaImage = Blur.apply_image(&photo).unwrap();
    let filtered: RgbaImage = Blur.apply_image_alpha(&photo, Alpha::Filter).unwrap();
    let every = Blur
        .apply_pixels(Pixels::try_from(&photo).unwrap())
        .unwrap();
    assert_eq!(filtered, RgbaImage::try_from(every).unwrap());
    for (x, y, pixel) in kept.enumerate_pixels() {
        assert_eq!(pixel[3], photo.get_pixel(x, y)[3]);
        assert_eq!(pixel.0[..3], filtered.get_pixel(x, y).0[..3]);
    }
    let grey = GrayAlphaImage::from_fn(9, 8, |x, y| LumaA([value(x, y, 0), value(x, y, 1)]));
    let kept: GrayAlphaImage = Blur.apply_image(&grey).unwrap();
    assert!(kept.pixels().zip(grey.pixels()).all(|(a, b)| a[1] == b[1]));
}

#[test]
fn a_dynamic_image_is_filtered_if_its_elements_are_those_of_the_kernel() {
    let photo = photo(19, 11);
    let any = DynamicImage::from(photo.clone());
    let blurred = Blur.apply_image(&any).unwrap();
    assert_eq!(
        blurred,
        DynamicImage::from(Blur.apply_image(&photo).unwrap())
    );
    let deep = DynamicImage::from(any.to_rgba16());
    let smooth = Deep.apply_image(&deep).unwrap();
    assert_eq!(smooth.color(), image::ColorType::Rgba16);
    let error = Blur.apply_image(&deep).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the kernel takes elements of u8, and the picture has 4 channels of 16 bits: convert the picture, as with `to_rgb8`, `to_rgb16` or `to_rgb32f`, or use a kernel for it"
    );
}

#[test]
fn a_part_of_a_picture_is_the_whole_world() {
    let photo = photo(40, 30);
    let part = photo.view(7, 5, 20, 16);
    let cut = part.to_image();
    let blurred: RgbImage = Blur.apply_image(&part).unwrap();
    assert_eq!(blurred, Blur.apply_image(&cut).unwrap());
    let grey = grey(&photo, 1);
    let part = grey.view(7, 5, 20, 16);
    let blurred: GrayImage = Blur.apply_image(&part).unwrap();
    assert_eq!(blurred, Blur.apply_image(&part.to_image()).unwrap());
}

#[test]
fn pixels_of_rgb_lie_in_slices_of_imgref() {
    let photo = photo(13, 9);
    let expected = Blur
        .apply_pixels(Pixels::try_from(&photo).unwrap())
        .unwrap();
    let pixels: Vec<RGB<u8>> = photo.pixels().map(|p| RGB::new(p[0], p[1], p[2])).collect();
    let image = Img::new(&pixels[..], 13, 9);
    assert!(Blur.apply_pixels(image.try_into().unwrap()).unwrap() == expected);
    let part = Pixels::try_from(image.sub_image(2, 3, 8, 5)).unwrap();
    assert_eq!((part.width(), part.height(), part.stride()), (8, 5, 39));
    assert_eq!(part[(1, 1)], photo.get_pixel(3, 4).0);
    let arrays: Vec<[u8; 3]> = photo.pixels().map(|p| p.0).collect();
    let image = Img::new(&arrays[..], 13, 9);
    let mut out = ImgVec::new(vec![RGB::new(0u8, 0, 0); 15 * 9], 15, 9);
    let dst = PixelsMut::try_from(out.sub_image_mut(1, 0, 13, 9)).unwrap();
    Blur.apply_pixels_into(image.try_into().unwrap(), dst)
        .unwrap();
    for y in 0..9 {
        assert_eq!(out[(0u32, y as u32)], RGB::new(0, 0, 0));
        for x in 0..13 {
            assert_eq!(
                <[u8; 3]>::from(out[(x as u32 + 1, y as u32)]),
                expected[(x, y)]
            );
        }
    }
}

#[test]
fn arrays_of_two_and_three_axes_are_planes_and_pixels_in_any_order() {
    let all = Array3::from_shape_fn((12, 17, 6), |(y, x, c)| value(x as u32, y as u32, c as u32));
    for channels in 1..=6 {
        let some = all.slice(s![.., .., ..channels]);
        let out = Edges.apply_pixels_ndarray(some).unwrap();
        assert_eq!(out.dim(), (12, 17, channels));
        for channel in 0..channels {
            let plane = Edges
                .apply_ndarray(some.slice(s![.., .., channel]))
                .unwrap();
            assert_eq!(plane, out.slice(s![.., .., channel]));
        }
    }
    let grey = Array2::from_shape_fn((8, 5), |(y, x)| value(x as u32, y as u32, 0));
    let expected = Edges.apply(Plane::try_from(grey.view()).unwrap()).unwrap();
    assert_eq!(
        Edges.apply_ndarray(grey.view()).unwrap(),
        Array2::try_from(expected).unwrap()
    );
    let turned = grey.t();
    let copy = turned.as_standard_layout().into_owned();
    assert_eq!(
        Edges.apply_ndarray(turned).unwrap(),
        Edges.apply_ndarray(copy.view()).unwrap()
    );
    for array in [grey.view(), turned] {
        let found = Both.apply_ndarray(array).unwrap();
        for (found, kernel) in found.iter().zip(Both.kernels()) {
            let ordered = array.as_standard_layout();
            let plane = Plane::try_from(ordered.view()).unwrap();
            let expected = kernel.apply(plane).unwrap();
            assert_eq!(found, Array2::try_from(expected).unwrap());
        }
    }
    let nothing = Array2::<u8>::zeros((0, 3));
    assert_eq!(Both.apply_ndarray(nothing.view()), Err(Error::Empty));
    assert_eq!(Plane::try_from(turned), Err(Error::Order));
    assert!(Pixels::<u8, 3>::try_from(all.view()).is_err());
    let none = Array3::<u8>::zeros((3, 3, 0));
    assert_eq!(Edges.apply_pixels_ndarray(none.view()), Err(Error::Empty));
}
