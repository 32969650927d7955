//! Layers that the macro declares: the hidden trait of their structs, which makes them [`Layer`]s.

#[cfg(feature = "alloc")]
mod packed;
#[cfg(not(feature = "alloc"))]
#[path = "layer/unpacked.rs"]
mod packed;
#[cfg(feature = "alloc")]
mod values;

pub use packed::OnceLayer;
#[cfg(feature = "alloc")]
pub use values::{LayerNumbers, layer_values, prepare_layer};

use super::array::Message;
use crate::api::convolution::{Declared, Layers};
use crate::api::layer::{Computed, Layer};
use crate::data::Error;
use crate::exec::Element;
use crate::exec::by_output::LayerCall;
#[cfg(feature = "alloc")]
use crate::exec::layers::{LayerScratch, Prepared};
use conv_plan::number::ElementType;
#[cfg(feature = "alloc")]
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::{
    LayerDeclaration, Layout, Resolved, ShapeError, TensorShape, resolve,
};
use core::fmt::Debug;
use fearless_simd::Level as Token;

/// What the macro writes for a layer.
pub trait GeneratedLayer: Declared<Kind = Layers> + Send + Sync + Debug {
    /// Type of the input elements.
    type In: Element;
    /// Type of the output elements.
    type Out: Element;
    /// Everything except the weights and the bias.
    const DECLARATION: LayerDeclaration;
    /// What computes a layer of known weights output by output.
    const BY_OUTPUT: Option<ByOutput<Self::In, Self::Out>>;
    /// The same where little code is wanted, or there is no allocator. The macro cannot know: it may
    /// have been built with the features of a build script, too.
    const CHOSEN: Option<ByOutput<Self::In, Self::Out>> =
        if cfg!(any(feature = "small", not(feature = "alloc"))) {
            Self::BY_OUTPUT
        } else {
            None
        };

    /// The weights and the bias.
    fn weights(&self) -> LayerWeights<'_, Self::In, Self::Out>;
}

/// Computes a layer output by output.
pub type ByOutput<In, Out> = fn(&LayerCall<'_, In>, &mut [Out]) -> Result<(), Error>;

/// The weights and the bias of a declared layer.
#[derive(Debug)]
pub enum LayerWeights<'a, In, Out> {
    /// They are constants.
    Known {
        /// The layer, packed when it is first used.
        packed: &'a OnceLayer<In, Out>,
        /// The weights, as `LayerValues::to_bytes` writes them.
        weights: &'static [u8],
        /// The bias.
        bias: &'static [u8],
    },
    /// They came at run time, and are packed.
    #[cfg(feature = "alloc")]
    Packed(&'a Prepared<In, Out>),
}

impl<L: GeneratedLayer> Computed for L {
    #[cfg(feature = "alloc")]
    fn prepared(&self) -> Result<&Prepared<L::In, L::Out>, Error> {
        match self.weights() {
            LayerWeights::Known {
                packed,
                weights,
                bias,
            } => packed.get(&L::DECLARATION, weights, bias),
            LayerWeights::Packed(prepared) => Ok(prepared),
        }
    }

    fn resolved(&self, input: [usize; 4]) -> Result<(Resolved, Layout), Error> {
        let LayerDeclaration {
            shape,
            window,
            layout,
            ..
        } = &L::DECLARATION;
        let input = TensorShape::new(input, *layout);
        Ok((resolve(shape, window, *layout, input)?, *layout))
    }

    fn run(
        &self,
        token: Token,
        x: &[L::In],
        shape: [usize; 4],
        y: &mut [L::Out],
    ) -> Result<(), Error> {
        match (L::CHOSEN, self.weights()) {
            (Some(by_output), LayerWeights::Known { weights, bias, .. }) => {
                let call = LayerCall {
                    token,
                    declaration: &L::DECLARATION,
                    resolved: self.resolved(shape)?.0,
                    weights,
                    bias,
                    images: x,
                };
                by_output(&call, y)
            }
            #[cfg(feature = "alloc")]
            _ => {
                let scratch = &mut LayerScratch::new();
                self.prepared()?.run(token, x, shape, y, scratch)
            }
            // The macro knows no other layer.
            #[cfg(not(feature = "alloc"))]
            _ => Err(Error::OutOfMemory),
        }
    }

    #[cfg(feature = "alloc")]
    fn run_with(
        &self,
        token: Token,
        x: &[L::In],
        shape: [usize; 4],
        y: &mut [L::Out],
        scratch: &mut LayerScratch,
    ) -> Result<(), Error> {
        match L::CHOSEN {
            Some(_) => self.run(token, x, shape, y),
            None => self.prepared()?.run(token, x, shape, y, scratch),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<L: GeneratedLayer> Layer for L {
    #[cfg(feature = "alloc")]
    fn explain(&self) -> LayerPlan {
        match self.prepared() {
            Ok(prepared) => prepared.plan().clone(),
            // There is no memory for the weights.
            Err(_) => LayerPlan::new(L::DECLARATION.to_kernel()),
        }
    }
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
