//! Every way of calling gives the bits of `apply_into`.

use crate::holes;
use crate::kernels::{Gaussian, Line, Long, Mean, Narrowed, Shrunk, Table};
use conv_kernel::Element;
use conv_kernel::prelude::*;
use conv_kernel_tests::ways::{every_way, same};

/// Inputs wider and higher than blocks are, with some rows and columns that miss nothing.
fn input<T: Element>(width: usize, height: usize, percent: i64) -> Vec<T> {
    let mut data = holes(11, width * height, percent);
    for y in height / 3..height * 2 / 3 {
        for x in &mut data[y * width..(y + 1) * width] {
            *x = if x.is_nan() { 0.5 } else { *x };
        }
    }
    data.into_iter().map(|x| T::from_f64(x.into())).collect()
}

#[test]
fn planes_pixels_regions_and_tiles_have_the_same_bits() {
    for percent in [0, 1, 40] {
        every_way(&Gaussian, &input(150, 61, percent), 150);
        every_way(&Mean, &input(150, 61, percent), 150);
        every_way(&Shrunk, &input(150, 61, percent), 150);
        every_way(&Narrowed, &input(150, 61, percent), 150);
        every_way(&Table, &input(150, 61, percent), 150);
    }
    // Wider than a buffer on the stack, and than a block in a cache.
    every_way(&Gaussian, &input(17_000, 9, 2), 17_000);
    every_way(&Shrunk, &input(9_000, 40, 2), 9_000);
    every_way(&Narrowed, &input(9_000, 40, 2), 9_000);
    // Smaller than a window.
    every_way(&Table, &input(3, 2, 50), 3);
    every_way(&Gaussian, &input(1, 1, 0), 1);
}

#[test]
fn a_hole_is_found_in_every_corner_of_every_channel() {
    let (width, height) = (90, 70);
    for pixel in [0, width - 1, width * (height - 1), width * height - 1] {
        for channel in 0..3 {
            let mut data = vec![[1.0f32; 3]; width * height];
            data[pixel][channel] = f32::NAN;
            let src = Pixels::new(&data, width, height).unwrap();
            for found in [
                Gaussian.apply_pixels(src),
                Shrunk.to_dyn().apply_pixels(src),
            ] {
                let found = found.unwrap();
                let finite = found.data().as_flattened().iter().all(|x| x.is_finite());
                assert!(finite, "pixel {pixel}, channel {channel}");
            }
        }
    }
}

#[test]
fn a_window_that_fits_no_buffer_leaves_out_nan_too() {
    let kernel = DynKernel::<f32, f32>::builder([[1, 2, 1], [2, 4, 2], [1, 2, 1]])
        .dilation([400, 900])
        .padding(Padding::Same)
        .border(Border::Constant(f64::NAN))
        .missing(Missing::Renormalize)
        .build()
        .unwrap();
    let data = input::<f32>(70, 50, 10);
    let src = Plane::new(&data, 70, 50).unwrap();
    let mut out = PlaneBuf::filled(70, 50, 0.0).unwrap();
    kernel.apply_into(src, out.as_plane_mut()).unwrap();
    same(kernel.apply(src).unwrap().data(), out.data(), "apply");
    // Only the middle tap is inside.
    for (found, x) in out.data().iter().zip(&data) {
        assert!(*found == x * 16.0 || found.is_nan() && x.is_nan());
    }
}

#[test]
fn pixels_that_no_buffer_holds_are_an_error_without_a_scratch() {
    const N: usize = 20_000;
    let kernel = Shrunk.to_dyn();
    let pixels = |value: f32| vec![[value; N]; 2];
    let (there, holed) = (pixels(1.0), pixels(f32::NAN));
    let mut out = pixels(0.0);
    let mut into = |src: &[[f32; N]]| {
        let dst = PixelsMut::new(&mut out, 2, 1).unwrap();
        kernel.apply_pixels_into(Pixels::new(src, 2, 1).unwrap(), dst)
    };
    assert_eq!(into(&there), Err(Error::OutOfMemory));
    assert_eq!(into(&holed), Err(Error::OutOfMemory));
    let found = kernel.apply_pixels(Pixels::new(&there, 2, 1).unwrap());
    assert!(
        found
            .unwrap()
            .data()
            .as_flattened()
            .iter()
            .all(|x| x.is_finite())
    );
    let found = kernel.apply_pixels(Pixels::new(&holed, 2, 1).unwrap());
    assert!(
        found
            .unwrap()
            .data()
            .as_flattened()
            .iter()
            .all(|x| x.is_nan())
    );
}

