//! Kernels that mix the channels of pixels: bands of mixed rows, and the plane kernel over them.
//!
//! ```text
//! for each block of columns, for each band of output rows:
//!     move up what the band has in common with the one above
//!     mix the padded rows that are new: pixels as they lie, then margins, pixel by pixel
//!     run the kernel over the band, whose windows touch no border any more
//! ```
//!
//! The border acts on pixels, in the rows that are mixed here, so a band is a plane of its own and
//! the kernel's window is `valid`. Bands stay in L2: a plane of mixed values is never formed. Each
//! pixel is mixed by the same operations wherever it stands, and the kernel sums in the order of
//! its plan, so no bit depends on bands, blocks or threads.

mod mix;

pub(crate) use mix::Mixable;

use super::caches::caches;
use super::element::Element;
use super::planes::{BufferWork, Job, Memory, Slot, needed, pitch, widest_within};
use crate::data::{Error, Plane, PlaneMut, Rect};
use conv_plan::rules::{MAX_CHANNELS, WeightsRef};
use conv_plan::window::{Axis, AxisPadding, Border, Origin, ResolvedAxis, Window};
use core::ops::Range;
use fearless_simd::Level as Token;

/// One call of a kernel that mixes: its window resolved for the pixels of an input.
#[derive(Debug)]
pub struct Mixing<'a, In, Out> {
    token: Token,
    /// The elements of the pixels, so many for each.
    source: Plane<'a, In>,
    channels: usize,
    window: Window,
    /// Axes of pixels.
    rows: ResolvedAxis,
    columns: ResolvedAxis,
    /// The first row and column of the output that are computed.
    at: [usize; 2],
    out: PlaneMut<'a, Out>,
    memory: Memory<'a>,
}

/// What runs a kernel over a band of mixed rows.
pub(crate) type Over<'r, E, Out> = dyn Fn(Job<'_, E, Out>) -> Result<(), Error> + 'r;

impl<'a, In: Element, Out: Element> Mixing<'a, In, Out> {
    /// The whole output, or a rectangle of it.
    ///
    /// # Errors
    ///
    /// Those of [`Window::resolve`]; [`Error::Region`] for a region that is not inside the output;
    /// [`Error::OutputSize`] for an output of any other size.
    pub(crate) fn new(
        token: Token,
        (window, channels): (Window, usize),
        source: Plane<'a, In>,
        region: Option<Rect>,
        out: PlaneMut<'a, Out>,
        memory: Memory<'a>,
    ) -> Result<Self, Error> {
        let (rows, columns) = window.resolve(source.width() / channels, source.height())?;
        let (width, height) = (columns.output, rows.output);
        let rect = region.unwrap_or(Rect::new(0, 0, width, height));
        if !rect.is_inside(width, height) {
            return Err(Error::Region {
                rect,
                width,
                height,
            });
        }
        if (out.width(), out.height()) != (rect.width, rect.height) {
            return Err(Error::OutputSize {
                expected_width: rect.width,
                expected_height: rect.height,
                found_width: out.width(),
                found_height: out.height(),
            });
        }
        Ok(Self {
            token,
            source,
            channels,
            window,
            rows,
            columns,
            at: [rect.y, rect.x],
            out,
            memory,
        })
    }

    /// Mixes by these weights, and sums by this kernel, whose window is the call's.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`], and those of the kernel.
    pub(crate) fn run<E: Mixable>(
        mut self,
        weights: WeightsRef<'_>,
        kernel: &Over<'_, E, Out>,
    ) -> Result<(), Error> {
        let mut memory = core::mem::replace(&mut self.memory, Memory::STACK);
        let limit = memory.limit::<E>();
        // A quarter of L2, which also holds pixels and what is written.
        let near = (caches().second / 4 / size_of::<E>()).min(limit);
        if let Some(block) = self.block::<E>(near).or_else(|| self.block::<E>(limit)) {
            return self.blocks(weights, kernel, block, &mut memory);
        }
        self.large(weights, kernel)
    }

    /// The call of a window that no buffer on the stack holds.
    #[cfg(feature = "alloc")]
    fn large<E: Mixable>(
        self,
        weights: WeightsRef<'_>,
        kernel: &Over<'_, E, Out>,
    ) -> Result<(), Error> {
        let most = isize::MAX as usize / size_of::<E>();
        let block = self.block::<E>(most).ok_or(Error::SizeOverflow)?;
        let mut scratch = super::planes::Scratch::new();
        self.blocks(weights, kernel, block, &mut Memory::Scratch(&mut scratch))
    }

    /// Without an allocator there is no larger buffer.
    #[cfg(not(feature = "alloc"))]
    fn large<E: Mixable>(self, _: WeightsRef<'_>, _: &Over<'_, E, Out>) -> Result<(), Error> {
        Err(Error::OutOfMemory)
    }

    /// Output rows and columns of a block whose mixed rows have at most so many elements; `None` if
    /// that is too few for any.
    fn block<E: Mixable>(&self, most: usize) -> Option<[usize; 2]> {
        let (height, width) = (self.out.height(), self.out.width());
        let fits = |rows: usize, columns: usize| {
            let pitch = pitch::<E>(needed(&self.window.columns, columns), (1, 1));
            let all = pitch.and_then(|pitch| pitch.checked_mul(needed(&self.window.rows, rows)));
            all.is_some_and(|all| all <= most)
        };
        // Tiles have up to 8 rows, and 64 columns or more.
        for (rows, least) in [(8, 64), (4, 64), (1, 64), (1, 1)] {
            let (rows, least) = (height.min(rows), width.min(least));
            if let Some(columns) = widest_within(least, width, |columns| fits(rows, columns)) {
                // Equal blocks.
                let columns = width.div_ceil(width.div_ceil(columns));
                let rows = widest_within(rows, height, |rows| fits(rows, columns))?;
                // Whole tiles.
                let rows = if rows < height && rows > 8 {
                    rows & !7
                } else {
                    rows
                };
                return Some([rows, columns]);
            }
        }
        None
    }

