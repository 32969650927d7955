//! Pixels: each channel has the bits that it has as a plane.
#![allow(clippy::unwrap_used)]

mod alpha;
mod regions;
mod views;

use conv_kernel::prelude::*;
use conv_kernel::{Element, PerAxis, Scalar, Tap, taps};

const BORDERS: [Border; 6] = [
    Border::Zero,
    Border::Constant(3.0),
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

fn element(index: usize) -> u8 {
    (index.wrapping_mul(2_654_435_761) >> 7) as u8
}

fn picture<In: Element + From<u8>, const N: usize>(
    width: usize,
    height: usize,
) -> PixelsBuf<In, N> {
    let data = (0..width * height * N).map(|index| In::from(element(index)));
    PixelsBuf::from_elements(data.collect(), width, height).unwrap()
}

/// The output of each channel as a plane of its own, by another way into the crate.
fn by_planes<F: Filter + ?Sized, const N: usize>(
    kernel: &F,
    level: Level,
    src: Pixels<'_, F::In, N>,
) -> Option<[PlaneBuf<F::Out>; N]> {
    let (width, height) = kernel.output_size(src.width(), src.height()).ok()?;
    Some(core::array::from_fn(|channel| {
        let plane = src.channel(channel).unwrap().unwrap();
        let mut out = PlaneBuf::filled(width, height, F::Out::default()).unwrap();
        kernel
            .apply_into_at(level, plane.as_plane(), out.as_plane_mut())
            .unwrap();
        out
    }))
}

/// Compares a picture, at a level, in rows with gaps, whose output lies between other elements.
fn same_at<F: PixelFilter, const N: usize>(
    kernel: &F,
    level: Level,
    (width, height): (usize, usize),
) -> usize
where
    F::In: From<u8>,
    F::Out: PartialEq,
{
    let src = picture::<F::In, N>(width, height);
    let src = src.as_pixels();
    let Some(expected) = by_planes(kernel, level, src) else {
        assert!(kernel.output_size(width, height).is_err());
        return 0;
    };
    let (columns, rows) = (expected[0].width(), expected[0].height());
    let poison = F::Out::from_f64(9.0);
    let stride = (columns + 2) * N + 1;
    let mut out = vec![poison; stride * (rows + 2)];
    let dst = PixelsMut::<_, N>::from_elements(&mut out, columns + 2, rows + 2)
        .and_then(|out| out.with_stride(stride))
        .and_then(|out| out.sub(1, 1, columns, rows))
        .unwrap();
    kernel.apply_pixels_into_at(level, src, dst).unwrap();
    for y in 0..rows + 2 {
        for x in 0..stride {
            let inside = (1..=rows).contains(&y) && (N..(columns + 1) * N).contains(&x);
            let value = if inside {
                expected[x % N][(x / N - 1, y - 1)]
            } else {
                poison
            };
            assert!(
                out[y * stride + x] == value,
                "{kernel:?} at {level:?}, {width}x{height} of {N}: element {x} of row {y} is {:?}, not {value:?}",
                out[y * stride + x],
            );
        }
    }
    columns * rows * N
}

/// Every level and some sizes.
fn same<F: PixelFilter, const N: usize>(kernel: &F) -> usize
where
    F::In: From<u8>,
    F::Out: PartialEq,
{
    let mut compared = 0;
    for level in Level::available() {
        for size in [
            (1, 1),
            (2, 3),
            (5, 4),
            (9, 11),
            (23, 17),
            (67, 5),
            (301, 13),
        ] {
            compared += same_at::<F, N>(kernel, level, size);
        }
    }
    let size = (3001, 9);
    compared + same_at::<F, N>(kernel, Level::best(), size)
}

/// Pixels of one to five elements.
fn same_of_all<F: PixelFilter>(kernel: &F) -> usize
where
    F::In: From<u8>,
    F::Out: PartialEq,
{
    same::<F, 1>(kernel)
        + same::<F, 2>(kernel)
        + same::<F, 3>(kernel)
        + same::<F, 4>(kernel)
        + same::<F, 5>(kernel)
}

fn dense(rows: usize, columns: usize) -> Taps {
    let values = (0..rows * columns).map(|index| Tap::from(f32::from(element(index)) - 99.5));
    Taps::new(vec![rows, columns], values.collect())
}

conv_kernel! {
    struct Sobel: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
        border: replicate,
    }
    struct Binomial: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1 / 256,
        padding: same,
        border: reflect101,
    }
    struct Sharpen: u8 {
        taps: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        padding: same,
        border: constant(7),
        overflow: saturate,
    }
    struct Smooth: f32 {
        taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]],
        padding: same,
        border: wrap,
    }
    struct Halved: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1 / 16,
        stride: 2,
        padding: same,
        border: reflect,
    }
    struct Quarter: u8 {
        taps: binomial([5, 5]),
        scale: 1 / 256,
        stride: 2,
        padding: 2,
        border: reflect101,
    }
    struct Third: f32 {
        taps: [[0.25, 0.5, 0.25, 0.125], [1.0, 2.0, -1.0, 0.5]],
        stride: [1, 3],
        dilation: 2,
        padding: full,
        border: replicate,
    }
    struct Wide: i16 -> i32 {
        taps: [[300, -200, 100, 50, 25], [1, 2, 3, 4, 5]],
        padding: same,
    }
    struct Across: i16 -> i32 {
        taps: [[300, -200, 100, 50, 25, 7, 9]],
        padding: same,
        border: reflect,
    }
    struct Given: f32 {
        shape: [3, 5],
        padding: same,
        border: replicate,
    }
    struct Large: f32 {
        taps: [
            [0.01, 0.02, 0.03, 0.04, 0.05], [0.11, 0.12, 0.13, 0.14, 0.15],
            [0.21, -0.22, 0.23, -0.24, 0.25], [0.31, 0.32, 0.33, 0.34, 0.35],
            [0.41, 0.42, 0.43, 0.44, 0.45],
        ],
    }
}

