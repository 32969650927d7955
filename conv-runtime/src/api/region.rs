//! Rectangles of an output, computed with what lies around them.
//!
//! ```text
//! rectangle of the output -> the part of the input that it reads
//! part, rectangle         -> a job, which sees the rest of the plane as it lies in the whole
//! ```
//!
//! A job knows where its part of the input and its part of the output lie, so the border acts only
//! at the edges of the whole plane, and each output has the bits that it has in the whole.

use crate::data::{Error, Plane, PlaneMut, Rect};
use crate::exec::Element;
use crate::exec::planes::{BankJob, Grid, Job, Memory};
use conv_plan::window::{ResolvedAxis, Window};
use core::iter::FusedIterator;
use fearless_simd::Level as Token;

/// A rectangle of an output, and what it takes to compute it: one of [`Filter::tiles`].
///
/// [`Filter::tiles`]: crate::Filter::tiles
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynKernel, Error, Filter, Rect};
/// let blur = DynKernel::<f32, f32>::builder([[0.2; 5]]).padding(Padding::Same).build()?;
/// let second = blur.tiles((100, 80), (32, 32))?.nth(1).ok_or(Error::Empty)?;
/// assert_eq!(second.output, Rect::new(32, 0, 32, 32));
/// assert_eq!(second.input, Rect::new(30, 0, 36, 32));
/// assert_eq!(second.size, (100, 80));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// Width and height of the whole input.
    pub size: (usize, usize),
    /// The rectangle of the output.
    pub output: Rect,
    /// The rectangle of the input that it reads.
    pub input: Rect,
}

/// The tiles of an output, row by row: see [`Filter::tiles`].
///
/// [`Filter::tiles`]: crate::Filter::tiles
///
/// ```
/// # use conv_plan::window::{Border, Padding};
/// # use conv_runtime::{DynKernel, Error, Filter, Plane, PlaneBuf};
/// let blur = DynKernel::<f32, f32>::builder([[0.25, 0.5, 0.25]; 3])
///     .padding(Padding::Same)
///     .border(Border::Reflect101)
///     .build()?;
/// let data: Vec<f32> = (0..100 * 80).map(|i| (i % 97) as f32).collect();
/// let plane = Plane::new(&data, 100, 80)?;
/// let mut joined = PlaneBuf::filled(100, 80, 0.0)?;
/// for tile in blur.tiles((100, 80), (32, 32))? {
///     let (i, o) = (tile.input, tile.output);
///     let part = plane.sub(i.x, i.y, i.width, i.height)?;
///     let place = joined.as_plane_mut().sub(o.x, o.y, o.width, o.height)?;
///     blur.apply_tile(part, &tile, place)?;
/// }
/// assert_eq!(joined, blur.apply(plane)?);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct TileIter {
    window: Window,
    size: (usize, usize),
    /// Width and height of a tile.
    tile: (usize, usize),
    /// Those of the output.
    output: (usize, usize),
    /// Where the next tile begins; below the output at the end.
    next: (usize, usize),
}

impl TileIter {
    pub(super) fn new(
        window: Window,
        size: (usize, usize),
        tile: (usize, usize),
    ) -> Result<Self, Error> {
        let (rows, columns) = window.resolve(size.0, size.1)?;
        if tile.0 == 0 || tile.1 == 0 {
            return Err(Error::Empty);
        }
        Ok(Self {
            window,
            size,
            tile,
            output: (columns.output, rows.output),
            next: (0, 0),
        })
    }
}

impl Iterator for TileIter {
    type Item = Tile;

    fn next(&mut self) -> Option<Tile> {
        let (x, y) = self.next;
        let (width, height) = self.output;
        if y >= height {
            return None;
        }
        let output = Rect::new(
            x,
            y,
            self.tile.0.min(width - x),
            self.tile.1.min(height - y),
        );
        self.next = if x + output.width < width {
            (x + output.width, y)
        } else {
            (0, y + output.height)
        };
        tile(&self.window, self.size, output).ok()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (x, y) = self.next;
        let across = self.output.0.div_ceil(self.tile.0);
        let down = (self.output.1 - y.min(self.output.1)).div_ceil(self.tile.1);
        let left = down.saturating_mul(across).saturating_sub(x / self.tile.0);
        (left, Some(left))
    }
}

impl ExactSizeIterator for TileIter {}

impl FusedIterator for TileIter {}

