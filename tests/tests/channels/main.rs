//! The key `channels`: pixels mixed to one value before the window, against the definition.
#![allow(clippy::unwrap_used)]

mod blocks;
mod definition;
mod floats;
mod rules;

use conv_kernel::prelude::*;
use conv_kernel::{MixFilter, Tap, reference, verify};
use conv_kernel_tests::each_level;
use definition::{Case, picture};

const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(3.0),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

const SOBEL: [[i64; 3]; 3] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]];

conv_kernel! {
    /// The horizontal gradient of the luminance of ITU-R BT.601.
    pub struct LumaSobel: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        channels: [0.299, 0.587, 0.114],
        padding: same,
        border: reflect101,
    }

    /// Two passes over rows of `u16`.
    pub struct Blur: u8 -> u8 {
        taps: binomial([5, 5]),
        channels: [77/256, 150/256, 29/256],
        padding: same,
        border: replicate,
    }

    /// Rows of `i16`.
    pub struct Difference: i8 -> i32 {
        taps: [[1, -2], [3, 4]],
        channels: [1, -1],
        padding: full,
        border: [wrap, constant(-7)],
    }

    pub struct Mean: u16 -> f32 {
        taps: [[1, 2, 1], [0, 5, 0], [1, 2, 1]],
        channels: [1/4, 1/4, 1/4, 1/4],
        padding: 3,
        border: reflect,
        stride: [2, 3],
        dilation: [2, 1],
    }

    pub struct Floats: f32 {
        taps: [[0.1, 0.2, 0.3], [-0.4, 0.5, -0.6]],
        channels: [0.299, 0.587, 0.114],
        padding: same,
        border: constant(0.7),
        mode: convolve,
    }

    pub struct Doubles: i32 -> f64 {
        taps: [[0.1, 0.2, 0.3], [0.2, 0.4, 0.6], [0.1, 0.2, 0.3]],
        channels: [1/3, -2/3],
        padding: same_lower,
        border: wrap,
        stride: 2,
    }

    /// Integers with float taps; the second channel is not read.
    pub struct Halves: i16 -> f32 {
        taps: [[0.5, 0.25]],
        channels: [0.5, 0, 2],
        padding: [0, 1],
    }

    pub struct Many: u8 -> u8 {
        taps: [[1, 1], [1, 1]],
        channels: [1, 2, 3, 4, 5, 6],
        scale: 1/84,
        stride: 2,
    }

    /// A window of many taps, which follows a table.
    pub struct Wide: u8 -> i32 {
        taps: [[1, -2, 3, -4, 5, -6, 7, -8, 9]; 9],
        channels: [0.299, 0.587, 0.114],
        padding: same,
        border: reflect,
    }

    pub struct Alone: i16 {
        taps: [[1, 2]],
        channels: [-1/2],
        overflow: saturate,
    }
}

#[test]
fn every_way_of_declared_kernels_agrees_with_the_reference_on_every_level() {
    verify(&LumaSobel).unwrap();
    verify(&Blur).unwrap();
    verify(&Difference).unwrap();
    verify(&Mean).unwrap();
    verify(&Floats).unwrap();
    verify(&Doubles).unwrap();
    verify(&Halves).unwrap();
    verify(&Many).unwrap();
    verify(&Wide).unwrap();
    verify(&Alone).unwrap();
}

#[test]
fn run_time_kernels_are_checked_as_declared_ones_are() {
    verify(&LumaSobel.to_dyn()).unwrap();
    let filter: Box<dyn MixFilter<3, In = u8, Out = i16>> = Box::new(LumaSobel);
    verify(&*filter).unwrap();
}

