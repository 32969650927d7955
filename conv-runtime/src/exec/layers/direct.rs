//! The direct algorithm: every output is one sum over its window, in register tiles.
//!
//! ```text
//! for each image, for each group of channels:
//!     input read where it lies, windows of one tap:
//!         for each chunk of pixels, copied first if the plan says so: sweep
//!     input read where it lies, other windows:
//!         sweep over all output rows
//!     otherwise:
//!         for each band of output rows: stage its input, sweep
//! a sweep: for each block of output channels, move tiles over the band
//! ```
//!
//! The sums are those of ONNX `Conv`. No matrix of patches (`im2col`) is made: tiles find the input
//! of each tap by its offset (Zhang, Franchetti and Low, High Performance Zero-Memory Overhead
//! Direct Convolutions, 2018, show that a direct loop needs none to be fast). Bands are about as
//! high as the first-level cache holds, so that what was staged is still there for every block of
//! channels.

use super::activate::LayerLane;
use super::pack::Blocks;
use super::stage::{Frame, GroupInput};
use super::sweep::{Writer, sweep};
use super::tile::TileBand;
use crate::data::Error;
use crate::exec::planes::Stage;
use crate::exec::trace::ran;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::{LayerForm, LayerLowering, Reading, STAGED};
use conv_plan::rules::layer::{Activation, LayerSpec, Resolved};
use fearless_simd::Level as Token;

/// Elements of a band that stays in a first-level cache: 32 KiB in single precision.
pub(super) const NEAR: usize = 1 << 13;

/// Buffers that are kept from one call to the next.
#[derive(Debug, Default, Clone)]
pub(crate) struct Buffers<A> {
    pub(crate) stage: Vec<A>,
    pub(crate) offsets: Vec<u32>,
    pub(crate) tiles: super::winograd::TileBuffers<A>,
}

impl<A> Buffers<A> {
    /// The memory that is kept.
    pub(crate) const fn bytes(&self) -> usize {
        self.stage.len() * size_of::<A>()
            + self.offsets.len() * size_of::<u32>()
            + self.tiles.bytes()
    }
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
    pub(crate) kernel: &'a LayerSpec,
    pub(crate) resolved: &'a Resolved,
    pub(crate) token: Token,
    pub(crate) images: &'a [In],
    /// The row of the layer's output that is the first of `resolved`.
    pub(crate) first_row: usize,
    /// What happens to the sums before they are stored.
    pub(crate) activation: Option<Activation>,
}

impl<'a, In> Call<'a, In> {
    /// A call that computes all of `resolved`.
    pub(crate) fn new(
        kernel: &'a LayerSpec,
        resolved: &'a Resolved,
        token: Token,
        images: &'a [In],
    ) -> Self {
        Self {
            kernel,
            resolved,
            token,
            images,
            first_row: 0,
            activation: match kernel.quantization() {
                Some(_) => None,
                None => kernel.activation(),
            },
        }
    }
}

