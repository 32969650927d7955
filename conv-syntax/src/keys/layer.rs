//! The keys of a layer, except its shape and numbers, which are arrays.

use super::{Values, Window};
use crate::read::{activation, count, layers};
use crate::written::Activate;
use conv_plan::rules::layer::{Layout, Winograd};
use conv_plan::window::PerAxis;

/// What is asked for, not yet for any types of elements.
///
/// ```
/// use conv_plan::number::ElementType;
/// use conv_plan::rules::layer::Activation;
/// use conv_syntax::keys::{Layer, Values};
///
/// let text = |key: &str| match key {
///     "groups" => Some("2"),
///     "activation" => Some("leaky(0.1)"),
///     _ => None,
/// };
/// let layer = Layer::read(&mut Values::new(&text)).ok_or("a mistake")?;
/// let activation = layer.activation.map(|given| given.activation(ElementType::F64));
/// assert_eq!((layer.groups, activation), (2, Some(Activation::Leaky(0.1))));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone)]
pub struct Layer {
    /// Stride, dilation, padding, border, mode and anchor.
    pub window: Window,
    /// Groups of channels that do not see each other.
    pub groups: usize,
    /// The layout of input and output.
    pub layout: Layout,
    /// What happens to the sums.
    pub activation: Option<Activate>,
    /// Whether Winograd's algorithm may be used.
    pub winograd: Winograd,
    /// What a transposed layer adds to the size of its output.
    pub output_padding: PerAxis<usize>,
}

impl Layer {
    /// The keys, beside the types, the shape and the numbers.
    pub const KEYS: [&'static str; 11] = [
        "stride",
        "dilation",
        "padding",
        "border",
        "mode",
        "anchor",
        "groups",
        "layout",
        "activation",
        "winograd",
        "output_padding",
    ];

    /// Reads the keys that were given; `None` if there are mistakes.
    #[must_use]
    pub fn read(values: &mut Values<'_>) -> Option<Self> {
        let window = Window::read(values);
        let groups = values.read("groups", |tokens, place, errors| {
            count::count(&count::GROUPS, tokens, place, errors)
        });
        let layout = values.read("layout", layers::layout);
        let activation = values.read("activation", activation::activation);
        let winograd = values.read("winograd", layers::winograd);
        let output_padding = values.read("output_padding", |tokens, place, errors| {
            count::counts(&count::OUTPUT_PADDING, tokens, place, errors)
        });
        values.faults.is_empty().then(|| Self {
            window,
            groups: groups.map_or(1, |groups| groups.value),
            layout: layout.map_or(Layout::Nchw, |layout| layout.value),
            activation: activation.map(|activation| activation.value),
            winograd: winograd.map_or(Winograd::Never, |winograd| winograd.value),
            output_padding: output_padding
                .map_or(PerAxis::All(0), |axes| axes.per_axis(|&count| count)),
        })
    }
}
