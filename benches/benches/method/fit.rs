//! The constants of the cost model, fitted to what is measured here.
//!
//! ```text
//! direct   time of an output = STORE + slope * (operations / lanes)      one slope for each
//!          accumulator, for signals and for planes, on each level
//! fft      time of a transform = TRANSFORM + points * (LEVEL / lanes * levels + POINT)
//! ```
//!
//! Both are least squares of relative errors, so that short calls count as much as long ones.

use super::timed::{Ready, least, taps};
use conv_kernel::plan::Block;
use conv_kernel::prelude::*;
use conv_kernel::{AccumulatorType, Element};

/// Least squares: the weights of the factors that come closest to the values, relative to them.
fn fitted<const N: usize>(samples: &[([f64; N], f64)]) -> [f64; N] {
    let mut rows = [[0.0; N]; N];
    let mut right = [0.0; N];
    for (factors, value) in samples {
        for i in 0..N {
            for j in 0..N {
                rows[i][j] += factors[i] * factors[j] / (value * value);
            }
            right[i] += factors[i] / value;
        }
    }
    // Gaussian elimination of a positive definite matrix needs no pivots.
    for i in 0..N {
        let (pivot, value) = (rows[i], right[i]);
        for below in i + 1..N {
            let share = rows[below][i] / pivot[i];
            for (to, from) in rows[below].iter_mut().zip(pivot) {
                *to -= share * from;
            }
            right[below] -= share * value;
        }
    }
    let mut weights = [0.0; N];
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N)
            .map(|column| rows[i][column] * weights[column])
            .sum();
        weights[i] = (right[i] - known) / rows[i][i];
    }
    weights
}

/// The largest relative error of a fit.
fn worst<const N: usize>(samples: &[([f64; N], f64)], weights: &[f64; N]) -> f64 {
    let error = |(factors, value): &([f64; N], f64)| {
        let sum: f64 = factors.iter().zip(weights).map(|(a, b)| a * b).sum();
        (sum / value - 1.0).abs()
    };
    samples.iter().map(error).fold(0.0, f64::max)
}

pub(crate) fn print() {
    println!("direct: nanoseconds of an output = STORE + slope * (operations / lanes)");
    for level in Level::available() {
        direct::<u8, i16>(level, &[8, 16, 24, 32], &[3, 4, 5]);
        direct::<i16, i32>(level, &[8, 32, 128, 256], &[3, 7, 11, 15]);
        direct::<i32, f64>(level, &[8, 32, 128, 256], &[3, 7, 11, 15]);
        direct::<f32, f32>(level, &[8, 32, 128, 512], &[3, 7, 11, 15]);
        direct::<f64, f64>(level, &[8, 32, 128, 512], &[3, 7, 11, 15]);
    }
    println!(
        "\nfft: nanoseconds of a transform = TRANSFORM + points * (LEVEL / lanes * levels + POINT)"
    );
    fft::<f32>(AccumulatorType::F32);
    fft::<f64>(AccumulatorType::F64);
}

fn bytes(level: Level) -> usize {
    match level {
        Level::Avx512 => 64,
        Level::Avx2 => 32,
        Level::Scalar => 4,
        _ => 16,
    }
}

fn direct<In: Element, Out: Element>(level: Level, sizes: &[usize], sides: &[usize]) {
    let mut accumulator = None;
    let mut sample = |ready: Result<Ready<In, Out>, Error>, operations: usize, outputs: usize| {
        let mut ready = ready.expect("these kernels are right");
        accumulator = Some(ready.accumulator());
        let lanes = (bytes(level) / ready.accumulator().bytes()).max(1);
        let [time] = least(15, [Box::new(|| ready.call_at(level))]);
        (
            [1.0, operations as f64 / lanes as f64],
            time / outputs as f64,
        )
    };
    let signals: Vec<_> = sizes
        .iter()
        .map(|&size| {
            sample(
                Ready::signal(Method::Direct, taps(1, size), 16_000),
                nonzero(1, size),
                16_000,
            )
        })
        .collect();
    let planes: Vec<_> = sides
        .iter()
        .map(|&side| {
            sample(
                Ready::plane(Method::Direct, taps(side, side), 128),
                nonzero(side, side),
                128 * 128,
            )
        })
        .collect();
    let (along, over) = (fitted(&signals), fitted(&planes));
    println!(
        "  {level:7} {:4} signals: STORE {:.3} slope {:.3} (worst {:.0} %)   planes: STORE {:.3} slope {:.3} (worst {:.0} %)",
        accumulator.map_or("", AccumulatorType::name),
        along[0],
        along[1],
        100.0 * worst(&signals, &along),
        over[0],
        over[1],
        100.0 * worst(&planes, &over),
    );
}

fn nonzero(rows: usize, columns: usize) -> usize {
    let all = taps(rows, columns);
    all.values()
        .iter()
        .filter(|tap| **tap != conv_kernel::Tap::integer(0))
        .count()
}

/// Levels of butterflies there and back, weighted by the rows that are transformed.
fn levels(block: &Block) -> f64 {
    let [rows, columns] = block.size.map(|size| size as f64);
    if block.size[0] == 1 {
        2.0 * columns.log2()
    } else {
        (1.0 + block.step[0] as f64 / rows) * columns.log2() + 2.0 * rows.log2()
    }
}

fn fft<T: Element>(precision: AccumulatorType) {
    let lanes = (bytes(Level::best()).min(32) / precision.bytes()) as f64;
    let sample = |ready: Result<Ready<T, T>, Error>| {
        let mut ready = ready.expect("these kernels are right");
        let block = ready.estimates()?.block?;
        let [time] = least(15, [Box::new(|| ready.call())]);
        let points = block.points() as f64;
        let factors = [1.0, points * levels(&block) / lanes, points];
        println!(
            "    {} blocks of {block}: {:.3} ns a point",
            block.count[0] * block.count[1],
            time / block.transforms() as f64 / points
        );
        Some((factors, time / block.transforms() as f64))
    };
    let signals: Vec<_> = [2, 20, 100, 300, 1000, 3000, 10_000]
        .iter()
        .flat_map(|&size| [12, 16, 20].map(|length| (size, 1 << length)))
        .filter_map(|(size, length)| sample(Ready::signal(Method::Fft, taps(1, size), length)))
        .collect();
    let planes: Vec<_> = [3, 9, 31, 63, 127]
        .iter()
        .flat_map(|&size| [60, 250, 1000].map(|side| (size, side)))
        .filter_map(|(size, side)| sample(Ready::plane(Method::Fft, taps(size, size), side)))
        .collect();
    for (what, samples) in [("signals", signals), ("planes", planes)] {
        let weights = fitted(&samples);
        println!(
            "  {precision} {what}: TRANSFORM {:.0} LEVEL {:.3} POINT {:.3} (worst {:.0} %)",
            weights[0],
            weights[1],
            weights[2],
            100.0 * worst(&samples, &weights)
        );
    }
}
