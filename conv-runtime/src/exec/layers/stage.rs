//! The input of a band of output rows, made ready for tiles.
//!
//! ```text
//! for each channel of the group, for each padded row of the band:
//!     a row outside the input:  what the border says: zeros, a constant, or another row
//!     left margin, the row's elements as the accumulator's type, right margin
//!     minus the zero point of the input, so that a padded zero is 0
//!     a column stride s:        position p goes to phase p % s, index p / s
//! ```
//!
//! Neighbouring outputs then find their inputs side by side, whatever the stride. The usual cases
//! have a short way: planes between zeros are copied (`zero_padded`), pixels between zeros are
//! transposed in squares of lanes (`transpose`). Words of several channels have a way of their own
//! (`words`).

mod frame;
mod pixels;
mod transpose;
mod words;

pub(crate) use frame::Frame;
pub(super) use pixels::PixelRows;
pub(super) use transpose::{Pixels, planes};
pub(crate) use words::{Byte, added};

use super::lane::LayerLane;
use crate::data::{Error, Plane};
use crate::exec::caches::caches;
use crate::exec::planes::{Padded, Stage};
use conv_plan::number::Scalar;
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, Strides};
use conv_plan::window::{Axis, Border, Origin, ResolvedAxis};
use core::ops::Range;
use fearless_simd::{Level as Token, Simd, SimdBase};

/// Elements of a band that stays in a first-level cache: two thirds of it in single precision.
pub(super) fn near() -> usize {
    caches().first / 3 * 2 / size_of::<f32>()
}

/// One group of channels of one image.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GroupInput<'a, In> {
    pub(crate) kernel: &'a LayerSpec,
    pub(crate) resolved: &'a Resolved,
    /// The elements of the image, all channels of it.
    pub(crate) image: &'a [In],
    /// The group.
    pub(crate) group: usize,
    pub(crate) token: Token,
}

impl<'a, In: Scalar> GroupInput<'a, In> {
    /// The input channels of the group.
    fn channels(&self) -> Range<usize> {
        let count = self.kernel.shape().group_inputs;
        self.group * count..(self.group + 1) * count
    }

    /// Stages the input of the output rows from `first` on.
    pub(crate) fn stage<A: LayerLane>(
        &self,
        frame: Frame,
        (first, rows): (usize, usize),
        to: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let window = &self.kernel.window();
        let top = first * window.rows.stride;
        let high = (rows - 1) * window.rows.stride + window.rows.saturating_extent();
        if self.transposes()
            && let Some(image) = In::as_staged(self.image)
        {
            let pixels = Pixels {
                image,
                strides: Strides::new(&self.resolved.input, self.kernel.layout()),
                rows: &self.resolved.rows,
                columns: &self.resolved.columns,
            };
            A::planes(self.token, pixels, self.channels(), frame, (top, high), to);
            return Ok(());
        }
        for (index, channel) in self.channels().enumerate() {
            let to = &mut to[index * frame.channel..];
            match self.kernel.layout() {
                Layout::Nchw => self.planar(frame, channel, (top, high), to)?,
                Layout::Nhwc | Layout::Nchw16 => self.interleaved(frame, channel, (top, high), to),
            }
            let zero = self.kernel.zero_points().input;
            if zero != 0 {
                let zero = A::from_i64(zero.into());
                for value in &mut to[..high * frame.row] {
                    *value = value.minus(zero);
                }
            }
        }
        Ok(())
    }

    /// Stages some padded columns of the blocks of the group as they are, between margins, for
    /// the output rows from `first` on.
    pub(super) fn blocks<A: LayerLane>(
        &self,
        frame: Frame,
        (first, rows): (usize, usize),
        columns: Range<usize>,
        to: &mut [A],
    ) where
        In: Stage<A>,
    {
        let window = &self.kernel.window();
        let top = first * window.rows.stride;
        let high = (rows - 1) * window.rows.stride + window.rows.saturating_extent();
        let strides = Strides::new(&self.resolved.input, self.kernel.layout());
        let phases = window.columns.stride;
        let blocks = to.chunks_exact_mut(frame.block);
        for (channel, to) in self.channels().step_by(Layout::BLOCK).zip(blocks) {
            let rows = PixelRows {
                kernel: self.kernel,
                resolved: self.resolved,
                token: self.token,
                pixels: &self.image[strides.of_channel(channel)..],
                unit: Layout::BLOCK,
            };
            for (row, to) in to.chunks_exact_mut(frame.row).take(high).enumerate() {
                let to = &mut to[columns.start * Layout::BLOCK..columns.end * Layout::BLOCK];
                rows.stage(top + row, columns.start, phases, to);
            }
        }
    }

