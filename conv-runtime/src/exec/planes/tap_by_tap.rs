//! The last resort: one tap at a time, in constant memory.
//!
//! A kernel whose dilated window does not fit the line buffers (a window of
//! 4096 rows on the stack, say) is computed without any: for a few outputs
//! of one row, each tap's inputs are picked one by one and added as vectors.
//! The operations of each output and their order are those of the plan, so the
//! results have the same bits as everywhere else.

use super::body::Band;
use super::job::Job;
use super::memory::Buffered;
use super::stage::Stage;
use crate::exec::simd::{Lane, Load, Store};
use crate::exec::trace::ran;
use conv_plan::number::Epilogue;
use core::ops::Range;
use fearless_simd::Level as Token;

/// Outputs that are computed at once: the largest number of lanes that a vector has.
pub(super) const LANES: usize = 32;

/// Fills in the inputs that the tap of a kernel row and column meets.
pub(super) type Pick<'p, E> = dyn FnMut(usize, usize, &mut [E; LANES]) + 'p;

/// Calls back with the row, the column and the value of each tap.
pub(super) type Visit<'v, A> = dyn Fn(&mut dyn FnMut(usize, usize, A)) + 'v;

/// [`Lane::add_products`], or its strict twin.
pub(super) type AddProducts<A> = fn(Token, &[A], A, &mut [A]);

/// The outputs of a body, from inputs that are picked.
pub(super) fn sums<E: Load<A>, A: Lane, Out: Store<A>>(
    token: Token,
    visit: &Visit<'_, A>,
    epilogue: &Epilogue,
    pick: &mut Pick<'_, E>,
    out: &mut [Out; LANES],
    add_products: AddProducts<A>,
) {
    let total = totals(token, visit, pick, add_products);
    Out::epilogue_row(token, epilogue, &total, out);
}

/// The sums themselves.
pub(super) fn totals<E: Load<A>, A: Lane>(
    token: Token,
    visit: &Visit<'_, A>,
    pick: &mut Pick<'_, E>,
    add_products: AddProducts<A>,
) -> [A; LANES] {
    let mut total = [A::EMPTY; LANES];
    let mut none = true;
    visit(&mut |row, column, tap| {
        none = false;
        let mut picked = [E::default(); LANES];
        pick(row, column, &mut picked);
        add_products(token, &picked.map(E::lane), tap, &mut total);
    });
    if none {
        total = [A::default(); LANES];
    }
    total
}

/// A kernel of one pass.
pub(super) fn run<In: Stage<E>, E: Buffered, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    band: &dyn Band<E, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
) {
    each_block(job, rows, columns, |job, place, out| {
        band.tap_by_tap(
            job.token(),
            &mut |row, column, to| pick(job, place, (row, column), to),
            out,
        );
    });
}

/// A kernel of two passes: the vertical sums are computed again for each horizontal tap, whose row
/// says of which product.
pub(super) fn run_separable<In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    vertical: &[&dyn Band<E, L>],
    horizontal: &dyn Band<L, Out>,
) {
    let (rows, columns) = (job.outputs(), job.across());
    each_block(job, rows, columns, |job, place, out| {
        let token = job.token();
        let mut line = |product: usize, column: usize, line: &mut [L; LANES]| {
            if let Some(band) = vertical.get(product) {
                band.tap_by_tap(
                    token,
                    &mut |row, _, to| pick(job, place, (row, column), to),
                    line,
                );
            }
        };
        horizontal.tap_by_tap(token, &mut line, out);
    });
}

/// Stores every block of outputs.
fn each_block<In: Copy, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    rows: Range<usize>,
    columns: Range<usize>,
    fill: impl Fn(&Job<'_, In, Out>, (usize, usize), &mut [Out; LANES]),
) {
    ran!("tap by tap");
    for y in rows {
        for x in columns.clone().step_by(LANES) {
            let mut stored = [Out::default(); LANES];
            fill(job, (y, x), &mut stored);
            let count = LANES.min(columns.end - x);
            if let Some(row) = job.out.row_mut(y - job.first) {
                let x = x - job.left;
                row[x..x + count].copy_from_slice(&stored[..count]);
            }
        }
    }
}

/// The inputs that one tap of the outputs from row `y`, column `x` on meets.
fn pick<In: Stage<E>, E: Buffered, Out: Buffered>(
    job: &Job<'_, In, Out>,
    (y, x): (usize, usize),
    (row, column): (usize, usize),
    to: &mut [E; LANES],
) {
    let (rows, columns) = (&job.window.rows, &job.window.columns);
    let channels = job.channels();
    let row = y * rows.stride + row * rows.dilation;
    for (index, element) in to.iter_mut().enumerate() {
        let output = x + index;
        if output < job.columns().output {
            let (pixel, channel) = (output / channels, output % channels);
            let position = pixel * columns.stride * channels + channel + column * columns.dilation;
            *element = job.source.element(row, position).staged();
        }
    }
    job.source.shown.of(job.token(), to);
}
