//! Packed weights of any accumulator, and the algorithm that computes with them.

use super::activate::LayerLane;
use super::compiled::Filtered;
use super::depthwise::packed_shape;
use super::direct::{Buffers, Call, grown};
use super::pack::{Blocks, Packed};
use super::quantise::quantise;
use super::winograd;
use crate::data::Error;
use crate::exec::Element;
use crate::exec::planes::Stage;
use crate::exec::simd::Store;
use alloc::vec::Vec;
use conv_plan::number::ElementType::{F32, F64};
use conv_plan::plan::layer::{Algorithm, LayerPlan};
use conv_plan::rules::layer::LayerKernel;

/// Buffers of layers that are kept from one call to the next.
#[derive(Debug, Default, Clone)]
pub struct LayerScratch {
    pub(crate) single: Buffers<f32>,
    pub(crate) double: Buffers<f64>,
    pub(crate) integer: Buffers<i32>,
    pub(crate) sums: Vec<i32>,
}

impl LayerScratch {
    /// No buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// Packed weights of any accumulator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum AnyPacked {
    Single(Packed<f32>),
    Double(Packed<f64>),
    Integer(Packed<i32>),
}

impl AnyPacked {
    /// Packs the weights of a plan for its algorithm.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub(super) fn new(plan: &LayerPlan) -> Result<Self, Error> {
        Ok(match plan.kernel.input {
            F32 => Self::Single(pack_float(plan)?),
            F64 => Self::Double(pack_float(plan)?),
            _ => Self::Integer(pack(&plan.kernel)?),
        })
    }

    /// Computes a call whose weights begin with number `first` of the blocks of all groups.
    pub(super) fn compute<In: Element, Out: Element>(
        &self,
        algorithm: Algorithm,
        (call, first): (&Call<'_, In>, usize),
        y: &mut [Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let (kernel, resolved) = (call.kernel, call.resolved);
        match self {
            Self::Single(packed) => run_float(
                call,
                algorithm,
                packed.blocks(first),
                &mut scratch.single,
                y,
            ),
            Self::Double(packed) => run_float(
                call,
                algorithm,
                packed.blocks(first),
                &mut scratch.double,
                y,
            ),
            Self::Integer(packed) => match &kernel.quantization {
                None => run_as(call, packed.blocks(first), &mut scratch.integer, y),
                Some(quantization) => {
                    let mut sums = core::mem::take(&mut scratch.sums);
                    let result = grown(&mut sums, y.len()).and_then(|sums| {
                        call.direct(packed.blocks(first), &mut scratch.integer, sums)?;
                        let area = resolved.output.rows * resolved.output.columns;
                        quantise(kernel, quantization, area, sums, y);
                        Ok(())
                    });
                    scratch.sums = sums;
                    result
                }
            },
        }
    }
}

fn pack<A: LayerLane>(kernel: &LayerKernel) -> Result<Packed<A>, Error> {
    let depth = kernel.shape.depth();
    let weights = A::of(&kernel.weights);
    let weight = |channel: usize, tap: usize| {
        weights
            .get(channel * depth + tap)
            .copied()
            .unwrap_or_default()
    };
    let bias = kernel.bias.as_ref().map(A::of);
    let begin = |channel: usize| {
        bias.and_then(|bias| bias.get(channel))
            .copied()
            .unwrap_or(A::EMPTY)
    };
    let shape = if kernel.is_interleaved_depthwise() {
        packed_shape(kernel.shape)
    } else {
        kernel.shape
    };
    Packed::new(
        &shape,
        depth,
        weight,
        bias.is_some().then_some(&begin),
        A::EMPTY,
    )
}

fn pack_float<A: LayerLane>(plan: &LayerPlan) -> Result<Packed<A>, Error> {
    match plan.algorithm.filtering() {
        Some(filtering) => winograd::pack(&plan.kernel, filtering),
        None => pack(&plan.kernel),
    }
}

fn run_float<In: Stage<A>, Out: Store<A>, A: LayerLane + Filtered>(
    call: &Call<'_, In>,
    algorithm: Algorithm,
    packed: Blocks<'_, A>,
    buffers: &mut Buffers<A>,
    y: &mut [Out],
) -> Result<(), Error> {
    match (algorithm.filtering(), Out::as_lanes(y)) {
        (Some(filtering), Some(out)) => call.winograd(filtering, packed, buffers, out),
        (None, Some(out)) => call.direct(packed, buffers, out),
        // The checked kernel has the element types of the call.
        (_, None) => Ok(()),
    }
}

fn run_as<In: Stage<A>, Out: Store<A>, A: LayerLane>(
    call: &Call<'_, In>,
    packed: Blocks<'_, A>,
    buffers: &mut Buffers<A>,
    y: &mut [Out],
) -> Result<(), Error> {
    match Out::as_lanes(y) {
        Some(out) => call.direct(packed, buffers, out),
        // The checked kernel has the element types of the call.
        None => Ok(()),
    }
}
