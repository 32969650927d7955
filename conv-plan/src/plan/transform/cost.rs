//! What both ways are estimated to take, in nanoseconds on one thread.
//!
//! ```text
//! direct   outputs * (operations / lanes * OPERATION + STORE)          each pass
//! fft      transforms * (TRANSFORM + size * (POINT + LEVEL * levels))
//! ```
//!
//! The constants are those that `cargo bench --bench method -- --fit` printed on an EPYC of 2025
//! with AVX-512, for each level, moved by up to a third where both ways cross, until `auto` in the
//! table of that bench took the better one. A faster clock or a wider pipeline divides all of them
//! by about the same, and only their ratios decide.

use super::{Block, Transform};
use crate::number::AccumulatorType;
use core::fmt;

use crate::plan::{Pass, Passes, Plan, Steps};

/// What the direct way takes for each output. Run-time kernels and generated ones have the same, so
/// that they choose the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DirectCost {
    /// The passes: multiply-adds for each output, and the accumulator.
    pub passes: [(usize, AccumulatorType); 2],
    /// Whether it is a signal that is read in blocks.
    pub blocks: bool,
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
            // No transform is ever weighed against them.
            Passes::Polyphase(_) => return None,
            Passes::Two {
                vertical,
                horizontal,
            } => {
                let taps: usize = vertical.iter().map(|pass| pass.taps.len()).sum();
                let accumulator =
                    (vertical.first()).map_or(horizontal.accumulator, |pass| pass.accumulator);
                let columns = kernel.window().columns.stride;
                [
                    (taps.saturating_mul(columns), accumulator),
                    cost(horizontal),
                ]
            }
        };
        let blocks = match plan.passes() {
            Passes::One(pass) => pass.steps.block != Steps::WHOLE,
            Passes::Two { .. } | Passes::Polyphase(_) => false,
        };
        Some(Self { passes, blocks })
    }
}

/// What both ways are estimated to take for an output of one size.
///
/// `Display` prints it in one line, what is taken first:
///
/// ```text
/// by FFT about 82.4 us in blocks of 4096; directly about 310.5 us (18 blocks)
/// ```
///
/// ```
/// # use conv_plan::number::ElementType;
/// # use conv_plan::plan::{Plan, Transform};
/// # use conv_plan::rules::{ConvSpec, Method, Options, TapSource};
/// let taps = TapSource::Taps(vec![0.001; 2048].into());
/// let mut options = Options::new(ElementType::F32, ElementType::F32, taps);
/// options.method = Method::Auto;
/// let transform = Transform::new(&Plan::new(&ConvSpec::check(&options)?)).ok_or("direct")?;
/// assert!(!transform.estimates([1, 1 << 20], 8).is_direct());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimates {
    /// Nanoseconds of the direct way; `None` if there is none.
    pub direct: Option<f64>,
    /// Nanoseconds by FFT; `None` if no block is possible.
    pub fft: Option<f64>,
    /// The blocks by FFT.
    pub block: Option<Block>,
    /// Whether the method is `Fft`, whatever is faster.
    pub(super) only_fft: bool,
}

impl Estimates {
    /// Whether the direct way is taken.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        match (self.direct, self.fft) {
            _ if self.only_fft => false,
            (Some(direct), Some(fft)) => direct <= fft,
            (direct, _) => direct.is_some(),
        }
    }
}

impl fmt::Display for Estimates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words(f, 1e3, "us")?;
        if let Some(Block { count, .. }) = self.block
            && !self.is_direct()
        {
            let count = count[0].saturating_mul(count[1]);
            write!(f, " ({})", crate::plan::explain::count(count, "block"))?;
        }
        Ok(())
    }
}

impl Estimates {
    /// What is taken, and what both ways take, in a unit of so many nanoseconds.
    pub(super) fn words(&self, f: &mut fmt::Formatter<'_>, unit: f64, name: &str) -> fmt::Result {
        let way = |f: &mut fmt::Formatter<'_>, word: &str, time: f64| {
            let digits = if time / unit < 10.0 { 2 } else { 1 };
            write!(f, "{word} about {:.digits$} {name}", time / unit)
        };
        let blocks = |f: &mut fmt::Formatter<'_>| match self.block {
            Some(block) => write!(f, " in blocks of {block}"),
            None => Ok(()),
        };
        match (self.is_direct(), self.direct, self.fft) {
            (true, Some(direct), fft) => {
                way(f, "directly", direct)?;
                match fft {
                    Some(fft) => way(f, "; by FFT", fft).and_then(|()| blocks(f)),
                    None => f.write_str("; by FFT not at all"),
                }
            }
            (_, direct, Some(fft)) => {
                way(f, "by FFT", fft)?;
                blocks(f)?;
                match direct {
                    Some(direct) => way(f, "; directly", direct),
                    None => f.write_str("; directly not at all, with so many taps"),
                }
            }
            (_, _, None) => f.write_str("not at all"),
        }
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
            only_fft: self.method == crate::rules::Method::Fft,
        }
    }
}

