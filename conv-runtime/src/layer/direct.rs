//! The direct algorithm: every output is one sum over its window, in register tiles.
//!
//! ```text
//! for each image and group
//!   for each band of output rows: stage its input
//!     for each block of output channels: move a tile over the band
//! ```
//!
//! An input that needs no staging is read where it lies.

use super::activate::LayerLane;
use super::pack::{BLOCK, Block, Packed};
use super::shape::Resolved;
use super::stage::{Frame, Source};
use super::tile::{Band, Target, across, deep};
use super::tiling::{Tiling, Work};
use super::{Activation, LayerKernel, Layout};
use crate::drive::{Stage, wide};
use crate::element::Scalar;
use crate::error::Error;
use alloc::vec::Vec;
use fearless_simd::{Level as Token, Simd, SimdBase, dispatch};

/// Elements of a band that is staged at once: half of a small second-level cache in single precision.
const STAGED: usize = 1 << 16;

/// Elements of a chunk of pixels that all output channels are made from in turn.
const CHUNK: usize = 1 << 13;

/// Buffers that are kept from one call to the next.
#[derive(Debug, Default, Clone)]
pub(crate) struct Buffers<A> {
    pub(crate) stage: Vec<A>,
    pub(crate) offsets: Vec<usize>,
}

/// A buffer of at least `length` elements.
pub(crate) fn grown<T: Copy + Default>(
    buffer: &mut Vec<T>,
    length: usize,
) -> Result<&mut [T], Error> {
    if buffer.len() < length {
        buffer
            .try_reserve_exact(length - buffer.len())
            .map_err(|_| Error::OutOfMemory)?;
        buffer.resize(length, T::default());
    }
    Ok(&mut buffer[..length])
}

/// A layer applied to some images.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a, In> {
    pub(crate) kernel: &'a LayerKernel,
    pub(crate) resolved: &'a Resolved,
    pub(crate) token: Token,
    pub(crate) images: &'a [In],
    /// What happens to the sums before they are stored.
    pub(crate) activation: Option<Activation>,
}

/// The shape of a tile for some work, and its size in columns.
fn tiling<A: LayerLane>(token: Token, kernel: &LayerKernel, columns: usize) -> (Tiling, usize) {
    #[inline(always)]
    fn level<S: Simd, A: LayerLane>(_: S) -> (usize, bool) {
        (A::Vector::<S>::LEN, wide::<S>())
    }
    let (lanes, wide) = dispatch!(token, s => level::<_, A>(s));
    let tiling = Tiling::choose(&Work {
        channels: kernel.shape.group_outputs(),
        depth: kernel.shape.depth(),
        columns,
        interleaved: kernel.layout == Layout::Nhwc,
        lanes,
        wide,
    });
    let size = match tiling {
        Tiling::Across(_, vectors) => vectors * lanes,
        Tiling::Deep(columns, _) => columns,
    };
    (tiling, size)
}

