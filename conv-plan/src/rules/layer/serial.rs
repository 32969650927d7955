//! Layers as data: what a layer was made from is written, and checked again when it is read.

use super::numbers::{LayerError, exchanged_channels, flip};
use super::{
    Activation, LayerOptions, LayerSpec, LayerValues, Layout, Numbers, Quantization, Winograd,
    ZeroPoints,
};
use crate::number::ElementType;
use crate::window::{Mode, NO_OPTIONS, PerAxis, WindowOptions};
use alloc::borrow::Cow;
use alloc::vec::Vec;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

/// The fields of a layer, as a user may write them too.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<'a> {
    input: ElementType,
    output: ElementType,
    shape: Vec<usize>,
    weights: Cow<'a, LayerValues>,
    #[serde(default)]
    bias: Option<Cow<'a, LayerValues>>,
    #[serde(default = "one")]
    groups: usize,
    #[serde(default)]
    window: WindowOptions,
    #[serde(default)]
    layout: Layout,
    #[serde(default)]
    activation: Option<Activation>,
    #[serde(default)]
    winograd: Winograd,
    #[serde(default)]
    zero_points: ZeroPoints,
    #[serde(default)]
    quantization: Option<Quantization>,
    #[serde(default)]
    transposed: bool,
    #[serde(default = "none")]
    output_padding: PerAxis<usize>,
}

const OUT_OF_MEMORY: &str = "out of memory";

const fn one() -> usize {
    1
}

const fn none() -> PerAxis<usize> {
    PerAxis::All(0)
}

impl<'a> Written<'a> {
    /// Or why there are none: a window that no options describe, or no memory.
    fn of(spec: &'a LayerSpec) -> Result<Self, &'static str> {
        let shape = spec.shape;
        let one_axis = shape.axes == 1;
        let mut window = WindowOptions::of(&spec.window, one_axis).ok_or(NO_OPTIONS)?;
        window.mode = spec.mode;
        let mut channels = [shape.outputs, shape.group_inputs];
        if shape.transposed.is_some() {
            window.border = None;
            channels = [shape.inputs(), shape.group_outputs()];
        }
        let [outer, inner] = channels;
        Ok(Self {
            input: spec.input,
            output: spec.output,
            shape: if one_axis {
                alloc::vec![outer, inner, shape.columns]
            } else {
                alloc::vec![outer, inner, shape.rows, shape.columns]
            },
            weights: as_written(spec).ok_or(OUT_OF_MEMORY)?,
            bias: spec.bias.as_deref().map(Cow::Borrowed),
            groups: shape.groups,
            window,
            layout: spec.layout,
            activation: spec.activation,
            winograd: spec.winograd,
            zero_points: spec.zero_points.clone(),
            quantization: spec.quantization.clone(),
            transposed: shape.transposed.is_some(),
            output_padding: match shape.transposed {
                None | Some([0, 0]) => none(),
                Some([_, columns]) if one_axis => PerAxis::Each(alloc::vec![columns]),
                Some(padding) => PerAxis::Each(padding.to_vec()),
            },
        })
    }

    fn check(self) -> Result<LayerSpec, LayerError> {
        LayerSpec::check(LayerOptions {
            input: self.input,
            output: self.output,
            shape: self.shape,
            weights: Numbers::Written(self.weights.into_owned()),
            bias: self
                .bias
                .map_or(Numbers::Absent, |bias| Numbers::Written(bias.into_owned())),
            groups: self.groups,
            window: self.window,
            layout: self.layout,
            activation: self.activation,
            winograd: self.winograd,
            zero_points: self.zero_points,
            quantization: self.quantization,
            transposed: self.transposed,
            output_padding: self.output_padding,
        })
    }
}

/// The weights as they were before their zero points were subtracted, their windows flipped and,
/// for a transposed layer, their channels exchanged; `None` without memory for that.
fn as_written(spec: &LayerSpec) -> Option<Cow<'_, LayerValues>> {
    let mut weights = Cow::Borrowed(&*spec.weights);
    if !spec.zero_points.weights.is_empty()
        && let LayerValues::Integer(weights) = weights.to_mut()
    {
        super::numbers::add_zeros(weights, &spec.zero_points, spec.shape);
    }
    if spec.mode == Mode::Convolve {
        flip(weights.to_mut(), spec.shape.rows * spec.shape.columns);
    }
    if spec.shape.transposed.is_some() {
        weights = Cow::Owned(exchanged_channels(&weights, spec.shape).ok()?);
    }
    Some(weights)
}

impl Serialize for LayerSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Written::of(self) {
            Ok(written) => written.serialize(serializer),
            Err(why) => Err(ser::Error::custom(why)),
        }
    }
}

impl<'de> Deserialize<'de> for LayerSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::deserialize(deserializer)?
            .check()
            .map_err(|error| match error {
                LayerError::Rules(error) => de::Error::custom(error),
                LayerError::OutOfMemory => de::Error::custom(OUT_OF_MEMORY),
            })
    }
}
