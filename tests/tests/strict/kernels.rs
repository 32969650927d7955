//! Sums on every level, against the definition.

use crate::definition::{Real, sums};
use crate::noise;
use conv_kernel::prelude::*;
use conv_kernel::{Element, Scalar};
use conv_kernel_tests::cases::{BORDERS, Random};
use conv_kernel_tests::each_level;
use conv_kernel_tests::ways::same;

conv_kernel! {
    pub struct Dense: f32 {
        taps: [[0.1, -0.7, 0.3], [0.9, 1, -1], [0.2, 0.6, -0.4]],
        padding: same, border: reflect101, arithmetic: strict,
    }
    pub struct Gaussian: f32 {
        taps: gaussian([5, 5], 1.1), padding: same, border: replicate, arithmetic: strict,
    }
    struct Doubles: f64 {
        taps: [[0.1, 0.7, 0, 0.3], [0.4, 0.3, 0.77, 0.2]], stride: [2, 3], dilation: [2, 1],
        padding: [3, 2], border: [wrap, constant(0.3)], arithmetic: strict,
    }
    struct Narrowed: f64 -> f32 {
        taps: [[0.1, 0.7], [0.4, 0.3]], padding: full, arithmetic: strict, scale: 1/3,
    }
    struct Widened: f32 -> f64 { taps: disk(2.2), padding: same, border: reflect, arithmetic: strict }
    struct FromBytes: u8 -> f32 {
        taps: [[0.1, 0.7], [0.4, 0.3]], padding: same, border: wrap, arithmetic: strict,
    }
    pub struct Table: f32 {
        taps: disk(5.5), padding: 6, border: [constant(2), zero], stride: [1, 2], arithmetic: strict,
    }
    struct Seven: f32 { taps: disk(3.1), padding: same, border: reflect, arithmetic: strict }
    struct Few: f32 { taps: gaussian([3, 15], 2.0), padding: same, arithmetic: strict }
    struct Wide: f64 { taps: gaussian([3, 33], 4.0), padding: same, arithmetic: strict }
    pub struct Line: f32 {
        taps: [1, 2, 3.5, 2, 1], scale: 1/9, padding: causal, border: replicate, arithmetic: strict,
    }
    pub struct Long: f32 {
        taps: gaussian(65, 12.0), padding: same_lower, border: wrap, arithmetic: strict,
    }
    struct Decimated: f64 {
        taps: lowpass(31, 1/3), stride: 3, padding: 4, border: reflect, arithmetic: strict,
    }
    struct Single: f32 { taps: [0.3], arithmetic: strict }
    struct Shaped: f32 { shape: [3, 4], padding: same, border: replicate, arithmetic: strict, scale: 1/7 }
    struct ShapedLine: f64 { shape: [3], padding: same, border: replicate, arithmetic: strict }
    struct ShapedLarge: f32 { shape: [11, 12], padding: same, arithmetic: strict }
}

/// The outputs of a plane kernel at a level are the definition's.
fn plane<F: Filter, A: Real>(level: Level, filter: &F, (width, height): (usize, usize)) {
    let plan = filter.explain();
    let Ok((columns, rows)) = filter.output_size(width, height) else {
        return;
    };
    let data = noise::<F::In>((width * 31 + height) as u64, width * height);
    let src = Plane::new(&data, width, height).unwrap();
    let mut out = PlaneBuf::filled(columns, rows, F::Out::default()).unwrap();
    filter
        .apply_into_at(level, src, out.as_plane_mut())
        .unwrap();
    let expected = stored::<A, F::Out>(&sums(&plan, &data, width));
    same(out.data(), &expected, &format!("{width}x{height}, {plan}"));
}

/// The outputs of a signal kernel likewise.
fn signal<F: SignalFilter, A: Real>(level: Level, filter: &F, length: usize) {
    let plan = filter.explain();
    let Ok(count) = filter.output_len(length) else {
        return;
    };
    let data = noise::<F::In>(length as u64, length);
    let mut out = vec![F::Out::default(); count];
    filter.apply_into_at(level, &data, &mut out).unwrap();
    let expected = stored::<A, F::Out>(&sums(&plan, &data, length));
    same(&out, &expected, &format!("{length}, {plan}"));
}

/// Sums as outputs that are floats.
fn stored<A: Scalar, Out: Element>(sums: &[A]) -> Vec<Out> {
    sums.iter()
        .map(|&sum| Out::from_f64(sum.to_f64()))
        .collect()
}

/// A filter and its run-time twin, on small sizes and on some that have whole tiles and tails.
fn planes<F: Filter, A: Real>(level: Level, filter: &F) {
    let small = (1..=6).flat_map(|width| (1..=6).map(move |height| (width, height)));
    let large = [(17, 9), (64, 20), (131, 37), (300, 3)];
    for size in small.chain(large) {
        plane::<F, A>(level, filter, size);
        plane::<_, A>(level, &filter.to_dyn(), size);
    }
}

fn signals<F: SignalFilter, A: Real>(level: Level, filter: &F) {
    for length in (1..=40).chain([67, 130, 1000, 5001]) {
        signal::<F, A>(level, filter, length);
        signal::<_, A>(level, &filter.to_dyn(), length);
    }
}

