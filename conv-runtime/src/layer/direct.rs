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
use super::pack::Packed;
use super::shape::Resolved;
use super::stage::{Frame, Source};
use super::sweep::{Writer, sweep};
use super::tile::Band;
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
        planar: planar_tiling(kernel),
        lanes,
        wide,
    });
    let size = match tiling {
        // A tile of several vectors is narrowed to the row.
        Tiling::Across(_, vectors) => (vectors * lanes).min(columns.max(lanes)),
        Tiling::Deep(columns, _) => columns,
        Tiling::Planar(..) => lanes,
    };
    (tiling, size)
}

/// The tile of one channel that a depthwise layer allows.
fn planar_tiling(kernel: &LayerKernel) -> Option<Tiling> {
    let (rows, columns) = (&kernel.geometry.rows, &kernel.geometry.columns);
    let fits = kernel.shape.group_inputs == 1
        && kernel.shape.group_outputs() <= 2
        && rows.dilation == 1
        && rows.kernel == columns.kernel;
    fits.then_some(Tiling::Planar(rows.kernel, rows.stride))
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
    let high = STAGED / width.max(1).saturating_mul(kernel.shape.group_inputs);
    let rows = high.saturating_sub(extent) / geometry.rows.stride + 1;
    // Rows between bands are staged twice: never many more of these than of others.
    rows.max(extent.div_ceil(geometry.rows.stride))
        .clamp(1, resolved.output.rows)
}
