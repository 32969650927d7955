//! The bands of a chain: how high they are, which rows each of them needs, and where rows lie.
//!
//! ```text
//! output rows       start..end
//! padded rows       start * stride .. (end - 1) * stride + extent
//! rows between      those, less the padding above, as far as there are rows
//! ```

use super::{Pair, Sizes};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::caches::caches;
use conv_plan::plan::layer::LayerForm;
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use conv_plan::window::{Border, ResolvedAxis};
use core::ops::Range;

/// Bytes of the rows between two layers that a band has at most, unless it is [`ROWS`] rows: as
/// many as the second-level cache has.
///
/// 32 channels of 112x112, depthwise 3x3 and then 1x1 to 64, took 386 us in bands of 256 KiB, 358
/// of 512 KiB and 347 of 1 MiB, where both layers in turn took 338 to 360; the loops do better in
/// higher bands. (AVX-512, 1 MiB of second and 32 MiB of third level.)
fn most() -> usize {
    caches().second
}

/// Both layers are computed from a row on whose number is a multiple of this, so that tiles of
/// Winograd's algorithm, which are counted from the first row, fall on the same rows in every band.
pub(super) const ROWS: usize = 4;

/// How an image lies in memory: planes of lines, each a row of what a plane holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    pub(super) planes: usize,
    /// Elements of a line.
    pub(super) line: usize,
}

impl Lines {
    const fn new(layout: Layout, image: TensorShape) -> Self {
        match layout {
            Layout::Nchw => Self {
                planes: image.channels,
                line: image.columns,
            },
            Layout::Nhwc => Self {
                planes: 1,
                line: image.columns * image.channels,
            },
            Layout::Nchw16 => Self {
                planes: image.channels.div_ceil(Layout::BLOCK),
                line: image.columns * Layout::BLOCK,
            },
        }
    }

    /// Moves the rows of `held` that are needed to the front of planes that are `pitch` rows apart;
    /// returns which rows are there.
    pub(super) fn keep<T: Copy>(
        self,
        between: &mut [T],
        pitch: usize,
        held: &Range<usize>,
        needed: &Range<usize>,
    ) -> Range<usize> {
        if needed.start >= held.end {
            let start = needed.start / ROWS * ROWS;
            return start..start;
        }
        let skipped = (needed.start - held.start) * self.line;
        let length = (held.end - needed.start) * self.line;
        if skipped > 0 {
            for plane in 0..self.planes {
                let first = plane * pitch * self.line;
                between.copy_within(first + skipped..first + skipped + length, first);
            }
        }
        needed.start..held.end
    }

    /// The rows `at` of an image whose planes are `pitch` rows apart, as a layer writes them: from
    /// the first one on, and how many rows its planes are apart.
    pub(super) fn target<T>(
        self,
        image: &mut [T],
        at: Range<usize>,
        pitch: usize,
    ) -> (&mut [T], usize) {
        if self.planes == 1 {
            let rows = at.len();
            return (&mut image[at.start * self.line..at.end * self.line], rows);
        }
        let end = self.planes * pitch * self.line;
        (&mut image[at.start * self.line..end], pitch)
    }

    /// An image whose planes are `pitch` rows apart, from a row on.
    pub(super) fn seen<T>(self, between: &[T], row: usize, pitch: usize) -> &[T] {
        &between[row * self.line..][..self.planes * pitch * self.line]
    }
}

/// The bands of an image.
#[derive(Debug)]
pub(super) struct Bands {
    /// Of one image.
    pub(super) sizes: Sizes,
    /// Where rows lie between the layers, and in the output.
    pub(super) lines: [Lines; 2],
    /// Output rows of a band; the last one may have fewer.
    pub(super) rows: usize,
    /// Rows of a plane between the layers in memory.
    pub(super) pitch: usize,
    /// Elements between the layers.
    pub(super) elements: usize,
    /// Whether the only band is the whole image, padded in any way.
    pub(super) whole: bool,
    stride: usize,
    extent: usize,
}

