//! One call: a kernel's window resolved for one input and one output.

use super::body::Band;
use super::bypass::Bypass;
use super::memory::{Buffered, Memory};
use super::stage::Padded;
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::simd::View;
use conv_plan::number::Scalar;
use conv_plan::window::{Axis, ResolvedAxis, Window};
use core::ops::Range;
use fearless_simd::Level as Token;

/// The most outputs that a tile has; a spare output buffer must hold them.
///
/// Tiles are at most 4 rows of 2 vectors of 32 lanes or of 4 of 16, or 8 rows of 1 of 32; twice that
/// where rows are widened for a table.
pub(super) const TILE: usize = 512;

/// The most rows that a tile has.
pub(super) const ROWS: usize = 8;

/// An input, an output or a rectangle of it, and what lies between them.
#[derive(Debug)]
pub struct Job<'a, In, Out> {
    pub(in crate::exec) source: Padded<'a, In>,
    pub(in crate::exec) out: PlaneMut<'a, Out>,
    /// The output row that is row 0 of `out`.
    pub(in crate::exec) first: usize,
    /// The output column that is column 0 of `out`.
    pub(super) left: usize,
    pub(in crate::exec) window: &'a Window,
    pub(in crate::exec) memory: Memory<'a>,
    bypass: Option<Bypass>,
}

impl<'a, In: Scalar, Out: Buffered> Job<'a, In, Out> {
    /// Resolves the sizes.
    ///
    /// # Errors
    ///
    /// Those of [`Window::resolve`]; [`Error::OutputSize`] for an output of any other size.
    pub(crate) fn new(
        token: Token,
        window: &'a Window,
        plane: Plane<'a, In>,
        out: PlaneMut<'a, Out>,
        memory: Memory<'a>,
    ) -> Result<Self, Error> {
        let sizes = Self::sizes(window, plane, &out)?;
        Ok(Self::band(token, window, plane, sizes, (out, 0), memory))
    }