impl<In: Scalar> Call<'_, In> {
    /// Computes all images into `out`, which has the shape of the output.
    pub(crate) fn direct<A: LayerLane>(
        &self,
        packed: &Packed<A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let (input, output) = (self.resolved.input, self.resolved.output);
        let sizes = input.image().zip(output.image());
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        for (image, out) in self.images.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
            for group in 0..self.kernel.shape.groups {
                let source = Source {
                    kernel: self.kernel,
                    resolved: self.resolved,
                    image,
                    group,
                    token: self.token,
                };
                self.group(source, packed, buffers, out)?;
            }
        }
        Ok(())
    }

    fn group<A: LayerLane>(
        &self,
        source: Source<'_, In>,
        packed: &Packed<A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let (kernel, resolved) = (self.kernel, self.resolved);
        let (rows, columns) = (resolved.output.rows, resolved.output.columns);
        let geometry = &kernel.geometry;
        let mut target = Writer::new(kernel, resolved, source.group, out);

        if let Some(image) = self.as_it_lies::<A>(source) {
            let frame = Frame::of_image(resolved);
            let pixels = rows * columns;
            if geometry.rows.kernel == 1
                && geometry.columns.kernel == 1
                && geometry.rows.stride == 1
            {
                let (tiling, size) = tiling::<A>(self.token, kernel, pixels);
                if size <= pixels {
                    frame.offsets(kernel, &mut buffers.offsets)?;
                    let chunk = (CHUNK / kernel.shape.group_inputs / size).max(4) * size;
                    let mut first = 0;
                    while first < pixels {
                        // The last chunk is no narrower than a tile.
                        let left = pixels - first;
                        let count = if left < chunk + size { left } else { chunk };
                        let band = Band {
                            input: &image[first..],
                            row_step: 0,
                            offsets: &buffers.offsets,
                            rows: 1,
                            columns: count,
                            activate: A::activation(self.activation),
                        };
                        target.first = first;
                        sweep(self.token, tiling, &band, packed, &mut target);
                        first += count;
                    }
                    return Ok(());
                }
            }
            let (tiling, size) = tiling::<A>(self.token, kernel, columns);
            if size <= columns {
                frame.offsets(kernel, &mut buffers.offsets)?;
                let band = Band {
                    input: image,
                    row_step: frame.row * geometry.rows.stride,
                    offsets: &buffers.offsets,
                    rows,
                    columns,
                    activate: A::activation(self.activation),
                };
                sweep(self.token, tiling, &band, packed, &mut target);
                return Ok(());
            }
        }

        let (tiling, size) = tiling::<A>(self.token, kernel, columns);
        let most = band_rows(kernel, resolved);
        let frame = Frame::new(kernel, resolved, most).ok_or(Error::SizeOverflow)?;
        let staged = frame.channel * kernel.shape.group_inputs;
        // Tiles that are wider than the output read on behind its last row.
        let buffer = grown(
            &mut buffers.stage,
            staged.checked_add(size).ok_or(Error::SizeOverflow)?,
        )?;
        frame.offsets(kernel, &mut buffers.offsets)?;
        let mut first = 0;
        while first < rows {
            let count = most.min(rows - first);
            source.stage(frame, (first, count), buffer)?;
            let band = Band {
                input: buffer,
                row_step: frame.row * geometry.rows.stride,
                offsets: &buffers.offsets,
                rows: count,
                columns,
                activate: A::activation(self.activation),
            };
            target.first = first * columns;
            sweep(self.token, tiling, &band, packed, &mut target);
            first += count;
        }
        Ok(())
    }

    /// The channels of a group, if tiles can read them without staging.
    fn as_it_lies<'a, A: LayerLane>(&self, source: Source<'a, In>) -> Option<&'a [A]>
    where
        In: Stage<A>,
    {
        let (kernel, resolved) = (self.kernel, self.resolved);
        let pads = [resolved.rows, resolved.columns]
            .iter()
            .any(|axis| axis.before + axis.after > 0);
        let single = kernel.shape.groups == 1 && kernel.shape.inputs() == 1;
        if pads
            || kernel.geometry.columns.stride > 1
            || kernel.zero_points.input != 0
            || (kernel.layout == Layout::Nhwc && !single)
        {
            return None;
        }
        let channels = kernel.shape.group_inputs;
        let area = resolved.input.rows * resolved.input.columns;
        let first = source.group * channels * area;
        In::as_staged(&source.image[first..first + channels * area])
    }
}

/// Output rows of a staged band.
fn band_rows(kernel: &LayerKernel, resolved: &Resolved) -> usize {
    let geometry = &kernel.geometry;
    let extent = geometry.rows.extent().unwrap_or(1);
    let width = resolved.columns.input + resolved.columns.before + resolved.columns.after;
    let high = STAGED / (width.max(1) * kernel.shape.group_inputs);
    let rows = high.saturating_sub(extent) / geometry.rows.stride + 1;
    // Rows between bands are staged twice: never many more of these than of others.
    rows.max(extent.div_ceil(geometry.rows.stride))
        .clamp(1, resolved.output.rows)
}

/// The output of one group of one image.
#[derive(Debug)]
struct Writer<'a, A> {
    out: &'a mut [A],
    layout: Layout,
    /// The first channel of the group.
    channel: usize,
    /// Channels of the group.
    channels: usize,
    /// Channels of all groups.
    all: usize,
    /// Pixels of a channel.
    area: usize,
    columns: usize,
    /// The first pixel of the band.
    first: usize,
}

impl<'a, A: LayerLane> Writer<'a, A> {
    fn new(kernel: &LayerKernel, resolved: &Resolved, group: usize, out: &'a mut [A]) -> Self {
        let channels = kernel.shape.group_outputs();
        Self {
            out,
            layout: kernel.layout,
            channel: group * channels,
            channels,
            all: kernel.shape.outputs,
            area: resolved.output.rows * resolved.output.columns,
            columns: resolved.output.columns,
            first: 0,
        }
    }

