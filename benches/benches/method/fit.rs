//! The constants of the cost model, fitted to what is measured here.
//!
//! ```text
//! direct   time of an output = STORE + slope * (operations / lanes)      one slope for each
//!          accumulator, for signals, in blocks or not, and for planes, on each level
//! fft      time of a transform = what `parts` says
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
        direct::<i16, i32>(level, &[8, 16, 32, 128, 256, 512], &[3, 7, 11, 15]);
        direct::<i32, f64>(level, &[8, 16, 32, 128, 256, 512], &[3, 7, 11, 15]);
        direct::<f32, f32>(
            level,
            &[8, 16, 32, 64, 128, 256, 512, 1024],
            &[3, 7, 11, 15],
        );
        direct::<f64, f64>(level, &[8, 16, 32, 64, 128, 256, 512], &[3, 7, 11, 15]);
    }
    println!(
        "\nfft: nanoseconds of a transform = TRANSFORM + points * (LEVEL / lanes * levels + POINT)"
    );
    let [mut signals, mut planes] = fft::<f32>(AccumulatorType::F32);
    let doubles = fft::<f64>(AccumulatorType::F64);
    signals.extend(&doubles[0]);
    planes.extend(&doubles[1]);
    let weights = fitted(&signals);
    println!(
        "  signals: {weights:.3?} (worst {:.0} %)",
        100.0 * worst(&signals, &weights)
    );
    let planes: Vec<_> = (planes.iter())
        .map(|([one, lines, size, levels, _], time)| ([*one, *lines, *size, *levels], *time))
        .collect();
    let weights = fitted(&planes);
    println!(
        "  planes: {weights:.3?} (worst {:.0} %)",
        100.0 * worst(&planes, &weights)
    );
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
    let lanes = |ready: &Ready<In, Out>| (bytes(level) / ready.accumulator().bytes()).max(1) as f64;
    let sample = |mut ready: Ready<In, Out>, operations: usize, outputs: usize| {
        let [time] = least(15, [Box::new(|| ready.call_at(level))]);
        let operations = operations as f64 / lanes(&ready);
        ([1.0, operations], time / outputs as f64)
    };
    let signal = |size| Ready::signal(Method::Direct, taps(1, size), 16_000).expect("right");
    let plane = |side| Ready::plane(Method::Direct, taps(side, side), 128).expect("right");
    let signals = sizes.iter().map(|&size| sample(signal(size), size, 16_000));
    // Beyond 64 bytes of taps rows are read in blocks: each load serves several taps.
    let least = 64.0 / bytes(level) as f64;
    let blocks = |([_, operations], _): &([f64; 2], f64)| *operations > least;
    let (blocks, plain): (Vec<_>, Vec<_>) = signals.partition(blocks);
    let planes: Vec<_> = sides
        .iter()
        .map(|&side| sample(plane(side), side * side, 128 * 128))
        .collect();
    print!("  {level:7} {:4}", signal(1).accumulator());
    for (what, samples) in [("signals", plain), ("blocks", blocks), ("planes", planes)] {
        if samples.len() > 1 {
            let weights = fitted(&samples);
            print!(
                "  {what}: STORE {:.3} slope {:.3} (worst {:.0} %)",
                weights[0],
                weights[1],
                100.0 * worst(&samples, &weights)
            );
        }
    }
    println!();
}

/// What the time of a transform of one axis is made of: itself, its elements, their levels of
/// butterflies, and for each doubling what the first and the second cache do not hold. Of two axes:
/// itself, its lines, its elements, their levels; more parts fit no better.
fn parts(block: &Block, bytes: f64) -> [f64; 5] {
    let levels = |size: usize| {
        let levels = (size as f64).log2();
        if size.is_power_of_two() {
            levels
        } else {
            1.2 * levels
        }
    };
    let [rows, columns] = block.size;
    let points = block.points() as f64;
    let size = points * bytes / 4.0;
    if rows == 1 {
        let beyond = |cache: f64| ((points * 2.0 * bytes).log2() - cache).max(0.0);
        let levels = 2.0 * levels(columns);
        return [
            1.0,
            size,
            size * levels,
            size * beyond(14.0),
            size * beyond(19.0),
        ];
    }
    let there_and_back = 1.0 + block.step[0] as f64 / rows as f64;
    let levels = there_and_back * levels(columns) + 2.0 * levels(rows);
    [1.0, (rows + columns) as f64, size, size * levels, 0.0]
}

fn fft<T: Element>(precision: AccumulatorType) -> [Vec<([f64; 5], f64)>; 2] {
    let sample = |ready: Result<Ready<T, T>, Error>| {
        let mut ready = ready.expect("these kernels are right");
        let block = ready.estimates()?.block?;
        let [time] = least(15, [Box::new(|| ready.call())]);
        let time = time / block.transforms() as f64;
        println!(
            "    {block}: {:.3} ns a point",
            time / block.points() as f64
        );
        Some((parts(&block, precision.bytes() as f64), time))
    };
    let signals = [2, 20, 100, 300, 1000, 3000, 10_000]
        .iter()
        .flat_map(|&size| [12, 16, 20].map(|length| (size, 1 << length)))
        .filter_map(|(size, length)| sample(Ready::signal(Method::Fft, taps(1, size), length)))
        .collect();
    let planes = [3, 9, 15, 31, 45, 63, 127]
        .iter()
        .flat_map(|&size| [60, 250, 500, 1000].map(|side| (size, side)))
        .filter_map(|(size, side)| sample(Ready::plane(Method::Fft, taps(size, size), side)))
        .collect();
    [signals, planes]
}
