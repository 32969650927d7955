//! What is kept by a convolution as a whole: sums, ranges, inner products, and the product of
//! spectra.

use crate::{
    How, Runtime, close, drawn, drawn_sides, drawn_taps, gamma, magnitudes, on_plane, on_signal,
    taps_of,
};
use conv_kernel::Real;
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::each_level;

conv_kernel! {
    struct Full: i16 -> i32 { shape: [3, 4], padding: full, overflow: wrap }
    struct FullRow: i16 -> i32 { shape: [5], padding: full, overflow: wrap }
    struct Blur: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        scale: 1/16,
        padding: same,
        border: reflect,
    }
    struct Smooth: u8 {
        taps: [1, 4, 6, 4, 1],
        scale: 1/16,
        padding: 9,
        border: wrap,
    }
    struct Strided: i16 -> i32 {
        shape: [3, 4],
        mode: convolve,
        padding: same,
        border: [reflect101, wrap],
        stride: [2, 3],
        overflow: wrap,
    }
    struct Circular: f64 { shape: [5], mode: convolve, padding: causal, border: wrap }
}

/// Borders outside which there is nothing but elements of the input.
const REPEATING: [Border; 4] = [
    Border::Replicate,
    Border::Reflect,
    Border::Reflect101,
    Border::Wrap,
];

/// The exact sum of integers.
fn total<T: Copy + Into<i64>>(picture: &PlaneBuf<T>) -> i64 {
    picture.data().iter().map(|&x| x.into()).sum()
}

/// 200 signals and 200 planes with taps known at run time, 100 and 100 with loops that the macro
/// wrote: with `full`, every input meets every tap once, so that the sum of the outputs is the sum
/// of the taps times the sum of the inputs. Inputs of 8 bits, exactly.
fn the_sum_of_full_outputs_is_the_gain_times_the_sum_of_inputs_in_600_cases(level: Level) {
    let mut random = Random::new(1);
    for _ in 0..200 {
        for axes in [1, 2] {
            let size = drawn_sides(&mut random, axes, [4, 5]);
            let taps = drawn_taps(&mut random, size);
            let size = drawn_sides(&mut random, axes, [6, 60]);
            let x: PlaneBuf<i8> = drawn(&mut random, size);
            let as_taps = taps_of(axes, &taps);
            let kernel = Runtime::<i8, i32>::new(&as_taps, &How::full(&as_taps));
            assert_eq!(total(&kernel.run(level, &x)), total(&taps) * total(&x));
        }
    }
    for _ in 0..100 {
        let size = drawn_sides(&mut random, 2, [6, 60]);
        let x: PlaneBuf<i16> = drawn(&mut random, size);
        let taps = drawn_taps(&mut random, [3, 4]);
        let y = on_plane(level, &Full::new(taps.data().to_vec()).unwrap(), &x);
        assert_eq!(total(&y), total(&taps) * total(&x));

        let x: PlaneBuf<i16> = drawn(&mut random, [1, size[1]]);
        let taps = drawn_taps(&mut random, [1, 5]);
        let y = on_signal(level, &FullRow::new(taps.data().to_vec()).unwrap(), &x);
        assert_eq!(total(&y), total(&taps) * total(&x));
    }
}

/// Each output is within `gamma(taps)` of its magnitude; the sums in the test add two roundings
/// for each double.
fn gain_of<T: Real>(level: Level, count: usize) {
    let mut random = Random::new(count as u64);
    let sum = |picture: &PlaneBuf<f64>| picture.data().iter().sum::<f64>();
    let wide = |picture: &PlaneBuf<T>| {
        let values = picture.data().iter().map(|x| x.to_f64()).collect();
        PlaneBuf::from_vec(values, picture.width(), picture.height()).unwrap()
    };
    for _ in 0..count {
        for axes in [1, 2] {
            let size = drawn_sides(&mut random, axes, [4, 5]);
            let taps: PlaneBuf<T> = drawn(&mut random, size);
            let size = drawn_sides(&mut random, axes, [6, 60]);
            let x: PlaneBuf<T> = drawn(&mut random, size);
            let as_taps = taps_of(axes, &taps);
            let y = Runtime::<T, T>::new(&as_taps, &How::full(&as_taps)).run(level, &x);
            let error = (sum(&wide(&y)) - sum(&wide(&taps)) * sum(&wide(&x))).abs();
            let factor = gamma::<T>(taps.data().len()) + gamma::<f64>(2 * y.data().len());
            let bound = factor * sum(&magnitudes(&taps)) * sum(&magnitudes(&x));
            assert!(error <= bound, "{error} beyond {bound}");
        }
    }
}

