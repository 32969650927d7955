//! Without an allocator nothing is packed.

use core::marker::PhantomData;

/// In the place of a layer that is packed when it is first used.
#[derive(Debug)]
pub struct OnceLayer<In, Out>(PhantomData<fn(In) -> Out>);

impl<In, Out> OnceLayer<In, Out> {
    /// Never packed.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "generated code names this alone"
    )]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}
