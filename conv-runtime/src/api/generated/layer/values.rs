//! Weights and biases that come at run time.

use crate::data::Error;
use crate::exec::Element;
use crate::exec::layers::Prepared;
use alloc::vec::Vec;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{LayerDeclaration, LayerValues};

/// The layer with these weights and this bias, checked and packed.
///
/// # Errors
///
/// [`Error::Kernel`] with every rule that the values break, [`Error::OutOfMemory`].
pub fn prepare_layer<In: Element, Out: Element>(
    declaration: &LayerDeclaration,
    weights: LayerValues,
    bias: Option<LayerValues>,
) -> Result<Prepared<In, Out>, Error> {
    let kernel = declaration.to_kernel();
    let kernel = kernel.with_numbers(weights, bias)?;
    Prepared::new(LayerPlan::new(kernel))
}

/// Weights or biases of a layer that computes in `A`: an array, a slice or a vector of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not hold numbers of this layer",
    label = "expected an array, a slice or a `Vec` of `{A}`"
)]
pub trait LayerNumbers<A> {
    /// The values.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    fn numbers(&self) -> Result<Vec<A>, Error>;
}

/// A value that a layer computing in `A` takes without rounding.
#[diagnostic::on_unimplemented(
    message = "this layer computes in `{A}`, and takes no numbers of type `{Self}`",
    label = "expected numbers of type `{A}`",
    note = "weights are one flat list: of nested arrays pass `weights.as_flattened()`, once for each level"
)]
pub trait LayerNumber<A>: Copy + Into<A> {}

macro_rules! layer_numbers {
    ($($number:ident in $computed:ident),*) => {
        $(impl LayerNumber<$computed> for $number {})*
    };
}

layer_numbers! { f32 in f32, f64 in f64, u8 in i32, i8 in i32, u16 in i32, i16 in i32, i32 in i32 }

impl<A, E: LayerNumber<A>> LayerNumbers<A> for [E] {
    fn numbers(&self) -> Result<Vec<A>, Error> {
        let mut numbers = Vec::new();
        numbers
            .try_reserve_exact(self.len())
            .map_err(|_| Error::OutOfMemory)?;
        numbers.extend(self.iter().map(|&number| number.into()));
        Ok(numbers)
    }
}

impl<A, E: LayerNumber<A>, const N: usize> LayerNumbers<A> for [E; N] {
    fn numbers(&self) -> Result<Vec<A>, Error> {
        self.as_slice().numbers()
    }
}

impl<A, E: LayerNumber<A>> LayerNumbers<A> for Vec<E> {
    fn numbers(&self) -> Result<Vec<A>, Error> {
        self.as_slice().numbers()
    }
}

impl<A, T: LayerNumbers<A> + ?Sized> LayerNumbers<A> for &T {
    fn numbers(&self) -> Result<Vec<A>, Error> {
        T::numbers(self)
    }
}

/// The values in the form in which they are checked.
///
/// # Errors
///
/// [`Error::OutOfMemory`].
pub fn layer_values<A>(numbers: &impl LayerNumbers<A>) -> Result<LayerValues, Error>
where
    Vec<A>: Into<LayerValues>,
{
    Ok(numbers.numbers()?.into())
}