/// 100 signals and 100 planes of each float type, within `gamma(n)` of the magnitudes.
fn the_sum_of_full_outputs_of_floats_is_within_the_bound_in_400_cases(level: Level) {
    gain_of::<f32>(level, 100);
    gain_of::<f64>(level, 100);
}

/// That no output is beyond the inputs, by more than `slack` of the largest magnitude.
fn kept_range<T: conv_kernel::Scalar>(x: &PlaneBuf<T>, y: &PlaneBuf<T>, slack: f64) {
    let values =
        |picture: &PlaneBuf<T>| -> Vec<f64> { picture.data().iter().map(|x| x.to_f64()).collect() };
    let (x, y) = (values(x), values(y));
    let (min, max) = (
        x.iter().copied().fold(f64::INFINITY, f64::min),
        x.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    );
    let slack = slack * min.abs().max(max.abs());
    for y in y {
        assert!(
            min - slack <= y && y <= max + slack,
            "{y}: beyond [{min}, {max}]"
        );
    }
}

/// 100 signals and 100 planes of bytes, and as many of `f32`, for each border that repeats
/// elements, and 100 of each of two declared kernels: no output is outside the range of the inputs;
/// floats within `gamma(n)`.
fn a_non_negative_kernel_of_gain_1_never_widens_the_range_in_1800_cases(level: Level) {
    let mut random = Random::new(2);
    for border in REPEATING {
        for axes in [1, 2].repeat(100) {
            let size = drawn_sides(&mut random, axes, [4, 5]);
            let taps = drawn_taps(&mut random, size);
            let weights: Vec<i64> = taps.data().iter().map(|tap| (*tap).abs().into()).collect();
            let shape = if axes == 1 {
                vec![size[1]]
            } else {
                size.to_vec()
            };
            let tap = |&weight: &i64| conv_kernel::Tap::integer(weight);
            let as_taps = Taps::new(shape, weights.iter().map(tap).collect());
            let how = How {
                padding: [[random.size(3), 2], [random.size(3), 2]].map(|[before, after]| {
                    // Room for the taps, whatever the input.
                    [before + 3, after + 3]
                }),
                border: [border; 2],
                divisor: weights.iter().sum(),
                ..How::VALID
            };
            let size = drawn_sides(&mut random, axes, [5, 50]);
            let (low, high) = (random.size(127) as i64, 128 + random.size(127) as i64);
            let bytes = (0..size[0] * size[1]).map(|_| random.integer(low, high) as u8);
            let x = PlaneBuf::from_vec(bytes.collect(), size[1], size[0]).unwrap();
            kept_range(
                &x,
                &Runtime::<u8, u8>::new(&as_taps, &how).run(level, &x),
                0.0,
            );

            let x: PlaneBuf<f32> = drawn(&mut random, size);
            let kernel = Runtime::<f32, f32>::new(&as_taps, &how);
            // One more rounding for each tap, which holds the scale.
            let slack = gamma::<f32>(2 * weights.len());
            kept_range(&x, &kernel.run(level, &x), slack);
        }
    }
    for _ in 0..100 {
        let (low, high) = (random.size(127) as i64, 128 + random.size(127) as i64);
        let size = drawn_sides(&mut random, 2, [6, 60]);
        let mut bytes = |size: [usize; 2]| {
            let bytes = (0..size[0] * size[1]).map(|_| random.integer(low, high) as u8);
            PlaneBuf::from_vec(bytes.collect(), size[1], size[0]).unwrap()
        };
        let (x, signal) = (bytes(size), bytes([1, size[1]]));
        kept_range(&x, &on_plane(level, &Blur, &x), 0.0);
        kept_range(&signal, &on_signal(level, &Smooth, &signal), 0.0);
    }
}

