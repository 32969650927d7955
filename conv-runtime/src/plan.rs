//! Kernel to Plan: what will be computed, decided once and as a value.
//!
//! The macro prints a [`Plan`] as code, `DynKernel` interprets the same plan,
//! and its `Display` explains it. Steps of the planner:
//!
//! 1. leave out zero taps;
//! 2. look for exact factors of rank 1 and take them if two passes cost less;
//! 3. prove bounds, pass by pass, and choose the narrowest accumulators;
//! 4. choose the tile and how the body reads its taps.
//!
//! The order of a pass's taps is the order of operations of every output,
//! whatever computes it: that is what makes float results reproducible.

mod explain;
pub(crate) use explain::{count, steps};
mod proof;
mod tile;

use crate::analysis::{Bounds, Factors, factor_doubles, factor_integers};
use crate::element::AccumulatorType;
use crate::finish::Finish;
use crate::kernel::{Dimensions, Kernel, Presence, Weights};
use alloc::vec::Vec;
use proof::Proof;

/// A tap's value in a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coefficient {
    /// On the integer path.
    Integer(i64),
    /// On the float path; exact in the pass's accumulator.
    Float(f64),
}

impl Coefficient {
    /// The value as a double, rounded if it is an integer beyond 53 bits.
    #[must_use]
    pub const fn to_f64(self) -> f64 {
        match self {
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    fn is_zero(self) -> bool {
        match self {
            Self::Integer(value) => value == 0,
            Self::Float(value) => value == 0.0,
        }
    }
}

/// One multiply-add of a pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedTap {
    /// Kernel row, before dilation.
    pub row: usize,
    /// Kernel column, before dilation.
    pub column: usize,
    /// What the input element is multiplied by.
    pub coefficient: Coefficient,
}

/// How a body is written and how it reads its taps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Unrolled, the taps as literals.
    Literals,
    /// Unrolled, the taps read from a table that the optimiser cannot see into.
    Table,
    /// Unrolled over pairs of neighbouring taps: two 16-bit products are summed as they are widened.
    Pairs,
    /// A loop over a table of loads.
    Looped,
}

/// What one call of a body computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Output rows.
    pub rows: usize,
    /// Vectors in each row.
    pub vectors: usize,
    /// Vectors in each row on levels with 32 registers instead of 16.
    pub wide: usize,
}

/// Distances between the outputs and between the taps of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Steps {
    /// Rows between outputs.
    pub row_stride: usize,
    /// Rows between taps.
    pub row_dilation: usize,
    /// Columns between outputs: the number of phases that rows are split into.
    pub column_stride: usize,
    /// Columns between taps.
    pub column_dilation: usize,
}

impl Steps {
    /// Rows of a view from one output row to the next.
    #[must_use]
    pub const fn view_stride(&self) -> usize {
        self.row_stride.saturating_mul(self.column_stride)
    }

    /// The input row that a kernel row meets for an output row.
    #[must_use]
    pub const fn input_row(&self, output: usize, row: usize) -> usize {
        let from = output.saturating_mul(self.row_stride);
        from.saturating_add(row.saturating_mul(self.row_dilation))
    }

    /// The row of a view that holds what a tap meets for output row 0, and the offset in it.
    ///
    /// A view has one row for each phase of each input row.
    #[must_use]
    pub const fn place(&self, row: usize, column: usize) -> (usize, usize) {
        let phases = if self.column_stride == 0 {
            1
        } else {
            self.column_stride
        };
        let column = column.saturating_mul(self.column_dilation);
        let row = row.saturating_mul(self.row_dilation).saturating_mul(phases);
        (row.saturating_add(column % phases), column / phases)
    }
}

/// One sweep over the input or over line buffers.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// Distances between outputs and taps.
    pub steps: Steps,
    /// The type in which sums are formed.
    pub accumulator: AccumulatorType,
    /// Whether rows stay in the type that they come in, of half the accumulator's width, and
    /// are widened when they are loaded. Otherwise rows hold accumulators.
    pub widens: bool,
    /// The taps, none of them zero unless they come at run time, in the order of operations.
    pub taps: Vec<PlannedTap>,
    /// What the sums are within; `None` for floats.
    pub bounds: Option<Bounds>,
    /// The shape of the body.
    pub tile: Tile,
    /// The form of the body.
    pub form: Form,
    /// Sums of rows that output rows share, where that saves operations.
    pub shared: Option<Shared>,
}

