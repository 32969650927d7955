//! One tap at a time, in constant memory and little code.
//!
//! A kernel whose dilated window does not fit the line buffers (a window of
//! 4096 rows on the stack, say) is computed without any: for a few outputs
//! of one row, each tap's inputs are picked and added as vectors. So is every
//! kernel with the feature `small`, declared or known at run time, where there is
//! no room for more code. The operations of each output and their order are those of the
//! plan, so the results have the same bits as everywhere else.

use super::job::Job;
use super::memory::Buffered;
use super::missing::Shown;
use super::stage::{Row, Stage};
use crate::data::Error;
use crate::exec::simd::{Lane, Load, Store};
use crate::exec::trace::ran;
use conv_plan::number::Epilogue;
use core::ops::Range;
use fearless_simd::Level as Token;

/// Whether run-time kernels are computed so, and nothing of the other loops is compiled for them.
/// The macro decides for those that it declares.
pub(super) const SMALL: bool = cfg!(feature = "small");

/// Outputs that are computed at once: the largest number of lanes that a vector has, and no fewer
/// than 16. On a Cortex-M4F, optimised for speed, a `u8` Sobel takes 0.7 times the instructions that
/// it takes with 8; with 32 it takes 0.97 times as many, and a quarter more stack.
pub(super) const LANES: usize = if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
    32
} else {
    16
};

/// Fills in the inputs that the tap of a kernel row and column meets, or says where they lie.
pub(super) type Pick<'p, E> =
    dyn FnMut(usize, usize, &mut [E; LANES]) -> Option<&'p [E; LANES]> + 'p;

/// Calls back with the row, the column and the value of each tap.
pub(super) type Visit<'v, A> = dyn Fn(&mut dyn FnMut(usize, usize, A)) + 'v;

/// What becomes of sums.
pub(super) type Finish<A, Out> = fn(Token, &Epilogue, &[A; LANES], &mut [Out; LANES]);

/// A body whose sums can be taken one tap at a time.
pub trait TapByTap<E: Copy, Out>: Sync {
    /// Computes some outputs, from inputs that are picked.
    fn tap_by_tap(&self, token: Token, pick: &mut Pick<'_, E>, out: &mut [Out; LANES]);
}

/// [`Lane::add_products`], or its strict twin.
pub(super) type AddProducts<A> = fn(Token, &[A], A, &mut [A]);

/// All of a kernel in this way; nothing of the other drivers is compiled for it.
impl<In, Out: Buffered> Job<'_, In, Out> {
    /// A kernel of one pass.
    ///
    /// # Errors
    ///
    /// None: it is that of the other drivers.
    pub fn tap_by_tap<E>(mut self, taps: &impl TapByTap<E, Out>) -> Result<(), Error>
    where
        E: Buffered,
        In: Stage<E>,
    {
        let (rows, columns) = (self.outputs(), self.across());
        run(&mut self, taps, rows, columns);
        Ok(())
    }

    /// A kernel of two passes, the first of each product over rows of `E` into lines of `L`.
    ///
    /// # Errors
    ///
    /// None: it is that of the other drivers.
    pub fn tap_by_tap_in_two<E, L>(
        mut self,
        vertical: &[impl TapByTap<E, L>],
        horizontal: &impl TapByTap<L, Out>,
    ) -> Result<(), Error>
    where
        E: Buffered,
        L: Buffered,
        In: Stage<E>,
    {
        run_separable(&mut self, |product| vertical.get(product), horizontal);
        Ok(())
    }
}

/// The outputs of a body, from inputs that are picked.
pub(super) fn sums<E: Load<A>, A: Lane, Out: Store<A>>(
    token: Token,
    visit: &Visit<'_, A>,
    (epilogue, finish): (&Epilogue, Finish<A, Out>),
    pick: &mut Pick<'_, E>,
    out: &mut [Out; LANES],
    add_products: AddProducts<A>,
) {
    let total = totals(token, visit, pick, add_products);
    finish(token, epilogue, &total, out);
}

/// By an epilogue of any kind, which is compiled once.
pub(super) fn finish_anyhow<A: Lane, Out: Store<A>>(
    token: Token,
    epilogue: &Epilogue,
    sums: &[A; LANES],
    out: &mut [Out; LANES],
) {
    Out::epilogue_row(token, epilogue, sums, out);
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
        let found = pick(row, column, &mut picked).unwrap_or(&picked);
        // `map` would copy the elements before, by a call of `memcpy`.
        let lanes: [A; LANES] = core::array::from_fn(|lane| found[lane].lane());
        add_products(token, &lanes, tap, &mut total);
    });
    if none {
        total = [A::default(); LANES];
    }
    total
}

/// A kernel of one pass.
pub(super) fn run<In: Stage<E>, E: Buffered, Out: Buffered>(
    job: &mut Job<'_, In, Out>,
    band: &(impl TapByTap<E, Out> + ?Sized),
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
pub(super) fn run_separable<'b, In: Stage<E>, E: Buffered, L: Buffered, Out: Buffered, V>(
    job: &mut Job<'_, In, Out>,
    vertical: impl Fn(usize) -> Option<&'b V>,
    horizontal: &(impl TapByTap<L, Out> + ?Sized),
) where
    V: TapByTap<E, L> + ?Sized + 'b,
{
    let (rows, columns) = (job.outputs(), job.across());
    each_block(job, rows, columns, |job, place, out| {
        let token = job.token();
        let mut line = |product: usize, column: usize, line: &mut [L; LANES]| {
            if let Some(band) = vertical(product) {
                band.tap_by_tap(
                    token,
                    &mut |row, _, to| pick(job, place, (row, column), to),
                    line,
                );
            }
            None
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
            let Some(row) = job.out.row_mut(y - job.first) else {
                continue;
            };
            // Checked store by store: a copy of a slice calls `memcpy`, 730 bytes on a Cortex-M4F.
            for (column, value) in (x..columns.end).zip(stored) {
                if let Some(to) = row.get_mut(column - job.left) {
                    *to = value;
                }
            }
        }
    }
}

/// The inputs that one tap of the outputs from row `y`, column `x` on meets: where they lie, if
/// they are neighbours in the input and need no conversion.
fn pick<'a, In: Stage<E>, E: Buffered, Out: Buffered>(
    job: &Job<'a, In, Out>,
    (y, x): (usize, usize),
    (row, column): (usize, usize),
    to: &mut [E; LANES],
) -> Option<&'a [E; LANES]> {
    let (rows, columns) = (&job.window.rows, &job.window.columns);
    let (channels, source) = (job.channels(), &job.source);
    let count = LANES.min(job.columns().output - x);
    let (part, first) = (source.part_columns().start, column * columns.dilation);
    match source.row(y * rows.stride + row * rows.dilation) {
        Row::Constant(value) => to.fill(In::from_f64(value).staged()),
        Row::Input(row) => {
            if columns.stride == 1
                && source.shown == Shown::All
                && let Some(there) = In::as_staged(row)
                && let Some(there) = there.get((x + first).wrapping_sub(part)..)
                && let Some(there) = there.first_chunk()
            {
                return Some(there);
            }
            for (output, to) in (x..).zip(&mut to[..count]) {
                let position = match columns.stride {
                    1 => output,
                    stride => output / channels * stride * channels + output % channels,
                } + first;
                let element = match row.get(position.wrapping_sub(part)) {
                    Some(&element) => element,
                    None => source.column(row, position),
                };
                *to = element.staged();
            }
        }
    }
    source.shown.of(job.token(), to);
    None
}
