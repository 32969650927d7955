//! One call on several threads: they share the images, or parts of images where images are few.
//!
//! ```text
//! nchw, nchw16   groups of output channels, or blocks of them if there is one group
//! nhwc           bands of output rows
//! ```
//!
//! The phases of a transposed layer are cut like this one after the other, since they share the
//! rows of an image.
//!
//! These parts of an output are contiguous. Each is computed as a layer with fewer channels, or
//! from a later row on; an output's operations stay the same, so the number of threads changes no
//! bit.

use super::call::Call;
use super::pack::{AnyPacked, Cuts};
use super::prepared::Prepared;
use super::scratch::LayerScratch;
use crate::data::Error;
use crate::exec::Element;
use crate::exec::simd::detected;
use alloc::vec::Vec;
use conv_plan::plan::layer::{Algorithm, BLOCK, LayerForm, LayerPlan};
use conv_plan::rules::layer::{LayerSpec, Layout, Resolved, TensorShape};
use fearless_simd::Level as Token;
use rayon::prelude::*;

/// Tasks for each thread: enough to make up for a late thread, and few, because each part of an
/// image stages its own input.
pub(super) const TASKS: usize = 2;

/// The fewest multiply-adds that a task should have. With AVX-512 they take 20 us in single
/// precision; layers of 2 million gained nothing from a second thread.
const LEAST: usize = 1 << 20;

/// The rows of a band are a multiple of this, so that tiles, which are counted from the first row,
/// fall on the same rows in every band.
const ROWS: usize = 4;

/// Blocks of channels that share the transforms of Winograd's algorithm, if there are that many.
const SHARED: usize = 2;

/// Applies a layer on the threads of the current pool.
pub(crate) fn run<In: Element, Out: Element>(
    prepared: &Prepared<In, Out>,
    x: &[In],
    shape: [usize; 4],
    y: &mut [Out],
) -> Result<(), Error> {
    let resolved = prepared.checked(shape, x.len(), y.len())?;
    let token = detected();
    let images = resolved.output.images;
    let tasks = tasks(work(prepared.plan(), y.len()));
    if tasks <= TASKS || images == 0 {
        return prepared.run(token, x, shape, y, &mut LayerScratch::new());
    }
    if images < tasks {
        return prepared.run_parts(token, &resolved, x, y);
    }
    let [_, a, b, c] = shape;
    let (from, to) = (x.len() / images, y.len() / images);
    let count = images.div_ceil(tasks * TASKS);
    let batches = x.par_chunks(count * from).zip(y.par_chunks_mut(count * to));
    batches.try_for_each_init(LayerScratch::new, |scratch, (x, y)| {
        prepared.run(token, x, [x.len() / from, a, b, c], y, scratch)
    })
}

/// The multiply-adds of so many outputs of a layer.
pub(super) const fn work(plan: &LayerPlan, outputs: usize) -> usize {
    outputs.saturating_mul(plan.kernel().shape().depth())
}

/// How many tasks are worth it for so many multiply-adds.
pub(super) fn tasks(work: usize) -> usize {
    let tasks = rayon::current_num_threads().saturating_mul(TASKS);
    tasks.min(work / LEAST)
}

/// Applies a layer, or a phase of one, on the threads of the current pool, each of which computes
/// parts of images.
pub(super) fn parts<In: Element, Out: Element>(
    layer: (&LayerPlan, &AnyPacked),
    resolved: &Resolved,
    token: Token,
    x: &[In],
    y: &mut [Out],
) -> Result<(), Error> {
    let images = resolved.output.images;
    if images == 0 || y.is_empty() {
        return Ok(());
    }
    let tasks = tasks(work(layer.0, y.len()));
    if tasks <= TASKS {
        let call = Call::new(layer.0.kernel(), resolved, token, x);
        let scratch = &mut LayerScratch::new();
        return layer.1.compute(layer.0.algorithm(), (&call, 0), y, scratch);
    }
    let (from, to) = (x.len() / images, y.len() / images);
    let cut = Cut::new(layer.0, resolved, tasks.div_ceil(images));
    let mut parts = Vec::new();
    parts
        .try_reserve_exact(images * to.div_ceil(cut.elements))
        .map_err(|_| Error::OutOfMemory)?;
    for (x, y) in x.chunks_exact(from).zip(y.chunks_exact_mut(to)) {
        parts.extend(
            y.chunks_mut(cut.elements)
                .enumerate()
                .map(|(index, y)| Part { x, index, y }),
        );
    }
    parts
        .into_par_iter()
        .try_for_each_init(LayerScratch::new, |scratch, part| {
            cut.compute(layer, resolved, token, part, scratch)
        })
}