/// A kernel of rank 1 in one pass: the sums of each input row are formed once for all the
/// output rows of a tile that it belongs to. For integers only, which are exact in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct Shared {
    /// What the elements of a row are multiplied by.
    pub row: Vec<PlannedTap>,
    /// What the sums of rows are multiplied by.
    pub column: Vec<PlannedTap>,
}

impl Shared {
    /// The operations of a tile: a multiplication, an addition or a subtraction each.
    #[must_use]
    pub fn operations(&self, rows: usize, steps: &Steps) -> usize {
        let mut inputs: Vec<usize> = (0..rows)
            .flat_map(|output| {
                self.column
                    .iter()
                    .map(move |tap| steps.input_row(output, tap.row))
            })
            .collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs.len() * operations(&self.row) + rows * operations(&self.column)
    }
}

/// Operations of a sum: taps of 1 and -1 need no multiplication.
fn operations(taps: &[PlannedTap]) -> usize {
    let unit = |tap: &&PlannedTap| matches!(tap.coefficient, Coefficient::Integer(1 | -1));
    2 * taps.len() - taps.iter().filter(unit).count()
}

impl Pass {
    /// The taps of a pass along a row, two by two: the column of the first, and both.
    ///
    /// A tap that has no neighbour is paired with a zero before it, or after it if it is the first.
    #[must_use]
    pub fn pairs(&self) -> Vec<(usize, [Coefficient; 2])> {
        let zero = Coefficient::Integer(0);
        let at = |column: usize| {
            let tap = self.taps.iter().find(|tap| tap.column == column);
            tap.map_or(zero, |tap| tap.coefficient)
        };
        let last = self.taps.iter().map(|tap| tap.column).max().unwrap_or(0);
        let mut pairs: Vec<(usize, [Coefficient; 2])> = Vec::new();
        let mut next = 0;
        for tap in &self.taps {
            if tap.column < next {
                continue;
            }
            let pair = if tap.column == last && last > 0 {
                (last - 1, [zero, tap.coefficient])
            } else {
                (tap.column, [tap.coefficient, at(tap.column + 1)])
            };
            next = tap.column + 2;
            pairs.push(pair);
        }
        pairs
    }
}

/// The way to the sums.
#[derive(Debug, Clone, PartialEq)]
pub enum Algorithm {
    /// One pass over all taps.
    Direct(Pass),
    /// A vertical pass into a line buffer, then a horizontal pass over it.
    Separable {
        /// The column of factors.
        vertical: Pass,
        /// The row of factors.
        horizontal: Pass,
    },
}

/// What will be computed for a kernel.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The kernel that this is for.
    pub kernel: Kernel,
    /// The passes.
    pub algorithm: Algorithm,
    /// From the sum to the output.
    pub finish: Finish,
    /// What the results are within before `overflow`; `None` for floats and for taps that come later.
    pub results: Option<Bounds>,
}

/// Multiply-adds that a second pass has to save to be worth its line buffer.
///
/// At 1920x1080 on AVX-512 a 3x3 binomial, which saves 3, takes 0.83 ms in one pass and
/// 1.03 in two for `f32`, 0.33 and 0.35 for `u8`.
const LINE_BUFFER_COST: usize = 4;

