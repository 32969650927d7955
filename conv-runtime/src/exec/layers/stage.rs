//! The input of a band of output rows, or of a block of their columns, made ready for tiles.
//!
//! ```text
//! for each channel of the group, for each row of the frame:
//!     a row outside the input:  what the border says: zeros, a constant, or another row
//!     left margin, the row's elements as the accumulator's type, right margin
//!     minus the zero point of the input, so that a padded zero is 0
//! ```
//!
//! Neighbouring outputs then find their inputs side by side, and only what some tap reads is there,
//! whatever the stride and the dilation (`frame`). The usual cases have a short way: planes between
//! zeros are copied (`zeros`), pixels between zeros are transposed in squares of lanes
//! (`transpose`). Words of several channels have a way of their own (`words`).

mod frame;
mod pixels;
mod transpose;
mod words;
mod zeros;

pub(crate) use frame::{Frame, Patch};
pub(super) use pixels::PixelRows;
pub(super) use transpose::{Pixels, planes};
pub(crate) use words::{Byte, added};
pub(super) use zeros::zero_padded;

use super::lane::LayerLane;
use crate::exec::caches::caches;
use crate::exec::planes::Stage;
use conv_plan::number::Scalar;
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, Strides};
use conv_plan::window::{Axis, Border, Origin, ResolvedAxis, Run};
use core::ops::Range;
use fearless_simd::Level as Token;

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

    /// Stages what a frame holds, over a patch of the padded input.
    pub(crate) fn stage<A: LayerLane>(&self, frame: &Frame, patch: Patch, to: &mut [A])
    where
        In: Stage<A>,
    {
        let strides = Strides::new(&self.resolved.input, self.kernel.layout());
        let image = In::as_staged(self.image).filter(|_| self.is_between_zeros());
        if let Some(image) = image {
            let pixels = Pixels {
                image,
                strides,
                rows: &self.resolved.rows,
                columns: &self.resolved.columns,
            };
            if self.transposes() {
                A::planes(self.token, pixels, self.channels(), frame, patch, to);
                return;
            }
            if strides.column == 1 && zeros::copies(frame) {
                A::zero_padded(self.token, pixels, self.channels(), frame, patch, to);
                return;
            }
        }
        for (index, channel) in self.channels().enumerate() {
            let plane = &self.image[strides.of_channel(channel)..];
            let to = &mut to[index * frame.channel..];
            self.plane(frame, patch, (plane, strides), to);
        }
    }

    /// Stages the blocks of the group as they are, over a patch of the padded input.
    pub(super) fn blocks<A: LayerLane>(&self, frame: &Frame, patch: Patch, to: &mut [A])
    where
        In: Stage<A>,
    {
        let strides = Strides::new(&self.resolved.input, self.kernel.layout());
        let blocks = to.chunks_exact_mut(frame.block);
        for (channel, to) in self.channels().step_by(Layout::BLOCK).zip(blocks) {
            let rows = PixelRows {
                kernel: self.kernel,
                resolved: self.resolved,
                token: self.token,
                pixels: &self.image[strides.of_channel(channel)..],
                unit: Layout::BLOCK,
            };
            rows.stage(frame, patch, to);
        }
    }

    /// Whether all that is padded becomes 0, and nothing is subtracted from the rest.
    fn is_between_zeros(&self) -> bool {
        let window = self.kernel.window();
        (window.row_border, window.column_border) == (Border::Zero, Border::Zero)
            && self.kernel.zero_points().input == 0
    }

    /// Whether pixels that become planes are transposed as vectors.
    fn transposes(&self) -> bool {
        let inputs = self.kernel.shape().group_inputs;
        let side_by_side = match self.kernel.layout() {
            Layout::Nchw => false,
            Layout::Nhwc => true,
            // A vector of channels does not reach from one block to the next.
            Layout::Nchw16 => (self.group * inputs).is_multiple_of(Layout::BLOCK),
        };
        side_by_side
            // With fewer channels nearly nothing fills a square.
            && inputs >= 8
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

    /// Stages a channel, whose elements are those of `plane`.
    fn plane<A: LayerLane>(
        &self,
        frame: &Frame,
        patch: Patch,
        (plane, strides): (&[In], Strides),
        to: &mut [A],
    ) where
        In: Stage<A>,
    {
        let (rows, columns) = (&self.resolved.rows, &self.resolved.columns);
        let border = self.border(self.kernel.window().row_border);
        let limit = rows.before + rows.input + rows.after;
        let zero = self.kernel.zero_points().input;
        for column in frame.columns.runs(patch.columns) {
            let part = Part {
                left: patch.left + column.first,
                run: column,
                inside: column.inside(patch.left, columns),
                step: strides.column,
            };
            for run in frame.rows.runs(patch.rows) {
                for index in 0..run.count {
                    let to = &mut to[(run.place + index) * frame.row + column.place..];
                    let to = &mut to[..column.count];
                    let position = patch.top + run.first + index * run.step;
                    match rows.origin(border, position) {
                        // Tiles of Winograd's algorithm may reach further than any window.
                        _ if position >= limit => {
                            to.fill(A::default());
                            continue;
                        }
                        Origin::Constant(value) => to.fill(In::from_f64(value).staged()),
                        Origin::Input(y) => self.line(&part, &plane[y * strides.row..], to),
                    }
                    if zero != 0 {
                        let zero = A::from_i64(zero.into());
                        for value in to {
                            *value = value.minus(zero);
                        }
                    }
                }
            }
        }
    }

    /// Stages a part of a row.
    fn line<A: LayerLane>(&self, part: &Part, line: &[In], to: &mut [A])
    where
        In: Stage<A>,
    {
        let columns = &self.resolved.columns;
        let (run, inside) = (part.run, part.inside.clone());
        if !inside.is_empty() {
            let x = part.left + inside.start * run.step - columns.before;
            let (to, step) = (&mut to[inside.clone()], run.step * part.step);
            let from = &line[x * part.step..][..(to.len() - 1) * step + 1];
            match In::as_staged(from).filter(|_| step == 1) {
                Some(from) => to.copy_from_slice(from),
                None if step == 1 => In::convert(self.token, from, to),
                None if step == 2 && to.len() >= LONG => In::halve(self.token, from, to),
                None => picked(from, step, to),
            }
        }
        let limit = columns.before + columns.input + columns.after;
        let border = self.border(self.kernel.window().column_border);
        for outside in [0..inside.start, inside.end..run.count] {
            if border == Border::Zero {
                to[outside].fill(A::default());
                continue;
            }
            for index in outside {
                let position = part.left + index * run.step;
                to[index] = match columns.origin(border, position) {
                    _ if position >= limit => A::default(),
                    Origin::Constant(value) => In::from_f64(value).staged(),
                    Origin::Input(x) => line[x * part.step].staged(),
                };
            }
        }
    }
}

