//! Declared kernels against their run-time kernels, the reference and the matrix, and against
//! kernels that do not leave out NaN.

use crate::holes;
use conv_kernel::prelude::*;
use conv_kernel::{reference, verify};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::{
    Case, difference, plane, same_bits, signal, small_sizes, verified,
};
use conv_kernel_tests::each_level;

conv_kernel! {
    pub struct Gaussian: f32 {
        taps: gaussian([5, 5], 1.1), padding: same, border: reflect101, missing: renormalize,
    }
    struct PlainGaussian: f32 { taps: gaussian([5, 5], 1.1), padding: same, border: reflect101 }
    #[derive(Debug)]
    pub struct Mean: f32 {
        taps: [[1, 2, 1], [2, 5, 2], [1, 2, 0]], scale: 1/16, padding: same, missing: renormalize,
    }
    struct PlainMean: f32 {
        taps: [[1, 2, 1], [2, 5, 2], [1, 2, 0]], scale: 1/16, padding: same,
    }
    pub struct Shrunk: f32 {
        taps: [[1, 2, 1], [2, 5, 2], [1, 2, 1]], padding: same, border: constant(nan), missing: renormalize,
    }
    struct ShrunkInTwo: f32 {
        taps: binomial([3, 7]), padding: full, border: constant(nan), missing: renormalize,
    }
    struct Doubles: f64 {
        taps: gaussian([5, 3], 0.8), stride: [2, 3], dilation: [2, 1], padding: [3, 2],
        border: [wrap, constant(nan)], missing: renormalize,
    }
    pub struct Narrowed: f64 -> f32 {
        taps: [[0.1, 0.7], [0.4, 0.3]], padding: same, border: replicate, missing: renormalize,
    }
    struct Widened: f32 -> f64 { taps: disk(2.2), padding: same, border: reflect, missing: renormalize }
    pub struct Table: f32 {
        taps: disk(5), padding: 6, border: [constant(nan), zero], stride: [1, 2], missing: renormalize,
    }
    pub struct Line: f32 {
        taps: [1, 2, 3.5, 2, 1], padding: causal, border: constant(nan), missing: renormalize,
    }
    pub struct Long: f32 {
        taps: gaussian(65, 12.0), padding: same_lower, border: replicate, missing: renormalize,
    }
    struct PlainLong: f32 { taps: gaussian(65, 12.0), padding: same_lower, border: replicate }
    struct Decimated: f64 { taps: box(7), stride: 3, padding: 4, border: reflect, missing: renormalize }
}

fn cases() -> Vec<Case> {
    vec![
        plane("Gaussian", Gaussian),
        plane("Mean", Mean),
        plane("Shrunk", Shrunk),
        plane("ShrunkInTwo", ShrunkInTwo),
        plane("Doubles", Doubles),
        plane("Narrowed", Narrowed),
        plane("Widened", Widened),
        plane("Table", Table),
        signal("Line", Line),
        signal("Long", Long),
        signal("Decimated", Decimated),
    ]
}

/// With NaN and infinities among the inputs of `verify`.
#[test]
fn kernels_agree_with_run_time_kernels_the_reference_and_the_matrix() {
    verified(&cases());
}

fn kernels_are_right_on_every_small_size(level: Level) {
    small_sizes(&cases(), level);
}

/// The outputs of a filter at a level.
fn at<F: Filter>(level: Level, filter: &F, data: &[F::In], width: usize) -> Vec<F::Out> {
    let src = Plane::new(data, width, data.len() / width).unwrap();
    let (columns, rows) = filter.output_size(width, src.height()).unwrap();
    let mut out = vec![F::Out::default(); columns * rows];
    let dst = PlaneMut::new(&mut out, columns, rows).unwrap();
    filter.apply_into_at(level, src, dst).unwrap();
    out
}

/// The same of a signal.
fn signal_at<F: SignalFilter>(level: Level, filter: &F, data: &[F::In]) -> Vec<F::Out> {
    let mut out = vec![F::Out::default(); filter.output_len(data.len()).unwrap()];
    filter.apply_into_at(level, data, &mut out).unwrap();
    out
}

