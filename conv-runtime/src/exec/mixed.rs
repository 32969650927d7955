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
//! the kernel's window is `valid`. Bands stay in L2, and no plane of mixed values is formed, unless
//! a window reaches so far past the input that its rows would be many times as large: then the
//! kernel runs over that plane, with its own border. Each pixel is mixed by the same operations
//! wherever it stands, and the kernel sums in the order of its plan, so no bit depends on bands,
//! blocks or threads.

mod bands;
mod mix;
mod plane;

pub(crate) use mix::Mixable;

use super::caches::caches;
use super::element::Element;
use super::planes::{Job, Memory, Slot, needed, pitch, widest_within};
use crate::data::{Error, Plane, PlaneMut, Rect};
use bands::Bands;
use conv_plan::rules::{MAX_CHANNELS, WeightsRef};
use conv_plan::window::{ResolvedAxis, Window};
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

/// A block with so many times the elements of a plane, or of a small one, is mostly padding.
const PADDED: usize = 4;

/// Elements of a small plane.
const SMALL: usize = 1024;

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
        let block = self.block::<E>(near).or_else(|| self.block::<E>(limit));
        let plane = self.rows.input.saturating_mul(self.columns.input);
        let is_padding = |block| {
            let elements = self.elements::<E>(block).unwrap_or(usize::MAX);
            elements / PADDED > plane.max(SMALL)
        };
        if let Some(block) = block.filter(|&block| !is_padding(block)) {
            return self.blocks(weights, kernel, block, &mut memory);
        }
        if plane <= limit {
            return self.buffered(weights, kernel, plane, &mut memory);
        }
        self.large(weights, kernel, plane)
    }

    /// The call of a window, and a plane of so many pixels, that no buffer on the stack holds.
    #[cfg(feature = "alloc")]
    fn large<E: Mixable>(
        mut self,
        weights: WeightsRef<'_>,
        kernel: &Over<'_, E, Out>,
        plane: usize,
    ) -> Result<(), Error> {
        let mut scratch = super::planes::Scratch::new();
        let mut memory = Memory::Scratch(&mut scratch);
        let most = isize::MAX as usize / size_of::<E>();
        match self.block::<E>(most) {
            Some(block) if self.elements::<E>(block).is_some_and(|all| all <= plane) => {
                self.blocks(weights, kernel, block, &mut memory)
            }
            _ => self.buffered(weights, kernel, plane, &mut memory),
        }
    }

    /// Without an allocator there is no larger buffer.
    #[cfg(not(feature = "alloc"))]
    fn large<E: Mixable>(
        self,
        _: WeightsRef<'_>,
        _: &Over<'_, E, Out>,
        _: usize,
    ) -> Result<(), Error> {
        Err(Error::OutOfMemory)
    }

    fn pixel<E: Mixable>(&self, weights: WeightsRef<'_>, pixel: &[In]) -> E {
        let mut mixed = [E::default()];
        E::mix(self.token, (weights, self.channels), pixel, &mut mixed);
        mixed[0]
    }

    /// A pixel that has this value in every channel, mixed as any other.
    fn constant<E: Mixable>(&self, weights: WeightsRef<'_>, value: f64) -> E {
        if value == 0.0 {
            return E::default();
        }
        let pixel = [In::from_f64(value); MAX_CHANNELS];
        self.pixel(weights, pixel.get(..self.channels).unwrap_or_default())
    }

    /// Elements of the mixed rows of a block.
    fn elements<E>(&self, [rows, columns]: [usize; 2]) -> Option<usize> {
        let pitch = pitch::<E>(needed(&self.window.columns, columns), (1, 1))?;
        pitch.checked_mul(needed(&self.window.rows, rows))
    }

    /// Output rows and columns of a block whose mixed rows have at most so many elements; `None` if
    /// that is too few for any.
    fn block<E: Mixable>(&self, most: usize) -> Option<[usize; 2]> {
        let (height, width) = (self.out.height(), self.out.width());
        let fits = |rows: usize, columns: usize| {
            let all = self.elements::<E>([rows, columns]);
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
