//! Long kernels at run time: by FFT and, as far as a direct kernel may have so many taps, directly.

use super::definition::{Grid, correlate};
use super::task::{Defined, Finish, UNIT};
use crate::Bench;
use crate::contestant::{Check, Contestant, Peer};
use crate::ours;
use crate::race::{self, Outcome};
use crate::rows::Size;
use crate::rust_peers::Peers;
use crate::task::{Kind, Task};
use crate::work::Work;
use anyhow::{Context, Result};
use conv_kernel::prelude::*;

/// The most taps of a direct kernel.
const DIRECT: usize = 4096;

/// A square kernel on a plane of the same size as its output.
pub(super) fn plane(
    bench: &mut Bench,
    (width, height): Size,
    side: usize,
) -> Result<(Outcome, Option<String>)> {
    let taps: Vec<Vec<f32>> = parameters(side * side)
        .chunks_exact(side)
        .map(<[f32]>::to_vec)
        .collect();
    let build = |method| {
        DynKernel::<f32, f32>::builder(taps.clone())
            .padding(Padding::Same)
            .border(Border::Replicate)
            .method(method)
            .build()
    };
    let kernel = build(Method::Fft)?;
    let task = Task::new(
        Kind::Dense,
        &kernel.kernel(),
        (width, height),
        (width, height),
    );
    let estimates = kernel.estimates(width, height)?;
    let block = estimates.and_then(|estimates| estimates.block);
    let block = block.context("no block")?;
    let check = Check::default().points(block.points());
    let mut contestants = vec![ours::plane(Peer::Fft, check, kernel, &task)];
    if side * side <= DIRECT {
        let direct = build(Method::Direct)?;
        contestants.push(ours::plane(Peer::Dynamic, Check::default(), direct, &task));
    }
    let outcome = compare(bench, task, contestants, |src| {
        let padded = replicated(src, (width, height), side / 2);
        (padded, width + 2 * (side / 2))
    })?;
    Ok((outcome, Some(block.to_string())))
}

/// A filter on a signal, without padding.
pub(super) fn signal(
    bench: &mut Bench,
    length: usize,
    taps: usize,
) -> Result<(Outcome, Option<String>)> {
    let parameters = parameters(taps);
    let build = |method| {
        DynSignal::<f32, f32>::builder(parameters.clone())
            .method(method)
            .build()
    };
    let kernel = build(Method::Fft)?;
    let outputs = kernel.output_len(length)?;
    let (kind, direct) = if taps <= DIRECT {
        (Kind::Fir, Some(build(Method::Direct)?))
    } else {
        (Kind::LongFir, None)
    };
    let task = Task::new(kind, &kernel.kernel(), (length, 1), (outputs, 1));
    let estimates = kernel.estimates(length)?;
    let block = estimates.and_then(|estimates| estimates.block);
    let block = block.context("no block")?;
    let check = Check::default().points(block.points());
    let mut contestants = vec![ours::kept_signal(Peer::Fft, check, kernel)];
    contestants
        .extend(direct.map(|direct| ours::kept_signal(Peer::Dynamic, Check::default(), direct)));
    let outcome = compare(bench, task, contestants, |src| (src.to_vec(), length))?;
    Ok((outcome, Some(block.to_string())))
}

/// `pad` gives what the taps meet, border included, and the width of its rows.
fn compare(
    bench: &mut Bench,
    task: Task,
    mut contestants: Vec<Contestant<f32, f32>>,
    pad: impl Fn(&[f64]) -> (Vec<f64>, usize),
) -> Result<Outcome> {
    race::fill::<f32>(bench, task.inputs());
    let (src, _) = bench.shared.planes::<f32, f32>(task.inputs(), 0);
    if task.kind != Kind::Dense {
        contestants.extend(f32::peers(&task, src));
    }
    let src: Vec<f64> = src.iter().map(|&value| f64::from(value)).collect();
    let (padded, width) = pad(&src);
    let padded = Grid {
        values: &padded,
        width,
    };
    let taps = Grid {
        values: &task.taps,
        width: task.columns,
    };
    let outputs = correlate(padded, taps);
    // What `race::fill` makes of floats.
    let largest = 1.0;
    // Higham's gamma: sums of so many terms, in any order.
    let terms = task.taps.len() as f64 * UNIT;
    let gain: f64 = task.taps.iter().map(|tap| tap.abs()).sum();
    let work = Defined {
        directly: terms / (1.0 - terms) * gain * largest,
        finish: Finish::Sums,
        outputs,
        largest,
        task,
    };
    race::race(bench, &work, contestants)
}

/// Taps that single precision holds.
fn parameters(count: usize) -> Vec<f32> {
    let taps = race::parameters(2, count);
    taps.into_iter().map(|tap| tap as f32).collect()
}

/// A plane with its outermost elements repeated `pad` times on each side.
fn replicated(src: &[f64], (width, height): Size, pad: usize) -> Vec<f64> {
    let inside = |at: usize, size: usize| at.saturating_sub(pad).min(size - 1);
    (0..height + 2 * pad)
        .flat_map(|y| {
            let row = &src[inside(y, height) * width..][..width];
            (0..width + 2 * pad).map(move |x| row[inside(x, width)])
        })
        .collect()
}
