//! The operator of a case, as a layer.

use crate::case::{Case, Set};
use crate::compare::{close, equal};
use crate::convolution::Convolution;
use crate::definition;
use crate::layer::{builder, results};
use crate::model::NodeProto;
use crate::tensor::{Elements, Tensor};
use anyhow::{Context, Result, bail};
use conv_kernel::LayerValues;
use conv_kernel::{Element, LayerBuilder, Quantization};
use std::fmt::Debug;

/// What became of a case that did not fail.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// How close the results were, in words.
    Passed(String),
    /// What it is that layers are not.
    Skipped(String),
}

/// Compares every set of a case with a layer, or says why there is no such layer.
pub(crate) fn run(case: &Case) -> Result<Outcome> {
    use Outcome::{Passed, Skipped};
    let [node] = case.nodes.as_slice() else {
        return Ok(Skipped("a graph of several operators".into()));
    };
    let weights = match node.op_type.as_str() {
        "Conv" | "ConvInteger" | "ConvTranspose" => 1,
        "QLinearConv" => 3,
        "CausalConvWithState" => return Ok(Skipped("convolution with a state".into())),
        "Col2Im" => return Ok(Skipped("Col2Im, no convolution".into())),
        "DeformConv" => return Ok(Skipped("deformable convolution".into())),
        other => return Ok(Skipped(format!("{other}, no convolution"))),
    };
    let mut told = String::new();
    for set in &case.sets {
        let (input, weights) = (set.required(node, 0)?, set.required(node, weights)?);
        let axes = weights.shape.len().saturating_sub(2);
        if !(1..=2).contains(&axes) {
            return Ok(Skipped(format!("convolution over {axes} axes")));
        }
        if let Elements::Other(_) = input.elements {
            let name = input.elements.name();
            return Ok(Skipped(format!("convolution of {name}")));
        }
        let operation = Operation {
            convolution: Convolution::new(node, &input.shape, &weights.shape)?,
            node,
            set,
            weights,
        };
        told = match (node.op_type.as_str(), &input.elements) {
            ("Conv" | "ConvTranspose", Elements::F32(input)) => operation.float(input)?,
            ("ConvInteger", Elements::U8(input)) => operation.integer(input)?,
            ("ConvInteger", Elements::I8(input)) => operation.integer(input)?,
            ("QLinearConv", Elements::U8(input)) => operation.quantised(input)?,
            ("QLinearConv", Elements::I8(input)) => operation.quantised(input)?,
            (name, elements) => bail!("{name} of {}", elements.name()),
        };
    }
    Ok(Passed(told))
}

/// A node and its values.
struct Operation<'a> {
    convolution: Convolution,
    node: &'a NodeProto,
    set: &'a Set,
    weights: &'a Tensor,
}

impl Operation<'_> {
    fn float(&self, input: &[f32]) -> Result<String> {
        let (convolution, output) = (&self.convolution, &self.set.output);
        let weights = self.weights.f32s()?;
        let bias = self.input(2)?.map(Tensor::f32s).transpose()?;
        let mut layer = builder::<f32, f32>(convolution, weights.into());
        if let Some(bias) = bias {
            layer = layer.bias(bias);
        }
        let sums = definition::sums(convolution, input, weights, bias, &output.shape)?;
        let mut largest = 0.0_f64;
        for (which, found) in results(convolution, &layer, input, &output.shape)? {
            let part = close(&found, output.f32s()?, &sums, convolution.taps() + 1);
            largest = largest.max(part.context(which)?);
        }
        if largest == 0.0 {
            return Ok("equal".into());
        }
        Ok(format!("within {largest:.4} of the bound"))
    }

    fn integer<In: Element>(&self, input: &[In]) -> Result<String> {
        let layer = builder::<In, i32>(&self.convolution, self.integers()?);
        let layer = layer.zero_points(self.zero(2)?, self.zeros(3)?);
        self.exact(&layer, input, self.set.output.i32s()?)
    }

    fn quantised<In: Element>(&self, input: &[In]) -> Result<String> {
        match &self.set.output.elements {
            Elements::U8(output) => self.quantised_to(input, output),
            Elements::I8(output) => self.quantised_to(input, output),
            other => bail!("QLinearConv to {}", other.name()),
        }
    }

    fn quantised_to<In: Element, Out: Element + Debug>(
        &self,
        input: &[In],
        output: &[Out],
    ) -> Result<String> {
        let mut layer = builder::<In, Out>(&self.convolution, self.integers()?)
            .zero_points(self.zero(2)?, self.zeros(5)?)
            .quantization(Quantization {
                input_scale: self.scale(1)?,
                weight_scales: self.set.required(self.node, 4)?.f32s()?.to_vec(),
                output_scale: self.scale(6)?,
                output_zero: self.zero(7)?,
            });
        if let Some(bias) = self.input(8)? {
            layer = layer.bias(bias.i32s()?);
        }
        self.exact(&layer, input, output)
    }

    fn exact<In: Element, Out: Element + Debug>(
        &self,
        layer: &LayerBuilder<In, Out>,
        input: &[In],
        output: &[Out],
    ) -> Result<String> {
        for (which, found) in results(&self.convolution, layer, input, &self.set.output.shape)? {
            equal(&found, output).context(which)?;
        }
        Ok("equal".into())
    }

    fn input(&self, place: usize) -> Result<Option<&Tensor>> {
        self.set.optional(self.node, place)
    }

    fn integers(&self) -> Result<LayerValues> {
        match &self.weights.elements {
            Elements::U8(all) => Ok(all.into()),
            Elements::I8(all) => Ok(all.into()),
            other => bail!("weights of {}", other.name()),
        }
    }

    fn scale(&self, place: usize) -> Result<f32> {
        match *self.set.required(self.node, place)?.f32s()? {
            [scale] => Ok(scale),
            ref other => bail!("one scale expected, not {other:?}"),
        }
    }

    fn zero(&self, place: usize) -> Result<i32> {
        match *self.zeros(place)? {
            [] => Ok(0),
            [zero] => Ok(zero),
            ref other => bail!("one zero point expected, not {other:?}"),
        }
    }

    fn zeros(&self, place: usize) -> Result<Vec<i32>> {
        let zeros = self.input(place)?.map(Tensor::zero_points);
        Ok(zeros.transpose()?.unwrap_or_default())
    }
}