fn a_kernel_that_misses_nothing_has_the_bits_of_one_without_the_key(level: Level) {
    let data: Vec<f32> = Random::new(5).elements(301 * 70);
    let same = |left: Vec<f32>, right: Vec<f32>| assert_eq!(difference(&left, &right), None);
    same(
        at(level, &Gaussian, &data, 301),
        at(level, &PlainGaussian, &data, 301),
    );
    same(
        at(level, &Mean, &data, 301),
        at(level, &PlainMean, &data, 301),
    );
    same(
        signal_at(level, &Long, &data),
        signal_at(level, &PlainLong, &data),
    );
}

/// One NaN, and in one case a second that is far away.
fn a_nan_changes_only_outputs_that_it_reaches(level: Level) {
    let (width, height) = (301, 70);
    let data: Vec<f32> = Random::new(6).elements(width * height);
    let plain = at(level, &PlainGaussian, &data, width);
    for (x, y) in [(0, 0), (150, 33), (300, 69), (1, 68), (299, 1)] {
        let mut with = data.clone();
        with[y * width + x] = f32::NAN;
        let found = at(level, &Gaussian, &with, width);
        let mut changed = 0;
        for (index, (&found, &plain)) in found.iter().zip(&plain).enumerate() {
            let (v, u) = (index / width, index % width);
            let reached = v.abs_diff(y) <= 2 && u.abs_diff(x) <= 2;
            assert!(found.is_finite(), "column {u}, row {v} is {found}");
            assert!(reached || same_bits(found, plain), "column {u}, row {v}");
            changed += usize::from(!same_bits(found, plain));
        }
        assert!(changed >= 9, "{changed} outputs changed");
    }
}

fn nothing_left_is_nan_and_a_single_element_left_is_that_element(level: Level) {
    let (width, height) = (40, 30);
    let mut data = vec![f32::NAN; width * height];
    assert!(at(level, &Shrunk, &data, width).iter().all(|x| x.is_nan()));
    assert!(
        at(level, &Gaussian, &data, width)
            .iter()
            .all(|x| x.is_nan())
    );
    data[7 * width + 21] = 3.0;
    for (index, found) in at(level, &Shrunk, &data, width).into_iter().enumerate() {
        let (y, x) = (index / width, index % width);
        if y.abs_diff(7) <= 1 && x.abs_diff(21) <= 1 {
            // 3 * tap * (17 / tap), for taps of 1, 2 and 5: three roundings, relative.
            let off = (f64::from(found) - 51.0).abs();
            assert!(
                off <= 51.0 * 3.0 * f64::from(f32::EPSILON) / 2.0 * 1.001,
                "{found}"
            );
        } else {
            assert!(found.is_nan(), "column {x}, row {y} is {found}");
        }
    }
    // Whole rows without an element.
    let mut rows = holes(3, width * height, 0);
    rows[5 * width..9 * width].fill(f32::NAN);
    for (index, found) in at(level, &Shrunk, &rows, width).into_iter().enumerate() {
        let inside = (6..8).contains(&(index / width));
        assert_eq!(found.is_nan(), inside, "row {}", index / width);
    }
}

fn infinities_take_part_and_what_is_missing_adds_no_sign(level: Level) {
    let pair = |a: f32, b: f32| at(level, &Shrunk, &[a, b], 2);
    assert!(
        pair(f32::INFINITY, f32::NAN)
            .iter()
            .all(|x| *x == f32::INFINITY)
    );
    assert!(
        pair(f32::INFINITY, f32::NEG_INFINITY)
            .iter()
            .all(|x| x.is_nan())
    );
    for found in pair(-0.0, f32::NAN) {
        assert!(found == 0.0 && found.is_sign_negative(), "{found}");
    }
    for found in signal_at(level, &Line, &[f32::NAN, -0.0, f32::NAN])[1..].iter() {
        assert!(*found == 0.0 && found.is_sign_negative(), "{found}");
    }
}

/// Sums of integers are exact in `f64`, and 0.75 needs few bits.
fn a_narrow_output_is_rounded_once(level: Level) {
    let third = 1.0 / 3.0;
    let data = [third, f64::NAN, f64::NAN, f64::NAN];
    let found = at(level, &Narrowed, &data, 2);
    let kernel = Narrowed.kernel();
    let tap = |index| kernel.tap_f64(index);
    let total = ((tap(0) + tap(2)) + tap(1)) + tap(3);
    let expected = (tap(0) * third) * (total / tap(0));
    assert!(
        same_bits(found[0], expected as f32),
        "{} and {expected}",
        found[0]
    );
}

