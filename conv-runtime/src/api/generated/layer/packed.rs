//! Known weights, packed when they are first used.

use crate::data::Error;
use crate::exec::Element;
use crate::exec::layers::Prepared;
use alloc::boxed::Box;
use alloc::vec::Vec;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::LayerDeclaration;
use once_cell::race::OnceBox;

/// A layer whose weights are known, packed when it is first used.
///
/// Threads that use it first at the same time may each pack it; one of the results is kept.
#[derive(Debug)]
pub struct OnceLayer<In, Out>(OnceBox<[Prepared<In, Out>; 1]>);

impl<In: Element, Out: Element> OnceLayer<In, Out> {
    /// Not packed yet.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "generated code names this alone"
    )]
    pub const fn new() -> Self {
        Self(OnceBox::new())
    }

    /// The layer with these weights and this bias, as [`LayerDeclaration::with_bytes`] reads them.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn get(
        &self,
        declaration: &LayerDeclaration,
        weights: &[u8],
        bias: &[u8],
    ) -> Result<&Prepared<In, Out>, Error> {
        let [prepared] = self.0.get_or_try_init(|| {
            let kernel = declaration.with_bytes(weights, bias)?;
            boxed(Prepared::new(LayerPlan::new(kernel))?)
        })?;
        Ok(prepared)
    }
}

/// As `Box::new`, where the allocator may refuse.
fn boxed<T>(value: T) -> Result<Box<[T; 1]>, Error> {
    let mut one = Vec::new();
    one.try_reserve_exact(1).map_err(|_| Error::OutOfMemory)?;
    one.push(value);
    one.into_boxed_slice()
        .try_into()
        .map_err(|_| Error::OutOfMemory)
}
