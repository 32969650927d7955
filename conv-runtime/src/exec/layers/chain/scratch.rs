//! What a chain keeps from one call to the next.

use crate::exec::layers::scratch::LayerScratch;
use alloc::vec::Vec;
use core::fmt;

/// Buffers of a [`Chain`](crate::Chain) that are kept from one call to the next: those of both
/// layers, and the rows between them.
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