/// Columns of every row that are staged together.
struct Part {
    run: Run,
    /// The padded position of the first.
    left: usize,
    /// Those that are in the input.
    inside: Range<usize>,
    /// From one element of a row to the next.
    step: usize,
}

/// Elements that are worth a call of a level's code.
const LONG: usize = 32;

/// Stages every `step`th element.
fn picked<In: Stage<A>, A: LayerLane>(from: &[In], step: usize, to: &mut [A]) {
    const EACH: usize = 8;
    let (groups, rest) = to.as_chunks_mut::<EACH>();
    let mut from = from;
    for to in groups {
        // One comparison for the loads of a group.
        let group = &from[..(EACH - 1) * step + 1];
        for (index, to) in to.iter_mut().enumerate() {
            *to = group[index * step].staged();
        }
        from = from.get(EACH * step..).unwrap_or_default();
    }
    for (to, from) in rest.iter_mut().zip(from.iter().step_by(step)) {
        *to = from.staged();
    }
}

/// The outputs of an axis whose windows lie inside the input.
pub(super) fn inside(sizes: &ResolvedAxis, axis: &Axis) -> Range<usize> {
    let first = sizes.before.div_ceil(axis.stride).min(sizes.output);
    let reach = (sizes.before + sizes.input).checked_sub(axis.saturating_extent());
    let end = reach.map_or(0, |reach| reach / axis.stride + 1);
    first..end.min(sizes.output).max(first)
}
