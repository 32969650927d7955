//! Every way to the same result, for typical kernels.
//!
//! `taps` is a generated kernel, `shape` one whose taps are given at run time, `dynamic` a run-time
//! kernel, `reference` the definition as nested loops. Planes have 1920x1080 elements and signals
//! 2^20; the reference gets fewer, so compare elements per second. Planes go through `apply_with`
//! with a `Scratch` that is kept. One thread; the best CPU level, which is printed first.

mod kernels;

use conv_kernel::{
    Element, Error, Filter, Level, Plane, PlaneBuf, Scratch, SignalFilter, reference,
};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use std::hint::black_box;
use std::time::Duration;

const PLANE: (usize, usize) = (1920, 1080);
const REFERENCE_PLANE: (usize, usize) = (240, 135);
const SIGNAL: usize = 1 << 20;
const REFERENCE_SIGNAL: usize = 1 << 14;

fn main() -> Result<(), Error> {
    println!("CPU level: {}", Level::best());
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    kernels::measure(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

/// Measures a plane kernel with its taps in the code, and the same kernel with its taps given at
/// run time.
fn planes<In: Element, Out: Element>(
    criterion: &mut Criterion,
    name: &str,
    fixed: &dyn Filter<In = In, Out = Out>,
    given: &dyn Filter<In = In, Out = Out>,
) -> Result<(), Error> {
    let mut group = criterion.benchmark_group(name);
    let dynamic = fixed.to_dyn();
    let (width, height) = PLANE;
    let data = elements::<In>(width * height);
    let src = Plane::new(&data, width, height)?;
    let (columns, rows) = fixed.output_size(width, height)?;
    group.throughput(elements_of(columns * rows));
    let mut dst = PlaneBuf::filled(columns, rows, Out::default())?;
    let mut scratch = Scratch::new();
    let ways: [(&str, &dyn Filter<In = In, Out = Out>); 3] =
        [("taps", fixed), ("shape", given), ("dynamic", &dynamic)];
    for (way, filter) in ways {
        group.bench_function(way, |bencher| {
            bencher.iter(|| filter.apply_with(black_box(src), dst.as_plane_mut(), &mut scratch));
        });
    }

    let (width, height) = REFERENCE_PLANE;
    let small = Plane::new(&data, width, height)?;
    let kernel = fixed.kernel();
    let (columns, rows) = fixed.output_size(width, height)?;
    oracle(&mut group, columns * rows);
    group.bench_function("reference", |bencher| {
        bencher.iter(|| reference::correlate::<In, Out>(&kernel, black_box(small)));
    });
    group.finish();
    Ok(())
}

/// As [`planes`], for a signal kernel.
fn signals<In: Element, Out: Element>(
    criterion: &mut Criterion,
    name: &str,
    fixed: &dyn SignalFilter<In = In, Out = Out>,
    given: &dyn SignalFilter<In = In, Out = Out>,
) -> Result<(), Error> {
    let mut group = criterion.benchmark_group(name);
    let dynamic = fixed.to_dyn();
    let src = elements::<In>(SIGNAL);
    let mut dst = vec![Out::default(); fixed.output_len(SIGNAL)?];
    group.throughput(elements_of(dst.len()));
    let ways: [(&str, &dyn SignalFilter<In = In, Out = Out>); 3] =
        [("taps", fixed), ("shape", given), ("dynamic", &dynamic)];
    for (way, filter) in ways {
        group.bench_function(way, |bencher| {
            bencher.iter(|| filter.apply_into(black_box(&src), &mut dst));
        });
    }

    let small = &src[..REFERENCE_SIGNAL];
    let kernel = fixed.kernel();
    oracle(&mut group, fixed.output_len(REFERENCE_SIGNAL)?);
    group.bench_function("reference", |bencher| {
        bencher.iter(|| reference::correlate_signal::<In, Out>(&kernel, black_box(small)));
    });
    group.finish();
    Ok(())
}

/// The reference is slow and steady: few samples, on a size of their own.
fn oracle(group: &mut BenchmarkGroup<'_, WallTime>, outputs: usize) {
    group.sample_size(10).throughput(elements_of(outputs));
}

fn elements_of(count: usize) -> Throughput {
    Throughput::Elements(count as u64)
}

/// Elements over the whole range of an integer type, or floats in [0, 1).
fn elements<T: Element>(length: usize) -> Vec<T> {
    let mut state = 1u64;
    let mut next = move || {
        // Knuth's MMIX generator; the low bits are weak, so the high ones are used.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 40
    };
    (0..length)
        .map(|_| match T::TYPE.range() {
            Some(_) => T::from_i64_wrapping(next() as i64),
            None => T::from_f64(next() as f64 / f64::from(1u32 << 24)),
        })
        .collect()
}
