//! What is kept from one call to the next: buffers, and the lowering of the last call.

use super::call::Call;
use super::gradient::{Adjoint, GradientBuffers};
use super::lane::LayerLane;
use super::winograd::TileBuffers;
use crate::exec::planes::Scratch;
use alloc::vec::Vec;
use conv_plan::plan::layer::{Algorithm, LayerLowering, LoweringKey, Products};
use core::fmt;

/// Buffers of layers that are kept from one call to the next.
///
/// ```
/// # use conv_runtime::{DynLayer, Error, Layer, LayerScratch};
/// let double = DynLayer::<f32, f32>::builder([2.0f32], [1, 1, 1]).build()?;
/// let (mut y, mut scratch) = ([0.0], LayerScratch::new());
/// for (x, expected) in [([1.0], [2.0]), ([3.0], [6.0])] {
///     double.apply_with(&x, [1, 1, 1, 1], &mut y, &mut scratch)?;
///     assert_eq!(y, expected);
/// }
/// # Ok::<(), Error>(())
/// ```
#[derive(Default, Clone)]
pub struct LayerScratch {
    pub(crate) of_f32: Buffers<f32>,
    pub(crate) of_f64: Buffers<f64>,
    pub(crate) of_i32: Buffers<i32>,
    pub(crate) sums: Vec<i32>,
    /// What a phase of a transposed layer gives.
    pub(crate) planes: Scratch,
    pub(crate) adjoint_f32: Option<Adjoint<f32>>,
    pub(crate) adjoint_f64: Option<Adjoint<f64>>,
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
        write!(f, "LayerScratch({} bytes)", self.bytes())
    }
}

impl LayerScratch {
    /// No buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The memory that is kept.
    pub(super) fn bytes(&self) -> usize {
        let sums = self.sums.len() * size_of::<i32>();
        let buffers = self.of_f32.bytes() + self.of_f64.bytes() + self.of_i32.bytes();
        buffers + self.planes.bytes() + sums
    }

    /// The lowering of a call, kept for the next one: choosing tiles takes as long as a small
    /// layer.
    pub(super) fn lowering<In, A: LayerLane>(
        &mut self,
        call: &Call<'_, In>,
        algorithm: Algorithm,
        products: Products,
    ) -> LayerLowering {
        let registers = A::level(call.token);
        let key = LoweringKey::of(call.kernel, algorithm, call.resolved, registers, products);
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

/// Buffers of one accumulator.
#[derive(Debug, Default, Clone)]
pub(crate) struct Buffers<A> {
    pub(crate) stage: Vec<A>,
    pub(crate) offsets: Vec<u32>,
    /// The offsets of input that is read where it lies, beside what is staged.
    pub(crate) inner_offsets: Vec<u32>,
    /// The offsets of what is staged at the edges of it.
    pub(crate) edge_offsets: Vec<u32>,
    pub(crate) tiles: TileBuffers<A>,
    pub(crate) gradient: GradientBuffers<A>,
}

impl<A> Buffers<A> {
    /// The memory that is kept.
    pub(crate) const fn bytes(&self) -> usize {
        self.stage.len() * size_of::<A>()
            + self.offset_count() * size_of::<u32>()
            + self.tiles.bytes()
            + self.gradient.bytes()
    }

    const fn offset_count(&self) -> usize {
        self.offsets.len() + self.inner_offsets.len() + self.edge_offsets.len()
    }
}