impl Bands {
    /// The bands for these sizes of one image.
    pub(super) fn new<In: Element, Mid: Element, Out: Element>(
        pair: &Pair<In, Mid, Out>,
        sizes: &Sizes,
    ) -> Result<Self, Error> {
        let kernel = pair.second.plan().kernel();
        let window = kernel.window().rows;
        let (stride, extent) = (window.stride, window.saturating_extent());
        let (between, output) = (sizes.first.output, sizes.second.output);
        let lines = [between, output].map(|image| Lines::new(kernel.layout(), image));
        let forms = [pair.first.plan().form(), pair.second.plan().form()];
        let whole = forms.contains(&LayerForm::Transposed) || !cuts(kernel, &sizes.second.rows);
        let rows = if whole {
            output.rows
        } else {
            let row = (lines[0].planes * lines[0].line * size_of::<Mid>()).max(1);
            let most = (most() / row).saturating_sub(extent) / stride + 1;
            let most = (most / ROWS * ROWS).max(ROWS);
            // Bands of equal height.
            let even = output.rows.div_ceil(output.rows.div_ceil(most));
            even.next_multiple_of(ROWS).min(output.rows)
        };
        // Rows before and after those that are needed, so that both ends are multiples.
        let more = 2 * (ROWS - 1);
        let needed = (rows - 1).saturating_mul(stride).saturating_add(extent);
        let pitch = needed.saturating_add(more).min(between.rows);
        let pitch = if whole { between.rows } else { pitch };
        // Planes may be read from one of the rows before on.
        let elements = (lines[0].planes * pitch)
            .checked_add(ROWS - 1)
            .and_then(|rows| rows.checked_mul(lines[0].line));
        Ok(Self {
            sizes: *sizes,
            lines,
            rows,
            pitch,
            elements: elements.ok_or(Error::SizeOverflow)?,
            whole,
            stride,
            extent,
        })
    }

    /// The rows between the layers that a band needs: one at least.
    pub(super) fn needed(&self, band: &Range<usize>) -> Range<usize> {
        let rows = &self.sizes.second.rows;
        if self.whole {
            return 0..rows.input;
        }
        let padded = self.padded(band);
        let start = padded.start.saturating_sub(rows.before);
        start..(padded.end - rows.before).min(rows.input)
    }

    /// The padded rows that a band sees.
    fn padded(&self, band: &Range<usize>) -> Range<usize> {
        band.start * self.stride..(band.end - 1) * self.stride + self.extent
    }

    /// Up to which row the first layer is computed, where these are needed.
    pub(super) fn until(&self, needed: &Range<usize>) -> usize {
        let all = self.sizes.second.rows.input;
        needed.end.next_multiple_of(ROWS).min(all)
    }

    /// The first layer for these rows of its output.
    pub(super) fn first(&self, rows: &Range<usize>) -> Resolved {
        let whole = self.sizes.first;
        Resolved {
            output: TensorShape {
                rows: rows.len(),
                ..whole.output
            },
            ..whole
        }
    }

    /// The second layer for a band, on an image of the rows that it needs.
    pub(super) fn second(&self, band: &Range<usize>, needed: &Range<usize>) -> Resolved {
        let whole = self.sizes.second;
        if self.whole {
            return whole;
        }
        let padded = self.padded(band);
        let before = whole.rows.before.saturating_sub(padded.start);
        Resolved {
            input: TensorShape {
                rows: self.pitch,
                ..whole.input
            },
            output: TensorShape {
                rows: band.len(),
                ..whole.output
            },
            rows: ResolvedAxis {
                input: needed.len(),
                before,
                after: padded.len() - before - needed.len(),
                output: band.len(),
                interpolate: 1,
            },
            ..whole
        }
    }
}

/// Whether a layer can be computed in bands: no window sees only padding, and the padding of a band
/// is made of its own rows.
fn cuts(kernel: &LayerSpec, rows: &ResolvedAxis) -> bool {
    let window = kernel.window();
    let border = match window.row_border {
        Border::Zero | Border::Constant(_) | Border::Replicate => true,
        Border::Reflect | Border::Reflect101 | Border::Wrap => rows.before + rows.after == 0,
    };
    let last = (rows.output - 1).saturating_mul(window.rows.stride);
    let extent = window.rows.saturating_extent();
    border && rows.before < extent && last < rows.before + rows.input
}