    fn blocks<E: Mixable>(
        mut self,
        weights: WeightsRef<'_>,
        kernel: &Over<'_, E, Out>,
        [rows, columns]: [usize; 2],
        memory: &mut Memory<'_>,
    ) -> Result<(), Error> {
        let pitch =
            pitch::<E>(needed(&self.window.columns, columns), (1, 1)).ok_or(Error::SizeOverflow)?;
        let wanted = needed(&self.window.rows, rows)
            .checked_mul(pitch)
            .ok_or(Error::SizeOverflow)?;
        let mut bands = Bands {
            weights,
            kernel,
            rows,
            columns,
            pitch,
            call: &mut self,
        };
        memory.with(Slot::Result, wanted, &mut bands)
    }
}

/// A call in blocks of so many output rows and columns.
struct Bands<'c, 'a, 'k, In, E, Out> {
    call: &'c mut Mixing<'a, In, Out>,
    weights: WeightsRef<'k>,
    kernel: &'k Over<'k, E, Out>,
    rows: usize,
    columns: usize,
    /// Elements from one mixed row to the next.
    pitch: usize,
}

impl<In: Element, E: Mixable, Out: Element> BufferWork<E> for Bands<'_, '_, '_, In, E, Out> {
    fn with(&mut self, memory: &mut Memory<'_>, buffer: &mut [E]) -> Result<(), Error> {
        let window = valid(&self.call.window);
        let (height, width) = (self.call.out.height(), self.call.out.width());
        let [top, left] = self.call.at;
        for x in (0..width).step_by(self.columns) {
            let columns = self.columns.min(width - x);
            let start = (left + x) * window.columns.stride;
            let across = start..start + needed(&window.columns, columns);
            let mut held = 0..0;
            for y in (0..height).step_by(self.rows) {
                let rows = self.rows.min(height - y);
                let start = (top + y) * window.rows.stride;
                let down = start..start + needed(&window.rows, rows);
                self.mix(buffer, &mut held, down.clone(), &across);
                let part = Plane::new(buffer, across.len(), down.len())?.with_stride(self.pitch)?;
                let out = self.call.out.part(Rect::new(x, y, columns, rows))?;
                let token = self.call.token;
                (self.kernel)(Job::new(token, &window, part, out, memory.again())?)?;
            }
        }
        Ok(())
    }
}

impl<In: Element, E: Mixable, Out: Element> Bands<'_, '_, '_, In, E, Out> {
    /// Mixes the padded rows `down`, of which those that are `held` are in the buffer.
    fn mix(
        &self,
        buffer: &mut [E],
        held: &mut Range<usize>,
        down: Range<usize>,
        across: &Range<usize>,
    ) {
        let kept = held.end.saturating_sub(down.start);
        if kept > 0 {
            let from = (down.start - held.start) * self.pitch;
            buffer.copy_within(from..from + kept * self.pitch, 0);
        }
        let rows = buffer.chunks_exact_mut(self.pitch).skip(kept);
        for (row, to) in (down.start + kept..down.end).zip(rows) {
            self.row(row, across, &mut to[..across.len()]);
        }
        *held = down;
    }

    /// Mixes some columns of a padded row; the vertical border decides first.
    fn row(&self, row: usize, across: &Range<usize>, to: &mut [E]) {
        let call = &*self.call;
        let source = match call.rows.origin(call.window.row_border, row) {
            Origin::Input(y) => call.source.row(y).unwrap_or_default(),
            Origin::Constant(value) => {
                to.fill(self.constant(value));
                return;
            }
        };
        let before = call.columns.before;
        let first = before.clamp(across.start, across.end);
        let end = (before + call.columns.input).clamp(first, across.end);
        if first < end {
            let pixels = (first - before) * call.channels..(end - before) * call.channels;
            let within = &mut to[first - across.start..end - across.start];
            E::mix(
                call.token,
                (self.weights, call.channels),
                &source[pixels],
                within,
            );
        }
        for position in (across.start..first).chain(end..across.end) {
            let mixed = match call.columns.origin(call.window.column_border, position) {
                Origin::Constant(value) => self.constant(value),
                Origin::Input(x) => {
                    let pixel = source.get(x * call.channels..(x + 1) * call.channels);
                    self.pixel(pixel.unwrap_or_default())
                }
            };
            to[position - across.start] = mixed;
        }
    }

    fn pixel(&self, pixel: &[In]) -> E {
        let mut mixed = [E::default()];
        let mix = (self.weights, self.call.channels);
        E::mix(self.call.token, mix, pixel, &mut mixed);
        mixed[0]
    }

    /// A pixel that has this value in every channel, mixed as any other.
    fn constant(&self, value: f64) -> E {
        if value == 0.0 {
            return E::default();
        }
        let pixel = [In::from_f64(value); MAX_CHANNELS];
        self.pixel(pixel.get(..self.call.channels).unwrap_or_default())
    }
}

/// The window over rows that are extended already.
fn valid(window: &Window) -> Window {
    let axis = |axis: Axis| Axis {
        padding: AxisPadding::Valid,
        ..axis
    };
    Window {
        rows: axis(window.rows),
        columns: axis(window.columns),
        row_border: Border::Zero,
        column_border: Border::Zero,
    }
}