/// `<u, v>` of integers, exactly.
fn inner<A: Copy + Into<i128>, B: Copy + Into<i128>>(u: &[A], v: &[B]) -> i128 {
    assert_eq!(u.len(), v.len());
    u.iter().zip(v).map(|(&u, &v)| u.into() * v.into()).sum()
}

/// 200 signals and 200 planes with taps known at run time and every border that is linear, 100
/// planes with loops that the macro wrote: `<A x, y> = <x, A' y>`, where the left `A` is the kernel
/// run and the right `A'` its adjoint. Integers, exactly.
fn inner_products_with_the_adjoint_are_equal_in_500_cases(level: Level) {
    let mut random = Random::new(3);
    let borders = [&REPEATING[..], &[Border::Zero]].concat();
    let small = |random: &mut Random, length: usize| -> Vec<i32> {
        (0..length)
            .map(|_| random.integer(-999, 999) as i32)
            .collect()
    };
    for axes in [1, 2].repeat(200) {
        let size = drawn_sides(&mut random, axes, [4, 5]);
        let taps = taps_of(axes, &drawn_taps(&mut random, size));
        let mut amount = || 4 + random.size(3);
        let padding = [[amount(), amount()], [amount(), amount()]];
        let how = How {
            mode: random.pick(&[Mode::Correlate, Mode::Convolve]),
            padding,
            border: [random.pick(&borders), random.pick(&borders)],
            dilation: [1 + random.size(1), 1 + random.size(1)],
            ..How::VALID
        };
        let size = drawn_sides(&mut random, axes, [6, 40]);
        let x: PlaneBuf<i8> = drawn(&mut random, size);
        let kernel = Runtime::<i8, i32>::new(&taps, &how);
        let image = kernel.run(level, &x);
        let y = small(&mut random, image.data().len());
        let gathered = match &kernel {
            Runtime::Signal(kernel) => kernel.adjoint(x.width()).unwrap().apply_exact(&y).unwrap(),
            Runtime::Plane(kernel) => {
                let y = Plane::new(&y, image.width(), image.height()).unwrap();
                let adjoint = kernel.adjoint(x.width(), x.height()).unwrap();
                adjoint.apply_exact(y).unwrap().into_vec()
            }
        };
        assert_eq!(
            inner(image.data(), &y),
            inner(x.data(), &gathered),
            "{how:?}"
        );
    }
    for _ in 0..100 {
        let kernel = Strided::new(drawn_taps(&mut random, [3, 4]).into_vec()).unwrap();
        let size = drawn_sides(&mut random, 2, [9, 60]);
        let x: PlaneBuf<i16> = drawn(&mut random, size);
        let image = on_plane(level, &kernel, &x);
        let y = small(&mut random, image.data().len());
        let plane = Plane::new(&y, image.width(), image.height()).unwrap();
        let adjoint = kernel.adjoint(size[1], size[0]).unwrap();
        let gathered = adjoint.apply_exact(plane).unwrap();
        assert_eq!(inner(image.data(), &y), inner(x.data(), gathered.data()));
    }
}

/// A complex number.
type Complex = (f64, f64);

