//! How a layer is computed.

use super::{LayerKernel, Winograd};
use core::fmt;

/// A way to compute a layer. Two ways round differently; one gives the same bits whatever the
/// batch, the layout, the tile and the number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// Each output is one sum over its window, in blocks of outputs that fit the registers.
    Direct,
}

impl Algorithm {
    /// The name in an explanation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
        }
    }

    /// Every algorithm that can compute this layer, as its options allow.
    pub fn candidates(kernel: &LayerKernel) -> impl Iterator<Item = Self> {
        let _ = kernel.winograd == Winograd::Never;
        [Self::Direct].into_iter()
    }
}

/// A checked layer and the way to compute it. `Display` tells it in words.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerPlan {
    /// What is computed.
    pub kernel: LayerKernel,
    /// How.
    pub algorithm: Algorithm,
}

impl LayerPlan {
    /// The plan for a layer.
    #[must_use]
    pub fn new(kernel: LayerKernel) -> Self {
        Self {
            kernel,
            algorithm: Algorithm::Direct,
        }
    }

    /// Multiply-adds of one output, and one more if there is a bias: the `n` of the bound
    /// `gamma(n) * (|bias| + sum(|weight * x|))` of a plain sum.
    #[must_use]
    pub const fn operations(&self) -> usize {
        self.kernel.shape.depth() + self.kernel.bias.is_some() as usize
    }
}

impl fmt::Display for LayerPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kernel = &self.kernel;
        let shape = &kernel.shape;
        write!(
            f,
            "layer {} -> {}, {}x{}",
            shape.inputs(),
            shape.outputs,
            shape.rows,
            shape.columns
        )?;
        write!(f, ", {}: {}", kernel.layout, self.algorithm.name())
    }
}