fn sums_of_planes_have_the_bits_of_a_plain_loop(level: Level) {
    planes::<_, f32>(level, &Dense);
    planes::<_, f32>(level, &Gaussian);
    planes::<_, f64>(level, &Doubles);
    planes::<_, f64>(level, &Narrowed);
    planes::<_, f64>(level, &Widened);
    planes::<_, f32>(level, &FromBytes);
    planes::<_, f32>(level, &Table);
    planes::<_, f32>(level, &Seven);
    planes::<_, f32>(level, &Few);
    planes::<_, f64>(level, &Wide);
    planes::<_, f32>(level, &Shaped::new(taps::<f32, 3, 4>()).unwrap());
    planes::<_, f32>(level, &ShapedLarge::new(taps::<f32, 11, 12>()).unwrap());
}

fn sums_of_signals_have_the_bits_of_a_plain_loop(level: Level) {
    signals::<_, f32>(level, &Line);
    signals::<_, f32>(level, &Long);
    signals::<_, f64>(level, &Decimated);
    signals::<_, f32>(level, &Single);
    signals::<_, f64>(level, &ShapedLine::new([0.1, 0.7, 0.3]).unwrap());
}

fn taps<T: Scalar, const C: usize, const R: usize>() -> [[T; R]; C] {
    let values = noise::<T>(5, C * R);
    core::array::from_fn(|row| core::array::from_fn(|column| values[row * R + column]))
}

/// Random run-time kernels over every border, stride and dilation.
fn every_border_and_step_has_the_bits_of_a_plain_loop(level: Level) {
    let mut random = Random::new(7);
    for (border, other) in BORDERS.into_iter().zip(BORDERS.into_iter().cycle().skip(1)) {
        for round in 0..8 {
            let mut size = |least, most| random.integer(least, most) as usize;
            let (rows, columns) = (size(1, 5), size(1, 9));
            let steps = [size(1, 3), size(1, 2), size(1, 3), size(1, 2)];
            let sizes = (size(1, 70), size(1, 12));
            let kernel = |taps: Taps| {
                DynKernel::<f32, f32>::builder(taps)
                    .stride([steps[0], steps[2]])
                    .dilation([steps[1], steps[3]])
                    .padding(Padding::Same)
                    .border([border, other])
                    .arithmetic(Arithmetic::Strict)
                    .build()
                    .unwrap()
            };
            let values = noise::<f32>(round, rows * columns);
            let dense: Vec<Vec<f32>> = values.chunks(columns).map(<[f32]>::to_vec).collect();
            plane::<_, f32>(level, &kernel(dense.into()), sizes);
            let product = conv_kernel::taps::library::smooth::gaussian([3, 5], 0.9).unwrap();
            plane::<_, f32>(level, &kernel(product), sizes);
            let line = DynSignal::<f64, f64>::builder(noise::<f64>(round, rows * columns))
                .stride(steps[0])
                .dilation(steps[1])
                .padding(Padding::Same)
                .border(border)
                .arithmetic(Arithmetic::Strict);
            signal::<_, f64>(level, &line.build().unwrap(), 3 * sizes.0);
        }
    }
}

/// A window that fits no buffer is summed tap by tap.
fn a_window_that_fits_no_buffer_has_the_bits_of_a_plain_loop(level: Level) {
    let kernel = DynKernel::<f32, f32>::builder([[0.1, 0.7, 0.3], [0.4, 0.2, 0.6]])
        .dilation([400, 900])
        .padding(Padding::Same)
        .border(Border::Wrap)
        .arithmetic(Arithmetic::Strict)
        .build()
        .unwrap();
    plane::<_, f32>(level, &kernel, (70, 50));
}

each_level!(
    sums_of_planes_have_the_bits_of_a_plain_loop,
    sums_of_signals_have_the_bits_of_a_plain_loop,
    every_border_and_step_has_the_bits_of_a_plain_loop,
    a_window_that_fits_no_buffer_has_the_bits_of_a_plain_loop,
);

/// Else the tests above prove nothing.
#[test]
fn fused_sums_have_other_bits_where_the_cpu_fuses() {
    let fuses = |level: &Level| matches!(level, Level::Avx2 | Level::Avx512 | Level::Neon);
    let Some(level) = Level::available().find(fuses) else {
        return;
    };
    let data = noise::<f32>(3, 4096);
    let src = Plane::new(&data, 64, 64).unwrap();
    let fused = DynKernel::<f32, f32>::builder([[0.1, 0.7, 0.3], [0.9, 0.2, 0.6]]);
    let strict = fused
        .clone()
        .arithmetic(Arithmetic::Strict)
        .build()
        .unwrap();
    let fused = fused.arithmetic(Arithmetic::Fused).build().unwrap();
    let at = |kernel: &DynKernel<f32, f32>| {
        let mut out = PlaneBuf::filled(62, 63, 0.0).unwrap();
        kernel
            .apply_into_at(level, src, out.as_plane_mut())
            .unwrap();
        out.into_vec()
    };
    assert_ne!(at(&fused), at(&strict));
}