/// The rectangle of the input that a rectangle of the output reads.
pub(super) fn needed(window: &Window, size: (usize, usize), rect: Rect) -> Result<Rect, Error> {
    let (rows, columns) = sizes(window, size, rect)?;
    let axis = |axis: &ResolvedAxis, stride: usize, extent: usize, border, first, count| {
        let start: usize = first * stride;
        let read = axis.read(border, start..start + (count - 1) * stride + extent);
        // Views have elements, even if only the padding is read.
        if read.is_empty() {
            (start.saturating_sub(axis.before).min(axis.input - 1), 1)
        } else {
            (read.start, read.len())
        }
    };
    let (x, width) = axis(
        &columns,
        window.columns.stride,
        window.columns.saturating_extent(),
        window.column_border,
        rect.x,
        rect.width,
    );
    let (y, height) = axis(
        &rows,
        window.rows.stride,
        window.rows.saturating_extent(),
        window.row_border,
        rect.y,
        rect.height,
    );
    Ok(Rect::new(x, y, width, height))
}

/// The axes of the whole plane, which has the rectangle in its output.
fn sizes(
    window: &Window,
    size: (usize, usize),
    rect: Rect,
) -> Result<(ResolvedAxis, ResolvedAxis), Error> {
    let (rows, columns) = window.resolve(size.0, size.1)?;
    if !rect.is_inside(columns.output, rows.output) {
        return Err(Error::Region {
            rect,
            width: columns.output,
            height: rows.output,
        });
    }
    Ok((rows, columns))
}

/// A region as a tile.
pub(super) fn tile(window: &Window, size: (usize, usize), output: Rect) -> Result<Tile, Error> {
    let input = needed(window, size, output)?;
    Ok(Tile {
        size,
        output,
        input,
    })
}

/// The part of an input that a region reads, and the region as a tile.
pub(super) fn part<'a, In>(
    window: &Window,
    src: Plane<'a, In>,
    region: Rect,
) -> Result<(Plane<'a, In>, Tile), Error> {
    let tile = tile(window, (src.width(), src.height()), region)?;
    let i = tile.input;
    let part = src.sub(i.x, i.y, i.width, i.height)?;
    Ok((part, tile))
}

/// The job of a tile, whose part of the input is `part`.
pub(super) fn job<'a, In: Element, Out: Element>(
    token: Token,
    window: &Window,
    part: Plane<'a, In>,
    tile: &Tile,
    dst: PlaneMut<'a, Out>,
    memory: Memory<'a>,
) -> Result<Job<'a, In, Out>, Error> {
    pixels_job(token, (window, 1), part, tile, dst, memory)
}

/// The same of pixels of so many channels, in which the tile is measured.
pub(super) fn pixels_job<'a, In: Element, Out: Element>(
    token: Token,
    (window, channels): (&Window, usize),
    part: Plane<'a, In>,
    tile: &Tile,
    dst: PlaneMut<'a, Out>,
    memory: Memory<'a>,
) -> Result<Job<'a, In, Out>, Error> {
    let (grid, source, at) = placed((window, channels), part, tile)?;
    Grid::check((tile.output.width, tile.output.height), channels, &dst)?;
    Ok(Job::region(token, &grid, source, (dst, at), memory))
}

/// The same for each of several kernels.
pub(super) fn bank_job<'a, 'o, In: Element, Out: Element>(
    token: Token,
    (window, channels): (&Window, usize),
    part: Plane<'a, In>,
    tile: &Tile,
    dst: &'a mut [PlaneMut<'o, Out>],
    memory: Memory<'a>,
) -> Result<BankJob<'a, 'o, In, Out>, Error> {
    let (grid, source, at) = placed((window, channels), part, tile)?;
    for dst in &*dst {
        Grid::check((tile.output.width, tile.output.height), channels, dst)?;
    }
    Ok(BankJob::region(token, &grid, source, (dst, at), memory))
}

/// A plane, and the row and column of the whole where it begins.
type Placed<'a, In> = (Plane<'a, In>, [usize; 2]);

/// The grid of the whole plane; its part, and where the tile begins in the output.
fn placed<'a, In>(
    (window, channels): (&Window, usize),
    part: Plane<'a, In>,
    tile: &Tile,
) -> Result<(Grid, Placed<'a, In>, [usize; 2]), Error> {
    let grid = Grid::of(window, channels, sizes(window, tile.size, tile.output)?)?;
    let (output, input) = (tile.output, needed(window, tile.size, tile.output)?);
    let (width, height) = (part.width() / channels, part.height());
    if (width, height) != (input.width, input.height) {
        return Err(Error::InputPart {
            rect: input,
            found_width: width,
            found_height: height,
        });
    }
    Ok((grid, (part, [input.y, input.x]), [output.y, output.x]))
}
