//! Layers that the macro declares: the hidden trait of their structs, which makes them [`Layer`]s.

use super::array::Message;
use crate::api::convolution::{Declared, Layers};
use crate::api::layer::Layer;
use crate::data::Error;
use crate::exec::Element;
use crate::exec::layers::Prepared;
use alloc::boxed::Box;
use alloc::vec::Vec;
use conv_plan::number::ElementType;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{
    LayerDeclaration, LayerValues, Layout, ShapeError, TensorShape, resolve,
};
use core::fmt::Debug;
use once_cell::race::OnceBox;

/// What the macro writes for a layer.
pub trait GeneratedLayer: Declared<Kind = Layers> + Send + Sync + Debug {
    /// Type of the input elements.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;
    /// Everything except the weights and the bias.
    const DECLARATION: LayerDeclaration;

    /// The layer with its weights packed.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    fn prepared(&self) -> Result<&Prepared<Self::In, Self::Out>, Error>;
}

#[diagnostic::do_not_recommend]
impl<L: GeneratedLayer> Layer for L {
    fn prepared(&self) -> Result<&Prepared<L::In, L::Out>, Error> {
        GeneratedLayer::prepared(self)
    }

    fn explain(&self) -> LayerPlan {
        match GeneratedLayer::prepared(self) {
            Ok(prepared) => prepared.plan().clone(),
            // There is no memory for the weights.
            Err(_) => LayerPlan::new(L::DECLARATION.to_kernel()),
        }
    }
}

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

/// Fails the build unless the output of the layer `name` for an input of the sizes `from` has the
/// sizes `to`.
///
/// Both are in the order of the layout. Generated methods call this, so that the compiler names the
/// user's line.
#[track_caller]
pub const fn check_layer_array(
    declaration: &LayerDeclaration,
    name: &str,
    from: [usize; 3],
    to: [usize; 3],
) {
    let message = Message::new().text("`").text(name).text("` ");
    let input = TensorShape::new([1, from[0], from[1], from[2]], declaration.layout);
    let (shape, window) = (&declaration.shape, &declaration.window);
    let message = match resolve(shape, window, declaration.layout, input) {
        Ok(resolved) => {
            let [_, a, b, c] = resolved.output.to_array(declaration.layout);
            if a == to[0] && b == to[1] && c == to[2] {
                return;
            }
            let message = message.text("turns ");
            let message = nested(message, declaration, declaration.input, from).text(" into ");
            nested(message, declaration, declaration.output, [a, b, c])
                .text(": write this type for the result")
        }
        Err(ShapeError::Size(error)) => message.no_output(error),
        // The type of the argument has the right channels, and one row if there is one axis.
        Err(ShapeError::Channels { .. } | ShapeError::Rows(_)) => {
            message.text("does not take this array")
        }
    };
    panic!("{}", message.as_str())
}

/// The type of an array of these sizes; a layer with one axis has no rows.
const fn nested(
    message: Message,
    declaration: &LayerDeclaration,
    element: ElementType,
    [a, b, c]: [usize; 3],
) -> Message {
    match (declaration.shape.axes, declaration.layout) {
        (1, Layout::Nchw) => message.array(element, &[a, c]),
        (1, Layout::Nhwc) => message.array(element, &[b, c]),
        (1, Layout::Nchw16) => message.array(element, &[blocks(a), c, Layout::BLOCK]),
        (_, Layout::Nchw16) => message.array(element, &[blocks(a), b, c, Layout::BLOCK]),
        _ => message.array(element, &[a, b, c]),
    }
}

const fn blocks(channels: usize) -> usize {
    channels.div_ceil(Layout::BLOCK)
}

/// Applies a layer to the elements of one array of these sizes, in the order of its layout.
///
/// [`check_layer_array`] has proven the sizes of the output.
///
/// # Errors
///
/// [`Error::OutOfMemory`].
pub fn apply_layer_array<L: GeneratedLayer>(
    layer: &L,
    x: &[L::In],
    [a, b, c]: [usize; 3],
    y: &mut [L::Out],
) -> Result<(), Error> {
    layer.apply_into(x, [1, a, b, c], y)
}
