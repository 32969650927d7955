//! Words of channels: what lanes hold whose multiply-adds sum several products.
//!
//! ```text
//! for each word of the group's channels, for each row of the frame:
//!     a row outside the input:  what the border says: a constant, or another row
//!     left margin, for each column the elements of the channels as a word, right margin
//! ```
//!
//! A word has the first channel in its low bits: two times 16 bits of `x - zero`, or four times the
//! 8 bits of `x`, which are `x + 128` where `x` has a sign ([`Products`]). Where the channels of a
//! group do not fill the last word, some element stands for each of the others: its weight is 0.

use super::{Frame, GroupInput, Patch};
use crate::data::Error;
use crate::exec::layers::call::Call;
use crate::exec::layers::pack::Blocks;
use crate::exec::layers::scratch::Buffers;
use crate::exec::planes::Stage;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{LayerLowering, Products};
use conv_plan::rules::layer::{LayerSpec, Layout, Strides};
use conv_plan::window::{Border, Origin, Run};
use core::ops::Range;
use fearless_simd::dispatch;

/// Elements of 8 bits.
pub(crate) trait Byte: Scalar + Stage<i32> {
    /// What makes the bits of an element those of an unsigned number: `x + SIGN`.
    const SIGN: i32;

    /// The bits.
    fn bits(self) -> u8;

    /// The sums of a layer of words, here, so that crates with layers compile none of it.
    fn sums(
        call: &Call<'_, Self>,
        lowering: &LayerLowering,
        packed: Blocks<'_, i32>,
        buffers: &mut Buffers<i32>,
        out: &mut [i32],
    ) -> Result<(), Error>;
}

macro_rules! bytes {
    ($($ty:ident $sign:literal)*) => {$(
        impl Byte for $ty {
            const SIGN: i32 = $sign;

            #[inline(always)]
            fn bits(self) -> u8 {
                self.to_ne_bytes()[0]
            }

            fn sums(
                call: &Call<'_, Self>,
                lowering: &LayerLowering,
                packed: Blocks<'_, i32>,
                buffers: &mut Buffers<i32>,
                out: &mut [i32],
            ) -> Result<(), Error> {
                let bands = call.bands_of(lowering, buffers)?;
                call.each_group(out, |source, out| {
                    let stage = |patch, to: &mut [i32]| {
                        source.words(lowering.products, &bands.frame, patch, to);
                    };
                    call.bands(source, lowering, (&bands, packed), buffers, out, stage);
                    Ok(())
                })
            }
        }
    )*};
}

bytes! { u8 0 i8 128 }

/// What is added to an input to make it a part of a word.
pub(crate) fn added(kernel: &LayerSpec, products: Products) -> i32 {
    let sign = match kernel.input().range() {
        Some((low, _)) if low < 0 => i8::SIGN,
        _ => u8::SIGN,
    };
    match products {
        Products::Quads => sign,
        _ => -kernel.zero_points().input,
    }
}

/// Rows that words are made of.
struct Rows<'a, In> {
    source: GroupInput<'a, In>,
    frame: &'a Frame,
    patch: Patch,
    /// What is added to an element.
    add: i32,
    /// Whether the channels of a word lie side by side.
    side_by_side: bool,
}

impl<In: Byte> GroupInput<'_, In> {
    /// Stages what a frame holds as words, over a patch of the padded input.
    fn words(&self, products: Products, frame: &Frame, patch: Patch, to: &mut [i32]) {
        let rows = Rows {
            source: *self,
            frame,
            patch,
            add: added(self.kernel, products),
            side_by_side: match self.kernel.layout() {
                Layout::Nchw => false,
                Layout::Nhwc => true,
                Layout::Nchw16 => self.channels().start.is_multiple_of(products.channels()),
            },
        };
        match products {
            Products::One => invariant!(false, "words hold several channels"),
            Products::Quads => dispatch!(self.token, _s => rows.stage::<4>(to)),
            _ => dispatch!(self.token, _s => rows.stage::<2>(to)),
        }
    }
}

