//! What a chain keeps from one call to the next.

use crate::exec::layers::scratch::LayerScratch;
use alloc::vec::Vec;
use core::fmt;

/// Buffers of a [`Chain`](crate::Chain) that are kept from one call to the next: those of both
/// layers, and the rows between them.
///
/// ```
/// # use conv_runtime::{Chain, ChainScratch, DynLayer, Error};
/// let double = DynLayer::<f32, f32>::builder([2.0f32], [1, 1, 1]).build()?;
/// let block = Chain::new(&double, &double)?;
/// let (mut y, mut scratch) = ([0.0], ChainScratch::new());
/// for (x, expected) in [([1.0], [4.0]), ([3.0], [12.0])] {
///     block.apply_with(&x, [1, 1, 1, 1], &mut y, &mut scratch)?;
///     assert_eq!(y, expected);
/// }
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct ChainScratch<Mid> {
    pub(super) between: Vec<Mid>,
    pub(super) first: LayerScratch,
    pub(super) second: LayerScratch,
}

impl<Mid> Default for ChainScratch<Mid> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Mid> ChainScratch<Mid> {
    /// No buffers yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            between: Vec::new(),
            first: LayerScratch::new(),
            second: LayerScratch::new(),
        }
    }
}

/// How much memory is kept.
///
/// ```
/// # use conv_runtime::ChainScratch;
/// assert_eq!(format!("{:?}", ChainScratch::<f32>::new()), "ChainScratch(0 bytes)");
/// ```
impl<Mid> fmt::Debug for ChainScratch<Mid> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.between.len() * size_of::<Mid>() + self.first.bytes() + self.second.bytes();
        write!(f, "ChainScratch({kept} bytes)")
    }
}