#[test]
fn calls_in_place_leave_out_nan() {
    let (width, height) = (300, 120);
    let data = input::<f32>(width, height, 3);
    let src = Plane::new(&data, width, height).unwrap();
    let mut scratch = Scratch::new();
    let mut inside = data.clone();
    let plane = PlaneMut::new(&mut inside, width, height).unwrap();
    Gaussian.apply_in_place(plane, &mut scratch).unwrap();
    same(
        &inside,
        Gaussian.apply(src).unwrap().data(),
        "apply_in_place",
    );
    let mut pixels: Vec<[f32; 2]> = data.iter().map(|&x| [x, -x]).collect();
    let expected = Shrunk
        .apply_pixels(Pixels::new(&pixels, width, height).unwrap())
        .unwrap();
    let inside = PixelsMut::new(&mut pixels, width, height).unwrap();
    Shrunk.apply_pixels_in_place(inside, &mut scratch).unwrap();
    same(
        pixels.as_flattened(),
        expected.data().as_flattened(),
        "apply_pixels_in_place",
    );
    for signal in [&data[..5_000], &data[..3]] {
        let mut inside = signal.to_vec();
        Line.apply_in_place(&mut inside, &mut scratch).unwrap();
        same(&inside, &Line.apply(signal).unwrap(), "a signal in place");
    }
}

fn signals<F: SignalFilter<In = f32, Out = f32> + FrameFilter>(filter: &F) {
    for length in [1, 2, 70, 5_000, 300_000] {
        let data = input::<f32>(length, 1, 5);
        let mut expected = vec![0.0; filter.output_len(length).unwrap()];
        filter.apply_into(&data, &mut expected).unwrap();
        same(&filter.apply(&data).unwrap(), &expected, "apply");
        same(&filter.apply_par(&data).unwrap(), &expected, "apply_par");
        same(&filter.to_dyn().apply(&data).unwrap(), &expected, "to_dyn");
        let mut stream = SignalFilter::stream(filter).unwrap();
        let (mut all, mut out) = (Vec::new(), vec![0.0; 1_000]);
        for block in data.chunks(771) {
            let count = stream.push(block, &mut out).unwrap();
            all.extend_from_slice(&out[..count]);
        }
        let count = stream.finish(&mut out).unwrap();
        all.extend_from_slice(&out[..count]);
        same(&all, &expected, "stream");
        let frames: Vec<[f32; 2]> = data.iter().map(|&x| [x, x]).collect();
        let found = filter.apply_frames(&frames).unwrap();
        let left: Vec<f32> = found.iter().map(|frame| frame[0]).collect();
        same(&left, &expected, "apply_frames");
    }
}

#[test]
fn signals_streams_and_frames_have_the_same_bits() {
    signals(&Line);
    signals(&Long);
}

#[test]
fn arrays_need_no_allocator() {
    let n = f32::NAN;
    let row = [1.0, n, 3.0, n, n, n, 4.0];
    let found: [f32; 7] = Line.apply_array(&row);
    same(&found, &Line.apply(&row).unwrap(), "apply_array");
    let plane = [[1.0, n, 3.0], [n, n, n], [4.0, n, n], [n, n, n], [n, n, n]];
    let found: [[f32; 3]; 5] = Shrunk.apply_array(&plane);
    let src = Plane::new(plane.as_flattened(), 3, 5).unwrap();
    same(
        found.as_flattened(),
        Shrunk.apply(src).unwrap().data(),
        "apply_array",
    );
}