    /// Whether pixels become planes between zeros: those are transposed as vectors.
    fn transposes(&self) -> bool {
        let (window, inputs) = (&self.kernel.window(), self.kernel.shape().group_inputs);
        let side_by_side = match self.kernel.layout() {
            Layout::Nchw => false,
            Layout::Nhwc => true,
            // A vector of channels does not reach from one block to the next.
            Layout::Nchw16 => (self.group * inputs).is_multiple_of(Layout::BLOCK),
        };
        side_by_side
            // With fewer channels nearly nothing fills a square.
            && inputs >= 8
            && window.columns.stride == 1
            && (window.row_border, window.column_border) == (Border::Zero, Border::Zero)
            && self.kernel.zero_points().input == 0
    }

    /// The border; a border of zeros holds the zero point.
    fn border(&self, border: Border) -> Border {
        match border {
            Border::Zero if self.kernel.zero_points().input != 0 => {
                Border::Constant(self.kernel.zero_points().input.into())
            }
            other => other,
        }
    }

    fn planar<A: LayerLane>(
        &self,
        frame: Frame,
        channel: usize,
        (top, high): (usize, usize),
        to: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let (width, height) = (self.resolved.input.columns, self.resolved.input.rows);
        let area = width * height;
        let padded = Padded {
            token: self.token,
            plane: Plane::new(
                &self.image[channel * area..(channel + 1) * area],
                width,
                height,
            )?,
            corner: [0, 0],
            channels: 1,
            rows: self.resolved.rows,
            columns: self.resolved.columns,
            row_border: self.border(self.kernel.window().row_border),
            column_border: self.border(self.kernel.window().column_border),
        };
        let phases = self.kernel.window().columns.stride;
        if phases <= 2
            && (padded.row_border, padded.column_border) == (Border::Zero, Border::Zero)
            && let Some(elements) = In::as_staged(&self.image[channel * area..(channel + 1) * area])
        {
            let (rows, columns) = (&self.resolved.rows, &self.resolved.columns);
            let to = &mut to[..high * frame.row];
            A::zero_padded(
                self.token,
                (rows, columns),
                frame,
                phases,
                elements,
                top,
                to,
            );
            return Ok(());
        }
        for (row, to) in to.chunks_exact_mut(frame.row).take(high).enumerate() {
            padded.stage(top + row, (0, frame.row), (phases, frame.phase), to);
        }
        Ok(())
    }

    fn interleaved<A: LayerLane>(
        &self,
        frame: Frame,
        channel: usize,
        (top, high): (usize, usize),
        to: &mut [A],
    ) where
        In: Stage<A>,
    {
        let strides = Strides::new(&self.resolved.input, self.kernel.layout());
        let image = &self.image[strides.of_channel(channel)..];
        let row_border = self.border(self.kernel.window().row_border);
        let column_border = self.border(self.kernel.window().column_border);
        let (rows, columns) = (&self.resolved.rows, &self.resolved.columns);
        let phases = self.kernel.window().columns.stride;
        let limit = (
            columns.before + columns.input + columns.after,
            rows.before + rows.input + rows.after,
        );
        for (row, to) in to.chunks_exact_mut(frame.row).take(high).enumerate() {
            let constant = |value: f64| In::from_f64(value).staged();
            let source = match rows.origin(row_border, top + row) {
                _ if top + row >= limit.1 => {
                    to.fill(A::default());
                    continue;
                }
                Origin::Constant(value) => {
                    to.fill(constant(value));
                    continue;
                }
                Origin::Input(y) => &image[y * strides.row..],
            };
            for phase in 0..phases {
                let to = &mut to[phase * frame.phase..(phase + 1) * frame.phase];
                // The positions whose element is in the row come first: nearly all of them are.
                let within = |position: usize| {
                    position >= columns.before && position < columns.before + columns.input
                };
                for (index, to) in to.iter_mut().enumerate() {
                    let position = index * phases + phase;
                    *to = if within(position) {
                        source[(position - columns.before) * strides.column].staged()
                    } else if position >= limit.0 {
                        A::default()
                    } else {
                        match columns.origin(column_border, position) {
                            Origin::Input(x) => source[x * strides.column].staged(),
                            Origin::Constant(value) => constant(value),
                        }
                    };
                }
            }
        }
    }
}