each_level! {
    kernels_are_right_on_every_small_size,
    a_kernel_that_misses_nothing_has_the_bits_of_one_without_the_key,
    a_nan_changes_only_outputs_that_it_reaches,
    nothing_left_is_nan_and_a_single_element_left_is_that_element,
    infinities_take_part_and_what_is_missing_adds_no_sign,
    a_narrow_output_is_rounded_once,
}

/// `m` is 0 where it underflows too: of two passes, the products of factors do.
#[test]
fn taps_that_underflow_are_as_if_none_took_part() {
    let factor = Taps::from([1e-30f32, 1.0, 0.5, 0.5, 0.25]);
    let kernel = DynKernel::<f32, f32>::builder(Taps::outer(&factor, &factor))
        .missing(Missing::Renormalize)
        .build()
        .unwrap();
    assert!(kernel.explain().to_string().contains("two passes"));
    let mut data = [f32::NAN; 25];
    data[0] = 1e38;
    for level in Level::available() {
        assert!(at(level, &kernel, &data, 5)[0].is_nan(), "{level}");
    }
    data[1] = 2.0;
    // 1e-30 of 2.0 and 1e-60 of 1e38, divided by 1e-30: the first is all that `f32` has of `m`.
    let found = at(Level::best(), &kernel, &data, 5)[0];
    assert!(found.is_finite(), "{found}");
}

/// Sums of these are exact, and so are their quotients, powers of 2: reference, kernels and levels
/// have the same bits.
#[test]
fn exact_sums_and_quotients_are_those_of_the_reference_to_the_bit() {
    let (width, height) = (332, 40);
    let integers = |i: usize| f32::from((i % 251) as i16);
    // Every second column: of four neighbours two are left, of two one.
    let columns: Vec<f32> = (0..width * height)
        .map(|i| if i % 2 == 0 { f32::NAN } else { integers(i) })
        .collect();
    // Three pixels of four.
    let quarters: Vec<f32> = (0..width * height)
        .map(|i| match (i % 2, i / width % 2) {
            (1, 1) => integers(i),
            _ => f32::NAN,
        })
        .collect();
    for (taps, data) in [
        (vec![vec![1; 4]; 4], &columns),
        (vec![vec![1; 4]; 4], &quarters),
        (vec![vec![3, 3], vec![5, 5]], &columns),
        (vec![vec![1; 16]; 2], &quarters),
    ] {
        let kernel = DynKernel::<f32, f32>::builder(taps)
            .padding(Padding::Same)
            .border(Border::Wrap)
            .missing(Missing::Renormalize)
            .build()
            .unwrap();
        let src = Plane::new(data, width, height).unwrap();
        let expected = reference::correlate::<f32, f32>(&kernel.kernel(), src).unwrap();
        assert!(
            expected
                .data()
                .iter()
                .all(|x| x.is_finite() && x.fract() == 0.0)
        );
        for level in Level::available() {
            let found = at(level, &kernel, data, width);
            assert_eq!(difference(&found, expected.data()), None, "{level}");
        }
    }
}

/// Their share of all taps is beyond the type.
#[test]
fn tiny_taps_that_are_left_weigh_as_much_as_all() {
    let single = DynSignal::<f32, f32>::builder([1e-39f32, 1.0]);
    let single = single.missing(Missing::Renormalize).build().unwrap();
    let double = DynSignal::<f64, f64>::builder([1e-310, 1.0]);
    let double = double.missing(Missing::Renormalize).build().unwrap();
    for x in [1.0f32, 0.0, -3.0, 1e30] {
        // A subnormal tap has some 20 bits, its product with an element as many.
        let near = |y: f64| (y - f64::from(x)).abs() <= 2e-6 * f64::from(x.abs());
        let y = single.apply(&[x, f32::NAN]).unwrap()[0];
        assert!(near(y.into()), "{x}: {y}");
        let y = double.apply(&[x.into(), f64::NAN]).unwrap()[0];
        assert!(near(y), "{x}: {y}");
    }
    verify(&single).unwrap();
    verify(&double).unwrap();
}