    /// The rows and columns of an output that has the size that a kernel gives it.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub(super) fn sizes(
        window: &Window,
        plane: Plane<'_, In>,
        out: &PlaneMut<'_, Out>,
    ) -> Result<(ResolvedAxis, ResolvedAxis), Error> {
        let (rows, columns) = window.resolve(plane.width(), plane.height())?;
        if (columns.output, rows.output) == (out.width(), out.height()) {
            return Ok((rows, columns));
        }
        Err(Error::OutputSize {
            expected_width: columns.output,
            expected_height: rows.output,
            found_width: out.width(),
            found_height: out.height(),
        })
    }

    /// A band of output rows, as wide as the output, from row `first` on; the
    /// [`sizes`](Self::sizes) are those of the whole output.
    pub(super) fn band(
        token: Token,
        window: &'a Window,
        plane: Plane<'a, In>,
        (rows, columns): (ResolvedAxis, ResolvedAxis),
        (out, first): (PlaneMut<'a, Out>, usize),
        memory: Memory<'a>,
    ) -> Self {
        Self {
            bypass: Bypass::of::<Out>(rows.output.saturating_mul(columns.output)),
            source: Padded {
                token,
                plane,
                corner: [0, 0],
                rows,
                columns,
                row_border: window.row_border,
                column_border: window.column_border,
            },
            out,
            first,
            left: 0,
            window,
            memory,
        }
    }

    /// A rectangle of the output: `out` begins at its row and column `at`, and `part` at those of
    /// the input that `corner` says. The [`sizes`](Self::sizes) are those of the whole output.
    ///
    /// The part has all that the rectangle reads; what it does not have is zero.
    pub(crate) fn region(
        token: Token,
        window: &'a Window,
        (part, corner): (Plane<'a, In>, [usize; 2]),
        sizes: (ResolvedAxis, ResolvedAxis),
        (out, at): (PlaneMut<'a, Out>, [usize; 2]),
        memory: Memory<'a>,
    ) -> Self {
        let elements = out.width().saturating_mul(out.height());
        let mut job = Self::band(token, window, part, sizes, (out, at[0]), memory);
        job.bypass = Bypass::of::<Out>(elements);
        job.left = at[1];
        job.source.corner = corner;
        job
    }

    pub(in crate::exec) fn token(&self) -> Token {
        self.source.token
    }

    pub(in crate::exec) fn rows(&self) -> ResolvedAxis {
        self.source.rows
    }

    pub(in crate::exec) fn columns(&self) -> ResolvedAxis {
        self.source.columns
    }

    /// The output rows that are computed.
    pub(in crate::exec) fn outputs(&self) -> Range<usize> {
        self.first..self.first + self.out.height()
    }

    /// The output columns that are computed.
    pub(super) fn across(&self) -> Range<usize> {
        self.left..self.left + self.out.width()
    }

    /// The element of the part that stands at a padded row and column, both of which lie inside.
    pub(super) fn offset(&self, row: usize, column: usize) -> usize {
        let [top, left] = self.source.corner;
        let row = row - self.rows().before - top;
        row * self.source.plane.stride() + column - self.columns().before - left
    }

    /// Padded rows that `rows` output rows need.
    pub(super) fn rows_needed(&self, rows: usize) -> usize {
        needed(&self.window.rows, rows)
    }

    /// Padded columns that `columns` output columns need.
    pub(super) fn columns_needed(&self, columns: usize) -> usize {
        needed(&self.window.columns, columns)
    }

    /// The output rows whose windows lie inside the input, with none of its border.
    pub(super) fn inner_rows(&self) -> Range<usize> {
        inner(
            &self.rows(),
            self.window.rows.stride,
            self.window.rows.saturating_extent(),
        )
    }

    /// The output columns whose windows lie inside the input.
    pub(super) fn inner_columns(&self) -> Range<usize> {
        inner(
            &self.columns(),
            self.window.columns.stride,
            self.window.columns.saturating_extent(),
        )
    }

    /// Where a band of `rows` that covers output row `y` begins, so that it ends inside the output.
    pub(super) fn band_start(&self, y: usize, rows: usize) -> usize {
        let outputs = self.outputs();
        y.min(outputs.end.saturating_sub(rows)).max(outputs.start)
    }

    /// Where a block of `width` columns that covers output column `x` begins, so that it ends inside
    /// the output.
    pub(super) fn block_start(&self, x: usize, width: usize) -> usize {
        let across = self.across();
        x.min(across.end.saturating_sub(width)).max(across.start)
    }

    /// Runs a band at output row `y`, columns `x..x + width`; through a spare
    /// buffer if a tile would stick out of the output.
    pub(super) fn run_band<E: Copy>(
        &mut self,
        band: &dyn Band<E, Out>,
        view: View<'_, E>,
        (y, x): (usize, usize),
        width: usize,
    ) {
        let (token, at) = (self.token(), (y - self.first, x - self.left));
        let bypass = self.bypass.as_ref();
        run_band(band, token, view, &mut self.out, at, width, bypass);
    }

    /// Runs a band of one row over each of some lines, for as many output rows from `y` on.
    pub(super) fn run_lines<E: Copy>(
        &mut self,
        band: &dyn Band<E, Out>,
        view: View<'_, E>,
        lines: usize,
        (y, x): (usize, usize),
        width: usize,
    ) {
        let (token, past) = (self.token(), self.bypass.is_some());
        if !past && width >= band.block(token) && x + width <= self.across().end {
            let (pitch, place) = (self.out.stride(), (y - self.first, x - self.left));
            let out = &mut self.out.data_mut()[place.0 * pitch + place.1..];
            band.run_lines(token, view, lines, (out, pitch, width));
            return;
        }
        for line in 0..lines {
            self.run_band(band, view.below(line), (y + line, x), width);
        }
    }
}

fn run_band<E: Copy, Out: Buffered>(
    band: &dyn Band<E, Out>,
    token: Token,
    view: View<'_, E>,
    out: &mut PlaneMut<'_, Out>,
    (y, x): (usize, usize),
    width: usize,
    bypass: Option<&Bypass>,
) {
    let block = band.block(token);
    let rows = band.rows();
    let pitch = out.stride();
    let (all_rows, all_columns) = (out.height(), out.width());
    if y + rows <= all_rows && width >= block && x + width <= all_columns {
        if let Some(bypass) = bypass.filter(|bypass| bypass.serves(rows)) {
            bypass.run(band, token, view, out, (y, x), width);
            return;
        }
        band.run(
            token,
            view,
            &mut out.data_mut()[y * pitch + x..],
            pitch,
            width,
        );
        return;
    }
    // Clearing more than is needed costs more than a small tile.
    if rows * block <= TILE / 2 {
        spared::<_, _, { TILE / 2 }>(band, token, view, out, (y, x), width);
    } else {
        spared::<_, _, TILE>(band, token, view, out, (y, x), width);
    }
}

/// A tile that sticks out of the output.
fn spared<E: Copy, Out: Copy + Default, const N: usize>(
    band: &dyn Band<E, Out>,
    token: Token,
    view: View<'_, E>,
    out: &mut PlaneMut<'_, Out>,
    (y, x): (usize, usize),
    width: usize,
) {
    let (rows, block) = (band.rows(), band.block(token));
    let (all_rows, all_columns) = (out.height(), out.width());
    debug_assert!(
        width <= block && rows * block <= N,
        "a tile larger than planned"
    );
    let mut spare = [Out::default(); N];
    band.run(token, view, &mut spare, block, block);
    for row in 0..rows.min(all_rows - y) {
        let width = width.min(all_columns - x);
        if let Some(to) = out.row_mut(y + row) {
            to[x..x + width].copy_from_slice(&spare[row * block..row * block + width]);
        }
    }
}

/// Padded elements that `outputs` of an axis need; saturates, since a tile may have more rows than
/// the output.
fn needed(axis: &Axis, outputs: usize) -> usize {
    (outputs - 1)
        .saturating_mul(axis.stride)
        .saturating_add(axis.saturating_extent())
}

/// The outputs of an axis whose windows touch no padding.
fn inner(axis: &ResolvedAxis, stride: usize, extent: usize) -> Range<usize> {
    let first = axis.before.div_ceil(stride);
    match (axis.before + axis.input).checked_sub(extent) {
        Some(last) if last / stride + 1 > first => first..(last / stride + 1).min(axis.output),
        _ => 0..0,
    }
}
