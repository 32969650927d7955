//! What both ways are estimated to take, in nanoseconds on one thread.
//!
//! ```text
//! direct   outputs * (STORE + operations / lanes * FORM)
//! fft      transforms * (TRANSFORM + points * (POINT + FFT * log2 of what is transformed))
//! ```
//!
//! The constants were fitted to measurements by `cargo bench --bench method -- --fit`, which prints
//! them anew. A faster clock or a wider pipeline divides all of them by about the same, and only
//! their ratios decide.

use super::{Block, Transform};
use crate::number::AccumulatorType;
use core::fmt;

use crate::plan::{Pass, Passes, Plan};

/// What the direct way takes for each output. Run-time kernels and generated ones have the same, so
/// that they choose the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DirectCost {
    /// The passes: multiply-adds for each output, and the accumulator.
    pub passes: [(usize, AccumulatorType); 2],
}

impl DirectCost {
    /// `None` for a kernel that is computed by FFT only.
    pub(super) fn of(plan: &Plan) -> Option<Self> {
        let kernel = plan.kernel();
        if kernel.tap_count() > crate::taps::MAX_TAPS {
            return None;
        }
        let cost = |pass: &Pass| (pass.taps.len(), pass.accumulator);
        let passes = match plan.passes() {
            Passes::One(pass) => [cost(pass), (0, pass.accumulator)],
            Passes::Two {
                vertical,
                horizontal,
            } => {
                let (taps, accumulator) = cost(vertical);
                let columns = kernel.window().columns.stride;
                [
                    (taps.saturating_mul(columns), accumulator),
                    cost(horizontal),
                ]
            }
        };
        Some(Self { passes })
    }
}

/// What both ways are estimated to take for an output of one size.
///
/// `Display` prints it in one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimates {
    /// Nanoseconds of the direct way; `None` if there is none.
    pub direct: Option<f64>,
    /// Nanoseconds by FFT; `None` if no block is possible.
    pub fft: Option<f64>,
    /// The blocks by FFT.
    pub block: Option<Block>,
    pub(super) always: bool,
}

impl Estimates {
    /// Whether the direct way is taken.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        match (self.direct, self.fft) {
            _ if self.always => false,
            (Some(direct), Some(fft)) => direct <= fft,
            (direct, _) => direct.is_some(),
        }
    }
}

impl fmt::Display for Estimates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_direct() { "direct" } else { "fft" })?;
        let mut between = ": ";
        for (name, time) in [("direct", self.direct), ("fft", self.fft)] {
            if let Some(time) = time {
                write!(f, "{between}{name} about {:.1} us", time / 1e3)?;
                between = ", ";
            }
        }
        if let Some(block) = self.block {
            let count = block.count[0].saturating_mul(block.count[1]);
            write!(f, " in blocks of {block} ({count} in all)")?;
        }
        Ok(())
    }
}

impl Transform {
    /// What both ways take for an output of these rows and columns, with vectors of `width` bytes.
    #[must_use]
    pub fn estimates(&self, outputs: [usize; 2], width: usize) -> Estimates {
        let fft = self.cheapest(outputs, width);
        Estimates {
            direct: self
                .direct
                .map(|cost| direct(self.signal, &cost, outputs, width)),
            fft: fft.map(|(_, time)| time),
            block: fft.map(|(block, _)| block),
            always: self.method == crate::rules::Method::Fft,
        }
    }
}

/// An output, stored: nanoseconds.
const STORE: f64 = 0.15;

/// What a call takes to begin.
const CALL: f64 = 100.0;

/// The time of the direct way.
fn direct(signal: bool, cost: &DirectCost, outputs: [usize; 2], width: usize) -> f64 {
    let sums: f64 = cost
        .passes
        .iter()
        .map(|&(operations, accumulator)| {
            let lanes = (width / accumulator.bytes()).max(1) as f64;
            operations as f64 / lanes * operation(signal, accumulator)
        })
        .sum();
    CALL + outputs[0] as f64 * outputs[1] as f64 * (STORE + sums)
}

/// A multiply-add of vectors in nanoseconds.
const fn operation(signal: bool, accumulator: AccumulatorType) -> f64 {
    match accumulator {
        AccumulatorType::U16
        | AccumulatorType::I16
        | AccumulatorType::F32
        | AccumulatorType::F64 => {
            if signal {
                0.35
            } else {
                0.2
            }
        }
        AccumulatorType::I32 => 0.4,
        AccumulatorType::I64 => 1.0,
    }
}

/// The time by FFT.
pub(super) fn fft(block: &Block, precision: AccumulatorType, width: usize) -> f64 {
    let [rows, columns] = block.size;
    let points = rows as f64 * columns as f64;
    let bytes = 2 * precision.bytes();
    // Transforms use vectors of at most 32 bytes.
    let lanes = width.min(32).max(precision.bytes()) as f64 / precision.bytes() as f64;
    let there_and_back = 1.0 + block.step[0] as f64 / rows as f64;
    let levels = if rows == 1 {
        2.0 * logarithm(columns)
    } else {
        there_and_back * logarithm(columns) + 2.0 * logarithm(rows)
    };
    let beyond = (logarithm(block.points().saturating_mul(bytes)) - CACHED).max(0.0);
    let level = LEVEL * (1.0 + BEYOND * beyond) / lanes;
    let other = POINT + if rows == 1 { 0.0 } else { TURNED };
    let time = TRANSFORM + points * (level * levels + other * precision.bytes() as f64 / 4.0);
    CALL + block.transforms() as f64 * time
}

/// A level of butterflies for a complex element in one lane.
const LEVEL: f64 = 0.45;

/// What is read, multiplied and written for an element.
const POINT: f64 = 0.5;

/// What it takes more to exchange rows and columns, there and back.
const TURNED: f64 = 0.5;

/// What a transform takes whatever its size.
const TRANSFORM: f64 = 200.0;

/// The logarithm of the bytes from which caches slow a level down, and by how much for each doubling.
const CACHED: f64 = 18.0;
const BEYOND: f64 = 0.05;

/// The logarithm to base 2, without `std`: that of `3 * 2^n` is n + 1.585.
fn logarithm(points: usize) -> f64 {
    let power = points.max(1).ilog2();
    let over = points.max(1) as f64 / (1u64 << power) as f64;
    // Exact at 1, 1.5 and 2.
    f64::from(power) + (over - 1.0) * (1.34 - 0.34 * (over - 1.0))
}
