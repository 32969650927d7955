//! Every way of calling gives the bits of the plain loop, and so does what goes with sums.

use crate::definition::sums;
use crate::kernels::{Dense, Gaussian, Line, Long, Table};
use crate::noise;
use conv_kernel::prelude::*;
use conv_kernel_tests::each_level;
use conv_kernel_tests::ways::{every_way, same};

conv_kernel! {
    struct Resample: f32 {
        taps: [0.1, 0.7, -0.3, 0.9, 0.2, 0.6, 0.4], interpolate: 3, stride: 2, padding: full,
        arithmetic: strict,
    }
    struct Mean: f32 {
        taps: [[0.1, 0.7], [0.4, 0.3]], missing: renormalize, arithmetic: strict,
    }
    struct Unsharp: f32 {
        taps: { own: [[0.1, 0.7], [0.4, 0.3]], blur: [[0.3, 0.2], [0.6, 0.1]] },
        combine: |own, blur| own + 0.3 * blur, arithmetic: strict,
    }
    struct Own: f32 { taps: [[0.1, 0.7], [0.4, 0.3]], arithmetic: strict }
    struct Blur: f32 { taps: [[0.3, 0.2], [0.6, 0.1]], arithmetic: strict }
    #[derive(Debug)]
    struct Verified: f32 { taps: gaussian([3, 5], 0.9), padding: same, arithmetic: strict }
}

#[test]
fn planes_pixels_regions_and_tiles_have_the_same_bits() {
    for (width, height) in [(150, 61), (3, 2), (1, 1), (9_000, 40)] {
        let data = noise::<f32>(11, width * height);
        every_way(&Dense, &data, width);
        every_way(&Gaussian, &data, width);
        every_way(&Table, &data, width);
        every_way(&Dense.to_dyn(), &data, width);
    }
}

#[test]
fn streams_have_the_bits_of_the_whole() {
    let data = noise::<f32>(5, 500);
    let mut stream = Line.stream();
    let (mut out, mut all) = ([0.0; 64], Vec::new());
    for block in data.chunks(37) {
        let count = stream.push(block, &mut out).unwrap();
        all.extend_from_slice(&out[..count]);
    }
    let count = stream.finish(&mut out).unwrap();
    all.extend_from_slice(&out[..count]);
    same(
        &all,
        &sums::<f32, f32>(&Line.explain(), &data, 500),
        "a stream",
    );
    let par = Long.apply_par(&data).unwrap();
    same(
        &par,
        &sums::<f32, f32>(&Long.explain(), &data, 500),
        "threads",
    );
}

/// Zeros are inserted between samples and never multiplied; those of the border are.
fn interpolated_signals_have_the_bits_of_a_plain_loop(level: Level) {
    let taps = [0.1f32, 0.7, -0.3, 0.9, 0.2, 0.6, 0.4];
    for length in [1, 2, 5, 50, 700] {
        let data = noise::<f32>(length as u64, length);
        let count = Resample.output_len(length).unwrap();
        let expected: Vec<f32> = (0..count)
            .map(|output| {
                let met = taps.iter().enumerate().filter_map(|(tap, &value)| {
                    let position = (output * 2 + tap) as isize - 6;
                    (position.rem_euclid(3) == 0).then(|| {
                        let sample = usize::try_from(position / 3).ok();
                        value * sample.and_then(|at| data.get(at)).copied().unwrap_or(0.0)
                    })
                });
                met.fold(-0.0, |sum, product| sum + product)
            })
            .collect();
        for kernel in [
            &Resample as &dyn SignalFilter<In = f32, Out = f32>,
            &Resample.to_dyn(),
        ] {
            let mut out = vec![0.0; count];
            kernel.apply_into_at(level, &data, &mut out).unwrap();
            same(&out, &expected, &format!("{length}"));
        }
    }
}

/// `v * (total / m)`, of strict sums over what is there.
fn missing_inputs_leave_strict_sums(level: Level) {
    let (width, height) = (40, 30);
    let mut data = noise::<f32>(2, width * height);
    for at in [0, 77, 400, 401, 1199] {
        data[at] = f32::NAN;
    }
    let src = Plane::new(&data, width, height).unwrap();
    let taps = [(0, 0, 0.1f32), (1, 0, 0.4), (0, 1, 0.7), (1, 1, 0.3)];
    let mut expected = Vec::new();
    for y in 0..height - 1 {
        for x in 0..width - 1 {
            let (mut v, mut m, mut total) = (-0.0f32, -0.0f32, -0.0f32);
            for (row, column, tap) in taps {
                let element = data[(y + row) * width + x + column];
                total += tap;
                if !element.is_nan() {
                    v += tap * element;
                    m += tap;
                }
            }
            expected.push(v * (total / m));
        }
    }
    for kernel in [&Mean as &dyn Filter<In = f32, Out = f32>, &Mean.to_dyn()] {
        let mut out = PlaneBuf::filled(width - 1, height - 1, 0.0).unwrap();
        kernel
            .apply_into_at(level, src, out.as_plane_mut())
            .unwrap();
        same(out.data(), &expected, "missing");
    }
}

/// What is made of sums was never fused.
fn combinations_are_made_of_strict_sums(level: Level) {
    let (width, height) = (70, 30);
    let data = noise::<f32>(9, width * height);
    let src = Plane::new(&data, width, height).unwrap();
    let own = sums::<f32, f32>(&Own.explain(), &data, width);
    let blur = sums::<f32, f32>(&Blur.explain(), &data, width);
    let expected: Vec<f32> = own
        .iter()
        .zip(&blur)
        .map(|(own, blur)| own + 0.3 * blur)
        .collect();
    let built = DynKernel::<f32, f32>::combine(
        [[[0.1, 0.7], [0.4, 0.3]], [[0.3, 0.2], [0.6, 0.1]]],
        |[own, blur]| own + 0.3 * blur,
    );
    let built = built.arithmetic(Arithmetic::Strict).build().unwrap();
    for kernel in [
        &Unsharp as &dyn Filter<In = f32, Out = f32>,
        &Unsharp.to_dyn(),
        &built,
    ] {
        let mut out = PlaneBuf::filled(width - 1, height - 1, 0.0).unwrap();
        kernel
            .apply_into_at(level, src, out.as_plane_mut())
            .unwrap();
        same(out.data(), &expected, "combined");
    }
}

/// The order of calls of a builder does not matter.
#[test]
fn a_builder_takes_map_before_and_after_the_arithmetic() {
    let builder = || DynSignal::<f32, f32>::builder([0.1, 0.7, 0.3]);
    let before = builder().map(|v| v * 0.3).arithmetic(Arithmetic::Strict);
    let after = builder().arithmetic(Arithmetic::Strict).map(|v| v * 0.3);
    let data = noise::<f32>(4, 300);
    let expected: Vec<f32> = data
        .windows(3)
        .map(|x| (0.1 * x[0] + 0.7 * x[1] + 0.3 * x[2]) * 0.3)
        .collect();
    same(
        &before.build().unwrap().apply(&data).unwrap(),
        &expected,
        "before",
    );
    same(
        &after.build().unwrap().apply(&data).unwrap(),
        &expected,
        "after",
    );
}

#[test]
fn strict_kernels_are_verified() {
    conv_kernel::verify(&Verified).unwrap();
    conv_kernel::verify(&Mean).unwrap();
    conv_kernel::verify(&Unsharp).unwrap();
    conv_kernel::verify(&Resample).unwrap();
}

each_level!(
    interpolated_signals_have_the_bits_of_a_plain_loop,
    missing_inputs_leave_strict_sums,
    combinations_are_made_of_strict_sums,
);
