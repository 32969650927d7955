//! `full` convolution is the product of a commutative ring: that of polynomials.

use crate::{
    How, Runtime, added, close, definition, drawn, drawn_sides, drawn_taps, gamma, magnitudes,
    on_plane, on_signal, taps_of,
};
use conv_kernel::prelude::*;
use conv_kernel::{Element, Real};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::each_level;

conv_kernel! {
    struct Square: i32 {
        shape: [3, 3],
        mode: convolve,
        padding: full,
        accumulator: i64,
        overflow: wrap,
    }
    struct Oblong: i32 {
        shape: [2, 4],
        mode: convolve,
        padding: full,
        accumulator: i64,
        overflow: wrap,
    }
    struct Row: i32 {
        shape: [5],
        mode: convolve,
        padding: full,
        accumulator: i64,
        overflow: wrap,
    }
    struct Pair: i32 {
        shape: [2],
        mode: convolve,
        padding: full,
        accumulator: i64,
        overflow: wrap,
    }
    struct Learned: f32 { shape: [3, 3], mode: convolve, padding: full }
    struct LearnedOblong: f32 { shape: [2, 4], mode: convolve, padding: full }
    struct LearnedRow: f64 { shape: [5], mode: convolve, padding: full }
    struct LearnedPair: f64 { shape: [2], mode: convolve, padding: full }
}

/// Largest sides of taps and of inputs, which cross the tiles of every level.
const TAPS: [usize; 2] = [4, 5];
const INPUT: [usize; 2] = [6, 40];

/// The `full` convolution of taps with an input, by a run-time kernel.
fn convolved<T: Element>(
    level: Level,
    axes: usize,
    taps: &PlaneBuf<T>,
    x: &PlaneBuf<T>,
) -> PlaneBuf<T> {
    let taps = taps_of(axes, taps);
    Runtime::new(&taps, &How::full(&taps)).run(level, x)
}

/// Draws each of `COUNT` pictures with one axis, then with two.
fn cases<const COUNT: usize>(
    count: usize,
    most: [[usize; 2]; COUNT],
    mut check: impl FnMut(&mut Random, usize, [[usize; 2]; COUNT]),
) {
    let mut random = Random::new(count as u64);
    for _ in 0..count {
        for axes in [1, 2] {
            let sides = most.map(|most| drawn_sides(&mut random, axes, most));
            check(&mut random, axes, sides);
        }
    }
}

/// 150 signals and 150 planes: `a * b = b * a`, whichever of them is the kernel, in 32 bits that
/// wrap.
fn full_convolution_of_integers_commutes_in_300_cases(level: Level) {
    cases(150, [TAPS, INPUT], |random, axes, [a, b]| {
        let (a, b) = (drawn_taps(random, a), drawn_taps(random, b));
        let product = convolved(level, axes, &a, &b);
        assert_eq!(product, convolved(level, axes, &b, &a));
        let exact = definition(&a, &b);
        assert!(
            product
                .data()
                .iter()
                .map(|&y| f64::from(y))
                .eq(exact.into_vec())
        );
    });
}

/// 150 signals and 150 planes: `a * (b * x) = (a * b) * x = b * (a * x)`, with inputs over the
/// whole range and sums that wrap.
fn full_convolution_of_integers_associates_in_300_cases(level: Level) {
    cases(150, [TAPS, TAPS, INPUT], |random, axes, [a, b, x]| {
        let (a, b) = (drawn_taps(random, a), drawn_taps(random, b));
        let x = drawn(random, x);
        let steps = convolved(level, axes, &a, &convolved(level, axes, &b, &x));
        let at_once = convolved(level, axes, &convolved(level, axes, &a, &b), &x);
        let swapped = convolved(level, axes, &b, &convolved(level, axes, &a, &x));
        assert_eq!(steps, at_once);
        assert_eq!(steps, swapped);
    });
}

/// 150 signals and 150 planes: `a * (x + y) = a * x + a * y` and `(a + b) * x = a * x + b * x`.
fn full_convolution_of_integers_distributes_in_300_cases(level: Level) {
    cases(150, [TAPS, INPUT], |random, axes, [taps, sides]| {
        let (a, b) = (drawn_taps(random, taps), drawn_taps(random, taps));
        let (x, y) = (drawn(random, sides), drawn(random, sides));
        let run = |taps: &PlaneBuf<i32>, x: &PlaneBuf<i32>| convolved(level, axes, taps, x);
        assert_eq!(run(&a, &added(&x, &y)), added(&run(&a, &x), &run(&a, &y)));
        assert_eq!(run(&added(&a, &b), &x), added(&run(&a, &x), &run(&b, &x)));
    });
}