impl<In: Scalar> Call<'_, In> {
    /// Computes all images into `out`, which has the shape of the output.
    pub(crate) fn direct<A: LayerLane>(
        &self,
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        if lowering.form == LayerForm::DepthwiseChannels {
            return self.depthwise(packed, buffers, out);
        }
        self.each_group(out, |source, out| {
            self.group(source, lowering, packed, buffers, out)
        })
    }

    /// Calls `each` with every group of every image, and the output of the image.
    pub(crate) fn each_group<A>(
        &self,
        out: &mut [A],
        mut each: impl FnMut(GroupInput<'_, In>, &mut [A]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (input, output) = (self.resolved.input, self.resolved.output);
        let sizes = input.image().zip(output.image());
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        for (image, out) in self.images.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
            for group in 0..self.kernel.shape().groups {
                let source = GroupInput {
                    kernel: self.kernel,
                    resolved: self.resolved,
                    image,
                    group,
                    token: self.token,
                };
                each(source, out)?;
            }
        }
        Ok(())
    }

    fn group<A: LayerLane>(
        &self,
        source: GroupInput<'_, In>,
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        out: &mut [A],
    ) -> Result<(), Error>
    where
        In: Stage<A>,
    {
        let (kernel, resolved) = (self.kernel, self.resolved);
        let (rows, columns) = (resolved.output.rows, resolved.output.columns);
        let window = &kernel.window();
        let mut target = Writer::new(kernel, resolved, source.group, out);
        let image = match lowering.reading {
            Reading::Staged => None,
            Reading::InPlace | Reading::Copied => self.as_it_lies::<A>(source),
        };
        ran!(
            "{}",
            if image.is_some() {
                "in place"
            } else {
                "staged"
            }
        );
        debug_assert!(
            image.is_some() || lowering.reading == Reading::Staged,
            "an input that cannot be read where it lies was planned to be"
        );
        if let Some(image) = image {
            let frame = Frame::of_image(resolved);
            let row_step = row_step(frame.row, window.rows.stride);
            let image = &image[self.first_row * row_step..];
            if lowering.form == LayerForm::Pointwise {
                let input = (image, frame.channel, rows * columns);
                return self.pointwise(input, lowering, packed, buffers, &mut target);
            }
            frame.offsets(kernel, &mut buffers.offsets)?;
            let band = TileBand {
                input: image,
                row_step,
                offsets: &buffers.offsets,
                rows,
                columns,
                activate: A::activation(self.activation),
            };
            sweep(self.token, &lowering.pieces, &band, packed, &mut target);
            return Ok(());
        }

        let most = band_rows(kernel, resolved);
        let frame = Frame::new(kernel, resolved, most).ok_or(Error::SizeOverflow)?;
        let staged = frame.channel * kernel.shape().group_inputs;
        // Tiles that are wider than the output read on after its last row.
        let buffer = grown(
            &mut buffers.stage,
            staged
                .checked_add(lowering.overhang)
                .ok_or(Error::SizeOverflow)?,
        )?;
        frame.offsets(kernel, &mut buffers.offsets)?;
        let mut first = 0;
        while first < rows {
            let count = most.min(rows - first);
            source.stage(frame, (self.first_row + first, count), buffer)?;
            let band = TileBand {
                input: buffer,
                row_step: row_step(frame.row, window.rows.stride),
                offsets: &buffers.offsets,
                rows: count,
                columns,
                activate: A::activation(self.activation),
            };
            target.first = first * columns;
            sweep(self.token, &lowering.pieces, &band, packed, &mut target);
            first += count;
        }
        Ok(())
    }

    /// A window of one tap: a matrix product, over chunks of pixels that stay in a cache.
    ///
    /// The tuple is the input from the first pixel on, the distance between channels, and the
    /// number of pixels.
    fn pointwise<A: LayerLane>(
        &self,
        (image, plane, pixels): (&[A], usize, usize),
        lowering: &LayerLowering,
        packed: Blocks<'_, A>,
        buffers: &mut Buffers<A>,
        target: &mut Writer<'_, A>,
    ) -> Result<(), Error> {
        let kernel = self.kernel;
        let channels = kernel.shape().group_inputs;
        let (columns, overhang) = (lowering.columns, lowering.overhang);
        let copied = lowering.reading == Reading::Copied;
        ran!("pointwise{}", if copied { ", copied" } else { "" });
        let pitch = if copied { columns } else { plane };
        let frame = Frame {
            phase: pitch,
            row: pitch,
            channel: pitch,
        };
        frame.offsets(kernel, &mut buffers.offsets)?;
        let stage = if copied {
            grown(&mut buffers.stage, channels * columns + overhang)?
        } else {
            &mut []
        };
        let mut first = 0;
        loop {
            if copied {
                let planes = image.chunks(plane);
                for (plane, to) in planes.zip(stage.chunks_exact_mut(columns)) {
                    to.copy_from_slice(&plane[first..first + columns]);
                }
            }
            let band = TileBand {
                input: if copied { &*stage } else { &image[first..] },
                row_step: 0,
                offsets: &buffers.offsets,
                rows: 1,
                columns,
                activate: A::activation(self.activation),
            };
            target.first = first;
            sweep(self.token, &lowering.pieces, &band, packed, target);
            if first + columns >= pixels {
                return Ok(());
            }
            // The last chunk overlaps the one before.
            first = (first + columns).min(pixels - columns);
        }
    }

    /// The channels of a group, where they lie.
    fn as_it_lies<'a, A: LayerLane>(&self, source: GroupInput<'a, In>) -> Option<&'a [A]>
    where
        In: Stage<A>,
    {
        let channels = self.kernel.shape().group_inputs;
        let area = self.resolved.input.rows * self.resolved.input.columns;
        let first = source.group * channels * area;
        In::as_staged(&source.image[first..first + channels * area])
    }
}

/// Elements from one output row's window to the next. With one output row the stride may be of any
/// size; nothing is read that far away.
pub(super) const fn row_step(row: usize, stride: usize) -> usize {
    row.saturating_mul(stride)
}

/// Output rows of a staged band.
fn band_rows(kernel: &LayerSpec, resolved: &Resolved) -> usize {
    let window = &kernel.window();
    let extent = window.rows.checked_extent();
    let width = resolved.columns.input + resolved.columns.before + resolved.columns.after;
    let row = width.max(1).saturating_mul(kernel.shape().group_inputs);
    // Rows that two bands share are staged twice: the others have to outnumber them.
    let shared = extent.saturating_sub(window.rows.stride);
    let high = (NEAR / row).max(shared.saturating_mul(8)).min(STAGED / row);
    let rows = high.saturating_sub(extent) / window.rows.stride + 1;
    rows.max(extent.div_ceil(window.rows.stride))
        .clamp(1, resolved.output.rows)
}
