//! The weights of a plan, packed for its algorithm, whatever the accumulator.

use super::Packed;
use crate::data::Error;
use crate::exec::layers::depthwise::packed_shape;
use crate::exec::layers::lane::LayerLane;
use crate::exec::layers::winograd;
use conv_plan::number::ElementType::{F32, F64};
use conv_plan::plan::layer::{LayerForm, LayerPlan};
use conv_plan::rules::layer::LayerSpec;

/// Packed weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AnyPacked {
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
    pub(crate) fn new(plan: &LayerPlan) -> Result<Self, Error> {
        Ok(match plan.kernel().input() {
            F32 => Self::F32(pack_float(plan)?),
            F64 => Self::F64(pack_float(plan)?),
            _ => Self::Integer(pack(plan.kernel(), plan.form())?),
        })
    }
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
    let shape = match form {
        LayerForm::DepthwiseChannels => packed_shape(kernel.shape()),
        _ => kernel.shape(),
    };
    Packed::new(
        &shape,
        depth,
        weight,
        bias.is_some().then_some(&begin),
        A::EMPTY,
    )
}
