//! Templates: one whose buffers are kept, as for a video, and one that is made for each call.

use super::definition::{Grid, correlate, window_sums};
use super::task::{Defined, Finish, norm};
use crate::Bench;
use crate::contestant::{Check, Contestant, Makes, Peer, Writes};
use crate::race::{self, Cell, Outcome};
use crate::rows::Size;
use crate::task::{Kind, Task};
use anyhow::Result;
use conv_kernel::matching::{Buffers, Pixel, Score, Template};
use conv_kernel::{Plane, PlaneMut};

/// How far scores of ours may be: what `matching` documents for coefficients. Its sums of squares
/// are off by far less.
const DOCUMENTED: f64 = 1e-5;

/// A row with a square template, which is cut from the middle of the picture.
pub(super) fn run<T: Cell + Pixel>(
    score: Score,
    side: usize,
) -> impl Fn(&mut Bench, Size) -> Result<Outcome> {
    move |bench, (width, height)| {
        let kind = match score {
            Score::SumOfSquaresNormed => Kind::SumOfSquaresNormed,
            _ => Kind::CoefficientNormed,
        };
        race::fill::<T>(bench, width * height);
        let (src, _) = bench.shared.planes::<T, f32>(width * height, 0);
        let picture = Plane::new(src, width, height)?;
        let template = picture.sub(width / 2, height / 2, side, side)?;
        let pixels: Vec<T> = template.rows().flatten().copied().collect();
        let task = Task {
            kind,
            input: T::TYPE.name(),
            output: "f32",
            rows: side,
            columns: side,
            taps: pixels.iter().map(|&pixel| pixel.into()).collect(),
            scale: 1.0,
            factor: Vec::new(),
            kernels: Vec::new(),
            planes: 1,
            channels: 1,
            width,
            height,
            out_width: width - (side - 1),
            out_height: height - (side - 1),
        };
        let contestants = vec![
            kept(Template::new(template)?, score, &task),
            one_shot(pixels, score, &task),
        ];
        let src: Vec<f64> = src.iter().map(|&pixel| pixel.into()).collect();
        let work = defined(task, &src);
        race::race(bench, &work, contestants)
    }
}

fn kept<T: Cell + Pixel>(template: Template<T>, score: Score, task: &Task) -> Contestant<T, f32> {
    let (width, height) = (task.width, task.height);
    let (out_width, out_height) = (task.out_width, task.out_height);
    let mut buffers = Buffers::new();
    let run = move |src: &[T], dst: &mut [f32]| {
        let src = Plane::new(src, width, height)?;
        let dst = PlaneMut::new(dst, out_width, out_height)?;
        Ok(template.find_with(src, score, dst, &mut buffers)?)
    };
    Contestant::here(Peer::Kept, "find_with", Check::default(), Writes(run))
}

fn one_shot<T: Cell + Pixel>(pixels: Vec<T>, score: Score, task: &Task) -> Contestant<T, f32> {
    let (width, height) = (task.width, task.height);
    let (columns, rows) = (task.columns, task.rows);
    let run = move |src: &[T]| {
        let template = Template::new(Plane::new(&pixels, columns, rows)?)?;
        let scores = template.find(Plane::new(src, width, height)?, score)?;
        Ok(scores.into_vec())
    };
    Contestant::here(Peer::OneShot, "new, find", Check::default(), Makes(run))
}

/// The scores by the formulas in the documentation of `conv_kernel::matching`.
fn defined(task: Task, src: &[f64]) -> Defined {
    let (columns, rows) = (task.columns, task.rows);
    let width = task.width;
    let picture = Grid { values: src, width };
    let taps = Grid {
        values: &task.taps,
        width: columns,
    };
    let squared: Vec<f64> = src.iter().map(|x| x * x).collect();
    let squared = Grid {
        values: &squared,
        width,
    };
    let crosses = correlate(picture, taps);
    let squares = window_sums(squared, columns, rows);
    let count = task.taps.len() as f64;
    let energy = norm(&task.taps).powi(2);
    let (outputs, factors) = if task.kind == Kind::CoefficientNormed {
        let sum: f64 = task.taps.iter().sum();
        let sums = window_sums(picture, columns, rows);
        let windows = crosses.iter().zip(&sums).zip(&squares);
        let score = |((cross, window), square): ((&f64, &f64), &f64)| {
            let deviations = (energy - sum * sum / count) * (square - window * window / count);
            let factor = 1.0 / deviations.sqrt();
            ((cross - sum * window / count) * factor, factor)
        };
        windows.map(score).unzip()
    } else {
        let score = |(cross, square): (&f64, &f64)| {
            let factor = 1.0 / (energy * square).sqrt();
            let score = (energy - 2.0 * cross + square) * factor;
            (score.min(1.0), 2.0 * factor)
        };
        crosses.iter().zip(&squares).map(score).unzip()
    };
    Defined {
        outputs,
        largest: src.iter().fold(0.0, |largest, x| largest.max(x.abs())),
        directly: DOCUMENTED,
        finish: Finish::Scores(factors),
        task,
    }
}
