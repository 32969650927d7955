//! Step 3 of the planner: what is proven about the sums, and the passes that follow.

use super::interpreted::widened_by_tables;
use super::pass::operations;
use super::tile::{BLOCK, LINE, down_tile, form, plane_tile};
use super::{
    Coefficient, Form, Lowering, Pass, Passes, PlannedTap, RowSums, Segment, Steps, Tile, block_of,
};
use crate::analysis::{Bounds, branch_bounds, sum_bounds, working_bounds};
use crate::number::{AccumulatorType, ElementType, Epilogue};
use crate::rules::{ConvSpec, Dimensions, Presence, Weights};
use crate::window::{Axis, Branch};
use alloc::vec::Vec;

/// What is proven about a kernel, and what follows for its passes.
#[derive(Clone)]
pub(super) struct Proof<'a> {
    kernel: &'a ConvSpec,
    /// Its columns, or those of one of its branches.
    columns: Axis,
    accumulator: AccumulatorType,
    sums: Option<Bounds>,
    pub(super) results: Option<Bounds>,
    pub(super) epilogue: Epilogue,
}

impl<'a> Proof<'a> {
    pub(super) fn new(kernel: &'a ConvSpec, taps: &[PlannedTap]) -> Self {
        let float = |accumulator| Self {
            kernel,
            columns: kernel.window.columns,
            accumulator,
            sums: None,
            results: None,
            epilogue: Epilogue::float(kernel.overflow),
        };
        let (multiply, divide) = match kernel.weights {
            Weights::F32(_) => return float(AccumulatorType::F32),
            Weights::F64(_) => return float(AccumulatorType::F64),
            Weights::Integer {
                multiply, divide, ..
            } => (multiply, divide),
        };
        if let Presence::RuntimeTaps { accumulator, .. } = kernel.presence {
            let (_, most) = accumulator.range().unwrap_or((0, i64::MAX));
            return Self {
                kernel,
                columns: kernel.window.columns,
                accumulator,
                sums: None,
                results: None,
                epilogue: Epilogue::integer(multiply, divide, i128::from(most), kernel.overflow),
            };
        }
        let input = kernel.input_bounds().unwrap_or(Bounds::ZERO);
        let sums = match kernel.weights {
            // Branches are made of all taps, zeros too.
            Weights::Integer { ref taps, .. } if kernel.window.columns.rate() > 1 => {
                branch_bounds(&kernel.window.columns, taps.iter().copied(), input)
            }
            _ => sum_bounds(integers(taps), input),
        };
        let integral = !kernel.output.is_float();
        let working = working_bounds(sums, multiply, divide, kernel.output);
        Self {
            kernel,
            columns: kernel.window.columns,
            accumulator: narrowest(working.union(input), if integral { divide } else { 1 }),
            sums: Some(sums),
            results: integral.then(|| sums.scaled(multiply, divide)),
            epilogue: Epilogue::integer(
                multiply,
                divide,
                sums.scaled(multiply, 1).largest(),
                kernel.overflow,
            ),
        }
    }

    /// A pass for each branch of an interpolated signal, whose taps are `all`.
    ///
    /// They follow tables: written out they would be as much code as branches times levels, of
    /// which an output runs through one.
    pub(super) fn polyphase(&self, all: &[PlannedTap]) -> Vec<Pass> {
        let polyphase = self.kernel.window.columns.polyphase();
        let branches = (0..polyphase.count()).filter_map(|index| polyphase.branch(index));
        let pass = |branch: Branch| {
            let taps = all
                .iter()
                .filter(|tap| tap.column % branch.step == branch.tap)
                .map(|tap| PlannedTap {
                    column: tap.column / branch.step,
                    ..*tap
                });
            let proof = Self {
                columns: branch.axis,
                ..self.clone()
            };
            let mut pass = proof.direct(taps.collect(), None);
            pass.lowering = Lowering::table(1, &pass.steps, pass.accumulator, false);
            pass
        };
        branches.map(pass).collect()
    }