#[test]
fn declared_kernels_give_each_channel_the_bits_of_a_plane() {
    let given = Given::new([[0.5, 0.25, 0.125, 2.0, 1.5]; 3]).unwrap();
    // Each number of channels is compiled anew.
    let compared = same_of_all(&Sobel)
        + same::<_, 3>(&Binomial)
        + same::<_, 4>(&Binomial)
        + same::<_, 3>(&Sharpen)
        + same::<_, 4>(&Smooth)
        + same::<_, 3>(&Halved)
        + same::<_, 4>(&Halved)
        + same::<_, 5>(&Halved)
        + same::<_, 3>(&Quarter)
        + same::<_, 4>(&Quarter)
        + same::<_, 2>(&Third)
        + same::<_, 3>(&Wide)
        + same::<_, 2>(&Across)
        + same::<_, 3>(&Large)
        + same::<_, 3>(&given);
    assert!(compared > 1_500_000, "{compared} elements");
}

#[test]
fn run_time_kernels_give_each_channel_the_bits_of_a_plane_with_every_border() {
    let mut compared = 0;
    // The last is 3 rows by 21 columns in two passes, whose horizontal one is in blocks.
    let long: Taps = Taps::outer(
        &[1, 2, 1].into(),
        &(0..21).map(|index| index - 9).collect::<Vec<i32>>().into(),
    );
    for taps in [dense(3, 3), dense(1, 20), taps::library::binomial(5), long] {
        for border in BORDERS {
            for (stride, dilation) in [([1, 1], 1), ([2, 2], 1), ([1, 3], 2)] {
                let kernel = DynKernel::<f32, f32>::builder(taps.clone())
                    .padding(Padding::Sides(vec![[2, 1], [5, 9]]))
                    .border(border)
                    .stride(PerAxis::Each(stride.to_vec()))
                    .dilation(dilation)
                    .build()
                    .unwrap();
                compared += same::<_, 3>(&kernel) + same::<_, 4>(&kernel);
            }
        }
    }
    assert!(compared > 3_000_000, "{compared} elements");
}

/// Kernels of every accumulator and of both kinds of passes.
#[test]
fn run_time_kernels_of_every_type_give_each_channel_the_bits_of_a_plane() {
    fn all<In: Element + From<u8>, Out: Element + PartialEq>(taps: &Taps) -> usize {
        let built = |stride: usize| {
            let kernel = DynKernel::<In, Out>::builder(taps.clone()).padding(Padding::Same);
            let kernel = kernel.border(Border::Replicate).stride(stride);
            kernel.overflow(Overflow::Saturate).build()
        };
        let compared = (1..=2).map(|stride| {
            let kernel = built(stride).unwrap();
            same::<_, 2>(&kernel) + same::<_, 3>(&kernel)
        });
        compared.sum()
    }
    let two: Taps = taps::library::binomial(5);
    let one: Taps = [[1, -2, 3], [4, 5, -6], [-7, 8, 9]].into();
    let row: Taps = [[1, -2, 3, 4, 5]].into();
    let mut compared = 0;
    for taps in [&two, &one, &row] {
        compared += all::<u8, u8>(taps)
            + all::<u8, i16>(taps)
            + all::<u8, i32>(taps)
            + all::<u16, u16>(taps)
            + all::<i16, i16>(taps)
            + all::<i16, i32>(taps)
            + all::<i32, i32>(taps)
            + all::<f32, f32>(taps)
            + all::<f64, f64>(taps)
            + all::<u8, f32>(taps);
    }
    assert!(compared > 1_000_000, "{compared} elements");
}

/// A window that fits no buffer on the stack.
#[test]
fn pixels_are_filtered_tap_by_tap_too() {
    let mut values = vec![Tap::from(0.0f32); 3 * 301];
    for (index, value) in values.iter_mut().enumerate().step_by(50) {
        *value = Tap::from(index as f32 - 70.0);
    }
    for stride in [1, 2] {
        let kernel = DynKernel::<f32, f32>::builder(Taps::new(vec![3, 301], values.clone()))
            .padding(Padding::Same)
            .dilation(30)
            .stride(stride)
            .border(Border::Reflect101)
            .build()
            .unwrap();
        assert!(same_at::<_, 3>(&kernel, Level::best(), (40, 31)) > 0);
    }
}

