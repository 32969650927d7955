//! The way of last resort: one tap at a time, in constant memory.
//!
//! A kernel whose dilated window does not fit the line buffers (a window of
//! 4096 rows on the stack, say) is computed without any: for a few outputs
//! of one row, each tap's inputs are picked one by one and added as vectors.
//! The operations of each output and their order are those of the plan, so the
//! results have the same bits as everywhere else.

use super::body::{Band, lanes};
use super::job::Job;
use super::lane::Lane;
use super::stage::{Padded, Stage};
use super::store::Store;
use crate::border::Origin;
use crate::element::Scalar;
use crate::error::Error;
use crate::finish::Finish;
use core::ops::Range;

/// The largest number of lanes that a vector has.
const LANES: usize = 32;

type Lanes<A> = [A; LANES];

/// A kernel of one pass.
pub(super) fn run<In: Stage<A>, A: Lane, Out: Store<A>>(
    job: &mut Job<'_, In, Out>,
    band: &dyn Band<A, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> Result<(), Error> {
    let sum = |job: &Job<'_, In, Out>, y: usize, x: usize| {
        let mut sum = Sum::new(job);
        band.visit(&mut |row, column, tap| sum.add(&pick(job, (y, x), (row, column)), tap));
        sum.total
    };
    each_block::<A, In, Out>(job, rows, columns, band.finish(), sum)
}

/// A kernel of two passes: the vertical sums are made anew for each horizontal tap.
pub(super) fn run_separable<In: Stage<A>, A: Lane, L: Lane + Store<A>, Out: Store<L>>(
    job: &mut Job<'_, In, Out>,
    vertical: &dyn Band<A, L>,
    horizontal: &dyn Band<L, Out>,
) -> Result<(), Error> {
    let sum = |job: &Job<'_, In, Out>, y: usize, x: usize| {
        let mut sum = Sum::new(job);
        horizontal.visit(&mut |_, column, factor| {
            let mut line = Sum::new(job);
            vertical.visit(&mut |row, _, tap| {
                line.add(&pick(job, (y, x), (row, column)), tap);
            });
            let mut stored = [L::default(); LANES];
            line.store(vertical.finish(), &mut stored);
            sum.add(&stored, factor);
        });
        sum.total
    };
    let (rows, columns) = (0..job.rows().output, 0..job.columns().output);
    each_block::<L, In, Out>(job, rows, columns, horizontal.finish(), sum)
}

/// Stores the sums of every block of outputs.
fn each_block<A: Lane, In: Scalar, Out: Store<A>>(
    job: &mut Job<'_, In, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
    finish: &Finish,
    sum: impl Fn(&Job<'_, In, Out>, usize, usize) -> Lanes<A>,
) -> Result<(), Error> {
    let token = job.token();
    let width = lanes::<A>(token);
    for y in rows {
        for x in columns.clone().step_by(width) {
            let total = Sum {
                token,
                total: sum(job, y, x),
            };
            let mut stored = [Out::default(); LANES];
            total.store(finish, &mut stored);
            let count = width.min(columns.end - x);
            if let Some(row) = job.out.row_mut(y) {
                row[x..x + count].copy_from_slice(&stored[..count]);
            }
        }
    }
    Ok(())
}

/// The inputs that one tap of the outputs from row `y`, column `x` on meets.
fn pick<In: Stage<A>, A: Lane, Out: Copy + Default>(
    job: &Job<'_, In, Out>,
    (y, x): (usize, usize),
    (row, column): (usize, usize),
) -> Lanes<A> {
    let (rows, columns) = (&job.geometry.rows, &job.geometry.columns);
    let row = y * rows.stride + row * rows.dilation;
    let mut picked = [A::default(); LANES];
    for (index, lane) in picked.iter_mut().enumerate() {
        let output = x + index;
        if output < job.columns().output {
            let position = output * columns.stride + column * columns.dilation;
            *lane = job.source.element(row, position).lane();
        }
    }
    picked
}

impl<In: Scalar> Padded<'_, In> {
    /// The element at a padded position; the vertical border decides first.
    fn element(&self, row: usize, column: usize) -> In {
        match self.rows.origin(self.row_border, row) {
            Origin::Constant(value) => In::from_f64(value),
            Origin::Input(row) => match self.columns.origin(self.column_border, column) {
                Origin::Constant(value) => In::from_f64(value),
                Origin::Input(column) => self
                    .plane
                    .row(row)
                    .and_then(|row| row.get(column).copied())
                    .unwrap_or_default(),
            },
        }
    }
}

/// Sums of as many outputs as a vector has lanes.
struct Sum<A> {
    token: fearless_simd::Level,
    total: Lanes<A>,
}

impl<A: Lane> Sum<A> {
    fn new<In: Scalar, Out: Copy + Default>(job: &Job<'_, In, Out>) -> Self {
        Self {
            token: job.token(),
            total: [A::EMPTY; LANES],
        }
    }

    fn add(&mut self, x: &Lanes<A>, tap: A) {
        A::add_products(self.token, x, tap, &mut self.total);
    }

    fn store<Out: Store<A>>(&self, finish: &Finish, out: &mut Lanes<Out>) {
        Out::finish_row(self.token, finish, &self.total, out);
    }
}
