//! Transposed layers: a layer of stride 1 for each phase, and its outputs interleaved.
//!
//! ```text
//! for each image:
//!     outputs without a phase: what the bias becomes
//!     for each phase: compute it into a buffer, copy rows to every stride-th row and column
//! ```
//!
//! The phases are those of conv-plan (`plan/layer/phases`), the loops those of other layers.

use super::call::Call;
use super::pack::AnyPacked;
use super::scratch::{LayerScratch, grown};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::trace::ran;
use alloc::boxed::Box;
use alloc::vec::Vec;
use conv_plan::plan::layer::{LayerPhase, LayerPlan};
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use fearless_simd::Level as Token;

/// The phases of a layer with their weights packed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Phases {
    phases: Vec<(LayerPhase, AnyPacked)>,
    /// The layer of outputs without a phase, if there are any.
    gap: Option<Box<(LayerPlan, AnyPacked)>>,
}

impl Phases {
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub(super) fn new(kernel: &LayerSpec) -> Result<Self, Error> {
        let mut phases = Vec::new();
        for phase in kernel.phases()? {
            phases.try_reserve(1)?;
            let packed = AnyPacked::new(&phase.plan)?;
            phases.push((phase, packed));
        }
        let gap = if kernel.has_gaps() {
            let gap = kernel.gap()?;
            let packed = AnyPacked::new(&gap)?;
            Some(Box::new((gap, packed)))
        } else {
            None
        };
        Ok(Self { phases, gap })
    }

    /// Computes all images of `x` into `y`, which have the shapes of `resolved`.
    pub(super) fn run<In: Element, Out: Element>(
        &self,
        kernel: &LayerSpec,
        resolved: &Resolved,
        token: Token,
        x: &[In],
        y: &mut [Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let sizes = resolved.input.image().zip(resolved.output.image());
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        ran!("transposed");
        let mut buffer = core::mem::take(scratch.planes.result::<Out>());
        let images = x.chunks_exact(from).zip(y.chunks_exact_mut(to));
        let result = images.into_iter().try_for_each(|(x, y)| {
            let target = Interleaved::new(kernel, resolved.output);
            self.image(
                (&target, resolved.input),
                token,
                x,
                y,
                (&mut buffer, scratch),
            )
        });
        *scratch.planes.result::<Out>() = buffer;
        result
    }

    fn image<In: Element, Out: Element>(
        &self,
        (target, input): (&Interleaved, TensorShape),
        token: Token,
        x: &[In],
        y: &mut [Out],
        (buffer, scratch): (&mut Vec<Out>, &mut LayerScratch),
    ) -> Result<(), Error> {
        if let Some((gap, packed)) = self.gap.as_deref() {
            let zero = In::from_i64_wrapping(gap.kernel().zero_points().input.into());
            let shape = TensorShape {
                images: 1,
                rows: 1,
                columns: 1,
                ..input
            };
            let pixel = crate::data::try_filled(shape.channels, zero)?;
            let channels = compute((gap, packed), token, &pixel, shape, (buffer, scratch))?;
            target.fill(&buffer[..channels.channels], y);
        }
        let shape = TensorShape { images: 1, ..input };
        for (phase, packed) in &self.phases {
            let of_phase = phase.plan.kernel().resolve(shape.to_array(target.layout));
            if of_phase.is_err() {
                // For a small input, every output of this phase is cropped.
                continue;
            }
            let sums = compute((&phase.plan, packed), token, x, shape, (buffer, scratch))?;
            target.copy(phase.first, sums, buffer, y);
        }
        Ok(())
    }
}

/// Computes a layer into the buffer; returns the shape of its output.
fn compute<In: Element, Out: Element>(
    (plan, packed): (&LayerPlan, &AnyPacked),
    token: Token,
    x: &[In],
    shape: TensorShape,
    (buffer, scratch): (&mut Vec<Out>, &mut LayerScratch),
) -> Result<TensorShape, Error> {
    let kernel = plan.kernel();
    let resolved = kernel.resolve(shape.to_array(kernel.layout()))?;
    let length = resolved.output.elements().ok_or(Error::SizeOverflow)?;
    let sums = grown(buffer, length)?;
    let call = Call::new(kernel, &resolved, token, x);
    packed.compute(plan.algorithm(), (&call, 0), sums, scratch)?;
    Ok(resolved.output)
}

/// The output of an image, in which the outputs of a phase are a stride apart.
struct Interleaved {
    layout: Layout,
    output: TensorShape,
    stride: [usize; 2],
}

impl Interleaved {
    fn new(kernel: &LayerSpec, output: TensorShape) -> Self {
        let window = kernel.window();
        Self {
            layout: kernel.layout(),
            output,
            stride: [window.rows.stride, window.columns.stride],
        }
    }

    /// Sets every output to that of its channel.
    fn fill<T: Copy>(&self, channels: &[T], y: &mut [T]) {
        match self.layout {
            Layout::Nchw => {
                let area = self.output.rows * self.output.columns;
                for (y, &channel) in y.chunks_exact_mut(area).zip(channels) {
                    y.fill(channel);
                }
            }
            Layout::Nhwc => {
                for y in y.chunks_exact_mut(channels.len()) {
                    y.copy_from_slice(channels);
                }
            }
        }
    }

    /// Copies the outputs of a phase, the first of which belongs at row and column `first`.
    fn copy<T: Copy>(&self, first: [isize; 2], from: TensorShape, sums: &[T], y: &mut [T]) {
        // A row of pixels is a row of `unit` elements each.
        let (planes, unit) = match self.layout {
            Layout::Nchw => (self.output.channels, 1),
            Layout::Nhwc => (1, self.output.channels),
        };
        let (rows, columns) = (self.output.rows, self.output.columns);
        let taken = Taken::new(first[1], self.stride[1], from.columns, columns);
        for plane in 0..planes {
            for row in 0..from.rows {
                let at = first[0] + (row * self.stride[0]) as isize;
                let Some(at) = usize::try_from(at).ok().filter(|&at| at < rows) else {
                    continue;
                };
                let sums = &sums[(plane * from.rows + row) * from.columns * unit..];
                let y = &mut y[(plane * rows + at) * columns * unit..][..columns * unit];
                let sums = &sums[taken.skipped * unit..][..taken.count * unit];
                let y = &mut y[taken.first * unit..];
                spread(sums, y, unit, self.stride[1]);
            }
        }
    }
}

/// The outputs of a row of a phase that are wanted.
struct Taken {
    skipped: usize,
    count: usize,
    first: usize,
}

impl Taken {
    fn new(first: isize, stride: usize, found: usize, wanted: usize) -> Self {
        let skipped = (-first).max(0).unsigned_abs().div_ceil(stride).min(found);
        let first = (first + (skipped * stride) as isize).max(0).unsigned_abs();
        Self {
            skipped,
            count: wanted
                .saturating_sub(first)
                .div_ceil(stride)
                .min(found - skipped),
            first: first.min(wanted),
        }
    }
}

/// Copies pixels of `unit` elements to every `stride`-th pixel.
fn spread<T: Copy>(from: &[T], to: &mut [T], unit: usize, stride: usize) {
    if stride == 1 {
        to[..from.len()].copy_from_slice(from);
        return;
    }
    if unit > 1 {
        let step = unit * stride;
        for (from, to) in from.chunks_exact(unit).zip(to.chunks_mut(step)) {
            to[..unit].copy_from_slice(from);
        }
        return;
    }
    for (from, to) in from.iter().zip(to.iter_mut().step_by(stride)) {
        *to = *from;
    }
}