/// Blocks of columns in buffers that are full to the last element.
#[test]
fn rows_of_pixels_in_blocks_that_end_within_a_pixel_fit_their_buffers() {
    for (rows, columns) in [(5, 5), (3, 9), (7, 4)] {
        let factors = |count: i32| -> Taps { (1..=count).collect::<Vec<i32>>().into() };
        let taps = Taps::outer(&factors(rows), &factors(columns));
        for dilation in 1..=9 {
            let kernel = DynKernel::<f64, f64>::builder(taps.clone())
                .padding(Padding::Same)
                .border(Border::Replicate)
                .dilation(dilation)
                .build()
                .unwrap();
            let level = Level::best();
            for width in [900, 1333, 2000] {
                assert!(same_at::<_, 3>(&kernel, level, (width, 12)) > 0);
                assert!(same_at::<_, 5>(&kernel, level, (width, 12)) > 0);
            }
        }
    }
}

#[test]
fn every_way_to_call_gives_the_same_pixels() {
    let src = picture::<u8, 3>(301, 97);
    let src = src.as_pixels();
    let expected = Sobel.apply_pixels(src).unwrap();
    let planes = by_planes(&Sobel, Level::best(), src).unwrap();
    let joined = PixelsBuf::from_channels(planes.each_ref().map(PlaneBuf::as_plane)).unwrap();
    assert!(joined == expected);
    let dynamic = Sobel.to_dyn();
    assert!(dynamic.apply_pixels(src).unwrap() == expected);
    let shared: &dyn Filter<In = u8, Out = i16> = &dynamic;
    assert!(shared.apply_pixels(src).unwrap() == expected);
    assert!(Sobel.apply_pixels_par(src).unwrap() == expected);
    assert!(shared.apply_pixels_par(src).unwrap() == expected);
    let mut out = PixelsBuf::filled(301, 97, [0; 3]).unwrap();
    Sobel
        .apply_pixels_with(src, out.as_pixels_mut(), &mut Scratch::new())
        .unwrap();
    assert!(out == expected);
    let rect = Rect::new(40, 13, 200, 60);
    for filter in [&Sobel as &dyn Filter<In = u8, Out = i16>, shared] {
        let mut part = PixelsBuf::filled(200, 60, [0; 3]).unwrap();
        let dst = part.as_pixels_mut();
        filter.apply_pixels_region(src, rect, dst).unwrap();
        assert!(part.as_pixels() == expected.as_pixels().sub(40, 13, 200, 60).unwrap());
    }
}

/// Kernels by FFT go channel by channel.
#[test]
fn the_method_of_a_kernel_is_its_method_for_pixels() {
    let src = picture::<f32, 3>(90, 70);
    let src = src.as_pixels();
    let kernel = DynKernel::<f32, f32>::builder(dense(9, 9))
        .padding(Padding::Same)
        .method(Method::Fft)
        .build()
        .unwrap();
    let expected = by_planes(&kernel, Level::best(), src).unwrap();
    let out = kernel.apply_pixels(src).unwrap();
    for (channel, expected) in expected.iter().enumerate() {
        let found = out.as_pixels().channel(channel).unwrap().unwrap();
        assert!(found == *expected, "channel {channel}");
    }
}

#[test]
fn arrays_of_pixels_are_filtered_without_an_allocator() {
    let src = picture::<u8, 3>(5, 4);
    let array: [[[u8; 3]; 5]; 4] = core::array::from_fn(|y| core::array::from_fn(|x| src[(x, y)]));
    let edges: [[[i16; 3]; 5]; 4] = Sobel.apply_pixels_array(&array);
    let expected = Sobel.apply_pixels(src.as_pixels()).unwrap();
    assert_eq!(edges.as_flattened(), expected.data());
}

/// Lines of many channels, split into as many parts as the stride is long, fit no stack.
#[test]
fn strides_of_many_channels_have_the_bits_of_kept_buffers() {
    fn same<const N: usize>(stride: usize) {
        let kernel = DynKernel::<u8, u16>::builder([[1, 1, 1]; 3]).stride([1, stride]);
        let kernel = kernel.build().unwrap();
        let src = picture::<u8, N>(stride * 2 + 3, 5);
        let expected = kernel.apply_pixels(src.as_pixels()).unwrap();
        let mut found = PixelsBuf::filled(expected.width(), expected.height(), [7u16; N]).unwrap();
        let whole = found.as_pixels_mut();
        kernel.apply_pixels_into(src.as_pixels(), whole).unwrap();
        assert_eq!(found, expected, "{N} channels, stride {stride}");
        let first: u16 = (0..9).map(|at| u16::from(src[(at % 3, at / 3)][0])).sum();
        assert_eq!(found[(0, 0)][0], first);
    }
    same::<64>(300);
    same::<16>(1100);
    same::<2>(9000);
    same::<3>(2);
}