    /// One pass; `factors` are those of a kernel of rank 1.
    pub(super) fn direct(
        &self,
        mut taps: Vec<PlannedTap>,
        factors: Option<(Vec<PlannedTap>, Vec<PlannedTap>)>,
    ) -> Pass {
        let signal = self.kernel.dimensions == Dimensions::Signal;
        let (rows, columns) = (&self.kernel.window.rows, &self.columns);
        let pairs = signal && self.kernel.staged() == ElementType::I16 && self.pairs();
        let written = self.kernel.presence == Presence::Written;
        let block = if signal {
            self.block(taps.len())
        } else {
            Steps::WHOLE
        };
        let most = if signal { self.line(block) } else { BLOCK };
        let form = form(&taps, most, written, pairs);
        let widens = self.widens(form, self.accumulator);
        let steps = Steps {
            row_stride: rows.stride,
            row_dilation: rows.dilation,
            column_stride: columns.stride,
            column_dilation: columns.dilation,
            block,
        };
        steps.sort(&mut taps);
        let tile = if signal {
            self.along(form, block)
        } else if form == Form::Table {
            Tile::of_plane_table(self.accumulator, widens)
        } else {
            let packed = self.accumulator.bytes() == 2 && self.kernel.output.bytes() == 1;
            let float = self.accumulator.is_float();
            plane_tile(form, packed || widens, float, rows.stride > 1)
        };
        let row_sums = factors
            .map(|(column, row)| RowSums { row, column })
            .filter(|row_sums| {
                form == Form::Literals
                    && self.sums.is_some()
                    && row_sums.operations(tile.rows, &steps) < tile.rows * operations(&taps)
            });
        Pass {
            steps,
            accumulator: self.accumulator,
            arithmetic: self.kernel.arithmetic,
            taps,
            bounds: self.sums,
            lowering: Lowering {
                form,
                tile,
                widens,
                row_sums,
            },
        }
    }

    /// Whether a pass over the input's rows widens their elements as it loads them.
    ///
    /// A table too: with rows that are staged as sums first, a dense `u8 -> i16` 5x5 at 1920x1080
    /// took 790 us instead of 695, `u16` 2300 instead of 1820 (EPYC, AVX-512).
    fn widens(&self, form: Form, accumulator: AccumulatorType) -> bool {
        let input = self.kernel.staged();
        match form {
            Form::Table => {
                self.kernel.dimensions == Dimensions::Plane && widened_by_tables(input, accumulator)
            }
            _ => widens(input, accumulator),
        }
    }

    /// Whether a pass along rows of 16-bit integers can sum products in pairs.
    fn pairs(&self) -> bool {
        let columns = &self.columns;
        self.accumulator == AccumulatorType::I32 && columns.stride == 1 && columns.dilation == 1
    }

    /// The columns of the blocks that a pass of so many taps along rows reads them in.
    fn block(&self, taps: usize) -> usize {
        let columns = &self.columns;
        match block_of(self.accumulator) {
            Some(block) if columns.dilation == 1 && taps > block => block,
            _ => Steps::WHOLE,
        }
    }

    /// Up to how many taps a body along rows is written out, which loads a vector for each tap. A
    /// table in blocks loads fewer, except for integers, which may be summed in pairs.
    const fn line(&self, block: usize) -> usize {
        if self.accumulator.is_float() && block < LINE {
            block
        } else {
            LINE
        }
    }

    /// The tile of a pass along rows.
    const fn along(&self, form: Form, block: usize) -> Tile {
        if matches!(form, Form::Table) && block != Steps::WHOLE {
            Tile::IN_BLOCKS
        } else {
            Tile::of_table(1, self.accumulator.bytes())
        }
    }

