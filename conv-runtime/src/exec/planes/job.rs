//! One call: a kernel's window resolved for one input and one output.

use super::body::Band;
use super::bypass::Bypass;
use super::grid::{Grid, inner, needed};
use super::memory::{Buffered, Memory};
use super::missing::Shown;
use super::stage::Padded;
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::simd::View;
use conv_plan::number::Scalar;
use conv_plan::window::{ResolvedAxis, Window};
use core::ops::Range;
use fearless_simd::Level as Token;

/// The most outputs that a tile has; a spare output buffer must hold them.
///
/// Tiles are at most 4 rows of 2 vectors of 32 lanes or of 4 of 16, or 8 rows of 1 of 32; twice
/// that where rows are widened for a table.
pub(super) const TILE: usize = 512;

/// The most rows that a tile has.
pub(super) const ROWS: usize = 8;

/// An input, an output or a rectangle of it, and what lies between them.
///
/// Columns are those of elements, of which a pixel has as many as there are channels.
#[derive(Debug)]
pub struct Job<'a, In, Out> {
    pub(in crate::exec) source: Padded<'a, In>,
    pub(in crate::exec) out: PlaneMut<'a, Out>,
    /// The output row that is row 0 of `out`.
    pub(in crate::exec) first: usize,
    /// The output column that is column 0 of `out`.
    pub(super) left: usize,
    /// Its columns are those of elements, except for their stride.
    pub(in crate::exec) window: Window,
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
        window: &Window,
        plane: Plane<'a, In>,
        out: PlaneMut<'a, Out>,
        memory: Memory<'a>,
    ) -> Result<Self, Error> {
        let grid = Grid::new(window, 1, plane, &out)?;
        Ok(Self::band(token, &grid, plane, (out, 0), memory))
    }

    /// As [`new`](Self::new), over pixels of so many elements.
    pub(crate) fn pixels(
        token: Token,
        (window, channels): (&Window, usize),
        plane: Plane<'a, In>,
        out: PlaneMut<'a, Out>,
        memory: Memory<'a>,
    ) -> Result<Self, Error> {
        let grid = Grid::new(window, channels, plane, &out)?;
        Ok(Self::band(token, &grid, plane, (out, 0), memory))
    }

    /// A band of output rows, as wide as the output, from row `first` on.
    pub(super) fn band(
        token: Token,
        grid: &Grid,
        plane: Plane<'a, In>,
        (out, first): (PlaneMut<'a, Out>, usize),
        memory: Memory<'a>,
    ) -> Self {
        let Grid {
            window,
            channels,
            rows,
            columns,
        } = *grid;
        Self {
            bypass: Bypass::of::<Out>(grid.elements()),
            source: Padded {
                token,
                plane,
                corner: [0, 0],
                channels,
                rows,
                columns,
                row_border: window.row_border,
                column_border: window.column_border,
                shown: Shown::All,
            },
            out,
            first,
            left: 0,
            window,
            memory,
        }
    }

    /// A rectangle of the output: `out` begins at its row and column `at`, and `part` at those of
    /// the input that `corner` says. The `grid` is that of the whole plane.
    ///
    /// The part has all that the rectangle reads; what it does not have is zero.
    pub(crate) fn region(
        token: Token,
        grid: &Grid,
        (part, corner): (Plane<'a, In>, [usize; 2]),
        (out, at): (PlaneMut<'a, Out>, [usize; 2]),
        memory: Memory<'a>,
    ) -> Self {
        let elements = out.width().saturating_mul(out.height());
        Self::block((token, grid), (part, corner), (out, at), memory, elements)
    }

    /// As [`region`](Self::region), of an output that has so many elements together with what is
    /// written beside it.
    pub(super) fn block(
        (token, grid): (Token, &Grid),
        (part, corner): (Plane<'a, In>, [usize; 2]),
        (out, at): (PlaneMut<'a, Out>, [usize; 2]),
        memory: Memory<'a>,
        elements: usize,
    ) -> Self {
        let mut job = Self::band(token, grid, part, (out, at[0]), memory);
        job.bypass = Bypass::of::<Out>(elements);
        job.left = at[1] * grid.channels;
        job.source.corner = [corner[0], corner[1] * grid.channels];
        job
    }

    /// The job of one channel of pixels, which lies in a plane of its own and goes to another.
    #[cfg(feature = "alloc")]
    pub(crate) fn channel<'b>(
        &'b mut self,
        window: &Window,
        plane: Plane<'b, In>,
        out: PlaneMut<'b, Out>,
    ) -> Job<'b, In, Out> {
        let channels = self.channels();
        let source = self.source;
        Job {
            source: Padded {
                plane,
                corner: [source.corner[0], source.corner[1] / channels],
                channels: 1,
                columns: source.columns.one_of(channels),
                ..source
            },
            out,
            first: self.first,
            left: self.left / channels,
            window: *window,
            memory: self.memory.again(),
            bypass: None,
        }
    }

    /// A job for a rectangle of the output, whose row and column `at` is where `out` begins.
    pub(super) fn part(
        (source, window): (Padded<'a, In>, Window),
        (out, at): (PlaneMut<'a, Out>, [usize; 2]),
        memory: Memory<'a>,
    ) -> Self {
        Self {
            source,
            out,
            first: at[0],
            left: at[1],
            window,
            memory,
            bypass: None,
        }
    }

    /// The elements of the input.
    #[cfg(feature = "alloc")]
    pub(crate) fn input(&self) -> Plane<'a, In> {
        self.source.plane
    }

    /// Columns and rows of what is computed.
    #[cfg(feature = "alloc")]
    pub(crate) fn output_size(&self) -> (usize, usize) {
        (self.out.width(), self.out.height())
    }

    /// The rows of what is computed.
    #[cfg(feature = "alloc")]
    pub(crate) fn output_rows(&mut self) -> impl Iterator<Item = &mut [Out]> {
        self.out.rows_mut()
    }

    pub(in crate::exec) fn token(&self) -> Token {
        self.source.token
    }

    /// Elements of a pixel; 1 in a plane.
    pub(crate) fn channels(&self) -> usize {
        self.source.channels
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

    /// The element of the output at an output row and column, both of which are computed.
    pub(super) fn place(&self, y: usize, x: usize) -> usize {
        (y - self.first) * self.out.stride() + x - self.left
    }

    /// Whether bands of so many rows are stored past the caches.
    pub(super) fn bypasses(&self, rows: usize) -> bool {
        (self.bypass.as_ref()).is_some_and(|bypass| bypass.serves(rows))
    }

    /// Padded rows that `rows` output rows need.
    pub(super) fn rows_needed(&self, rows: usize) -> usize {
        needed(&self.window.rows, rows)
    }

    /// Padded columns that `columns` output columns need.
    pub(super) fn columns_needed(&self, columns: usize) -> usize {
        let axis = &self.window.columns;
        if axis.stride == 1 {
            return needed(axis, columns);
        }
        // Whole pixels.
        let channels = self.channels();
        (columns.div_ceil(channels) - 1)
            .saturating_mul(axis.stride)
            .saturating_mul(channels)
            .saturating_add(axis.saturating_extent())
            .saturating_add(channels - 1)
    }

    /// The first padded element of the window of an output column that begins a pixel, or of any
    /// where columns are not strided.
    pub(super) const fn column_start(&self, x: usize) -> usize {
        x * self.window.columns.stride
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

    /// Where a block of `width` columns that covers output column `x` begins, so that it ends
    /// inside the output.
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

    /// Runs `count` bands below each other from output row `y` on, the rows of each `step` rows of
    /// the view below those of the one before it. If there are several, they end inside the output.
    pub(super) fn run_bands<E: Copy>(
        &mut self,
        band: &dyn Band<E, Out>,
        view: View<'_, E>,
        (count, step): (usize, usize),
        (y, x): (usize, usize),
        width: usize,
    ) {
        let (token, rows) = (self.token(), band.rows());
        if self.bypass.is_none()
            && y + count * rows <= self.outputs().end
            && width >= band.block(token)
            && x + width <= self.across().end
        {
            let (pitch, place) = (self.out.stride(), self.place(y, x));
            let out = &mut self.out.data_mut()[place..];
            band.run_bands(token, view, (count, step), (out, pitch, width));
            return;
        }
        for index in 0..count {
            let view = view.below(index * step);
            self.run_band(band, view, (y + index * rows, x), width);
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
    invariant!(
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
