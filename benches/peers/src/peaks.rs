//! What one core can do at most: multiply-adds in a second, measured.
//!
//! Independent chains of multiply-adds on registers, enough of them to hide
//! the latency of one, on the vectors of the level that the kernels run on.

use crate::measure::now;
use conv_kernel::AccumulatorType;
use conv_kernel::Plan;
use conv_plan::plan::Passes;
use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};
use std::hint::black_box;

/// The arithmetic whose peak bounds a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peak {
    F32,
    I16,
}

impl Peak {
    /// The peak of floats for a plan that sums in floats, of 16-bit integers for the others.
    pub(crate) fn of(plan: &Plan) -> Self {
        let accumulator = match plan.passes() {
            Passes::Two { vertical, .. } => vertical[0].accumulator,
            _ => plan.accumulator(),
        };
        let input = plan.kernel().input();
        match accumulator {
            AccumulatorType::F32 | AccumulatorType::F64 => Self::F32,
            _ if input.is_float() => Self::F32,
            _ => Self::I16,
        }
    }
}

/// Multiply-adds in a second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peaks {
    f32: f64,
    i16: f64,
}

impl Peaks {
    pub(crate) fn measure() -> Self {
        let level = Level::new();
        // The first measurement also brings the core to its clock.
        Self::once(level);
        let runs = [(); 9].map(|()| Self::once(level));
        Self {
            f32: runs.iter().map(|run| run.f32).fold(0.0, f64::max),
            i16: runs.iter().map(|run| run.i16).fold(0.0, f64::max),
        }
    }

    pub(crate) fn of(&self, peak: Peak) -> f64 {
        match peak {
            Peak::F32 => self.f32,
            Peak::I16 => self.i16,
        }
    }

    fn once(level: Level) -> Self {
        Self {
            f32: rate(|| dispatch!(level, simd => singles(simd))),
            i16: rate(|| dispatch!(level, simd => words(simd))),
        }
    }
}

/// Turns of the measured loop.
const TURNS: usize = 1 << 20;

/// Chains; the latency of a multiply-add times the number of units is less.
const CHAINS: usize = 12;

/// Multiply-adds in a second of a loop that returns how many it did in a turn.
fn rate(run: impl Fn() -> usize) -> f64 {
    let start = now();
    let operations = run();
    (operations * TURNS) as f64 / (now() - start) * 1e9
}

#[inline(always)]
fn singles<S: Simd>(simd: S) -> usize {
    let factor = S::f32s::splat(simd, black_box(0.999));
    let term = S::f32s::splat(simd, black_box(0.001));
    let mut sums = [S::f32s::splat(simd, black_box(1.0)); CHAINS];
    for _ in 0..TURNS {
        for sum in &mut sums {
            *sum = sum.mul_add(factor, term);
        }
    }
    for sum in &sums {
        black_box(sum.as_slice());
    }
    CHAINS * S::f32s::LEN
}

#[inline(always)]
fn words<S: Simd>(simd: S) -> usize {
    let factor = S::i16s::splat(simd, black_box(3));
    let term = S::i16s::splat(simd, black_box(1));
    let mut sums = [S::i16s::splat(simd, black_box(1)); CHAINS];
    for _ in 0..TURNS {
        for sum in &mut sums {
            *sum = *sum * factor + term;
        }
    }
    for sum in &sums {
        black_box(sum.as_slice());
    }
    CHAINS * S::i16s::LEN
}
