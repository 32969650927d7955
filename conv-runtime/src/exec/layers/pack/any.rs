//! The weights of a plan, packed for its algorithm, whatever the accumulator.

use super::{Cuts, Packed};
use crate::data::Error;
use crate::exec::layers::dispatch::LevelLoops;
use crate::exec::layers::lane::{LayerLane, Numeric};
use crate::exec::layers::stage::added;
use crate::exec::layers::winograd;
use conv_plan::number::ElementType::{F32, F64};
use conv_plan::plan::layer::{LayerForm, LayerPlan, Products};
use conv_plan::rules::layer::LayerSpec;
use fearless_simd::Level as Token;

/// Packed weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AnyPacked {
    F32(Packed<f32>),
    F64(Packed<f64>),
    Integer(Packed<i32>),
    Words(PackedWords),
}

/// Weights of 8-bit layers as words, for every level.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PackedWords {
    pairs: Packed<i32>,
    /// If the weights have 8 bits, and levels of the target have dot products of bytes.
    quads: Option<Packed<i32>>,
}

impl PackedWords {
    /// The words for a level.
    pub(crate) fn on(&self, token: Token) -> (Products, &Packed<i32>) {
        match &self.quads {
            Some(quads) if has_quads(token) => (Products::Quads, quads),
            _ => (Products::Pairs, &self.pairs),
        }
    }
}

/// Whether the loops of a level may use dot products of bytes; a flag of the build may leave them
/// out.
fn has_quads(token: Token) -> bool {
    i32::level(token).wide && is_avx512(token)
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
fn is_avx512(token: Token) -> bool {
    token.as_avx512().is_some()
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
fn is_avx512(_: Token) -> bool {
    false
}

impl AnyPacked {
    /// Packs the weights of a plan for its algorithm.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub(crate) fn new(plan: &LayerPlan) -> Result<Self, Error> {
        Ok(match plan.kernel().input() {
            F32 => Self::F32(pack_float(plan)?),
            F64 => Self::F64(pack_float(plan)?),
            _ => match plan.products() {
                Products::One => Self::Integer(pack(plan.kernel(), plan.form())?),
                products => Self::Words(PackedWords {
                    pairs: pack_words(plan.kernel(), Products::Pairs)?,
                    quads: (products == Products::Quads && QUADS)
                        .then(|| pack_words(plan.kernel(), products))
                        .transpose()?,
                }),
            },
        })
    }
}

/// Whether a level of the target has dot products of bytes.
const QUADS: bool = cfg!(any(target_arch = "x86", target_arch = "x86_64"));

/// Packs weights as words of channels.
fn pack_words(kernel: &LayerSpec, products: Products) -> Result<Packed<i32>, Error> {
    let shape = kernel.shape();
    let (window, depth) = (shape.rows * shape.columns, shape.depth());
    let weights = i32::of(kernel.weights());
    let weights_of = |channel: usize| {
        let all = weights.get(channel * depth..(channel + 1) * depth);
        all.unwrap_or_default()
    };
    let channels = products.channels();
    // Bits of a weight.
    let bits = 32 / channels;
    let low = (1i32 << bits) - 1;
    let word = |channel: usize, tap: usize| {
        let weights = weights_of(channel).get(tap / window * channels * window + tap % window..);
        let each = weights.unwrap_or_default().iter().step_by(window);
        each.take(channels)
            .enumerate()
            .fold(0, |word, (index, weight)| {
                word | (weight & low) << (bits * index)
            })
    };
    let added = added(kernel, products);
    let bias = kernel.bias().map(i32::of);
    let begin = |channel: usize| {
        let bias = bias.and_then(|bias| bias.get(channel)).copied();
        let sum = weights_of(channel)
            .iter()
            .fold(0i32, |sum, &weight| sum.wrapping_add(weight));
        let more = added.wrapping_add(kernel.zero_points().input);
        bias.unwrap_or_default()
            .wrapping_sub(more.wrapping_mul(sum))
    };
    let depth = products.words(shape.group_inputs) * window;
    let cuts = Cuts::new(kernel, LayerForm::Dense);
    Packed::new(cuts, shape.groups, depth, word, Some(&begin), 0)
}

/// As [`pack`]; windows of floats may be transformed.
fn pack_float<A: LayerLane>(plan: &LayerPlan) -> Result<Packed<A>, Error> {
    match plan.algorithm().matrices() {
        Some(matrices) => winograd::pack(plan.kernel(), matrices),
        None => pack(plan.kernel(), plan.form()),
    }
}

/// Packs weights for the loops of a form.
fn pack<A: LayerLane>(kernel: &LayerSpec, form: LayerForm) -> Result<Packed<A>, Error> {
    let depth = kernel.shape().depth();
    let weights = A::of(kernel.weights());
    invariant!(
        weights.len() == kernel.shape().weights(),
        "only layers with their weights are packed"
    );
    let weight = |channel: usize, tap: usize| {
        weights
            .get(channel * depth + tap)
            .copied()
            .unwrap_or_default()
    };
    let bias = kernel.bias().map(A::of);
    let begin = |channel: usize| {
        bias.and_then(|bias| bias.get(channel))
            .copied()
            .unwrap_or(A::EMPTY)
    };
    let groups = match form {
        LayerForm::DepthwiseChannels => 1,
        _ => kernel.shape().groups,
    };
    Packed::new(
        Cuts::new(kernel, form),
        groups,
        depth,
        weight,
        bias.is_some().then_some(&begin),
        A::EMPTY,
    )
}