fn times(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// The discrete Fourier transform by definition, over all pairs of pixels; `sign` is -1, and 1 for
/// the inverse, which is then divided by the number of elements.
fn transform(x: &[Complex], [height, width]: [usize; 2], sign: f64) -> Vec<Complex> {
    let turns = |frequency: usize, at: usize, length: usize| {
        // Reduced while it is an integer: the angle is below one turn.
        (frequency * at % length) as f64 / length as f64
    };
    let mut y = Vec::with_capacity(x.len());
    for (v, u) in (0..height).flat_map(|v| (0..width).map(move |u| (v, u))) {
        let mut sum = (0.0, 0.0);
        for (at, &x) in x.iter().enumerate() {
            let turns = turns(v, at / width, height) + turns(u, at % width, width);
            let (sin, cos) = (sign * std::f64::consts::TAU * turns).sin_cos();
            let product = times(x, (cos, sin));
            sum = (sum.0 + product.0, sum.1 + product.1);
        }
        y.push(sum);
    }
    y
}

/// The circular convolution by the theorem: `inverse(transform(k) * transform(x))`.
fn by_spectra(k: &[f64], x: &PlaneBuf<f64>) -> PlaneBuf<f64> {
    let size = [x.height(), x.width()];
    let complex = |values: &[f64]| values.iter().map(|&x| (x, 0.0)).collect::<Vec<_>>();
    let (k, spectrum) = (
        transform(&complex(k), size, -1.0),
        transform(&complex(x.data()), size, -1.0),
    );
    let product: Vec<Complex> = k
        .iter()
        .zip(&spectrum)
        .map(|(&k, &x)| times(k, x))
        .collect();
    let values = transform(&product, size, 1.0);
    let values = values.iter().map(|y| y.0 / x.data().len() as f64).collect();
    PlaneBuf::from_vec(values, x.width(), x.height()).unwrap()
}

/// That a circular convolution is the one by spectra.
///
/// With `N` elements, a transform's terms are each rounded at most `N + 20` times: one addition for
/// each element, 4 for the product, and 16 for an angle below two turns and its sine. Three such
/// transforms and the product give `gamma(4 N + 80)` of `sum|k| * sum|x|`, and the kernel itself
/// `gamma` of its taps.
fn agrees_with_spectra(level: Level, random: &mut Random, axes: usize, most: [usize; 2]) {
    let [rows, columns] = drawn_sides(random, axes, most);
    let size = drawn_sides(random, axes, [5, 9]);
    let taps = drawn::<f64>(random, size);
    let x: PlaneBuf<f64> = drawn(random, [rows, columns]);
    let as_taps = taps_of(axes, &taps);
    let how = How {
        mode: Mode::Convolve,
        // Causal: output `t` is made of inputs `t`, `t - 1`, ...
        padding: [[taps.height() - 1, 0], [taps.width() - 1, 0]],
        border: [Border::Wrap; 2],
        ..How::VALID
    };
    let found = Runtime::<f64, f64>::new(&as_taps, &how).run(level, &x);
    // Taps beyond the length go around.
    let mut folded = vec![0.0; rows * columns];
    for (j, i) in (0..taps.width()).flat_map(|j| (0..taps.height()).map(move |i| (j, i))) {
        folded[i % rows * columns + j % columns] += taps[(j, i)];
    }
    let sum = |values: &PlaneBuf<f64>| values.data().iter().sum::<f64>();
    let size = sum(&magnitudes(&taps)) * sum(&magnitudes(&x));
    let size = PlaneBuf::filled(columns, rows, size).unwrap();
    let roundings = 4 * rows * columns + 80 + 2 * taps.data().len();
    close(
        &found,
        &by_spectra(&folded, &x),
        gamma::<f64>(roundings),
        &size,
    );
}

/// 100 signals of up to 40 elements and 50 planes of up to 7x9, with taps that may be longer than
/// the input, and 50 signals with loops that the macro wrote: circular convolution of length n is
/// the inverse DFT of the product of DFTs.
fn example_27_circular_convolution_is_the_inverse_dft_of_the_product_in_200_cases(level: Level) {
    let mut random = Random::new(27);
    for _ in 0..50 {
        agrees_with_spectra(level, &mut random, 1, [1, 40]);
        agrees_with_spectra(level, &mut random, 1, [1, 12]);
        agrees_with_spectra(level, &mut random, 2, [7, 9]);

        let taps: Vec<f64> = random.elements(5);
        let length = 5 + random.size(30);
        let x: PlaneBuf<f64> = drawn(&mut random, [1, length]);
        let mut folded = vec![0.0; length];
        folded[..5].copy_from_slice(&taps);
        let size: f64 = taps.iter().map(|tap| tap.abs()).sum();
        let size = size * magnitudes(&x).data().iter().sum::<f64>();
        let size = PlaneBuf::filled(length, 1, size).unwrap();
        let found = on_signal(level, &Circular::new(taps).unwrap(), &x);
        close(
            &found,
            &by_spectra(&folded, &x),
            gamma::<f64>(4 * length + 90),
            &size,
        );
    }
}

each_level!(
    the_sum_of_full_outputs_is_the_gain_times_the_sum_of_inputs_in_600_cases,
    the_sum_of_full_outputs_of_floats_is_within_the_bound_in_400_cases,
    a_non_negative_kernel_of_gain_1_never_widens_the_range_in_1800_cases,
    inner_products_with_the_adjoint_are_equal_in_500_cases,
    example_27_circular_convolution_is_the_inverse_dft_of_the_product_in_200_cases,
);