/// What a call takes to begin.
const CALL: f64 = 100.0;

/// The time of the direct way.
fn direct(signal: bool, cost: &DirectCost, outputs: [usize; 2], width: usize) -> f64 {
    let sums: f64 = cost
        .passes
        .iter()
        .filter(|(operations, _)| *operations > 0)
        .map(|&(operations, accumulator)| {
            let lanes = (width / accumulator.bytes()).max(1) as f64;
            let vectors = operations as f64 / lanes;
            vectors * operation(accumulator, (signal, cost.blocks), width)
                + store(accumulator, signal, width)
        })
        .sum();
    CALL + outputs[0] as f64 * outputs[1] as f64 * sums
}

/// A multiply-add of vectors of 16, 32 or 64 bytes.
const fn operation(
    accumulator: AccumulatorType,
    (signal, blocks): (bool, bool),
    width: usize,
) -> f64 {
    use AccumulatorType::{F32, F64, I16, I32, I64, U16};
    let [narrow, middle, wide] = match (accumulator, signal, blocks) {
        (U16 | I16, true, _) => [0.21, 0.24, 0.32],
        (U16 | I16, false, _) => [0.19, 0.15, 0.18],
        (I64, true, _) => [0.53, 0.50, 0.25],
        (I64, false, _) => [0.52, 0.48, 0.14],
        (I32 | F32 | F64, true, true) => [0.14, 0.13, 0.118],
        (I32 | F32 | F64, true, false) => [0.16, 0.17, 0.25],
        (I32 | F32 | F64, false, _) => [0.16, 0.13, 0.125],
    };
    match width {
        0..=16 => narrow,
        17..=32 => middle,
        _ => wide,
    }
}

/// An output, stored.
const fn store(accumulator: AccumulatorType, signal: bool, width: usize) -> f64 {
    let byte = match width {
        0..=16 => 0.1,
        17..=32 => 0.07,
        _ => 0.045,
    };
    let share = if signal { 0.5 } else { 1.0 };
    share * byte * accumulator.bytes() as f64
}

/// The time by FFT.
pub(super) fn fft(block: &Block, precision: AccumulatorType, width: usize) -> f64 {
    // Transforms use vectors of at most 32 bytes; those of 16 take nearly twice as long.
    let slower = match width {
        0..=4 => 4.5,
        5..=16 => 1.8,
        _ => 1.0,
    };
    let [rows, columns] = block.size;
    let points = block.points() as f64;
    let size = points * precision.bytes() as f64 / 4.0;
    let time = if rows == 1 {
        let bytes = logarithm(block.points().saturating_mul(2 * precision.bytes()));
        let beyond = |cache: f64, slope: f64| slope * (bytes - cache).max(0.0);
        let levels = 2.0 * levels(columns);
        TRANSFORM + size * (POINT + LEVEL * levels + beyond(14.0, FIRST) + beyond(19.0, SECOND))
    } else {
        let there_and_back = 1.0 + block.step[0] as f64 / rows as f64;
        let levels = there_and_back * levels(columns) + 2.0 * levels(rows);
        let lines = rows as f64 + columns as f64;
        TURNED + LINE * lines + size * (TURNED_POINT + TURNED_LEVEL * levels)
    };
    CALL + block.transforms() as f64 * time * slower + far(block, precision)
}

/// What long signals take more that no cache holds. The direct way has more to do for each element
/// and hides it.
fn far(block: &Block, precision: AccumulatorType) -> f64 {
    if block.size[0] > 1 {
        return 0.0;
    }
    let positions = block.count[1].saturating_mul(block.step[1]);
    let doublings = logarithm(positions.saturating_mul(precision.bytes())) - 20.0;
    positions as f64 * 0.16 * doublings.max(0.0)
}

/// Transforms of one axis: each, an element of 4 bytes, and for it a level of butterflies; and for
/// each doubling of what the first cache does not hold, and the second.
const TRANSFORM: f64 = 42.0;
const POINT: f64 = 0.62;
const LEVEL: f64 = 0.046;
const FIRST: f64 = 0.12;
const SECOND: f64 = 0.31;

/// Transforms of two axes: each, a row or column of it, an element of 4 bytes, and a level.
const TURNED: f64 = 800.0;
const LINE: f64 = 2.65;
const TURNED_POINT: f64 = 0.25;
const TURNED_LEVEL: f64 = 0.099;

/// Levels of butterflies. A factor of 3 makes them slower.
fn levels(points: usize) -> f64 {
    let slower = if points.is_power_of_two() { 1.0 } else { 1.2 };
    slower * logarithm(points)
}

/// The logarithm to base 2, without `std`: that of `3 * 2^n` is n + 1.585.
fn logarithm(points: usize) -> f64 {
    let power = points.max(1).ilog2();
    let over = points.max(1) as f64 / (1u64 << power) as f64;
    // Exact at 1 and 2, and nearly so at 1.5.
    f64::from(power) + (over - 1.0) * (1.34 - 0.34 * (over - 1.0))
}