impl Plan {
    /// The plan for a kernel.
    #[must_use]
    pub fn new(kernel: &Kernel) -> Self {
        let columns = kernel.geometry.columns.kernel.max(1);
        let fixed = kernel.presence == Presence::Fixed;

        // Step 1: the taps that do anything, row by row.
        let all: Vec<PlannedTap> = coefficients(&kernel.weights)
            .enumerate()
            .map(|(index, coefficient)| PlannedTap {
                row: index / columns,
                column: index % columns,
                coefficient,
            })
            .filter(|tap| !fixed || !tap.coefficient.is_zero())
            .collect();

        // Step 2: two passes where that is cheaper.
        let factors = (fixed && kernel.dimensions == Dimensions::Plane)
            .then(|| factors(kernel))
            .flatten()
            .filter(|(vertical, horizontal)| vertical.len() > 1 && horizontal.len() > 1);
        let worth_it = factors.as_ref().is_some_and(|(vertical, horizontal)| {
            let cost = two_passes(kernel, vertical.len(), horizontal.len());
            cost.saturating_add(LINE_BUFFER_COST) <= all.len()
        });

        // Step 3: bounds and accumulators.
        let proof = Proof::new(kernel, &all);

        // Step 4: tiles and forms.
        let algorithm = match factors {
            Some((vertical, horizontal)) if worth_it => proof.separable(vertical, horizontal),
            factors => Algorithm::Direct(proof.direct(all, factors)),
        };
        Self {
            kernel: kernel.clone(),
            algorithm,
            finish: proof.finish,
            results: proof.results,
        }
    }

    /// Multiply-adds for each output element.
    #[must_use]
    pub fn operations(&self) -> usize {
        match &self.algorithm {
            Algorithm::Direct(pass) => pass.taps.len(),
            Algorithm::Separable {
                vertical,
                horizontal,
            } => two_passes(&self.kernel, vertical.taps.len(), horizontal.taps.len()),
        }
    }
}

/// Multiply-adds for each output element in two passes.
///
/// The vertical pass computes every column, so with a column stride it does
/// several for each output.
fn two_passes(kernel: &Kernel, vertical: usize, horizontal: usize) -> usize {
    vertical
        .saturating_mul(kernel.geometry.columns.stride)
        .saturating_add(horizontal)
}

/// All taps of a kernel as coefficients, zeros included.
fn coefficients(weights: &Weights) -> impl Iterator<Item = Coefficient> + '_ {
    let (integers, singles, doubles): (&[i64], &[f32], &[f64]) = match weights {
        Weights::Integer { taps, .. } => (taps, &[], &[]),
        Weights::Single(taps) => (&[], taps, &[]),
        Weights::Double(taps) => (&[], &[], taps),
    };
    let integers = integers.iter().map(|&tap| Coefficient::Integer(tap));
    let singles = singles
        .iter()
        .map(|&tap| Coefficient::Float(f64::from(tap)));
    let doubles = doubles.iter().map(|&tap| Coefficient::Float(tap));
    integers.chain(singles).chain(doubles)
}

/// The exact rank-1 factors, zero taps left out.
fn factors(kernel: &Kernel) -> Option<(Vec<PlannedTap>, Vec<PlannedTap>)> {
    let columns = kernel.geometry.columns.kernel;
    let floats = |factors: Factors<f64>| {
        let wrap = |values: Vec<f64>| values.into_iter().map(Coefficient::Float).collect();
        (wrap(factors.column), wrap(factors.row))
    };
    let (column, row): (Vec<Coefficient>, Vec<Coefficient>) = match &kernel.weights {
        Weights::Integer { taps, .. } => {
            let taps: Vec<i128> = taps.iter().map(|&tap| i128::from(tap)).collect();
            let factors = factor_integers(&taps, columns)?;
            let narrow = |values: Vec<i128>| {
                values
                    .into_iter()
                    .map(|value| i64::try_from(value).ok().map(Coefficient::Integer))
                    .collect::<Option<Vec<_>>>()
            };
            (narrow(factors.column)?, narrow(factors.row)?)
        }
        Weights::Single(taps) => {
            let taps: Vec<f64> = taps.iter().map(|&tap| f64::from(tap)).collect();
            floats(factor_doubles(&taps, columns, f32::MANTISSA_DIGITS)?)
        }
        Weights::Double(taps) => floats(factor_doubles(taps, columns, f64::MANTISSA_DIGITS)?),
    };
    let nonzero = |values: Vec<Coefficient>, place: fn(usize) -> (usize, usize)| {
        values
            .into_iter()
            .enumerate()
            .filter(|(_, coefficient)| !coefficient.is_zero())
            .map(|(index, coefficient)| {
                let (row, column) = place(index);
                PlannedTap {
                    row,
                    column,
                    coefficient,
                }
            })
            .collect::<Vec<_>>()
    };
    Some((
        nonzero(column, |index| (index, 0)),
        nonzero(row, |index| (0, index)),
    ))
}
