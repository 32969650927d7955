//! One call: a kernel's window resolved for one input and one output.

use super::body::Band;
use super::memory::Memory;
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

/// An input, an output or a band of its rows, and what lies between them.
#[derive(Debug)]
pub struct Job<'a, In, Out> {
    pub(in crate::exec) source: Padded<'a, In>,
    pub(in crate::exec) out: PlaneMut<'a, Out>,
    /// The output row that is row 0 of `out`.
    pub(in crate::exec) first: usize,
    pub(in crate::exec) window: &'a Window,
    pub(in crate::exec) memory: Memory<'a>,
}

impl<'a, In: Scalar, Out: Copy + Default> Job<'a, In, Out> {
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
            source: Padded {
                token,
                plane,
                rows,
                columns,
                row_border: window.row_border,
                column_border: window.column_border,
            },
            out,
            first,
            window,
            memory,
        }
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

    /// Runs a band at output row `y`, columns `x..x + width`; through a spare
    /// buffer if a tile would stick out of the output.
    pub(super) fn run_band<E: Copy>(
        &mut self,
        band: &dyn Band<E, Out>,
        view: View<'_, E>,
        (y, x): (usize, usize),
        width: usize,
    ) {
        let token = self.token();
        run_band(band, token, view, &mut self.out, (y - self.first, x), width);
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
        let token = self.token();
        if width >= band.block(token) && x + width <= self.out.width() {
            let pitch = self.out.stride();
            let out = &mut self.out.data_mut()[(y - self.first) * pitch + x..];
            band.run_lines(token, view, lines, (out, pitch, width));
            return;
        }
        for line in 0..lines {
            self.run_band(band, view.below(line), (y + line, x), width);
        }
    }
}

fn run_band<E: Copy, Out: Copy + Default>(
    band: &dyn Band<E, Out>,
    token: Token,
    view: View<'_, E>,
    out: &mut PlaneMut<'_, Out>,
    (y, x): (usize, usize),
    width: usize,
) {
    let block = band.block(token);
    let rows = band.rows();
    let pitch = out.stride();
    let (all_rows, all_columns) = (out.height(), out.width());
    if y + rows <= all_rows && width >= block && x + width <= all_columns {
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