    /// Two passes: down each of some columns of factors, whose lines take turns, and across all
    /// rows of factors. Integers have one of each.
    pub(super) fn separable(
        &self,
        mut vertical: Vec<Vec<PlannedTap>>,
        mut horizontal: Vec<PlannedTap>,
    ) -> Passes {
        let (rows, columns) = (&self.kernel.window.rows, &self.kernel.window.columns);
        // Nothing is proven about float sums.
        let input = self.sums.and(self.kernel.input_bounds());
        let line =
            input.map(|input| sum_bounds(vertical.iter().flat_map(|taps| integers(taps)), input));
        let accumulator = line.zip(input).map_or(self.accumulator, |(line, input)| {
            // Of two accumulators of one width the line buffer takes the second
            // pass's, which needs no conversion. It holds the lines: two taps or
            // more make the sums' range at least twice as wide as theirs.
            let line = line.union(input);
            let narrow = if self.pairs() && holds(AccumulatorType::I16, line) {
                AccumulatorType::I16
            } else {
                narrowest(line, 1)
            };
            if narrow.bytes() == self.accumulator.bytes() {
                self.accumulator
            } else {
                narrow
            }
        });
        let pairs = accumulator == AccumulatorType::I16 && self.pairs();
        let along = Steps {
            row_stride: 1,
            row_dilation: 1,
            column_stride: columns.stride,
            column_dilation: columns.dilation,
            block: self.block(horizontal.len()),
        };
        let longest = vertical.iter().max_by_key(|taps| taps.len());
        let longest = longest.map_or(&[][..], Vec::as_slice);
        let forms = if self.in_tables(longest, &horizontal) {
            (Form::Table, Form::Table)
        } else {
            (
                form(longest, LINE, true, false),
                form(&horizontal, self.line(along.block), true, pairs),
            )
        };
        let widens = self.widens(forms.0, accumulator);
        let down = down_tile(longest.len(), forms.0, widens, accumulator);
        let steps = Steps {
            row_stride: rows.stride,
            row_dilation: rows.dilation,
            column_stride: 1,
            column_dilation: 1,
            block: Steps::WHOLE,
        };
        for taps in &mut vertical {
            steps.sort(taps);
        }
        along.sort_across(&mut horizontal);
        let down = |taps| Pass {
            steps,
            accumulator,
            arithmetic: self.kernel.arithmetic,
            taps,
            bounds: line,
            lowering: Lowering {
                form: forms.0,
                tile: down,
                widens,
                row_sums: None,
            },
        };
        Passes::Two {
            vertical: vertical.into_iter().map(down).collect(),
            horizontal: Pass {
                steps: along,
                accumulator: self.accumulator,
                arithmetic: self.kernel.arithmetic,
                taps: horizontal,
                bounds: self.sums,
                lowering: Lowering {
                    form: forms.1,
                    tile: self.along(forms.1, along.block),
                    widens: forms.1 != Form::Table
                        && !accumulator.is_float()
                        && accumulator.bytes() * 2 == self.accumulator.bytes(),
                    row_sums: None,
                },
            },
        }
    }

    /// Whether both passes follow tables although their taps are few.
    ///
    /// The loop for so many neighbours along a row is in the run-time crate, and reads less than
    /// what is written out: `f32` at 256x256 on AVX-512 of an EPYC, 5 taps take 10.5 us instead of
    /// 13.5, 7 take 13.3 instead of 17.9.
    fn in_tables(&self, vertical: &[PlannedTap], horizontal: &[PlannedTap]) -> bool {
        let (rows, columns) = (&self.kernel.window.rows, &self.kernel.window.columns);
        let steps = [rows.stride, rows.dilation, columns.stride, columns.dilation];
        let neighbours = |taps: &[PlannedTap]| match taps {
            [first, .., last] => {
                let apart = last.column.checked_sub(first.column);
                first.row == last.row && apart == Some(taps.len() - 1)
            }
            _ => false,
        };
        self.accumulator == AccumulatorType::F32
            && self.kernel.output == ElementType::F32
            && steps == [1; 4]
            && neighbours(horizontal)
            && Segment::is_few(self.accumulator, horizontal.len())
            && horizontal.len().max(vertical.len()) <= Segment::longest(self.accumulator, false)
    }
}

fn integers(taps: &[PlannedTap]) -> impl Iterator<Item = i64> + '_ {
    taps.iter().map(|tap| match tap.coefficient {
        Coefficient::Integer(value) => value,
        Coefficient::Float(_) => 0,
    })
}

/// Whether elements can be widened to an accumulator when they are loaded.
pub(super) const fn widens(element: ElementType, accumulator: AccumulatorType) -> bool {
    !element.is_float() && !accumulator.is_float() && element.bytes() * 2 == accumulator.bytes()
}

/// Whether an accumulator holds all values within these bounds.
pub(super) fn holds(accumulator: AccumulatorType, bounds: Bounds) -> bool {
    accumulator.range().is_some_and(|range| bounds.fits(range))
}

/// The narrowest integer accumulator that holds these bounds and can be shifted right to divide.
fn narrowest(bounds: Bounds, divide: i64) -> AccumulatorType {
    let shiftable = |accumulator: AccumulatorType| {
        !divide.unsigned_abs().is_power_of_two()
            || (divide.trailing_zeros() as usize) < accumulator.bytes() * 8
    };
    AccumulatorType::INTEGERS
        .into_iter()
        .filter(|&accumulator| shiftable(accumulator))
        .find(|&accumulator| holds(accumulator, bounds))
        .unwrap_or(AccumulatorType::I64)
}