/// A kernel by the builder, and what it computes by definition, for every border and some steps.
fn integers<In, Out, const N: usize>(level: Level, weights: [(i64, i64); N])
where
    In: conv_kernel::Element,
    Out: conv_kernel::Element,
{
    let ratio = |(above, below)| Tap::ratio(above, below).unwrap();
    let mut compared = 0;
    for border in BORDERS {
        for (stride, dilation, pads) in [
            ([1, 1], [1, 1], [[0, 0], [0, 0]]),
            ([1, 1], [1, 1], [[1, 1], [1, 1]]),
            ([2, 1], [1, 2], [[1, 2], [3, 0]]),
            ([1, 3], [2, 1], [[4, 0], [0, 5]]),
        ] {
            let padded = pads != [[0, 0], [0, 0]];
            if !padded && border != Border::Zero {
                continue;
            }
            let mut builder = DynKernel::<In, Out>::builder(SOBEL)
                .stride(stride)
                .dilation(dilation)
                .padding(Padding::Sides(pads.to_vec()))
                .overflow(Overflow::Saturate);
            if padded {
                builder = builder.border(border);
            }
            let kernel = builder.channels(weights.map(ratio)).build().unwrap();
            let case = Case {
                taps: SOBEL.map(Vec::from).to_vec(),
                weights: weights.to_vec(),
                stride,
                dilation,
                pads,
                border,
            };
            for (width, height) in [(1, 1), (2, 1), (1, 3), (3, 3), (4, 6), (7, 5), (70, 9)] {
                let src = picture::<In, N>(width, height);
                let src = src.as_pixels();
                let Some(expected) = case.integers::<In, Out, N>(src) else {
                    assert!(kernel.output_size(width, height).is_err());
                    continue;
                };
                let mut found =
                    PlaneBuf::filled(expected.width(), expected.height(), Out::default());
                let found = found.as_mut().unwrap();
                kernel
                    .apply_into_at(level, src, found.as_plane_mut())
                    .unwrap();
                assert_eq!(
                    *found, expected,
                    "{border:?}, {kernel:?} on {width}x{height}"
                );
                let reference = reference::correlate_mixed(&kernel.kernel(), src).unwrap();
                assert_eq!(expected, reference, "the reference of {kernel:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 80, "only {compared} were compared");
}

fn integers_are_the_definition_in_128_bits(level: Level) {
    integers::<u8, i16, 3>(level, [(299, 1000), (587, 1000), (114, 1000)]);
    integers::<u8, u8, 2>(level, [(1, 1), (-1, 3)]);
    integers::<u8, i32, 4>(level, [(77, 256), (150, 256), (29, 256), (0, 1)]);
    integers::<i8, i8, 3>(level, [(1, 7), (2, 7), (4, 7)]);
    integers::<u16, i32, 3>(level, [(2126, 10000), (7152, 10000), (722, 10000)]);
    integers::<i16, i16, 2>(level, [(-1, 2), (1, 2)]);
    integers::<i16, u16, 5>(level, [(1, 2), (1, 4), (1, 8), (1, 16), (1, 16)]);
}

each_level!(integers_are_the_definition_in_128_bits);

#[test]
fn a_mix_is_an_exact_plane_whose_kernel_is_scaled() {
    let src = picture::<u8, 3>(61, 47);
    let grey: Vec<i32> = (src.as_pixels().rows().flatten())
        .map(|&[r, g, b]| 299 * i32::from(r) + 587 * i32::from(g) + 114 * i32::from(b))
        .collect();
    let scaled = DynKernel::<i32, i16>::builder(SOBEL)
        .padding(Padding::Same)
        .border(Border::Reflect101)
        .scale(Tap::ratio(1, 1000).unwrap())
        .overflow(Overflow::Saturate)
        .build()
        .unwrap();
    let expected = scaled.apply(Plane::new(&grey, 61, 47).unwrap()).unwrap();
    assert_eq!(LumaSobel.apply(src.as_pixels()).unwrap(), expected);
}

#[test]
fn a_sum_is_rounded_once_where_a_grey_plane_would_round_each_pixel() {
    // 0.4 of each of two pixels: 0.8 is 1, and twice 0 is 0.
    let sum = DynKernel::<u8, u8>::builder([[1, 1]]).channels([0.4, 0.6]);
    let kernel = sum.clone().build();
    assert!(kernel.is_err(), "510 does not fit");
    let sum = DynKernel::<u8, u16>::builder([[1, 1]]).channels([0.4, 0.6]);
    let row = [[1u8, 0], [1, 0]];
    let kernel = sum.build().unwrap();
    assert_eq!(
        kernel
            .apply(Pixels::new(&row, 2, 1).unwrap())
            .unwrap()
            .data(),
        [1]
    );
}

#[test]
fn arrays_of_pixels_take_no_allocator() {
    let src = [[[10u8, 20, 30]; 4]; 3];
    let out: [[i16; 4]; 3] = LumaSobel.apply_array(&src);
    assert_eq!(out, [[0; 4]; 3]);
    let src = [[[0u8, 0, 0], [100, 0, 0], [200, 0, 0], [200, 0, 0]]];
    let out: [[i16; 4]; 1] = LumaSobel.apply_array(&src);
    assert_eq!(out, [[0, 239, 120, 0]]);
}

#[test]
fn a_picture_of_another_crate_becomes_a_grey_one() {
    use image::{GrayImage, Luma, Rgb, RgbImage};
    let photo = RgbImage::from_fn(20, 10, |x, y| Rgb([x as u8, y as u8, 200]));
    let grey: GrayImage = Blur.apply_image(&photo).unwrap();
    let pixels = Pixels::try_from(&photo).unwrap();
    assert_eq!(grey.as_raw(), Blur.apply(pixels).unwrap().data());
    // (77 * 10 + 150 * 5 + 29 * 200) / 256 is 28.6.
    assert_eq!(grey.get_pixel(10, 5), &Luma([29]));
}

#[test]
fn a_run_time_kernel_is_written_and_read_as_the_same_kernel() {
    for kernel in [
        LumaSobel.to_dyn(),
        DynKernel::<u8, i16>::builder(SOBEL)
            .overflow(Overflow::Wrap)
            .scale(Tap::ratio(-3, 7).unwrap())
            .channels([
                Tap::ratio(1, 2).unwrap(),
                Tap::integer(-1),
                Tap::ratio(2, 3).unwrap(),
            ])
            .build()
            .unwrap(),
    ] {
        let text = serde_json::to_string(&kernel).unwrap();
        let read: DynMix<u8, i16, 3> = serde_json::from_str(&text).unwrap();
        assert_eq!(read.kernel(), kernel.kernel(), "{text}");
        let other = serde_json::from_str::<DynMix<u8, i16, 4>>(&text).unwrap_err();
        let words = "the kernel is for pixels of 3 channels, and was used on 4: a plane has 1";
        assert!(other.to_string().starts_with(words), "{other}");
        let plane = serde_json::from_str::<DynKernel<u8, i16>>(&text).unwrap_err();
        assert!(
            plane.to_string().contains("pixels of 3 channels"),
            "{plane}"
        );
    }
    let text = serde_json::to_string(&Floats.to_dyn()).unwrap();
    let read: DynMix<f32, f32, 3> = serde_json::from_str(&text).unwrap();
    assert_eq!(read.kernel(), Floats.kernel(), "{text}");
}

#[test]
fn a_plan_says_what_is_mixed_and_into_which_rows() {
    let plan = LumaSobel.explain().to_string();
    let first = plan.lines().next().unwrap();
    assert_eq!(
        first,
        "plane kernel 3x3, u8 -> i16, padding same, border reflect101, \
         channels [299, 587, 114]/1000 mixed to rows of i32 (proven within [0, 255000])"
    );
    assert!(
        Blur.explain()
            .to_string()
            .contains("rows of u16 (proven within [0, 65280])")
    );
    assert!(
        Floats
            .explain()
            .to_string()
            .contains("channels [0.299, 0.587, 0.114] mixed to rows of f32")
    );
}
