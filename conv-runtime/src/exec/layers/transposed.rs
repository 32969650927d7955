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
use super::scratch::LayerScratch;
use crate::data::{Error, grown};
use crate::exec::Element;
use crate::exec::trace::ran;
use alloc::boxed::Box;
use alloc::vec::Vec;
use conv_plan::plan::layer::{LayerPhase, LayerPlan};
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use fearless_simd::Level as Token;

/// Where phases are computed.
pub(super) enum On<'a> {
    /// The calling thread, with buffers that are kept.
    This(&'a mut LayerScratch),
    /// All threads of the current pool.
    #[cfg(feature = "rayon")]
    All,
}

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
        mut on: On<'_>,
    ) -> Result<(), Error> {
        let layout = kernel.layout();
        let sizes = resolved
            .input
            .image(layout)
            .zip(resolved.output.image(layout));
        let Some((from, to)) = sizes.filter(|&(from, to)| from > 0 && to > 0) else {
            return Ok(());
        };
        ran!("transposed");
        let mut buffer = match &mut on {
            On::This(scratch) => core::mem::take(scratch.planes.result::<Out>()),
            #[cfg(feature = "rayon")]
            On::All => Vec::new(),
        };
        let images = x.chunks_exact(from).zip(y.chunks_exact_mut(to));
        let result = images.into_iter().try_for_each(|(x, y)| {
            let target = Interleaved::new(kernel, resolved.output);
            self.image(
                (&target, resolved.input),
                token,
                x,
                y,
                (&mut buffer, &mut on),
            )
        });
        match on {
            On::This(scratch) => *scratch.planes.result::<Out>() = buffer,
            #[cfg(feature = "rayon")]
            On::All => {}
        }
        result
    }

    fn image<In: Element, Out: Element>(
        &self,
        (target, input): (&Interleaved, TensorShape),
        token: Token,
        x: &[In],
        y: &mut [Out],
        (buffer, on): (&mut Vec<Out>, &mut On<'_>),
    ) -> Result<(), Error> {
        if let Some((gap, packed)) = self.gap.as_deref() {
            let zero = In::from_i64_wrapping(gap.kernel().zero_points().input.into());
            let shape = TensorShape {
                images: 1,
                rows: 1,
                columns: 1,
                ..input
            };
            let length = shape.image(target.layout).ok_or(Error::SizeOverflow)?;
            let pixel = crate::data::try_filled(length, zero)?;
            let resolved = gap.kernel().resolve(shape.to_array(target.layout))?;
            let layer = (gap, packed);
            let end = compute(layer, token, (&pixel, &resolved), 0, (buffer, on))?;
            target.fill(&buffer[..end], y);
        }
        let shape = TensorShape { images: 1, ..input };
        // Phases of the same rows stand side by side.
        for row in self
            .phases
            .chunk_by(|(one, _), (next, _)| one.first[0] == next.first[0])
        {
            let mut end = 0;
            let mut parts = [None; PAIR];
            for (index, (phase, packed)) in row.iter().enumerate() {
                let of_phase = phase.plan.kernel().resolve(shape.to_array(target.layout));
                let Ok(of_phase) = of_phase else {
                    // For a small input, every output of this phase is cropped.
                    continue;
                };
                let paired = row.len() == PAIR && target.pairs();
                let start = if paired { end } else { 0 };
                let layer = (&phase.plan, packed);
                end = compute(layer, token, (x, &of_phase), start, (buffer, on))?;
                let part = Part {
                    first: phase.first,
                    shape: of_phase.output,
                    start,
                };
                if paired {
                    parts[index] = Some(part);
                } else {
                    target.copy(part, buffer, y);
                }
            }
            match parts {
                [Some(one), Some(other)] => target.copy_pair([one, other], buffer, y),
                parts => {
                    for part in parts.into_iter().flatten() {
                        target.copy(part, buffer, y);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Computes a layer into the buffer, from `start` on; returns where its outputs end.
fn compute<In: Element, Out: Element>(
    (plan, packed): (&LayerPlan, &AnyPacked),
    token: Token,
    (x, resolved): (&[In], &Resolved),
    start: usize,
    (buffer, on): (&mut Vec<Out>, &mut On<'_>),
) -> Result<usize, Error> {
    let length = resolved.output.elements(plan.kernel().layout());
    let length = length.ok_or(Error::SizeOverflow)?;
    let end = start.checked_add(length).ok_or(Error::SizeOverflow)?;
    let sums = &mut grown(buffer, end)?[start..];
    match on {
        On::This(scratch) => {
            let call = Call::new(plan.kernel(), resolved, token, x);
            packed.compute(plan.algorithm(), (&call, 0), sums, scratch)?;
        }
        #[cfg(feature = "rayon")]
        On::All => super::parallel::parts((plan, packed), resolved, token, x, sums)?,
    }
    Ok(end)
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
            Layout::Nchw16 => {
                let area = self.output.rows * self.output.columns;
                let blocks = y.chunks_exact_mut(area * Layout::BLOCK);
                for (y, channels) in blocks.zip(channels.chunks_exact(Layout::BLOCK)) {
                    for y in y.chunks_exact_mut(Layout::BLOCK) {
                        y.copy_from_slice(channels);
                    }
                }
            }
        }
    }

    /// Whether two phases of the columns are copied at once.
    fn pairs(&self) -> bool {
        self.layout == Layout::Nchw && self.stride[1] == PAIR
    }

    /// Copies the outputs of a phase.
    fn copy<T: Copy>(&self, part: Part, sums: &[T], y: &mut [T]) {
        let Part {
            first,
            shape: from,
            start,
        } = part;
        let sums = &sums[start..];
        // A row of pixels is a row of `unit` elements each.
        let (planes, unit) = match self.layout {
            Layout::Nchw => (self.output.channels, 1),
            Layout::Nhwc => (1, self.output.channels),
            Layout::Nchw16 => {
                let blocks = self.output.channels.div_ceil(Layout::BLOCK);
                (blocks, Layout::BLOCK)
            }
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

    /// Copies the outputs of the even and the odd columns, plane by plane.
    fn copy_pair<T: Copy>(&self, parts: [Part; PAIR], sums: &[T], y: &mut [T]) {
        let (rows, columns) = (self.output.rows, self.output.columns);
        let taken = parts.map(|part| Taken::new(part.first[1], PAIR, part.shape.columns, columns));
        let (even, odd) = match [taken[0].first, taken[1].first] {
            [0, 1] => (0, 1),
            [1, 0] => (1, 0),
            _ => {
                // One of them begins later, after columns that the other alone has.
                for part in parts {
                    self.copy(part, sums, y);
                }
                return;
            }
        };
        let high = parts[0].shape.rows;
        for plane in 0..self.output.channels {
            for row in 0..high {
                let at = parts[0].first[0] + (row * self.stride[0]) as isize;
                let Some(at) = usize::try_from(at).ok().filter(|&at| at < rows) else {
                    continue;
                };
                let line = |which: usize| {
                    let part = parts[which];
                    let start = part.start + (plane * high + row) * part.shape.columns;
                    &sums[start + taken[which].skipped..][..taken[which].count]
                };
                let y = &mut y[(plane * rows + at) * columns..][..columns];
                let (pairs, last) = y.as_chunks_mut::<PAIR>();
                let (even, odd) = (line(even), line(odd));
                for ((to, &even), &odd) in pairs.iter_mut().zip(even).zip(odd) {
                    *to = [even, odd];
                }
                if let (Some(to), Some(&from)) = (last.first_mut(), even.last()) {
                    *to = from;
                }
            }
        }
    }
}

/// Column phases that are interleaved at once.
const PAIR: usize = 2;

/// The outputs of a phase in the buffer.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Row and column of the first of them.
    first: [isize; 2],
    shape: TensorShape,
    /// Where they begin.
    start: usize,
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