impl<In: Byte> Rows<'_, In> {
    /// Stages all words of `N` channels.
    #[inline(always)]
    fn stage<const N: usize>(&self, to: &mut [i32]) {
        let Self {
            source,
            frame,
            patch,
            ..
        } = self;
        let window = source.kernel.window();
        let resolved = source.resolved;
        let rows = &resolved.rows;
        let (row_border, column_border) = (
            source.border(window.row_border),
            source.border(window.column_border),
        );
        let strides = Strides::new(&resolved.input, source.kernel.layout());
        let channels = source.channels();
        for (index, first) in channels.clone().step_by(N).enumerate() {
            let there = N.min(channels.end - first);
            let to = &mut to[index * frame.channel..];
            for column in frame.columns.runs(patch.columns) {
                let inside = column.inside(patch.left, &resolved.columns);
                for run in frame.rows.runs(patch.rows) {
                    for index in 0..run.count {
                        let to = &mut to[(run.place + index) * frame.row + column.place..];
                        let to = &mut to[..column.count];
                        let position = patch.top + run.first + index * run.step;
                        let y = match rows.origin(row_border, position) {
                            Origin::Input(y) => y,
                            Origin::Constant(value) => {
                                to.fill(self.constant::<N>(value));
                                continue;
                            }
                        };
                        let mut lines = [&source.image[..0]; N];
                        for (channel, line_of) in lines.iter_mut().enumerate() {
                            let channel = strides.of_channel(first + channel.min(there - 1));
                            *line_of = &source.image[channel + y * strides.row..];
                        }
                        self.row::<N>(lines, column_border, (column, inside.clone()), to);
                    }
                }
            }
        }
    }

    /// Stages a run of a row; `lines` begin with the first element of each channel of the word.
    #[inline(always)]
    fn row<const N: usize>(
        &self,
        lines: [&[In]; N],
        border: Border,
        (run, inside): (Run, Range<usize>),
        to: &mut [i32],
    ) {
        let columns = &self.source.resolved.columns;
        let left = self.patch.left + run.first;
        // The positions whose element is in the row: nearly all of them are.
        let x = (left + inside.start * run.step).saturating_sub(columns.before);
        self.inside::<N>(lines, x, run.step, &mut to[inside.clone()]);
        for index in (0..inside.start).chain(inside.end..run.count) {
            let position = left + index * run.step;
            to[index] = match columns.origin(border, position) {
                Origin::Constant(value) => self.constant::<N>(value),
                Origin::Input(x) => self.at::<N>(lines, x * self.step()),
            };
        }
    }

    /// Every `every`th column from `x` on.
    #[inline(always)]
    fn inside<const N: usize>(&self, lines: [&[In]; N], x: usize, every: usize, to: &mut [i32]) {
        if to.is_empty() {
            return;
        }
        let step = self.step() * every;
        if step == 1 {
            let mut elements = lines;
            let mut channel = 0;
            while channel < N {
                elements[channel] = &lines[channel][x..x + to.len()];
                channel += 1;
            }
            for (index, to) in to.iter_mut().enumerate() {
                let mut all = [In::default(); N];
                let mut channel = 0;
                while channel < N {
                    all[channel] = elements[channel][index];
                    channel += 1;
                }
                *to = self.word(all);
            }
        } else {
            let mut at = x * self.step();
            for to in to {
                *to = self.at(lines, at);
                at += step;
            }
        }
    }

    /// From one column of a row of the image to the next.
    #[inline(always)]
    fn step(&self) -> usize {
        match self.source.kernel.layout() {
            Layout::Nchw => 1,
            Layout::Nhwc => self.source.resolved.input.channels,
            Layout::Nchw16 => Layout::BLOCK,
        }
    }

    /// The word of the elements `at` these places of the lines.
    #[inline(always)]
    fn at<const N: usize>(&self, lines: [&[In]; N], at: usize) -> i32 {
        // Side by side there may be elements of other groups or pixels, whose weights are 0.
        // A block has as many channels as several words.
        if self.side_by_side
            && let Some(elements) = lines[0][at..].first_chunk::<N>()
        {
            return self.word(*elements);
        }
        let mut elements = [In::default(); N];
        let mut channel = 0;
        while channel < N {
            elements[channel] = lines[channel][at];
            channel += 1;
        }
        self.word(elements)
    }

    /// The word of a constant.
    #[inline(always)]
    fn constant<const N: usize>(&self, value: f64) -> i32 {
        self.word([In::from_f64(value); N])
    }

    #[inline(always)]
    fn word<const N: usize>(&self, elements: [In; N]) -> i32 {
        let mut word = 0;
        let mut channel = 0;
        while channel < N {
            let element = elements[channel];
            word |= if N == 4 {
                i32::from(element.bits()) << (8 * channel)
            } else {
                ((element.staged() + self.add) & 0xffff) << (16 * channel)
            };
            channel += 1;
        }
        if N == 4 {
            // Modulo 256, adding 128 flips the highest bit.
            word ^= In::SIGN.wrapping_mul(0x0101_0101);
        }
        word
    }
}