/// How each image is cut.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// Units of a part: rows, groups, or blocks of channels.
    units: usize,
    /// Output elements of a part; the last one has fewer.
    elements: usize,
}

/// A part of the output of one image.
struct Part<'a, In, Out> {
    x: &'a [In],
    index: usize,
    y: &'a mut [Out],
}

/// Groups that a part has a multiple of, so that it begins with a block of `nchw16` on both sides.
fn together(kernel: &LayerSpec) -> usize {
    let shape = kernel.shape();
    if kernel.layout() != Layout::Nchw16 || shape.groups == 1 {
        return 1;
    }
    // Both are powers of two.
    let until_whole = |channels: usize| BLOCK >> channels.trailing_zeros().min(BLOCK.ilog2());
    until_whole(shape.group_inputs).max(until_whole(shape.group_outputs()))
}

impl Cut {
    /// Parts of equal size, about as many as were asked for.
    fn new(plan: &LayerPlan, resolved: &Resolved, parts: usize) -> Self {
        let kernel = &plan.kernel();
        let (shape, output) = (&kernel.shape(), &resolved.output);
        match kernel.layout() {
            Layout::Nchw | Layout::Nchw16 => {
                let (all, channels) = match shape.groups {
                    1 => (shape.outputs.div_ceil(BLOCK), BLOCK),
                    groups => (groups, shape.group_outputs()),
                };
                let least = match plan.algorithm() {
                    Algorithm::Direct => 1,
                    _ => SHARED,
                };
                let units = all.div_ceil(parts).max(least);
                let units = units.next_multiple_of(together(kernel));
                Self {
                    units,
                    elements: units * channels * output.rows * output.columns,
                }
            }
            Layout::Nhwc => {
                // With fewer rows, most of the input would be staged twice.
                let extent = kernel.window().rows.saturating_extent();
                let least = extent.div_ceil(kernel.window().rows.stride);
                let units = output.rows.div_ceil(parts).max(least);
                let units = units.next_multiple_of(ROWS).min(output.rows);
                Self {
                    units,
                    elements: units * output.columns * output.channels,
                }
            }
        }
    }

    fn compute<In: Element, Out: Element>(
        self,
        (plan, packed): (&LayerPlan, &AnyPacked),
        resolved: &Resolved,
        token: Token,
        part: Part<'_, In, Out>,
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let (kernel, algorithm) = (plan.kernel(), plan.algorithm());
        let Part { x, index, y } = part;
        let first = index * self.units;
        let output = TensorShape {
            images: 1,
            ..resolved.output
        };
        let input = TensorShape {
            images: 1,
            ..resolved.input
        };
        if kernel.layout() == Layout::Nhwc {
            let rows = y.len() / (output.columns * output.channels);
            let resolved = Resolved {
                input,
                output: TensorShape { rows, ..output },
                ..*resolved
            };
            let call = Call {
                first_row: first,
                ..Call::new(kernel, &resolved, token, x)
            };
            return packed.compute(algorithm, (&call, 0), y, scratch);
        }
        let area = output.rows * output.columns;
        let grouped = kernel.shape().groups > 1;
        let first_channel = first
            * if grouped {
                kernel.shape().group_outputs()
            } else {
                BLOCK
            };
        // The last part of `nchw16` is filled up.
        let channels = (y.len() / area).min(output.channels - first_channel);
        let part = first_channel..first_channel + channels;
        // Parts are cut between groups, so this is a layer.
        let kernel_of_part = kernel.part(part).ok_or(Error::SizeOverflow)?;
        let shape = kernel_of_part.shape();
        // What the part's groups see: one group sees all.
        let stored = kernel.layout().stored(shape.inputs());
        let seen = stored.ok_or(Error::SizeOverflow)? * input.rows * input.columns;
        let before = if grouped {
            first * kernel.shape().group_inputs * input.rows * input.columns
        } else {
            0
        };
        let resolved = Resolved {
            input: TensorShape {
                channels: shape.inputs(),
                ..input
            },
            output: TensorShape { channels, ..output },
            ..*resolved
        };
        let blocks = if grouped && plan.form() != LayerForm::DepthwiseChannels {
            first * Cuts::new(kernel, plan.form()).blocks()
        } else {
            first_channel / BLOCK
        };
        let call = Call {
            whole: kernel,
            first_channel,
            ..Call::new(&kernel_of_part, &resolved, token, &x[before..before + seen])
        };
        packed.compute(algorithm, (&call, blocks), y, scratch)
    }
}