/// The usual case: rows are copied between zeros, for a stride of 2 into even and odd columns.
#[inline(always)]
pub(super) fn zero_padded<S: Simd, A: LayerLane>(
    s: S,
    (rows, columns): (&ResolvedAxis, &ResolvedAxis),
    frame: Frame,
    phases: usize,
    plane: &[A],
    top: usize,
    to: &mut [A],
) {
    let before = columns.before.min(frame.row);
    // A stride may leave the last columns unread.
    let width = columns.input.min(frame.row - before);
    for (row, to) in to.chunks_exact_mut(frame.row).enumerate() {
        let y = (top + row).wrapping_sub(rows.before);
        if y >= rows.input {
            to.fill(A::default());
            continue;
        }
        let from = &plane[y * columns.input..y * columns.input + width];
        if phases == 1 {
            let (left, rest) = to.split_at_mut(before);
            let (within, right) = rest.split_at_mut(width);
            clear(left);
            clear(right);
            within.copy_from_slice(from);
        } else {
            let (even, odd) = to.split_at_mut(frame.phase);
            // Column 0 of the input is padded column `before`.
            let (first, second) = if before % 2 == 0 {
                (even, odd)
            } else {
                (odd, even)
            };
            split::<S, A>(s, from, first, before / 2, second, before.div_ceil(2));
        }
    }
}

/// Fills with zeros. The usual margin is one element, for which `fill` would be a call.
#[inline(always)]
fn clear<A: Default + Copy>(margin: &mut [A]) {
    match margin {
        [] => {}
        [only] => *only = A::default(),
        all => all.fill(A::default()),
    }
}

/// Copies the even elements of `from` after `skip_first` zeros, and the odd ones after
/// `skip_second`.
#[inline(always)]
fn split<S: Simd, A: LayerLane>(
    s: S,
    from: &[A],
    first: &mut [A],
    skip_first: usize,
    second: &mut [A],
    skip_second: usize,
) {
    let lanes = A::Vector::<S>::LEN;
    let (left, first) = first.split_at_mut(skip_first.min(first.len()));
    clear(left);
    let (left, second) = second.split_at_mut(skip_second.min(second.len()));
    clear(left);
    let (first, right) = first.split_at_mut(from.len().div_ceil(2).min(first.len()));
    clear(right);
    let (second, right) = second.split_at_mut((from.len() / 2).min(second.len()));
    clear(right);
    let whole = first.len().min(second.len()) / lanes * lanes;
    let (mut x, mut at) = (from, 0);
    while at < whole {
        let (pairs, rest) = x.split_at(2 * lanes);
        let low = A::Vector::<S>::from_slice(s, &pairs[..lanes]);
        let (even, odd) = low.deinterleave(A::Vector::<S>::from_slice(s, &pairs[lanes..]));
        even.store_slice(&mut first[at..at + lanes]);
        odd.store_slice(&mut second[at..at + lanes]);
        x = rest;
        at += lanes;
    }
    for (to, from) in first[at..].iter_mut().zip(x.iter().step_by(2)) {
        *to = *from;
    }
    for (to, from) in second[at..].iter_mut().zip(x.iter().skip(1).step_by(2)) {
        *to = *from;
    }
}

/// Elements from one output row's window to the next. With one output row the stride may be of any
/// size; nothing is read that far away.
pub(super) const fn row_step(row: usize, stride: usize) -> usize {
    row.saturating_mul(stride)
}

/// The outputs of an axis whose windows lie inside the input.
pub(super) fn inside(sizes: &ResolvedAxis, axis: &Axis) -> Range<usize> {
    let first = sizes.before.div_ceil(axis.stride).min(sizes.output);
    let reach = (sizes.before + sizes.input).checked_sub(axis.saturating_extent());
    let end = reach.map_or(0, |reach| reach / axis.stride + 1);
    first..end.min(sizes.output).max(first)
}