/// 100 planes and 100 signals, with loops that the macro wrote: both orders, the product of the
/// taps at once, and sums of kernels.
fn declared_kernels_of_integers_keep_the_laws_in_200_cases(level: Level) {
    let mut random = Random::new(100);
    let wide =
        |taps: &PlaneBuf<i32>| -> Vec<i64> { taps.data().iter().map(|&tap| tap.into()).collect() };
    for _ in 0..100 {
        let (a, b) = (
            drawn_taps(&mut random, [3, 3]),
            drawn_taps(&mut random, [2, 4]),
        );
        let sides = drawn_sides(&mut random, 2, INPUT);
        let (x, y) = (drawn(&mut random, sides), drawn(&mut random, sides));
        let first = Square::new(wide(&a)).unwrap();
        let second = Oblong::new(wide(&b)).unwrap();
        let steps = on_plane(level, &second, &on_plane(level, &first, &x));
        let swapped = on_plane(level, &first, &on_plane(level, &second, &x));
        assert_eq!(steps, swapped);
        assert_eq!(steps, convolved(level, 2, &convolved(level, 2, &a, &b), &x));
        let apart = added(&on_plane(level, &first, &x), &on_plane(level, &first, &y));
        assert_eq!(on_plane(level, &first, &added(&x, &y)), apart);

        let (a, b) = (
            drawn_taps(&mut random, [1, 5]),
            drawn_taps(&mut random, [1, 2]),
        );
        let length = 1 + random.size(99);
        let x = drawn(&mut random, [1, length]);
        let first = Row::new(wide(&a)).unwrap();
        let second = Pair::new(wide(&b)).unwrap();
        let steps = on_signal(level, &second, &on_signal(level, &first, &x));
        let swapped = on_signal(level, &first, &on_signal(level, &second, &x));
        assert_eq!(steps, swapped);
        assert_eq!(steps, convolved(level, 1, &convolved(level, 1, &a, &b), &x));
    }
}

/// The laws of floats for one type: each side is within its own bound of the exact result.
fn floats_of<T: Real>(level: Level, count: usize) {
    cases(count, [TAPS, TAPS, INPUT], |random, axes, [a, b, x]| {
        let run = |taps: &PlaneBuf<T>, x: &PlaneBuf<T>| convolved(level, axes, taps, x);
        let (taps, sides) = (a, x);
        let (a, b, x) = (
            drawn::<T>(random, a),
            drawn::<T>(random, b),
            drawn::<T>(random, x),
        );
        let (c, y) = (drawn::<T>(random, taps), drawn::<T>(random, sides));
        let count = |picture: &PlaneBuf<T>| picture.data().len();
        let both = |left: &PlaneBuf<T>, right: &PlaneBuf<T>, n: usize, size: &PlaneBuf<f64>| {
            close(left, right, 2.0 * gamma::<T>(n), size);
        };

        // No more products meet in an output than the smaller of the two has elements.
        let size = definition(&magnitudes(&a), &magnitudes(&x));
        both(&run(&a, &x), &run(&x, &a), count(&a), &size);

        let size = definition(
            &definition(&magnitudes(&a), &magnitudes(&b)),
            &magnitudes(&x),
        );
        let product = run(&a, &b);
        let roundings = count(&a) + count(&product);
        both(&run(&a, &run(&b, &x)), &run(&product, &x), roundings, &size);

        let inputs = added(&magnitudes(&x), &magnitudes(&y));
        let size = definition(&magnitudes(&a), &inputs);
        let apart = added(&run(&a, &x), &run(&a, &y));
        both(&run(&a, &added(&x, &y)), &apart, count(&a) + 1, &size);

        let kernels = added(&magnitudes(&a), &magnitudes(&c));
        let size = definition(&kernels, &magnitudes(&x));
        let apart = added(&run(&a, &x), &run(&c, &x));
        both(&run(&added(&a, &c), &x), &apart, count(&a) + 1, &size);
    });
}

/// 50 signals and 50 planes of each float type: commutes, associates and distributes within
/// `2 gamma(n)` of the magnitude.
fn full_convolution_of_floats_keeps_the_laws_within_the_bound_in_200_cases(level: Level) {
    floats_of::<f32>(level, 50);
    floats_of::<f64>(level, 50);
}

/// 50 planes of `f32` and 50 signals of `f64`, with loops that the macro wrote: both orders.
fn declared_kernels_of_floats_commute_within_the_bound_in_100_cases(level: Level) {
    let mut random = Random::new(50);
    for _ in 0..50 {
        let (a, b) = (
            drawn::<f32>(&mut random, [3, 3]),
            drawn::<f32>(&mut random, [2, 4]),
        );
        let sides = drawn_sides(&mut random, 2, INPUT);
        let x = drawn::<f32>(&mut random, sides);
        let first = Learned::new(a.data().to_vec()).unwrap();
        let second = LearnedOblong::new(b.data().to_vec()).unwrap();
        let steps = on_plane(level, &second, &on_plane(level, &first, &x));
        let swapped = on_plane(level, &first, &on_plane(level, &second, &x));
        let size = definition(
            &definition(&magnitudes(&a), &magnitudes(&b)),
            &magnitudes(&x),
        );
        close(&steps, &swapped, 2.0 * gamma::<f32>(9 + 8), &size);

        let (a, b) = (
            drawn::<f64>(&mut random, [1, 5]),
            drawn::<f64>(&mut random, [1, 2]),
        );
        let length = 1 + random.size(99);
        let x = drawn::<f64>(&mut random, [1, length]);
        let first = LearnedRow::new(a.data().to_vec()).unwrap();
        let second = LearnedPair::new(b.data().to_vec()).unwrap();
        let steps = on_signal(level, &second, &on_signal(level, &first, &x));
        let swapped = on_signal(level, &first, &on_signal(level, &second, &x));
        let size = definition(
            &definition(&magnitudes(&a), &magnitudes(&b)),
            &magnitudes(&x),
        );
        close(&steps, &swapped, 2.0 * gamma::<f64>(5 + 2), &size);
    }
}

each_level!(
    full_convolution_of_integers_commutes_in_300_cases,
    full_convolution_of_integers_associates_in_300_cases,
    full_convolution_of_integers_distributes_in_300_cases,
    declared_kernels_of_integers_keep_the_laws_in_200_cases,
    full_convolution_of_floats_keeps_the_laws_within_the_bound_in_200_cases,
    declared_kernels_of_floats_commute_within_the_bound_in_100_cases,
);
