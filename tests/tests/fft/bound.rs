//! Floats against the reference, within the bound that is stated.

use super::any_window;
use conv_kernel::plan::fft_error;
use conv_kernel::prelude::*;
use conv_kernel::{Element, reference};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::each_level;

fn norm(values: impl IntoIterator<Item = f64>) -> f64 {
    values
        .into_iter()
        .map(|value| value * value)
        .sum::<f64>()
        .sqrt()
}

/// The inputs of two blocks are some of the plane, some twice where they overlap, and some again
/// where a border repeats them: at most the largest in each place.
fn planes<T: Element>(level: Level, seed: u64, unit: f64, cases: usize, largest: usize) {
    let mut random = Random::new(seed);
    for _ in 0..cases {
        let (rows, columns) = (1 + random.size(12), 1 + random.size(12));
        let kernel = any_window::<T, T>(&mut random, rows, columns)
            .scale(1.0 / 16.0)
            .method(Method::Fft)
            .build();
        let (width, height) = (1 + random.size(largest), 1 + random.size(largest));
        let Ok(kernel) = kernel else { continue };
        let x: Vec<T> = random.elements(width * height);
        let src = Plane::new(&x, width, height).unwrap();
        let Ok(estimates) = kernel.estimates(width, height) else {
            continue;
        };
        let spec = kernel.kernel();
        let points = estimates.unwrap().block.unwrap().points();
        let taps = norm((0..spec.tap_count()).map(|tap| spec.tap_f64(tap)));
        // The constant of BORDERS is 7.
        let bound = fft_error(points, unit, taps, 7.0 * (2.0 * points as f64).sqrt());
        let sums = reference::sums(&spec, src).unwrap();
        let mut found =
            PlaneBuf::filled(sums.width(), sums.height(), T::from_f64(f64::NAN)).unwrap();
        kernel
            .apply_into_at(level, src, found.as_plane_mut())
            .unwrap();
        for (found, sum) in found.data().iter().zip(sums.data()) {
            let error = (found.to_f64() - sum.to_f64()).abs();
            assert!(
                error <= bound,
                "{kernel:?} {width}x{height}: {error} beyond {bound}"
            );
        }
    }
}

fn floats_keep_the_bound(level: Level) {
    planes::<f32>(level, 1, f64::from(f32::EPSILON) / 2.0, 60, 60);
    planes::<f64>(level, 2, f64::EPSILON / 2.0, 60, 60);
}

fn large_planes_keep_the_bound(level: Level) {
    planes::<f32>(level, 3, f64::from(f32::EPSILON) / 2.0, 5, 400);
    planes::<f64>(level, 4, f64::EPSILON / 2.0, 5, 400);
}

each_level!(floats_keep_the_bound, large_planes_keep_the_bound);

#[test]
fn long_signals_keep_the_bound_of_their_own_norms() {
    let mut random = Random::new(7);
    for taps in [8, 100, 1000, 4096] {
        let taps: Vec<f32> = (0..taps).map(|_| random.unit() as f32).collect();
        let kernel = DynSignal::<f32, f32>::builder(taps.clone())
            .method(Method::Fft)
            .build()
            .unwrap();
        let x: Vec<f32> = random.elements(20_000);
        let points = kernel
            .estimates(x.len())
            .unwrap()
            .unwrap()
            .block
            .unwrap()
            .points();
        // Blocks overlap by less than half, so two of them have each element at most twice.
        let inputs = 2f64.sqrt() * norm(x.iter().map(|&x| x.into()));
        let taps = norm(taps.iter().map(|&tap| tap.into()));
        let bound = fft_error(points, f64::from(f32::EPSILON) / 2.0, taps, inputs);
        let spec = kernel.kernel();
        let sums = reference::sums(&spec, Plane::new(&x, x.len(), 1).unwrap()).unwrap();
        let found = kernel.apply(&x).unwrap();
        for (found, sum) in found.iter().zip(sums.data()) {
            let error = (f64::from(*found) - sum.to_f64()).abs();
            assert!(error <= bound, "{kernel:?}: {error} beyond {bound}");
        }
    }
}

#[test]
fn a_nan_spoils_the_blocks_that_are_transformed_with_it_and_no_others() {
    let kernel = DynSignal::<f32, f32>::builder([0.5f32; 16])
        .method(Method::Fft)
        .build()
        .unwrap();
    let mut x = vec![1.0f32; 1 << 20];
    x[500_000] = f32::NAN;
    let block = kernel.estimates(x.len()).unwrap().unwrap().block.unwrap();
    let found = kernel.apply(&x).unwrap();
    let spoiled: Vec<usize> = (0..found.len())
        .filter(|&at| !found[at].is_finite())
        .collect();
    assert!((499_985..=500_000).all(|at| spoiled.contains(&at)));
    let (first, last) = (spoiled[0], spoiled[spoiled.len() - 1]);
    assert!(
        last - first < 4 * block.step[1],
        "{first} to {last} in {block:?}"
    );
}
