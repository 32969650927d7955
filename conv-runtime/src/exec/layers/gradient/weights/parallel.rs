//! The gradient with respect to the weights on several threads, with the bits of one.
//!
//! ```text
//! groups, where there are enough of them: each as one thread computes it
//! otherwise, for each group:
//!     for each wave of chunks of all images:
//!         on all threads, the sums of each chunk, which stages the rows that it reads
//!         on all threads, a stretch of the totals: the sums of the wave added, chunk by chunk
//! ```
//!
//! Chunks are the same whatever the number of threads, and are added in the order in which one
//! thread adds them.

use super::{Chunks, Product, Staging, product};
use crate::data::{Error, grown};
use crate::exec::layers::gradient::Differentiable;
use crate::exec::layers::scratch::{Buffers, LayerScratch};
use alloc::vec::Vec;
use conv_plan::rules::layer::{LayerSpec, Resolved};
use fearless_simd::Level as Token;
use rayon::prelude::*;

/// The fewest multiply-adds that a thread should have, as for layers.
const LEAST: usize = 1 << 20;

/// Chunks of a wave for each thread: more of them wait less for the last one, and take more memory.
const WAVE: usize = 2;

/// All sums of a wave are at most so many times the inputs and the weights, or two chunks'.
const ROOM: usize = 2;

/// Totals that a thread adds at once.
const STRETCH: usize = 1 << 12;

/// As [`weights`](super::weights), on the threads of the current pool.
pub(crate) fn weights<A: Differentiable>(
    kernel: &LayerSpec,
    resolved: &Resolved,
    token: Token,
    tensors: (&[A], &[A]),
    dw: &mut [A],
) -> Result<(), Error> {
    let product = product(kernel, resolved, token, tensors);
    let chunks = product.chunks()?;
    let groups = kernel.shape().groups;
    let near = product.near.shape;
    let pixels = near.images * near.rows * near.columns;
    let work = dw.len().saturating_mul(pixels);
    let threads = rayon::current_num_threads().min(work / LEAST);
    if threads <= 1 {
        let scratch = &mut LayerScratch::new();
        return super::weights(kernel, resolved, token, tensors, dw, scratch);
    }
    let of_group = dw.len() / groups;
    if groups >= threads * WAVE {
        return dw
            .par_chunks_exact_mut(of_group)
            .enumerate()
            .with_min_len(groups / (threads * WAVE))
            .try_for_each_init(Buffers::default, |buffers, (group, dw)| {
                product.group(&chunks, group, dw, buffers)
            });
    }
    let (x, dy) = tensors;
    let room = (x.len() + dy.len() + dw.len()).saturating_mul(ROOM);
    let slots = (threads * WAVE).min((room / chunks.size.max(1)).max(2));
    let mut waves = Waves::new(&product, &chunks, slots)?;
    let mut groups = dw.chunks_exact_mut(of_group).enumerate();
    groups.try_for_each(|(group, dw)| waves.group(group, dw))
}

/// What the waves of a gradient share.
struct Waves<'a, A> {
    product: &'a Product<'a, A>,
    chunks: &'a Chunks,
    /// How each chunk is staged.
    staging: Staging,
    /// One for each chunk of a wave.
    slots: Vec<Buffers<A>>,
    total: Vec<A>,
}

impl<'a, A: Differentiable> Waves<'a, A> {
    fn new(product: &'a Product<'a, A>, chunks: &'a Chunks, most: usize) -> Result<Self, Error> {
        let all = product.near.shape.images.saturating_mul(chunks.of_image());
        let count = most.min(all);
        let mut slots = Vec::new();
        slots.try_reserve_exact(count)?;
        let staging = product.staging((chunks.high, chunks.wide))?;
        for _ in 0..count {
            let mut slot = Buffers::default();
            product.prepare(chunks, &staging, &mut slot)?;
            grown(&mut slot.gradient.sums, chunks.size)?;
            slots.push(slot);
        }
        let mut total = Vec::new();
        grown(&mut total, chunks.size)?;
        Ok(Self {
            product,
            chunks,
            staging,
            slots,
            total,
        })
    }

    fn group(&mut self, group: usize, dw: &mut [A]) -> Result<(), Error> {
        let (product, chunks) = (self.product, self.chunks);
        let of_image = chunks.of_image();
        let all = product.near.shape.images * of_image;
        self.total.fill(A::default());
        for first in (0..all).step_by(self.slots.len().max(1)) {
            let count = self.slots.len().min(all - first);
            let slots = &mut self.slots[..count];
            let staging = &self.staging;
            slots
                .par_iter_mut()
                .enumerate()
                .try_for_each(|(index, slot)| {
                    let index = first + index;
                    let image = index / of_image;
                    let of_chunk = (image, group, index % of_image);
                    compute(product, chunks, staging, of_chunk, slot)
                })?;
            let slots = &self.slots[..count];
            let stretches = self.total.par_chunks_mut(STRETCH).enumerate();
            stretches.for_each(|(index, total)| {
                for slot in slots {
                    let sums = &slot.gradient.sums[index * STRETCH..];
                    for (total, &sum) in total.iter_mut().zip(sums) {
                        *total += sum;
                    }
                }
            });
        }
        product.in_order(chunks, &self.total, dw);
        Ok(())
    }
}

/// All sums of a chunk of an image and a group.
fn compute<A: Differentiable>(
    product: &Product<'_, A>,
    chunks: &Chunks,
    staging: &Staging,
    (image, group, index): (usize, usize, usize),
    slot: &mut Buffers<A>,
) -> Result<(), Error> {
    let chunk = chunks.chunk(index);
    let first = (chunk.row, chunk.left);
    product.stage((image, group), first, staging, &mut slot.stage);
    product.pack_chunk(chunks, (image, group), chunk, slot);
    product.sums(chunks, (chunk, (0, 0)), staging, slot)
}
