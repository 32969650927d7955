//! Layers that the macro declares: the hidden trait of their structs, which makes them [`Layer`]s.

use crate::api::layer::{Layer, sealed};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::layers::Prepared;
use alloc::boxed::Box;
use alloc::vec::Vec;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{LayerDeclaration, LayerValues};
use core::fmt::Debug;
use once_cell::race::OnceBox;

/// What the macro writes for a layer.
pub trait GeneratedLayer: Send + Sync + Debug {
    /// Type of the input elements.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;
    /// Everything but the numbers.
    const DECLARATION: LayerDeclaration;

    /// The layer with its weights packed.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    fn prepared(&self) -> Result<&Prepared<Self::In, Self::Out>, Error>;
}

impl<L: GeneratedLayer> sealed::Sealed for L {}

impl<L: GeneratedLayer> Layer for L {
    type In = L::In;
    type Out = L::Out;

    fn prepared(&self) -> Result<&Prepared<L::In, L::Out>, Error> {
        GeneratedLayer::prepared(self)
    }

    fn explain(&self) -> LayerPlan {
        match GeneratedLayer::prepared(self) {
            Ok(prepared) => prepared.plan().clone(),
            // There is no memory for the numbers.
            Err(_) => LayerPlan::new(L::DECLARATION.to_kernel()),
        }
    }
}

/// A layer whose numbers are known, packed when it is first used.
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

    /// The layer with these numbers, as [`LayerDeclaration::with_bytes`] reads them.
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

/// `Box::new`, but for an allocator that refuses.
fn boxed<T>(value: T) -> Result<Box<[T; 1]>, Error> {
    let mut one = Vec::new();
    one.try_reserve_exact(1).map_err(|_| Error::OutOfMemory)?;
    one.push(value);
    one.into_boxed_slice()
        .try_into()
        .map_err(|_| Error::OutOfMemory)
}

/// The layer with these weights and this bias, checked and packed.
///
/// # Errors
///
/// [`Error::Kernel`] with every rule that the numbers break, [`Error::OutOfMemory`].
pub fn prepare_layer<In: Element, Out: Element>(
    declaration: &LayerDeclaration,
    weights: LayerValues,
    bias: Option<LayerValues>,
) -> Result<Prepared<In, Out>, Error> {
    let kernel = declaration.to_kernel();
    let kernel = kernel.with_numbers(&weights, bias.as_ref())?;
    Prepared::new(LayerPlan::new(kernel))
}

/// Numbers of an integer layer, whatever their type.
pub fn layer_integers<T: Copy + Into<i32>>(values: &[T]) -> LayerValues {
    LayerValues::Integer(values.iter().map(|&value| value.into()).collect())
}

/// Applies a layer to the elements of one array of `A` x `B` x `C`, in the order of its layout.
///
/// Any other `D` x `E` x `F` than the output's sizes fails the build.
///
/// # Errors
///
/// [`Error::OutOfMemory`].
pub fn apply_layer_array<
    L: GeneratedLayer,
    const A: usize,
    const B: usize,
    const C: usize,
    const D: usize,
    const E: usize,
    const F: usize,
>(
    layer: &L,
    x: &[L::In],
    y: &mut [L::Out],
) -> Result<(), Error> {
    const {
        let gives = match L::DECLARATION.output_shape([1, A, B, C]) {
            Some([_, d, e, f]) => d == D && e == E && f == F,
            None => false,
        };
        assert!(
            gives,
            "`apply_array`: the output array does not have the rows and columns of this layer's output for this input array; `output_shape_for` tells them"
        );
    }
    layer.apply_into(x, [1, A, B, C], y)
}
