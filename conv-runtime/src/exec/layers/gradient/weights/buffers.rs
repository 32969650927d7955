//! What is kept from one gradient to the next.

use crate::exec::layers::pack::Lanes;
use alloc::vec::Vec;

/// Buffers of the gradient with respect to the weights.
#[derive(Debug, Default, Clone)]
pub(crate) struct GradientBuffers<A> {
    pub(super) taps: Vec<Lanes<A>>,
    pub(super) zeros: Vec<Lanes<A>>,
    pub(super) sums: Vec<A>,
    pub(super) total: Vec<A>,
}

impl<A> GradientBuffers<A> {
    /// The memory that is kept.
    pub(crate) const fn bytes(&self) -> usize {
        (self.taps.len() + self.zeros.len()) * size_of::<Lanes<A>>()
            + (self.sums.len() + self.total.len()) * size_of::<A>()
    }
}