    /// The outputs from block `block` of the group on.
    fn block(&mut self, block: usize) -> Target<'_, A> {
        let channel = self.channel + block * BLOCK;
        match self.layout {
            Layout::Nchw => Target {
                data: &mut self.out[channel * self.area + self.first..],
                channel: self.area,
                row: self.columns,
                column: 1,
            },
            Layout::Nhwc => Target {
                data: &mut self.out[self.first * self.all + channel..],
                channel: 1,
                row: self.columns * self.all,
                column: self.all,
            },
        }
    }
}

/// Moves a tile over a band, block by block.
fn sweep<A: LayerLane>(
    token: Token,
    tiling: Tiling,
    band: &Band<'_, A>,
    packed: &Packed<A>,
    writer: &mut Writer<'_, A>,
) {
    let group = writer.channel / writer.channels;
    let blocks = writer.channels.div_ceil(BLOCK);
    let step = match tiling {
        Tiling::Across(..) => 1,
        Tiling::Deep(_, blocks) => blocks,
    };
    for first in (0..blocks).step_by(step) {
        let count = (writer.channels - first * BLOCK).min(step * BLOCK);
        let one = packed.block(group, first);
        let other = if first + 1 < blocks {
            packed.block(group, first + 1)
        } else {
            one
        };
        let tiles = Tiles {
            band,
            blocks: [one, other],
            count,
        };
        tiles.run(token, tiling, &mut writer.block(first));
    }
}

/// A tile about to be moved over a band for one or two blocks of channels.
struct Tiles<'a, 'b, A> {
    band: &'b Band<'a, A>,
    blocks: [Block<'a, A>; 2],
    count: usize,
}

/// One arm for each tile of a list, or the first one.
macro_rules! tilings {
    ($self:ident, $token:ident, $tiling:ident, $target:ident, $wide:literal: $($kind:ident $a:literal $b:literal)*) => {
        match $tiling {
            $(Tiling::$kind($a, $b) => tilings!(@$kind $self, $token, $target, $wide, $a, $b),)*
            _ => {}
        }
    };
    (@Across $self:ident, $token:ident, $target:ident, $wide:literal, $b:literal, $v:literal) => {
        dispatch!($token, s => across_at::<_, A, $b, $v, $wide>(s, $self, $target))
    };
    (@Deep $self:ident, $token:ident, $target:ident, $wide:literal, $p:literal, $n:literal) => {
        dispatch!($token, s => deep_at::<_, A, $p, $n, $wide>(s, $self, $target))
    };
}

impl<A: LayerLane> Tiles<'_, '_, A> {
    fn run(&self, token: Token, tiling: Tiling, target: &mut Target<'_, A>) {
        #[inline(always)]
        fn is_wide<S: Simd>(_: S) -> bool {
            wide::<S>()
        }
        if dispatch!(token, s => is_wide(s)) {
            tilings! { self, token, tiling, target, true:
                Across 8 3 Across 8 2 Across 6 4 Across 4 4 Across 8 1 Across 1 6 Across 1 1
                Deep 14 2 Deep 12 2 Deep 10 2 Deep 8 2 Deep 4 2 Deep 14 1 Deep 8 1 Deep 4 1 Deep 1 1
            }
        } else {
            tilings! { self, token, tiling, target, false:
                Across 4 3 Across 4 2 Across 6 2 Across 8 1 Across 2 4 Across 1 6 Across 1 1
                Deep 6 1 Deep 4 1 Deep 2 1 Deep 1 1
            }
        }
    }
}

/// Only levels that a tile is for have code for it.
#[inline(always)]
fn across_at<S: Simd, A: LayerLane, const B: usize, const V: usize, const WIDE: bool>(
    s: S,
    tiles: &Tiles<'_, '_, A>,
    target: &mut Target<'_, A>,
) {
    if const { wide::<S>() == WIDE } {
        across::<S, A, B, V>(s, tiles.band, tiles.blocks[0], tiles.count, target);
    }
}

#[inline(always)]
fn deep_at<S: Simd, A: LayerLane, const P: usize, const N: usize, const WIDE: bool>(
    s: S,
    tiles: &Tiles<'_, '_, A>,
    target: &mut Target<'_, A>,
) {
    if const { wide::<S>() == WIDE } {
        deep::<S, A, P, N>(s, tiles.band, tiles.blocks, tiles.count, target);
    }
}
