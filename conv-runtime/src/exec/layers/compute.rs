//! Packed weights of any accumulator, and the algorithm that computes with them.

use super::activate::LayerLane;
use super::depthwise::packed_shape;
use super::direct::{Buffers, Call, grown};
use super::dispatch::WinogradLoops;
use super::pack::{Blocks, Packed};
use super::quantise::quantise;
use super::winograd;
use crate::data::Error;
use crate::exec::Element;
use crate::exec::planes::Stage;
use crate::exec::simd::Store;
use alloc::vec::Vec;
use conv_plan::number::ElementType::{F32, F64};
use conv_plan::plan::layer::{Algorithm, LayerLowering, LayerPlan, LoweringKey};
use conv_plan::rules::layer::LayerSpec;
use core::fmt;

/// Buffers of layers that are kept from one call to the next.
#[derive(Default, Clone)]
pub struct LayerScratch {
    pub(crate) of_f32: Buffers<f32>,
    pub(crate) of_f64: Buffers<f64>,
    pub(crate) of_i32: Buffers<i32>,
    pub(crate) sums: Vec<i32>,
    lowered: Option<(LoweringKey, LayerLowering)>,
}

/// How much memory is kept.
///
/// ```
/// # use conv_runtime::LayerScratch;
/// assert_eq!(format!("{:?}", LayerScratch::new()), "LayerScratch(0 bytes)");
/// ```
impl fmt::Debug for LayerScratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sums = self.sums.len() * size_of::<i32>();
        let kept = self.of_f32.bytes() + self.of_f64.bytes() + self.of_i32.bytes() + sums;
        write!(f, "LayerScratch({kept} bytes)")
    }
}

impl LayerScratch {
    /// No buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The lowering of a call, kept for the next one: choosing tiles takes as long as a small
    /// layer.
    fn lowering<In, A: LayerLane>(
        &mut self,
        call: &Call<'_, In>,
        algorithm: Algorithm,
    ) -> LayerLowering {
        let registers = A::level(call.token);
        let key = LoweringKey::of(call.kernel, algorithm, call.resolved, registers);
        match self.lowered {
            Some((before, lowering)) if before == key => lowering,
            _ => {
                let lowering = LayerLowering::new(&key);
                self.lowered = Some((key, lowering));
                lowering
            }
        }
    }
}

/// Packed weights of any accumulator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum AnyPacked {
    F32(Packed<f32>),
    F64(Packed<f64>),
    Integer(Packed<i32>),
}

impl AnyPacked {
    /// Packs the weights of a plan for its algorithm.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub(super) fn new(plan: &LayerPlan) -> Result<Self, Error> {
        Ok(match plan.kernel().input() {
            F32 => Self::F32(pack_float(plan)?),
            F64 => Self::F64(pack_float(plan)?),
            _ => Self::Integer(pack(plan.kernel())?),
        })
    }

    /// Computes a call whose weights begin at index `first` of the blocks of all groups.
    pub(super) fn compute<In: Element, Out: Element>(
        &self,
        algorithm: Algorithm,
        (call, first): (&Call<'_, In>, usize),
        y: &mut [Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        let (kernel, resolved) = (call.kernel, call.resolved);
        match self {
            Self::F32(packed) => {
                let lowering = scratch.lowering::<In, f32>(call, algorithm);
                run_float(
                    call,
                    (algorithm, &lowering),
                    packed.blocks(first),
                    &mut scratch.of_f32,
                    y,
                )
            }
            Self::F64(packed) => {
                let lowering = scratch.lowering::<In, f64>(call, algorithm);
                run_float(
                    call,
                    (algorithm, &lowering),
                    packed.blocks(first),
                    &mut scratch.of_f64,
                    y,
                )
            }
            Self::Integer(packed) => {
                let lowering = scratch.lowering::<In, i32>(call, algorithm);
                let packed = packed.blocks(first);
                match &kernel.quantization() {
                    None => run_as(call, &lowering, packed, &mut scratch.of_i32, y),
                    Some(quantization) => {
                        let mut sums = core::mem::take(&mut scratch.sums);
                        let result = grown(&mut sums, y.len()).and_then(|sums| {
                            call.direct(&lowering, packed, &mut scratch.of_i32, sums)?;
                            let area = resolved.output.rows * resolved.output.columns;
                            quantise(kernel, quantization, area, sums, y);
                            Ok(())
                        });
                        scratch.sums = sums;
                        result
                    }
                }
            }
        }
    }
}

fn pack<A: LayerLane>(kernel: &LayerSpec) -> Result<Packed<A>, Error> {
    let depth = kernel.shape().depth();
    let weights = A::of(kernel.weights());
    debug_assert_eq!(
        weights.len(),
        kernel.shape().weights(),
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
    let shape = if kernel.is_interleaved_depthwise() {
        packed_shape(kernel.shape())
    } else {
        kernel.shape()
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
    match plan.algorithm().matrices() {
        Some(matrices) => winograd::pack(plan.kernel(), matrices),
        None => pack(plan.kernel()),
    }
}

fn run_float<In: Stage<A>, Out: Store<A>, A: LayerLane + WinogradLoops>(
    call: &Call<'_, In>,
    (algorithm, lowering): (Algorithm, &LayerLowering),
    packed: Blocks<'_, A>,
    buffers: &mut Buffers<A>,
    y: &mut [Out],
) -> Result<(), Error> {
    match (algorithm.matrices(), Out::as_lanes(y)) {
        (Some(matrices), Some(out)) => call.winograd(matrices, packed, buffers, out),
        (None, Some(out)) => call.direct(lowering, packed, buffers, out),
        // The checked kernel has the element types of the call.
        (_, None) => Ok(()),
    }
}

fn run_as<In: Stage<A>, Out: Store<A>, A: LayerLane>(
    call: &Call<'_, In>,
    lowering: &LayerLowering,
    packed: Blocks<'_, A>,
    buffers: &mut Buffers<A>,
    y: &mut [Out],
) -> Result<(), Error> {
    match Out::as_lanes(y) {
        Some(out) => call.direct(lowering, packed, buffers, out),
        // The checked kernel has the element types of the call.
        None => Ok(()),
    }
}
